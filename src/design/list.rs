//! Points that are listed one by one, in their order: written by hand, or taken from a file of samples.

use super::axis::is_swept_or_error;
use super::{Block, Design, Key};
use crate::random::Draws;
use crate::registry::{Bounds, Diagnostics, Kind, Node, NodeValue, Place, Table, Value};

/// A list of points, each a value for every key.
#[derive(Clone, Debug, Default)]
pub struct List {
    keys: Vec<Key>,
    rows: Vec<Vec<Node>>,
}

impl PartialEq for List {
    fn eq(&self, other: &Self) -> bool {
        self.write() == other.write()
    }
}

impl List {
    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A list of rows that all have these keys.
    pub(super) fn to_node(keys: &[Key], rows: Vec<Vec<Node>>, place: &Place) -> Node {
        let table = |row: Vec<Node>| {
            let mut table = Table::default();
            let place = row.first().map_or_else(|| place.clone(), |node| node.place.clone());
            for (key, node) in keys.iter().zip(row) {
                table.insert(key.name.clone(), key.place.clone(), node);
            }
            Node { value: NodeValue::Table(table), place }
        };
        Node { value: NodeValue::Array(rows.into_iter().map(table).collect()), place: place.clone() }
    }
}

impl Design for List {
    fn name(&self) -> &'static str {
        "list"
    }

    fn keys(&self) -> Vec<Key> {
        self.keys.clone()
    }

    fn size(&self) -> u64 {
        self.rows.len().max(1) as u64
    }

    fn blocks(&self, _: &Draws, _: &dyn Fn(&str) -> bool) -> Vec<Block> {
        vec![Block { keys: self.keys.clone(), rows: self.rows.clone() }]
    }
}

/// The way out of most mistakes.
const EXAMPLE: &str = "write list = [{ \"feed.slots\" = 5, \"feed.ranking\" = \"random\" }, { \"feed.slots\" = 20, \
                       \"feed.ranking\" = \"popularity\" }]";

impl Value for List {
    fn kind() -> Kind {
        Kind::Other {
            name: "a list of tables, each with a value for every key",
            schema: r#"{"type":"array","minItems":1,"items":{"type":"object","minProperties":1}}"#,
        }
    }

    fn read(name: &str, node: Node, _: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        let place = node.place.clone();
        let fail = |place: &Place, message: String, label: String, diagnostics: &mut Diagnostics| {
            let diagnostic = diagnostics.error(Some(place.clone()), message, label);
            diagnostic.help.push(EXAMPLE.to_owned());
        };
        let items = match node.value {
            NodeValue::Array(items) if !items.is_empty() => items,
            other => {
                let found = match other {
                    NodeValue::Array(_) => "an empty one",
                    _ => other.type_name(),
                };
                let label = format!("expected {}, found {found}", Self::kind().describe());
                fail(&place, format!("`{name}` is no list of points"), label, diagnostics);
                return None;
            }
        };
        let mut list = Self::default();
        let mut good = true;
        for (index, item) in items.into_iter().enumerate() {
            let NodeValue::Table(mut table) = item.value else {
                let label = format!("expected a table of keys, found {}", item.value.type_name());
                fail(&item.place, format!("a point of `{name}` has the wrong type"), label, diagnostics);
                good = false;
                continue;
            };
            if index == 0 {
                list.keys = table
                    .iter()
                    .map(|(key, place, _)| Key { name: key.to_owned(), place: place.clone() })
                    .collect();
                let swept: Vec<bool> =
                    list.keys.iter().map(|key| is_swept_or_error(key, diagnostics)).collect();
                good &= swept.into_iter().all(|swept| swept);
                if list.keys.is_empty() {
                    let label = "expected at least one key with its value".to_owned();
                    fail(&item.place, format!("a point of `{name}` is empty"), label, diagnostics);
                    return None;
                }
            }
            let mut row = Vec::with_capacity(list.keys.len());
            for key in &list.keys {
                if let Some((_, node)) = table.take(&key.name) {
                    row.push(node);
                } else {
                    let message = format!("a point of `{name}` has no value for `{}`", key.name);
                    let label = "expected the keys of the first point, all of them".to_owned();
                    fail(&item.place, message, label, diagnostics);
                    good = false;
                }
            }
            for (key, place, _) in table.iter() {
                let message = format!("a point of `{name}` has the key `{key}`, which the first has not");
                let label = "expected the keys of the first point and no other".to_owned();
                fail(place, message, label, diagnostics);
                good = false;
            }
            list.rows.push(row);
        }
        good.then_some(list)
    }

    fn write(&self) -> Option<toml::Value> {
        let point = |row: &Vec<Node>| {
            let pairs = self.keys.iter().zip(row).map(|(key, node)| (key.name.clone(), node.to_toml()));
            toml::Value::Table(pairs.collect())
        };
        (!self.is_empty()).then(|| toml::Value::Array(self.rows.iter().map(point).collect()))
    }
}

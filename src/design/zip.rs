//! Values that run together: the first of every key, then the second of every key.

use super::{Axis, Block, Design, Key};
use crate::random::Draws;
use crate::registry::{Bounds, Diagnostics, Kind, Node, NodeValue, Value};

/// Axes of one length that are walked side by side. With a grid beside it, every combination of its rows and the
/// grid's points; the grid runs faster.
#[derive(Clone, Debug, Default)]
pub struct Zip {
    /// The axes.
    pub axes: Vec<Axis>,
}

impl PartialEq for Zip {
    fn eq(&self, other: &Self) -> bool {
        self.write() == other.write()
    }
}

impl Design for Zip {
    fn name(&self) -> &'static str {
        "zip"
    }

    fn keys(&self) -> Vec<Key> {
        self.axes.iter().map(|axis| axis.key.clone()).collect()
    }

    fn size(&self) -> u64 {
        self.axes.first().map_or(1, |axis| axis.values.len() as u64)
    }

    fn blocks(&self, _: &Draws, is_whole: &dyn Fn(&str) -> bool) -> Vec<Block> {
        let columns: Vec<Vec<Node>> =
            self.axes.iter().map(|axis| axis.fitted(is_whole(&axis.key.name))).collect();
        let rows = (0..self.size() as usize)
            .map(|row| columns.iter().map(|column| column[row].clone()).collect())
            .collect();
        vec![Block { keys: self.keys(), rows }]
    }
}

impl Value for Zip {
    fn kind() -> Kind {
        Kind::Other {
            name: "a table of keys, each with a list of as many values",
            schema: r#"{"type":"object","additionalProperties":{"type":["array","object"]}}"#,
        }
    }

    fn read(name: &str, node: Node, _: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        let NodeValue::Table(table) = &node.value else {
            let label = format!("expected {}, found {}", Self::kind().describe(), node.value.type_name());
            let diagnostic =
                diagnostics.error(Some(node.place.clone()), format!("`{name}` has the wrong type"), label);
            diagnostic.help.push(
                "write zip = { \"network.agents\" = [100, 1000], \"network.followees\" = [5, 20] }"
                    .to_owned(),
            );
            return None;
        };
        let axes = Axis::read_all("zip", table, diagnostics)?;
        if let Some(first) = axes.first() {
            let expected = first.values.len();
            for axis in axes.iter().filter(|axis| axis.values.len() != expected) {
                let message = format!("`{}` has {} values in the zip", axis.key.name, axis.values.len());
                let label = format!("expected {expected}, as many as `{}` has", first.key.name);
                let help = "zip takes the first value of every key, then the second: give all keys as many, or use \
                            grid for every combination";
                diagnostics.error(Some(axis.key.place.clone()), message, label).help.push(help.to_owned());
            }
            if axes.iter().any(|axis| axis.values.len() != expected) {
                return None;
            }
        }
        Some(Self { axes })
    }

    fn write(&self) -> Option<toml::Value> {
        let table: toml::Table = self.axes.iter().map(Axis::write).collect();
        (!table.is_empty()).then_some(toml::Value::Table(table))
    }
}

//! Every combination of the values of some keys.

use super::{Axis, Block, Design, Key};
use crate::random::Draws;
use crate::registry::{Bounds, Diagnostics, Kind, Node, NodeValue, Value};

/// The axes of a full factorial design, in the order of the file; the last runs fastest.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// The axes; none: one point, the scenario itself.
    pub axes: Vec<Axis>,
}

impl PartialEq for Grid {
    /// By keys and values; where they were written does not matter.
    fn eq(&self, other: &Self) -> bool {
        self.write() == other.write()
    }
}

impl Design for Grid {
    fn name(&self) -> &'static str {
        "grid"
    }

    fn keys(&self) -> Vec<Key> {
        self.axes.iter().map(|axis| axis.key.clone()).collect()
    }

    fn size(&self) -> u64 {
        self.axes.iter().map(|axis| axis.values.len() as u64).fold(1, u64::saturating_mul)
    }

    fn blocks(&self, _: &Draws, is_whole: &dyn Fn(&str) -> bool) -> Vec<Block> {
        let rows =
            |axis: &Axis| axis.fitted(is_whole(&axis.key.name)).into_iter().map(|node| vec![node]).collect();
        self.axes.iter().map(|axis| Block { keys: vec![axis.key.clone()], rows: rows(axis) }).collect()
    }
}

impl Value for Grid {
    fn kind() -> Kind {
        Kind::Other {
            name: "a table of keys, each with a list of values",
            schema: r#"{"type":"object","additionalProperties":{"anyOf":[{"type":"array","minItems":1},{"type":"object","additionalProperties":false,"properties":{"range":{"type":"object","additionalProperties":false,"required":["from","to","step"],"properties":{"from":{"type":"number"},"to":{"type":"number"},"step":{"type":"number"}}},"log_range":{"type":"object","additionalProperties":false,"required":["from","to","count"],"properties":{"from":{"type":"number"},"to":{"type":"number"},"count":{"type":"integer","minimum":2}}}}}]}}"#,
        }
    }

    fn read(name: &str, node: Node, _: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        let NodeValue::Table(table) = &node.value else {
            let label = format!("expected {}, found {}", Self::kind().describe(), node.value.type_name());
            let diagnostic =
                diagnostics.error(Some(node.place.clone()), format!("`{name}` has the wrong type"), label);
            diagnostic.help.push("write grid = { \"feed.slots\" = [5, 10, 20] }".to_owned());
            return None;
        };
        Some(Self { axes: Axis::read_all("grid", table, diagnostics)? })
    }

    fn write(&self) -> Option<toml::Value> {
        let table: toml::Table = self.axes.iter().map(Axis::write).collect();
        (!table.is_empty()).then_some(toml::Value::Table(table))
    }
}

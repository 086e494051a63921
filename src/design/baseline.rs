//! The point that every other one is compared with.

use crate::registry::{Bounds, Diagnostics, Kind, Node, NodeValue, Table, Value};

/// The baseline of a sweep: what each point is compared with, replicate by replicate.
#[derive(Clone, Debug)]
pub enum Baseline {
    /// One point, by its number.
    Point(u64, Node),
    /// For each point, the one that has these values and is like it in all other keys.
    Values(Table, Node),
}

impl PartialEq for Baseline {
    fn eq(&self, other: &Self) -> bool {
        self.write() == other.write()
    }
}

impl Baseline {
    /// Where it was written.
    pub fn node(&self) -> &Node {
        match self {
            Self::Point(_, node) | Self::Values(_, node) => node,
        }
    }
}

impl Value for Baseline {
    fn kind() -> Kind {
        Kind::Other {
            name: "the number of a point, or a table of its values",
            schema: r#"{"anyOf":[{"type":"integer","minimum":0},{"type":"object","minProperties":1}]}"#,
        }
    }

    fn read(name: &str, node: Node, _: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        match &node.value {
            NodeValue::Integer(number) if *number >= 0 => Some(Self::Point(*number as u64, node)),
            NodeValue::Table(table) if !table.is_empty() => Some(Self::Values(table.clone(), node)),
            other => {
                let message = format!("`{name}` is no point");
                let label = format!("expected {}, found {}", Self::kind().describe(), other.type_name());
                let diagnostic = diagnostics.error(Some(node.place), message, label);
                diagnostic.help.push(
                    "write baseline = 0 for the first point, or baseline = { \"feed.ranking\" = \"random\" }"
                        .to_owned(),
                );
                None
            }
        }
    }

    fn write(&self) -> Option<toml::Value> {
        Some(self.node().to_toml())
    }
}

//! The parameters of a sampled design: which values a key takes as a coordinate runs from 0 to 1.

use super::Key;
use super::axis::is_swept_or_error;
use crate::math;
use crate::registry::{Bounds, Diagnostics, Kind, Node, NodeValue, Value};

/// The values of one parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Span {
    /// From low to high, uniformly: `[0.5, 0.9]`. Of a key that takes whole numbers, each of them equally often.
    Uniform {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// From low to high, uniformly in the logarithm: `{ log = [0.001, 1.0] }`.
    Log {
        /// Lower end, above 0.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// One of these, each equally often: `{ choices = ["random", "popularity"] }`.
    Choices(Vec<toml::Value>),
}

/// A key and its values.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The key.
    pub key: Key,
    /// Its values.
    pub span: Span,
    written: Node,
    choices: Vec<Node>,
}

impl Parameter {
    /// The value at `unit` in [0, 1]; 1 is the upper end itself.
    pub fn at(&self, unit: f64, is_whole: bool) -> Node {
        let among = |count: f64| (unit * count).floor().min(count - 1.0);
        let value = match &self.span {
            Span::Choices(_) => return self.choices[among(self.choices.len() as f64) as usize].clone(),
            Span::Uniform { low, high } if is_whole => {
                NodeValue::Integer((low.ceil() + among(high.floor() - low.ceil() + 1.0)) as i64)
            }
            Span::Uniform { low, high } => NodeValue::Float(low + unit * (high - low)),
            Span::Log { low, high } => {
                let value = low * math::pow(high / low, unit);
                let value = value.clamp(*low, *high);
                if is_whole { NodeValue::Integer(value.round() as i64) } else { NodeValue::Float(value) }
            }
        };
        Node { value, place: self.written.place.clone() }
    }
}

/// The parameters of a design, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Spans {
    /// The parameters.
    pub parameters: Vec<Parameter>,
}

impl PartialEq for Spans {
    fn eq(&self, other: &Self) -> bool {
        self.write() == other.write()
    }
}

impl Spans {
    /// The keys.
    pub fn keys(&self) -> Vec<Key> {
        self.parameters.iter().map(|parameter| parameter.key.clone()).collect()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.parameters.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.parameters.is_empty()
    }

    /// The rows at the coordinates `units`, one row of [`len`](Self::len) numbers in [0, 1] after the other.
    pub fn rows(&self, units: &[f64], is_whole: &dyn Fn(&str) -> bool) -> Vec<Vec<Node>> {
        let whole: Vec<bool> =
            self.parameters.iter().map(|parameter| is_whole(&parameter.key.name)).collect();
        let row = |units: &[f64]| {
            let values = self.parameters.iter().zip(units).zip(&whole);
            values.map(|((parameter, &unit), &whole)| parameter.at(unit, whole)).collect()
        };
        units.chunks_exact(self.len().max(1)).map(row).collect()
    }
}

impl Value for Spans {
    fn kind() -> Kind {
        Kind::Other {
            name: "a table of keys, each with its range",
            schema: r#"{"type":"object","minProperties":1}"#,
        }
    }

    fn read(name: &str, node: Node, _: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        let table = match &node.value {
            NodeValue::Table(table) if !table.is_empty() => table,
            other => {
                let message = format!("`{name}` has no parameters");
                let label = format!("expected {}, found {}", Self::kind().describe(), other.type_name());
                let diagnostic = diagnostics.error(Some(node.place.clone()), message, label);
                diagnostic.help.push("write parameters = { \"network.homophily\" = [0.5, 0.9] }".to_owned());
                return None;
            }
        };
        let mut parameters = Vec::new();
        let mut good = true;
        for (name, place, written) in table.iter() {
            let key = Key { name: name.to_owned(), place: place.clone() };
            good &= is_swept_or_error(&key, diagnostics);
            match span(written) {
                Ok((span, choices)) => {
                    parameters.push(Parameter { key, span, written: written.clone(), choices });
                }
                Err(expected) => {
                    let message = format!("`{name}` has no range");
                    let diagnostic = diagnostics.error(Some(written.place.clone()), message, expected);
                    diagnostic.help.push(format!(
                        "write \"{name}\" = [0.1, 0.9], or {{ log = [0.001, 1.0] }}, or {{ choices = [\"one\", \"other\"] }}"
                    ));
                    good = false;
                }
            }
        }
        good.then_some(Self { parameters })
    }

    fn write(&self) -> Option<toml::Value> {
        let pair = |parameter: &Parameter| (parameter.key.name.clone(), parameter.written.to_toml());
        Some(toml::Value::Table(self.parameters.iter().map(pair).collect()))
    }
}

/// The values that a node stands for, and the choices as nodes; the error is what was expected.
fn span(node: &Node) -> Result<(Span, Vec<Node>), &'static str> {
    let ends = |node: &Node| match &node.value {
        NodeValue::Array(items) if items.len() == 2 => Some((items[0].number()?, items[1].number()?)),
        _ => None,
    };
    match &node.value {
        NodeValue::Array(_) => match ends(node) {
            Some((low, high)) if low < high => Ok((Span::Uniform { low, high }, Vec::new())),
            _ => Err("expected two numbers [low, high], the lower one first"),
        },
        NodeValue::Table(table) => {
            let mut entries = table.iter();
            match (entries.next(), entries.next()) {
                (Some(("log", _, inner)), None) => match ends(inner) {
                    Some((low, high)) if 0.0 < low && low < high => Ok((Span::Log { low, high }, Vec::new())),
                    _ => Err("expected two numbers [low, high] with 0 < low < high"),
                },
                (Some(("choices", _, Node { value: NodeValue::Array(items), .. })), None)
                    if items.len() > 1 =>
                {
                    Ok((Span::Choices(items.iter().map(Node::to_toml).collect()), items.clone()))
                }
                _ => Err("expected `log` or `choices`, and a list of two or more behind it"),
            }
        }
        _ => Err("expected [low, high]"),
    }
}

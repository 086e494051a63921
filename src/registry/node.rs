//! What can be asked of a value, whatever it is.

use super::{Node, NodeValue};

impl Node {
    /// The value without its places.
    pub fn to_toml(&self) -> toml::Value {
        match &self.value {
            NodeValue::Text(text) | NodeValue::Datetime(text) => toml::Value::String(text.clone()),
            NodeValue::Integer(number) => toml::Value::Integer(*number),
            NodeValue::Float(number) => toml::Value::Float(*number),
            NodeValue::Boolean(value) => toml::Value::Boolean(*value),
            NodeValue::Array(items) => toml::Value::Array(items.iter().map(Self::to_toml).collect()),
            NodeValue::Table(table) => {
                let pairs = table.iter().map(|(key, _, value)| (key.to_owned(), value.to_toml()));
                toml::Value::Table(pairs.collect())
            }
        }
    }

    /// The value as a finite number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self.value {
            NodeValue::Integer(number) => Some(number as f64),
            NodeValue::Float(number) if number.is_finite() => Some(number),
            _ => None,
        }
    }
}

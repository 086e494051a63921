//! What the tables of `[sweep]` have in common: how they are read.

use crate::registry::{Diagnostics, Node, NodeValue, Parameters, Reader};

/// Reads the table of a design. `what` is what was expected, `example` a line that is right.
pub(super) fn read<T: Parameters>(
    name: &str,
    node: Node,
    what: &str,
    example: &str,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    let place = node.place.clone();
    let NodeValue::Table(table) = node.value else {
        let label = format!("expected {what}, found {}", node.value.type_name());
        let diagnostic = diagnostics.error(Some(place), format!("`{name}` has the wrong type"), label);
        diagnostic.help.push(format!("write {example}"));
        return None;
    };
    let mut reader = Reader::new(name, Some(place), table, diagnostics);
    let value = T::read(&mut reader);
    reader.finish(&[]);
    value
}

/// Makes a struct of [`parameters!`](crate::parameters) a value of a key: a table.
macro_rules! table_value {
    ($type:ty, $what:literal, $example:literal, $schema:literal) => {
        impl $crate::registry::Value for $type {
            fn kind() -> $crate::registry::Kind {
                $crate::registry::Kind::Other { name: $what, schema: $schema }
            }

            fn read(
                name: &str,
                node: $crate::registry::Node,
                _: $crate::registry::Bounds,
                diagnostics: &mut $crate::registry::Diagnostics,
            ) -> Option<Self> {
                let kept = node.clone();
                let value: Self = super::table::read(name, node, $what, $example, diagnostics)?;
                value.check(name, &kept, diagnostics).then_some(value)
            }

            fn write(&self) -> Option<toml::Value> {
                Some(toml::Value::Table($crate::registry::Parameters::write(self)))
            }
        }
    };
}
pub(super) use table_value;

/// The node of a key inside a table.
pub(super) fn inside<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    match &node.value {
        NodeValue::Table(table) => table.get(key),
        _ => None,
    }
}

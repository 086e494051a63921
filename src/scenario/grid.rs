//! The grid of a sweep: dotted keys and the values that each takes.

use crate::registry::{Bounds, Diagnostics, Kind, Node, NodeValue, Place, Value};

/// One axis: a key and its values as they stand in the scenario.
#[derive(Clone, Debug)]
pub struct Axis {
    /// The dotted key.
    pub key: String,
    /// Where it stands.
    pub place: Place,
    /// Its values.
    pub values: Vec<Node>,
}

/// The value of a key at a point of the grid.
#[derive(Clone, Copy, Debug)]
pub struct GridValue<'a> {
    /// The dotted key.
    pub key: &'a str,
    /// Where the key stands.
    pub key_place: &'a Place,
    /// The value.
    pub node: &'a Node,
}

impl GridValue<'_> {
    /// The value as TOML text.
    pub fn text(&self) -> String {
        to_toml(self.node).to_string()
    }
}

/// The axes of a sweep, in the order of the file.
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

impl Grid {
    /// Number of points: the product of the axes' lengths, 1 without axes.
    pub fn points(&self) -> u64 {
        self.axes.iter().map(|axis| axis.values.len() as u64).fold(1, u64::saturating_mul)
    }

    /// The values of a point, in the order of the axes; the last axis runs fastest.
    pub fn point(&self, mut index: u64) -> Vec<GridValue<'_>> {
        let mut point = Vec::new();
        for axis in self.axes.iter().rev() {
            let count = axis.values.len() as u64;
            let node = &axis.values[(index % count) as usize];
            point.push(GridValue { key: &axis.key, key_place: &axis.place, node });
            index /= count;
        }
        point.reverse();
        point
    }
}

/// The most points of a grid: each is checked before the first is played.
const MOST_POINTS: u64 = 10_000_000;

impl Value for Grid {
    fn kind() -> Kind {
        Kind::Other {
            name: "a table of keys, each with a list of values",
            schema: r#"{"type":"object","additionalProperties":{"type":"array","minItems":1}}"#,
        }
    }

    fn read(name: &str, node: Node, _: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        let place = node.place.clone();
        let NodeValue::Table(table) = node.value else {
            let label = format!("expected {}, found {}", Self::kind().describe(), node.value.type_name());
            let diagnostic = diagnostics.error(Some(place), format!("`{name}` has the wrong type"), label);
            diagnostic.help.push("write grid = { \"feed.slots\" = [5, 10, 20] }".to_owned());
            return None;
        };
        let mut axes = Vec::new();
        let mut good = true;
        for (key, place, value) in table.iter() {
            let (at, message, label, help) = match &value.value {
                NodeValue::Array(values) if !values.is_empty() && is_swept(key) => {
                    let values = values.clone();
                    axes.push(Axis { key: key.to_owned(), place: place.clone(), values });
                    continue;
                }
                NodeValue::Array(values) if !values.is_empty() => (
                    place,
                    format!("`{key}` cannot be swept"),
                    "expected a key of the model".to_owned(),
                    "take it out: it says what is run or written, and is the same for all points".to_owned(),
                ),
                NodeValue::Table(inner) => {
                    let inner = inner.iter().next().map_or("key", |(key, ..)| key);
                    (
                        place,
                        format!("`{name}` has no tables in it"),
                        "expected a dotted key in quotes".to_owned(),
                        format!("put the whole key in quotes: \"{key}.{inner}\" = [ … ]"),
                    )
                }
                NodeValue::Array(_) => (
                    &value.place,
                    format!("`{key}` has no values in the grid"),
                    "expected at least one value".to_owned(),
                    format!("write \"{key}\" = [first, second, …], or take the line out"),
                ),
                other => (
                    &value.place,
                    format!("`{key}` has no list of values in the grid"),
                    format!("expected a list in [brackets], found {}", other.type_name()),
                    format!("put brackets around it: \"{key}\" = [ … ]"),
                ),
            };
            good = false;
            diagnostics.error(Some(at.clone()), message, label).help.push(help);
        }
        let grid = Self { axes };
        if grid.points() > MOST_POINTS {
            let message = format!("`{name}` has {} points", grid.points());
            let label = format!("expected at most {MOST_POINTS}");
            let help = "the points are every combination of the values: leave some out";
            diagnostics.error(Some(place), message, label).help.push(help.to_owned());
            return None;
        }
        good.then_some(grid)
    }

    fn write(&self) -> Option<toml::Value> {
        if self.axes.is_empty() {
            return None;
        }
        let axis = |axis: &Axis| {
            let values = axis.values.iter().map(to_toml).collect();
            (axis.key.clone(), toml::Value::Array(values))
        };
        Some(toml::Value::Table(self.axes.iter().map(axis).collect()))
    }
}

/// Whether a key can differ between points: not what is about the whole sweep or its tables.
fn is_swept(key: &str) -> bool {
    let table = key.split('.').next().unwrap_or(key);
    !matches!(table, "sweep" | "name" | "about" | "format")
        && key != "output.metrics"
        && key != "output.opinions"
}

/// A value without its places.
fn to_toml(node: &Node) -> toml::Value {
    match &node.value {
        NodeValue::Text(text) | NodeValue::Datetime(text) => toml::Value::String(text.clone()),
        NodeValue::Integer(number) => toml::Value::Integer(*number),
        NodeValue::Float(number) => toml::Value::Float(*number),
        NodeValue::Boolean(value) => toml::Value::Boolean(*value),
        NodeValue::Array(items) => toml::Value::Array(items.iter().map(to_toml).collect()),
        NodeValue::Table(table) => {
            toml::Value::Table(table.iter().map(|(key, _, value)| (key.to_owned(), to_toml(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::registry::Parameters;
    use crate::scenario::SweepKeys;

    #[test]
    fn a_grid_is_every_combination() {
        let text = "replicates = 3\ngrid = { \"a.b\" = [1, 2], \"c\" = [\"x\", \"y\", \"z\"] }";
        let sweep = SweepKeys::from_toml(text).unwrap();
        assert_eq!(sweep.grid.points(), 6);
        let point = sweep.grid.point(4);
        let point: Vec<(&str, String)> = point.iter().map(|value| (value.key, value.text())).collect();
        assert_eq!(point, [("a.b", "2".to_owned()), ("c", "\"y\"".to_owned())]);
        let again = SweepKeys::from_toml(&toml::to_string(&sweep.write()).unwrap()).unwrap();
        assert_eq!(again, sweep);
    }
}

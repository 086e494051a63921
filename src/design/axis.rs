//! One axis of a design: a key and its values, listed or computed.

use super::Key;
use crate::math;
use crate::registry::{Diagnostics, Node, NodeValue, Table};

/// One axis: a key and its values.
#[derive(Clone, Debug)]
pub struct Axis {
    /// The key.
    pub key: Key,
    /// Its values.
    pub values: Vec<Node>,
    /// As it was written.
    written: Node,
    /// Whether the values were computed and not listed.
    computed: bool,
}

/// The most values of a computed axis.
const MOST_VALUES: f64 = 1e6;

impl Axis {
    /// The values; computed ones are rounded where the key takes whole numbers alone.
    pub fn fitted(&self, is_whole: bool) -> Vec<Node> {
        let fit = |node: &Node| match node.value {
            NodeValue::Float(number) if self.computed && is_whole => {
                Node { value: NodeValue::Integer(number.round() as i64), place: node.place.clone() }
            }
            _ => node.clone(),
        };
        self.values.iter().map(fit).collect()
    }

    /// As it was written, for the resolved scenario.
    pub fn write(&self) -> (String, toml::Value) {
        (self.key.name.clone(), self.written.to_toml())
    }

    /// The axes of a table; `design` is what messages call it. None after an error.
    pub(super) fn read_all(design: &str, table: &Table, diagnostics: &mut Diagnostics) -> Option<Vec<Self>> {
        let mut axes = Vec::new();
        let mut good = true;
        for (name, place, written) in table.iter() {
            let key = Key { name: name.to_owned(), place: place.clone() };
            let written = written.clone();
            let read = match &written.value {
                NodeValue::Array(values) if !values.is_empty() => {
                    is_swept_or_error(&key, diagnostics).then(|| (values.clone(), false))
                }
                NodeValue::Table(inner) if is_computed(inner) => (is_swept_or_error(&key, diagnostics))
                    .then(|| computed(&key.name, &written, inner, diagnostics))
                    .flatten()
                    .map(|values| (values, true)),
                _ => {
                    wrong(design, &key, &written, diagnostics);
                    None
                }
            };
            match read {
                Some((values, computed)) => axes.push(Self { key, values, written, computed }),
                None => good = false,
            }
        }
        good.then_some(axes)
    }
}

/// Whether a key can differ between points: not what is about the whole sweep or its tables.
pub fn is_swept(key: &str) -> bool {
    let table = key.split('.').next().unwrap_or(key);
    !matches!(table, "sweep" | "attribution" | "name" | "about" | "format")
        && key != "output.metrics"
        && key != "output.opinions"
}

/// As [`is_swept`], with an error where it cannot.
pub(super) fn is_swept_or_error(key: &Key, diagnostics: &mut Diagnostics) -> bool {
    if is_swept(&key.name) {
        return true;
    }
    let message = format!("`{}` cannot be swept", key.name);
    let help = "take it out: it says what is run or written, and is the same for all points";
    diagnostics
        .error(Some(key.place.clone()), message, "expected a key of the model")
        .help
        .push(help.to_owned());
    false
}

fn is_computed(table: &Table) -> bool {
    table.get("range").is_some() || table.get("log_range").is_some()
}

fn wrong(design: &str, key: &Key, value: &Node, diagnostics: &mut Diagnostics) {
    let name = &key.name;
    let (place, message, label, help) = match &value.value {
        NodeValue::Table(inner) => {
            let inner = inner.iter().next().map_or("key", |(key, ..)| key);
            (
                &key.place,
                format!("`sweep.{design}` has no tables in it"),
                "expected a dotted key in quotes".to_owned(),
                format!("put the whole key in quotes: \"{name}.{inner}\" = [ … ]"),
            )
        }
        NodeValue::Array(_) => (
            &value.place,
            format!("`{name}` has no values in the {design}"),
            "expected at least one value".to_owned(),
            format!("write \"{name}\" = [first, second, …], or take the line out"),
        ),
        other => (
            &value.place,
            format!("`{name}` has no list of values in the {design}"),
            format!("expected a list in [brackets], found {}", other.type_name()),
            format!("put brackets around it: \"{name}\" = [ … ]"),
        ),
    };
    diagnostics.error(Some(place.clone()), message, label).help.push(help);
}

/// The values of `{ range = { from, to, step } }` or `{ log_range = { from, to, count } }`.
fn computed(name: &str, whole: &Node, table: &Table, diagnostics: &mut Diagnostics) -> Option<Vec<Node>> {
    let is_log = table.get("log_range").is_some();
    let (word, third) = if is_log { ("log_range", "count") } else { ("range", "step") };
    let example = if is_log {
        "{ log_range = { from = 0.001, to = 1.0, count = 4 } }: each value the same multiple of the one before"
    } else {
        "{ range = { from = 0.5, to = 0.9, step = 0.1 } }: both ends belong to it"
    };
    let mut fail = |place: &Node, message: String, label: &str| {
        let diagnostic = diagnostics.error(Some(place.place.clone()), message, label);
        diagnostic.help.push(format!("write \"{name}\" = {example}"));
    };
    let node = table.get(word)?;
    let NodeValue::Table(inner) = &node.value else {
        fail(node, format!("the {word} of `{name}` has the wrong type"), "expected a table of three numbers");
        return None;
    };
    let known = ["from", "to", third];
    let stray = inner.iter().find(|(key, ..)| !known.contains(key)).map(|(.., node)| node);
    let stray = stray.or_else(|| table.iter().find(|(key, ..)| *key != word).map(|(.., node)| node));
    if let Some(stray) = stray {
        let label = format!("expected `from`, `to` and `{third}` alone");
        fail(stray, format!("the {word} of `{name}` has a key too many"), &label);
        return None;
    }
    let mut found = Vec::new();
    for key in known {
        match inner.get(key).map(|node| (node, node.number())) {
            Some((_, Some(number))) => found.push(number),
            Some((node, None)) => {
                fail(node, format!("`{key}` in the {word} of `{name}` is no number"), "expected a number");
                return None;
            }
            None => {
                fail(node, format!("the {word} of `{name}` has no `{key}`"), "expected it in this table");
                return None;
            }
        }
    }
    match numbers(is_log, found[0], found[1], found[2]) {
        Ok(values) => {
            let mut whole_ends = known.iter().filter_map(|key| inner.get(key));
            let integers = !is_log && whole_ends.all(|node| matches!(node.value, NodeValue::Integer(_)));
            let node = |value: f64| Node {
                value: if integers { NodeValue::Integer(value as i64) } else { NodeValue::Float(value) },
                place: whole.place.clone(),
            };
            Some(values.into_iter().map(node).collect())
        }
        Err(expected) => {
            fail(node, format!("the {word} of `{name}` has no values"), expected);
            None
        }
    }
}

/// The values of a range: from, from + step, … up to `to`, which belongs to it if a whole number of steps leads there;
/// of a logarithmic one, `third` values from `from` to `to`, each the same multiple of the one before. Values are rounded to 12 significant digits, so that
/// three steps of 0.1 from 0.5 are 0.8.
///
/// # Errors
/// What was expected, where there are no such values.
pub fn numbers(is_log: bool, from: f64, to: f64, third: f64) -> Result<Vec<f64>, &'static str> {
    if is_log {
        if from <= 0.0 || to <= from {
            return Err("expected 0 < from < to");
        }
        if third < 2.0 || third.fract() != 0.0 || third > MOST_VALUES {
            return Err("expected a whole `count` of at least 2 and at most 1000000");
        }
        let last = third - 1.0;
        let at = |index: f64| match index {
            0.0 => from,
            index if index == last => to,
            index => rounded(from * math::pow(to / from, index / last)),
        };
        return Ok((0..third as u32).map(|index| at(f64::from(index))).collect());
    }
    if to < from {
        return Err("expected `from` below `to`");
    }
    // The step can be smaller than what the sum of two floats resolves: a millionth of a step is forgiven.
    let steps = ((to - from) / third + 1e-6).floor();
    if third <= 0.0 || !steps.is_finite() || steps >= MOST_VALUES {
        return Err("expected a `step` above 0 that makes at most 1000000 values");
    }
    Ok((0..=steps as u32).map(|index| rounded(from + f64::from(index) * third)).collect())
}

/// `value` at 12 significant digits.
fn rounded(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_both_ends_and_no_crumbs() {
        assert_eq!(numbers(false, 0.5, 0.9, 0.1).unwrap(), [0.5, 0.6, 0.7, 0.8, 0.9]);
        assert_eq!(numbers(false, 0.0, 1.0, 0.3).unwrap(), [0.0, 0.3, 0.6, 0.9]);
        assert_eq!(numbers(false, -1.0, 1.0, 1.0).unwrap(), [-1.0, 0.0, 1.0]);
        assert_eq!(numbers(false, 3.0, 3.0, 1.0).unwrap(), [3.0]);
        for bad in [(1.0, 0.0, 0.1), (0.0, 1.0, 0.0), (0.0, 1.0, -1.0), (0.0, 1.0, 1e-9)] {
            assert!(numbers(false, bad.0, bad.1, bad.2).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_logarithmic_range_multiplies() {
        assert_eq!(numbers(true, 0.001, 1.0, 4.0).unwrap(), [0.001, 0.01, 0.1, 1.0]);
        // 100·10^(1/2) = 316.22776601683795.
        assert_eq!(numbers(true, 100.0, 1000.0, 3.0).unwrap(), [100.0, 316.227_766_017, 1000.0]);
        for bad in [(0.0, 1.0, 3.0), (1.0, 1.0, 3.0), (1.0, 2.0, 1.0), (1.0, 2.0, 2.5)] {
            assert!(numbers(true, bad.0, bad.1, bad.2).is_err(), "{bad:?}");
        }
    }
}

//! Columns of node attributes: filled node by node when reading, typed when writing.

use super::interner::Interner;
use crate::network::Attribute;

/// More columns than this are refused, because every column costs memory for every node.
pub(super) const MOST_COLUMNS: usize = 1000;

/// Attributes that become known node by node.
#[derive(Default)]
pub(super) struct Columns {
    names: Interner,
    values: Vec<Vec<Option<String>>>,
}

impl Columns {
    /// Sets an attribute of a node. A second value joins the first after a semicolon. False when there would be more
    /// than [`MOST_COLUMNS`].
    pub fn set(&mut self, node: usize, name: &str, value: String) -> bool {
        let Some(column) = self.column(name) else { return false };
        let values = &mut self.values[column];
        if values.len() <= node {
            values.resize(node + 1, None);
        }
        match &mut values[node] {
            Some(text) => {
                text.push(';');
                text.push_str(&value);
            }
            empty => *empty = Some(value),
        }
        true
    }

    /// Makes sure that there is a column of this name. None when there would be more than [`MOST_COLUMNS`].
    pub fn column(&mut self, name: &str) -> Option<usize> {
        if self.names.find(name).is_none() && self.names.len() >= MOST_COLUMNS {
            return None;
        }
        let column = self.names.intern(name)? as usize;
        if column == self.values.len() {
            self.values.push(Vec::new());
        }
        Some(column)
    }

    /// Whether so many columns for so many nodes are in proportion to a text of `length` bytes: a few kilobytes could
    /// otherwise ask for gigabytes, by a thousand attributes of which every node has one.
    pub fn in_proportion(&self, nodes: usize, more: usize, length: usize) -> bool {
        (self.names.len() + more).saturating_mul(nodes) <= length.saturating_mul(16).saturating_add(1 << 22)
    }

    /// The columns in the order in which they became known.
    pub fn finish(self, nodes: usize) -> Vec<Attribute> {
        let columns = self.names.into_names().into_iter().zip(self.values);
        columns
            .map(|(name, mut values)| {
                values.resize(nodes, None);
                Attribute { name, values }
            })
            .collect()
    }
}

/// What all values of a column are. Texts such as `007` or `1e5`, which a number would not give back, are text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    /// true or false.
    Boolean,
    /// Whole numbers of 32 bits.
    Integer,
    /// Whole numbers of 64 bits.
    Long,
    /// Decimal numbers.
    Double,
    /// Anything.
    Text,
}

impl Scalar {
    /// The narrowest kind that all values are of.
    pub fn of<'a>(values: &(impl Iterator<Item = &'a str> + Clone)) -> Self {
        let all = |test: fn(&str) -> bool| values.clone().all(test);
        if values.clone().next().is_none() {
            Self::Text
        } else if all(|value| matches!(value, "true" | "false")) {
            Self::Boolean
        } else if all(|value| value.parse::<i32>().is_ok_and(|number| number.to_string() == value)) {
            Self::Integer
        } else if all(|value| value.parse::<i64>().is_ok_and(|number| number.to_string() == value)) {
            Self::Long
        } else if all(is_decimal) {
            Self::Double
        } else {
            Self::Text
        }
    }
}

/// A decimal number in the plain notation that every format takes: `-12.5`, `3`, `0.25`.
fn is_decimal(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let numeric = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    numeric(whole)
        && numeric(fraction)
        && (whole == "0" || !whole.starts_with('0'))
        && whole.len() + fraction.len() <= 15
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_typed_by_all_their_values() {
        let of = |values: &[&'static str]| Scalar::of(&values.iter().copied());
        assert_eq!(of(&["1", "-2"]), Scalar::Integer);
        assert_eq!(of(&["1", "819992522109894658"]), Scalar::Long);
        assert_eq!(of(&["1", "2.50"]), Scalar::Double);
        assert_eq!(of(&["1", "007"]), Scalar::Text);
        assert_eq!(of(&["nan"]), Scalar::Text);
        assert_eq!(of(&["true", "false"]), Scalar::Boolean);
        assert_eq!(of(&[]), Scalar::Text);
    }

    #[test]
    fn a_second_value_joins_the_first() {
        let mut columns = Columns::default();
        assert!(columns.set(1, "tag", "a".into()) && columns.set(1, "tag", "b".into()));
        assert_eq!(columns.finish(3)[0].values, [None, Some("a;b".into()), None]);
    }
}

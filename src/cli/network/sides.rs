//! Sides of agents from an attribute of the nodes.

use std::collections::BTreeMap;

use crate::network::Network;
use crate::registry::nearest;

/// How many values a message lists.
const SHOWN: usize = 12;

/// Sides that cannot be taken from an attribute.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SideError {
    /// No attribute of this name.
    #[error("expected an attribute named {name:?}, found {known}\n  help: {help}")]
    UnknownAttribute {
        /// The name.
        name: String,
        /// What there is.
        known: String,
        /// The way out.
        help: String,
    },
    /// Not of the form value=side.
    #[error(
        "--map {text}: expected VALUE=+1, VALUE=-1 or VALUE=0, found {text:?}\n  help: for instance --map D=-1 --map R=+1"
    )]
    Form {
        /// What was given.
        text: String,
    },
    /// A value that no node has, or that is mapped twice.
    #[error(
        "--map {value}: expected a value of {attribute:?} that is not mapped yet, found {value:?}\n  help: its values are {values}"
    )]
    Value {
        /// The value.
        value: String,
        /// The attribute.
        attribute: String,
        /// The values it has.
        values: String,
    },
    /// Neither two values nor a map.
    #[error(
        "expected two values of {attribute:?} or a --map, found {values}\n  help: say which value is on which side, for instance --map {example}=+1"
    )]
    NoMap {
        /// The attribute.
        attribute: String,
        /// The values it has.
        values: String,
        /// One of them.
        example: String,
    },
}

/// The side of every node, −1, 0 or +1, and a line that says how they were taken. Missing and unmapped values are 0.
/// Without a map, an attribute of −1, 0 and +1 is taken as it is, and of two other values the first in alphabetical
/// order is −1.
pub(super) fn sides(network: &Network, name: &str, map: &[String]) -> Result<(Vec<i8>, String), SideError> {
    let Some(attribute) = network.attributes.iter().find(|attribute| attribute.name == name) else {
        let known: Vec<&str> = network.attributes.iter().map(|attribute| attribute.name.as_str()).collect();
        return Err(SideError::UnknownAttribute {
            name: name.to_owned(),
            help: match nearest(name, known.iter().copied()) {
                Some(name) => format!("did you mean --side {name}?"),
                None => "name an attribute of the file, or join a node table with --attributes".to_owned(),
            },
            known: if known.is_empty() { "nodes without attributes".to_owned() } else { known.join(", ") },
        });
    };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in attribute.values.iter().flatten() {
        *counts.entry(value).or_default() += 1;
    }
    let listed = || {
        let shown = counts.iter().take(SHOWN).map(|(value, count)| format!("{value:?} ({count})"));
        let more = if counts.len() > SHOWN { ", …" } else { "" };
        if counts.is_empty() { "none".to_owned() } else { shown.collect::<Vec<_>>().join(", ") + more }
    };
    let mut side_of: BTreeMap<&str, i8> = BTreeMap::new();
    if !map.is_empty() {
        for text in map {
            let form = || SideError::Form { text: text.clone() };
            let (value, side) = text.rsplit_once('=').ok_or_else(form)?;
            let side = as_side(side).ok_or_else(form)?;
            if !counts.contains_key(value) || side_of.insert(value, side).is_some() {
                let attribute = name.to_owned();
                return Err(SideError::Value { value: value.to_owned(), attribute, values: listed() });
            }
        }
    } else if !counts.is_empty() && counts.keys().all(|value| as_side(value).is_some()) && !binary(&counts) {
        side_of = counts.keys().filter_map(|value| Some((*value, as_side(value)?))).collect();
    } else if counts.len() == 2 {
        side_of = counts.keys().copied().zip([-1, 1]).collect();
    } else {
        let example = counts.keys().next().map_or_else(|| "VALUE".to_owned(), |value| (*value).to_owned());
        return Err(SideError::NoMap { attribute: name.to_owned(), values: listed(), example });
    }
    let side =
        |value: &Option<String>| value.as_deref().and_then(|value| side_of.get(value)).copied().unwrap_or(0);
    let sides: Vec<i8> = attribute.values.iter().map(side).collect();
    let mapped: Vec<String> = side_of.iter().map(|(value, side)| format!("{value} is {side:+}")).collect();
    let neutral = sides.iter().filter(|side| **side == 0).count();
    Ok((sides, format!("sides from {name:?}: {}; {neutral} neutral or missing", mapped.join(", "))))
}

fn as_side(text: &str) -> Option<i8> {
    match text.trim() {
        "+1" | "1" => Some(1),
        "-1" | "\u{2212}1" => Some(-1),
        "0" | "+0" => Some(0),
        _ => None,
    }
}

/// Whether the values are 0 and 1, which are two sides and not a neutral one.
fn binary(counts: &BTreeMap<&str, usize>) -> bool {
    counts.len() == 2 && counts.contains_key("0") && counts.contains_key("1")
}

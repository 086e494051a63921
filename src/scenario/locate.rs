//! Errors that show only when a network or a population is made, beside the line of the scenario that they are about.

use super::BuildError;
use crate::engine::SetupError;
use crate::network::GrowthError;
use crate::network::formats::NetworkFileError;
use crate::population::PopulationError;
use crate::registry::{Diagnostics, Document, Node, NodeValue, Place};

impl BuildError {
    /// The error with its place in the scenario that `document` holds.
    pub fn locate(&self, document: &Document) -> Diagnostics {
        let mut diagnostics = Diagnostics::new(document.sources.clone());
        self.add_to(document, &mut diagnostics);
        diagnostics
    }

    fn add_to(&self, document: &Document, diagnostics: &mut Diagnostics) {
        match self {
            Self::File(error) => file(error, document, diagnostics),
            Self::Growth(error) => growth(error, document, diagnostics),
            Self::Population(error) => population(error, document, diagnostics),
            Self::Setup(SetupError::TooManyPosts { .. }) => {
                let place = ["feed.window", "feed.posts_per_tick", "feed", "network.agents", "network"];
                let place = place.iter().find_map(|key| document.place_of(key));
                let label = "expected fewer posts that live at the same time";
                diagnostics
                    .error(place, self.to_string(), label)
                    .help
                    .push("one post an agent and tick and a window of 24 ticks is the usual size".to_owned());
            }
            Self::Setup(SetupError::BudgetTooLarge { .. }) => {
                let place = ["ties.spent_by", "ties"].iter().find_map(|key| document.place_of(key));
                let label = "expected at least as many turns as recommendations";
                let help = "or leave `ties.spent_by` out and give `ties.probability`: the budget is then a limit alone";
                diagnostics.error(place, self.to_string(), label).help.push(help.to_owned());
            }
            Self::Setup(_) => {
                let label = "expected as many agents in the population as in the network";
                diagnostics.error(document.place_of("network"), self.to_string(), label);
            }
            Self::NoSuchGroup { .. } => {
                let label = "expected the name of a group, or a label of the network";
                diagnostics.error(document.place_of("intervention"), self.to_string(), label);
            }
            Self::NoTieStrength => no_tie_strength(document, diagnostics),
        }
    }
}

/// An error of a network file: at the key that names the file.
fn file(error: &NetworkFileError, document: &Document, diagnostics: &mut Diagnostics) {
    let text = error.to_string();
    let (message, help) = text.split_once("\n  help: ").unwrap_or((&text, ""));
    let value = |key: &str| Some((text_at(document, key)?, document.place_of(key)?));
    let table = value("network.attributes").filter(|(name, _)| message.starts_with(name.as_str()));
    let place = table.or_else(|| value("network.file")).map(|(_, place)| place);
    let diagnostic = diagnostics.error(place, message, "expected a file that can be read as a network");
    diagnostic.help.extend(help.lines().map(|line| line.trim().to_owned()));
}

/// An error of a generator: at the key that it names, else at the generator.
pub(super) fn growth(error: &GrowthError, document: &Document, diagnostics: &mut Diagnostics) {
    let mut words = error.0.split('`').skip(1).step_by(2);
    let named = words.find_map(|key| document.place_of(&format!("network.{key}")));
    let place = named.or_else(|| document.place_of("network.generator"));
    let name = text_at(document, "network.generator").unwrap_or_default();
    let label = "expected values with which such a network exists";
    diagnostics
        .error(place.or_else(|| document.place_of("network")), error.0.clone(), label)
        .help
        .push(format!("`hushfeed explain {name}` shows the keys of this generator and their ranges"));
}

/// An error of the population: at the key, in the group where it is a group's.
pub(super) fn population(error: &PopulationError, document: &Document, diagnostics: &mut Diagnostics) {
    let label = "expected what fits this network";
    let message = match &error.group {
        Some(group) => format!("`{}` of group \"{group}\": {}", error.key, error.message),
        None => format!("`population.{}`: {}", error.key, error.message),
    };
    let place = match &error.group {
        Some(name) => group(document, name).map(|table| inside(table, &error.key)),
        None => document.place_of(&format!("population.{}", error.key)),
    };
    let place = place.or_else(|| document.place_of("population")).or_else(|| document.place_of("network"));
    let help = error.help.clone().unwrap_or_else(|| match &error.group {
        Some(_) => format!("`hushfeed explain population.group.{}` says what it means", error.key),
        None => format!("`hushfeed explain population.{}` says what it means", error.key),
    });
    diagnostics.error(place, message, label).help.push(help);
}

/// A rule that needs the strength of ties, on a network without.
pub(super) fn no_tie_strength(document: &Document, diagnostics: &mut Diagnostics) {
    let place = ["influence.weights", "influence.rule", "influence", "feed.ranking", "network"];
    let place = place.iter().find_map(|key| document.place_of(key));
    let label = "expected ties with a strength: the network has none, and none is learnt";
    diagnostics.error(place, "ties have no strength", label).help.extend([
        "let readers react: reaction.rule = \"kernel\" with an affinity_rate above 0".to_owned(),
        "or read a network with weights: network.file and network.weight_column".to_owned(),
    ]);
}

/// The text that stands at a dotted key.
fn text_at(document: &Document, dotted: &str) -> Option<String> {
    let (table, key) = dotted.split_once('.')?;
    let NodeValue::Table(table) = &document.root.get(table)?.value else { return None };
    match &table.get(key)?.value {
        NodeValue::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// The table of the group of this name.
fn group<'a>(document: &'a Document, name: &str) -> Option<&'a Node> {
    let NodeValue::Table(population) = &document.root.get("population")?.value else { return None };
    let NodeValue::Array(groups) = &population.get("group")?.value else { return None };
    groups.iter().find(|group| {
        let NodeValue::Table(table) = &group.value else { return false };
        table.get("name").is_some_and(|node| matches!(&node.value, NodeValue::Text(text) if text == name))
    })
}

/// The place of a key of a group, or that of the group.
pub(super) fn group_key(document: &Document, name: &str, key: &str) -> Option<Place> {
    group(document, name).map(|table| inside(table, key))
}

/// The place of a key of a table, or that of the table.
fn inside(table: &Node, key: &str) -> Place {
    let key = match &table.value {
        NodeValue::Table(table) => table.get(key),
        _ => None,
    };
    key.unwrap_or(table).place.clone()
}

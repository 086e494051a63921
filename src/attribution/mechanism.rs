//! When a scenario has a mechanism, and the scenario without it.

use crate::reaction;
use crate::registry::{Diagnostics, Document, Key, Node, NodeValue, Parameters, Table};
use crate::scenario::{FeedKeys, HeardKeys, Mechanism, NetworkSource, ReshareKeys, Scenario};
use crate::world::AgentKind;

/// What messages call the text of a switch.
const ORIGIN: &str = "hushfeed attribute";
/// A width of the kernel, in half-ranges, at which all distances are alike: K(2) differs from 1 by less than a rounding.
const INDIFFERENT: f64 = 1e12;
/// What makes the members of a group bots, beside their kind.
const OF_BOTS: [&str; 3] = ["kind", "opinion", "activity"];

/// Why a scenario does not have the mechanism, so that switching it off would change nothing or mean nothing.
///
/// # Errors
/// The reason.
pub fn present(mechanism: Mechanism, scenario: &Scenario) -> Result<(), &'static str> {
    let model = &scenario.model;
    let has = |present: bool, reason| if present { Ok(()) } else { Err(reason) };
    match mechanism {
        Mechanism::Homophily | Mechanism::Rewiring if model.ties.contacts().is_some() => {
            Err("contacts are drawn anew in every tick: there is no network behind them")
        }
        Mechanism::Homophily => {
            has(!scenario.is_rewired(), "network.rewired deals the ties at random already")
        }
        Mechanism::Ranking if model.has_inboxes() => Err("readers keep an inbox, which no ranking orders"),
        Mechanism::Ranking if model.feed.slots == crate::engine::Slots::All => {
            Err("feed.slots is \"all\": every candidate is shown")
        }
        Mechanism::Ranking => has(model.ranking.name() != "random", "feed.ranking is \"random\" already"),
        Mechanism::SelfCensorship => {
            has(model.expression.name() != "always", "expression.rule is \"always\" already")
        }
        Mechanism::SelectiveReaction => {
            has(model.reaction.name() == "kernel", "only reaction.rule = \"kernel\" can be made indifferent")
        }
        Mechanism::Rewiring => has(model.ties.is_active(), "ties.rule is \"static\" already"),
        Mechanism::Bots => {
            let are_bots = |kind: Option<AgentKind>| kind == Some(AgentKind::Bot);
            has(
                scenario.population.groups.iter().any(|group| are_bots(group.kind)),
                "no group has kind = \"bot\"",
            )
        }
    }
}

/// As [`present`], for a mechanism that nobody has asked for by its name: people's own company is left out as well where
/// opinions are drawn without regard to it.
///
/// # Errors
/// The reason.
pub fn matters(mechanism: Mechanism, scenario: &Scenario) -> Result<(), &'static str> {
    present(mechanism, scenario)?;
    let NetworkSource::Generated(generator) = &scenario.network else { return Ok(()) };
    let is_blind = !generator.needs_sides() && scenario.population.check_sides(generator.agents()).is_ok();
    if mechanism == Mechanism::Homophily && is_blind {
        return Err("opinions are drawn without regard to the ties");
    }
    Ok(())
}

/// Whether to set this key during a run would switch a mechanism on again, or means nothing where it is off.
pub fn undoes(key: &str, mechanism: Mechanism) -> bool {
    let Some((table, name)) = key.split_once('.') else { return false };
    let among = |keys: Vec<Key>| keys.iter().any(|key| key.name == name);
    match mechanism {
        Mechanism::Homophily | Mechanism::Bots => false,
        Mechanism::Ranking => table == "feed" && !among(FeedKeys::keys()),
        Mechanism::SelfCensorship => table == "expression" && !among(HeardKeys::keys()),
        Mechanism::SelectiveReaction => {
            // What an indifferent reader does more or less of stays; another rule than the kernel does not.
            let of_kernel =
                reaction::RULES.iter().filter(|rule| rule.name == "kernel").any(|rule| among((rule.keys)()));
            let stays = name != "width" && (of_kernel || among(ReshareKeys::keys()));
            table == "reaction" && !stays
        }
        Mechanism::Rewiring => table == "ties",
    }
}

/// The key that stands for a mechanism, and the value at which there is none; nothing where no single key does.
fn neutral(mechanism: Mechanism) -> Option<(&'static str, NodeValue)> {
    let word = |word: &str| NodeValue::Text(word.to_owned());
    match mechanism {
        Mechanism::Homophily | Mechanism::Bots => None,
        Mechanism::Ranking => Some(("feed.ranking", word("random"))),
        Mechanism::SelfCensorship => Some(("expression.rule", word("always"))),
        Mechanism::SelectiveReaction => Some(("reaction.width", NodeValue::Float(INDIFFERENT))),
        Mechanism::Rewiring => Some(("ties.rule", word("static"))),
    }
}

/// Lets the interventions that would undo a switch set what holds anyway. They are not taken out: each draws whom it is
/// aimed at by its number.
fn keep_off(mechanism: Mechanism, document: &mut Document) {
    let Some((key, value)) = neutral(mechanism) else { return };
    for table in interventions(&mut document.root) {
        if !set_key(table).is_some_and(|key| undoes(&key, mechanism)) {
            continue;
        }
        for (name, value) in [("key", NodeValue::Text(key.to_owned())), ("value", value.clone())] {
            if let Some((place, node)) = table.take(name) {
                table.insert(name.to_owned(), place, Node { value, place: node.place });
            }
        }
    }
}

/// The tables of all interventions.
fn interventions(root: &mut Table) -> impl Iterator<Item = &mut Table> {
    let items = match root.get_mut("intervention").map(|node| &mut node.value) {
        Some(NodeValue::Array(items)) => &mut items[..],
        _ => &mut [],
    };
    items.iter_mut().filter_map(|item| match &mut item.value {
        NodeValue::Table(table) => Some(table),
        _ => None,
    })
}

/// The key that an intervention sets, if it is of that kind.
fn set_key(table: &Table) -> Option<String> {
    let text = |name: &str| match &table.get(name)?.value {
        NodeValue::Text(text) => Some(text.clone()),
        _ => None,
    };
    text("key").filter(|_| text("kind").as_deref() == Some("set"))
}

/// Switches a mechanism off in the document of a scenario that has it, for the whole of a run.
///
/// # Errors
/// A document that does not have the form of one.
pub fn switch_off(mechanism: Mechanism, document: &mut Document) -> Result<(), Diagnostics> {
    keep_off(mechanism, document);
    match mechanism {
        Mechanism::Homophily => return document.set(ORIGIN, "network.rewired=true"),
        Mechanism::Bots => without_bots(&mut document.root),
        Mechanism::Ranking => keep(document, "feed", &FeedKeys::keys()),
        Mechanism::SelfCensorship => keep(document, "expression", &HeardKeys::keys()),
        Mechanism::Rewiring => keep(document, "ties", &[]),
        Mechanism::SelectiveReaction => {}
    }
    match neutral(mechanism) {
        Some((key, NodeValue::Text(word))) => document.set(ORIGIN, &format!("{key}={word}")),
        Some((key, NodeValue::Float(number))) => document.set(ORIGIN, &format!("{key}={number:e}")),
        _ => Ok(()),
    }
}

/// Takes all keys but some out of a table.
fn keep(document: &mut Document, table: &str, kept: &[Key]) {
    let Some((place, node)) = document.root.take(table) else { return };
    let NodeValue::Table(old) = node.value else { return };
    let mut new = Table::default();
    for (name, place, node) in old.iter().filter(|(name, ..)| kept.iter().any(|key| key.name == *name)) {
        new.insert(name.to_owned(), place.clone(), node.clone());
    }
    document.root.insert(table.to_owned(), place, Node { value: NodeValue::Table(new), place: node.place });
}

/// Accounts that have joined the network as bots have not; bots that were agents of the network are ordinary people, so
/// that the membership of other groups stays.
fn without_bots(root: &mut Table) {
    let Some((place, mut population)) = root.take("population") else { return };
    if let NodeValue::Table(table) = &mut population.value
        && let Some((at, mut groups)) = table.take("group")
    {
        if let NodeValue::Array(items) = &mut groups.value {
            for item in items {
                if let NodeValue::Table(group) = &mut item.value {
                    into_people(group);
                }
            }
        }
        table.insert("group".to_owned(), at, groups);
    }
    root.insert("population".to_owned(), place, population);
}

fn into_people(group: &mut Table) {
    let is_bot = |node: &Node| matches!(&node.value, NodeValue::Text(kind) if kind == AgentKind::Bot.word());
    if !group.get("kind").is_some_and(is_bot) {
        return;
    }
    for key in ["added", "added_share"] {
        if let Some((place, node)) = group.take(key) {
            let none = if key == "added" { NodeValue::Integer(0) } else { NodeValue::Float(0.0) };
            group.insert(key.to_owned(), place, Node { value: none, place: node.place });
            return;
        }
    }
    for key in OF_BOTS {
        group.take(key);
    }
}

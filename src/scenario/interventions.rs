//! `[[intervention]]`: what is done, from when to when; and the models of the ticks in which a key has another value.

use std::path::Path;

use super::read::Places;
use super::{Scenario, load, manual};
use crate::engine::{Era, Model, Program, Scheduled};
use crate::interventions::{Assignment, Intervention, KINDS, Setting, Target};
use crate::parameters;
use crate::registry::{
    Diagnostics, Document, Node, NodeValue, Parameters, Place, Reader, Table, at_least, find, nearest,
};
use crate::world::AgentKind;

parameters! {
    /// An intervention's time and target.
    pub struct InterventionKeys {
        /// A name, for overrides and sweeps: `intervention.NAME.at`.
        name: Option<String> = None;
        /// The first tick in which it is in force: it acts before that tick is played.
        at: u32 = 1_u32, in at_least(1.0);
        /// The first tick in which it is not in force any more, and is undone. Left out: it stays.
        until: Option<u32> = None, in at_least(2.0);
        /// Whom it is aimed at: "all" humans, "positive", "negative", { group = "bots" }, { random = 0.1 },
        /// { hubs = 0.01 }, { top_posters = 0.1 }, { circles = 0.1, circle = 50 }, each also with a `side` or a `group`.
        /// Shares are of those whom side and group leave; whoever is chosen when it begins stays chosen.
        target: Target = Target::ALL;
    }
}

/// The tables whose keys can change during a run.
const CHANGEABLE: [&str; 7] = ["feed", "ads", "reaction", "expression", "influence", "ties", "posts"];

/// Reads all of them.
pub(super) fn read(root: &mut Reader<'_>, places: &mut Places) -> (Vec<InterventionKeys>, Option<Program>) {
    places.interventions = match root.peek("intervention").map(|node| &node.value) {
        Some(NodeValue::Array(items)) => items.clone(),
        _ => Vec::new(),
    };
    let mut all_keys = Vec::new();
    let mut program = Some(Program::default());
    for (place, table) in root.tables("intervention") {
        let reader = Reader::new("intervention", Some(place), table, root.diagnostics);
        match (read_one(reader), &mut program) {
            (Some((keys, one)), Some(program)) => {
                program.scheduled.push(one);
                all_keys.push(keys);
            }
            _ => program = None,
        }
    }
    (all_keys, program)
}

fn read_one(mut reader: Reader<'_>) -> Option<(InterventionKeys, Scheduled)> {
    let until = reader.place_of("until");
    let Some(node) = reader.node("kind") else {
        if reader.has_misspelt("kind") {
            <InterventionKeys as Parameters>::read(&mut reader);
            reader.finish(&[]);
        } else {
            let place = reader.place.clone();
            let help = "add kind = \"set\" (`hushfeed list interventions` shows them all)".to_owned();
            let label = "expected `kind` in this table";
            reader.diagnostics.error(place, "`intervention.kind` is missing", label).help.push(help);
            reader.abandon();
        }
        return None;
    };
    let entry = find("intervention.kind", &node, KINDS, reader.diagnostics);
    let keys = <InterventionKeys as Parameters>::read(&mut reader);
    let Some(entry) = entry else {
        reader.abandon(); // which of its keys are known depends on the kind
        return None;
    };
    let kind = (entry.read)(&mut reader);
    if let Some(keys) = &keys
        && keys.until.is_some_and(|until| until <= keys.at)
    {
        let message = "an intervention that ends before it begins";
        let label = format!("expected a tick after {}, its first", keys.at);
        let help = "raise `until`, or lower `at`".to_owned();
        reader.diagnostics.error(until, message, label).help.push(help);
    }
    let others: Vec<_> = KINDS.iter().map(|entry| (entry.name, (entry.keys)())).collect();
    reader.finish_rule("kind", entry.name, &others);
    let (keys, kind) = (keys?, kind?);
    let scheduled = Scheduled { at: keys.at, until: keys.until, target: keys.target.clone(), kind };
    Some((keys, scheduled))
}

/// The place of a key of an intervention, or of its table.
fn place(table: &Node, key: &str) -> Place {
    let node = match &table.value {
        NodeValue::Table(table) => table.get(key),
        _ => None,
    };
    node.unwrap_or(table).place.clone()
}

/// What is wrong with single interventions in this scenario.
pub(super) fn check(
    scenario: &Scenario,
    tables: &[Node],
    document: &Document,
    diagnostics: &mut Diagnostics,
) {
    let model = &scenario.model;
    names(scenario, tables, diagnostics);
    for ((one, keys), table) in model.program.scheduled.iter().zip(&scenario.keys.interventions).zip(tables) {
        if one.at > model.stop.ticks {
            let message = "an intervention that never comes";
            let label = format!("expected a tick up to {}, the last of the run", model.stop.ticks);
            let help = "lower `at`, or let the run last longer (`ticks`)".to_owned();
            diagnostics.error(Some(place(table, "at")), message, label).help.push(help);
        }
        if !one.kind.takes_target() && keys.target != Target::ALL {
            let message = format!("\"{}\" acts on the platform, not on single agents", one.kind.name());
            let help = "take `target` out".to_owned();
            diagnostics.error(Some(place(table, "target")), message, "expected \"all\"").help.push(help);
        }
        if let Some(group) = &one.target.group {
            unknown_group(scenario, group, table, document, diagnostics);
        }
        if model.has_inboxes() && one.kind.course().is_some() {
            let message = format!("\"{}\" acts on feeds, and there is an inbox", one.kind.name());
            let label = "expected a scenario without `feed.inbox`";
            let help = "\"set\" is the kind that works with inboxes".to_owned();
            diagnostics.error(Some(place(table, "kind")), message, label).help.push(help);
        }
        if let Err(misfit) = one.kind.check(&setting(scenario, model.at(one.at))) {
            let at = Some(place(table, misfit.key));
            diagnostics.error(at, misfit.message, misfit.label).help.push(misfit.help.to_owned());
        }
    }
}

/// What an intervention meets in a scenario, from the tick on that is played by `now`.
fn setting<'a>(scenario: &'a Scenario, now: &'a Model) -> Setting<'a> {
    let (model, population) = (&scenario.model, &scenario.population);
    let asks = |question: fn(&dyn Intervention) -> bool| model.program.asks(question);
    let flags = |model: &Model| model.posts.flag_recall > 0.0 || model.posts.flag_false_positives > 0.0;
    Setting {
        reaction: now.reaction.as_ref(),
        ranking: now.ranking.as_ref(),
        ties_last: model.ties.contacts().is_none(),
        moves_together: model.influence.together().is_some(),
        keeps_posts: model.feed.memory.is_some(),
        is_sequential: model.order.is_sequential(),
        shows_all: now.feed.slots == crate::engine::Slots::All,
        has_posts: model.has_windows() && !model.is_standing(),
        has_feeds: model.feed.inbox.is_none() && model.feed.memory.is_none(),
        posts: &now.posts,
        has_pages: population.attributes.kind == AgentKind::Page
            || population.groups.iter().any(|group| group.kind == Some(AgentKind::Page)),
        has_strangers: now.retrieved() > 0,
        keeps_slots: now.outside_slots() > 0,
        has_ads: model.feed.reach.ads.is_some(),
        has_publishers: asks(|kind| kind.are_publishers()),
        has_warnings: asks(|kind| kind.warns()) || model.all().any(flags),
    }
}

/// Two interventions of one name could not be told apart.
fn names(scenario: &Scenario, tables: &[Node], diagnostics: &mut Diagnostics) {
    let names: Vec<_> = scenario.keys.interventions.iter().map(|keys| keys.name.as_deref()).collect();
    for (index, name) in names.iter().enumerate() {
        if name.is_some() && names[..index].contains(name) {
            let message = format!("two interventions are called \"{}\"", name.unwrap_or(""));
            let label = "expected another name";
            let help = "give each a name of its own, or none".to_owned();
            diagnostics.error(Some(place(&tables[index], "name")), message, label).help.push(help);
        }
    }
}

/// Whether the network may bring labels, which are groups too: only a file or blocks do.
pub(super) fn may_have_labels(document: &Document) -> bool {
    ["population.group_column", "network.file", "network.sizes", "network.blocks"]
        .iter()
        .any(|key| document.place_of(key).is_some())
}

/// A group that is neither in the file nor, as far as is known, a label of the network.
fn unknown_group(
    scenario: &Scenario,
    group: &str,
    table: &Node,
    document: &Document,
    diagnostics: &mut Diagnostics,
) {
    let names: Vec<&str> = scenario.population.groups.iter().map(|group| group.name.as_str()).collect();
    if names.contains(&group) || may_have_labels(document) {
        return;
    }
    let message = format!("no group is called \"{group}\"");
    let diagnostic =
        diagnostics.error(Some(place(table, "target")), message, "expected a [[population.group]]");
    diagnostic.help.push(match nearest(group, names.iter().copied()) {
        Some(name) => format!("did you mean \"{name}\"?"),
        None if names.is_empty() => "add a [[population.group]] of this name".to_owned(),
        None => format!("the groups are: {}", names.join(", ")),
    });
}

/// Makes the models of the ticks in which keys have other values. What is wrong with one of them is said with its tick.
pub(super) fn make_eras(
    path: &Path,
    scenario: &mut Scenario,
    tables: &[Node],
    document: &Document,
    diagnostics: &mut Diagnostics,
) {
    let set: Vec<(u32, Option<u32>, Vec<Assignment>, &Node)> = scenario
        .model
        .program
        .scheduled
        .iter()
        .zip(tables)
        .map(|(one, table)| (one.at, one.until, one.kind.assignments(), table))
        .filter(|(.., assignments, _)| !assignments.is_empty())
        .collect();
    let mut good = true;
    for (.., assignments, table) in &set {
        for assignment in assignments {
            good &= is_changeable(assignment, place(table, "key"), diagnostics);
        }
    }
    let mut changes: Vec<u32> =
        set.iter().flat_map(|(at, until, ..)| [Some(*at), *until]).flatten().collect();
    changes.sort_unstable();
    changes.dedup();
    changes.retain(|&tick| good && tick <= scenario.model.stop.ticks);
    let mut base = document.clone();
    base.root.take("intervention");
    base.root.take("sweep");
    for from in changes {
        let in_force =
            set.iter().filter(|(at, until, ..)| *at <= from && until.is_none_or(|until| from < until));
        let assignments: Vec<(&Assignment, Place)> = in_force
            .flat_map(|(.., assignments, table)| assignments.iter().map(|one| (one, place(table, "key"))))
            .collect();
        match era(path, &base, &assignments, &scenario.model) {
            Ok((model, warnings)) if sells_otherwise(&scenario.model, &model) => {
                let message = "who buys, and for how much, is fixed at the start of a run";
                let label = "expected the buyers, budget, price and price_spread that hold from the start";
                let place = assignments.first().map(|(_, place)| place.clone());
                let help = "only `gap` and `targeting` can change during a run".to_owned();
                diagnostics.error(place, message, label).help.push(help);
                diagnostics.absorb(warnings);
            }
            Ok((model, warnings)) => {
                scenario.model.program.eras.push(Era { from, model });
                diagnostics.absorb(warnings);
            }
            Err(mut wrong) => {
                for item in wrong.items_mut() {
                    item.help.push(format!("met from tick {from} on, with the interventions in force then"));
                }
                diagnostics.absorb(wrong);
            }
        }
    }
}

/// Whether a model sells on other terms than the first one that sells.
fn sells_otherwise(first: &Model, model: &Model) -> bool {
    let terms =
        |model: &Model| model.feed.reach.ads.map(|ads| (ads.buyers, ads.budget, ads.price, ads.price_spread));
    let known = first.all().find_map(terms);
    matches!((known, terms(model)), (Some(known), Some(other)) if known != other)
}

fn is_changeable(assignment: &Assignment, place: Place, diagnostics: &mut Diagnostics) -> bool {
    let table = assignment.key.split('.').next().unwrap_or("");
    if CHANGEABLE.contains(&table) && assignment.key.contains('.') {
        return true;
    }
    let message = format!("`{}` cannot change during a run", assignment.key);
    let label = "expected a dotted key of a slot, such as \"feed.ranking\"";
    let tables: Vec<String> = CHANGEABLE.iter().map(|name| format!("[{name}]")).collect();
    let help = format!("the keys of {} can change", tables.join(", "));
    diagnostics.error(Some(place), message, label).help.push(help);
    false
}

/// The model with the given keys laid over the scenario.
fn era(
    path: &Path,
    base: &Document,
    assignments: &[(&Assignment, Place)],
    first: &Model,
) -> Result<(Model, Diagnostics), Diagnostics> {
    let mut document = base.clone();
    // Rules are named before their keys are set.
    let names_rule = |one: &&(&Assignment, Place)| chooser_of(&one.0.key).is_some();
    let (rules, keys): (Vec<_>, Vec<_>) = assignments.iter().partition(names_rule);
    for (assignment, place) in rules.into_iter().chain(keys) {
        if let Some(table) = chooser_of(&assignment.key) {
            forget_rule(&mut document, table, &assignment.value);
        }
        document.assign(&assignment.key, place, &assignment.value)?;
    }
    let (scenario, warnings) = load(path, document.clone())?;
    let model = scenario.model;
    let stored = |model: &Model| {
        (
            model.feed.inbox,
            model.is_standing(),
            model.feed.window,
            model.feed.posts_per_tick,
            model.feed.memory,
            model.ties.contacts().is_some(),
            model.slots_per_tick(),
            model.kept_posts(),
        )
    };
    let meets = |model: &Model| model.expression.meets().is_some();
    let mut diagnostics = Diagnostics::new(document.sources.clone());
    let place = assignments.first().map(|(_, place)| place.clone());
    if meets(&model) != meets(first) {
        let message = "a rule of expression that learns from encounters cannot begin or end during a run";
        let label = "expected keys that leave expression.rule as it is";
        diagnostics.error(place, message, label).help.push("compare two scenarios instead".to_owned());
        return Err(diagnostics);
    }
    if stored(&model) == stored(first) {
        return Ok((model, warnings));
    }
    let message = "posts would have to be stored in another way from this tick on";
    let label =
        "expected keys that leave feed.window, source, posts_per_tick, inbox and reshares as they are";
    let help = "give the scenario the larger window from the start; for reshares that begin later, write \
                reaction.reshare = 1e-9 at the start";
    diagnostics.error(place, message, label).help.push(help.to_owned());
    Err(diagnostics)
}

/// The table of which a dotted key names the rule.
fn chooser_of(key: &str) -> Option<&str> {
    let (table, name) = key.split_once('.')?;
    let chooser = if table == "feed" { "ranking" } else { "rule" };
    (name == chooser && table != "posts").then_some(table)
}

/// Takes the keys of a table's rule out where another rule takes its place.
fn forget_rule(document: &mut Document, name: &str, rule: &Node) {
    let Some((key_place, mut node)) = document.root.take(name) else { return };
    let sections = manual::sections();
    let section = sections.iter().find(|section| section.name == name);
    if let (NodeValue::Table(table), Some(section)) = (&mut node.value, section)
        && let Some(slot) = &section.slot
    {
        let same = match (table.get(slot.key).map(|node| &node.value), &rule.value) {
            (Some(NodeValue::Text(old)), NodeValue::Text(new)) => old == new,
            (None, NodeValue::Text(new)) => slot.default == new,
            _ => false,
        };
        if !same {
            let mut kept = Table::default();
            for (key, place, value) in table.iter() {
                if section.keys.iter().any(|known| known.name == key) {
                    kept.insert(key.to_owned(), place.clone(), value.clone());
                }
            }
            *table = kept;
        }
    }
    document.root.insert(name.to_owned(), key_place, node);
}

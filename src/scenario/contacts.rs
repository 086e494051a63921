//! Contradictions around contacts that are drawn anew, and rules that move all opinions together.

use super::{NetworkSource, Scenario};
use crate::registry::{Diagnostics, Document, Node, NodeValue, Place};
use crate::world::OpinionRange;

/// Adds what is wrong.
pub(super) fn check(scenario: &Scenario, document: &Document, diagnostics: &mut Diagnostics) {
    ties(scenario, document, diagnostics);
    influence(scenario, document, diagnostics);
}

/// The first of the keys that the scenario gives.
fn first_of(document: &Document, keys: &[&str]) -> Option<Place> {
    keys.iter().find_map(|key| document.place_of(key))
}

fn ties(scenario: &Scenario, document: &Document, diagnostics: &mut Diagnostics) {
    let model = &scenario.model;
    let Some(contacts) = model.ties.contacts() else {
        if let Some(place) = rate_of_contact(document) {
            let message = "`contact_rate` is for ties that are drawn anew in every tick";
            let label = "expected ties.rule = \"activity_driven\" beside it";
            let help = "add rule = \"activity_driven\" to [ties], or take this out";
            diagnostics.error(Some(place), message, label).help.push(help.to_owned());
        }
        return;
    };
    let name = model.ties.name();
    let rule = first_of(document, &["ties.rule", "ties"]);
    if model.order.is_sequential() {
        let message =
            format!("contacts of \"{name}\" are those of a whole tick, and agents act one after another");
        let label = "expected schedule = \"synchronous\"";
        let place = first_of(document, &["schedule"]).or_else(|| rule.clone());
        let help = "take `schedule` out, or choose another rule in [ties]";
        diagnostics.error(place, message, label).help.push(help.to_owned());
    }
    if !model.is_standing() {
        let message = format!("with \"{name}\" posts would be read by whoever happens to be met later");
        let label = "expected standing expressions: feed.source = \"accounts\"";
        let place = first_of(document, &["feed.source"]).or_else(|| rule.clone());
        let help = "write source = \"accounts\" in [feed]: whom one meets says what it thinks";
        diagnostics.error(place, message, label).help.push(help.to_owned());
    }
    if model.needs_affinity() {
        let message = format!("ties of \"{name}\" last for one tick: nobody's affinity can be learnt");
        let label = "expected rules that do not go by affinity";
        let place = first_of(document, &["influence.weights", "feed.ranking"]).or_else(|| rule.clone());
        let help = "choose a ranking without affinity, and influence.weights = \"equal\"";
        diagnostics.error(place, message, label).help.push(help.to_owned());
    }
    let NetworkSource::Generated(generator) = &scenario.network else {
        warn_of_ties(document, diagnostics);
        return;
    };
    let agents = scenario.population.added(generator.agents()) + generator.agents();
    if contacts.most() as usize >= agents {
        let message =
            format!("`ties.contacts`: {} different others are more than there are", contacts.most());
        let label = format!("expected at most {}: there are {agents} agents", agents - 1);
        let place = first_of(document, &["ties.contacts"]).or(rule);
        let help = format!("write contacts = {} in [ties], or give the network more agents", agents - 1);
        diagnostics.error(place, message, label).help.push(help);
    }
    if generator.expected_ties() > 0.0 {
        warn_of_ties(document, diagnostics);
    }
}

fn warn_of_ties(document: &Document, diagnostics: &mut Diagnostics) {
    let place = first_of(document, &["network.generator", "network.file", "network"]);
    let label = "expected generator = \"empty\": contacts are the only ties from the first tick on";
    let help = "write generator = \"empty\" if nothing else of this network (labels, columns) is needed";
    diagnostics.warning(place, "the ties of the network have no effect", label).help.push(help.to_owned());
}

/// Where a rate of contact is given.
fn rate_of_contact(document: &Document) -> Option<Place> {
    let of_group = || {
        let NodeValue::Table(population) = &document.root.get("population")?.value else { return None };
        let NodeValue::Array(groups) = &population.get("group")?.value else { return None };
        groups.iter().find_map(|group: &Node| match &group.value {
            NodeValue::Table(table) => table.get("contact_rate").map(|node| node.place.clone()),
            _ => None,
        })
    };
    document.place_of("population.contact_rate").or_else(of_group)
}

fn influence(scenario: &Scenario, document: &Document, diagnostics: &mut Diagnostics) {
    let influence = &scenario.model.influence;
    let name = influence.name();
    let rule = first_of(document, &["influence.rule", "influence"]);
    if influence.is_only_together() && scenario.model.order.is_sequential() {
        let message = format!("\"{name}\" moves all opinions at once, and agents act one after another");
        let label = "expected schedule = \"synchronous\"";
        let place = first_of(document, &["schedule"]).or_else(|| rule.clone());
        let help = "take `schedule` out, or choose another rule in [influence]";
        diagnostics.error(place, message, label).help.push(help.to_owned());
    } else if influence.is_only_together() && !scenario.model.is_standing() {
        let message = format!("\"{name}\" goes by the opinions of those who are heard, not by posts");
        let label = "expected feed.source = \"accounts\" beside it";
        let place = first_of(document, &["feed.source"]).or_else(|| rule.clone());
        let help = "write source = \"accounts\" in [feed]";
        diagnostics.error(place, message, label).help.push(help.to_owned());
    }
    if !influence.is_unbounded() {
        return;
    }
    let place = first_of(document, &["population.range"]).or(rule);
    let help = "write range = \"real\" in [population]".to_owned();
    match scenario.population.attributes.scale().range {
        OpinionRange::Real => {}
        OpinionRange::Unit => {
            let message = format!("\"{name}\" pulls opinions to 0, which is the end of the range [0, 1]");
            diagnostics.error(place, message, "expected opinions on both sides of 0").help.push(help);
        }
        OpinionRange::Symmetric => {
            let message = format!("\"{name}\" has no bounds, and opinions are cut off at ±1");
            let label = "expected the real line, on which the model was published";
            diagnostics.warning(place, message, label).help.push(help);
        }
    }
}

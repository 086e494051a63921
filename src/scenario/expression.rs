//! Contradictions between the rule of expression and the rest of the scenario.

use super::{Scenario, locate};
use crate::expression::Meeting;
use crate::population::Distribution;
use crate::registry::{Diagnostics, Document, Place};

/// Adds what contradicts the rule's own keys, and keys of the population that it sets itself.
pub(super) fn check(scenario: &Scenario, document: &Document, diagnostics: &mut Diagnostics) {
    let rule = &scenario.model.expression;
    if let Err((key, message)) = rule.check() {
        let place = document.place_of(&format!("expression.{key}"));
        let place = place.or_else(|| document.place_of("expression"));
        let help = format!("`hushfeed explain {}` shows its keys", rule.name());
        diagnostics.error(place, message, "expected keys that go together").help.push(help);
    }
    for &key in rule.sets() {
        for (owner, place) in given(scenario, document, key) {
            let message = format!("`{key}` of {owner} has no effect: \"{}\" sets it", rule.name());
            let help = format!("take it out; `hushfeed explain {}` says what it starts with", rule.name());
            diagnostics.error(place, message, "expected without it").help.push(help);
        }
    }
    if !rule.meets().is_some_and(Meeting::voices) {
        return;
    }
    let place = |keys: [&str; 2]| keys.iter().find_map(|key| document.place_of(key));
    let influence = &scenario.model.influence;
    if influence.is_active() {
        let message =
            format!("\"{}\" says what everybody voices, and \"{}\" too", rule.name(), influence.name());
        let help = "take the rule out of [influence]".to_owned();
        diagnostics
            .error(place(["influence.rule", "influence"]), message, "expected \"none\"")
            .help
            .push(help);
    }
    if !scenario.model.is_standing() {
        let message = format!("what agents show by \"{}\" stands, and posts do not", rule.name());
        let label = "expected source = \"accounts\"";
        let help = "write source = \"accounts\" in [feed]".to_owned();
        diagnostics.error(place(["feed.source", "expression.rule"]), message, label).help.push(help);
    }
}

/// Where the population says something of its own of `key`: whose it is, and its place. The default, which a resolved
/// scenario writes out, is no such thing.
fn given(scenario: &Scenario, document: &Document, key: &str) -> Vec<(String, Option<Place>)> {
    let population = &scenario.population;
    let scale = population.attributes.scale();
    let (low, high) = scale.limits();
    let usual = Distribution::Uniform { low: low.max(-1.0), high: high.min(1.0) };
    let mut given = Vec::new();
    let of_all = match key {
        "opinion" => population.attributes.opinion.as_ref().filter(|opinion| **opinion != usual),
        _ => population.attributes.confidence.as_ref(),
    };
    if of_all.is_some() {
        given.push(("the population".to_owned(), document.place_of(&format!("population.{key}"))));
    }
    for group in &population.groups {
        let own = if key == "opinion" { &group.opinion } else { &group.confidence };
        // Bots keep their opinion.
        let kind = group.kind.unwrap_or(population.attributes.kind);
        if own.is_some() && kind.is_human() {
            let place = locate::group_key(document, &group.name, key);
            given.push((format!("group \"{}\"", group.name), place));
        }
    }
    given
}

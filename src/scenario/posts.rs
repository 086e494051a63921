//! Which keys of `[posts]` apply to feeds, which to inboxes, and which have no effect in a scenario.

use super::Scenario;
use crate::registry::{Diagnostics, Document, Parameters};
use crate::world::PostLaw;

/// Keys for the messages of inboxes alone, and the one for both.
const OF_INBOXES: [&str; 3] = ["appeal_decay", "bot_appeal", "bot_copies"];
const OF_BOTH: &str = "quality_growth";

/// Whether a key of `[posts]` says what the posts of feeds are like.
pub(super) fn is_of_feeds(key: &str) -> bool {
    !OF_INBOXES.contains(&key)
}

/// Whether a key of `[posts]` says what the messages of inboxes are like.
pub(super) fn is_of_inboxes(key: &str) -> bool {
    key == OF_BOTH || OF_INBOXES.contains(&key)
}

/// The dotted keys of `[posts]` for which `wanted` holds.
pub(super) fn keys(wanted: fn(&str) -> bool) -> impl Iterator<Item = String> {
    PostLaw::keys().into_iter().filter(move |key| wanted(key.name)).map(|key| format!("posts.{}", key.name))
}

/// Adds what has no effect in a scenario without inboxes.
pub(super) fn check(scenario: &Scenario, document: &Document, diagnostics: &mut Diagnostics) {
    let model = &scenario.model;
    let given: Vec<String> = keys(is_of_feeds).filter(|key| document.place_of(key).is_some()).collect();
    let (with, label, help) = if model.feed.memory.is_some() {
        let label = "expected with posts in a window: those of a memory have a stance alone";
        ("`feed.memory`", label, "take one of the two out")
    } else if model.order.is_by_author() {
        let label = "expected with posts in a window: those of an author's turn have a stance alone";
        ("schedule = \"random_author\"", label, "take one of the two out")
    } else {
        let label = "expected with source = \"posts\": a standing expression is no post";
        ("feed.source = \"accounts\"", label, "take it out, or set feed.source = \"posts\"")
    };
    if !model.has_windows() {
        for key in given {
            let message = format!("`{key}` has no effect with {with}");
            diagnostics.error(document.place_of(&key), message, label).help.push(help.to_owned());
        }
    } else if let Some(key) = given.first().filter(|_| !model.needs_content() && !model.posts.is_doubted()) {
        let message = format!("`{key}` has no effect: nothing asks what posts are like beside their stance");
        let label = "expected a rule, a ranking or a metric that reads it";
        let help = "add \"content\" or \"quality\" to output.metrics, give reaction.arousal a value above 0, or take this out";
        diagnostics.warning(document.place_of(key), message, label).help.push(help.to_owned());
    }
    if model.posts.is_doubted() && !model.influence.is_active() && !has_belief(scenario) {
        let message = "what readers believe has no effect: no opinion moves by what is shown";
        let label = "expected a rule of influence, or the metrics \"belief\"";
        let help = "choose an influence.rule, add \"belief\" to output.metrics, or take this out";
        let key =
            ["posts.false_belief", "posts.belief"].into_iter().find(|key| document.place_of(key).is_some());
        let place = key.and_then(|key| document.place_of(key));
        diagnostics.warning(place, message, label).help.push(help.to_owned());
    }
    if model.reaction.social_proof() > 0.0 && (!model.has_windows() || model.is_standing()) {
        let message = "`reaction.social_proof` has no effect: no post lives long enough to show a count";
        let label = "expected posts that live for some ticks";
        let help = "write source = \"posts\" and window = 24 in [feed], or take it out";
        let place = document.place_of("reaction.social_proof");
        diagnostics.error(place, message, label).help.push(help.to_owned());
    }
    if model.reaction.needs_content() && !model.has_windows() {
        let message = format!("`reaction.arousal` has no effect with {with}");
        let place = document.place_of("reaction.arousal");
        diagnostics.error(place, message, label).help.push(help.to_owned());
    }
}

/// Whether any metric of belief was asked for.
fn has_belief(scenario: &Scenario) -> bool {
    scenario
        .metrics
        .columns()
        .iter()
        .any(|column| column.name.ends_with("belief") || column.name == "false_believed")
}

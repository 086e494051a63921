//! Contradictions between an inbox (`feed.inbox`) and the rest of the scenario.

use super::{Scenario, posts};
use crate::registry::{Diagnostics, Document};

/// Keys that speak of a feed, of which a reader with an inbox has none.
const OF_FEEDS: [&str; 16] = [
    "feed.ranking",
    "feed.slots",
    "feed.window",
    "feed.source",
    "feed.posts_per_tick",
    "feed.profile",
    "feed.temperature",
    "feed.out_of_network",
    "feed.retrieved",
    "feed.retrieval",
    "feed.organic_reach",
    "feed.stance",
    "feed.delivery",
    "feed.delivery_phase",
    "ads",
    "reaction.reshares_per_tick",
];

/// Keys that speak of inboxes and their messages.
const OF_INBOXES: [&str; 2] = ["stop.quality_settled", "stop.quality_memory"];

/// Adds what contradicts an inbox, or an inbox that is missing.
pub(super) fn check(scenario: &Scenario, document: &Document, diagnostics: &mut Diagnostics) {
    let model = &scenario.model;
    let mut refuse = |keys: &[&str], message: String, label: &str, help: &str| {
        let place = keys.iter().find_map(|key| document.place_of(key));
        diagnostics.error(place, message, label).help.push(help.to_owned());
    };
    if model.feed.inbox.is_none() {
        let help = "add inbox = 15 to [feed], or take this out";
        if model.reaction.needs_inbox() {
            let message = format!("\"{}\" chooses from an inbox, and there is none", model.reaction.name());
            refuse(&["reaction.rule"], message, "expected `feed.inbox` beside it", help);
        }
        let of_posts = posts::keys(|key| !posts::is_of_feeds(key));
        let of_inboxes = OF_INBOXES.map(str::to_owned).into_iter().chain(of_posts);
        for key in of_inboxes.filter(|key| document.place_of(key).is_some()) {
            let message = format!("`{key}` is for scenarios with an inbox");
            refuse(&[&key], message, "expected `feed.inbox` beside it", help);
        }
        return;
    }
    let of_posts = posts::keys(|key| !posts::is_of_inboxes(key));
    let of_feeds = OF_FEEDS.map(str::to_owned).into_iter().chain(of_posts);
    for key in of_feeds.filter(|key| document.place_of(key).is_some()) {
        let message = format!("`{key}` and `feed.inbox` exclude each other");
        let label = "expected without it: an inbox is no ranked feed of posts in a window";
        refuse(&[&key], message, label, "take one of the two out");
    }
    if !model.reaction.needs_inbox() {
        let message = format!("\"{}\" reacts to a feed, and there is an inbox", model.reaction.name());
        let label = "expected a rule that acts on an inbox";
        refuse(
            &["reaction.rule", "feed.inbox"],
            message,
            label,
            "write rule = \"create_or_reshare\" in [reaction]",
        );
    }
    if model.expression.name() != "always" {
        let message = format!("\"{}\" silences agents by the stances that they see", model.expression.name());
        let label = "expected \"always\": messages of an inbox have no stance";
        refuse(&["expression.rule", "feed.inbox"], message, label, "write rule = \"always\" in [expression]");
    }
    if model.influence.is_active() {
        let message = format!("\"{}\" moves opinions by the stances that are seen", model.influence.name());
        let label = "expected \"none\": messages of an inbox have no stance";
        refuse(&["influence.rule", "influence"], message, label, "take the rule out of [influence]");
    }
    if model.ties.is_active() || model.ties.contacts().is_some() {
        let message = format!("\"{}\" changes ties by the stances that are seen", model.ties.name());
        let label = "expected \"static\": messages of an inbox have no stance";
        refuse(&["ties.rule", "ties"], message, label, "take the rule out of [ties]");
    }
    if model.stop.quality.is_none() && document.place_of("stop.quality_memory").is_some() {
        let message = "`stop.quality_memory` is the ρ of `stop.quality_settled`".to_owned();
        let help = "add quality_settled = 0.0001 to [stop], or take this out";
        refuse(&["stop.quality_memory"], message, "expected `stop.quality_settled` beside it", help);
    }
}

//! Contradictions between the schedule and the rest of the scenario.

use super::Scenario;
use crate::engine::Source;
use crate::registry::{Diagnostics, Document};

/// Adds what contradicts a sequential schedule, or a schedule that is missing.
pub(super) fn check(scenario: &Scenario, document: &Document, diagnostics: &mut Diagnostics) {
    let model = &scenario.model;
    let mut refuse = |keys: &[&str], message: String, label: &str, help: &str| {
        let place = keys.iter().find_map(|key| document.place_of(key));
        diagnostics.error(place, message, label).help.push(help.to_owned());
    };
    if !model.order.is_sequential() {
        let help = "write schedule = \"random_reader\" or schedule = \"permutation\" above the first table";
        if model.order.express_last {
            let message = "`express_last` orders the phases of a micro-step, and there are none".to_owned();
            refuse(&["express_last"], message, "expected a sequential `schedule` beside it", help);
        }
        if model.order.turns > 1 {
            let message = "`turns` counts what an agent does in a micro-step, and there are none".to_owned();
            refuse(&["turns"], message, "expected a sequential `schedule` beside it", help);
        }
        if model.expression.meets().is_some() {
            let message =
                format!("\"{}\" learns from encounters, which come one by one", model.expression.name());
            refuse(&["expression.rule"], message, "expected a sequential `schedule`", help);
        }
        if model.feed.memory.is_some() {
            let message = "`feed.memory` keeps posts in the order in which they come one by one".to_owned();
            refuse(&["feed.memory"], message, "expected a sequential `schedule` beside it", help);
        }
        return;
    }
    let name = model.order.schedule.word();
    if scenario.agents().is_some_and(|agents| agents as u64 * u64::from(model.order.turns) >= 1 << 32) {
        let message = "more turns in a tick than this version can number (2^32)".to_owned();
        refuse(&["turns"], message, "expected fewer", "lower `turns`, or the number of agents");
    }
    if model.feed.inbox.is_some() {
        let message = format!("`feed.inbox` and schedule = \"{name}\" exclude each other");
        let label = "expected without it: inboxes exchange their messages all at once";
        refuse(&["feed.inbox"], message, label, "take one of the two out");
        return;
    }
    if model.feed.memory.is_some() {
        memory(scenario, document, &mut refuse);
    } else if model.feed.source == Source::Posts {
        let message = format!("posts in a window do not go with schedule = \"{name}\"");
        let label = "expected source = \"accounts\": micro-steps have no ticks that posts could age by";
        let keys = ["feed.source", "feed.window", "feed", "schedule"];
        let help =
            "write source = \"accounts\" in [feed], or memory = 1000: the last 1000 posts of the platform";
        refuse(&keys, message, label, help);
    }
    if model.ranking.quota().is_some() {
        let ranking = model.ranking.name();
        let message = format!("\"{ranking}\" does not go with schedule = \"{name}\"");
        let label = "expected another ranking: its quota is that of the sides in a whole tick";
        refuse(&["feed.ranking"], message, label, "`hushfeed list rankings` shows the others");
    }
}

/// What contradicts a platform with a memory.
fn memory(scenario: &Scenario, document: &Document, refuse: &mut impl FnMut(&[&str], String, &str, &str)) {
    let model = &scenario.model;
    if model.feed.source == Source::Accounts {
        let message = "`feed.memory` keeps posts, and feed.source is \"accounts\"".to_owned();
        refuse(&["feed.memory"], message, "expected source = \"posts\"", "take one of the two out");
    }
    if document.place_of("feed.window").is_some() {
        let message = "`feed.window` and `feed.memory` exclude each other".to_owned();
        let label = "expected without it: a post is kept while it is among the last of the platform";
        refuse(&["feed.window"], message, label, "take one of the two out");
    }
    if model.ranking.name() != "chronological" {
        let message = format!("\"{}\" does not go with `feed.memory`", model.ranking.name());
        let label = "expected \"chronological\": such a feed is the newest posts in store";
        refuse(&["feed.ranking"], message, label, "write ranking = \"chronological\", or take `memory` out");
    }
    if model.feed.temperature > 0.0 {
        let message = "`feed.temperature` does not go with `feed.memory`".to_owned();
        let label = "expected without it: such a feed is the newest posts in store";
        refuse(&["feed.temperature"], message, label, "take one of the two out");
    }
}

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
    if model.feed.source == Source::Posts {
        let message = format!("posts in a window do not go with schedule = \"{name}\"");
        let label = "expected source = \"accounts\": micro-steps have no ticks that posts could age by";
        let keys = ["feed.source", "feed.window", "feed", "schedule"];
        refuse(&keys, message, label, "write source = \"accounts\" in [feed]");
    }
    if model.ranking.quota().is_some() {
        let ranking = model.ranking.name();
        let message = format!("\"{ranking}\" does not go with schedule = \"{name}\"");
        let label = "expected another ranking: its quota is that of the sides in a whole tick";
        refuse(&["feed.ranking"], message, label, "`hushfeed list rankings` shows the others");
    }
}

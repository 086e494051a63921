//! Contradictions between the keys of `[ties]`, and between them and the schedule.

use super::Scenario;
use crate::registry::{Diagnostics, Document};

/// Adds what is wrong with the ties rule.
pub(super) fn check(scenario: &Scenario, document: &Document, diagnostics: &mut Diagnostics) {
    let model = &scenario.model;
    let place = |key: &str| document.place_of(&format!("ties.{key}")).or_else(|| document.place_of("ties"));
    if let Err((key, expected)) = model.ties.check() {
        let message = format!("`ties.{key}` does not go with the other keys of [ties]");
        let help = format!("`hushfeed explain {key}` says what it belongs to; or take it out");
        diagnostics.error(place(key), message, format!("expected {expected}")).help.push(help);
    }
    let introduces = model.ties.adviser().is_some_and(crate::ties::Adviser::introduces);
    if introduces && !model.order.is_sequential() {
        let message = "`ties.introduced` speaks of single turns, and there are none";
        let help = "write schedule = \"permutation\" or schedule = \"random_reader\" above the first table";
        let label = "expected a sequential `schedule`";
        diagnostics.error(place("introduced"), message, label).help.push(help.to_owned());
    }
}

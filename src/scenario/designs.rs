//! Designs that contradict each other.

use super::Scenario;
use crate::registry::{Diagnostics, Document};

/// The most points of a sweep: each is checked before the first is played.
const MOST_POINTS: u64 = 10_000_000;

/// Adds what is wrong with the designs of `[sweep]` taken together.
pub(super) fn check(scenario: &Scenario, document: &Document, diagnostics: &mut Diagnostics) {
    let designs = scenario.sweep.designs();
    let place = |name: &str| document.place_of(&format!("sweep.{name}"));
    // A zip and a grid make one design together.
    let names: Vec<&str> = designs.iter().map(|design| design.name()).collect();
    if names.len() > 1 && names != ["zip", "grid"] {
        let message = format!("[sweep] has {} designs: {}", names.len(), names.join(", "));
        let help = "keep one and put the others into scenarios of their own; a zip may stand beside a grid";
        let last = names[names.len() - 1];
        diagnostics.error(place(last), message, "expected one design").help.push(help.to_owned());
        return;
    }
    let keys: Vec<_> = designs.iter().flat_map(|design| design.keys()).collect();
    for (index, key) in keys.iter().enumerate() {
        let inside = |other: &str| {
            other.strip_prefix(key.name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                || key.name.strip_prefix(other).is_some_and(|rest| rest.starts_with('.'))
        };
        if let Some(other) = keys[..index].iter().find(|other| inside(&other.name)) {
            let message = format!("`{}` is swept twice", key.name);
            let label = format!("expected a key apart from `{}`", other.name);
            let help = "take one of the two out: at a point a key has one value";
            diagnostics.error(Some(key.place.clone()), message, label).help.push(help.to_owned());
        }
    }
    let points = designs.iter().map(|design| design.size()).fold(1, u64::saturating_mul);
    if let Some(design) = designs.last()
        && points > MOST_POINTS
    {
        let message = format!("`sweep.{}` has {points} points", design.name());
        let label = format!("expected at most {MOST_POINTS}");
        let help = "the points are every combination of the values: leave some out";
        diagnostics.error(place(design.name()), message, label).help.push(help.to_owned());
    }
    baseline(scenario, document, diagnostics);
}

/// A baseline or a rule for the number of runs that nothing stands for.
fn baseline(scenario: &Scenario, document: &Document, diagnostics: &mut Diagnostics) {
    let sweep = &scenario.sweep;
    if sweep.baseline.is_some() && sweep.designs().is_empty() {
        let help =
            "add a design (grid, list, …), or compare two scenarios with `hushfeed compare A.toml B.toml`";
        diagnostics
            .error(
                document.place_of("sweep.baseline"),
                "there is a `sweep.baseline` and nothing to compare with it",
                "expected a design in [sweep]",
            )
            .help
            .push(help.to_owned());
    }
    let Some(until) = &sweep.until_ci else { return };
    if !scenario.metrics.columns().iter().any(|column| column.name == until.metric) {
        let place =
            document.place_of("sweep.until_ci.metric").or_else(|| document.place_of("sweep.until_ci"));
        let message = format!("`sweep.until_ci.metric` \"{}\" is no column of this scenario", until.metric);
        let diagnostic = diagnostics.error(place, message, "expected one of the chosen metrics");
        let columns = scenario.metrics.columns();
        if let Some(near) = crate::registry::nearest(&until.metric, columns.iter().map(|column| column.name))
        {
            diagnostic.help.push(format!("did you mean \"{near}\"?"));
        }
        diagnostic
            .help
            .push("`hushfeed list metrics` shows them all; output.metrics chooses them".to_owned());
    }
    if until.cap < sweep.replicates {
        let place = document.place_of("sweep.until_ci.cap").or_else(|| document.place_of("sweep.until_ci"));
        let label = format!("expected at least {}, the replicates that are always run", sweep.replicates);
        diagnostics
            .error(place, "`sweep.until_ci.cap` is below `sweep.replicates`", label)
            .help
            .push("raise the cap, or lower replicates".to_owned());
    }
}

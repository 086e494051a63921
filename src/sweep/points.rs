//! From what `[sweep]` says to points, their baseline, and when they have enough runs.

use std::collections::BTreeMap;

use super::UntilCi;
use crate::design::{self, Assigned, Baseline, Plan};
use crate::random::Draws;
use crate::registry::{Diagnostics, Document, Node};
use crate::scenario::{Scenario, takes_whole_numbers};

/// The points of a scenario's designs. What is sampled is drawn under the scenario's seed.
pub fn plan(scenario: &Scenario) -> Plan {
    let draws = Draws::new(scenario.top.seed, 0);
    let designs = scenario.sweep.designs();
    Plan::new(designs.iter().flat_map(|design| design.blocks(&draws, &takes_whole_numbers)).collect())
}

/// When a point has enough runs, by the number of its column, which is known to be there.
pub fn until_ci(scenario: &Scenario, until: &design::UntilCi) -> UntilCi {
    let column = scenario.metrics.columns().iter().position(|column| column.name == until.metric);
    UntilCi {
        column: column.unwrap_or_else(|| unreachable!("the metric was checked")),
        half_width: until.half_width,
        looks: until.looks(scenario.sweep.replicates),
    }
}

/// By point, the point that it is compared with.
///
/// # Errors
/// A baseline that is no point.
pub fn baseline(baseline: &Baseline, plan: &Plan, document: &Document) -> Result<Vec<u64>, Diagnostics> {
    let node = baseline.node();
    let fail = |message: String, label: &str, help: String| {
        let mut diagnostics = Diagnostics::new(document.sources.clone());
        diagnostics.error(Some(node.place.clone()), message, label).help.push(help);
        diagnostics
    };
    let points = plan.points();
    let values = match baseline {
        Baseline::Point(point, _) if *point < points => return Ok(vec![*point; points as usize]),
        Baseline::Point(point, _) => {
            let label = format!("expected a number from 0 to {}", points - 1);
            let help = "`hushfeed sweep --dry-run` prints the number of points; the first is 0".to_owned();
            return Err(fail(format!("there is no point {point}"), &label, help));
        }
        Baseline::Values(values, _) => values,
    };
    let keys = plan.keys();
    if let Some((stray, ..)) = values.iter().find(|(key, ..)| !keys.iter().any(|known| known == key)) {
        let label = "expected keys that the design sweeps, in quotes";
        let help = format!("the keys of the design are: {}", keys.join(", "));
        return Err(fail(format!("`sweep.baseline` names `{stray}`, which is not swept"), label, help));
    }
    let known: BTreeMap<Vec<String>, u64> = (0..points)
        .rev()
        .map(|point| (plan.point(point).iter().map(|a| word(a.node)).collect(), point))
        .collect();
    (0..points)
        .map(|point| {
            let with =
                |assigned: &Assigned<'_>| word(values.get(&assigned.key.name).unwrap_or(assigned.node));
            let wanted: Vec<String> = plan.point(point).iter().map(with).collect();
            known.get(&wanted).copied().ok_or_else(|| {
                let wanted: Vec<String> =
                    keys.iter().zip(&wanted).map(|(key, value)| format!("{key} = {value}")).collect();
                let message = format!("point {point} has no baseline in the design");
                let help = format!(
                    "add the point {} to the design, or name one point by its number",
                    wanted.join(", ")
                );
                fail(message, "expected values that the design has in every combination", help)
            })
        })
        .collect()
}

/// A value for comparison: 1 and 1.0 are the same.
fn word(node: &Node) -> String {
    node.number().map_or_else(|| node.to_toml().to_string(), |number| number.to_string())
}

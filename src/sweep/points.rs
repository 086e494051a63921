//! From what `[sweep]` says to points, and when they have enough runs.

use super::UntilCi;
use crate::design::{self, Plan};
use crate::random::Draws;
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

//! What speaking is worth to those who have learnt it (Gaisbauer, Olbrich & Banisch 2020), for scenarios with a rule that
//! learns the value of speaking.

use super::ties::Counts;
use super::{Column, Family};
use crate::math::{ordered_sum, share};
use crate::world::View;

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "values",
    about: "what speaking is worth to either side; asked for by name alone, since only expression.rule = \"q_learning\" \
            has it",
    default: false,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new("q_mean_pos", "reward", "Mean value Q of speaking over the humans on the + side."),
    Column::new("q_mean_neg", "reward", "Mean value Q of speaking over the humans on the − side."),
    Column::new(
        "p_mean_pos",
        "share",
        "Mean probability of speaking, σ(βQ) less the chilling effect, over the humans on the + side.",
    ),
    Column::new(
        "p_mean_neg",
        "share",
        "Mean probability of speaking, σ(βQ) less the chilling effect, over the humans on the − side.",
    ),
];

/// O(agents). Known from tick 0 on.
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    if !view.inner_is_value {
        return;
    }
    let agents = view.agents;
    for (at, side) in [1_i8, -1].into_iter().enumerate() {
        let counts = |agent: usize| agents.side[agent] == side && agents.kind[agent].is_human();
        let members = (0..agents.len()).filter(|&agent| counts(agent)).count();
        let sum = |of: &[f64]| {
            ordered_sum((0..agents.len()).map(|agent| if counts(agent) { of[agent] } else { 0.0 }))
        };
        values[at] = share(sum(&agents.inner), members as f64);
        values[2 + at] = share(sum(&agents.confidence), members as f64);
    }
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};

    #[test]
    fn means_by_hand() {
        let agents = [Agent::human(1.0), Agent::human(1.0).silent(), Agent::human(-1.0), Agent::bot(-1.0)];
        let mut world = World::new(&agents, &[]);
        world.agents.inner = vec![0.5, -0.25, 0.75, 9.0];
        world.agents.confidence = vec![0.5, 1.0, 0.25, 9.0];
        assert!(world.measure("q_mean_pos").is_nan(), "another rule's inner state is no value");
        world.inner_is_value = true;
        for (column, expected) in
            [("q_mean_pos", 0.125), ("q_mean_neg", 0.75), ("p_mean_pos", 0.75), ("p_mean_neg", 0.25)]
        {
            assert_eq!(world.measure(column), expected, "{column}");
        }
        assert!({
            let mut world = World::new(&[Agent::human(1.0)], &[]);
            world.inner_is_value = true;
            world.measure("q_mean_neg").is_nan()
        });
    }
}

//! Polarisation and disagreement as the literature on Friedkin & Johnsen's model has them (Chitra & Musco 2020), and the
//! most extreme opinion.
//!
//! P = Σ_i (x_i − x̄)² over the humans, and D = Σ w_ij (x_i − x_j)² over the ties between humans, each tie of an
//! undirected network once (the pair counts once, not both directions), w = 1 where ties have no weights. Both grow with
//! the number of agents: P ÷ humans is the square of `opinion_sd`.

use super::ties::Counts;
use super::{Column, Family};
use crate::math::{mean_and_variance, ordered_sum, square};
use crate::world::View;

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "spread",
    about: "polarisation, disagreement across ties, the most extreme opinion",
    default: false,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new(
        "polarisation",
        "squared opinion",
        "P: sum over the humans of the squared distance of the private opinion from their mean.",
    ),
    Column::new(
        "disagreement",
        "squared opinion",
        "D: sum over the ties between humans (a pair of an undirected network once) of the weight times \
         the squared difference of private opinions; undefined in a well-mixed population, which has no ties.",
    ),
    Column::new(
        "opinion_abs_max",
        "opinion",
        "Largest distance of a human's private opinion from the middle of the scale.",
    ),
];

/// O(agents + ties).
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    let (agents, graph) = (view.agents, view.graph);
    let humans = agents.human_opinions();
    let Some((_, variance)) = mean_and_variance(&humans) else { return };
    values[0] = variance * humans.len() as f64;
    let is_human = |agent: usize| agents.kind[agent].is_human();
    let of_reader = |reader: usize| {
        let ties = graph.row(reader).filter(|_| is_human(reader)).map(|tie| {
            let other = graph.targets()[tie] as usize;
            let weight = graph.weights().map_or(1.0, |weights| f64::from(weights[tie]));
            if is_human(other) {
                weight * square(agents.opinion[reader] - agents.opinion[other])
            } else {
                0.0
            }
        });
        ties.sum::<f64>()
    };
    if !graph.is_well_mixed() {
        let directions = if graph.is_directed() { 1.0 } else { 2.0 };
        values[1] = ordered_sum((0..agents.len()).map(of_reader)) / directions;
    }
    let middle = agents.scale.middle();
    values[2] = humans.iter().fold(0.0, |most, &opinion| f64::max(most, (opinion - middle).abs()));
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, UNIT, World};
    use crate::network::Graph;

    #[test]
    fn sums_by_hand() {
        let agents = [Agent::human(0.5), Agent::human(0.9), Agent::human(0.1), Agent::bot(0.0)];
        let mut world = World::on(UNIT, &agents, &[(0, 1), (1, 2), (1, 3), (3, 0)]);
        let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found}");
        near(world.measure("polarisation"), 2.0 * 0.16);
        near(world.measure("disagreement"), 0.16 + 0.64);
        near(world.measure("opinion_abs_max"), 0.4);
        world.graph = Graph::from_weighted_ties(4, &[(0, 1), (1, 2)], &[0.5, 2.0], false);
        near(world.measure("disagreement"), 0.5 * 0.16 + 2.0 * 0.64);
        world.graph = Graph::well_mixed(4);
        assert!(world.measure("disagreement").is_nan());
        near(world.measure("polarisation"), 2.0 * 0.16);
    }
}

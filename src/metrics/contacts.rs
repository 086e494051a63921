//! Contacts that are drawn anew in every tick (`ties.rule = "activity_driven"`): how ready agents are to make them, and
//! how many came of it.
//!
//! The mean rate ⟨a⟩ of a run is that of its own draw: with a power law its tail is heavy, and what the theory says
//! (Baumann et al. 2020) holds for the sample. Every agent counts, automated ones included.

use super::ties::Counts;
use super::{Column, Family};
use crate::math::{ordered_sum, share, square};
use crate::world::View;

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "contacts",
    about: "rates of contact, and ties an agent",
    default: false,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new("contact_rate_mean", "share", "Mean rate of contact ⟨a⟩ over all agents."),
    Column::new("contact_rate_square", "share", "Mean square of the rate of contact, ⟨a²⟩, over all agents."),
    Column::new(
        "ties_mean",
        "count",
        "Ties in this tick ÷ agents: how many others an agent follows or hears; undefined in a well-mixed population, \
         which has no ties.",
    ),
];

/// O(agents).
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    let agents = view.agents.len();
    let rates = &view.agents.contact_rate;
    let mean = |of: fn(f64) -> f64| {
        if rates.is_empty() && agents > 0 {
            return 1.0; // rates that are left out
        }
        share(ordered_sum(rates.iter().map(|&rate| of(rate))), agents as f64)
    };
    values[0] = mean(|rate| rate);
    values[1] = mean(square);
    if !view.graph.is_well_mixed() {
        values[2] = share(view.graph.ties() as f64, agents as f64);
    }
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};
    use crate::network::Graph;

    #[test]
    fn rates_and_ties_by_hand() {
        let mut world = World::new(&[0.5, 0.1, -0.5, 0.0].map(Agent::human), &[(0, 1), (1, 0), (3, 0)]);
        assert_eq!(world.measure("contact_rate_mean"), 1.0);
        assert_eq!(world.measure("ties_mean"), 0.75);
        world.agents.contact_rate = vec![0.5, 0.0, 0.25, 0.25];
        assert_eq!(world.measure("contact_rate_mean"), 0.25);
        assert_eq!(world.measure("contact_rate_square"), 0.09375);
        world.graph = Graph::well_mixed(4);
        assert!(world.measure("ties_mean").is_nan());
    }
}

//! Who is popular: opinions placed so that the + side correlates with degree (Lerman, Yan & Wu 2016).
//!
//! Opinions are drawn first and then exchanged between agents, by swaps, until Pearson's correlation ρ of degree and
//! being on the + side is reached. The opinions as a whole stay the same; who has which changes.

use super::build::Sources;
use super::{Population, PopulationError};
use crate::network::Graph;
use crate::network::measures::{degree_attribute_correlation, swap_to_correlation};
use crate::random::{Draws, Purpose};

/// The correlation is counted anew at the end: so much rounding is allowed.
const ROUNDING: f64 = 1e-9;

impl Population {
    /// Exchanges opinions among the agents of `graph` that drew them from the population's own distribution, until
    /// `degree_correlation` is reached among them; nothing where it is left out.
    ///
    /// The degree is the number of followers. Those who leave the + side and those who join it, each in the order of
    /// ids, exchange their opinions pair by pair. Draws: one uniform number a swap, from the stream
    /// ([`Purpose::Placement`], 0, 0). O(ties + N log N + swaps · different degrees).
    ///
    /// # Errors
    /// A correlation that cannot be reached, or where degree or side does not vary.
    pub(super) fn place(
        &self,
        graph: &Graph,
        slots: &[u16],
        sources: &Sources<'_>,
        opinions: &mut [f64],
        draws: Draws,
    ) -> Result<(), PopulationError> {
        let Some(target) = self.attributes.degree_correlation else { return Ok(()) };
        let scale = self.attributes.scale();
        let movable: Vec<usize> =
            (0..graph.agents()).filter(|&agent| sources.source(usize::from(slots[agent])) == 0).collect();
        let followers = graph.follower_counts();
        let degrees: Vec<u32> = movable.iter().map(|&agent| followers[agent]).collect();
        let before: Vec<bool> = movable.iter().map(|&agent| scale.side(opinions[agent]) > 0).collect();
        let mut after = before.clone();
        let start = degree_attribute_correlation(&degrees, &before);
        let reached =
            swap_to_correlation(&degrees, &mut after, target, &mut draws.stream(Purpose::Placement, 0, 0));
        let short = (target - start).signum() * (target - reached);
        if reached.is_nan() {
            let message =
                "cannot be reached: all agents have the same degree, or are on the same side of the middle";
            return Err(PopulationError::at_key("degree_correlation", message));
        }
        if short > ROUNDING {
            let message =
                format!("{target} cannot be reached on this network: {reached:.4} is the most extreme");
            return Err(PopulationError::at_key("degree_correlation", message));
        }
        let changed = |was: bool| {
            let pairs = movable.iter().zip(before.iter().zip(&after));
            pairs
                .filter(move |(_, (before, after))| (**before, **after) == (was, !was))
                .map(|(&agent, _)| agent)
        };
        for (leaves, joins) in changed(true).zip(changed(false)) {
            opinions.swap(leaves, joins);
        }
        Ok(())
    }
}

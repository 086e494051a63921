//! Everybody can meet everybody, and no tie is kept.

use crate::network::{Generator, Graph, GrowthError, Network, Request};
use crate::registry::within;
use crate::rule;

rule! {
    name: "well_mixed",
    source: "standard",
    /// A complete graph that is never written down: everybody can meet everybody, and nobody follows anybody.
    ///
    /// For rules that act on one partner at a time (`pairwise`), drawn from all, and for averages over all
    /// (bounded_confidence, degroot) under slots = "all". Metrics of ties are undefined. No random draw; O(N) memory.
    pub struct WellMixed {
        /// Number of agents N.
        agents: u32 = 1000_u32, in within(2.0, 1e9);
    }
}

impl Generator for WellMixed {
    fn agents(&self) -> usize {
        self.agents as usize
    }

    fn expected_ties(&self) -> f64 {
        0.0
    }

    fn is_well_mixed(&self) -> bool {
        true
    }

    fn grow(&self, _: &Request<'_>) -> Result<Network, GrowthError> {
        Ok(Network::bare(Graph::well_mixed(self.agents())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draws;

    #[test]
    fn everybody_is_met_and_nobody_followed() {
        let draws = Draws::new(1, 0);
        let graph = WellMixed { agents: 4 }.grow(&Request { draws: &draws, sides: None }).unwrap().graph;
        assert_eq!((graph.agents(), graph.ties()), (4, 0));
        assert!(graph.meets_everybody() && graph.is_well_mixed());
        assert_eq!(graph.follower_counts(), [3; 4]);
    }
}

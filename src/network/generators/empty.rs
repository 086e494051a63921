//! No ties at all.

use crate::network::{Generator, Graph, GrowthError, Network, Request};
use crate::registry::within;
use crate::rule;

rule! {
    name: "empty",
    source: "standard",
    /// Nobody follows anybody: for ties that are drawn anew in every tick (ties.rule = "activity_driven").
    ///
    /// Directed, no tie, no random draw. O(N).
    pub struct Empty {
        /// Number of agents N.
        agents: u32 = 1000_u32, in within(2.0, 1e9);
    }
}

impl Generator for Empty {
    fn agents(&self) -> usize {
        self.agents as usize
    }

    fn expected_ties(&self) -> f64 {
        0.0
    }

    fn grow(&self, _: &Request<'_>) -> Result<Network, GrowthError> {
        let offsets = vec![0; self.agents as usize + 1];
        Ok(Network::bare(Graph::from_sorted_rows(offsets, Vec::new(), true)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draws;

    #[test]
    fn nobody_follows_anybody() {
        let draws = Draws::new(1, 0);
        let graph = Empty { agents: 7 }.grow(&Request { draws: &draws, sides: None }).unwrap().graph;
        assert_eq!((graph.agents(), graph.ties()), (7, 0));
    }
}

//! The complete graph.

use crate::network::{Generator, Graph, GrowthError, Network, Request};
use crate::registry::within;
use crate::rule;

rule! {
    name: "complete",
    source: "standard",
    /// Everybody follows everybody: no network structure at all.
    ///
    /// Undirected, N(N − 1) ties, no random draw. O(N²) time and memory.
    pub struct Complete {
        /// Number of agents N.
        agents: u32 = 1000_u32, in within(2.0, 50_000.0);
    }
}

impl Generator for Complete {
    fn agents(&self) -> usize {
        self.agents as usize
    }

    fn expected_ties(&self) -> f64 {
        f64::from(self.agents) * f64::from(self.agents - 1)
    }

    fn grow(&self, _: &Request<'_>) -> Result<Network, GrowthError> {
        let n = self.agents;
        let offsets = (0..=n as usize).map(|row| row * (n as usize - 1)).collect();
        let targets = (0..n).flat_map(|i| (0..n).filter(move |&j| j != i)).collect();
        Ok(Network::bare(Graph::from_sorted_rows(offsets, targets, false)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draws;

    #[test]
    fn everybody_follows_everybody() {
        let draws = Draws::new(1, 0);
        let request = Request { draws: &draws, sides: None };
        let network = Complete { agents: 4 }.grow(&request).unwrap();
        assert_eq!(network.graph.followees(1), [0, 2, 3]);
        assert_eq!(network.graph.ties(), 12);
    }
}

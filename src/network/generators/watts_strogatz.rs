//! The small world of Watts and Strogatz: a ring whose edges are rewired with some probability.

use super::rows::undirected;
use super::small_world;
use crate::network::{Generator, GrowthError, Network, Request};
use crate::registry::within;
use crate::rule;

rule! {
    name: "watts_strogatz",
    source: "Watts & Strogatz 1998",
    /// A ring of neighbours whose edges are rewired at random: local clusters with short cuts.
    ///
    /// Undirected, N · `neighbours`/2 edges. Lap by lap (nearest neighbours first), the far end of each edge
    /// moves with probability `rewiring` to an agent drawn uniformly, without self-loops or repetitions. Each
    /// pair of a lap and an agent has its own stream: one uniform draw, and one integer a try. O(ties ·
    /// neighbours) time.
    pub struct WattsStrogatz {
        /// Number of agents N, at least 3.
        agents: u32 = 1000_u32, in within(3.0, 1e9);
        /// Neighbours of each agent on the ring, k in the paper: even, below N.
        neighbours: u32 = 20_u32, in within(2.0, 1e6);
        /// Probability β that an edge is rewired, in [0, 1]. 0 leaves the ring, 1 is close to a random graph.
        rewiring: f64 = 0.1, in within(0.0, 1.0);
    }
}

impl Generator for WattsStrogatz {
    fn agents(&self) -> usize {
        self.agents as usize
    }

    fn expected_ties(&self) -> f64 {
        f64::from(self.agents) * f64::from(self.neighbours)
    }

    fn check(&self) -> Result<(), GrowthError> {
        if self.neighbours % 2 == 1 {
            let text = "must be even: half of them stand on each side of the ring";
            return Err(GrowthError(format!("`neighbours` {} {text}", self.neighbours)));
        }
        if self.neighbours >= self.agents {
            return Err(GrowthError(format!(
                "`neighbours` {} is more than the {} others",
                self.neighbours,
                self.agents - 1
            )));
        }
        Ok(())
    }

    fn grow(&self, request: &Request<'_>) -> Result<Network, GrowthError> {
        self.check()?;
        let (n, half) = (self.agents, self.neighbours / 2);
        let mut owned: Vec<u32> = (0..n)
            .flat_map(|i| {
                (1..=half).map(move |step| ((u64::from(i) + u64::from(step)) % u64::from(n)) as u32)
            })
            .collect();
        small_world::rewire(n, half as usize, self.rewiring, &mut owned, *request.draws);
        Ok(Network::bare(undirected(self.agents(), small_world::edges(&owned, half as usize))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::testing::grow;
    use crate::network::measures::transitivity;

    #[test]
    fn without_rewiring_it_is_the_ring() {
        let graph = grow(&WattsStrogatz { agents: 20, neighbours: 4, rewiring: 0.0 }, 1, None).graph;
        assert_eq!(graph.followees(0), [1, 2, 18, 19]);
        // C(0) = 3(k − 2)/(4(k − 1)).
        assert_eq!(transitivity(&graph), 0.5);
    }

    #[test]
    fn edges_are_kept_and_clusters_dissolve() {
        let rewired =
            |rewiring| grow(&WattsStrogatz { agents: 4000, neighbours: 10, rewiring }, 1, None).graph;
        for rewiring in [0.1, 0.5, 1.0] {
            let graph = rewired(rewiring);
            assert_eq!(graph.ties(), 40_000, "no edge is lost");
            assert!((0..4000).all(|i| graph.degree(i) >= 5), "the near end stays");
            // A triangle survives if none of its three edges moved (Barrat & Weigt 2000).
            let kept = (1.0 - rewiring) * (1.0 - rewiring) * (1.0 - rewiring);
            assert!((transitivity(&graph) - 2.0 / 3.0 * kept).abs() < 0.02, "at {rewiring}");
        }
    }

    #[test]
    fn a_full_ring_stays() {
        let graph = grow(&WattsStrogatz { agents: 5, neighbours: 4, rewiring: 1.0 }, 1, None).graph;
        assert_eq!(graph.ties(), 20);
        assert!(WattsStrogatz { agents: 5, neighbours: 3, rewiring: 1.0 }.check().is_err());
        assert!(WattsStrogatz { agents: 5, neighbours: 6, rewiring: 1.0 }.check().is_err());
    }
}

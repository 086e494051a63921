//! Preferential attachment of Barabási and Albert: newcomers tie themselves to agents in proportion to their
//! degree.

use super::rows::{Chosen, room_for_seed, sorted, undirected};
use crate::network::{Generator, GrowthError, Network, Request};
use crate::random::{Purpose, Stream};
use crate::registry::within;
use crate::rule;

rule! {
    name: "barabasi_albert",
    source: "Barabási & Albert 1999",
    /// Newcomers tie themselves to agents in proportion to their degree: a few hubs, many with few ties.
    ///
    /// The seed is a complete graph of `followees` + 1 agents. Each newcomer, in the order of ids, takes
    /// `followees` distinct agents among those before it, each in proportion to its degree (redrawn where
    /// already taken). Degrees follow P(k) = 2m(m+1)/(k(k+1)(k+2)), tail exponent 3. Undirected, every agent
    /// has at least `followees` neighbours, about twice that on average; with `directed = true` the same
    /// growth keeps only the ties from newcomer to older agent (the seed follows each other), so that all
    /// follow exactly `followees`. O(ties) time; one stream, one draw an edge and one a repetition.
    pub struct BarabasiAlbert {
        /// Number of agents N, above `followees`.
        agents: u32 = 1000_u32, in within(2.0, 1e9);
        /// Edges m that each newcomer makes.
        followees: u32 = 10_u32, in within(1.0, 1e6);
        /// Whether only the newcomer follows; otherwise ties go both ways.
        directed: bool = false;
    }
}

/// The targets of every newcomer, `m` each, ordered by newcomer: agents m + 1, m + 2, …
fn attach(agents: u32, m: u32, stream: &mut Stream) -> Vec<u32> {
    let edges_of_seed = u64::from(m) * u64::from(m + 1) / 2;
    let mut targets: Vec<u32> = Vec::with_capacity((agents - m - 1) as usize * m as usize);
    let mut chosen = Chosen::new(agents, m);
    for _ in m + 1..agents {
        chosen.clear();
        let start = targets.len();
        // A uniform end of a uniform edge is an agent in proportion to its degree. The edges are their own
        // urn.
        let ends = 2 * (edges_of_seed + start as u64);
        while targets.len() < start + m as usize {
            let end = below(stream, ends);
            let node = match end.checked_sub(2 * edges_of_seed) {
                None => (end / u64::from(m)) as u32,
                Some(end) if end % 2 == 0 => m + 1 + (end as u32 / 2) / m,
                Some(end) => targets[end as usize / 2],
            };
            if chosen.is_new(&targets[start..], node) {
                targets.push(node);
            }
        }
    }
    targets
}

/// A uniform integer below n, for an urn of up to 2³² − 1 ends in one word.
fn below(stream: &mut Stream, n: u64) -> u64 {
    u64::from(stream.below(n as u32))
}

impl Generator for BarabasiAlbert {
    fn agents(&self) -> usize {
        self.agents as usize
    }

    fn expected_ties(&self) -> f64 {
        let (n, m) = (f64::from(self.agents), f64::from(self.followees));
        if self.directed { n * m } else { 2.0 * m * n - m * (m + 1.0) }
    }

    fn check(&self) -> Result<(), GrowthError> {
        room_for_seed(self.agents, self.followees)
    }

    fn grow(&self, request: &Request<'_>) -> Result<Network, GrowthError> {
        self.check()?;
        let (n, m) = (self.agents, self.followees);
        let mut stream = request.draws.stream(Purpose::Network, 0, 0);
        let targets = attach(n, m, &mut stream);
        let seed = (0..=m).flat_map(|i| (0..=m).filter(move |&j| j != i).map(move |j| (i, j)));
        Ok(Network::bare(if self.directed {
            let offsets = (0..=n as usize).map(|i| i * m as usize).collect();
            sorted(offsets, seed.map(|(_, j)| j).chain(targets).collect(), true)
        } else {
            let newcomers = targets.chunks_exact(m as usize).zip(m + 1..n);
            let edges = newcomers.flat_map(|(row, i)| row.iter().map(move |&j| (i, j)));
            undirected(n as usize, seed.filter(|(i, j)| i < j).chain(edges))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::symmetric;
    use crate::network::generators::testing::grow;

    #[test]
    fn the_degree_law() {
        let graph = grow(&BarabasiAlbert { agents: 50_000, followees: 2, directed: false }, 4, None).graph;
        let m = 2.0;
        for k in [2_usize, 3, 4, 6, 10] {
            let found = (0..50_000).filter(|&i| graph.degree(i) == k).count() as f64 / 50_000.0;
            let k = k as f64;
            let expected = 2.0 * m * (m + 1.0) / (k * (k + 1.0) * (k + 2.0));
            assert!((found - expected).abs() < 0.006, "degree {k}: {found} for {expected}");
        }
    }

    #[test]
    fn the_directed_growth_is_the_same_growth() {
        let directed = grow(&BarabasiAlbert { agents: 500, followees: 5, directed: true }, 4, None).graph;
        let both = grow(&BarabasiAlbert { agents: 500, followees: 5, directed: false }, 4, None).graph;
        assert!((0..500).all(|i| directed.degree(i) == 5));
        assert_eq!(symmetric(&directed), both);
        assert_eq!(
            both.ties() as f64,
            BarabasiAlbert { agents: 500, followees: 5, directed: false }.expected_ties()
        );
    }
}

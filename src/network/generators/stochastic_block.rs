//! The stochastic block model: groups, and a probability of ties for each pair of groups.

use super::rows::{bernoulli, edges, grow_rows, undirected};
use crate::network::{Generator, Graph, GrowthError, Labels, Network, Request};
use crate::random::Purpose;
use crate::registry::within;
use crate::rule;

rule! {
    name: "stochastic_block",
    source: "Holland, Laskey & Leinhardt 1983",
    /// Groups of given sizes; a tie exists with one probability inside a group and another across.
    ///
    /// The groups are labelled "block-0", "block-1", … in the order of ids. Give `inside` and `across`, or a
    /// whole `matrix`. Drawn by geometric jumps, O(agents · blocks + ties) time; each agent's stream makes
    /// one exponential draw a tie and one a block more.
    pub struct StochasticBlock {
        /// Number of agents of each block.
        sizes: Vec<u32> = vec![500_u32, 500], in within(1.0, 1e9);
        /// Probability of a tie between two agents of one block, in [0, 1].
        inside: Option<f64> = None, in within(0.0, 1.0);
        /// Probability of a tie between agents of different blocks, in [0, 1].
        across: Option<f64> = None, in within(0.0, 1.0);
        /// Instead of `inside` and `across`: one row a block, the probability that its members follow those
        /// of each block. Symmetric unless `directed`.
        matrix: Option<Vec<Vec<f64>>> = None, in within(0.0, 1.0);
        /// Whether ties are drawn one way each; otherwise i follows j if and only if j follows i.
        directed: bool = false;
    }
}

impl StochasticBlock {
    /// The probabilities as a whole matrix.
    fn probabilities(&self) -> Result<Vec<Vec<f64>>, GrowthError> {
        let blocks = self.sizes.len();
        let problem = |text: &str| Err(GrowthError(text.to_owned()));
        if blocks == 0 || blocks > usize::from(u16::MAX) {
            return problem("`sizes` must name between 1 and 65,535 blocks");
        }
        if self.agents() > 1_000_000_000 {
            return problem("`sizes` add up to more than 1,000,000,000 agents");
        }
        match (&self.matrix, self.inside, self.across) {
            (None, Some(inside), Some(across)) => Ok((0..blocks)
                .map(|a| (0..blocks).map(|b| if a == b { inside } else { across }).collect())
                .collect()),
            (Some(matrix), None, None) => {
                if matrix.len() != blocks || matrix.iter().any(|row| row.len() != blocks) {
                    return problem("`matrix` must have one row and one column for each of `sizes`");
                }
                let asymmetric = (0..blocks).any(|a| (0..a).any(|b| matrix[a][b] != matrix[b][a]));
                if asymmetric && !self.directed {
                    return problem("`matrix` must be symmetric unless `directed = true`");
                }
                Ok(matrix.clone())
            }
            (None, _, _) => problem("`inside` and `across` must both be given, or `matrix` in their place"),
            (Some(_), _, _) => problem("give `matrix` or `inside` and `across`, not both"),
        }
    }

    /// The first agent of every block, and the number of all.
    fn starts(&self) -> Vec<u32> {
        let mut starts = vec![0];
        for &size in &self.sizes {
            starts.push(starts[starts.len() - 1] + size);
        }
        starts
    }
}

impl Generator for StochasticBlock {
    fn agents(&self) -> usize {
        self.sizes.iter().map(|&size| size as usize).sum()
    }

    fn expected_ties(&self) -> f64 {
        let Ok(p) = self.probabilities() else { return 0.0 };
        let size = |block: usize| f64::from(self.sizes[block]);
        let mut ties = 0.0;
        for (a, row) in p.iter().enumerate() {
            for (b, p) in row.iter().enumerate() {
                ties += p * size(a) * (size(b) - f64::from(u8::from(a == b)));
            }
        }
        ties
    }

    fn check(&self) -> Result<(), GrowthError> {
        self.probabilities().map(|_| ())
    }

    fn grow(&self, request: &Request<'_>) -> Result<Network, GrowthError> {
        let probabilities = self.probabilities()?;
        let starts = self.starts();
        let n = starts[self.sizes.len()];
        let mut of = Vec::with_capacity(n as usize);
        for (block, &size) in self.sizes.iter().enumerate() {
            of.resize(of.len() + size as usize, block as u16);
        }
        let (offsets, targets) = grow_rows(
            n,
            || (),
            |(), i, row| {
                let mut stream = request.draws.stream(Purpose::Network, 0, i);
                // Undirected: agent i decides on the edges to the agents before it.
                let end = if self.directed { n } else { i };
                for (block, &p) in probabilities[usize::from(of[i as usize])].iter().enumerate() {
                    let (first, last) = (starts[block].min(end), starts[block + 1].min(end));
                    // The agent itself is left out of its block's range.
                    let own = u32::from(first <= i && i < last);
                    bernoulli(&mut stream, first..last - own, p, |j| row.push(j + own * u32::from(j >= i)));
                }
            },
        );
        let graph = if self.directed {
            Graph::from_sorted_rows(offsets, targets, true)
        } else {
            undirected(n as usize, edges(&offsets, &targets))
        };
        let names = (0..self.sizes.len()).map(|block| format!("block-{block}")).collect();
        Ok(Network { labels: Some(Labels { names, of }), ..Network::bare(graph) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::testing::grow;
    use crate::registry::Parameters;

    #[test]
    fn ties_follow_the_matrix() {
        for directed in [true, false] {
            let matrix = vec![vec![0.05, 0.01], vec![if directed { 0.03 } else { 0.01 }, 0.0]];
            let rule = StochasticBlock {
                sizes: vec![1000, 500],
                inside: None,
                across: None,
                matrix: Some(matrix),
                directed,
            };
            let network = grow(&rule, 7, None);
            let labels = network.labels.unwrap();
            assert_eq!(labels.names, ["block-0", "block-1"]);
            let mut counts = [[0.0; 2]; 2];
            for (i, j) in network.graph.iter() {
                counts[usize::from(labels.of[i as usize])][usize::from(labels.of[j as usize])] += 1.0;
            }
            let across = if directed { 15_000.0 } else { 5000.0 };
            assert!((counts[0][0] - 0.05 * 999_000.0_f64).abs() < 1200.0, "{counts:?}");
            assert!((counts[0][1] - 5000.0_f64).abs() < 350.0, "{counts:?}");
            assert!((counts[1][0] - across).abs() < 600.0, "{counts:?}");
            assert_eq!(counts[1][1], 0.0);
        }
    }

    #[test]
    fn one_block_is_the_random_graph() {
        let rule = StochasticBlock::from_toml("sizes = [400]\ninside = 1.0\nacross = 0.0").unwrap();
        assert_eq!(grow(&rule, 1, None).graph.ties(), 400 * 399);
        let rule = StochasticBlock { directed: true, ..rule };
        assert_eq!(grow(&rule, 1, None).graph.ties(), 400 * 399);
    }

    #[test]
    fn contradictions() {
        for text in [
            "",
            "inside = 0.1",
            "inside = 0.1\nacross = 0.1\nmatrix = [[0.1, 0.1], [0.1, 0.1]]",
            "matrix = [[0.1, 0.2], [0.3, 0.1]]",
            "matrix = [[0.1]]",
            "sizes = []\ninside = 0.1\nacross = 0.1",
        ] {
            assert!(StochasticBlock::from_toml(text).unwrap().check().is_err(), "{text}");
        }
    }
}

//! Everybody follows the same number of others, chosen at random.

use super::rows::grow_rows;
use crate::network::{Generator, Graph, GrowthError, Network, Request};
use crate::random::{Purpose, Stream};
use crate::registry::within;
use crate::rule;

rule! {
    name: "fixed_out_degree",
    source: "standard",
    /// Everybody follows the same number of others, chosen uniformly: no structure but the number.
    ///
    /// Directed. The number of followers is close to Poisson. Each agent's stream makes exactly `followees`
    /// draws (the subset algorithm of R. Floyd; Bentley & Floyd 1987). O(ties · log followees) time, in
    /// parallel.
    pub struct FixedOutDegree {
        /// Number of agents N.
        agents: u32 = 1000_u32, in within(2.0, 1e9);
        /// How many distinct others each agent follows, at most N − 1.
        followees: u32 = 20_u32, in within(0.0, 1e9);
    }
}

/// Above this many followees a bit an agent is kept, in place of a sorted list.
const MANY: u32 = 256;

impl FixedOutDegree {
    /// Appends `followees` distinct numbers below `others`, in ascending order.
    fn subset(&self, stream: &mut Stream, others: u32, bits: &mut [u64], row: &mut Vec<u32>) {
        let start = row.len();
        for last in others - self.followees..others {
            let drawn = stream.below(last + 1);
            if self.followees > MANY {
                let taken = bits[drawn as usize / 64] >> (drawn % 64) & 1 == 1;
                let pick = if taken { last } else { drawn };
                bits[pick as usize / 64] |= 1 << (pick % 64);
            } else {
                match row[start..].binary_search(&drawn) {
                    Ok(_) => row.push(last), // larger than all before
                    Err(place) => row.insert(start + place, drawn),
                }
            }
        }
        if self.followees > MANY {
            for (index, word) in bits.iter_mut().enumerate() {
                while *word != 0 {
                    row.push(index as u32 * 64 + word.trailing_zeros());
                    *word &= *word - 1;
                }
            }
        }
    }
}

impl Generator for FixedOutDegree {
    fn agents(&self) -> usize {
        self.agents as usize
    }

    fn expected_ties(&self) -> f64 {
        f64::from(self.agents) * f64::from(self.followees)
    }

    fn check(&self) -> Result<(), GrowthError> {
        if self.followees < self.agents {
            return Ok(());
        }
        Err(GrowthError(format!(
            "`followees` {} is more than the {} others that an agent can follow",
            self.followees,
            self.agents - 1
        )))
    }

    fn grow(&self, request: &Request<'_>) -> Result<Network, GrowthError> {
        self.check()?;
        let words = if self.followees > MANY { self.agents().div_ceil(64) } else { 0 };
        let (offsets, targets) = grow_rows(
            self.agents,
            || vec![0_u64; words],
            |bits, i, row| {
                let mut stream = request.draws.stream(Purpose::Network, 0, i);
                let start = row.len();
                self.subset(&mut stream, self.agents - 1, bits, row);
                // The numbers stand for the others: those from i on move up by one.
                let before = row[start..].partition_point(|&other| other < i);
                row[start + before..].iter_mut().for_each(|other| *other += 1);
            },
        );
        Ok(Network::bare(Graph::from_sorted_rows(offsets, targets, true)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::testing::grow;
    use crate::random::Draws;

    #[test]
    fn followers_are_close_to_poisson() {
        let graph = grow(&FixedOutDegree { agents: 20_000, followees: 10 }, 3, None).graph;
        assert!((0..20_000).all(|i| graph.degree(i) == 10));
        let followers: Vec<f64> = graph.follower_counts().into_iter().map(f64::from).collect();
        let (_, variance) = crate::math::mean_and_variance(&followers).unwrap();
        assert!((variance - 10.0).abs() < 0.5, "{variance}");
    }

    #[test]
    fn lists_and_bits_choose_the_same() {
        // A subset of more than MANY by bits against the same algorithm on a plain list.
        let rule = FixedOutDegree { agents: 1000, followees: 300 };
        let stream = Draws::new(8, 0).stream(Purpose::Test, 0, 0);
        let mut row = Vec::new();
        rule.subset(&mut stream.clone(), 999, &mut [0; 16], &mut row);
        let mut plain: Vec<u32> = Vec::new();
        let mut stream = stream;
        for last in 699..999 {
            let drawn = stream.below(last + 1);
            plain.push(if plain.contains(&drawn) { last } else { drawn });
        }
        plain.sort_unstable();
        assert_eq!(row, plain);
    }

    #[test]
    fn everybody_can_be_followed() {
        let graph = grow(&FixedOutDegree { agents: 300, followees: 299 }, 3, None).graph;
        assert_eq!(graph.ties(), 300 * 299);
        assert!(FixedOutDegree { agents: 300, followees: 300 }.check().is_err());
    }
}

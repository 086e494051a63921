//! Preferential attachment of Dorogovtsev, Mendes and Samukhin, whose degree exponent can be chosen.

use super::rows::{Chosen, room_for_seed, undirected};
use crate::network::{Generator, Graph, GrowthError, Network, Request};
use crate::random::{Purpose, Stream};
use crate::registry::{within, within_open_low};
use crate::rule;

rule! {
    name: "dms",
    source: "Dorogovtsev, Mendes & Samukhin 2000; as used by Ross et al. 2019",
    /// Preferential attachment with a chosen degree exponent: attractiveness m(γ − 2) plus edges received.
    ///
    /// Each newcomer, in the order of ids, sends `followees` edges to distinct agents before it, drawn in
    /// proportion to `A_i = m(γ − 2) + q_i`, with `q_i` the edges that i has received (redrawn where already
    /// taken). The edges that i sent do not count. The seed, which the paper does not give, is a star: agent
    /// 0 sent an edge to each of agents 1 … m. Undirected. O(ties) time; one stream, one draw an edge and one
    /// a repetition.
    pub struct Dms {
        /// Number of agents N, above `followees`.
        agents: u32 = 1000_u32, in within(2.0, 1e9);
        /// Edges m that each newcomer sends.
        followees: u32 = 5_u32, in within(1.0, 1e6);
        /// Exponent γ of the degrees' tail, above 2; 3 weights agents like Barabási & Albert.
        exponent: f64 = 2.5, in within_open_low(2.0, 100.0);
    }
}

impl Dms {
    /// The attractiveness of an agent that has received nothing.
    fn initial(&self) -> f64 {
        f64::from(self.followees) * (self.exponent - 2.0)
    }

    /// The targets of every edge in the order in which they were sent: the star's, then `followees` a
    /// newcomer.
    fn attach(&self, stream: &mut Stream) -> Vec<u32> {
        let m = self.followees;
        let mut targets: Vec<u32> = Vec::with_capacity((self.agents - m) as usize * m as usize);
        targets.extend(1..=m);
        let mut chosen = Chosen::new(self.agents, m);
        for newcomer in m + 1..self.agents {
            chosen.clear();
            let start = targets.len();
            // A uniform received edge is an agent in proportion to q_i; a uniform agent has the constant
            // part.
            let constant = self.initial() * f64::from(newcomer);
            let total = constant + start as f64;
            while targets.len() < start + m as usize {
                let at = stream.uniform() * total;
                let node = if at < constant {
                    ((at / self.initial()) as u32).min(newcomer - 1)
                } else {
                    targets[((at - constant) as usize).min(start - 1)]
                };
                if chosen.is_new(&targets[start..], node) {
                    targets.push(node);
                }
            }
        }
        targets
    }
}

impl Generator for Dms {
    fn agents(&self) -> usize {
        self.agents as usize
    }

    fn expected_ties(&self) -> f64 {
        2.0 * f64::from(self.followees) * (f64::from(self.agents) - f64::from(self.followees))
    }

    fn check(&self) -> Result<(), GrowthError> {
        room_for_seed(self.agents, self.followees)
    }

    fn grow(&self, request: &Request<'_>) -> Result<Network, GrowthError> {
        self.check()?;
        let m = self.followees;
        let targets = self.attach(&mut request.draws.stream(Purpose::Network, 0, 0));
        let senders = std::iter::once(0).chain(m + 1..self.agents);
        let edges = targets
            .chunks_exact(m as usize)
            .zip(senders)
            .flat_map(|(row, sender)| row.iter().map(move |&target| (sender, target)));
        Ok(Network::bare(undirected(self.agents(), edges)))
    }

    /// `A_i = m(γ − 2) + q_i`. The edges received are the degree less the edges sent, which the growth fixes.
    fn attractiveness(&self, graph: &Graph) -> Vec<f64> {
        let m = self.followees as usize;
        let sent = |i: usize| if (1..=m).contains(&i) { 0 } else { m };
        (0..graph.agents()).map(|i| self.initial() + (graph.degree(i) - sent(i)) as f64).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math;
    use crate::network::generators::testing::grow;
    use crate::random::Draws;

    #[test]
    fn the_attractiveness_counts_received_edges() {
        let rule = Dms { agents: 400, followees: 3, exponent: 2.5 };
        let targets = rule.attach(&mut Draws::new(9, 0).stream(Purpose::Network, 0, 0));
        let graph = grow(&rule, 9, None).graph;
        let mut received = vec![0.0; 400];
        for &target in &targets {
            received[target as usize] += 1.0;
        }
        let expected: Vec<f64> = received.iter().map(|q| 1.5 + q).collect();
        assert_eq!(rule.attractiveness(&graph), expected);
        // The sum rule: A sums to N·m(γ − 2) plus one for every edge.
        assert_eq!(expected.iter().sum::<f64>(), 400.0 * 1.5 + 3.0 * 397.0);
        assert_eq!(graph.ties() as f64, rule.expected_ties());
    }

    #[test]
    fn the_degree_law() {
        // The shares with q edges received solve (q + a + 1 + a/m)·P(q) = (q − 1 + a)·P(q − 1), a = m(γ − 2),
        // P(0) = (1 + a/m)/(1 + a + a/m): Dorogovtsev, Mendes & Samukhin 2000.
        let (m, gamma) = (2_u32, 2.5);
        let rule = Dms { agents: 60_000, followees: m, exponent: gamma };
        let graph = grow(&rule, 2, None).graph;
        let a = f64::from(m) * (gamma - 2.0);
        let ratio = a / f64::from(m);
        let mut expected = (1.0 + ratio) / (1.0 + a + ratio);
        let weights = rule.attractiveness(&graph);
        for q in 0..12 {
            if q > 0 {
                let q = f64::from(q);
                expected *= (q - 1.0 + a) / (q + a + 1.0 + ratio);
            }
            let found =
                weights.iter().filter(|&&weight| weight == a + f64::from(q)).count() as f64 / 60_000.0;
            assert!((found - expected).abs() < 0.006, "{q} received: {found} for {expected}");
        }
        // The tail's exponent, from the share above two thresholds: P(q > x) ∝ x^(1 − γ).
        let above = |x: f64| weights.iter().filter(|&&weight| weight > x).count() as f64;
        let slope = math::ln(above(20.0) / above(200.0)) / math::ln(10.0);
        assert!((slope - (gamma - 1.0)).abs() < 0.15, "{slope}");
    }
}

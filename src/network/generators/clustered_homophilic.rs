//! A network that is rewired by homophily and the closing of triads (Castillo & Cozzo 2025).

use super::ErdosRenyi;
use super::rows::undirected;
use crate::network::{Generator, Graph, GrowthError, Network, Request};
use crate::random::{Purpose, Stream};
use crate::registry::{above, within};
use crate::rule;

rule! {
    name: "clustered_homophilic",
    source: "Castillo & Cozzo 2025",
    /// A random network whose agents exchange ties for ones to friends of friends and to their own kind.
    ///
    /// Starts as a random graph of mean degree k. Each step takes a random agent i. With probability c its candidate is a
    /// random neighbour of a random neighbour, else a random agent. It is accepted with probability s if it is of i's
    /// group, else with 1 − s, and then takes the place of the far end of a random edge of i, unless it is i or tied to i
    /// already. Agents without edges have none to give up. The groups are the sides of the opinions: + has the first s,
    /// all others (the neutral form a third group) the second. Undirected; the number of edges stays.
    ///
    /// The shares of a group's edges that stay inside come to those of a mean field (`hushfeed silence-game --closure`).
    /// A sweep is N steps; 2E/(N·n) of them, E the edges and n a group's share, are a unit of the mean field's time.
    /// O(N · sweeps · k) time; one stream for the steps, four to six draws each, beside those of `erdos_renyi`.
    pub struct ClusteredHomophilic {
        /// Number of agents N.
        agents: u32 = 1000_u32, in within(2.0, 1e8);
        /// Mean degree k, at most N − 1; 25 or 20 in the paper.
        mean_degree: f64 = 25.0, in above(0.0);
        /// c: probability that a candidate is a neighbour's neighbour, in [0, 1].
        closure: f64 = 0.785, in within(0.0, 1.0);
        /// `s_0` and `s_1`: probability that an agent accepts a candidate of its own group, in [0, 1], on the + side and
        /// elsewhere.
        acceptance: Vec<f64> = vec![0.6525, 0.65], in within(0.0, 1.0);
        /// Sweeps of N steps each.
        sweeps: u32 = 3000_u32;
    }
}

impl ClusteredHomophilic {
    fn start(&self) -> ErdosRenyi {
        ErdosRenyi {
            agents: self.agents,
            probability: None,
            mean_degree: Some(self.mean_degree),
            directed: false,
        }
    }

    /// One step on the neighbours of all agents.
    fn step(&self, rows: &mut [Vec<u32>], sides: &[i8], stream: &mut Stream) {
        let i = stream.below(self.agents) as usize;
        if rows[i].is_empty() {
            return;
        }
        let pick = |row: &[u32], stream: &mut Stream| row[stream.below(row.len() as u32) as usize];
        let candidate = if stream.chance(self.closure) {
            let neighbour = pick(&rows[i], stream);
            pick(&rows[neighbour as usize], stream)
        } else {
            stream.below(self.agents)
        };
        let own = self.acceptance[usize::from(sides[i] <= 0)];
        let accept = if sides[i].signum() == sides[candidate as usize].signum() { own } else { 1.0 - own };
        if !stream.chance(accept) || candidate as usize == i || rows[i].contains(&candidate) {
            return;
        }
        let place = stream.below(rows[i].len() as u32) as usize;
        let lost = std::mem::replace(&mut rows[i][place], candidate) as usize;
        let back = rows[lost].iter().position(|&other| other as usize == i);
        if let Some(back) = back {
            rows[lost].swap_remove(back);
        }
        rows[candidate as usize].push(i as u32);
    }
}

impl Generator for ClusteredHomophilic {
    fn agents(&self) -> usize {
        self.agents as usize
    }

    fn expected_ties(&self) -> f64 {
        f64::from(self.agents) * self.mean_degree
    }

    fn check(&self) -> Result<(), GrowthError> {
        if self.acceptance.len() != 2 {
            return Err(GrowthError(format!(
                "`acceptance` has {} values: give two, for the + side and for the rest, such as [0.65, 0.65]",
                self.acceptance.len()
            )));
        }
        self.start().check()
    }

    fn needs_sides(&self) -> bool {
        true
    }

    fn grow(&self, request: &Request<'_>) -> Result<Network, GrowthError> {
        self.check()?;
        let graph = self.start().grow(request)?.graph;
        let neutral = vec![0; self.agents()];
        let sides = request.sides.unwrap_or(&neutral);
        let mut rows: Vec<Vec<u32>> = (0..graph.agents()).map(|i| graph.followees(i).to_vec()).collect();
        drop(graph);
        let mut stream = request.draws.stream(Purpose::Network, 1, 0);
        for _ in 0..u64::from(self.sweeps) * u64::from(self.agents) {
            self.step(&mut rows, sides, &mut stream);
        }
        Ok(Network::bare(joined(&rows)))
    }
}

/// The graph of rows that hold every edge twice.
fn joined(rows: &[Vec<u32>]) -> Graph {
    let edges = rows
        .iter()
        .enumerate()
        .flat_map(|(i, row)| row.iter().filter(move |&&j| j as usize > i).map(move |&j| (i as u32, j)));
    undirected(rows.len(), edges)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::ClusteredGrowth;
    use crate::network::generators::testing::{grow, minority};
    use crate::network::measures::transitivity;

    /// The shares of the edge ends of + and of − that stay on their side.
    fn stays(graph: &Graph, sides: &[i8]) -> [f64; 2] {
        let mut counts = [[0.0; 2]; 2];
        for (i, j) in graph.iter() {
            counts[usize::from(sides[i as usize] < 0)][usize::from(sides[j as usize] < 0)] += 1.0;
        }
        [counts[0][0] / (counts[0][0] + counts[0][1]), counts[1][1] / (counts[1][1] + counts[1][0])]
    }

    #[test]
    fn the_groups_part_as_the_mean_field_says() {
        for (closure, acceptance, share) in
            [(0.0, [0.7, 0.6], 0.3), (0.5, [0.65, 0.6], 0.4), (0.785, [0.5, 0.5], 0.5)]
        {
            let rule = ClusteredHomophilic {
                agents: 4000,
                mean_degree: 25.0,
                closure,
                acceptance: acceptance.to_vec(),
                sweeps: 400,
            };
            let sides = minority(4000, share);
            let [a, b] = stays(&grow(&rule, 1, Some(&sides)).graph, &sides);
            let growth = ClusteredGrowth { closure, acceptance, share };
            let [expected_a, expected_b] = growth.settled(growth.mixed());
            let far = (a - expected_a).abs().max((b - expected_b).abs());
            assert!(far < 0.015, "{closure}: {a} {b}, not {expected_a} {expected_b}");
        }
    }

    #[test]
    fn edges_are_kept_and_triads_closed() {
        let rule = ClusteredHomophilic {
            agents: 1000,
            mean_degree: 12.0,
            closure: 0.0,
            acceptance: vec![0.5, 0.5],
            sweeps: 0,
        };
        let sides = minority(1000, 0.5);
        let start = grow(&rule, 3, Some(&sides)).graph;
        assert_eq!(
            start,
            rule.start()
                .grow(&Request { draws: &crate::random::Draws::new(3, 0), sides: None })
                .unwrap()
                .graph
        );
        let open = grow(&ClusteredHomophilic { sweeps: 100, ..rule.clone() }, 3, Some(&sides)).graph;
        let closed =
            grow(&ClusteredHomophilic { sweeps: 100, closure: 0.9, ..rule.clone() }, 3, Some(&sides)).graph;
        assert_eq!((open.ties(), closed.ties()), (start.ties(), start.ties()));
        let (open, closed) = (transitivity(&open), transitivity(&closed));
        assert!(open < 0.03 && closed > 3.0 * open, "{open} {closed}");
        assert!(ClusteredHomophilic { acceptance: vec![0.5], ..rule.clone() }.check().is_err());
        assert!(ClusteredHomophilic { mean_degree: 1000.0, ..rule }.check().is_err());
    }
}

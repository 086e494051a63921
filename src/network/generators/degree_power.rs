//! Preferential attachment with a power of the degree.
//!
//! The agents stand in classes of similar degree. A draw takes a class in proportion to (members · largest
//! weight of the class), a member of it uniformly, and accepts it with probability (its weight ÷ that largest
//! weight): the exact law at a constant cost, whatever the exponent. Agents already taken by the newcomer
//! leave their class for the while, which equals drawing again on a repetition, but cannot go on for ever
//! when one hub has nearly all the weight.

use super::rows::{room_for_seed, undirected};
use crate::math;
use crate::network::{Generator, Graph, GrowthError, Network, Request};
use crate::random::{Purpose, Stream};
use crate::registry::within;
use crate::rule;

rule! {
    name: "degree_power",
    source: "Krapivsky, Redner & Leyvraz 2000; PreferentialAttachment(m, e) of Cabrera et al. 2021",
    /// Newcomers tie themselves to agents in proportion to a power of their degree.
    ///
    /// The seed is a star: agent 0 joined to agents 1 … m. Each newcomer, in the order of ids, takes
    /// `followees` distinct agents among those before it, in proportion to degree^`power`. Power 1 is close
    /// to Barabási & Albert, 0 draws uniformly, above 1 a few hubs take nearly everything. Undirected.
    /// O(ties) time; one stream, about four words an edge.
    pub struct DegreePower {
        /// Number of agents N, above `followees`.
        agents: u32 = 1000_u32, in within(2.0, 1e9);
        /// Edges m that each newcomer makes.
        followees: u32 = 5_u32, in within(1.0, 1e6);
        /// Power e of the degree.
        power: f64 = 1.0, in within(-4.0, 4.0);
    }
}

/// Classes an octave of degrees: a member's weight is at least 2^(−|e|/4) of its class's largest.
const STEPS: u32 = 4;

/// The agents by class of degree.
struct Classes {
    power: f64,
    /// The weights of the degrees that nearly all agents have.
    weights: Vec<f64>,
    members: Vec<Vec<u32>>,
    /// The largest weight of a class.
    most: Vec<f64>,
    degree: Vec<u32>,
    /// Where an agent stands in its class.
    place: Vec<u32>,
}

impl Classes {
    fn new(agents: u32, power: f64) -> Self {
        let classes = 32 * STEPS as usize;
        let most = (0..classes as u32)
            .map(|class| {
                let (low, high) = (lowest(class), lowest(class + 1) - 1);
                let (low, high) = (low as f64, high.max(low) as f64);
                math::pow(if power < 0.0 { low } else { high }, power)
            })
            .collect();
        let members = vec![Vec::new(); classes];
        let weights = (0..1024).map(|k| math::pow(f64::from(k), power)).collect();
        Self {
            power,
            weights,
            members,
            most,
            degree: vec![0; agents as usize],
            place: vec![0; agents as usize],
        }
    }

    fn enter(&mut self, agent: u32) {
        let members = &mut self.members[class_of(self.degree[agent as usize])];
        self.place[agent as usize] = members.len() as u32;
        members.push(agent);
    }

    fn leave(&mut self, agent: u32) {
        let place = self.place[agent as usize] as usize;
        let members = &mut self.members[class_of(self.degree[agent as usize])];
        members.swap_remove(place);
        if let Some(&moved) = members.get(place) {
            self.place[moved as usize] = place as u32;
        }
    }

    fn draw(&self, classes: usize, stream: &mut Stream) -> u32 {
        let weight = |class: usize| self.members[class].len() as f64 * self.most[class];
        let mut total = 0.0;
        (0..classes).for_each(|class| total += weight(class));
        loop {
            let mut at = stream.uniform() * total;
            // Rounding may carry the last step past the end: then the last class that has members is meant.
            let mut found = 0;
            for class in 0..classes {
                if !self.members[class].is_empty() {
                    found = class;
                    if at < weight(class) {
                        break;
                    }
                    at -= weight(class);
                }
            }
            let members = &self.members[found];
            let agent = members[stream.below(members.len() as u32) as usize];
            let degree = self.degree[agent as usize];
            let own = match self.weights.get(degree as usize) {
                Some(&weight) => weight,
                None => math::pow(f64::from(degree), self.power),
            };
            if own >= self.most[found] || stream.uniform() * self.most[found] < own {
                return agent;
            }
        }
    }
}

/// The class of a degree ≥ 1: its octave and the quarter of the octave.
fn class_of(degree: u32) -> usize {
    let octave = degree.ilog2();
    let quarter = ((u64::from(degree) * u64::from(STEPS)) >> octave) as u32 - STEPS;
    (octave * STEPS + quarter) as usize
}

/// The lowest degree of a class.
fn lowest(class: u32) -> u64 {
    let (octave, quarter) = (class / STEPS, class % STEPS);
    ((1_u64 << octave) * u64::from(STEPS + quarter)).div_ceil(u64::from(STEPS))
}

impl Generator for DegreePower {
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
        let (n, m) = (self.agents, self.followees);
        let mut stream = request.draws.stream(Purpose::Network, 0, 0);
        let mut classes = Classes::new(n, self.power);
        classes.degree[0] = m;
        (1..=m).for_each(|leaf| classes.degree[leaf as usize] = 1);
        (0..=m).for_each(|agent| classes.enter(agent));
        let mut largest = m;
        let mut targets: Vec<u32> = Vec::with_capacity((n - m) as usize * m as usize);
        targets.extend(1..=m);
        for newcomer in m + 1..n {
            let start = targets.len();
            let used = class_of(largest) + 1;
            for _ in 0..m {
                let agent = classes.draw(used, &mut stream);
                classes.leave(agent);
                targets.push(agent);
            }
            for &agent in &targets[start..] {
                classes.degree[agent as usize] += 1;
                largest = largest.max(classes.degree[agent as usize]);
                classes.enter(agent);
            }
            classes.degree[newcomer as usize] = m;
            classes.enter(newcomer);
        }
        let senders = std::iter::once(0).chain(m + 1..n);
        let edges = targets
            .chunks_exact(m as usize)
            .zip(senders)
            .flat_map(|(row, sender)| row.iter().map(move |&target| (sender, target)));
        Ok(Network::bare(undirected(n as usize, edges)))
    }

    /// degree^`power`.
    fn attractiveness(&self, graph: &Graph) -> Vec<f64> {
        (0..graph.agents()).map(|i| math::pow(graph.degree(i) as f64, self.power)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::testing::grow;
    use crate::random::Draws;

    #[test]
    fn classes_cover_all_degrees() {
        for degree in (1..3000).chain([u32::MAX / 2, u32::MAX]) {
            let class = class_of(degree) as u32;
            assert!(lowest(class) <= u64::from(degree) && u64::from(degree) < lowest(class + 1), "{degree}");
        }
    }

    #[test]
    fn a_draw_follows_the_weights() {
        for power in [-1.0, 0.0, 0.5, 1.0, 2.5] {
            let degrees = [1_u32, 2, 5, 6, 7, 40, 47];
            let mut classes = Classes::new(7, power);
            classes.degree.copy_from_slice(&degrees);
            (0..7).for_each(|agent| classes.enter(agent));
            classes.leave(3);
            classes.leave(0);
            classes.enter(0);
            let weights: Vec<f64> = degrees.iter().map(|&k| math::pow(f64::from(k), power)).collect();
            let total = weights.iter().sum::<f64>() - weights[3];
            let mut stream = Draws::new(1, 0).stream(Purpose::Test, 0, 0);
            let mut counts = [0.0; 7];
            (0..40_000).for_each(|_| counts[classes.draw(class_of(47) + 1, &mut stream) as usize] += 1.0);
            assert_eq!(counts[3], 0.0);
            for agent in [0, 1, 2, 4, 5, 6] {
                let expected = weights[agent] / total;
                assert!((counts[agent] / 40_000.0 - expected).abs() < 0.01, "power {power}, agent {agent}");
            }
        }
    }

    #[test]
    fn a_high_power_makes_one_hub() {
        let graph = grow(&DegreePower { agents: 5000, followees: 5, power: 3.0 }, 1, None).graph;
        let degrees = (0..5000).filter(|&i| graph.degree(i) > 4900).count();
        assert!((1..=5).contains(&degrees), "{degrees} hubs");
        let flat = grow(&DegreePower { agents: 5000, followees: 5, power: 0.0 }, 1, None).graph;
        assert!((0..5000).all(|i| flat.degree(i) < 100));
    }
}

//! Preferential attachment with homophily, after Karimi et al. 2018 and Lee et al. 2019.

use super::rows::{Chosen, edges, room_for_seed, sorted, undirected};
use crate::network::{Generator, Graph, GrowthError, Network, Request};
use crate::random::{Purpose, Stream};
use crate::registry::within;
use crate::rule;

rule! {
    name: "homophilic",
    source: "Karimi et al. 2018; Lee et al. 2019",
    /// Newcomers tie themselves to popular agents, and more to those of their own side.
    ///
    /// Starts with m = `followees` isolated agents. Each newcomer, in the order of ids, takes m distinct
    /// agents j among those before it in proportion to `h_ab · (k_j + 0.00001)`: `k_j` is the degree, `h_ab`
    /// is `homophily` within a side, 1 − `homophily` between sides; the neutral form a third side. After N
    /// repeated draws it gives up and has fewer. The sides come from the population. Undirected, as in the
    /// paper: agents have about twice `followees` neighbours on average. With `directed = true` the same
    /// growth keeps only the ties from newcomer to older agent, so that `k_j` is j's followers and followees
    /// together; the first agents then follow nobody. O(ties) time; one stream, three draws an edge and three
    /// a repetition.
    pub struct Homophilic {
        /// Number of agents N, above `followees`.
        agents: u32 = 1000_u32, in within(2.0, 1e9);
        /// Edges m that each newcomer makes.
        followees: u32 = 10_u32, in within(1.0, 1e6);
        /// Homophily h, in [0, 1]: 0.5 ignores sides, 1 ties within sides only, 0 across only.
        homophily: f64 = 0.8, in within(0.0, 1.0);
        /// Whether only the newcomer follows; otherwise ties go both ways.
        directed: bool = false;
    }
}

/// Added to every degree, so that agents without edges can be found.
const SMALL: f64 = 1e-5;

/// The agents of one side and the ends of their edges: a uniform end is an agent in proportion to its degree.
#[derive(Default)]
struct Urn {
    members: Vec<u32>,
    ends: Vec<u32>,
}

impl Urn {
    /// Σ (k + SMALL) over the members.
    fn weight(&self) -> f64 {
        self.ends.len() as f64 + SMALL * self.members.len() as f64
    }

    fn draw(&self, stream: &mut Stream) -> u32 {
        let ends = self.ends.len();
        if stream.uniform() * self.weight() < ends as f64 {
            self.ends[stream.below(ends as u32) as usize]
        } else {
            self.members[stream.below(self.members.len() as u32) as usize]
        }
    }
}

impl Homophilic {
    /// Whom each newcomer chose, as rows (empty for the first m agents).
    fn attach(&self, sides: &[i8], stream: &mut Stream) -> (Vec<usize>, Vec<u32>) {
        let (n, m) = (self.agents as usize, self.followees as usize);
        let urn = |agent: usize| (sides[agent].signum() + 1) as usize;
        let mut urns: [Urn; 3] = Default::default();
        (0..m).for_each(|agent| urns[urn(agent)].members.push(agent as u32));
        let mut offsets = vec![0; m + 1];
        let mut targets: Vec<u32> = Vec::with_capacity((n - m) * m);
        let mut chosen = Chosen::new(self.agents, self.followees);
        for newcomer in m..n {
            chosen.clear();
            let start = targets.len();
            let own = urn(newcomer);
            let tendency = |side: usize| if side == own { self.homophily } else { 1.0 - self.homophily };
            let weights = [0, 1, 2].map(|side| tendency(side) * urns[side].weight());
            let total = weights[0] + weights[1] + weights[2];
            let candidates: usize =
                (0..3).filter(|&side| weights[side] > 0.0).map(|side| urns[side].members.len()).sum();
            let last = (0..3).rfind(|&side| weights[side] > 0.0).unwrap_or(0);
            let mut failed = 0;
            while targets.len() - start < m.min(candidates) && failed < n {
                let at = stream.uniform() * total;
                // The last side with weight takes what rounding leaves over.
                let side = match last {
                    _ if at < weights[0] => 0,
                    2 if at >= weights[0] + weights[1] => 2,
                    last => last.min(1),
                };
                let agent = urns[side].draw(stream);
                if chosen.is_new(&targets[start..], agent) {
                    targets.push(agent);
                } else {
                    failed += 1;
                }
            }
            // Degrees grow when the newcomer is done: all of its choices see the same network.
            for &agent in &targets[start..] {
                urns[urn(agent as usize)].ends.push(agent);
            }
            let made = targets.len() - start;
            urns[own].members.push(newcomer as u32);
            urns[own].ends.extend(std::iter::repeat_n(newcomer as u32, made));
            offsets.push(targets.len());
        }
        (offsets, targets)
    }
}

impl Generator for Homophilic {
    fn agents(&self) -> usize {
        self.agents as usize
    }

    fn expected_ties(&self) -> f64 {
        let ties = (f64::from(self.agents) - f64::from(self.followees)) * f64::from(self.followees);
        if self.directed { ties } else { 2.0 * ties }
    }

    fn check(&self) -> Result<(), GrowthError> {
        room_for_seed(self.agents, self.followees)
    }

    fn needs_sides(&self) -> bool {
        true
    }

    fn grow(&self, request: &Request<'_>) -> Result<Network, GrowthError> {
        self.check()?;
        let sides = request.sides.ok_or_else(|| {
            GrowthError(
                "the generator `homophilic` needs the agents' sides: draw the opinions first".to_owned(),
            )
        })?;
        if sides.len() != self.agents() {
            return Err(GrowthError(format!("{} sides for {} agents", sides.len(), self.agents)));
        }
        let mut stream = request.draws.stream(Purpose::Network, 0, 0);
        let (offsets, targets) = self.attach(sides, &mut stream);
        Ok(Network::bare(if self.directed {
            sorted(offsets, targets, true)
        } else {
            undirected(self.agents(), edges(&offsets, &targets))
        }))
    }

    /// degree + 0.00001, as in the growth (followers and followees together where directed).
    fn attractiveness(&self, graph: &Graph) -> Vec<f64> {
        let sent = |i: usize| if self.directed { graph.degree(i) } else { 0 };
        let followers = graph.follower_counts();
        followers.iter().enumerate().map(|(i, &k)| f64::from(k) + sent(i) as f64 + SMALL).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::testing::{grow, minority};
    use crate::network::measures::same_side_ties;

    #[test]
    fn indifference_mixes_and_full_homophily_parts() {
        let sides = minority(4000, 0.5);
        let graph = |homophily| {
            let rule = Homophilic { agents: 4000, followees: 5, homophily, directed: false };
            grow(&rule, 1, Some(&sides)).graph
        };
        assert!((same_side_ties(&graph(0.5), &sides) - 0.5).abs() < 0.03);
        assert_eq!(same_side_ties(&graph(1.0), &sides), 1.0);
        assert_eq!(same_side_ties(&graph(0.0), &sides), 0.0);
        // Equal sides: h of the edges stay inside.
        assert!((same_side_ties(&graph(0.8), &sides) - 0.8).abs() < 0.03);
    }

    #[test]
    fn a_newcomer_without_candidates_gives_up() {
        let mut sides = vec![-1; 200];
        sides[150] = 1;
        let rule = Homophilic { agents: 200, followees: 4, homophily: 1.0, directed: true };
        let graph = grow(&rule, 1, Some(&sides)).graph;
        assert_eq!(graph.degree(150), 0);
        assert_eq!(graph.degree(151), 4);
        let request = Request { draws: &crate::random::Draws::new(1, 0), sides: None };
        assert!(rule.grow(&request).is_err());
    }

    #[test]
    fn neutral_agents_are_a_side() {
        let sides: Vec<i8> = (0..900).map(|i| (i % 3) as i8 - 1).collect();
        let rule = Homophilic { agents: 900, followees: 3, homophily: 1.0, directed: false };
        let graph = grow(&rule, 1, Some(&sides)).graph;
        assert!(graph.iter().all(|(i, j)| sides[i as usize] == sides[j as usize]));
    }
}

//! Directed growth by short random walks (Vázquez 2003, Physical Review E 67:056104), as SimSoM grows its synthetic
//! networks, with bots beside the humans (Truong, Lou, Flammini & Menczer 2024, PNAS Nexus 3:pgae258).

use super::rows::bernoulli;
use crate::network::{Generator, Graph, GrowthError, Labels, Network, Request};
use crate::random::{Purpose, Stream};
use crate::registry::within;
use crate::rule;

rule! {
    name: "random_walk_growth",
    source: "Vázquez 2003; as used by Truong, Lou, Flammini & Menczer 2024",
    /// Newcomers follow a random agent, some of its followees and some others; a network of bots can be joined to it.
    ///
    /// From a complete network of `followees` agents. Each newcomer follows a random agent t, and of its other followees
    /// each is, with probability `closure`, one of t's followees (distinct draws), else a random agent. What is chosen
    /// twice is followed once. Directed. Bots are a second such network of floor(β·N) agents, numbered after the N
    /// humans; they follow no human, and each human follows each bot with probability γ. The labels "human" and "bot"
    /// say who is which: `[[population.group]]` with label = "bot" and kind = "bot" makes them bots.
    /// O(ties·`followees`) time; one stream for the humans, one for the bots, one for each bot's followers.
    pub struct RandomWalkGrowth {
        /// Number of humans N; bots come on top.
        agents: u32 = 1000_u32, in within(2.0, 1e9);
        /// How many agents each newcomer chooses, k_out.
        followees: u32 = 3_u32, in within(1.0, 1000.0);
        /// p: probability that a further followee is one of the first one's followees.
        closure: f64 = 0.5, in within(0.0, 1.0);
        /// β: bots for every human.
        bots: f64 = 0.0, in within(0.0, 10.0);
        /// γ: probability that a human follows a bot, for each pair of them.
        infiltration: f64 = 0.01, in within(0.0, 1.0);
    }
}

impl RandomWalkGrowth {
    fn bot_count(&self) -> u32 {
        (self.bots * f64::from(self.agents)) as u32
    }

    /// The ties of a network of `agents`, their numbers raised by `shift`.
    fn walk(&self, stream: &mut Stream, agents: u32, shift: u32, ties: &mut Vec<(u32, u32)>) {
        let k = self.followees;
        let seed = if agents <= k + 1 { agents } else { k };
        // The followees of all, row after row, what was chosen twice included.
        let mut rows: Vec<u32> = Vec::new();
        let mut offsets = vec![0_usize];
        for i in 0..seed {
            rows.extend((0..seed).filter(|&j| j != i));
            offsets.push(rows.len());
        }
        let mut theirs: Vec<u32> = Vec::new();
        for newcomer in seed..agents {
            let first = stream.below(newcomer);
            let closed = (1..k).filter(|_| stream.chance(self.closure)).count();
            theirs.clear();
            theirs.extend(&rows[offsets[first as usize]..offsets[first as usize + 1]]);
            rows.push(first);
            for at in 0..closed {
                let chosen = at + stream.below((theirs.len() - at) as u32) as usize;
                theirs.swap(at, chosen);
                rows.push(theirs[at]);
            }
            let start = rows.len();
            while rows.len() - start < k as usize - 1 - closed {
                let other = stream.below(newcomer);
                if !rows[start..].contains(&other) {
                    rows.push(other);
                }
            }
            offsets.push(rows.len());
        }
        for (i, ends) in offsets.windows(2).enumerate() {
            ties.extend(rows[ends[0]..ends[1]].iter().map(|&j| (i as u32 + shift, j + shift)));
        }
    }
}

impl Generator for RandomWalkGrowth {
    fn agents(&self) -> usize {
        self.agents as usize + self.bot_count() as usize
    }

    fn expected_ties(&self) -> f64 {
        let (n, bots) = (f64::from(self.agents), f64::from(self.bot_count()));
        (n + bots) * f64::from(self.followees) + self.infiltration * n * bots
    }

    fn check(&self) -> Result<(), GrowthError> {
        if self.bots * f64::from(self.agents) + f64::from(self.agents) < f64::from(u32::MAX) {
            return Ok(());
        }
        Err(GrowthError(format!(
            "`agents` {} with `bots` {} each are more than 2^32",
            self.agents, self.bots
        )))
    }

    fn grow(&self, request: &Request<'_>) -> Result<Network, GrowthError> {
        self.check()?;
        let (humans, bots) = (self.agents, self.bot_count());
        let mut ties = Vec::new();
        let draws = request.draws;
        self.walk(&mut draws.stream(Purpose::Network, 0, 0), humans, 0, &mut ties);
        self.walk(&mut draws.stream(Purpose::Network, 0, 1), bots, humans, &mut ties);
        for bot in humans..humans + bots {
            // Independent trials: as many as a binomial draw says, and then uniformly that many humans.
            let mut stream = draws.stream(Purpose::Network, 1, bot);
            bernoulli(&mut stream, 0..humans, self.infiltration, |human| ties.push((human, bot)));
        }
        let of = (0..humans + bots).map(|i| u16::from(i >= humans)).collect();
        let labels = Labels { names: vec!["human".to_owned(), "bot".to_owned()], of };
        let graph = Graph::from_ties(self.agents(), &ties, true);
        Ok(Network { labels: Some(labels), ..Network::bare(graph) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::testing::grow;
    use crate::registry::Parameters;

    fn with(text: &str) -> RandomWalkGrowth {
        RandomWalkGrowth::from_toml(text).unwrap()
    }

    #[test]
    fn bots_are_followed_and_follow_no_human() {
        let rule = with("agents = 2000\nbots = 0.05\ninfiltration = 0.1");
        let network = grow(&rule, 7, None);
        let (graph, labels) = (&network.graph, network.labels.as_ref().unwrap());
        assert_eq!((graph.agents(), labels.names[1].as_str()), (2100, "bot"));
        let crossing = |from: u16, to: u16| {
            graph
                .iter()
                .filter(|&(i, j)| labels.of[i as usize] == from && labels.of[j as usize] == to)
                .count()
        };
        assert_eq!(crossing(1, 0), 0);
        // 200,000 pairs, each with probability .1: standard deviation 134.
        assert!((crossing(0, 1) as f64 - 20_000.0).abs() < 600.0, "{}", crossing(0, 1));
        // Each chooses three; few are chosen twice.
        let mean = crossing(0, 0) as f64 / 2000.0;
        assert!((2.9..=3.0).contains(&mean), "{mean}");
    }

    #[test]
    fn walks_close_triangles() {
        let clustering = |closure: f64| {
            let graph = grow(&with(&format!("agents = 3000\nclosure = {closure:?}")), 3, None).graph;
            // The share of newcomers' ties i → k for which i also follows somebody who follows k.
            let closed = graph
                .iter()
                .filter(|&(i, k)| graph.followees(i as usize).iter().any(|&j| graph.follows(j as usize, k)));
            closed.count() as f64 / graph.ties() as f64
        };
        // p = 1: two of three followees are followees of the first, where those are three and distinct.
        let (none, half, all) = (clustering(0.0), clustering(0.5), clustering(1.0));
        assert!(none < 0.02 && (0.25..0.45).contains(&half) && all > 0.66, "{none} {half} {all}");
    }

    #[test]
    fn small_networks_are_complete() {
        assert_eq!(grow(&with("agents = 4"), 1, None).graph.ties(), 12);
        assert_eq!(grow(&with("agents = 2\nbots = 0.5"), 1, None).graph.agents(), 3);
    }
}

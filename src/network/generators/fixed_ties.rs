//! The random graph with a given number of ties.

use std::collections::BTreeSet;

use crate::network::{Generator, Graph, GrowthError, Network, Request};
use crate::random::{Purpose, Stream};
use crate::registry::within;
use crate::rule;

rule! {
    name: "fixed_ties",
    source: "Erdős & Rényi 1959; Sasahara et al. 2021",
    /// A given number of ties (of edges where undirected) between pairs of agents drawn at random.
    ///
    /// Every graph with so many ties is equally likely. With `everybody_follows`, as in Sasahara et al., whoever
    /// then follows nobody, in the order of ids, takes over a tie: a random one of a random agent that has at least two
    /// followees, with the same target (drawn again where that is the agent itself). One stream, about two words a tie.
    /// O(ties · log ties).
    pub struct FixedTies {
        /// Number of agents N.
        agents: u32 = 1000_u32, in within(2.0, 1e8);
        /// Number of ties E, or of edges where undirected.
        ties: u32, in within(0.0, 2e9);
        /// Whether ties run one way; otherwise each is an edge: two ties.
        directed: bool = true;
        /// Whether those who follow nobody take over a tie of somebody else. For directed ties.
        everybody_follows: bool = false;
    }
}

impl FixedTies {
    /// The most ties that there can be.
    fn most(&self) -> u64 {
        let n = u64::from(self.agents);
        if self.directed { n * (n - 1) } else { n * (n - 1) / 2 }
    }
}

impl Generator for FixedTies {
    fn agents(&self) -> usize {
        self.agents as usize
    }

    fn expected_ties(&self) -> f64 {
        f64::from(self.ties) * if self.directed { 1.0 } else { 2.0 }
    }

    fn check(&self) -> Result<(), GrowthError> {
        let problem = |text: String| Err(GrowthError(text));
        if u64::from(self.ties) > self.most() {
            return problem(format!(
                "`ties` {} are more than the {} pairs of {} agents",
                self.ties,
                self.most(),
                self.agents
            ));
        }
        match (self.everybody_follows, self.directed) {
            (true, false) => problem("`everybody_follows` is for directed ties".to_owned()),
            (true, true) if self.ties < self.agents => problem(format!(
                "`everybody_follows` asks for at least as many `ties` as agents: {} for {}",
                self.ties, self.agents
            )),
            _ => Ok(()),
        }
    }

    fn grow(&self, request: &Request<'_>) -> Result<Network, GrowthError> {
        self.check()?;
        let mut stream = request.draws.stream(Purpose::Network, 0, 0);
        // Where more than half of all pairs are tied, those that are not are drawn.
        let complement = u64::from(self.ties) > self.most() / 2;
        let wanted = if complement { self.most() - u64::from(self.ties) } else { u64::from(self.ties) };
        let mut drawn: BTreeSet<(u32, u32)> = BTreeSet::new();
        while (drawn.len() as u64) < wanted {
            let (a, b) = (stream.below(self.agents), stream.below(self.agents));
            if a != b {
                drawn.insert(if self.directed { (a, b) } else { (a.min(b), a.max(b)) });
            }
        }
        let mut ties: Vec<(u32, u32)> = if complement {
            let all = (0..self.agents).flat_map(|a| (0..self.agents).map(move |b| (a, b)));
            let directed = self.directed;
            all.filter(|&(a, b)| if directed { a != b } else { a < b })
                .filter(|pair| !drawn.contains(pair))
                .collect()
        } else {
            drawn.into_iter().collect()
        };
        if self.everybody_follows {
            ties = shared_out(self.agents, &ties, &mut stream);
        }
        Ok(Network::bare(Graph::from_ties(self.agents(), &ties, self.directed)))
    }
}

/// The ties after those who follow nobody have taken over one each.
fn shared_out(agents: u32, ties: &[(u32, u32)], stream: &mut Stream) -> Vec<(u32, u32)> {
    let mut rows: Vec<Vec<u32>> = vec![Vec::new(); agents as usize];
    for &(from, to) in ties {
        rows[from as usize].push(to);
    }
    let needy: Vec<usize> = (0..agents as usize).filter(|&agent| rows[agent].is_empty()).collect();
    for agent in needy {
        // At least as many ties as agents: somebody has two while somebody has none.
        let rich: Vec<usize> = (0..agents as usize).filter(|&other| rows[other].len() >= 2).collect();
        // A tie to the agent itself cannot be taken over; if there is no other, it stays alone.
        if !rich.iter().any(|&other| rows[other].iter().any(|&to| to as usize != agent)) {
            continue;
        }
        loop {
            let row = &mut rows[rich[stream.below(rich.len() as u32) as usize]];
            let tie = stream.below(row.len() as u32) as usize;
            if row[tie] as usize != agent {
                let target = row.swap_remove(tie);
                rows[agent].push(target);
                break;
            }
        }
    }
    let pair = |(from, row): (usize, Vec<u32>)| row.into_iter().map(move |to| (from as u32, to));
    rows.into_iter().enumerate().flat_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::testing::grow;
    use crate::registry::Parameters;

    fn rule(text: &str) -> FixedTies {
        FixedTies::from_toml(text).unwrap()
    }

    #[test]
    fn the_number_of_ties_is_exact() {
        for ties in [0, 1, 30, 55, 89, 90] {
            let graph = grow(&rule(&format!("agents = 10\nties = {ties}")), 3, None).graph;
            assert_eq!(graph.ties(), ties);
        }
        assert_eq!(grow(&rule("agents = 10\nties = 45\ndirected = false"), 3, None).graph.ties(), 90);
        assert_eq!(grow(&rule("agents = 10\nties = 20\ndirected = false"), 3, None).graph.ties(), 40);
    }

    #[test]
    fn everybody_follows_somebody() {
        for seed in 0..50 {
            let graph = grow(&rule("agents = 100\nties = 150\neverybody_follows = true"), seed, None).graph;
            assert_eq!(graph.ties(), 150);
            assert!((0..100).all(|agent| graph.degree(agent) > 0));
            let bare = grow(&rule("agents = 100\nties = 150"), seed, None).graph;
            assert_eq!(bare.follower_counts(), graph.follower_counts());
        }
    }

    #[test]
    fn contradictions() {
        for text in [
            "agents = 10\nties = 91",
            "agents = 10\nties = 46\ndirected = false",
            "agents = 10\nties = 9\neverybody_follows = true",
            "agents = 10\nties = 20\neverybody_follows = true\ndirected = false",
        ] {
            assert!(rule(text).check().is_err(), "{text}");
        }
    }
}

//! The same network with its ties dealt anew: every agent keeps its numbers of followees and of followers, and nothing else.
//!
//! What is lost is homophily, communities, clustering, reciprocity and any correlation of degrees: the network is drawn
//! uniformly among those with these degrees (the configuration model without loops and repetitions). It is what
//! `[network] rewired = true` asks for, and what `hushfeed attribute` puts in the place of people's own company.
//!
//! Directed graphs go through rounds of *trades* (Curveball: Strona, Nappo, Boccacci, Fattorini & San-Miguel-Ayanz 2014;
//! in rounds over all rows: Carstens, Berger & Strona 2016): agents are paired at random, and the two of a pair deal
//! out anew, at random, the followees that only one of them has. Undirected ones go through *switches* (Maslov & Sneppen
//! 2002): two edges {a, b} and {c, d} become {a, d} and {c, b} unless a loop or a repetition would arise. What cannot
//! change by these moves stays, such as the direction of a triangle that shares no agent with any other tie.

use super::Graph;
use crate::random::{Draws, Purpose, Stream};

/// Rounds of trades: in a round each agent trades once. After one, about half of the ties are in other hands.
const ROUNDS: usize = 30;
/// Switches that are tried for each edge.
const SWITCHES: usize = 10;
/// Rounds times agents, or switches, that are made at least: where there are few ties, moves that lead on are rare.
const LEAST: usize = 2000;
/// The index of the streams that belong to no agent.
const NOBODY: u32 = u32::MAX;

/// A network with the degrees of `graph`, drawn uniformly among those that its moves can reach.
///
/// Weights stay with the follower and are dealt out among its new ties; in an undirected graph they stay with the edge.
/// Draws ([`Purpose::Rewired`]): directed, one stream a round and one of the weights, a number a pair and a tie that is
/// dealt; undirected, one stream, three numbers a switch. O(ties) a round of thirty; O(1) a switch but for the shorter row
/// of two.
#[must_use]
pub fn rewired(graph: &Graph, draws: &Draws) -> Graph {
    if graph.is_directed() { traded(graph, *draws) } else { switched(graph, *draws) }
}

fn traded(graph: &Graph, draws: Draws) -> Graph {
    let offsets = graph.offsets();
    let mut targets = graph.targets().to_vec();
    // Rows are sorted unless somebody has rewired them.
    for agent in 0..graph.agents() {
        targets[graph.row(agent)].sort_unstable();
    }
    let mut order: Vec<u32> = (0..graph.agents() as u32).collect();
    let mut hands = Hands::default();
    let rounds = ROUNDS.max(LEAST / graph.agents().max(1)) as u32;
    for round in 0..rounds {
        let mut stream = draws.stream(Purpose::Rewired, round, NOBODY);
        stream.shuffle(&mut order);
        for pair in order.chunks_exact(2) {
            let (low, high) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
            let (before, after) = targets.split_at_mut(offsets[high as usize]);
            let of_low = &mut before[offsets[low as usize]..offsets[low as usize + 1]];
            let of_high = &mut after[..offsets[high as usize + 1] - offsets[high as usize]];
            hands.trade((low, high), of_low, of_high, &mut stream);
        }
    }
    let ties: Vec<(u32, u32)> = (0..graph.agents())
        .flat_map(|agent| targets[graph.row(agent)].iter().map(move |&followee| (agent as u32, followee)))
        .collect();
    let Some(weights) = graph.weights() else { return Graph::from_ties(graph.agents(), &ties, true) };
    let mut weights = weights.to_vec();
    let mut stream = draws.stream(Purpose::Rewired, rounds, NOBODY);
    for agent in 0..graph.agents() {
        stream.shuffle(&mut weights[graph.row(agent)]);
    }
    Graph::from_weighted_ties(graph.agents(), &ties, &weights, true)
}

/// What two agents hold in a trade; kept from trade to trade for its memory.
#[derive(Default)]
struct Hands {
    /// Ascending: the followee, and who has to keep it, if anybody.
    held: Vec<(u32, Keeper)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Keeper {
    /// Dealt out.
    Either,
    /// Both follow it.
    Both,
    /// The first agent: it follows the second, who cannot follow itself.
    First,
    /// The second agent.
    Second,
}

impl Hands {
    /// Deals out what only one of two agents follows, whose rows are sorted, before and after.
    fn trade(&mut self, agents: (u32, u32), first: &mut [u32], second: &mut [u32], stream: &mut Stream) {
        self.held.clear();
        let (mut a, mut b) = (first.iter().peekable(), second.iter().peekable());
        // Of the followees that are dealt out, how many the first gets, and how many there are.
        let (mut for_first, mut dealt) = (0_u32, 0_u32);
        loop {
            let (next, keeper, of_first) = match (a.peek(), b.peek()) {
                (Some(x), Some(y)) if x == y => {
                    let next = **x;
                    a.next();
                    b.next();
                    (next, Keeper::Both, false)
                }
                (Some(x), y) if y.is_none_or(|y| x < y) => {
                    let next = **x;
                    a.next();
                    (next, if next == agents.1 { Keeper::First } else { Keeper::Either }, true)
                }
                (_, Some(y)) => {
                    let next = **y;
                    b.next();
                    (next, if next == agents.0 { Keeper::Second } else { Keeper::Either }, false)
                }
                _ => break,
            };
            if keeper == Keeper::Either {
                dealt += 1;
                for_first += u32::from(of_first);
            }
            self.held.push((next, keeper));
        }
        if for_first == 0 || for_first == dealt {
            return; // one of them has nothing to give
        }
        let (mut a, mut b) = (first.iter_mut(), second.iter_mut());
        let mut give = |to_first: bool, followee: u32| {
            let place = if to_first { a.next() } else { b.next() };
            *place.unwrap_or_else(|| unreachable!("rows keep their lengths")) = followee;
        };
        for &(followee, keeper) in &self.held {
            match keeper {
                Keeper::Both => {
                    give(true, followee);
                    give(false, followee);
                }
                Keeper::First => give(true, followee),
                Keeper::Second => give(false, followee),
                Keeper::Either => {
                    // Every choice of so many out of so many is as likely.
                    let to_first = stream.below(dealt) < for_first;
                    for_first -= u32::from(to_first);
                    dealt -= 1;
                    give(to_first, followee);
                }
            }
        }
    }
}

fn switched(graph: &Graph, draws: Draws) -> Graph {
    let mut rows = Rows::new(graph);
    let edges = rows.edges.len() as u32;
    if edges >= 2 {
        let mut stream = draws.stream(Purpose::Rewired, 0, NOBODY);
        for _ in 0..LEAST.max(SWITCHES * edges as usize) {
            let (first, second) = (stream.below(edges), stream.below(edges));
            rows.switch(first as usize, second as usize, stream.next_u32() & 1 == 1);
        }
    }
    let ends: Vec<(u32, u32)> = rows.edges.iter().map(|edge| edge.ends).collect();
    match graph.weights() {
        None => Graph::from_ties(graph.agents(), &ends, false),
        Some(all) => {
            let first = graph.iter().zip(all).filter(|((i, j), _)| i < j);
            let weights: Vec<f32> = first.map(|(_, &weight)| weight).collect();
            Graph::from_weighted_ties(graph.agents(), &ends, &weights, false)
        }
    }
}

/// The rows of an undirected graph, and where in them each edge stands.
struct Rows<'a> {
    graph: &'a Graph,
    targets: Vec<u32>,
    /// In the order of the graph's ties (i, j) with i < j.
    edges: Vec<Edge>,
}

#[derive(Clone, Copy)]
struct Edge {
    ends: (u32, u32),
    /// Where the row of each end names the other.
    places: (usize, usize),
}

impl<'a> Rows<'a> {
    fn new(graph: &'a Graph) -> Self {
        let targets = graph.targets().to_vec();
        let mut edges = Vec::with_capacity(targets.len() / 2);
        // Edges come by their smaller end, so those of j come in the order in which its sorted row names them.
        let mut next: Vec<usize> = graph.offsets()[..graph.agents()].to_vec();
        for (here, (i, j)) in graph.iter().enumerate().filter(|(_, (i, j))| i < j) {
            let there = &mut next[j as usize];
            edges.push(Edge { ends: (i, j), places: (here, *there) });
            *there += 1;
        }
        Self { graph, targets, edges }
    }

    fn are_tied(&self, a: u32, b: u32) -> bool {
        let (a, b) =
            if self.graph.degree(a as usize) <= self.graph.degree(b as usize) { (a, b) } else { (b, a) };
        self.targets[self.graph.row(a as usize)].contains(&b)
    }

    /// {a, b} and {c, d} become {a, d} and {c, b}, with c and d the other way round if `turned`.
    fn switch(&mut self, first: usize, second: usize, turned: bool) {
        let (mut one, mut two) = (self.edges[first], self.edges[second]);
        if turned {
            two = Edge { ends: (two.ends.1, two.ends.0), places: (two.places.1, two.places.0) };
        }
        let ((a, b), (c, d)) = (one.ends, two.ends);
        if a == d || c == b || first == second || self.are_tied(a, d) || self.are_tied(c, b) {
            return;
        }
        // b is named where d was and the other way round.
        (one.ends.1, two.ends.1) = (d, b);
        std::mem::swap(&mut one.places.1, &mut two.places.1);
        for edge in [one, two] {
            self.targets[edge.places.0] = edge.ends.1;
            self.targets[edge.places.1] = edge.ends.0;
        }
        (self.edges[first], self.edges[second]) = (one, two);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn degrees(graph: &Graph) -> (Vec<usize>, Vec<u32>) {
        ((0..graph.agents()).map(|agent| graph.degree(agent)).collect(), graph.follower_counts())
    }

    fn random_graph(agents: u32, ties: usize, directed: bool) -> Graph {
        let mut stream = Draws::new(5, 0).stream(Purpose::Test, 0, 0);
        let ties: Vec<(u32, u32)> = (0..ties)
            .map(|_| {
                // The smaller the id, the more ties.
                let hub = stream.below(agents).min(stream.below(agents));
                (hub, stream.below(agents))
            })
            .collect();
        Graph::from_ties(agents as usize, &ties, directed)
    }

    #[test]
    fn degrees_stay_and_ties_go() {
        for directed in [true, false] {
            let graph = random_graph(301, 4000, directed);
            let other = rewired(&graph, &Draws::new(1, 0));
            assert_eq!(degrees(&other), degrees(&graph), "directed {directed}");
            assert_eq!((other.is_directed(), other.ties()), (directed, graph.ties()));
            let is_clean = |agent: usize| {
                let row = other.followees(agent);
                row.windows(2).all(|pair| pair[0] < pair[1]) && !row.contains(&(agent as u32))
            };
            assert!((0..other.agents()).all(is_clean));
            let mutual = |graph: &Graph| graph.iter().all(|(i, j)| graph.follows(j as usize, i));
            assert_eq!(mutual(&other), !directed);
            // About 4000²/301²/4000 = 4 % of the ties are there by chance.
            let kept = graph.iter().filter(|&(i, j)| other.follows(i as usize, j)).count();
            assert!(kept * 5 < graph.ties(), "{kept} of {} kept", graph.ties());
            assert_eq!(rewired(&graph, &Draws::new(1, 0)), other, "the same draws, the same network");
            assert_ne!(rewired(&graph, &Draws::new(1, 1)), other);
        }
    }

    /// Whether all `graphs` that the degrees of `graph` allow come up equally often: χ² below its 99.9 % quantile.
    fn assert_uniform(graph: &Graph, graphs: usize, limit: f64) {
        let n = 400 * graphs;
        let mut counts: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        for replicate in 0..n {
            let other = rewired(graph, &Draws::new(2, replicate as u64));
            *counts.entry(other.targets().to_vec()).or_default() += 1;
        }
        assert_eq!(counts.len(), graphs);
        let expected = n as f64 / graphs as f64;
        let square = |count: &u32| crate::math::square(f64::from(*count) - expected) / expected;
        let found: f64 = counts.values().map(square).sum();
        assert!(found < limit, "χ² = {found} of {graphs}");
    }

    #[test]
    fn every_network_with_the_degrees_is_as_likely() {
        // Everybody follows one and is followed by one: the 9 derangements of four. χ²(8): 26.1.
        let ring = Graph::from_ties(4, &[(0, 1), (1, 2), (2, 3), (3, 0)], true);
        assert_uniform(&ring, 9, 26.1);
        // Rows of two and one: 0 follows two of 1, 2, 3; checked by hand below. In-degrees 1, 1, 1, 2.
        let mixed = Graph::from_ties(4, &[(0, 1), (0, 3), (1, 2), (2, 3), (3, 0)], true);
        let all = count(&[2, 1, 1, 1], &[1, 1, 1, 2]);
        assert_uniform(&mixed, all, 40.0);
        // Five in a circle, undirected: the 12 circles of five. χ²(11): 31.3.
        let circle = Graph::from_ties(5, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)], false);
        assert_uniform(&circle, 12, 31.3);
    }

    /// The number of directed graphs on four nodes with these out- and in-degrees, by trying all of them.
    fn count(out: &[u32; 4], of: &[u32; 4]) -> usize {
        let pairs: Vec<(usize, usize)> =
            (0..4).flat_map(|i| (0..4).map(move |j| (i, j))).filter(|(i, j)| i != j).collect();
        (0_u32..1 << 12)
            .filter(|bits| {
                let (mut o, mut i) = ([0; 4], [0; 4]);
                for (place, &(from, to)) in pairs.iter().enumerate() {
                    if bits >> place & 1 == 1 {
                        o[from] += 1;
                        i[to] += 1;
                    }
                }
                o == *out && i == *of
            })
            .count()
    }

    #[test]
    fn weights_stay_with_the_follower_or_with_the_edge() {
        for directed in [true, false] {
            let bare = random_graph(60, 300, directed);
            let ties: Vec<(u32, u32)> = bare.iter().filter(|(i, j)| directed || i < j).collect();
            let weights: Vec<f32> = (0..ties.len()).map(|tie| tie as f32).collect();
            let graph = Graph::from_weighted_ties(60, &ties, &weights, directed);
            let other = rewired(&graph, &Draws::new(3, 0));
            let sorted = |graph: &Graph, agent: usize| {
                let mut row = graph.weights().unwrap()[graph.row(agent)].to_vec();
                row.sort_by(f32::total_cmp);
                row
            };
            if directed {
                assert!((0..60).all(|agent| sorted(&graph, agent) == sorted(&other, agent)));
            } else {
                let weight = |i: u32, j: u32| {
                    let at = other.followees(i as usize).iter().position(|&k| k == j).unwrap();
                    other.weights().unwrap()[other.row(i as usize)][at]
                };
                assert!(other.iter().all(|(i, j)| weight(i, j) == weight(j, i)));
            }
        }
    }

    #[test]
    fn what_has_one_form_keeps_it() {
        for ties in [&[][..], &[(0, 1)], &[(0, 1), (1, 2), (0, 2), (1, 0), (2, 1), (2, 0)]] {
            for directed in [true, false] {
                let graph = Graph::from_ties(3, ties, directed);
                assert_eq!(rewired(&graph, &Draws::new(4, 0)), graph);
            }
        }
    }
}

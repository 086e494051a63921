//! petgraph's `visit` traits on our graph, so that its algorithms run without a copy.
//!
//! A tie (follower, followee) is a directed edge; an undirected graph shows both directions. Weights are
//! those of the ties, 1 where there are none. Traits that need incoming edges are missing, since the rows
//! list followees alone: [`Graph::followers`] gives the transposed graph. petgraph's `page_rank` is not the
//! usual one (it gives the random jump only to agents that are not linked): use
//! [`pagerank`](crate::network::measures::pagerank).

use ::petgraph::Directed;
use ::petgraph::visit::{
    Data, EdgeCount, EdgeRef, GraphBase, GraphProp, IntoEdgeReferences, IntoEdges, IntoNeighbors,
    IntoNodeIdentifiers, NodeCompactIndexable, NodeCount, NodeIndexable, VisitMap, Visitable,
};

use super::Graph;

/// One tie: its follower, its followee and its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    follower: u32,
    followee: u32,
    place: usize,
    weight: f32,
}

impl EdgeRef for Tie {
    type NodeId = u32;
    type EdgeId = usize;
    type Weight = f32;

    fn source(&self) -> u32 {
        self.follower
    }

    fn target(&self) -> u32 {
        self.followee
    }

    fn weight(&self) -> &f32 {
        &self.weight
    }

    fn id(&self) -> usize {
        self.place
    }
}

impl GraphBase for Graph {
    type NodeId = u32;
    type EdgeId = usize;
}

impl GraphProp for Graph {
    type EdgeType = Directed;
}

impl Data for Graph {
    type NodeWeight = ();
    type EdgeWeight = f32;
}

impl NodeCount for Graph {
    fn node_count(&self) -> usize {
        self.agents()
    }
}

impl EdgeCount for Graph {
    fn edge_count(&self) -> usize {
        self.ties()
    }
}

impl NodeIndexable for Graph {
    fn node_bound(&self) -> usize {
        self.agents()
    }

    fn to_index(&self, agent: u32) -> usize {
        agent as usize
    }

    fn from_index(&self, index: usize) -> u32 {
        index as u32
    }
}

impl NodeCompactIndexable for Graph {}

impl IntoNodeIdentifiers for &Graph {
    type NodeIdentifiers = std::ops::Range<u32>;

    fn node_identifiers(self) -> Self::NodeIdentifiers {
        0..self.agents() as u32
    }
}

impl<'a> IntoNeighbors for &'a Graph {
    type Neighbors = std::iter::Copied<std::slice::Iter<'a, u32>>;

    fn neighbors(self, agent: u32) -> Self::Neighbors {
        self.followees(agent as usize).iter().copied()
    }
}

/// The ties of the agents in a range, row by row.
#[derive(Clone, Debug)]
pub struct Ties<'a> {
    graph: &'a Graph,
    agent: usize,
    place: usize,
    end: usize,
}

impl Iterator for Ties<'_> {
    type Item = Tie;

    fn next(&mut self) -> Option<Tie> {
        if self.place == self.end {
            return None;
        }
        while self.place == self.graph.offsets()[self.agent + 1] {
            self.agent += 1;
        }
        let place = self.place;
        self.place += 1;
        let weight = self.graph.weights().map_or(1.0, |weights| weights[place]);
        Some(Tie { follower: self.agent as u32, followee: self.graph.targets()[place], place, weight })
    }
}

impl<'a> IntoEdgeReferences for &'a Graph {
    type EdgeRef = Tie;
    type EdgeReferences = Ties<'a>;

    fn edge_references(self) -> Ties<'a> {
        Ties { graph: self, agent: 0, place: 0, end: self.ties() }
    }
}

impl<'a> IntoEdges for &'a Graph {
    type Edges = Ties<'a>;

    fn edges(self, agent: u32) -> Ties<'a> {
        let row = self.row(agent as usize);
        Ties { graph: self, agent: agent as usize, place: row.start, end: row.end }
    }
}

/// Which agents a walk has seen.
#[derive(Clone, Debug)]
pub struct Visited(Vec<bool>);

impl VisitMap<u32> for Visited {
    fn visit(&mut self, agent: u32) -> bool {
        !std::mem::replace(&mut self.0[agent as usize], true)
    }

    fn is_visited(&self, agent: &u32) -> bool {
        self.0[*agent as usize]
    }

    fn unvisit(&mut self, agent: u32) -> bool {
        std::mem::replace(&mut self.0[agent as usize], false)
    }
}

impl Visitable for Graph {
    type Map = Visited;

    fn visit_map(&self) -> Visited {
        Visited(vec![false; self.agents()])
    }

    fn reset_map(&self, map: &mut Visited) {
        map.0.clear();
        map.0.resize(self.agents(), false);
    }
}

#[cfg(test)]
mod tests {
    use ::petgraph::algo::{connected_components, dijkstra, tarjan_scc};
    use ::petgraph::visit::Bfs;

    use super::*;
    use crate::network::generators::ErdosRenyi;
    use crate::network::generators::testing::grow;
    use crate::network::measures::Components;

    #[test]
    fn its_algorithms_agree_with_ours() {
        for (seed, mean) in [(1, 0.4), (2, 0.8), (3, 2.0)] {
            let rule = ErdosRenyi { agents: 500, probability: None, mean_degree: Some(mean), directed: true };
            let graph = grow(&rule, seed, None).graph;
            let components = Components::of(&graph);
            assert_eq!(connected_components(&graph), components.count());
            assert_eq!(graph.edge_references().count(), graph.ties());
            assert!(graph.edge_references().map(|tie| (tie.source(), tie.target())).eq(graph.iter()));
            // Strong components lie within weak ones; reaching is breadth-first and by shortest paths the
            // same.
            let strong = tarjan_scc(&graph);
            assert!(
                strong
                    .iter()
                    .all(|part| part.iter().all(|&i| components.label(i) == components.label(part[0])))
            );
            assert!(strong.len() >= components.count());
            let mut walk = Bfs::new(&graph, 0);
            let mut reached = 0;
            while let Some(agent) = walk.next(&graph) {
                reached += 1;
                assert_eq!(components.label(agent), components.label(0));
            }
            assert_eq!(dijkstra(&graph, 0, None, |tie| *tie.weight()).len(), reached);
        }
    }
}

//! The follow graph: compressed rows of 32-bit ids.

use std::ops::Range;

/// Who follows whom. Row i lists the followees of agent i in ascending order, without repetitions.
///
/// An undirected edge is two ties, one each way. Memory: 4 bytes a tie (8 with weights) and 8 bytes an agent.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    offsets: Vec<usize>,
    targets: Vec<u32>,
    weights: Option<Vec<f32>>,
    directed: bool,
    well_mixed: bool,
}

impl Graph {
    /// A graph of `agents` agents from ties (follower, followee). Where `directed` is false, each pair stands for an
    /// edge and both ties are made. Repetitions and self-loops are dropped. O(ties · log(longest row)).
    ///
    /// # Panics
    /// If a tie names an agent ≥ `agents`.
    pub fn from_ties(agents: usize, ties: &[(u32, u32)], directed: bool) -> Self {
        Self::build(agents, ties, None, directed)
    }

    /// As [`from_ties`](Self::from_ties), with a weight a tie. The first of repeated ties gives the weight.
    pub fn from_weighted_ties(agents: usize, ties: &[(u32, u32)], weights: &[f32], directed: bool) -> Self {
        assert_eq!(ties.len(), weights.len(), "one weight a tie");
        Self::build(agents, ties, Some(weights), directed)
    }

    fn build(agents: usize, ties: &[(u32, u32)], weights: Option<&[f32]>, directed: bool) -> Self {
        let mut offsets = vec![0_usize; agents + 1];
        for &(from, to) in ties.iter().filter(|(from, to)| from != to) {
            offsets[from as usize + 1] += 1;
            if !directed {
                offsets[to as usize + 1] += 1;
            }
        }
        for row in 0..agents {
            offsets[row + 1] += offsets[row];
        }
        let total = offsets[agents];
        let mut next = offsets.clone();
        let mut targets = vec![0_u32; total];
        let mut values = weights.map(|_| vec![0_f32; total]);
        let mut put = |from: u32, to: u32, tie: usize| {
            assert!((to as usize) < agents, "a tie to agent {to} of {agents}");
            let place = next[from as usize];
            next[from as usize] += 1;
            targets[place] = to;
            if let (Some(values), Some(weights)) = (&mut values, weights) {
                values[place] = weights[tie];
            }
        };
        for (tie, &(from, to)) in ties.iter().enumerate().filter(|(_, (from, to))| from != to) {
            put(from, to, tie);
            if !directed {
                put(to, from, tie);
            }
        }
        let mut graph = Self { offsets, targets, weights: values, directed, well_mixed: false };
        graph.sort_rows();
        graph
    }

    /// A graph from rows that are already sorted and free of repetitions and self-loops.
    pub(crate) fn from_sorted_rows(offsets: Vec<usize>, targets: Vec<u32>, directed: bool) -> Self {
        debug_assert_eq!(offsets.last(), Some(&targets.len()));
        Self { offsets, targets, weights: None, directed, well_mixed: false }
    }

    /// `agents` agents of whom everybody can meet everybody, without a tie: a complete graph in O(agents) memory.
    pub fn well_mixed(agents: usize) -> Self {
        let offsets = vec![0; agents + 1];
        Self { offsets, targets: Vec::new(), weights: None, directed: false, well_mixed: true }
    }

    /// Whether everybody can meet everybody without a tie.
    pub fn is_well_mixed(&self) -> bool {
        self.well_mixed
    }

    /// Whether everybody can meet everybody: the graph is complete or well mixed.
    pub fn meets_everybody(&self) -> bool {
        let agents = self.agents();
        self.well_mixed || self.ties() == agents * agents.saturating_sub(1)
    }

    /// Replaces all ties by those in `lists`, without weights; repetitions are dropped. Directed. The memory is kept.
    /// O(agents + ties · longest row); for rows that are short.
    pub(crate) fn refill(&mut self, lists: &[Vec<(u32, u32)>]) {
        let agents = self.agents();
        self.offsets.fill(0);
        // Each row's length goes two places on, so that its beginning can be moved along while it is filled.
        for &(from, _) in lists.iter().flatten() {
            if let Some(length) = self.offsets.get_mut(from as usize + 2) {
                *length += 1;
            }
        }
        for row in 2..=agents {
            self.offsets[row] += self.offsets[row - 1];
        }
        self.targets.clear();
        self.targets.resize(lists.iter().map(Vec::len).sum(), 0);
        for &(from, to) in lists.iter().flatten() {
            let next = &mut self.offsets[from as usize + 1];
            self.targets[*next] = to;
            *next += 1;
        }
        self.weights = None;
        self.sort_rows();
        self.directed = true;
    }

    /// Sorts every row and drops repetitions.
    fn sort_rows(&mut self) {
        let agents = self.agents();
        let mut kept = 0;
        let mut start = 0;
        let mut order: Vec<(u32, f32)> = Vec::new();
        for row in 0..agents {
            let end = self.offsets[row + 1];
            let first = kept;
            if let Some(weights) = &mut self.weights {
                order.clear();
                order.extend((start..end).map(|tie| (self.targets[tie], weights[tie])));
                order.sort_by_key(|&(target, _)| target); // stable: the first weight wins
                for &(target, weight) in &order {
                    if kept == first || self.targets[kept - 1] != target {
                        self.targets[kept] = target;
                        weights[kept] = weight;
                        kept += 1;
                    }
                }
            } else {
                self.targets[start..end].sort_unstable();
                for tie in start..end {
                    let target = self.targets[tie];
                    if kept == first || self.targets[kept - 1] != target {
                        self.targets[kept] = target;
                        kept += 1;
                    }
                }
            }
            start = end;
            self.offsets[row + 1] = kept;
        }
        self.targets.truncate(kept);
        if let Some(weights) = &mut self.weights {
            weights.truncate(kept);
        }
    }

    /// Number of agents.
    #[inline]
    pub fn agents(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Number of ties (twice the number of edges where the graph is undirected).
    #[inline]
    pub fn ties(&self) -> usize {
        self.targets.len()
    }

    /// False if every tie has its counterpart by construction. Rewiring makes a graph directed.
    pub fn is_directed(&self) -> bool {
        self.directed
    }

    /// The positions of agent i's ties in [`targets`](Self::targets).
    #[inline]
    pub fn row(&self, agent: usize) -> Range<usize> {
        self.offsets[agent]..self.offsets[agent + 1]
    }

    /// Whom agent i follows.
    #[inline]
    pub fn followees(&self, agent: usize) -> &[u32] {
        &self.targets[self.row(agent)]
    }

    /// How many agent i follows.
    #[inline]
    pub fn degree(&self, agent: usize) -> usize {
        self.offsets[agent + 1] - self.offsets[agent]
    }

    /// The row boundaries: length agents + 1, the last is the number of ties.
    pub fn offsets(&self) -> &[usize] {
        &self.offsets
    }

    /// The followees of all agents, row after row.
    pub fn targets(&self) -> &[u32] {
        &self.targets
    }

    /// The weights of the ties, in the order of [`targets`](Self::targets), where there are any.
    pub fn weights(&self) -> Option<&[f32]> {
        self.weights.as_deref()
    }

    /// Takes the rows out for rewiring in place, and the weights.
    pub(crate) fn rows_mut(&mut self) -> (&[usize], &mut [u32], Option<&[f32]>) {
        (&self.offsets, &mut self.targets, self.weights.as_deref())
    }

    /// Marks the graph as directed after ties have been changed one way.
    pub(crate) fn set_directed(&mut self) {
        self.directed = true;
    }

    /// Whether i follows j. O(log degree) while rows are sorted; rewired rows are searched in order.
    pub fn follows(&self, follower: usize, followee: u32) -> bool {
        self.followees(follower).contains(&followee)
    }

    /// All ties (follower, followee) in row order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        (0..self.agents()).flat_map(|i| self.followees(i).iter().map(move |&j| (i as u32, j)))
    }

    /// Number of followers of every agent (where all are mixed, all others). O(ties).
    pub fn follower_counts(&self) -> Vec<u32> {
        if self.well_mixed {
            return vec![self.agents().saturating_sub(1) as u32; self.agents()];
        }
        let mut counts = vec![0; self.agents()];
        for &target in &self.targets {
            counts[target as usize] += 1;
        }
        counts
    }

    /// The transposed graph: row i lists the followers of i. O(agents + ties).
    #[must_use]
    pub fn followers(&self) -> Graph {
        let agents = self.agents();
        let mut offsets = vec![0_usize; agents + 1];
        for &target in &self.targets {
            offsets[target as usize + 1] += 1;
        }
        for row in 0..agents {
            offsets[row + 1] += offsets[row];
        }
        let mut next = offsets.clone();
        let mut targets = vec![0; self.targets.len()];
        for (from, to) in self.iter() {
            targets[next[to as usize]] = from;
            next[to as usize] += 1;
        }
        Graph { offsets, targets, weights: None, directed: self.directed, well_mixed: self.well_mixed }
    }

    /// The graph without the ties of `lost` and with those of `won` at the ends of their rows, and where each of its ties
    /// stood in this graph (None: it is new). Ties of `won` that are there already are left out; a new one has the mean weight.
    /// The result is directed. O(agents + ties + changes · log changes).
    #[must_use]
    pub(crate) fn changed(&self, won: &[(u32, u32)], lost: &[(u32, u32)]) -> (Graph, Vec<Option<usize>>) {
        let sorted = |ties: &[(u32, u32)]| {
            let mut ties = ties.to_vec();
            ties.sort_unstable();
            ties.dedup();
            ties
        };
        let (won, lost) = (sorted(won), sorted(lost));
        let mut won = won.into_iter().peekable();
        let (mut offsets, mut targets, mut origin) = (vec![0], Vec::new(), Vec::new());
        for agent in 0..self.agents() {
            for tie in self.row(agent) {
                let target = self.targets[tie];
                if lost.binary_search(&(agent as u32, target)).is_err() {
                    targets.push(target);
                    origin.push(Some(tie));
                }
            }
            while let Some((_, target)) = won.next_if(|&(from, _)| from as usize == agent) {
                if !self.follows(agent, target) && target as usize != agent {
                    targets.push(target);
                    origin.push(None);
                }
            }
            offsets.push(targets.len());
        }
        let weights = self.weights.as_ref().map(|weights| {
            let sum = crate::math::ordered_sum(weights.iter().map(|&weight| f64::from(weight)));
            let mean = crate::math::share(sum, weights.len() as f64) as f32;
            origin.iter().map(|tie| tie.map_or(mean, |tie: usize| weights[tie])).collect()
        });
        (Graph { offsets, targets, weights, directed: true, well_mixed: self.well_mixed }, origin)
    }

    /// The graph with `more` further agents behind the present ones, and the given further ties.
    #[must_use]
    pub fn extended(&self, more: usize, ties: &[(u32, u32)], directed: bool) -> Graph {
        let mut all: Vec<(u32, u32)> = self.iter().collect();
        all.extend_from_slice(ties);
        if !directed {
            all.extend(ties.iter().map(|&(from, to)| (to, from)));
        }
        let mut graph = Graph::from_ties(self.agents() + more, &all, true);
        graph.directed = self.directed || directed;
        graph.well_mixed = self.well_mixed;
        graph
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_free_of_repetitions() {
        let graph = Graph::from_ties(3, &[(2, 1), (2, 0), (2, 1), (1, 1)], true);
        assert_eq!(graph.followees(2), [0, 1]);
        assert_eq!(graph.ties(), 2);
        assert_eq!(graph.followers().followees(0), [2]);
    }

    #[test]
    fn an_edge_is_two_ties() {
        let graph = Graph::from_ties(3, &[(0, 1), (1, 0), (1, 2)], false);
        assert_eq!(graph.ties(), 4);
        assert_eq!(graph.followees(1), [0, 2]);
        let more = graph.extended(1, &[(3, 0)], false);
        assert_eq!(more.followees(0), [1, 3]);
        assert_eq!(more.agents(), 4);
    }

    #[test]
    fn a_refilled_graph_is_a_new_one() {
        let mut graph = Graph::from_weighted_ties(4, &[(0, 1), (3, 2)], &[0.5, 0.9], true);
        for ties in [&[(3, 1), (0, 2), (3, 0), (0, 2), (3, 1)][..], &[], &[(1, 0), (3, 2), (2, 3)]] {
            let (head, tail) = ties.split_at(ties.len() / 2);
            graph.refill(&[head.to_vec(), Vec::new(), tail.to_vec()]);
            assert_eq!(graph, Graph::from_ties(4, ties, true));
        }
    }

    #[test]
    fn ties_come_and_go_and_know_where_they_stood() {
        let graph = Graph::from_ties(3, &[(0, 1), (0, 2), (2, 0)], true);
        let (changed, origin) = graph.changed(&[(1, 0), (2, 1), (2, 0), (2, 1)], &[(0, 1), (1, 2)]);
        assert_eq!(changed.iter().collect::<Vec<_>>(), [(0, 2), (1, 0), (2, 0), (2, 1)]);
        assert_eq!(origin, [Some(1), None, Some(2), None]);
        let (back, _) = changed.changed(&[(0, 1)], &[(1, 0), (2, 1)]);
        let mut ties: Vec<_> = back.iter().collect();
        ties.sort_unstable();
        assert_eq!(ties, graph.iter().collect::<Vec<_>>());
    }

    #[test]
    fn the_first_weight_wins() {
        let graph = Graph::from_weighted_ties(2, &[(0, 1), (0, 1)], &[0.5, 0.9], true);
        assert_eq!(graph.weights(), Some(&[0.5][..]));
    }
}

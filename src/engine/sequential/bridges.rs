//! Which ties carried a view in a tick of authors, for the metrics of ties across the sides.
//!
//! A post comes through the tie of its reader to the account that put it there. A tie counts once, whatever came through
//! it. Ties are those of the graph: where who is repelled parts within a tick, as they were when it began, else as they
//! are at its end. Sides are those at the end.

use crate::network::Graph;

/// Marks a tie through which nothing came.
const NOTHING: u32 = u32::MAX;

/// The ties that carried a view.
#[derive(Debug, Default)]
pub(super) struct Bridges {
    /// Who was read through each tie of the graph: its followee, unless it was another's then. Empty before the first
    /// tick that is observed.
    through: Vec<u32>,
}

impl Bridges {
    /// Forgets what came, for a tick that is observed. O(ties).
    pub fn start(&mut self, graph: &Graph) {
        self.through.clear();
        self.through.resize(graph.ties(), NOTHING);
    }

    /// Notes what a reader was shown: the authors, and by its place among the reader's own the tie that each came through.
    pub fn note(&mut self, graph: &Graph, reader: usize, authors: &[u32], ties: &[u32]) {
        let (first, end) = (graph.offsets()[reader], graph.offsets()[reader + 1]);
        for (&author, &tie) in authors.iter().zip(ties) {
            let tie = first + tie as usize;
            // Who has come within the tick has no place in the graph yet, who was given up has none any more.
            if tie < end && graph.targets()[tie] == author {
                self.through[tie] = author;
            }
        }
    }

    /// The ties of `readers` across the sides, and those of them that carried a view. O(N + ties).
    pub fn count(&self, graph: &Graph, sides: &[i8], readers: impl Fn(usize) -> bool) -> (u64, u64) {
        let (mut all, mut used) = (0, 0);
        for reader in (0..graph.agents()).filter(|&reader| readers(reader)) {
            for tie in graph.row(reader) {
                let followee = graph.targets()[tie];
                let crosses = sides[reader] * sides[followee as usize] < 0;
                all += u64::from(crosses);
                used += u64::from(crosses && self.through[tie] == followee);
            }
        }
        (all, used)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_count_once_and_only_while_they_last() {
        let graph = Graph::from_ties(4, &[(0, 1), (0, 2), (0, 3), (1, 0), (2, 0), (3, 0)], true);
        let mut bridges = Bridges::default();
        bridges.start(&graph);
        // 0 reads 1 twice, 3 once, and somebody who is at no place of the graph.
        bridges.note(&graph, 0, &[1, 1, 3, 9, 2], &[0, 0, 2, 1, u32::MAX]);
        bridges.note(&graph, 3, &[0], &[0]);
        let sides = [1, -1, -1, -1];
        assert_eq!(bridges.count(&graph, &sides, |_| true), (6, 3));
        assert_eq!(bridges.count(&graph, &sides, |reader| reader == 0), (3, 2));
        // 3 has come round; 0 no longer follows 1, and nothing has come from 2.
        let graph = Graph::from_ties(4, &[(0, 2), (0, 3)], true);
        bridges.through.truncate(2);
        assert_eq!(bridges.count(&graph, &[1, -1, -1, 1], |_| true), (1, 0));
        bridges.start(&graph);
        assert_eq!(bridges.count(&graph, &sides, |_| true), (2, 0));
    }
}

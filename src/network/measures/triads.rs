//! Triads of a directed graph.

use rayon::prelude::*;

use crate::network::Graph;

/// Transitive triads: ordered triples of agents a → b → d with a → d, an arrow from follower to followee (Sasahara et
/// al. 2021). An undirected triangle is six of them. O(sum over ties of the followee's degree), in parallel.
pub fn transitive_triads(graph: &Graph) -> u64 {
    (0..graph.agents())
        .into_par_iter()
        .map_init(
            || vec![u32::MAX; graph.agents()],
            |follows, a| {
                let row = graph.followees(a);
                for &followee in row {
                    follows[followee as usize] = a as u32;
                }
                // a itself is no followee of a: a → b → a is no triad.
                let closed = |&b: &u32| {
                    graph.followees(b as usize).iter().filter(|&&d| follows[d as usize] == a as u32).count()
                };
                row.iter().map(closed).sum::<usize>() as u64
            },
        )
        .reduce(|| 0, |a, b| a + b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_by_hand() {
        // 0 → 1 → 2 with 0 → 2; the cycle 3 → 4 → 5 → 3 has none.
        let graph = Graph::from_ties(6, &[(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (5, 3)], true);
        assert_eq!(transitive_triads(&graph), 1);
        assert_eq!(transitive_triads(&Graph::from_ties(3, &[(0, 1), (1, 2), (2, 0)], false)), 6);
        assert_eq!(transitive_triads(&Graph::from_ties(2, &[(0, 1)], false)), 0);
    }
}

//! Triangles: transitivity and local clustering, of the undirected version of the graph.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use crate::math;
use crate::network::Graph;
use crate::network::generators::symmetric;
use crate::random::Stream;

/// The graph itself where it is undirected, otherwise with the counterpart of every tie. Rows are sorted.
fn both_ways(graph: &Graph) -> Cow<'_, Graph> {
    if graph.is_directed() { Cow::Owned(symmetric(graph)) } else { Cow::Borrowed(graph) }
}

/// Visits every triangle once and counts them. Edges are read from their end of lower degree, so that no hub
/// is read from all sides: O(ties^1.5) at worst (Latapy 2008).
fn triangles(graph: &Graph, visit: impl Fn(u32, u32, u32) + Sync) -> u64 {
    let rank = |agent: u32| (graph.degree(agent as usize), agent);
    let mut offsets = Vec::with_capacity(graph.agents() + 1);
    let mut targets = Vec::with_capacity(graph.ties() / 2);
    offsets.push(0);
    for agent in 0..graph.agents() {
        let own = rank(agent as u32);
        targets.extend(graph.followees(agent).iter().filter(|&&other| rank(other) > own));
        offsets.push(targets.len());
    }
    let row = |agent: u32| &targets[offsets[agent as usize]..offsets[agent as usize + 1]];
    (0..graph.agents() as u32)
        .into_par_iter()
        .map(|a| {
            let mut count = 0;
            for &b in row(a) {
                let (mut left, mut right) = (row(a), row(b));
                while let ([x, more_left @ ..], [y, more_right @ ..]) = (left, right) {
                    if x == y {
                        count += 1;
                        visit(a, b, *x);
                    }
                    (left, right) =
                        (if x <= y { more_left } else { left }, if y <= x { more_right } else { right });
                }
            }
            count
        })
        .reduce(|| 0, |a, b| a + b)
}

/// Pairs of neighbours of an agent with `degree` of them.
fn pairs(degree: usize) -> u64 {
    degree as u64 * (degree as u64).saturating_sub(1) / 2
}

/// Transitivity, in [0, 1]: three times the triangles ÷ the pairs of neighbours of an agent; the share of
/// friends' friends who are friends. The column `clustering`. NaN where nobody has two neighbours.
///
/// Of the undirected version (a tie either way is an edge). O(ties^1.5) time at worst, in parallel.
pub fn transitivity(graph: &Graph) -> f64 {
    let graph = both_ways(graph);
    let wedges: u64 = (0..graph.agents()).map(|agent| pairs(graph.degree(agent))).sum();
    math::share(3.0 * triangles(&graph, |_, _, _| ()) as f64, wedges as f64)
}

/// An estimate of [`transitivity`] from `samples` pairs of neighbours drawn uniformly: standard error at most
/// 0.5/√samples. Draws: one uniform number and two integers a sample, from a stream of
/// [`Purpose::Metric`](crate::random::Purpose::Metric). O(agents + samples · log) time (Schank & Wagner
/// 2005).
pub fn transitivity_sampled(graph: &Graph, samples: u32, stream: &mut Stream) -> f64 {
    let graph = both_ways(graph);
    let mut below = 0;
    let cumulative: Vec<u64> = (0..graph.agents())
        .map(|agent| {
            below += pairs(graph.degree(agent));
            below
        })
        .collect();
    if below == 0 {
        return f64::NAN;
    }
    let mut closed = 0;
    for _ in 0..samples {
        let at = ((stream.uniform() * below as f64) as u64).min(below - 1);
        let row = graph.followees(cumulative.partition_point(|&end| end <= at));
        let first = stream.below(row.len() as u32) as usize;
        let second = stream.below(row.len() as u32 - 1) as usize;
        let second = second + usize::from(second >= first);
        closed += u32::from(graph.followees(row[first] as usize).binary_search(&row[second]).is_ok());
    }
    math::share(f64::from(closed), f64::from(samples))
}

/// Mean over all agents of the share of pairs of neighbours that are tied (Watts & Strogatz 1998), in [0, 1];
/// agents with fewer than two neighbours count 0. NaN where there are no agents.
///
/// Of the undirected version. O(ties^1.5) time at worst, in parallel.
pub fn mean_local_clustering(graph: &Graph) -> f64 {
    let graph = both_ways(graph);
    let counts: Vec<AtomicU32> = (0..graph.agents()).map(|_| AtomicU32::new(0)).collect();
    // Whole numbers: the order in which threads add them cannot matter.
    triangles(&graph, |a, b, c| {
        for agent in [a, b, c] {
            counts[agent as usize].fetch_add(1, Ordering::Relaxed);
        }
    });
    let local = counts.into_iter().enumerate().map(|(agent, count)| match pairs(graph.degree(agent)) {
        0 => 0.0,
        pairs => f64::from(count.into_inner()) / pairs as f64,
    });
    math::share(math::ordered_sum(local), graph.agents() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::measures::testing::{ego_facebook, polblogs};
    use crate::random::{Draws, Purpose};

    #[test]
    fn a_triangle_with_a_tail() {
        let graph = Graph::from_ties(4, &[(0, 1), (1, 2), (2, 0), (2, 3)], true);
        assert_eq!(transitivity(&graph), 0.6);
        assert!((mean_local_clustering(&graph) - (1.0 + 1.0 + 1.0 / 3.0) / 4.0).abs() < 1e-15);
        assert!(transitivity(&Graph::from_ties(2, &[(0, 1)], false)).is_nan());
    }

    #[test]
    fn real_graphs() {
        let Some(facebook) = ego_facebook() else { return };
        // 1,612,010 triangles: the count published with the data set (SNAP).
        assert_eq!(triangles(&facebook, |_, _, _| ()), 1_612_010);
        assert!((mean_local_clustering(&facebook) - 0.61).abs() < 0.005);
        let exact = transitivity(&facebook);
        let mut stream = Draws::new(1, 0).stream(Purpose::Metric, 0, 0);
        let sampled = transitivity_sampled(&facebook, 100_000, &mut stream);
        assert!((sampled - exact).abs() < 0.006, "{sampled} for {exact}");
        let Some((blogs, _)) = polblogs() else { return };
        assert!((mean_local_clustering(&blogs) - 0.26).abs() < 0.005, "{}", mean_local_clustering(&blogs));
    }
}

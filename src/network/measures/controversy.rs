//! Random-walk controversy: do walks that start on one side end there?
//!
//! `RWC = P_XX·P_YY − P_XY·P_YX`, with `P_XY` the mass in Y of the personalised `PageRank` (damping .85)
//! restarted uniformly in X, X the side −1 and Y the side +1, on the graph without the out-edges of the
//! agents whose degree is above the 95th percentile. After Garimella et al. 2018, in the `PageRank` form of
//! Cinus et al. 2022; the definition is of their code.

use rayon::prelude::*;

use crate::math;
use crate::network::Graph;

/// Walks shorter than this change nothing that is shown.
const TOLERANCE: f64 = 1e-9;

/// Damping, the probability to go on.
const DAMPING: f64 = 0.85;

/// Random-walk controversy of the two sides, in [−1, 1]: about 0 where walks mix, 1 where they never cross.
///
/// A walk goes from follower to followee. Degree = followees + followers. An agent without followees, or a
/// hub that lost them, sends the walk back to its start. Neutral agents are walked through but belong to
/// neither side. NaN where a side is empty. O(ties) time a step and about 130 steps, in parallel; no draws.
pub fn random_walk_controversy(graph: &Graph, sides: &[i8]) -> f64 {
    assert_eq!(graph.agents(), sides.len(), "one side an agent");
    if !sides.contains(&-1) || !sides.contains(&1) {
        return f64::NAN;
    }
    let degrees: Vec<u32> = graph
        .follower_counts()
        .into_iter()
        .enumerate()
        .map(|(agent, followers)| followers + graph.degree(agent) as u32)
        .collect();
    let limit = percentile(&degrees, 0.95);
    let hub: Vec<bool> = degrees.iter().map(|&k| f64::from(k) > limit).collect();
    let followers = graph.followers();
    // (mass in −, mass in +) of the walk restarted on `side`.
    let walk = |side: i8| {
        let start: Vec<f64> = sides.iter().map(|&own| f64::from(u8::from(own == side))).collect();
        let mass = walk(graph, &followers, &start, DAMPING, |agent| hub[agent]);
        [-1, 1].map(|end| {
            math::ordered_sum(mass.iter().zip(sides).map(|(&p, &own)| if own == end { p } else { 0.0 }))
        })
    };
    let ([xx, xy], [yx, yy]) = (walk(-1), walk(1));
    xx * yy - xy * yx
}

/// `PageRank` with restarts in proportion to `start` (which need not sum to 1) and the given damping in [0,
/// 1): the share of time that a walk from follower to followee spends at each agent. An agent without
/// followees sends the walk back to its start. Power iteration until the masses move by less than 1e-9 in
/// all. O(ties) a step, in parallel.
pub fn pagerank(graph: &Graph, start: &[f64], damping: f64) -> Vec<f64> {
    walk(graph, &graph.followers(), start, damping, |_| false)
}

fn walk(
    graph: &Graph,
    followers: &Graph,
    start: &[f64],
    damping: f64,
    ends_walk: impl Fn(usize) -> bool,
) -> Vec<f64> {
    let total = math::ordered_sum(start.iter().copied());
    let start: Vec<f64> = start.iter().map(|&weight| weight / total).collect();
    let stuck: Vec<bool> =
        (0..graph.agents()).map(|agent| graph.degree(agent) == 0 || ends_walk(agent)).collect();
    let mut mass = start.clone();
    let mut passed = vec![0.0; mass.len()];
    // |change| shrinks by the damping a step: the loop ends.
    loop {
        for (agent, share) in passed.iter_mut().enumerate() {
            *share = if stuck[agent] { 0.0 } else { mass[agent] / graph.degree(agent) as f64 };
        }
        let back = math::ordered_sum(mass.iter().zip(&stuck).map(|(&p, &stuck)| if stuck { p } else { 0.0 }));
        let next: Vec<f64> = (0..mass.len())
            .into_par_iter()
            .with_min_len(1024)
            .map(|agent| {
                let mut received = 0.0;
                for &follower in followers.followees(agent) {
                    received += passed[follower as usize];
                }
                start[agent] * (1.0 - damping + damping * back) + damping * received
            })
            .collect();
        let change = math::ordered_sum(next.iter().zip(&mass).map(|(a, b)| (a - b).abs()));
        mass = next;
        if change < TOLERANCE {
            return mass;
        }
    }
}

/// The percentile `q` of `values` with linear interpolation between ranks; NaN where empty.
fn percentile(values: &[u32], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = q * last as f64;
    let below = libm::floor(at) as usize;
    let (low, high) = (f64::from(sorted[below]), f64::from(sorted[(below + 1).min(last)]));
    low + (at - below as f64) * (high - low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::testing::grow;
    use crate::network::generators::{ErdosRenyi, StochasticBlock};

    #[test]
    fn pagerank_solves_its_equation() {
        let rule = ErdosRenyi { agents: 60, probability: Some(0.03), mean_degree: None, directed: true };
        let graph = grow(&rule, 1, None).graph;
        assert!((0..60).any(|agent| graph.degree(agent) == 0), "someone has no followees");
        let start: Vec<f64> = (0..60).map(|agent| f64::from(u8::from(agent < 7))).collect();
        let found = pagerank(&graph, &start, 0.85);
        // The dense equation p = .15·s + .85·(Wᵀp), W with the start in the rows of those without followees.
        for agent in 0..60 {
            let mut expected = 0.15 * start[agent] / 7.0;
            for (other, mass) in found.iter().enumerate() {
                let step = match graph.degree(other) {
                    0 => start[agent] / 7.0,
                    degree => f64::from(u8::from(graph.follows(other, agent as u32))) / degree as f64,
                };
                expected += 0.85 * mass * step;
            }
            assert!((found[agent] - expected).abs() < 1e-8);
        }
        assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn percentiles_interpolate() {
        assert_eq!(percentile(&[4, 1, 3, 2], 0.5), 2.5);
        assert_eq!(percentile(&[7], 0.95), 7.0);
    }

    #[test]
    fn from_mixed_to_parted() {
        let rwc = |across| {
            let rule = StochasticBlock {
                sizes: vec![400, 400],
                inside: Some(0.03),
                across: Some(across),
                matrix: None,
                directed: true,
            };
            let sides: Vec<i8> = (0..800).map(|agent| if agent < 400 { -1 } else { 1 }).collect();
            random_walk_controversy(&grow(&rule, 1, None).graph, &sides)
        };
        let (parted, between, mixed) = (rwc(0.0), rwc(0.003), rwc(0.03));
        assert!((parted - 1.0).abs() < 1e-6, "{parted}");
        assert!(between > 0.3 && between < 0.9, "{between}");
        // Restarts alone hold some mass at home.
        assert!(mixed > 0.0 && mixed < 0.3, "{mixed}");
        let rule = ErdosRenyi { agents: 50, probability: Some(0.1), mean_degree: None, directed: true };
        assert!(random_walk_controversy(&grow(&rule, 1, None).graph, &[1; 50]).is_nan());
    }

    #[test]
    fn two_agents_by_hand() {
        // Nobody is above the 95th percentile. P_XX = 1/(1 + .85), P_XY = .85/(1 + .85): RWC = (1 −
        // .85²)/1.85².
        let graph = Graph::from_ties(2, &[(0, 1)], false);
        let expected = (1.0 - 0.85 * 0.85) / (1.85 * 1.85);
        assert!((random_walk_controversy(&graph, &[-1, 1]) - expected).abs() < 1e-8);
    }
}

//! Degrees: their mean, maximum and inequality, the exponent of their tail; reciprocity.

use crate::math;
use crate::network::Graph;

/// How many each agent follows. [`Graph::follower_counts`] gives the followers.
pub fn out_degrees(graph: &Graph) -> Vec<u32> {
    (0..graph.agents()).map(|agent| graph.degree(agent) as u32).collect()
}

/// A distribution of degrees in three numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DegreeSummary {
    /// Mean. NaN where there are no agents.
    pub mean: f64,
    /// Largest; 0 where there are no agents.
    pub max: u32,
    /// Gini coefficient, in [0, 1): half the mean difference of two agents' degrees ÷ the mean. NaN where all
    /// are 0.
    pub gini: f64,
}

/// Mean, maximum and Gini coefficient of `degrees`. O(N log N).
pub fn degree_summary(degrees: &[u32]) -> DegreeSummary {
    let mut sorted = degrees.to_vec();
    sorted.sort_unstable();
    let n = sorted.len() as f64;
    let total: u64 = sorted.iter().map(|&k| u64::from(k)).sum();
    // Gini = Σ (2r − n − 1)·k_(r) / (n·Σk), r the rank from 1. Whole numbers, hence exact.
    let length = sorted.len() as i128;
    let spread: i128 =
        sorted.iter().zip(1_i128..).map(|(&k, rank)| (2 * rank - length - 1) * i128::from(k)).sum();
    DegreeSummary {
        mean: math::share(total as f64, n),
        max: sorted.last().copied().unwrap_or(0),
        gini: math::share(spread as f64, n * total as f64),
    }
}

/// The exponent γ of p(k) ∝ k^−γ for k ≥ `from`, by exact maximum likelihood with the Hurwitz zeta function
/// (Clauset, Shalizi & Newman 2009, eq. 3.5), to 1e-8, at most 20. Only degrees ≥ `from` ≥ 1 count. NaN where
/// fewer than two of them differ from each other. O(N) time.
pub fn tail_exponent(degrees: &[u32], from: u32) -> f64 {
    let mut tail: Vec<u32> = degrees.iter().copied().filter(|&k| k >= from.max(1)).collect();
    tail.sort_unstable();
    if tail.first() == tail.last() {
        return f64::NAN;
    }
    // Sorted first: the sum depends on the degrees alone, not on who has them.
    let mean_log = math::ordered_sum(tail.iter().map(|&k| math::ln(f64::from(k)))) / tail.len() as f64;
    let cost = |gamma: f64| gamma * mean_log + math::ln(hurwitz_zeta(gamma, f64::from(from.max(1))));
    // Convex in γ: a golden section narrows the interval by 0.618 a step.
    let golden = (libm::sqrt(5.0) - 1.0) / 2.0;
    let (mut low, mut high) = (1.0 + 1e-6, 20.0);
    while high - low > 1e-8 {
        let (left, right) = (high - golden * (high - low), low + golden * (high - low));
        if cost(left) < cost(right) {
            high = right;
        } else {
            low = left;
        }
    }
    f64::midpoint(low, high)
}

/// ζ(s, q) = Σ (q + i)^−s over i ≥ 0, for s > 1 and q ≥ 1, by the Euler–Maclaurin formula.
fn hurwitz_zeta(s: f64, q: f64) -> f64 {
    const TERMS: u32 = 20;
    let mut sum = 0.0;
    for i in 0..TERMS {
        sum += math::pow(q + f64::from(i), -s);
    }
    let x = q + f64::from(TERMS);
    let last = math::pow(x, -s);
    sum + last * x / (s - 1.0) + last / 2.0 + last * s / (12.0 * x)
        - last * s * (s + 1.0) * (s + 2.0) / (720.0 * x * x * x)
}

/// Share of ties whose counterpart exists, in [0, 1]; 1 where undirected. O(ties · log(longest row)).
pub fn reciprocity(graph: &Graph) -> f64 {
    let followers = graph.followers();
    let mut mutual = 0_u64;
    let mut row = Vec::new();
    for agent in 0..graph.agents() {
        row.clear();
        row.extend_from_slice(graph.followees(agent));
        row.sort_unstable(); // rewired rows are in no order
        mutual +=
            followers.followees(agent).iter().filter(|other| row.binary_search(other).is_ok()).count() as u64;
    }
    math::share(mutual as f64, graph.ties() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::measures::testing::{ego_facebook, polblogs};

    #[test]
    fn summaries() {
        let summary = degree_summary(&[3, 0, 0, 1]);
        assert_eq!((summary.mean, summary.max), (1.0, 3));
        // Mean difference over the 16 ordered pairs: (3+3+2)·2/16 + (1+1)·2/16 = 1.25.
        assert_eq!(summary.gini, 0.625);
        assert_eq!(degree_summary(&[4; 9]).gini, 0.0);
        assert!(degree_summary(&[]).mean.is_nan());
    }

    #[test]
    fn the_zeta_function() {
        let pi = std::f64::consts::PI;
        assert!((hurwitz_zeta(2.0, 1.0) - pi * pi / 6.0).abs() < 1e-10);
        assert!((hurwitz_zeta(4.0, 2.0) - (pi * pi * pi * pi / 90.0 - 1.0)).abs() < 1e-10);
    }

    #[test]
    fn tails_of_real_graphs() {
        if let Some((blogs, _)) = polblogs() {
            let followers = tail_exponent(&blogs.follower_counts(), 20);
            let followees = tail_exponent(&out_degrees(&blogs), 20);
            assert!((followers - 2.07).abs() < 0.005, "{followers}");
            assert!((followees - 2.42).abs() < 0.005, "{followees}");
        }
        if let Some(facebook) = ego_facebook() {
            let exponent = tail_exponent(&out_degrees(&facebook), 20);
            assert!((exponent - 1.98).abs() < 0.005, "{exponent}");
        }
        assert!(tail_exponent(&[25, 25, 3], 20).is_nan());
    }

    #[test]
    fn returned_ties() {
        let graph = Graph::from_ties(3, &[(0, 1), (1, 0), (1, 2), (2, 0)], true);
        assert_eq!(reciprocity(&graph), 0.5);
        assert_eq!(reciprocity(&Graph::from_ties(3, &[(0, 1)], false)), 1.0);
    }
}

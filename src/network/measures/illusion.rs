//! The majority illusion: an attribute that few have looks common to many (Lerman, Yan & Wu 2016).

use crate::math;
use crate::network::Graph;

/// Share of the agents with followees who see strictly more than `level` of them active: P_{>level}, in [0,
/// 1].
///
/// `active`: one flag an agent; `level` in [0, 1), ½ in the paper. Where the graph is undirected, followees
/// are neighbours as in the paper. NaN where nobody follows anybody. O(ties).
pub fn majority_illusion(graph: &Graph, active: &[bool], level: f64) -> f64 {
    assert_eq!(graph.agents(), active.len(), "one flag an agent");
    let (mut under, mut all) = (0_u64, 0_u64);
    for agent in (0..graph.agents()).filter(|&agent| graph.degree(agent) > 0) {
        let seen = graph.followees(agent).iter().filter(|&&other| active[other as usize]).count();
        under += u64::from(seen as f64 > level * graph.degree(agent) as f64);
        all += 1;
    }
    math::share(under as f64, all as f64)
}

/// Pearson's correlation ρ of degree and attribute, in [−1, 1]: positive where the active have more
/// neighbours. `degrees` are neighbours where undirected, followers where attention is meant. NaN where
/// either does not vary. O(N).
pub fn degree_attribute_correlation(degrees: &[u32], active: &[bool]) -> f64 {
    assert_eq!(degrees.len(), active.len(), "one flag an agent");
    let n = degrees.len() as f64;
    let (mut sum, mut squares, mut products, mut count) = (0_u64, 0_u128, 0_u64, 0_u64);
    for (&k, &active) in degrees.iter().zip(active) {
        sum += u64::from(k);
        squares += u128::from(k) * u128::from(k);
        if active {
            products += u64::from(k);
            count += 1;
        }
    }
    let (mean, p) = (sum as f64 / n, count as f64 / n);
    let spread = libm::sqrt((squares as f64 / n - mean * mean).max(0.0) * p * (1.0 - p));
    math::share(products as f64 / n - mean * p, spread)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::testing::{grow, scattered};
    use crate::network::generators::{DegreeLaw, PowerLaw};
    use crate::network::measures::{
        active_end_share, expected_majority_illusion, out_degrees, swap_to_correlation,
    };
    use crate::random::{Draws, Purpose};

    #[test]
    fn strictly_more_than_half() {
        let graph = Graph::from_ties(5, &[(0, 1), (0, 2), (1, 2), (3, 1), (3, 2), (3, 0)], true);
        let active = [false, true, false, false, false];
        // 0 sees 1 of 2, 1 sees 0 of 1, 3 sees 1 of 3; 2 and 4 follow nobody.
        assert_eq!(majority_illusion(&graph, &active, 0.5), 0.0);
        assert_eq!(majority_illusion(&graph, &active, 0.4), 1.0 / 3.0);
        assert_eq!(majority_illusion(&graph, &active, 0.0), 2.0 / 3.0);
    }

    #[test]
    fn correlations() {
        assert!(
            (degree_attribute_correlation(&[1, 1, 3, 3], &[false, false, true, true]) - 1.0).abs() < 1e-12
        );
        assert!(degree_attribute_correlation(&[2, 2], &[false, true]).is_nan());
    }

    #[test]
    fn lerman_2016_without_correlation() {
        // Checkpoint L1: Poisson degrees with mean 5.2 conditioned on k ≥ 1, p = .2, 5 runs.
        let rule = PowerLaw {
            agents: 10_000,
            degrees: DegreeLaw::Poisson,
            exponent: 1.0,
            mean: 5.2,
            min_degree: 1,
            max_degree: 60,
        };
        let mut mean = 0.0;
        for seed in 0..5 {
            let active: Vec<bool> = scattered(10_000, 0.2, seed).iter().map(|&side| side == 1).collect();
            mean += majority_illusion(&grow(&rule, seed, None).graph, &active, 0.5) / 5.0;
        }
        println!("L1: {mean:.4}");
        assert!((mean - 0.0453).abs() < 0.005, "L1: {mean}");
    }

    #[test]
    fn lerman_2016_with_correlation() {
        // Checkpoint L2: p(k) ∝ k^−2.1 for k = 1 … 100, p = .05, swaps to ρ = .6, 5 runs.
        let rule = PowerLaw {
            agents: 10_000,
            degrees: DegreeLaw::PowerLaw,
            exponent: 2.1,
            mean: 1.0,
            min_degree: 1,
            max_degree: 100,
        };
        let mut mean = 0.0;
        for seed in 0..5 {
            let mut active: Vec<bool> = scattered(10_000, 0.05, seed).iter().map(|&side| side == 1).collect();
            let graph = grow(&rule, seed, None).graph;
            let degrees = out_degrees(&graph);
            let mut stream = Draws::new(seed, 0).stream(Purpose::Placement, 0, 0);
            let reached = swap_to_correlation(&degrees, &mut active, 0.6, &mut stream);
            assert!((reached - 0.6).abs() < 0.01, "{reached}");
            assert!((degree_attribute_correlation(&degrees, &active) - reached).abs() < 1e-9);
            assert_eq!(active.iter().filter(|&&active| active).count(), 500);
            mean += majority_illusion(&graph, &active, 0.5) / 5.0;
        }
        println!("L2: {mean:.4}");
        assert!((mean - 0.28).abs() < 0.03, "L2: {mean}");
        // The formula on the law itself, which the mean of many networks meets (60 of them give .2704).
        let law: Vec<f64> = std::iter::once(0.0).chain(rule.law()).collect();
        let moment =
            |of: &dyn Fn(f64) -> f64| law.iter().enumerate().map(|(k, p)| p * of(k as f64)).sum::<f64>();
        let average = moment(&|k| k);
        let deviation = libm::sqrt(moment(&|k| k * k) - average * average);
        let q = active_end_share(0.05, 0.6, average, deviation);
        let formula = expected_majority_illusion(&law, q, 0.5);
        println!("L2, formula: {formula:.4}");
        assert!((formula - 0.2707).abs() < 1e-4, "L2, formula: {formula}");
    }
}

//! Echo chambers: how alike agents are to those whom they follow, and how alike what they read is.
//!
//! *Neighbour correlation* (the neighbours' correlation index of Cinus et al. 2022): Pearson's correlation, over the agents
//! that follow anybody, of an agent's opinion and the mean opinion of its followees. *Neighbour distance*: the mean
//! of abs(x_i − x_j) over the ties i → j. *Balance* (de Arruda et al. 2022): the smaller side over the larger, of private
//! opinions. Every agent counts, automated ones included, but for the balance; opinions are as they are at the end of the tick.
//!
//! *Screen diversity* (Sasahara et al. 2021, their code): the entropy in bits of the histogram of the stances that a
//! reader was shown, ten bins over the range, with 1 added to every bin; its mean over the readers that were served in
//! the tick. At most log₂ 10 ≈ 3.32, which an empty screen has too. On the `real` scale the bins are those of
//! [−span, span] (`population.span`), the outer ones hold what is beyond.

use super::ties::{Counts, private_sides};
use super::{Column, Family};
use crate::math::{mean_and_variance, ordered_sum, share, square};
use crate::world::View;

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "chambers",
    about: "how alike agents are to those whom they follow, and how alike what they read is",
    default: false,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new(
        "neighbour_correlation",
        "correlation",
        "Pearson correlation, over the agents with followees, of the own opinion and the mean opinion of the \
         followees (NCI); undefined where either does not vary.",
    ),
    Column::new(
        "neighbour_distance",
        "opinion",
        "Mean absolute difference of the opinions of follower and followee, over all ties.",
    ),
    Column::new(
        "opinion_balance",
        "share",
        "Humans on the smaller side ÷ humans on the larger side, by private opinions at the end of the tick.",
    ),
    Column::new(
        "screen_diversity",
        "bits",
        "Entropy of the stances shown to a reader in ten bins with 1 added to each, mean over the readers served \
         in the tick.",
    ),
];

/// O(agents + ties).
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    let opinion = &view.agents.opinion;
    let (mut own, mut around, mut distances) = (Vec::new(), Vec::new(), Vec::new());
    for (agent, &x) in opinion.iter().enumerate() {
        let followees = view.graph.followees(agent);
        if followees.is_empty() {
            continue;
        }
        let (mut sum, mut distance) = (0.0, 0.0);
        for &followee in followees {
            let y = opinion[followee as usize];
            sum += y;
            distance += (y - x).abs();
        }
        own.push(x);
        around.push(sum / followees.len() as f64);
        distances.push(distance);
    }
    values[0] = correlation(&own, &around);
    values[1] = share(ordered_sum(distances.into_iter()), view.graph.ties() as f64);
    let [minus, plus] = private_sides(view);
    values[2] = share(minus.min(plus) as f64, minus.max(plus) as f64);
    if view.observed.played {
        let (screens, entropy) = view.observed.record.screens;
        values[3] = share(entropy, screens as f64);
    }
}

/// Pearson's correlation; NaN where either does not vary.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (Some((mean_a, variance_a)), Some((mean_b, variance_b))) =
        (mean_and_variance(a), mean_and_variance(b))
    else {
        return f64::NAN;
    };
    let products = a.iter().zip(b).map(|(x, y)| (x - mean_a) * (y - mean_b));
    let covariance = ordered_sum(products) / a.len() as f64;
    // What is left of equal values after the subtraction is rounding, not variance.
    let varies = |variance: f64, mean: f64| variance > 1e-30 * (1.0 + square(mean));
    if varies(variance_a, mean_a) && varies(variance_b, mean_b) {
        (covariance / libm::sqrt(variance_a * variance_b)).clamp(-1.0, 1.0)
    } else {
        f64::NAN
    }
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, UNIT, World};

    #[test]
    fn counted_by_hand() {
        // Means of followees: 0 sees ½(.8 + .2) = .5, 1 sees .2, 2 sees .4; 3 follows nobody.
        let agents = [0.4, 0.8, 0.2, 0.9].map(Agent::human);
        let world = World::on(UNIT, &agents, &[(0, 1), (0, 2), (1, 2), (2, 0)]);
        // Deviations of own (−1/15, 1/3, −4/15) and of means (2/15, −1/6, 1/30).
        let own = [-1.0 / 15.0, 1.0 / 3.0, -4.0 / 15.0];
        let around = [2.0 / 15.0, -1.0 / 6.0, 1.0 / 30.0];
        let dot = |a: [f64; 3], b: [f64; 3]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let expected = dot(own, around) / (dot(own, own) * dot(around, around)).sqrt();
        assert!((world.measure("neighbour_correlation") - expected).abs() < 1e-12);
        assert!((world.measure("neighbour_distance") - (0.4 + 0.2 + 0.6 + 0.2) / 4.0).abs() < 1e-12);
        assert_eq!(world.measure("opinion_balance"), 1.0);
    }

    #[test]
    fn two_chambers_correlate_and_consensus_does_not() {
        let agents = [0.5, 0.5, -0.5, -0.5].map(Agent::human);
        let parted = World::new(&agents, &[(0, 1), (1, 0), (2, 3), (3, 2)]);
        assert!((parted.measure("neighbour_correlation") - 1.0).abs() < 1e-12);
        let alike = World::new(&[0.3; 4].map(Agent::human), &[(0, 1), (1, 0), (2, 3), (3, 2)]);
        assert!(alike.measure("neighbour_correlation").is_nan());
        assert_eq!(alike.measure("opinion_balance"), 0.0);
    }

    #[test]
    fn the_smaller_side_over_the_larger() {
        // One agent has no side, and bots do not count.
        let mut agents = [0.5, 0.2, 0.9, -0.5, 0.0].map(Agent::human).to_vec();
        agents.push(Agent::bot(-1.0));
        assert_eq!(World::new(&agents, &[]).measure("opinion_balance"), 1.0 / 3.0);
    }

    #[test]
    fn the_balance_is_that_of_opinions_at_the_end() {
        // 1 spoke on −, and has come round since.
        let mut world = World::new(&[0.5, -0.5, -0.5].map(Agent::human), &[]);
        world.agents.opinion[1] = 0.5;
        world.agents.refresh_sides();
        assert_eq!(world.measure("opinion_balance"), 0.5);
        world.agents.opinion[2] = 0.5;
        world.agents.refresh_sides();
        assert_eq!(world.measure("opinion_balance"), 0.0);
    }

    #[test]
    fn screens_are_averaged() {
        let mut world = World::new(&[0.5, -0.5].map(Agent::human), &[(0, 1), (1, 0)]);
        assert!(world.measure("screen_diversity").is_nan());
        world.observed.record.screens = (2, 5.0);
        assert_eq!(world.measure("screen_diversity"), 2.5);
    }

    #[test]
    #[expect(clippy::unreadable_literal, reason = "as it is printed")]
    fn a_drawn_world_keeps_its_values() {
        let world = World::random(300, 11);
        assert_eq!(world.measure("neighbour_correlation"), -0.0436000766881593);
    }
}

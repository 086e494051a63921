//! What single agents see among those whom they follow, speaking or not (Lee et al. 2019; Lerman, Yan & Wu 2016).
//!
//! *Followed share* (the individual level of Lee, Karimi, Wagner, Jo, Strohmaier & Galesic 2019, Nature Human Behaviour
//! 3:1078): for an agent with followees that have a side, the minority's share among them; then the mean over the
//! members of a group, each counting once. It is not divided by the minority's share f of the population, with which
//! it agrees where nothing is biased. Ties pooled over the group, and divided by f: `perception_bias_minority`.
//!
//! *Degree correlation* (Lerman, Yan & Wu 2016): Pearson's ρ between an agent's number of followers, which is its
//! number of neighbours in an undirected network, and being on the + side.
//!
//! Every agent counts, automated ones included. The minority is the smaller side among all agents, + where both are
//! equally large; where one side is empty there is none, and the shares are undefined.

use super::ties::Counts;
use super::{Column, Family};
use crate::math::share;
use crate::network::measures::degree_attribute_correlation;
use crate::world::{View, voice};

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "neighbourhood",
    about: "what single agents see among those whom they follow",
    default: false,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new(
        "followed_minority_by_minority",
        "share",
        "Mean over the smaller side's members of the share of the smaller side among their own followees \
         with a side; members without any are left out.",
    ),
    Column::new(
        "followed_minority_by_majority",
        "share",
        "Mean over the larger side's members of the share of the smaller side among their own followees \
         with a side; members without any are left out.",
    ),
    Column::new(
        "degree_correlation_pos",
        "correlation",
        "Pearson correlation over all agents of the number of followers and being on the + side; \
         undefined where either does not vary.",
    ),
];

/// O(agents + ties).
fn measure(view: &View<'_>, counts: &Counts, values: &mut [f64]) {
    let positive: Vec<bool> = view.voices.iter().map(|&one| voice::side(one) > 0).collect();
    values[2] = degree_attribute_correlation(view.followers, &positive);
    let Some(minority) = counts.camps.minority() else { return };
    [values[0], values[1]] = followed_minority(view, minority);
}

/// The mean share of the smaller side among followees with a side: over the smaller side's members, and the larger
/// side's. O(agents + ties).
pub(super) fn followed_minority(view: &View<'_>, minority: usize) -> [f64; 2] {
    // Sums of shares and numbers of members, of the − and the + side.
    let mut sums = [(0.0, 0_u64); 2];
    for (reader, &own) in view.voices.iter().enumerate() {
        let own = voice::side(own);
        if own == 0 {
            continue;
        }
        let mut seen = [0_u64; 2];
        for &followee in view.graph.followees(reader) {
            match voice::side(view.voices[followee as usize]) {
                0 => {}
                side => seen[usize::from(side > 0)] += 1,
            }
        }
        if seen != [0, 0] {
            let (sum, members) = &mut sums[usize::from(own > 0)];
            *sum += seen[minority] as f64 / (seen[0] + seen[1]) as f64;
            *members += 1;
        }
    }
    let mean = |(sum, members): (f64, u64)| share(sum, members as f64);
    [mean(sums[minority]), mean(sums[1 - minority])]
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};

    #[test]
    fn every_member_counts_once() {
        // + is the minority: 0 and 1. 0 sees one of two on +; 1 sees 2, 3 and the neutral 5: none of two.
        // Of the majority, 2 sees 0 alone, 3 sees 0, 1, 2 and 4, and 4 follows only the neutral.
        let agents = [0.5, 0.5, -0.5, -0.5, -0.5, 0.0].map(Agent::human);
        let ties =
            [(0, 1), (0, 2), (1, 2), (1, 3), (1, 5), (2, 0), (3, 0), (3, 1), (3, 2), (3, 4), (4, 5), (5, 0)];
        let world = World::new(&agents, &ties);
        assert_eq!(world.measure("followed_minority_by_minority"), 0.25);
        assert_eq!(world.measure("followed_minority_by_majority"), 0.75);
    }

    #[test]
    fn popularity_and_side_correlate() {
        // Followers 2, 2, 0, 0: the side explains them all.
        let agents = [0.5, 0.5, -0.5, -0.5].map(Agent::human);
        let ties = [(2, 0), (3, 0), (2, 1), (3, 1)];
        assert!((World::new(&agents, &ties).measure("degree_correlation_pos") - 1.0).abs() < 1e-12);
        // Followers 1, 0, 1, 0: nothing.
        let nothing = World::new(&agents, &[(1, 0), (3, 2)]);
        assert!(nothing.measure("degree_correlation_pos").abs() < 1e-12);
        assert!(World::new(&agents, &[]).measure("degree_correlation_pos").is_nan());
    }

    #[test]
    fn without_a_minority_there_is_nothing_to_see() {
        let world = World::new(&[Agent::human(0.5), Agent::human(0.0)], &[(0, 1)]);
        for column in ["followed_minority_by_minority", "followed_minority_by_majority"] {
            assert!(world.measure(column).is_nan(), "{column}");
        }
    }
}

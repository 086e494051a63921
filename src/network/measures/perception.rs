//! Perception bias: how large the minority looks from where one stands (Lee et al. 2019).
//!
//! Group level: P = (share of the minority among all followees of the group's members, ties pooled) ÷ f, with
//! f the minority's share of the population. Individual level: the mean over members of the share among one's
//! own followees; members without followees are left out. P = 1 is unbiased, at most 1/f. Where the graph is
//! undirected, followees are neighbours as in the paper.
//!
//! Neutral agents (side 0) belong to neither group and are not counted as followees; f is the share among the
//! others.

use crate::math;
use crate::network::Graph;

/// What the members of one group perceive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupPerception {
    /// Share of the minority among all ties of the members, pooled, in [0, 1].
    pub pooled_share: f64,
    /// Mean over the members of the share of the minority among their own followees, in [0, 1].
    pub mean_share: f64,
    /// `P_group`: `pooled_share` ÷ f.
    pub group: f64,
    /// `P_indiv`, averaged over the members: `mean_share` ÷ f.
    pub individual: f64,
}

/// Perception bias of both groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PerceptionBias {
    /// The minority's side: the less frequent of −1 and +1; +1 where they are equal.
    pub minority_side: i8,
    /// f: the minority's share of the agents that have a side.
    pub minority_share: f64,
    /// What the minority perceives.
    pub minority: GroupPerception,
    /// What the majority perceives.
    pub majority: GroupPerception,
}

/// Perception bias on `graph` with `sides`, one of −1, 0, +1 an agent. NaN where a group is empty or follows
/// nobody. O(ties).
pub fn perception_bias(graph: &Graph, sides: &[i8]) -> PerceptionBias {
    assert_eq!(graph.agents(), sides.len(), "one side an agent");
    let count = |side: i8| sides.iter().filter(|&&own| own == side).count();
    let minority_side = if count(-1) < count(1) { -1 } else { 1 };
    let minority_share = math::share(count(minority_side) as f64, (count(-1) + count(1)) as f64);
    let perceived = |group: i8| {
        let (mut ends, mut ties) = (0_u64, 0_u64);
        let mut shares = Vec::new();
        for agent in (0..graph.agents()).filter(|&agent| sides[agent] == group) {
            let row = graph.followees(agent);
            let sided = row.iter().filter(|&&other| sides[other as usize] != 0).count() as u64;
            let minority = row.iter().filter(|&&other| sides[other as usize] == minority_side).count() as u64;
            if sided > 0 {
                shares.push(minority as f64 / sided as f64);
            }
            ends += minority;
            ties += sided;
        }
        let pooled_share = math::share(ends as f64, ties as f64);
        let mean_share = math::mean_and_variance(&shares).map_or(f64::NAN, |(mean, _)| mean);
        GroupPerception {
            pooled_share,
            mean_share,
            group: math::share(pooled_share, minority_share),
            individual: math::share(mean_share, minority_share),
        }
    };
    PerceptionBias {
        minority_side,
        minority_share,
        minority: perceived(minority_side),
        majority: perceived(-minority_side),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::Homophilic;
    use crate::network::generators::testing::{grow, scattered};

    #[test]
    fn by_hand() {
        // Minority: 0 and 1 of 5. Agent 0 has one minority neighbour of 3; agent 1 one of one; the neutral 5
        // is nobody's.
        let graph = Graph::from_ties(6, &[(0, 1), (0, 2), (0, 3), (3, 4), (2, 5)], false);
        let bias = perception_bias(&graph, &[1, 1, -1, -1, -1, 0]);
        assert_eq!(bias.minority_side, 1);
        assert_eq!(bias.minority_share, 0.4);
        assert_eq!(bias.minority.pooled_share, 0.5);
        assert!((bias.minority.mean_share - 2.0 / 3.0).abs() < 1e-15);
        assert_eq!(bias.majority.pooled_share, 0.5); // ends 2→0, 3→0, 3→4, 4→3
        assert_eq!(bias.majority.mean_share, 0.5); // 1, 1/2, 0
        assert_eq!(bias.majority.group, 1.25);
    }

    #[test]
    fn lee_2019() {
        // Checkpoints P1 and P4: f = .2, h = .8, N = 2000, m = 2, mean of 20 networks.
        let rule = Homophilic { agents: 2000, followees: 2, homophily: 0.8, directed: false };
        let mut mean = [0.0; 4];
        for seed in 0..20 {
            let sides = scattered(2000, 0.2, seed);
            let bias = perception_bias(&grow(&rule, seed, Some(&sides)).graph, &sides);
            let found = [
                bias.minority.group,
                bias.majority.group,
                bias.minority.mean_share,
                bias.majority.mean_share,
            ];
            for (mean, found) in mean.iter_mut().zip(found) {
                *mean += found / 20.0;
            }
        }
        println!("P_min, P_maj, perceived by minority, by majority: {mean:.4?}");
        assert!((mean[0] - 2.691).abs() < 0.07, "P1, P_min: {}", mean[0]);
        assert!((mean[1] - 0.447).abs() < 0.01, "P1, P_maj: {}", mean[1]);
        assert!((mean[2] - 0.49).abs() < 0.02, "P4, minority: {}", mean[2]);
        assert!((mean[3] - 0.07).abs() < 0.02, "P4, majority: {}", mean[3]);
    }
}

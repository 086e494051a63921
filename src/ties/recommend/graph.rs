//! Scores from who follows whom.

use crate::math;
use crate::network::Graph;
use crate::ties::Platform;

/// Masses that all together move by less than this in a step change no recommendation that anybody would notice.
const TOLERANCE: f64 = 1e-7;

/// How many of the reader's followees each account follows. O(ties).
pub(super) fn common_followees(graph: &Graph, reader: u32) -> Vec<u32> {
    let mut is_followee = vec![false; graph.agents()];
    graph.followees(reader as usize).iter().for_each(|&followee| is_followee[followee as usize] = true);
    let common = |account: usize| {
        graph.followees(account).iter().filter(|&&followee| is_followee[followee as usize]).count() as u32
    };
    (0..graph.agents()).map(common).collect()
}

/// The directed Jaccard index: of the accounts that the reader follows or that follow v, those that are both.
/// O(ties of the reader's followees + N).
pub(super) fn jaccard(platform: &Platform<'_>, reader: u32) -> Vec<f64> {
    let graph = platform.graph;
    let mut both = vec![0_u32; graph.agents()];
    for &followee in graph.followees(reader as usize) {
        for &account in graph.followees(followee as usize) {
            both[account as usize] += 1;
        }
    }
    let degree = graph.degree(reader as usize) as u32;
    let index = |(&both, &followers): (&u32, &u32)| {
        math::share(f64::from(both), f64::from(degree + followers - both)).max(0.0)
    };
    both.iter().zip(platform.followers).map(index).collect()
}

/// Personalised `PageRank`: the share of time that a walk from followee to followee spends at each account, if it
/// restarts at the reader with probability 1 − damping, and wherever there is nobody to go on to. Power iteration:
/// O(ties) a step, about ln(tolerance)/ln(damping) steps.
pub(super) fn pagerank(graph: &Graph, reader: u32, damping: f64) -> Vec<f64> {
    let mut mass = vec![0.0; graph.agents()];
    mass[reader as usize] = 1.0;
    let mut next = vec![0.0; graph.agents()];
    // |change| shrinks by the damping a step: the loop ends.
    loop {
        next.fill(0.0);
        let mut back = 0.0;
        for (account, &mass) in mass.iter().enumerate().filter(|(_, mass)| **mass > 0.0) {
            let followees = graph.followees(account);
            if followees.is_empty() {
                back += mass;
                continue;
            }
            let passed = damping * mass / followees.len() as f64;
            for &followee in followees {
                next[followee as usize] += passed;
            }
        }
        next[reader as usize] += 1.0 - damping + damping * back;
        let change = math::ordered_sum(next.iter().zip(&mass).map(|(a, b)| (a - b).abs()));
        std::mem::swap(&mut mass, &mut next);
        if change < TOLERANCE {
            return mass;
        }
    }
}

/// √(followers on the + side · followers on the − side). O(ties).
pub(super) fn followed_by_both(platform: &Platform<'_>) -> Vec<f64> {
    let mut counts = vec![[0_u32; 2]; platform.graph.agents()];
    for (follower, followee) in platform.graph.iter() {
        match platform.agents.side[follower as usize] {
            0 => {}
            side => counts[followee as usize][usize::from(side > 0)] += 1,
        }
    }
    counts.into_iter().map(|[minus, plus]| libm::sqrt(f64::from(minus) * f64::from(plus))).collect()
}

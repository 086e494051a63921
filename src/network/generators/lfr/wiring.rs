//! Ties from degrees and communities.

use std::collections::BTreeSet;

use super::Plan;
use crate::random::Stream;

/// How often a pair that must not be is swapped with another before it is dropped.
const SWAPS: u32 = 1000;

/// Ends paired at random: inside each community, then between them. The edges.
pub(super) fn paired(plan: &Plan, stream: &mut Stream) -> Vec<(u32, u32)> {
    let mut edges = Vec::new();
    let mut ends: Vec<u32> = Vec::new();
    let mut outside: Vec<u32> = Vec::new();
    let fill = |ends: &mut Vec<u32>, agent: u32, count: u32| {
        ends.extend(std::iter::repeat_n(agent, count as usize));
    };
    for members in &plan.members {
        ends.clear();
        for &i in members {
            fill(&mut ends, i, plan.inside[i as usize]);
        }
        // An odd end goes outside, whichever it is.
        if ends.len() % 2 == 1 {
            let odd = stream.below(ends.len() as u32) as usize;
            outside.push(ends.swap_remove(odd));
        }
        pair(&mut ends, stream, |_, _| true, &mut edges);
    }
    for agent in 0..plan.degrees.len() as u32 {
        fill(&mut outside, agent, plan.outside(agent as usize));
    }
    if outside.len() % 2 == 1 {
        let odd = stream.below(outside.len() as u32) as usize;
        outside.swap_remove(odd);
    }
    let community = |agent: u32| plan.community[agent as usize];
    pair(&mut outside, stream, |a, b| community(a) != community(b), &mut edges);
    edges
}

/// Pairs `ends` and adds the edges. Self-loops, repetitions and pairs that are not `allowed` are swapped with random
/// other pairs; what cannot be swapped away is dropped.
fn pair(
    ends: &mut [u32],
    stream: &mut Stream,
    allowed: impl Fn(u32, u32) -> bool,
    edges: &mut Vec<(u32, u32)>,
) {
    stream.shuffle(ends);
    let mut pairs: Vec<(u32, u32)> = ends.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    let name = |(a, b): (u32, u32)| (a.min(b), a.max(b));
    let mut made: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut wrong: Vec<usize> = Vec::new();
    for (index, &(a, b)) in pairs.iter().enumerate() {
        if a == b || !allowed(a, b) || !made.insert(name((a, b))) {
            wrong.push(index);
        }
    }
    let mut is_wrong = vec![false; pairs.len()];
    for &index in &wrong {
        is_wrong[index] = true;
    }
    for &index in &wrong {
        for _ in 0..SWAPS {
            let other = stream.below(pairs.len() as u32) as usize;
            let ((a, b), (c, d)) = (pairs[index], pairs[other]);
            // (a, b), (c, d) become (a, d), (c, b); both must be new. A wrong partner is only helped.
            let (first, second) = ((a, d), (c, b));
            let good =
                |pair: (u32, u32)| pair.0 != pair.1 && allowed(pair.0, pair.1) && !made.contains(&name(pair));
            if other == index || is_wrong[other] || name(first) == name(second) {
                continue;
            }
            if good(first) && good(second) {
                made.remove(&name((c, d)));
                made.insert(name(first));
                made.insert(name(second));
                pairs[index] = first;
                pairs[other] = second;
                is_wrong[index] = false;
                break;
            }
        }
    }
    edges.extend(pairs.into_iter().zip(is_wrong).filter(|(_, wrong)| !wrong).map(|(pair, _)| pair));
}

/// One agent after the other takes random partners, inside and then outside, until it has its degree. The edges.
pub(super) fn greedy(plan: &Plan, stream: &mut Stream) -> Vec<(u32, u32)> {
    let n = plan.degrees.len();
    let mut friends: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); n];
    let tie = |a: u32, b: u32, friends: &mut Vec<BTreeSet<u32>>| {
        friends[a as usize].insert(b);
        friends[b as usize].insert(a);
    };
    // In random order: whoever comes late has been chosen by others before.
    let mut order: Vec<&Vec<u32>> = plan.members.iter().collect();
    stream.shuffle(&mut order);
    for members in order {
        for &agent in members {
            let own = agent as usize;
            let within = |friends: &BTreeSet<u32>| {
                friends.iter().filter(|&&j| plan.community[j as usize] == plan.community[own]).count()
            };
            let mut known = within(&friends[own]);
            while friends[own].len() < plan.inside[own] as usize && known + 1 < members.len() {
                let other = members[stream.below(members.len() as u32) as usize];
                if other != agent && !friends[own].contains(&other) {
                    tie(agent, other, &mut friends);
                    known += 1;
                }
            }
            let mut known = friends[own].len() - within(&friends[own]);
            while friends[own].len() < plan.degrees[own] as usize && known + members.len() < n {
                let other = stream.below(n as u32);
                if plan.community[other as usize] != plan.community[own] && !friends[own].contains(&other) {
                    tie(agent, other, &mut friends);
                    known += 1;
                }
            }
        }
    }
    let mut edges = Vec::new();
    for (agent, friends) in friends.iter().enumerate() {
        edges.extend(friends.range(agent as u32 + 1..).map(|&other| (agent as u32, other)));
    }
    edges
}

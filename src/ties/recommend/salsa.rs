//! Who to follow (Gupta, Goel, Lin, Sharma, Wang & Zadeh 2013): SALSA on the circle of trust, as in Cinus et al. 2022.
//!
//! 1. The circle of trust is the share `circle` of all accounts with the highest personalised `PageRank` for the
//!    reader, itself among them; at least one; of equals those with the lowest ids.
//! 2. On the bipartite graph of the circle's members h and their followees a, with d_h the followees of h and e_a the
//!    members that follow a: `r_a = Σ_h s_h/d_h` over the members that follow a, and
//!    `s_h = (1 − damping)·[h is the reader] + damping·Σ_a r_a/e_a` over the followees of h. From s = 1 at the reader
//!    until s moves by less than 1e-8 (Euclidean).
//! 3. The score of an account is its r.

use super::graph::pagerank;
use crate::math;
use crate::network::Graph;

/// Where the iteration ends.
const TOLERANCE: f64 = 1e-8;

/// The score of every account; 0 for whom nobody in the circle follows.
pub(super) fn scores(graph: &Graph, reader: u32, damping: f64, circle: f64) -> Vec<f64> {
    let n = graph.agents();
    let rank = pagerank(graph, reader, damping);
    let mut members: Vec<u32> = (0..n as u32).collect();
    members.sort_by(|&a, &b| rank[b as usize].total_cmp(&rank[a as usize])); // stable: ids decide
    members.truncate(((circle * n as f64) as usize).max(1));
    // With damping near 0 the reader might not lead its own circle.
    if !members.contains(&reader) {
        members.pop();
        members.insert(0, reader);
    }
    let mut popularity = vec![0_u32; n];
    for &member in &members {
        graph.followees(member as usize).iter().for_each(|&account| popularity[account as usize] += 1);
    }
    let mut relevance = vec![0.0; n];
    let mut similarity: Vec<f64> =
        members.iter().map(|&member| f64::from(u8::from(member == reader))).collect();
    loop {
        relevance.fill(0.0);
        for (&member, &own) in members.iter().zip(&similarity) {
            let followees = graph.followees(member as usize);
            for &account in followees {
                relevance[account as usize] += own / followees.len() as f64;
            }
        }
        let mut change = 0.0;
        for (&member, own) in members.iter().zip(&mut similarity) {
            let mut received = 0.0;
            for &account in graph.followees(member as usize) {
                received += relevance[account as usize] / f64::from(popularity[account as usize]);
            }
            let next = f64::from(u8::from(member == reader)) * (1.0 - damping) + damping * received;
            change += math::square(next - *own);
            *own = next;
        }
        if libm::sqrt(change) < TOLERANCE {
            return relevance;
        }
    }
}

//! Rewiring of an undirected lattice whose edges are owned by one of their ends.

use crate::random::{Draws, Purpose};

/// Rewires a lattice in which agent i owns the edges to `owned[i·slots ..][..slots]`, in laps over the slots
/// as in Watts & Strogatz 1998: with probability `rewiring` the far end moves to an agent drawn uniformly
/// among those that i is not tied to; the near end stays. Draws: from the stream of (slot, agent) one uniform
/// number, then one integer a try. O(edges · slots): an edge is looked up among the edges that its two ends
/// own.
pub(super) fn rewire(agents: u32, slots: usize, rewiring: f64, owned: &mut [u32], draws: Draws) {
    if rewiring == 0.0 {
        return;
    }
    let row = |agent: u32| agent as usize * slots..(agent as usize + 1) * slots;
    let mut degrees = vec![slots as u32; agents as usize];
    for &target in owned.iter() {
        degrees[target as usize] += 1;
    }
    for slot in 0..slots {
        for agent in 0..agents {
            let mut stream = draws.stream(Purpose::Network, slot as u32, agent);
            // An agent tied to everybody has nobody left to move to.
            if !stream.chance(rewiring) || degrees[agent as usize] >= agents - 1 {
                continue;
            }
            let target = loop {
                let drawn = stream.below(agents);
                if drawn != agent
                    && !owned[row(agent)].contains(&drawn)
                    && !owned[row(drawn)].contains(&agent)
                {
                    break drawn;
                }
            };
            let place = agent as usize * slots + slot;
            degrees[owned[place] as usize] -= 1;
            degrees[target as usize] += 1;
            owned[place] = target;
        }
    }
}

/// The edges of such a lattice.
pub(super) fn edges(owned: &[u32], slots: usize) -> impl Iterator<Item = (u32, u32)> + Clone + '_ {
    owned
        .chunks_exact(slots)
        .enumerate()
        .flat_map(|(agent, row)| row.iter().map(move |&target| (agent as u32, target)))
}

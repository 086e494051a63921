//! What the generators share: rows grown in parallel, undirected graphs from their edges, distinct choices.

use rayon::prelude::*;

use crate::network::{Graph, GrowthError};
use crate::random::Stream;

/// Rows of a piece of parallel work. Fixed, so that the pieces do not depend on the number of threads.
const CHUNK: usize = 4096;

/// The rows of `agents` agents as (offsets, targets), in parallel. `grow(scratch, i, row)` appends the row of
/// agent i to `row`; it must be a function of i alone. `scratch` makes the working memory of a piece.
pub(super) fn grow_rows<S>(
    agents: u32,
    scratch: impl Fn() -> S + Sync,
    grow: impl Fn(&mut S, u32, &mut Vec<u32>) + Sync,
) -> (Vec<usize>, Vec<u32>) {
    let pieces: Vec<(Vec<usize>, Vec<u32>)> = (0..(agents as usize).div_ceil(CHUNK))
        .into_par_iter()
        .map(|piece| {
            let mut scratch = scratch();
            let mut ends = Vec::with_capacity(CHUNK);
            let mut targets = Vec::new();
            let first = piece * CHUNK;
            for agent in first..(first + CHUNK).min(agents as usize) {
                grow(&mut scratch, agent as u32, &mut targets);
                ends.push(targets.len());
            }
            (ends, targets)
        })
        .collect();
    let total = pieces.iter().map(|(_, targets)| targets.len()).sum();
    let mut offsets = Vec::with_capacity(agents as usize + 1);
    let mut targets = Vec::with_capacity(total);
    offsets.push(0);
    for (ends, row) in pieces {
        let before = targets.len();
        offsets.extend(ends.into_iter().map(|end| before + end));
        targets.extend_from_slice(&row);
    }
    (offsets, targets)
}

/// The edges (owner, target) of rows.
pub(super) fn edges<'a>(
    offsets: &'a [usize],
    targets: &'a [u32],
) -> impl Iterator<Item = (u32, u32)> + Clone + 'a {
    offsets.windows(2).enumerate().flat_map(move |(row, ends)| {
        targets[ends[0]..ends[1]].iter().map(move |&target| (row as u32, target))
    })
}

/// The undirected graph of `edges`, which are read twice and never stored. Self-loops and repetitions are
/// dropped. O(N + edges · log(longest row)); 4 bytes a tie and 16 an agent of memory.
pub(super) fn undirected(agents: usize, edges: impl Iterator<Item = (u32, u32)> + Clone) -> Graph {
    let mut offsets = vec![0_usize; agents + 1];
    edges.clone().filter(|(a, b)| a != b).for_each(|(a, b)| {
        offsets[a as usize + 1] += 1;
        offsets[b as usize + 1] += 1;
    });
    for row in 0..agents {
        offsets[row + 1] += offsets[row];
    }
    let mut next = offsets[..agents].to_vec();
    let mut targets = vec![0_u32; offsets[agents]];
    edges.filter(|(a, b)| a != b).for_each(|(a, b)| {
        targets[next[a as usize]] = b;
        next[a as usize] += 1;
        targets[next[b as usize]] = a;
        next[b as usize] += 1;
    });
    drop(next);
    sorted(offsets, targets, false)
}

/// The undirected version of a graph: whoever is tied one way is tied both ways.
pub(crate) fn symmetric(graph: &Graph) -> Graph {
    undirected(graph.agents(), edges(graph.offsets(), graph.targets()))
}

/// A graph from rows in any order: sorts them in parallel and drops repetitions.
pub(super) fn sorted(mut offsets: Vec<usize>, mut targets: Vec<u32>, directed: bool) -> Graph {
    let agents = offsets.len() - 1;
    let mut pieces = Vec::new();
    let mut rest = targets.as_mut_slice();
    for first in (0..agents).step_by(CHUNK) {
        let last = (first + CHUNK).min(agents);
        let (piece, behind) = rest.split_at_mut(offsets[last] - offsets[first]);
        pieces.push((&offsets[first..=last], piece));
        rest = behind;
    }
    let repetitions = pieces
        .into_par_iter()
        .map(|(ends, piece)| {
            let mut repeated = false;
            for row in ends.windows(2) {
                let row = &mut piece[row[0] - ends[0]..row[1] - ends[0]];
                row.sort_unstable();
                repeated |= row.windows(2).any(|pair| pair[0] == pair[1]);
            }
            repeated
        })
        .reduce(|| false, |a, b| a | b);
    if repetitions {
        drop_repetitions(&mut offsets, &mut targets);
    }
    Graph::from_sorted_rows(offsets, targets, directed)
}

fn drop_repetitions(offsets: &mut [usize], targets: &mut Vec<u32>) {
    let mut kept = 0;
    let mut start = 0;
    for row in 0..offsets.len() - 1 {
        let end = offsets[row + 1];
        let first = kept;
        for tie in start..end {
            let target = targets[tie];
            if kept == first || targets[kept - 1] != target {
                targets[kept] = target;
                kept += 1;
            }
        }
        start = end;
        offsets[row + 1] = kept;
    }
    targets.truncate(kept);
}

/// Visits the members of `range` that independent trials with probability `p` choose, in ascending order, by
/// geometric jumps (Batagelj & Brandes 2005): one exponential draw a member visited, and one more.
pub(super) fn bernoulli(
    stream: &mut Stream,
    range: std::ops::Range<u32>,
    p: f64,
    mut visit: impl FnMut(u32),
) {
    if p <= 0.0 || range.is_empty() {
        return;
    }
    if p >= 1.0 {
        range.for_each(visit);
        return;
    }
    // floor(E/λ) with λ = −ln(1 − p) is geometric where E is exponential.
    let scale = -1.0 / libm::log1p(-p);
    let mut at = f64::from(range.start);
    let end = f64::from(range.end);
    loop {
        at += libm::floor(stream.exponential() * scale);
        if at >= end {
            return;
        }
        visit(at as u32);
        at += 1.0;
    }
}

/// Tells whether a node was already chosen: by a look through a short list, by a stamp a node for a long one.
pub(super) struct Chosen {
    stamps: Vec<u32>,
    round: u32,
}

impl Chosen {
    /// The longest list that is looked through.
    const SHORT: usize = 64;

    /// For choices of up to `most` of `agents` nodes.
    pub(super) fn new(agents: u32, most: u32) -> Self {
        let stamps = if most as usize <= Self::SHORT { Vec::new() } else { vec![0; agents as usize] };
        Self { stamps, round: 0 }
    }

    /// Forgets all choices.
    pub(super) fn clear(&mut self) {
        self.round += 1;
    }

    /// Whether `node` is new beside `chosen`, the choices since the last [`clear`](Self::clear); remembers
    /// it.
    pub(super) fn is_new(&mut self, chosen: &[u32], node: u32) -> bool {
        match self.stamps.get_mut(node as usize) {
            None => !chosen.contains(&node),
            Some(stamp) if *stamp == self.round => false,
            Some(stamp) => {
                *stamp = self.round;
                true
            }
        }
    }
}

/// Whether `agents` leave a newcomer beside a seed of `followees` + 1, and the urns have room for all ends of
/// edges.
pub(super) fn room_for_seed(agents: u32, followees: u32) -> Result<(), GrowthError> {
    if agents <= followees {
        return Err(GrowthError(format!(
            "`agents` {agents} must be above `followees` {followees}: a newcomer takes that many distinct agents"
        )));
    }
    if u64::from(agents) * u64::from(followees) >= 1 << 31 {
        return Err(GrowthError(format!(
            "{agents} agents with {followees} edges each are more than the 2,147,483,647 edges that can be grown"
        )));
    }
    Ok(())
}

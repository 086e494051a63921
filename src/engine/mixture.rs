//! Filling a feed with a fixed number of slots for accounts that are not followed.

use super::pass::{Chunk, Frozen, Reader, Scratch};
use super::{rerank, serve};

/// Shows the best candidates: `outside` slots for accounts that are not followed and the others for followees; what
/// one of the two lacks, the other fills, below all that. O(n log n) in the candidates.
pub(super) fn show(
    frozen: &Frozen<'_>,
    chunk: &mut Chunk<'_>,
    reader: Reader,
    scratch: &mut Scratch,
    slots: usize,
    outside: usize,
) {
    let all = scratch.candidates.items.len();
    rerank::order(frozen, scratch, all, all);
    let followees = (reader.row.1 - reader.row.0) as u32;
    let outside = outside.min(slots);
    let mut left = [slots - outside, outside];
    // Those with a slot kept for them, then those that wait for what the others leave, then all below.
    let mut waiting = std::mem::take(&mut scratch.waiting);
    waiting.clear();
    let (candidates, work) = (&scratch.candidates, &mut scratch.rerank);
    work.roots.clone_from(&scratch.roots);
    work.list.clear();
    let best = scratch.selector.best_mut();
    for &one in best.iter() {
        let candidate = one.1 as usize;
        let kind = usize::from(candidates.ties[candidate] >= followees);
        let root = || frozen.posts.root[candidates.items[candidate] as usize];
        if left != [0, 0] && left[kind] == 0 {
            waiting.push(one);
            continue;
        }
        if left == [0, 0] {
            // The feed is full: whatever waits stands above the rest.
            work.list.append(&mut waiting);
        } else if candidates.reshares == 0 || serve::is_new_root(&mut work.roots, root()) {
            left[kind] -= 1;
        }
        work.list.push(one);
    }
    work.list.append(&mut waiting);
    best.copy_from_slice(&work.list);
    scratch.waiting = waiting;
    rerank::lift(frozen, scratch);
    let selector = std::mem::take(&mut scratch.selector);
    for &(_, candidate) in selector.best() {
        if scratch.feed.items.len() >= slots {
            break;
        }
        serve::show(frozen, chunk, reader, scratch, candidate as usize);
    }
    scratch.selector = selector;
}

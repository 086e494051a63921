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
    rerank::select(frozen, scratch, scratch.candidates.items.len());
    let selector = std::mem::take(&mut scratch.selector);
    let followees = (reader.row.1 - reader.row.0) as u32;
    let outside = outside.min(slots);
    let mut left = [slots - outside, outside];
    let mut waiting = std::mem::take(&mut scratch.waiting);
    waiting.clear();
    for &(_, candidate) in selector.best() {
        let candidate = candidate as usize;
        let kind = usize::from(scratch.candidates.ties[candidate] >= followees);
        if left[kind] == 0 {
            waiting.push(candidate);
        } else if serve::show(frozen, chunk, reader, scratch, candidate) {
            left[kind] -= 1;
            if left == [0, 0] {
                break;
            }
        }
    }
    for &candidate in &waiting {
        if scratch.feed.items.len() >= slots {
            break;
        }
        serve::show(frozen, chunk, reader, scratch, candidate);
    }
    scratch.waiting = waiting;
    scratch.selector = selector;
}

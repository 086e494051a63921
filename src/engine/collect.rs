//! Phase 3, at its start: what a reader's followees offer.

use super::candidates::CandidateColumns;
use super::pass::{Chunk, Frozen, Reader, Scratch};

/// Lists the followees who speak with their tie.
pub(super) fn standing(frozen: &Frozen<'_>, chunk: &Chunk<'_>, reader: Reader, scratch: &mut Scratch) {
    let row = &chunk.targets[reader.row.0..reader.row.1];
    let candidates = &mut scratch.candidates;
    candidates.reshares = 0;
    candidates.slots.clear();
    candidates.ties.resize(row.len(), 0);
    candidates.items.resize(row.len(), 0);
    // Everybody is written down and the next one overwrites whoever is silent: no branch to mispredict.
    let mut speakers = 0;
    for (tie, &author) in row.iter().enumerate() {
        candidates.ties[speakers] = tie as u32;
        candidates.items[speakers] = author;
        speakers += usize::from(frozen.voices[author as usize] & frozen.audible != 0);
    }
    candidates.ties.truncate(speakers);
    candidates.items.truncate(speakers);
    if let Some(only) = reader.only {
        let at = candidates.ties.iter().position(|&tie| tie == only);
        let kept = at.map(|at| (only, candidates.items[at]));
        candidates.ties.clear();
        candidates.items.clear();
        candidates.ties.extend(kept.map(|(tie, _)| tie));
        candidates.items.extend(kept.map(|(_, item)| item));
    }
}

/// Lists the unseen, live posts of the followees with their tie and slot.
pub(super) fn posts(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, reader: Reader, scratch: &mut Scratch) {
    let Scratch { candidates, mask, unseen, .. } = scratch;
    candidates.reshares = 0;
    let row = &chunk.targets[reader.row.0..reader.row.1];
    let posts = frozen.posts;
    let words = posts.words;
    // What lives comes from all over the memory: it is fetched first, by itself, so that no load waits for another.
    unseen.clear();
    if !frozen.live.is_empty() {
        unseen.extend(row.iter().map(|&author| u64::from(frozen.live[author as usize])));
    } else if words == 1 {
        unseen.extend(row.iter().map(|&author| posts.live[author as usize]));
    } else {
        for &author in row {
            unseen.extend_from_slice(&posts.live[author as usize * words..][..words]);
        }
    }
    mask.resize(words, 0);
    // Slots that were written since the last look have new posts in them: what was seen there is gone.
    posts.rewritten(chunk.looked[reader.at], frozen.tick, mask);
    let seen = &mut chunk.seen[reader.row.0 * words..reader.row.1 * words];
    for (seen, unseen) in seen.chunks_exact_mut(words).zip(unseen.chunks_exact_mut(words)) {
        for ((seen, unseen), &mask) in seen.iter_mut().zip(unseen).zip(&*mask) {
            let is_seen = *seen & !mask;
            *unseen &= !is_seen;
            if !frozen.dry {
                *seen = is_seen;
            }
        }
    }
    if posts.per_tick > frozen.model.feed.posts_per_tick {
        candidates.reshares = drop_own(frozen, reader, row, unseen);
    }
    list(candidates, row, unseen, (words, posts.capacity));
    if !frozen.dry {
        chunk.looked[reader.at] = frozen.tick;
    }
}

/// Takes the reader's own posts out of what others reshare; how many reshares are left.
fn drop_own(frozen: &Frozen<'_>, reader: Reader, row: &[u32], unseen: &mut [u64]) -> usize {
    let posts = frozen.posts;
    let mut left = 0;
    for (&author, unseen) in row.iter().zip(unseen.chunks_exact_mut(posts.words)) {
        for (word, (unseen, &reshares)) in unseen.iter_mut().zip(frozen.reshare_mask).enumerate() {
            let first = author as usize * posts.capacity + word * 64;
            let mut reshared = *unseen & reshares;
            while reshared != 0 {
                let item = first + reshared.trailing_zeros() as usize;
                let bit = reshared & reshared.wrapping_neg();
                reshared ^= bit;
                if posts.root[item].author() as usize == reader.id {
                    *unseen ^= bit; // one's own post comes back
                } else {
                    left += 1;
                }
            }
        }
    }
    left
}

/// Slots of a mask that are read at once.
const NIBBLE: usize = 4;

/// The places of the bits that are set in a mask of four, ascending, and what fills up.
const PLACES: [[u32; NIBBLE]; 16] = {
    let mut places = [[0; NIBBLE]; 16];
    let mut mask = 0;
    while mask < 16 {
        let (mut count, mut bit) = (0, 0);
        while bit < NIBBLE {
            if mask >> bit & 1 == 1 {
                places[mask][count] = bit as u32;
                count += 1;
            }
            bit += 1;
        }
        mask += 1;
    }
    places
};

/// How many bits are set in a mask of four.
const COUNTS: [u8; 16] = [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4];

/// The most slots of an author whose mask is read four by four.
const SHORT: usize = 16;

/// Writes down the posts whose bits are set, author by author.
fn list(candidates: &mut CandidateColumns, row: &[u32], unseen: &[u64], (words, capacity): (usize, usize)) {
    let CandidateColumns { ties, items, slots, .. } = candidates;
    if capacity <= SHORT {
        let most = row.len() * capacity + NIBBLE;
        for column in [&mut *ties, &mut *items, &mut *slots] {
            column.resize(most, 0);
        }
        let mut count = 0;
        for (tie, (&author, &unseen)) in row.iter().zip(unseen).enumerate() {
            let first = author * capacity as u32;
            for from in (0..capacity).step_by(NIBBLE) {
                // All four are written down and the next ones overwrite what was not there: no branch to mispredict.
                let mask = (unseen >> from) as usize & 15;
                let places = PLACES[mask].map(|place| place + from as u32);
                ties[count..count + NIBBLE].fill(tie as u32);
                items[count..count + NIBBLE].copy_from_slice(&places.map(|place| first.wrapping_add(place)));
                slots[count..count + NIBBLE].copy_from_slice(&places);
                count += COUNTS[mask] as usize;
            }
        }
        for column in [ties, items, slots] {
            column.truncate(count);
        }
        return;
    }
    for column in [&mut *ties, &mut *items, &mut *slots] {
        column.clear();
    }
    // Slots are written down here first: one check of the columns' capacity a word, not one a post.
    let mut bits = [0_u32; 64];
    for (tie, (&author, unseen)) in row.iter().zip(unseen.chunks_exact(words)).enumerate() {
        for (word, &unseen) in unseen.iter().enumerate() {
            let first = author * capacity as u32 + word as u32 * 64;
            let mut unseen = unseen;
            let mut found = 0;
            while unseen != 0 {
                bits[found & 63] = unseen.trailing_zeros();
                found += 1;
                unseen &= unseen - 1;
            }
            let bits = &bits[..found];
            ties.extend(std::iter::repeat_n(tie as u32, found));
            items.extend(bits.iter().map(|&bit| first + bit));
            slots.extend(bits.iter().map(|&bit| word as u32 * 64 + bit));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_are_read_bit_by_bit() {
        for capacity in [1, 3, 4, 7, 16, 17, 64, 100] {
            let words = usize::div_ceil(capacity, 64);
            let row = [5, 2, 9];
            let mut unseen = vec![0_u64; row.len() * words];
            let mut expected = Vec::new();
            for (tie, &author) in row.iter().enumerate() {
                for slot in (0..capacity).filter(|slot| (slot * 7 + tie) % 3 == 0 || tie == 1) {
                    unseen[tie * words + slot / 64] |= 1 << (slot % 64);
                    expected.push((tie as u32, author * capacity as u32 + slot as u32, slot as u32));
                }
            }
            let mut found = CandidateColumns::default();
            for _ in 0..2 {
                list(&mut found, &row, &unseen, (words, capacity));
                let columns = found.ties.iter().zip(&found.items).zip(&found.slots);
                let columns: Vec<_> = columns.map(|((&tie, &item), &slot)| (tie, item, slot)).collect();
                assert_eq!(columns, expected, "{capacity}");
            }
        }
    }
}

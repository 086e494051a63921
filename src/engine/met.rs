//! What a reader's draws on a post are keyed by: the reader and the post, not the tick.
//!
//! Two runs of a seed that differ a little show a post in different ticks, or by the hands of different people. So that the
//! reader makes the same of it in both, its draws are taken from the reader's block of tick 0 and hashed by a number of the
//! post: at the first meeting that of the original, however it comes, later that of the item (the original itself, or
//! somebody's reshare), which nobody is shown twice. No number is used twice by a reader: the law of a run is that of
//! independent draws.
//!
//! Whether a reader has met an original is kept in two filters a reader (Bloom 1970, with one hash), one for the originals
//! of even windows and one for those of odd ones; each is emptied when its turn comes, and all that it held are dead.
//! A filter forgets nothing, so that no draw is made twice; now and then it takes for met what is not, which costs a little
//! of the likeness of two runs, and nothing else. An original that is dead counts as met.

use super::chunks::Cutter;
use super::model::{Model, Slots};
use super::pass::{Chunk, Frozen, Reader};
use crate::random::{Purpose, mix};
use crate::world::{PostId, Shown};

/// Bits of a filter for each item that a reader is shown in a window.
const BITS_AN_ITEM: usize = 4;

/// Bits of a filter at most; as many where feeds have no end.
const MOST_BITS: usize = 1024;

/// Which originals each agent has met.
#[derive(Debug, Default)]
pub(super) struct Met {
    /// Words of a filter, a power of 2; 0: no original comes twice.
    words: usize,
    /// Two filters an agent.
    bits: Vec<u64>,
}

impl Met {
    /// Nobody has met anything. 1 to 8 bits for each item that a feed shows in a window, 256 bytes an agent at most;
    /// nothing where no post can come twice: it cannot be passed on, and reaches followers alone.
    pub fn new(model: &Model, agents: usize) -> Self {
        let comes_twice =
            |model: &Model| model.has_windows() && (model.has_reshares() || model.reaches_beyond_ties());
        let by_post = model.all().any(|model| model.reaction.draws_by_post());
        if model.is_standing() || !by_post || !model.all().any(comes_twice) {
            return Self::default();
        }
        let shown = match model.feed.slots {
            Slots::All => MOST_BITS,
            Slots::First(slots) => slots as usize * model.feed.window as usize,
        };
        let words = shown.saturating_mul(BITS_AN_ITEM).min(MOST_BITS).div_ceil(64).next_power_of_two();
        Self { words, bits: vec![0; 2 * words * agents] }
    }

    /// The words of both filters of an agent, and the filters of all to be cut.
    pub fn cutter(&mut self) -> (usize, Cutter<'_, u64>) {
        (2 * self.words, Cutter::new(&mut self.bits))
    }

    /// In the first tick of a window, empties the filters that its originals come into. O(agents), once a window.
    pub fn forget(&mut self, window: u32, tick: u32) {
        if self.words == 0 || !tick.is_multiple_of(window) {
            return;
        }
        let first = half(window, tick) * self.words;
        for filters in self.bits.chunks_exact_mut(2 * self.words) {
            filters[first..first + self.words].fill(0);
        }
    }
}

/// Which of the two filters holds the originals born in a tick.
#[inline]
fn half(window: u32, born: u32) -> usize {
    (born / window % 2) as usize
}

/// Notes in a filter of a power of 2 of words; false if it was there, or seems to have been.
#[inline]
fn is_new(filter: &mut [u64], number: u32, keep: bool) -> bool {
    let bit = number as usize & (filter.len() * 64 - 1);
    let word = &mut filter[bit / 64];
    let is_new = *word >> (bit % 64) & 1 == 0;
    *word |= u64::from(keep) << (bit % 64);
    is_new
}

/// The number of a post but for its author: `born` in this tick, `place` among what its author published in it.
#[inline]
pub(super) fn number_of(born: u32, place: u32) -> u32 {
    mix(mix(0, born), place)
}

/// Where the draws on the items shown come from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keyed {
    /// Whether they last: blocks of tick 0 and numbers of posts, not those of this tick.
    pub lasts: bool,
    tick: u32,
    turn: u32,
}

impl Keyed {
    /// The block of four words for a purpose.
    #[inline]
    pub fn words(self, frozen: &Frozen<'_>, purpose: Purpose) -> [u32; 4] {
        frozen.draws.words(purpose, self.tick, self.turn)
    }
}

/// Writes down the number that each item shown is drawn by, and notes the originals as met. O(items).
pub(super) fn number(
    frozen: &Frozen<'_>,
    chunk: &mut Chunk<'_>,
    reader: Reader,
    shown: &Shown<'_>,
    numbers: &mut Vec<u32>,
) -> Keyed {
    numbers.clear();
    // A platform's memory shows a post again and again, and each time it is another chance.
    if frozen.standing || frozen.store.is_some() || !frozen.model.reaction.draws_by_post() {
        numbers.extend_from_slice(shown.items);
        return Keyed { lasts: false, tick: frozen.tick, turn: reader.turn };
    }
    let posts = frozen.posts;
    let slot_of = |item: u32, author: u32| item as usize - author as usize * posts.capacity;
    let words = chunk.met.len() / chunk.opinion.len().max(1);
    let filters = &mut chunk.met[reader.at * words..][..words];
    let items = shown.items.iter().zip(shown.authors);
    if filters.is_empty() {
        numbers
            .extend(items.map(|(&item, &author)| mix(frozen.number_of_slot[slot_of(item, author)], author)));
    } else {
        // A post that is recommended may be one that was met while its author was followed.
        let again = if frozen.reaches { frozen.tick } else { 0 };
        numbers.extend(items.map(|(&item, &author)| {
            let slot = slot_of(item, author);
            let own = mix(frozen.number_of_slot[slot], author);
            let (first, age) = if frozen.is_reshare_slot[slot] {
                original(frozen, posts.root[item as usize])
            } else {
                (own, frozen.age_of_slot[slot])
            };
            let is_first = age < posts.window && {
                let start = half(posts.window, frozen.tick - age) * (words / 2);
                is_new(&mut filters[start..start + words / 2], first, !frozen.dry)
            };
            if is_first { first } else { mix(own, again) }
        }));
    }
    Keyed { lasts: true, tick: 0, turn: reader.id as u32 }
}

/// The number and the age of an original.
#[inline]
fn original(frozen: &Frozen<'_>, root: PostId) -> (u32, u32) {
    let per_tick = frozen.posts.per_tick;
    let (born, place) = (root.serial() / per_tick, root.serial() % per_tick);
    (mix(number_of(born, place), root.author()), frozen.tick - born)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_tick_all_differ() {
        let mut numbers: Vec<u32> = (0..4_u32)
            .flat_map(|place| (0..5000).map(move |author| mix(number_of(9, place), author)))
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 20_000);
    }

    #[test]
    fn a_filter_forgets_nothing_while_it_lives() {
        let window = 5;
        let mut met = Met { words: 2, bits: vec![0; 2 * 2 * 3] };
        let mut kept: Vec<(u32, u32)> = Vec::new();
        for tick in 1..60 {
            met.forget(window, tick);
            for place in 0..6 {
                let (born, number) = (tick - tick.min(place), mix(tick, place));
                let start = 4 + half(window, born) * 2;
                is_new(&mut met.bits[start..start + 2], number, true);
                kept.push((born, number));
            }
            for &(born, number) in kept.iter().filter(|&&(born, _)| tick - born < window) {
                let start = 4 + half(window, born) * 2;
                assert!(!is_new(&mut met.bits[start..start + 2], number, false), "{tick} {born}");
            }
        }
        // And nobody else's were touched.
        assert!(met.bits[..4].iter().chain(&met.bits[8..]).all(|&word| word == 0));
        // Nor is it full for ever.
        met.forget(window, 60);
        met.forget(window, 65);
        assert!(is_new(&mut met.bits[4..6], 77, true));
        assert!(!is_new(&mut met.bits[4..6], 77, true));
    }
}

//! A feed a reader, where authors act: the last σ posts that reached it (`feed.inbox`, or as many as `feed.slots`).
//!
//! A post that is put before a reader takes the place of the oldest in its feed; then the reader is shown the feed. One
//! record of words a reader lies together in memory: the stances, where the next post goes, the posters. A rule of
//! influence that asks for nothing but stances reads them there. Where ties do not change and nobody follows more than 256,
//! a poster is the number of its tie among the reader's own, four a word. 4 + 8σ bytes an agent, or 4 + 5σ (and up to 3
//! more), and 8σ more where posts can be passed on.

use crate::engine::pass::Arrival;
use crate::influence::{Rows, stance_of};
use crate::world::PostId;

/// Marks a feed that has no empty place.
const FULL: u32 = 1 << 31;

/// Ties that a byte can number.
pub(super) const TIES: usize = 1 << 8;

/// The feeds of all readers.
#[derive(Debug)]
pub(in crate::engine) struct Feeds {
    slots: usize,
    /// Words a record.
    stride: usize,
    /// Whether posters are kept as numbers of ties, four a word.
    numbers_ties: bool,
    /// A record a reader: σ stances (as the bits of an `f32`; NaN where there is none yet), the next place and whether the
    /// feed is full, σ posters.
    words: Vec<u32>,
    /// The originals, σ a reader; empty where nothing can be passed on.
    roots: Vec<PostId>,
}

impl Feeds {
    /// Empty feeds of `slots` posts. `numbers_ties`: ties never change, and nobody has more than [`TIES`]. `roots`: keep the
    /// originals.
    pub fn new(agents: usize, slots: u32, numbers_ties: bool, roots: bool) -> Self {
        let slots = slots as usize;
        let stride = slots + 1 + if numbers_ties { slots.div_ceil(4) } else { slots };
        let mut words = vec![0; agents * stride];
        words.chunks_exact_mut(stride).for_each(|record| record[..slots].fill(f32::NAN.to_bits()));
        let roots = if roots { vec![PostId::NONE; agents * slots] } else { Vec::new() };
        Self { slots, stride, numbers_ties, words, roots }
    }

    /// Whether a poster is given as the number of its tie among the reader's own.
    #[inline]
    pub fn numbers_ties(&self) -> bool {
        self.numbers_ties
    }

    #[inline]
    fn record(&self, reader: usize) -> &[u32] {
        &self.words[reader * self.stride..][..self.stride]
    }

    /// What some readers are shown, where all are shown all that they keep and nothing but stances is read.
    #[inline]
    pub fn rows<'a>(&'a self, ids: &'a [u32]) -> Rows<'a> {
        Rows { ids, words: &self.words, stride: self.stride, width: self.slots }
    }

    /// Whether a feed has no empty place.
    #[inline]
    fn is_full(&self, reader: usize) -> bool {
        self.record(reader)[self.slots] & FULL != 0
    }

    /// The place of the oldest post of a feed, which the next one takes; the first empty one where there is one.
    #[inline]
    fn next(&self, reader: usize) -> usize {
        (self.record(reader)[self.slots] & !FULL) as usize
    }

    /// How many posts a feed has.
    #[inline]
    fn len(&self, reader: usize) -> usize {
        if self.is_full(reader) { self.slots } else { self.next(reader) }
    }

    /// Puts a post, of which nobody needs the original, in the place of the oldest of a feed. `from`: its poster, or the
    /// number of the tie to it.
    #[inline]
    pub fn push(&mut self, reader: usize, stance: f32, from: u32) {
        let (slots, stride) = (self.slots, self.stride);
        let (stances, rest) = self.words[reader * stride..][..stride].split_at_mut(slots);
        let (head, posters) = rest.split_at_mut(1);
        let place = (head[0] & !FULL) as usize;
        stances[place] = stance.to_bits();
        if self.numbers_ties {
            let (word, shift) = (&mut posters[place / 4], place % 4 * 8);
            *word = (*word & !(0xff << shift)) | from << shift;
        } else {
            posters[place] = from;
        }
        head[0] = if place + 1 == slots { FULL } else { (head[0] & FULL) | (place as u32 + 1) };
    }

    /// The ends of a record, to have it at hand.
    #[inline]
    pub fn touch(&self, reader: usize) -> u32 {
        let record = self.record(reader);
        record[0] ^ record[record.len() - 1]
    }

    /// Whether a feed shows an original already. False where nothing can be passed on: then nothing comes twice.
    pub fn holds(&self, reader: usize, root: PostId) -> bool {
        self.roots
            .get(reader * self.slots..(reader + 1) * self.slots)
            .is_some_and(|roots| roots.contains(&root))
    }

    /// Puts a post into a feed, and its original. `from`: as in [`push`](Self::push).
    pub fn put(&mut self, reader: usize, stance: f64, from: u32, root: PostId) {
        let place = reader * self.slots + self.next(reader);
        if let Some(kept) = self.roots.get_mut(place) {
            *kept = root;
        }
        self.push(reader, stance as f32, from);
    }

    /// Writes what a feed holds into `list`: by place, or (`newest`) the newest first. `followees`: the reader's; `tie`: the
    /// position of the tie to a poster, asked where ties are not numbered.
    pub fn list(
        &self,
        reader: usize,
        newest: bool,
        followees: &[u32],
        tie: impl Fn(u32) -> u32,
        list: &mut Vec<Arrival>,
    ) {
        let (slots, length, next) = (self.slots, self.len(reader), self.next(reader));
        let record = self.record(reader);
        list.clear();
        for number in 0..length {
            let place = if newest { (next + length - 1 - number) % length } else { number };
            let (poster, tie) = if self.numbers_ties {
                let tie = record[slots + 1 + place / 4] >> (place % 4 * 8) & 0xff;
                (followees[tie as usize], tie)
            } else {
                let poster = record[slots + 1 + place];
                (poster, tie(poster))
            };
            let root = self.roots.get(reader * slots + place).copied();
            let root = root.unwrap_or_else(|| PostId::new(poster, place as u32));
            list.push(Arrival { poster, root, stance: stance_of(record[place]), tie });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tie_of_256_keeps_its_number() {
        let followees: Vec<u32> = (0..TIES as u32).map(|tie| 1000 + 3 * tie).collect();
        let mut feeds = Feeds::new(2, TIES as u32, true, false);
        for tie in (0..TIES as u32).rev() {
            feeds.push(0, tie as f32, tie);
            feeds.push(1, 0.5, 255 - tie);
        }
        let mut list = Vec::new();
        feeds.list(0, true, &followees, |_| 0, &mut list);
        let found: Vec<_> = list.iter().map(|item| (item.poster, item.tie, item.stance)).collect();
        let wanted: Vec<_> = (0..TIES as u32).map(|tie| (1000 + 3 * tie, tie, f64::from(tie))).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn the_oldest_makes_place() {
        for (keeps, numbers_ties) in [(false, false), (true, false), (false, true), (true, true)] {
            let mut feeds = Feeds::new(3, 3, numbers_ties, keeps);
            let mut list = Vec::new();
            let mut found = |feeds: &Feeds, newest| {
                feeds.list(1, newest, &[0, 1, 2, 3, 4], |poster| poster * 2, &mut list);
                list.iter().map(|item| (item.poster, item.stance)).collect::<Vec<_>>()
            };
            assert_eq!(found(&feeds, true), []);
            for post in 0..5_u32 {
                let root = PostId::new(9, post);
                assert!(!feeds.holds(1, root));
                feeds.put(1, f64::from(post) / 4.0, post, root);
                assert_eq!(feeds.holds(1, root), keeps);
                let newest: Vec<(u32, f64)> =
                    (0..=post).rev().take(3).map(|post| (post, f64::from(post) / 4.0)).collect();
                assert_eq!(found(&feeds, true), newest);
                let mut placed = found(&feeds, false);
                placed.sort_by_key(|&(poster, _)| std::cmp::Reverse(poster));
                assert_eq!(placed, newest);
            }
            assert_eq!(found(&feeds, false), [(3, 0.75), (4, 1.0), (2, 0.5)]);
            assert!(feeds.is_full(1) && !feeds.is_full(0) && feeds.len(2) == 0);
            assert_eq!(list[0].tie, if numbers_ties { 3 } else { 6 });
            assert_eq!(list[0].root, if keeps { PostId::new(9, 3) } else { PostId::new(3, 0) });
        }
    }
}

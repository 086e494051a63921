//! A feed a reader, where authors act: the last σ posts that reached it (`feed.inbox`, or as many as `feed.slots`).
//!
//! A post that is put before a reader takes the place of the oldest in its feed; then the reader is shown the feed. One
//! record of words a reader lies together in memory: where the next post goes, the stances, the posters. 4 + 8σ bytes an
//! agent, and 8σ more where posts can be passed on.

use crate::engine::pass::Arrival;
use crate::world::PostId;

/// Marks a feed that has no empty place.
const FULL: u32 = 1 << 31;

/// The feeds of all readers.
#[derive(Debug)]
pub(in crate::engine) struct Feeds {
    slots: usize,
    /// A record a reader: the next place and whether the feed is full, σ stances (as the bits of an `f32`), σ posters.
    words: Vec<u32>,
    /// The originals, σ a reader; empty where nothing can be passed on.
    roots: Vec<PostId>,
}

/// The record of a reader.
pub(super) struct Record<'a> {
    words: &'a mut [u32],
    slots: usize,
}

impl Record<'_> {
    /// Whether there is no empty place.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.words[0] & FULL != 0
    }

    /// The place of the oldest post, which the next one takes; the first empty one where there is one.
    #[inline]
    pub fn next(&self) -> usize {
        (self.words[0] & !FULL) as usize
    }

    /// How many posts there are.
    #[inline]
    pub fn len(&self) -> usize {
        if self.is_full() { self.slots } else { self.next() }
    }

    /// Puts a post in the place of the oldest.
    #[inline]
    pub fn put(&mut self, stance: f32, poster: u32) {
        let place = self.next();
        self.words[1 + place] = stance.to_bits();
        self.words[1 + self.slots + place] = poster;
        self.words[0] =
            if place + 1 == self.slots { FULL } else { (self.words[0] & FULL) | (place as u32 + 1) };
    }
}

impl Feeds {
    /// Empty feeds of `slots` posts. `roots`: keep the originals.
    pub fn new(agents: usize, slots: u32, roots: bool) -> Self {
        let slots = slots as usize;
        Self {
            slots,
            words: vec![0; agents * (1 + 2 * slots)],
            roots: if roots { vec![PostId::NONE; agents * slots] } else { Vec::new() },
        }
    }

    /// Posts that a feed holds at most.
    #[inline]
    pub fn slots(&self) -> usize {
        self.slots
    }

    /// The record of a reader.
    #[inline]
    pub fn of(&mut self, reader: usize) -> Record<'_> {
        let length = 1 + 2 * self.slots;
        Record { words: &mut self.words[reader * length..][..length], slots: self.slots }
    }

    /// Puts a post into a feed, as `put`, and writes the stances that it then holds into `row`, by place; NaN where it has
    /// none.
    #[inline]
    pub fn exchange(&mut self, reader: usize, stance: f32, poster: u32, row: &mut [f64]) {
        let slots = self.slots;
        let length = 1 + 2 * slots;
        let (head, rest) = self.words[reader * length..][..length].split_at_mut(1);
        let (stances, posters) = rest.split_at_mut(slots);
        let place = (head[0] & !FULL) as usize;
        // Before the post is written: what has just been stored cannot be loaded in wider pieces at once.
        let (four, rest) = row.as_chunks_mut::<4>();
        let (bits, last) = stances.as_chunks::<4>();
        for (four, bits) in four.iter_mut().zip(bits) {
            *four = bits.map(|bits| f64::from(f32::from_bits(bits)));
        }
        for (one, &bits) in rest.iter_mut().zip(last) {
            *one = f64::from(f32::from_bits(bits));
        }
        row[place] = f64::from(stance);
        if head[0] & FULL == 0 {
            row[place + 1..].fill(f64::NAN);
        }
        stances[place] = stance.to_bits();
        posters[place] = poster;
        head[0] = if place + 1 == slots { FULL } else { (head[0] & FULL) | (place as u32 + 1) };
    }

    /// The ends of a record, to have it at hand.
    #[inline]
    pub fn touch(&self, reader: usize) -> u32 {
        let length = 1 + 2 * self.slots;
        self.words[reader * length] ^ self.words[reader * length + length - 1]
    }

    /// Whether a feed shows an original already. False where nothing can be passed on: then nothing comes twice.
    pub fn holds(&self, reader: usize, root: PostId) -> bool {
        self.roots
            .get(reader * self.slots..(reader + 1) * self.slots)
            .is_some_and(|roots| roots.contains(&root))
    }

    /// Puts a post into a feed, and its original.
    pub fn put(&mut self, reader: usize, stance: f64, poster: u32, root: PostId) {
        let place = self.of(reader).next();
        if let Some(kept) = self.roots.get_mut(reader * self.slots + place) {
            *kept = root;
        }
        self.of(reader).put(stance as f32, poster);
    }

    /// Writes what a feed holds into `list`: by place, or (`newest`) the newest first. `tie`: the position of the tie to a
    /// poster.
    pub fn list(&mut self, reader: usize, newest: bool, tie: impl Fn(u32) -> u32, list: &mut Vec<Arrival>) {
        let slots = self.slots;
        let record = self.of(reader);
        let (length, next) = (record.len(), record.next());
        list.clear();
        for number in 0..length {
            let place = if newest { (next + length - 1 - number) % length } else { number };
            let poster = record.words[1 + slots + place];
            let stance = f64::from(f32::from_bits(record.words[1 + place]));
            list.push(Arrival { poster, root: PostId::new(poster, place as u32), stance, tie: tie(poster) });
        }
        for (number, item) in list.iter_mut().enumerate() {
            let place = if newest { (next + length - 1 - number) % length } else { number };
            if let Some(&root) = self.roots.get(reader * slots + place) {
                item.root = root;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_makes_place() {
        for keeps in [false, true] {
            let mut feeds = Feeds::new(3, 3, keeps);
            let mut list = Vec::new();
            let mut found = |feeds: &mut Feeds, newest| {
                feeds.list(1, newest, |poster| poster * 2, &mut list);
                list.iter().map(|item| (item.poster, item.stance)).collect::<Vec<_>>()
            };
            assert_eq!(found(&mut feeds, true), []);
            for post in 0..5_u32 {
                let root = PostId::new(9, post);
                assert!(!feeds.holds(1, root));
                feeds.put(1, f64::from(post) / 4.0, post, root);
                assert_eq!(feeds.holds(1, root), keeps);
                let newest: Vec<(u32, f64)> =
                    (0..=post).rev().take(3).map(|post| (post, f64::from(post) / 4.0)).collect();
                assert_eq!(found(&mut feeds, true), newest);
                let mut placed = found(&mut feeds, false);
                placed.sort_by_key(|&(poster, _)| std::cmp::Reverse(poster));
                assert_eq!(placed, newest);
            }
            assert_eq!(found(&mut feeds, false), [(3, 0.75), (4, 1.0), (2, 0.5)]);
            assert!(feeds.of(1).is_full() && !feeds.of(0).is_full() && feeds.of(2).len() == 0);
            assert_eq!(list[0].tie, 6);
            assert_eq!(list[0].root, if keeps { PostId::new(9, 3) } else { PostId::new(3, 0) });
        }
    }
}

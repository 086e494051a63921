//! The posts that are alive: a ring of slots an author.
//!
//! An author has `per_tick` slots for each of the last `window` ticks, and one bit a slot says whether a post stands
//! in it. All posts of an author lie side by side, so that a reader touches each followee once; whether a post is
//! unseen is one AND of two words.

use super::{Content, reaction};
use crate::random::mix;

/// A post for ever: author and serial number (tick · `per_tick` + position).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PostId(u64);

impl PostId {
    /// No post.
    pub const NONE: PostId = PostId(u64::MAX);

    /// The post of `author` with the given serial number.
    #[inline]
    pub fn new(author: u32, serial: u32) -> Self {
        Self(u64::from(author) << 32 | u64::from(serial))
    }

    /// Who wrote it.
    #[inline]
    pub fn author(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// Its serial number among the author's slots.
    #[inline]
    pub fn serial(self) -> u32 {
        self.0 as u32
    }
}

/// A uniform number in [0, 1) of a post, the same wherever it is met. `per_tick`: serial numbers an author and tick.
#[inline]
pub fn post_draw(key: u32, post: PostId, per_tick: u32) -> f64 {
    let (tick, number) = (post.serial() / per_tick, post.serial() % per_tick);
    f64::from(mix(mix(mix(key, post.author()), tick), number)) * (1.0 / 4_294_967_296.0)
}

/// What readers have done with a post up to the last tick, by the side of the reader: index 0 is the − side, 1 those
/// without a side, 2 the + side. 60 bytes, one cache line a post.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Times that it was shown; 0 where nobody goes by it ([`Posts::views`]).
    pub views: [u32; 3],
    /// Likes.
    pub likes: [u32; 3],
    /// Reshares.
    pub reshares: [u32; 3],
    /// Replies.
    pub replies: [u32; 3],
    /// Reports, blocks, mutes.
    pub negatives: [u32; 3],
}

impl Counts {
    /// Adds what a reader of the given side did: its reaction bits ([`reaction`](super::reaction)), and with `views` that it
    /// was shown the post.
    #[inline]
    pub fn add(&mut self, side: i8, bits: u8, views: bool) {
        let reader = (side + 1) as usize;
        self.views[reader] += u32::from(views);
        self.likes[reader] += u32::from(bits & reaction::LIKE != 0);
        self.reshares[reader] += u32::from(bits & reaction::RESHARE != 0);
        self.replies[reader] += u32::from(bits & reaction::REPLY != 0);
        self.negatives[reader] += u32::from(bits & reaction::NEGATIVE != 0);
    }
}

/// The sum of a count over all sides.
#[inline]
pub fn total(count: [u32; 3]) -> u32 {
    count[0] + count[1] + count[2]
}

/// All live posts.
#[derive(Clone, Debug, Default)]
pub struct Posts {
    /// For how many ticks a post lives, ≥ 1.
    pub window: u32,
    /// Slots an author and tick: own posts first, then reshares.
    pub per_tick: u32,
    /// Slots an author: `window` · `per_tick`.
    pub capacity: usize,
    /// 64-bit words a mask of an author's slots.
    pub words: usize,
    /// Which slots hold a post: `words` words an author.
    pub live: Vec<u64>,
    /// The stance of the post in each slot: `capacity` an author.
    pub stance: Vec<f32>,
    /// The original of the post in each slot, itself for an original. Empty where nothing can be reshared.
    pub root: Vec<PostId>,
    /// Likes and reshares of the original in each slot. Empty where nobody counts them.
    pub reactions: Vec<u32>,
    /// Everything that was done with the original in each slot, by side. Empty where nobody asks.
    pub counts: Vec<Counts>,
    /// Whether views are among these counts: a view is most often all that happens to a post.
    pub views: bool,
    /// What the original in each slot is like; of standing expressions, what each author's is like. Empty where nobody
    /// asks.
    pub content: Vec<Content>,
}

impl Posts {
    /// Empty slots for `agents` authors. `reshares`: keep the originals; `reactions` and
    /// `counts`: keep these counts, without the views unless `views` is set. What posts are like is not kept unless
    /// `content` is given its place.
    pub fn new(
        agents: usize,
        window: u32,
        per_tick: u32,
        reshares: bool,
        reactions: bool,
        counts: bool,
    ) -> Self {
        let capacity = (window * per_tick) as usize;
        let words = capacity.div_ceil(64);
        Self {
            window,
            per_tick,
            capacity,
            words,
            live: vec![0; agents * words],
            stance: vec![0.0; agents * capacity],
            root: if reshares { vec![PostId::NONE; agents * capacity] } else { Vec::new() },
            reactions: if reactions { vec![0; agents * capacity] } else { Vec::new() },
            counts: if counts { vec![Counts::default(); agents * capacity] } else { Vec::new() },
            views: false,
            content: Vec::new(),
        }
    }

    /// The first slot of `tick`.
    #[inline]
    pub fn first_slot(&self, tick: u32) -> u32 {
        tick % self.window * self.per_tick
    }

    /// The age in ticks, 0 … window − 1, of the post in `slot` at `tick`.
    #[inline]
    pub fn age(&self, slot: u32, tick: u32) -> u32 {
        (tick % self.window + self.window - slot / self.per_tick) % self.window
    }

    /// The slot of a serial number.
    #[inline]
    pub fn slot_of(&self, serial: u32) -> u32 {
        self.first_slot(serial / self.per_tick) + serial % self.per_tick
    }

    /// The index into the slot arrays of a post that is still alive at `tick`.
    #[inline]
    pub fn index_of(&self, post: PostId, tick: u32) -> Option<usize> {
        let born = post.serial() / self.per_tick;
        (tick - born < self.window)
            .then(|| post.author() as usize * self.capacity + self.slot_of(post.serial()) as usize)
    }

    /// Sets in `mask` the slots of the ticks in (`since`, `tick`]: those rewritten since a reader looked at `since`.
    pub fn rewritten(&self, since: u32, tick: u32, mask: &mut [u64]) {
        mask.fill(0);
        let ticks = (tick - since).min(self.window);
        for back in 0..ticks {
            let first = self.first_slot(tick - back);
            for slot in first..first + self.per_tick {
                mask[slot as usize / 64] |= 1 << (slot % 64);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_knows_its_age() {
        let posts = Posts::new(2, 3, 2, false, false, false);
        assert_eq!(posts.first_slot(7), 2);
        assert_eq!(posts.age(2, 7), 0);
        assert_eq!(posts.age(3, 8), 1);
        assert_eq!(posts.age(2, 9), 2);
    }

    #[test]
    fn a_post_is_found_while_it_lives() {
        let posts = Posts::new(2, 3, 2, true, true, true);
        let post = PostId::new(1, 7 * 2 + 1);
        assert_eq!(posts.index_of(post, 7), Some(6 + 3));
        assert_eq!(posts.index_of(post, 9), Some(6 + 3));
        assert_eq!(posts.index_of(post, 10), None);
    }

    #[test]
    fn slots_are_rewritten_tick_by_tick() {
        let posts = Posts::new(1, 3, 1, false, false, false);
        let mut mask = [0];
        posts.rewritten(4, 5, &mut mask);
        assert_eq!(mask[0], 0b100);
        posts.rewritten(0, 9, &mut mask);
        assert_eq!(mask[0], 0b111);
    }
}

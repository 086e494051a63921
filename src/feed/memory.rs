//! What a ranking may keep from tick to tick.

use crate::random::Draws;
use crate::world::Posts;

/// What a reader did with a post that it was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reacted {
    /// The reader.
    pub reader: u32,
    /// The index of the post in the slot arrays of [`Posts`]: of its original while that lives.
    pub slot: u32,
    /// Bits of the reaction ([`reaction`](crate::world::reaction)), not 0.
    pub bits: u8,
}

/// The end of a tick.
#[derive(Debug)]
pub struct TickEnd<'a> {
    /// The tick.
    pub tick: u32,
    /// The posts.
    pub posts: &'a Posts,
    /// The draws of the run.
    pub draws: &'a Draws,
    /// All reactions of the tick, by reader and slot.
    pub reactions: &'a [Reacted],
}

/// What a ranking keeps from tick to tick: a number a post.
pub trait RankingMemory: std::fmt::Debug + Send + Sync {
    /// Learns from a tick that has ended. The same at any number of threads.
    fn learn(&mut self, end: &TickEnd<'_>);

    /// The number of the post in each slot of [`Posts`]; NaN where there is none. Empty before the first tick.
    fn values(&self) -> &[f32];
}

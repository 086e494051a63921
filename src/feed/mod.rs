//! What the platform shows: the slot `[feed] ranking`. One file a ranking, registered below.

mod chronological;
mod popularity;
mod random;
mod select;
mod similarity;

pub use chronological::Chronological;
pub use popularity::Popularity;
pub use random::Random;
pub use select::Selector;
pub use similarity::Similarity;

use crate::entry;
use crate::registry::{Configured, Entry};
use crate::world::{Counts, Predicted};

/// Every ranking that `[feed] ranking` can name.
pub static RANKINGS: &[Entry<dyn Ranking>] =
    &[entry!(Chronological), entry!(Random), entry!(Popularity), entry!(Similarity)];

/// Which columns of [`Candidates`] a ranking reads. The engine gathers no others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Age in ticks.
    pub age: bool,
    /// Stance of the post.
    pub stance: bool,
    /// Likes and reshares so far.
    pub reactions: bool,
    /// The reader's affinity to the author.
    pub affinity: bool,
    /// Views, likes, reshares, replies and negative reactions so far, by the side of the reader.
    pub counts: bool,
    /// What the platform expects the reader to do with the post, from its profile.
    pub predicted: bool,
    /// Followers of the author.
    pub followers: bool,
}

/// The candidates of one reader, one column an attribute. Columns that the ranking did not ask for are empty.
#[derive(Clone, Copy, Debug)]
pub struct Candidates<'a> {
    /// Number of candidates.
    pub len: usize,
    /// Age in ticks, 0 for this tick's posts.
    pub age: &'a [u32],
    /// Stance y of the post, on the scale of opinions.
    pub stance: &'a [f32],
    /// Likes and reshares of the post's original up to the last tick.
    pub reactions: &'a [u32],
    /// The reader's affinity u to the author, in [0, 1].
    pub affinity: &'a [f32],
    /// What readers did with the post's original up to the last tick.
    pub counts: &'a [Counts],
    /// What the platform expects the reader to do with the post.
    pub predicted: &'a [Predicted],
    /// Followers of the author.
    pub followers: &'a [u32],
    /// The tie that each candidate came through: the same for all posts of an author. Always there.
    pub ties: &'a [u32],
}

/// What the platform knows of the reader.
#[derive(Clone, Copy, Debug)]
pub struct ReaderProfile {
    /// x̂, what it believes the reader's opinion to be; the opinion itself with `profile = "oracle"`.
    pub opinion: f32,
    /// Half the width of the opinion range, in opinion units (1 for an unbounded one).
    pub half_range: f32,
}

/// A feed ranking: scores candidates; the engine takes the first k, ties broken by a keyed draw.
pub trait Ranking: Configured + std::fmt::Debug + Send + Sync {
    /// Which columns it reads.
    fn needs(&self) -> Needs;

    /// Writes one score a candidate, higher is better. `scores` has the length of the candidates and comes in as zeros.
    fn score(&self, reader: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]);
}

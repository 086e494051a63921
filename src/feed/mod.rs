//! What the platform shows: the slot `[feed] ranking`. One file a ranking, registered below.

mod author_diversity;
mod factorization;
pub mod form;
pub mod gumbel;
mod memory;
mod multipliers;
mod rerank;
mod select;
#[cfg(test)]
mod testing;

pub use bridging_likes::Likes;
pub use equal_time::{Executive, Quota, QuotaLevel, QuotaRule};
pub use memory::{RankingMemory, Reacted, TickEnd};
pub use prosocial::ProsocialMode;
pub use rerank::{Diversity, Lift, Ranked, Workspace};
pub use select::Selector;

use crate::register;
use crate::registry::Configured;
use crate::world::{AgentKind, Content, Counts, Predicted};
use form::{AuthorDiversity, Decay};

register! {
    /// Every ranking that `[feed] ranking` can name.
    pub static RANKINGS: dyn Ranking = [
        chronological::Chronological,
        oldest_first::OldestFirst,
        friends_only::FriendsOnly,
        random::Random,
        popularity::Popularity,
        similarity::Similarity,
        like_minded::LikeMinded,
        cross_cutting::CrossCutting,
        minus_third_like_minded::MinusThirdLikeMinded,
        engagement::Engagement,
        edgerank_2010::Edgerank2010,
        facebook_reactions_2017::FacebookReactions2017,
        facebook_msi_2018::FacebookMsi2018,
        twitter_2023::Twitter2023,
        x_2026::X2026,
        reddit_hot::RedditHot,
        reddit_controversy::RedditControversy,
        reddit_best::RedditBest,
        hackernews::HackerNews,
        mastodon_trends::MastodonTrends,
        bridging_likes::BridgingLikes,
        bridging_mf::BridgingMf,
        prosocial::Prosocial,
        equal_time::EqualTime,
        weighted::Weighted,
    ];
}

/// Which columns of [`Candidates`] a ranking reads. The engine gathers no others.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Needs {
    /// Age in ticks.
    pub age: bool,
    /// A factor that falls with age, tabulated once a tick.
    pub decay: Option<Decay>,
    /// Stance of the post.
    pub stance: bool,
    /// Likes and reshares so far.
    pub reactions: bool,
    /// The reader's affinity to the author.
    pub affinity: bool,
    /// Views, likes, reshares, replies and negative reactions so far, by the side of the reader.
    pub counts: bool,
    /// What [`Ranking::worth`] makes of these counts and the age: once a tick and post, not once a candidate.
    pub worth: bool,
    /// The views of posts: among the counts from which [`Ranking::worth`] is made, or for its [`lift`](Ranking::lift). No
    /// column. Where nobody asks for them, they are not counted.
    pub views: bool,
    /// What the platform expects the reader to do with the post, from its profile.
    pub predicted: bool,
    /// What the post is like beside its stance: arousal, veracity, flag.
    pub content: bool,
    /// Followers of the author.
    pub followers: bool,
    /// Whether the post is a reshare.
    pub reshared: bool,
    /// Whether the post is recommended: of an account that the reader does not follow.
    pub outside: bool,
    /// What kind of account the author is.
    pub kinds: bool,
    /// Whether the author is in the reader's group.
    pub fellows: bool,
    /// What the author bids for a view.
    pub bids: bool,
    /// What the ranking's [`memory`](Ranking::memory) keeps of the post.
    pub memory: bool,
    /// A fresh draw.
    pub draws: bool,
    /// A draw that lasts as long as the post.
    pub lasting: bool,
}

impl Needs {
    /// Whether it goes by all that readers did with a post, which the engine then has to count.
    pub fn keeps_counts(&self) -> bool {
        self.counts || self.worth || self.views
    }

    /// Whether views are among what it goes by.
    pub fn keeps_views(&self) -> bool {
        self.counts || self.views
    }

    /// Whether it goes by reactions of any kind.
    pub fn counts_reactions(&self) -> bool {
        self.reactions || self.counts || self.worth
    }
}

/// The candidates of one reader, one column an attribute. Columns that the ranking did not ask for are empty. Posts of
/// one author lie side by side. Where accounts are shown, or posts that live for one tick only, ages and counts are 0.
#[derive(Clone, Copy, Debug, Default)]
pub struct Candidates<'a> {
    /// Number of candidates.
    pub len: usize,
    /// How many are asked for: a score that is certainly not among so many highest ones may be any number below these.
    /// `usize::MAX` where the score of each counts.
    pub first: usize,
    /// Age in ticks, 0 for this tick's posts.
    pub age: &'a [u32],
    /// The factor of [`Needs::decay`] at the post's age.
    pub decay: &'a [f32],
    /// Stance y of the post, on the scale of opinions.
    pub stance: &'a [f32],
    /// Likes and reshares of the post's original up to the last tick.
    pub reactions: &'a [u32],
    /// The reader's affinity u to the author, in [0, 1].
    pub affinity: &'a [f32],
    /// What readers did with the post's original up to the last tick.
    pub counts: &'a [Counts],
    /// What the post is worth to whoever reads it: [`Ranking::worth`].
    pub worth: &'a [f32],
    /// What the platform expects the reader to do with the post.
    pub predicted: &'a [Predicted],
    /// What the post's original is like. Also there where the rule of reactions asks for it.
    pub contents: &'a [Content],
    /// Followers of the author.
    pub followers: &'a [u32],
    /// Whether the post is a reshare.
    pub reshared: &'a [bool],
    /// Whether the post is recommended: of an account that the reader does not follow.
    pub outside: &'a [bool],
    /// What kind of account the author is.
    pub kinds: &'a [AgentKind],
    /// Whether the author is in the reader's group of the population. Whoever is in none has no fellows.
    pub fellows: &'a [bool],
    /// What the author bids for a view, in lowest prices (`ads.price`): ≥ 1, or 0 of accounts that do not buy, or whose
    /// budget was spent before the tick.
    pub bids: &'a [f32],
    /// What the ranking's memory keeps of the post's original; NaN where nothing, as of every standing expression.
    pub remembered: &'a [f32],
    /// 32 random bits of this reader, post and tick.
    pub draws: &'a [u32],
    /// 32 random bits of this reader and post, the same for as long as the post lives. Of a standing expression: fresh.
    pub lasting: &'a [u32],
    /// The tie that each candidate came through: the same for all posts of an author, ascending; numbered on from the
    /// reader's ties for accounts that it does not follow. Always there.
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

impl ReaderProfile {
    /// The similarity 1 − |x̂ − y|/2 of a post to the reader, distances in half-ranges: in [0, 1] on a bounded range.
    #[inline]
    pub fn similarity(&self, stance: f32) -> f32 {
        1.0 - (self.opinion - stance).abs() * (0.5 / self.half_range)
    }
}

/// A feed ranking: scores candidates; the engine takes the first k, ties broken by a keyed draw.
///
/// With `slots = "all"` no ranking acts. A score of −∞ makes a candidate inadmissible: it is not shown, even where
/// slots stay empty (see [`excludes`](Self::excludes)), and stays a candidate of later ticks. NaN is not a score.
pub trait Ranking: Configured + std::fmt::Debug + Send + Sync {
    /// Which columns it reads.
    fn needs(&self) -> Needs;

    /// Writes one score a candidate, higher is better. `scores` has the length of the candidates and comes in as zeros.
    fn score(&self, reader: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]);

    /// What a post is worth to whoever reads it: a number from what readers did with its original up to the last tick and
    /// from its age in ticks, for the column [`Candidates::worth`]. Asked for where [`Needs::worth`] is set. Views are 0
    /// unless [`Needs::views`] is set.
    fn worth(&self, _counts: &Counts, _age: u32) -> f32 {
        0.0
    }

    /// Whether it may find candidates inadmissible (score −∞). It is then asked also where the slots would hold all.
    fn excludes(&self) -> bool {
        false
    }

    /// How much less an author's later posts count, if at all. The engine multiplies the scores by it.
    fn author_diversity(&self) -> Option<AuthorDiversity> {
        None
    }

    /// How the first candidates are re-ranked for diversity, if at all.
    fn diversity(&self) -> Option<Diversity> {
        None
    }

    /// Which new authors are lifted to the slots below the first ones, if any. Views are counted where
    /// [`Needs::views`] is set.
    fn lift(&self) -> Option<Lift> {
        None
    }

    /// Whether posts of accounts that the reader does not follow are candidates, where the scenario retrieves any.
    fn admits_outsiders(&self) -> bool {
        true
    }

    /// The shares of a feed that are due to the two sides, if any. The engine then fills the feed by them.
    fn quota(&self) -> Option<Quota> {
        None
    }

    /// What it keeps from tick to tick, empty at the start of a run, if anything. The engine hands it the reactions of
    /// each tick and the ranking what it keeps of each candidate, in the column [`Candidates::remembered`].
    fn memory(&self) -> Option<Box<dyn RankingMemory>> {
        None
    }
}

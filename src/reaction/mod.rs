//! What readers do with what they are shown: the slot `[reaction] rule`. One file a rule, registered below.

pub use kernel::Shape;

use crate::register;
use crate::registry::Configured;
use crate::world::{Content, Held, Predicted, Reactions, Scale, Shown};

register! {
    /// Every rule that `[reaction] rule` can name.
    pub static RULES: dyn Reaction = [
        none::NoReaction,
        kernel::Kernel,
        create_or_reshare::CreateOrReshare,
        repost::Repost,
    ];
}

/// What the platform and the reader learn from a reaction, and how fast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Learning {
    /// η_u: affinity moves this share of the way to 1 on a positive reaction, to 0 without.
    pub affinity_rate: f32,
    /// η_x: the profile moves this share of the way to the stance of a post with a positive reaction.
    pub profile_rate: f32,
}

/// A rule of reaction.
pub trait Reaction: Configured + std::fmt::Debug + Send + Sync {
    /// Writes the reactions of a reader with opinion `own` to each shown item, as bits of
    /// [`reaction`](crate::world::reaction). `key` seeds the draws: hash it with
    /// [`random::mix64`](crate::random::mix64). It is that of this reader and tick; or, of posts in a window and where the
    /// rule [`draws_by_post`](Self::draws_by_post), that of the reader, and the items are numbers of posts that last. `contents`: what each item is like beside its stance; empty unless
    /// [`needs_content`](Self::needs_content).
    fn react(
        &self,
        own: f64,
        scale: Scale,
        shown: &Shown<'_>,
        contents: &[Content],
        key: [u32; 2],
        reactions: Reactions<'_>,
    );

    /// What the platform expects of a reader whom it takes to have opinion `profile`, for posts of the given stances and
    /// contents (empty unless [`needs_content`](Self::needs_content)). Nothing, unless the rule says otherwise.
    fn predict(
        &self,
        profile: f64,
        scale: Scale,
        stances: &[f32],
        contents: &[Content],
        predicted: &mut [Predicted],
    ) {
        let _ = (profile, scale, stances, contents);
        predicted.fill(Predicted::default());
    }

    /// Whether [`predict`](Self::predict) of the reader's own opinion gives the probabilities that
    /// [`react`](Self::react) draws by.
    fn predicts(&self) -> bool {
        false
    }

    /// How much the likes and reshares that a reader sees with a post add to its own: n of them multiply the
    /// probabilities of both by 1 + this·ln(1 + n).
    fn social_proof(&self) -> f64 {
        0.0
    }

    /// Whether every draw is hashed by an item alone, so that it can be one of the reader and the post, in whatever tick the
    /// post is shown.
    fn draws_by_post(&self) -> bool {
        false
    }

    /// Whether reactions depend on more of a post than its stance.
    fn needs_content(&self) -> bool {
        false
    }

    /// Whether anybody reacts at all.
    fn is_active(&self) -> bool {
        true
    }

    /// Whether the rule acts on an inbox (`feed.inbox`) instead of a feed.
    fn needs_inbox(&self) -> bool {
        false
    }

    /// The recency of an entry of an inbox, by its age.
    fn recency(&self, age: u32) -> f64 {
        let _ = age;
        1.0
    }

    /// What the owner of an inbox does in its turn: None creates a message, otherwise the entry at this place is
    /// reshared. `recency` holds [`recency`](Self::recency) of the first ages; `draws` are two uniform numbers.
    fn choose(&self, inbox: &[Held], recency: &[f64], draws: [f64; 2]) -> Option<usize> {
        let _ = (inbox, recency, draws);
        None
    }

    /// Whether posts can be reshared.
    fn reshares(&self) -> bool;

    /// What is learnt from the reactions.
    fn learning(&self) -> Learning;
}

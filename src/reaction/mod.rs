//! What readers do with what they are shown: the slot `[reaction] rule`. One file a rule, registered below.

mod kernel;
mod none;

pub use kernel::{Kernel, Shape};
pub use none::NoReaction;

use crate::entry;
use crate::registry::{Configured, Entry};
use crate::world::{Predicted, Reactions, Scale, Shown};

/// Every rule that `[reaction] rule` can name.
pub static RULES: &[Entry<dyn Reaction>] = &[entry!(NoReaction), entry!(Kernel)];

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
    /// [`reaction`](crate::world::reaction). `key` seeds the draws of this reader and tick: hash it with
    /// [`random::mix64`](crate::random::mix64).
    fn react(&self, own: f64, scale: Scale, shown: &Shown<'_>, key: [u32; 2], reactions: Reactions<'_>);

    /// What the platform expects of a reader whom it takes to have opinion `profile`, for posts of the given stances.
    /// Nothing, unless the rule says otherwise.
    fn predict(&self, profile: f64, scale: Scale, stances: &[f32], predicted: &mut [Predicted]) {
        let _ = (profile, scale, stances);
        predicted.fill(Predicted::default());
    }

    /// Whether anybody reacts at all.
    fn is_active(&self) -> bool {
        true
    }

    /// Whether posts can be reshared.
    fn reshares(&self) -> bool;

    /// What is learnt from the reactions.
    fn learning(&self) -> Learning;
}

//! How opinions move: the slot `[influence] rule`. One file a rule, registered below.

mod assimilation_repulsion;
mod bounded_confidence;
mod copy;
mod degroot;
mod none;
pub mod pairs;
mod persuasion;

pub use assimilation_repulsion::AssimilationRepulsion;
pub use bounded_confidence::{Bound, BoundedConfidence};
pub use copy::{Copy, CopyBy};
pub use degroot::{DeGroot, SilentWeight, TieWeights};
pub use none::NoInfluence;
pub use persuasion::Persuasion;

use self::pairs::Pairing;
use crate::entry;
use crate::registry::{Configured, Entry};
use crate::world::Shown;

/// Every rule that `[influence] rule` can name.
pub static RULES: &[Entry<dyn Influence>] = &[
    entry!(NoInfluence),
    entry!(DeGroot),
    entry!(BoundedConfidence),
    entry!(Copy),
    entry!(AssimilationRepulsion),
    entry!(Persuasion),
];

/// x ← x + rate·(mean of the stances within reach − x); x stays where there are none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanField {
    /// The greatest distance that counts; may be infinite.
    pub reach: f64,
    /// Whether a stance exactly that far away does not count.
    pub open: bool,
    /// The share of the way that is gone.
    pub rate: f64,
    /// Whether the own opinion is in the mean.
    pub include_self: bool,
}

impl MeanField {
    /// Whether a stance at a distance counts.
    #[inline]
    pub fn is_near(&self, distance: f64) -> bool {
        distance < self.reach || (!self.open && distance == self.reach)
    }
}

/// What two keys of a rule contradict each other in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The key at fault, without its table.
    pub key: &'static str,
    /// What is wrong.
    pub message: String,
    /// What was expected.
    pub expected: &'static str,
    /// The way out.
    pub help: &'static str,
}

/// A rule of influence. The engine applies stubbornness and the range of opinions to its result.
pub trait Influence: Configured + std::fmt::Debug + Send + Sync {
    /// The opinion that the rule leads to, from the reader's own and what it was shown. Where everything is shown and
    /// nothing but influence happens, `shown` has its stances alone: a rule must not go by its other columns, except
    /// the affinities that it asks for with [`needs_affinity`](Self::needs_affinity).
    fn target(&self, own: f64, shown: &Shown<'_>) -> f64;

    /// As [`target`](Self::target), for a rule that draws: `random` are 64 bits of the reader and tick.
    fn drawn_target(&self, own: f64, shown: &Shown<'_>, random: u64) -> f64 {
        let _ = random;
        self.target(own, shown)
    }

    /// As [`target`](Self::target), for a rule that [`counts_silent`](Self::counts_silent): `followees` is the number of
    /// all, and `affinities` their affinities where the rule needs them.
    fn target_among(&self, own: f64, shown: &Shown<'_>, followees: usize, affinities: &[f32]) -> f64 {
        let _ = (followees, affinities);
        self.target(own, shown)
    }

    /// Whether those count who are not heard, so that the engine calls [`target_among`](Self::target_among).
    fn counts_silent(&self) -> bool {
        false
    }

    /// Whether the engine is to draw for the rule and call [`drawn_target`](Self::drawn_target) (one draw a reader and
    /// tick, [`Purpose::Influence`](crate::random::Purpose::Influence)).
    fn is_random(&self) -> bool {
        false
    }

    /// Whether the rule reads [`Shown::sides`], so that they are always made.
    fn needs_sides(&self) -> bool {
        false
    }

    /// Whether opinions move at all.
    fn is_active(&self) -> bool {
        true
    }

    /// The rule as one that acts on encounters of two, if it is to be. Then it needs a sequential schedule, and a feed
    /// is the one account that its reader meets.
    fn pairs(&self) -> Option<&dyn Pairing> {
        None
    }

    /// The rule as an average over all stances within a distance, if it is one: then a well-mixed population needs no
    /// ties.
    fn mean_field(&self) -> Option<MeanField> {
        None
    }

    /// The distance from which on opinions do not interact, if there is one.
    fn confidence_bound(&self) -> Option<f64> {
        None
    }

    /// Whether the rule goes by where an opinion stands in its range, so that the range must have ends.
    fn needs_range(&self) -> bool {
        false
    }

    /// What the rule's own keys contradict each other in.
    fn contradiction(&self) -> Option<Contradiction> {
        None
    }

    /// Whether the rule reads [`Shown::affinities`].
    fn needs_affinity(&self) -> bool {
        false
    }
}

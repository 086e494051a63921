//! How opinions move: the slot `[influence] rule`. One file a rule, registered below.

mod bounded_confidence;
mod concordant_mean;
mod copy;
mod degroot;
mod none;

pub use bounded_confidence::{Bound, BoundedConfidence};
pub use concordant_mean::ConcordantMean;
pub use copy::{Copy, CopyBy};
pub use degroot::{DeGroot, SilentWeight, TieWeights};
pub use none::NoInfluence;

use crate::entry;
use crate::registry::{Configured, Entry};
use crate::world::Shown;

/// Every rule that `[influence] rule` can name.
pub static RULES: &[Entry<dyn Influence>] =
    &[entry!(NoInfluence), entry!(DeGroot), entry!(BoundedConfidence), entry!(Copy), entry!(ConcordantMean)];

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

    /// Whether the rule reads [`Shown::affinities`].
    fn needs_affinity(&self) -> bool {
        false
    }
}

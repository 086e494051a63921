//! How opinions move: the slot `[influence] rule`. One file a rule, registered below.

mod bounded_confidence;
mod degroot;
mod none;

pub use bounded_confidence::{Bound, BoundedConfidence};
pub use degroot::{DeGroot, TieWeights};
pub use none::NoInfluence;

use crate::entry;
use crate::registry::{Configured, Entry};
use crate::world::Shown;

/// Every rule that `[influence] rule` can name.
pub static RULES: &[Entry<dyn Influence>] =
    &[entry!(NoInfluence), entry!(DeGroot), entry!(BoundedConfidence)];

/// A rule of influence. The engine applies stubbornness and the range of opinions to its result.
pub trait Influence: Configured + std::fmt::Debug + Send + Sync {
    /// The opinion that the rule leads to, from the reader's own and what it was shown. Where everything is shown and
    /// nothing but influence happens, `shown` has its stances alone: a rule must not go by its other columns, except
    /// the affinities that it asks for with [`needs_affinity`](Self::needs_affinity).
    fn target(&self, own: f64, shown: &Shown<'_>) -> f64;

    /// Whether opinions move at all.
    fn is_active(&self) -> bool {
        true
    }

    /// Whether the rule reads [`Shown::affinities`].
    fn needs_affinity(&self) -> bool {
        false
    }
}

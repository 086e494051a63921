//! Encounters of two: what rules of influence share that act on one partner at a time.
//!
//! In a sequential schedule an agent meets one other in its micro-step. Whom, says the [`Selection`]; what comes of it,
//! the rule's [`Pairing`]. On a complete or well-mixed network everybody can be met, and no list of ties is read:
//! an encounter costs O(1) where all are alike, O(log N) where the distance decides (`ranked.rs`). Elsewhere one of the
//! k followees is met, in O(k) where the distance decides.
//!
//! Every encounter has its own stream of draws ([`Purpose::Step`](crate::random::Purpose::Step), tick, micro-step): who
//! acts (but in a permutation), whom it meets, and 64 bits for a rule that draws: one block of four words where
//! everybody is alike.

mod partner;
mod ranked;
mod run;

pub use partner::{PartnerChoice, PartnerKeys, Partners, Selection};
pub use ranked::Ranked;
pub use run::{Encounters, Turns};

use crate::world::Scale;

/// A rule that acts on encounters of two.
pub trait Pairing: std::fmt::Debug + Send + Sync {
    /// What the encounter makes of the opinions of the agent and of its partner; the engine holds both within the range
    /// and applies stubbornness. `random` are 64 bits of the encounter.
    fn encounter(&self, own: f64, other: f64, scale: Scale, random: u64) -> (f64, f64);

    /// Who is met.
    fn selection(&self) -> Selection;

    /// Plays a run of encounters in one call: the loop is compiled for each rule. Gives the largest move.
    fn play(&self, encounters: &mut Encounters<'_>) -> f64 {
        let scale = encounters.scale;
        encounters.play(|own, other, random| self.encounter(own, other, scale, random))
    }
}

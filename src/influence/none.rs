//! Fixed opinions.

use super::Influence;
use crate::rule;
use crate::world::Shown;

rule! {
    name: "none",
    source: "standard",
    /// Opinions do not move.
    pub struct NoInfluence {}
}

impl Influence for NoInfluence {
    fn target(&self, own: f64, _: &Shown<'_>) -> f64 {
        own
    }

    fn is_active(&self) -> bool {
        false
    }
}

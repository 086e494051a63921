//! Nobody reacts.

use super::{Learning, Reaction};
use crate::rule;
use crate::world::{Content, Reactions, Scale, Shown};

rule! {
    name: "none",
    source: "standard",
    /// Readers only read: no likes, no reshares, nothing learnt.
    pub struct NoReaction {}
}

impl Reaction for NoReaction {
    fn react(&self, _: f64, _: Scale, _: &Shown<'_>, _: &[Content], _: [u32; 2], reactions: Reactions<'_>) {
        reactions.fill(0);
    }

    fn is_active(&self) -> bool {
        false
    }

    fn reshares(&self) -> bool {
        false
    }

    fn learning(&self) -> Learning {
        Learning { affinity_rate: 0.0, profile_rate: 0.0 }
    }
}

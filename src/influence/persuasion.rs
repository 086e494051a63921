//! Persuasion by arguments: a partner brings up an argument for the side that it leans to.
//!
//! x_i ← x_i + c with probability o_j, else x_i − c, held in the range; o_j is the partner's opinion on [0, 1]. The agent
//! alone moves (Mäs & Bischofberger 2015; Keijzer & Mäs 2022, "persuasion"). The step c is in opinion units: on [−1, 1]
//! it is twice that on [0, 1].

use super::pairs::{Pairing, PartnerKeys, Selection};
use super::{Contradiction, Influence};
use crate::registry::above;
use crate::rule;
use crate::world::{Scale, Shown};

rule! {
    name: "persuasion",
    source: "Keijzer & Mäs 2022, after Mäs & Bischofberger 2015",
    /// Takes a step up with the probability that is the partner's opinion on [0, 1], else a step down.
    ///
    /// One partner a micro-step; needs a sequential schedule and a range that ends. Of a feed nothing is learnt. One
    /// uniform draw an encounter.
    pub struct Persuasion {
        /// Step c, in opinion units.
        step: f64 = 0.1, in above(0.0);
        ..partner: PartnerKeys;
    }
}

impl Persuasion {}

impl Influence for Persuasion {
    fn target(&self, own: f64, _: &Shown<'_>) -> f64 {
        own
    }

    fn pairs(&self) -> Option<&dyn Pairing> {
        Some(self)
    }

    fn needs_range(&self) -> bool {
        true
    }

    fn contradiction(&self) -> Option<Contradiction> {
        self.partner.contradiction(true)
    }
}

impl Pairing for Persuasion {
    #[inline]
    fn encounter(&self, own: f64, other: f64, scale: Scale, random: u64) -> (f64, f64) {
        let (low, high) = scale.limits();
        let uniform = (random >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0);
        let step = if uniform < (other - low) / (high - low) { self.step } else { -self.step };
        (own + step, other)
    }

    fn selection(&self) -> Selection {
        self.partner.selection()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Parameters as _;
    use crate::world::OpinionRange;

    #[test]
    fn the_partner_decides_the_direction() {
        let rule = Persuasion::from_toml("step = 0.25").unwrap();
        let ups = |other, scale| {
            let up = |i: &u64| rule.encounter(0.0, other, scale, u64::MAX / 1000 * i).0 > 0.0;
            (0..1000).filter(up).count()
        };
        let unit = Scale { range: OpinionRange::Unit, ..Scale::default() };
        assert_eq!([0.0, 0.3005, 1.0].map(|other| ups(other, unit)), [0, 301, 1000]);
        assert_eq!([-1.0, -0.399, 1.0].map(|other| ups(other, Scale::default())), [0, 301, 1000]);
        assert_eq!(rule.encounter(0.5, 1.0, unit, 0), (0.75, 1.0));
    }
}

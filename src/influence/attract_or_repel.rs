//! Attraction or repulsion by single posts, in steps: de Arruda et al. 2022 (Information Sciences 588:265).
//!
//! A post of stance y is seen by a reader with opinion x. With probability |y − x|/2 (|y − x| over the width of the range)
//! it repels: x moves Δ away from y, not beyond the end of the range. Otherwise it attracts: x moves Δ towards y, not past
//! it. At y = x nothing moves. Of several items each has its effect, one after another from the top of the feed.
//! [`assimilation_repulsion`](super::AssimilationRepulsion) is the form in which distance decides without chance.

use super::{Influence, Offer, Readers};
use crate::random::mix64;
use crate::registry::above;
use crate::rule;
use crate::world::{Scale, Shown};

rule! {
    name: "attract_or_repel",
    source: "de Arruda et al. 2022, Information Sciences 588:265",
    /// Takes a step towards each post shown, or away from it with a probability that grows with the distance.
    ///
    /// Needs a range that ends. One hashed draw an item, from 64 random bits of the reader and tick (purpose Influence).
    pub struct AttractOrRepel {
        /// Step Δ, in opinion units.
        step: f64 = 0.1, in above(0.0);
    }
}

/// A uniform number in [0, 1) from 64 random bits.
#[inline]
fn uniform(random: u64) -> f64 {
    (random >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

impl AttractOrRepel {
    /// The opinion after one post, which may lie beyond the range.
    #[inline]
    fn after(&self, own: f64, stance: f64, width: f64, random: u64) -> f64 {
        let difference = stance - own;
        let distance = difference.abs();
        // Selections in place of branches, which would be taken at random.
        let repels = uniform(random) * width < distance;
        let step = if repels { -self.step } else { self.step };
        let moved = own + step * 1.0_f64.copysign(difference);
        if repels || distance > self.step { moved } else { stance }
    }
}

impl Influence for AttractOrRepel {
    fn target(&self, own: f64, _: &Shown<'_>) -> f64 {
        own
    }

    fn drawn_target(&self, own: f64, shown: &Shown<'_>, scale: Scale, random: u64) -> f64 {
        let (low, high) = scale.limits();
        let Some((&first, rest)) = shown.stances.split_first() else { return own };
        let mut opinion = self.after(own, first, high - low, random);
        for (item, &stance) in rest.iter().enumerate() {
            let random = mix64(random as u32 ^ (random >> 32) as u32, item as u32 + 1);
            opinion = self.after(opinion.max(low).min(high), stance, high - low, random);
        }
        opinion
    }

    fn targets(&self, readers: &Readers<'_>, targets: &mut [f64]) {
        let (low, high) = readers.scale.limits();
        let Offer::Post(stance) = readers.offer else {
            return readers.each(targets, |own, stances, random| {
                self.drawn_target(own, &Shown::of_stances(stances), readers.scale, random)
            });
        };
        // One post, as a rule: a loop without calls and branches.
        for (target, (&own, &random)) in targets.iter_mut().zip(readers.own.iter().zip(readers.random)) {
            *target = self.after(own, stance, high - low, random);
        }
    }

    fn is_random(&self) -> bool {
        true
    }

    fn goes_by_order(&self) -> bool {
        true
    }

    fn needs_range(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};
    use crate::world::OpinionRange;

    const RULE: AttractOrRepel = AttractOrRepel { step: 0.25 };

    fn one(own: f64, stance: f64, random: u64) -> f64 {
        RULE.drawn_target(own, &Shown::of_stances(&[stance]), Scale::default(), random)
    }

    #[test]
    fn steps_by_hand() {
        const ATTRACTS: u64 = u64::MAX;
        assert_eq!(one(0.0, 0.5, ATTRACTS), 0.25);
        assert_eq!(one(0.0, -0.5, ATTRACTS), -0.25);
        assert_eq!(one(0.25, 0.375, ATTRACTS), 0.375, "not past it");
        assert_eq!(one(0.25, -0.125, ATTRACTS), 0.0);
        assert_eq!(one(0.0, 0.5, 0), -0.25);
        assert_eq!(one(0.0, -0.5, 0), 0.25);
        assert_eq!(one(-1.0, 0.5, 0), -1.25, "the engine holds it in the range");
        for random in [0, ATTRACTS] {
            assert_eq!(one(0.5, 0.5, random), 0.5);
        }
    }

    #[test]
    fn repulsion_is_as_likely_as_the_distance_is_wide() {
        let mut stream = Draws::new(1, 0).stream(Purpose::Test, 0, 0);
        let mut share = |own, stance, scale: Scale| {
            let shown = [stance];
            let away = |_: &u32| {
                let after = RULE.drawn_target(own, &Shown::of_stances(&shown), scale, stream.next_u64());
                (after - stance).abs() > (own - stance).abs()
            };
            (0..20_000).filter(away).count() as f64 / 20_000.0
        };
        let unit = Scale { range: OpinionRange::Unit, ..Scale::default() };
        assert!((share(-0.25, 0.5, Scale::default()) - 0.375).abs() < 0.012);
        assert!((share(0.75, -0.25, Scale::default()) - 0.5).abs() < 0.012);
        assert!((share(0.125, 0.5, unit) - 0.375).abs() < 0.012);
        assert_eq!(share(-1.0, 1.0, Scale::default()), 1.0);
    }

    #[test]
    fn several_posts_act_one_after_another() {
        // The distance 0 of the second repels nobody; the third attracts in all but 5 of 100 cases.
        let shown = Shown::of_stances(&[0.25, 0.25, 0.35]);
        let ends: Vec<f64> =
            (0..100_u64).map(|i| RULE.drawn_target(0.0, &shown, Scale::default(), u64::MAX - i)).collect();
        assert!(ends.iter().filter(|&&end| end == 0.35).count() >= 85);
        assert!(ends.iter().all(|&end| end == 0.35 || end == 0.0));
    }
}

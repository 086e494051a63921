//! Reactions whose probability falls with the distance of opinions.
//!
//! With d = |x_i − y_p| and the arousal a of the post: P(like) = b_like·K(d), P(reshare) = b_reshare·K(d)·(1 + κ_a·a),
//! P(reply) = b_reply·(K(d) + κ(1 − K(d))), P(negative) = b_neg·(1 − K(d)); K(d) = e^−(d/ω)², or 1 inside ω and 0 beyond,
//! each held at 1. The reactions are drawn independently of each other. Ours, after the forms that MODEL papers share; a negative reaction's base rate is a
//! thousandth of a like's, as the published code of X says of reports.

use super::{Learning, Reaction};
use crate::math;
use crate::random::mix64;
use crate::registry::{above, at_least, within};
use crate::world::{Content, Predicted, Reactions, Scale, Shown, reaction};
use crate::{choices, rule};

choices! {
    /// How a reaction's probability falls with distance.
    pub enum Shape {
        /// K(d) = e^−(d/ω)².
        Gaussian = "gaussian",
        /// K(d) = 1 if d < ω, else 0.
        Step = "step",
    }
}

rule! {
    name: "kernel",
    source: "definition ours, 2026",
    /// Likes, reshares, replies and reports with a probability that depends on the distance of opinions.
    ///
    /// Four hashed draws an item, from a keyed block of the reader (purpose Serve, tick 0): the same whenever it meets the
    /// post. Of a standing expression, and of a post in `feed.memory`, from the block of the reader and tick.
    pub struct Kernel {
        /// Base rate b_like: probability of liking a post of exactly one's own opinion.
        like: f64 = 0.2, in within(0.0, 1.0);
        /// Base rate b_reshare of resharing.
        reshare: f64 = 0.02, in within(0.0, 1.0);
        /// Base rate b_reply of replying.
        reply: f64 = 0.02, in within(0.0, 1.0);
        /// Base rate b_neg of a negative reaction, reached at the greatest distance.
        negative: f64 = 0.0002, in within(0.0, 1.0);
        /// κ_outrage: the weight of distant posts in replies; 0 replies to the near alone, 1 to all alike.
        outrage: f64 = 0.5, in at_least(0.0);
        /// κ_arousal: how much the arousal of a post adds to its reshares: a post of arousal 1 is reshared 1 + κ times as often
        /// as a calm one (`posts.arousal`, `posts.animosity_share`).
        arousal: f64 = 0.0, in at_least(0.0);
        /// Social proof σ: the n likes and reshares that a post shows multiply P(like) and P(reshare) by 1 + σ·ln(1 + n), up to
        /// 1. 0: nobody looks at counts. Ours; the platform's predictions leave it out.
        social_proof: f64 = 0.0, in at_least(0.0);
        /// Shape of K.
        kernel: Shape = Shape::Gaussian;
        /// Width ω of K, in units of half the opinion range. Very large: indifferent readers.
        width: f64 = 0.7, in above(0.0);
        /// η_u: how fast affinity to an author follows the reactions to it.
        affinity_rate: f64 = 0.1, in within(0.0, 1.0);
        /// η_x: how fast the platform's profile of the reader follows the posts it approves of.
        profile_rate: f64 = 0.1, in within(0.0, 1.0);
    }
}

/// 1 with the given probability, by the low 32 bits of `random`.
#[inline]
fn drawn(random: u64, probability: f64) -> u8 {
    u8::from(f64::from(random as u32) < probability * 4_294_967_296.0)
}

impl Kernel {
    /// K at a distance in units of half the range.
    #[inline]
    fn closeness(&self, distance: f64) -> f64 {
        match self.kernel {
            Shape::Gaussian => math::fast_exp(-math::square(distance / self.width)),
            Shape::Step => f64::from(u8::from(distance < self.width)),
        }
    }
}

impl Reaction for Kernel {
    fn react(
        &self,
        own: f64,
        scale: Scale,
        shown: &Shown<'_>,
        contents: &[Content],
        key: [u32; 2],
        reactions: Reactions<'_>,
    ) {
        // In blocks, so that the kernel is vector code.
        const BLOCK: usize = 16;
        let nearer = 1.0 / scale.unit();
        let blocks = shown.stances.chunks(BLOCK).zip(shown.items.chunks(BLOCK));
        for (block, (bits, (stances, items))) in reactions.chunks_mut(BLOCK).zip(blocks).enumerate() {
            let mut nearness = [0.0; BLOCK];
            for (near, &stance) in nearness.iter_mut().zip(stances) {
                *near = self.closeness((own - stance).abs() * nearer);
            }
            let mut spread = [1.0; BLOCK];
            for (spread, content) in spread.iter_mut().zip(contents.iter().skip(block * BLOCK)) {
                *spread += self.arousal * f64::from(content.arousal);
            }
            for (((bits, &near), &spread), &item) in bits.iter_mut().zip(&nearness).zip(&spread).zip(items) {
                // Keyed by the item, not by its place: two rankings that show the same post share the draw.
                let approval = mix64(key[0], item);
                let rest = mix64(key[1], item);
                let reply = self.reply * (near + self.outrage * (1.0 - near));
                *bits = (drawn(approval, self.like * near) * reaction::LIKE)
                    | (drawn(approval >> 32, self.reshare * near * spread) * reaction::RESHARE)
                    | (drawn(rest, reply) * reaction::REPLY)
                    | (drawn(rest >> 32, self.negative * (1.0 - near)) * reaction::NEGATIVE);
            }
        }
    }

    fn predict(
        &self,
        profile: f64,
        scale: Scale,
        stances: &[f32],
        contents: &[Content],
        predicted: &mut [Predicted],
    ) {
        // In blocks, as above: the kernel first, then what follows from it.
        const BLOCK: usize = 16;
        let nearer = 1.0 / scale.unit();
        for (predicted, stances) in predicted.chunks_mut(BLOCK).zip(stances.chunks(BLOCK)) {
            let mut nearness = [0.0; BLOCK];
            let mut distances = [0.0; BLOCK];
            for (distance, &stance) in distances.iter_mut().zip(stances) {
                *distance = (profile - f64::from(stance)).abs() * nearer;
            }
            // All 16, whether used or not: a loop of fixed length is vector code.
            match self.kernel {
                Shape::Gaussian => {
                    for (near, &distance) in nearness.iter_mut().zip(&distances) {
                        *near = math::fast_exp(-math::square(distance / self.width));
                    }
                }
                Shape::Step => {
                    for (near, &distance) in nearness.iter_mut().zip(&distances) {
                        *near = f64::from(u8::from(distance < self.width));
                    }
                }
            }
            for (predicted, &near) in predicted.iter_mut().zip(&nearness) {
                *predicted = Predicted {
                    like: (self.like * near) as f32,
                    reshare: (self.reshare * near) as f32,
                    reply: (self.reply * (near + self.outrage * (1.0 - near))).min(1.0) as f32,
                    negative: (self.negative * (1.0 - near)) as f32,
                };
            }
        }
        if self.needs_content() {
            // Apart, so that the loop above stays vector code.
            for (predicted, content) in predicted.iter_mut().zip(contents) {
                let spread = 1.0 + self.arousal * f64::from(content.arousal);
                predicted.reshare = (f64::from(predicted.reshare) * spread).min(1.0) as f32;
            }
        }
    }

    fn predicts(&self) -> bool {
        true
    }

    fn social_proof(&self) -> f64 {
        self.social_proof
    }

    fn draws_by_post(&self) -> bool {
        true
    }

    fn needs_content(&self) -> bool {
        self.arousal > 0.0
    }

    fn reshares(&self) -> bool {
        self.reshare > 0.0
    }

    fn learning(&self) -> Learning {
        Learning { affinity_rate: self.affinity_rate as f32, profile_rate: self.profile_rate as f32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};
    use crate::registry::Parameters;

    #[test]
    fn rates_are_the_probabilities() {
        let rule =
            Kernel::from_toml("like = 0.4\nreshare = 0.1\nreply = 0.2\nnegative = 0.3\nwidth = 1.0").unwrap();
        let n = 50_000_usize;
        let items: Vec<u32> = (0..n as u32).collect();
        let stances = vec![0.5; n];
        let shown = Shown {
            authors: &items,
            stances: &stances,
            sides: &[],
            ties: &items,
            items: &items,
            affinities: &[],
        };
        let words = Draws::new(3, 0).words(Purpose::Test, 1, 0);
        let key = [words[1], words[2]];
        let mut reactions = vec![0; n];
        rule.react(-0.5, Scale::default(), &shown, &[], key, &mut reactions);
        let share = |bit: u8| reactions.iter().filter(|&&bits| bits & bit != 0).count() as f64 / n as f64;
        let near = math::exp(-1.0);
        assert!((share(reaction::LIKE) - 0.4 * near).abs() < 0.01);
        assert!((share(reaction::RESHARE) - 0.1 * near).abs() < 0.01);
        assert!((share(reaction::REPLY) - 0.2 * (near + 0.5 * (1.0 - near))).abs() < 0.01);
        assert!((share(reaction::NEGATIVE) - 0.3 * (1.0 - near)).abs() < 0.01);
    }

    #[test]
    fn arousal_adds_to_reshares_alone() {
        let rule = Kernel::from_toml("reshare = 0.2\narousal = 0.67\nwidth = 1.0").unwrap();
        let contents = [0.0, 0.5, 1.0].map(|arousal| Content { arousal, ..Content::default() });
        let mut predicted = [Predicted::default(); 3];
        rule.predict(0.0, Scale::default(), &[1.0; 3], &contents, &mut predicted);
        let near = math::exp(-1.0);
        for (predicted, factor) in predicted.iter().zip([1.0, 1.335, 1.67]) {
            assert!((f64::from(predicted.reshare) - 0.2 * near * factor).abs() < 1e-6, "{predicted:?}");
            assert!((f64::from(predicted.like) - 0.2 * near).abs() < 1e-6);
        }
        let n = 60_000_usize;
        let items: Vec<u32> = (0..n as u32).collect();
        let stances = vec![0.0; n];
        let contents: Vec<Content> = contents.iter().copied().cycle().take(n).collect();
        let shown = Shown {
            authors: &items,
            stances: &stances,
            sides: &[],
            ties: &items,
            items: &items,
            affinities: &[],
        };
        let mut reactions = vec![0; n];
        rule.react(0.0, Scale::default(), &shown, &contents, [7, 8], &mut reactions);
        for (first, factor) in [1.0, 1.335, 1.67].into_iter().enumerate() {
            let share = |bit: u8| {
                reactions.iter().skip(first).step_by(3).filter(|&&bits| bits & bit != 0).count() as f64
                    / (n / 3) as f64
            };
            assert!((share(reaction::RESHARE) - 0.2 * factor).abs() < 0.012, "{first}");
            assert!((share(reaction::LIKE) - 0.2).abs() < 0.012, "{first}");
        }
    }
}

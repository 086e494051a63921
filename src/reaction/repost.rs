//! Passing on what agrees: reposts in Sasahara et al. 2021.
//!
//! With probability p, if at least one shown item is concordant (|x_i − y| < ε, strict, with the opinion before
//! influence), the reader reshares one of them, drawn uniformly item by item. Whoever reshares writes no new post where
//! the platform keeps its last posts (`feed.memory`).

use super::{Learning, Reaction};
use crate::random::mix64;
use crate::registry::{above, within};
use crate::rule;
use crate::world::{Content, Reactions, Scale, Shown, reaction};

rule! {
    name: "repost",
    source: "Sasahara et al. 2021, Journal of Computational Social Science 4:381",
    /// Reshares one random item of those that are strictly closer than ε, with probability p.
    ///
    /// Two hashed draws a reader and turn, from one keyed block (purpose Serve). O(items).
    pub struct Repost {
        /// Probability p of resharing where something is concordant.
        probability: f64 = 0.5, in within(0.0, 1.0);
        /// ε: an item strictly closer than this is concordant, in opinion units.
        epsilon: f64 = 0.5, in above(0.0);
    }
}

impl Reaction for Repost {
    fn react(
        &self,
        own: f64,
        _: Scale,
        shown: &Shown<'_>,
        _: &[Content],
        key: [u32; 2],
        reactions: Reactions<'_>,
    ) {
        reactions.fill(0);
        let is_concordant = |stance: f64| (stance - own).abs() < self.epsilon;
        let count = shown.stances.iter().filter(|&&stance| is_concordant(stance)).count() as u64;
        // 2^−32 of a probability is lost by the 32 bits of a hashed draw.
        let draw = |key: u32| mix64(key, 0) >> 32;
        if count == 0 || draw(key[0]) as f64 >= self.probability * 4_294_967_296.0 {
            return;
        }
        let pick = ((draw(key[1]) * count) >> 32) as usize;
        let chosen = shown.stances.iter().enumerate().filter(|(_, stance)| is_concordant(**stance)).nth(pick);
        if let Some((index, _)) = chosen {
            reactions[index] = reaction::RESHARE;
        }
    }

    fn reshares(&self) -> bool {
        self.probability > 0.0
    }

    fn learning(&self) -> Learning {
        Learning { affinity_rate: 0.0, profile_rate: 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};

    #[test]
    fn one_concordant_item_is_passed_on_with_probability_p() {
        let rule = Repost { probability: 0.4, epsilon: 0.5 };
        let stances = [0.3, 0.9, 0.1, -0.2, 0.5];
        let shown =
            Shown { authors: &[], stances: &stances, sides: &[], ties: &[], items: &[], affinities: &[] };
        let mut counts = [0.0; 5];
        let rounds = 30_000;
        for round in 0..rounds {
            let words = Draws::new(5, 0).words(Purpose::Serve, 1, round);
            let mut reactions = [7; 5];
            rule.react(0.0, Scale::default(), &shown, &[], [words[1], words[2]], &mut reactions);
            assert!(reactions.iter().filter(|&&bits| bits != 0).count() <= 1);
            for (count, &bits) in counts.iter_mut().zip(&reactions) {
                *count += f64::from(u8::from(bits == reaction::RESHARE)) / f64::from(rounds);
            }
        }
        for (count, expected) in counts.iter().zip([0.4 / 3.0, 0.0, 0.4 / 3.0, 0.4 / 3.0, 0.0]) {
            assert!((count - expected).abs() < 0.008, "{counts:?}");
        }
    }
}

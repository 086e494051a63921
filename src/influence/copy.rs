//! Copying: a reader takes over a stance that it was shown.
//!
//! `by = "draw"`: the stance of one shown item, drawn at random, so that the share of a side in the feed is the
//! probability of taking it over (the voter model; Perra & Rocha 2019 filter a timeline of such items). With a random
//! ranking on a complete or regular graph the mean share of a side is a martingale: E[n_A(∞)] = n_A(0).
//! `by = "majority"`: the stance of the first item on the side that most of the feed stands on; a tie changes nothing.
//! Inspired by the paper's abstract: its exact filters and update probabilities could not be recovered.

use super::Influence;
use crate::world::{Scale, Shown};
use crate::{choices, rule};

choices! {
    /// What is copied.
    pub enum CopyBy {
        /// One shown item, drawn at random.
        Draw = "draw",
        /// The side of the majority of the shown items.
        Majority = "majority",
    }
}

rule! {
    name: "copy",
    source: "inspired by Perra & Rocha 2019, Scientific Reports 9:7261",
    /// Takes over the stance of a random item of the feed, or the stance of the feed's majority.
    ///
    /// For binary opinions. With `by = "draw"` one draw a reader and tick (purpose Influence).
    pub struct Copy {
        /// Whether one item is drawn, or the majority decides.
        by: CopyBy = CopyBy::Draw;
    }
}

impl Influence for Copy {
    fn target(&self, own: f64, shown: &Shown<'_>) -> f64 {
        let first = |side: i8| shown.sides.iter().position(|&shown| shown == side);
        let balance: i64 = shown.sides.iter().map(|&side| i64::from(side)).sum();
        let leader = match balance {
            0 => None,
            b if b > 0 => first(1),
            _ => first(-1),
        };
        leader.map_or(own, |item| shown.stances[item])
    }

    fn drawn_target(&self, own: f64, shown: &Shown<'_>, _: Scale, random: u64) -> f64 {
        if shown.is_empty() {
            return own;
        }
        // The high half of a product maps 64 random bits to an item without a visible bias.
        let item = (u128::from(random) * shown.len() as u128) >> 64;
        shown.stances[item as usize]
    }

    fn is_random(&self) -> bool {
        self.by == CopyBy::Draw
    }

    fn needs_sides(&self) -> bool {
        self.by == CopyBy::Majority
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: Shown<'_> = Shown {
        authors: &[1, 2, 3],
        stances: &[1.0, -1.0, -1.0],
        sides: &[1, -1, -1],
        ties: &[0, 1, 2],
        items: &[1, 2, 3],
        affinities: &[],
    };

    #[test]
    fn the_majority_is_copied() {
        let rule = Copy { by: CopyBy::Majority };
        assert_eq!(rule.target(1.0, &SHOWN), -1.0);
        let tie = Shown { stances: &[1.0, -1.0], sides: &[1, -1], ..SHOWN };
        assert_eq!(rule.target(1.0, &tie), 1.0);
    }

    #[test]
    fn a_share_is_a_probability() {
        let rule = Copy { by: CopyBy::Draw };
        let n = 30_000_u64;
        let minus = (0..n)
            .filter(|i| rule.drawn_target(1.0, &SHOWN, Scale::default(), u64::MAX / n * i) < 0.0)
            .count();
        assert!((minus as f64 / n as f64 - 2.0 / 3.0).abs() < 1e-3);
        assert_eq!(
            rule.drawn_target(0.5, &Shown { authors: &[], stances: &[], ..SHOWN }, Scale::default(), 7),
            0.5
        );
    }
}

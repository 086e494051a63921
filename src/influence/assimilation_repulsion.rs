//! Assimilation and repulsion in one line: near opinions attract, far ones repel.
//!
//! x_i ← x_i + μ·(1 − H·|y − x_i|)·(y − x_i), held in the range. Beyond a distance of 1/H the reader moves away. With
//! `pairwise`, y is the opinion of one partner, drawn anew in every micro-step, and the reader alone moves (Mäs &
//! Bischofberger 2015; Keijzer & Mäs 2022, "repulsion"). Otherwise the effects of all shown items are averaged.
//! On [−1, 1] distances are twice those on [0, 1], so that H halves.

use super::pairs::{Pairing, PartnerKeys, Selection};
use super::{Contradiction, Influence};
use crate::registry::{at_least, within_open_low};
use crate::rule;
use crate::world::{Scale, Shown};

rule! {
    name: "assimilation_repulsion",
    source: "Keijzer & Mäs 2022; the influence function of Flache & Mäs",
    /// Moves towards near opinions and away from distant ones; the effect falls linearly with distance and turns.
    ///
    /// Deterministic, but for the partner with `pairwise`.
    pub struct AssimilationRepulsion {
        /// Rate μ: the share of the way that is gone at distance 0.
        rate: f64 = 0.5, in within_open_low(0.0, 1.0);
        /// H: opinions further apart than 1/H, in opinion units, repel. 0: all attract.
        repulsion: f64 = 1.0, in at_least(0.0);
        /// One partner a micro-step, of whom all are candidates that speak; the reader alone moves.
        pairwise: bool = false;
        ..partner: PartnerKeys;
    }
}

impl AssimilationRepulsion {
    #[inline]
    fn effect(&self, own: f64, other: f64) -> f64 {
        let difference = other - own;
        self.rate * (1.0 - self.repulsion * difference.abs()) * difference
    }
}

impl Influence for AssimilationRepulsion {
    fn target(&self, own: f64, shown: &Shown<'_>) -> f64 {
        if shown.is_empty() {
            return own;
        }
        let sum: f64 = shown.stances.iter().map(|&stance| self.effect(own, stance)).sum();
        own + sum / shown.len() as f64
    }

    fn pairs(&self) -> Option<&dyn Pairing> {
        self.pairwise.then_some(self as &dyn Pairing)
    }

    fn contradiction(&self) -> Option<Contradiction> {
        self.partner.contradiction(self.pairwise)
    }
}

impl Pairing for AssimilationRepulsion {
    #[inline]
    fn encounter(&self, own: f64, other: f64, _: Scale, _: u64) -> (f64, f64) {
        (own + self.effect(own, other), other)
    }

    fn selection(&self) -> Selection {
        self.partner.selection()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Parameters as _;

    #[test]
    fn near_attracts_and_far_repels() {
        let rule = AssimilationRepulsion::from_toml("rate = 0.5\nrepulsion = 2.0\npairwise = true").unwrap();
        let meet = |own, other| rule.encounter(own, other, Scale::default(), 0);
        // .5·(1 − .4)·.2 = .06; at 1/H nothing; .5·(1 − 1.6)·.8 = −.24.
        assert!((meet(0.2, 0.4).0 - 0.26).abs() < 1e-15);
        assert_eq!(meet(0.25, 0.75), (0.25, 0.75));
        assert!((meet(0.1, 0.9).0 + 0.14).abs() < 1e-15);
        let stances = [0.4, 0.8];
        let shown = Shown {
            authors: &[1; 2],
            stances: &stances,
            sides: &[1; 2],
            ties: &[0; 2],
            items: &[1; 2],
            affinities: &[],
        };
        // The mean of .06 and .5·(1 − 1.2)·.6 = −.06.
        assert!((rule.target(0.2, &shown) - 0.2).abs() < 1e-15);
    }
}

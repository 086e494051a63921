//! Averaging: everybody moves to a weighted mean of what they hear (DeGroot 1974).
//!
//! x_i ← w·x_i + (1 − w)·Σ_j u_ij y_j / Σ_j u_ij over the items shown, with self-weight w.
//!
//! With `silent = "own"` the weights are those of all followees, and the weight of whoever is not heard falls to the own
//! opinion: x_i ← x_i + (1 − w)·Σ_{j heard} u_ij (y_j − x_i) / Σ_{all j} u_ij (Aranda, Díaz, Gaona & Valencia 2024, arXiv
//! 2410.19685). It means standing expressions, one an account.

use super::{Influence, MeanField};
use crate::registry::within;
use crate::world::Shown;
use crate::{choices, rule};

choices! {
    /// What weights the voices.
    pub enum TieWeights {
        /// Every item counts the same.
        Equal = "equal",
        /// The reader's affinity to the author, u_ij.
        Affinity = "affinity",
    }
}

choices! {
    /// Where the weight of those goes who are not heard.
    pub enum SilentWeight {
        /// To those who are heard.
        Others = "others",
        /// To the own opinion.
        Own = "own",
    }
}

rule! {
    name: "degroot",
    source: "DeGroot 1974",
    /// Moves to a weighted mean of the own opinion and of what was shown.
    ///
    /// Leads to consensus on a connected, aperiodic network where everybody speaks. Deterministic.
    pub struct DeGroot {
        /// Weight w of the own opinion. At 0 two agents who hear only each other swap for ever.
        self_weight: f64 = 0.5, in within(0.0, 1.0);
        /// Whether every item counts the same or by the affinity to its author.
        weights: TieWeights = TieWeights::Equal;
        /// Where the weight of followees goes who are not heard: to the "others", or to the reader's "own" opinion, so
        /// that who hears few moves little.
        silent: SilentWeight = SilentWeight::Others;
    }
}

impl Influence for DeGroot {
    fn target(&self, own: f64, shown: &Shown<'_>) -> f64 {
        if shown.is_empty() {
            return own;
        }
        let (sum, total) = match self.weights {
            TieWeights::Equal => (shown.stances.iter().sum::<f64>(), shown.len() as f64),
            TieWeights::Affinity => shown.stances.iter().zip(shown.affinities).fold(
                (0.0, 0.0),
                |(sum, total), (&stance, &weight)| {
                    (sum + f64::from(weight) * stance, total + f64::from(weight))
                },
            ),
        };
        if total > 0.0 { self.self_weight * own + (1.0 - self.self_weight) * sum / total } else { own }
    }

    fn mean_field(&self) -> Option<MeanField> {
        let rate = 1.0 - self.self_weight;
        let average = MeanField { reach: f64::INFINITY, open: false, rate, include_self: false };
        (self.weights == TieWeights::Equal && !self.counts_silent()).then_some(average)
    }

    fn target_among(&self, own: f64, shown: &Shown<'_>, followees: usize, affinities: &[f32]) -> f64 {
        let (sum, total) = match self.weights {
            TieWeights::Equal => {
                (shown.stances.iter().fold(0.0, |sum, &stance| sum + (stance - own)), followees as f64)
            }
            TieWeights::Affinity => (
                shown
                    .stances
                    .iter()
                    .zip(shown.affinities)
                    .fold(0.0, |sum, (&stance, &weight)| sum + f64::from(weight) * (stance - own)),
                affinities.iter().fold(0.0, |sum, &weight| sum + f64::from(weight)),
            ),
        };
        if total > 0.0 { own + (1.0 - self.self_weight) * sum / total } else { own }
    }

    fn counts_silent(&self) -> bool {
        self.silent == SilentWeight::Own
    }

    fn needs_affinity(&self) -> bool {
        self.weights == TieWeights::Affinity
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_weighted() {
        let shown = Shown {
            authors: &[1, 2],
            stances: &[1.0, -1.0],
            sides: &[1, -1],
            ties: &[0, 1],
            items: &[1, 2],
            affinities: &[0.75, 0.25],
        };
        let silent = SilentWeight::Others;
        let equal = DeGroot { self_weight: 0.5, weights: TieWeights::Equal, silent };
        assert_eq!(equal.target(0.5, &shown), 0.25);
        let weighted = DeGroot { self_weight: 0.0, weights: TieWeights::Affinity, silent };
        assert_eq!(weighted.target(0.5, &shown), 0.5);
        // Two of four followees are heard: half of the others' weight is one's own. The differences are .5 and −1.5.
        let silent = SilentWeight::Own;
        let equal = DeGroot { self_weight: 0.5, weights: TieWeights::Equal, silent };
        assert_eq!(equal.target_among(0.5, &shown, 4, &[]), 0.5 + 0.5 * (0.5 - 1.5) / 4.0);
        let weighted = DeGroot { self_weight: 0.0, weights: TieWeights::Affinity, silent };
        let moved = 0.5 + (0.75 * 0.5 - 0.25 * 1.5) / 2.0;
        assert_eq!(weighted.target_among(0.5, &shown, 4, &[0.75, 0.25, 0.5, 0.5]), moved);
    }
}

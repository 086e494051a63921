//! The mean of what agrees: influence in Sasahara et al. 2021.
//!
//! x_i ← x_i + μ·mean(y_j − x_i) over the shown items with |x_i − y_j| < ε (strict); each item counts, so that an account
//! shown twice counts twice. The same as `bounded_confidence` with `bound = "open"`, but that μ may be 0: rewiring
//! alone.

use super::Influence;
use crate::registry::{above, within};
use crate::rule;
use crate::world::Shown;

rule! {
    name: "concordant_mean",
    source: "Sasahara et al. 2021, Journal of Computational Social Science 4:381",
    /// Moves towards the mean of the shown items that are strictly closer than ε.
    ///
    /// Deterministic. O(items).
    pub struct ConcordantMean {
        /// ε: an item strictly closer than this is concordant, in opinion units.
        epsilon: f64 = 0.5, in above(0.0);
        /// Rate μ: the share of the way to the mean that is gone; 0: nobody moves.
        rate: f64 = 0.5, in within(0.0, 1.0);
    }
}

impl Influence for ConcordantMean {
    fn target(&self, own: f64, shown: &Shown<'_>) -> f64 {
        let (mut sum, mut count) = (0.0, 0.0);
        for &stance in shown.stances.iter().filter(|&&stance| (stance - own).abs() < self.epsilon) {
            sum += stance - own;
            count += 1.0;
        }
        if count > 0.0 { own + self.rate * (sum / count) } else { own }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_concordant_item_counts_and_the_bound_is_open() {
        let rule = ConcordantMean { epsilon: 0.5, rate: 0.5 };
        let shown = |stances: &'static [f64]| Shown {
            authors: &[],
            stances,
            sides: &[],
            ties: &[],
            items: &[],
            affinities: &[],
        };
        // ½ · (.4 + .4 + .25)/3.
        assert!((rule.target(0.0, &shown(&[0.4, 0.4, 0.25, 0.5, -0.9])) - 0.175).abs() < 1e-15);
        assert_eq!(rule.target(0.25, &shown(&[0.75, -0.25])), 0.25);
        assert_eq!(rule.target(0.25, &shown(&[])), 0.25);
    }
}

//! Bounded confidence: opinions too far apart do not interact.
//!
//! x_i ← x_i + μ·(mean of the shown y_j with |x_i − y_j| ≤ ε, − x_i), the own opinion in the mean or not.
//! With `rate = 1`, `include_self = true` and everything shown on a complete graph this is Hegselmann & Krause 2002.

use super::Influence;
use crate::registry::{above, within_open_low};
use crate::world::Shown;
use crate::{choices, rule};

choices! {
    /// Whether an opinion exactly ε away still counts.
    pub enum Bound {
        /// |Δ| ≤ ε, with a slack of 1e-12 so that rounding does not decide (Hegselmann & Krause).
        Closed = "closed",
        /// |Δ| < ε (Deffuant, Sasahara, NDlib).
        Open = "open",
    }
}

rule! {
    name: "bounded_confidence",
    source: "Hegselmann & Krause 2002; Deffuant et al. 2000",
    /// Moves towards the mean of what was shown within the confidence bound ε.
    ///
    /// Deterministic. Opinions further apart than ε do not interact.
    pub struct BoundedConfidence {
        /// Confidence bound ε, in opinion units (on [0, 1] half as wide as on [−1, 1]).
        epsilon: f64 = 0.4, in above(0.0);
        /// Rate μ: the share of the way to the mean that is gone in a tick.
        rate: f64 = 0.1, in within_open_low(0.0, 1.0);
        /// Whether an opinion exactly ε away still counts.
        bound: Bound = Bound::Closed;
        /// Whether the own opinion enters the mean, as in Hegselmann & Krause.
        include_self: bool = false;
    }
}

impl Influence for BoundedConfidence {
    fn target(&self, own: f64, shown: &Shown<'_>) -> f64 {
        // The slack keeps a deterministic profile, whose gaps equal ε up to rounding, from being decided by it.
        let reach = if self.bound == Bound::Closed { self.epsilon + 1e-12 } else { self.epsilon };
        let open = self.bound == Bound::Open;
        let (mut sum, mut count) = if self.include_self { (own, 1.0) } else { (0.0, 0.0) };
        for &stance in shown.stances {
            let distance = (stance - own).abs();
            if distance < reach || (!open && distance == reach) {
                sum += stance;
                count += 1.0;
            }
        }
        if count > 0.0 { own + self.rate * (sum / count - own) } else { own }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(stances: &[f64]) -> Shown<'_> {
        Shown { authors: &[0; 3], stances, sides: &[0; 3], ties: &[0; 3], items: &[0; 3], affinities: &[] }
    }

    #[test]
    fn only_the_near_pull() {
        let rule = BoundedConfidence { epsilon: 0.5, rate: 0.5, bound: Bound::Closed, include_self: false };
        assert!((rule.target(0.0, &shown(&[0.4, 0.2, 1.0])) - 0.15).abs() < 1e-15);
        assert_eq!(rule.target(0.0, &shown(&[0.6, 0.7, 1.0])), 0.0);
    }

    #[test]
    fn the_bound_is_closed_or_open() {
        let stances = [0.5, 1.0, 1.0];
        let mut rule =
            BoundedConfidence { epsilon: 0.5, rate: 1.0, bound: Bound::Closed, include_self: true };
        assert_eq!(rule.target(0.0, &shown(&stances)), 0.25);
        rule.bound = Bound::Open;
        assert_eq!(rule.target(0.0, &shown(&stances)), 0.0);
    }
}

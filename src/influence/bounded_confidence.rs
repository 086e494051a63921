//! Bounded confidence: opinions too far apart do not interact.
//!
//! x_i ← x_i + μ·(mean of the shown y_j with |x_i − y_j| ≤ ε, − x_i), the own opinion in the mean or not.
//! With `pairwise` one partner is met in a micro-step, and both move by μ times their difference if it is within ε
//! (Deffuant, Neau, Amblard & Weisbuch 2000); with `selection = "biased"` the partner is drawn with weight d^−γ (Sîrbu,
//! Pedreschi, Giannotti & Kertész 2019). The mean opinion is conserved.
//! With `rate = 1`, `include_self = true` and everything shown on a complete graph this is Hegselmann & Krause 2002.

use super::pairs::{Pairing, PartnerKeys, Selection};
use super::{Contradiction, Influence, MeanField, Offer, Readers, Rows, stance_of};
use crate::registry::{above, within_open_low};
use crate::world::{Scale, Shown};
use crate::{choices, rule};

choices! {
    /// Whether an opinion exactly ε away still counts.
    pub enum Bound {
        /// |Δ| ≤ ε, with a slack of 1e-12 so that the rounding of opinions does not decide (Hegselmann & Krause).
        Closed = "closed",
        /// |Δ| < ε (Deffuant, Sasahara, NDlib).
        Open = "open",
    }
}

rule! {
    name: "bounded_confidence",
    source: "Hegselmann & Krause 2002; Deffuant et al. 2000; Sîrbu et al. 2019",
    /// Moves towards the mean of what was shown within the confidence bound ε.
    ///
    /// Deterministic, but for the partner with `pairwise`. Opinions further apart than ε do not interact.
    pub struct BoundedConfidence {
        /// Confidence bound ε, in opinion units (on [0, 1] half as wide as on [−1, 1]).
        epsilon: f64 = 0.4, in above(0.0);
        /// Rate μ: the share of the way to the mean that is gone in a tick.
        rate: f64 = 0.1, in within_open_low(0.0, 1.0);
        /// Whether an opinion exactly ε away still counts. With feed.source = "posts" stances are kept to seven digits (rounded by
        /// up to 3e-8), so that rounding decides there whether an opinion exactly ε away counts, whatever the bound.
        bound: Bound = Bound::Closed;
        /// Whether the own opinion enters the mean, as in Hegselmann & Krause.
        include_self: bool = false;
        /// One partner a micro-step, of whom all are candidates that speak; both move. Needs a sequential schedule.
        pairwise: bool = false;
        ..partner: PartnerKeys;
    }
}

impl Default for BoundedConfidence {
    fn default() -> Self {
        Self {
            epsilon: 0.4,
            rate: 0.1,
            bound: Bound::Closed,
            include_self: false,
            pairwise: false,
            partner: PartnerKeys::default(),
        }
    }
}

impl BoundedConfidence {
    /// The slack keeps a deterministic profile, whose gaps equal ε up to rounding, from being decided by it.
    #[inline]
    fn reach(&self) -> f64 {
        if self.bound == Bound::Closed { self.epsilon + 1e-12 } else { self.epsilon }
    }

    /// Opinions interact whose distance is below this.
    #[inline]
    fn limit(&self) -> f64 {
        if self.bound == Bound::Closed { self.reach().next_up() } else { self.reach() }
    }
}

impl BoundedConfidence {
    /// The targets of readers of whole feeds, two side by side, each with the additions of [`target`](Influence::target) in
    /// their order. For narrow feeds the loops are compiled for their width.
    fn lead_together(&self, own: &[f64], rows: Rows<'_>, targets: &mut [f64]) {
        macro_rules! by_width {
            ($($width:literal)*) => {
                match rows.width {
                    $($width => Self::lead_pairs(own, rows, targets, |[a, b], own| {
                        self.lead_two([rows.fixed::<$width>(a), rows.fixed::<$width>(b)], own)
                    }),)*
                    _ => Self::lead_pairs(own, rows, targets, |[a, b], own| {
                        self.lead_two([rows.row(a), rows.row(b)], own)
                    }),
                }
            };
        }
        by_width!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16);
    }

    /// Lets `lead` find the targets of two readers after two; the last is by itself where their number is odd.
    #[inline]
    fn lead_pairs(
        own: &[f64],
        rows: Rows<'_>,
        targets: &mut [f64],
        lead: impl Fn([u32; 2], [f64; 2]) -> [f64; 2],
    ) {
        let (pairs, last) = own.as_chunks::<2>();
        let (ids, last_id) = rows.ids.as_chunks::<2>();
        let (pair_targets, last_target) = targets.as_chunks_mut::<2>();
        for ((&ids, &own), targets) in ids.iter().zip(pairs).zip(pair_targets) {
            *targets = lead(ids, own);
        }
        if let ([own], [id], [target]) = (last, last_id, last_target) {
            [*target, _] = lead([*id; 2], [*own; 2]);
        }
    }

    /// The targets of two readers, from the bits of what they are shown. What is not there is NaN, which is near to nobody.
    #[inline]
    fn lead_two<'a>(&self, rows: [impl IntoIterator<Item = &'a u32>; 2], own: [f64; 2]) -> [f64; 2] {
        let limit = self.limit();
        let (mut sum, mut count) = if self.include_self { (own, [1.0; 2]) } else { ([0.0; 2], [0.0; 2]) };
        let [first, second] = rows;
        for (&first, &second) in first.into_iter().zip(second) {
            for (lane, bits) in [first, second].into_iter().enumerate() {
                let stance = stance_of(bits);
                // Selections in place of a branch, which would be taken at random.
                let is_near = (stance - own[lane]).abs() < limit;
                sum[lane] += if is_near { stance } else { 0.0 };
                count[lane] += if is_near { 1.0 } else { 0.0 };
            }
        }
        std::array::from_fn(|lane| {
            let mean = sum[lane] / f64::max(count[lane], 1.0);
            let moved = own[lane] + self.rate * (mean - own[lane]);
            if count[lane] > 0.0 { moved } else { own[lane] }
        })
    }
}

impl Influence for BoundedConfidence {
    fn target(&self, own: f64, shown: &Shown<'_>) -> f64 {
        let limit = self.limit();
        let (mut sum, mut count) = if self.include_self { (own, 1.0) } else { (0.0, 0.0) };
        for &stance in shown.stances {
            // Selections in place of a branch, which would be taken at random.
            let is_near = (stance - own).abs() < limit;
            sum += if is_near { stance } else { 0.0 };
            count += if is_near { 1.0 } else { 0.0 };
        }
        if count > 0.0 { own + self.rate * (sum / count - own) } else { own }
    }

    fn targets(&self, readers: &Readers<'_>, targets: &mut [f64]) {
        match readers.offer {
            Offer::Feeds(rows) => self.lead_together(readers.own, rows, targets),
            Offer::Post(_) => {
                readers.each(targets, |own, stances, _| self.target(own, &Shown::of_stances(stances)));
            }
        }
    }

    fn pairs(&self) -> Option<&dyn Pairing> {
        self.pairwise.then_some(self as &dyn Pairing)
    }

    fn mean_field(&self) -> Option<MeanField> {
        let open = self.bound == Bound::Open;
        let average =
            MeanField { reach: self.reach(), open, rate: self.rate, include_self: self.include_self };
        (!self.pairwise).then_some(average)
    }

    fn confidence_bound(&self) -> Option<f64> {
        Some(self.epsilon)
    }

    fn contradiction(&self) -> Option<Contradiction> {
        if self.pairwise && self.include_self {
            return Some(Contradiction {
                key: "include_self",
                message: "`influence.include_self` and `influence.pairwise` exclude each other".to_owned(),
                expected: "expected without it: a pair has no mean that oneself could be part of",
                help: "take one of the two out",
            });
        }
        self.partner.contradiction(self.pairwise)
    }
}

impl Pairing for BoundedConfidence {
    #[inline]
    fn encounter(&self, own: f64, other: f64, _: Scale, _: u64) -> (f64, f64) {
        let difference = other - own;
        let (distance, reach) = (difference.abs(), self.reach());
        let interact = distance < reach || (self.bound == Bound::Closed && distance == reach);
        // A move of 0 in place of a branch, which would be taken at random.
        let step = if interact { self.rate * difference } else { 0.0 };
        (own + step, other - step)
    }

    fn selection(&self) -> Selection {
        self.partner.selection()
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
        let rule = BoundedConfidence { epsilon: 0.5, rate: 0.5, ..BoundedConfidence::default() };
        assert!((rule.target(0.0, &shown(&[0.4, 0.2, 1.0])) - 0.15).abs() < 1e-15);
        assert_eq!(rule.target(0.0, &shown(&[0.6, 0.7, 1.0])), 0.0);
    }

    #[test]
    fn the_bound_is_closed_or_open() {
        let stances = [0.5, 1.0, 1.0];
        let mut rule =
            BoundedConfidence { epsilon: 0.5, rate: 1.0, include_self: true, ..BoundedConfidence::default() };
        assert_eq!(rule.target(0.0, &shown(&stances)), 0.25);
        rule.bound = Bound::Open;
        assert_eq!(rule.target(0.0, &shown(&stances)), 0.0);
    }

    #[test]
    fn a_pair_meets_half_way_and_keeps_its_mean() {
        let rule = BoundedConfidence {
            epsilon: 0.5,
            rate: 0.25,
            bound: Bound::Open,
            pairwise: true,
            ..BoundedConfidence::default()
        };
        let meet = |own, other| rule.encounter(own, other, Scale::default(), 0);
        // The difference shrinks by the factor 1 − 2μ.
        assert_eq!(meet(0.0, 0.25), (0.0625, 0.1875));
        assert_eq!(meet(0.25, -0.25), (0.25, -0.25), "the bound is open");
        assert_eq!(
            BoundedConfidence { bound: Bound::Closed, ..rule }.encounter(0.0, 0.5, Scale::default(), 0),
            (0.125, 0.375)
        );
    }
}

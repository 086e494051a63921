//! The form that published rankings share, as small functions to compose.
//!
//! `S = (Σ_a w_a·P_a) · u^α · decay(age) · Π multipliers + offset`: weights over predicted reactions, the strength of
//! the tie, decay with age, author diversity, and the step that lifts negative totals. Weights multiply predicted
//! probabilities, not counts: the published code of X says so of its own, and a weight of −234 on reports is mild where
//! a report is expected a thousandth as often as a like.

pub use super::author_diversity::{AuthorDiversity, AuthorOrder};
use super::gumbel::Gumbel;
use crate::choices;
use crate::math;
use crate::random::mix;
use crate::world::Predicted;

/// Weights of the predicted reactions: the sum `Σ_a w_a·P_a`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ActionWeights {
    /// Of a like.
    pub like: f32,
    /// Of a reshare.
    pub reshare: f32,
    /// Of a reply.
    pub reply: f32,
    /// Of a negative reaction, usually below 0.
    pub negative: f32,
}

impl ActionWeights {
    /// The weighted sum for one post.
    #[inline]
    pub fn total(&self, p: &Predicted) -> f32 {
        self.like * p.like + self.reshare * p.reshare + self.reply * p.reply + self.negative * p.negative
    }

    /// Adds the weighted sums to `scores`. O(candidates).
    pub fn add(&self, predicted: &[Predicted], scores: &mut [f32]) {
        for (score, predicted) in scores.iter_mut().zip(predicted) {
            *score += self.total(predicted);
        }
    }

    /// (Σ |negative weights|, Σ |weights|).
    pub fn sums(&self) -> (f64, f64) {
        [self.like, self.reshare, self.reply, self.negative].iter().fold((0.0, 0.0), |(negative, all), &w| {
            let w = f64::from(w);
            (negative + (-w).max(0.0), all + w.abs())
        })
    }
}

/// The step by which `twitter_2023` and `x_2026` put every post with a negative total below every other one.
///
/// A total s < 0 becomes (s + N)/A · size, s ≥ 0 becomes s + size, with N = Σ |negative weights| and A = Σ |weights|.
/// As probabilities are at most 1, s ≥ −N, and what was negative ends in [0, size). The order among negative totals is
/// never reversed; totals that differ by less than about N·6e-8 come out equal. Source: the authors' code
/// (twitter/the-algorithm, 2023; xai-org/x-algorithm, 2026).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NegativeOffset {
    /// Σ of the absolute values of the negative weights.
    pub negative: f64,
    /// Σ of the absolute values of all weights, > 0 where there is anything negative.
    pub all: f64,
    /// The size of the offset: .001 at X.
    pub size: f64,
}

impl NegativeOffset {
    /// Lifts the totals. O(candidates).
    pub fn apply(&self, scores: &mut [f32]) {
        let share = if self.all > 0.0 { self.size / self.all } else { 0.0 };
        for score in scores {
            let total = f64::from(*score);
            let lifted =
                if total < 0.0 { (total + self.negative).max(0.0) * share } else { total + self.size };
            *score = lifted as f32;
        }
    }
}

/// Multiplies the scores by u^α, the tie to the power α. O(candidates); nothing is done for α = 0.
pub fn apply_tie_exponent(alpha: f64, affinity: &[f32], scores: &mut [f32]) {
    if alpha == 0.0 {
        return;
    }
    for (score, &affinity) in scores.iter_mut().zip(affinity) {
        let factor = if alpha == 1.0 { affinity } else { math::pow(f64::from(affinity), alpha) as f32 };
        *score *= factor;
    }
}

/// Multiplies the scores of the candidates that are marked by `factor`. O(candidates); nothing is done for a factor of 1.
pub fn apply_to_marked(factor: f64, marked: &[bool], scores: &mut [f32]) {
    if factor == 1.0 {
        return;
    }
    let factors = [1.0, factor as f32];
    for (score, &marked) in scores.iter_mut().zip(marked) {
        *score *= factors[usize::from(marked)];
    }
}

/// Multiplies the scores by a column of factors. O(candidates).
pub fn apply_factors(factors: &[f32], scores: &mut [f32]) {
    for (score, &factor) in scores.iter_mut().zip(factors) {
        *score *= factor;
    }
}

choices! {
    /// How the worth of a post falls with its age t in hours.
    pub enum DecayKind {
        /// Not at all: 1.
        None = "none",
        /// e^(−t/T).
        Exponential = "exponential",
        /// 2^(−t/T): T is the half-life.
        HalfLife = "half-life",
        /// (1 + t/T)^−γ.
        Power = "power",
        /// (t + 2)^−γ, the denominator of Hacker News; T is not read.
        HackerNews = "hackernews",
        /// 10^(−t/12.5): ten times the votes are worth 12.5 hours, as on Reddit; T and γ are not read.
        Reddit = "reddit",
    }
}

/// A decay with its constants. The engine computes it once a tick and age, not once a candidate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decay {
    /// The form.
    pub kind: DecayKind,
    /// T, in hours, > 0.
    pub hours: f64,
    /// γ.
    pub exponent: f64,
    /// Hours a tick, > 0.
    pub tick_hours: f64,
}

impl Decay {
    /// A half-life in hours.
    pub fn half_life(hours: f64, tick_hours: f64) -> Self {
        Self { kind: DecayKind::HalfLife, hours, exponent: 1.0, tick_hours }
    }

    /// The factor at an age in ticks, in [0, 1] but for a power with γ < 0.
    pub fn factor(&self, age: u32) -> f32 {
        let hours = f64::from(age) * self.tick_hours;
        (match self.kind {
            DecayKind::None => 1.0,
            DecayKind::Exponential => math::exp(-hours / self.hours),
            DecayKind::HalfLife => math::pow(0.5, hours / self.hours),
            DecayKind::Power => math::pow(1.0 + hours / self.hours, -self.exponent),
            DecayKind::HackerNews => math::pow(hours + 2.0, -self.exponent),
            DecayKind::Reddit => math::pow(10.0, -hours / 12.5),
        }) as f32
    }
}

/// Turns scores into keys whose k largest are a sample without replacement in proportion to exp(S/temperature), by
/// one draw a candidate. Inadmissible scores (−∞) stay; what overflows is held at the largest float. O(candidates).
pub fn apply_temperature(temperature: f64, scores: &mut [f32], draw: impl Fn(usize) -> u32) {
    let colder = 1.0 / temperature;
    let gumbel = Gumbel::new();
    for (index, score) in scores.iter_mut().enumerate() {
        if *score > f32::NEG_INFINITY {
            let key = f64::from(*score) * colder + f64::from(gumbel.of(draw(index)));
            *score = (key as f32).clamp(f32::MIN, f32::MAX);
        }
    }
}

/// The score of a post that fails a condition: inadmissible, or with `fill` below all scores ≥ 0, newest first.
#[inline]
pub fn below_all(fill: bool, age: u32) -> f32 {
    if fill { -1.0 - age as f32 } else { f32::NEG_INFINITY }
}

/// 32 random bits of a post and its reader that stay the same for as long as the post lives. `key`: the reader's.
#[inline]
pub fn lasting_draw(key: u32, item: u32, born: u32) -> u32 {
    mix(mix(key, item), born)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_offset_parts_negative_from_positive_and_reverses_nothing(
            totals in prop::collection::vec(-440.0_f32..40.0, 2..50),
        ) {
            let mut lifted = totals.clone();
            NegativeOffset { negative: 443.0, all: 566.005, size: 0.001 }.apply(&mut lifted);
            for (&a, &lifted_a) in totals.iter().zip(&lifted) {
                prop_assert!(lifted_a >= 0.0);
                for (&b, &lifted_b) in totals.iter().zip(&lifted) {
                    if a < 0.0 && b >= 0.0 {
                        prop_assert!(lifted_a < lifted_b, "{a} {b}");
                    }
                    if a < b {
                        prop_assert!(lifted_a <= lifted_b, "{a} {b}");
                    }
                    if a < b - 1e-3 {
                        prop_assert!(lifted_a < lifted_b, "{a} {b}");
                    }
                }
            }
        }
    }

    #[test]
    fn decays_by_hand() {
        let factor = |kind, age| Decay { kind, hours: 4.0, exponent: 1.5, tick_hours: 2.0 }.factor(age);
        // Age 2 ticks = 4 hours: e^−1, 1/2, 2^−1.5, 6^−1.5, 10^−0.32.
        for (kind, expected) in [
            (DecayKind::None, 1.0),
            (DecayKind::Exponential, 0.367_879_44),
            (DecayKind::HalfLife, 0.5),
            (DecayKind::Power, 0.353_553_4),
            (DecayKind::HackerNews, 0.068_041_38),
            (DecayKind::Reddit, 0.478_630_1),
        ] {
            assert!((factor(kind, 2) - expected).abs() < 1e-6, "{kind:?}");
            assert!(factor(kind, 3) <= factor(kind, 2));
        }
    }

    #[test]
    fn temperature_samples_by_the_exact_law() {
        // Three posts, weights e^(S/T) = 1, 2, 5: the first shown is drawn in proportion, the second from the rest.
        let weights = [1.0_f64, 2.0, 5.0];
        let temperature = 0.5;
        let mut counts = [[0_u32; 3]; 3];
        let n = 60_000;
        for run in 0..n {
            let words = Draws::new(8, 0).words(Purpose::Test, run, 0);
            let mut scores = weights.map(|w| (math::ln(w) * temperature) as f32);
            apply_temperature(temperature, &mut scores, |index| words[index]);
            let mut order = [0, 1, 2];
            order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
            counts[order[0]][order[1]] += 1;
        }
        let total: f64 = weights.iter().sum();
        for first in 0..3 {
            for second in 0..3 {
                let exact = if first == second {
                    0.0
                } else {
                    weights[first] / total * weights[second] / (total - weights[first])
                };
                let found = f64::from(counts[first][second]) / f64::from(n);
                // Four standard errors of a share out of 60,000.
                let error = 4.0 * (exact * (1.0 - exact) / f64::from(n)).sqrt();
                assert!((found - exact).abs() <= error, "{first} {second}: {found} {exact}");
            }
        }
        let mut scores = [f32::NEG_INFINITY, -1e30, 1e30];
        apply_temperature(1e-30, &mut scores, |_| 7);
        assert_eq!(scores, [f32::NEG_INFINITY, f32::MIN, f32::MAX]);
    }

    #[test]
    fn ties_to_a_power() {
        let mut scores = [2.0, 2.0];
        apply_tie_exponent(2.0, &[0.5, 0.0], &mut scores);
        assert_eq!(scores, [0.5, 0.0]);
        apply_tie_exponent(0.0, &[0.5, 0.0], &mut scores);
        assert_eq!(scores, [0.5, 0.0]);
    }
}

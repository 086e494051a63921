//! The spiral of silence of Ross et al. (2019): confidence against the willingness to self-censor.
//!
//! ĉ_i ← max(ĉ_i + α·δ_i, 0) with δ_i = (n_s − n_o)/(n_s + n_o), 0 where nothing was heard;
//! c_i = 2/(1 + e^−ĉ_i) − 1; speaks if c_i > Φ_i + χ_i, strictly; χ, the chilling effect, is not in the paper, and 0.
//!
//! The paper prints the condition the wrong way round and leaves out the "− 1"; its prose, its worked example and the
//! authors' code are as here. Their later C++ version has no clamp: there ĉ sinks below 0 and only c stops at 0.

use super::{Expression, Speakers};
use crate::math;
use crate::random::Draws;
use crate::registry::at_least;
use crate::rule;
use crate::world::Heard;

rule! {
    name: "confidence",
    source: "Ross et al. 2019, European Journal of Information Systems 28(4):394-412",
    /// Speaks while the confidence gathered from what was shown exceeds the willingness to self-censor.
    ///
    /// The inner state is ĉ, by default uniform on [0, 1) at tick 0. Deterministic: no random draw.
    pub struct Confidence {
        /// Learning rate α of the inner confidence ĉ a tick; the paper has 1.
        alpha: f64 = 1.0, in at_least(0.0);
        /// Whether ĉ is held at 0 from below, as in the paper; false is the authors' later C++ version.
        clamp: bool = true;
    }
}

impl Expression for Confidence {
    fn start(&self) -> (f64, f64) {
        (0.0, 1.0)
    }

    #[inline]
    fn confidence(&self, inner: f64) -> f64 {
        // Below 0 the squashed value would be negative; without the clamp the authors hold c, not ĉ, at 0. Above 37, e^−ĉ
        // is less than 2^−53 and 1 + e^−ĉ is 1. Most agents get to one of the two ends: no exponential for them.
        if inner <= 0.0 {
            0.0
        } else if inner >= 37.0 {
            1.0
        } else {
            2.0 / (1.0 + math::exp(-inner)) - 1.0
        }
    }

    fn speak(&self, speakers: &Speakers<'_>, _: &Draws, _: u32, speaks: &mut [bool]) {
        let pairs = speakers.confidence.iter().zip(speakers.self_censorship);
        for (speaks, (&confidence, &threshold)) in speaks.iter_mut().zip(pairs) {
            *speaks = confidence > threshold;
        }
        for (index, (speaks, &chill)) in speaks.iter_mut().zip(speakers.chill).enumerate() {
            *speaks = speakers.confidence[index] > speakers.self_censorship[index] + chill;
        }
    }

    fn has_hard_core(&self) -> bool {
        true
    }

    /// c = .99: more than any Φ but the highest hundredth asks for.
    fn assured(&self) -> Option<f64> {
        Some(math::ln(199.0))
    }

    #[inline]
    fn perceive(&self, inner: f64, heard: Heard) -> f64 {
        let total = heard.own + heard.other;
        let difference = if total > 0.0 { (heard.own - heard.other) / total } else { 0.0 };
        let moved = inner + self.alpha * difference;
        if self.clamp { moved.max(0.0) } else { moved }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Parameters;

    /// Checkpoint R0: the worked example of the paper.
    #[test]
    fn the_worked_example() {
        let rule = Confidence::from_toml("").unwrap();
        assert!((rule.confidence(1.5) - 0.6351).abs() < 5e-5);
        let inner = rule.perceive(1.5, Heard { own: 1.0, other: 3.0 });
        assert_eq!(inner, 1.0);
        let confidence = rule.confidence(inner);
        assert!((confidence - (2.0 / (1.0 + libm::exp(-1.0)) - 1.0)).abs() < 1e-12);
        assert!((confidence - 0.4621).abs() < 5e-5);
        assert!(confidence < 0.6, "it falls silent");
    }

    /// No exponential is computed beyond the ends, and to the last bit nothing comes of it.
    #[test]
    fn the_ends_of_confidence() {
        let rule = Confidence { alpha: 1.0, clamp: false };
        let formula = |inner: f64| (2.0 / (1.0 + math::exp(-inner)) - 1.0).max(0.0);
        let below =
            [f64::NEG_INFINITY, -1e9, -800.0, -709.0, -37.0, -1.0, -1e-9, -f64::MIN_POSITIVE, -0.0, 0.0];
        let above =
            [f64::MIN_POSITIVE, 1e-300, 1e-17, 1e-9, 1.0, 36.0, 36.999, 37.0, 37.5, 40.0, 709.0, 800.0, 1e9];
        for inner in below.into_iter().chain(above).chain([f64::INFINITY]) {
            assert_eq!(rule.confidence(inner).to_bits(), formula(inner).to_bits(), "{inner}");
        }
        assert!(rule.confidence(f64::NAN).is_nan() || formula(f64::NAN) == 0.0);
    }

    #[test]
    fn the_clamp_holds_the_inner_state() {
        let heard = Heard { own: 0.0, other: 2.0 };
        assert_eq!(Confidence { alpha: 1.0, clamp: true }.perceive(0.5, heard), 0.0);
        assert_eq!(Confidence { alpha: 1.0, clamp: false }.perceive(0.5, heard), -0.5);
        assert_eq!(Confidence { alpha: 1.0, clamp: false }.confidence(-0.5), 0.0);
        assert_eq!(Confidence { alpha: 1.0, clamp: true }.perceive(0.5, Heard::default()), 0.5);
    }
}

//! Graded self-censorship: the probability of speaking follows the perceived share of one's own side.
//!
//! m_i ← (1 − η)·m_i + η·n_s/(n_s + n_o); speaks with probability σ(κ(m_i − Φ_i) + ν·|x_i| − χ_i).
//! Ours. The term ν·|x_i| stands for the finding that silence is a matter of low and moderate certainty (Matthes,
//! Morrison & Schemer 2010); χ is the chilling effect of being watched.

use super::{Expression, Speakers};
use crate::math;
use crate::random::{Draws, Purpose};
use crate::registry::{at_least, within};
use crate::rule;
use crate::world::Heard;

rule! {
    name: "logistic",
    source: "definition ours, 2026; the terms after Noelle-Neumann 1974 and Matthes, Morrison & Schemer 2010",
    /// Speaks with a probability that rises with the perceived share of the own side and falls with Φ.
    ///
    /// The inner state is m, the perceived share, ½ at tick 0. One uniform draw an agent and tick (purpose Express).
    pub struct Logistic {
        /// Slope κ: how sharply the perceived climate decides.
        kappa: f64 = 10.0, in at_least(0.0);
        /// Weight ν of the strength of the opinion, |x| (distance from the middle in units of half the range).
        nu: f64 = 0.5, in at_least(0.0);
        /// Memory rate η: the weight of this tick's impression in the perceived share.
        eta: f64 = 0.2, in within(0.0, 1.0);
    }
}

impl Expression for Logistic {
    fn start(&self) -> (f64, f64) {
        (0.5, 0.5)
    }

    fn speak(&self, speakers: &Speakers<'_>, draws: &Draws, tick: u32, speaks: &mut [bool]) {
        let (middle, unit) = (speakers.scale.middle(), speakers.scale.unit());
        for (index, speaks) in speaks.iter_mut().enumerate() {
            let climate = speakers.inner[index] - speakers.self_censorship[index];
            let strength = (speakers.opinion[index] - middle).abs() / unit;
            let odds = self.kappa * climate + self.nu * strength - speakers.chill_of(index);
            let uniform = draws.uniform(Purpose::Express, tick, speakers.turn + index as u32);
            *speaks = uniform < math::logistic(odds);
        }
    }

    fn has_hard_core(&self) -> bool {
        true
    }

    fn assured(&self) -> Option<f64> {
        Some(1.0)
    }

    #[inline]
    fn perceive(&self, inner: f64, heard: Heard) -> f64 {
        let total = heard.own + heard.other;
        if total > 0.0 { (1.0 - self.eta) * inner + self.eta * heard.own / total } else { inner }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Scale;

    #[test]
    fn the_share_of_speakers_is_the_probability() {
        let rule = Logistic { kappa: 10.0, nu: 0.5, eta: 0.2 };
        let n = 20_000;
        let (inner, censorship, opinion) = (vec![0.5; n], vec![0.4; n], vec![1.0; n]);
        let speakers = Speakers {
            first: 0,
            turn: 0,
            inner: &inner,
            confidence: &inner,
            self_censorship: &censorship,
            threshold: &[],
            chill: &[],
            opinion: &opinion,
            scale: Scale::default(),
        };
        let mut speaks = vec![false; n];
        rule.speak(&speakers, &Draws::new(1, 0), 1, &mut speaks);
        let share = speaks.iter().filter(|&&s| s).count() as f64 / n as f64;
        assert!((share - math::logistic(1.5)).abs() < 0.01, "{share}");
    }

    #[test]
    fn the_perceived_share_is_a_moving_average() {
        let rule = Logistic { kappa: 10.0, nu: 0.5, eta: 0.25 };
        assert_eq!(rule.perceive(0.5, Heard { own: 4.0, other: 0.0 }), 0.625);
        assert_eq!(rule.perceive(0.5, Heard::default()), 0.5);
    }
}

//! Reinforcement in discrete time, divided by the number of voices (Santos, Lelkes & Levin 2021, PNAS 118:e2102141118).
//!
//! x_i ← γ·x_i + (K/k_i)·Σ_j tanh(α·x_j) over the k_i who are heard, with memory γ. For *polarising* agents the term is
//! tanh(α·σ_i·σ_j·x_j) with σ the sign of an opinion: a voice of the other side pushes away from it. They are a share
//! of all agents, drawn once (the paper's ρ is the share of the others, the converging ones).
//!
//! Because influence is divided by the number of voices, the neutral state loses its stability at α = (1 − γ)/K on every
//! connected graph without polarising agents. The equation comes from slides that quote the paper, whose text could not
//! be read.

use rayon::prelude::*;

use super::{CHUNK, Hearing, Influence, Together};
use crate::math::fast_tanh;
use crate::random::Purpose;
use crate::registry::{above, at_least, within};
use crate::rule;
use crate::world::Shown;

rule! {
    name: "reinforcement_discrete",
    source: "inspired by Santos, Lelkes & Levin 2021, PNAS 118:e2102141118",
    /// Conviction is remembered in part, and fed by the mean of who is heard: x ← γ·x + K·(mean of tanh(α·x_j)).
    ///
    /// For opinions on the real line: population.range = "real". Polarising agents are drawn once (purpose Influence at
    /// tick 0); otherwise deterministic. O(N + ties).
    pub struct ReinforcementDiscrete {
        /// Memory γ: how much of the own opinion is left after a tick without a voice.
        memory: f64 = 0.5, in within(0.0, 1.0);
        /// Strength of social influence K.
        strength: f64 = 1.0, in above(0.0);
        /// Controversialness α of the issue: how fast a voice saturates as its conviction grows.
        controversialness: f64 = 1.0, in at_least(0.0);
        /// Share of polarising agents (1 − ρ), who are pushed away by voices of the other side. Above 0, needs
        /// standing expressions: feed.source = "accounts".
        polarising: f64 = 0.0, in within(0.0, 1.0);
    }
}

impl ReinforcementDiscrete {
    /// Where an agent goes that hears `voices`, with its own opinion.
    #[inline]
    fn next(&self, own: f64, repelled: bool, voices: impl Iterator<Item = f64>) -> f64 {
        let (mut sum, mut count) = (0.0, 0.0);
        for voice in voices {
            let said = fast_tanh(self.controversialness * voice);
            // σ_i·σ_j·x_j = σ_i·|x_j|; an agent at 0 has no side to go to.
            sum += if repelled { sign(own) * said.abs() } else { said };
            count += 1.0;
        }
        let fed = if count > 0.0 { self.strength * sum / count } else { 0.0 };
        self.memory * own + fed
    }
}

/// −1, 0 or +1.
fn sign(x: f64) -> f64 {
    f64::from(i8::from(x > 0.0) - i8::from(x < 0.0))
}

impl Influence for ReinforcementDiscrete {
    fn target(&self, own: f64, shown: &Shown<'_>) -> f64 {
        self.next(own, false, shown.stances.iter().copied())
    }

    fn is_unbounded(&self) -> bool {
        true
    }

    fn together(&self) -> Option<&dyn Together> {
        Some(self)
    }

    fn is_only_together(&self) -> bool {
        self.polarising > 0.0
    }
}

impl Together for ReinforcementDiscrete {
    fn advance(&self, hearing: &Hearing<'_>, results: &mut [f64], _: &mut Vec<f64>) {
        let one = |agent: usize| {
            let repelled = self.polarising > 0.0
                && hearing.draws.uniform(Purpose::Influence, 0, agent as u32) < self.polarising;
            let heard = hearing.row(agent).iter().map(|&other| other as usize);
            let voices = heard.filter(|&other| hearing.says(other)).map(|other| hearing.opinion[other]);
            self.next(hearing.opinion[agent], repelled, voices)
        };
        let chunk = |(index, results): (usize, &mut [f64])| {
            for (at, result) in results.iter_mut().enumerate() {
                *result = one(index * CHUNK + at);
            }
        };
        if hearing.parallel {
            results.par_chunks_mut(CHUNK).enumerate().for_each(chunk);
        } else {
            results.chunks_mut(CHUNK).enumerate().for_each(chunk);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::tanh;

    fn rule(polarising: f64) -> ReinforcementDiscrete {
        ReinforcementDiscrete { memory: 0.4, strength: 2.0, controversialness: 1.5, polarising }
    }

    #[test]
    fn the_mean_voice_feeds() {
        let expected = 0.4 * 0.5 + 2.0 * (tanh(1.5 * 1.0) + tanh(1.5 * -0.2)) / 2.0;
        assert!((rule(0.0).next(0.5, false, [1.0, -0.2].into_iter()) - expected).abs() < 1e-15);
        assert_eq!(rule(0.0).next(0.5, false, [].into_iter()), 0.2);
    }

    #[test]
    fn the_other_side_repels_the_polarising() {
        let expected = 0.4 * 0.5 + 2.0 * (tanh(1.5 * 1.0) + tanh(1.5 * 0.2)) / 2.0;
        assert!((rule(1.0).next(0.5, true, [1.0, -0.2].into_iter()) - expected).abs() < 1e-15);
        assert!((rule(1.0).next(-0.5, true, [1.0, -0.2].into_iter()) + expected).abs() < 1e-15);
    }
}

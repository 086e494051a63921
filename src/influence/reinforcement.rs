//! Reinforcement: whoever is heard pushes towards its own side, the more the surer it is, and without a push conviction
//! fades (Baumann, Lorenz-Spreen, Sokolov & Starnini 2020, Physical Review Letters 124:048301).
//!
//! dx_i/dt = −x_i + K Σ_j A_ij tanh(α x_j), with A_ij = 1 if i hears j in the tick. A tick is a step of length dt by the
//! classic Runge–Kutta method of order four, with A held: all opinions move together, so that the four evaluations
//! see each other's stages. Opinions live on the real line (`population.range = "real"`).
//!
//! What is heard may be anything that the feed shows. Of posts, the stance is that of its making: it is held over the step,
//! and each reader's equation is solved on its own. Bots, absent agents and those with λ = 1 keep their opinions, and are
//! held in the stages as well; the pull of a stubbornness below 1 is applied after the step.

use rayon::prelude::*;

use super::{CHUNK, Hearing, Influence, Together};
use crate::math::fast_tanh;
use crate::registry::{above, at_least, within_open_low};
use crate::rule;
use crate::world::Shown;

rule! {
    name: "reinforcement",
    source: "Baumann, Lorenz-Spreen, Sokolov & Starnini 2020, Physical Review Letters 124:048301",
    /// Conviction fades, and is fed by whoever is heard: dx_i/dt = −x_i + K·Σ tanh(α·x_j) over all who are heard.
    ///
    /// For opinions on the real line: population.range = "real". A tick is one Runge–Kutta step of order four.
    /// Deterministic. O(N + ties).
    pub struct Reinforcement {
        /// Strength of social influence K.
        strength: f64 = 3.0, in above(0.0);
        /// Controversialness α of the issue: how fast a voice saturates as its conviction grows.
        controversialness: f64 = 3.0, in at_least(0.0);
        /// Length dt of a tick, in units of the time in which conviction fades by a factor of e.
        step: f64 = 0.01, in within_open_low(0.0, 1.0);
    }
}

impl Influence for Reinforcement {
    fn target(&self, own: f64, shown: &Shown<'_>) -> f64 {
        let push: f64 = shown.stances.iter().map(|&stance| fast_tanh(self.controversialness * stance)).sum();
        let push = self.strength * push;
        // Runge–Kutta of dx/dt = −x + push: the series of e^−dt up to the fourth power.
        let dt = self.step;
        let faded = 1.0 - dt * (1.0 - dt / 2.0 * (1.0 - dt / 3.0 * (1.0 - dt / 4.0)));
        push + (own - push) * faded
    }

    fn is_unbounded(&self) -> bool {
        true
    }

    fn together(&self) -> Option<&dyn Together> {
        Some(self)
    }
}

/// A chunk of agents in one of the four evaluations.
struct Stage<'a> {
    first: usize,
    /// x + dt·Σ b k so far.
    result: &'a mut [f64],
    /// The opinions at which the derivative is taken; those of the next evaluation afterwards.
    at: &'a mut [f64],
    /// What every agent of the chunk says in the next evaluation.
    says: &'a mut [f64],
}

impl Together for Reinforcement {
    fn advance(&self, hearing: &Hearing<'_>, results: &mut [f64], work: &mut Vec<f64>) {
        let agents = hearing.agents();
        work.clear();
        work.resize(3 * agents, 0.0);
        let (at, says) = work.split_at_mut(agents);
        let (mut said, mut says) = says.split_at_mut(agents);
        results.copy_from_slice(hearing.opinion);
        at.copy_from_slice(hearing.opinion);
        for (index, said) in said.chunks_mut(CHUNK).enumerate() {
            self.say(hearing, index * CHUNK, hearing.opinion, said);
        }
        let dt = self.step;
        // Weights b of the four slopes, and how far each leads to the next one.
        for (weight, ahead) in [(dt / 6.0, dt / 2.0), (dt / 3.0, dt / 2.0), (dt / 3.0, dt), (dt / 6.0, 0.0)] {
            let chunks = results.chunks_mut(CHUNK).zip(at.chunks_mut(CHUNK)).zip(says.chunks_mut(CHUNK));
            let stages = chunks.enumerate().map(|(index, ((result, at), says))| Stage {
                first: index * CHUNK,
                result,
                at,
                says,
            });
            let evaluate = |mut stage: Stage<'_>| self.evaluate(hearing, said, weight, ahead, &mut stage);
            if hearing.parallel {
                stages.collect::<Vec<_>>().into_par_iter().for_each(evaluate);
            } else {
                stages.for_each(evaluate);
            }
            std::mem::swap(&mut said, &mut says);
        }
    }
}

impl Reinforcement {
    /// tanh(αx) of a chunk of agents with opinions `at`, 0 for those who are silent.
    fn say(&self, hearing: &Hearing<'_>, first: usize, at: &[f64], says: &mut [f64]) {
        let at = &at[if at.len() == says.len() { 0 } else { first }..][..says.len()];
        for (says, &opinion) in says.iter_mut().zip(at) {
            *says = fast_tanh(self.controversialness * opinion);
        }
        for (index, says) in says.iter_mut().enumerate() {
            if !hearing.says(first + index) {
                *says = 0.0;
            }
        }
    }

    /// One of the four slopes of a chunk.
    fn evaluate(&self, hearing: &Hearing<'_>, said: &[f64], weight: f64, ahead: f64, stage: &mut Stage<'_>) {
        for (index, (result, at)) in stage.result.iter_mut().zip(stage.at.iter_mut()).enumerate() {
            let agent = stage.first + index;
            if !hearing.moves(agent) {
                continue;
            }
            let heard: f64 = hearing.row(agent).iter().map(|&other| said[other as usize]).sum();
            let slope = self.strength * heard - *at;
            *result += weight * slope;
            *at = hearing.opinion[agent] + ahead * slope;
        }
        if ahead > 0.0 {
            self.say(hearing, stage.first, stage.at, stage.says);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math;
    use crate::random::{Draws, Purpose};
    use crate::world::voice;

    const SPEAKER: u8 = voice::PRESENT | voice::SPEAKS;

    /// One step written down as the textbook has it.
    fn textbook(rule: &Reinforcement, x: &[f64], rows: &[Vec<u32>]) -> Vec<f64> {
        let slope = |x: &[f64]| -> Vec<f64> {
            (0..x.len())
                .map(|i| {
                    let heard: f64 =
                        rows[i].iter().map(|&j| math::tanh(rule.controversialness * x[j as usize])).sum();
                    -x[i] + rule.strength * heard
                })
                .collect()
        };
        let ahead = |k: &[f64], by: f64| -> Vec<f64> { x.iter().zip(k).map(|(x, k)| x + by * k).collect() };
        let h = rule.step;
        let k1 = slope(x);
        let k2 = slope(&ahead(&k1, h / 2.0));
        let k3 = slope(&ahead(&k2, h / 2.0));
        let k4 = slope(&ahead(&k3, h));
        (0..x.len()).map(|i| x[i] + h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i])).collect()
    }

    #[test]
    fn a_step_is_that_of_the_textbook() {
        let mut stream = Draws::new(1, 0).stream(Purpose::Test, 0, 0);
        let n = 1_200;
        let x: Vec<f64> = (0..n).map(|_| 4.0 * stream.uniform() - 2.0).collect();
        let rows: Vec<Vec<u32>> =
            (0..n).map(|i| (0..i % 5).map(|_| stream.below(n as u32)).collect()).collect();
        let offsets: Vec<usize> = rows
            .iter()
            .scan(0, |sum, row| {
                *sum += row.len();
                Some(*sum)
            })
            .collect();
        let offsets: Vec<usize> = std::iter::once(0).chain(offsets).collect();
        let heard = rows.concat();
        let draws = Draws::new(1, 0);
        let rule = Reinforcement { strength: 3.0, controversialness: 1.7, step: 0.2 };
        let (stubbornness, voices) = (vec![0.0; n], vec![SPEAKER; n]);
        let expected = textbook(&rule, &x, &rows);
        for parallel in [false, true] {
            let hearing = Hearing {
                opinion: &x,
                anchor: &x,
                stubbornness: &stubbornness,
                voices: &voices,
                audible: voice::SPEAKS,
                offsets: &offsets,
                heard: &heard,
                weights: None,
                draws: &draws,
                parallel,
            };
            let mut results = vec![f64::NAN; n];
            rule.advance(&hearing, &mut results, &mut vec![7.0; 3]);
            for (result, expected) in results.iter().zip(&expected) {
                assert!((result - expected).abs() < 1e-13, "{result} {expected}");
            }
        }
    }

    #[test]
    fn the_stubborn_are_held_and_the_silent_unheard() {
        // 0 hears 1, who is entirely stubborn, and 2, who is silent.
        let rule = Reinforcement { strength: 2.0, controversialness: 1.0, step: 0.01 };
        let (draws, x) = (Draws::new(1, 0), [0.5, -0.7, 3.0]);
        let hearing = Hearing {
            opinion: &x,
            anchor: &x,
            stubbornness: &[0.0, 1.0, 0.0],
            voices: &[SPEAKER, SPEAKER, voice::PRESENT],
            audible: voice::SPEAKS,
            offsets: &[0, 2, 2, 2],
            heard: &[1, 2],
            weights: None,
            draws: &draws,
            parallel: false,
        };
        let mut results = [0.0; 3];
        rule.advance(&hearing, &mut results, &mut Vec::new());
        let push = 2.0 * math::tanh(-0.7);
        assert!((results[0] - (push + (0.5 - push) * math::exp(-0.01))).abs() < 1e-11);
        assert_eq!(results[1], -0.7);
        assert!((results[2] - 3.0 * math::exp(-0.01)).abs() < 1e-9);
        // A post of the same stance does the same.
        let shown =
            Shown { authors: &[1], stances: &[-0.7], sides: &[-1], ties: &[0], items: &[1], affinities: &[] };
        assert!((rule.target(0.5, &shown) - results[0]).abs() < 1e-14);
    }
}

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
        push + (own - push) * self.faded()
    }

    fn is_unbounded(&self) -> bool {
        true
    }

    fn together(&self) -> Option<&dyn Together> {
        Some(self)
    }
}

/// Nobody.
const NOBODY: u32 = u32::MAX;

/// Who takes part in a step: those who hear somebody, and those who are heard. Of the rest, conviction fades, and that is
/// all. Most agents on contacts drawn anew are of the rest, so that both are numbered apart and packed.
struct Cast {
    /// Who hears somebody and moves.
    hearers: Vec<u32>,
    /// Who is heard by anybody.
    sources: Vec<u32>,
    /// The number of each source among the hearers, [`NOBODY`] if it hears nobody or does not move.
    hearing: Vec<u32>,
    /// 1 for a source that says something, 0 for a silent one.
    loud: Vec<f64>,
    /// Where the row of each hearer begins in `heard`.
    offsets: Vec<usize>,
    /// Whom they hear, as numbers of sources.
    heard: Vec<u32>,
}

impl Cast {
    /// O(N + ties).
    fn new(hearing: &Hearing<'_>) -> Self {
        let agents = hearing.agents();
        let mut number = vec![NOBODY; agents];
        let mut hearers = Vec::with_capacity(agents);
        let mut cast = Self {
            hearers: Vec::new(),
            sources: Vec::with_capacity(agents),
            hearing: Vec::new(),
            loud: Vec::new(),
            offsets: Vec::with_capacity(agents + 1),
            heard: Vec::with_capacity(hearing.heard.len()),
        };
        for agent in 0..agents {
            let row = hearing.row(agent);
            if row.is_empty() || !hearing.moves(agent) {
                continue;
            }
            hearers.push(agent as u32);
            cast.offsets.push(cast.heard.len());
            for &other in row {
                let known = &mut number[other as usize];
                if *known == NOBODY {
                    *known = cast.sources.len() as u32;
                    cast.sources.push(other);
                }
                cast.heard.push(*known);
            }
        }
        cast.offsets.push(cast.heard.len());
        cast.hearing = vec![NOBODY; cast.sources.len()];
        for (place, &hearer) in hearers.iter().enumerate() {
            if let Some(hearing) = cast.hearing.get_mut(number[hearer as usize] as usize) {
                *hearing = place as u32;
            }
        }
        cast.loud =
            cast.sources.iter().map(|&agent| f64::from(u8::from(hearing.says(agent as usize)))).collect();
        cast.hearers = hearers;
        cast
    }

    /// Whom a hearer hears.
    #[inline]
    fn row(&self, hearer: usize) -> &[u32] {
        &self.heard[self.offsets[hearer]..self.offsets[hearer + 1]]
    }
}

/// Applies `work` to chunks of both slices, which have one length, with the place where each begins.
fn in_chunks(
    parallel: bool,
    a: &mut [f64],
    b: &mut [f64],
    work: impl Fn(usize, &mut [f64], &mut [f64]) + Sync,
) {
    let chunks = a.chunks_mut(CHUNK).zip(b.chunks_mut(CHUNK)).enumerate();
    if parallel && chunks.len() > 1 {
        let chunks: Vec<_> = chunks.collect();
        chunks.into_par_iter().for_each(|(index, (a, b))| work(index * CHUNK, a, b));
    } else {
        chunks.for_each(|(index, (a, b))| work(index * CHUNK, a, b));
    }
}

impl Together for Reinforcement {
    fn advance(&self, hearing: &Hearing<'_>, results: &mut [f64], work: &mut Vec<f64>) {
        let x = hearing.opinion;
        let faded = self.faded();
        for (agent, result) in results.iter_mut().enumerate() {
            *result = if hearing.moves(agent) { faded * x[agent] } else { x[agent] };
        }
        let cast = Cast::new(hearing);
        let (hearers, sources) = (cast.hearers.len(), cast.sources.len());
        work.clear();
        work.resize(2 * hearers + 2 * sources, 0.0);
        let (sum, rest) = work.split_at_mut(hearers); // x + dt·Σ b k so far
        let (at, rest) = rest.split_at_mut(hearers); // where the slope of each hearer is taken
        let (spoken, said) = rest.split_at_mut(sources); // the opinion of each source there, and what it says
        for (place, &agent) in cast.hearers.iter().enumerate() {
            (sum[place], at[place]) = (x[agent as usize], x[agent as usize]);
        }
        let dt = self.step;
        let mut before = 0.0;
        // Weights b of the four slopes, and how far each leads to the next one.
        for (weight, ahead) in [(dt / 6.0, dt / 2.0), (dt / 3.0, dt / 2.0), (dt / 3.0, dt), (dt / 6.0, 0.0)] {
            let at_before = &*at;
            in_chunks(hearing.parallel, spoken, said, |first, spoken, said| {
                for (index, spoken) in spoken.iter_mut().enumerate() {
                    let source = cast.sources[first + index] as usize;
                    let own = cast.hearing[first + index];
                    *spoken = if own != NOBODY {
                        at_before[own as usize]
                    } else if hearing.moves(source) {
                        // Its slope is −x alone.
                        x[source] - before * *spoken
                    } else {
                        x[source]
                    };
                }
                for (said, &spoken) in said.iter_mut().zip(&*spoken) {
                    *said = fast_tanh(self.controversialness * spoken);
                }
                for (said, loud) in said.iter_mut().zip(&cast.loud[first..]) {
                    *said *= loud;
                }
            });
            let said = &*said;
            in_chunks(hearing.parallel, sum, at, |first, sum, at| {
                for (index, (sum, at)) in sum.iter_mut().zip(at).enumerate() {
                    let heard: f64 =
                        cast.row(first + index).iter().map(|&source| said[source as usize]).sum();
                    let slope = self.strength * heard - *at;
                    *sum += weight * slope;
                    *at = x[cast.hearers[first + index] as usize] + ahead * slope;
                }
            });
            before = ahead;
        }
        for (&agent, &sum) in cast.hearers.iter().zip(&*sum) {
            results[agent as usize] = sum;
        }
    }
}

impl Reinforcement {
    /// What a step leaves of an opinion without a push: Runge–Kutta of dx/dt = −x, the series of e^−dt up to the fourth
    /// power.
    fn faded(&self) -> f64 {
        let dt = self.step;
        1.0 - dt * (1.0 - dt / 2.0 * (1.0 - dt / 3.0 * (1.0 - dt / 4.0)))
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

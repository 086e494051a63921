//! Administrator and people in turns.

use std::sync::atomic::AtomicBool;

use super::pairs::{Adjustable, Pairs, dot};
use super::reweighting::{Reweighting, ReweightingError};
use super::society::Society;
use crate::analysis::AnalysisError;
use crate::influence::equilibrium_of;

/// An administrator, and for how long it goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Administrator {
    /// What it may do and what it minds.
    pub reweighting: Reweighting,
    /// Which pairs may be given a weight.
    pub adjustable: Adjustable,
    /// The most rounds.
    pub rounds: u32,
    /// It stops after a round that changes the polarisation by less than this share of what it was.
    pub tolerance: f64,
}

/// What a round leaves. Round 0 is the network as it was, with the opinions that people settle at on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Round {
    /// The number of the round, from 0.
    pub round: u32,
    /// P = Σ(z_i − z̄)².
    pub polarisation: f64,
    /// P over that of round 0; NaN where that is 0.
    pub ratio: f64,
    /// D(W, z), once the people have settled at the new weights.
    pub disagreement: f64,
    /// D(W, z) of the new weights at the opinions from before, which the administrator minimised.
    pub foreseen: f64,
    /// ‖W − W⁰‖_F over ‖W⁰‖_F.
    pub change: f64,
    /// The most by which the weights miss the administrator's optimum, as a share of its objective at W⁰.
    pub gap: f64,
    /// Whether the polarisation stands still.
    pub settled: bool,
}

/// What has become of the people.
#[derive(Clone, Debug, PartialEq)]
pub struct Administered {
    /// The pairs, and their weights at first.
    pub pairs: Pairs,
    /// Their weights in the end.
    pub weights: Vec<f64>,
    /// Opinions in round 0.
    pub before: Vec<f64>,
    /// Opinions in the end.
    pub after: Vec<f64>,
    /// Every round.
    pub rounds: Vec<Round>,
}

/// Why there is no end of it.
#[derive(Debug, thiserror::Error)]
pub enum AdministratorError {
    /// People or a network that the model is not about.
    #[error(transparent)]
    Unfit(#[from] AnalysisError),
    /// Weights that could not be found.
    #[error(transparent)]
    Reweighting(#[from] ReweightingError),
}

impl Administrator {
    /// Plays the rounds; `each` is told of every one as it ends. No random draws. Each round costs one
    /// [`Reweighting::best`] and one equilibrium.
    ///
    /// # Errors
    /// A network that cannot be reweighted; weights that are not found; `interrupted` was set.
    pub fn play(
        &self,
        society: &Society,
        interrupted: &'static AtomicBool,
        each: &mut dyn FnMut(&Round),
    ) -> Result<Administered, AdministratorError> {
        let pairs = Pairs::of(&society.graph, society.tie_weight, self.adjustable)?;
        let settle = |weights: &[f64]| equilibrium_of(|z| pairs.laplacian(weights, z), &society.innate);
        let mut weights = pairs.weights().to_vec();
        let before = settle(&weights);
        let mut after = before.clone();
        let first = polarisation(&before);
        let size = dot(pairs.weights(), pairs.weights()).sqrt();
        let mut rounds: Vec<Round> = Vec::new();
        let mut gap = 0.0;
        for round in 0..=self.rounds {
            let foreseen = pairs.disagreement(&weights, &after);
            after = settle(&weights);
            let now = polarisation(&after);
            let was = rounds.last().map_or(f64::NAN, |last| last.polarisation);
            let moved: Vec<f64> = weights.iter().zip(pairs.weights()).map(|(now, was)| now - was).collect();
            let told = Round {
                round,
                polarisation: now,
                ratio: if first > 0.0 { now / first } else { f64::NAN },
                disagreement: pairs.disagreement(&weights, &after),
                foreseen,
                change: dot(&moved, &moved).sqrt() / size,
                gap,
                settled: (now - was).abs() <= self.tolerance * was,
            };
            each(&told);
            rounds.push(told);
            if told.settled || round == self.rounds {
                break;
            }
            let best = self.reweighting.best(&pairs, &after, interrupted)?;
            (weights, gap) = (best.weights, best.gap);
        }
        Ok(Administered { pairs, weights, before, after, rounds })
    }
}

/// Σ(z_i − z̄)².
fn polarisation(opinions: &[f64]) -> f64 {
    let mean = opinions.iter().sum::<f64>() / opinions.len() as f64;
    opinions.iter().map(|z| (z - mean) * (z - mean)).sum()
}

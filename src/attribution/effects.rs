//! From the runs of all combinations to effects with intervals.
//!
//! Every replicate has its own Shapley values, since its runs share their draws; an effect is the mean over replicates
//! with its 95 % interval (Student's t). The values of each replicate sum to its whole, and so do the means.

use super::{interactions, shapley};
use crate::analysis::{AnalysisError, Runs};
use crate::scenario::Mechanism;
use crate::sweep::{Statistician, Statistics};

/// What an effect is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect {
    /// The outcome with every mechanism off.
    Off,
    /// The outcome of the scenario.
    On,
    /// The difference: what all mechanisms change together.
    Total,
    /// A mechanism's Shapley value.
    Shapley(Mechanism),
    /// What a mechanism changes where no other acts.
    Alone(Mechanism),
    /// What a mechanism changes where all others act.
    Last(Mechanism),
    /// What two mechanisms change together beyond what each does apart.
    Interaction(Mechanism, Mechanism),
}

/// The effects on one outcome.
#[derive(Clone, Debug)]
pub struct Effects {
    /// The outcome: a column of `runs.csv`.
    pub outcome: String,
    /// Off, on and total, then by mechanism, then by pair. The number of replicates is `n` of each.
    pub effects: Vec<(Effect, Statistics)>,
}

/// Which mechanism did it.
#[derive(Clone, Debug)]
pub struct Attribution {
    /// The mechanisms, in the order of the bits of a point's number.
    pub mechanisms: Vec<Mechanism>,
    /// Replicates that were played.
    pub replicates: u64,
    /// By outcome.
    pub outcomes: Vec<Effects>,
}

impl Attribution {
    /// Reads it from the runs of an [`Experiment`](super::Experiment) with these mechanisms; `outcomes` are the columns, all if
    /// none are named. A replicate counts for an outcome if all its runs have a value.
    ///
    /// # Errors
    /// An outcome that is no column, or runs of another experiment.
    pub fn of(
        runs: &Runs,
        mechanisms: &[Mechanism],
        outcomes: Option<&[String]>,
    ) -> Result<Self, AnalysisError> {
        let points = 1_usize << mechanisms.len();
        if runs.points() != points as u64 {
            return Err(AnalysisError::Unfit {
                reason: format!("{} has {} points, not {points}", runs.path.display(), runs.points()),
                help: "read a folder that `hushfeed attribute` has written".to_owned(),
            });
        }
        let columns = match outcomes {
            None => (0..runs.metrics.len()).collect(),
            Some(names) => names.iter().map(|name| runs.metric(name)).collect::<Result<Vec<_>, _>>()?,
        };
        let replicates = runs.rows.iter().map(|run| run.replicate + 1).max().unwrap_or(0);
        let effects = |column: usize| {
            let mut worth = vec![vec![f64::NAN; points]; replicates as usize];
            for run in runs.rows.iter().filter(|run| run.done) {
                worth[run.replicate as usize][run.point_id as usize] = run.outcomes[column];
            }
            worth.retain(|values| !values.iter().any(|value| value.is_nan()));
            Effects { outcome: runs.metrics[column].clone(), effects: effects_on(mechanisms, &worth) }
        };
        let outcomes = columns.into_iter().map(effects).collect();
        Ok(Self { mechanisms: mechanisms.to_vec(), replicates, outcomes })
    }
}

impl Effects {
    /// The statistics of an effect.
    pub fn get(&self, effect: Effect) -> Option<&Statistics> {
        self.effects.iter().find(|(known, _)| *known == effect).map(|(_, of)| of)
    }
}

/// The effects of `mechanisms`, by replicate the outcome of every combination.
fn effects_on(mechanisms: &[Mechanism], worth: &[Vec<f64>]) -> Vec<(Effect, Statistics)> {
    let last = (1 << mechanisms.len()) - 1;
    let mut statistician = Statistician::default();
    let mut found = Vec::new();
    let mut describe = |effect: Effect, mut values: Vec<f64>| {
        found.push((effect, statistician.describe(&mut values)));
    };
    let each = |value: &dyn Fn(&[f64]) -> f64| worth.iter().map(|worth| value(worth)).collect::<Vec<f64>>();
    describe(Effect::Off, each(&|worth| worth[0]));
    describe(Effect::On, each(&|worth| worth[last]));
    describe(Effect::Total, each(&|worth| worth[last] - worth[0]));
    let values: Vec<Vec<f64>> = worth.iter().map(|worth| shapley(worth)).collect();
    for (at, &mechanism) in mechanisms.iter().enumerate() {
        describe(Effect::Shapley(mechanism), values.iter().map(|values| values[at]).collect());
        describe(Effect::Alone(mechanism), each(&|worth| worth[1 << at] - worth[0]));
        describe(Effect::Last(mechanism), each(&|worth| worth[last] - worth[last & !(1 << at)]));
    }
    let pairs: Vec<Vec<(usize, usize, f64)>> = worth.iter().map(|worth| interactions(worth)).collect();
    for (pair, (first, second, _)) in interactions(&vec![0.0; last + 1]).into_iter().enumerate() {
        let effect = Effect::Interaction(mechanisms[first], mechanisms[second]);
        describe(effect, pairs.iter().map(|pairs| pairs[pair].2).collect());
    }
    found
}

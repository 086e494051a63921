//! The seam between a scenario and the runner: what can be played, run by run.

use std::sync::atomic::AtomicBool;

use crate::metrics::Column;

/// Which run: its place in the tables, its point of the design, and what its draws are keyed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunKey {
    /// The order of the rows in every table.
    pub run_id: u64,
    /// The point of the sweep; runs of a point differ in their draws alone.
    pub point_id: u64,
    /// The number of the run within its point, from 0.
    pub replicate: u32,
    /// The seed.
    pub seed: u64,
}

/// Something that can be played: a scenario with its replicates, or a sweep over its points.
pub trait Experiment: Sync {
    /// The name of the scenario.
    fn name(&self) -> &str;

    /// The columns of the series and of the outcomes, in order.
    fn columns(&self) -> &[Column];

    /// The dotted names of the keys that the points differ in; empty where there is one point.
    fn swept_keys(&self) -> &[String];

    /// How many points there are.
    fn points(&self) -> u64;

    /// How many runs every point has.
    fn replicates(&self) -> u32;

    /// The seed of the runs of a point.
    fn seed(&self, point_id: u64) -> u64;

    /// How many runs there are: their `run_id` goes from 0 to one less.
    fn runs(&self) -> u64 {
        self.points().saturating_mul(u64::from(self.replicates()))
    }

    /// A run by its `run_id`: the runs of a point follow each other.
    fn run(&self, run_id: u64) -> RunKey {
        let replicates = u64::from(self.replicates());
        let point_id = run_id / replicates;
        RunKey { run_id, point_id, replicate: (run_id % replicates) as u32, seed: self.seed(point_id) }
    }

    /// The `run_id` that is played at the place `rank`: replicate by replicate over all points, so that a sweep that
    /// is cut off is balanced.
    fn played_at(&self, rank: u64) -> u64 {
        let points = self.points();
        rank % points * u64::from(self.replicates()) + rank / points
    }

    /// The values of the swept keys at a point, as they stand in a table.
    fn swept_values(&self, point_id: u64) -> Vec<String>;

    /// The text of `scenario.toml`, which alone reproduces the result.
    fn resolved_scenario(&self) -> String;

    /// The files that the runs are made from beside the scenario, with the BLAKE3 of each, sorted. Runs that are made from
    /// other contents are not runs of the same experiment.
    fn inputs(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    /// The point that a point is compared with in the summary, replicate by replicate: itself, where it is a baseline.
    /// None, for every point: there is no baseline.
    fn baseline(&self, point_id: u64) -> Option<u64> {
        let _ = point_id;
        None
    }

    /// The one run that is played of all; none: all are.
    fn only(&self) -> Option<u64> {
        None
    }

    /// When a point has enough replicates; none: all runs are played.
    fn until_ci(&self) -> Option<UntilCi> {
        None
    }

    /// How many ticks a run has at most: for the progress bar alone. 0 where that is not known.
    fn ticks_of_a_run(&self) -> u32 {
        0
    }

    /// Plays one run, which must be a function of `key` alone, whatever `parallel` is.
    ///
    /// Calls `progress` with the tick now and then. Returns [`RunFailure::Interrupted`] soon after `interrupted` is
    /// set. `parallel` says whether this run may use all threads of the current pool (it is the only one), or one.
    fn play(
        &self,
        key: &RunKey,
        interrupted: &AtomicBool,
        progress: &(dyn Fn(u32) + Sync),
        parallel: bool,
    ) -> Result<RunRecord, RunFailure>;
}

/// When a point has enough replicates.
#[derive(Clone, Debug, PartialEq)]
pub struct UntilCi {
    /// The column that is looked at.
    pub column: usize,
    /// The half of the interval's width that is wanted.
    pub half_width: f64,
    /// After how many replicates it is looked at, ascending; the last is the cap.
    pub looks: Vec<u32>,
}

/// What a run leaves behind.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRecord {
    /// Which rule stopped it: `ticks`, `settled`, `cap`.
    pub stopped_by: &'static str,
    /// The number of ticks that it ran.
    pub ticks: u32,
    /// The observations by ascending tick: the tick, and one number a column (NaN: missing).
    pub series: Vec<(u32, Vec<f64>)>,
    /// One number a column: its mean over the window of the outcomes (NaN: missing).
    pub outcomes: Vec<f64>,
    /// The histograms of opinions, by ascending tick and bin.
    pub opinions: Vec<OpinionRow>,
}

/// One bin of the opinions at one tick.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OpinionRow {
    /// The tick.
    pub tick: u32,
    /// The lower end of the bin.
    pub bin_low: f64,
    /// The upper end of the bin.
    pub bin_high: f64,
    /// Agents whose private opinion is in the bin.
    pub private: u64,
    /// Those of them that spoke.
    pub speaking: u64,
    /// Published posts whose stance is in the bin.
    pub expressed: u64,
    /// Views of posts whose stance is in the bin.
    pub shown: u64,
}

/// Why a run has no record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunFailure {
    /// The flag was set.
    Interrupted,
    /// It cannot go on; the reason is one line.
    Failed(String),
}

//! An experiment whose results are a plain function of the run, and that can misbehave.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hushfeed::metrics::Column;
use hushfeed::sweep::{Experiment, OpinionRow, RunFailure, RunKey, RunRecord};

const COLUMNS: [Column; 2] = [
    Column { name: "level", about: "Ten times the point plus the run", unit: "share" },
    Column {
        name: "gap",
        about: "Grows by the tick; missing in every fourth run from run 0 on.",
        unit: "ratio",
    },
];

/// Points times replicates, with runs that fail, panic, or wait.
#[derive(Default)]
pub struct Fake {
    pub points: u64,
    pub replicates: u32,
    pub keys: Vec<String>,
    /// Runs that panic.
    pub panics: Vec<u64>,
    /// Runs that fail.
    pub fails: Vec<u64>,
    /// Runs whose record does not fit the columns.
    pub misshapen: Vec<u64>,
    /// Runs from here on wait until they are interrupted.
    pub waits_from: Option<u64>,
    /// A folder that run 0 makes.
    pub makes: Option<PathBuf>,
    /// The runs in the order in which they began.
    pub played: Mutex<Vec<u64>>,
    /// Whether the last run was allowed all threads.
    pub parallel: AtomicBool,
}

impl Fake {
    pub fn sweep(points: u64, replicates: u32) -> Self {
        let keys = ["feed.ranking", "network.homophily"].map(str::to_owned).to_vec();
        Self { points, replicates, keys, ..Self::default() }
    }
}

impl Experiment for Fake {
    fn name(&self) -> &'static str {
        "Fake sweep"
    }

    fn columns(&self) -> &[Column] {
        &COLUMNS
    }

    fn swept_keys(&self) -> &[String] {
        &self.keys
    }

    fn points(&self) -> u64 {
        self.points
    }

    fn replicates(&self) -> u32 {
        self.replicates
    }

    fn seed(&self, _: u64) -> u64 {
        42
    }

    fn swept_values(&self, point_id: u64) -> Vec<String> {
        let ranking = ["random", "engagement"][point_id as usize % 2];
        vec![ranking.to_owned(), format!("{}", 0.5 + point_id as f64 / 10.0)]
    }

    fn resolved_scenario(&self) -> String {
        format!("format = 1\npoints = {}\nreplicates = {}\n", self.points, self.replicates)
    }

    fn play(
        &self,
        key: &RunKey,
        interrupted: &AtomicBool,
        progress: &(dyn Fn(u32) + Sync),
        parallel: bool,
    ) -> Result<RunRecord, RunFailure> {
        self.played.lock().expect("no panic holds it").push(key.run_id);
        self.parallel.store(parallel, Ordering::SeqCst);
        if let (0, Some(folder)) = (key.run_id, &self.makes) {
            std::fs::create_dir(folder).expect("created");
        }
        if key.run_id.is_multiple_of(3) {
            // Slow runs finish after others that began later.
            std::thread::sleep(Duration::from_millis(3));
        }
        assert!(!self.panics.contains(&key.run_id), "opinion out of range");
        if self.fails.contains(&key.run_id) {
            return Err(RunFailure::Failed("no network\nof this size".to_owned()));
        }
        while self.waits_from.is_some_and(|first| key.run_id >= first) {
            if interrupted.load(Ordering::SeqCst) {
                return Err(RunFailure::Interrupted);
            }
            std::thread::yield_now();
        }
        let level = (10 * key.point_id + key.run_id) as f64;
        let gap = |tick: u32| f64::from(tick) / 100.0 + level / 7.0;
        let missing = key.run_id > 0 && key.run_id.is_multiple_of(4);
        // Every fifth run settles early, at a tick that no other run observes.
        let ticks = if key.run_id % 5 == 3 { vec![0, 7] } else { vec![0, 10, 20] };
        progress(ticks.len() as u32);
        let mut outcomes = vec![level, if missing { f64::NAN } else { gap(20) }];
        if self.misshapen.contains(&key.run_id) {
            outcomes.pop();
        }
        let bin = |index: u64| OpinionRow {
            tick: *ticks.last().expect("ticks"),
            bin_low: index as f64 - 1.0,
            bin_high: index as f64,
            private: key.run_id + 1,
            speaking: key.run_id + 2,
            expressed: key.run_id + 3,
            shown: key.run_id + 4,
        };
        Ok(RunRecord {
            stopped_by: if ticks.len() == 2 { "settled" } else { "ticks" },
            ticks: *ticks.last().expect("ticks"),
            series: ticks.iter().map(|&tick| (tick, vec![level, gap(tick)])).collect(),
            outcomes,
            opinions: vec![bin(0), bin(1)],
        })
    }
}

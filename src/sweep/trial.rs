//! What a sweep will cost, from a short trial of its first run.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::guard::guarded;
use super::{Experiment, RunFailure, ScenarioExperiment};
use crate::output::clock;

/// The longest that the ticks of the trial take.
const TRIAL: Duration = Duration::from_millis(500);
/// Bytes of a number in a table: 15 for a share with all its digits, fewer for counts and round ones.
const NUMBER: f64 = 14.0;
/// Bytes of the ids that a row begins with.
const IDS: f64 = 16.0;
/// Bins of opinions at a tick, and bytes of the row of one.
const OPINIONS: [f64; 2] = [20.0, 45.0];

/// What a sweep will cost, roughly.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    /// Runs.
    pub runs: u64,
    /// Seconds that a run takes on one thread, if all are as long as the first.
    pub seconds_a_run: f64,
    /// Whether a run can end earlier, so that all the rest is an upper bound.
    pub at_most: bool,
    /// Bytes of the tables, not compressed.
    pub tables: f64,
    /// Bytes of the journal, which stands beside them until the end.
    pub journal: f64,
}

impl Estimate {
    /// Seconds of computing on one thread.
    pub fn seconds(&self) -> f64 {
        self.runs as f64 * self.seconds_a_run
    }
}

/// Plays the first run of `experiment` for at most half a second of ticks (and the time that its network takes), and
/// reckons from that.
///
/// # Errors
/// The reason for which the run failed.
pub fn estimate(experiment: &ScenarioExperiment) -> Result<Estimate, String> {
    let (scenario, _) = experiment.first();
    let ticks = scenario.model.stop.ticks;
    let watch = Watch::default();
    let stop = AtomicBool::new(false);
    let start = clock::now();
    let progress = |tick: u32| {
        if watch.passed(tick, start) > TRIAL {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let played = guarded(|| experiment.play(&experiment.run(0), &stop, &progress, false))?;
    let elapsed = start.elapsed().as_secs_f64();
    let (played_ticks, whole) = match &played {
        Ok(record) => (record.ticks, true),
        Err(RunFailure::Interrupted) => (ticks, false),
        Err(RunFailure::Failed(reason)) => return Err(reason.clone()),
    };
    let seconds_a_run = if whole { elapsed } else { watch.reckon(ticks, elapsed) };
    let rows = f64::from(played_ticks / scenario.output.every.max(1)) + 2.0;
    let columns = experiment.columns().len() as f64;
    let (runs, points) = (experiment.runs() as f64, experiment.points() as f64);
    let opinions = if scenario.output.opinions { rows * OPINIONS[0] } else { 0.0 };
    let a_run = (rows + 1.0) * (IDS + columns * NUMBER) + opinions * OPINIONS[1];
    let statistics = if experiment.replicates() > 1 { 9.0 } else { 6.5 };
    let a_point = (rows + 1.0) * columns * (IDS + 14.0 + statistics * NUMBER);
    Ok(Estimate {
        runs: experiment.runs(),
        seconds_a_run,
        at_most: !whole && scenario.model.stop.is_cap,
        tables: runs * a_run + points * a_point,
        journal: runs * ((rows + 1.0) * (4.0 + 8.0 * columns) + opinions * 52.0),
    })
}

/// When the ticks of the trial were over.
#[derive(Default)]
struct Watch(Mutex<Option<[(u32, f64); 2]>>);

impl Watch {
    /// Notes that a tick is over. Gives the time since the first.
    fn passed(&self, tick: u32, start: Instant) -> Duration {
        let now = (tick, start.elapsed().as_secs_f64());
        let Ok(mut ticks) = self.0.lock() else { return Duration::ZERO };
        let first = ticks.map_or(now, |[first, _]| first);
        *ticks = Some([first, now]);
        Duration::from_secs_f64(now.1 - first.1)
    }

    /// The time of a run of `ticks` ticks: what comes before the second tick once, the others as long as those seen.
    fn reckon(&self, ticks: u32, elapsed: f64) -> f64 {
        match self.0.lock().ok().and_then(|ticks| *ticks) {
            Some([(first, begin), (last, end)]) if last > first => {
                begin + (end - begin) / f64::from(last - first) * f64::from(ticks.saturating_sub(first))
            }
            // One tick alone took longer than the trial.
            _ => elapsed * f64::from(ticks.max(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_carried_on() {
        let watch = Watch(Mutex::new(Some([(1, 2.0), (11, 3.0)])));
        // 2 s up to tick 1, then 0.1 s a tick.
        assert!((watch.reckon(101, 3.0) - 12.0).abs() < 1e-12);
        assert!((Watch::default().reckon(4, 3.0) - 12.0).abs() < 1e-12);
    }
}

//! What a sweep will cost, from a short trial of its first run.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::guard::guarded;
use super::{Experiment, RunFailure, ScenarioExperiment};
use crate::output::clock;
use crate::scenario::Scenario;

/// The longest that the ticks of the trial take.
const TRIAL: Duration = Duration::from_millis(500);
/// Of a network with more ties there is no trial: to grow it alone takes too long.
const TIES: f64 = 2e7;
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
    /// Whether that was measured; else it is reckoned from the usual time of a tie and of an agent.
    pub measured: bool,
    /// Whether a run can end earlier, or a point have fewer runs, so that all the rest is an upper bound.
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

/// Plays the first run of `experiment`, whose network has so many agents and ties, for at most half a second of ticks
/// (and the time that its network takes), and reckons from that. Of a huge network nothing is played.
///
/// # Errors
/// The reason for which the run failed.
pub fn estimate(experiment: &ScenarioExperiment, agents: f64, ties: f64) -> Result<Estimate, String> {
    let (scenario, _) = experiment.first();
    let stop = scenario.model.stop;
    let trial = if ties > TIES {
        Trial { seconds: by_rates(scenario, agents, ties), ticks: stop.ticks, whole: false }
    } else {
        play(experiment, stop.ticks)?
    };
    let rows = f64::from(trial.ticks / scenario.output.every.max(1)) + 2.0;
    let columns = experiment.columns().len() as f64;
    let (runs, points) = (experiment.runs() as f64, experiment.points() as f64);
    let opinions = if scenario.output.opinions { rows * OPINIONS[0] } else { 0.0 };
    let a_run = (rows + 1.0) * (IDS + columns * NUMBER) + opinions * OPINIONS[1];
    let statistics = if experiment.replicates() > 1 { 9.0 } else { 6.5 };
    let a_point = (rows + 1.0) * columns * (IDS + 14.0 + statistics * NUMBER);
    Ok(Estimate {
        runs: experiment.runs(),
        seconds_a_run: trial.seconds,
        measured: ties <= TIES,
        at_most: (!trial.whole && stop.settles()) || experiment.until_ci().is_some(),
        tables: runs * a_run + points * a_point,
        journal: runs * ((rows + 1.0) * (4.0 + 8.0 * columns) + opinions * 52.0),
    })
}

/// What the first run was like.
struct Trial {
    /// Seconds that the whole run takes.
    seconds: f64,
    /// Ticks that it has, or the most that it can have.
    ticks: u32,
    /// Whether it was played to its end.
    whole: bool,
}

/// Plays the first run, or its beginning.
fn play(experiment: &ScenarioExperiment, ticks: u32) -> Result<Trial, String> {
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
    match played {
        Ok(record) => Ok(Trial { seconds: elapsed, ticks: record.ticks, whole: true }),
        Err(RunFailure::Interrupted) => {
            Ok(Trial { seconds: watch.reckon(ticks, elapsed), ticks, whole: false })
        }
        Err(RunFailure::Failed(reason)) => Err(reason),
    }
}

/// Seconds of a run of all ticks, from the rates of one core of a 2024 server; for orders of magnitude.
fn by_rates(scenario: &Scenario, agents: f64, ties: f64) -> f64 {
    const SECONDS_A_TIE: f64 = 15e-9;
    const SECONDS_AN_AGENT: f64 = 120e-9;
    let per_tie = SECONDS_A_TIE * (1.0 + scenario.live_posts() / 24.0);
    f64::from(scenario.model.stop.ticks) * (ties * per_tie + agents * SECONDS_AN_AGENT)
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

//! The threads that play, and the one that writes.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::Duration;

use super::bits::Bits;
use super::experiment::{Experiment, RunFailure, RunKey, RunRecord};
use super::frame;
use super::guard::guarded;
use super::journal::Journal;
use super::progress::Progress;
use super::shard::Shard;
use crate::output::{OutputError, clock};

/// A power cut loses the runs of this time at most.
const SYNC: Duration = Duration::from_secs(1);
/// How soon an interruption is passed on.
const LOOK: Duration = Duration::from_millis(50);

/// A run as it goes from the thread that played it to the one that writes.
pub type Finished = (u64, Vec<u8>);

/// Appends what comes, until no more can come. Passes an interruption on to the runs.
pub fn collect(
    receiver: &Receiver<Finished>,
    journal: &mut Journal,
    interrupted: &AtomicBool,
    halt: &AtomicBool,
) -> Result<(), OutputError> {
    let mut synced = clock::now();
    let mut unsynced = false;
    loop {
        match receiver.recv_timeout(LOOK) {
            Ok((run_id, frame)) => {
                journal.append(run_id, &frame)?;
                unsynced = true;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return journal.sync(),
        }
        if interrupted.load(Ordering::SeqCst) {
            halt.store(true, Ordering::SeqCst);
        }
        if unsynced && synced.elapsed() > SYNC {
            journal.sync()?;
            synced = clock::now();
            unsynced = false;
        }
    }
}

/// What the threads share that play.
pub struct Team<'a> {
    /// What is played.
    pub experiment: &'a dyn Experiment,
    /// Which part of its runs.
    pub shard: Shard,
    /// Those of the part that need not be played.
    pub done: Bits,
    /// The runs that are played, in the order of playing; none: all of the part that are not done.
    pub pending: Option<&'a [u64]>,
    /// How many of all runs are taken, in the order of playing.
    pub next: AtomicU64,
    /// Set to end it early.
    pub halt: AtomicBool,
    /// What a person sees.
    pub progress: &'a Progress,
    /// Whether a run may use all threads.
    pub parallel: bool,
}

impl Team<'_> {
    /// Plays one run after the other until none is left or the team is halted.
    pub fn work(&self, sender: &SyncSender<Finished>) {
        while !self.halt.load(Ordering::SeqCst) {
            let Some(run_id) = self.take() else { return };
            let Some(frame) = self.play(&self.experiment.run(run_id)) else { continue };
            if sender.send((run_id, frame)).is_err() {
                return;
            }
        }
    }

    /// The next run that is to be played.
    fn take(&self) -> Option<u64> {
        loop {
            let rank = self.next.fetch_add(1, Ordering::Relaxed);
            if let Some(pending) = self.pending {
                return pending.get(rank as usize).copied();
            }
            if rank >= self.experiment.runs() {
                return None;
            }
            let run_id = self.experiment.played_at(rank);
            if self.shard.place(run_id).is_some_and(|place| !self.done.has(place)) {
                return Some(run_id);
            }
        }
    }

    /// Plays one run into the bytes of its record; none if it was interrupted.
    fn play(&self, key: &RunKey) -> Option<Vec<u8>> {
        let start = clock::now();
        let progress = self.progress.run();
        let report = |tick| progress.at(tick);
        let played = guarded(|| self.experiment.play(key, &self.halt, &report, self.parallel));
        let wall_ms = start.elapsed().as_millis() as u64;
        let columns = self.experiment.columns().len();
        let result = match played {
            Ok(Err(RunFailure::Interrupted)) if self.halt.load(Ordering::SeqCst) => return None,
            Ok(Err(RunFailure::Interrupted)) => Err("it stopped without being asked to".to_owned()),
            Ok(Err(RunFailure::Failed(reason))) | Err(reason) => Err(reason),
            Ok(Ok(record)) => check(&record, columns).map(|()| record),
        };
        progress.end(result.is_err());
        Some(match result {
            Ok(record) => frame::of_record(key.run_id, wall_ms, &record),
            Err(reason) => frame::of_failure(key.run_id, wall_ms, &reason),
        })
    }
}

/// A record that does not fit its columns would shift numbers: the run has failed.
fn check(record: &RunRecord, columns: usize) -> Result<(), String> {
    let widths = record.series.iter().map(|(_, row)| row.len());
    if let Some(width) = widths.chain([record.outcomes.len()]).find(|&width| width != columns) {
        return Err(format!("a bug in hushfeed: {width} values for {columns} columns"));
    }
    if !record.series.is_sorted_by(|a, b| a.0 < b.0) {
        return Err("a bug in hushfeed: observations not in the order of ticks".to_owned());
    }
    Ok(())
}

//! Plays the runs of an experiment on all threads and leaves a result folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::columns::planned_files;
use super::error::SweepError;
use super::experiment::{Experiment, RunKey};
use super::journal::Journal;
use super::progress::Progress;
use super::stopping::wanted;
use super::summary::PointSummary;
use super::tables::{Tables, write_tables};
use super::team::{Team, collect};
use crate::output::{
    Existing, Manifest, Opened, OutputError, ResultFolder, RunCounts, Status, Written, clock, write_whole,
};

/// Where the results go and how they are made.
#[derive(Clone, Debug)]
pub struct Options {
    /// The result folder.
    pub folder: PathBuf,
    /// What to do if it is there already.
    pub existing: Existing,
    /// Whether the tables are compressed (`.csv.gz`).
    pub gzip: bool,
    /// Threads to play on; 0: as many as the machine has cores.
    pub threads: usize,
    /// No progress on stderr.
    pub quiet: bool,
    /// The command line, for the manifest.
    pub command: Vec<String>,
}

/// A run that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedRun {
    /// Which.
    pub run_id: u64,
    /// Why, on one line.
    pub reason: String,
}

/// How it ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The state of the result folder.
    pub status: Status,
    /// The result folder.
    pub folder: PathBuf,
    /// The runs.
    pub runs: RunCounts,
    /// Whether an earlier session had finished it all, and nothing was done.
    pub complete_before: bool,
    /// The first failures, by run; `runs.failed` is how many there are.
    pub failures: Vec<FailedRun>,
    /// The first points, with statistics of their outcomes.
    pub points: Vec<PointSummary>,
    /// How many points have a finished run.
    pub points_total: u64,
    /// How many finished runs each stop rule ended.
    pub stopped_by: BTreeMap<String, u64>,
}

impl Outcome {
    /// The exit status: 0 done, 1 a run failed, 130 interrupted.
    pub fn exit_status(&self) -> u8 {
        match self.status {
            Status::Done => 0,
            Status::Failed => 1,
            Status::Interrupted | Status::Running => 130,
        }
    }
}

/// Plays every run that is not finished yet and writes the tables of all that are.
///
/// Runs are played side by side, one a thread, replicate by replicate over all points; where fewer are left than
/// there are threads, one after the other, each on all threads. Setting `interrupted` ends it early, with whole
/// tables of the finished runs and a journal to resume from. The tables are the same bytes in every case but for
/// the column `wall_ms`.
///
/// Memory: 48 bytes a run, two records a thread, and 32 MiB while the summary is made.
///
/// # Panics
/// If `experiment` gives its runs not by strictly ascending `run_id`.
pub fn play(
    experiment: &dyn Experiment,
    options: &Options,
    interrupted: &AtomicBool,
) -> Result<Outcome, SweepError> {
    let runs = experiment.runs();
    assert!(runs.is_sorted_by(|a, b| a.run_id < b.run_id), "runs come by ascending run_id");
    let pool = pool(options.threads)?;
    let scenario = experiment.resolved_scenario();
    let planned = planned_files(options.gzip);
    let (folder, opened) = ResultFolder::open(&options.folder, options.existing, &scenario, &planned)
        .map_err(SweepError::Refused)?;
    if opened == Opened::Complete {
        folder.remove_journal().map_err(SweepError::Refused)?;
        return Ok(complete(options, runs.len() as u64));
    }
    let mut session = Session {
        experiment,
        options,
        runs: &runs,
        manifest: manifest(experiment, options, &runs, &folder, planned, pool.current_num_threads()),
        folder,
        pool,
    };
    session.all(&scenario, opened, interrupted)
}

/// The outcome of a folder that was complete before.
fn complete(options: &Options, planned: u64) -> Outcome {
    Outcome {
        status: Status::Done,
        folder: options.folder.clone(),
        runs: RunCounts { planned, done: planned, failed: 0 },
        complete_before: true,
        failures: Vec::new(),
        points: Vec::new(),
        points_total: 0,
        stopped_by: BTreeMap::new(),
    }
}

/// The threads.
fn pool(threads: usize) -> Result<ThreadPool, SweepError> {
    let built = ThreadPoolBuilder::new().num_threads(threads).build();
    built.map_err(|source| SweepError::Threads { threads, source })
}

/// The manifest of a session that begins.
fn manifest(
    experiment: &dyn Experiment,
    options: &Options,
    runs: &[RunKey],
    folder: &ResultFolder,
    planned_files: Vec<String>,
    threads: usize,
) -> Manifest {
    let mut seeds: Vec<u64> = runs.iter().map(|key| key.seed).collect();
    seeds.sort_unstable();
    seeds.dedup();
    seeds.shrink_to_fit();
    Manifest {
        name: experiment.name().to_owned(),
        status: Status::Running,
        command: options.command.clone(),
        seeds,
        threads,
        runs: RunCounts { planned: runs.len() as u64, done: 0, failed: 0 },
        started: folder.started().map_or_else(clock::utc_now, str::to_owned),
        ended: None,
        files: Vec::new(),
        planned_files,
    }
}

/// One session on one result folder.
struct Session<'a> {
    experiment: &'a dyn Experiment,
    options: &'a Options,
    runs: &'a [RunKey],
    manifest: Manifest,
    folder: ResultFolder,
    pool: ThreadPool,
}

impl Session<'_> {
    fn all(
        &mut self,
        scenario: &str,
        opened: Opened,
        interrupted: &AtomicBool,
    ) -> Result<Outcome, SweepError> {
        let (mut journal, written) = self.begin(scenario, opened).map_err(SweepError::Refused)?;
        let result = self
            .play_wanted(&mut journal, interrupted)
            .and_then(|wanted| Ok((self.write(&wanted, &mut journal)?, wanted)));
        self.manifest.runs.done = journal.done();
        self.manifest.runs.failed = journal.failed();
        let result = result.map(|(tables, wanted)| {
            let count = |of: &dyn Fn(usize) -> bool| wanted.iter().filter(|&&index| of(index)).count() as u64;
            self.manifest.runs = RunCounts {
                planned: wanted.len() as u64,
                done: count(&|index| journal.is_done(index)),
                failed: count(&|index| journal.has_failed(index)),
            };
            tables
        });
        let tables = match result {
            Ok(tables) => tables,
            Err(error) => {
                self.manifest.status = Status::Interrupted;
                self.manifest.ended = Some(clock::utc_now());
                // On a full disk this fails too, and the manifest goes on to say that the result is not whole.
                let _ = self.manifest.write(self.folder.path());
                let RunCounts { planned, done, failed } = self.manifest.runs;
                return Err(SweepError::Stopped { error, finished: done + failed, planned });
            }
        };
        drop(journal);
        self.end(written, tables)
    }

    /// Writes what a later session needs to recognise this one, and opens the journal. The manifest comes first, so
    /// that a crash in between leaves a folder that is known as ours; but not before the lock on a journal that is
    /// there already.
    fn begin(&self, scenario: &str, opened: Opened) -> Result<(Journal, Written), OutputError> {
        let folder = self.folder.path();
        let names: Vec<&str> = self.experiment.columns().iter().map(|column| column.name).collect();
        let keys = self.runs.iter().flat_map(|key| {
            [key.run_id, key.point_id, u64::from(key.replicate), key.seed].map(u64::to_le_bytes)
        });
        let mut hasher = blake3::Hasher::new();
        for word in keys {
            hasher.update(&word);
        }
        let belongs_to = format!(
            "hushfeed journal 1\nversion {}\nscenario {}\ncolumns {}\nruns {} ({})\n",
            env!("CARGO_PKG_VERSION"),
            blake3::hash(scenario.as_bytes()).to_hex(),
            names.join(","),
            self.runs.len(),
            hasher.finalize().to_hex(),
        );
        let ids: Vec<u64> = self.runs.iter().map(|key| key.run_id).collect();
        let open = || Journal::open(folder, &belongs_to, &ids, names.len());
        let locked = if opened == Opened::Resumed { Some(open()?) } else { None };
        self.manifest.write(folder)?;
        let written = write_whole(&folder.join("scenario.toml"), scenario)?;
        Ok((locked.map_or_else(open, Ok)?, written))
    }

    /// Plays what is wanted and not finished, batch by batch where the number of runs depends on what they give. Gives
    /// back what was wanted in the end.
    fn play_wanted(
        &self,
        journal: &mut Journal,
        interrupted: &AtomicBool,
    ) -> Result<Vec<usize>, OutputError> {
        let rule = self.experiment.until_ci();
        let mut tried = BTreeSet::new();
        loop {
            let wanted = wanted(rule.as_ref(), self.runs, journal)?;
            let open = |index: &usize| !journal.is_done(*index) && !tried.contains(index);
            let pending: Vec<usize> = wanted.iter().copied().filter(open).collect();
            if pending.is_empty() || interrupted.load(Ordering::SeqCst) {
                return Ok(wanted);
            }
            if rule.is_some() {
                tried.extend(pending.iter().copied());
            }
            self.play_pending(pending, wanted.len() as u64, journal, interrupted)?;
            if rule.is_none() {
                return Ok(wanted);
            }
        }
    }

    /// Plays some of `planned` runs, replicate by replicate over all points, and appends them to the journal.
    fn play_pending(
        &self,
        mut pending: Vec<usize>,
        planned: u64,
        journal: &mut Journal,
        interrupted: &AtomicBool,
    ) -> Result<(), OutputError> {
        pending.sort_by_key(|&index| (self.runs[index].replicate, index));
        let threads = self.pool.current_num_threads();
        let one_by_one = pending.len() < threads;
        let progress = Progress::new(
            planned,
            planned.saturating_sub(pending.len() as u64),
            self.experiment.ticks_of_a_run(),
            self.options.quiet,
        );
        let team = Team {
            experiment: self.experiment,
            runs: self.runs,
            pending: &pending,
            next: AtomicUsize::new(0),
            halt: AtomicBool::new(interrupted.load(Ordering::SeqCst)),
            progress: &progress,
            parallel: one_by_one,
        };
        let (sender, receiver) = sync_channel(2 * threads);
        let result = self.pool.in_place_scope(|scope| {
            for _ in 0..if one_by_one { 1 } else { threads } {
                let sender = sender.clone();
                let team = &team;
                scope.spawn(move |_| team.work(&sender));
            }
            drop(sender);
            let result = collect(&receiver, journal, interrupted, &team.halt);
            // After a failed write the others have to stop: a worker that waits to send is let go by the drop.
            team.halt.store(true, Ordering::SeqCst);
            drop(receiver);
            result
        });
        progress.end();
        result
    }

    fn write(&self, wanted: &[usize], journal: &mut Journal) -> Result<Tables, OutputError> {
        write_tables(self.experiment, self.runs, wanted, journal, self.folder.path(), self.options.gzip)
    }

    /// Says what came out, and removes what is no longer needed.
    fn end(&mut self, scenario: Written, tables: Tables) -> Result<Outcome, SweepError> {
        let runs = self.manifest.runs;
        let status = if runs.done == runs.planned {
            Status::Done
        } else if runs.done + runs.failed == runs.planned {
            Status::Failed
        } else {
            Status::Interrupted
        };
        self.manifest.status = status;
        self.manifest.ended = Some(clock::utc_now());
        self.manifest.files = std::iter::once(scenario).chain(tables.files).collect();
        let kept: Vec<String> = self.manifest.files.iter().map(|file| file.name.clone()).collect();
        let tidy = || {
            self.folder.remove_former_except(&kept)?;
            self.manifest.write(self.folder.path())?;
            if status == Status::Done { self.folder.remove_journal() } else { Ok(()) }
        };
        tidy().map_err(|error| SweepError::Stopped {
            error,
            finished: runs.done + runs.failed,
            planned: runs.planned,
        })?;
        Ok(Outcome {
            status,
            folder: self.folder.path().to_path_buf(),
            runs,
            complete_before: false,
            failures: tables.failures,
            points: tables.points,
            points_total: tables.points_total,
            stopped_by: tables.stopped_by,
        })
    }
}

//! Plays the runs of an experiment on all threads and leaves a result folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::columns::planned_files;
use super::error::SweepError;
use super::experiment::Experiment;
use super::journal::Journal;
use super::progress::Progress;
use super::shard::Shard;
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
    /// Which part of the runs is played. A part of several goes into a folder of its own inside `folder`, holds no
    /// tables, and keeps its journal for [`merge`](super::merge).
    pub shard: Shard,
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
    /// Which part of the runs it is about.
    pub shard: Shard,
    /// Whether it came from the journals of all parts.
    pub merged: bool,
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
/// Memory: two bits a run, two records a thread, and 32 MiB while the summary is made (or one row of the series a
/// run of a point, where that is more). With a rule for the number of runs, 8 bytes a wanted run besides.
pub fn play(
    experiment: &dyn Experiment,
    options: &Options,
    interrupted: &AtomicBool,
) -> Result<Outcome, SweepError> {
    can_be_a_part(experiment, options.shard)?;
    let pool = pool(options.threads)?;
    let scenario = experiment.resolved_scenario();
    let is_part = options.shard != Shard::WHOLE;
    let (path, planned) = if is_part {
        (options.folder.join(options.shard.folder_name()), vec!["scenario.toml".to_owned()])
    } else {
        (options.folder.clone(), planned_files(options.gzip))
    };
    let (folder, opened) =
        ResultFolder::open(&path, options.existing, &scenario, &planned).map_err(SweepError::Refused)?;
    if opened != Opened::New
        && let Some(file) = folder.other_input(&experiment.inputs())
    {
        let difference = format!("{file} has other contents than it had then");
        return Err(SweepError::Refused(OutputError::OtherJournal { folder: path, difference }));
    }
    if opened == Opened::Complete {
        if !is_part {
            folder.remove_journal().map_err(SweepError::Refused)?;
        }
        return Ok(complete(options, path, planned_runs(experiment, options.shard)));
    }
    let mut session = Session {
        experiment,
        options,
        manifest: manifest(experiment, options, &folder, planned, pool.current_num_threads()),
        folder,
        pool,
    };
    session.all(&scenario, opened, interrupted)
}

/// Whether the runs of `shard` can be played without the others.
///
/// # Errors
/// A part of several, where the number of runs depends on what they give, or of a run that is played alone.
pub fn can_be_a_part(experiment: &dyn Experiment, shard: Shard) -> Result<(), SweepError> {
    if shard == Shard::WHOLE {
        return Ok(());
    }
    if experiment.until_ci().is_some() {
        return Err(SweepError::NoPart("[sweep] until_ci needs all replicates of a point together"));
    }
    if experiment.only().is_some() {
        return Err(SweepError::NoPart("one run is played alone"));
    }
    Ok(())
}

/// How many runs are planned, at most.
fn planned_runs(experiment: &dyn Experiment, shard: Shard) -> u64 {
    experiment.only().map_or_else(|| shard.count(experiment.runs()), |_| 1)
}

/// The outcome of a folder that was complete before.
fn complete(options: &Options, folder: PathBuf, planned: u64) -> Outcome {
    Outcome {
        status: Status::Done,
        folder,
        shard: options.shard,
        merged: false,
        runs: RunCounts { planned, done: planned, failed: 0 },
        complete_before: true,
        failures: Vec::new(),
        points: Vec::new(),
        points_total: 0,
        stopped_by: BTreeMap::new(),
    }
}

/// The most threads that are started: four a core, or 64 where that is more. Beyond that they only take memory.
fn most_threads() -> usize {
    64.max(4 * std::thread::available_parallelism().map_or(1, usize::from))
}

/// The threads; 0: one a core.
fn pool(threads: usize) -> Result<ThreadPool, SweepError> {
    let most = most_threads();
    if threads > most {
        return Err(SweepError::TooManyThreads { threads, most });
    }
    let built = ThreadPoolBuilder::new().num_threads(threads).build();
    built.map_err(|source| SweepError::Threads { threads, source })
}

/// The manifest of a session that begins.
fn manifest(
    experiment: &dyn Experiment,
    options: &Options,
    folder: &ResultFolder,
    planned_files: Vec<String>,
    threads: usize,
) -> Manifest {
    Manifest {
        name: experiment.name().to_owned(),
        status: Status::Running,
        command: options.command.clone(),
        seeds: seeds(experiment),
        threads,
        runs: RunCounts { planned: planned_runs(experiment, options.shard), done: 0, failed: 0 },
        started: folder.started().map_or_else(clock::utc_now, str::to_owned),
        ended: None,
        inputs: experiment.inputs(),
        files: Vec::new(),
        planned_files,
        shard: (options.shard != Shard::WHOLE).then(|| (options.shard.number(), options.shard.of())),
        merged_from: Vec::new(),
    }
}

/// The seeds of all points without repetition; one more than the manifest lists, where they are too many.
pub(super) fn seeds(experiment: &dyn Experiment) -> Vec<u64> {
    if let Some(run_id) = experiment.only() {
        return vec![experiment.run(run_id).seed];
    }
    let mut seeds = BTreeSet::new();
    for point_id in 0..experiment.points() {
        seeds.insert(experiment.seed(point_id));
        if seeds.len() > Manifest::SEEDS_LISTED {
            break;
        }
    }
    seeds.into_iter().collect()
}

/// One session on one result folder.
struct Session<'a> {
    experiment: &'a dyn Experiment,
    options: &'a Options,
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
            .and_then(|wanted| Ok((self.write(wanted.as_deref(), &mut journal)?, wanted)));
        self.manifest.runs.done = journal.done();
        self.manifest.runs.failed = journal.failed();
        let result = result.map(|(tables, wanted)| {
            if let Some(wanted) = wanted {
                let count = |of: &dyn Fn(u64) -> bool| wanted.iter().filter(|&&run| of(run)).count() as u64;
                self.manifest.runs = RunCounts {
                    planned: wanted.len() as u64,
                    done: count(&|run| journal.is_done(run)),
                    failed: count(&|run| journal.has_failed(run)),
                };
            }
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
        let shard = self.options.shard;
        let belongs_to = shard.belongs_to(self.experiment);
        let (runs, columns) = (self.experiment.runs(), self.experiment.columns().len());
        let open = || Journal::open(folder, &belongs_to, shard, runs, columns);
        let locked = if opened == Opened::Resumed { Some(open()?) } else { None };
        self.manifest.write(folder)?;
        let written = write_whole(&folder.join("scenario.toml"), scenario)?;
        Ok((locked.map_or_else(open, Ok)?, written))
    }

    /// Plays what is wanted and not finished, batch by batch where the number of runs depends on what they give. Gives
    /// back what was wanted in the end; none: all runs.
    fn play_wanted(
        &self,
        journal: &mut Journal,
        interrupted: &AtomicBool,
    ) -> Result<Option<Vec<u64>>, OutputError> {
        let mut tried = BTreeSet::new();
        loop {
            let Some(wanted) = wanted(self.experiment, journal)? else {
                self.play_pending(None, self.manifest.runs.planned, journal, interrupted)?;
                return Ok(None);
            };
            let open = |run: &u64| !journal.is_done(*run) && !tried.contains(run);
            let mut pending: Vec<u64> = wanted.iter().copied().filter(open).collect();
            if pending.is_empty() || interrupted.load(Ordering::SeqCst) {
                return Ok(Some(wanted));
            }
            tried.extend(pending.iter().copied());
            let replicates = u64::from(self.experiment.replicates());
            pending.sort_by_key(|&run_id| (run_id % replicates, run_id));
            self.play_pending(Some(&pending), wanted.len() as u64, journal, interrupted)?;
        }
    }

    /// Plays some of `planned` runs, or all that are not finished, replicate by replicate over all points, and appends
    /// them to the journal.
    fn play_pending(
        &self,
        pending: Option<&[u64]>,
        planned: u64,
        journal: &mut Journal,
        interrupted: &AtomicBool,
    ) -> Result<(), OutputError> {
        let threads = self.pool.current_num_threads();
        let done =
            pending.map_or_else(|| journal.done(), |pending| planned.saturating_sub(pending.len() as u64));
        let one_by_one = planned - done < threads as u64;
        let progress = Progress::new(planned, done, self.experiment.ticks_of_a_run(), self.options.quiet);
        let team = Team {
            experiment: self.experiment,
            shard: self.options.shard,
            done: journal.done_runs(),
            pending,
            next: AtomicU64::new(0),
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

    fn write(&self, wanted: Option<&[u64]>, journal: &mut Journal) -> Result<Tables, OutputError> {
        if self.options.shard != Shard::WHOLE {
            return Ok(Tables::default());
        }
        write_tables(self.experiment, wanted, journal, self.folder.path(), self.options.gzip)
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
            if status == Status::Done && self.options.shard == Shard::WHOLE {
                self.folder.remove_journal()
            } else {
                Ok(())
            }
        };
        tidy().map_err(|error| SweepError::Stopped {
            error,
            finished: runs.done + runs.failed,
            planned: runs.planned,
        })?;
        Ok(Outcome {
            status,
            folder: self.folder.path().to_path_buf(),
            shard: self.options.shard,
            merged: false,
            runs,
            complete_before: false,
            failures: tables.failures,
            points: tables.points,
            points_total: tables.points_total,
            stopped_by: tables.stopped_by,
        })
    }
}

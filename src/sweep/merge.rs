//! From the journals of all shards to the tables of the whole.
//!
//! The shards are checked first: every one there and once, played to the end, of the same scenario and the same version.
//! Then their runs are read in the order of the runs, as those of one journal are, so that the tables are the same bytes.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use super::bits::Bits;
use super::columns::planned_files;
use super::experiment::Experiment;
use super::frame::Frame;
use super::journal::{Journal, Records};
use super::log::{Log, difference};
use super::places::Places;
use super::runner::{Outcome, seeds};
use super::shard::{Shard, without_inputs};
use super::tables::write_tables;
use crate::output::{
    Existing, Former, Manifest, OutputError, ResultFolder, RunCounts, Status, clock, write_whole,
};

/// Journals that are open at a time; systems allow some hundred files a process.
const OPEN: usize = 200;

/// Why shards cannot be merged.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// A folder cannot be read, or the result cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A folder is neither a shard nor holds any.
    #[error("{} holds no shard\n  name the folders shard-K-of-N, or the folder that they are in", .0.display())]
    NoShard(PathBuf),
    /// The shards do not fit each other.
    #[error("{0}")]
    Unfit(String),
}

/// A folder with the runs of one shard.
#[derive(Clone, Debug)]
pub struct Part {
    /// The folder.
    pub folder: PathBuf,
    /// Which shard it is.
    pub shard: Shard,
    /// The text of its scenario.
    pub scenario: String,
}

/// Where the merged tables go.
#[derive(Clone, Debug)]
pub struct MergeOptions {
    /// The result folder.
    pub folder: PathBuf,
    /// Whether files of an earlier result are replaced.
    pub existing: Existing,
    /// Whether the tables are compressed.
    pub gzip: bool,
    /// The command line, for the manifest.
    pub command: Vec<String>,
}

/// The shards in `folders`, each a shard or a folder of shards, by their numbers.
///
/// # Errors
/// A folder without a shard; a shard that is unfinished, from another version, of another scenario than the others,
/// missing, or there twice.
pub fn parts(folders: &[PathBuf]) -> Result<Vec<Part>, MergeError> {
    let mut paths = Vec::new();
    for folder in folders {
        if Former::read(folder)?.is_some_and(|former| former.shard.is_some()) {
            paths.push(folder.clone());
        } else {
            paths.extend(shards_in(folder)?);
        }
    }
    let mut parts = paths.into_iter().map(part).collect::<Result<Vec<Part>, MergeError>>()?;
    parts.sort_by(|a, b| (a.shard, &a.folder).cmp(&(b.shard, &b.folder)));
    let first = &parts[0];
    let unfit = |text: String| Err(MergeError::Unfit(text));
    for pair in parts.windows(2) {
        let (a, b) = (pair[0].folder.display(), pair[1].folder.display());
        if pair[0].shard.of() != pair[1].shard.of() {
            let (m, n) = (pair[0].shard.of(), pair[1].shard.of());
            return unfit(format!(
                "{a} is one of {m} shards, {b} one of {n}\n  name the shards of one sweep"
            ));
        }
        if pair[0].shard == pair[1].shard {
            let number = pair[0].shard;
            return unfit(format!(
                "{a} and {b} are both shard {number}: their runs overlap\n  name one of them"
            ));
        }
        if pair[0].scenario != pair[1].scenario {
            let line = difference(&pair[0].scenario, &pair[1].scenario);
            return unfit(format!("{a} and {b} were made from different scenarios: {line}"));
        }
    }
    let missing: Vec<String> = (1..=first.shard.of())
        .filter(|number| parts.binary_search_by_key(number, |part| part.shard.number()).is_err())
        .map(|number| number.to_string())
        .collect();
    if !missing.is_empty() {
        let (some, of) = (missing[..missing.len().min(20)].join(", "), first.shard.of());
        let more = if missing.len() > 20 { ", …" } else { "" };
        return unfit(format!(
            "{} of {of} shards are missing: {some}{more}\n  play them with --shard K/{of}, or name their folders too",
            missing.len()
        ));
    }
    Ok(parts)
}

/// The folders of shards inside a folder.
fn shards_in(folder: &Path) -> Result<Vec<PathBuf>, MergeError> {
    let failed = |error| OutputError::read(folder, error);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if Shard::of_folder(&entry.file_name().to_string_lossy()).is_some() {
            found.push(entry.path());
        }
    }
    if found.is_empty() { Err(MergeError::NoShard(folder.to_path_buf())) } else { Ok(found) }
}

/// Reads what a shard says of itself.
fn part(folder: PathBuf) -> Result<Part, MergeError> {
    let former = Former::read(&folder)?;
    let shard = former.as_ref().and_then(|former| former.shard).and_then(|(k, n)| Shard::new(k, n));
    let (Some(former), Some(shard)) = (former, shard) else { return Err(MergeError::NoShard(folder)) };
    let this = env!("CARGO_PKG_VERSION");
    if former.version != this {
        let (name, version) = (folder.display(), former.version);
        let text =
            format!("{name} was written by hushfeed {version}, this is {this}\n  merge with that version");
        return Err(MergeError::Unfit(text));
    }
    if !matches!(former.status.as_str(), "done" | "failed") {
        let (name, status) = (folder.display(), former.status);
        let way = "play it to the end with the same command and --resume";
        return Err(MergeError::Unfit(format!("{name} is unfinished (its manifest says {status})\n  {way}")));
    }
    let path = folder.join("scenario.toml");
    let scenario = std::fs::read_to_string(&path).map_err(|error| OutputError::read(&path, error))?;
    Ok(Part { folder, shard, scenario })
}

/// Writes the tables of all `parts`, which [`parts`] has checked, of `experiment`, which is that of their scenario.
///
/// Memory: as for one journal. Reads every journal three times, the last two side by side.
///
/// # Errors
/// A journal that belongs to other runs or lacks some; a result that cannot be written.
pub fn merge(
    experiment: &dyn Experiment,
    parts: &[Part],
    options: &MergeOptions,
) -> Result<Outcome, MergeError> {
    let planned = planned_files(options.gzip);
    let scenario = experiment.resolved_scenario();
    let (folder, _) = ResultFolder::open(&options.folder, options.existing, &scenario, &planned)?;
    let mut joined = Joined::open(experiment, parts, folder.path())?;
    let mut manifest = Manifest {
        name: experiment.name().to_owned(),
        status: Status::Running,
        command: options.command.clone(),
        seeds: seeds(experiment),
        threads: 1,
        runs: RunCounts { planned: experiment.runs(), done: 0, failed: 0 },
        started: clock::utc_now(),
        ended: None,
        inputs: joined.inputs.clone(),
        files: Vec::new(),
        planned_files: planned,
        shard: None,
        merged_from: parts.iter().map(|part| part.folder.display().to_string()).collect(),
    };
    manifest.write(folder.path())?;
    let written = write_whole(&folder.path().join("scenario.toml"), &scenario)?;
    let tables = write_tables(experiment, None, &mut joined, folder.path(), options.gzip)?;
    manifest.runs.done = tables.done;
    manifest.runs.failed = tables.failed;
    manifest.status = if tables.failed == 0 { Status::Done } else { Status::Failed };
    manifest.ended = Some(clock::utc_now());
    manifest.files = std::iter::once(written).chain(tables.files).collect();
    manifest.write(folder.path())?;
    Ok(Outcome {
        status: manifest.status,
        folder: folder.path().to_path_buf(),
        shard: Shard::WHOLE,
        merged: true,
        runs: manifest.runs,
        complete_before: false,
        failures: tables.failures,
        points: tables.points,
        points_total: tables.points_total,
        stopped_by: tables.stopped_by,
    })
}

/// The journals of all shards, read as one.
struct Joined {
    logs: Vec<Log>,
    /// Those that are open, the one opened first in front.
    open: VecDeque<usize>,
    places: Places,
    columns: usize,
    /// The files that the runs were made from, with their hashes: the same in all journals.
    inputs: Vec<(String, String)>,
}

impl Joined {
    /// Opens and checks the journals; where their runs stand is noted on the disk of `folder`.
    fn open(experiment: &dyn Experiment, parts: &[Part], folder: &Path) -> Result<Self, MergeError> {
        let columns = experiment.columns().len();
        let runs = experiment.runs();
        let mut joined = Self {
            logs: Vec::new(),
            open: VecDeque::new(),
            places: Places::new(folder)?,
            columns,
            inputs: Vec::new(),
        };
        for (index, part) in parts.iter().enumerate() {
            // The files are not at hand where shards are joined: the journals must agree on them.
            let (belongs_to, _) = without_inputs(&part.shard.belongs_to(experiment));
            let mut log = Log::for_reading(Journal::path(&part.folder), &part.folder)?;
            let mut found = Bits::new(part.shard.count(runs));
            let places = &mut joined.places;
            let common = &mut joined.inputs;
            let check = |first: &str| {
                let (first, inputs) = without_inputs(first);
                let name = part.folder.display();
                if index == 0 {
                    *common = inputs;
                } else if let Some((file, _)) = inputs.iter().find(|input| !common.contains(input)) {
                    return Err(MergeError::Unfit(format!(
                        "{name} was made from other contents of {file} than {}\n  play one of them again, from the file that you mean",
                        parts[0].folder.display()
                    )));
                }
                if first == belongs_to {
                    return Ok(());
                }
                let how = difference(&first, &belongs_to);
                Err(MergeError::Unfit(format!("{name} does not belong to the runs of its scenario: {how}")))
            };
            log.scan(check, |contents, place| {
                let head = Frame::read(contents, columns).map(|frame| frame.head);
                let known = head.filter(|head| head.run_id < runs);
                if let Some((index, head)) =
                    known.and_then(|head| Some((part.shard.place(head.run_id)?, head)))
                {
                    found.set(index, true);
                    places.set(head.run_id, place)?;
                }
                Ok::<(), MergeError>(())
            })?;
            let missing = part.shard.count(runs) - found.count();
            if missing > 0 {
                let text = format!(
                    "{} is unfinished: {missing} of its {} runs are missing in its journal\n  copy the whole folder, \
                     with what is hidden in it, or play it to the end with --resume",
                    part.folder.display(),
                    part.shard.count(runs),
                );
                return Err(MergeError::Unfit(text));
            }
            log.close();
            joined.logs.push(log);
        }
        Ok(joined)
    }

    /// The journal of a run, and where the run stands in it.
    fn log(&mut self, run_id: u64) -> Result<(&mut Log, u64), OutputError> {
        let place = self.places.get(run_id)?;
        let index = (run_id % self.logs.len() as u64) as usize;
        if !self.logs[index].is_open() {
            if self.open.len() >= OPEN
                && let Some(oldest) = self.open.pop_front()
            {
                self.logs[oldest].close();
            }
            self.open.push_back(index);
        }
        Ok((&mut self.logs[index], place))
    }
}

impl Records for Joined {
    fn read<'a>(&mut self, run_id: u64, contents: &'a mut Vec<u8>) -> Result<Option<Frame<'a>>, OutputError> {
        let columns = self.columns;
        let (log, place) = self.log(run_id)?;
        log.read(place, columns, contents).map(Some)
    }

    fn read_part(&mut self, run_id: u64, from: u64, bytes: &mut [u8]) -> Result<(), OutputError> {
        let (log, place) = self.log(run_id)?;
        log.read_part(place + from, bytes)
    }
}

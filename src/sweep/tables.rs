//! From the journal, in the order of finishing, to the tables, in the order of the runs.

use std::collections::BTreeMap;
use std::path::Path;

use super::columns::Descriptions;
use super::experiment::{Experiment, RunKey};
use super::frame::Frame;
use super::journal::Records;
use super::runner::FailedRun;
use super::summary::{PointSummary, Summary, pairs};
use crate::output::{FieldType, OutputError, Table, TableDescription, Written, datapackage, write_whole};

/// So many points are kept for the closing table, and so many failures for the closing message.
const KEPT: usize = 12;

/// What was written, and what a person is told at the end.
#[derive(Default)]
pub struct Tables {
    /// The files.
    pub files: Vec<Written>,
    /// The first points.
    pub points: Vec<PointSummary>,
    /// How many points have a finished run.
    pub points_total: u64,
    /// The first failures.
    pub failures: Vec<FailedRun>,
    /// How many runs are finished and did not fail.
    pub done: u64,
    /// How many runs failed.
    pub failed: u64,
    /// How many runs each stop rule ended.
    pub stopped_by: BTreeMap<String, u64>,
}

/// Writes the four tables and the data package. Runs that are not among the records are left out, and those that are not
/// among the `wanted`, which are ascending (none: all are wanted).
pub fn write_tables(
    experiment: &dyn Experiment,
    wanted: Option<&[u64]>,
    records: &mut dyn Records,
    folder: &Path,
    gzip: bool,
) -> Result<Tables, OutputError> {
    let described = Descriptions::new(experiment, &swept_types(experiment), gzip);
    let mut tables = Tables::default();
    let mut writers = Writers {
        runs: Table::create_with_unhashed_last_column(folder, &described.runs.path, header(&described.runs))?,
        series: Table::create(folder, &described.series.path, header(&described.series))?,
        opinions: Table::create(folder, &described.opinions.path, header(&described.opinions))?,
        columns: experiment.columns().len(),
    };
    let mut table = Table::create(folder, &described.summary.path, header(&described.summary))?;
    let mut summary = Summary::new(experiment.columns(), &mut table, experiment.baseline(0).is_some());
    let (mut contents, mut members) = (Vec::new(), Vec::new());
    let mut other: (Option<u64>, Vec<u64>) = (None, Vec::new());
    for point_id in 0..experiment.points() {
        let runs = runs_of(experiment, wanted, point_id);
        if runs.is_empty() {
            continue;
        }
        let swept = experiment.swept_values(point_id);
        members.clear();
        for run_id in runs {
            let Some(frame) = records.read(run_id, &mut contents)? else { continue };
            writers.run(&experiment.run(run_id), &swept, &frame)?;
            tables.note(run_id, &frame);
            if !frame.head.failed {
                members.push(run_id);
            }
        }
        if members.is_empty() {
            continue;
        }
        let baseline = experiment.baseline(point_id).filter(|&baseline| baseline != point_id);
        if let Some(baseline) = baseline
            && other.0 != Some(baseline)
        {
            other.1.clear();
            for run_id in runs_of(experiment, wanted, baseline) {
                if records.read(run_id, &mut contents)?.is_some_and(|frame| !frame.head.failed) {
                    other.1.push(run_id);
                }
            }
            other.0 = Some(baseline);
        }
        let compared = baseline.map(|_| pairs(experiment.replicates(), &members, &other.1));
        let outcomes = summary.point(records, point_id, &members, compared.as_deref())?;
        tables.points_total += 1;
        if tables.points.len() < KEPT {
            tables.points.push(PointSummary { point_id, swept, runs: members.len() as u64, outcomes });
        }
    }

    let package = datapackage(experiment.name(), &described.into_list());
    tables.files =
        vec![writers.runs.finish()?, writers.series.finish()?, table.finish()?, writers.opinions.finish()?];
    tables.files.push(write_whole(&folder.join("datapackage.json"), &package)?);
    Ok(tables)
}

impl Tables {
    /// Counts a run.
    fn note(&mut self, run_id: u64, frame: &Frame<'_>) {
        if !frame.head.failed {
            *self.stopped_by.entry(frame.stopped_by().to_owned()).or_default() += 1;
            self.done += 1;
            return;
        }
        self.failed += 1;
        if self.failures.len() < KEPT {
            self.failures.push(FailedRun { run_id, reason: frame.reason().to_owned() });
        }
    }
}

/// The wanted runs of a point, ascending.
fn runs_of(experiment: &dyn Experiment, wanted: Option<&[u64]>, point_id: u64) -> Vec<u64> {
    let replicates = u64::from(experiment.replicates());
    let (first, end) = (point_id * replicates, (point_id + 1) * replicates);
    wanted.map_or_else(
        || (first..end).collect(),
        |wanted| {
            let at = |run_id| wanted.partition_point(|&other| other < run_id);
            wanted[at(first)..at(end)].to_vec()
        },
    )
}

fn header(table: &TableDescription) -> impl Iterator<Item = &str> {
    table.fields.iter().map(|field| field.name.as_ref())
}

/// The narrowest types that hold the swept values of all points.
fn swept_types(experiment: &dyn Experiment) -> Vec<FieldType> {
    let mut types: Vec<Option<FieldType>> = vec![None; experiment.swept_keys().len()];
    if types.is_empty() {
        return Vec::new();
    }
    for point_id in 0..experiment.points() {
        for (kind, value) in types.iter_mut().zip(experiment.swept_values(point_id)) {
            let new = FieldType::of(&value);
            *kind = Some(kind.map_or(new, |kind| kind.join(new)));
        }
    }
    types.into_iter().map(|kind| kind.unwrap_or(FieldType::String)).collect()
}

/// The three tables that are written run by run.
struct Writers {
    runs: Table,
    series: Table,
    opinions: Table,
    columns: usize,
}

impl Writers {
    fn run(&mut self, key: &RunKey, swept: &[String], frame: &Frame<'_>) -> Result<(), OutputError> {
        let replicate = u64::from(key.replicate);
        let runs = &mut self.runs;
        runs.integer(key.run_id)?;
        runs.integer(key.point_id)?;
        runs.integer(replicate)?;
        runs.integer(key.seed)?;
        swept.iter().try_for_each(|value| runs.text(value))?;
        if frame.head.failed {
            runs.text("failed")?;
            runs.missing()?;
            runs.missing()?;
            runs.numbers(std::iter::repeat_n(f64::NAN, self.columns))?;
        } else {
            runs.text("done")?;
            runs.text(frame.stopped_by())?;
            runs.integer(u64::from(frame.head.ticks))?;
            runs.numbers(frame.outcomes())?;
        }
        runs.text(frame.reason())?;
        runs.integer(frame.head.wall_ms)?;
        runs.end_row()?;

        for (tick, values) in frame.series() {
            for id in [key.run_id, key.point_id, replicate, u64::from(tick)] {
                self.series.integer(id)?;
            }
            self.series.numbers(values)?;
            self.series.end_row()?;
        }
        for row in frame.opinions() {
            for id in [key.run_id, key.point_id, replicate, u64::from(row.tick)] {
                self.opinions.integer(id)?;
            }
            self.opinions.numbers([row.bin_low, row.bin_high])?;
            for count in [row.private, row.speaking, row.expressed, row.shown] {
                self.opinions.integer(count)?;
            }
            self.opinions.end_row()?;
        }
        Ok(())
    }
}

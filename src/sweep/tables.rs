//! From the journal, in the order of finishing, to the tables, in the order of the runs.

use std::collections::BTreeMap;
use std::path::Path;

use super::columns::Descriptions;
use super::experiment::{Experiment, RunKey};
use super::frame::Frame;
use super::journal::Journal;
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
    /// How many runs each stop rule ended.
    pub stopped_by: BTreeMap<String, u64>,
}

/// Writes the four tables and the data package. `runs` are all runs, ascending; of those, the ones at
/// the places `wanted` that are in the journal.
pub fn write_tables(
    experiment: &dyn Experiment,
    runs: &[RunKey],
    wanted: &[usize],
    journal: &mut Journal,
    folder: &Path,
    gzip: bool,
) -> Result<Tables, OutputError> {
    let described = Descriptions::new(experiment, &swept_types(experiment, runs), gzip);
    let mut tables = Tables::default();
    let mut points: BTreeMap<u64, Vec<usize>> = BTreeMap::new();

    let mut writers = Writers {
        runs: Table::create_with_unhashed_last_column(folder, &described.runs.path, header(&described.runs))?,
        series: Table::create(folder, &described.series.path, header(&described.series))?,
        opinions: Table::create(folder, &described.opinions.path, header(&described.opinions))?,
        columns: experiment.columns().len(),
    };
    let mut contents = Vec::new();
    let mut swept = Swept::new(experiment);
    for &index in wanted {
        let key = &runs[index];
        let Some(frame) = journal.read(index, &mut contents)? else { continue };
        writers.run(key, swept.at(key.point_id), &frame)?;
        if frame.head.failed {
            if tables.failures.len() < KEPT {
                tables.failures.push(FailedRun { run_id: key.run_id, reason: frame.reason().to_owned() });
            }
        } else {
            points.entry(key.point_id).or_default().push(index);
            *tables.stopped_by.entry(frame.stopped_by().to_owned()).or_default() += 1;
        }
    }

    let mut table = Table::create(folder, &described.summary.path, header(&described.summary))?;
    let baselines = experiment.baseline();
    let mut summary = Summary::new(experiment.columns(), &mut table, baselines.is_some());
    tables.points_total = points.len() as u64;
    for (&point_id, members) in &points {
        let baseline = baselines.map(|all| all[point_id as usize]).filter(|&baseline| baseline != point_id);
        let compared = baseline.map(|baseline| {
            pairs(runs, members, points.get(&baseline).map_or(&[][..], |members| members.as_slice()))
        });
        let outcomes = summary.point(journal, point_id, members, compared.as_deref())?;
        if tables.points.len() < KEPT {
            let swept = experiment.swept_values(point_id);
            tables.points.push(PointSummary { point_id, swept, runs: members.len() as u64, outcomes });
        }
    }

    let package = datapackage(experiment.name(), &described.into_list());
    tables.files =
        vec![writers.runs.finish()?, writers.series.finish()?, table.finish()?, writers.opinions.finish()?];
    tables.files.push(write_whole(&folder.join("datapackage.json"), &package)?);
    Ok(tables)
}

fn header(table: &TableDescription) -> impl Iterator<Item = &str> {
    table.fields.iter().map(|field| field.name.as_ref())
}

/// The narrowest types that hold the swept values of all points.
fn swept_types(experiment: &dyn Experiment, runs: &[RunKey]) -> Vec<FieldType> {
    let mut types: Vec<Option<FieldType>> = vec![None; experiment.swept_keys().len()];
    let mut swept = Swept::new(experiment);
    let mut former = None;
    for key in runs {
        if former.replace(key.point_id) == Some(key.point_id) {
            continue;
        }
        for (kind, value) in types.iter_mut().zip(swept.at(key.point_id)) {
            let new = FieldType::of(value);
            *kind = Some(kind.map_or(new, |kind| kind.join(new)));
        }
    }
    types.into_iter().map(|kind| kind.unwrap_or(FieldType::String)).collect()
}

/// The swept values of the point that was asked for last.
struct Swept<'a> {
    experiment: &'a dyn Experiment,
    point_id: Option<u64>,
    values: Vec<String>,
}

impl<'a> Swept<'a> {
    fn new(experiment: &'a dyn Experiment) -> Self {
        Self { experiment, point_id: None, values: Vec::new() }
    }

    fn at(&mut self, point_id: u64) -> &[String] {
        if self.point_id.replace(point_id) != Some(point_id) {
            self.values = self.experiment.swept_values(point_id);
        }
        &self.values
    }
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

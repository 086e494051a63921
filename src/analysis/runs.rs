//! Reads `runs.csv` or `runs.csv.gz` of a result folder.

use std::path::{Path, PathBuf};

use super::{AnalysisError, ResultTable};
use crate::math;
use crate::registry::nearest;

/// One row of `runs.csv`.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its number.
    pub run_id: u64,
    /// Its point.
    pub point_id: u64,
    /// Its number within the point.
    pub replicate: u64,
    /// The seed of its draws.
    pub seed: u64,
    /// The values of the swept keys.
    pub swept: Vec<String>,
    /// Whether it finished.
    pub done: bool,
    /// Why it did not; empty if it did.
    pub reason: String,
    /// Its outcomes, in the order of the metrics; NaN where missing.
    pub outcomes: Vec<f64>,
}

/// The runs of a result, by ascending number.
#[derive(Clone, Debug)]
pub struct Runs {
    /// The file.
    pub path: PathBuf,
    /// The swept keys.
    pub keys: Vec<String>,
    /// The metrics.
    pub metrics: Vec<String>,
    /// The rows.
    pub rows: Vec<Run>,
}

/// The columns before the swept keys.
const FIRST: [&str; 4] = ["run_id", "point_id", "replicate", "seed"];

impl Runs {
    /// Reads the table of a result folder.
    ///
    /// # Errors
    /// A table that is missing, or is not one of hushfeed.
    pub fn read(folder: &Path) -> Result<Self, AnalysisError> {
        let help = "name the folder of a finished result, for instance results/quickstart";
        let mut table = ResultTable::open(folder, "runs", help)?;
        let header = table.header.clone();
        let at = |name: &str| header.iter().position(|column| column == name);
        let places = (at("status"), at("ticks"), at("reason"));
        let (Some(status), Some(ticks), Some(reason)) = places else {
            return Err(table.fail("it has no columns `status`, `ticks` and `reason`"));
        };
        if header.iter().take(4).ne(FIRST) || status < 4 || ticks < status || reason <= ticks {
            return Err(table.fail(format_args!("its columns do not begin with {}", FIRST.join(", "))));
        }
        let names = |range: std::ops::Range<usize>| range.map(|index| header[index].to_owned()).collect();
        let mut runs = Self {
            keys: names(4..status),
            metrics: names(ticks + 1..reason),
            rows: Vec::new(),
            path: table.path.clone(),
        };
        let mut row = csv::StringRecord::new();
        while table.next(&mut row)? {
            let line = row.position().map_or(0, csv::Position::line);
            let integer = |index: usize| {
                row[index].parse::<u64>().map_err(|_| {
                    table.fail(format_args!(
                        "line {line}: `{}` is \"{}\", not a whole number",
                        &header[index], &row[index]
                    ))
                })
            };
            let number = |index: usize| match &row[index] {
                "" => Ok(f64::NAN),
                field => field.parse::<f64>().map_err(|_| {
                    table.fail(format_args!("line {line}: `{}` is \"{field}\", not a number", &header[index]))
                }),
            };
            runs.rows.push(Run {
                run_id: integer(0)?,
                point_id: integer(1)?,
                replicate: integer(2)?,
                seed: integer(3)?,
                swept: (4..status).map(|index| row[index].to_owned()).collect(),
                done: &row[status] == "done",
                reason: row[reason].to_owned(),
                outcomes: (ticks + 1..reason).map(number).collect::<Result<_, _>>()?,
            });
        }
        Ok(runs)
    }

    /// The number of a metric.
    ///
    /// # Errors
    /// A name that is none, with the nearest one.
    pub fn metric(&self, name: &str) -> Result<usize, AnalysisError> {
        let found = self.metrics.iter().position(|metric| metric == name);
        found.ok_or_else(|| AnalysisError::Metric {
            path: self.path.clone(),
            metric: name.to_owned(),
            near: nearest(name, self.metrics.iter().map(String::as_str))
                .map_or_else(String::new, |name| format!(": did you mean \"{name}\"?")),
            known: self.metrics.join(", "),
        })
    }

    /// How many points there are: one more than the highest number of a point.
    pub fn points(&self) -> u64 {
        self.rows.iter().map(|run| run.point_id + 1).max().unwrap_or(0)
    }

    /// The values of a metric by point, over its finished runs that have one.
    pub fn by_point(&self, metric: usize) -> Vec<Vec<f64>> {
        let mut points = vec![Vec::new(); self.points() as usize];
        for run in self.rows.iter().filter(|run| run.done && !run.outcomes[metric].is_nan()) {
            points[run.point_id as usize].push(run.outcomes[metric]);
        }
        points
    }

    /// The mean of a metric over the runs of each point, in the order of the points; NaN where there is none.
    pub fn means(&self, metric: usize) -> Vec<f64> {
        let mean =
            |values: &Vec<f64>| math::share(math::ordered_sum(values.iter().copied()), values.len() as f64);
        self.by_point(metric).iter().map(mean).collect()
    }
}

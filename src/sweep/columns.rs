//! The columns of the four tables: their headers and their descriptions come from here.

use super::experiment::Experiment;
use crate::metrics::Column;
use crate::output::{Field, FieldType, TableDescription};

use FieldType::{Integer, Number, String as Text};

/// The names of the four tables without their endings.
const TABLES: [&str; 4] = ["runs", "series", "summary", "opinions"];

/// The names of all files of a result but the manifest.
pub fn planned_files(gzip: bool) -> Vec<String> {
    let tables = TABLES.iter().map(|name| file_name(name, gzip));
    ["scenario.toml", "datapackage.json"].map(str::to_owned).into_iter().chain(tables).collect()
}

/// The file of a table.
fn file_name(table: &str, gzip: bool) -> String {
    format!("{table}.csv{}", if gzip { ".gz" } else { "" })
}

/// The descriptions of the tables.
pub struct Descriptions {
    /// `runs.csv`.
    pub runs: TableDescription,
    /// `series.csv`.
    pub series: TableDescription,
    /// `summary.csv`.
    pub summary: TableDescription,
    /// `opinions.csv`.
    pub opinions: TableDescription,
}

impl Descriptions {
    /// Describes the tables of `experiment`, whose swept values have the types `swept`.
    pub fn new(experiment: &dyn Experiment, swept: &[FieldType], gzip: bool) -> Self {
        let columns = experiment.columns();
        let swept: Vec<Field> = experiment
            .swept_keys()
            .iter()
            .zip(swept)
            .map(|(key, &kind)| Field::new(key.clone(), kind, "", "Swept key of the scenario."))
            .collect();
        let of_a_run = Some(("run_id", "runs"));
        Self {
            runs: TableDescription {
                path: file_name("runs", gzip),
                about: "one run",
                fields: runs(columns, swept),
                primary_key: &["run_id"],
                foreign_key: None,
            },
            series: TableDescription {
                path: file_name("series", gzip),
                about: "one run at one tick; swept values stand in runs.csv and join by point_id",
                fields: series(columns),
                primary_key: &["run_id", "tick"],
                foreign_key: of_a_run,
            },
            summary: TableDescription {
                path: file_name("summary", gzip),
                about: "one metric of one point over its finished runs: the outcome over the window, or its value at one tick",
                fields: summary(experiment.baseline(0).is_some()),
                primary_key: &[],
                foreign_key: None,
            },
            opinions: TableDescription {
                path: file_name("opinions", gzip),
                about: "one bin of opinions of one run at one tick",
                fields: opinions(),
                primary_key: &["run_id", "tick", "bin_low"],
                foreign_key: of_a_run,
            },
        }
    }

    /// All of them, for the data package.
    pub fn into_list(self) -> Vec<TableDescription> {
        vec![self.runs, self.series, self.summary, self.opinions]
    }
}

fn run_id() -> Field {
    Field::new("run_id", Integer, "", "Number of the run; rows are sorted by it.")
}

fn point_id() -> Field {
    Field::new("point_id", Integer, "", "Number of the point of the sweep; 0 where nothing is swept.")
}

fn replicate() -> Field {
    Field::new("replicate", Integer, "", "Number of the run within its point, from 0.")
}

fn tick(about: &'static str) -> Field {
    Field::new("tick", Integer, "tick", about)
}

fn runs(columns: &[Column], swept: Vec<Field>) -> Vec<Field> {
    let mut fields = vec![
        run_id(),
        point_id(),
        replicate(),
        Field::new("seed", Integer, "", "Seed that the draws of the run are keyed by, with the replicate."),
    ];
    fields.extend(swept);
    fields.push(Field::new("status", Text, "", "done or failed."));
    fields.push(Field::new(
        "stopped_by",
        Text,
        "",
        "What ended the run: ticks (all were played), settled, cap; empty where it failed.",
    ));
    fields.push(Field::new("ticks", Integer, "tick", "Ticks that were played; empty where the run failed."));
    fields.extend(columns.iter().map(|column| {
        let about = format!("{} Mean over the window of the outcomes.", sentence(column.about));
        Field::new(column.name, Number, column.unit, about)
    }));
    fields.push(Field::new("reason", Text, "", "Why the run failed; empty where it did not."));
    fields.push(Field::new(
        "wall_ms",
        Integer,
        "ms",
        "Time that the run took; differs between equal runs and is in no hash.",
    ));
    fields
}

fn series(columns: &[Column]) -> Vec<Field> {
    let mut fields = vec![run_id(), point_id(), replicate(), tick("Tick of the observation.")];
    let metrics =
        columns.iter().map(|column| Field::new(column.name, Number, column.unit, sentence(column.about)));
    fields.extend(metrics);
    fields
}

fn summary(with_baseline: bool) -> Vec<Field> {
    let of_metric = "in the unit of the metric";
    let mut fields = vec![
        point_id(),
        Field::new("metric", Text, "", "Name of the column of runs.csv and series.csv."),
        tick("Tick of the observation; empty: the outcome, the mean over the window."),
        Field::new(
            "n",
            Integer,
            "run",
            "Finished runs that have a value; it falls with the tick where runs stop early.",
        ),
        Field::new("mean", Number, of_metric, "Mean over runs."),
        Field::new(
            "sd",
            Number,
            of_metric,
            "Standard deviation of the sample (n - 1); empty under two runs.",
        ),
        Field::new("ci_low", Number, of_metric, "Lower end of the 95 % interval of the mean (Student's t)."),
        Field::new("ci_high", Number, of_metric, "Upper end of the 95 % interval of the mean (Student's t)."),
    ];
    let quantiles =
        ["q05", "q25", "q50", "q75", "q95"].iter().zip([5, 25, 50, 75, 95]).map(|(&name, percent)| {
            Field::new(name, Number, of_metric, format!("{percent} % quantile over runs (type 7)."))
        });
    fields.extend(quantiles);
    if with_baseline {
        let of_runs = "Mean over replicates of the value minus that of the baseline's run with the same draws; empty for the baseline.";
        fields.extend([
            Field::new(
                "difference_n",
                Integer,
                "run",
                "Replicates that have the value at the point and its baseline.",
            ),
            Field::new("difference", Number, of_metric, of_runs),
            Field::new("difference_sd", Number, of_metric, "Standard deviation of the differences (n - 1)."),
            Field::new(
                "difference_ci_low",
                Number,
                of_metric,
                "Lower end of the 95 % interval of the mean difference (Student's t on the pairs).",
            ),
            Field::new("difference_ci_high", Number, of_metric, "Its upper end."),
        ]);
    }
    fields
}

fn opinions() -> Vec<Field> {
    vec![
        run_id(),
        point_id(),
        replicate(),
        tick("Tick of the observation."),
        Field::new("bin_low", Number, "opinion", "Lower end of the bin."),
        Field::new("bin_high", Number, "opinion", "Upper end of the bin."),
        Field::new("private", Integer, "agent", "Agents whose private opinion is in the bin."),
        Field::new("speaking", Integer, "agent", "Those of them that spoke."),
        Field::new("expressed", Integer, "post", "Published posts whose stance is in the bin."),
        Field::new("shown", Integer, "view", "Views of posts whose stance is in the bin."),
    ]
}

/// A definition with its full stop.
fn sentence(about: &str) -> String {
    let about = about.trim_end();
    if about.ends_with('.') { about.to_owned() } else { format!("{about}.") }
}

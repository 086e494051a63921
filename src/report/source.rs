//! What a page is drawn from: the manifest, the descriptions of the columns, the runs and their summary.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::Choice;
use crate::analysis::{AnalysisError, ResultTable, Runs};

/// A mean over runs and how it varies. NaN where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Estimate {
    pub n: u64,
    pub mean: f64,
    /// Ends of the 95 % interval of the mean.
    pub interval: (f64, f64),
    /// The 5 % and the 95 % quantile over runs.
    pub band: (f64, f64),
}

/// The estimates of a metric at a point, by ascending tick.
pub(super) type Course = Vec<(f64, Estimate)>;

/// A result that has been read.
#[derive(Debug)]
pub(super) struct Source {
    pub name: String,
    pub manifest: Value,
    pub runs: Runs,
    /// All points, ascending, with the values of the swept keys.
    pub points: BTreeMap<u64, Vec<String>>,
    /// The points that are drawn by themselves.
    pub drawn: Vec<u64>,
    /// Metrics that were asked for; none: the page chooses.
    pub asked: Vec<String>,
    /// Outcomes by metric and point.
    pub outcomes: BTreeMap<String, BTreeMap<u64, Estimate>>,
    /// Courses over time of the drawn points, by metric and point.
    pub courses: BTreeMap<String, BTreeMap<u64, Course>>,
    /// Unit and definition of every metric.
    fields: BTreeMap<String, (String, String)>,
}

/// The metrics that the page draws or lists unless others are asked for.
pub(super) const METRICS: [&str; 30] = [
    "crosscut_population",
    "crosscut_network",
    "crosscut_expressed",
    "crosscut_shown",
    "crosscut_engaged",
    "crosscut_population_pos",
    "crosscut_network_pos",
    "crosscut_expressed_pos",
    "crosscut_shown_pos",
    "crosscut_engaged_pos",
    "crosscut_population_neg",
    "crosscut_network_neg",
    "crosscut_expressed_neg",
    "crosscut_shown_neg",
    "crosscut_engaged_neg",
    "speaking_pos",
    "speaking_neg",
    "silent_share",
    "majority_speaking",
    "minority_speaking",
    "perception_gap",
    "pluralistic_ignorance",
    "opinion_mean",
    "opinion_sd",
    "opinion_bimodality",
    "opinion_clusters_effective",
    "same_side_ties",
    "rwc",
    "views_gini",
    "quality_mean",
];

const HELP: &str =
    "name the folder of a finished result, for instance results/quickstart (`hushfeed run` makes one)";

impl Source {
    /// Reads a result folder.
    pub fn read(folder: &Path, choice: &Choice, panels: usize) -> Result<Self, AnalysisError> {
        let runs = Runs::read(folder)?;
        let manifest = json(&folder.join("manifest.json"))?;
        let package = json(&folder.join("datapackage.json"))?;
        let points: BTreeMap<u64, Vec<String>> =
            runs.rows.iter().map(|run| (run.point_id, run.swept.clone())).collect();
        for metric in &choice.metrics {
            runs.metric(metric)?;
        }
        if let Some(unknown) = choice.points.iter().find(|point| !points.contains_key(point)) {
            let last = points.keys().next_back().copied().unwrap_or(0);
            return Err(AnalysisError::Unfit {
                reason: format!("{} has no point {unknown}", runs.path.display()),
                help: format!("its points go up to {last}; column point_id of runs.csv"),
            });
        }
        let drawn: Vec<u64> = if choice.points.is_empty() {
            points.keys().copied().take(panels).collect()
        } else {
            choice.points.clone()
        };
        let name = manifest["name"].as_str().unwrap_or("result").to_owned();
        let mut source = Self {
            name,
            manifest,
            points,
            drawn,
            asked: choice.metrics.clone(),
            outcomes: BTreeMap::new(),
            courses: BTreeMap::new(),
            fields: fields(&package),
            runs,
        };
        source.read_summary(folder)?;
        Ok(source)
    }

    /// Whether anything was swept.
    pub fn is_sweep(&self) -> bool {
        self.points.len() > 1
    }

    /// What a point is called.
    pub fn label(&self, point: u64) -> String {
        let values = self.points.get(&point).map_or(&[][..], Vec::as_slice);
        let words: Vec<String> =
            self.runs.keys.iter().zip(values).map(|(key, value)| words(key, value)).collect();
        if words.is_empty() { self.name.clone() } else { words.join(", ") }
    }

    /// The unit of a metric; empty where it has none.
    pub fn unit(&self, metric: &str) -> &str {
        self.fields.get(metric).map_or("", |(unit, _)| unit)
    }

    /// The definition of a metric.
    pub fn definition(&self, metric: &str) -> &str {
        self.fields.get(metric).map_or("", |(_, definition)| definition)
    }

    /// The outcome of a metric at a point, if it is a number.
    pub fn outcome(&self, metric: &str, point: u64) -> Option<Estimate> {
        self.outcomes.get(metric)?.get(&point).copied().filter(|estimate| estimate.mean.is_finite())
    }

    /// Which of these metrics the result has, with a number at one point at least; those that were asked for instead, if
    /// any were.
    pub fn present<'a>(&'a self, metrics: &[&'a str]) -> Vec<&'a str> {
        let known = |metric: &&str| {
            self.outcomes.get(*metric).is_some_and(|by_point| by_point.values().any(|e| e.mean.is_finite()))
        };
        if self.asked.is_empty() {
            metrics.iter().copied().filter(known).collect()
        } else {
            self.asked.iter().map(String::as_str).filter(known).collect()
        }
    }

    fn read_summary(&mut self, folder: &Path) -> Result<(), AnalysisError> {
        let mut table = ResultTable::open(folder, "summary", HELP)?;
        let at = |name: &str| table.column(name);
        let [point, metric, tick, n, mean] =
            [at("point_id")?, at("metric")?, at("tick")?, at("n")?, at("mean")?];
        let [low, high, q05, q95] = [at("ci_low")?, at("ci_high")?, at("q05")?, at("q95")?];
        let mut row = csv::StringRecord::new();
        while table.next(&mut row)? {
            let name = &row[metric];
            if !METRICS.contains(&name) && !self.asked.iter().any(|asked| asked == name) {
                continue;
            }
            let number = |place: usize| row[place].parse::<f64>().unwrap_or(f64::NAN);
            let line = row.position().map_or(0, csv::Position::line);
            let point_id: u64 = row[point].parse().map_err(|_| {
                table.fail(format_args!("line {line}: \"{}\" is no number of a point", &row[point]))
            })?;
            let estimate = Estimate {
                n: row[n].parse().unwrap_or(0),
                mean: number(mean),
                interval: (number(low), number(high)),
                band: (number(q05), number(q95)),
            };
            if row[tick].is_empty() {
                self.outcomes.entry(name.to_owned()).or_default().insert(point_id, estimate);
            } else if self.drawn.contains(&point_id) {
                let courses = self.courses.entry(name.to_owned()).or_default();
                courses.entry(point_id).or_default().push((number(tick), estimate));
            }
        }
        Ok(())
    }
}

/// A value of a swept key, as labels have it: `slots 10`.
pub(super) fn words(key: &str, value: &str) -> String {
    format!("{} {value}", key.rsplit('.').next().unwrap_or(key))
}

/// A file of the result as JSON.
fn json(path: &Path) -> Result<Value, AnalysisError> {
    let fail = |reason: String| AnalysisError::Read { path: path.to_path_buf(), reason, help: HELP };
    let text = fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| fail(error.to_string()))
}

/// Unit and definition of every column, from the data package.
fn fields(package: &Value) -> BTreeMap<String, (String, String)> {
    let resources = package["resources"].as_array().map_or(&[][..], Vec::as_slice);
    let all = resources.iter().filter_map(|resource| resource["schema"]["fields"].as_array()).flatten();
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    all.map(|field| (text(&field["name"]), (text(&field["unit"]), text(&field["description"])))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::KEY_METRICS;

    #[test]
    fn the_page_lists_what_the_closing_words_list() {
        let missing: Vec<_> = KEY_METRICS.iter().filter(|metric| !METRICS.contains(metric)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}

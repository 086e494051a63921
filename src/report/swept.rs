//! Outcomes over the points of a sweep.

use std::collections::BTreeMap;

use super::chart::{self, Frame, Line, Mark, Spread};
use super::html::{escape, figure, legend};
use super::source::{Estimate, Source, words};

/// What is drawn unless metrics are asked for.
const METRICS: [&str; 6] = [
    "crosscut_shown",
    "minority_speaking",
    "silent_share",
    "perception_gap",
    "opinion_sd",
    "opinion_clusters_effective",
];

/// The most lines that can be told apart in one picture, and the most names in a column.
const LINES: usize = 12;
const NAMES: usize = 60;

/// The most keys that have pictures of their own where points are too many for lines.
const KEYS: usize = 6;

/// The pictures: over the numbers of a key where there is one, else by the names of the points.
pub(super) fn figures(source: &Source) -> String {
    let mut metrics = source.present(&METRICS);
    if source.asked.is_empty() {
        metrics.retain(|metric| varies(source, metric));
    }
    let numeric: Vec<usize> = (0..source.runs.keys.len()).filter(|&key| is_numeric(source, key)).collect();
    let Some(&first) = numeric.first() else {
        return by_name(source, &metrics);
    };
    let rests = rests(source, first);
    if rests.len() <= LINES {
        let names: Vec<String> = rests.keys().cloned().collect();
        let mut text = captioned(
            "Means over runs with 95 % intervals, over the first swept key that has numbers; a line a combination of the others.",
        );
        if names.len() > 1 {
            let colours = (0..names.len()).map(|index| chart::colour(index, names.len()));
            text += &legend(names.iter().cloned().zip(colours));
        }
        return text + &over(source, &metrics, first, &rests, true);
    }
    let mut text = captioned("Each dot is a point of the sweep: the mean over its runs.");
    for &key in numeric.iter().take(KEYS) {
        let all = BTreeMap::from([(String::new(), source.points.keys().copied().collect())]);
        text += &over(source, &metrics, key, &all, false);
    }
    text
}

/// Whether an outcome differs from point to point: a picture of one that does not says nothing.
fn varies(source: &Source, metric: &str) -> bool {
    let mut means = source.points.keys().filter_map(|&point| source.outcome(metric, point)).map(|e| e.mean);
    means.next().is_some_and(|first| means.any(|mean| mean.total_cmp(&first).is_ne()))
}

fn captioned(caption: &str) -> String {
    format!("<p>{}</p>\n", escape(caption))
}

/// Whether the values of a key are numbers, and not all the same.
fn is_numeric(source: &Source, key: usize) -> bool {
    let values: Vec<Option<f64>> = source.points.values().map(|values| number(&values[key])).collect();
    values.iter().all(Option::is_some) && values.iter().any(|value| *value != values[0])
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The points by their values of all keys but one.
fn rests(source: &Source, but: usize) -> BTreeMap<String, Vec<u64>> {
    let mut rests: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for (&point, values) in &source.points {
        let others = source.runs.keys.iter().zip(values).enumerate().filter(|(key, _)| *key != but);
        let rest: Vec<String> = others.map(|(_, (key, value))| words(key, value)).collect();
        rests.entry(rest.join(", ")).or_default().push(point);
    }
    rests
}

/// A picture a metric over the numbers of a key, a line a group of points.
fn over(
    source: &Source,
    metrics: &[&str],
    key: usize,
    groups: &BTreeMap<String, Vec<u64>>,
    joined: bool,
) -> String {
    let mut text = "<div class=\"figures\">\n".to_owned();
    for &metric in metrics {
        let mut lines = Vec::new();
        for (index, points) in groups.values().enumerate() {
            let mut marks: Vec<Mark> = points
                .iter()
                .filter_map(|&point| {
                    let at = number(&source.points[&point][key])?;
                    Some(mark(at, source.outcome(metric, point)?, joined))
                })
                .collect();
            marks.sort_by(|a, b| a.at.total_cmp(&b.at));
            lines.push(Line {
                colour: chart::colour(index, groups.len()),
                marks,
                spread: Spread::Whiskers,
                joined,
            });
        }
        let frame = Frame { x: &source.runs.keys[key], y: "", range: None };
        text += &figure(metric, &chart::lines(frame, &lines));
    }
    text + "</div>\n"
}

/// A picture a metric, a dot a point, beside the point's name.
fn by_name(source: &Source, metrics: &[&str]) -> String {
    let points: Vec<u64> = source.points.keys().copied().take(NAMES).collect();
    let names: Vec<String> = points.iter().map(|&point| source.label(point)).collect();
    let mut text = captioned("Means over runs with 95 % intervals, a line a point of the sweep.");
    if source.points.len() > NAMES {
        text += &captioned(&format!("The first {NAMES} of {} points.", source.points.len()));
    }
    text += "<div class=\"figures\">\n";
    for &metric in metrics {
        let marks: Vec<Option<Mark>> = points
            .iter()
            .map(|&point| source.outcome(metric, point).map(|estimate| mark(0.0, estimate, true)))
            .collect();
        text += &figure(metric, &chart::dots(&names, &marks, chart::MINUS));
    }
    text + "</div>\n"
}

/// The mean of an outcome, with the interval of the mean if it is asked for.
fn mark(at: f64, estimate: Estimate, with_interval: bool) -> Mark {
    let (low, high) = if with_interval { estimate.interval } else { (f64::NAN, f64::NAN) };
    Mark { at, value: estimate.mean, low, high }
}

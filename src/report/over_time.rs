//! Metrics over the ticks: of one point what belongs together in one picture, of several points a picture a metric.

use super::chart::{self, Frame, Line, MINUS, Mark, PLUS, SILENT, Spread};
use super::html::legend;
use super::source::Source;
use plotters::style::RGBColor;

/// Pictures of one point: title, and its lines.
const TOGETHER: [(&str, &[(&str, RGBColor)]); 4] = [
    (
        "Who speaks, of all humans",
        &[("speaking_pos", PLUS), ("speaking_neg", MINUS), ("silent_share", SILENT)],
    ),
    ("The other side in what the feed shows", &[("crosscut_shown_pos", PLUS), ("crosscut_shown_neg", MINUS)]),
    ("How far what people see is from what is", &[("perception_gap", SILENT)]),
    ("How far opinions lie apart (standard deviation)", &[("opinion_sd", SILENT)]),
];

/// Pictures of several points, a line each.
const EACH: [&str; 6] = [
    "crosscut_shown_pos",
    "crosscut_shown_neg",
    "speaking_pos",
    "speaking_neg",
    "perception_gap",
    "opinion_sd",
];

/// The pictures with their titles, and what the colours mean.
pub(super) fn figures(source: &Source) -> (Vec<(String, String)>, String) {
    if source.drawn.len() > 1 || !source.asked.is_empty() {
        return each(source);
    }
    let point = source.drawn.first().copied().unwrap_or(0);
    let mut figures = Vec::new();
    for (title, parts) in TOGETHER {
        let lines: Vec<Line> =
            parts.iter().filter_map(|&(metric, colour)| line(source, metric, point, colour)).collect();
        if !lines.is_empty() {
            let range = parts.iter().all(|part| source.unit(part.0) == "share").then_some((0.0, 1.0));
            figures.push((title.to_owned(), chart::lines(Frame { x: "tick", y: "", range }, &lines)));
        }
    }
    let names = [("+ side", PLUS), ("− side", MINUS), ("silent, or both sides", SILENT)];
    (figures, legend(names.iter().map(|&(name, colour)| (name.to_owned(), colour))))
}

/// A picture a metric, a line a point.
fn each(source: &Source) -> (Vec<(String, String)>, String) {
    let count = source.drawn.len();
    let mut figures = Vec::new();
    for metric in source.present(&EACH) {
        let points = source.drawn.iter().enumerate();
        let lines: Vec<Line> = points
            .filter_map(|(index, &point)| line(source, metric, point, chart::colour(index, count)))
            .collect();
        if !lines.is_empty() {
            let range = (source.unit(metric) == "share").then_some((0.0, 1.0));
            figures.push((metric.to_owned(), chart::lines(Frame { x: "tick", y: "", range }, &lines)));
        }
    }
    let points = source.drawn.iter().enumerate();
    (figures, legend(points.map(|(index, &point)| (source.label(point), chart::colour(index, count)))))
}

/// The course of a metric at a point, if it was observed at two ticks at least.
fn line(source: &Source, metric: &str, point: u64, colour: RGBColor) -> Option<Line> {
    let course = source.courses.get(metric)?.get(&point)?;
    let marks: Vec<Mark> =
        course.iter().map(|&(at, e)| Mark { at, value: e.mean, low: e.band.0, high: e.band.1 }).collect();
    let known = marks.iter().filter(|mark| mark.value.is_finite()).count();
    (known > 1).then_some(Line { colour, marks, spread: Spread::Band, joined: true })
}

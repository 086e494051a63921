//! The page around the pictures: heading, tables, legends, the scenario.

use std::fmt::Write as _;
use std::path::Path;

use plotters::style::RGBColor;

use super::chart::css;
use super::source::{Estimate, METRICS, Source};
use crate::output::PAGE_MARK;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;color:#222;background:#fff;max-width:72rem;margin:2rem auto;\
padding:0 1rem}h1{margin-bottom:0}h2{margin-top:2.5rem;border-bottom:1px solid #ddd}table{border-collapse:collapse;\
font-variant-numeric:tabular-nums}td,th{padding:.2rem .8rem .2rem 0;text-align:left;border-bottom:1px solid #eee}\
td.n,th.n{text-align:right}.scroll{overflow-x:auto}.figures{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0;\
max-width:100%}figcaption{font-weight:600;font-size:.95rem}svg{max-width:100%;height:auto}.legend span{margin-right:1.2rem;\
white-space:nowrap}.legend i{display:inline-block;width:.9rem;height:.9rem;margin-right:.35rem;vertical-align:-.1rem}\
pre{background:#f6f6f6;padding:1rem;overflow-x:auto}.warn{background:#fff3cd;padding:.5rem 1rem}";

/// The most points in the table of outcomes.
const ROWS: usize = 200;

/// The most failed runs that are listed.
const FAILURES: usize = 50;

/// Text as HTML takes it.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The whole page.
pub(super) fn page(name: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n{PAGE_MARK}\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>{} – hushfeed</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escape(name)
    )
}

/// A picture with its title.
pub(super) fn figure(title: &str, svg: &str) -> String {
    let title = escape(title);
    let labelled = svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{title}\" "), 1);
    format!("<figure><figcaption>{title}</figcaption>\n{labelled}</figure>\n")
}

/// What colours mean.
pub(super) fn legend(names: impl IntoIterator<Item = (String, RGBColor)>) -> String {
    let mut text = "<p class=\"legend\">".to_owned();
    for (name, colour) in names {
        let _ = write!(text, "<span><i style=\"background:{}\"></i>{}</span> ", css(colour), escape(&name));
    }
    text + "</p>\n"
}

/// The heading: what was played, by which program, and whether it is whole.
pub(super) fn opening(source: &Source) -> String {
    let manifest = &source.manifest;
    let word = |key: &str| escape(manifest[key].as_str().unwrap_or("unknown"));
    let seeds: Vec<String> = manifest["seeds"]
        .as_array()
        .map_or_else(Vec::new, |seeds| seeds.iter().map(ToString::to_string).collect());
    let mut text = format!("<h1>{}</h1>\n", escape(&source.name));
    let count = |key: &str| manifest["runs"][key].as_u64().unwrap_or(0);
    let _ = writeln!(
        text,
        "<p>{} of {} runs finished, {} point{}; seed {}; hushfeed {}. Each value is an average over the runs of a point, and \
         holds for this model with these parameters, not for any platform.</p>",
        count("done"),
        count("planned"),
        source.points.len(),
        if source.points.len() == 1 { "" } else { "s" },
        seeds.join(", "),
        word("version"),
    );
    if manifest["status"].as_str() != Some("done") {
        let _ = writeln!(
            text,
            "<p class=\"warn\">This result is not whole: its status is <b>{}</b>. What is missing can be played with \
             <code>--resume</code>.</p>",
            word("status")
        );
    }
    if source.points.len() > source.drawn.len() {
        let _ = writeln!(
            text,
            "<p>{} of {} points have pictures of their own; <code>--point</code> chooses others.</p>",
            source.drawn.len(),
            source.points.len()
        );
    }
    text
}

/// The outcomes with their intervals: of one point a row a metric, of a sweep a row a point.
pub(super) fn outcomes(source: &Source) -> String {
    let metrics = source.present(&METRICS);
    if metrics.is_empty() {
        return String::new();
    }
    let rows =
        if source.is_sweep() { rows_of_points(source, &metrics) } else { rows_of_metrics(source, &metrics) };
    let mut text = format!(
        "<p>Means over runs, and 95 % intervals of the mean. Further metrics, quantiles and ticks stand in \
         <code>summary.csv</code>.</p>\n<div class=\"scroll\"><table>\n{rows}</table></div>\n"
    );
    if source.points.len() > ROWS {
        let _ = writeln!(text, "<p>The first {ROWS} of {} points.</p>", source.points.len());
    }
    text
}

/// Of a sweep: a row a point, a column a metric of all readers.
fn rows_of_points(source: &Source, metrics: &[&str]) -> String {
    let metrics: Vec<&str> = metrics.iter().copied().filter(|metric| !is_by_side(metric)).collect();
    let mut text = "<tr><th>point</th>".to_owned();
    for key in &source.runs.keys {
        let _ = write!(text, "<th>{}</th>", escape(key));
    }
    for metric in &metrics {
        let _ = write!(text, "<th class=\"n\" title=\"{}\">{metric}</th>", escape(source.definition(metric)));
    }
    text += "</tr>\n";
    for (&point, values) in source.points.iter().take(ROWS) {
        let _ = write!(text, "<tr><td>{point}</td>");
        for value in values {
            let _ = write!(text, "<td>{}</td>", escape(value));
        }
        for metric in &metrics {
            let cell = source.outcome(metric, point).map_or_else(String::new, with_half_width);
            let _ = write!(text, "<td class=\"n\">{cell}</td>");
        }
        text += "</tr>\n";
    }
    text
}

/// Of one point: a row a metric.
fn rows_of_metrics(source: &Source, metrics: &[&str]) -> String {
    let mut text =
        "<tr><th>metric</th><th class=\"n\">mean</th><th class=\"n\">from</th><th class=\"n\">to</th>\
                    <th class=\"n\">runs</th><th>what it is</th></tr>\n"
            .to_owned();
    let point = source.drawn.first().copied().unwrap_or(0);
    let end = |end: f64| if end.is_finite() { format!("{end:.3}") } else { String::new() };
    for metric in metrics {
        let Some(e) = source.outcome(metric, point) else { continue };
        let _ = writeln!(
            text,
            "<tr><td><code>{metric}</code></td><td class=\"n\">{:.3}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td></tr>",
            e.mean,
            end(e.interval.0),
            end(e.interval.1),
            e.n,
            escape(source.definition(metric))
        );
    }
    text
}

/// A mean with half the width of its interval, where it has one.
fn with_half_width(estimate: Estimate) -> String {
    let half = (estimate.interval.1 - estimate.interval.0) / 2.0;
    if half.is_finite() {
        format!("{:.3} ± {half:.3}", estimate.mean)
    } else {
        format!("{:.3}", estimate.mean)
    }
}

fn is_by_side(metric: &str) -> bool {
    metric.ends_with("_pos") || metric.ends_with("_neg")
}

/// The runs that failed, and why.
pub(super) fn failures(source: &Source) -> String {
    let failed: Vec<_> = source.runs.rows.iter().filter(|run| !run.done).collect();
    if failed.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "<section>\n<h2>Runs that failed</h2>\n<p class=\"warn\">{} runs have no outcome.</p>\n<ul>\n",
        failed.len()
    );
    for run in failed.iter().take(FAILURES) {
        let _ = writeln!(
            text,
            "<li>run {} ({}): {}</li>",
            run.run_id,
            escape(&source.label(run.point_id)),
            escape(&run.reason)
        );
    }
    text + "</ul>\n</section>\n"
}

/// The resolved scenario, to unfold.
pub(super) fn scenario(folder: &Path) -> String {
    match std::fs::read_to_string(folder.join("scenario.toml")) {
        Ok(text) => format!(
            "<section>\n<h2>The scenario</h2>\n<details><summary>with every key spelt out</summary>\n<pre>{}</pre></details>\n\
             </section>\n",
            escape(&text)
        ),
        Err(_) => String::new(),
    }
}

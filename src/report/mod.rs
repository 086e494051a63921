//! Pictures of a result, from its files alone: one HTML page that holds everything it shows.
//!
//! The page has no scripts and asks for nothing from outside, so that it can be mailed, archived beside a paper, and opened in
//! twenty years. Equal results give equal pages. What it draws are the means and quantiles of `summary.csv`; nothing is
//! computed here that is not in the tables.

mod chart;
mod funnel;
mod html;
mod opinions;
mod over_time;
mod source;
mod swept;

use std::fmt::Write as _;
use std::path::Path;

use crate::analysis::AnalysisError;
use html::{escape, figure};
use source::Source;

/// How many points have lines and panels of their own, unless they are chosen.
const PANELS: usize = 12;

/// What the page shows, where it is not left to the page.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Metrics to draw over time and over the sweep; empty: a selection of those that the result has.
    pub metrics: Vec<String>,
    /// Points of a sweep to draw by themselves; empty: the first twelve.
    pub points: Vec<u64>,
}

/// The page of the result in `folder`. O(size of its tables) in time; memory holds the chosen metrics alone.
///
/// # Errors
/// A folder that holds no finished result, a metric or a point that it does not have.
pub fn page(folder: &Path, choice: &Choice) -> Result<String, AnalysisError> {
    let source = Source::read(folder, choice, PANELS)?;
    let mut body = html::opening(&source);
    if source.is_sweep() {
        body += &section("Over the sweep", &swept::figures(&source));
    }
    let (funnel, funnel_legend) = funnel::figures(&source);
    body += &section("The funnel", &join(funnel, &funnel_legend, FUNNEL));
    let (series, series_legend) = over_time::figures(&source);
    body += &section("Over time", &join(series, &series_legend, OVER_TIME));
    body += &section("Opinions", &opinions::figures(folder, &source)?);
    body += &section("Outcomes", &html::outcomes(&source));
    body += &html::failures(&source);
    body += &html::scenario(folder);
    Ok(html::page(&source.name, &body))
}

const FUNNEL: &str = "Share of items from the other side, by side of the reader, at five stages: under random mixing, among \
                      all followees, in what these said, in what the feed showed, in what was reacted to. A bar shorter than \
                      the one above it: that mechanism took some of the other side away. Means over runs, whiskers from \
                      the 5 % to the 95 % quantile.";
const OVER_TIME: &str = "Lines are means over runs, bands go from the 5 % to the 95 % quantile. A band is not an interval of \
                         the mean: it says how much single runs differ.";

/// Pictures with what they have in common.
fn join(figures: Vec<(String, String)>, legend: &str, caption: &str) -> String {
    if figures.is_empty() {
        return String::new();
    }
    let mut text = format!("<p>{}</p>\n{legend}<div class=\"figures\">\n", escape(caption));
    for (title, svg) in figures {
        text += &figure(&title, &svg);
    }
    text + "</div>\n"
}

/// A part of the page; nothing where there is nothing to show.
fn section(title: &str, content: &str) -> String {
    if content.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    let _ = write!(text, "<section>\n<h2>{title}</h2>\n{content}</section>\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_has_no_heading() {
        assert_eq!(section("Over time", ""), "");
        assert_eq!(join(Vec::new(), "legend", "caption"), "");
        let joined = join(vec![("a < b".to_owned(), "<svg/>".to_owned())], "", "x & y");
        assert!(joined.contains("x &amp; y") && joined.contains("a &lt; b") && joined.contains("<svg/>"));
    }
}

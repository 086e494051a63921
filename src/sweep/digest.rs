//! The closing words: a short table of outcomes with intervals, and what they say in plain sentences.

use std::fmt::Write;

use super::runner::Outcome;
use super::shard::Shard;
use super::statistics::Statistics;
use super::summary::PointSummary;
use crate::metrics::Column;
use crate::output::{RunCounts, Status};

/// The outcomes that say most about bubbles and spirals, in the order of the table.
pub const KEY_METRICS: [&str; 14] = [
    "crosscut_population",
    "crosscut_network",
    "crosscut_expressed",
    "crosscut_shown",
    "crosscut_engaged",
    "silent_share",
    "majority_speaking",
    "minority_speaking",
    "perception_gap",
    "pluralistic_ignorance",
    "opinion_mean",
    "opinion_sd",
    "opinion_clusters_effective",
    "same_side_ties",
];
/// Rows of the table where none of the key metrics is there.
const OTHERS: usize = 10;
/// Points that are shown one by one.
const POINTS: usize = 4;
/// A name or value wider than this is cut, so that lines stay within 80 columns.
const NAME: usize = 32;

/// What a person is told when `outcome` is there: at most 80 columns wide, in plain text. `columns` and
/// `swept_keys` are those of the experiment that was played.
pub fn digest(outcome: &Outcome, columns: &[Column], swept_keys: &[String]) -> String {
    let mut text = String::new();
    let shown = if outcome.points_total as usize <= POINTS { outcome.points.len() } else { 0 };
    for point in &outcome.points[..shown] {
        if !swept_keys.is_empty() {
            let values: Vec<String> =
                swept_keys.iter().zip(&point.swept).map(|(key, value)| format!("{key} = {value}")).collect();
            line(&mut text, &format!("point {}: {}", point.point_id, values.join(", ")));
        }
        table(&mut text, columns, point);
        sentences(&mut text, columns, point);
        text.push('\n');
    }
    if shown == 0 && outcome.points_total > 0 {
        line(&mut text, &format!("{} points: their outcomes are in summary.csv", outcome.points_total));
    }
    stops(&mut text, outcome);
    closing(&mut text, outcome);
    text
}

fn line(text: &mut String, words: &str) {
    for wrapped in wrap(words, 80) {
        text.push_str(&wrapped);
        text.push('\n');
    }
}

/// Breaks a paragraph between words; lines after the first are indented.
fn wrap(words: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words.split(' ') {
        let current = lines.last_mut().expect("there is always a line");
        if current.is_empty() {
            current.push_str(word);
        } else if current.chars().count() + 1 + word.chars().count() <= width {
            current.push(' ');
            current.push_str(word);
        } else {
            lines.push(format!("  {word}"));
        }
    }
    lines
}

fn table(text: &mut String, columns: &[Column], point: &PointSummary) {
    let find = |name: &&str| columns.iter().position(|column| column.name == *name);
    let mut chosen: Vec<usize> = KEY_METRICS.iter().filter_map(find).collect();
    if chosen.is_empty() {
        chosen = (0..columns.len().min(OTHERS)).collect();
    }
    let heading = if point.runs == 1 { "1 run".to_owned() } else { format!("{} runs", point.runs) };
    let _ = writeln!(text, "{heading:<NAME$}{:>12}   95 % interval", "mean");
    for index in chosen {
        let of = &point.outcomes[index];
        let interval = if of.ci_low.is_nan() {
            "-".to_owned()
        } else {
            format!("{} to {}", number(of.ci_low), number(of.ci_high))
        };
        let few = if of.n < point.runs { format!("  (n = {})", of.n) } else { String::new() };
        let name: String = columns[index].name.chars().take(NAME).collect();
        let _ = writeln!(text, "{name:<NAME$}{:>12}   {interval}{few}", number(of.mean));
    }
}

/// A number for the eye: three decimals, more where it is small, an exponent where it is huge.
fn number(value: f64) -> String {
    let size = value.abs();
    if value.is_nan() {
        "-".to_owned()
    } else if size == 0.0 || (0.001..1e6).contains(&size) {
        let text = format!("{value:.3}");
        if size >= 1000.0 { format!("{value:.0}") } else { text }
    } else {
        format!("{value:.2e}")
    }
}

/// `12 %` of a share, with a digit more where it is small.
fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent < 10.0 { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
}

/// What the means say, each sentence only where its columns have values.
fn sentences(text: &mut String, columns: &[Column], point: &PointSummary) {
    let mean = |name: &str| {
        let index = columns.iter().position(|column| column.name == name)?;
        let of: &Statistics = &point.outcomes[index];
        (!of.mean.is_nan()).then_some(of.mean)
    };
    // Pooled over both sides the funnel can widen while it narrows for each (Simpson's paradox): by side if possible.
    let by_side: Vec<String> = [("+", "pos"), ("−", "neg")]
        .iter()
        .filter_map(|(side, suffix)| funnel(side, suffix, &mean))
        .collect();
    let mut say = |sentence: String| line(text, &sentence);
    let has_sides = !by_side.is_empty();
    by_side.into_iter().for_each(&mut say);
    match (mean("crosscut_shown"), mean("crosscut_expressed")) {
        _ if has_sides => {}
        (Some(shown), Some(expressed)) => say(format!(
            "The feed showed {} from the other side, against {} of what followees said.",
            percent(shown),
            percent(expressed)
        )),
        (Some(shown), None) => say(format!("The feed showed {} from the other side.", percent(shown))),
        _ => {}
    }
    let ties = (mean("crosscut_network"), mean("crosscut_population"));
    if let (Some(network), Some(population), false) = (ties.0, ties.1, has_sides) {
        say(format!(
            "Of the followees, {} were on the other side; mixed at random it would be {}.",
            percent(network),
            percent(population)
        ));
    }
    if let Some(silent) = mean("silent_share") {
        say(format!("{} of the people were silent.", percent(silent)));
    }
    if let (Some(majority), Some(minority)) = (mean("majority_speaking"), mean("minority_speaking")) {
        say(format!(
            "{} of all people spoke up for the larger side, {} for the smaller.",
            percent(majority),
            percent(minority)
        ));
    }
    if let Some(ignorance) = mean("pluralistic_ignorance") {
        say(format!("{} took the true majority for a minority.", percent(ignorance)));
    }
}

/// The funnel of the readers of one side in a sentence; None where its columns are missing.
fn funnel(side: &str, suffix: &str, mean: &dyn Fn(&str) -> Option<f64>) -> Option<String> {
    const STAGES: [(&str, &str); 4] = [
        ("network", "of their followees"),
        ("expressed", "of what these say"),
        ("shown", "of what the feed shows"),
        ("engaged", "of what they react to"),
    ];
    let parts: Vec<String> = STAGES
        .iter()
        .filter_map(|(stage, words)| {
            Some(format!("{} {words}", percent(mean(&format!("crosscut_{stage}_{suffix}"))?)))
        })
        .collect();
    let population = mean(&format!("crosscut_population_{suffix}"))?;
    if parts.is_empty() {
        return None;
    }
    Some(format!(
        "Readers on the {side} side: {} of all others are on the other side, {}.",
        percent(population),
        parts.join(", ")
    ))
}

/// How the runs ended, where not all at their last tick.
fn stops(text: &mut String, outcome: &Outcome) {
    if outcome.stopped_by.keys().all(|rule| rule == "ticks") {
        return;
    }
    let counts: Vec<String> = outcome
        .stopped_by
        .iter()
        .map(|(rule, count)| match rule.as_str() {
            "ticks" => format!("{count} played all ticks"),
            "settled" => format!("{count} settled"),
            "cap" => format!("{count} reached the cap"),
            other => format!("{count} stopped by {other}"),
        })
        .collect();
    line(text, &format!("Runs: {}.", counts.join(", ")));
}

/// Where the result is, and what to do if it is not whole.
fn closing(text: &mut String, outcome: &Outcome) {
    let RunCounts { planned, done, failed } = outcome.runs;
    let folder = outcome.folder.display();
    if outcome.complete_before {
        let _ = writeln!(text, "{folder} was complete already: nothing to do");
        return;
    }
    for failure in &outcome.failures {
        line(text, &format!("run {} failed: {}", failure.run_id, failure.reason));
    }
    if failed > outcome.failures.len() as u64 {
        let _ = writeln!(text, "... and {} more, see runs.csv", failed - outcome.failures.len() as u64);
    }
    let part = outcome.shard != Shard::WHOLE;
    let _ = match outcome.status {
        Status::Done if part => writeln!(
            text,
            "shard {}: {done} runs in {folder}\n`hushfeed merge` makes the tables when all shards are there",
            outcome.shard
        ),
        Status::Failed if outcome.merged => writeln!(
            text,
            "{done} of {planned} runs in {folder}, {failed} failed\n\
             resume their shards and merge again, with --force"
        ),
        Status::Done => writeln!(text, "{done} {} in {folder}", if done == 1 { "run" } else { "runs" }),
        Status::Failed => writeln!(
            text,
            "{done} of {planned} runs in {folder}, {failed} failed\n\
             the same command with --resume tries those again"
        ),
        Status::Interrupted | Status::Running => writeln!(
            text,
            "interrupted: {} of {planned} runs are finished, in {folder}\n\
             the same command with --resume plays the others",
            done + failed
        ),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::FailedRun;
    use std::collections::BTreeMap;

    const fn column(name: &'static str) -> Column {
        Column { name, about: "", unit: "share" }
    }

    fn statistics(mean: f64) -> Statistics {
        Statistics { n: 20, mean, sd: 0.1, ci_low: mean - 0.01, ci_high: mean + 0.01, quantiles: [mean; 5] }
    }

    fn outcome(status: Status, means: &[f64]) -> Outcome {
        let outcomes = means.iter().map(|&mean| statistics(mean)).collect();
        Outcome {
            status,
            folder: "results/test".into(),
            shard: Shard::WHOLE,
            merged: false,
            runs: RunCounts { planned: 20, done: 20, failed: 0 },
            complete_before: false,
            failures: vec![],
            points: vec![PointSummary { point_id: 0, swept: vec![], runs: 20, outcomes }],
            points_total: 1,
            stopped_by: BTreeMap::from([("ticks".to_owned(), 20)]),
        }
    }

    #[test]
    fn a_person_reads_what_happened() {
        let columns = [column("crosscut_expressed"), column("silent_share"), column("crosscut_shown")];
        let text = digest(&outcome(Status::Done, &[0.31, 0.4, 0.046]), &columns, &[]);
        let expected = "\
20 runs                                 mean   95 % interval
crosscut_expressed                     0.310   0.300 to 0.320
crosscut_shown                         0.046   0.036 to 0.056
silent_share                           0.400   0.390 to 0.410
The feed showed 4.6 % from the other side, against 31 % of what followees said.
40 % of the people were silent.

20 runs in results/test
";
        assert_eq!(text, expected);
    }

    #[test]
    fn the_funnel_is_told_by_side() {
        let columns = [
            column("crosscut_population_pos"),
            column("crosscut_network_pos"),
            column("crosscut_shown_pos"),
            column("crosscut_shown"),
            column("crosscut_expressed"),
        ];
        let text = digest(&outcome(Status::Done, &[0.5, 0.3, 0.1, 0.4, 0.4]), &columns, &[]);
        let sentence = "Readers on the + side: 50 % of all others are on the other side, 30 % of their\n  \
                        followees, 10 % of what the feed shows.";
        assert!(text.contains(sentence), "{text}");
        assert!(!text.contains("The feed showed"), "{text}");
    }

    #[test]
    fn a_sentence_needs_its_numbers() {
        let columns = [column("crosscut_expressed"), column("crosscut_shown"), column("other")];
        let text = digest(&outcome(Status::Done, &[0.3, f64::NAN, 1.0]), &columns, &[]);
        assert!(!text.contains("The feed showed"), "{text}");
        assert!(!text.contains("NaN"), "{text}");
    }

    #[test]
    fn what_is_not_whole_says_how_to_go_on() {
        let mut failed = outcome(Status::Failed, &[0.5]);
        failed.runs = RunCounts { planned: 20, done: 18, failed: 2 };
        failed.failures = vec![FailedRun { run_id: 7, reason: "no memory ".repeat(20) }];
        let text = digest(&failed, &[column("x")], &[]);
        assert!(text.contains("run 7 failed: no memory"), "{text}");
        assert!(text.contains("... and 1 more, see runs.csv"), "{text}");
        assert!(text.contains("--resume"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        let interrupted = digest(&outcome(Status::Interrupted, &[0.5]), &[column("x")], &[]);
        assert!(interrupted.contains("interrupted: 20 of 20 runs"), "{interrupted}");
    }
}

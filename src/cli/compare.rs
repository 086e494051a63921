//! `hushfeed compare`: two scenarios, or two results, on common random numbers.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::play::ResultArgs;
use super::{CliError, ScenarioArgs, print, say, scenario};
use crate::analysis::{AnalysisError, Comparison, Runs, compare_folders};
use crate::output::{Former, write_whole};
use crate::sweep::{KEY_METRICS, ScenarioExperiment, Shard, SweepError};

/// Arguments of `compare`.
#[derive(Clone, Debug, Args)]
pub struct CompareArgs {
    /// A scenario, or the folder of a result.
    #[arg(value_name = "A")]
    a: PathBuf,
    /// What it is compared with: of the same kind.
    #[arg(value_name = "B", required_unless_present = "without_interventions")]
    b: Option<PathBuf>,
    /// Compares scenario A without its [[intervention]] tables to A as it stands.
    #[arg(long, conflicts_with = "b")]
    without_interventions: bool,
    /// Overrides a key of both scenarios: --set sweep.replicates=50. May be repeated.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// The seed of both scenarios, in place of their own.
    #[arg(long, allow_negative_numbers = true)]
    seed: Option<u64>,
    #[command(flatten)]
    results: ResultArgs,
}

/// Plays both scenarios if they are not played yet, and prints the comparison as CSV.
pub fn compare(args: &CompareArgs) -> Result<u8, CliError> {
    let b = args.b.as_deref().unwrap_or(&args.a);
    let (a, b) = match (args.a.is_dir(), b.is_dir()) {
        (true, true) if args.without_interventions => {
            let reason = format!("{} is a folder of results", args.a.display());
            let help = "--without-interventions plays a scenario: name its file";
            return Err(AnalysisError::Unfit { reason, help: help.to_owned() }.into());
        }
        (true, true) => (args.a.clone(), b.to_path_buf()),
        (false, false) => return play_both(args, b),
        _ => {
            let help = "name two scenario files, or two result folders";
            let reason = format!("{} and {} are a folder and a file", args.a.display(), b.display());
            return Err(AnalysisError::Unfit { reason, help: help.to_owned() }.into());
        }
    };
    let (csv, text) = comparison(&a, &b)?;
    for folder in [&a, &b] {
        let former = Former::read(folder).ok().flatten();
        if let Some(former) = former.filter(|former| former.status != "done") {
            say(
                args.results.quiet,
                &format!("note: {} is not whole: its manifest says {}", folder.display(), former.status),
            );
        }
    }
    say(args.results.quiet, &text);
    print(&csv)
}

fn play_both(args: &CompareArgs, b: &Path) -> Result<u8, CliError> {
    let unfit = |reason: String, help: &str| AnalysisError::Unfit { reason, help: help.to_owned() };
    let open = |path: &Path, without: bool| {
        let given = ScenarioArgs { scenario: path.to_path_buf(), set: args.set.clone(), seed: args.seed };
        let mut document = scenario::open(&given)?;
        if without && document.root.take("intervention").is_none() {
            let reason = format!("{} has no [[intervention]]", path.display());
            return Err(unfit(reason, "add one, or compare it with a second scenario").into());
        }
        let (experiment, warnings) = ScenarioExperiment::new(path, &document, false)?;
        scenario::warn(&warnings, args.results.quiet);
        Ok::<_, CliError>(experiment)
    };
    let (first, second) = (open(&args.a, args.without_interventions)?, open(b, false)?);
    let settings = |experiment: &ScenarioExperiment| {
        let scenario = experiment.first().0;
        (scenario.top.seed, scenario.sweep.replicates, scenario.name.clone())
    };
    let (a, b) = (settings(&first), settings(&second));
    if a.0 != b.0 {
        let reason = format!("the scenarios have the seeds {} and {}: their runs share no draws", a.0, b.0);
        return Err(unfit(reason, "give both the same, for instance with --seed 1").into());
    }
    if a.1.min(b.1) < 2 {
        let reason = "one replicate has no interval".to_owned();
        return Err(unfit(reason, "ask for some, for instance with --set sweep.replicates=20").into());
    }
    let default = || {
        let name = if args.without_interventions {
            format!("compare-{}-without-interventions", a.2)
        } else {
            format!("compare-{}-{}", a.2, b.2)
        };
        PathBuf::from("results").join(name)
    };
    let folder = args.results.out.clone().unwrap_or_else(default);
    let (in_a, in_b) = (folder.join("a"), folder.join("b"));
    for (experiment, inside) in [(&first, &in_a), (&second, &in_b)] {
        say(args.results.quiet, &format!("{}:", inside.display()));
        let status = args.results.play(experiment, inside.clone(), Shard::WHOLE)?;
        if status != 0 {
            return Ok(status);
        }
    }
    let (csv, text) = comparison(&in_a, &in_b)?;
    let path = folder.join("compare.csv");
    write_whole(&path, &csv).map_err(|error| CliError::from(SweepError::Refused(error)))?;
    say(args.results.quiet, &format!("\n{text}\n{} has every metric", path.display()));
    print(&csv)
}

/// The comparison as CSV, and as a short table for a person.
fn comparison(a: &Path, b: &Path) -> Result<(String, String), CliError> {
    let table = compare_folders(&Runs::read(a)?, &Runs::read(b)?)?;
    let mut csv = Comparison::HEADER.to_owned();
    for (point, metric, of) in &table {
        csv.push_str(&of.csv(*point, metric));
    }
    let mut shown: Vec<_> = table
        .iter()
        .filter(|(point, metric, _)| *point == 0 && KEY_METRICS.contains(&metric.as_str()))
        .collect();
    if shown.is_empty() {
        shown = table.iter().filter(|(point, ..)| *point == 0).take(10).collect();
    }
    let mut text = format!(
        "{:<28}{:>9}{:>9}   {:<26}{:>7}{:>6}",
        format!("{} pairs", shown.first().map_or(0, |(.., of)| of.n)),
        "A",
        "B",
        "B − A, 95 % interval",
        "d_z",
        "r"
    );
    for (_, metric, of) in shown {
        let word = |value: f64| if value.is_nan() { "-".to_owned() } else { format!("{value:.3}") };
        let interval = format!("{} ({} to {})", word(of.difference), word(of.ci.0), word(of.ci.1));
        let correlation =
            if of.correlation.is_nan() { "-".to_owned() } else { format!("{:.2}", of.correlation) };
        let dz = if of.dz.is_nan() { "-".to_owned() } else { format!("{:.2}", of.dz) };
        let name: String = metric.chars().take(27).collect();
        let _ = write!(
            text,
            "\n{name:<28}{:>9}{:>9}   {interval:<26}{dz:>7}{correlation:>6}",
            word(of.mean_a),
            word(of.mean_b)
        );
    }
    Ok((csv, text))
}

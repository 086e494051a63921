//! `hushfeed attribute`: which mechanism did it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use clap::Args;

use super::cost::{cost, count};
use super::play::ResultArgs;
use super::{CliError, ScenarioArgs, print, say, scenario};
use crate::analysis::Runs;
use crate::attribution::{Attribution, Experiment};
use crate::output::write_whole;
use crate::registry::Document;
use crate::sweep::{Experiment as _, ScenarioExperiment, Shard, SweepError};

/// Arguments of `attribute`.
#[derive(Clone, Debug, Args)]
pub struct AttributeArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    #[command(flatten)]
    results: ResultArgs,
    /// The mechanisms to switch, with commas: homophily, ranking, self_censorship, selective_reaction, rewiring, bots.
    /// Default: the scenario's [attribution] mechanisms, else all that it has.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    mechanisms: Vec<String>,
    /// The outcomes to report, with commas: metrics of the scenario. Default: the scenario's [attribution] outcomes, else
    /// all in attribution.csv and some on the screen.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    outcomes: Vec<String>,
    /// Runs of each combination, in place of the scenario's sweep.replicates.
    #[arg(long, value_name = "N")]
    replicates: Option<u32>,
    /// Checks every combination, prints the mechanisms and the number of runs, estimates time and disk from a short
    /// trial, and writes nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Plays all combinations of the scenario's mechanisms, and prints what each is due as CSV.
pub fn attribute(args: &AttributeArgs) -> Result<u8, CliError> {
    let mut document = scenario::open(&args.scenario)?;
    let list = |names: &[String]| toml::Value::from(names.to_vec()).to_string();
    for (option, names) in [("mechanisms", &args.mechanisms), ("outcomes", &args.outcomes)] {
        if !names.is_empty() {
            let assignment = format!("attribution.{option}={}", list(names));
            document.set(&format!("--{option}"), &assignment)?;
        }
    }
    if let Some(replicates) = args.replicates {
        document.set("--replicates", &format!("sweep.replicates={replicates}"))?;
    }
    let path = &args.scenario.scenario;
    let (experiment, warnings) = Experiment::new(path, &document)?;
    let quiet = args.results.quiet;
    scenario::warn(&warnings, quiet);
    say(quiet, &plan(&experiment));
    if args.dry_run {
        print(&format!("points: {}\nruns: {}\n", experiment.points(), experiment.runs()))?;
        if !quiet {
            say(false, &whole_cost(path, &document, &experiment)?);
        }
        return Ok(0);
    }
    let folder = args.results.out.clone().unwrap_or_else(|| experiment.folder_under(Path::new("results")));
    let table = folder.join("attribution.csv");
    let outcome = args.results.outcome(&experiment, experiment.whole(), folder.clone(), Shard::WHOLE)?;
    let status = outcome.exit_status();
    if status > 1 {
        // A table of an earlier attribution would pass for this one's.
        let _ = fs::remove_file(&table);
        let way = "it was interrupted: give the same command again with --resume";
        say(quiet, &format!("{} finished in {}; {way}", count(outcome.runs.done, "run"), folder.display()));
        return Ok(status);
    }
    let attribution = Attribution::of(&Runs::read(&folder)?, experiment.mechanisms(), experiment.outcomes())?;
    let csv = attribution.csv();
    write_whole(&table, &csv).map_err(|error| CliError::from(SweepError::Refused(error)))?;
    say(quiet, &format!("\n{}", attribution.words(experiment.outcomes()).trim_end()));
    if outcome.runs.failed > 0 {
        let failed = count(outcome.runs.failed, "run");
        say(quiet, &format!("{failed} failed: their replicates are left out; runs.csv has the reasons"));
    }
    say(quiet, &format!("{} has every effect, runs.csv beside it every run", table.display()));
    print(&csv)?;
    Ok(status)
}

/// What is switched, and what is not.
fn plan(experiment: &Experiment) -> String {
    let words: Vec<&str> = experiment.mechanisms().iter().map(|mechanism| mechanism.word()).collect();
    let mut text = format!(
        "switched on and off: {} ({} combinations × {})",
        words.join(", "),
        experiment.points(),
        count(u64::from(experiment.replicates()), "replicate")
    );
    for (mechanism, reason) in experiment.left_out() {
        let _ = write!(text, "\nleft out: {}: {reason}", mechanism.word());
    }
    for (mechanism, key) in experiment.undone() {
        let _ = write!(text, "\nnot set by an intervention where {} is off: {key}", mechanism.word());
    }
    let designs = experiment.whole().first().0.sweep.designs();
    if designs.iter().map(|design| design.size()).product::<u64>() > 1 {
        text +=
            "\nnote: the points under [sweep] are left out: the scenario is taken as it stands above them";
    }
    text
}

/// The cost of all combinations, as if each were the scenario.
fn whole_cost(path: &Path, document: &Document, experiment: &Experiment) -> Result<String, CliError> {
    const MOST: u64 = 1_000_000;
    let mut all = document.clone();
    all.set("--replicates", &format!("sweep.replicates={}", experiment.runs().min(MOST)))?;
    Ok(cost(&ScenarioExperiment::new(path, &all, false)?.0))
}

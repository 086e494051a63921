//! `hushfeed run` and `hushfeed sweep`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::cost::cost;
use super::shard::{ShardChoice, choose};
use super::{CliError, ScenarioArgs, say, scenario};
use crate::output::Existing;
use crate::sweep::{Experiment, Options, ScenarioExperiment, Shard, digest, on_ctrl_c, play};

/// Arguments of `run`.
#[derive(Clone, Debug, Args)]
pub struct PlayArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    #[command(flatten)]
    results: ResultArgs,
}

/// Arguments of `sweep`.
#[derive(Clone, Debug, Args)]
pub struct SweepArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    #[command(flatten)]
    results: ResultArgs,
    /// Checks every point, prints the number of points and runs, estimates time and disk from a short trial, and
    /// writes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Plays shard K of N (from 1): every N-th run, into shard-K-of-N/ inside the result folder. `slurm` takes K and N
    /// from the job array. `hushfeed merge` makes the tables.
    #[arg(long, value_name = "K/N|slurm")]
    shard: Option<ShardChoice>,
}

/// Where results go and how they are made.
#[derive(Clone, Debug, Args)]
struct ResultArgs {
    /// The result folder. Default: results/NAME.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Threads to use; 0: all cores. The results are the same bytes at any number.
    #[arg(long, default_value_t = 0, value_name = "N")]
    threads: usize,
    /// Replaces the files of an earlier result in the folder.
    #[arg(long, conflicts_with = "resume")]
    force: bool,
    /// Goes on with an interrupted result: finished runs are kept.
    #[arg(long)]
    resume: bool,
    /// Compresses the tables (.csv.gz).
    #[arg(long)]
    gzip: bool,
    /// No progress and no summary on stderr.
    #[arg(long, short)]
    quiet: bool,
}

/// Plays a scenario with its replicates.
pub fn run(args: &PlayArgs) -> Result<u8, CliError> {
    let document = scenario::open(&args.scenario)?;
    let (experiment, warnings) = ScenarioExperiment::new(&args.scenario.scenario, &document, false)?;
    scenario::warn(&warnings, args.results.quiet);
    let points = experiment.first().0.sweep.grid.points();
    if points > 1 {
        let path = args.scenario.scenario.display();
        let note = format!(
            "note: the scenario has a grid of {points} points under [sweep], which `run` leaves out: it plays the \
             scenario as it stands above. `hushfeed sweep {path}` plays the grid."
        );
        say(args.results.quiet, &note);
    }
    go(&experiment, &args.results, Shard::WHOLE)
}

/// Plays every point of the grid.
pub fn sweep(args: &SweepArgs) -> Result<u8, CliError> {
    let (shard, note) = choose(args.shard)?;
    say(args.results.quiet || note.is_none(), &note.unwrap_or_default());
    let document = scenario::open(&args.scenario)?;
    let (experiment, warnings) = ScenarioExperiment::new(&args.scenario.scenario, &document, true)?;
    scenario::warn(&warnings, args.results.quiet);
    if args.dry_run {
        let (points, runs) = (experiment.points(), shard.count(experiment.runs()));
        super::print(&format!("points: {points}\nruns: {runs}\n"))?;
        if !args.results.quiet {
            say(false, &cost(&experiment));
        }
        return Ok(0);
    }
    go(&experiment, &args.results, shard)
}

fn go(experiment: &ScenarioExperiment, args: &ResultArgs, shard: Shard) -> Result<u8, CliError> {
    let (_, prepared) = experiment.first();
    if let Some(report) = prepared.report() {
        say(args.quiet, report.to_string().trim_end());
    }
    let options = Options {
        folder: args.out.clone().unwrap_or_else(|| experiment.folder_under(Path::new("results"))),
        existing: match (args.force, args.resume) {
            (true, _) => Existing::Force,
            (_, true) => Existing::Resume,
            _ => Existing::Refuse,
        },
        gzip: args.gzip,
        threads: args.threads,
        shard,
        quiet: args.quiet,
        command: std::env::args().collect(),
    };
    let outcome = play(experiment, &options, on_ctrl_c())?;
    say(args.quiet, digest(&outcome, experiment.columns(), experiment.swept_keys()).trim_end());
    Ok(outcome.exit_status())
}

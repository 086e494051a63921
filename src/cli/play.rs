//! `hushfeed run` and `hushfeed sweep`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::cost::cost;
use super::shard::{ShardChoice, choose};
use super::{CliError, ScenarioArgs, samples, say, scenario};
use crate::analysis::AnalysisError;
use crate::output::{Existing, RunCounts};
use crate::registry::nearest;
use crate::sweep::{
    Experiment, Options, Outcome, ScenarioExperiment, Shard, can_be_a_part, digest, on_ctrl_c, play,
};

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
    /// Takes the points from this file in place of the scenario's design: CSV or white space, one point a line, the keys on
    /// the first line or in the scenario's [sweep] keys.
    #[arg(long, value_name = "FILE")]
    samples: Option<PathBuf>,
    /// Prints this metric's mean over the runs of each point on stdout, one a line in the order of the points.
    #[arg(long, value_name = "METRIC")]
    y: Option<String>,
    /// Plays one run again, observed at every tick and with its opinions, into a folder of its own.
    #[arg(long, value_name = "RUN_ID", conflicts_with = "y")]
    replay: Option<u64>,
    /// Plays shard K of N (from 1): every N-th run, into shard-K-of-N/ inside the result folder. `slurm` takes K and N
    /// from the job array. `hushfeed merge` makes the tables.
    #[arg(long, value_name = "K/N|slurm", conflicts_with_all = ["replay", "y"])]
    shard: Option<ShardChoice>,
}

/// Where results go and how they are made.
#[derive(Clone, Debug, Args)]
pub(super) struct ResultArgs {
    /// The result folder. Default: results/NAME.
    #[arg(long, value_name = "FOLDER")]
    pub(super) out: Option<PathBuf>,
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
    pub(super) quiet: bool,
}

/// Plays a scenario with its replicates.
pub fn run(args: &PlayArgs) -> Result<u8, CliError> {
    let document = scenario::open(&args.scenario)?;
    let (experiment, warnings) = ScenarioExperiment::new(&args.scenario.scenario, &document, false)?;
    scenario::warn(&warnings, args.results.quiet);
    let designs = experiment.first().0.sweep.designs();
    let points: u64 = designs.iter().map(|design| design.size()).product();
    if points > 1 {
        let path = args.scenario.scenario.display();
        let note = format!(
            "note: the scenario has {points} points under [sweep], which `run` leaves out: it plays the \
             scenario as it stands above. `hushfeed sweep {path}` plays them."
        );
        say(args.results.quiet, &note);
    }
    args.results.play(&experiment, args.results.folder(&experiment), Shard::WHOLE)
}

/// Plays every point of the design.
pub fn sweep(args: &SweepArgs) -> Result<u8, CliError> {
    let (shard, note) = choose(args.shard)?;
    say(args.results.quiet || note.is_none(), &note.unwrap_or_default());
    let mut document = scenario::open(&args.scenario)?;
    if let Some(file) = &args.samples {
        samples::apply(&mut document, file)?;
    }
    let (mut experiment, warnings) = ScenarioExperiment::new(&args.scenario.scenario, &document, true)?;
    scenario::warn(&warnings, args.results.quiet);
    if let Some(run_id) = args.replay
        && !experiment.replay(run_id)?
    {
        let last = experiment.runs() - 1;
        let reason = format!("there is no run {run_id}");
        let help = format!("give a run_id of runs.csv, from 0 to {last}");
        return Err(AnalysisError::Unfit { reason, help }.into());
    }
    if let Some(metric) = &args.y {
        let columns: Vec<&str> = experiment.columns().iter().map(|column| column.name).collect();
        if !columns.contains(&metric.as_str()) {
            let near = nearest(metric, columns.iter().copied());
            let near = near.map_or_else(String::new, |name| format!(": did you mean \"{name}\"?"));
            let reason = format!("--y \"{metric}\" is no column of this scenario{near}");
            let help = "`hushfeed list metrics` shows them all; output.metrics chooses them".to_owned();
            return Err(AnalysisError::Unfit { reason, help }.into());
        }
    }
    can_be_a_part(&experiment, shard)?;
    if args.dry_run {
        let (points, runs) = (experiment.points(), shard.count(experiment.runs()));
        let runs = args.replay.map_or(runs, |_| 1);
        let most = if experiment.until_ci().is_some() { "at most " } else { "" };
        super::print(&format!("points: {points}\nruns: {most}{runs}\n"))?;
        if !args.results.quiet && args.replay.is_none() {
            say(false, &cost(&experiment));
        }
        return Ok(0);
    }
    let folder = args.results.folder(&experiment);
    let status = args.results.play(&experiment, folder.clone(), shard)?;
    if let Some(metric) = &args.y
        && status < 2
        && !samples::print_y(&folder, metric, experiment.points())?
    {
        say(false, "error: not every point has a value; they are `nan`");
        return Ok(1);
    }
    Ok(status)
}

impl ResultArgs {
    /// The result folder.
    fn folder(&self, experiment: &ScenarioExperiment) -> PathBuf {
        self.out.clone().unwrap_or_else(|| experiment.folder_under(Path::new("results")))
    }

    /// Plays an experiment into `folder` and tells what came out. The result is the exit status.
    pub(super) fn play(
        &self,
        experiment: &ScenarioExperiment,
        folder: PathBuf,
        shard: Shard,
    ) -> Result<u8, CliError> {
        let outcome = self.outcome(experiment, experiment, folder, shard)?;
        say(self.quiet, digest(&outcome, experiment.columns(), experiment.swept_keys()).trim_end());
        // Whoever asked for silence still wants to know what went wrong.
        if self.quiet
            && let Some(first) = outcome.failures.first()
        {
            let RunCounts { planned, failed, .. } = outcome.runs;
            let (run, reason) = (first.run_id, &first.reason);
            say(
                false,
                &format!(
                    "error: {failed} of {planned} runs failed; run {run}: {reason}\n  --resume tries them again"
                ),
            );
        }
        Ok(outcome.exit_status())
    }

    /// Plays an experiment into `folder`; `scenario` is one of a scenario whose network it uses.
    pub(super) fn outcome(
        &self,
        experiment: &dyn Experiment,
        scenario: &ScenarioExperiment,
        folder: PathBuf,
        shard: Shard,
    ) -> Result<Outcome, CliError> {
        let (_, prepared) = scenario.first();
        if let Some(report) = prepared.report() {
            say(self.quiet, report.to_string().trim_end());
        }
        let options = Options {
            folder,
            existing: match (self.force, self.resume) {
                (true, _) => Existing::Force,
                (_, true) => Existing::Resume,
                _ => Existing::Refuse,
            },
            gzip: self.gzip,
            threads: self.threads,
            shard,
            quiet: self.quiet,
            command: std::env::args().collect(),
        };
        Ok(play(experiment, &options, on_ctrl_c())?)
    }
}

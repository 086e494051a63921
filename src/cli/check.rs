//! `hushfeed check`: validates a scenario and writes nothing.

use clap::Args;

use super::cost::cost;
use super::{CliError, ScenarioArgs, print, say, scenario};
use crate::sweep::{Experiment, ScenarioExperiment};

/// Arguments of `check`.
#[derive(Clone, Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Prints nothing but errors and warnings.
    #[arg(long, short)]
    quiet: bool,
}

/// Validates; the resolved scenario goes to stdout, its cost to stderr.
pub fn check(args: &CheckArgs) -> Result<u8, CliError> {
    let document = scenario::open(&args.scenario)?;
    let (experiment, warnings) = ScenarioExperiment::new(&args.scenario.scenario, &document, true)?;
    scenario::warn(&warnings, args.quiet);
    let (_, prepared) = experiment.first();
    if let Some(report) = prepared.report() {
        say(args.quiet, report.to_string().trim_end());
    }
    if !args.quiet {
        print(&experiment.resolved_scenario())?;
    }
    if !args.quiet {
        say(false, &cost(&experiment));
    }
    Ok(0)
}

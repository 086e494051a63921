//! `hushfeed check`: validates a scenario and runs nothing.

use clap::Args;

use super::{CliError, ScenarioArgs, print, say, scenario};
use crate::scenario::{Scenario, bytes};
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
    let (first, prepared) = experiment.first();
    if let Some(report) = prepared.report() {
        say(args.quiet, report.to_string().trim_end());
    }
    if !args.quiet {
        print(&experiment.resolved_scenario())?;
    }
    let ties = first
        .expected_followees()
        .zip(first.agents())
        .map(|(mean, agents)| mean * agents as f64)
        .or_else(|| prepared.network().map(|network| network.graph.ties() as f64));
    let agents = first.agents().or_else(|| prepared.network().map(|network| network.graph.agents()));
    if let (Some(agents), Some(ties)) = (agents, ties) {
        let runs = experiment.runs().len();
        say(args.quiet, &cost(first, agents as f64, ties, runs as f64));
    }
    Ok(0)
}

/// A rough estimate of time and memory. The rates are of one core of a 2024 server; they are for orders of magnitude.
fn cost(scenario: &Scenario, agents: f64, ties: f64, runs: f64) -> String {
    const SECONDS_A_TIE: f64 = 15e-9;
    const SECONDS_AN_AGENT: f64 = 120e-9;
    let model = &scenario.model;
    let slots = scenario.live_posts();
    let memory = scenario.memory(agents, ties);
    let ticks = f64::from(model.stop.ticks);
    let per_tie = SECONDS_A_TIE * (1.0 + slots / 24.0);
    let seconds = runs * ticks * (ties * per_tie + agents * SECONDS_AN_AGENT);
    format!(
        "{agents:.0} agents, {ties:.0} ties, {} {}, {runs:.0} {}\nabout {} of memory a run and {} of computing on one core",
        model.stop.ticks,
        if model.stop.is_cap { "ticks at most" } else { "ticks" },
        if runs == 1.0 { "run" } else { "runs" },
        bytes(memory),
        duration(seconds),
    )
}

fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => "less than a second".to_owned(),
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7200.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

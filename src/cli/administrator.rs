//! `hushfeed administrator`: a network administrator who reweights ties so that people disagree less.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::{CliError, ScenarioArgs, print, say, scenario};
use crate::analysis::{
    Adjustable, Administered, Administrator, AdministratorError, AnalysisError, Pairs, Reweighting,
    ReweightingError, Round, Society, tie_weight,
};
use crate::output::{AtomicFile, OutputError, write_number};
use crate::random::Draws;
use crate::sweep::{Experiment, ScenarioExperiment, SweepError, on_ctrl_c};

/// Arguments of `administrator`.
#[derive(Clone, Debug, Args)]
pub struct AdministratorArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// ε: how far the weights may be from what they were, as a share of their norm: ‖W − W⁰‖_F ≤ ε‖W⁰‖_F.
    #[arg(long, value_name = "SHARE", value_delimiter = ',', default_values_t = [0.2])]
    epsilon: Vec<f64>,
    /// λ: the remedy. The administrator minimises disagreement + λ‖W‖_F².
    #[arg(long, value_name = "FACTOR", value_delimiter = ',', default_values_t = [0.0])]
    ridge: Vec<f64>,
    /// Which pairs may have a weight: every pair of agents with ties, or those that have a tie already.
    #[arg(long, value_parser = adjustable(), default_value = "all")]
    pairs: Adjustable,
    /// The most rounds of administrator and people.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    rounds: u32,
    /// It ends after a round that changes the polarisation by less than this share.
    #[arg(long, value_name = "SHARE", default_value_t = 1e-4)]
    tolerance: f64,
    /// The memory, in GB, that it may take; a network that needs more is refused before it starts.
    #[arg(long, value_name = "GB", default_value_t = 8.0)]
    memory: f64,
    /// Writes the opinions of everybody into this CSV file: innate, before and after.
    #[arg(long, value_name = "FILE")]
    opinions: Option<PathBuf>,
    /// Writes the weights into this CSV file: before and after, of every pair that has or had one.
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Replaces files of these names.
    #[arg(long)]
    force: bool,
    /// No progress on stderr.
    #[arg(long, short)]
    quiet: bool,
}

fn adjustable() -> impl TypedValueParser<Value = Adjustable> {
    let all = [Adjustable::All, Adjustable::Existing];
    PossibleValuesParser::new(Adjustable::WORDS)
        .try_map(move |word| all.into_iter().find(|one| one.word() == word).ok_or("not a choice"))
}

/// The columns that say which case a row is of.
const CASE: &str = "replicate,epsilon,ridge,pairs";

/// The tables that go into files, where they were asked for. The files are opened before anything is computed and appear
/// when they are whole.
struct Tables {
    opinions: Option<AtomicFile>,
    weights: Option<AtomicFile>,
}

/// Prints the rounds as CSV. The result is the exit status: 0 done, 1 weights that were not found, 130 interrupted.
pub fn administrator(args: &AdministratorArgs) -> Result<u8, CliError> {
    check(args).map_err(CliError::Unknown)?;
    let document = scenario::open(&args.scenario)?;
    let (experiment, warnings) = ScenarioExperiment::new(&args.scenario.scenario, &document, false)?;
    scenario::warn(&warnings, args.quiet);
    let (scenario, prepared) = experiment.first();
    let weight = tie_weight(scenario)?;
    if !scenario.sweep.designs().is_empty() {
        say(
            args.quiet,
            "note: the points under [sweep] are left out: the scenario stands as it is above them",
        );
    }
    if let Some(report) = prepared.report() {
        say(args.quiet, report.to_string().trim_end());
    }
    let mut tables = Tables::open(args)?;
    let mut status = 0;
    'all: for replicate in 0..experiment.replicates() {
        let draws = Draws::new(scenario.top.seed, u64::from(replicate));
        let unfit = |error: &dyn std::fmt::Display| AnalysisError::Unfit {
            reason: format!("replicate {replicate}: {error}"),
            help: "change the scenario, or its seed".to_owned(),
        };
        let (network, agents) = scenario.build(prepared, &draws).map_err(|error| unfit(&error))?;
        let society = Society::of(network.graph, weight, &agents)?;
        fits(args, &society)?;
        if replicate == 0 {
            print(&format!(
                "{CASE},round,polarisation,polarisation_ratio,disagreement,disagreement_foreseen,change,gap,settled\n"
            ))?;
        }
        for &epsilon in &args.epsilon {
            for &ridge in &args.ridge {
                let case = format!("{replicate},{epsilon},{ridge},{}", args.pairs.word());
                match play(args, &society, Reweighting { epsilon, ridge }, &case)? {
                    Ok(administered) => {
                        tables.add(&case, &society, &administered).map_err(CliError::Output)?;
                    }
                    Err(AdministratorError::Unfit(error)) => return Err(error.into()),
                    Err(AdministratorError::Reweighting(ReweightingError::Interrupted)) => {
                        status = 130;
                        break 'all;
                    }
                    Err(AdministratorError::Reweighting(error)) => {
                        say(
                            false,
                            &format!(
                                "error: replicate {replicate}, epsilon {epsilon}, ridge {ridge}: {error}"
                            ),
                        );
                        status = 1;
                    }
                }
            }
        }
    }
    tables.close(args.quiet)?;
    Ok(status)
}

fn check(args: &AdministratorArgs) -> Result<(), String> {
    let within = |low: f64, high: f64| move |number: &f64| (low..=high).contains(number);
    let wrong = if !args.epsilon.iter().all(within(0.0, 1e6)) {
        "--epsilon: expected shares from 0 on, for instance --epsilon 0.1,0.2"
    } else if !args.ridge.iter().all(within(0.0, 1e12)) {
        "--ridge: expected factors from 0 on, for instance --ridge 0,0.5"
    } else if !within(0.0, 1.0)(&args.tolerance) {
        "--tolerance: expected a share from 0 to 1, for instance --tolerance 0.0001"
    } else if !within(1e-3, 1e6)(&args.memory) {
        "--memory: expected gigabytes above 0, for instance --memory 16"
    } else {
        let files = [&args.opinions, &args.weights].into_iter().flatten();
        let taken =
            files.filter(|file| !args.force && file.exists()).map(|file| file.display().to_string()).next();
        return taken.map_or(Ok(()), |file| {
            Err(format!("{file} exists already\n  help: choose another name, or say --force to replace it"))
        });
    };
    Err(wrong.to_owned())
}

/// Refuses what would be killed for its memory or cannot be reweighted, and says what takes long.
fn fits(args: &AdministratorArgs, society: &Society) -> Result<(), CliError> {
    // A network that cannot be reweighted at all is refused here too, before the table begins.
    Pairs::of(&society.graph, society.tie_weight, Adjustable::Existing)?;
    let (agents, pairs) = (society.innate.len(), Pairs::most(&society.graph, args.pairs));
    let gigabytes = Reweighting::memory(agents, pairs) / 1e9;
    if gigabytes <= args.memory {
        let minutes = Reweighting::seconds(agents) / 60.0;
        if minutes > 1.0 {
            let note = format!(
                "note: {pairs} pairs of {agents} agents may take up to about {minutes:.0} minutes a round"
            );
            say(args.quiet, &note);
        }
        return Ok(());
    }
    let reason = format!(
        "to reweight {pairs} pairs of {agents} agents takes up to {gigabytes:.2} GB of memory, expected at most {}",
        args.memory
    );
    let help = match args.pairs {
        Adjustable::All => "say --pairs existing, take fewer agents, or allow more with --memory",
        Adjustable::Existing => "take fewer agents, or allow more with --memory",
    };
    Err(AnalysisError::Unfit { reason, help: help.to_owned() }.into())
}

/// Plays one case and prints its rounds as they end.
fn play(
    args: &AdministratorArgs,
    society: &Society,
    reweighting: Reweighting,
    case: &str,
) -> Result<Result<Administered, AdministratorError>, CliError> {
    let administrator =
        Administrator { reweighting, adjustable: args.pairs, rounds: args.rounds, tolerance: args.tolerance };
    let mut printed = Ok(0);
    let administered = administrator.play(society, on_ctrl_c(), &mut |round| {
        if printed.is_ok() {
            printed = print(&row(case, round));
        }
        let ratio = if round.ratio.is_nan() { "-".to_owned() } else { format!("{:.4}", round.ratio) };
        say(args.quiet, &format!("{case}: round {}, polarisation × {ratio}", round.round));
    });
    printed.map(|_| administered)
}

fn row(case: &str, round: &Round) -> String {
    let mut text = format!("{case},{}", round.round);
    for number in
        [round.polarisation, round.ratio, round.disagreement, round.foreseen, round.change, round.gap]
    {
        text.push(',');
        write_number(&mut text, number);
    }
    let _ = writeln!(text, ",{}", round.settled);
    text
}

impl Tables {
    fn open(args: &AdministratorArgs) -> Result<Self, CliError> {
        let open = |path: &Option<PathBuf>, columns: &str| {
            let Some(path) = path else { return Ok(None) };
            let mut file = AtomicFile::create(path).map_err(refused)?;
            writeln!(file, "{CASE},{columns}").map_err(CliError::Output)?;
            Ok::<_, CliError>(Some(file))
        };
        Ok(Self {
            opinions: open(&args.opinions, "agent,innate,before,after")?,
            weights: open(&args.weights, "source,target,weight_before,weight")?,
        })
    }

    fn add(&mut self, case: &str, society: &Society, administered: &Administered) -> io::Result<()> {
        let Administered { pairs, weights, before, after, .. } = administered;
        if let Some(file) = &mut self.opinions {
            for (agent, innate) in society.innate.iter().enumerate() {
                put(file, &format!("{case},{agent}"), &[*innate, before[agent], after[agent]])?;
            }
        }
        if let Some(file) = &mut self.weights {
            // What the solver leaves of a weight that is to be 0 is no weight.
            let least = pairs.weights().iter().copied().fold(0.0, f64::max) * 1e-9;
            for ((&(i, j), &was), &now) in pairs.ends().iter().zip(pairs.weights()).zip(weights) {
                let now = if now > least { now } else { 0.0 };
                if was > 0.0 || now > 0.0 {
                    put(file, &format!("{case},{i},{j}"), &[was, now])?;
                }
            }
        }
        Ok(())
    }

    fn close(self, quiet: bool) -> Result<(), CliError> {
        for file in [self.opinions, self.weights].into_iter().flatten() {
            let written = file.commit().map_err(refused)?;
            say(quiet, &format!("wrote {}", written.name));
        }
        Ok(())
    }
}

fn refused(error: OutputError) -> CliError {
    SweepError::Refused(error).into()
}

/// Writes a row: its key, then numbers.
fn put(file: &mut AtomicFile, key: &str, numbers: &[f64]) -> io::Result<()> {
    let mut text = key.to_owned();
    for &number in numbers {
        text.push(',');
        write_number(&mut text, number);
    }
    writeln!(file, "{text}")
}

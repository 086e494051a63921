//! The command line: one file a command, no science.

mod administrator;
mod attribute;
mod check;
mod compare;
mod complete;
mod cost;
mod error;
mod indices;
mod list;
mod merge;
pub mod network;
mod new;
mod play;
mod power;
mod report;
mod samples;
mod scenario;
mod shard;
mod silence_game;

use clap::{Args, Parser, Subcommand};

pub use error::CliError;

/// hushfeed simulates filter bubbles and spirals of silence.
///
/// A social graph of agents lives under a feed ranking; agents speak or censor themselves by what the feed shows them.
/// Write a scenario, run it, plot the CSV.
#[derive(Debug, Parser)]
#[command(name = "hushfeed", version, about, long_about, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes a commented scenario to start from: NAME.toml, from one of those that come with the program.
    New(new::NewArgs),
    /// Plays a scenario with its replicates and writes CSV into results/NAME/.
    Run(play::PlayArgs),
    /// Plays every point of a scenario's [sweep].
    Sweep(play::SweepArgs),
    /// Makes the tables of a sweep from its shards (`sweep --shard`).
    Merge(merge::MergeArgs),
    /// Validates a scenario, prints it with every default filled in, and estimates its cost from a short trial. Writes
    /// nothing.
    Check(check::CheckArgs),
    /// Compares two scenarios, or two results, on common random numbers: paired differences with intervals.
    Compare(compare::CompareArgs),
    /// Which mechanism did it: homophily, ranking, self-censorship, selective reactions, rewiring and bots switched on and off
    /// in all combinations; Shapley values with intervals.
    Attribute(attribute::AttributeArgs),
    /// Pictures of a result: one HTML page that holds everything it shows.
    Report(report::ReportArgs),
    /// Sobol's or Morris's sensitivity indices of a finished sweep, as CSV.
    Indices(indices::IndicesArgs),
    /// How many runs an effect needs, as CSV.
    Power(power::PowerArgs),
    /// The states of the silence game's mean field and their stability, as CSV (Gaisbauer, Olbrich & Banisch 2020).
    SilenceGame(silence_game::SilenceGameArgs),
    /// A network administrator reweights ties so that people disagree less, and people settle again: what becomes of the
    /// polarisation, as CSV (Chitra & Musco 2020).
    Administrator(administrator::AdministratorArgs),
    /// Lists rankings, rules, networks, metrics, analyses or the tables of the scenario format.
    List(list::ListArgs),
    /// The manual: a table, a key (feed.slots), a rule or a metric.
    Explain(list::ExplainArgs),
    /// The JSON Schema of the scenario format, for editors.
    Schema,
    /// Generates, measures and converts networks.
    Network(network::NetworkArgs),
    /// Shell completions.
    Completions(complete::CompletionsArgs),
    /// The manual page, in roff.
    Man,
}

/// A scenario and what is laid over it: shared by every command that reads one.
#[derive(Clone, Debug, Args)]
pub struct ScenarioArgs {
    /// The scenario file.
    #[arg(value_name = "SCENARIO.toml")]
    pub scenario: std::path::PathBuf,
    /// Overrides a key: --set feed.slots=20 --set feed.ranking=random. May be repeated.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// The seed, in place of the scenario's.
    #[arg(long, allow_negative_numbers = true)]
    pub seed: Option<u64>,
}

impl Cli {
    /// Does what was asked for. The result is the exit status: 0 done, 1 a run failed, 130 interrupted.
    ///
    /// # Errors
    /// Unusable input (exit status 2), or a result that cannot be written (1).
    pub fn run(self) -> Result<u8, CliError> {
        match self.command {
            Command::New(args) => new::new(&args),
            Command::Run(args) => play::run(&args),
            Command::Sweep(args) => play::sweep(&args),
            Command::Merge(args) => merge::run(&args),
            Command::Check(args) => check::check(&args),
            Command::Compare(args) => compare::compare(&args),
            Command::Attribute(args) => attribute::attribute(&args),
            Command::Report(args) => report::report(&args),
            Command::Indices(args) => indices::indices(&args),
            Command::Power(args) => power::power(&args),
            Command::SilenceGame(args) => silence_game::silence_game(&args),
            Command::Administrator(args) => administrator::administrator(&args),
            Command::List(args) => list::list(&args),
            Command::Explain(args) => list::explain(&args),
            Command::Schema => print(&crate::scenario::schema()),
            Command::Network(args) => network::run(&args).map(|()| 0).map_err(CliError::from),
            Command::Completions(args) => complete::completions(&args),
            Command::Man => complete::man(),
        }
    }
}

/// Writes data to stdout. A reader that has gone (`| head`) is no error.
fn print(text: &str) -> Result<u8, CliError> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(CliError::Output(error)),
        _ => Ok(0),
    }
}

/// Writes a message to stderr, unless the person asked for silence. Nobody may be listening: that is no error.
fn say(quiet: bool, text: &str) {
    use std::io::Write;
    if !quiet {
        let _ = writeln!(std::io::stderr(), "{text}");
    }
}

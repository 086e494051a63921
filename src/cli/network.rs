//! `hushfeed network generate | measure | convert`: graphs without a run.
//!
//! stdout is data only (the table of `measure`); what was read, made and written goes to stderr.

mod arguments;
mod sides;
mod table;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use arguments::{
    ConvertArgs, GenerateArgs, GeneratorArgs, MeasureArgs, NetworkArgs, NetworkCommand, ReadArgs,
};
pub use sides::SideError;
pub use table::Measures;

use crate::network::formats::{Format, NetworkFileError, count, write_network, written_files};
use crate::network::generators::GENERATORS;
use crate::network::{Attribute, Generator, GrowthError, Network, Request};
use crate::random::Draws;
use crate::registry::{Diagnostics, Document, Reader, find};

/// Why a network command failed.
#[derive(Debug, thiserror::Error)]
pub enum NetworkCommandError {
    /// A file that cannot be read or written.
    #[error(transparent)]
    File(Box<NetworkFileError>),
    /// A generator or parameter that is not one.
    #[error("{0}")]
    Parameters(Diagnostics),
    /// Parameters that leave no graph.
    #[error(
        "the generator {name} cannot grow this network: {reason}\n  help: change its parameters; `hushfeed explain {name}` lists them"
    )]
    Growth {
        /// The generator.
        name: &'static str,
        /// What is in the way.
        reason: GrowthError,
    },
    /// Sides that cannot be taken from an attribute.
    #[error(transparent)]
    Sides(#[from] SideError),
    /// Neither a file nor a generator, or both.
    #[error(
        "expected a FILE or --generator NAME, found {found}\n  help: name the network to measure in one of these ways"
    )]
    Subject {
        /// What was given.
        found: &'static str,
    },
    /// A file that is there already.
    #[error(
        "{file}: expected a name that is free, found a file\n  help: choose another name, or say --force to replace it"
    )]
    Exists {
        /// The file.
        file: String,
    },
    /// stdout or stderr cannot be written.
    #[error("cannot write the output: {0}")]
    Output(io::Error),
}

impl From<NetworkFileError> for NetworkCommandError {
    fn from(error: NetworkFileError) -> Self {
        Self::File(Box::new(error))
    }
}

impl NetworkCommandError {
    /// Whether whoever read the output has gone: a pipe into `head` is no failure, and the exit status is 0.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(reason) if reason.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// Runs the command with the process's stdout and stderr. A broken pipe is no error.
pub fn run(args: &NetworkArgs) -> Result<(), NetworkCommandError> {
    let (mut out, mut log) = (io::stdout().lock(), io::stderr().lock());
    match run_with(args, &mut out, &mut log) {
        Err(error) if error.is_broken_pipe() => Ok(()),
        result => result,
    }
}

/// Runs the command; data go to `out`, messages to `log`.
pub fn run_with(
    args: &NetworkArgs,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> Result<(), NetworkCommandError> {
    match &args.command {
        NetworkCommand::Generate(args) => generate(args, log),
        NetworkCommand::Measure(args) => measure(args, out, log),
        NetworkCommand::Convert(args) => convert(args, log),
    }
}

fn generate(args: &GenerateArgs, log: &mut dyn Write) -> Result<(), NetworkCommandError> {
    // A bad output name is found before the graph is grown.
    check_output(&args.out, args.format, args.force)?;
    let network = grow(&args.name, &args.generator)?;
    say(log, &format!("{}: {}", args.name, extent(&network)))?;
    write(&network, &args.out, args.format, log)
}

fn measure(args: &MeasureArgs, out: &mut dyn Write, log: &mut dyn Write) -> Result<(), NetworkCommandError> {
    let network = match (&args.file, &args.generator_name) {
        (Some(file), None) => read(&args.read, file, log)?,
        (None, Some(name)) => grow(name, &args.generator)?,
        (Some(_), Some(_)) => return Err(NetworkCommandError::Subject { found: "both" }),
        (None, None) => return Err(NetworkCommandError::Subject { found: "neither" }),
    };
    let sides = match &args.side {
        Some(column) => {
            let (sides, note) = sides::sides(&network, column, &args.map)?;
            say(log, &note)?;
            Some(sides)
        }
        None => None,
    };
    let measures = Measures::of(&network.graph, sides.as_deref());
    let text = if args.json { measures.json() } else { measures.csv() };
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(NetworkCommandError::Output)
}

fn convert(args: &ConvertArgs, log: &mut dyn Write) -> Result<(), NetworkCommandError> {
    check_output(&args.output, args.output_format, args.force)?;
    let network = read(&args.read, &args.input, log)?;
    write(&network, &args.output, args.output_format, log)
}

/// Grows a network of the named generator. Generators that need sides get the share `--plus` of agents on side +1,
/// spread evenly over the order of the agents; the sides come back as the attribute `side`.
fn grow(name: &str, args: &GeneratorArgs) -> Result<Network, NetworkCommandError> {
    let generator = generator(name, &args.param).map_err(NetworkCommandError::Parameters)?;
    let failed = |reason| NetworkCommandError::Growth { name: generator.name(), reason };
    generator.check().map_err(failed)?;
    let sides = generator.needs_sides().then(|| spread(generator.agents(), args.plus));
    let draws = Draws::new(args.seed, 0);
    if generator.is_well_mixed() {
        let reason = "it has no ties that could be written or measured (`complete` writes them down)";
        return Err(failed(GrowthError(reason.to_owned())));
    }
    let mut network = generator.grow(&Request { draws: &draws, sides: sides.as_deref() }).map_err(failed)?;
    if let Some(sides) = sides {
        let values = sides.iter().map(|side| Some(side.to_string())).collect();
        network.attributes.push(Attribute { name: "side".to_owned(), values });
    }
    Ok(network)
}

/// The generator of this name with these `key=value` parameters.
fn generator(name: &str, parameters: &[String]) -> Result<Box<dyn Generator>, Diagnostics> {
    let named = format!("generator = {}", toml::Value::String(name.to_owned()));
    let mut document = Document::parse("command line", &named)?;
    for parameter in parameters {
        document.set("--param", parameter)?;
    }
    let mut diagnostics = Diagnostics::new(document.sources);
    let mut reader = Reader::new("", None, document.root, &mut diagnostics);
    let node = reader.node("generator");
    let entry = node.and_then(|node| find("generator", &node, GENERATORS, reader.diagnostics));
    let generator = match entry {
        Some(entry) => {
            let generator = (entry.read)(&mut reader);
            reader.finish(&[]);
            generator
        }
        None => None,
    };
    match generator {
        Some(generator) if !diagnostics.has_errors() => Ok(generator),
        _ => Err(diagnostics),
    }
}

/// Sides of which the share `plus` is +1, as evenly as whole agents can be.
fn spread(agents: usize, plus: f64) -> Vec<i8> {
    let up_to = |agent: usize| (agent as f64 * plus).round() as usize;
    (0..agents).map(|agent| if up_to(agent + 1) > up_to(agent) { 1 } else { -1 }).collect()
}

fn read(args: &ReadArgs, file: &Path, log: &mut dyn Write) -> Result<Network, NetworkCommandError> {
    let (network, report) = args.options(file).read(Path::new(""))?;
    say(log, &report.to_string())?;
    Ok(network)
}

/// Whether the output can be written, as far as that can be known before.
fn check_output(path: &Path, format: Option<Format>, force: bool) -> Result<(), NetworkCommandError> {
    let format = match format {
        Some(format) => format,
        None => Format::of(&path.to_string_lossy())?,
    };
    if format == Format::Matlab {
        return Err(
            NetworkFileError::ReadOnly { file: path.display().to_string(), format: format.word() }.into()
        );
    }
    let taken = |file: &PathBuf| !force && file.exists();
    if let Some(file) = written_files(path, format).into_iter().find(taken) {
        return Err(NetworkCommandError::Exists { file: file.display().to_string() });
    }
    Ok(())
}

fn write(
    network: &Network,
    path: &Path,
    format: Option<Format>,
    log: &mut dyn Write,
) -> Result<(), NetworkCommandError> {
    for file in write_network(network, path, format)? {
        say(log, &format!("wrote {}", file.display()))?;
    }
    Ok(())
}

fn extent(network: &Network) -> String {
    let graph = &network.graph;
    let (kind, ties) = if graph.is_directed() {
        ("directed", count(graph.ties(), "tie", "ties"))
    } else {
        ("undirected", count(graph.ties() / 2, "edge", "edges"))
    };
    format!("{}, {ties}, {kind}", count(graph.agents(), "agent", "agents"))
}

fn say(log: &mut dyn Write, text: &str) -> Result<(), NetworkCommandError> {
    writeln!(log, "{text}").map_err(NetworkCommandError::Output)
}

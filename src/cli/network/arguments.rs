//! The arguments of `hushfeed network`.

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use crate::network::formats::{Delimiter, Format, NetworkFile};

/// Generates, measures and converts networks.
#[derive(Args, Clone, Debug)]
pub struct NetworkArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: NetworkCommand,
}

/// What to do with a network.
#[derive(Subcommand, Clone, Debug)]
pub enum NetworkCommand {
    /// Grows a network and writes it to a file
    Generate(GenerateArgs),
    /// Prints a table of measures of a network
    Measure(MeasureArgs),
    /// Reads a network file, says what was done, and writes it in another format
    Convert(ConvertArgs),
}

/// Arguments of `hushfeed network generate`.
#[derive(Args, Clone, Debug)]
pub struct GenerateArgs {
    /// The generator: `hushfeed list networks` shows all
    #[arg(value_name = "GENERATOR")]
    pub name: String,
    /// Its parameters and seed.
    #[command(flatten)]
    pub generator: GeneratorArgs,
    /// The file to write; an edge list has its nodes beside it in NAME.nodes.csv
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub out: PathBuf,
    /// The format of the file [default: by its ending]
    #[arg(long, value_parser = formats())]
    pub format: Option<Format>,
    /// Replace a file of this name
    #[arg(long)]
    pub force: bool,
}

/// How a network is grown.
#[derive(Args, Clone, Debug)]
pub struct GeneratorArgs {
    /// A parameter of the generator, such as agents=1000; may be repeated
    #[arg(short = 'p', long, value_name = "KEY=VALUE")]
    pub param: Vec<String>,
    /// The seed of the random draws
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// For generators that need sides: the share of agents on side +1, in [0, 1]
    #[arg(long, value_name = "SHARE", default_value_t = 0.5, value_parser = share)]
    pub plus: f64,
}

/// Arguments of `hushfeed network measure`.
#[derive(Args, Clone, Debug)]
pub struct MeasureArgs {
    /// A network file
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// How to read it.
    #[command(flatten)]
    pub read: ReadArgs,
    /// A generator to grow the network with, instead of a file
    #[arg(long = "generator", value_name = "NAME")]
    pub generator_name: Option<String>,
    /// Its parameters and seed.
    #[command(flatten)]
    pub generator: GeneratorArgs,
    /// The attribute of the nodes that gives their sides
    #[arg(long, value_name = "ATTRIBUTE")]
    pub side: Option<String>,
    /// The side (+1, -1 or 0) of a value of that attribute, such as D=-1; may be repeated
    #[arg(long, value_name = "VALUE=SIDE", requires = "side")]
    pub map: Vec<String>,
    /// Print JSON instead of CSV
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `hushfeed network convert`.
#[derive(Args, Clone, Debug)]
pub struct ConvertArgs {
    /// The file to read
    #[arg(value_name = "IN")]
    pub input: PathBuf,
    /// The file to write
    #[arg(value_name = "OUT")]
    pub output: PathBuf,
    /// How to read it.
    #[command(flatten)]
    pub read: ReadArgs,
    /// The format of OUT [default: by its ending]
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    pub output_format: Option<Format>,
    /// Replace a file of this name
    #[arg(long)]
    pub force: bool,
}

/// How a network file is read: the keys of `[network]` beside `file`.
#[derive(Args, Clone, Debug, Default)]
pub struct ReadArgs {
    /// The format of the file [default: by its ending]
    #[arg(long = "format", value_parser = formats())]
    pub format: Option<Format>,
    /// Whether a row is one tie (true) or an edge, a tie each way (false) [default: what the file says]
    #[arg(long, value_name = "true|false")]
    pub directed: Option<bool>,
    /// What separates the columns of an edge list [default: found]
    #[arg(long, value_parser = delimiters())]
    pub delimiter: Option<Delimiter>,
    /// Whether the first line of an edge list names its columns [default: found]
    #[arg(long, value_name = "true|false")]
    pub header: Option<bool>,
    /// The column or attribute with the weights of the ties
    #[arg(long, value_name = "COLUMN")]
    pub weight_column: Option<String>,
    /// A table with one row a node, joined by name
    #[arg(long, value_name = "FILE")]
    pub attributes: Option<PathBuf>,
    /// The column of that table with the names [default: the first]
    #[arg(long, value_name = "COLUMN", requires = "attributes")]
    pub id_column: Option<String>,
    /// Make nodes without ties of the names that only the table has
    #[arg(long, requires = "attributes")]
    pub add_isolates: bool,
    /// Keep only the largest weakly connected component
    #[arg(long)]
    pub largest_component: bool,
}

impl ReadArgs {
    /// The options for `file`.
    pub fn options(&self, file: &Path) -> NetworkFile {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        NetworkFile {
            format: self.format,
            directed: self.directed,
            delimiter: self.delimiter,
            header: self.header,
            weight_column: self.weight_column.clone(),
            attributes: self.attributes.as_deref().map(text),
            id_column: self.id_column.clone(),
            add_isolates: self.add_isolates,
            largest_component: self.largest_component,
            ..NetworkFile::new(text(file))
        }
    }
}

fn formats() -> impl TypedValueParser<Value = Format> {
    let all = [Format::EdgeList, Format::Gml, Format::GraphMl, Format::Gexf, Format::Matlab];
    PossibleValuesParser::new(Format::WORDS)
        .try_map(move |word| all.into_iter().find(|format| format.word() == word).ok_or("not a format"))
}

fn delimiters() -> impl TypedValueParser<Value = Delimiter> {
    let all = [Delimiter::Comma, Delimiter::Tab, Delimiter::Space, Delimiter::Semicolon];
    PossibleValuesParser::new(Delimiter::WORDS)
        .try_map(move |word| all.into_iter().find(|one| one.word() == word).ok_or("not a delimiter"))
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("expected a number in [0, 1]".to_owned()),
    }
}

//! `hushfeed indices`: sensitivity indices of a finished sweep.

use std::path::PathBuf;

use clap::Args;

use super::{CliError, print};
use crate::analysis::indices_of_folder;

/// Arguments of `indices`.
#[derive(Clone, Debug, Args)]
pub struct IndicesArgs {
    /// The result folder of a sweep with a sobol or morris design.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// The outcome: a metric of runs.csv.
    #[arg(long, value_name = "NAME")]
    metric: String,
}

/// Prints the indices as CSV.
pub fn indices(args: &IndicesArgs) -> Result<u8, CliError> {
    print(&indices_of_folder(&args.folder, &args.metric)?.csv())
}

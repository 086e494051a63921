//! What a command can fail with, and the exit status that it stands for.

use std::path::PathBuf;

use super::network::NetworkCommandError;
use crate::analysis::AnalysisError;
use crate::registry::Diagnostics;
use crate::sweep::{MergeError, SweepError};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// A scenario file that cannot be read.
    #[error("cannot read the scenario {path}: {source}\n  help: {help}", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
        /// The way out.
        help: String,
    },
    /// Something wrong in the scenario.
    #[error("{0}")]
    Scenario(Box<Diagnostics>),
    /// A network command.
    #[error(transparent)]
    Network(Box<NetworkCommandError>),
    /// A result that cannot be written.
    #[error(transparent)]
    Sweep(Box<SweepError>),
    /// An input file that cannot be read.
    #[error("cannot read {path}: {source}\n  help: {help}", path = path.display())]
    ReadInput {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
        /// The way out.
        help: &'static str,
    },
    /// A result that cannot be analysed.
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
    /// Shards that cannot be merged.
    #[error(transparent)]
    Merge(Box<MergeError>),
    /// A word that the manual does not know.
    #[error("{0}")]
    Unknown(String),
    /// stdout cannot be written.
    #[error("cannot write the output: {0}")]
    Output(std::io::Error),
}

impl CliError {
    /// The exit status: 2 for unusable input, 1 for what failed on the way.
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Sweep(error)
                if matches!(
                    **error,
                    SweepError::Refused(_) | SweepError::NoPart(_) | SweepError::TooManyThreads { .. }
                ) =>
            {
                2
            }
            Self::Merge(error) if matches!(&**error, MergeError::Output(error) if error.is_about_the_disk()) => {
                1
            }
            Self::Sweep(_) | Self::Output(_) => 1,
            _ => 2,
        }
    }

    /// The message for a terminal.
    pub fn render(&self, colour: bool) -> String {
        match self {
            Self::Scenario(diagnostics) => diagnostics.render(colour),
            other => format!("error: {other}"),
        }
    }
}

impl From<NetworkCommandError> for CliError {
    fn from(error: NetworkCommandError) -> Self {
        Self::Network(Box::new(error))
    }
}

impl From<SweepError> for CliError {
    fn from(error: SweepError) -> Self {
        Self::Sweep(Box::new(error))
    }
}

impl From<MergeError> for CliError {
    fn from(error: MergeError) -> Self {
        Self::Merge(Box::new(error))
    }
}

impl From<Diagnostics> for CliError {
    fn from(diagnostics: Diagnostics) -> Self {
        Self::Scenario(Box::new(diagnostics))
    }
}

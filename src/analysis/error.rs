//! Why a result cannot be analysed.

use std::path::PathBuf;

/// Why a result cannot be analysed.
#[derive(Debug, thiserror::Error)]
pub enum AnalysisError {
    /// A file that cannot be read.
    #[error("cannot read {path}: {reason}\n  help: {help}", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What is in the way.
        reason: String,
        /// The way out.
        help: &'static str,
    },
    /// A metric that the result does not have.
    #[error("{path} has no metric \"{metric}\"{near}\n  help: its metrics are {known}", path = path.display())]
    Metric {
        /// The table.
        path: PathBuf,
        /// What was asked for.
        metric: String,
        /// The nearest known name, as a question.
        near: String,
        /// All of them.
        known: String,
    },
    /// Results that do not go together, or do not suffice.
    #[error("{reason}\n  help: {help}")]
    Unfit {
        /// What is in the way.
        reason: String,
        /// The way out.
        help: String,
    },
}

impl AnalysisError {
    /// An error of results that do not go together.
    pub(super) fn unfit(reason: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Unfit { reason: reason.into(), help: help.into() }
    }
}

//! How runs are played, many at once, and how their results reach the disk.
//!
//! [`play`] takes an [`Experiment`] and leaves a result folder: runs are played in parallel and appended to a journal
//! as they finish, and at the end the journal is read in the order of the runs into sorted tables. The tables are
//! therefore the same bytes at any number of threads and after any number of interruptions, memory does not grow
//! with the number of runs, and a process that is killed loses no finished run. A [`Shard`] of the runs can be played
//! anywhere; [`merge`] makes the tables from the journals of all shards.

mod baselines;
mod bits;
mod columns;
mod digest;
mod error;
mod experiment;
mod frame;
mod guard;
mod interrupt;
mod journal;
mod log;
mod merge;
mod places;
mod points;
mod progress;
mod recorder;
mod runner;
mod scenario;
mod shard;
mod statistics;
mod stopping;
mod summary;
mod tables;
mod team;
mod trial;

pub use digest::{KEY_METRICS, digest};
pub use error::SweepError;
pub use experiment::{Experiment, OpinionRow, RunFailure, RunKey, RunRecord, UntilCi};
pub use interrupt::on_ctrl_c;
pub use merge::{MergeError, MergeOptions, Part, merge, parts};
pub use runner::{FailedRun, Options, Outcome, can_be_a_part, play};
pub use scenario::{ScenarioExperiment, column_of};
pub use shard::Shard;
pub use statistics::{Statistician, Statistics, incomplete_beta, quantile, student_t_quantile};
pub use summary::PointSummary;
pub use trial::{Estimate, estimate};

//! Why a sweep ended before its time.

use crate::output::OutputError;

/// What stops a whole sweep. A run that fails does not: it is a row of `runs.csv`.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The result folder cannot be used; nothing was played.
    #[error(transparent)]
    Refused(OutputError),
    /// The results could not be written.
    #[error("{error}\n  {finished} of {planned} runs are finished and kept; {}", way_out(error))]
    Stopped {
        /// The file and the cause.
        error: OutputError,
        /// How many runs the journal holds.
        finished: u64,
        /// How many there are.
        planned: u64,
    },
    /// No threads could be started.
    #[error("cannot start {threads} threads: {source}\n  --threads asks for fewer")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// What the system said.
        source: rayon::ThreadPoolBuildError,
    },
    /// More threads than make sense on this machine.
    #[error(
        "{threads} threads are more than this machine makes use of\n  expected --threads of at most {most}; 0 takes all \
         cores, and the results are the same bytes at any number"
    )]
    TooManyThreads {
        /// How many were asked for.
        threads: usize,
        /// How many are started at most.
        most: usize,
    },
    /// A part of a sweep that is one piece.
    #[error("this sweep cannot be played in shards: {0}\n  help: leave --shard out")]
    NoPart(&'static str),
}

fn way_out(error: &OutputError) -> &'static str {
    match error {
        OutputError::Write { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => {
            "make room on the disk and give the same command again with --resume"
        }
        _ => "remove the cause and give the same command again with --resume",
    }
}

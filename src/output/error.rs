//! What can go wrong between a result and the disk.

use std::io;
use std::path::{Path, PathBuf};

/// Why results could not be written, or a folder not be used. Every message names the file and the way out.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// A file or folder could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file, under the name that it would have had.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of an earlier session could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The result folder is there already and is not empty.
    #[error(
        "{} exists already and is not empty\n  --resume continues an unfinished result, \
         --force replaces the files that hushfeed wrote there, --out names another folder",
        folder.display()
    )]
    Exists {
        /// The folder.
        folder: PathBuf,
    },
    /// The name of the result folder is that of a file.
    #[error("{} is a file, not a folder\n  --out names another folder", path.display())]
    NotAFolder {
        /// The file.
        path: PathBuf,
    },
    /// There is nothing of hushfeed's to resume in a folder that is not empty.
    #[error(
        "{} holds no result of hushfeed that could be resumed (no manifest.json)\n  \
         --out names another folder",
        folder.display()
    )]
    NotAResult {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder was made from another scenario.
    #[error(
        "{} was made from another scenario and cannot be resumed with this one\n  first difference, \
         line {line} of scenario.toml: it was `{was}`, it is now `{now}`\n  --force starts anew, \
         --out names another folder",
        folder.display()
    )]
    OtherScenario {
        /// The folder.
        folder: PathBuf,
        /// The first line that differs, from 1.
        line: usize,
        /// That line as the folder has it; empty past the end.
        was: String,
        /// That line as it would be now.
        now: String,
    },
    /// The journal belongs to other runs or to another version of hushfeed.
    #[error(
        "{} was begun under other conditions and cannot be resumed: {difference}\n  --force starts anew, \
         --out names another folder",
        folder.display()
    )]
    OtherJournal {
        /// The folder.
        folder: PathBuf,
        /// What differs.
        difference: String,
    },
    /// A file that hushfeed did not write stands where a result has to go.
    #[error(
        "{} was not written by hushfeed and is not replaced, even with --force\n  move it away, \
         or name another folder with --out",
        path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// Another process writes to the folder.
    #[error("{} is in use by another hushfeed process", folder.display())]
    Busy {
        /// The folder.
        folder: PathBuf,
    },
    /// A record of the journal changed after it was written.
    #[error(
        "{} is damaged at byte {offset}: a record that was whole no longer is\n  \
         --resume keeps what stands before it and plays the other runs again",
        path.display()
    )]
    Damaged {
        /// The journal.
        path: PathBuf,
        /// Where the record begins.
        offset: u64,
    },
}

impl OutputError {
    /// A failed write to `path`.
    pub fn write(path: &Path, source: impl Into<io::Error>) -> Self {
        Self::Write { path: path.to_path_buf(), source: source.into() }
    }

    /// A failed write of a row to `path`. The cause is taken out of the csv crate's error, which would hide its kind.
    pub fn row(path: &Path, error: csv::Error) -> Self {
        match error.into_kind() {
            csv::ErrorKind::Io(source) => Self::write(path, source),
            kind => Self::write(path, io::Error::other(format!("{kind:?}"))),
        }
    }

    /// A failed read of `path`.
    pub fn read(path: &Path, source: impl Into<io::Error>) -> Self {
        Self::Read { path: path.to_path_buf(), source: source.into() }
    }

    /// Whether the error is about the disk, so that the same command can work later.
    pub fn is_about_the_disk(&self) -> bool {
        matches!(self, Self::Write { .. } | Self::Read { .. } | Self::Damaged { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_known_as_one_even_under_a_table() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let error = OutputError::row(Path::new("runs.csv"), csv::Error::from(full));
        assert!(
            matches!(error, OutputError::Write { source, .. } if source.kind() == io::ErrorKind::StorageFull)
        );
    }
}

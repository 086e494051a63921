//! Where each run stands in its journal, kept on the disk: eight bytes a run in a file without a name.
//!
//! The journal is in the order of finishing and the tables in that of the runs; what leads from one to the other would
//! be the one thing in memory that grows with the number of runs. The file is gone with the process and is made anew
//! from the journal.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::frame::u64_at;
use crate::output::OutputError;

/// Places that are read at a time.
const BLOCK: u64 = 1024;

/// A list of places, all 0 at first.
pub struct Places {
    file: File,
    /// The folder of the file, for error messages.
    folder: PathBuf,
    /// The places from `start` on that were read last; empty after a change.
    block: Vec<u8>,
    start: u64,
}

impl Places {
    /// An empty list, on the disk of `folder`.
    pub fn new(folder: &Path) -> Result<Self, OutputError> {
        let file = tempfile::tempfile_in(folder).map_err(|error| OutputError::write(folder, error))?;
        Ok(Self { file, folder: folder.to_path_buf(), block: Vec::new(), start: 0 })
    }

    /// Notes the place of run `index`.
    pub fn set(&mut self, index: u64, place: u64) -> Result<(), OutputError> {
        self.block.clear();
        self.file
            .seek(SeekFrom::Start(8 * index))
            .and_then(|_| self.file.write_all(&place.to_le_bytes()))
            .map_err(|error| OutputError::write(&self.folder, error))
    }

    /// The place of run `index`; 0 where none was noted.
    pub fn get(&mut self, index: u64) -> Result<u64, OutputError> {
        if self.block.is_empty() || !(self.start..self.start + BLOCK).contains(&index) {
            self.start = index / BLOCK * BLOCK;
            self.fill().map_err(|error| OutputError::read(&self.folder, error))?;
        }
        Ok(u64_at(&self.block, 8 * (index - self.start) as usize))
    }

    /// Reads a block; past the end of the file it is 0.
    fn fill(&mut self) -> std::io::Result<()> {
        self.block.clear();
        self.block.resize(8 * BLOCK as usize, 0);
        self.file.seek(SeekFrom::Start(8 * self.start))?;
        let mut read = 0;
        while read < self.block.len() {
            match self.file.read(&mut self.block[read..]) {
                Ok(0) => break,
                Ok(bytes) => read += bytes,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.block.clear();
                    return Err(error);
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_wherever_they_are() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut places = Places::new(folder.path()).expect("made");
        for index in [5_000, 3, BLOCK, BLOCK - 1] {
            places.set(index, index + 7).expect("set");
            assert_eq!(places.get(index).expect("read"), index + 7);
        }
        assert_eq!(places.get(3).expect("read"), 10);
        assert_eq!((places.get(4).expect("read"), places.get(9_999).expect("read")), (0, 0));
        places.set(4, 1).expect("set");
        assert_eq!(places.get(4).expect("read"), 1, "a block that was read is not stale");
    }
}

//! A file of whole records, as the journal has them: appended, found, and read again.
//!
//! A record is its length (4 bytes), the first 16 bytes of the BLAKE3 of its contents, and the contents. What a killed
//! process or a power cut left of a record does not match its length or hash: the file ends before it.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::frame::{Frame, u32_at};
use crate::output::{OutputError, lock};

/// Bytes before the contents of a record.
const PREFIX: u64 = 20;

/// A file of records. Places are those of contents, in bytes from the beginning.
pub struct Log {
    path: PathBuf,
    file: Option<File>,
    /// Where the next record begins.
    end: u64,
    buffer: Vec<u8>,
}

impl Log {
    /// Opens or makes the file for writing, locked against other processes that write `folder`.
    pub fn for_writing(path: PathBuf, folder: &Path) -> Result<Self, OutputError> {
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let file = options.map_err(|error| OutputError::write(&path, error))?;
        lock(&file, folder)?;
        Ok(Self { path, file: Some(file), end: 0, buffer: Vec::new() })
    }

    /// Opens the file for reading. It is refused while a process writes `folder`.
    pub fn for_reading(path: PathBuf, folder: &Path) -> Result<Self, OutputError> {
        let mut log = Self { path, file: None, end: 0, buffer: Vec::new() };
        lock(log.file()?, folder)?;
        Ok(log)
    }

    /// Closes the file; it is opened again when it is read.
    pub fn close(&mut self) {
        self.file = None;
    }

    /// Whether the file is open.
    pub fn is_open(&self) -> bool {
        self.file.is_some()
    }

    fn file(&mut self) -> Result<&mut File, OutputError> {
        if self.file.is_none() {
            let file = File::open(&self.path).map_err(|error| OutputError::read(&self.path, error))?;
            self.file = Some(file);
        }
        Ok(self.file.as_mut().expect("it was opened"))
    }

    /// Goes through every whole record: the text of the first goes to `first`, the others with their places to `note`.
    /// What either answers with an error ends it.
    pub fn scan<E: From<OutputError>>(
        &mut self,
        first: impl FnOnce(&str) -> Result<(), E>,
        mut note: impl FnMut(&[u8], u64) -> Result<(), E>,
    ) -> Result<(), E> {
        self.file()?;
        let (path, file) = (&self.path, self.file.as_ref().expect("it is open"));
        let failed = |error| OutputError::read(path, error);
        let length = file.metadata().map_err(failed)?.len();
        let mut reader = BufReader::with_capacity(1 << 18, file);
        reader.rewind().map_err(failed)?;
        let mut first = Some(first);
        let mut contents = Vec::new();
        self.end = 0;
        while let Some(size) = next_record(&mut reader, length - self.end, &mut contents).map_err(failed)? {
            let place = self.end + PREFIX;
            match first.take() {
                Some(first) => first(&String::from_utf8_lossy(&contents))?,
                None => note(&contents, place)?,
            }
            self.end = place + size;
        }
        Ok(())
    }

    /// Whether no record was found.
    pub fn is_empty(&self) -> bool {
        self.end == 0
    }

    /// Cuts off what stands after the last whole record.
    pub fn cut(&mut self) -> Result<(), OutputError> {
        let end = self.end;
        let cut = self.file()?.set_len(end);
        cut.map_err(|error| OutputError::write(&self.path, error))
    }

    /// Appends a record and returns its place. After an error the file ends where it ended before.
    pub fn put(&mut self, contents: &[u8]) -> Result<u64, OutputError> {
        let too_long = |_| OutputError::write(&self.path, io::Error::other("a run of more than 4 GiB"));
        let length = u32::try_from(contents.len()).map_err(too_long)?;
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        buffer.extend(length.to_le_bytes());
        buffer.extend(&blake3::hash(contents).as_bytes()[..16]);
        buffer.extend(contents);
        let end = self.end;
        let file = self.file()?;
        let written = file.seek(SeekFrom::Start(end)).and_then(|_| file.write_all(&buffer));
        if let Err(error) = written {
            // Best effort: a torn record would be cut off by the next session all the same.
            let _ = file.set_len(end);
            return Err(OutputError::write(&self.path, error));
        }
        self.end += buffer.len() as u64;
        self.buffer = buffer;
        Ok(end + PREFIX)
    }

    /// Makes what was appended survive a power cut.
    pub fn sync(&mut self) -> Result<(), OutputError> {
        let synced = self.file()?.sync_data();
        synced.map_err(|error| OutputError::write(&self.path, error))
    }

    /// Reads the run of `columns` columns at `place` into `contents` and checks its hash.
    pub fn read<'a>(
        &mut self,
        place: u64,
        columns: usize,
        contents: &'a mut Vec<u8>,
    ) -> Result<Frame<'a>, OutputError> {
        let offset = place - PREFIX;
        let left = self.end - offset;
        let file = self.file()?;
        let found = file.seek(SeekFrom::Start(offset)).and_then(|_| next_record(file, left, contents));
        let whole = found.map_err(|error| OutputError::read(&self.path, error))?.is_some();
        let damaged = || OutputError::Damaged { path: self.path.clone(), offset };
        if !whole {
            return Err(damaged());
        }
        Frame::read(contents, columns).ok_or_else(damaged)
    }

    /// Reads bytes from `at` on.
    pub fn read_part(&mut self, at: u64, bytes: &mut [u8]) -> Result<(), OutputError> {
        let file = self.file()?;
        let read = file.seek(SeekFrom::Start(at)).and_then(|_| file.read_exact(bytes));
        read.map_err(|error| OutputError::read(&self.path, error))
    }
}

/// Reads the next record into `contents`, of which `left` bytes at most can belong to it. None where it is torn.
fn next_record(reader: &mut impl Read, left: u64, contents: &mut Vec<u8>) -> io::Result<Option<u64>> {
    let mut prefix = [0; PREFIX as usize];
    if left < PREFIX {
        return Ok(None);
    }
    let length = u64::from(match reader.read_exact(&mut prefix) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        read => read.map(|()| u32_at(&prefix, 0))?,
    });
    if length == 0 || length > left - PREFIX {
        return Ok(None);
    }
    contents.resize(length as usize, 0);
    match reader.read_exact(contents) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    Ok((blake3::hash(contents).as_bytes()[..16] == prefix[4..]).then_some(length))
}

/// The first line in which the first records of two logs differ.
pub fn difference(was: &str, now: &str) -> String {
    let differing = was.lines().zip(now.lines()).find(|(was, now)| was != now);
    differing.map_or_else(
        || "its journal has another form".to_owned(),
        |(was, now)| format!("it was `{was}`, it is now `{now}`"),
    )
}

#[cfg(test)]
impl Log {
    /// Writes over a byte of the contents of a record, or lets all later writes fail.
    pub fn disturb(&mut self, how: Disturbance) {
        match how {
            Disturbance::Byte(at) => {
                let file = self.file().expect("open");
                file.seek(SeekFrom::Start(at)).expect("sought");
                file.write_all(&[0xff]).expect("written");
            }
            Disturbance::FullDisk => {
                self.file = Some(OpenOptions::new().write(true).open("/dev/full").expect("opened"));
            }
        }
    }
}

/// What a test does to a log.
#[cfg(test)]
#[derive(Clone, Copy)]
pub enum Disturbance {
    /// Writes over the byte at this place.
    Byte(u64),
    /// Puts it on a disk without room.
    FullDisk,
}

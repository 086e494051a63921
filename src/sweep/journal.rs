//! The journal: every finished run, appended as a whole record in the order of finishing.
//!
//! A record is its length (4 bytes), the first 16 bytes of the BLAKE3 of its contents, and the contents. What a
//! killed process or a power cut left of a record does not match its length or hash; it is cut off when the journal
//! is opened again, and everything before it counts. The first record says what the journal belongs to, so that
//! runs of two scenarios or of two versions of hushfeed are never mixed. A run that stands twice (it failed, and
//! was played again) counts as its last record says.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::frame::{Frame, Head, u32_at};
use crate::output::{JOURNAL_FILE, JOURNAL_FOLDER, OutputError, lock, make_folder, sync_folder};

/// Bytes before the contents of a record.
const PREFIX: u64 = 20;

/// The journal of a result folder, open for writing and reading, and locked against other processes.
pub struct Journal {
    file: File,
    path: PathBuf,
    columns: usize,
    /// Where the next record begins.
    end: u64,
    /// Where the contents of each run begin, in the order of the runs; 0 for none.
    places: Vec<u64>,
    failed: BTreeSet<usize>,
    buffer: Vec<u8>,
}

impl Journal {
    /// Opens the journal in `folder`, or begins one. `belongs_to` is the text of its first record, `ids` the
    /// ascending ids of the runs, `columns` the number of outcomes of each. Reads the whole journal once.
    pub fn open(folder: &Path, belongs_to: &str, ids: &[u64], columns: usize) -> Result<Self, OutputError> {
        let inside = folder.join(JOURNAL_FOLDER);
        make_folder(&inside)?;
        let path = inside.join(JOURNAL_FILE);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| OutputError::write(&path, error))?;
        lock(&file, folder)?;
        let mut journal = Self {
            file,
            path,
            columns,
            end: 0,
            places: vec![0; ids.len()],
            failed: BTreeSet::new(),
            buffer: Vec::new(),
        };
        if let Some(first) = journal.scan(ids)?
            && first != belongs_to
        {
            let difference = difference(&first, belongs_to);
            return Err(OutputError::OtherJournal { folder: folder.to_path_buf(), difference });
        }
        let torn = journal.file.set_len(journal.end);
        torn.map_err(|error| OutputError::write(&journal.path, error))?;
        if journal.end == 0 {
            journal.put(belongs_to.as_bytes())?;
            journal.sync()?;
            sync_folder(&inside).map_err(|error| OutputError::write(&inside, error))?;
        }
        Ok(journal)
    }

    /// Finds every whole record. Returns the text of the first, if there is one.
    fn scan(&mut self, ids: &[u64]) -> Result<Option<String>, OutputError> {
        let failed = |error| OutputError::read(&self.path, error);
        let length = self.file.metadata().map_err(failed)?.len();
        let mut reader = BufReader::with_capacity(1 << 20, &self.file);
        let mut first = None;
        let mut contents = Vec::new();
        while let Some(size) = next_record(&mut reader, length - self.end, &mut contents).map_err(failed)? {
            let start = self.end + PREFIX;
            if first.is_none() {
                first = Some(String::from_utf8_lossy(&contents).into_owned());
            } else if let Some(frame) = Frame::read(&contents, self.columns)
                && let Ok(index) = ids.binary_search(&frame.head.run_id)
            {
                note(&mut self.places, &mut self.failed, index, start, frame.head.failed);
            }
            self.end = start + size;
        }
        Ok(first)
    }

    /// Appends the frame of run `index`. After an error the journal ends where it ended before.
    pub fn append(&mut self, index: usize, frame: &[u8]) -> Result<(), OutputError> {
        let failed = Head::read(frame).is_none_or(|head| head.failed);
        let start = self.put(frame)?;
        note(&mut self.places, &mut self.failed, index, start, failed);
        Ok(())
    }

    /// Appends a record and returns where its contents begin.
    fn put(&mut self, contents: &[u8]) -> Result<u64, OutputError> {
        let too_long = |_| OutputError::write(&self.path, io::Error::other("a run of more than 4 GiB"));
        let length = u32::try_from(contents.len()).map_err(too_long)?;
        self.buffer.clear();
        self.buffer.extend(length.to_le_bytes());
        self.buffer.extend(&blake3::hash(contents).as_bytes()[..16]);
        self.buffer.extend(contents);
        let written =
            self.file.seek(SeekFrom::Start(self.end)).and_then(|_| self.file.write_all(&self.buffer));
        if let Err(error) = written {
            // Best effort: a torn record would be cut off by the next session all the same.
            let _ = self.file.set_len(self.end);
            return Err(OutputError::write(&self.path, error));
        }
        let start = self.end + PREFIX;
        self.end += self.buffer.len() as u64;
        Ok(start)
    }

    /// Makes what was appended survive a power cut.
    pub fn sync(&self) -> Result<(), OutputError> {
        self.file.sync_data().map_err(|error| OutputError::write(&self.path, error))
    }

    /// Whether run `index` is finished and did not fail.
    pub fn is_done(&self, index: usize) -> bool {
        self.places[index] != 0 && !self.failed.contains(&index)
    }

    /// Whether run `index` was played, whether or not it failed.
    pub fn is_played(&self, index: usize) -> bool {
        self.places[index] != 0
    }

    /// Whether run `index` failed at its last try.
    pub fn has_failed(&self, index: usize) -> bool {
        self.failed.contains(&index)
    }

    /// How many runs are finished and did not fail.
    pub fn done(&self) -> u64 {
        (0..self.places.len()).filter(|&index| self.is_done(index)).count() as u64
    }

    /// How many runs failed at their last try.
    pub fn failed(&self) -> u64 {
        self.failed.len() as u64
    }

    /// Reads run `index` and checks its hash; none if it is not finished. The bytes stand in `contents`.
    pub fn read<'a>(
        &mut self,
        index: usize,
        contents: &'a mut Vec<u8>,
    ) -> Result<Option<Frame<'a>>, OutputError> {
        let place = self.places[index];
        if place == 0 {
            return Ok(None);
        }
        let offset = place - PREFIX;
        let seek = self.file.seek(SeekFrom::Start(offset));
        seek.map_err(|error| OutputError::read(&self.path, error))?;
        let whole = next_record(&mut self.file, self.end - offset, contents)
            .map_err(|error| OutputError::read(&self.path, error))?
            .is_some();
        let damaged = || OutputError::Damaged { path: self.path.clone(), offset };
        if !whole {
            return Err(damaged());
        }
        Frame::read(contents, self.columns).map(Some).ok_or_else(damaged)
    }

    /// Reads part of the contents of run `index`, which must be finished, from the byte `from` on.
    pub fn read_part(&mut self, index: usize, from: u64, bytes: &mut [u8]) -> Result<(), OutputError> {
        self.file
            .seek(SeekFrom::Start(self.places[index] + from))
            .and_then(|_| self.file.read_exact(bytes))
            .map_err(|error| OutputError::read(&self.path, error))
    }
}

/// Remembers where a run stands.
fn note(places: &mut [u64], failures: &mut BTreeSet<usize>, index: usize, start: u64, failed: bool) {
    places[index] = start;
    if failed {
        failures.insert(index);
    } else {
        failures.remove(&index);
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

/// The first line in which two first records differ.
fn difference(was: &str, now: &str) -> String {
    let differing = was.lines().zip(now.lines()).find(|(was, now)| was != now);
    differing.map_or_else(
        || "its journal has another form".to_owned(),
        |(was, now)| format!("it was `{was}`, it is now `{now}`"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::frame;
    use super::*;

    fn open(folder: &Path) -> Journal {
        Journal::open(folder, "a scenario", &[3, 5, 8], 1).expect("opened")
    }

    #[test]
    fn a_second_process_is_kept_out() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let _held = open(folder.path());
        let error = Journal::open(folder.path(), "a scenario", &[3, 5, 8], 1).err().expect("busy");
        assert!(matches!(error, OutputError::Busy { .. }), "{error}");
    }

    #[test]
    fn a_journal_of_another_version_is_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        drop(Journal::open(folder.path(), "journal 1\nversion 0.1.0", &[3], 1).expect("opened"));
        let error = Journal::open(folder.path(), "journal 1\nversion 0.2.0", &[3], 1).err().expect("refused");
        assert!(error.to_string().contains("it was `version 0.1.0`, it is now `version 0.2.0`"), "{error}");
    }

    #[test]
    fn the_last_record_of_a_run_counts() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut journal = open(folder.path());
        journal.append(1, &frame::of_failure(5, 1, "no memory")).expect("appended");
        assert_eq!((journal.is_done(1), journal.failed()), (false, 1));
        drop(journal);
        let mut journal = open(folder.path());
        assert_eq!((journal.is_done(1), journal.failed()), (false, 1));
        let record = crate::sweep::RunRecord {
            stopped_by: "ticks",
            ticks: 3,
            series: vec![],
            outcomes: vec![0.5],
            opinions: vec![],
        };
        journal.append(1, &frame::of_record(5, 1, &record)).expect("appended");
        drop(journal);
        let mut journal = open(folder.path());
        assert_eq!((journal.is_done(1), journal.failed(), journal.done()), (true, 0, 1));
        let mut contents = Vec::new();
        let frame = journal.read(1, &mut contents).expect("read").expect("there");
        assert_eq!(frame.outcomes().collect::<Vec<_>>(), [0.5]);
    }

    #[test]
    fn a_record_that_changed_under_us_is_an_error_not_a_number() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut journal = open(folder.path());
        journal.append(0, &frame::of_failure(3, 1, "no memory")).expect("appended");
        let place = journal.places[0];
        journal.file.seek(SeekFrom::Start(place + 9)).expect("sought");
        journal.file.write_all(&[0xff]).expect("written");
        let error = journal.read(0, &mut Vec::new()).err().expect("damaged");
        assert!(error.to_string().contains("is damaged at byte"), "{error}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error_that_names_the_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut journal = open(folder.path());
        journal.file = OpenOptions::new().write(true).open("/dev/full").expect("opened");
        let error = journal.append(0, &frame::of_failure(3, 1, "no memory")).expect_err("full");
        let text = error.to_string();
        assert!(text.contains("runs.journal: No space left on device"), "{text}");
        assert_eq!(journal.failed(), 0, "a run that was not written does not count");
    }
}

//! The journal: every finished run, appended as a whole record in the order of finishing.
//!
//! The first record says what the journal belongs to, so that runs of two scenarios or of two versions of hushfeed are
//! never mixed. A run that stands twice (it failed, and was played again) counts as its last record says. In memory
//! there are two bits a run; where each stands is on the disk.

use std::path::{Path, PathBuf};

use super::bits::Bits;
use super::frame::{Frame, Head};
use super::log::{Log, difference};
use super::places::Places;
use super::shard::Shard;
use crate::output::{JOURNAL_FILE, JOURNAL_FOLDER, OutputError, make_folder, sync_folder};

/// Finished runs that can be read by their number.
pub trait Records {
    /// Reads a run and checks its hash; none if it is not finished. The bytes stand in `contents`.
    fn read<'a>(&mut self, run_id: u64, contents: &'a mut Vec<u8>) -> Result<Option<Frame<'a>>, OutputError>;

    /// Reads part of the contents of a run, which must be finished, from the byte `from` on.
    fn read_part(&mut self, run_id: u64, from: u64, bytes: &mut [u8]) -> Result<(), OutputError>;
}

/// The journal of a result folder, open for writing and reading, and locked against other processes.
pub struct Journal {
    log: Log,
    shard: Shard,
    columns: usize,
    places: Places,
    finished: Bits,
    failed: Bits,
}

impl Journal {
    /// Opens the journal in `folder`, or begins one, for the runs of `shard` among `runs`. `belongs_to` is the text of
    /// its first record, `columns` the number of outcomes of each run. Reads the whole journal once.
    pub fn open(
        folder: &Path,
        belongs_to: &str,
        shard: Shard,
        runs: u64,
        columns: usize,
    ) -> Result<Self, OutputError> {
        let inside = folder.join(JOURNAL_FOLDER);
        make_folder(&inside)?;
        let log = Log::for_writing(Self::path(folder), folder)?;
        let count = shard.count(runs);
        let mut journal = Self {
            log,
            shard,
            columns,
            places: Places::new(&inside)?,
            finished: Bits::new(count),
            failed: Bits::new(count),
        };
        let Self { log, places, finished, failed, .. } = &mut journal;
        let check = |first: &str| {
            if first == belongs_to {
                return Ok(());
            }
            let difference = difference(first, belongs_to);
            Err(OutputError::OtherJournal { folder: folder.to_path_buf(), difference })
        };
        log.scan(check, |contents, place| match Frame::read(contents, columns) {
            Some(Frame { head, .. }) if head.run_id < runs => match shard.place(head.run_id) {
                Some(index) => {
                    finished.set(index, true);
                    failed.set(index, head.failed);
                    places.set(index, place)
                }
                None => Ok(()),
            },
            _ => Ok(()),
        })?;
        journal.log.cut()?;
        if journal.log.is_empty() {
            journal.log.put(belongs_to.as_bytes())?;
            journal.log.sync()?;
            sync_folder(&inside).map_err(|error| OutputError::write(&inside, error))?;
        }
        Ok(journal)
    }

    /// The file of the journal of a result folder.
    pub fn path(folder: &Path) -> PathBuf {
        folder.join(JOURNAL_FOLDER).join(JOURNAL_FILE)
    }

    /// Appends the frame of a run. After an error the run does not count.
    pub fn append(&mut self, run_id: u64, frame: &[u8]) -> Result<(), OutputError> {
        let failed = Head::read(frame).is_none_or(|head| head.failed);
        let index = self.index(run_id);
        let place = self.log.put(frame)?;
        self.places.set(index, place)?;
        self.finished.set(index, true);
        self.failed.set(index, failed);
        Ok(())
    }

    /// Makes what was appended survive a power cut.
    pub fn sync(&mut self) -> Result<(), OutputError> {
        self.log.sync()
    }

    /// The runs that are finished and did not fail, by their place in the shard.
    pub fn done_runs(&self) -> Bits {
        self.finished.without(&self.failed)
    }

    /// Whether a run was played, whether or not it failed.
    pub fn is_played(&self, run_id: u64) -> bool {
        self.finished.has(self.index(run_id))
    }

    /// Whether a run failed at its last try.
    pub fn has_failed(&self, run_id: u64) -> bool {
        self.failed.has(self.index(run_id))
    }

    /// Whether a run is finished and did not fail.
    pub fn is_done(&self, run_id: u64) -> bool {
        self.is_played(run_id) && !self.has_failed(run_id)
    }

    /// How many runs are finished and did not fail.
    pub fn done(&self) -> u64 {
        self.done_runs().count()
    }

    /// How many runs failed at their last try.
    pub fn failed(&self) -> u64 {
        self.failed.count()
    }

    fn index(&self, run_id: u64) -> u64 {
        self.shard.place(run_id).expect("a run of this shard")
    }
}

impl Records for Journal {
    fn read<'a>(&mut self, run_id: u64, contents: &'a mut Vec<u8>) -> Result<Option<Frame<'a>>, OutputError> {
        let index = self.index(run_id);
        if !self.finished.has(index) {
            return Ok(None);
        }
        let place = self.places.get(index)?;
        self.log.read(place, self.columns, contents).map(Some)
    }

    fn read_part(&mut self, run_id: u64, from: u64, bytes: &mut [u8]) -> Result<(), OutputError> {
        let place = self.places.get(self.index(run_id))?;
        self.log.read_part(place + from, bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::super::frame;
    use super::super::log::Disturbance;
    use super::*;

    fn try_open(folder: &Path, belongs_to: &str) -> Result<Journal, OutputError> {
        Journal::open(folder, belongs_to, "2/3".parse().expect("a shard"), 10, 1)
    }

    /// The runs 1, 4 and 7 of ten.
    fn open(folder: &Path) -> Journal {
        try_open(folder, "a scenario").expect("opened")
    }

    #[test]
    fn a_second_process_is_kept_out() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let _held = open(folder.path());
        let error = try_open(folder.path(), "a scenario").err().expect("busy");
        assert!(matches!(error, OutputError::Busy { .. }), "{error}");
    }

    #[test]
    fn a_journal_of_another_version_is_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        drop(try_open(folder.path(), "journal 1\nversion 0.1.0").expect("opened"));
        let error = try_open(folder.path(), "journal 1\nversion 0.2.0").err().expect("refused");
        assert!(error.to_string().contains("it was `version 0.1.0`, it is now `version 0.2.0`"), "{error}");
    }

    #[test]
    fn the_last_record_of_a_run_counts() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut journal = open(folder.path());
        journal.append(4, &frame::of_failure(4, 1, "no memory")).expect("appended");
        assert_eq!((journal.done(), journal.failed()), (0, 1));
        drop(journal);
        let mut journal = open(folder.path());
        assert_eq!((journal.done(), journal.failed()), (0, 1));
        let record = crate::sweep::RunRecord {
            stopped_by: "ticks",
            ticks: 3,
            series: vec![],
            outcomes: vec![0.5],
            opinions: vec![],
        };
        journal.append(4, &frame::of_record(4, 1, &record)).expect("appended");
        drop(journal);
        let mut journal = open(folder.path());
        assert_eq!((journal.failed(), journal.done()), (0, 1));
        let mut contents = Vec::new();
        let frame = journal.read(4, &mut contents).expect("read").expect("there");
        assert_eq!(frame.outcomes().collect::<Vec<_>>(), [0.5]);
    }

    #[test]
    fn a_record_that_changed_under_us_is_an_error_not_a_number() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut journal = open(folder.path());
        journal.append(1, &frame::of_failure(1, 1, "no memory")).expect("appended");
        let place = journal.places.get(0).expect("a place");
        journal.log.disturb(Disturbance::Byte(place + 9));
        let error = journal.read(1, &mut Vec::new()).err().expect("damaged");
        assert!(error.to_string().contains("is damaged at byte"), "{error}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error_that_names_the_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut journal = open(folder.path());
        journal.log.disturb(Disturbance::FullDisk);
        let error = journal.append(1, &frame::of_failure(1, 1, "no memory")).expect_err("full");
        let text = error.to_string();
        assert!(text.contains("runs.journal: No space left on device"), "{text}");
        assert_eq!(journal.failed(), 0, "a run that was not written does not count");
    }
}

//! The result folder: what may be written into it, and what is never touched.

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::atomic::{TEMPORARY, sync_folder};
use super::manifest::Former;
use super::{Manifest, OutputError};

/// The folder of the journal inside a result folder; gone once the result is complete.
pub const JOURNAL_FOLDER: &str = ".hushfeed-journal";
/// The journal, in its folder. The process that writes a result holds a lock on it.
pub const JOURNAL_FILE: &str = "runs.journal";

/// The page that is drawn from a result, in its folder.
pub const PAGE_FILE: &str = "report.html";
/// What tells a page of ours from other files: it stands in the page's head.
pub const PAGE_MARK: &str = "<meta name=\"generator\" content=\"hushfeed\">";

/// What to do with a result folder that is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// Refuse it, unless it is empty.
    #[default]
    Refuse,
    /// Replace the files that hushfeed wrote there (its manifest lists them); no other file is touched.
    Force,
    /// Go on with it, if the scenario is the same. Starts anew where there is nothing yet.
    Resume,
}

/// In what state a folder was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// Nothing of an earlier session is left.
    New,
    /// An earlier session did not finish.
    Resumed,
    /// An earlier session finished: there is nothing to do.
    Complete,
}

/// A result folder that exists and may be written to.
#[derive(Clone, Debug)]
pub struct ResultFolder {
    path: PathBuf,
    former: Former,
}

impl ResultFolder {
    /// Creates the folder with its parents, or takes an existing one as `existing` says.
    ///
    /// `scenario` is the text of `scenario.toml`, which an unfinished result must share; `planned` are the names of
    /// the files that will be written.
    pub fn open(
        path: &Path,
        existing: Existing,
        scenario: &str,
        planned: &[String],
    ) -> Result<(Self, Opened), OutputError> {
        if path.exists() && !path.is_dir() {
            return Err(OutputError::NotAFolder { path: path.to_path_buf() });
        }
        make_folder(path)?;
        let mut folder = Self { path: path.to_path_buf(), former: Former::default() };
        if folder.is_empty()? {
            return Ok((folder, Opened::New));
        }
        let former = Former::read(path)?;
        let opened = match (existing, former) {
            (Existing::Refuse, _) => return Err(OutputError::Exists { folder: path.to_path_buf() }),
            (Existing::Resume, None) => return Err(OutputError::NotAResult { folder: path.to_path_buf() }),
            (Existing::Resume, Some(former)) => {
                folder.former = former;
                folder.resume(scenario)?
            }
            (Existing::Force, former) => {
                folder.replace(former, planned)?;
                Opened::New
            }
        };
        Ok((folder, opened))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// When the first session began, where there was one.
    pub fn started(&self) -> Option<&str> {
        self.former.started.as_deref()
    }

    /// Whether the earlier session says that its runs were made from other contents of the same files: the first one.
    pub fn other_input(&self, inputs: &[(String, String)]) -> Option<&str> {
        let former = self.former.inputs.as_deref()?;
        former.iter().find(|input| !inputs.contains(input)).map(|(file, _)| file.as_str())
    }

    /// Removes files of an earlier session that the result no longer has (`series.csv` beside `series.csv.gz`).
    pub fn remove_former_except(&self, kept: &[String]) -> Result<(), OutputError> {
        let stale = self.former.files.iter().filter(|name| !kept.contains(name));
        stale.into_iter().try_for_each(|name| remove(&self.path.join(name)))
    }

    /// Removes the journal: the tables hold everything.
    pub fn remove_journal(&self) -> Result<(), OutputError> {
        remove_folder(&self.path.join(JOURNAL_FOLDER))
    }

    /// Whether nothing is in the folder but the folders of shards, after removing what a killed process left unfinished.
    fn is_empty(&self) -> Result<bool, OutputError> {
        let failed = |error| OutputError::read(&self.path, error);
        let mut empty = true;
        for entry in fs::read_dir(&self.path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(TEMPORARY) {
                remove(&entry.path())?;
            } else if !(name.starts_with("shard-") && entry.path().join(Manifest::NAME).exists()) {
                empty = false;
            }
        }
        Ok(empty)
    }

    fn resume(&self, scenario: &str) -> Result<Opened, OutputError> {
        let path = self.path.join("scenario.toml");
        match fs::read_to_string(&path) {
            Ok(text) if text == scenario => {}
            Ok(text) => return Err(difference(&self.path, &text, scenario)),
            // Killed between the manifest and the scenario: nothing was played.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(OutputError::read(&path, error)),
        }
        if self.former.status == "done" {
            return Ok(Opened::Complete);
        }
        remove_page(&self.path)?;
        Ok(Opened::Resumed)
    }

    /// Removes the files of an earlier result, its manifest last, so that a crash in between leaves them ours.
    fn replace(&self, former: Option<Former>, planned: &[String]) -> Result<(), OutputError> {
        let ours = former.is_some();
        let listed = former.map_or_else(Vec::new, |former| former.files);
        let journal = self.path.join(JOURNAL_FOLDER);
        let mut in_the_way =
            planned.iter().filter(|name| !listed.contains(name)).map(|name| self.path.join(name));
        if let Some(path) = in_the_way.find(|path| path.exists()) {
            return Err(OutputError::Foreign { path });
        }
        if !ours {
            for path in [self.path.join(Manifest::NAME), journal] {
                if path.exists() {
                    return Err(OutputError::Foreign { path });
                }
            }
            return Ok(());
        }
        if let Ok(file) = fs::File::open(journal.join(JOURNAL_FILE)) {
            lock(&file, &self.path)?;
        }
        remove_folder(&journal)?;
        remove_page(&self.path)?;
        listed.iter().try_for_each(|name| remove(&self.path.join(name)))?;
        remove(&self.path.join(Manifest::NAME))
    }
}

/// Takes the lock on the journal of `folder`, for as long as `file` is open. A file system without locks passes.
pub fn lock(file: &fs::File, folder: &Path) -> Result<(), OutputError> {
    match file.try_lock() {
        Err(fs::TryLockError::WouldBlock) => Err(OutputError::Busy { folder: folder.to_path_buf() }),
        _ => Ok(()),
    }
}

/// Makes a folder with its parents. Its name survives a power cut, where the file system can do that.
pub fn make_folder(path: &Path) -> Result<(), OutputError> {
    fs::create_dir_all(path).map_err(|error| OutputError::write(path, error))?;
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        // The parent may be a folder that we may enter and not read: the result is as good without.
        let _ = sync_folder(parent);
    }
    Ok(())
}

/// Removes a file, if it is there.
fn remove(path: &Path) -> Result<(), OutputError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(OutputError::write(path, error)),
        _ => Ok(()),
    }
}

/// Whether a file is a page that hushfeed drew.
pub fn is_page(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(1024).read_to_end(&mut head));
    read.is_ok() && String::from_utf8_lossy(&head).contains(PAGE_MARK)
}

/// Removes the page of an earlier result, which would show what is no longer there.
fn remove_page(folder: &Path) -> Result<(), OutputError> {
    let page = folder.join(PAGE_FILE);
    if is_page(&page) { remove(&page) } else { Ok(()) }
}

/// Removes the folder of the journal, if it is there.
fn remove_folder(path: &Path) -> Result<(), OutputError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(OutputError::write(path, error)),
        _ => Ok(()),
    }
}

/// The error that shows the first line in which two scenarios differ.
fn difference(folder: &Path, was: &str, now: &str) -> OutputError {
    let (mut old, mut new) = (was.lines(), now.lines());
    let mut line = 0;
    loop {
        line += 1;
        match (old.next(), new.next()) {
            (Some(a), Some(b)) if a == b => {}
            (a, b) => {
                let text = |line: Option<&str>| line.unwrap_or_default().trim().to_owned();
                return OutputError::OtherScenario {
                    folder: folder.to_path_buf(),
                    line,
                    was: text(a),
                    now: text(b),
                };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{RunCounts, Status, write_whole};

    fn planned() -> Vec<String> {
        ["scenario.toml", "runs.csv"].map(str::to_owned).to_vec()
    }

    fn result(folder: &Path, status: Status) {
        let files = [("scenario.toml", "slots = 10\n"), ("runs.csv", "run_id\n")]
            .map(|(name, text)| write_whole(&folder.join(name), text).expect("written"));
        let manifest = Manifest {
            name: "test".into(),
            status,
            command: vec![],
            seeds: vec![42],
            threads: 1,
            runs: RunCounts::default(),
            started: "2026-01-01T00:00:00Z".into(),
            ended: None,
            inputs: Vec::new(),
            files: files.to_vec(),
            planned_files: planned(),
            shard: None,
            merged_from: vec![],
        };
        manifest.write(folder).expect("written");
    }

    fn open(folder: &Path, existing: Existing) -> Result<Opened, String> {
        let opened = ResultFolder::open(folder, existing, "slots = 10\n", &planned());
        opened.map(|(_, opened)| opened).map_err(|error| error.to_string())
    }

    #[test]
    fn an_existing_result_is_refused_with_both_ways_out() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(
            open(folder.path(), Existing::Refuse),
            Ok(Opened::New),
            "an empty folder is as good as none"
        );
        result(folder.path(), Status::Done);
        let error = open(folder.path(), Existing::Refuse).expect_err("refused");
        let name = folder.path().display().to_string();
        assert!([&name, "--force", "--resume"].iter().all(|part| error.contains(*part)), "{error}");
    }

    #[test]
    fn force_replaces_what_the_manifest_lists_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        result(folder.path(), Status::Done);
        let notes = folder.path().join("notes.txt");
        fs::write(&notes, "mine").expect("written");
        assert_eq!(open(folder.path(), Existing::Force), Ok(Opened::New));
        assert_eq!(fs::read_to_string(&notes).expect("kept"), "mine");
        assert_eq!(fs::read_dir(folder.path()).expect("read").count(), 1, "only the notes are left");
    }

    #[test]
    fn force_does_not_touch_a_table_that_somebody_else_made() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let table = folder.path().join("runs.csv");
        fs::write(&table, "mine").expect("written");
        let error = open(folder.path(), Existing::Force).expect_err("refused");
        assert!(error.contains("runs.csv was not written by hushfeed"), "{error}");
        assert_eq!(fs::read_to_string(&table).expect("kept"), "mine");
    }

    #[test]
    fn a_manifest_cannot_reach_out_of_its_folder() {
        let outer = tempfile::tempdir().expect("a temporary folder");
        let precious = outer.path().join("precious.txt");
        fs::write(&precious, "mine").expect("written");
        let folder = outer.path().join("result");
        fs::create_dir(&folder).expect("created");
        let manifest = r#"{"program": "hushfeed", "files": [{"path": "../precious.txt"}]}"#;
        fs::write(folder.join(Manifest::NAME), manifest).expect("written");
        assert_eq!(open(&folder, Existing::Force), Ok(Opened::New));
        assert!(precious.exists());
    }

    #[test]
    fn resume_wants_the_same_scenario_and_shows_the_line_that_differs() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        result(folder.path(), Status::Interrupted);
        assert_eq!(open(folder.path(), Existing::Resume), Ok(Opened::Resumed));
        let error = ResultFolder::open(folder.path(), Existing::Resume, "slots = 20\n", &planned())
            .expect_err("another scenario");
        let text = error.to_string();
        assert!(text.contains("it was `slots = 10`, it is now `slots = 20`"), "{text}");
        result(folder.path(), Status::Done);
        assert_eq!(open(folder.path(), Existing::Resume), Ok(Opened::Complete));
    }

    #[test]
    fn resume_refuses_a_folder_that_is_not_a_result() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("thesis.tex"), "mine").expect("written");
        let error = open(folder.path(), Existing::Resume).expect_err("refused");
        assert!(error.contains("holds no result"), "{error}");
    }

    #[test]
    fn a_file_in_the_place_of_the_folder_is_named() {
        let outer = tempfile::tempdir().expect("a temporary folder");
        let file = outer.path().join("file");
        fs::write(&file, "").expect("written");
        assert!(open(&file, Existing::Force).expect_err("refused").contains("is a file"));
        assert!(open(&file.join("deeper"), Existing::Refuse).expect_err("refused").contains("cannot write"));
    }
}

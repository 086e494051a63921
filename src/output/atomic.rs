//! Files that are whole or not there.
//!
//! The bytes go to a temporary file in the same folder; [`AtomicFile::commit`] synchronises it, renames it into
//! place and synchronises the folder. A process that is killed before leaves the former file, or none, under the
//! final name.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::OutputError;

/// How the name of an unfinished file begins. What a killed process left is recognised by it and removed.
pub(super) const TEMPORARY: &str = ".hushfeed-unfinished-";

/// A file that stands under its name only once it is committed. Dropped before, it leaves nothing behind.
pub struct AtomicFile {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
    hasher: blake3::Hasher,
    bytes: u64,
}

/// What the manifest says about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its name inside the result folder.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// BLAKE3 in hexadecimal: of the bytes of the file, or of what `hashed` says.
    pub blake3: String,
    /// What the hash is over, where that is not the file as it stands.
    pub hashed: Option<&'static str>,
}

impl AtomicFile {
    /// Opens an unfinished file beside `path`.
    pub fn create(path: &Path) -> Result<Self, OutputError> {
        let mut builder = Builder::new();
        builder.prefix(TEMPORARY);
        #[cfg(unix)]
        {
            // A temporary file is private by default; a result is as readable as the user's umask makes it.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder_of(path)).map_err(|error| OutputError::write(path, error))?;
        Ok(Self {
            file: BufWriter::with_capacity(1 << 18, file),
            path: path.to_path_buf(),
            hasher: blake3::Hasher::new(),
            bytes: 0,
        })
    }

    /// The name that the file will have.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the file, synchronised, under its name. Replaces a file that stood there.
    pub fn commit(self) -> Result<Written, OutputError> {
        let Self { file, path, hasher, bytes } = self;
        let failed = |error: io::Error| OutputError::write(&path, error);
        let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        sync_folder(folder_of(&path)).map_err(failed)?;
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        Ok(Written { name, bytes, blake3: hasher.finalize().to_hex().to_string(), hashed: None })
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.file.write(bytes)?;
        self.hasher.update(&bytes[..taken]);
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes a small text file, whole or not at all.
pub fn write_whole(path: &Path, text: &str) -> Result<Written, OutputError> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(text.as_bytes()).map_err(|error| OutputError::write(path, error))?;
    file.commit()
}

/// The folder that holds `path`.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes the names in a folder survive a power cut. Windows has no such call and needs none.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).expect("a folder");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_file_that_is_not_committed_leaves_nothing_and_the_former_one_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "former").expect("written");
        let mut file = AtomicFile::create(&path).expect("created");
        file.write_all(b"half of it").expect("written");
        assert_eq!(names(folder.path()).len(), 2, "the unfinished file stands beside");
        drop(file);
        assert_eq!(names(folder.path()), ["a.txt"]);
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "former");
    }

    #[test]
    fn a_committed_file_has_the_hash_of_its_bytes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.txt");
        let written = write_whole(&path, "whole").expect("written");
        assert_eq!((written.name.as_str(), written.bytes), ("a.txt", 5));
        assert_eq!(written.blake3, blake3::hash(b"whole").to_hex().to_string());
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "whole");
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("file");
        std::fs::write(&file, "").expect("written");
        let error = write_whole(&file.join("a.txt"), "x").expect_err("a file is not a folder");
        assert!(error.to_string().starts_with("cannot write "), "{error}");
        assert!(error.to_string().contains("a.txt: "), "{error}");
    }
}

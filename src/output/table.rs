//! CSV tables: a header on line 1, no comments, UTF-8, `.` decimal, an empty field for what is missing.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};

use super::{AtomicFile, OutputError, Written, write_number};

/// A table that is being written, field by field and row by row. It appears under its name when it is finished.
pub struct Table {
    writer: csv::Writer<Sink>,
    /// The same text without its last column, for tables whose last column differs between two equal runs.
    stable: Option<csv::Writer<blake3::Hasher>>,
    columns: usize,
    column: usize,
    path: PathBuf,
    text: String,
}

/// Where the text goes.
enum Sink {
    Plain(AtomicFile),
    Gzip(GzEncoder<AtomicFile>),
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(file) => file.flush(),
            Self::Gzip(encoder) => encoder.flush(),
        }
    }
}

impl Table {
    /// Begins a table in `folder` with its header. A `name` that ends in `.gz` is compressed, with neither a time
    /// nor a system in the gzip header, so that equal tables are equal bytes.
    pub fn create<'a>(
        folder: &Path,
        name: &str,
        header: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, OutputError> {
        Self::open(folder, name, header, false)
    }

    /// Begins a table whose last column is left out of its hash: `blake3` is then that of the text (uncompressed)
    /// with the last field of each line and the comma before it cut off, `sed 's/,[^,]*$//'`.
    pub fn create_with_unhashed_last_column<'a>(
        folder: &Path,
        name: &str,
        header: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, OutputError> {
        Self::open(folder, name, header, true)
    }

    fn open<'a>(
        folder: &Path,
        name: &str,
        header: impl IntoIterator<Item = &'a str>,
        unhashed_last: bool,
    ) -> Result<Self, OutputError> {
        let path = folder.join(name);
        let file = AtomicFile::create(&path)?;
        let gzipped = path.extension().is_some_and(|extension| extension == "gz");
        let sink = if gzipped {
            // 255: unknown system. A name or a time in the header would change the bytes.
            Sink::Gzip(GzBuilder::new().mtime(0).operating_system(255).write(file, Compression::default()))
        } else {
            Sink::Plain(file)
        };
        let header: Vec<&str> = header.into_iter().collect();
        let mut table = Self {
            writer: csv::WriterBuilder::new().flexible(false).buffer_capacity(1 << 16).from_writer(sink),
            stable: unhashed_last.then(|| csv::Writer::from_writer(blake3::Hasher::new())),
            columns: header.len(),
            column: 0,
            path,
            text: String::new(),
        };
        for name in header {
            table.text(name)?;
        }
        table.end_row()?;
        Ok(table)
    }

    /// The next field, a text as it stands. Texts that need it are quoted.
    pub fn text(&mut self, field: &str) -> Result<(), OutputError> {
        self.text.clear();
        self.text.push_str(field);
        self.put()
    }

    /// The next field, a count or an id.
    pub fn integer(&mut self, value: u64) -> Result<(), OutputError> {
        self.text.clear();
        write!(self.text, "{value}").expect("a String takes any text");
        self.put()
    }

    /// The next field, a number; NaN is an empty field.
    pub fn number(&mut self, value: f64) -> Result<(), OutputError> {
        self.text.clear();
        write_number(&mut self.text, value);
        self.put()
    }

    /// The next field, which is missing.
    pub fn missing(&mut self) -> Result<(), OutputError> {
        self.text("")
    }

    /// Several numbers.
    pub fn numbers(&mut self, values: impl IntoIterator<Item = f64>) -> Result<(), OutputError> {
        values.into_iter().try_for_each(|value| self.number(value))
    }

    fn put(&mut self) -> Result<(), OutputError> {
        self.column += 1;
        if let Some(stable) = &mut self.stable
            && self.column < self.columns
        {
            stable.write_field(&self.text).map_err(|error| OutputError::row(&self.path, error))?;
        }
        self.writer.write_field(&self.text).map_err(|error| OutputError::row(&self.path, error))
    }

    /// Ends the row.
    ///
    /// # Panics
    /// If the row has not as many fields as the header: that is a bug, and a shifted column a wrong number.
    pub fn end_row(&mut self) -> Result<(), OutputError> {
        assert_eq!(self.column, self.columns, "fields of a row of {}", self.path.display());
        self.column = 0;
        let none: [&[u8]; 0] = [];
        if let Some(stable) = &mut self.stable {
            stable.write_record(none).map_err(|error| OutputError::row(&self.path, error))?;
        }
        self.writer.write_record(none).map_err(|error| OutputError::row(&self.path, error))
    }

    /// Puts the table under its name.
    pub fn finish(self) -> Result<Written, OutputError> {
        let path = self.path;
        let failed = |error: io::Error| OutputError::write(&path, error);
        let sink = self.writer.into_inner().map_err(|error| failed(clone(error.error())))?;
        let file = match sink {
            Sink::Plain(file) => file,
            Sink::Gzip(encoder) => encoder.finish().map_err(failed)?,
        };
        let mut written = file.commit()?;
        if let Some(stable) = self.stable {
            let hasher = stable.into_inner().map_err(|error| failed(clone(error.error())))?;
            written.blake3 = hasher.finalize().to_hex().to_string();
            written.hashed = Some("the uncompressed text without its last column");
        }
        Ok(written)
    }
}

/// The same error: the csv crate lends it only.
fn clone(error: &io::Error) -> io::Error {
    error
        .raw_os_error()
        .map_or_else(|| io::Error::new(error.kind(), error.to_string()), io::Error::from_raw_os_error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn write(folder: &Path, name: &str, wall: u64) -> Written {
        let header = ["run_id", "note", "mean", "wall_ms"];
        let mut table = Table::create_with_unhashed_last_column(folder, name, header).expect("created");
        table.integer(3).expect("written");
        table.text("a, \"b\"").expect("written");
        table.number(f64::NAN).expect("written");
        table.integer(wall).expect("written");
        table.end_row().expect("written");
        table.finish().expect("finished")
    }

    #[test]
    fn a_table_has_a_header_empty_missing_fields_and_quotes_where_needed() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write(folder.path(), "runs.csv", 12);
        let text = std::fs::read_to_string(folder.path().join("runs.csv")).expect("read");
        assert_eq!(text, "run_id,note,mean,wall_ms\n3,\"a, \"\"b\"\"\",,12\n");
    }

    #[test]
    fn the_hash_leaves_the_last_column_out_whether_compressed_or_not() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let expected = blake3::hash(b"run_id,note,mean\n3,\"a, \"\"b\"\"\",\n").to_hex().to_string();
        assert_eq!(write(folder.path(), "runs.csv", 12).blake3, expected);
        assert_eq!(write(folder.path(), "runs.csv.gz", 99).blake3, expected);
    }

    #[test]
    fn compressed_bytes_repeat_and_unpack_to_the_plain_table() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write(folder.path(), "a.csv.gz", 12);
        write(folder.path(), "b.csv.gz", 12);
        write(folder.path(), "c.csv", 12);
        let read = |name: &str| std::fs::read(folder.path().join(name)).expect("read");
        assert_eq!(read("a.csv.gz"), read("b.csv.gz"));
        let mut plain = Vec::new();
        let packed = read("a.csv.gz");
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut plain).expect("unpacked");
        assert_eq!(plain, read("c.csv"));
    }

    #[test]
    #[should_panic(expected = "fields of a row of")]
    fn a_row_that_is_too_short_is_a_bug() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut table = Table::create(folder.path(), "a.csv", ["a", "b"]).expect("created");
        table.integer(1).expect("written");
        let _ = table.end_row();
    }
}

//! A table of a result folder, packed or not.

use std::fmt::Display;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::AnalysisError;

/// A table that is being read, row by row.
pub struct ResultTable {
    /// The file.
    pub path: PathBuf,
    /// The names of its columns.
    pub header: StringRecord,
    rows: csv::Reader<Box<dyn Read>>,
    help: &'static str,
}

impl ResultTable {
    /// Opens `name.csv` of a result folder, or `name.csv.gz` where only that is there. `help` is the way out that every
    /// error of this table names.
    ///
    /// # Errors
    /// A table that is missing or cannot be read.
    pub fn open(folder: &Path, name: &str, help: &'static str) -> Result<Self, AnalysisError> {
        let path = Self::place(folder, name).unwrap_or_else(|| folder.join(format!("{name}.csv")));
        let fail = |reason: String| AnalysisError::Read { path: path.clone(), reason, help };
        let file = File::open(&path).map_err(|error| fail(error.to_string()))?;
        let reader: Box<dyn Read> = if path.extension().is_some_and(|ending| ending == "gz") {
            Box::new(flate2::read::MultiGzDecoder::new(file))
        } else {
            Box::new(file)
        };
        let mut rows = csv::Reader::from_reader(reader);
        let header = rows.headers().map_err(|error| fail(error.to_string()))?.clone();
        Ok(Self { path, header, rows, help })
    }

    /// The file of a table, if it was written.
    pub fn place(folder: &Path, name: &str) -> Option<PathBuf> {
        let paths = [folder.join(format!("{name}.csv")), folder.join(format!("{name}.csv.gz"))];
        paths.into_iter().find(|path| path.is_file())
    }

    /// The number of a column.
    ///
    /// # Errors
    /// A table without it.
    pub fn column(&self, name: &str) -> Result<usize, AnalysisError> {
        let place = self.header.iter().position(|column| column == name);
        place.ok_or_else(|| self.fail(format_args!("it has no column `{name}`")))
    }

    /// Reads the next row; false at the end.
    ///
    /// # Errors
    /// A file that cannot be read on, or a row of another length.
    pub fn next(&mut self, row: &mut StringRecord) -> Result<bool, AnalysisError> {
        self.rows.read_record(row).map_err(|error| self.fail(error))
    }

    /// The error that says what is wrong with the table.
    pub fn fail(&self, reason: impl Display) -> AnalysisError {
        AnalysisError::Read { path: self.path.clone(), reason: reason.to_string(), help: self.help }
    }
}

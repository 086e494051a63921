//! How results are written: whole files or none, tidy tables, what made them and what their columns mean.
//!
//! A file appears under its own name only when it is complete and on the disk: it is written beside its place,
//! synchronised, and renamed. [`Table`] writes the CSV of every result, [`Manifest`] says what made a folder and in
//! what state it is, [`datapackage`] describes the columns, [`ResultFolder`] guards what is already there.

mod atomic;
pub mod clock;
mod datapackage;
mod error;
mod folder;
mod manifest;
mod number;
mod table;

pub use atomic::{AtomicFile, Written, sync_folder, write_whole};
pub use datapackage::{Field, FieldType, TableDescription, datapackage};
pub use error::OutputError;
pub use folder::{
    Existing, JOURNAL_FILE, JOURNAL_FOLDER, Opened, PAGE_FILE, PAGE_MARK, ResultFolder, is_page, lock,
    make_folder,
};
pub use manifest::{Former, Manifest, RunCounts, Status};
pub use number::write_number;
pub use table::Table;

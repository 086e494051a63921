//! Readers and writers of graph files: one file a format, registered in [`Format`].
//!
//! | format | read | written | module |
//! |---|---|---|---|
//! | edge list (CSV, TSV, spaces), with a node table | yes | yes | [`edge_list`], [`node_table`] |
//! | GML | yes | yes | [`gml`] |
//! | GraphML | yes | yes | [`graphml`] |
//! | GEXF | no | yes | [`gexf`] |
//! | MATLAB version 5 (Facebook100) | yes | no | [`matlab`] |
//!
//! Copies of one data set differ from host to host, and a count that is silently different is a wrong result: every
//! reader therefore gives a [`ReadReport`] of what it did beside the network, and reads nothing that it would have to
//! guess. Any bytes give a network or a [`NetworkFileError`]; memory stays in proportion to the file. A file ending
//! in `.gz` is read and written through gzip.

mod assemble;
mod atomic;
mod column;
pub mod edge_list;
mod error;
pub mod gexf;
pub mod gml;
mod gml_syntax;
pub mod graphml;
mod interner;
pub mod matlab;
mod matlab_elements;
pub mod node_table;
mod options;
mod report;
mod source;
mod write;
mod xml;

pub use atomic::write_atomically;
pub use error::{FilePlace, NetworkFileError, Position};
pub use options::{Delimiter, Format, NetworkFile};
pub(crate) use report::count;
pub use report::{ComponentReport, ReadReport, TableReport, Why};
pub use write::{write_network, written_files};

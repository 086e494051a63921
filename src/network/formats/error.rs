//! Everything that can be wrong with a network file.
//!
//! Every message names the file and the place, what was expected and what was found, and ends in the way out.

use std::fmt;

/// A place in a file: `edges.csv:3:7`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePlace {
    /// The file's name as the user gave it.
    pub file: String,
    /// Where in it.
    pub position: Position,
}

/// Where in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// The whole file.
    Whole,
    /// A line, counted from 1.
    Line(u64),
    /// A line and a column, counted in characters from 1.
    Column(u64, u64),
    /// A byte, counted from 0, in what the file holds after decompression.
    Byte(u64),
}

impl FilePlace {
    /// A line of `file`.
    pub fn line(file: &str, line: u64) -> Self {
        Self { file: file.to_owned(), position: Position::Line(line) }
    }

    /// A line and column of `file`.
    pub fn column(file: &str, line: u64, column: u64) -> Self {
        Self { file: file.to_owned(), position: Position::Column(line, column) }
    }

    /// A byte of `file`.
    pub fn byte(file: &str, byte: usize) -> Self {
        Self { file: file.to_owned(), position: Position::Byte(byte as u64) }
    }

    /// The place of the byte `offset` of `text`.
    pub fn offset(file: &str, text: &str, offset: usize) -> Self {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line = before.bytes().filter(|&byte| byte == b'\n').count() as u64 + 1;
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self::column(file, line, before[start..].chars().count() as u64 + 1)
    }
}

impl fmt::Display for FilePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        match self.position {
            Position::Whole => Ok(()),
            Position::Line(line) => write!(f, ":{line}"),
            Position::Column(line, column) => write!(f, ":{line}:{column}"),
            Position::Byte(byte) => write!(f, ": byte {byte}"),
        }
    }
}

/// A network file that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum NetworkFileError {
    /// The file is not there or may not be read.
    #[error(
        "{file}: cannot be read: {reason}\n  help: a relative path starts at the folder of the scenario, or where the command runs"
    )]
    Open {
        /// The file.
        file: String,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The file cannot be written.
    #[error(
        "{file}: cannot be written: {reason}\n  help: choose another place; nothing was changed under this name"
    )]
    Write {
        /// The file.
        file: String,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The ending of the name stands for no format.
    #[error(
        "{file}: expected a name that ends in .csv, .tsv, .txt, .edges, .gml, .graphml, .gexf or .mat (.gz may follow), found {ending}\n  help: rename the file, or name its format: format = \"edge_list\", \"gml\", \"graphml\", \"gexf\" or \"matlab\""
    )]
    UnknownFormat {
        /// The file.
        file: String,
        /// Its ending.
        ending: String,
    },
    /// A format that is only written.
    #[error(
        "{file}: expected a format that can be read (edge_list, gml, graphml, matlab), found {format}\n  help: save the graph as GraphML, in Gephi with File > Export > Graph file"
    )]
    WrittenOnly {
        /// The file.
        file: String,
        /// Its format.
        format: &'static str,
    },
    /// A format that is only read.
    #[error(
        "{file}: expected a format that can be written (edge_list, gml, graphml, gexf), found {format}\n  help: choose a name that ends in .graphml, or another of these formats"
    )]
    ReadOnly {
        /// The file.
        file: String,
        /// Its format.
        format: &'static str,
    },
    /// The compressed data are damaged.
    #[error(
        "{place}: expected compressed data, found damage: {reason}\n  help: the file was damaged or cut short on its way: fetch or make it again"
    )]
    Compression {
        /// Where the compressed part starts.
        place: FilePlace,
        /// What the decompressor says.
        reason: String,
    },
    /// The text is not UTF-8.
    #[error("{place}: expected UTF-8 text, found {found}\n  help: {help}")]
    Encoding {
        /// The first place that is not UTF-8.
        place: FilePlace,
        /// What it looks like.
        found: String,
        /// The way out.
        help: &'static str,
    },
    /// No data in the file.
    #[error("{file}: expected at least one {expected}, found none\n  help: check that the file is complete")]
    Empty {
        /// The file.
        file: String,
        /// What should be there.
        expected: &'static str,
    },
    /// The content is that of another format.
    #[error("{place}: expected {expected}, found what looks like {found}\n  help: {help}")]
    OtherFormat {
        /// Where.
        place: FilePlace,
        /// The format expected.
        expected: &'static str,
        /// What it looks like.
        found: &'static str,
        /// The way out.
        help: &'static str,
    },
    /// A row with another number of columns than the first, or with too few.
    #[error(
        "{place}: expected {expected} columns separated by {delimiter}, found {found}: {row}\n  help: put names that hold the separator in double quotes, or choose another with `delimiter` (comma, tab, space, semicolon)"
    )]
    Columns {
        /// The row.
        place: FilePlace,
        /// How many columns there should be.
        expected: String,
        /// The separator in use.
        delimiter: &'static str,
        /// How many there are.
        found: usize,
        /// The row itself, shortened.
        row: String,
    },
    /// An empty name.
    #[error(
        "{place}: expected the name of a node, found nothing\n  help: fill in the name or delete the row"
    )]
    EmptyName {
        /// The field.
        place: FilePlace,
    },
    /// A quote that does not end on its line.
    #[error(
        "{place}: expected a closing double quote on this line, found its end: {row}\n  help: close the quote; write a double quote inside quotes twice"
    )]
    UnclosedQuote {
        /// The row.
        place: FilePlace,
        /// The row itself, shortened.
        row: String,
    },
    /// A line that may be a comment or a tie.
    #[error(
        "{place}: expected a comment above the first tie, or a tie, found a line that may be either: {row}\n  help: put the name in double quotes if this is a tie; delete the line or move it to the top if it is a comment"
    )]
    CommentOrTie {
        /// The line.
        place: FilePlace,
        /// The line itself, shortened.
        row: String,
    },
    /// Something that is not a number.
    #[error("{place}: expected a finite number for {what}, found {found}\n  help: {help}")]
    Number {
        /// Where.
        place: FilePlace,
        /// What the number is for.
        what: String,
        /// What stands there.
        found: String,
        /// The way out.
        help: &'static str,
    },
    /// A column that the file does not have.
    #[error("{place}: expected a column named {column:?}, found {known}\n  help: {help}")]
    UnknownColumn {
        /// The header.
        place: FilePlace,
        /// The column asked for.
        column: String,
        /// The columns there are.
        known: String,
        /// The way out.
        help: String,
    },
    /// Two columns of one name.
    #[error(
        "{place}: expected columns of different names, found {column:?} twice\n  help: rename one of them"
    )]
    RepeatedColumn {
        /// The header.
        place: FilePlace,
        /// The name.
        column: String,
    },
    /// A direction that is neither.
    #[error(
        "{place}: expected \"directed\" or \"undirected\", found {found}\n  help: correct the word, or rename the column if it is not about direction"
    )]
    Direction {
        /// Where.
        place: FilePlace,
        /// What stands there.
        found: String,
    },
    /// Two nodes of one id.
    #[error(
        "{place}: expected a node id that is not yet taken, found {name:?} again, first on line {first}\n  help: delete or rename one of the two nodes"
    )]
    DuplicateNode {
        /// The second.
        place: FilePlace,
        /// The id.
        name: String,
        /// The line of the first.
        first: u64,
    },
    /// A tie to a node that is not there.
    #[error(
        "{place}: expected the id of a node of this file as the tie's {end}, found {name:?}\n  help: {help}"
    )]
    UnknownNode {
        /// The tie.
        place: FilePlace,
        /// `source` or `target`.
        end: &'static str,
        /// The id.
        name: String,
        /// The way out.
        help: String,
    },
    /// A part that must be there.
    #[error("{place}: expected {what}, found none in this {inside}\n  help: add it, or delete the {inside}")]
    Missing {
        /// The part around it.
        place: FilePlace,
        /// What is missing.
        what: &'static str,
        /// Inside what.
        inside: &'static str,
    },
    /// Text that the format's grammar has no place for.
    #[error("{place}: expected {expected}, found {found}\n  help: {help}")]
    Syntax {
        /// Where.
        place: FilePlace,
        /// What the grammar allows here.
        expected: String,
        /// What stands there.
        found: String,
        /// The way out.
        help: &'static str,
    },
    /// The file ends too early.
    #[error(
        "{place}: expected {expected} for what opens here, found the end of the file\n  help: the file was cut short: fetch or make it again"
    )]
    Unclosed {
        /// What was opened.
        place: FilePlace,
        /// What should have come.
        expected: &'static str,
    },
    /// A second graph in one file.
    #[error("{place}: expected one graph in the file, found a second\n  help: keep one graph a file")]
    SecondGraph {
        /// The second.
        place: FilePlace,
    },
    /// A valid file with something that this reader does not take.
    #[error("{place}: expected {expected}, found {found}\n  help: {help}")]
    Unsupported {
        /// Where.
        place: FilePlace,
        /// What the reader takes.
        expected: &'static str,
        /// What it met.
        found: String,
        /// The way out.
        help: &'static str,
    },
    /// A MATLAB file whose parts do not fit together.
    #[error(
        "{place}: expected {expected}, found {found}\n  help: the file is damaged or cut short: fetch it again, or save it anew with save('-v7', …)"
    )]
    Matlab {
        /// Where.
        place: FilePlace,
        /// What should stand there.
        expected: String,
        /// What does.
        found: String,
    },
    /// A MATLAB file without an adjacency matrix.
    #[error(
        "{file}: expected a square sparse matrix, named A if there are several, found {found}\n  help: save the adjacency matrix as A = sparse(…) with save('-v7', …)"
    )]
    NoMatrix {
        /// The file.
        file: String,
        /// The variables there are.
        found: String,
    },
    /// Two different rows about one node.
    #[error(
        "{place}: expected one row for {name:?}, found a second that differs from line {first}\n  help: keep the right one"
    )]
    ConflictingRows {
        /// The second.
        place: FilePlace,
        /// The node.
        name: String,
        /// The line of the first.
        first: u64,
    },
    /// More nodes than 32-bit ids.
    #[error("{file}: expected at most 4294967295 nodes, found more\n  help: split the network")]
    TooMany {
        /// The file.
        file: String,
    },
}

/// A piece of a file for a message: quoted, escaped and at most 60 characters long.
pub(super) fn shown(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    if short.len() < text.len() { format!("{short:?} …") } else { format!("{short:?}") }
}

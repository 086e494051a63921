//! What the first lines of an edge list tell about its columns.

use csv::StringRecord;

use super::super::error::shown;
use super::super::{Delimiter, FilePlace, NetworkFile, NetworkFileError};
use super::{Fields, split};
use crate::registry::nearest;

/// Usual names of the two ends of a tie.
const ENDS: &[(&str, &str)] = &[
    ("source", "target"),
    ("from", "to"),
    ("follower", "followee"),
    ("src", "dst"),
    ("ego", "alter"),
    ("node1", "node2"),
    ("node_1", "node_2"),
    ("user1", "user2"),
    ("fromnodeid", "tonodeid"),
    ("from_id", "to_id"),
    ("source_id", "target_id"),
];

/// Other names that no node has.
const OTHER_NAMES: &[&str] = &[
    "id", "user", "user_id", "userid", "node", "name", "sender", "receiver", "v1", "v2", "x", "y", "i", "j",
];

/// Names of columns with weights.
const WEIGHTS: &[&str] = &["weight", "weights", "count", "counts", "strength", "frequency"];

/// The columns of an edge list.
pub(super) struct Layout {
    /// What separates them.
    pub delimiter: Delimiter,
    /// Their names, where there is a header.
    pub header: Option<Vec<String>>,
    /// How many there are.
    pub width: usize,
    /// Who follows.
    pub from: usize,
    /// Who is followed.
    pub to: usize,
    /// The weight.
    pub weight: Option<usize>,
    /// Directed or undirected.
    pub kind: Option<usize>,
}

impl Layout {
    /// The layout that the first two lines with data show.
    pub fn find(
        file: &str,
        number: u64,
        first: &str,
        second: Option<(u64, &str)>,
        options: &NetworkFile,
    ) -> Result<Self, NetworkFileError> {
        other_format(file, number, first)?;
        let delimiter = options.delimiter.unwrap_or_else(|| separated_by(first));
        let fields = owned(file, number, first, delimiter)?;
        let next = second.map(|(number, line)| owned(file, number, line, delimiter)).transpose()?;
        let named = options.header.unwrap_or_else(|| names_columns(&fields, next.as_deref()));
        let width = fields.len();
        if width < 2 {
            return Err(NetworkFileError::Columns {
                place: FilePlace::line(file, number),
                expected: "at least 2".to_owned(),
                delimiter: delimiter.word(),
                found: width,
                row: shown(first),
            });
        }
        let header = named.then_some(fields);
        let (from, to) = header.as_deref().map_or((0, 1), ends);
        let mut layout = Self { delimiter, header, width, from, to, weight: None, kind: None };
        layout.weight = layout.weight_column(file, number, options)?;
        layout.kind = layout.position("type").filter(|&column| {
            let word =
                next.as_ref().and_then(|fields| fields.get(column)).map(|word| word.to_ascii_lowercase());
            matches!(word.as_deref(), Some("directed" | "undirected" | "mutual"))
        });
        Ok(layout)
    }

    fn position(&self, name: &str) -> Option<usize> {
        let header = self.header.as_ref()?;
        let column = header.iter().position(|column| column.eq_ignore_ascii_case(name))?;
        (column != self.from && column != self.to).then_some(column)
    }

    fn weight_column(
        &self,
        file: &str,
        number: u64,
        options: &NetworkFile,
    ) -> Result<Option<usize>, NetworkFileError> {
        let Some(asked) = &options.weight_column else {
            return Ok(WEIGHTS.iter().find_map(|name| self.position(name)));
        };
        let numbered = asked.parse::<usize>().ok().filter(|column| (1..=self.width).contains(column));
        let found = match &self.header {
            Some(header) => header.iter().position(|name| name == asked),
            None => numbered.map(|column| column - 1),
        };
        let found = found.filter(|&column| column != self.from && column != self.to);
        found.map(Some).ok_or_else(|| {
            let known: Vec<&str> = self.header.iter().flatten().map(String::as_str).collect();
            NetworkFileError::UnknownColumn {
                place: FilePlace::line(file, number),
                column: asked.clone(),
                help: match nearest(asked, known.iter().copied()) {
                    Some(name) if name != asked => format!("did you mean weight_column = {name:?}?"),
                    _ => "set weight_column to a column that is not an end of the tie: its name in the header, or \
                          its number from 1 where there is no header"
                        .to_owned(),
                },
                known: match &self.header {
                    Some(header) => header.join(", "),
                    None => format!("no header and {} columns", self.width),
                },
            }
        })
    }

    /// The name of a column for messages.
    pub fn column_name(&self, column: usize) -> String {
        match &self.header {
            Some(header) => format!("column {:?}", header[column]),
            None => format!("column {}", column + 1),
        }
    }

    /// The columns that are not used.
    pub fn unused(&self) -> Vec<String> {
        let used = [Some(self.from), Some(self.to), self.weight, self.kind];
        (0..self.width)
            .filter(|&column| !used.contains(&Some(column)))
            .map(|column| self.column_name(column))
            .collect()
    }

    /// The place of a field of a line; of the line where quotes make columns uncertain.
    pub fn place(&self, file: &str, number: u64, line: &str, column: usize) -> FilePlace {
        let Some(byte) = self.delimiter.byte().filter(|_| !line.contains('"')) else {
            return FilePlace::line(file, number);
        };
        let before: usize =
            line.split(char::from(byte)).take(column).map(|field| field.chars().count() + 1).sum();
        FilePlace::column(file, number, before as u64 + 1)
    }
}

/// What separates the columns of `line`. White space where there is nothing else.
pub(in super::super) fn separated_by(line: &str) -> Delimiter {
    let numbers = line.split_ascii_whitespace().all(|word| word.parse::<f64>().is_ok());
    let outside = |byte: u8| {
        let mut quoted = false;
        line.bytes().any(|one| {
            quoted ^= one == b'"';
            !quoted && one == byte
        })
    };
    if outside(b'\t') && !(numbers && line.trim().contains(' ')) {
        Delimiter::Tab
    } else if outside(b';') {
        // Before the comma, which is a decimal comma in such files.
        Delimiter::Semicolon
    } else if outside(b',') {
        Delimiter::Comma
    } else {
        Delimiter::Space
    }
}

/// Whether the line is a comment.
pub(super) fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with(['#', '%'])
}

fn owned(file: &str, number: u64, line: &str, delimiter: Delimiter) -> Result<Vec<String>, NetworkFileError> {
    let mut record = StringRecord::new();
    let fields = split(line, delimiter, &mut record);
    if let Fields::Unclosed = fields {
        let place = FilePlace::line(file, number);
        return Err(NetworkFileError::UnclosedQuote { place, row: shown(line) });
    }
    let mut fields: Vec<String> = (0..fields.len()).map(|column| fields.get(column).to_owned()).collect();
    while fields.len() > 2 && fields.last().is_some_and(String::is_empty) {
        fields.pop();
    }
    Ok(fields)
}

fn is_name(field: &str) -> bool {
    let field = field.to_lowercase();
    OTHER_NAMES.contains(&field.as_str()) || ENDS.iter().any(|(from, to)| field == *from || field == *to)
}

/// Whether the first line names columns.
fn names_columns(first: &[String], second: Option<&[String]>) -> bool {
    let number = |field: &String| field.parse::<i128>().is_ok();
    let ends = &first[..first.len().min(2)];
    if ends.iter().any(number) {
        return false;
    }
    let second = second.unwrap_or(&[]);
    ends.iter().any(|field| is_name(field))
        || first.get(2).is_some_and(|field| WEIGHTS.contains(&field.to_lowercase().as_str()))
        || (second.len() >= 2 && second[..2].iter().all(number))
}

/// The columns of the two ends of a tie.
fn ends(header: &[String]) -> (usize, usize) {
    let position = |name: &str| header.iter().position(|column| column.eq_ignore_ascii_case(name));
    ENDS.iter().find_map(|(from, to)| Some((position(from)?, position(to)?))).unwrap_or((0, 1))
}

/// Content of another format under the name of an edge list.
fn other_format(file: &str, number: u64, first: &str) -> Result<(), NetworkFileError> {
    let first = first.trim_start();
    let (found, help) = if first.starts_with("<?xml") || first.starts_with("<graphml") {
        ("GraphML or GEXF", "set format = \"graphml\", or give the file its right ending")
    } else if first.starts_with("graph [") || first == "graph" || first.starts_with("Creator \"") {
        ("GML", "set format = \"gml\", or give the file its right ending")
    } else if first.starts_with('{') {
        ("JSON", "save the graph as GraphML, GML or an edge list")
    } else if first.to_ascii_lowercase().starts_with("*vertices") {
        ("Pajek", "save the graph as GraphML, GML or an edge list")
    } else {
        return Ok(());
    };
    let place = FilePlace::line(file, number);
    Err(NetworkFileError::OtherFormat { place, expected: "an edge list", found, help })
}

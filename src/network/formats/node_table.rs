//! Node tables: one row a node, with a header, joined to the nodes of a network by name.
//!
//! CSV as in RFC 4180 (comma, semicolon or tab, found from the header; quotes may hold line breaks), UTF-8 with or
//! without byte-order mark, `.gz` or not. The column [`id_column`](super::NetworkFile::id_column), or the first, holds
//! the names; every other column becomes an attribute. An empty field is missing. Two rows about one node must agree.

use csv::{ReaderBuilder, StringRecord};

use super::assemble::Raw;
use super::edge_list::separated_by;
use super::error::shown;
use super::interner::Interner;
use super::source::{Input, Text};
use super::{Delimiter, FilePlace, NetworkFile, NetworkFileError, Position, TableReport};
use crate::network::Attribute;
use crate::registry::nearest;

/// How many unknown names the report shows.
const SHOWN: usize = 5;

struct Rows {
    header: Vec<String>,
    /// The line and the fields of every row.
    rows: Vec<(u64, StringRecord)>,
}

/// Adds the table's columns to `raw` and, if asked, its unknown names.
pub(super) fn join(
    table: Input,
    raw: &mut Raw,
    options: &NetworkFile,
) -> Result<TableReport, NetworkFileError> {
    let (text, _) = table.decode()?;
    let Rows { header, rows } = parse(&text)?;
    let id = id_column(&text.file, &header, options)?;
    let mut names = Interner::default();
    for name in &raw.names {
        let _ = names.intern(name);
    }
    let known = names.len();
    let mut report = TableReport {
        file: text.file.clone(),
        id_column: header[id].clone(),
        rows: rows.len(),
        repeated: 0,
        matched: 0,
        without_row: 0,
        unknown: 0,
        unknown_names: Vec::new(),
        added: options.add_isolates,
    };
    // Rows by the number of their name: those below `known` are nodes of the network.
    let mut row_of: Vec<Option<usize>> = vec![None; known];
    for (index, (line, row)) in rows.iter().enumerate() {
        let name = row.get(id).unwrap_or("").trim();
        if name.is_empty() {
            return Err(NetworkFileError::EmptyName { place: FilePlace::line(&text.file, *line) });
        }
        let Some(number) = names.intern(name) else {
            return Err(NetworkFileError::TooMany { file: text.file });
        };
        let number = number as usize;
        if number == row_of.len() {
            row_of.push(None);
            report.unknown += 1;
            if report.unknown_names.len() < SHOWN {
                report.unknown_names.push(name.to_owned());
            }
        }
        match row_of[number] {
            None => row_of[number] = Some(index),
            Some(first) if rows[first].1 == *row => report.repeated += 1,
            Some(first) => {
                return Err(NetworkFileError::ConflictingRows {
                    place: FilePlace::line(&text.file, *line),
                    name: name.to_owned(),
                    first: rows[first].0,
                });
            }
        }
    }
    report.matched = row_of[..known].iter().filter(|row| row.is_some()).count();
    report.without_row = known - report.matched;
    if !options.add_isolates {
        row_of.truncate(known);
    }
    let nodes = row_of.len();
    raw.names = names.into_names();
    raw.names.truncate(nodes);
    for attribute in &mut raw.attributes {
        attribute.values.resize(nodes, None);
    }
    for (column, name) in header.iter().enumerate().filter(|(column, _)| *column != id) {
        let field = |row: usize| rows[row].1.get(column).filter(|field| !field.is_empty()).map(str::to_owned);
        let values = row_of.iter().map(|row| row.and_then(field)).collect();
        if raw.attributes.iter().any(|attribute| attribute.name == *name) {
            let place = FilePlace { file: text.file, position: Position::Line(1) };
            return Err(NetworkFileError::RepeatedColumn { place, column: name.clone() });
        }
        raw.attributes.push(Attribute { name: name.clone(), values });
    }
    Ok(report)
}

fn id_column(file: &str, header: &[String], options: &NetworkFile) -> Result<usize, NetworkFileError> {
    let Some(column) = &options.id_column else { return Ok(0) };
    header.iter().position(|name| name == column).ok_or_else(|| NetworkFileError::UnknownColumn {
        place: FilePlace::line(file, 1),
        column: column.clone(),
        known: header.join(", "),
        help: match nearest(column, header.iter().map(String::as_str)) {
            Some(name) => format!("did you mean id_column = {name:?}?"),
            None => "set id_column to the column that holds the nodes' names".to_owned(),
        },
    })
}

fn parse(text: &Text) -> Result<Rows, NetworkFileError> {
    let first = text.lines().map(|(_, line)| line).find(|line| !line.trim().is_empty()).unwrap_or("");
    let delimiter = match separated_by(first) {
        // A table of names alone has no separator; spaces belong to the names.
        Delimiter::Space => Delimiter::Comma,
        other => other,
    };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.byte().unwrap_or(b','))
        .from_reader(text.text.as_bytes());
    let mut header: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| NetworkFileError::Syntax {
            place: FilePlace::line(&text.file, error.position().map_or(1, csv::Position::line)),
            expected: "a row of a table".to_owned(),
            found: error.to_string(),
            help: "save the table as CSV in UTF-8",
        })?;
        let line = row.position().map_or(1, csv::Position::line);
        if header.is_empty() {
            header = row.iter().map(|name| name.trim().to_owned()).collect();
            for (index, name) in header.iter().enumerate() {
                if header[..index].contains(name) {
                    let place = FilePlace::line(&text.file, line);
                    return Err(NetworkFileError::RepeatedColumn { place, column: name.clone() });
                }
            }
            continue;
        }
        if row.len() != header.len() {
            return Err(NetworkFileError::Columns {
                place: FilePlace::line(&text.file, line),
                expected: header.len().to_string(),
                delimiter: delimiter.word(),
                found: row.len(),
                row: shown(row.as_slice()),
            });
        }
        rows.push((line, row));
    }
    if rows.is_empty() {
        return Err(NetworkFileError::Empty { file: text.file.clone(), expected: "row below the header" });
    }
    Ok(Rows { header, rows })
}

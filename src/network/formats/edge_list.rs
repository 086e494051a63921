//! Edge lists: one tie a line, "a b" meaning that a follows b (or that a and b are friends, with `directed = false`).
//!
//! - Columns are separated by commas, tabs, semicolons or runs of white space, found from the first line. Names with
//!   the separator in them stand in double quotes (a double quote inside is written twice); a quote ends on its line.
//! - Names are any text: 64-bit ids, 0- or 1-based numbers and words alike. White space around them is dropped.
//! - Lines that begin with `#` or `%` are comments. Below the first tie such a line is an error if it has as many
//!   columns as a tie, because it may be a tie of a node such as `#metoo`.
//! - The first line is a header if it names columns: if one of its first two fields is a usual name of a column, or
//!   if both are words while the second line has whole numbers there. With a header, the ends of a tie are
//!   `source`/`target`, `from`/`to`, `follower`/`followee` … where there are such columns, else the first two.
//! - Weights come from the column `weight_column`, or one whose header is weight, count, strength or frequency.
//!   Further columns are not used, and the report names them: without a header nobody can tell a weight from a date.
//! - A column `type` with the words directed, undirected or mutual (Gephi's export) sets the direction row by row.
//!
//! Every row must have as many columns as the first: a row that has not, has a name with the separator in it.
//!
//! Written with the header `source,target,type` and `weight` if there are weights, each edge of an undirected network
//! once, beside a node table `NAME.nodes.csv` (so that isolates and attributes are not lost).

mod layout;

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{QuoteStyle, ReaderBuilder, StringRecord, WriterBuilder};

use super::assemble::Raw;
use super::error::shown;
use super::interner::Interner;
use super::source::Text;
use super::write::{Node, Tie, node_name, ties};
use super::{Delimiter, FilePlace, NetworkFile, NetworkFileError, ReadReport};
use crate::network::Network;

pub(super) use layout::separated_by;
use layout::{Layout, is_comment};

/// Reads an edge list.
pub(super) fn read(
    text: &Text,
    options: &NetworkFile,
    report: &mut ReadReport,
) -> Result<Raw, NetworkFileError> {
    let data = |(_, line): &(u64, &str)| !line.trim().is_empty() && !is_comment(line);
    let mut leading = text.lines().filter(data);
    let Some((first_number, first)) = leading.next() else {
        return Err(NetworkFileError::Empty { file: text.file.clone(), expected: "row with a tie" });
    };
    let layout = Layout::find(&text.file, first_number, first, leading.next(), options)?;
    report.delimiter = Some(layout.delimiter);
    report.header.clone_from(&layout.header);
    report.weights = layout.weight.map(|column| layout.column_name(column));
    report.ignored = layout.unused();

    let mut raw = Raw::default();
    let mut names = Interner::default();
    let mut weights = Vec::new();
    let mut record = StringRecord::new();
    let mut all_edges = true;
    for (number, line) in text.lines() {
        if line.trim().is_empty() || (number == first_number && layout.header.is_some()) {
            continue;
        }
        let place = || FilePlace::line(&text.file, number);
        if is_comment(line) {
            report.comment_lines += 1;
            let columns = split(line, layout.delimiter, &mut record).len();
            if number > first_number && layout.delimiter != Delimiter::Space && columns == layout.width {
                return Err(NetworkFileError::CommentOrTie { place: place(), row: shown(line) });
            }
            continue;
        }
        let mut fields = split(line, layout.delimiter, &mut record);
        if let Fields::Unclosed = fields {
            return Err(NetworkFileError::UnclosedQuote { place: place(), row: shown(line) });
        }
        fields.trim_to(layout.width);
        if fields.len() != layout.width {
            return Err(NetworkFileError::Columns {
                place: place(),
                expected: layout.width.to_string(),
                delimiter: layout.delimiter.word(),
                found: fields.len(),
                row: shown(line),
            });
        }
        let mut end = |column: usize| {
            let name = fields.get(column);
            if name.is_empty() {
                return Err(NetworkFileError::EmptyName {
                    place: layout.place(&text.file, number, line, column),
                });
            }
            names.intern(name).ok_or_else(|| NetworkFileError::TooMany { file: text.file.clone() })
        };
        raw.ties.push((end(layout.from)?, end(layout.to)?));
        if let Some(column) = layout.weight {
            let place = || layout.place(&text.file, number, line, column);
            weights.push(weight(fields.get(column), &layout.column_name(column), place)?);
        }
        if let Some(column) = layout.kind {
            let edge = match fields.get(column).to_ascii_lowercase().as_str() {
                "directed" => false,
                "undirected" | "mutual" => true,
                _ => {
                    let place = layout.place(&text.file, number, line, column);
                    return Err(NetworkFileError::Direction { place, found: shown(fields.get(column)) });
                }
            };
            all_edges &= edge;
            raw.edges.push(edge);
        }
    }
    if raw.ties.is_empty() {
        return Err(NetworkFileError::Empty {
            file: text.file.clone(),
            expected: "row with a tie below the header",
        });
    }
    raw.weights = layout.weight.map(|_| weights);
    if layout.kind.is_some() {
        raw.directed = Some(!all_edges);
        if all_edges || !raw.edges.contains(&true) {
            raw.edges.clear();
        } else {
            report
                .notes
                .push("some rows are edges, some are ties: an edge is read as a tie each way".to_owned());
        }
    }
    raw.names = names.into_names();
    if layout.header.is_none() && options.header.is_none() && may_be_header(&raw) {
        let note = "no other row has the two names of the first: if they are the names of columns, say header = true";
        report.notes.push(note.to_owned());
    }
    Ok(raw)
}

/// Whether the first row may be a header that went unrecognised: two words that never come again.
fn may_be_header(raw: &Raw) -> bool {
    let (from, to) = raw.ties[0];
    let word = |node: u32| raw.names[node as usize].parse::<f64>().is_err();
    let again = |&(a, b): &(u32, u32)| [a, b].iter().any(|node| *node == from || *node == to);
    raw.ties.len() > 2 && from != to && word(from) && word(to) && !raw.ties[1..].iter().any(again)
}

/// A weight: a finite number that fits 32-bit floats.
pub(super) fn weight(
    field: &str,
    column: &str,
    place: impl FnOnce() -> FilePlace,
) -> Result<f32, NetworkFileError> {
    field.parse::<f32>().ok().filter(|weight| weight.is_finite()).ok_or_else(|| NetworkFileError::Number {
        place: place(),
        what: format!("the weight in {column}"),
        found: if field.is_empty() { "nothing".to_owned() } else { shown(field) },
        help: "correct it (a decimal point, no thousands separator), or choose another column with `weight_column`",
    })
}

/// The fields of one line.
enum Fields<'a> {
    /// No quotes: pieces of the line.
    Plain(Vec<&'a str>),
    /// Quotes: unescaped by the csv crate.
    Quoted(&'a mut StringRecord),
    /// A quote that does not end.
    Unclosed,
}

impl Fields<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Plain(fields) => fields.len(),
            Self::Quoted(record) => record.len(),
            Self::Unclosed => 0,
        }
    }

    fn get(&self, column: usize) -> &str {
        match self {
            Self::Plain(fields) => fields.get(column).map_or("", |field| field.trim()),
            Self::Quoted(record) => record.get(column).unwrap_or("").trim(),
            Self::Unclosed => "",
        }
    }

    /// Drops empty fields at the end, beyond `width`.
    fn trim_to(&mut self, width: usize) {
        while self.len() > width && self.get(self.len() - 1).is_empty() {
            match self {
                Self::Plain(fields) => drop(fields.pop()),
                Self::Quoted(record) => record.truncate(record.len() - 1),
                Self::Unclosed => return,
            }
        }
    }
}

/// Splits a line. Lines without quotes, which are nearly all, never leave the text.
fn split<'a>(line: &'a str, delimiter: Delimiter, record: &'a mut StringRecord) -> Fields<'a> {
    let line = if delimiter == Delimiter::Tab { line.trim_end_matches('\r') } else { line.trim() };
    if !line.contains('"') {
        return Fields::Plain(match delimiter.byte() {
            Some(byte) => line.split(char::from(byte)).collect(),
            None => line.split_ascii_whitespace().collect(),
        });
    }
    let mut reader = ReaderBuilder::new();
    reader.has_headers(false).flexible(true);
    reader.delimiter(delimiter.byte().unwrap_or(b' '));
    let line =
        if delimiter == Delimiter::Space { Cow::Owned(single_spaced(line)) } else { Cow::Borrowed(line) };
    // Inside quotes a quote is written twice, so that a line with an odd number of them has one that does not end.
    if line.bytes().filter(|&byte| byte == b'"').count() % 2 == 1 {
        return Fields::Unclosed;
    }
    record.clear();
    // Reading from memory cannot fail, and the text is UTF-8 already.
    let _ = reader.from_reader(line.as_bytes()).read_record(record);
    Fields::Quoted(record)
}

/// The line with one space for every run of white space outside quotes.
fn single_spaced(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut quoted = false;
    for character in line.chars() {
        quoted ^= character == '"';
        if quoted || !character.is_ascii_whitespace() {
            text.push(character);
        } else if !text.ends_with(' ') {
            text.push(' ');
        }
    }
    text
}

/// Writes the ties.
pub(super) fn write(network: &Network, out: &mut dyn Write) -> io::Result<()> {
    // Blanks around a name are not read as part of it, even in quotes: "a" and " a" would become one account.
    if let Some(name) = network.names.iter().flatten().find(|name| name.trim() != **name || name.is_empty()) {
        let message = format!(
            "the account {name:?} is nameless or has blanks around its name, which an edge list does not keep: rename it, \
             or write .graphml or .gexf"
        );
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    // A bare name such as #metoo at the start of a line would be a comment.
    let marked = network.names.iter().flatten().any(|name| is_comment(name));
    let style = if marked { QuoteStyle::NonNumeric } else { QuoteStyle::Necessary };
    let mut writer = WriterBuilder::new().quote_style(style).from_writer(out);
    let kind = if network.graph.is_directed() { "directed" } else { "undirected" };
    let weighted = network.graph.weights().is_some();
    let weight_name = if weighted { &["weight"][..] } else { &[] };
    writer.write_record(["source", "target", "type"].iter().chain(weight_name))?;
    for Tie { from, to, weight } in ties(&network.graph) {
        let (from, to) = (node_name(network, from), node_name(network, to));
        match weight {
            Some(weight) => writer.write_record([&*from, &*to, kind, &weight.to_string()])?,
            None => writer.write_record([&*from, &*to, kind])?,
        }
    }
    writer.flush()
}

/// Writes the node table.
pub(super) fn write_nodes(network: &Network, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = WriterBuilder::new().from_writer(out);
    let (names, nodes) = super::write::nodes(network);
    writer.write_record(std::iter::once("id").chain(columns(&names).iter().map(String::as_str)))?;
    for Node { name, values, .. } in nodes {
        writer.write_record(std::iter::once(&*name).chain(values.iter().map(|value| value.unwrap_or(""))))?;
    }
    writer.flush()
}

/// The names of attributes as those of columns beside `id`: one that is called so becomes `id_2`, or the next that is free.
fn columns(names: &[String]) -> Vec<String> {
    // More numbers than names: one is free.
    let free =
        || (2..names.len() + 3).map(|number| format!("id_{number}")).find(|name| !names.contains(name));
    let column = |name: &String| if name == "id" { free() } else { None }.unwrap_or_else(|| name.clone());
    names.iter().map(column).collect()
}

//! What a reader did with a file: counts to compare with the published ones.

use std::fmt;

use super::{Delimiter, Format};

/// Why a network is directed or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The key `directed` says so.
    Asked,
    /// The file says so.
    File,
    /// The file does not say, and this is the default of its format.
    Default,
    /// The matrix equals, or does not equal, its transpose.
    Symmetry,
}

/// What a reader did. Its `Display` gives short lines for a person.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadReport {
    /// The file's name as the user gave it.
    pub file: String,
    /// The files that were read, as the user named them, with the BLAKE3 of each: the ties, then the node table.
    pub inputs: Vec<(String, String)>,
    /// The format that it was read as.
    pub format: Format,
    /// Ties or edges as listed: rows of an edge list, `edge` entries, entries of a matrix that are not zero.
    pub rows: usize,
    /// Different ones among them, self-loops included; a pair counts once whatever its order where the file is
    /// undirected.
    pub distinct: usize,
    /// Rows that repeat an earlier one; they were dropped.
    pub repeated: usize,
    /// Different rows from a node to itself; they were dropped.
    pub self_loops: usize,
    /// Different directed rows that became one edge with their reverse, because the network is read as undirected.
    pub merged_with_reverse: usize,
    /// Nodes before a component is taken.
    pub nodes: usize,
    /// Edges (undirected) or ties (directed) before a component is taken.
    pub ties: usize,
    /// Whether the network is directed.
    pub directed: bool,
    /// Why.
    pub why_directed: Why,
    /// What the file itself says, where it says.
    pub file_directed: Option<bool>,
    /// Nodes without ties, before a component is taken.
    pub isolates: usize,
    /// Weakly connected components, isolates among them.
    pub components: usize,
    /// What is left, where the largest component was asked for.
    pub component: Option<ComponentReport>,
    /// The names of the columns, where a header was found.
    pub header: Option<Vec<String>>,
    /// The separator of an edge list.
    pub delimiter: Option<Delimiter>,
    /// Comment lines that were skipped.
    pub comment_lines: usize,
    /// Whether the text began with a byte-order mark.
    pub byte_order_mark: bool,
    /// Whether lines end with a carriage return.
    pub carriage_returns: bool,
    /// The column or attribute that the weights come from.
    pub weights: Option<String>,
    /// Columns or variables that were not used.
    pub ignored: Vec<String>,
    /// The attributes that the nodes have.
    pub attributes: Vec<String>,
    /// How the node table was joined.
    pub table: Option<TableReport>,
    /// What a person should look at.
    pub notes: Vec<String>,
}

/// The largest weakly connected component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComponentReport {
    /// Its nodes.
    pub nodes: usize,
    /// Its edges (undirected) or ties (directed).
    pub ties: usize,
}

/// How a node table was joined to the nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableReport {
    /// The table's file.
    pub file: String,
    /// The column that holds the names.
    pub id_column: String,
    /// Rows, the header not counted.
    pub rows: usize,
    /// Rows that say the same as an earlier one.
    pub repeated: usize,
    /// Nodes of the network that have a row.
    pub matched: usize,
    /// Nodes of the network that have none; their attributes are missing.
    pub without_row: usize,
    /// Names of the table that no tie names.
    pub unknown: usize,
    /// The first few of these.
    pub unknown_names: Vec<String>,
    /// Whether these became nodes without ties.
    pub added: bool,
}

impl ReadReport {
    pub(super) fn new(file: &str, format: Format) -> Self {
        Self {
            file: file.to_owned(),
            inputs: Vec::new(),
            format,
            rows: 0,
            distinct: 0,
            repeated: 0,
            self_loops: 0,
            merged_with_reverse: 0,
            nodes: 0,
            ties: 0,
            directed: true,
            why_directed: Why::Default,
            file_directed: None,
            isolates: 0,
            components: 0,
            component: None,
            header: None,
            delimiter: None,
            comment_lines: 0,
            byte_order_mark: false,
            carriage_returns: false,
            weights: None,
            ignored: Vec::new(),
            attributes: Vec::new(),
            table: None,
            notes: Vec::new(),
        }
    }

    fn direction(&self) -> String {
        let word = |directed| if directed { "directed" } else { "undirected" };
        let why = match (self.why_directed, self.file_directed) {
            (Why::Asked, Some(said)) if said != self.directed => {
                format!("as asked; the file says {}", word(said))
            }
            (Why::Asked, _) => "as asked".to_owned(),
            (Why::File, _) => "as the file says".to_owned(),
            (Why::Default, _) => format!("the default for {}", self.format.word()),
            (Why::Symmetry, _) if self.directed => "the matrix is not symmetric".to_owned(),
            (Why::Symmetry, _) => "the matrix is symmetric".to_owned(),
        };
        format!("{} ({why})", word(self.directed))
    }

    fn syntax(&self) -> Vec<String> {
        let mut parts = Vec::new();
        if let Some(delimiter) = self.delimiter {
            parts.push(format!("columns separated by {}", delimiter.word()));
            parts.push(match &self.header {
                Some(names) => format!("header: {}", names.join(", ")),
                None => "no header".to_owned(),
            });
        }
        if self.comment_lines > 0 {
            parts.push(count(self.comment_lines, "comment line skipped", "comment lines skipped"));
        }
        if self.byte_order_mark {
            parts.push("byte-order mark".to_owned());
        }
        if self.carriage_returns {
            parts.push("lines end with carriage returns".to_owned());
        }
        parts
    }
}

impl fmt::Display for ReadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if self.directed { ("tie", "ties") } else { ("edge", "edges") };
        let file = &self.file;
        write!(f, "{file}: {} as {}: ", count(self.rows, "row", "rows"), self.format.word())?;
        write!(f, "{} distinct, {} repeated, ", grouped(self.distinct), grouped(self.repeated))?;
        write!(f, "{} dropped", count(self.self_loops, "self-loop", "self-loops"))?;
        if self.merged_with_reverse > 0 {
            write!(f, ", {} merged with their reverse", grouped(self.merged_with_reverse))?;
        }
        let (nodes, ties) = (count(self.nodes, "node", "nodes"), count(self.ties, noun.0, noun.1));
        write!(f, "\n  {nodes}, {ties}, {}; ", self.direction())?;
        write!(f, "{}, ", count(self.isolates, "isolate", "isolates"))?;
        f.write_str(&count(self.components, "weak component", "weak components"))?;
        if let Some(kept) = self.component {
            let (nodes, ties) = (count(kept.nodes, "node", "nodes"), count(kept.ties, noun.0, noun.1));
            write!(f, "\n  largest component kept: {nodes}, {ties}")?;
        }
        let syntax = self.syntax();
        if !syntax.is_empty() {
            write!(f, "\n  {}", syntax.join("; "))?;
        }
        if let Some(column) = &self.weights {
            write!(f, "\n  weights from {column}")?;
            if self.repeated + self.merged_with_reverse > 0 {
                f.write_str(" (of rows that were merged the first weight counts)")?;
            }
        }
        if !self.attributes.is_empty() {
            write!(f, "\n  attributes: {}", self.attributes.join(", "))?;
        }
        if !self.ignored.is_empty() {
            write!(f, "\n  not used: {}", self.ignored.join(", "))?;
        }
        if let Some(table) = &self.table {
            write!(f, "\n  {table}")?;
        }
        for note in &self.notes {
            write!(f, "\n  note: {note}")?;
        }
        Ok(())
    }
}

impl fmt::Display for TableReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} joined by {:?}: ", self.file, count(self.rows, "row", "rows"), self.id_column)?;
        write!(f, "{} with a row, ", count(self.matched, "node", "nodes"))?;
        write!(f, "{} without", grouped(self.without_row))?;
        if self.repeated > 0 {
            write!(f, ", {} repeated", count(self.repeated, "row", "rows"))?;
        }
        if self.unknown > 0 {
            let done = if self.added { "added as isolates" } else { "left out" };
            let more = if self.unknown > self.unknown_names.len() { ", …" } else { "" };
            write!(f, "; {} no tie {done}: ", count(self.unknown, "row with", "rows with"))?;
            write!(f, "{}{more}", self.unknown_names.join(", "))?;
        }
        Ok(())
    }
}

/// A count with its noun: `1 node`, `1,490 nodes`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A whole number with commas between thousands.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}

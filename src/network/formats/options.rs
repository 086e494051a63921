//! What a scenario or a command may say about a network file.

use std::path::Path;

use super::source::Input;
use super::{NetworkFileError, ReadReport, assemble, edge_list, gml, graphml, matlab};
use crate::network::Network;
use crate::{choices, parameters};

choices! {
    /// How a network file is written.
    pub enum Format {
        /// One tie a line; `.csv`, `.tsv`, `.txt`, `.edges`, `.edgelist`.
        EdgeList = "edge_list",
        /// Graph Modelling Language; `.gml`.
        Gml = "gml",
        /// GraphML; `.graphml`.
        GraphMl = "graphml",
        /// GEXF, for Gephi; `.gexf`. Written only.
        Gexf = "gexf",
        /// MATLAB version 5 with a sparse adjacency matrix; `.mat`. Read only.
        Matlab = "matlab",
    }
}

choices! {
    /// What separates the columns of an edge list or a node table.
    pub enum Delimiter {
        /// `,`
        Comma = "comma",
        /// A tab character.
        Tab = "tab",
        /// Any run of spaces and tabs.
        Space = "space",
        /// `;`
        Semicolon = "semicolon",
    }
}

parameters! {
    /// A network that is read from a file: the keys of `[network]` beside `file`.
    pub struct NetworkFile {
        /// The file with the ties. A relative path starts at the scenario's folder.
        file: String;
        /// The file's format. Left out: by the ending of its name (`.gz` is taken off first).
        format: Option<Format> = None;
        /// Whether a row is one tie (the first follows the second) or an edge, which is a tie each way. Left out:
        /// what the file says; where it does not say, an edge list is directed, GML undirected, a MATLAB matrix
        /// undirected if symmetric. true makes two ties of every row of a file that says it is undirected.
        directed: Option<bool> = None;
        /// What separates the columns of an edge list. Left out: found from its first line.
        delimiter: Option<Delimiter> = None;
        /// Whether the first line of an edge list names its columns. Left out: found from its first two lines.
        header: Option<bool> = None;
        /// The column or attribute with the weights of the ties, by its name, or by its number (from 1) in an edge
        /// list without a header. Left out: one named `weight` (edge lists: or `count`, `strength`, `frequency`).
        weight_column: Option<String> = None;
        /// A table with one row a node and a header, joined to the nodes by name.
        attributes: Option<String> = None;
        /// The column of that table which holds the nodes' names. Left out: its first.
        id_column: Option<String> = None;
        /// Whether names that only the table has become agents without ties. They are left out otherwise.
        add_isolates: bool = false;
        /// Whether only the largest weakly connected component is kept.
        largest_component: bool = false;
    }
}

impl NetworkFile {
    /// `file` with everything else at its default.
    pub fn new(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            format: None,
            directed: None,
            delimiter: None,
            header: None,
            weight_column: None,
            attributes: None,
            id_column: None,
            add_isolates: false,
            largest_component: false,
        }
    }

    /// Reads the file and its node table; relative paths start at `folder`. O(rows · log(rows)) time; memory is the
    /// file's text and about 30 bytes a row at the peak.
    pub fn read(&self, folder: &Path) -> Result<(Network, ReadReport), NetworkFileError> {
        let ties = Input::open(folder, &self.file)?;
        let table = self.attributes.as_ref().map(|file| Input::open(folder, file)).transpose()?;
        self.read_inputs(ties, table)
    }

    /// As [`read`](Self::read), from bytes in memory; `table` is the node table. The names of the files are taken from
    /// the options and need not exist.
    pub fn read_bytes(
        &self,
        ties: &[u8],
        table: Option<&[u8]>,
    ) -> Result<(Network, ReadReport), NetworkFileError> {
        let table_name = self.attributes.as_deref().unwrap_or("nodes.csv");
        let table = table.map(|bytes| Input::unpack(table_name, bytes.to_vec())).transpose()?;
        self.read_inputs(Input::unpack(&self.file, ties.to_vec())?, table)
    }

    fn read_inputs(
        &self,
        ties: Input,
        table: Option<Input>,
    ) -> Result<(Network, ReadReport), NetworkFileError> {
        let format = match self.format {
            Some(format) => format,
            None => Format::of(&self.file)?,
        };
        let mut report = ReadReport::new(&self.file, format);
        let files = [Some(&ties), table.as_ref()];
        report.inputs =
            files.into_iter().flatten().map(|input| (input.file.clone(), input.blake3.clone())).collect();
        let raw = match format {
            Format::EdgeList => edge_list::read(&ties.text(&mut report)?, self, &mut report)?,
            Format::Gml => gml::read(&ties.text(&mut report)?, self, &mut report)?,
            Format::GraphMl => graphml::read(&ties.text(&mut report)?, self, &mut report)?,
            Format::Matlab => matlab::read(&ties, self, &mut report)?,
            Format::Gexf => {
                return Err(NetworkFileError::WrittenOnly { file: self.file.clone(), format: format.word() });
            }
        };
        let network = assemble::assemble(raw, table, self, &mut report)?;
        Ok((network, report))
    }
}

impl Format {
    /// The format that the ending of `file` stands for; `.gz` is taken off first.
    pub fn of(file: &str) -> Result<Self, NetworkFileError> {
        let name = file.strip_suffix(".gz").unwrap_or(file);
        let ending = Path::new(name).extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("csv" | "tsv" | "tab" | "txt" | "edges" | "edgelist" | "el") => Ok(Self::EdgeList),
            Some("gml") => Ok(Self::Gml),
            Some("graphml") => Ok(Self::GraphMl),
            Some("gexf") => Ok(Self::Gexf),
            Some("mat") => Ok(Self::Matlab),
            _ => Err(NetworkFileError::UnknownFormat {
                file: file.to_owned(),
                ending: ending.map_or_else(|| "no ending".to_owned(), |ending| format!("`.{ending}`")),
            }),
        }
    }
}

impl Delimiter {
    /// The byte between columns; None for any run of white space.
    pub(super) fn byte(self) -> Option<u8> {
        match self {
            Self::Comma => Some(b','),
            Self::Tab => Some(b'\t'),
            Self::Semicolon => Some(b';'),
            Self::Space => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Parameters;

    #[test]
    fn the_options_are_keys() {
        let text = "file = \"a.gml\"\ndirected = false\nlargest_component = true\nformat = \"gml\"";
        let options = NetworkFile::from_toml(text).unwrap();
        assert_eq!(options.directed, Some(false));
        assert_eq!(options.format, Some(Format::Gml));
        assert!(NetworkFile::from_toml("directed = true").is_err());
        assert!(NetworkFile::from_toml("file = \"a\"\nformat = \"gmk\"").is_err());
    }

    #[test]
    fn the_ending_gives_the_format() {
        assert_eq!(Format::of("a/b.CSV.gz").unwrap(), Format::EdgeList);
        assert_eq!(Format::of("b.GraphML").unwrap(), Format::GraphMl);
        assert!(Format::of("b.xlsx").is_err());
        assert!(Format::of("b").is_err());
    }
}

//! Networks to files.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder};

use super::{Format, NetworkFileError, edge_list, gexf, gml, graphml, write_atomically};
use crate::network::{Graph, Network};

/// A tie to be written. An edge of an undirected graph comes once.
pub(super) struct Tie {
    pub from: u32,
    pub to: u32,
    pub weight: Option<f32>,
}

/// A node to be written.
pub(super) struct Node<'a> {
    pub number: usize,
    pub name: Cow<'a, str>,
    /// A value a column.
    pub values: Vec<Option<&'a str>>,
}

type Writer = fn(&Network, &mut dyn Write) -> io::Result<()>;

/// Writes a network, each file whole or not at all, and gives the files written. The format is that of the name's
/// ending unless `format` names one; `.gz` compresses. An edge list has its nodes, with their attributes, beside it
/// in `NAME.nodes.csv`. O(agents + ties).
pub fn write_network(
    network: &Network,
    path: &Path,
    format: Option<Format>,
) -> Result<Vec<PathBuf>, NetworkFileError> {
    let file = path.display().to_string();
    let format = match format {
        Some(format) => format,
        None => Format::of(&file)?,
    };
    let writer: Writer = match format {
        Format::EdgeList => edge_list::write,
        Format::Gml => gml::write,
        Format::GraphMl => graphml::write,
        Format::Gexf => gexf::write,
        Format::Matlab => return Err(NetworkFileError::ReadOnly { file, format: format.word() }),
    };
    let files = written_files(path, format);
    for (file, writer) in files.iter().zip([writer, edge_list::write_nodes]) {
        let compressed = file.extension().is_some_and(|ending| ending == "gz");
        write_atomically(file, |out| {
            if !compressed {
                return writer(network, out);
            }
            // No name and no time in the header: the same network gives the same bytes.
            let mut packer = GzBuilder::new().write(out, Compression::default());
            writer(network, &mut packer)?;
            packer.finish().map(drop)
        })?;
    }
    Ok(files)
}

/// The files that [`write_network`] makes for `path`.
pub fn written_files(path: &Path, format: Format) -> Vec<PathBuf> {
    let mut files = vec![path.to_owned()];
    if format == Format::EdgeList {
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let (name, packed) = name.strip_suffix(".gz").map_or((name.as_str(), ""), |name| (name, ".gz"));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        files.push(path.with_file_name(format!("{stem}.nodes.csv{packed}")));
    }
    files
}

/// The name of a node: that of its file, or its number from 0.
pub(super) fn node_name(network: &Network, node: u32) -> Cow<'_, str> {
    match &network.names {
        Some(names) => Cow::Borrowed(names[node as usize].as_str()),
        None => Cow::Owned(node.to_string()),
    }
}

/// The names of the columns, and the nodes with a value a column: the attributes, then the group where nodes have one.
pub(super) fn nodes(network: &Network) -> (Vec<String>, impl Iterator<Item = Node<'_>>) {
    let mut names: Vec<String> = network.attributes.iter().map(|attribute| attribute.name.clone()).collect();
    let labels = network.labels.as_ref().filter(|_| !names.iter().any(|name| name == "group"));
    if labels.is_some() {
        names.push("group".to_owned());
    }
    let nodes = (0..network.graph.agents()).map(move |number| {
        let attributes = network.attributes.iter().map(|attribute| attribute.values[number].as_deref());
        let group = labels.map(|labels| Some(labels.names[labels.of[number] as usize].as_str()));
        Node { number, name: node_name(network, number as u32), values: attributes.chain(group).collect() }
    });
    (names, nodes)
}

/// The ties in row order.
pub(super) fn ties(graph: &Graph) -> impl Iterator<Item = Tie> + '_ {
    (0..graph.agents()).flat_map(move |from| {
        graph.row(from).filter_map(move |place| {
            let to = graph.targets()[place];
            let wanted = graph.is_directed() || from as u32 <= to;
            wanted.then(|| Tie {
                from: from as u32,
                to,
                weight: graph.weights().map(|weights| weights[place]),
            })
        })
    })
}

//! GEXF 1.3, the format of Gephi. Written only; to read a GEXF file, save it as GraphML in Gephi.
//!
//! Nodes are numbered from 0, names are labels, attributes are typed (boolean, integer, long, double, string) by all
//! their values.

use std::io::{self, Write};

use super::column::Scalar;
use super::write::{Node, Tie, nodes, ties};
use super::xml::escaped;
use crate::network::Network;

/// Writes GEXF.
pub(super) fn write(network: &Network, out: &mut dyn Write) -> io::Result<()> {
    let kind = if network.graph.is_directed() { "directed" } else { "undirected" };
    let (names, rows) = nodes(network);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">")?;
    writeln!(out, "  <meta><creator>hushfeed {}</creator></meta>", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "  <graph mode=\"static\" defaultedgetype=\"{kind}\">")?;
    if !names.is_empty() {
        writeln!(out, "    <attributes class=\"node\">")?;
        for (column, name) in names.iter().enumerate() {
            let kind = match kind_of(network, column) {
                Scalar::Boolean => "boolean",
                Scalar::Integer => "integer",
                Scalar::Long => "long",
                Scalar::Double => "double",
                Scalar::Text => "string",
            };
            writeln!(out, "      <attribute id=\"{column}\" title=\"{}\" type=\"{kind}\"/>", escaped(name))?;
        }
        writeln!(out, "    </attributes>")?;
    }
    writeln!(out, "    <nodes>")?;
    for Node { number, name, values } in rows {
        write!(out, "      <node id=\"{number}\" label=\"{}\"", escaped(&name))?;
        if values.iter().all(Option::is_none) {
            writeln!(out, "/>")?;
            continue;
        }
        write!(out, "><attvalues>")?;
        for (column, value) in values.iter().enumerate() {
            if let Some(value) = value {
                write!(out, "<attvalue for=\"{column}\" value=\"{}\"/>", escaped(value))?;
            }
        }
        writeln!(out, "</attvalues></node>")?;
    }
    writeln!(out, "    </nodes>\n    <edges>")?;
    for (number, Tie { from, to, weight }) in ties(&network.graph).enumerate() {
        write!(out, "      <edge id=\"{number}\" source=\"{from}\" target=\"{to}\"")?;
        match weight {
            Some(weight) => writeln!(out, " weight=\"{weight}\"/>")?,
            None => writeln!(out, "/>")?,
        }
    }
    writeln!(out, "    </edges>\n  </graph>\n</gexf>")
}

/// The kind of a column; columns beyond the attributes are groups, which are text.
pub(super) fn kind_of(network: &Network, column: usize) -> Scalar {
    network
        .attributes
        .get(column)
        .map_or(Scalar::Text, |attribute| Scalar::of(&attribute.values.iter().flatten().map(String::as_str)))
}

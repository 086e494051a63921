//! GraphML (Brandes, Eiglsperger, Herman, Himsolt & Marshall 2002), as Gephi, igraph, networkx and yEd write it.
//!
//! - A node's `id` is its name. igraph numbers its nodes `n0`, `n1`, … and keeps their names in the attribute `name`:
//!   where all ids are of that kind and all have different `name`s, these are the names.
//! - Every scalar `<data>` of a node becomes an attribute under the `attr.name` of its `<key>`, defaults filled in;
//!   data with elements in them (yEd's drawings) are not used.
//! - `edgedefault` gives the direction; an edge may say otherwise by `directed`, and then a file with both kinds is
//!   directed, its undirected edges being a tie each way. Weights come from the attribute `weight` of the edges, or the
//!   one that `weight_column` names.
//! - Nodes may stand behind the edges that name them. Hyperedges and graphs in nodes are errors.
//!
//! Written with names as ids and typed attributes (boolean, int, long, double, string).

mod reader;

use std::io::{self, Write};

use super::column::Scalar;
use super::gexf::kind_of;
use super::write::{Node, Tie, node_name, nodes, ties};
use super::xml::escaped;
use crate::network::Network;

pub(super) use reader::read;

/// Writes GraphML.
pub(super) fn write(network: &Network, out: &mut dyn Write) -> io::Result<()> {
    let kind = if network.graph.is_directed() { "directed" } else { "undirected" };
    let (names, rows) = nodes(network);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")?;
    for (column, name) in names.iter().enumerate() {
        let kind = match kind_of(network, column) {
            Scalar::Boolean => "boolean",
            Scalar::Integer => "int",
            Scalar::Long => "long",
            Scalar::Double => "double",
            Scalar::Text => "string",
        };
        let name = escaped(name);
        writeln!(out, "  <key id=\"d{column}\" for=\"node\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
    }
    if network.graph.weights().is_some() {
        writeln!(out, "  <key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>")?;
    }
    writeln!(out, "  <graph edgedefault=\"{kind}\">")?;
    for Node { name, values, .. } in rows {
        write!(out, "    <node id=\"{}\"", escaped(&name))?;
        if values.iter().all(Option::is_none) {
            writeln!(out, "/>")?;
            continue;
        }
        write!(out, ">")?;
        for (column, value) in values.iter().enumerate() {
            if let Some(value) = value {
                write!(out, "<data key=\"d{column}\">{}</data>", escaped(value))?;
            }
        }
        writeln!(out, "</node>")?;
    }
    for Tie { from, to, weight } in ties(&network.graph) {
        let (from, to) = (node_name(network, from), node_name(network, to));
        write!(out, "    <edge source=\"{}\" target=\"{}\"", escaped(&from), escaped(&to))?;
        match weight {
            Some(weight) => writeln!(out, "><data key=\"weight\">{weight}</data></edge>")?,
            None => writeln!(out, "/>")?,
        }
    }
    writeln!(out, "  </graph>\n</graphml>")
}

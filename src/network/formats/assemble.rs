//! From what a reader found to a network: the node table joined, repetitions and self-loops dropped, counted.

use super::source::Input;
use super::{ComponentReport, NetworkFile, NetworkFileError, ReadReport, Why, node_table};
use crate::network::measures::Components;
use crate::network::{Attribute, Graph, Network};

/// What a reader found in a file, nothing dropped yet.
#[derive(Default)]
pub(super) struct Raw {
    /// The nodes' names; the index is the node.
    pub names: Vec<String>,
    /// Their attributes.
    pub attributes: Vec<Attribute>,
    /// The rows as listed.
    pub ties: Vec<(u32, u32)>,
    /// A weight a row.
    pub weights: Option<Vec<f32>>,
    /// What the file says; None where it does not say.
    pub directed: Option<bool>,
    /// Rows that are edges although the file is directed; empty where there are none.
    pub edges: Vec<bool>,
    /// Whether a file of this format that does not say is undirected.
    pub undirected_by_default: bool,
    /// Whether `directed` was concluded from the symmetry of a matrix.
    pub by_symmetry: bool,
}

/// Makes the network and finishes the report.
pub(super) fn assemble(
    mut raw: Raw,
    table: Option<Input>,
    options: &NetworkFile,
    report: &mut ReadReport,
) -> Result<Network, NetworkFileError> {
    if let Some(table) = table {
        report.table = Some(node_table::join(table, &mut raw, options)?);
    }
    let directed = options.directed.or(raw.directed).unwrap_or(!raw.undirected_by_default);
    report.directed = directed;
    report.file_directed = raw.directed;
    report.why_directed = match (options.directed, raw.directed) {
        (Some(_), _) => Why::Asked,
        (None, Some(_)) if raw.by_symmetry => Why::Symmetry,
        (None, Some(_)) => Why::File,
        (None, None) => Why::Default,
    };
    report.nodes = raw.names.len();
    report.attributes = raw.attributes.iter().map(|attribute| attribute.name.clone()).collect();
    tally(&raw, directed, report);
    spread_edges(&mut raw, directed);

    let graph = build(&raw, raw.names.len(), directed);
    let components = Components::of(&graph);
    report.components = components.count();
    report.ties = rows_of(&graph);
    report.isolates = components.sizes().iter().filter(|&&size| size == 1).count();
    if report.why_directed == Why::Default && directed && report.ties > 1 && !any_returned(&graph) {
        let note = "no tie is returned: if the rows are edges, such as friendships, say directed = false";
        report.notes.push(note.to_owned());
    }
    let mut network =
        Network { graph, names: Some(raw.names), labels: None, attributes: raw.attributes, columns: None };
    if options.largest_component {
        if let Some(largest) = components.largest() {
            let kept: Vec<bool> = components.labels().iter().map(|&label| label == largest).collect();
            network = restricted(&network, &kept);
        }
        let (nodes, ties) = (network.graph.agents(), rows_of(&network.graph));
        report.component = Some(ComponentReport { nodes, ties });
    }
    Ok(network)
}

/// Counts rows, distinct rows, repetitions and self-loops.
fn tally(raw: &Raw, directed: bool, report: &mut ReadReport) {
    let said = raw.directed.unwrap_or(directed);
    let ordered = |&(from, to): &(u32, u32)| if from <= to { (from, to) } else { (to, from) };
    let mut pairs: Vec<(u32, u32)> = if said && raw.edges.is_empty() {
        raw.ties.clone()
    } else if said {
        let rows = raw.ties.iter().zip(&raw.edges);
        rows.map(|(tie, &edge)| if edge { ordered(tie) } else { *tie }).collect()
    } else {
        raw.ties.iter().map(ordered).collect()
    };
    pairs.sort_unstable();
    pairs.dedup();
    report.rows = raw.ties.len();
    report.distinct = pairs.len();
    report.repeated = report.rows - report.distinct;
    report.self_loops = pairs.iter().filter(|(from, to)| from == to).count();
    if said && !directed {
        let mut edges: Vec<(u32, u32)> = pairs.iter().map(ordered).collect();
        edges.sort_unstable();
        edges.dedup();
        report.merged_with_reverse = pairs.len() - edges.len();
    }
}

/// In a directed network, a row that is an edge is a tie each way.
fn spread_edges(raw: &mut Raw, directed: bool) {
    if directed && raw.directed == Some(false) {
        raw.edges = vec![true; raw.ties.len()];
    }
    if !directed || raw.edges.is_empty() {
        return;
    }
    for row in 0..raw.edges.len() {
        if raw.edges[row] {
            let (from, to) = raw.ties[row];
            raw.ties.push((to, from));
            if let Some(weights) = &mut raw.weights {
                weights.push(weights[row]);
            }
        }
    }
}

fn build(raw: &Raw, nodes: usize, directed: bool) -> Graph {
    match &raw.weights {
        Some(weights) => Graph::from_weighted_ties(nodes, &raw.ties, weights, directed),
        None => Graph::from_ties(nodes, &raw.ties, directed),
    }
}

/// Ties of a directed graph, edges of an undirected one.
fn rows_of(graph: &Graph) -> usize {
    if graph.is_directed() { graph.ties() } else { graph.ties() / 2 }
}

fn any_returned(graph: &Graph) -> bool {
    graph.iter().any(|(from, to)| graph.followees(to as usize).binary_search(&from).is_ok())
}

/// The network of the kept nodes, which keep their order.
fn restricted(network: &Network, kept: &[bool]) -> Network {
    let graph = &network.graph;
    let mut number = vec![u32::MAX; kept.len()];
    let mut nodes = 0_u32;
    for (node, _) in kept.iter().enumerate().filter(|(_, kept)| **kept) {
        number[node] = nodes;
        nodes += 1;
    }
    let mut ties = Vec::new();
    let mut weights = graph.weights().map(|_| Vec::new());
    for node in (0..kept.len()).filter(|&node| kept[node]) {
        for place in graph.row(node) {
            let target = graph.targets()[place];
            if kept[target as usize] {
                ties.push((number[node], number[target as usize]));
                if let (Some(weights), Some(all)) = (&mut weights, graph.weights()) {
                    weights.push(all[place]);
                }
            }
        }
    }
    let raw = Raw { ties, weights, ..Raw::default() };
    let keep = |values: &[Option<String>]| {
        values.iter().zip(kept).filter(|(_, kept)| **kept).map(|(value, _)| value.clone()).collect()
    };
    Network {
        graph: build(&raw, nodes as usize, graph.is_directed()),
        names: network.names.as_ref().map(|names| {
            names.iter().zip(kept).filter(|(_, kept)| **kept).map(|(name, _)| name.clone()).collect()
        }),
        labels: None,
        attributes: network
            .attributes
            .iter()
            .map(|one| Attribute { name: one.name.clone(), values: keep(&one.values) })
            .collect(),
        columns: None,
    }
}

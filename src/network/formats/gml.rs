//! GML, the Graph Modelling Language (Himsolt 1997): `graph [ node [ id 1 ] edge [ source 1 target 2 ] ]`.
//!
//! - `directed 1` makes the graph directed; a file that does not say is undirected, as the format defines.
//! - A node's `label` becomes its name if every node has one and no two are the same (the numeric id is then kept as
//!   the attribute `gml_id`); otherwise the id is the name. All other keys of a node become attributes, those of lists
//!   in it under dotted names (`graphics.x`); a key that comes twice gives both values, joined by a semicolon.
//! - Edges may stand before their nodes. An edge to a node that is not there, and a second node of one id, are errors.
//!   Weights come from the key `weight`, or the one that `weight_column` names. Other keys of edges are not used.
//! - Lines that begin with `#` are comments. `&quot;`, `&amp;`, `&#233;` … are replaced in texts.
//!
//! Written with names as labels, and as ids where all are whole numbers (else ids from 0 in the order of the nodes), numbers as numbers, everything outside ASCII as
//! `&#…;`. Attribute names lose the characters that a GML key may not have.

use std::io::{self, Write};

use super::assemble::Raw;
use super::column::{Columns, MOST_COLUMNS, Scalar};
use super::edge_list::weight;
use super::error::shown;
use super::gml_syntax::{Step, Syntax};
use super::interner::Interner;
use super::source::Text;
use super::write::{Node, Tie, nodes, ties};
use super::{NetworkFile, NetworkFileError, ReadReport};
use crate::network::{Attribute, Network};

/// An edge as written: ids, weight, place.
struct Edge {
    source: String,
    target: String,
    weight: Option<String>,
    place: usize,
}

#[derive(Default)]
struct Reading {
    ids: Interner,
    places: Vec<usize>,
    columns: Columns,
    edges: Vec<Edge>,
    directed: Option<bool>,
    graphs: usize,
    edge_keys: Interner,
    // Of the node or edge that is open.
    fields: Vec<(String, String)>,
}

/// Reads GML.
pub(super) fn read(
    text: &Text,
    options: &NetworkFile,
    report: &mut ReadReport,
) -> Result<Raw, NetworkFileError> {
    let weight_key = options.weight_column.as_deref().unwrap_or("weight");
    let mut reading = Reading::default();
    let mut syntax = Syntax::new(text);
    loop {
        match syntax.step()? {
            Step::End => break,
            Step::Open => reading.open(&syntax)?,
            Step::Scalar(key, value) => reading.scalar(&syntax, &key, value)?,
            Step::Close => reading.close(&syntax, weight_key)?,
        }
    }
    report.comment_lines = syntax.comment_lines;
    if reading.graphs == 0 {
        return Err(NetworkFileError::Empty { file: text.file.clone(), expected: "`graph [ … ]`" });
    }
    reading.finish(text, options, report)
}

impl Reading {
    fn open(&mut self, syntax: &Syntax<'_>) -> Result<(), NetworkFileError> {
        match syntax.path.as_slice() {
            [(graph, place)] if graph == "graph" => {
                self.graphs += 1;
                if self.graphs > 1 {
                    return Err(NetworkFileError::SecondGraph { place: syntax.place(*place) });
                }
            }
            [(graph, _), (part, _)] if graph == "graph" && (part == "node" || part == "edge") => {
                self.fields.clear();
            }
            _ => {}
        }
        Ok(())
    }

    fn scalar(&mut self, syntax: &Syntax<'_>, key: &str, value: String) -> Result<(), NetworkFileError> {
        match syntax.path.as_slice() {
            [(graph, _)] if graph == "graph" && key == "directed" => {
                self.directed = Some(match value.as_str() {
                    "0" => false,
                    "1" => true,
                    _ => {
                        return Err(NetworkFileError::Syntax {
                            place: syntax.place(syntax.start),
                            expected: "`directed 0` or `directed 1`".to_owned(),
                            found: shown(&value),
                            help: "correct it, or delete the line: a graph that does not say is undirected",
                        });
                    }
                });
            }
            [(graph, _), (part, _), inner @ ..] if graph == "graph" && (part == "node" || part == "edge") => {
                let mut name: String = inner.iter().flat_map(|(key, _)| [key.as_str(), "."]).collect();
                name.push_str(key);
                self.fields.push((name, value));
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, syntax: &Syntax<'_>, weight_key: &str) -> Result<(), NetworkFileError> {
        match syntax.path.as_slice() {
            [(graph, _), (part, place)] if graph == "graph" && part == "node" => self.node(syntax, *place),
            [(graph, _), (part, place)] if graph == "graph" && part == "edge" => {
                self.edge(syntax, *place, weight_key)
            }
            _ => Ok(()),
        }
    }

    fn take(&mut self, key: &str) -> Option<String> {
        let at = self.fields.iter().position(|(name, _)| name == key)?;
        Some(self.fields.remove(at).1)
    }

    fn node(&mut self, syntax: &Syntax<'_>, start: usize) -> Result<(), NetworkFileError> {
        let place = || syntax.place(start);
        let Some(id) = self.take("id") else {
            return Err(NetworkFileError::Missing { place: place(), what: "`id`", inside: "node" });
        };
        let node = self.places.len();
        match self.ids.intern(&id) {
            Some(number) if number as usize == node => self.places.push(start),
            Some(number) => {
                let first = syntax.place(self.places[number as usize]);
                return Err(duplicate(place(), id, &first));
            }
            None => return Err(NetworkFileError::TooMany { file: place().file }),
        }
        for (name, value) in self.fields.drain(..) {
            if !self.columns.set(node, &name, value) {
                return Err(too_many_columns(place()));
            }
        }
        Ok(())
    }

    fn edge(&mut self, syntax: &Syntax<'_>, start: usize, weight_key: &str) -> Result<(), NetworkFileError> {
        let missing = |what| NetworkFileError::Missing { place: syntax.place(start), what, inside: "edge" };
        let source = self.take("source").ok_or_else(|| missing("`source`"))?;
        let target = self.take("target").ok_or_else(|| missing("`target`"))?;
        let weight = self.take(weight_key);
        for (name, _) in self.fields.drain(..) {
            if self.edge_keys.len() < MOST_COLUMNS {
                let _ = self.edge_keys.intern(&name);
            }
        }
        self.edges.push(Edge { source, target, weight, place: start });
        Ok(())
    }

    fn finish(
        self,
        text: &Text,
        options: &NetworkFile,
        report: &mut ReadReport,
    ) -> Result<Raw, NetworkFileError> {
        let mut raw = Raw { directed: self.directed, undirected_by_default: true, ..Raw::default() };
        let weighted = self.edges.iter().any(|edge| edge.weight.is_some());
        let weight_key = options.weight_column.as_deref().unwrap_or("weight");
        if let (false, Some(column)) = (weighted, &options.weight_column) {
            return Err(unknown_weight(text, column, self.edge_keys.names()));
        }
        let mut weights = Vec::new();
        for edge in &self.edges {
            let find = |name: &str, end| {
                self.ids.find(name).ok_or_else(|| NetworkFileError::UnknownNode {
                    place: text.place(edge.place),
                    end,
                    name: name.to_owned(),
                    help: format!("add `node [ id {name} ]` to the graph, or delete the edge"),
                })
            };
            raw.ties.push((find(&edge.source, "source")?, find(&edge.target, "target")?));
            if weighted {
                let value = edge.weight.as_deref().unwrap_or("");
                weights.push(weight(value, &format!("`{weight_key}`"), || text.place(edge.place))?);
            }
        }
        if weighted {
            raw.weights = Some(weights);
            report.weights = Some(format!("`{weight_key}`"));
        }
        report.ignored = self.edge_keys.names().iter().map(|key| format!("`{key}` of edges")).collect();
        let nodes = self.places.len();
        if !self.columns.in_proportion(nodes, 0, text.text.len()) {
            return Err(too_many_columns(text.place(0)));
        }
        raw.attributes = self.columns.finish(nodes);
        raw.names = self.ids.into_names();
        labels_to_names(&mut raw, report);
        Ok(raw)
    }
}

/// Takes the labels as names, if they are names.
fn labels_to_names(raw: &mut Raw, report: &mut ReadReport) {
    let Some(at) = raw.attributes.iter().position(|attribute| attribute.name == "label") else { return };
    let labels = &raw.attributes[at].values;
    let mut distinct: Vec<&str> = labels.iter().flatten().map(|label| label.trim()).collect();
    let (given, all) = (distinct.len(), labels.len());
    distinct.sort_unstable();
    distinct.dedup();
    if given < all || distinct.len() < all || distinct.first() == Some(&"") {
        report.notes.push("not every node has a label of its own: ids are the names".to_owned());
        return;
    }
    let labels = raw.attributes.remove(at).values.into_iter().flatten();
    let names = labels.map(|label| label.trim().to_owned()).collect();
    let ids = std::mem::replace(&mut raw.names, names);
    let known = raw.attributes.iter().any(|attribute| attribute.name == "gml_id");
    if !known && ids != raw.names {
        let values = ids.into_iter().map(Some).collect();
        raw.attributes.insert(0, Attribute { name: "gml_id".to_owned(), values });
    }
}

/// The error of a node id that is taken.
pub(super) fn duplicate(place: super::FilePlace, name: String, first: &super::FilePlace) -> NetworkFileError {
    let first = match first.position {
        super::Position::Line(line) | super::Position::Column(line, _) => line,
        _ => 0,
    };
    NetworkFileError::DuplicateNode { place, name, first }
}

/// The error of too many attributes.
pub(super) fn too_many_columns(place: super::FilePlace) -> NetworkFileError {
    NetworkFileError::Unsupported {
        place,
        expected: "at most 1000 attributes, not nearly all of them missing",
        found: "more, or nearly all missing".to_owned(),
        help: "leave out attributes that are not needed, or put them into a node table",
    }
}

/// The error of a weight that no edge has.
pub(super) fn unknown_weight(text: &Text, column: &str, known: &[String]) -> NetworkFileError {
    let nearest = crate::registry::nearest(column, known.iter().map(String::as_str));
    NetworkFileError::UnknownColumn {
        place: super::FilePlace { file: text.file.clone(), position: super::Position::Whole },
        column: column.to_owned(),
        known: if known.is_empty() { "edges without any".to_owned() } else { known.join(", ") },
        help: match nearest {
            Some(name) => format!("did you mean weight_column = {name:?}?"),
            None => "set weight_column to an attribute of the edges, or leave it out".to_owned(),
        },
    }
}

/// Writes GML.
pub(super) fn write(network: &Network, out: &mut dyn Write) -> io::Result<()> {
    let (names, rows) = nodes(network);
    let keys = keys(&names);
    let kinds: Vec<Scalar> = network
        .attributes
        .iter()
        .map(|attribute| Scalar::of(&attribute.values.iter().flatten().map(String::as_str)))
        .collect();
    writeln!(out, "Creator \"hushfeed {}\"", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "graph [\n  directed {}", u8::from(network.graph.is_directed()))?;
    let ids = ids(network);
    let id = |number: usize| ids.as_ref().map_or(number as u32, |ids| ids[number]);
    for Node { number, name, values } in rows {
        let id = id(number);
        writeln!(out, "  node [\n    id {id}\n    label \"{}\"", escaped(&name))?;
        for (column, value) in values.iter().enumerate() {
            let Some(value) = value else { continue };
            match kinds.get(column) {
                Some(Scalar::Integer | Scalar::Double) => writeln!(out, "    {} {value}", keys[column])?,
                _ => writeln!(out, "    {} \"{}\"", keys[column], escaped(value))?,
            }
        }
        writeln!(out, "  ]")?;
    }
    for Tie { from, to, weight } in ties(&network.graph) {
        let (from, to) = (id(from as usize), id(to as usize));
        writeln!(out, "  edge [\n    source {from}\n    target {to}")?;
        if let Some(weight) = weight {
            writeln!(out, "    weight {weight}")?;
        }
        writeln!(out, "  ]")?;
    }
    writeln!(out, "]")
}

/// The names as ids, where all of them are numbers that can be ids.
fn ids(network: &Network) -> Option<Vec<u32>> {
    let id = |name: &String| {
        name.parse::<u32>().ok().filter(|&id| i32::try_from(id).is_ok() && id.to_string() == *name)
    };
    network.names.as_ref()?.iter().map(id).collect()
}

/// Names as GML keys: letters, digits and underscores, different from each other and from `id` and `label`.
fn keys(names: &[String]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for name in names {
        let mut key: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        if !key.starts_with(|c: char| c.is_ascii_alphabetic()) {
            key.insert(0, 'a');
        }
        let taken = |key: &String, keys: &[String]| keys.contains(key) || key == "id" || key == "label";
        let base = key.clone();
        let mut number = 2;
        while taken(&key, &keys) {
            key = format!("{base}_{number}");
            number += 1;
        }
        keys.push(key);
    }
    keys
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            ' '..='~' => escaped.push(character),
            _ => escaped.extend(["&#", &u32::from(character).to_string(), ";"]),
        }
    }
    escaped
}

//! The reader of GraphML: one pass over the events of quick-xml.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::assemble::Raw;
use super::super::column::Columns;
use super::super::edge_list::weight;
use super::super::error::shown;
use super::super::gml::{duplicate, too_many_columns, unknown_weight};
use super::super::interner::Interner;
use super::super::source::Text;
use super::super::{NetworkFile, NetworkFileError, ReadReport};
use crate::network::Attribute;

/// A declared attribute.
struct Declared {
    name: String,
    /// `node`, `edge`, `all` …
    domain: String,
    default: Option<String>,
}

struct Edge {
    source: String,
    target: String,
    undirected: Option<bool>,
    weight: Option<String>,
    place: usize,
}

/// What `<data>` belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Owner {
    Nothing,
    Node(usize),
    Edge,
}

/// Text that is being collected.
struct Collected {
    key: String,
    text: String,
    /// How many elements are open inside.
    depth: usize,
    scalar: bool,
}

struct Reading<'a> {
    text: &'a Text,
    weight_name: &'a str,
    keys: BTreeMap<String, Declared>,
    open: Vec<usize>,
    owner: Owner,
    collected: Option<Collected>,
    key: Option<String>,
    graphs: usize,
    undirected: bool,
    ids: Interner,
    places: Vec<usize>,
    columns: Columns,
    edges: Vec<Edge>,
    edge_keys: Interner,
    drawings: Interner,
}

/// Reads GraphML.
pub(in super::super) fn read(
    text: &Text,
    options: &NetworkFile,
    report: &mut ReadReport,
) -> Result<Raw, NetworkFileError> {
    let mut reading = Reading {
        text,
        weight_name: options.weight_column.as_deref().unwrap_or("weight"),
        keys: BTreeMap::new(),
        open: Vec::new(),
        owner: Owner::Nothing,
        collected: None,
        key: None,
        graphs: 0,
        undirected: false,
        ids: Interner::default(),
        places: Vec::new(),
        columns: Columns::default(),
        edges: Vec::new(),
        edge_keys: Interner::default(),
        drawings: Interner::default(),
    };
    let mut reader = Reader::from_str(&text.text);
    reader.config_mut().expand_empty_elements = true;
    loop {
        let place = reader.buffer_position() as usize;
        match reader.read_event() {
            Ok(Event::Start(tag)) => reading.start(&tag, place)?,
            Ok(Event::End(_)) => reading.end(place)?,
            Ok(Event::Text(piece)) => reading.collect(&piece.decode().unwrap_or_default()),
            Ok(Event::CData(piece)) => reading.collect(&piece.decode().unwrap_or_default()),
            Ok(Event::GeneralRef(reference)) => {
                let name = reference.decode().unwrap_or_default();
                let text = match reference.resolve_char_ref() {
                    Ok(Some(character)) => Some(character.to_string()),
                    _ => quick_xml::escape::resolve_xml_entity(&name).map(str::to_owned),
                };
                let Some(text) = text else {
                    return Err(syntax(&reading, place, "a known entity", format!("`&{name};`")));
                };
                reading.collect(&text);
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                let place = reader.error_position() as usize;
                return Err(syntax(&reading, place, "well-formed XML", error.to_string()));
            }
        }
    }
    if let Some(&place) = reading.open.last() {
        return Err(NetworkFileError::Unclosed { place: text.place(place), expected: "a closing tag" });
    }
    if reading.graphs == 0 {
        return Err(NetworkFileError::Empty { file: text.file.clone(), expected: "<graph>" });
    }
    reading.finish(options, report)
}

fn syntax(reading: &Reading<'_>, place: usize, expected: &str, found: String) -> NetworkFileError {
    NetworkFileError::Syntax {
        place: reading.text.place(place),
        expected: expected.to_owned(),
        found,
        help: "save the graph again with the program that made it; `xmllint --noout FILE` shows all such places",
    }
}

impl Reading<'_> {
    fn start(&mut self, tag: &BytesStart<'_>, place: usize) -> Result<(), NetworkFileError> {
        self.open.push(place);
        if let Some(collected) = &mut self.collected {
            collected.depth += 1;
            collected.scalar = false;
            return Ok(());
        }
        let name = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
        if self.open.len() == 1 && name != "graphml" {
            return Err(NetworkFileError::OtherFormat {
                place: self.text.place(place),
                expected: "GraphML",
                found: if name == "gexf" { "GEXF" } else { "another kind of XML" },
                help: "save the graph as GraphML",
            });
        }
        match name.as_str() {
            "key" => self.declare(tag, place),
            "default" => {
                self.collected = self.key.clone().map(Collected::new);
                Ok(())
            }
            "graph" => self.graph(tag, place),
            "node" => self.node(tag, place),
            "edge" => self.edge(tag, place),
            "data" if self.owner != Owner::Nothing => {
                let key = self.needed(tag, place, "`key`", "data")?;
                self.collected = Some(Collected::new(key));
                Ok(())
            }
            "hyperedge" => Err(NetworkFileError::Unsupported {
                place: self.text.place(place),
                expected: "ties between two nodes",
                found: "a hyperedge".to_owned(),
                help: "replace it by the pairs that it joins",
            }),
            _ => Ok(()),
        }
    }

    fn end(&mut self, place: usize) -> Result<(), NetworkFileError> {
        let opened = self.open.pop().unwrap_or(place);
        match self.collected.take() {
            Some(collected) if collected.depth > 0 => {
                self.collected = Some(Collected { depth: collected.depth - 1, ..collected });
                return Ok(());
            }
            Some(collected) => return self.data(collected, opened),
            None => {}
        }
        // Nodes, edges and keys do not nest: what ends here ends them if it opened where they did.
        let ends_owner = match self.owner {
            Owner::Node(node) => self.places[node] == opened,
            Owner::Edge => self.edges.last().is_some_and(|edge| edge.place == opened),
            Owner::Nothing => false,
        };
        if ends_owner {
            self.owner = Owner::Nothing;
        } else if self.owner == Owner::Nothing {
            self.key = None;
        }
        Ok(())
    }

    fn collect(&mut self, piece: &str) {
        if let Some(collected) = &mut self.collected {
            collected.text.push_str(piece);
        }
    }

    fn declare(&mut self, tag: &BytesStart<'_>, place: usize) -> Result<(), NetworkFileError> {
        let id = self.needed(tag, place, "`id`", "key")?;
        let name = self.attribute(tag, place, "attr.name")?.unwrap_or_else(|| id.clone());
        let domain = self.attribute(tag, place, "for")?.unwrap_or_else(|| "all".to_owned());
        self.keys.insert(id.clone(), Declared { name, domain, default: None });
        self.key = Some(id);
        Ok(())
    }

    fn graph(&mut self, tag: &BytesStart<'_>, place: usize) -> Result<(), NetworkFileError> {
        if self.owner != Owner::Nothing {
            return Err(NetworkFileError::Unsupported {
                place: self.text.place(place),
                expected: "nodes without graphs in them",
                found: "a graph in a node".to_owned(),
                help: "ungroup the nodes before saving",
            });
        }
        self.graphs += 1;
        if self.graphs > 1 {
            return Err(NetworkFileError::SecondGraph { place: self.text.place(place) });
        }
        self.undirected = match self.needed(tag, place, "`edgedefault`", "graph")?.as_str() {
            "directed" => false,
            "undirected" => true,
            other => {
                return Err(NetworkFileError::Direction {
                    place: self.text.place(place),
                    found: shown(other),
                });
            }
        };
        Ok(())
    }

    fn node(&mut self, tag: &BytesStart<'_>, place: usize) -> Result<(), NetworkFileError> {
        let id = self.needed(tag, place, "`id`", "node")?;
        let node = self.places.len();
        match self.ids.intern(&id) {
            Some(number) if number as usize == node => self.places.push(place),
            Some(number) => {
                let first = self.text.place(self.places[number as usize]);
                return Err(duplicate(self.text.place(place), id, &first));
            }
            None => return Err(NetworkFileError::TooMany { file: self.text.file.clone() }),
        }
        self.owner = Owner::Node(node);
        Ok(())
    }

    fn edge(&mut self, tag: &BytesStart<'_>, place: usize) -> Result<(), NetworkFileError> {
        let source = self.needed(tag, place, "`source`", "edge")?;
        let target = self.needed(tag, place, "`target`", "edge")?;
        let undirected = match self.attribute(tag, place, "directed")?.as_deref() {
            None => None,
            Some("true" | "1") => Some(false),
            Some("false" | "0") => Some(true),
            Some(other) => {
                return Err(syntax(self, place, "directed=\"true\" or \"false\"", shown(other)));
            }
        };
        self.edges.push(Edge { source, target, undirected, weight: None, place });
        self.owner = Owner::Edge;
        Ok(())
    }

    fn data(&mut self, collected: Collected, place: usize) -> Result<(), NetworkFileError> {
        let Collected { key, text, scalar, .. } = collected;
        if !scalar {
            let _ = self.drawings.intern(&key);
            return Ok(());
        }
        let name = self.keys.get(&key).map_or(key.as_str(), |declared| declared.name.as_str());
        match self.owner {
            Owner::Nothing => {
                if let Some(declared) = self.keys.get_mut(&key) {
                    declared.default = Some(text);
                }
            }
            Owner::Node(node) => {
                if !text.is_empty() && !self.columns.set(node, name, text) {
                    return Err(too_many_columns(self.text.place(place)));
                }
            }
            Owner::Edge if name == self.weight_name => {
                if let Some(edge) = self.edges.last_mut() {
                    edge.weight = Some(text);
                }
            }
            Owner::Edge => {
                let _ = self.edge_keys.intern(name);
            }
        }
        Ok(())
    }

    fn attribute(
        &self,
        tag: &BytesStart<'_>,
        place: usize,
        name: &str,
    ) -> Result<Option<String>, NetworkFileError> {
        for attribute in tag.attributes() {
            let attribute =
                attribute.map_err(|error| syntax(self, place, "attributes as in XML", error.to_string()))?;
            if attribute.key.as_ref() == name.as_bytes() {
                return match attribute.unescape_value() {
                    Ok(value) => Ok(Some(value.into_owned())),
                    Err(error) => Err(syntax(self, place, "attributes as in XML", error.to_string())),
                };
            }
        }
        Ok(None)
    }

    fn needed(
        &self,
        tag: &BytesStart<'_>,
        place: usize,
        name: &'static str,
        inside: &'static str,
    ) -> Result<String, NetworkFileError> {
        self.attribute(tag, place, name.trim_matches('`'))?
            .filter(|value| !value.is_empty())
            .ok_or_else(|| NetworkFileError::Missing { place: self.text.place(place), what: name, inside })
    }

    fn finish(self, options: &NetworkFile, report: &mut ReadReport) -> Result<Raw, NetworkFileError> {
        let weight_default = self.keys.values().find_map(|declared| {
            let here = declared.name == self.weight_name && declared.domain != "node";
            declared.default.as_ref().filter(|_| here)
        });
        let weighted = weight_default.is_some() || self.edges.iter().any(|edge| edge.weight.is_some());
        if let (false, Some(column)) = (weighted, &options.weight_column) {
            return Err(unknown_weight(self.text, column, self.edge_keys.names()));
        }
        let mut raw = Raw::default();
        let mut weights = Vec::new();
        for edge in &self.edges {
            let find = |name: &str, end| {
                self.ids.find(name).ok_or_else(|| NetworkFileError::UnknownNode {
                    place: self.text.place(edge.place),
                    end,
                    name: name.to_owned(),
                    help: format!("add <node id={name:?}/> to the graph, or delete the edge"),
                })
            };
            raw.ties.push((find(&edge.source, "source")?, find(&edge.target, "target")?));
            raw.edges.push(edge.undirected.unwrap_or(self.undirected));
            if weighted {
                let value = edge.weight.as_ref().or(weight_default).map_or("", |value| value.trim());
                let column = format!("{:?}", self.weight_name);
                weights.push(weight(value, &column, || self.text.place(edge.place))?);
            }
        }
        if weighted {
            raw.weights = Some(weights);
            report.weights = Some(format!("{:?}", self.weight_name));
        }
        let directed = if self.edges.is_empty() { !self.undirected } else { raw.edges.contains(&false) };
        raw.directed = Some(directed);
        if !directed || !raw.edges.contains(&true) {
            raw.edges.clear();
        } else {
            report.notes.push(
                "some edges are directed, some are not: the latter are read as a tie each way".to_owned(),
            );
        }
        let edge_keys = self.edge_keys.names().iter().map(|key| format!("{key:?} of edges"));
        let drawings = self.drawings.names().iter().map(|key| format!("data {key:?} (not scalar)"));
        report.ignored = edge_keys.chain(drawings).collect();
        let nodes = self.places.len();
        let defaults = self.keys.values().filter(|declared| declared.default.is_some()).count();
        if !self.columns.in_proportion(nodes, defaults, self.text.text.len()) {
            return Err(too_many_columns(self.text.place(0)));
        }
        raw.attributes = self.columns.finish(nodes);
        fill_defaults(&mut raw.attributes, &self.keys, nodes);
        raw.names = self.ids.into_names();
        names_of_igraph(&mut raw);
        Ok(raw)
    }
}

impl Collected {
    fn new(key: String) -> Self {
        Self { key, text: String::new(), depth: 0, scalar: true }
    }
}

/// Fills in the defaults of declared node attributes.
fn fill_defaults(attributes: &mut Vec<Attribute>, keys: &BTreeMap<String, Declared>, nodes: usize) {
    for declared in keys.values().filter(|declared| matches!(declared.domain.as_str(), "node" | "all")) {
        let Some(default) = declared.default.as_ref().filter(|default| !default.is_empty()) else { continue };
        let place = attributes.iter().position(|attribute| attribute.name == declared.name);
        let place = place.unwrap_or_else(|| {
            attributes.push(Attribute { name: declared.name.clone(), values: vec![None; nodes] });
            attributes.len() - 1
        });
        for value in attributes[place].values.iter_mut().filter(|value| value.is_none()) {
            *value = Some(default.clone());
        }
    }
}

/// Takes igraph's attribute `name` as the names.
fn names_of_igraph(raw: &mut Raw) {
    let numbered = |id: &String| {
        id.strip_prefix('n')
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    let Some(at) = raw.attributes.iter().position(|attribute| attribute.name == "name") else { return };
    let mut distinct: Vec<&String> = raw.attributes[at].values.iter().flatten().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() == raw.names.len() && raw.names.iter().all(numbered) {
        raw.names = raw.attributes.remove(at).values.into_iter().flatten().collect();
    }
}

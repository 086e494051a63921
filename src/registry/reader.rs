//! Reads a table key by key and reports what is left over.

use super::{Bounds, Diagnostics, Key, Kind, Node, NodeValue, Place, Table, Value, nearest};

/// A table that is being read.
///
/// Every `take` removes a key; [`finish`](Reader::finish) reports the keys that nobody took, with the nearest known
/// name. Errors are collected, never thrown, so that a person sees all of them at once.
pub struct Reader<'a> {
    /// The table's name for messages: `feed`.
    pub name: String,
    /// Where the table stands; None where it is missing and everything is at its default.
    pub place: Option<Place>,
    table: Table,
    known: Vec<String>,
    /// What has been found wrong so far.
    pub diagnostics: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    /// A reader of `table`.
    pub fn new(name: &str, place: Option<Place>, table: Table, diagnostics: &'a mut Diagnostics) -> Self {
        Self { name: name.to_owned(), place, table, known: Vec::new(), diagnostics }
    }

    /// A reader of the sub-table `key`; an empty one where the key is missing. A key that is not a table is an error.
    pub fn table(&mut self, key: &str) -> Reader<'_> {
        self.known.push(key.to_owned());
        let name = self.path(key);
        match self.table.take(key) {
            Some((_, Node { value: NodeValue::Table(table), place })) => {
                Reader::new(&name, Some(place), table, self.diagnostics)
            }
            Some((_, node)) => {
                let label = format!("expected a table, found {}", node.value.type_name());
                let message = format!("`{name}` has the wrong type");
                let diagnostic = self.diagnostics.error(Some(node.place), message, label);
                diagnostic.help.push(match node.value {
                    NodeValue::Array(_) => format!("write the heading with single brackets: [{name}]"),
                    _ => format!("write a line [{name}] and its keys below it"),
                });
                Reader::new(&name, None, Table::default(), self.diagnostics)
            }
            None => Reader::new(&name, None, Table::default(), self.diagnostics),
        }
    }

    /// The tables of an array of tables (`[[population.group]]`), each with its place. Empty where the key is missing.
    pub fn tables(&mut self, key: &str) -> Vec<(Place, Table)> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let name = self.path(key);
        let mut tables = Vec::new();
        let wrong = |diagnostics: &mut Diagnostics, node: &Node| {
            let label = format!("expected one or more tables, found {}", node.value.type_name());
            let message = format!("`{name}` has the wrong type");
            let diagnostic = diagnostics.error(Some(node.place.clone()), message, label);
            diagnostic.help.push(format!("write the heading with double brackets: [[{name}]]"));
        };
        match node.value {
            NodeValue::Array(items) => {
                for item in items {
                    match item.value {
                        NodeValue::Table(table) => tables.push((item.place, table)),
                        _ => wrong(self.diagnostics, &item),
                    }
                }
            }
            _ => wrong(self.diagnostics, &node),
        }
        tables
    }

    /// The raw value of `key`, whatever its type.
    pub fn node(&mut self, key: &str) -> Option<Node> {
        self.known.push(key.to_owned());
        self.table.take(key).map(|(_, node)| node)
    }

    /// The place of the value of `key`, without taking it.
    pub fn place_of(&self, key: &str) -> Option<Place> {
        self.peek(key).map(|node| node.place.clone())
    }

    /// The heading of the first table in this one.
    pub fn first_table(&self) -> Option<Place> {
        let is_table = |node: &Node| matches!(node.value, NodeValue::Table(_) | NodeValue::Array(_));
        let tables = self.table.iter().filter(|(.., node)| is_table(node) && node.place.source == 0);
        tables.map(|(.., node)| node.place.clone()).min_by_key(|place| place.span.start)
    }

    /// The start of the scenario file.
    pub fn start(&self) -> Option<Place> {
        Some(Place { source: 0, span: 0..0 })
    }

    /// The value of `key`, without taking it.
    pub fn peek(&self, key: &str) -> Option<&Node> {
        self.table.get(key)
    }

    /// The value of `key`, `default` where it is missing. None after an error.
    pub fn take<T: Value>(&mut self, key: &str, bounds: Bounds, default: Option<T>) -> Option<T> {
        let Some(node) = self.node(key) else {
            if default.is_none() {
                self.missing(key, &T::kind());
            }
            return default;
        };
        T::read(&self.path(key), node, bounds, self.diagnostics)
    }

    fn missing(&mut self, key: &str, kind: &Kind) {
        if self.has_misspelt(key) {
            return; // which is reported, with this key's name
        }
        let message = format!("`{}` is missing", self.path(key));
        let label = format!("expected `{key}` in this table: {}", kind.describe());
        let diagnostic = self.diagnostics.error(self.place.clone(), message, label);
        diagnostic.help.push(format!("add {key} = …"));
    }

    /// Whether a key is left over that is probably meant to be `key`.
    pub fn has_misspelt(&self, key: &str) -> bool {
        let known = self.known.iter().map(String::as_str);
        let known: Vec<&str> = known.chain([key]).collect();
        let mut left = self.table.iter().filter(|(left, ..)| !self.known.iter().any(|known| known == left));
        left.any(|(left, ..)| nearest(left, known.iter().copied()) == Some(key))
    }

    /// The dotted name of a key of this table.
    pub fn path(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }

    /// Reports every key that was not taken, beside the nearest known one. `more` names keys that are known here but
    /// taken elsewhere.
    pub fn finish(self, more: &[Key]) {
        let known: Vec<&str> =
            self.known.iter().map(String::as_str).chain(more.iter().map(|k| k.name)).collect();
        for (key, place, node) in self.table.iter() {
            let is_table = matches!(node.value, NodeValue::Table(_));
            let (message, label) = match (self.name.as_str(), is_table) {
                ("", true) => (format!("unknown table [{key}]"), "expected a known table"),
                ("", false) => (format!("unknown key `{key}`"), "expected a known key"),
                (name, _) => (format!("unknown key `{key}` in [{name}]"), "expected a key of this table"),
            };
            let diagnostic = self.diagnostics.error(Some(place.clone()), message, label);
            if let Some(name) = nearest(key, known.iter().copied()) {
                let meant =
                    if is_table && self.name.is_empty() { format!("[{name}]") } else { format!("`{name}`") };
                diagnostic.help.push(format!("did you mean {meant}?"));
            } else {
                diagnostic.stray_key = Some(key.to_owned());
                diagnostic.help.push(if known.is_empty() {
                    "no key is known here".to_owned()
                } else {
                    format!("known here: {}", known.join(", "))
                });
            }
        }
    }

    /// As [`finish`](Self::finish), for a table whose key `chooser` names a rule: a key that another rule has is said to
    /// be that rule's.
    pub fn finish_rule(self, chooser: &str, chosen: &str, rules: &[(&str, Vec<Key>)]) {
        let mut rest = Table::default();
        let taken = |key: &str| self.known.iter().any(|known| known == key);
        for (key, place, node) in self.table.iter() {
            let owners: Vec<&str> = rules
                .iter()
                .filter(|(_, keys)| !taken(key) && keys.iter().any(|known| known.name == key))
                .map(|(rule, _)| *rule)
                .collect();
            if owners.is_empty() {
                rest.insert(key.to_owned(), place.clone(), node.clone());
                continue;
            }
            let message = format!("`{key}` is no key of {chooser} = \"{chosen}\"");
            let label =
                format!("expected a key of \"{chosen}\"; this is one of \"{}\"", owners.join("\", \""));
            let diagnostic = self.diagnostics.error(Some(place.clone()), message, label);
            if let Some(name) = nearest(key, self.known.iter().map(String::as_str)) {
                diagnostic.help.push(format!("did you mean `{name}`?"));
            }
            diagnostic.help.push(format!("take it out, or choose {chooser} = \"{}\"", owners[0]));
        }
        Self { table: rest, ..self }.finish(&[]);
    }

    /// Drops what is left without a word (after an error that already covers it).
    pub fn abandon(self) {}
}

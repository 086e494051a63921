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
                self.diagnostics.error(Some(node.place), format!("`{name}` has the wrong type"), label);
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
            let label = format!("expected an array of tables, [[{name}]], found {}", node.value.type_name());
            diagnostics.error(Some(node.place.clone()), format!("`{name}` has the wrong type"), label);
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
        let message = format!("`{}` is missing", self.path(key));
        let label = format!("this table needs `{key}`: {}", kind.describe());
        self.diagnostics.error(self.place.clone(), message, label);
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
        for (key, place, _) in self.table.iter() {
            let message = if self.name.is_empty() {
                format!("unknown key `{key}`")
            } else {
                format!("unknown key `{key}` in [{}]", self.name)
            };
            let diagnostic = self.diagnostics.error(Some(place.clone()), message, "not a key of this table");
            match nearest(key, known.iter().copied()) {
                Some(name) => diagnostic.help.push(format!("did you mean `{name}`?")),
                None => diagnostic.help.push(format!("the keys here are: {}", known.join(", "))),
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
            let label = format!("a key of {}", owners.join(", "));
            let diagnostic = self.diagnostics.error(Some(place.clone()), message, label);
            diagnostic.help.push(format!("take it out, or choose {chooser} = \"{}\"", owners[0]));
        }
        Self { table: rest, ..self }.finish(&[]);
    }

    /// Drops what is left without a word (after an error that already covers it).
    pub fn abandon(self) {}
}

//! A scenario as a tree of values that know where they were written.
//!
//! The tree comes from TOML text with byte ranges. Overrides (`--set`, the points of a sweep) are small texts of
//! their own: every value keeps the source that it came from, so an error in `--set` points into `--set`.

use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::Diagnostics;
use super::syntax::{self, SyntaxError};

/// Where a value was written: a source of the document and a byte range in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Index into [`Document::sources`].
    pub source: usize,
    /// Byte range in the text of that source.
    pub span: Range<usize>,
}

/// A text that values were read from.
#[derive(Clone, Debug)]
pub struct Source {
    /// What a person calls it: a file's path, or `--set`.
    pub name: String,
    /// Its whole text; shared, since a document is copied for every point of a sweep.
    pub text: Arc<str>,
}

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub value: NodeValue,
    /// Where it stands.
    pub place: Place,
}

/// The values of TOML that a scenario uses.
#[derive(Clone, Debug)]
pub enum NodeValue {
    /// A string.
    Text(String),
    /// A 64-bit integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// true or false.
    Boolean(bool),
    /// An array.
    Array(Vec<Node>),
    /// A table, inline or not.
    Table(Table),
    /// A date or time, which no key of a scenario takes.
    Datetime(String),
}

impl NodeValue {
    /// The type's name for messages.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) => "text in quotes",
            Self::Integer(_) => "a whole number",
            Self::Float(number) if number.is_nan() => "`nan`, which is no number",
            Self::Float(number) if number.is_infinite() => "`inf`, which is not finite",
            Self::Float(_) => "a decimal number",
            Self::Boolean(true) => "`true`",
            Self::Boolean(false) => "`false`",
            Self::Array(_) => "a list in [brackets]",
            Self::Table(_) => "a table of keys",
            Self::Datetime(_) => "a date",
        }
    }
}

/// A table: its keys in the order in which they were written.
#[derive(Clone, Debug, Default)]
pub struct Table {
    pub(super) entries: Vec<(String, Place, Node)>,
}

impl Table {
    /// Takes the entry of `key` out of the table: the key's place and its value.
    pub fn take(&mut self, key: &str) -> Option<(Place, Node)> {
        let index = self.entries.iter().position(|(name, ..)| name == key)?;
        let (_, place, node) = self.entries.remove(index);
        Some((place, node))
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|(name, ..)| name == key).map(|(.., node)| node)
    }

    /// The value of `key`, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|(name, ..)| name == key).map(|(.., node)| node)
    }

    /// Puts a value under `key`, in place of the one that was there.
    pub fn insert(&mut self, key: String, place: Place, node: Node) {
        match self.entries.iter_mut().find(|(name, ..)| *name == key) {
            Some(entry) => *entry = (key, place, node),
            None => self.entries.push((key, place, node)),
        }
    }

    /// The entries: key, the key's place, value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Place, &Node)> {
        self.entries.iter().map(|(name, place, node)| (name.as_str(), place, node))
    }

    /// Whether the table has no key.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// A scenario file and what was laid over it.
#[derive(Clone, Debug)]
pub struct Document {
    /// The texts that the values come from; the scenario file is the first.
    pub sources: Vec<Source>,
    /// The tree.
    pub root: Table,
}

impl Document {
    /// Parses TOML text. `name` is what messages call it.
    ///
    /// # Errors
    /// Every syntax error of the text, each with its place.
    pub fn parse(name: &str, text: &str) -> Result<Self, Diagnostics> {
        let sources = vec![Source { name: name.to_owned(), text: text.into() }];
        match parse_table(text, 0) {
            Ok(root) => Ok(Self { sources, root }),
            Err(errors) => {
                let mut diagnostics = Diagnostics::new(sources);
                for error in errors {
                    error.add_to(&mut diagnostics, 0);
                }
                Err(diagnostics)
            }
        }
    }

    /// Adds a text that values come from, under the name that messages have for it. Returns its index.
    pub fn add_source(&mut self, name: &str, text: &str) -> usize {
        self.sources.push(Source { name: name.to_owned(), text: text.into() });
        self.sources.len() - 1
    }

    /// Where the value of a dotted key stands; None where the document does not have it.
    pub fn place_of(&self, dotted: &str) -> Option<Place> {
        let mut table = &self.root;
        let mut keys = dotted.split('.').peekable();
        while let Some(key) = keys.next() {
            let node = table.get(key)?;
            match &node.value {
                _ if keys.peek().is_none() => return Some(node.place.clone()),
                NodeValue::Table(inner) => table = inner,
                _ => return None,
            }
        }
        None
    }
}

pub(super) type SyntaxErrors = Vec<SyntaxError>;

pub(super) fn parse_table(text: &str, source: usize) -> Result<Table, SyntaxErrors> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return convert_table(table.get_ref(), source);
    }
    Err(syntax::explain(text, &errors))
}

fn convert_table(table: &DeTable<'_>, source: usize) -> Result<Table, SyntaxErrors> {
    let mut result = Table::default();
    for (key, value) in table {
        let name = key.get_ref().to_string();
        let place = Place { source, span: key.span() };
        result.insert(name, place, convert(value.get_ref(), value.span(), source)?);
    }
    Ok(result)
}

fn convert(value: &DeValue<'_>, span: Range<usize>, source: usize) -> Result<Node, SyntaxErrors> {
    let converted = match value {
        DeValue::String(text) => NodeValue::Text(text.to_string()),
        DeValue::Integer(integer) => {
            let parsed = i64::from_str_radix(integer.as_str(), integer.radix());
            NodeValue::Integer(parsed.map_err(|_| vec![SyntaxError::number_too_large(span.clone())])?)
        }
        DeValue::Float(float) => {
            NodeValue::Float(float.as_str().parse().map_err(|_| vec![SyntaxError::no_number(span.clone())])?)
        }
        DeValue::Boolean(boolean) => NodeValue::Boolean(*boolean),
        DeValue::Datetime(datetime) => NodeValue::Datetime(datetime.to_string()),
        DeValue::Array(items) => NodeValue::Array(
            items
                .iter()
                .map(|item| convert(item.get_ref(), item.span(), source))
                .collect::<Result<_, _>>()?,
        ),
        DeValue::Table(table) => NodeValue::Table(convert_table(table, source)?),
    };
    Ok(Node { value: converted, place: Place { source, span } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_syntax_error_is_found() {
        let errors = Document::parse("a.toml", "a = \nb = 1\nc = [1,\n").unwrap_err();
        assert_eq!(errors.items().len(), 2, "{errors}");
    }
}

//! Points from a file: what SALib, EMA, OpenMOLE or a spreadsheet has sampled.
//!
//! One point a line, in the order of the file; fields are parted by commas, semicolons, tabs or spaces, whichever the first
//! line has. With a header its names are the keys; without one (the first line has numbers, and words that are no keys) the
//! scenario names them: `[sweep] keys = ["network.homophily", …]`. Empty lines and lines that begin with `#` are passed over.

use super::{Key, List};
use crate::registry::{Diagnostics, Document, Node, NodeValue, Place, Table};

/// The points of a file.
#[derive(Clone, Debug)]
pub struct Samples {
    /// The keys.
    pub keys: Vec<Key>,
    /// A value for every key, point by point.
    pub rows: Vec<Vec<Node>>,
}

/// Why the points cannot be used: diagnostics with file, line and column.
pub type SamplesError = Diagnostics;

/// A field with its place in the text.
type Field<'a> = (&'a str, std::ops::Range<usize>);

impl Samples {
    /// Reads the points of `text`, which messages call `name`, and adds the text to the document's sources. `named` are the
    /// keys for a file without a header; `is_whole` says which keys take whole numbers alone: `3.0` is 3 there.
    ///
    /// # Errors
    /// What is wrong with the file, each with its place.
    pub fn read(
        document: &mut Document,
        name: &str,
        text: &str,
        named: &[String],
        is_whole: &dyn Fn(&str) -> bool,
    ) -> Result<Self, SamplesError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let source = document.add_source(name, text);
        let mut diagnostics = Diagnostics::new(document.sources.clone());
        let read = Reading { source, diagnostics: &mut diagnostics }.all(text, named, is_whole);
        match read {
            Some(samples) if !diagnostics.has_errors() => Ok(samples),
            _ => Err(diagnostics),
        }
    }

    /// Puts the points into the document, as its `[sweep] list`.
    pub fn into_document(self, document: &mut Document) {
        let place = self.keys.first().map_or(Place { source: 0, span: 0..0 }, |key| key.place.clone());
        let list = List::to_node(&self.keys, self.rows, &place);
        let mut sweep = match document.root.take("sweep") {
            Some((_, Node { value: NodeValue::Table(table), .. })) => table,
            _ => Table::default(),
        };
        for other in ["grid", "zip", "latin_hypercube", "sobol", "morris", "keys"] {
            sweep.take(other);
        }
        sweep.insert("list".to_owned(), place.clone(), list);
        document.root.insert(
            "sweep".to_owned(),
            place.clone(),
            Node { value: NodeValue::Table(sweep), place },
        );
    }
}

struct Reading<'a> {
    source: usize,
    diagnostics: &'a mut Diagnostics,
}

impl Reading<'_> {
    fn fail(&mut self, span: std::ops::Range<usize>, message: String, label: String, help: &str) {
        let place = Place { source: self.source, span };
        self.diagnostics.error(Some(place), message, label).help.push(help.to_owned());
    }

    fn all(&mut self, text: &str, named: &[String], is_whole: &dyn Fn(&str) -> bool) -> Option<Samples> {
        let mut lines = lines(text);
        let Some(first) = lines.next() else {
            let help = "write one point a line, below a line with the keys";
            self.fail(0..text.len(), "the file has no points".into(), "expected a line a point".into(), help);
            return None;
        };
        let separator = Separator::of(&text[first.clone()]);
        let fields = separator.fields(text, first.clone());
        let is_word = |field: &str| field.parse::<f64>().is_err();
        // Where the scenario names the keys, words such as a ranking's may stand in a file without a header.
        let is_key =
            |field: &str| named.is_empty() || field.contains('.') || named.iter().any(|key| key == field);
        let has_header =
            fields.iter().map(|(field, _)| unquoted(field)).any(|field| is_word(field) && is_key(field));
        let keys = if has_header {
            self.header(&fields, named)?
        } else if named.is_empty() {
            let help = "put the keys on the first line of the file, or write keys = [\"network.homophily\", …] into \
                        the scenario's [sweep]";
            let label = "expected a line of keys: every field of this one is a number".to_owned();
            self.fail(first, "the file has no header".into(), label, help);
            return None;
        } else {
            let place = Place { source: self.source, span: first.clone() };
            named.iter().map(|name| Key { name: name.clone(), place: place.clone() }).collect()
        };
        let whole: Vec<bool> = keys.iter().map(|key| is_whole(&key.name)).collect();
        let mut rows = Vec::new();
        let first_row = (!has_header).then_some(first);
        for line in first_row.into_iter().chain(lines) {
            rows.extend(self.row(text, &line, separator, &keys, &whole));
            if self.diagnostics.items().len() >= 20 {
                break; // a wrong file is wrong on every line
            }
        }
        if rows.is_empty() && !self.diagnostics.has_errors() {
            let help = "write one point a line below the keys";
            self.fail(0..text.len(), "the file has no points".into(), "expected a line a point".into(), help);
        }
        Some(Samples { keys, rows })
    }

    fn header(&mut self, fields: &[Field<'_>], named: &[String]) -> Option<Vec<Key>> {
        let mut keys: Vec<Key> = Vec::new();
        for (field, span) in fields {
            let name = unquoted(field).to_owned();
            let place = Place { source: self.source, span: span.clone() };
            if keys.iter().any(|key| key.name == name) {
                let help = "give every column a key of its own";
                let label = "expected another key".to_owned();
                self.fail(span.clone(), format!("the key `{name}` stands twice"), label, help);
                return None;
            }
            keys.push(Key { name, place });
        }
        let names: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
        if !named.is_empty() && named != names {
            let span = fields[0].1.start..fields[fields.len() - 1].1.end;
            let label = format!("expected {}: the `keys` of the scenario's [sweep]", named.join(", "));
            let help = "take `keys` out of the scenario, or make the two agree";
            self.fail(span, "the header has other keys than the scenario".into(), label, help);
            return None;
        }
        Some(keys)
    }

    fn row(
        &mut self,
        text: &str,
        line: &std::ops::Range<usize>,
        separator: Separator,
        keys: &[Key],
        whole: &[bool],
    ) -> Option<Vec<Node>> {
        let fields = separator.fields(text, line.clone());
        if fields.len() != keys.len() {
            let names: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
            let message = format!("a point with {} values", fields.len());
            let label = format!("expected {}: {}", keys.len(), names.join(", "));
            let help = "give every point a value for every key; the first line decides what parts the fields";
            self.fail(line.clone(), message, label, help);
            return None;
        }
        let mut row = Vec::with_capacity(keys.len());
        for (((field, span), key), &whole) in fields.into_iter().zip(keys).zip(whole) {
            let Some(value) = value(field, whole) else {
                let message = format!("the value of `{}` is missing or no number", key.name);
                let label = format!("expected a number, true, false or a word, found `{field}`");
                self.fail(
                    span,
                    message,
                    label,
                    "every point sets every key: fill it in, or take the line out",
                );
                return None;
            };
            row.push(Node { value, place: Place { source: self.source, span } });
        }
        Some(row)
    }
}

/// The lines that hold something, as ranges of the text.
fn lines(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let begin = start;
        start += line.len();
        let kept = line.trim_end();
        let blank = kept.trim_start();
        (!blank.is_empty() && !blank.starts_with('#')).then(|| begin..begin + kept.len())
    })
}

/// What parts the fields of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Separator {
    Sign(char),
    Space,
}

impl Separator {
    fn of(line: &str) -> Self {
        [',', ';', '\t'].into_iter().find(|sign| line.contains(*sign)).map_or(Self::Space, Self::Sign)
    }

    fn fields(self, text: &str, line: std::ops::Range<usize>) -> Vec<Field<'_>> {
        let mut fields = Vec::new();
        let mut at = line.start;
        let parts = |sign: char| match self {
            Self::Sign(separator) => sign == separator,
            Self::Space => sign.is_whitespace(),
        };
        for piece in text[line].split_inclusive(parts) {
            let field = piece.strip_suffix(parts).unwrap_or(piece);
            let begin = at + (field.len() - field.trim_start().len());
            let field = field.trim();
            if self != Self::Space || !field.is_empty() {
                fields.push((field, begin..begin + field.len()));
            }
            at += piece.len();
        }
        // Behind a last comma stands a last field, which is empty.
        if let Self::Sign(_) = self
            && text[..at].ends_with(parts)
        {
            fields.push(("", at..at));
        }
        fields
    }
}

fn unquoted(field: &str) -> &str {
    field.strip_prefix('"').and_then(|field| field.strip_suffix('"')).unwrap_or(field)
}

/// The value that a field stands for. A number that is not finite and an empty field are none.
fn value(field: &str, whole: bool) -> Option<NodeValue> {
    let bare = unquoted(field);
    if bare.is_empty() {
        return None;
    }
    if bare.len() < field.len() {
        return Some(NodeValue::Text(bare.to_owned()));
    }
    if let Ok(number) = bare.parse::<i64>() {
        return Some(NodeValue::Integer(number));
    }
    if let Ok(number) = bare.parse::<f64>() {
        let is_integer = whole && number.fract() == 0.0 && number.abs() < 9e15;
        return match number.is_finite() {
            true if is_integer => Some(NodeValue::Integer(number as i64)),
            true => Some(NodeValue::Float(number)),
            false => None,
        };
    }
    Some(match bare {
        "true" | "TRUE" | "True" => NodeValue::Boolean(true),
        "false" | "FALSE" | "False" => NodeValue::Boolean(false),
        "NA" | "NaN" | "nan" => return None,
        word => NodeValue::Text(word.to_owned()),
    })
}

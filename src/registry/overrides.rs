//! Values that are laid over a document: `--set KEY=VALUE` and the points of a sweep.

use std::ops::Range;

use super::document::parse_table;
use super::{Diagnostics, Document, Node, NodeValue, Place, Source, Table};

impl Document {
    /// Lays the value `node`, which is part of this document (a value of a sweep's grid), over a dotted key. Messages
    /// about the value point to where it stands, messages about the key to `place`.
    ///
    /// # Errors
    /// A key that is none, or a path that runs through a value that is not a table.
    pub fn assign(&mut self, key: &str, place: &Place, node: &Node) -> Result<(), Diagnostics> {
        let fail = |document: &Self, message: String, label: &str| {
            let mut diagnostics = Diagnostics::new(document.sources.clone());
            let help = "write the key as in \"feed.slots\": the table, a point, the key of the table";
            diagnostics.error(Some(place.clone()), message, label).help.push(help.to_owned());
            diagnostics
        };
        let parts: Vec<&str> = key.split('.').map(str::trim).collect();
        let is_bare = |part: &&str| {
            !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
        };
        if !parts.iter().all(is_bare) {
            return Err(fail(self, format!("\"{key}\" is not a key"), "expected a dotted key"));
        }
        let mut chain = Table::default();
        for (depth, part) in parts.iter().rev().enumerate() {
            let value = match depth {
                0 => node.clone(),
                _ => Node { value: NodeValue::Table(std::mem::take(&mut chain)), place: place.clone() },
            };
            chain.insert((*part).to_owned(), place.clone(), value);
        }
        let (merged, clash) = merge(std::mem::take(&mut self.root), chain);
        self.root = merged;
        match clash {
            None => Ok(()),
            Some(_) => {
                Err(fail(self, format!("`{key}` runs through a key that is not a table"), "cannot go deeper"))
            }
        }
    }

    /// Lays `dotted.key = value` over the document, creating tables on the way. A table of an array of tables goes by
    /// its `name`: `population.group.bots.opinion = 1.0`.
    ///
    /// # Errors
    /// Text that is not of that form, a path that runs through a value that is not a table, or a name that no table of
    /// the array has.
    pub fn set(&mut self, origin: &str, assignment: &str) -> Result<(), Diagnostics> {
        let source = self.sources.len();
        let text = quote_bare_text(assignment);
        self.sources.push(Source { name: origin.to_owned(), text: text.as_str().into() });
        let fail = |document: &Self, span, message: String, label: &str| {
            let mut diagnostics = Diagnostics::new(document.sources.clone());
            diagnostics.error(Some(Place { source, span }), message, label).help.push(
                "write it as KEY=VALUE with a dotted key, for instance feed.slots=20 or feed.ranking=random"
                    .to_owned(),
            );
            diagnostics
        };
        match parse_table(&text, source) {
            Ok(table) if !table.is_empty() => {
                let root = std::mem::take(&mut self.root);
                let (merged, clash) = merge(root, table);
                self.root = merged;
                match clash {
                    None => Ok(()),
                    Some(Clash { span, message, label }) => Err(fail(self, span, message, &label)),
                }
            }
            Ok(_) => Err(fail(self, 0..text.len(), "an override without a key".into(), "expected KEY=VALUE")),
            Err(errors) => {
                let span = errors.first().map_or(0..text.len(), |error| error.span.clone());
                let message = format!("`{assignment}` cannot be understood as an override");
                Err(fail(self, span, message, "expected KEY=VALUE"))
            }
        }
    }
}

/// `feed.ranking=random` means the string: a bare word that TOML would refuse is quoted. `.5` and `5.`, which it refuses
/// too, are numbers as everywhere else.
fn quote_bare_text(assignment: &str) -> String {
    let Some((key, value)) = assignment.split_once('=') else { return assignment.to_owned() };
    let value = value.trim();
    let (sign, size) = value.split_at(usize::from(value.starts_with(['+', '-'])));
    let is_toml = |value: &str| parse_table(&format!("x = {value}"), 0).is_ok();
    let with_both_sides = match size.split_once('.') {
        Some(("", decimals)) => format!("{sign}0.{decimals}"),
        Some((whole, "")) => format!("{sign}{whole}.0"),
        _ => String::new(),
    };
    if with_both_sides.parse::<f64>().is_ok() && is_toml(&with_both_sides) {
        return format!("{} = {with_both_sides}", key.trim());
    }
    if is_toml(value) || value.is_empty() || value.starts_with(['"', '\'', '[', '{']) {
        return assignment.to_owned();
    }
    format!("{} = {}", key.trim(), toml::Value::String(value.to_owned()))
}

/// Why an override does not fit.
struct Clash {
    span: Range<usize>,
    message: String,
    label: String,
}

/// Lays `top` over `base`, table by table. The second result is a key that runs into a value.
fn merge(mut base: Table, top: Table) -> (Table, Option<Clash>) {
    let mut clash = None;
    for (key, place, node) in top.entries {
        let span = place.span.clone();
        match (node.value, base.get_mut(&key)) {
            (NodeValue::Table(over), Some(under)) if !node_is_inline(&node.place, &span) => {
                let deeper = match &mut under.value {
                    NodeValue::Table(table) => {
                        let (merged, deeper) = merge(std::mem::take(table), over);
                        *table = merged;
                        deeper
                    }
                    NodeValue::Array(items) => merge_by_name(items, over),
                    _ => Some(Clash {
                        span,
                        message: "this key holds a value, not a table".to_owned(),
                        label: "expected a table before the point".to_owned(),
                    }),
                };
                clash = clash.or(deeper);
            }
            (value, _) => base.insert(key, place, Node { value, place: node.place }),
        }
    }
    (base, clash)
}

/// Lays each table of `over` over the table of `items` that has its key as `name`.
fn merge_by_name(items: &mut [Node], over: Table) -> Option<Clash> {
    let name_of = |node: &Node| match &node.value {
        NodeValue::Table(table) => match table.get("name").map(|name| &name.value) {
            Some(NodeValue::Text(name)) => Some(name.clone()),
            _ => None,
        },
        _ => None,
    };
    let names: Vec<Option<String>> = items.iter().map(name_of).collect();
    let mut clash = None;
    for (key, place, node) in over.entries {
        let index = names.iter().position(|name| name.as_deref() == Some(&key));
        let deeper = match (index.map(|index| &mut items[index].value), node.value) {
            (Some(NodeValue::Table(table)), NodeValue::Table(over)) => {
                let (merged, deeper) = merge(std::mem::take(table), over);
                *table = merged;
                deeper
            }
            (Some(_), _) => Some(Clash {
                span: place.span,
                message: format!("`{key}` is a table"),
                label: "expected one of its keys behind it".to_owned(),
            }),
            (None, _) => {
                let known: Vec<&str> = names.iter().flatten().map(String::as_str).collect();
                let label = if known.is_empty() {
                    "none has a name".to_owned()
                } else {
                    format!("there is: {}", known.join(", "))
                };
                Some(Clash {
                    span: place.span,
                    message: format!("no table here has the name \"{key}\""),
                    label,
                })
            }
        };
        clash = clash.or(deeper);
    }
    clash
}

/// A dotted key's table begins at the key itself; an inline table begins behind it and replaces what was there.
fn node_is_inline(value: &Place, key: &Range<usize>) -> bool {
    value.span.start > key.start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integer(document: &Document, table: &str, key: &str) -> Option<i64> {
        let NodeValue::Table(table) = &document.root.get(table)?.value else { return None };
        let NodeValue::Integer(value) = table.get(key)?.value else { return None };
        Some(value)
    }

    #[test]
    fn an_override_replaces_one_value_and_keeps_its_neighbours() {
        let mut document = Document::parse("a.toml", "[feed]\nslots = 10\nwindow = 3\n").unwrap();
        document.set("--set", "feed.slots=20").unwrap();
        document.set("--set", "feed.ranking=random").unwrap();
        assert_eq!(integer(&document, "feed", "slots"), Some(20));
        assert_eq!(integer(&document, "feed", "window"), Some(3));
        assert!(document.set("--set", "feed.slots.deeper=1").is_err());
        assert!(document.set("--set", "nonsense").is_err());
    }

    #[test]
    fn a_number_may_leave_out_one_side_of_its_point() {
        let mut document = Document::parse("a.toml", "").unwrap();
        for (text, number) in [(".5", 0.5), ("-.25", -0.25), ("+.1e1", 1.0), ("7.", 7.0), ("1e-4", 1e-4)] {
            document.set("--set", &format!("feed.temperature={text}")).unwrap();
            let NodeValue::Table(feed) = &document.root.get("feed").unwrap().value else { panic!() };
            assert!(
                matches!(feed.get("temperature").unwrap().value, NodeValue::Float(x) if x == number),
                "{text}"
            );
        }
        for text in ["..5", ".", "5.a", "1.2.3", "--.5"] {
            document.set("--set", &format!("feed.temperature={text}")).unwrap();
            let NodeValue::Table(feed) = &document.root.get("feed").unwrap().value else { panic!() };
            assert!(matches!(feed.get("temperature").unwrap().value, NodeValue::Text(_)), "{text}");
        }
    }

    #[test]
    fn an_override_reaches_a_table_of_an_array_by_its_name() {
        let text =
            "[[population.group]]\nname = \"a\"\ncount = 1\n[[population.group]]\nname = \"b\"\ncount = 2\n";
        let mut document = Document::parse("a.toml", text).unwrap();
        document.set("--set", "population.group.b.count=5").unwrap();
        document.set("--set", "population.group.b.kind=bot").unwrap();
        let NodeValue::Table(population) = &document.root.get("population").unwrap().value else { panic!() };
        let NodeValue::Array(groups) = &population.get("group").unwrap().value else { panic!() };
        let count = |index: usize| {
            let NodeValue::Table(group) = &groups[index].value else { panic!() };
            let NodeValue::Integer(count) = group.get("count").unwrap().value else { panic!() };
            (count, group.get("kind").is_some())
        };
        assert_eq!((count(0), count(1)), ((1, false), (5, true)));
        for bad in ["population.group.c.count=1", "population.group.b=1"] {
            assert!(document.set("--set", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_value_of_the_document_can_stand_in_for_another() {
        let text = "[feed]\nslots = 10\nwindow = { a = 1 }\n[grid]\n\"feed.slots\" = [20]\n\"feed.window\" = [{ b = 2 }]\n";
        let mut document = Document::parse("a.toml", text).unwrap();
        let NodeValue::Table(grid) = document.root.take("grid").unwrap().1.value else { unreachable!() };
        for (key, place, node) in grid.iter() {
            let NodeValue::Array(values) = &node.value else { unreachable!() };
            document.assign(key, place, &values[0]).unwrap();
        }
        assert_eq!(integer(&document, "feed", "slots"), Some(20));
        let place = document.place_of("feed.slots").unwrap();
        assert_eq!(&text[place.span], "20");
        assert!(document.place_of("feed.window.b").is_some(), "an inline table replaces what was there");
        assert!(document.place_of("feed.window.a").is_none());
        assert!(document.place_of("feed.slots.deeper").is_none());
        let node = document.root.get("feed").unwrap().clone();
        assert!(document.assign("feed.slots.deeper", &node.place, &node).is_err());
        assert!(document.assign("feed..slots", &node.place, &node).is_err());
    }
}

//! `datapackage.json`: the columns of every table with their type, unit and description, after the Data Package
//! standard, version 2 (<https://datapackage.org>). `unit` is our own property of a field; the standard allows any.

use std::borrow::Cow;
use std::path::Path;

use serde_json::{Map, Value, json};

/// The type of a column in the words of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// A whole number.
    Integer,
    /// A decimal number; empty where it is missing.
    Number,
    /// A text.
    String,
    /// `true` or `false`.
    Boolean,
}

impl FieldType {
    fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Boolean => "boolean",
        }
    }

    /// The narrowest type that holds a value.
    pub fn of(value: &str) -> Self {
        if value.parse::<i64>().is_ok() {
            Self::Integer
        } else if value.parse::<f64>().is_ok_and(f64::is_finite) {
            Self::Number
        } else if value == "true" || value == "false" {
            Self::Boolean
        } else {
            Self::String
        }
    }

    /// The narrowest type that holds the values of both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        match (self, other) {
            (one, same) if one == same => one,
            (Self::Integer, Self::Number) | (Self::Number, Self::Integer) => Self::Number,
            _ => Self::String,
        }
    }
}

/// One column of a table.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in the header.
    pub name: Cow<'static, str>,
    /// Its type.
    pub kind: FieldType,
    /// Its unit; empty where it has none (ids, words).
    pub unit: &'static str,
    /// What it is, in one sentence.
    pub about: Cow<'static, str>,
}

impl Field {
    /// A column.
    pub fn new(
        name: impl Into<Cow<'static, str>>,
        kind: FieldType,
        unit: &'static str,
        about: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { name: name.into(), kind, unit, about: about.into() }
    }
}

/// One table of a result.
#[derive(Clone, Debug)]
pub struct TableDescription {
    /// The name of the file.
    pub path: String,
    /// What a row is.
    pub about: &'static str,
    /// The columns in their order.
    pub fields: Vec<Field>,
    /// The columns that name a row; empty where one of them can be missing.
    pub primary_key: &'static [&'static str],
    /// A column that names a row of another table: (column, table).
    pub foreign_key: Option<(&'static str, &'static str)>,
}

/// The text of `datapackage.json` for the tables of the result `title`.
pub fn datapackage(title: &str, tables: &[TableDescription]) -> String {
    let package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": slug(title),
        "title": title,
        "resources": tables.iter().map(resource).collect::<Vec<Value>>(),
    });
    format!("{package:#}\n")
}

/// The name of a table without its endings.
fn stem(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

fn resource(table: &TableDescription) -> Value {
    let mut resource = Map::new();
    resource.insert("name".into(), json!(stem(&table.path)));
    resource.insert("type".into(), json!("table"));
    resource.insert("path".into(), json!(table.path));
    resource.insert("description".into(), json!(format!("A row is {}.", table.about)));
    resource.insert("format".into(), json!("csv"));
    resource.insert("mediatype".into(), json!("text/csv"));
    resource.insert("encoding".into(), json!("utf-8"));
    if Path::new(&table.path).extension().is_some_and(|extension| extension == "gz") {
        resource.insert("compression".into(), json!("gz"));
    }
    let mut schema = Map::new();
    schema.insert("fields".into(), table.fields.iter().map(field).collect());
    schema.insert("missingValues".into(), json!([""]));
    if !table.primary_key.is_empty() {
        schema.insert("primaryKey".into(), json!(table.primary_key));
    }
    if let Some((column, other)) = table.foreign_key {
        let reference = json!({ "resource": other, "fields": [column] });
        schema.insert("foreignKeys".into(), json!([{ "fields": [column], "reference": reference }]));
    }
    resource.insert("schema".into(), Value::Object(schema));
    Value::Object(resource)
}

fn field(field: &Field) -> Value {
    let mut entry = Map::new();
    entry.insert("name".into(), json!(field.name));
    entry.insert("type".into(), json!(field.kind.name()));
    if !field.unit.is_empty() {
        entry.insert("unit".into(), json!(field.unit));
    }
    entry.insert("description".into(), json!(field.about));
    Value::Object(entry)
}

/// A name as the standard likes it: lower case, digits, `-`, `_`, `.`.
fn slug(name: &str) -> String {
    let plain = |letter: char| {
        let letter = letter.to_ascii_lowercase();
        if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '-' }
    };
    let slug: String = name.chars().map(plain).collect();
    if slug.is_empty() { "result".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_is_the_narrowest_that_holds_all_values() {
        let of = |values: &[&str]| values.iter().map(|value| FieldType::of(value)).reduce(FieldType::join);
        assert_eq!(of(&["1", "20"]), Some(FieldType::Integer));
        assert_eq!(of(&["1", "0.5", "2"]), Some(FieldType::Number));
        assert_eq!(of(&["true", "false"]), Some(FieldType::Boolean));
        assert_eq!(of(&["0.5", "random"]), Some(FieldType::String));
        assert_eq!(of(&["true", "1"]), Some(FieldType::String));
    }

    #[test]
    fn names_become_what_the_standard_allows() {
        assert_eq!(slug("Silent majority 2"), "silent-majority-2");
        assert_eq!(slug(""), "result");
    }
}

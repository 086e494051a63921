//! The JSON Schema of the scenario format, for editors: made of the declarations that also parse it.

use serde_json::{Map, Value, json};

use super::NetworkKeys;
use super::manual::{self, Slot};
use crate::registry::{Bounds, Key, Kind, Parameters};

/// The schema as pretty JSON with a final newline.
pub fn schema() -> String {
    let mut properties = Map::new();
    for section in manual::sections() {
        let keys = properties_of(&section.keys);
        if section.name.is_empty() {
            properties.extend(keys);
            continue;
        }
        if let Some((parent, key)) = section.name.split_once('.') {
            // An array of tables inside the table before it.
            let items = object(keys, &section.keys);
            properties[parent]["properties"][key]["items"] = items;
            continue;
        }
        let table = match &section.slot {
            Some(slot) => with_slot(&section.keys, slot),
            None => object(keys, &section.keys),
        };
        let mut table = table;
        if section.name == manual::LIST {
            table = json!({ "type": "array", "items": table });
        }
        table["description"] = json!(section.about);
        properties.insert(section.name.to_owned(), table);
    }
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hushfeed scenario",
        "type": "object",
        "additionalProperties": false,
        "required": ["network"],
        "properties": properties,
    });
    let mut text = serde_json::to_string_pretty(&schema)
        .unwrap_or_else(|error| unreachable!("a schema of plain values: {error}"));
    text.push('\n');
    text
}

/// A table that holds a rule: one alternative a rule, so that an editor offers the keys of the chosen one alone.
fn with_slot(keys: &[Key], slot: &Slot) -> Value {
    let is_network = slot.table == "network";
    let mut alternatives = Vec::new();
    for rule in &slot.rules {
        let mut properties = Map::new();
        properties.insert(slot.key.to_owned(), json!({ "const": rule.name, "description": rule.about }));
        properties.extend(properties_of(&rule.keys));
        let mut required: Vec<&str> = required_of(&rule.keys);
        // Most of the other keys of a network are those of a file.
        let others = if is_network { &NetworkKeys::keys() } else { keys };
        properties.extend(properties_of(others));
        if rule.name != slot.default {
            required.insert(0, slot.key);
        }
        alternatives.push(json!({
            "title": rule.name,
            "type": "object",
            "additionalProperties": false,
            "required": required,
            "properties": properties,
        }));
    }
    if is_network {
        alternatives.push(object(properties_of(keys), keys));
    }
    json!({ "oneOf": alternatives })
}

fn object(properties: Map<String, Value>, keys: &[Key]) -> Value {
    let mut object =
        json!({ "type": "object", "additionalProperties": false, "required": required_of(keys) });
    object["properties"] = Value::Object(properties);
    object
}

fn required_of(keys: &[Key]) -> Vec<&'static str> {
    keys.iter().filter(|key| key.default.is_none()).map(|key| key.name).collect()
}

fn properties_of(keys: &[Key]) -> Map<String, Value> {
    keys.iter().map(|key| (key.name.to_owned(), property(key))).collect()
}

fn property(key: &Key) -> Value {
    let mut value = kind(&key.kind, key.bounds);
    let doc: Vec<&str> = key.doc.trim().lines().map(str::trim).collect();
    value["description"] = json!(doc.join(" "));
    let default = key.default.as_deref().filter(|text| !text.is_empty());
    if let Some(default) = default.and_then(as_json) {
        value["default"] = default;
    }
    value
}

/// A default, written as TOML, in JSON.
fn as_json(text: &str) -> Option<Value> {
    let table: toml::Table = toml::from_str(&format!("x = {text}")).ok()?;
    serde_json::to_value(table.get("x")?).ok()
}

fn kind(kind: &Kind, bounds: Bounds) -> Value {
    match kind {
        Kind::Float => number("number", bounds),
        Kind::Integer => number("integer", bounds),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Text => json!({ "type": "string" }),
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::List(item) => json!({ "type": "array", "items": self::kind(item, bounds) }),
        Kind::IntegerOr(words) => json!({ "anyOf": [number("integer", bounds), { "enum": words }] }),
        Kind::Other { name, schema } => {
            serde_json::from_str(schema).unwrap_or_else(|error| unreachable!("the schema of {name}: {error}"))
        }
    }
}

fn number(name: &str, bounds: Bounds) -> Value {
    let mut value = json!({ "type": name });
    let mut limit = |closed: bool, at: f64, inclusive: &str, exclusive: &str| {
        if at.is_finite() {
            let at = if at.fract() == 0.0 { json!(at as i64) } else { json!(at) };
            value[if closed { inclusive } else { exclusive }] = at;
        }
    };
    limit(bounds.low_closed, bounds.low, "minimum", "exclusiveMinimum");
    limit(bounds.high_closed, bounds.high, "maximum", "exclusiveMaximum");
    value
}

//! Reads and writes a distribution.

use super::{Column, Distribution};
use crate::registry::{
    Bounds, Diagnostics, Kind, Node, NodeValue, Place, Reader, Table, Value, above, nearest, within,
};

/// The keys that name a form.
const FORMS: [&str; 11] = [
    "uniform",
    "normal",
    "beta",
    "exponential",
    "binary",
    "split",
    "spaced",
    "values",
    "choice",
    "power_law",
    "column",
];

/// The least share of draws that a `within` may keep.
const LEAST_KEPT: f64 = 0.001;

const SCHEMA: &str = r#"{"oneOf":[
{"type":"number"},
{"type":"object","required":["uniform"],"additionalProperties":false,"properties":{"uniform":{"type":"array","items":{"type":"number"},"minItems":2,"maxItems":2}}},
{"type":"object","required":["normal"],"additionalProperties":false,"properties":{"normal":{"type":"object","required":["mean","sd"],"additionalProperties":false,"properties":{"mean":{"type":"number"},"sd":{"type":"number","exclusiveMinimum":0}}},"within":{"type":"array","items":{"type":"number"},"minItems":2,"maxItems":2}}},
{"type":"object","required":["beta"],"additionalProperties":false,"properties":{"beta":{"type":"array","items":{"type":"number","exclusiveMinimum":0},"minItems":2,"maxItems":2},"scale":{"type":"array","items":{"type":"number"},"minItems":2,"maxItems":2}}},
{"type":"object","required":["exponential"],"additionalProperties":false,"properties":{"exponential":{"type":"number","exclusiveMinimum":0},"within":{"type":"array","items":{"type":"number"},"minItems":2,"maxItems":2}}},
{"type":"object","required":["binary"],"additionalProperties":false,"properties":{"binary":{"type":"number","minimum":0,"maximum":1}}},
{"type":"object","required":["split"],"additionalProperties":false,"properties":{"split":{"type":"number","minimum":0,"maximum":1}}},
{"type":"object","required":["spaced"],"additionalProperties":false,"properties":{"spaced":{"type":"array","items":{"type":"number"},"minItems":2,"maxItems":2}}},
{"type":"object","required":["values"],"additionalProperties":false,"properties":{"values":{"type":"array","items":{"type":"number"},"minItems":1}}},
{"type":"object","required":["choice"],"additionalProperties":false,"properties":{"choice":{"type":"object","required":["values"],"additionalProperties":false,"properties":{"values":{"type":"array","items":{"type":"number"},"minItems":1},"weights":{"type":"array","items":{"type":"number","minimum":0},"minItems":1}}}}},
{"type":"object","required":["power_law"],"additionalProperties":false,"properties":{"power_law":{"type":"object","required":["exponent","min","max"],"additionalProperties":false,"properties":{"exponent":{"type":"number"},"min":{"type":"number","exclusiveMinimum":0},"max":{"type":"number","exclusiveMinimum":0}}}}},
{"type":"object","required":["column"],"additionalProperties":false,"properties":{"column":{"type":"string"},"map":{"type":"object","additionalProperties":{"type":"number"}},"missing":{"type":"number"}}}
]}"#;

impl Value for Distribution {
    fn kind() -> Kind {
        Kind::Other { name: "a number or a distribution such as { uniform = [0, 1] }", schema: SCHEMA }
    }

    fn read(name: &str, node: Node, bounds: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        let place = node.place.clone();
        let distribution = match node.value {
            NodeValue::Float(number) => Self::Constant(number),
            NodeValue::Integer(number) => Self::Constant(number as f64),
            NodeValue::Table(table) => read_form(name, &place, table, diagnostics)?,
            other => {
                let label = format!("expected {}, found {}", Self::kind().describe(), other.type_name());
                diagnostics.error(Some(place), format!("`{name}` has the wrong type"), label);
                return None;
            }
        };
        if let Err(label) = distribution.check(bounds) {
            diagnostics.error(Some(place), format!("`{name}` is out of range"), label);
            return None;
        }
        let kept = distribution.kept();
        if kept.is_nan() || kept < LEAST_KEPT {
            let label =
                format!("expected a range that keeps {LEAST_KEPT} of the draws or more, found {kept:.1e}");
            diagnostics.error(Some(place), format!("`{name}.within` keeps next to nothing"), label);
            return None;
        }
        Some(distribution)
    }

    fn write(&self) -> Option<toml::Value> {
        let number = toml::Value::Float;
        let numbers = |values: &[f64]| toml::Value::Array(values.iter().copied().map(number).collect());
        let pair = |(low, high): (f64, f64)| numbers(&[low, high]);
        let mut table = toml::Table::new();
        let mut put = |key: &str, value: toml::Value| {
            table.insert(key.to_owned(), value);
        };
        match self {
            Self::Constant(value) => return Some(number(*value)),
            Self::Uniform { low, high } => put("uniform", pair((*low, *high))),
            Self::Normal { mean, sd, within } => {
                put("normal", fields(&[("mean", number(*mean)), ("sd", number(*sd))]));
                if let Some(limits) = within {
                    put("within", pair(*limits));
                }
            }
            Self::Beta { a, b, scale } => {
                put("beta", pair((*a, *b)));
                put("scale", pair(*scale));
            }
            Self::Exponential { mean, within } => {
                put("exponential", number(*mean));
                if let Some(limits) = within {
                    put("within", pair(*limits));
                }
            }
            Self::Binary(probability) => put("binary", number(*probability)),
            Self::Split(share) => put("split", number(*share)),
            Self::Spaced { low, high } => put("spaced", pair((*low, *high))),
            Self::Values(values) => put("values", numbers(values)),
            Self::Choice { values, weights } => {
                put("choice", fields(&[("values", numbers(values)), ("weights", numbers(weights))]));
            }
            Self::PowerLaw { exponent, min, max } => {
                let parts = [("exponent", number(*exponent)), ("min", number(*min)), ("max", number(*max))];
                put("power_law", fields(&parts));
            }
            Self::Column(Column { column, map, missing }) => {
                put("column", toml::Value::String(column.clone()));
                if let Some(map) = map {
                    let map = map.iter().map(|(text, value)| (text.clone(), number(*value))).collect();
                    put("map", toml::Value::Table(map));
                }
                if let Some(value) = missing {
                    put("missing", number(*value));
                }
            }
        }
        Some(toml::Value::Table(table))
    }
}

fn fields(fields: &[(&str, toml::Value)]) -> toml::Value {
    toml::Value::Table(fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
}

fn read_form(name: &str, place: &Place, table: Table, diagnostics: &mut Diagnostics) -> Option<Distribution> {
    let given: Vec<(&str, Place)> = table
        .iter()
        .filter_map(|(key, place, _)| Some((*FORMS.iter().find(|form| **form == key)?, place.clone())))
        .collect();
    match given[..] {
        [(form, _)] => {
            let mut reader = Reader::new(name, Some(place.clone()), table, diagnostics);
            let distribution = read_known(form, &mut reader);
            reader.finish(&[]);
            distribution
        }
        [(first, _), (second, ref place), ..] => {
            let label = format!("expected one form: `{first}` is there already");
            diagnostics.error(
                Some(place.clone()),
                format!("`{name}` is {first} and {second} at once"),
                label,
            );
            None
        }
        [] => {
            let wrong = table.iter().next().map(|(key, place, _)| (key.to_owned(), place.clone()));
            let (key, place) = wrong.unwrap_or((String::new(), place.clone()));
            let message = format!("`{name}` names no distribution");
            let diagnostic = diagnostics.error(Some(place), message, "expected a form of distribution");
            if let Some(form) = nearest(&key, FORMS) {
                diagnostic.help.push(format!("did you mean `{form}`?"));
            }
            diagnostic.help.push(format!("the forms are: {}", FORMS.join(", ")));
            None
        }
    }
}

fn read_known(form: &str, reader: &mut Reader<'_>) -> Option<Distribution> {
    match form {
        "uniform" => interval(reader, form).map(|(low, high)| Distribution::Uniform { low, high }),
        "spaced" => interval(reader, form).map(|(low, high)| Distribution::Spaced { low, high }),
        "normal" => {
            let normal = inner(reader, form, |reader| {
                let mean = reader.take("mean", Bounds::ANY, None);
                let sd = reader.take("sd", above(0.0), None);
                Some((mean?, sd?))
            });
            let within = optional_interval(reader, "within");
            let (mean, sd) = normal?;
            Some(Distribution::Normal { mean, sd, within: within? })
        }
        "beta" => {
            let shapes = pair(reader, form, above(0.0));
            let scale = optional_interval(reader, "scale");
            let (a, b) = shapes?;
            Some(Distribution::Beta { a, b, scale: scale?.unwrap_or((0.0, 1.0)) })
        }
        "exponential" => {
            let mean = reader.take(form, above(0.0), None);
            let within = optional_interval(reader, "within");
            Some(Distribution::Exponential { mean: mean?, within: within? })
        }
        "binary" => reader.take(form, within(0.0, 1.0), None).map(Distribution::Binary),
        "split" => reader.take(form, within(0.0, 1.0), None).map(Distribution::Split),
        "values" => non_empty(reader, form).map(Distribution::Values),
        "choice" => inner(reader, form, read_choice),
        "power_law" => inner(reader, form, |reader| {
            let exponent = reader.take("exponent", Bounds::ANY, None);
            let min: Option<f64> = reader.take("min", above(0.0), None);
            let place = reader.place_of("max");
            let max = reader.take("max", above(0.0), None);
            let (exponent, min, max) = (exponent?, min?, max?);
            if min < max {
                return Some(Distribution::PowerLaw { exponent, min, max });
            }
            let message = format!("`{}` is out of range", reader.path("max"));
            reader.diagnostics.error(place, message, format!("expected above min = {min}"));
            None
        }),
        _ => {
            let column: Option<String> = reader.take("column", Bounds::ANY, None);
            let map = read_map(reader);
            let missing = reader.take::<Option<f64>>("missing", Bounds::ANY, Some(None));
            Some(Distribution::Column(Column { column: column?, map: map?, missing: missing? }))
        }
    }
}

fn read_choice(reader: &mut Reader<'_>) -> Option<Distribution> {
    let values = non_empty(reader, "values");
    let place = reader.place_of("weights");
    let given =
        reader.take::<Option<Vec<f64>>>("weights", Bounds { low_closed: true, ..above(0.0) }, Some(None));
    let (values, given) = (values?, given?);
    let weights = given.unwrap_or_else(|| vec![1.0; values.len()]);
    let name = reader.path("weights");
    if weights.len() != values.len() {
        let label = format!("expected {} weights, one a value, found {}", values.len(), weights.len());
        reader.diagnostics.error(place, format!("`{name}` has the wrong length"), label);
        return None;
    }
    let sum: f64 = weights.iter().sum();
    if sum == 0.0 || !sum.is_finite() {
        reader.diagnostics.error(
            place,
            format!("`{name}` has no usable sum"),
            "expected a finite sum above 0",
        );
        return None;
    }
    Some(Distribution::Choice { values, weights })
}

/// The table `map` of a column: None inside where there is none, None outside after an error.
#[expect(clippy::option_option, reason = "missing is not the same as wrong")]
fn read_map(reader: &mut Reader<'_>) -> Option<Option<Vec<(String, f64)>>> {
    let Some(node) = reader.node("map") else { return Some(None) };
    let name = reader.path("map");
    let NodeValue::Table(table) = node.value else {
        let label = format!(
            "expected a table such as {{ \"0\" = -1.0, \"1\" = 1.0 }}, found {}",
            node.value.type_name()
        );
        reader.diagnostics.error(Some(node.place), format!("`{name}` has the wrong type"), label);
        return None;
    };
    let items: Vec<Option<(String, f64)>> = table
        .iter()
        .map(|(text, _, node)| {
            let path = format!("{name}.{text}");
            f64::read(&path, node.clone(), Bounds::ANY, reader.diagnostics)
                .map(|value| (text.to_owned(), value))
        })
        .collect();
    items.into_iter().collect::<Option<Vec<_>>>().map(Some)
}

/// Reads the table `key` and reports what is left over in it.
fn inner<T>(
    reader: &mut Reader<'_>,
    key: &str,
    read: impl FnOnce(&mut Reader<'_>) -> Option<T>,
) -> Option<T> {
    let node = reader.node(key)?;
    let name = reader.path(key);
    let NodeValue::Table(table) = node.value else {
        let label = format!("expected a table, found {}", node.value.type_name());
        reader.diagnostics.error(Some(node.place), format!("`{name}` has the wrong type"), label);
        return None;
    };
    let mut reader = Reader::new(&name, Some(node.place), table, reader.diagnostics);
    let value = read(&mut reader);
    reader.finish(&[]);
    value
}

fn non_empty(reader: &mut Reader<'_>, key: &str) -> Option<Vec<f64>> {
    let place = reader.place_of(key);
    let values: Vec<f64> = reader.take(key, Bounds::ANY, None)?;
    if values.is_empty() {
        let message = format!("`{}` is empty", reader.path(key));
        reader.diagnostics.error(place, message, "expected at least one number");
        return None;
    }
    Some(values)
}

fn pair(reader: &mut Reader<'_>, key: &str, bounds: Bounds) -> Option<(f64, f64)> {
    let place = reader.place_of(key);
    let values: Vec<f64> = reader.take(key, bounds, None)?;
    if let [first, second] = values[..] {
        return Some((first, second));
    }
    let message = format!("`{}` has the wrong length", reader.path(key));
    reader.diagnostics.error(place, message, format!("expected two numbers, found {}", values.len()));
    None
}

fn interval(reader: &mut Reader<'_>, key: &str) -> Option<(f64, f64)> {
    let place = reader.place_of(key);
    let (low, high) = pair(reader, key, Bounds::ANY)?;
    if low < high && (high - low).is_finite() {
        return Some((low, high));
    }
    let message = format!("`{}` is no interval", reader.path(key));
    reader.diagnostics.error(place, message, "expected the lower limit first, then a higher one");
    None
}

#[expect(clippy::option_option, reason = "missing is not the same as wrong")]
fn optional_interval(reader: &mut Reader<'_>, key: &str) -> Option<Option<(f64, f64)>> {
    if reader.place_of(key).is_some() {
        return interval(reader, key).map(Some);
    }
    // Makes the key known, so that a misspelt one is pointed to it.
    reader.take::<Option<Vec<f64>>>(key, Bounds::ANY, Some(None)).map(|_| None)
}

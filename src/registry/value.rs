//! The types that a key of a scenario may have.

use super::{Bounds, Diagnostics, Node, NodeValue};

/// What a key takes: for `explain`, the JSON Schema and messages.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A float in a range (an integer will do).
    Float,
    /// A whole number in a range.
    Integer,
    /// true or false.
    Boolean,
    /// Any string.
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// An array of values of one kind.
    List(Box<Kind>),
    /// A whole number or one of these words.
    IntegerOr(&'static [&'static str]),
    /// Something with a grammar of its own, described in words, with its JSON Schema as text.
    Other {
        /// What it is, for messages: "a distribution".
        name: &'static str,
        /// A JSON Schema (an object as text).
        schema: &'static str,
    },
}

impl Kind {
    /// The kind in words, for messages: "a number", "true or false", "one of …".
    pub fn describe(&self) -> String {
        match self {
            Self::Float => "a number".to_owned(),
            Self::Integer => "a whole number".to_owned(),
            Self::Boolean => "true or false".to_owned(),
            Self::Text => "text in quotes".to_owned(),
            Self::Choice(words) => format!("one of {}", quoted(words)),
            Self::List(kind) => format!("a list in [brackets], each item {}", kind.describe()),
            Self::IntegerOr(words) => format!("a whole number or {}", quoted(words)),
            Self::Other { name, .. } => (*name).to_owned(),
        }
    }
}

/// The words in double quotes, with commas.
pub(super) fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}

/// A type that a key of a scenario may have.
pub trait Value: Sized {
    /// What to call it.
    fn kind() -> Kind;

    /// Reads it from a node. Says what is wrong in `diagnostics` and gives None where it cannot.
    fn read(name: &str, node: Node, bounds: Bounds, diagnostics: &mut Diagnostics) -> Option<Self>;

    /// The value as it stands in a resolved scenario. None: the key is left out.
    fn write(&self) -> Option<toml::Value>;
}

/// The error of a value of the wrong type.
fn wrong_type<T: Value>(name: &str, node: &Node, diagnostics: &mut Diagnostics) {
    let kind = T::kind();
    let message = format!("`{name}` has the wrong type");
    let label = format!("expected {}, found {}", kind.describe(), node.value.type_name());
    let diagnostic = diagnostics.error(Some(node.place.clone()), message, label);
    diagnostic.help.extend(way_out(&kind, &node.value));
}

/// How a value of the wrong type is probably meant.
fn way_out(kind: &Kind, value: &NodeValue) -> Option<String> {
    match (kind, value) {
        (Kind::Integer, NodeValue::Text(text)) if text.contains(',') => {
            let digits = text.replace(',', "");
            let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
            whole.then(|| format!("write the digits alone, without commas and quotes: {digits}"))
        }
        (Kind::Integer, NodeValue::Float(number)) if number.abs() >= i64::MAX as f64 => {
            Some(format!("whole numbers go up to {}", i64::MAX))
        }
        (Kind::Integer, NodeValue::Text(text)) if is_too_large(text) => {
            Some(format!("whole numbers go up to {}", i64::MAX))
        }
        (Kind::Float | Kind::Integer, NodeValue::Text(text)) => number_in(text),
        (Kind::Integer, NodeValue::Float(number)) if number.is_finite() => {
            Some(format!("write {} without a decimal point", number.round()))
        }
        (Kind::Boolean, NodeValue::Text(_) | NodeValue::Integer(_)) => {
            Some("write true or false, without quotes".to_owned())
        }
        (Kind::Text, NodeValue::Integer(_) | NodeValue::Float(_) | NodeValue::Boolean(_)) => {
            Some("put it in double quotes".to_owned())
        }
        (Kind::List(item), other) => {
            let fits = matches!(
                (item.as_ref(), other),
                (Kind::Text, NodeValue::Text(_))
                    | (Kind::Float | Kind::Integer, NodeValue::Integer(_) | NodeValue::Float(_))
            );
            fits.then(|| "put brackets around it: [ … ]".to_owned())
        }
        (_, NodeValue::Array(items)) if items.len() > 1 => {
            Some("give one value; a sweep tries several (`hushfeed explain sweep`)".to_owned())
        }
        _ => None,
    }
}

/// Whether a text is a whole number that TOML has no room for; an override that cannot be a number is a text.
fn is_too_large(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<f64>().is_ok_and(|number| number >= i64::MAX as f64)
}

/// The number that a text holds, as it should be written.
fn number_in(text: &str) -> Option<String> {
    let text = text.trim();
    if text.parse::<f64>().is_ok_and(f64::is_finite) {
        return Some(format!("write the number without quotes: {text}"));
    }
    if let Some(percent) = text.strip_suffix('%').and_then(|text| text.trim().parse::<f64>().ok()) {
        return Some(format!("write the share as a number: {}", percent / 100.0));
    }
    let point = text.replacen(',', ".", 1);
    let is_number = point.parse::<f64>().is_ok_and(f64::is_finite);
    is_number.then(|| format!("write it with a decimal point and without quotes: {point}"))
}

fn out_of_range(name: &str, node: &Node, bounds: Bounds, diagnostics: &mut Diagnostics) {
    let message = format!("`{name}` is out of range");
    let label = match node.value {
        NodeValue::Float(number) if !number.is_finite() => {
            format!("expected a number {bounds}, found {}", node.value.type_name())
        }
        _ => format!("expected {bounds}"),
    };
    let diagnostic = diagnostics.error(Some(node.place.clone()), message, label);
    let number = match node.value {
        NodeValue::Integer(number) => number as f64,
        NodeValue::Float(number) => number,
        _ => f64::NAN,
    };
    if (bounds.low, bounds.high) == (0.0, 1.0) && (2.0..=100.0).contains(&number) {
        diagnostic.help.push(format!("if {number} % is meant, write {}", number / 100.0));
    }
}

impl Value for f64 {
    fn kind() -> Kind {
        Kind::Float
    }

    fn read(name: &str, node: Node, bounds: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        let number = match node.value {
            NodeValue::Float(number) => number,
            NodeValue::Integer(number) => number as f64,
            _ => {
                wrong_type::<Self>(name, &node, diagnostics);
                return None;
            }
        };
        if !bounds.contains(number) {
            out_of_range(name, &node, bounds, diagnostics);
            return None;
        }
        Some(number)
    }

    fn write(&self) -> Option<toml::Value> {
        Some(toml::Value::Float(*self))
    }
}

macro_rules! whole_number {
    ($($type:ty),*) => { $(
        impl Value for $type {
            fn kind() -> Kind {
                Kind::Integer
            }

            fn read(name: &str, node: Node, bounds: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
                let NodeValue::Integer(number) = node.value else {
                    wrong_type::<Self>(name, &node, diagnostics);
                    return None;
                };
                if !bounds.contains(number as f64) {
                    out_of_range(name, &node, bounds, diagnostics);
                    return None;
                }
                match Self::try_from(number) {
                    Ok(number) => Some(number),
                    Err(_) => {
                        let widest = super::within(Self::MIN as f64, Self::MAX as f64);
                        out_of_range(name, &node, widest, diagnostics);
                        None
                    }
                }
            }

            fn write(&self) -> Option<toml::Value> {
                i64::try_from(*self).ok().map(toml::Value::Integer)
            }
        }
    )* };
}

whole_number!(u16, u32, u64, usize);

impl Value for bool {
    fn kind() -> Kind {
        Kind::Boolean
    }

    fn read(name: &str, node: Node, _: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        let NodeValue::Boolean(value) = node.value else {
            wrong_type::<Self>(name, &node, diagnostics);
            return None;
        };
        Some(value)
    }

    fn write(&self) -> Option<toml::Value> {
        Some(toml::Value::Boolean(*self))
    }
}

impl Value for String {
    fn kind() -> Kind {
        Kind::Text
    }

    fn read(name: &str, node: Node, _: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        let NodeValue::Text(text) = node.value else {
            wrong_type::<Self>(name, &node, diagnostics);
            return None;
        };
        Some(text)
    }

    fn write(&self) -> Option<toml::Value> {
        Some(toml::Value::String(self.clone()))
    }
}

impl<T: Value> Value for Option<T> {
    fn kind() -> Kind {
        T::kind()
    }

    fn read(name: &str, node: Node, bounds: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        T::read(name, node, bounds, diagnostics).map(Some)
    }

    fn write(&self) -> Option<toml::Value> {
        self.as_ref().and_then(Value::write)
    }
}

impl<T: Value> Value for Vec<T> {
    fn kind() -> Kind {
        Kind::List(Box::new(T::kind()))
    }

    fn read(name: &str, node: Node, bounds: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        let NodeValue::Array(items) = node.value else {
            wrong_type::<Self>(name, &node, diagnostics);
            return None;
        };
        // Every item is read, so that all of their errors are shown at once.
        let read: Vec<Option<T>> =
            items.into_iter().map(|item| T::read(name, item, bounds, diagnostics)).collect();
        read.into_iter().collect()
    }

    fn write(&self) -> Option<toml::Value> {
        Some(toml::Value::Array(self.iter().filter_map(Value::write).collect()))
    }
}

/// Makes an enum a key's value: each variant is a word.
///
/// ```
/// hushfeed::choices! {
///     /// Where the candidates of a feed come from.
///     pub enum Candidates {
///         /// Posts.
///         Posts = "posts",
///         /// Standing expressions.
///         Accounts = "accounts",
///     }
/// }
/// assert_eq!(Candidates::Posts.word(), "posts");
/// ```
#[macro_export]
macro_rules! choices {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $word:literal ),* $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $( $(#[$variant_meta])* $variant ),* }

        impl $name {
            /// The words of all variants.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word that stands for this variant in a scenario file.
            pub fn word(self) -> &'static str {
                match self { $( Self::$variant => $word ),* }
            }
        }

        impl $crate::registry::Value for $name {
            fn kind() -> $crate::registry::Kind {
                $crate::registry::Kind::Choice(Self::WORDS)
            }

            fn read(
                name: &str,
                node: $crate::registry::Node,
                _: $crate::registry::Bounds,
                diagnostics: &mut $crate::registry::Diagnostics,
            ) -> Option<Self> {
                match $crate::registry::read_word(name, &node, Self::WORDS, diagnostics)? {
                    $( $word => Some(Self::$variant), )*
                    _ => None,
                }
            }

            fn write(&self) -> Option<toml::Value> {
                Some(toml::Value::String(self.word().to_owned()))
            }
        }
    };
}

/// Reads one of `words`; a misspelt one is an error that names the nearest.
pub fn read_word(
    name: &str,
    node: &Node,
    words: &'static [&'static str],
    diagnostics: &mut Diagnostics,
) -> Option<&'static str> {
    let NodeValue::Text(text) = &node.value else {
        let message = format!("`{name}` has the wrong type");
        let label = format!("expected a word in quotes, found {}", node.value.type_name());
        let diagnostic = diagnostics.error(Some(node.place.clone()), message, label);
        diagnostic.help.push(format!("the words are: {}", quoted(words)));
        return None;
    };
    if let Some(word) = words.iter().find(|word| *word == text) {
        return Some(word);
    }
    let message = format!("unknown `{name}` \"{text}\"");
    let label = format!("expected one of {}", quoted(words));
    let diagnostic = diagnostics.error(Some(node.place.clone()), message, label);
    diagnostic.help.push(match super::nearest(text, words.iter().copied()) {
        Some(word) => format!("did you mean \"{word}\"?"),
        None => "write one of these words, in quotes".to_owned(),
    });
    None
}

//! Rules and their parameters: one macro makes a struct, its keys, its reader and its writer.

use super::{Bounds, Diagnostics, Document, Kind, Node, NodeValue, Reader, nearest};

/// One key of a table: what `explain` and the schema say of it.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its name in the scenario file.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// The range of its numbers.
    pub bounds: Bounds,
    /// Its default as TOML text. None: it must be given. Empty: it may be left out.
    pub default: Option<String>,
    /// Its meaning, unit and symbol.
    pub doc: &'static str,
}

/// A struct that can be read from a table.
pub trait Parameters: Sized {
    /// Its keys, in order.
    fn keys() -> Vec<Key>;

    /// Reads it; says what is wrong in the reader's diagnostics. Does not report unknown keys: the owner of the table
    /// does that.
    fn read(reader: &mut Reader<'_>) -> Option<Self>;

    /// Its keys and values, for the resolved scenario.
    fn write(&self) -> toml::Table;

    /// Reads it from the text of a table, for tests and library users: `Confidence::from_toml("clamp = false")`.
    ///
    /// # Errors
    /// Everything that is wrong with the text.
    fn from_toml(text: &str) -> Result<Self, Diagnostics> {
        let document = Document::parse("parameters", text)?;
        let mut diagnostics = Diagnostics::new(document.sources);
        let mut reader = Reader::new("", None, document.root, &mut diagnostics);
        let value = Self::read(&mut reader);
        reader.finish(&[]);
        match value {
            Some(value) if !diagnostics.has_errors() => Ok(value),
            _ => Err(diagnostics),
        }
    }
}

/// A rule's name and description, made by [`rule!`](crate::rule).
pub trait Named {
    /// The word that chooses it in a scenario file.
    const NAME: &'static str;
    /// Where it was published.
    const SOURCE: &'static str;
    /// Its documentation; the first line stands alone.
    const DOC: &'static str;
}

/// A rule as an object: what it is called and what it was set to.
pub trait Configured {
    /// The word that chooses it.
    fn name(&self) -> &'static str;

    /// Its parameters, for the resolved scenario.
    fn parameters(&self) -> toml::Table;
}

impl<T: Named + Parameters> Configured for T {
    fn name(&self) -> &'static str {
        T::NAME
    }

    fn parameters(&self) -> toml::Table {
        self.write()
    }
}

/// A registered rule of the slot `R` (a trait object). Made by [`register!`](crate::register), one line a rule.
pub struct Entry<R: ?Sized> {
    /// The word that chooses it.
    pub name: &'static str,
    /// Where it was published.
    pub source: &'static str,
    /// Its documentation; the first line stands alone.
    pub doc: &'static str,
    /// Its keys.
    pub keys: fn() -> Vec<Key>,
    /// Reads it.
    pub read: fn(&mut Reader<'_>) -> Option<Box<R>>,
}

impl<R: ?Sized> Entry<R> {
    /// The first line of its documentation.
    pub fn about(&self) -> &'static str {
        self.doc.trim().lines().next().unwrap_or("").trim()
    }
}

/// The entry that `node` names. A misspelt or unknown name is an error that lists what there is.
pub fn find<'a, R: ?Sized>(
    key: &str,
    node: &Node,
    entries: &'a [Entry<R>],
    diagnostics: &mut Diagnostics,
) -> Option<&'a Entry<R>> {
    let NodeValue::Text(word) = &node.value else {
        let message = format!("`{key}` has the wrong type");
        let label = format!("expected a name in quotes, found {}", node.value.type_name());
        let diagnostic = diagnostics.error(Some(node.place.clone()), message, label);
        diagnostic.help.push(known_here(entries));
        return None;
    };
    if let Some(entry) = entries.iter().find(|entry| entry.name == word) {
        return Some(entry);
    }
    let message = format!("unknown `{key}` \"{word}\"");
    let diagnostic = diagnostics.error(Some(node.place.clone()), message, "expected one of the names below");
    if let Some(name) = nearest(word, entries.iter().map(|entry| entry.name)) {
        diagnostic.help.push(format!("did you mean \"{name}\"?"));
    }
    diagnostic.help.push(known_here(entries));
    None
}

fn known_here<R: ?Sized>(entries: &[Entry<R>]) -> String {
    let names: Vec<String> = entries.iter().map(|entry| format!("\"{}\"", entry.name)).collect();
    format!("the names are: {}", names.join(", "))
}

/// Makes a struct whose fields are keys of a table.
///
/// Each field has a doc comment (what `explain` prints), a type that is a [`Value`](crate::registry::Value), an
/// optional default and optional bounds. A field without a default must be given. Keys that several tables share are a
/// struct of their own, which each takes in as its last line, `..name: Type;`: in the file they stand among the others.
///
/// ```
/// use hushfeed::registry::{Parameters, at_least};
/// hushfeed::parameters! {
///     /// When a run ends.
///     pub struct Stop {
///         /// The most ticks.
///         cap: u32 = 100_u32, in at_least(1.0);
///         /// Tolerance, in units of the state.
///         settled: Option<f64> = None;
///     }
/// }
/// assert_eq!(Stop::from_toml("settled = 0.1").unwrap().cap, 100);
/// assert!(Stop::from_toml("cap = 0").is_err());
///
/// hushfeed::parameters! {
///     /// When a night ends.
///     pub struct Night {
///         /// The length of a dream, in ticks.
///         dream: u32 = 3_u32;
///         ..stop: Stop;
///     }
/// }
/// assert_eq!(Night::from_toml("cap = 7").unwrap().stop.cap, 7);
/// ```
#[macro_export]
macro_rules! parameters {
    (
        $(#[doc = $struct_doc:literal])*
        pub struct $name:ident {
            $(
                $(#[doc = $doc:literal])*
                $field:ident : $type:ty $(= $default:expr)? $(, in $bounds:expr)? ;
            )*
            $( .. $group:ident : $shared:ty ; )*
        }
    ) => {
        $(#[doc = $struct_doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::struct_field_names, reason = "fields are keys, and keys have the names that people write")]
        pub struct $name {
            $( $(#[doc = $doc])* pub $field: $type, )*
            $( #[doc = concat!("The keys of ", stringify!($shared), ".")] pub $group: $shared, )*
        }

        impl $crate::registry::Parameters for $name {
            fn keys() -> Vec<$crate::registry::Key> {
                #[allow(unused_mut, reason = "a struct without shared keys")]
                let mut keys = vec![ $( $crate::registry::Key {
                    name: stringify!($field),
                    kind: <$type as $crate::registry::Value>::kind(),
                    bounds: $crate::parameters!(@bounds $($bounds)?),
                    default: $crate::parameters!(@default $type, $($default)?),
                    doc: concat!($($doc, "\n"),*),
                } ),* ];
                $( keys.extend(<$shared as $crate::registry::Parameters>::keys()); )*
                keys
            }

            #[allow(unused_variables, reason = "a struct without fields")]
            fn read(reader: &mut $crate::registry::Reader<'_>) -> Option<Self> {
                $( let $field = reader.take::<$type>(
                    stringify!($field),
                    $crate::parameters!(@bounds $($bounds)?),
                    $crate::parameters!(@value $type, $($default)?),
                ); )*
                $( let $group = <$shared as $crate::registry::Parameters>::read(reader); )*
                Some(Self { $( $field: $field?, )* $( $group: $group?, )* })
            }

            fn write(&self) -> toml::Table {
                #[allow(unused_mut, reason = "a struct without fields")]
                let mut table = toml::Table::new();
                $( if let Some(value) = $crate::registry::Value::write(&self.$field) {
                    table.insert(stringify!($field).to_owned(), value);
                } )*
                $( table.extend($crate::registry::Parameters::write(&self.$group)); )*
                table
            }
        }
    };
    (@bounds) => { $crate::registry::Bounds::ANY };
    (@bounds $bounds:expr) => { $bounds };
    (@value $type:ty,) => { None };
    (@value $type:ty, $default:expr) => { Some({ let value: $type = $default.into(); value }) };
    (@default $type:ty,) => { None };
    (@default $type:ty, $default:expr) => {{
        let value: $type = $default.into();
        Some($crate::registry::Value::write(&value).map_or_else(String::new, |value| value.to_string()))
    }};
}

/// Makes a rule: a [`parameters!`](crate::parameters) struct with a name and a source.
#[macro_export]
macro_rules! rule {
    (
        name: $rule:literal,
        source: $source:literal,
        $(#[doc = $doc:literal])*
        pub struct $name:ident { $($body:tt)* }
    ) => {
        $crate::parameters! {
            $(#[doc = $doc])*
            pub struct $name { $($body)* }
        }

        impl $crate::registry::Named for $name {
            const NAME: &'static str = $rule;
            const SOURCE: &'static str = $source;
            const DOC: &'static str = concat!($($doc, "\n"),*);
        }
    };
}

/// The list of a slot, in the slot's `mod.rs`: one line a file, in the order in which `hushfeed list` prints them.
///
/// The line `chronological::Chronological,` stands for `mod chronological;`, `pub use chronological::Chronological;` and
/// the rule's entry in the table. What else a file offers to others is a `pub use` of its own. Lists of plain statics,
/// which are no rules, have their type in brackets: `pub static FAMILIES: [&Family] = [funnel::FAMILY, …];`.
///
/// `cargo fmt` does not see modules that a macro declares: `.ci/fmt` formats every file.
#[macro_export]
macro_rules! register {
    (
        $(#[doc = $doc:literal])*
        pub static $list:ident : dyn $slot:ident = [ $( $module:ident :: $rule:ident ),* $(,)? ];
    ) => {
        $( mod $module; )*
        $( pub use $module::$rule; )*

        $(#[doc = $doc])*
        pub static $list: &[$crate::registry::Entry<dyn $slot>] = &[ $( $crate::registry::Entry {
            name: <$rule as $crate::registry::Named>::NAME,
            source: <$rule as $crate::registry::Named>::SOURCE,
            doc: <$rule as $crate::registry::Named>::DOC,
            keys: <$rule as $crate::registry::Parameters>::keys,
            read: |reader| {
                let rule = <$rule as $crate::registry::Parameters>::read(reader)?;
                Some(Box::new(rule))
            },
        } ),* ];
    };
    (
        $(#[doc = $doc:literal])*
        pub static $list:ident : [&$type:ident] = [ $( $module:ident :: $item:ident ),* $(,)? ];
    ) => {
        $( mod $module; )*

        $(#[doc = $doc])*
        pub static $list: &[&$type] = &[ $( &$module::$item ),* ];
    };
}

//! What a rule file must provide, and how its parameters are read.
//!
//! A rule is a struct made by [`rule!`](crate::rule): its name in scenario files, one line about it, its source and
//! its parameters with unit, range and default. From this one place come the parser and its errors, the resolved
//! scenario, `hushfeed list` and `explain`, the JSON Schema and the tables of the docs.

mod bounds;
mod diagnostic;
mod document;
mod node;
mod overrides;
mod reader;
mod rule;
mod syntax;
mod value;

pub use bounds::{Bounds, above, at_least, within, within_open_high, within_open_low};
pub use diagnostic::{Diagnostic, Diagnostics, Severity, nearest};
pub use document::{Document, Node, NodeValue, Place, Source, Table};
pub use reader::Reader;
pub use rule::{Configured, Entry, Key, Named, Parameters, find};
pub use value::{Kind, Value, read_word};

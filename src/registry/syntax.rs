//! What is not TOML, in words for a person who has never heard of it.

use std::ops::Range;

use super::{Diagnostics, Place};

/// A piece of text that cannot be read as TOML.
#[derive(Clone, Debug)]
pub(super) struct SyntaxError {
    message: String,
    label: String,
    help: String,
    /// Where, in bytes.
    pub span: Range<usize>,
}

impl SyntaxError {
    /// A whole number that no 64 bits hold.
    pub fn number_too_large(span: Range<usize>) -> Self {
        Self {
            message: "a whole number beyond 9223372036854775807".to_owned(),
            label: "expected a smaller number".to_owned(),
            help: "no key of a scenario takes so large a number".to_owned(),
            span,
        }
    }

    /// Something that looks like a decimal number.
    pub fn no_number(span: Range<usize>) -> Self {
        Self {
            message: "not a number".to_owned(),
            label: "expected a number such as 0.8".to_owned(),
            help: "write digits on both sides of the decimal point".to_owned(),
            span,
        }
    }

    /// Puts it among the findings.
    pub fn add_to(self, diagnostics: &mut Diagnostics, source: usize) {
        let place = Place { source, span: self.span };
        diagnostics.error(Some(place), self.message, self.label).help.push(self.help);
    }
}

/// The parser's errors with a way out each; what follows from an earlier one on the same line is left out.
pub(super) fn explain(text: &str, errors: &[toml::de::Error]) -> Vec<SyntaxError> {
    let mut found: Vec<SyntaxError> = Vec::new();
    let mut last_line = None;
    for error in errors {
        let span = error.span().unwrap_or(0..text.len());
        let start = span.start.min(text.len());
        let line = text.as_bytes()[..start].iter().filter(|&&byte| byte == b'\n').count();
        if last_line == Some(line) {
            continue;
        }
        last_line = Some(line);
        let raw = error.message().lines().next().unwrap_or("syntax error");
        found.push(SyntaxError { message: format!("RAW {raw}"), label: "expected".into(), help: "h".into(), span });
    }
    found
}

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
    let mut found = Vec::new();
    let mut lines = Vec::new();
    for error in errors {
        let span = error.span().unwrap_or(0..text.len());
        let start = span.start.min(text.len());
        let line = text.get(..start).unwrap_or(text).matches('\n').count();
        if lines.contains(&line) {
            continue;
        }
        lines.push(line);
        let raw = error.message().lines().next().unwrap_or("not valid TOML");
        let whole = text.lines().nth(line).unwrap_or("");
        let marked = text.get(start..span.end.min(text.len())).unwrap_or("");
        let [message, label, help] = in_words(raw, whole, marked);
        found.push(SyntaxError { message, label, help, span });
    }
    found
}

/// Message, label and way out for one of the parser's errors on the line `whole`, at the text `marked`.
fn in_words(raw: &str, whole: &str, marked: &str) -> [String; 3] {
    let of = |message: &str, label: &str, help: String| [message.to_owned(), label.to_owned(), help];
    let key = whole.split(['=', ':']).next().unwrap_or("").trim();
    let value = whole.split_once('=').map_or("", |(_, value)| value.trim());
    if raw.starts_with("string values must be quoted") {
        return no_value(key, marked);
    }
    if raw.starts_with("key with no value") {
        let help = match whole.split_once(':') {
            Some((key, value)) => format!("write {} = {}", key.trim(), value.trim()),
            None => "write one `key = value` a line; a comment begins with #".to_owned(),
        };
        return of("a key without a value", "expected `=` and a value", help);
    }
    if raw.starts_with("unexpected key or value") {
        let whole_part = |(whole, decimals): (&str, &str)| {
            let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            (digits(whole.trim_start_matches('-')) && digits(decimals)).then(|| format!("{whole}.{decimals}"))
        };
        if let Some(number) = value.split_once(',').and_then(whole_part) {
            return of("a decimal comma", "expected a decimal point", format!("write {key} = {number}"));
        }
        let help = "write one `key = value` a line; a comment begins with #, text stands in double quotes";
        return of("something behind the value", "expected the end of the line", help.to_owned());
    }
    if raw.starts_with("duplicate key") {
        if whole.trim_start().starts_with('[') {
            let label = "expected a table that is not in the file yet";
            let help = "put all keys of the table under its first heading";
            return of(&format!("the table `{marked}` stands twice"), label, help.to_owned());
        }
        let help = "take one of the two lines out".to_owned();
        let label = "expected a key that this table does not have yet";
        return of(&format!("the key `{marked}` stands twice"), label, help);
    }
    if raw.starts_with("unclosed table") {
        let help = format!("write {}]", whole.trim().trim_end_matches(']'));
        return of("the heading of a table is not closed", "expected `]`", help);
    }
    if raw.starts_with("unclosed array") || raw.starts_with("missing comma between array") {
        let help = "write a list as [first, second]: commas between its items, a bracket at its end";
        return of("a list is not closed", "expected `,` or `]`", help.to_owned());
    }
    if raw.starts_with("unclosed inline table") || raw.starts_with("missing comma between key") {
        let help = "write a table as { first = 1, second = 2 }: commas between its keys, a brace at its end";
        return of("a table in braces is not closed", "expected `,` or `}`", help.to_owned());
    }
    if raw.starts_with("invalid basic string") {
        let help = "put a double quote at both ends of the text; a backslash in it is written twice";
        return of("text in quotes that does not end", "expected a closing double quote", help.to_owned());
    }
    if raw.starts_with("invalid boolean") {
        let help = format!("write {key} = {}", value.to_lowercase());
        return of("neither true nor false", "expected `true` or `false`, in small letters", help);
    }
    if raw.starts_with("invalid mantissa")
        || raw.starts_with("invalid integer")
        || raw.starts_with("invalid float")
    {
        let help = match value.strip_prefix('.') {
            Some(decimals) => format!("write {key} = 0.{decimals}"),
            None => "write digits on both sides of a decimal point and no other signs: 0.8".to_owned(),
        };
        return of("not a number", "expected a number such as 0.8", help);
    }
    let (message, label) = raw.split_once(", expected").unwrap_or((raw, " another sign"));
    let help =
        "write one `key = value` a line, tables as [table], text in double quotes; a comment begins with #";
    of(message, &format!("expected{label}"), help.to_owned())
}

/// The words for a value that is none: nothing, text without quotes, a number with something behind it.
fn no_value(key: &str, marked: &str) -> [String; 3] {
    let of = |message: &str, label: &str, help: String| [message.to_owned(), label.to_owned(), help];
    let marked = marked.trim();
    let plain: String = marked.chars().filter(|c| !"“”„«»‘’'\"".contains(*c)).collect();
    let before = |sign: &str| marked.split(sign).next().unwrap_or("").trim().to_owned();
    if marked.is_empty() || marked.starts_with('#') {
        let help = format!("write a value behind the sign, or take the line out: {key} = …");
        return of("a key without a value", "expected a value", help);
    }
    if plain.len() < marked.len() {
        let help = format!("write {key} = \"{plain}\": word processors make quotes curly");
        return of("quotes that are not straight", "expected text in straight double quotes", help);
    }
    if marked.contains("//") {
        return of("a comment begins with #", "expected `#`", format!("write {key} = {}  # …", before("//")));
    }
    if let Some(percent) = marked.strip_suffix('%').and_then(|text| text.trim().parse::<f64>().ok()) {
        let help = format!("write {key} = {}", percent / 100.0);
        return of("a per cent sign", "expected a share as a number from 0 to 1", help);
    }
    of("text without quotes", "expected text in double quotes", format!("write {key} = \"{plain}\""))
}

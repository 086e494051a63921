//! The grammar of GML: keys with numbers, quoted texts or lists in brackets.

use super::source::Text;
use super::{FilePlace, NetworkFileError};

/// The deepest nesting of lists.
const DEEPEST: usize = 64;

/// One step through the file.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    /// `key [`
    Open,
    /// `key 1` or `key "text"`, unescaped.
    Scalar(String, String),
    /// `]`; the list that ends is still the last of the path.
    Close,
    /// The end of the file.
    End,
}

/// A reader of GML, step by step, without recursion.
pub(super) struct Syntax<'a> {
    text: &'a Text,
    offset: usize,
    /// The open lists, outermost first, each with the place where its key stands.
    pub path: Vec<(String, usize)>,
    /// Where the last step began.
    pub start: usize,
    /// Comment lines so far.
    pub comment_lines: usize,
    closing: bool,
}

impl<'a> Syntax<'a> {
    pub fn new(text: &'a Text) -> Self {
        Self { text, offset: 0, path: Vec::new(), start: 0, comment_lines: 0, closing: false }
    }

    /// The next step.
    pub fn step(&mut self) -> Result<Step, NetworkFileError> {
        if std::mem::take(&mut self.closing) {
            self.path.pop();
        }
        self.skip();
        self.start = self.offset;
        let bytes = self.text.text.as_bytes();
        match bytes.get(self.offset) {
            None => match self.path.last() {
                None => Ok(Step::End),
                Some(&(_, place)) => Err(NetworkFileError::Unclosed {
                    place: self.text.place(place),
                    expected: "a closing `]`",
                }),
            },
            Some(b']') if self.path.is_empty() => Err(self.unexpected("a key", "a `]` that closes nothing")),
            Some(b']') => {
                self.offset += 1;
                self.closing = true;
                Ok(Step::Close)
            }
            Some(byte) if byte.is_ascii_alphabetic() || *byte == b'_' => {
                let key = self.word().to_owned();
                self.value(key)
            }
            Some(_) => {
                let found = self.peek();
                Err(self.unexpected("a key (a word) or `]`", &found))
            }
        }
    }

    fn value(&mut self, key: String) -> Result<Step, NetworkFileError> {
        let key_start = self.start;
        self.skip();
        let start = self.offset;
        match self.text.text.as_bytes().get(start) {
            Some(b'[') => {
                self.offset += 1;
                if self.path.len() >= DEEPEST {
                    return Err(NetworkFileError::Unsupported {
                        place: self.text.place(start),
                        expected: "lists nested at most 64 deep",
                        found: "a deeper one".to_owned(),
                        help: "leave out what is nested so deep",
                    });
                }
                self.path.push((key, key_start));
                Ok(Step::Open)
            }
            Some(b'"') => {
                let inside = &self.text.text[start + 1..];
                let Some(length) = inside.find('"') else {
                    let place = self.text.place(start);
                    return Err(NetworkFileError::Unclosed { place, expected: "a closing double quote" });
                };
                self.offset = start + length + 2;
                Ok(Step::Scalar(key, unescaped(&inside[..length])))
            }
            Some(byte) if byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.') => {
                let word = self.word();
                let bare = word.trim_start_matches(['+', '-']);
                let special = bare.eq_ignore_ascii_case("inf") || bare.eq_ignore_ascii_case("nan");
                if word.parse::<f64>().is_err() && !special {
                    let found = super::error::shown(word);
                    self.offset = start;
                    return Err(self.unexpected("a number, a text in double quotes or `[`", &found));
                }
                Ok(Step::Scalar(key, word.to_owned()))
            }
            _ => {
                let found = self.peek();
                Err(self
                    .unexpected(&format!("a number, a text in double quotes or `[` after `{key}`"), &found))
            }
        }
    }

    /// Skips white space and comments.
    fn skip(&mut self) {
        let bytes = self.text.text.as_bytes();
        while let Some(&byte) = bytes.get(self.offset) {
            if byte == b'#' {
                self.comment_lines += 1;
                let rest = &bytes[self.offset..];
                self.offset += rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
            } else if byte.is_ascii_whitespace() {
                self.offset += 1;
            } else {
                return;
            }
        }
    }

    /// The bytes up to white space, a bracket or a quote.
    fn word(&mut self) -> &'a str {
        let rest = &self.text.text[self.offset..];
        let end = rest
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '[' | ']' | '"'))
            .unwrap_or(rest.len());
        self.offset += end;
        &rest[..end]
    }

    fn peek(&mut self) -> String {
        let here = self.offset;
        let word = self.word();
        self.offset = here;
        match (word, self.text.text[here..].chars().next()) {
            (_, None) => "the end of the file".to_owned(),
            ("", Some(character)) => format!("`{character}`"),
            (word, _) => super::error::shown(word),
        }
    }

    fn unexpected(&self, expected: &str, found: &str) -> NetworkFileError {
        NetworkFileError::Syntax {
            place: self.text.place(self.offset),
            expected: expected.to_owned(),
            found: found.to_owned(),
            help: "GML is made of `key value` pairs; texts stand in double quotes (&quot; inside), lists in [ ]",
        }
    }

    /// The place of a byte.
    pub fn place(&self, offset: usize) -> FilePlace {
        self.text.place(offset)
    }
}

/// The text with `&amp;`, `&quot;`, `&lt;`, `&gt;`, `&apos;` and `&#233;` replaced; other ampersands stay.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|&end| end <= 10);
        if let Some((character, end)) = end.and_then(|end| Some((entity(&rest[1..end])?, end))) {
            plain.push(character);
            rest = &rest[end + 1..];
        } else {
            plain.push('&');
            rest = &rest[1..];
        }
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "quot" => Some('"'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_replaced() {
        assert_eq!(unescaped("R&amp;D &quot;x&quot; &#233;&#xe9; &no; & A&B;"), "R&D \"x\" éé &no; & A&B;");
        assert_eq!(unescaped("&é;&#4294967296;"), "&é;&#4294967296;");
    }

    #[test]
    fn lists_open_and_close() {
        let text = Text { file: "a".into(), text: "# c\nCreator \"x\" graph[id 1 a [ b -2.5 ]]".into() };
        let mut syntax = Syntax::new(&text);
        assert_eq!(syntax.step().unwrap(), Step::Scalar("Creator".into(), "x".into()));
        assert_eq!(syntax.step().unwrap(), Step::Open);
        assert_eq!(syntax.step().unwrap(), Step::Scalar("id".into(), "1".into()));
        assert_eq!(syntax.step().unwrap(), Step::Open);
        assert_eq!(syntax.step().unwrap(), Step::Scalar("b".into(), "-2.5".into()));
        assert_eq!(syntax.path.len(), 2);
        assert_eq!(syntax.step().unwrap(), Step::Close);
        assert_eq!(syntax.step().unwrap(), Step::Close);
        assert_eq!(syntax.step().unwrap(), Step::End);
        assert_eq!(syntax.comment_lines, 1);
    }
}

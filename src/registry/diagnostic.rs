//! Errors and warnings of a scenario: all of them at once, each with its place, what was expected and the way out.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Place, Source};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The scenario cannot run.
    Error,
    /// The scenario runs, but probably not as meant.
    Warning,
}

/// One thing that is wrong with a scenario.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong, as a lower-case fragment.
    pub message: String,
    /// Where. None where the thing is missing from the whole file.
    pub place: Option<Place>,
    /// What stands beside the caret: what was expected.
    pub label: String,
    /// Ways out, one a line.
    pub help: Vec<String>,
    /// The key that nothing of a similar name explains: it may belong to another table.
    pub stray_key: Option<String>,
}

/// Everything that was found wrong, with the texts that the places point into.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    sources: Vec<Source>,
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty list over the given texts.
    pub fn new(sources: Vec<Source>) -> Self {
        Self { sources, items: Vec::new() }
    }

    /// Adds an error; the result lets the caller add help.
    pub fn error(
        &mut self,
        place: Option<Place>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> &mut Diagnostic {
        self.add(Severity::Error, place, message.into(), label.into())
    }

    /// Adds a warning.
    pub fn warning(
        &mut self,
        place: Option<Place>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> &mut Diagnostic {
        self.add(Severity::Warning, place, message.into(), label.into())
    }

    fn add(
        &mut self,
        severity: Severity,
        place: Option<Place>,
        message: String,
        label: String,
    ) -> &mut Diagnostic {
        let index = self.items.len();
        self.items.push(Diagnostic { severity, message, place, label, help: Vec::new(), stray_key: None });
        &mut self.items[index]
    }

    /// The findings in the order in which they were made.
    pub fn items(&self) -> &[Diagnostic] {
        &self.items
    }

    /// The findings, to add to what they say.
    pub fn items_mut(&mut self) -> &mut [Diagnostic] {
        &mut self.items
    }

    /// Takes over the findings of `other` that are not here yet: those of another reading of the same texts, whose
    /// places hold here too.
    pub fn absorb(&mut self, other: Self) {
        if self.sources.len() < other.sources.len() {
            self.sources = other.sources;
        }
        for item in other.items {
            let known = |mine: &Diagnostic| mine.place == item.place && mine.message == item.message;
            if !self.items.iter().any(known) {
                self.items.push(item);
            }
        }
    }

    /// Whether anything stops the scenario from running.
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|item| item.severity == Severity::Error)
    }

    /// The findings as text for a terminal, errors first, each group in the order of the file.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut order: Vec<&Diagnostic> = self.items.iter().collect();
        order.sort_by_key(|item| {
            let place = item.place.as_ref().map(|place| (place.source, place.span.start));
            (item.severity == Severity::Warning, place)
        });
        let mut text = String::new();
        for item in order {
            text.push_str(&renderer.render(&[self.group(item)]));
            text.push_str("\n\n");
        }
        text.truncate(text.trim_end().len());
        text
    }

    fn group<'a>(&'a self, item: &'a Diagnostic) -> Group<'a> {
        let level = match item.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(item.message.as_str()));
        if let Some(place) = &item.place
            && let Some(source) = self.sources.get(place.source)
        {
            let end = place.span.end.min(source.text.len());
            let span = place.span.start.min(end)..end;
            group = group.element(
                Snippet::source(&*source.text)
                    .path(source.name.as_str())
                    .annotation(AnnotationKind::Primary.span(span).label(item.label.as_str())),
            );
        } else if !item.label.is_empty() {
            group = group.element(Level::NOTE.message(item.label.as_str()));
        }
        for help in &item.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        group
    }
}

impl std::fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}

/// The known name that `word` was probably meant to be (Damerau–Levenshtein distance at most a third of its length).
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&word.to_lowercase(), name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name() {
        assert_eq!(nearest("homophilly", ["homophily", "agents"]), Some("homophily"));
        assert_eq!(nearest("zzz", ["homophily", "agents"]), None);
    }

    #[test]
    fn a_finding_shows_its_place() {
        let sources = vec![Source { name: "a.toml".into(), text: "[feed]\nslots = -1\n".into() }];
        let mut diagnostics = Diagnostics::new(sources);
        let place = Place { source: 0, span: 15..17 };
        diagnostics.error(Some(place), "slots out of range", "expected at least 1");
        let text = diagnostics.render(false);
        assert!(text.contains("a.toml:2:9") && text.contains("^^ expected at least 1"), "{text}");
    }
}

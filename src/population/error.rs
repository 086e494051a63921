//! What shows only when the network is there.

/// A population that does not fit the network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}{}", self.at(), help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default())]
pub struct PopulationError {
    /// The key of `[population]`, or of the group.
    pub key: String,
    /// The group's name, where it is a group's key.
    pub group: Option<String>,
    /// What is wrong, as a lower-case fragment.
    pub message: String,
    /// The way out, where there is an obvious one.
    pub help: Option<String>,
    /// Whether other draws might fit.
    pub unlucky: bool,
}

impl PopulationError {
    /// An error at a key of `[population]`.
    pub(super) fn at_key(key: &str, message: impl Into<String>) -> Self {
        Self { key: key.to_owned(), group: None, message: message.into(), help: None, unlucky: false }
    }

    /// An error at a key of a group.
    pub(super) fn at_group(group: &str, key: &str, message: impl Into<String>) -> Self {
        Self { group: Some(group.to_owned()), ..Self::at_key(key, message) }
    }

    /// The key, and the group where it is a group's: `population.opinion`, `population.group "bots", opinion`.
    pub fn at(&self) -> String {
        match &self.group {
            Some(group) => format!("population.group \"{group}\", {}", self.key),
            None => format!("population.{}", self.key),
        }
    }

    /// The same error with a way out.
    pub(super) fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

//! Opens a scenario file and lays the overrides over it.

use std::fs;
use std::io::ErrorKind;

use super::{CliError, ScenarioArgs};
use crate::registry::{Diagnostics, Document, Severity};

/// The document of a scenario with `--set` and `--seed` applied.
pub fn open(args: &ScenarioArgs) -> Result<Document, CliError> {
    let text = fs::read_to_string(&args.scenario).map_err(|source| CliError::Read {
        path: args.scenario.clone(),
        help: match source.kind() {
            ErrorKind::NotFound => "name an existing file, for instance scenarios/quickstart.toml".to_owned(),
            ErrorKind::InvalidData => "a scenario is UTF-8 text".to_owned(),
            ErrorKind::IsADirectory => "this is a folder; name the file in it".to_owned(),
            _ => "check the file's permissions".to_owned(),
        },
        source,
    })?;
    // A byte-order mark is no part of TOML, but some editors write one.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut document = Document::parse(&args.scenario.display().to_string(), text)?;
    for assignment in &args.set {
        document.set("--set", assignment)?;
    }
    if let Some(seed) = args.seed {
        document.set("--seed", &format!("seed={seed}"))?;
    }
    Ok(document)
}

/// Prints warnings to stderr.
pub fn warn(diagnostics: &Diagnostics, quiet: bool) {
    if diagnostics.items().iter().any(|item| item.severity == Severity::Warning) {
        super::say(quiet, &diagnostics.render(is_terminal()));
    }
}

/// Whether messages go to a person's terminal, so that colour helps.
pub fn is_terminal() -> bool {
    use std::io::IsTerminal;
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

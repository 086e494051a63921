//! Scenarios that people get wrong: every message shows the place, what was expected and a way out.
//!
//! One file a mistake in `bad_scenarios/`, each beside the whole text that the program prints for it. A comment
//! `# overrides: KEY=VALUE` in a file stands for `--set KEY=VALUE`, `# sweep` for playing its grid.
//! After a change of a message, look at it: `cargo insta review`, or `INSTA_UPDATE=always cargo test`.

use std::fs;
use std::path::{Path, PathBuf};

use hushfeed::registry::{Diagnostics, Document, Severity};
use hushfeed::sweep::ScenarioExperiment;

/// The folder of the bad scenarios.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad_scenarios")
}

/// What is found wrong with a file, under its bare name so that the text is the same in every folder.
fn findings(path: &Path) -> Result<Diagnostics, Diagnostics> {
    let text = fs::read_to_string(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy();
    let mut document = Document::parse(&name, &text)?;
    for line in text.lines() {
        if let Some(assignment) = line.strip_prefix("# overrides: ") {
            document.set("--set", assignment)?;
        } else if line == "# overrides:" {
            document.set("--set", "")?;
        }
    }
    let sweep = text.starts_with("# sweep");
    ScenarioExperiment::new(path, &document, sweep).map(|(_, warnings)| warnings)
}

/// Every `.toml` of the folder, in order.
fn files() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    files.sort();
    files
}

#[test]
fn every_message_is_as_it_was_reviewed() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for path in files() {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let text = match findings(&path) {
                Ok(found) | Err(found) => found.to_string(),
            };
            insta::assert_snapshot!(name, text);
        }
    });
}

/// What each message owes to the person who reads it.
#[test]
fn every_message_has_a_place_an_expectation_and_a_way_out() {
    let mut wanting = Vec::new();
    for path in files() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_warning = name.starts_with("warning_");
        let found = match findings(&path) {
            Ok(warnings) if is_warning => warnings,
            Ok(_) => {
                wanting.push(format!("{name}: passes"));
                continue;
            }
            Err(errors) => errors,
        };
        let severity = if is_warning { Severity::Warning } else { Severity::Error };
        if !found.items().iter().any(|item| item.severity == severity) {
            wanting.push(format!("{name}: nothing was found"));
        }
        for item in found.items() {
            let mut want = |what: &str| {
                wanting.push(format!("{name}: \"{}\" ({}) has no {what}", item.message, item.label));
            };
            if item.place.is_none() {
                want("place");
            }
            if !item.label.contains("expected") {
                want("expectation");
            }
            if item.help.is_empty() {
                want("way out");
            }
        }
    }
    assert!(wanting.is_empty(), "{}", wanting.join("\n"));
}

#[test]
fn several_errors_stand_in_the_order_of_the_file() {
    let text = findings(&folder().join("several_errors_in_file_order.toml")).unwrap_err().to_string();
    let lines: Vec<u32> = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--> several_errors_in_file_order.toml:"))
        .map(|place| place.split(':').next().unwrap().parse().unwrap())
        .collect();
    assert!(lines.len() >= 6, "{text}");
    assert!(lines.is_sorted(), "{text}");
}

/// A snapshot whose scenario is gone would stay for ever.
#[test]
fn every_snapshot_has_its_scenario() {
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "snap") {
            assert!(path.with_extension("toml").exists(), "{} has no scenario", path.display());
        }
    }
}

//! Files of samples that people get wrong: every message shows file, line and column, what was expected and a way out.
//!
//! One file a mistake in `bad_samples/`, each beside the whole text that the program prints for it. After a change of a
//! message, look at it: `INSTA_UPDATE=always cargo test --test bad_samples`.

use std::fs;
use std::path::{Path, PathBuf};

use hushfeed::design::Samples;
use hushfeed::registry::{Diagnostics, Document};
use hushfeed::scenario::takes_whole_numbers;
use hushfeed::sweep::ScenarioExperiment;

const SCENARIO: &str = "ticks = 10\nnetwork = { generator = \"homophilic\" }\n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad_samples")
}

fn findings(path: &Path) -> Result<(), Diagnostics> {
    let name = path.file_name().unwrap().to_string_lossy();
    let mut document = Document::parse("scenario.toml", SCENARIO)?;
    // Files that end in .txt have no header; one file and the scenario disagree.
    let two = ["network.homophily", "feed.slots"].map(str::to_owned).to_vec();
    let named = if matches!(&*name, "not_finite.txt" | "other_keys.csv") { two } else { Vec::new() };
    let text = fs::read_to_string(path).unwrap();
    Samples::read(&mut document, &name, &text, &named, &takes_whole_numbers)?.into_document(&mut document);
    ScenarioExperiment::new(Path::new("scenario.toml"), &document, true).map(|_| ())
}

#[test]
fn every_message_is_as_it_was_reviewed() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "csv" || ending == "txt"));
    paths.sort();
    assert!(paths.len() >= 12);
    settings.bind(|| {
        for path in paths {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let found = findings(&path).expect_err(&name);
            for item in found.items() {
                assert!(item.place.is_some() && !item.help.is_empty(), "{name}: {}", item.message);
                assert!(item.label.contains("expected"), "{name}: {}", item.label);
            }
            insta::assert_snapshot!(name, found.to_string());
        }
    });
}

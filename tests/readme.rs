//! What README.md and docs/ say of the program is what the program has.
//!
//! `UPDATE_README=1 cargo test --test readme` writes the generated blocks anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use hushfeed::feed::RANKINGS;
use hushfeed::metrics::FAMILIES;
use hushfeed::registry::Document;
use hushfeed::scenario::{load, slots};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// README.md, CONTRIBUTING.md and every page under docs/.
fn pages() -> Vec<String> {
    let mut pages = vec!["README.md".to_owned(), "CONTRIBUTING.md".to_owned()];
    let folder = fs::read_dir(root().join("docs")).expect("docs/ is there");
    let names =
        folder.map(|entry| entry.expect("a readable folder").file_name().into_string().expect("UTF-8"));
    let has_text = |name: &String| Path::new(name).extension().is_some_and(|ending| ending == "md");
    pages.extend(names.filter(has_text).map(|name| format!("docs/{name}")));
    pages.sort();
    pages
}

/// The code blocks of a page in the given language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    page.split(&fence)
        .skip(1)
        .filter_map(|rest| rest.split_once("```"))
        .map(|(block, _)| block.to_owned())
        .collect()
}

/// A sentence as it may stand in a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.trim().replace('|', "\\|")
}

fn rules() -> String {
    let mut text = "\n| key | rule | what it does | source |\n|---|---|---|---|\n".to_owned();
    for slot in slots() {
        for rule in &slot.rules {
            let default = if rule.name == slot.default { " (default)" } else { "" };
            let (about, source) = (cell(rule.about), cell(rule.source));
            let _ = writeln!(
                text,
                "| `{}.{}` | `{}`{default} | {about} | {source} |",
                slot.table, slot.key, rule.name
            );
        }
    }
    text + "\n"
}

/// Where a ranking comes from, in the words that its documentation uses; all that occur.
fn provenance(text: &str) -> String {
    let tags = [
        ("authors' code", "authors' code"),
        ("second-hand", "second-hand"),
        ("recalled, unverified", "recalled, unverified"),
        ("Perra & Rocha", "inspired by a paper"),
        ("Nyhan et al.", "inspired by a paper"),
        ("standard", "standard"),
        ("are ours", "constants ours"),
        ("definition ours", "definition ours"),
    ];
    let mut found: Vec<&str> =
        tags.iter().filter(|(word, _)| text.contains(word)).map(|&(_, tag)| tag).collect();
    found.dedup();
    assert!(!found.is_empty(), "no word of {text} says where it comes from");
    found.join("; ")
}

fn rankings() -> String {
    let mut text =
        "\n| ranking | formula and what differs | source and date | tag |\n|---|---|---|---|\n".to_owned();
    for entry in RANKINGS {
        let doc = cell(entry.doc).split_whitespace().collect::<Vec<_>>().join(" ");
        let tag = provenance(&format!("{} {doc}", entry.source));
        let _ = writeln!(text, "| `{}` | {doc} | {} | {tag} |", entry.name, cell(entry.source));
    }
    text + "\n"
}

fn metrics() -> String {
    let mut text = "\n| column | unit | definition |\n|---|---|---|\n".to_owned();
    for family in FAMILIES {
        let request = if family.default { "" } else { " (*on request*)" };
        let _ = writeln!(text, "| **{}**{request} | | {} |", family.name, cell(family.about));
        for column in family.columns {
            let _ = writeln!(text, "| `{}` | {} | {} |", column.name, column.unit, cell(column.about));
        }
    }
    text + "\n"
}

/// Compares the block `name` of a page with what it should be, or writes it.
fn check_block(path: &str, name: &str, expected: &str) {
    let page = read(path);
    let (begin, end) = (format!("<!-- {name}:begin -->\n"), format!("<!-- {name}:end -->"));
    let (head, rest) = page.split_once(&begin).unwrap_or_else(|| panic!("{path} has no {begin}"));
    let (block, tail) = rest.split_once(&end).unwrap_or_else(|| panic!("{path} has no {end}"));
    if env::var_os("UPDATE_README").is_some() {
        fs::write(root().join(path), format!("{head}{begin}{expected}{end}{tail}"))
            .expect("a page that can be written");
    } else {
        assert!(
            block == expected,
            "the block {name} of {path} is not up to date: UPDATE_README=1 cargo test --test readme"
        );
    }
}

#[test]
fn the_table_of_rules_is_the_registry() {
    check_block("README.md", "rules", &rules());
}

#[test]
fn the_table_of_rankings_is_the_registry() {
    check_block("docs/rankings.md", "rankings", &rankings());
}

#[test]
fn the_table_of_metrics_is_the_registry() {
    check_block("docs/outputs.md", "metrics", &metrics());
}

#[test]
fn every_file_that_is_named_exists() {
    let mut found = 0;
    for page in pages() {
        let text = read(&page);
        for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || "/._-".contains(c))) {
            let word = word.trim_end_matches('.');
            let watched = ["scenarios/", "docs/", "scripts/"].iter().any(|folder| word.starts_with(folder));
            // AUTHOR-YEAR-FIGURE.toml is a pattern, a folder alone needs no file.
            if !watched || word.ends_with('/') || word.contains("AUTHOR") {
                continue;
            }
            found += 1;
            assert!(root().join(word).exists(), "{page} names {word}, which does not exist");
        }
    }
    assert!(found > 10, "the words of the pages were not read: {found}");
}

#[test]
fn every_scenario_in_the_text_can_be_read() {
    let mut count = 0;
    for page in pages() {
        for block in blocks(&read(&page), "toml").iter().filter(|block| block.contains("format = 1")) {
            let document = Document::parse(&page, block).unwrap_or_else(|error| panic!("{error}"));
            load(Path::new("text.toml"), document).unwrap_or_else(|error| panic!("{error}"));
            count += 1;
        }
    }
    assert!(count >= 2, "found {count} scenarios");
}

#[test]
fn the_library_example_is_the_tested_one() {
    // docs/library.md is the documentation of the crate: its examples are run by `cargo test --doc`. The line that
    // gives the example its type is hidden there.
    let tested = blocks(&read("docs/library.md"), "rust").remove(0);
    let shown: String = tested
        .lines()
        .filter(|line| !line.starts_with("# "))
        .fold(String::new(), |text, line| text + line + "\n");
    assert_eq!(blocks(&read("README.md"), "rust"), [shown]);
}

/// Whether Python is there with a module.
fn python_has(module: &str) -> bool {
    let run = Command::new("python3").args(["-c", &format!("import {module}")]).output();
    let has = run.is_ok_and(|output| output.status.success());
    if !has {
        println!("skipped: there is no python3 with {module}");
    }
    has
}

/// A folder with results/quickstart in it: the quickstart, made small.
fn small_result() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(env!("CARGO_BIN_EXE_hushfeed"))
        .arg("run")
        .arg(root().join("scenarios/quickstart.toml"))
        .args(["--quiet", "--set", "network.agents=200", "--set", "ticks=20", "--set", "sweep.replicates=3"])
        .current_dir(folder.path())
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

#[test]
fn the_python_lines_run() {
    if !python_has("pandas") {
        return;
    }
    let folder = small_result();
    let code = blocks(&read("README.md"), "python").remove(0);
    let output = Command::new("python3")
        .args(["-c", &code])
        .current_dir(folder.path())
        .output()
        .expect("python3 starts");
    let (text, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{errors}");
    assert!(text.contains("crosscut_shown_pos") && text.contains("150") || text.contains("20"), "{text}");
}

#[test]
fn every_picture_can_be_drawn() {
    if !python_has("matplotlib") {
        return;
    }
    let folder = small_result();
    let draw = |arguments: &[&str]| {
        Command::new("python3")
            .arg(root().join("scripts/plot.py"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .expect("python3 starts")
    };
    let output = draw(&["results/quickstart", "-o", "pictures"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for name in ["series", "funnel", "opinions", "silence", "overview"] {
        let bytes = fs::read(folder.path().join(format!("pictures/{name}.png"))).expect("a picture");
        assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 10_000, "{name}: {} bytes", bytes.len());
    }
    let refused = draw(&["results/quickstart", "--metric", "opinion_sdd"]);
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && message.contains("did you mean opinion_sd?"), "{message}");
}

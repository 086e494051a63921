//! Golden results: the bytes of small scenarios are the same on every machine, at any number of threads.
//!
//! `golden/hashes.txt` holds the BLAKE3 hash of every table, `runs.csv` without its last column, the time. A change of
//! a hash is value-breaking: it changes everybody's results, and needs a reason and a line in the changelog.
//!
//! The program is the one that cargo builds for tests; with `HUSHFEED_BINARY=PATH` it is the one that
//! people install, in which the features of the tests' own dependencies are off.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TABLES: [&str; 4] = ["runs.csv", "series.csv", "summary.csv", "opinions.csv"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn binary() -> PathBuf {
    match std::env::var_os("HUSHFEED_BINARY") {
        Some(path) => Path::new(env!("CARGO_MANIFEST_DIR")).join(path),
        None => PathBuf::from(env!("CARGO_BIN_EXE_hushfeed")),
    }
}

/// The scenarios, in order.
fn scenarios() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    files.sort();
    files
}

/// `runs.csv` without `wall_ms`, which is its last column.
fn without_time(text: &str) -> String {
    assert!(text.lines().next().is_some_and(|header| header.ends_with(",wall_ms")), "wall_ms is not last");
    text.lines().map(|line| line.rsplit_once(',').map_or(line, |(row, _)| row)).collect::<Vec<_>>().join("\n")
}

/// Plays a scenario; the hash of each table.
fn play(scenario: &Path, threads: usize) -> BTreeMap<&'static str, String> {
    let out = tempfile::tempdir().unwrap();
    let sweeps = fs::read_to_string(scenario).unwrap().starts_with("# sweep");
    let output = Command::new(binary())
        .arg(if sweeps { "sweep" } else { "run" })
        .arg(scenario)
        .args(["--quiet", "--threads", &threads.to_string(), "--out"])
        .arg(out.path().join("result"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}: {}", scenario.display(), String::from_utf8_lossy(&output.stderr));
    let hash = |table: &str| {
        let text = fs::read_to_string(out.path().join("result").join(table)).unwrap();
        let text = if table == "runs.csv" { without_time(&text) } else { text };
        blake3::hash(text.as_bytes()).to_hex().to_string()
    };
    TABLES.into_iter().map(|table| (table, hash(table))).collect()
}

/// The lines of `hashes.txt`: scenario, table, hash.
fn lines(scenario: &Path, hashes: &BTreeMap<&str, String>) -> String {
    let name = scenario.file_stem().unwrap().to_string_lossy();
    let lines: Vec<String> = hashes.iter().map(|(table, hash)| format!("{name} {table} {hash}")).collect();
    lines.join("\n") + "\n"
}

#[test]
fn results_are_the_same_to_the_last_bit() {
    let mut found = String::new();
    for scenario in scenarios() {
        let one = play(&scenario, 1);
        for threads in [2, 3] {
            let more = play(&scenario, threads);
            assert_eq!(one, more, "{} differs between 1 and {threads} threads", scenario.display());
        }
        found.push_str(&lines(&scenario, &one));
    }
    let path = folder().join("hashes.txt");
    if std::env::var_os("HUSHFEED_BLESS").is_some() {
        fs::write(&path, &found).unwrap();
        return;
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    let changed: Vec<&str> =
        found.lines().filter(|line| !golden.lines().any(|known| known == *line)).collect();
    assert!(
        changed.is_empty() && golden.lines().count() == found.lines().count(),
        "results have changed, which is value-breaking: everybody's results change with them.\n\
         If that is not meant, find what shifted a draw or an order of addition. If it is, say why in CHANGELOG.md \
         under \"value-breaking\", in a commit of its own, with new hashes:\n\
         HUSHFEED_BLESS=1 cargo test --release --test golden\nchanged:\n{}",
        changed.join("\n")
    );
}

/// A rule that no golden scenario uses could change unnoticed.
#[test]
fn every_rule_is_played() {
    let texts: String = scenarios().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let mut missing = Vec::new();
    for slot in hushfeed::scenario::slots() {
        for rule in slot.rules {
            if !texts.contains(&format!("\"{}\"", rule.name)) {
                missing.push(format!("{}.{} = \"{}\"", slot.table, slot.key, rule.name));
            }
        }
    }
    assert!(missing.is_empty(), "add to a scenario in tests/golden: {}", missing.join(", "));
}

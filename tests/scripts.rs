//! The scripts for Python and R, run on a small sweep. Where a language is missing the test says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts").join(name)
}

/// Whether a command is there and does its `arguments` without an error.
fn has(program: &str, arguments: &[&str]) -> bool {
    let there = Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success());
    if !there {
        println!("skipped: there is no {program} {}", arguments.join(" "));
    }
    there
}

/// A folder with a small sweep in it.
fn small_sweep() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scenario = "\
ticks = 6
network = { generator = \"homophilic\", agents = 60, followees = 4 }
output = { every = 3, metrics = [\"silent_share\", \"crosscut_shown\"] }
[sweep]
replicates = 3
grid = { \"network.homophily\" = [0.3, 0.7], \"feed.ranking\" = [\"random\", \"chronological\"] }
";
    fs::write(folder.path().join("small.toml"), scenario).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_hushfeed"))
        .args(["sweep", "small.toml", "--out", "small", "--quiet", "--gzip"])
        .current_dir(folder.path())
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

/// What a script prints of the sweep.
fn printed(program: &str, script: &Path, arguments: &[&str], folder: &Path) -> String {
    let output =
        Command::new(program).arg(script).args(arguments).current_dir(folder).output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The table by point, of either script: header, then one row a point.
fn check(text: &str, folder: &Path) {
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let columns = ["point_id", "network.homophily", "feed.ranking", "n", "mean", "ci_low", "ci_high"];
    let header: Vec<&str> = rows[0].iter().map(|field| field.trim_matches('"')).collect();
    assert_eq!(header, columns);
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[4][..4], ["3", "0.7", "chronological", "3"]);
    let runs = hushfeed::analysis::Runs::read(folder).unwrap();
    let means = runs.means(runs.metric("silent_share").unwrap());
    for (row, mean) in rows[1..].iter().zip(means) {
        assert!((row[4].parse::<f64>().expect("a number") - mean).abs() < 1e-9, "{row:?}: {mean}");
    }
}

#[test]
fn python_reads_a_result() {
    if !has("python3", &["-c", "import pandas"]) {
        return;
    }
    let folder = small_sweep();
    let read = |arguments: &[&str]| printed("python3", &script("read_results.py"), arguments, folder.path());
    let text = read(&["small"]);
    assert!(text.contains("12 runs at 4 points, done"), "{text}");
    assert!(text.contains("silent_share (share)"), "{text}");
    check(&read(&["small", "--metric", "silent_share"]), &folder.path().join("small"));
}

#[test]
fn r_reads_a_result() {
    if !has("Rscript", &["--version"]) {
        return;
    }
    let folder = small_sweep();
    let read = |arguments: &[&str]| printed("Rscript", &script("read_results.R"), arguments, folder.path());
    assert!(read(&["small"]).contains("12 runs at 4 points"));
    check(&read(&["small", "silent_share"]), &folder.path().join("small"));
}

/// R is rarely there: at least its brackets and quotes must close.
#[test]
fn the_r_script_is_balanced() {
    let text = fs::read_to_string(script("read_results.R")).expect("the script is there");
    let mut open = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let mut quoted = false;
        for sign in line.chars() {
            match sign {
                '"' => quoted = !quoted,
                '#' if !quoted => break,
                '(' | '{' | '[' if !quoted => open.push(sign),
                ')' | '}' | ']' if !quoted => {
                    let begin = open.pop();
                    let fits =
                        matches!((begin, sign), (Some('('), ')') | (Some('{'), '}') | (Some('['), ']'));
                    assert!(fits, "line {}: {line}", number + 1);
                }
                _ => {}
            }
        }
        assert!(!quoted, "line {}: {line}", number + 1);
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn salib_drives_the_program() {
    if !has("python3", &["-c", "import SALib"]) {
        return;
    }
    // Examples are built beside the tests; without one the script would build it with other settings.
    let example = Path::new(env!("CARGO_BIN_EXE_hushfeed")).with_file_name("examples").join("ishigami");
    if !example.exists() {
        println!("skipped: {} is not built (cargo build --example ishigami)", example.display());
        return;
    }
    let output = Command::new("python3")
        .arg(script("salib_ishigami.py"))
        .args(["--program", env!("CARGO_BIN_EXE_hushfeed"), "--example"])
        .arg(&example)
        .output()
        .expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.matches("largest difference").count() == 2, "{text}");
}

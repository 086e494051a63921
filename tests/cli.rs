//! The program as a person at a terminal meets it: exit statuses, what goes where, what an interruption leaves behind.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

/// A scenario that takes no time.
const SMALL: &str = r#"
ticks = 5
[network]
generator = "fixed_out_degree"
agents = 50
followees = 5
[feed]
slots = 3
[output]
metrics = ["funnel", "silence"]
[sweep]
replicates = 2
grid = { "feed.slots" = [1, 2] }
"#;

/// A scenario of many runs, each of which takes a moment.
const LONG: &str = r#"
ticks = 240
seed = 4
[network]
generator = "fixed_out_degree"
agents = 800
followees = 10
[feed]
slots = 5
[output]
every = 10
metrics = ["funnel", "silence", "opinion"]
[sweep]
replicates = 80
"#;

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hushfeed"));
    command.stdin(Stdio::null());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with one scenario in it.
fn folder(scenario: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), scenario).unwrap();
    folder
}

fn hushfeed(folder: &Path, arguments: &[&str]) -> Output {
    program().current_dir(folder).args(arguments).output().unwrap()
}

/// Runs it and checks the exit status; stdout and stderr.
fn with_status(folder: &Path, arguments: &[&str], status: i32) -> (String, String) {
    let output = hushfeed(folder, arguments);
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "hushfeed {arguments:?}\n{out}\n{err}");
    (out, err)
}

/// The tables of a result; `runs.csv` without the time each run took.
fn tables(result: &Path) -> BTreeMap<String, String> {
    let mut tables = BTreeMap::new();
    for name in ["runs.csv", "series.csv", "summary.csv", "opinions.csv"] {
        let mut text =
            fs::read_to_string(result.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        if name == "runs.csv" {
            text = text.lines().map(|line| line.rsplit_once(',').unwrap().0.to_owned() + "\n").collect();
        }
        tables.insert(name.to_owned(), text);
    }
    tables
}

#[test]
fn a_run_writes_its_folder_and_says_what_it_found() {
    let folder = folder(SMALL);
    let (out, err) = with_status(folder.path(), &["run", "a.toml"], 0);
    assert_eq!(out, "", "stdout is data or nothing");
    assert!(err.contains("silent_share") && err.contains("2 runs"), "{err}");
    assert!(err.contains("2 points under [sweep]") && err.contains("hushfeed sweep a.toml"), "{err}");
    let runs = fs::read_to_string(folder.path().join("results/a/runs.csv")).unwrap();
    assert_eq!(runs.lines().count(), 3, "{runs}");
    assert!(runs.starts_with("run_id,point_id,replicate,seed,"), "{runs}");
    for name in
        ["series.csv", "summary.csv", "opinions.csv", "manifest.json", "scenario.toml", "datapackage.json"]
    {
        assert!(folder.path().join("results/a").join(name).exists(), "{name}");
    }
}

#[test]
fn quiet_is_silent() {
    let folder = folder(SMALL);
    assert_eq!(with_status(folder.path(), &["run", "a.toml", "--quiet"], 0), (String::new(), String::new()));
    assert_eq!(
        with_status(folder.path(), &["check", "a.toml", "--quiet"], 0),
        (String::new(), String::new())
    );
}

#[test]
fn a_sweep_plays_every_point() {
    let folder = folder(SMALL);
    let (out, err) = with_status(folder.path(), &["sweep", "a.toml", "--dry-run"], 0);
    assert_eq!(out, "points: 2\nruns: 4\n");
    assert!(err.contains(" a run") && err.contains("of tables"), "{err}");
    assert!(!folder.path().join("results").exists(), "a dry run writes nothing");
    let (out, _) = with_status(folder.path(), &["sweep", "a.toml", "--out", "there"], 0);
    assert_eq!(out, "");
    let runs = fs::read_to_string(folder.path().join("there/runs.csv")).unwrap();
    assert!(runs.lines().next().unwrap().contains(",feed.slots,"), "{runs}");
    assert_eq!(runs.lines().count(), 5);
}

#[test]
fn shards_merge_to_the_bytes_of_one_sweep() {
    let folder = folder(SMALL);
    let at = folder.path();
    with_status(at, &["sweep", "a.toml", "-q", "--out", "whole"], 0);
    for shard in ["1/3", "2/3", "3/3"] {
        let (_, err) = with_status(at, &["sweep", "a.toml", "--out", "parts", "--shard", shard], 0);
        assert!(err.contains(&format!("shard {shard}")) && err.contains("hushfeed merge"), "{err}");
    }
    assert!(!at.join("parts/runs.csv").exists(), "no table that could be taken for whole");
    with_status(at, &["merge", "parts"], 0);
    assert_eq!(tables(&at.join("parts")), tables(&at.join("whole")));
    let (_, err) = with_status(at, &["merge", "parts"], 2);
    assert!(err.contains("--force"), "{err}");
    with_status(at, &["merge", "parts/shard-1-of-3", "parts/shard-2-of-3", "--out", "x"], 2);
    with_status(at, &["sweep", "a.toml", "--shard", "4/3"], 2);
    let task = [("ID", "2"), ("COUNT", "3"), ("MIN", "1"), ("MAX", "3")];
    let task = task.map(|(part, value)| (format!("SLURM_ARRAY_TASK_{part}"), value));
    let arguments = ["sweep", "a.toml", "--shard", "slurm", "--out", "parts", "--resume"];
    let output = program().current_dir(at).envs(task).args(arguments).output().unwrap();
    assert!(text(&output.stderr).contains("shard 2/3, from SLURM_ARRAY_TASK_ID"), "{output:?}");
    assert!(text(&output.stderr).contains("complete already"), "{output:?}");
    let output =
        program().current_dir(at).env_remove("SLURM_ARRAY_TASK_ID").args(arguments).output().unwrap();
    assert!(text(&output.stderr).contains("this is no job array"), "{output:?}");
}

#[test]
fn unusable_input_is_status_2_and_writes_nothing() {
    let folder = folder(&SMALL.replace("slots = 3", "slotz = 3"));
    for command in ["run", "sweep", "check"] {
        let (out, err) = with_status(folder.path(), &[command, "a.toml"], 2);
        assert_eq!(out, "");
        assert!(
            err.contains("unknown key `slotz` in [feed]") && err.contains("did you mean `slots`?"),
            "{err}"
        );
        assert!(err.contains("a.toml:8:1"), "{err}");
    }
    let (_, err) = with_status(folder.path(), &["run", "b.toml"], 2);
    assert!(err.contains("b.toml") && err.contains("help:"), "{err}");
    let (_, err) = with_status(folder.path(), &["run", "."], 2);
    assert!(err.contains("help:"), "{err}");
    let (_, err) = with_status(folder.path(), &["run", "a.toml", "--set", "feed.slots"], 2);
    assert!(err.contains("help:"), "{err}");
    let (_, err) = with_status(folder.path(), &["explain", "homophilly"], 2);
    assert!(err.contains("homophily"), "{err}");
    with_status(folder.path(), &["rnu", "a.toml"], 2);
    std::fs::write(folder.path().join("good.toml"), SMALL).unwrap();
    let (_, err) = with_status(folder.path(), &["run", "good.toml", "--threads", "1000000"], 2);
    assert!(err.contains("1000000 threads") && err.contains("expected --threads of at most"), "{err}");
    assert!(!folder.path().join("results").exists());
}

#[test]
fn overrides_and_the_seed_change_the_run() {
    let folder = folder(SMALL);
    let at = folder.path();
    with_status(at, &["run", "a.toml", "-q", "--out", "one"], 0);
    with_status(at, &["run", "a.toml", "-q", "--out", "two", "--seed", "9"], 0);
    with_status(
        at,
        &["run", "a.toml", "-q", "--out", "three", "--set", "feed.slots=1", "--set", "feed.ranking=random"],
        0,
    );
    assert_ne!(tables(&at.join("one")), tables(&at.join("two")));
    assert_ne!(tables(&at.join("one")), tables(&at.join("three")));
    let resolved = fs::read_to_string(at.join("three/scenario.toml")).unwrap();
    assert!(resolved.contains("slots = 1\n") && resolved.contains("ranking = \"random\""), "{resolved}");
}

#[test]
fn an_existing_folder_is_never_overwritten_unasked() {
    let folder = folder(SMALL);
    let at = folder.path();
    with_status(at, &["run", "a.toml", "-q"], 0);
    let before = fs::read(at.join("results/a/runs.csv")).unwrap();
    let (_, err) = with_status(at, &["run", "a.toml", "-q", "--seed", "8"], 2);
    assert!(err.contains("--force") && err.contains("--resume"), "{err}");
    assert_eq!(fs::read(at.join("results/a/runs.csv")).unwrap(), before);
    with_status(at, &["run", "a.toml", "-q", "--seed", "8", "--force"], 0);
    assert_ne!(fs::read(at.join("results/a/runs.csv")).unwrap(), before);
    // Nobody's own files are touched.
    fs::write(at.join("results/a/notes.txt"), "mine").unwrap();
    with_status(at, &["run", "a.toml", "-q", "--force"], 0);
    assert_eq!(fs::read_to_string(at.join("results/a/notes.txt")).unwrap(), "mine");
}

/// Waits until the journal of a result holds something; the process must still be running.
#[cfg(unix)]
fn wait_for_runs(result: &Path, child: &mut std::process::Child) {
    let journal = result.join(".hushfeed-journal/runs.journal");
    for _ in 0..2000 {
        assert!(child.try_wait().unwrap().is_none(), "the runs were over before they could be disturbed");
        if fs::metadata(&journal).is_ok_and(|data| data.len() > 4000) {
            return;
        }
        sleep(Duration::from_millis(5));
    }
    panic!("no run was finished in time");
}

#[cfg(unix)]
fn send(signal: &str, child: &std::process::Child) {
    let id = child.id().to_string();
    // The shell's own kill: a system need not have the program.
    let status = Command::new("sh").args(["-c", &format!("kill -{signal} {id}")]).status().unwrap();
    assert!(status.success());
}

#[cfg(unix)]
#[test]
fn a_killed_run_is_resumed_to_the_same_bytes() {
    let folder = folder(LONG);
    let at = folder.path();
    let mut child = program()
        .current_dir(at)
        .args(["run", "a.toml", "-q", "--threads", "1", "--out", "killed"])
        .spawn()
        .unwrap();
    wait_for_runs(&at.join("killed"), &mut child);
    send("KILL", &child);
    assert!(!child.wait().unwrap().success());
    assert!(!at.join("killed/runs.csv").exists(), "no table that could be taken for whole");
    with_status(at, &["run", "a.toml", "-q", "--out", "killed", "--resume"], 0);
    with_status(at, &["run", "a.toml", "-q", "--out", "undisturbed"], 0);
    assert_eq!(tables(&at.join("killed")), tables(&at.join("undisturbed")));
    // A finished result has nothing left to do, and says so.
    with_status(at, &["run", "a.toml", "--out", "killed", "--resume"], 0);
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_whole_tables_and_says_how_to_go_on() {
    let folder = folder(LONG);
    let at = folder.path();
    let mut child = program()
        .current_dir(at)
        .args(["run", "a.toml", "--threads", "1", "--out", "stopped"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for_runs(&at.join("stopped"), &mut child);
    send("INT", &child);
    let output = child.wait_with_output().unwrap();
    let err = text(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{err}");
    assert!(err.contains("--resume"), "{err}");
    let runs = fs::read_to_string(at.join("stopped/runs.csv")).unwrap();
    let columns = runs.lines().next().unwrap().split(',').count();
    let rows = runs.lines().count() - 1;
    assert!(rows > 0 && rows < 80, "{rows} runs");
    assert!(runs.ends_with('\n') && runs.lines().all(|line| line.split(',').count() == columns), "{runs}");
    with_status(at, &["run", "a.toml", "-q", "--out", "stopped", "--resume"], 0);
    with_status(at, &["run", "a.toml", "-q", "--out", "undisturbed"], 0);
    assert_eq!(tables(&at.join("stopped")), tables(&at.join("undisturbed")));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = program().arg("list").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 10]).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
}

/// What `check` prints is the scenario: it checks, prints itself, and gives the same results.
#[test]
fn the_resolved_scenario_is_the_scenario() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for name in ["blocks", "bots_settled", "file_weighted", "rewiring", "consensus"] {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        let original = golden.join(format!("{name}.toml"));
        let original = original.to_str().unwrap();
        let (resolved, _) = with_status(at, &["check", original], 0);
        fs::write(at.join("resolved.toml"), &resolved).unwrap();
        let (again, _) = with_status(at, &["check", "resolved.toml"], 0);
        assert_eq!(resolved, again, "{name}");
        with_status(at, &["run", original, "-q", "--out", "original"], 0);
        with_status(at, &["run", "resolved.toml", "-q", "--out", "resolved"], 0);
        assert_eq!(tables(&at.join("original")), tables(&at.join("resolved")), "{name}");
        let written = fs::read_to_string(at.join("original/scenario.toml")).unwrap();
        assert_eq!(written, resolved, "{name}: the result folder's copy");
    }
}

/// `new` writes a scenario that can be played at once, and never over another.
#[test]
fn a_new_scenario_can_be_played() {
    let folder = tempfile::tempdir().unwrap();
    let hushfeed = |words: &[&str]| program().args(words).current_dir(folder.path()).output().unwrap();
    let made = hushfeed(&["new", "mine", "--from", "silent-majority"]);
    assert_eq!((made.status.code(), text(&made.stdout)), (Some(0), "mine.toml\n".to_owned()));
    assert!(text(&made.stderr).contains("hushfeed sweep mine.toml"), "{}", text(&made.stderr));
    let written = fs::read_to_string(folder.path().join("mine.toml")).unwrap();
    assert!(
        written.contains("\nname = \"mine\"") && written.starts_with("# Begun from essays/silent-majority ")
    );
    let again = hushfeed(&["new", "mine"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("cannot write mine.toml"), "{}", text(&again.stderr));
    assert_eq!(fs::read_to_string(folder.path().join("mine.toml")).unwrap(), written);
    assert_eq!(hushfeed(&["new"]).status.code(), Some(0));
    let run =
        hushfeed(&["run", "quickstart.toml", "--set", "ticks=2", "--set", "network.agents=60", "--quiet"]);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert!(folder.path().join("results/quickstart/runs.csv").is_file());
    for (words, message) in [
        (["new", "../mine"].as_slice(), "cannot be the name of a scenario"),
        (&["new", "a", "--from", "quikstart"], "did you mean \"quickstart\"?"),
    ] {
        let refused = hushfeed(words);
        assert_eq!(refused.status.code(), Some(2));
        assert!(text(&refused.stderr).contains(message), "{}", text(&refused.stderr));
    }
}

/// Rankings change: of which year a preset is belongs to what it is.
#[test]
fn every_source_is_dated() {
    let year = |word: &str| word.len() == 4 && matches!(word.parse(), Ok(1600..=2100));
    for slot in hushfeed::scenario::slots() {
        for rule in &slot.rules {
            let dated = rule.source.split(|c: char| !c.is_alphanumeric()).any(year);
            let is_standard = rule.source == "standard" && slot.table != "feed";
            assert!(dated || is_standard, "{}: no year in its source: {}", rule.name, rule.source);
        }
    }
}

#[test]
fn the_manual_explains_everything() {
    let mut words: Vec<String> = Vec::new();
    for section in hushfeed::scenario::sections() {
        let dotted = |key: &str| match section.name {
            "" => key.to_owned(),
            name => format!("{name}.{key}"),
        };
        if !section.name.is_empty() {
            words.push(section.name.to_owned());
        }
        assert!(!section.about.is_empty(), "[{}] has no description", section.name);
        let slot = section.slot.iter();
        let rules: Vec<_> = slot.flat_map(|slot| &slot.rules).collect();
        words.extend(section.slot.iter().map(|slot| dotted(slot.key)));
        for key in section.keys.iter().chain(rules.iter().flat_map(|rule| &rule.keys)) {
            assert!(key.doc.trim().len() > 10, "{} has no description", dotted(key.name));
            words.push(dotted(key.name));
        }
        for rule in rules {
            assert!(!rule.about.is_empty() && !rule.source.is_empty(), "{}", rule.name);
            assert!(rule.about.ends_with('.') || rule.about.ends_with(':'), "{}: {}", rule.name, rule.about);
            words.push(rule.name.to_owned());
        }
    }
    for family in hushfeed::metrics::FAMILIES {
        words.push(family.name.to_owned());
        for column in family.columns {
            assert!(!column.about.is_empty() && !column.unit.is_empty(), "{}", column.name);
            words.push(column.name.to_owned());
        }
    }
    for word in &words {
        let page = hushfeed::scenario::explain(word).unwrap_or_else(|error| panic!("{error}"));
        assert!(page.trim().len() > 20, "{word}: {page}");
    }
    let folder = tempfile::tempdir().unwrap();
    let (out, err) = with_status(folder.path(), &["explain", "feed.slots"], 0);
    assert!(out.contains("feed.slots") && out.contains("default 10") && err.is_empty(), "{out}");
    for topic in ["rankings", "rules", "networks", "metrics", "keys"] {
        let (out, _) = with_status(folder.path(), &["list", topic], 0);
        assert!(out.lines().count() > 3, "{topic}: {out}");
    }
}

#[test]
fn the_committed_schema_is_the_programs() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scenario.schema.json");
    let (schema, _) = with_status(Path::new("."), &["schema"], 0);
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        schema == committed,
        "docs/scenario.schema.json is not what the program says; refresh it:\n\
         cargo run --release -- schema > docs/scenario.schema.json"
    );
    let parsed: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let group = &parsed["properties"]["population"]["properties"]["group"]["items"];
    assert!(group["properties"]["added_share"]["description"].is_string(), "{group}");
    assert_eq!(group["required"], serde_json::json!(["name"]));
}

/// Every scenario of the project, by path.
fn scenarios(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scenarios(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            found.push(path);
        }
    }
}

#[test]
fn every_scenario_of_the_project_passes_check() {
    let mut found = Vec::new();
    scenarios(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"), &mut found);
    found.sort();
    assert!(!found.is_empty());
    let mut bad = Vec::new();
    for path in found {
        let output = program().arg("check").arg(&path).output().unwrap();
        let err = text(&output.stderr);
        if output.status.success() {
            continue;
        }
        if err.contains("cannot be read: No such file") {
            println!("skipped {}: its network file is not here", path.display());
        } else {
            bad.push(format!("{}:\n{err}", path.display()));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

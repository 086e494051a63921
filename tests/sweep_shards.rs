//! Shards and their merging: the bytes of one process, or a refusal that says what is wrong.

mod sweep_fake;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use hushfeed::output::{Existing, Status};
use hushfeed::sweep::{MergeOptions, Options, Outcome, Shard, merge, parts, play};

use sweep_fake::Fake;

fn sweep() -> Fake {
    Fake::sweep(12, 25)
}

fn options(folder: &Path, shard: Shard) -> Options {
    Options {
        folder: folder.to_path_buf(),
        existing: Existing::Resume,
        gzip: false,
        threads: 2,
        shard,
        quiet: true,
        command: vec![],
    }
}

fn shard(number: u64, of: u64) -> Shard {
    Shard::new(number, of).expect("a shard")
}

fn run(fake: &Fake, folder: &Path, shard: Shard) -> Outcome {
    play(fake, &options(folder, shard), &AtomicBool::new(false)).expect("played")
}

/// Plays all shards of `fake` into `folder`.
fn run_shards(fake: &Fake, folder: &Path, of: u64) {
    for number in 1..=of {
        run(fake, folder, shard(number, of));
    }
}

fn merged(fake: &Fake, folders: &[PathBuf], out: &Path, existing: Existing) -> Result<Outcome, String> {
    let options = MergeOptions { folder: out.to_path_buf(), existing, gzip: false, command: vec![] };
    let parts = parts(folders).map_err(|error| error.to_string())?;
    merge(fake, &parts, &options).map_err(|error| error.to_string())
}

/// Merges into the folder that the shards are in.
fn merge_in(fake: &Fake, folder: &Path) -> Result<Outcome, String> {
    merged(fake, &[folder.to_path_buf()], folder, Existing::Refuse)
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let names =
        ["runs.csv", "series.csv", "summary.csv", "opinions.csv", "datapackage.json", "scenario.toml"];
    let read = |name: &str| {
        let text = fs::read_to_string(folder.join(name)).expect("a file");
        let cut = |line: &str| line.rsplit_once(',').expect("columns").0.to_owned() + "\n";
        (name.to_owned(), if name == "runs.csv" { text.lines().map(cut).collect() } else { text })
    };
    names.into_iter().map(read).collect()
}

#[test]
fn merged_shards_are_the_bytes_of_one_process() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // 300 runs in 7 shards; 12 runs in 20, some of them empty.
    for (fake, of) in [(sweep(), 7), (Fake::sweep(3, 4), 20)] {
        let (whole, out) =
            (folder.path().join(format!("whole-{of}")), folder.path().join(format!("in-{of}")));
        run(&fake, &whole, Shard::WHOLE);
        run_shards(&fake, &out, of);
        let outcome = merge_in(&fake, &out).expect("merged");
        assert_eq!((outcome.status, outcome.runs.done), (Status::Done, outcome.runs.planned));
        assert_eq!(files(&out), files(&whole), "{of} shards");
        let manifest = fs::read_to_string(out.join("manifest.json")).expect("a manifest");
        assert!(manifest.contains("\"merged_from\"") && manifest.contains("shard-2-of-"), "{manifest}");
        let names = fs::read_dir(&out).expect("read").map(|entry| entry.expect("an entry").file_name());
        assert!(!names.into_iter().any(|name| name.to_string_lossy().starts_with('.')), "something is left");
    }
}

#[test]
fn a_shard_is_resumed_and_a_finished_one_is_left_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (whole, out) = (folder.path().join("whole"), folder.path().join("out"));
    run(&sweep(), &whole, Shard::WHOLE);
    run_shards(&sweep(), &out, 3);
    // Shard 2 as if it had been killed in the middle: half of its journal, and a manifest that says so.
    let half = out.join("shard-2-of-3");
    let journal = half.join(".hushfeed-journal/runs.journal");
    let bytes = fs::read(&journal).expect("a journal");
    fs::write(&journal, &bytes[..bytes.len() / 2]).expect("cut");
    let manifest = fs::read_to_string(half.join("manifest.json")).expect("a manifest");
    let running = manifest.replace("\"status\": \"done\"", "\"status\": \"running\"");
    fs::write(half.join("manifest.json"), &running).expect("written");
    let error = merge_in(&sweep(), &out).expect_err("unfinished");
    assert!(error.contains("shard-2-of-3 is unfinished") && error.contains("--resume"), "{error}");
    // Even if the manifest says that it is done, missing runs are found.
    fs::write(half.join("manifest.json"), &manifest).expect("written");
    let error = merge_in(&sweep(), &out).expect_err("unfinished");
    assert!(error.contains("runs are missing in its journal"), "{error}");
    fs::write(half.join("manifest.json"), &running).expect("written");
    let last = sweep();
    assert_eq!(run(&last, &out, shard(2, 3)).status, Status::Done);
    let again = last.played.lock().expect("no panic").len();
    assert!(again > 0 && again < 100, "{again} of 100 runs played again");
    assert!(run(&sweep(), &out, shard(1, 3)).complete_before);
    merge_in(&sweep(), &out).expect("merged");
    assert_eq!(files(&out), files(&whole));
}

#[test]
fn gaps_overlaps_and_strangers_are_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    run_shards(&sweep(), &at("a"), 3);
    run_shards(&Fake::sweep(12, 26), &at("b"), 3);
    run_shards(&sweep(), &at("c"), 4);
    let refused = |folders: &[&str]| {
        let folders: Vec<PathBuf> = folders.iter().map(|name| at(name)).collect();
        merged(&sweep(), &folders, &at("out"), Existing::Refuse).expect_err("refused")
    };
    let gap = refused(&["a/shard-1-of-3", "a/shard-3-of-3"]);
    assert!(gap.contains("1 of 3 shards are missing: 2"), "{gap}");
    let overlap = refused(&["a", "a/shard-3-of-3"]);
    assert!(overlap.contains("both shard 3/3"), "{overlap}");
    let mixed = refused(&["a/shard-1-of-3", "b/shard-2-of-3", "a/shard-3-of-3"]);
    assert!(mixed.contains("`replicates = 25`, it is now `replicates = 26`"), "{mixed}");
    let other = refused(&["a/shard-1-of-3", "c/shard-2-of-4"]);
    assert!(other.contains("one of 3 shards") && other.contains("one of 4"), "{other}");
    fs::create_dir(at("empty")).expect("made");
    assert!(refused(&["empty"]).contains("holds no shard"));
    // A scenario that was changed behind the journal's back.
    for number in 1..=3 {
        let path = at("a").join(format!("shard-{number}-of-3/scenario.toml"));
        let text = fs::read_to_string(&path).expect("a scenario");
        fs::write(&path, text.replace("replicates = 25", "replicates = 26")).expect("written");
    }
    let folders = [at("a")];
    let error = merged(&Fake::sweep(12, 26), &folders, &at("out"), Existing::Refuse).expect_err("refused");
    assert!(error.contains("does not belong to the runs of its scenario"), "{error}");
    let manifest = at("c/shard-1-of-4/manifest.json");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    let this = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    fs::write(&manifest, text.replace(&this, "\"version\": \"0.0.1\"")).expect("written");
    let error = refused(&["c"]);
    assert!(error.contains("was written by hushfeed 0.0.1"), "{error}");
    assert!(!at("out/runs.csv").exists(), "no table of what was refused");
}

#[test]
fn failed_runs_are_merged_as_rows_and_replaced_when_they_are_healed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (whole, out) = (folder.path().join("whole"), folder.path().join("out"));
    let broken = || Fake { fails: vec![4], ..sweep() };
    run(&broken(), &whole, Shard::WHOLE);
    run_shards(&broken(), &out, 3);
    let outcome = merge_in(&broken(), &out).expect("merged");
    assert_eq!((outcome.status, outcome.exit_status(), outcome.runs.failed), (Status::Failed, 1, 1));
    assert_eq!(files(&out), files(&whole));
    run(&sweep(), &whole, Shard::WHOLE);
    run(&sweep(), &out, shard(2, 3));
    let refused = merge_in(&sweep(), &out).expect_err("there already");
    assert!(refused.contains("--force"), "{refused}");
    let healed = merged(&sweep(), std::slice::from_ref(&out), &out, Existing::Force).expect("merged");
    assert_eq!(healed.status, Status::Done);
    assert_eq!(files(&out), files(&whole));
}

#[test]
fn a_shard_plays_its_own_runs_replicate_by_replicate() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fake = Fake::sweep(3, 4);
    let one = Options { threads: 1, ..options(folder.path(), shard(2, 3)) };
    play(&fake, &one, &AtomicBool::new(false)).expect("played");
    // Of 0 4 8, 1 5 9, 2 6 10, 3 7 11 those with rest 1.
    assert_eq!(*fake.played.lock().expect("no panic"), [4, 1, 10, 7]);
    assert!(!fake.parallel.load(Ordering::SeqCst));
}

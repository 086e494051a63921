//! The runner from outside: what a folder holds after undisturbed, disturbed, failed and refused sweeps.

mod sweep_fake;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use hushfeed::output::{Existing, Status};
use hushfeed::sweep::{Options, Outcome, Shard, SweepError, play};
use serde_json::Value;

use sweep_fake::Fake;

fn options(folder: &Path, threads: usize) -> Options {
    Options {
        folder: folder.join("result"),
        existing: Existing::Refuse,
        gzip: false,
        threads,
        shard: Shard::WHOLE,
        quiet: true,
        command: vec!["hushfeed".into(), "sweep".into()],
    }
}

fn run(fake: &Fake, options: &Options) -> Result<Outcome, SweepError> {
    play(fake, options, &AtomicBool::new(false))
}

fn resume(fake: &Fake, options: &Options) -> Result<Outcome, SweepError> {
    run(fake, &Options { existing: Existing::Resume, ..options.clone() })
}

/// The files of a result but the manifest, `runs.csv` without its last column, each of whose fields is a time.
fn contents(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder.join("result")).expect("a result folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if !path.is_file() || name == "manifest.json" {
            continue;
        }
        let mut text = fs::read_to_string(&path).expect("text");
        if name == "runs.csv" {
            let cut = text.lines().map(|line| line.rsplit_once(',').expect("two columns").0);
            text = cut.collect::<Vec<_>>().join("\n") + "\n";
        }
        files.insert(name, text);
    }
    files
}

fn json(folder: &Path, name: &str) -> Value {
    let text = fs::read_to_string(folder.join("result").join(name)).expect("read");
    serde_json::from_str(&text).expect("valid JSON")
}

fn journal(folder: &Path) -> std::path::PathBuf {
    folder.join("result/.hushfeed-journal/runs.journal")
}

/// What an undisturbed sweep on one thread leaves.
fn reference(fake: &Fake) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    run(fake, &options(folder.path(), 1)).expect("played");
    contents(folder.path())
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_threads() {
    let fake = Fake::sweep(5, 7);
    let expected = reference(&fake);
    let names: Vec<&str> = expected.keys().map(String::as_str).collect();
    let whole =
        ["datapackage.json", "opinions.csv", "runs.csv", "scenario.toml", "series.csv", "summary.csv"];
    assert_eq!(names, whole);
    for threads in [2, 3, 7] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let outcome = run(&fake, &options(folder.path(), threads)).expect("played");
        assert_eq!((outcome.status, outcome.runs.done), (Status::Done, 35));
        assert_eq!(contents(folder.path()), expected, "{threads} threads");
        assert!(!journal(folder.path()).exists(), "the journal of a whole result is gone");
    }
}

#[test]
fn tables_are_tidy() {
    let files = reference(&Fake::sweep(2, 3));
    let runs: Vec<&str> = files["runs.csv"].lines().collect();
    assert_eq!(
        runs[0],
        "run_id,point_id,replicate,seed,feed.ranking,network.homophily,status,stopped_by,ticks,level,gap,reason"
    );
    // Run 4: point 1, replicate 1; its level is 14 at every tick and its gap is missing.
    assert_eq!(runs[5], "4,1,1,42,engagement,0.6,done,ticks,20,14,,");
    assert_eq!(runs.len(), 7);
    let series: Vec<&str> = files["series.csv"].lines().collect();
    assert_eq!(series[..3], ["run_id,point_id,replicate,tick,level,gap", "0,0,0,0,0,0", "0,0,0,10,0,0.1"]);
    assert_eq!(series.len(), 1 + 5 * 3 + 2, "run 3 settles early");
    let opinions: Vec<&str> = files["opinions.csv"].lines().collect();
    assert_eq!(opinions[1], "0,0,0,20,-1,0,1,2,3,4");
    // Levels of point 1: 13, 14, 15. t for 2 degrees of freedom is 4.302653, √3 is 1.732051.
    let level = files["summary.csv"].lines().find(|row| row.starts_with("1,level,,")).expect("a row");
    let values: Vec<f64> = level.split(',').skip(3).map(|field| field.parse().expect("a number")).collect();
    assert_eq!(values[..3], [3.0, 14.0, 1.0]);
    assert!((values[3] - (14.0 - 4.302_653 / 1.732_051)).abs() < 1e-5, "{level}");
    assert_eq!(values[5..], [13.1, 13.5, 14.0, 14.5, 14.9]);
    // Of the gaps of point 1, that of replicate 1 is missing.
    assert!(files["summary.csv"].contains("\n1,gap,,2,"), "{}", files["summary.csv"]);
}

#[test]
fn runs_are_played_replicate_by_replicate() {
    let fake = Fake::sweep(3, 2);
    reference(&fake);
    let played = fake.played.lock().expect("no panic").clone();
    assert_eq!(played, [0, 2, 4, 1, 3, 5]);
}

#[test]
fn few_runs_get_all_threads_and_many_one_each() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let one = Fake::sweep(1, 1);
    run(&one, &options(folder.path(), 2)).expect("played");
    assert!(one.parallel.load(Ordering::SeqCst), "one run on two threads");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let two = Fake::sweep(1, 2);
    run(&two, &options(folder.path(), 2)).expect("played");
    assert!(!two.parallel.load(Ordering::SeqCst), "two runs on two threads");
}

/// How many finished runs stand whole in the beginning of a journal: records are a length, a hash of 16 bytes and
/// the contents; the first says what the journal belongs to; the byte 8 of a run says whether it failed.
fn whole_runs(beginning: &[u8], journal: &[u8]) -> usize {
    let (mut at, mut records, mut failed) = (0, 0_usize, 0);
    while at < journal.len() {
        let length = u32::from_le_bytes(journal[at..at + 4].try_into().expect("four bytes")) as usize;
        let end = at + 20 + length;
        if end > beginning.len() {
            break;
        }
        failed += usize::from(records > 0 && journal[at + 20 + 8] == 1);
        records += 1;
        at = end;
    }
    records.saturating_sub(1) - failed
}

#[test]
fn a_process_killed_anywhere_loses_no_finished_run() {
    let fake = Fake::sweep(4, 5);
    let expected = reference(&fake);
    // A sweep that does not get to the end keeps its journal: run 3 fails.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let failing = Fake { fails: vec![3], ..Fake::sweep(4, 5) };
    run(&failing, &options(folder.path(), 3)).expect("played");
    let whole = fs::read(journal(folder.path())).expect("a journal");
    let mut at = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..40 {
        at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let length = (at >> 33) as usize % (whole.len() + 1);
        fs::write(journal(folder.path()), &whole[..length]).expect("cut");
        let fresh = Fake::sweep(4, 5);
        let threads = 1 + length % 3;
        let outcome = resume(&fresh, &options(folder.path(), threads)).expect("resumed");
        assert_eq!(outcome.status, Status::Done, "cut at {length}");
        assert_eq!(contents(folder.path()), expected, "cut at {length} of {}", whole.len());
        let again = fresh.played.lock().expect("no panic").len();
        assert_eq!(again, 20 - whole_runs(&whole[..length], &whole), "played again after a cut at {length}");
        // Put the killed state back for the next round.
        let manifest = folder.path().join("result/manifest.json");
        let text = fs::read_to_string(&manifest).expect("read");
        fs::write(&manifest, text.replace("\"status\": \"done\"", "\"status\": \"running\""))
            .expect("written");
        fs::create_dir_all(journal(folder.path()).parent().expect("a folder")).expect("created");
    }
}

#[test]
fn an_interrupted_sweep_leaves_whole_tables_and_goes_on() {
    let fake = Fake::sweep(4, 5);
    let expected = reference(&fake);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let interrupted = AtomicBool::new(false);
    let stopping = Fake { waits_from: Some(8), ..Fake::sweep(4, 5) };
    let outcome = std::thread::scope(|scope| {
        scope.spawn(|| {
            // Played in order: 0, 5, 10, 15, 1, 6, ...; with run 8 and above waiting, some always finish first.
            while stopping.played.lock().expect("no panic").len() < 5 {
                std::thread::yield_now();
            }
            interrupted.store(true, Ordering::SeqCst);
        });
        play(&stopping, &options(folder.path(), 3), &interrupted).expect("stopped cleanly")
    });
    assert_eq!((outcome.status, outcome.exit_status()), (Status::Interrupted, 130));
    assert!(outcome.runs.done < 20);
    let rows = contents(folder.path())["runs.csv"].lines().count() as u64;
    assert_eq!(rows, 1 + outcome.runs.done, "the finished runs, whole");
    assert_eq!(json(folder.path(), "manifest.json")["status"], "interrupted");
    let done = resume(&fake, &options(folder.path(), 2)).expect("resumed");
    assert_eq!(done.status, Status::Done);
    assert_eq!(contents(folder.path()), expected);
    assert!(resume(&fake, &options(folder.path(), 2)).expect("resumed").complete_before);
}

#[test]
fn a_run_that_panics_or_fails_is_a_row_and_is_tried_again() {
    let expected = reference(&Fake::sweep(4, 5));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let broken = Fake { panics: vec![7], fails: vec![12], ..Fake::sweep(4, 5) };
    let outcome = run(&broken, &options(folder.path(), 2)).expect("played");
    assert_eq!((outcome.status, outcome.exit_status(), outcome.runs.failed), (Status::Failed, 1, 2));
    assert_eq!(outcome.failures.iter().map(|run| run.run_id).collect::<Vec<_>>(), [7, 12]);
    let files = contents(folder.path());
    let row = |id: &str| files["runs.csv"].lines().find(|row| row.starts_with(id)).expect("a row").to_owned();
    assert!(row("7,").contains(",failed,,,,,panic at "), "{}", row("7,"));
    assert!(row("7,").contains("opinion out of range"), "{}", row("7,"));
    assert!(row("12,").ends_with(",failed,,,,,no network of this size"), "{}", row("12,"));
    assert_eq!(files["runs.csv"].lines().count(), 21);
    assert!(files["summary.csv"].contains("\n1,level,,4,"), "the failed runs are in no statistic");
    let healed = Fake::sweep(4, 5);
    let outcome = resume(&healed, &options(folder.path(), 1)).expect("resumed");
    assert_eq!(outcome.status, Status::Done);
    assert_eq!(*healed.played.lock().expect("no panic"), [7, 12], "only those");
    assert_eq!(contents(folder.path()), expected);
}

#[test]
fn a_record_of_the_wrong_width_fails_and_shifts_no_number() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let broken = Fake { misshapen: vec![0], ..Fake::sweep(1, 3) };
    let outcome = run(&broken, &options(folder.path(), 2)).expect("played");
    assert_eq!(outcome.runs.failed, 1);
    assert!(outcome.failures[0].reason.contains("1 values for 2 columns"), "{:?}", outcome.failures);
}

#[test]
fn an_existing_folder_is_refused_and_replaced_only_on_request() {
    let fake = Fake::sweep(1, 2);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let options = options(folder.path(), 1);
    run(&fake, &options).expect("played");
    let before = contents(folder.path());
    let error = run(&Fake::sweep(1, 3), &options).expect_err("refused").to_string();
    assert!(error.contains("result exists already"), "{error}");
    assert!(error.contains("--force") && error.contains("--resume"), "{error}");
    assert_eq!(contents(folder.path()), before);
    let other = resume(&Fake::sweep(1, 3), &options).expect_err("another scenario").to_string();
    assert!(other.contains("it was `replicates = 2`, it is now `replicates = 3`"), "{other}");
    let forced = Options { existing: Existing::Force, gzip: true, ..options };
    run(&Fake::sweep(1, 3), &forced).expect("played");
    let result = folder.path().join("result");
    assert!(result.join("runs.csv.gz").exists());
    assert!(!result.join("runs.csv").exists(), "a table of the former result does not stay");
}

#[test]
fn compressed_tables_repeat_and_are_those_of_the_plain_result() {
    let fake = Fake::sweep(2, 3);
    let plain = reference(&fake);
    let mut packed = Vec::new();
    for threads in [1, 3] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        run(&fake, &Options { gzip: true, ..options(folder.path(), threads) }).expect("played");
        let read = |name: &str| fs::read(folder.path().join("result").join(name)).expect("read");
        packed.push(["series.csv.gz", "summary.csv.gz", "opinions.csv.gz"].map(read));
    }
    assert_eq!(packed[0], packed[1]);
    let unpacked = std::io::read_to_string(flate2::read::GzDecoder::new(packed[0][0].as_slice()));
    assert_eq!(unpacked.expect("unpacked"), plain["series.csv"]);
}

#[test]
fn the_manifest_has_the_hash_of_every_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    run(&Fake::sweep(2, 3), &options(folder.path(), 2)).expect("played");
    let manifest = json(folder.path(), "manifest.json");
    assert_eq!(manifest["status"], "done");
    assert_eq!(manifest["seeds"], serde_json::json!([42]));
    assert_eq!(manifest["threads"], 2);
    assert_eq!(manifest["command"], serde_json::json!(["hushfeed", "sweep"]));
    let files = manifest["files"].as_array().expect("files");
    let contents = contents(folder.path());
    assert_eq!(files.len(), contents.len());
    for file in files {
        let name = file["path"].as_str().expect("a name");
        // `contents` has cut the last column of runs.csv, and so does the hash.
        let hash = blake3::hash(contents[name].as_bytes()).to_hex().to_string();
        assert_eq!(file["blake3"], hash.as_str(), "{name}");
    }
}

#[test]
fn the_data_package_describes_every_column_of_every_table() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    run(&Fake::sweep(2, 3), &options(folder.path(), 1)).expect("played");
    let package = json(folder.path(), "datapackage.json");
    let resources = package["resources"].as_array().expect("resources");
    assert_eq!(resources.len(), 4);
    for resource in resources {
        let path = folder.path().join("result").join(resource["path"].as_str().expect("a path"));
        let text = fs::read_to_string(path).expect("a table");
        let header: Vec<&str> = text.lines().next().expect("a header").split(',').collect();
        let fields = resource["schema"]["fields"].as_array().expect("fields");
        let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().expect("a name")).collect();
        assert_eq!(names, header);
        for field in fields {
            let about = field["description"].as_str().expect("a description");
            assert!(about.ends_with('.') && about.len() > 3, "{field}");
        }
    }
    let fields = resources[0]["schema"]["fields"].as_array().expect("fields");
    let field = |name: &str| fields.iter().find(|field| field["name"] == name).expect("a column");
    assert_eq!(field("feed.ranking")["type"], "string");
    assert_eq!(field("network.homophily")["type"], "number");
    assert_eq!(field("level")["unit"], "share");
}

#[test]
fn a_place_that_cannot_be_written_is_known_before_anything_is_played() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("result"), "a file").expect("written");
    let fake = Fake::sweep(1, 2);
    let error = run(&fake, &options(folder.path(), 1)).expect_err("refused").to_string();
    assert!(error.contains("is a file, not a folder"), "{error}");
    let inside = Options { folder: folder.path().join("result/deeper"), ..options(folder.path(), 1) };
    let error = run(&fake, &inside).expect_err("refused").to_string();
    assert!(error.starts_with("cannot write ") && error.contains("deeper"), "{error}");
    assert!(fake.played.lock().expect("no panic").is_empty());
}

#[test]
fn a_table_that_cannot_be_put_in_its_place_stops_with_a_way_to_go_on() {
    let fake = Fake::sweep(2, 3);
    let expected = reference(&fake);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let obstacle = folder.path().join("result/summary.csv");
    let blocked = Fake { makes: Some(obstacle.clone()), ..Fake::sweep(2, 3) };
    let error = run(&blocked, &options(folder.path(), 2)).expect_err("a folder is in the way").to_string();
    assert!(error.contains("summary.csv: "), "{error}");
    assert!(error.contains("6 of 6 runs are finished and kept"), "{error}");
    assert!(error.contains("--resume"), "{error}");
    let left = fs::read_dir(folder.path().join("result")).expect("read");
    let unfinished = left.filter(|entry| {
        entry.as_ref().is_ok_and(|entry| entry.file_name().to_string_lossy().contains("unfinished"))
    });
    assert_eq!(unfinished.count(), 0);
    fs::remove_dir(&obstacle).expect("removed");
    let again = Fake::sweep(2, 3);
    resume(&again, &options(folder.path(), 2)).expect("resumed");
    assert!(again.played.lock().expect("no panic").is_empty(), "no run is played again");
    assert_eq!(contents(folder.path()), expected);
}

//! A sweep in a process of its own, killed with SIGKILL again and again.

mod sweep_fake;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::thread::sleep;
use std::time::Duration;

use hushfeed::output::{Existing, Status};
use hushfeed::sweep::{Options, Shard, on_ctrl_c, play};

use sweep_fake::Fake;

/// Threads and the folder of the process that is to be killed; set by the test, never by a person.
const CHILD: &str = "HUSHFEED_TEST_CHILD";

fn sweep() -> Fake {
    Fake::sweep(20, 25)
}

fn options(folder: &Path, threads: usize) -> Options {
    Options {
        folder: folder.to_path_buf(),
        existing: Existing::Resume,
        gzip: false,
        threads,
        shard: Shard::WHOLE,
        quiet: true,
        command: vec![],
    }
}

/// The process that is killed. Without its variable, as in an ordinary test run, there is nothing to do.
#[test]
fn child() {
    if let Ok(place) = std::env::var(CHILD) {
        let (threads, folder) = place.split_once(' ').expect("threads and folder");
        let options = options(Path::new(folder), threads.parse().expect("a number"));
        let outcome = play(&sweep(), &options, on_ctrl_c()).expect("played");
        std::process::exit(i32::from(outcome.exit_status()));
    }
}

/// Starts the process on `folder` and waits until its journal has `bytes` bytes.
fn start_and_wait(folder: &Path, threads: usize, bytes: u64) -> Child {
    let this = std::env::current_exe().expect("the test itself");
    let mut child = Command::new(this)
        .args(["--exact", "child", "--test-threads", "1"])
        .env(CHILD, format!("{threads} {}", folder.display()))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    let journal = folder.join(".hushfeed-journal/runs.journal");
    while fs::metadata(&journal).map_or(0, |file| file.len()) < bytes {
        assert!(child.try_wait().expect("asked").is_none(), "it ended before {bytes} bytes");
        sleep(Duration::from_millis(1));
    }
    child
}

fn tables(folder: &Path) -> Vec<String> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("a table");
    let runs: Vec<String> =
        read("runs.csv").lines().map(|line| line.rsplit_once(',').expect("columns").0.to_owned()).collect();
    vec![runs.join("\n"), read("series.csv"), read("summary.csv"), read("opinions.csv")]
}

#[test]
fn killed_five_times_and_resumed_it_is_the_undisturbed_result() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let calm = folder.path().join("calm");
    play(&sweep(), &options(&calm, 1), &AtomicBool::new(false)).expect("played");
    for threads in [1, 2, 3] {
        let killed = folder.path().join(format!("killed-{threads}"));
        // The whole journal has about 125,000 bytes.
        for bytes in [1, 20_000, 41_000, 60_500, 85_000] {
            let mut child = start_and_wait(&killed, threads, bytes);
            child.kill().expect("killed");
            child.wait().expect("gone");
            assert!(!killed.join("runs.csv").exists(), "a table before the end");
        }
        let last = sweep();
        let outcome = play(&last, &options(&killed, threads), &AtomicBool::new(false)).expect("resumed");
        assert_eq!(outcome.status, Status::Done);
        assert_eq!(tables(&killed), tables(&calm), "{threads} threads");
        let again = last.played.lock().expect("no panic").len();
        assert!(again < 500, "some of the 500 runs were finished before");
        let names = fs::read_dir(&killed).expect("read").map(|entry| entry.expect("an entry").file_name());
        let hidden = names.filter(|name| name.to_string_lossy().starts_with('.')).count();
        assert_eq!(hidden, 0, "neither a journal nor an unfinished file is left");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_stops_it_cleanly_even_in_the_background() {
    for signal in ["INT", "TERM"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut child = start_and_wait(folder.path(), 2, 5_000);
        let sent = Command::new("sh").args(["-c", &format!("kill -s {signal} {}", child.id())]).status();
        assert!(sent.expect("sent").success());
        assert_eq!(child.wait().expect("gone").code(), Some(130), "SIG{signal}");
        let manifest = fs::read_to_string(folder.path().join("manifest.json")).expect("a manifest");
        assert!(manifest.contains("\"status\": \"interrupted\""), "SIG{signal}: {manifest}");
        let rows = fs::read_to_string(folder.path().join("runs.csv")).expect("a table").lines().count();
        assert!(rows > 1 && rows < 501, "SIG{signal}: {rows} rows");
    }
}

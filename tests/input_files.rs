//! Results that are made from a network file are results of its contents, not of its name.

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;

use program::with_status;

const SCENARIO: &str = "\
name = \"r\"
seed = 2
ticks = 6
network = { file = \"net.csv\" }
feed = { ranking = \"popularity\", slots = 3 }

[sweep]
replicates = 4
grid = { \"feed.slots\" = [2, 3] }
";

/// A ring with chords to the `step`-th agent ahead.
fn network(folder: &Path, step: usize) {
    let ties = (0..40).map(|i| format!("{i},{}\n{i},{}\n", (i + 1) % 40, (i + step) % 40));
    fs::write(folder.join("net.csv"), format!("source,target\n{}", ties.collect::<String>()))
        .expect("written");
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("s.toml"), SCENARIO).expect("written");
    network(folder.path(), 7);
    folder
}

#[test]
fn a_finished_result_is_not_that_of_a_changed_file() {
    let folder = folder();
    with_status(folder.path(), "sweep s.toml --quiet --out r", 0);
    let manifest = fs::read_to_string(folder.path().join("r/manifest.json")).expect("written");
    let hash = blake3::hash(&fs::read(folder.path().join("net.csv")).expect("there")).to_hex();
    assert!(manifest.contains(hash.as_str()), "{manifest}");
    with_status(folder.path(), "sweep s.toml --quiet --out r --resume", 0);
    network(folder.path(), 9);
    let (_, error) = with_status(folder.path(), "sweep s.toml --quiet --out r --resume", 2);
    assert!(error.contains("net.csv has other contents"), "{error}");
    with_status(folder.path(), "sweep s.toml --quiet --out r --force", 0);
}

#[test]
fn shards_of_different_files_are_not_merged() {
    let folder = folder();
    with_status(folder.path(), "sweep s.toml --quiet --out r --shard 1/2", 0);
    network(folder.path(), 9);
    with_status(folder.path(), "sweep s.toml --quiet --out r --shard 2/2", 0);
    let (_, error) = with_status(folder.path(), "merge r --quiet", 2);
    assert!(error.contains("other contents of net.csv"), "{error}");
    network(folder.path(), 7);
    with_status(folder.path(), "sweep s.toml --quiet --out r --shard 2/2 --force", 0);
    // The file is not needed where shards are joined.
    fs::remove_file(folder.path().join("net.csv")).expect("removed");
    with_status(folder.path(), "merge r --quiet", 0);
    network(folder.path(), 7);
    with_status(folder.path(), "sweep s.toml --quiet --out whole", 0);
    for table in ["series.csv", "summary.csv"] {
        let [merged, whole] =
            ["r", "whole"].map(|name| fs::read(folder.path().join(name).join(table)).expect("written"));
        assert_eq!(merged, whole, "{table}");
    }
    let manifest = fs::read_to_string(folder.path().join("r/manifest.json")).expect("written");
    assert!(manifest.contains("\"inputs\""), "{manifest}");
}

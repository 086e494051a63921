//! `hushfeed administrator` from outside: checkpoint CM1, the claims of Chitra & Musco 2020, and what it refuses.

mod support;

use std::path::Path;
use std::process::{Command, Output};

use hushfeed::sweep::Experiment;
use support::experiments::{experiment, play};

const SCENARIO: &str = "scenarios/papers/chitra-musco-2020.toml";

fn administrator(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hushfeed"));
    command.arg("administrator").arg(SCENARIO).args(arguments);
    command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap()
}

fn out(arguments: &[&str]) -> String {
    let output = administrator(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The columns of a table by name, as words.
fn column(text: &str, name: &str) -> Vec<String> {
    let mut lines = text.lines();
    let at = lines.next().unwrap().split(',').position(|column| column == name).unwrap();
    lines.map(|line| line.split(',').nth(at).unwrap().to_owned()).collect()
}

fn numbers(text: &str, name: &str) -> Vec<f64> {
    column(text, name).iter().map(|word| word.parse().unwrap()).collect()
}

/// The polarisation in the end over that at first, a mean over the replicates.
fn ratio(arguments: &[&str]) -> f64 {
    let text = out(arguments);
    let (replicates, ratios) = (column(&text, "replicate"), numbers(&text, "polarisation_ratio"));
    let is_last = |row: &usize| replicates.get(row + 1) != replicates.get(*row);
    let last: Vec<f64> = (0..ratios.len()).filter(is_last).map(|row| ratios[row]).collect();
    last.iter().sum::<f64>() / last.len() as f64
}

/// Checkpoint CM1: 2.47 ± 12 % over three networks.
#[test]
fn polarisation_rises_as_in_checkpoint_cm1() {
    let text = out(&[]);
    let settled = column(&text, "settled");
    assert_eq!(settled.iter().filter(|word| *word == "true").count(), 3, "{text}");
    assert!(numbers(&text, "gap").iter().all(|gap| *gap < 1e-8), "{text}");
    assert!(numbers(&text, "change").iter().all(|change| *change < 0.2 + 1e-9), "{text}");
    let ratio = ratio(&[]);
    assert!((ratio / 2.47 - 1.0).abs() < 0.12, "{ratio}");
    // The same at every call.
    assert_eq!(text, out(&[]));
}

/// Small changes have large effects, also among the ties that there are; the remedy takes them away.
#[test]
fn the_claims_hold() {
    let by_epsilon: Vec<f64> =
        ["0.05", "0.1", "0.2", "0.3"].map(|epsilon| ratio(&["--epsilon", epsilon])).to_vec();
    assert!(by_epsilon[0] > 1.15 && by_epsilon[3] > 4.0, "{by_epsilon:?}");
    assert!(by_epsilon.windows(2).all(|two| two[1] - 1.0 > 1.8 * (two[0] - 1.0)), "{by_epsilon:?}");
    let existing = ratio(&["--pairs", "existing"]);
    assert!(existing > 2.0 && existing < by_epsilon[2], "{existing}");
    let remedied = ratio(&["--pairs", "existing", "--ridge", "0.2"]);
    assert!(remedied < 1.3, "{remedied}");
    let remedied = ratio(&["--ridge", "0.1"]);
    assert!(remedied < 1.0, "{remedied}");
}

/// Round 0 is where the engine's people come to rest, tick by tick.
#[test]
fn round_0_is_where_the_run_settles() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(SCENARIO)).unwrap();
    let experiment = experiment(&text);
    let record = play(&experiment, 0);
    let outcome = |name: &str| {
        let at = experiment.columns().iter().position(|column| column.name == name).unwrap();
        record.outcomes[at]
    };
    let rounds = out(&["--rounds", "1"]);
    for name in ["polarisation", "disagreement"] {
        let (here, there) = (numbers(&rounds, name)[0], outcome(name));
        assert!((here / there - 1.0).abs() < 1e-9, "{name}: {here}, in the run {there}");
    }
}

#[test]
fn opinions_and_weights_go_into_files() {
    let folder = tempfile::tempdir().unwrap();
    let [opinions, weights] = ["opinions.csv", "weights.csv"].map(|name| folder.path().join(name));
    let (opinions, weights) = (opinions.to_str().unwrap(), weights.to_str().unwrap());
    let arguments = ["--set", "sweep.replicates=1", "--opinions", opinions, "--weights", weights];
    let rounds = out(&arguments);
    let text = std::fs::read_to_string(opinions).unwrap();
    for (name, round) in [("before", 0), ("after", column(&rounds, "round").len() - 1)] {
        let z = numbers(&text, name);
        let mean = z.iter().sum::<f64>() / z.len() as f64;
        let spread: f64 = z.iter().map(|z| (z - mean) * (z - mean)).sum();
        assert!((spread / numbers(&rounds, "polarisation")[round] - 1.0).abs() < 1e-12);
        assert_eq!(z.len(), 60);
    }
    let text = std::fs::read_to_string(weights).unwrap();
    let [before, after] = ["weight_before", "weight"].map(|name| numbers(&text, name));
    assert!(before.iter().all(|weight| *weight == 0.0 || *weight == 1.0));
    let (was, is): (f64, f64) = (before.iter().sum(), after.iter().sum());
    assert!((was / is - 1.0).abs() < 1e-6, "{was} {is}");
    // What is there is not lost.
    let again = administrator(&arguments);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("exists already"));
    assert_eq!(text, std::fs::read_to_string(weights).unwrap());
    out(&[&arguments[..], &["--force"]].concat());
}

#[test]
fn what_cannot_be_is_refused() {
    for (arguments, parts) in [
        (&["--epsilon=-1"][..], ["--epsilon", "for instance"]),
        (&["--ridge", "nan"], ["--ridge", "for instance"]),
        (&["--tolerance", "2"], ["--tolerance", "for instance"]),
        (&["--memory", "0.001"], ["GB of memory", "--pairs existing"]),
        (&["--opinions", "/no/such/folder/o.csv"], ["cannot write", "/no/such/folder"]),
        (
            &["--set", "influence={ rule = \"degroot\" }"],
            ["found \"degroot\"", "influence.rule=friedkin_johnsen"],
        ),
        (&["--set", "feed.slots=5"], ["found one that selects", "slots = \"all\""]),
        (&["--set", "expression.rule=confidence"], ["found \"confidence\"", "expression.rule=always"]),
        (&["--set", "ties.rule=closure"], ["found \"closure\"", "alone changes ties"]),
        (&["--set", "population.stubbornness=0.5"], ["stubborn", "population.stubbornness"]),
        (&["--set", "population.activity=0.5"], ["not always present", "population.activity"]),
        (&["--set", "population.group.one.kind=bot"], ["never move", "kind = \"person\""]),
        (&["--set", "network.directed=true"], ["directed", "undirected"]),
        (&["--set", "influence.tie_wieght=1"], ["tie_wieght", "tie_weight"]),
    ] {
        let output = administrator(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(parts.iter().all(|part| said.contains(part)), "{arguments:?}: {said}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

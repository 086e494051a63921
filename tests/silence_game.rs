//! `hushfeed silence-game` from outside: checkpoints G1 and G3, and what it refuses.

mod support;

use std::process::{Command, Output};

use hushfeed::analysis::{Learning, SilenceGame};
use hushfeed::sweep::Experiment;
use support::experiments::{experiment, play};

fn silence_game(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hushfeed")).arg("silence-game").args(arguments).output().unwrap()
}

/// The rows of the CSV that it prints: header, then fields.
fn rows(arguments: &[&str]) -> Vec<Vec<String>> {
    let output = silence_game(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn the_states_of_checkpoint_g3() {
    let rows = rows(&["--gamma", "0.7", "--beta", "10", "--cost", "0.1", "--gated", "--stable"]);
    let at = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
    let (q1, q2) = (at("q_1"), at("q_2"));
    let expected = [(-0.3845, 0.5918), (0.2762, 0.2762), (0.5918, -0.3845)];
    assert_eq!(rows.len(), 1 + expected.len());
    for (row, expected) in rows[1..].iter().zip(expected) {
        let number = |at: usize| row[at].parse::<f64>().unwrap();
        assert!((number(q1) - expected.0).abs() < 1e-3 && (number(q2) - expected.1).abs() < 1e-3, "{row:?}");
        assert_eq!(row[at("stable")], "true");
        assert_eq!(row[at("learning")], "gated");
    }
}

#[test]
fn the_critical_beta_of_checkpoint_g1() {
    assert_eq!(rows(&["--critical"])[1], ["0.5", "0", "4.000000000", "0.000000000"]);
}

#[test]
fn the_states_on_a_network_that_closes_triads() {
    let rows = rows(&[
        "--closure",
        "0,0.785",
        "--acceptance",
        "0.65,0.65",
        "--beta",
        "25",
        "--cost",
        "0.2",
        "--stable",
    ]);
    let gammas: Vec<f64> = rows[1..].iter().map(|row| row[1].parse().unwrap()).collect();
    assert!((gammas[0] - 0.65).abs() < 1e-8, "{gammas:?}");
    assert!(*gammas.last().unwrap() > 0.66, "{gammas:?}");
}

/// The claim of Castillo & Cozzo 2025 in the mean field, for a minority of a fifth at β = 5, c = .2. With a minority that keeps
/// more to itself, some closure gives it a voice; too much silences the majority. With equal preferences closure only
/// entrenches the majority.
#[test]
fn closure_and_the_voice_of_a_minority() {
    // (closure, speaking of the minority, speaking of the majority) of the only stable state.
    let voices = |acceptance: &str| {
        let rows = rows(&[
            "--closure",
            "0,0.8,0.95",
            "--acceptance",
            acceptance,
            "--share",
            "0.2",
            "--beta",
            "5",
            "--cost",
            "0.2",
            "--stable",
        ]);
        assert_eq!(rows.len(), 4, "{rows:?}");
        let number = |row: &[String], at: usize| row[at].parse::<f64>().unwrap();
        rows[1..].iter().map(|row| (number(row, 8), number(row, 9))).collect::<Vec<_>>()
    };
    let closer = voices("0.755,0.65");
    assert!(closer[0].0 < 0.05 && closer[0].1 > 0.9, "{closer:?}");
    assert!(closer[1].0 > 0.7 && closer[1].1 > 0.9, "{closer:?}");
    assert!(closer[2].0 > 0.9 && closer[2].1 < 0.05, "{closer:?}");
    let alike = voices("0.65,0.65");
    assert!(alike[0].0 > alike[1].0 && alike[1].0 > alike[2].0 && alike[0].0 < 0.05, "{alike:?}");
    assert!(alike[2].1 > alike[0].1, "{alike:?}");
}

#[test]
fn what_cannot_be_is_refused() {
    for (arguments, part) in [
        (vec!["--gamma", "1.2"], "expected shares from 0 to 1"),
        (vec!["--beta", "0"], "expected numbers above 0"),
        (vec!["--closure", "0.5", "--share", "1"], "--share"),
        (vec!["--closure", "0.5", "--acceptance", "0.6"], "expected two probabilities"),
        (vec!["--closure", "0.5", "--gamma", "0.5"], "cannot be used with"),
        (vec!["--critical", "--beta", "3"], "cannot be used with"),
    ] {
        let output = silence_game(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(part), "{arguments:?}");
    }
}

/// The mean values of the two groups after `ticks` of a game between two blocks with γ = δ = `gamma`.
fn agents(gamma: f64, start: [f64; 2], rule: &str, ticks: u32) -> [f64; 2] {
    let text = format!(
        r#"
ticks = {ticks}
schedule = "random_reader"
[network]
generator = "stochastic_block"
sizes = [300, 300]
inside = {}
across = {}
[[population.group]]
name = "first"
label = "block-0"
opinion = 1
confidence = {}
[[population.group]]
name = "second"
label = "block-1"
opinion = -1
confidence = {}
[feed]
source = "accounts"
slots = "all"
[reaction]
rule = "none"
[expression]
rule = "q_learning"
alpha = 0.01
beta = 10.0
cost = 0.1
{rule}
[output]
every = 50
metrics = ["values"]
"#,
        0.4 * gamma,
        0.4 * (1.0 - gamma),
        start[0],
        start[1]
    );
    let experiment = experiment(&text);
    let outcome = |name: &str| experiment.columns().iter().position(|column| column.name == name).unwrap();
    let record = play(&experiment, 0);
    ["q_mean_pos", "q_mean_neg"].map(|name| record.outcomes[outcome(name)])
}

/// Everybody learns from 20 neighbours: the agents come to the state of the mean field that they start near.
#[test]
fn agents_come_to_the_states_of_the_mean_field() {
    let game = SilenceGame { gamma: 0.7, delta: 0.7, beta: 10.0, cost: 0.1, learning: Learning::Always };
    let states: Vec<[f64; 2]> = game
        .fixed_points()
        .into_iter()
        .filter(hushfeed::analysis::FixedPoint::is_stable)
        .map(|point| point.q)
        .collect();
    for (start, rule) in [
        ([0.3, 0.3], "gated = false\nsamples = 20"),
        ([0.5, -0.3], "gated = false\nsamples = 20"),
        ([-0.3, 0.5], "gated = false"),
        ([0.3, 0.3], "gated = true\npartner = \"remembered\""),
    ] {
        let found = agents(0.7, start, rule, 1500);
        let far = |state: &[f64; 2]| (state[0] - found[0]).abs().max((state[1] - found[1]).abs());
        let nearest = states.iter().min_by(|a, b| far(a).total_cmp(&far(b))).unwrap();
        assert!((nearest[0] > nearest[1]) == (start[0] > start[1]), "{start:?} {found:?}");
        assert!(far(nearest) < 0.03, "{start:?} with {rule:?} ends at {found:?}, not {nearest:?}");
    }
}

//! `hushfeed silence-game` from outside: checkpoints G1 and G3, and what it refuses.

use std::process::{Command, Output};

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

//! Published figures, from the scenario files of `scenarios/papers/`, and of `scenarios/empirical/` those that are
//! calibrated.
//!
//! The short versions play few runs and allow the published tolerance plus three standard errors of what they measured.
//! The full ones are `cargo test --release --test checkpoints -- --ignored`; `scripts/reproduce.py` writes their table
//! to `results/papers/`. The worked example R0 and the exact values behind it are tests of `src/expression/confidence.rs`.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use hushfeed::registry::Document;
use hushfeed::sweep::{Experiment, ScenarioExperiment};
use rayon::prelude::*;

/// Where a figure comes from and what it should be.
struct Checkpoint {
    id: &'static str,
    scenario: &'static str,
    set: &'static [&'static str],
    /// A column of `runs.csv`, `ticks`, `consensus`: whether there is one cluster, or `four_variances`: 4·sd².
    column: &'static str,
    expected: f64,
    tolerance: f64,
    /// Runs of the full and of the short version; 0: none.
    runs: (u32, u32),
}

const POWER_LAW: &[&str] = &[
    "network.degrees=power_law",
    "network.exponent=2.1",
    "network.max_degree=100",
    "population.opinion={ split = 0.05 }",
    "population.degree_correlation=0.6",
];
const PREFERENTIAL: &[&str] =
    &["population.group.bots.added_share=0.1", "population.group.bots.attachment=preferential"];
const DRAWN: &[&str] =
    &["network.agents=1000", "population.opinion={ uniform = [0, 1] }", "influence.epsilon=0.22"];

const NO_BOTS: &[&str] = &["network.bots=0", "network.agents=10000"];
const NO_BOTS_STEEP: &[&str] = &["network.bots=0", "network.agents=10000", "posts.quality_growth=10"];

const ACTIVITIES: &[&str] = &["network.agents=1000000", "ticks=1", "output.window=[1, 1]"];
const PAIR: &[&str] = &["network.agents=2", "influence.tie_weight=1"];

const ROSS: &str = "ross-2019";
const BOTS: &str = "ross-2019-bots";
const UNCLAMPED: &str = "ross-2019-unclamped";
const CABRERA: &str = "cabrera-2021";
const LEE: &str = "lee-2019";
const LERMAN: &str = "lerman-2016";
const PERRA: &str = "perra-rocha-2019";
const BAKSHY: &str = "../empirical/bakshy-2015";
const SIMSOM: &str = "simsom-2024";
const DEFFUANT: &str = "deffuant-2000";
const SIRBU: &str = "sirbu-2019";
const REPULSION: &str = "keijzer-mas-2022-repulsion";
const EFFECTIVE: &str = "opinion_clusters_effective";
const UNBIASED: &[&str] = &[
    "influence.gamma=0",
    "influence.epsilon=0.2",
    "network.agents=500",
    "stop.clusters_every=10",
    "stop.cap=10000",
];
const CONSENSUS: &str = "baumann-2020-consensus";
const RADICALISATION: &str = "baumann-2020-radicalisation";
const SANTOS: &str = "santos-2021";
const FRIEDKIN: &str = "friedkin-johnsen-1990";
const GAISBAUER: &str = "gaisbauer-2020";
const BANISCH: &str = "banisch-olbrich-2019";
const EMPEROR: &str = "emperor-2005";
const HEGSELMANN: &str = "hegselmann-krause-2002";

/// As the table of checkpoints has them.
const CHECKPOINTS: &[Checkpoint] = &[
    row("R1", ROSS, &[], "minority_speaking", 0.168, 0.01, (1000, 200)),
    row("R3", ROSS, &["network.followees=5"], "ticks", 210.1, 15.0, (1000, 100)),
    row("R5", ROSS, &[], "central_agreement", 0.704, 0.04, (1000, 400)),
    row("R7", BOTS, &[], "bot_side_wins", 0.66, 0.04, (1000, 400)),
    row("R8", BOTS, PREFERENTIAL, "bot_side_wins", 0.908, 0.04, (1000, 300)),
    row("R10", UNCLAMPED, &["network.followees=1"], "minority_speaking", 0.183, 0.015, (300, 100)),
    row("R10", UNCLAMPED, &["network.followees=1"], "ticks", 35.0, 35.0 * 0.15, (300, 100)),
    row("R10", UNCLAMPED, &["network.followees=5"], "minority_speaking", 0.084, 0.015, (300, 60)),
    row("R10", UNCLAMPED, &["network.followees=5"], "ticks", 373.0, 373.0 * 0.15, (300, 60)),
    row("R10", UNCLAMPED, &["network.followees=10"], "minority_speaking", 0.004, 0.015, (300, 60)),
    row("R10", UNCLAMPED, &["network.followees=10"], "ticks", 116.0, 116.0 * 0.15, (300, 60)),
    row("C1", CABRERA, &["network.icd=0.002"], "minority_speaking", 0.083, 0.03, (60, 40)),
    row("C1", CABRERA, &["network.icd=0.01"], "minority_speaking", 0.044, 0.03, (60, 40)),
    row("C1", CABRERA, &["network.icd=0.04"], "minority_speaking", 0.0, 0.03, (60, 40)),
    row("P1", LEE, &[], "perception_bias_minority", 2.691, 0.07, (20, 20)),
    row("P1", LEE, &[], "perception_bias_majority", 0.447, 0.01, (20, 20)),
    row("P4", LEE, &[], "followed_minority_by_minority", 0.49, 0.02, (20, 20)),
    row("P4", LEE, &[], "followed_minority_by_majority", 0.07, 0.02, (20, 20)),
    row("L1", LERMAN, &[], "majority_illusion", 0.0453, 0.005, (5, 5)),
    row("L2", LERMAN, POWER_LAW, "majority_illusion", 0.28, 0.03, (5, 5)),
    row("G5", GAISBAUER, &[], "q_mean_pos", 0.385, 0.06, (1, 1)),
    row("G5", GAISBAUER, &[], "q_mean_neg", -0.54, 0.06, (1, 0)),
    row("B1", BANISCH, &[], "same_side_ties", 0.958, 0.02, (20, 8)),
    row("E1", EMPEROR, &[], "compliance", 0.175, 0.01, (10, 10)),
    row("E1", EMPEROR, &[], "cascade", 0.0, 0.0, (10, 10)),
    row("HK1", HEGSELMANN, &["influence.epsilon=0.10"], "opinion_clusters", 4.0, 0.0, (1, 1)),
    row("HK1", HEGSELMANN, &["influence.epsilon=0.20"], "opinion_clusters", 2.0, 0.0, (1, 1)),
    row("HK1", HEGSELMANN, &["influence.epsilon=0.25"], "opinion_clusters", 1.0, 0.0, (1, 1)),
    row("BA1", CONSENSUS, &[], "opinion_abs_max", 0.0, 0.005, (20, 3)),
    row("BA2", RADICALISATION, &[], "opinion_minority", 0.0, 0.0, (20, 3)),
    row("BA6", CONSENSUS, ACTIVITIES, "contact_rate_mean", 0.040_852, 0.000_408_52, (1, 1)),
    row("BA6", CONSENSUS, ACTIVITIES, "contact_rate_square", 0.007_637_7, 0.000_076_377, (1, 1)),
    row("SL1", SANTOS, &["influence.controversialness=0.147"], "opinion_abs_mean", 0.0, 0.01, (5, 1)),
    // x(1 − γ) = K tanh(αx) at 1.02 times the onset.
    row("SL1", SANTOS, &["influence.controversialness=0.153"], "opinion_abs_mean", 1.604_179_7, 1e-6, (5, 1)),
    row("FJ1", FRIEDKIN, &[], "opinion_abs_mean", 1.0 / 6.0, 1e-9, (1, 1)),
    row("FJ1", FRIEDKIN, &[], "polarisation", 100.0 / 36.0, 1e-7, (1, 1)),
    row("FJ2", FRIEDKIN, PAIR, "opinion_abs_mean", 1.0 / 3.0, 1e-12, (1, 1)),
    row("PR1", PERRA, &[], "opinion_mean", -0.4, 0.04, (2500, 300)),
    // One number of the scenario is fitted to these two.
    row("BM1", BAKSHY, &[], "crosscut_shown_neg", 0.22, 0.01, (10, 2)),
    row("BM1", BAKSHY, &[], "crosscut_shown_pos", 0.33, 0.01, (10, 2)),
    row("SM1", SIMSOM, NO_BOTS, "quality_running", 0.8068, 0.01, (5, 5)),
    row("SM1", SIMSOM, NO_BOTS_STEEP, "quality_running", 0.9, 0.01, (5, 5)),
    row("SM4", SIMSOM, &[], "quality_running", 0.444, 0.04, (3, 3)),
    row("DW1", DEFFUANT, &["influence.epsilon=0.5"], EFFECTIVE, 1.0, 0.01, (100, 100)),
    row("DW1", DEFFUANT, &["influence.epsilon=0.2"], EFFECTIVE, 1.98, 0.04, (100, 100)),
    row("SI1", SIRBU, UNBIASED, EFFECTIVE, 1.98, 0.05, (100, 50)),
    row("SI3", SIRBU, &["influence.epsilon=0.5", "influence.gamma=0"], EFFECTIVE, 1.0, 0.03, (20, 20)),
    row("SI3", SIRBU, &["influence.epsilon=0.5", "influence.gamma=1"], EFFECTIVE, 1.0, 0.03, (20, 5)),
    row("SI3", SIRBU, &["influence.epsilon=1.0", "influence.gamma=1.25"], EFFECTIVE, 1.0, 0.03, (20, 0)),
    row("KM1", REPULSION, &["influence.similarity_exponent=0"], "four_variances", 0.89, 0.1, (60, 20)),
    row("KM1", REPULSION, &["influence.similarity_exponent=4"], "four_variances", 0.01, 0.09, (60, 5)),
    // A run of 1,000 agents who all see each other takes too long for a share of runs in a short version.
    row("HK2", HEGSELMANN, DRAWN, "consensus", 0.71, 0.08, (200, 0)),
];

const fn row(
    id: &'static str,
    scenario: &'static str,
    set: &'static [&'static str],
    column: &'static str,
    expected: f64,
    tolerance: f64,
    runs: (u32, u32),
) -> Checkpoint {
    Checkpoint { id, scenario, set, column, expected, tolerance, runs }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios/papers")
}

/// The scenario of that name with overrides, and what it warns of.
fn open(name: &str, set: &[&str], grid: bool) -> (ScenarioExperiment, usize) {
    let path = folder().join(format!("{name}.toml"));
    let text = std::fs::read_to_string(&path).unwrap();
    let mut document = Document::parse(name, &text).unwrap_or_else(|errors| panic!("{errors}"));
    for assignment in set {
        document.set("--set", assignment).unwrap_or_else(|errors| panic!("{errors}"));
    }
    let (experiment, warnings) =
        ScenarioExperiment::new(&path, &document, grid).unwrap_or_else(|error| panic!("{name}: {error}"));
    (experiment, warnings.items().len())
}

/// One value of `column` a run; runs where it is undefined are left out.
fn values(name: &str, set: &[&str], column: &str, runs: u32) -> Vec<f64> {
    let replicates = format!("sweep.replicates={runs}");
    let (experiment, _) = open(name, &[set, &[replicates.as_str()]].concat(), false);
    let source = match column {
        "consensus" => "opinion_clusters",
        "four_variances" => "opinion_sd",
        other => other,
    };
    let index = experiment.columns().iter().position(|other| other.name == source);
    let keys: Vec<_> = (0..experiment.runs()).map(|run_id| experiment.run(run_id)).collect();
    let one = |key| {
        let record = experiment.play(key, &AtomicBool::new(false), &|_| {}, false).unwrap();
        assert!(record.stopped_by != "cap", "{name}: run {} was cut off", key.replicate);
        match (column, index) {
            ("ticks", _) => f64::from(record.ticks),
            ("consensus", Some(index)) => f64::from(u8::from(record.outcomes[index] == 1.0)),
            ("four_variances", Some(index)) => 4.0 * record.outcomes[index] * record.outcomes[index],
            (_, Some(index)) => record.outcomes[index],
            (_, None) => panic!("{name} has no column {column}"),
        }
    };
    keys.par_iter().map(one).filter(|value| !value.is_nan()).collect()
}

/// Mean and its standard error, 0 for a single value.
fn mean(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, if n > 1.0 { (squares / (n - 1.0) / n).sqrt() } else { 0.0 })
}

fn check(runs_of: impl Fn(&Checkpoint) -> u32, standard_errors: f64) {
    let mut missed = Vec::new();
    for checkpoint in CHECKPOINTS {
        let Checkpoint { id, scenario, set, column, expected, tolerance, .. } = *checkpoint;
        let runs = runs_of(checkpoint);
        if runs == 0 {
            continue;
        }
        let (measured, error) = mean(&values(scenario, set, column, runs));
        let allowed = tolerance + standard_errors * error + 1e-12;
        let line = format!("{id} {column}: {measured:.4} for {expected} ± {allowed:.4}, {runs} runs");
        println!("{line}");
        if (measured - expected).abs() > allowed || measured.is_nan() {
            missed.push(line);
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn short_versions() {
    check(|checkpoint| checkpoint.runs.1, 3.0);
}

#[test]
#[ignore = "minutes: the stated numbers of runs and tolerances"]
fn full_versions() {
    check(|checkpoint| checkpoint.runs.0, 0.0);
}

/// R0, by the program: c after one tick lies between two thresholds, and the agent falls silent at Φ = .6.
#[test]
fn the_worked_example_of_ross_2019() {
    let silent = |threshold: f64, ticks: u32| {
        let thresholds = format!("population.self_censorship={{ values = [{threshold}, 0, 0, 0, 0] }}");
        let cap = format!("stop.cap={ticks}");
        let set = [
            "network={ generator = \"complete\", agents = 5 }",
            "population.opinion={ values = [1, 1, -1, -1, -1] }",
            "population.confidence={ values = [1.5, 9, 9, 9, 9] }",
            &thresholds,
            &cap,
        ];
        let (experiment, _) = open(ROSS, &[&set[..], &["sweep.replicates=1"]].concat(), false);
        let column = experiment.columns().iter().position(|column| column.name == "silent_share").unwrap();
        let key = experiment.run(0);
        experiment.play(&key, &AtomicBool::new(false), &|_| {}, false).unwrap().outcomes[column]
    };
    assert_eq!(silent(0.6, 1), 0.0, "c = .6351 at first");
    assert_eq!(silent(0.6, 2), 0.2, "c = .4621 after a tick");
    assert_eq!(silent(0.4621, 2), 0.0);
    assert_eq!(silent(0.46215, 2), 0.2);
}

/// E3: with local horizons a few believers bring nearly all to comply; bridges dissolve it (Centola, Willer & Macy 2005).
#[test]
fn bridges_dissolve_a_cascade() {
    let compliance = |rewiring: f64, runs: u32| {
        let rewiring = format!("network.rewiring={rewiring}");
        let set = [rewiring.as_str(), "stop.cap=400"];
        let (experiment, _) =
            open("emperor-2005-torus", &[&set[..], &[&format!("sweep.replicates={runs}")]].concat(), false);
        let column = experiment.columns().iter().position(|column| column.name == "compliance").unwrap();
        let play = |run| {
            let key = experiment.run(run);
            experiment.play(&key, &AtomicBool::new(false), &|_| {}, false).unwrap().outcomes[column]
        };
        mean(&(0..experiment.runs()).into_par_iter().map(play).collect::<Vec<f64>>()).0
    };
    let (local, bridged) = (compliance(0.01, 20), compliance(0.1, 20));
    assert!((local - 0.99).abs() < 0.03, "{local}");
    assert!(bridged < local - 0.2, "{bridged}");
}

/// MI1: engagement shows more hostile posts than chronological order where these are reshared more, and no more where they are
/// not (Milli et al. 2023/25). Small networks: the size of the difference is left to the full scenario.
#[test]
fn engagement_shows_more_hostility() {
    let shown = |ranking: &str, arousal: f64| {
        let (ranking, arousal) = (format!("feed.ranking={ranking}"), format!("reaction.arousal={arousal}"));
        let set = ["ticks=60", "network.agents=400", ranking.as_str(), arousal.as_str()];
        values("../empirical/milli-2023", &set, "animosity_views", 6)
    };
    let difference = |arousal: f64| {
        let pairs = shown("engagement", arousal).into_iter().zip(shown("chronological", arousal));
        mean(&pairs.map(|(engagement, chronological)| engagement - chronological).collect::<Vec<f64>>())
    };
    let (with, error) = difference(0.67);
    assert!(with > 0.04 && with > 3.0 * error, "{with} ± {error}");
    let (without, error) = difference(0.0);
    assert!(without.abs() < 0.02 && without.abs() < 4.0 * error, "{without} ± {error}");
}

/// More bots never help the other side, and weak bots help less (Ross et al. 2019).
#[test]
fn bots_help_their_side() {
    let wins = |set: &[&str]| mean(&values(BOTS, set, "bot_side_wins", 300)).0;
    let few = wins(&["population.group.bots.added_share=0.01"]);
    let some = wins(&["population.group.bots.added_share=0.05"]);
    let many = wins(&["population.group.bots.added_share=0.1"]);
    assert!(few < some && some < many, "{few} {some} {many}");
    let weak = wins(&["population.group.bots.added_share=0.1", "expression.bot_weight=0.25"]);
    assert!(0.5 < weak && weak < many, "{weak} {many}");
    let central = wins(PREFERENTIAL);
    assert!(many < central, "{many} {central}");
}

/// Every file is played as it stands, with its grid, and has nothing to be warned of.
#[test]
fn every_paper_is_a_scenario_of_its_name() {
    let mut found = 0;
    for place in ["", "../empirical/"] {
        for entry in std::fs::read_dir(folder().join(place)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap();
            for grid in [false, true] {
                let (experiment, warnings) = open(&format!("{place}{name}"), &[], grid);
                assert_eq!((experiment.name(), warnings), (name, 0));
            }
            found += 1;
        }
    }
    assert!(found >= 8);
}

//! `hushfeed attribute`, from a scenario to its table: cases whose answer is known, sums, bytes, and what it refuses.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use hushfeed::analysis::Runs;

/// Everybody follows everybody, the logistic rule always speaks, the kernel knows no distance, ties are given up with
/// probability 0, and no agent is a bot: the ranking alone is not neutral.
const RANKING_ALONE: &str = r#"
seed = 5
ticks = 12
network = { generator = "complete", agents = 30 }
feed = { ranking = "popularity", slots = 4, window = 6 }
reaction = { rule = "kernel", like = 0.3, reshare = 0.1, width = 1e12 }
expression = { rule = "logistic", kappa = 0.0, nu = 1e6 }
influence = { rule = "bounded_confidence", epsilon = 0.8 }
ties = { rule = "unfollow", probability = 0.0 }
output = { every = 3, metrics = ["crosscut_shown", "views_gini", "opinion_sd", "silent_share"] }
sweep = { replicates = 3 }

[population]
opinion = { uniform = [-0.9, 0.9] }

[[population.group]]
name = "bots"
kind = "bot"
share = 0.0
"#;

/// A scenario that has all six mechanisms, each of them effective.
const ALL: &str = r#"
name = "all"
seed = 8
ticks = 10
network = { generator = "homophilic", agents = 80, followees = 8, homophily = 0.8 }
feed = { ranking = "engagement", slots = 4, window = 6 }
reaction = { rule = "kernel", like = 0.4, width = 0.5 }
expression = { rule = "logistic", kappa = 8.0, eta = 0.3 }
influence = { rule = "bounded_confidence", epsilon = 0.6, rate = 0.2 }
ties = { rule = "unfollow", probability = 0.2, epsilon = 0.6 }
output = { every = 2, metrics = ["funnel", "silence", "opinion"] }
sweep = { replicates = 3 }

[[population.group]]
name = "minority"
share = 0.4
opinion = { uniform = [-1.0, -0.1] }

[[population.group]]
name = "bots"
kind = "bot"
share = 0.05
opinion = 1.0
"#;

const SIX: [&str; 6] = ["homophily", "ranking", "self_censorship", "selective_reaction", "rewiring", "bots"];

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(scenario: &str) -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary folder"));
        fs::write(folder.path("scenario.toml"), scenario).expect("written");
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn hushfeed(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_hushfeed"))
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .expect("the program starts")
    }

    /// What is said on stderr by a command that succeeds.
    fn good(&self, arguments: &[&str]) -> String {
        let output = self.hushfeed(arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {error}");
        error
    }

    /// What is said on stderr by a command that is refused.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.hushfeed(arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        error
    }
}

/// By (outcome, effect, mechanism, with): value, lower and upper end.
type Table = BTreeMap<(String, String, String, String), [f64; 3]>;

fn table(csv: &str) -> Table {
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("outcome,effect,mechanism,with,n,value,sd,ci_low,ci_high"));
    lines
        .map(|line| {
            let f: Vec<&str> = line.split(',').collect();
            let number = |at: usize| f[at].parse::<f64>().unwrap_or(f64::NAN);
            let key = (f[0].to_owned(), f[1].to_owned(), f[2].to_owned(), f[3].to_owned());
            (key, [number(5), number(7), number(8)])
        })
        .collect()
}

fn value(table: &Table, outcome: &str, effect: &str, mechanism: &str) -> [f64; 3] {
    let key = (outcome.to_owned(), effect.to_owned(), mechanism.to_owned(), String::new());
    *table.get(&key).unwrap_or_else(|| panic!("no row {key:?}"))
}

#[test]
fn a_ranking_that_is_the_only_mechanism_gets_everything_and_the_others_nothing() {
    let folder = Folder::new(RANKING_ALONE);
    folder.good(&["attribute", "scenario.toml", "--mechanisms", &SIX.join(","), "--out", "out", "--quiet"]);
    let table = table(&folder.read("out/attribution.csv"));
    let mut moved = 0;
    for outcome in ["crosscut_shown", "views_gini", "opinion_sd", "silent_share"] {
        let total = value(&table, outcome, "total", "");
        for mechanism in SIX {
            for effect in ["shapley", "alone", "last"] {
                let found = value(&table, outcome, effect, mechanism);
                if mechanism == "ranking" {
                    let same = found.iter().zip(total).all(|(found, total)| (found - total).abs() < 1e-12);
                    assert!(same, "{outcome}, {effect}: {found:?}, not {total:?}");
                } else {
                    assert_eq!(found, [0.0; 3], "{outcome}, {effect} of {mechanism}");
                }
            }
        }
        moved += u32::from(total[0].abs() > 1e-3);
    }
    assert!(moved >= 3, "the ranking changes next to nothing");
    for ((outcome, effect, ..), found) in &table {
        assert!(effect != "interaction" || *found == [0.0; 3], "{outcome}: {found:?}");
    }
}

#[test]
fn values_sum_to_the_whole_and_bytes_do_not_depend_on_threads() {
    let folder = Folder::new(ALL);
    let mut tables = Vec::new();
    for threads in ["1", "2", "3"] {
        let out = format!("out-{threads}");
        folder.good(&["attribute", "scenario.toml", "--threads", threads, "--out", &out, "--quiet"]);
        let files = ["attribution.csv", "series.csv", "summary.csv", "scenario.toml"];
        tables.push(files.map(|file| folder.read(&format!("{out}/{file}"))));
    }
    assert_eq!(tables[0], tables[1]);
    assert_eq!(tables[0], tables[2]);
    let table = table(&tables[0][0]);
    let outcomes: Vec<&String> = table.keys().filter(|key| key.1 == "total").map(|key| &key.0).collect();
    assert!(outcomes.len() > 20);
    let mut effective = BTreeMap::new();
    for outcome in outcomes {
        let total = value(&table, outcome, "total", "")[0];
        let parts = SIX.map(|mechanism| value(&table, outcome, "shapley", mechanism)[0]);
        if total.is_nan() {
            continue;
        }
        assert!((parts.iter().sum::<f64>() - total).abs() < 1e-12, "{outcome}: {parts:?}, not {total}");
        let [off, on] = ["off", "on"].map(|effect| value(&table, outcome, effect, "")[0]);
        assert!((on - off - total).abs() < 1e-12);
        for (mechanism, part) in SIX.iter().zip(parts) {
            *effective.entry(*mechanism).or_insert(0) += u32::from(part.abs() > 1e-3);
        }
    }
    assert!(SIX.iter().all(|mechanism| effective[mechanism] > 3), "{effective:?}");
    // The result's own scenario gives the same again; what is complete is not played again.
    folder.good(&["attribute", "out-1/scenario.toml", "--out", "again", "--quiet"]);
    assert_eq!(folder.read("again/attribution.csv"), tables[0][0]);
    fs::remove_file(folder.path("again/attribution.csv")).expect("removed");
    folder.good(&["attribute", "out-1/scenario.toml", "--out", "again", "--quiet", "--resume"]);
    assert_eq!(folder.read("again/attribution.csv"), tables[0][0]);
}

#[test]
fn a_combination_is_the_scenario_that_a_person_would_write() {
    let folder = Folder::new(ALL);
    folder.good(&["attribute", "scenario.toml", "--out", "out", "--quiet"]);
    let all = Runs::read(&folder.path("out")).expect("runs");
    assert_eq!(all.keys, SIX.map(|mechanism| format!("mechanism.{mechanism}")));
    let people = r#"population.group=[{name="minority",share=0.4,opinion={uniform=[-1.0,-0.1]}},{name="bots",share=0.05}]"#;
    let by_hand: [&[&str]; 6] = [
        &["network.rewired=true"],
        &["feed.ranking=random"],
        &[r#"expression={rule="always"}"#],
        &["reaction.width=1e12"],
        &[r#"ties={rule="static"}"#],
        &[people],
    ];
    let outcomes = |runs: &Runs, point: u64| -> Vec<Vec<u64>> {
        let of_point = runs.rows.iter().filter(|run| run.point_id == point);
        of_point.map(|run| run.outcomes.iter().map(|value| value.to_bits()).collect()).collect()
    };
    let mut seen = Vec::new();
    for (bit, switches) in by_hand.iter().enumerate().map(|(bit, set)| (1 << bit, *set)).chain([(0, &[][..])])
    {
        let out = format!("hand-{bit}");
        let mut arguments = vec!["run", "scenario.toml", "--out", &out, "--quiet"];
        for set in switches {
            arguments.extend(["--set", set]);
        }
        folder.good(&arguments);
        let found = outcomes(&all, 63 - bit);
        assert_eq!(found.len(), 3);
        assert_eq!(found, outcomes(&Runs::read(&folder.path(&out)).expect("runs"), 0), "{switches:?}");
        assert!(!seen.contains(&found), "{switches:?} changes nothing");
        seen.push(found);
    }
    // The network without homophily: as many followers everywhere, and the sides mixed.
    let homophily = |name: &str| {
        let run = Runs::read(&folder.path(name)).expect("runs");
        let at = run.metric("crosscut_network").expect("a column");
        run.rows.iter().map(|run| run.outcomes[at]).sum::<f64>() / 3.0
    };
    assert!(homophily("hand-0") < homophily("hand-1") - 0.1);
}

/// What is off stays off, also where an intervention sets its keys; others keep their numbers, and so whom they hit.
#[test]
fn interventions_do_not_switch_on_what_is_off() {
    let set = |at: u32, key: &str, value: &str| {
        format!("\n[[intervention]]\nat = {at}\nkind = \"set\"\nkey = \"{key}\"\nvalue = {value}\n")
    };
    let sets = [
        set(2, "feed.ranking", "\"popularity\""),
        set(3, "expression.kappa", "2.0"),
        set(3, "reaction.width", "0.2"),
        set(4, "ties.probability", "0.9"),
        set(4, "reaction.like", "0.9"),
    ];
    let strike = "\n[[intervention]]\nat = 5\nuntil = 8\nkind = \"strike\"\ntarget = { random = 0.3 }\n";
    let folder = Folder::new(&format!("{ALL}{}{strike}", sets.concat()));
    let said = folder.good(&["attribute", "scenario.toml", "--mechanisms", &SIX.join(","), "--out", "out"]);
    for words in [
        "not set by an intervention where ranking is off: feed.ranking",
        "not set by an intervention where self_censorship is off: expression.kappa",
        "not set by an intervention where selective_reaction is off: reaction.width",
        "not set by an intervention where rewiring is off: ties.probability",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("reaction.like"), "{said}");
    // By hand, with idle interventions in the place of those that are gone.
    let idle = set(2, "feed.temperature", "0.0");
    let off = ALL
        .replace("ranking = \"engagement\"", "ranking = \"random\"")
        .replace("rule = \"logistic\", kappa = 8.0, eta = 0.3", "rule = \"always\"")
        .replace("width = 0.5", "width = 1e12")
        .replace("rule = \"unfollow\", probability = 0.2, epsilon = 0.6", "rule = \"static\"")
        .replace("kind = \"bot\"\nshare = 0.05\nopinion = 1.0", "share = 0.05")
        .replace("homophily = 0.8 }", "homophily = 0.8, rewired = true }");
    let by_hand = format!("{off}{}{}{strike}", idle.repeat(4), sets[4]);
    fs::write(folder.path("hand.toml"), by_hand).expect("written");
    folder.good(&["run", "hand.toml", "--out", "hand", "--quiet"]);
    let rows = |name: &str| -> Vec<Vec<u64>> {
        let runs = Runs::read(&folder.path(name)).expect("runs");
        let first = runs.rows.into_iter().filter(|run| run.point_id == 0);
        first.map(|run| run.outcomes.iter().map(|value| value.to_bits()).collect()).collect()
    };
    assert_eq!(rows("out"), rows("hand"));
}

#[test]
fn what_is_left_out_is_said_and_what_cannot_be_done_is_refused() {
    let scenario = "\
ticks = 5
network = { generator = \"erdos_renyi\", agents = 50, mean_degree = 6 }
feed = { ranking = \"random\", slots = 3 }
sweep = { replicates = 2, grid = { \"feed.slots\" = [2, 3] } }
output = { metrics = [\"silent_share\", \"crosscut_shown\"] }
";
    let folder = Folder::new(scenario);
    let said = folder.good(&["attribute", "scenario.toml", "--dry-run"]);
    for words in [
        "switched on and off: self_censorship, selective_reaction (4 combinations × 2 replicates)",
        "left out: homophily: opinions are drawn without regard to the ties",
        "left out: ranking: feed.ranking is \"random\" already",
        "left out: rewiring: ties.rule is \"static\" already",
        "left out: bots: no group has kind = \"bot\"",
        "the points under [sweep] are left out",
        "about",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!folder.path("results").exists());
    let said = folder.good(&["attribute", "scenario.toml", "--mechanisms", "homophily", "--out", "one"]);
    assert!(said.contains("homophily") && said.contains("one/attribution.csv"), "{said}");
    let refused =
        |more: &[&str]| folder.refused(&[&["attribute", "scenario.toml", "--out", "no"], more].concat());
    let cases: [(&[&str], &str); 7] = [
        (&["--mechanisms", "ranking"], "the scenario has no ranking: feed.ranking is \"random\" already"),
        (&["--mechanisms", "bots,homophily"], "the scenario has no bots: no group has kind"),
        (&["--mechanisms", "choice"], "unknown `attribution.mechanisms` \"choice\""),
        (&["--outcomes", "silent_shares"], "did you mean \"silent_share\"?"),
        (&["--replicates", "1"], "one replicate has no interval"),
        (
            &["--set", "sweep.until_ci={metric=\"silent_share\",half_width=0.1,cap=90}"],
            "does not fix the number of replicates",
        ),
        (
            &["--set", "expression.rule=always", "--set", "reaction.rule=none"],
            "has no mechanism that could be switched off",
        ),
    ];
    for (more, words) in cases {
        let error = refused(more);
        assert!(error.contains(words) && error.contains("help: "), "{words}: {error}");
    }
    assert!(!folder.path("no").exists());
}

#[test]
fn the_outcomes_that_are_asked_for_are_told() {
    let folder =
        Folder::new(&format!("{ALL}\n[attribution]\nmechanisms = [\"ranking\", \"selective_reaction\"]\n"));
    let said = folder.good(&["attribute", "scenario.toml", "--outcomes", "crosscut_shown", "--out", "out"]);
    let csv = folder.read("out/attribution.csv");
    // Off, on, total, three effects a mechanism, one pair.
    assert_eq!(csv.lines().count(), 1 + 3 + 6 + 1, "{csv}");
    for words in ["crosscut_shown: ", "Shapley", "together  ", "selective_reaction −0."] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let wide = said.lines().find(|line| line.chars().count() > 80 && !line.contains('/'));
    assert!(wide.is_none_or(|line| line.starts_with("switched")), "{wide:?}");
    assert!(folder.read("out/scenario.toml").contains("outcomes = [\"crosscut_shown\"]"));
}

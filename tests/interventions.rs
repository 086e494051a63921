//! Interventions: what they do, that they are undone, and that they disturb no draw.

mod support;

use hushfeed::sweep::{Experiment, RunRecord};
use support::experiments::{bits, errors, experiment, play};

const WORLD: &str = r#"
format = 1
seed = 5
ticks = 30
[network]
generator = "homophilic"
agents = 300
followees = 10
homophily = 0.8
[population]
opinion = { uniform = [-1.0, 1.0] }
self_censorship = { beta = [3.4, 5.0] }
[[population.group]]
name = "bots"
added = 6
followers = 20
kind = "bot"
opinion = 1.0
[feed]
ranking = "engagement"
slots = 5
window = 6
[influence]
rule = "bounded_confidence"
epsilon = 0.4
[output]
metrics = ["all"]
"#;

/// A run of the world with these tables behind it.
fn with(tables: &str) -> RunRecord {
    play(&experiment(&format!("{WORLD}{tables}")), 0)
}

/// The values of a column, tick by tick.
fn column(tables: &str, name: &str) -> Vec<f64> {
    let experiment = experiment(&format!("{WORLD}{tables}"));
    let at = experiment.columns().iter().position(|column| column.name == name).unwrap();
    play(&experiment, 0).series.iter().map(|(_, values)| values[at]).collect()
}

#[test]
fn strength_zero_changes_no_bit() {
    let without = bits(&with(""));
    let zero = [
        "kind = \"set\"\nkey = \"feed.ranking\"\nvalue = \"engagement\"",
        "kind = \"set\"\nkey = \"influence.epsilon\"\nvalue = 0.4",
        "kind = \"equal_time\"\npull = 0.0",
        "kind = \"chill\"\nstrength = 0.0",
        "kind = \"chill\"\ntarget = { random = 0.0 }",
        "kind = \"strike\"\ntarget = { circles = 0.0 }\nthreshold = { normal = { mean = 0.5, sd = 0.1 } }",
        "kind = \"gardeners\"\nprobability = 0.0",
        "kind = \"gardeners\"\ntarget = { random = 0.0 }",
        "kind = \"bridges\"\nbudget = 0",
        "kind = \"shadow_ban\"\nvisibility = 1.0",
        "kind = \"shadow_ban\"\ntarget = { random = 0.0 }",
        "kind = \"join\"\ntarget = { group = \"bots\", random = 0.0 }",
    ];
    for kind in zero {
        for time in ["", "at = 1\nuntil = 9\n", "at = 7\n", "at = 30\n"] {
            let record = with(&format!("[[intervention]]\n{time}{kind}\n"));
            assert_eq!(bits(&record), without, "{time}{kind}");
        }
    }
}

#[test]
fn until_it_begins_nothing_is_different() {
    let without = with("");
    let kinds = [
        "kind = \"set\"\nkey = \"feed.ranking\"\nvalue = \"chronological\"",
        "kind = \"set\"\nkey = \"feed.ranking\"\nvalue = \"reddit_hot\"",
        "kind = \"equal_time\"",
        "kind = \"chill\"",
        "kind = \"strike\"\ntarget = { random = 0.2 }",
        "kind = \"gardeners\"",
        "kind = \"shadow_ban\"\ntarget = \"negative\"",
        "kind = \"bridges\"",
    ];
    for kind in kinds {
        let record = with(&format!("[[intervention]]\nat = 12\nuntil = 20\n{kind}\n"));
        // NaN where nothing is defined: bits are compared.
        let row = |record: &RunRecord, tick: usize| -> Vec<u64> {
            record.series[tick].1.iter().map(|value| value.to_bits()).collect()
        };
        for tick in 0..12 {
            assert_eq!(row(&record, tick), row(&without, tick), "{kind} at tick {tick}");
        }
        assert_ne!(row(&record, 13), row(&without, 13), "{kind} does nothing");
    }
}

#[test]
fn set_from_the_start_is_the_scenario_with_that_value() {
    let set = with(
        "[[intervention]]\nkind = \"set\"\nkey = \"feed.ranking\"\nvalue = \"weighted\"\n\
         [[intervention]]\nkind = \"set\"\nkey = \"feed.recency\"\nvalue = 2.0\n\
         [[intervention]]\nkind = \"set\"\nkey = \"influence.epsilon\"\nvalue = 0.2\n",
    );
    let outright = WORLD
        .replace("ranking = \"engagement\"", "ranking = \"weighted\"\nrecency = 2.0")
        .replace("epsilon = 0.4", "epsilon = 0.2");
    assert_eq!(bits(&set), bits(&play(&experiment(&outright), 0)));
}

#[test]
fn a_resolved_scenario_plays_the_same() {
    let golden = std::fs::read_to_string("tests/golden/interventions.toml").unwrap();
    let first = experiment(&golden);
    let again = experiment(&first.resolved_scenario());
    assert_eq!(first.resolved_scenario(), again.resolved_scenario());
    assert_eq!(bits(&play(&first, 0)), bits(&play(&again, 0)));
}

#[test]
fn strikers_are_absent_on_the_days_of_strike() {
    let tables = "[[intervention]]\nat = 11\nuntil = 21\nkind = \"strike\"\ntarget = { random = 0.2 }\n\
                  days = 2\nperiod = 5\n";
    let absent = column(tables, "absent_share");
    for (tick, &share) in absent.iter().enumerate().skip(1) {
        let strikes = matches!(tick, 11 | 12 | 16 | 17);
        assert_eq!(share, if strikes { 0.2 } else { 0.0 }, "tick {tick}");
    }
    let persistent = column(&tables.replace("days = 2", "persistence = 1.0\ndays = 2"), "absent_share");
    assert!(persistent[21..].iter().all(|&share| share == 0.2));
}

#[test]
fn everybody_joins_a_strike_where_one_is_enough() {
    let tables = |threshold: &str| {
        format!(
            "[[intervention]]\nat = 2\nkind = \"strike\"\ntarget = {{ random = 0.05 }}\nthreshold = {threshold}\n"
        )
    };
    let spread = column(&tables("0.001"), "absent_share");
    assert!(spread[30] > 0.95 && spread[3] > spread[2], "{spread:?}");
    let alone = column(&tables("1.5"), "absent_share");
    assert_eq!(alone[30], alone[2]);
    let tired = column(&format!("{}fatigue = 0.5\n", tables("1.5")), "absent_share");
    assert_eq!(tired[30], 0.0);
    // Threshold 0: whoever follows anybody joins on the second day.
    assert_eq!(column(&tables("0.0"), "absent_share")[3], 1.0);
}

#[test]
fn bridges_stand_while_they_are_in_force() {
    for choice in ["random", "hubs", "triadic"] {
        let tables = format!(
            "[[intervention]]\nat = 4\nuntil = 9\nkind = \"bridges\"\nbudget = 200\nchoice = \"{choice}\"\n"
        );
        let same = column(&tables, "crosscut_network");
        // Sides move with opinions, so that only the jumps are the bridges'.
        assert!(same[4] - same[3] > 0.03, "{choice}: {:?}", &same[3..5]);
        assert!(same[8] - same[9] > 0.03, "{choice}: {:?}", &same[8..10]);
    }
}

/// More bridges than there are pairs: all that can be found are built, and the search ends.
#[test]
fn a_budget_beyond_all_pairs_ends() {
    let built = |budget: u32| {
        column(&format!("[[intervention]]\nkind = \"bridges\"\nbudget = {budget}\n"), "crosscut_network")[3]
    };
    let all = built(u32::MAX);
    assert!(all > built(200), "{all}");
}

#[test]
fn equal_time_fills_half_of_each_feed() {
    let shown = |tables: &str| column(tables, "perceived_pos")[20];
    let lopsided = WORLD.replace("uniform = [-1.0, 1.0]", "uniform = [-1.0, 0.4]");
    let experiment = experiment(&format!("{lopsided}[[intervention]]\nkind = \"equal_time\"\n"));
    let at = experiment.columns().iter().position(|column| column.name == "perceived_pos").unwrap();
    let quota = play(&experiment, 0).series[20].1[at];
    assert!((quota - 0.5).abs() < (shown("") - 0.5).abs() + 0.2 && (quota - 0.5).abs() < 0.15, "{quota}");
}

#[test]
fn a_chill_silences_and_wears_off() {
    let tables = "[[intervention]]\nat = 10\nkind = \"chill\"\nstrength = 4.0\nhalf_life = 2\n";
    let (with, without) = (column(tables, "silent_share"), column("", "silent_share"));
    assert!(with[10] > without[10] + 0.2, "{} {}", with[10], without[10]);
    let left = with[30] - without[30];
    assert!(left < 0.5 * (with[10] - without[10]), "{left}");
}

#[test]
fn only_those_who_feel_outnumbered_grow_careful() {
    let speaking = |minority_only: bool, side: &str| {
        let table = format!(
            "[[intervention]]\nat = 10\nkind = \"chill\"\nstrength = 3.0\nminority_only = {minority_only}\n"
        );
        let world = WORLD.replace("uniform = [-1.0, 1.0]", "uniform = [-0.5, 1.0]");
        let experiment = experiment(&format!("{world}{table}"));
        let at = experiment.columns().iter().position(|column| column.name == side).unwrap();
        play(&experiment, 0).series[10].1[at]
    };
    // The − side is the smaller one: hardly anybody on the + side is outnumbered.
    let (all, few) = (speaking(false, "speaking_pos"), speaking(true, "speaking_pos"));
    assert!(few > all + 0.1, "{few} {all}");
}

#[test]
fn accounts_that_join_say_nothing_before() {
    let tables = "[[intervention]]\nat = 10\nuntil = 20\nkind = \"join\"\ntarget = { group = \"bots\" }\n";
    let world = WORLD.replace("\"engagement\"", "\"random\"");
    let experiment = experiment(&format!("{world}{tables}"));
    let at = experiment.columns().iter().position(|column| column.name == "bot_views").unwrap();
    let views: Vec<f64> = play(&experiment, 0).series.iter().map(|(_, values)| values[at]).collect();
    for (tick, &share) in views.iter().enumerate().skip(1) {
        // Posts of the farm stay in feeds for the window of 6 ticks.
        if !(10..26).contains(&tick) {
            assert_eq!(share, 0.0, "tick {tick}");
        }
    }
    assert!(views[10..20].iter().any(|&share| share > 0.0), "{views:?}");
}

#[test]
fn bought_likes_buy_views() {
    let world = WORLD.replace("\"engagement\"", "\"popularity\"");
    let views = |likes: u32, delivery: &str, detection: f64| {
        let farm = format!(
            "[[intervention]]\nkind = \"click_farm\"\ntarget = {{ group = \"bots\" }}\nlikes = {likes}\n\
             delivery = \"{delivery}\"\ndetection = {detection}\n"
        );
        let experiment = experiment(&format!("{world}{farm}"));
        let at = experiment.columns().iter().position(|column| column.name == "bot_views").unwrap();
        let record = play(&experiment, 0);
        (record.series.iter().map(|(_, values)| values[at]).skip(20).sum::<f64>(), bits(&record))
    };
    let without = bits(&play(&experiment(&world), 0));
    assert_eq!(views(0, "burst", 0.0).1, without);
    let (nothing, burst, trickle) =
        (views(0, "burst", 0.0).0, views(50, "burst", 0.0).0, views(50, "trickle", 0.0).0);
    assert!(burst > 1.5 * nothing && trickle > 1.2 * nothing, "{nothing} {burst} {trickle}");
    // Found out in the first tick, before anything was bought.
    assert_eq!(views(50, "burst", 1.0).1, without);
}

#[test]
fn the_banned_are_not_shown() {
    let ban = |visibility: f64| {
        let table = format!(
            "[[intervention]]\nat = 8\nuntil = 20\nkind = \"shadow_ban\"\ntarget = \"positive\"\nvisibility = {visibility}\n"
        );
        column(&table, "views_pos_share")
    };
    let (banned, half, free) = (ban(0.0), ban(0.5), ban(1.0));
    // Bots are no humans and go on; whoever changes sides during the ban is still, or not yet, banned.
    let sum = |shares: &[f64]| shares[8..20].iter().sum::<f64>();
    assert!(sum(&banned) < 0.3 * sum(&free), "{banned:?}");
    assert!(sum(&banned) < sum(&half) && sum(&half) < sum(&free));
    // At once more are shown, though by then many have fallen silent.
    assert!(banned[20] > 2.0 * banned[19], "{banned:?}");
    // Standing expressions, where nothing but perception follows.
    let world = WORLD
        .replace("slots = 5\nwindow = 6", "slots = \"all\"\nsource = \"accounts\"")
        .replace("rule = \"bounded_confidence\"\nepsilon = 0.4", "rule = \"none\"");
    let table = "[[intervention]]\nat = 8\nkind = \"shadow_ban\"\ntarget = \"positive\"\n[reaction]\nrule = \"none\"\n";
    let last = |every: u32| {
        let world = world.replace("[output]", &format!("[output]\nevery = {every}"));
        let record =
            play(&experiment(&format!("{}{table}", world.replace("ranking = \"engagement\"\n", ""))), 0);
        record.series.last().unwrap().1.iter().map(|value| value.to_bits()).collect::<Vec<_>>()
    };
    // In a tick that is not observed no list is made, unless somebody is hidden.
    assert_eq!(last(1), last(5));
}

/// A reader whom a banned account's posts reach through ten others alone, all of whom pass on whatever they see; the reader's
/// views of the banned account for each view of another that it follows.
fn views_through_ten(folder: &std::path::Path, table: &str) -> f64 {
    let ties: Vec<String> = (0..10).map(|friend| format!("m{friend},a\nr,m{friend}\n")).collect();
    let nodes: Vec<String> = (0..10).map(|friend| format!("m{friend},0.0\n")).collect();
    let ties = format!("source,target\nr,b\n{}", ties.concat());
    let nodes = format!("id,x\na,0.5\nb,-0.5\nr,-0.5\n{}", nodes.concat());
    std::fs::write(folder.join("ties.csv"), ties).unwrap();
    std::fs::write(folder.join("nodes.csv"), nodes).unwrap();
    let file = |name: &str| folder.join(name).display().to_string().replace('\\', "/");
    let text = format!(
        "format = 1\nseed = 3\nticks = 1000\n[network]\nfile = \"{}\"\nattributes = \"{}\"\n\
         [population]\nopinion = {{ column = \"x\" }}\n\
         [feed]\nranking = \"chronological\"\nslots = 50\nwindow = 4\n\
         [reaction]\nrule = \"kernel\"\nlike = 0\nreshare = 1\nwidth = 1000\nreshares_per_tick = 8\n\
         [expression]\nrule = \"always\"\n[influence]\nrule = \"none\"\n{table}\
         [output]\nmetrics = [\"crosscut_shown_neg\"]\n",
        file("ties.csv"),
        file("nodes.csv"),
    );
    let experiment = experiment(&text);
    let at = experiment.columns().iter().position(|column| column.name == "crosscut_shown_neg").unwrap();
    let shares: Vec<f64> =
        play(&experiment, 0).series.iter().skip(20).map(|(_, values)| values[at]).collect();
    // One post of `b` a tick: with v views of `a` the share is v/(1 + v).
    shares.iter().map(|share| share / (1.0 - share)).sum::<f64>() / shares.len() as f64
}

#[test]
fn whoever_passes_it_on_a_hidden_post_stays_hidden() {
    let folder = tempfile::tempdir().unwrap();
    let free = views_through_ten(folder.path(), "");
    assert!((free - 1.0).abs() < 0.02, "{free}");
    // Each of the ten gave a fresh chance: .94.
    let ban = "[[intervention]]\nkind = \"shadow_ban\"\ntarget = \"positive\"\nvisibility = 0.5\n";
    let half = views_through_ten(folder.path(), ban);
    assert!((half - 0.5).abs() < 0.07, "{half}");
}

#[test]
fn a_run_that_is_to_settle_waits_for_what_is_due() {
    let world = WORLD
        .replace("ticks = 30\n", "")
        .replace("rule = \"bounded_confidence\"\nepsilon = 0.4", "rule = \"none\"");
    let stop = "[stop]\nsettled = 10.0\ncap = 40\n";
    let record = play(&experiment(&format!("{world}{stop}")), 0);
    assert_eq!((record.ticks, record.stopped_by), (1, "settled"));
    let due = "[[intervention]]\nat = 20\nkind = \"chill\"\n";
    let record = play(&experiment(&format!("{world}{stop}{due}")), 0);
    assert_eq!((record.ticks, record.stopped_by), (20, "settled"));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let refused = |table: &str, message: &str| {
        let found = errors(&format!("{WORLD}[[intervention]]\n{table}\n"));
        assert!(found.contains(message), "{table}: {found}");
    };
    refused("kind = \"set\"\nkey = \"network.agents\"\nvalue = 5", "cannot change during a run");
    refused("kind = \"set\"\nkey = \"feed.window\"\nvalue = 5", "stored in another way");
    refused("kind = \"set\"\nkey = \"feed.slotz\"\nvalue = 5", "did you mean `slots`");
    refused("kind = \"set\"\nkey = \"feed.slots\"\nvalue = -5", "out of range");
    refused(
        "kind = \"set\"\nkey = \"feed.slots\"\nvalue = 3\ntarget = { hubs = 0.1 }",
        "not on single agents",
    );
    refused("kind = \"chill\"\nat = 9\nuntil = 9", "ends before it begins");
    refused("kind = \"chill\"\nat = 31", "never comes");
    refused(
        "kind = \"strike\"
threshold = { column = \"x\" }",
        "lists values one by one",
    );
    refused("kind = \"chil\"", "did you mean \"chill\"");
    refused("at = 3", "`intervention.kind` is missing");
    refused("kind = \"strike\"\ntarget = { group = \"bot\" }", "did you mean \"bots\"");
    refused("kind = \"strike\"\ntarget = { hubs = 0.1, random = 0.1 }", "two ways at once");
    refused("kind = \"strike\"\ndays = 7\nperiod = 5", "7 days of strike");
    refused("kind = \"strike\"\nstrength = 7", "is no key of kind = \"strike\"");
}

/// Common random numbers: the error of a paired difference against that of runs with seeds of their own.
#[test]
fn pairs_are_at_least_three_times_as_precise() {
    let runs = |tables: &str| -> Vec<Vec<f64>> {
        let experiment = experiment(&format!("{WORLD}[sweep]\nreplicates = 24\n{tables}"));
        (0..24).map(|run| play(&experiment, run).outcomes).collect()
    };
    let tables = "[[intervention]]\nat = 25\nkind = \"chill\"\nstrength = 1.0\n";
    let (without, with) = (runs(""), runs(tables));
    let experiment = experiment(WORLD);
    let at = experiment.columns().iter().position(|column| column.name == "silent_share").unwrap();
    let of = |runs: &[Vec<f64>]| runs.iter().map(|run| run[at]).collect::<Vec<_>>();
    let pairs = hushfeed::analysis::paired(&of(&without), &of(&with)).unwrap();
    let ratio = (1.0 / (1.0 - pairs.variance_reduction)).sqrt();
    println!(
        "silent_share: {:.4} ± {:.4}; ratio of errors {ratio:.2}",
        pairs.difference, pairs.sd_difference
    );
    assert!(ratio > 3.0, "{ratio}");
}

/// `hushfeed compare SCENARIO --without-interventions` in a folder of its own.
#[test]
fn a_scenario_is_compared_with_itself() {
    let folder = tempfile::tempdir().unwrap();
    let table = "[[intervention]]\nat = 20\nkind = \"chill\"\nstrength = 2.0\n";
    let compare = |text: &str| {
        let world = text.replace("ticks = 30", "name = \"watched\"\nticks = 30");
        std::fs::write(folder.path().join("watched.toml"), world).unwrap();
        std::process::Command::new(env!("CARGO_BIN_EXE_hushfeed"))
            .args(["compare", "watched.toml", "--without-interventions", "--set", "sweep.replicates=3"])
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    let output = compare(&format!("{WORLD}{table}"));
    let csv = String::from_utf8(output.stdout).unwrap();
    let silent =
        csv.lines().find(|line| line.starts_with("0,silent_share,3,")).unwrap_or_else(|| panic!("{csv}"));
    let difference: f64 = silent.split(',').nth(5).unwrap().parse().unwrap();
    assert!(difference > 0.05, "{silent}");
    let results = folder.path().join("results/compare-watched-without-interventions");
    assert!(results.join("a/runs.csv").is_file() && results.join("compare.csv").is_file());
    let scenario =
        |inside: &str| std::fs::read_to_string(results.join(inside).join("scenario.toml")).unwrap();
    assert!(!scenario("a").contains("[[intervention]]") && scenario("b").contains("[[intervention]]"));
    let output = compare(WORLD);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("has no [[intervention]]"));
}

/// Who is in the minority is counted in every tick, observed or not, before a rule that goes by it begins.
#[test]
fn the_minority_is_known_whether_or_not_anybody_looks() {
    let play_with = |network: &str, order: &str, influence: &str, every: u32| {
        let text = format!(
            "format = 1\nseed = 4\nticks = 3\n{order}[network]\n{network}\n[population]\n\
             opinion = {{ uniform = [-0.6, 1.0] }}\nself_censorship = {{ uniform = [0, 0.6] }}\n\
             [feed]\nsource = \"accounts\"\nslots = \"all\"\n[reaction]\nrule = \"none\"\n\
             [expression]\nrule = \"always\"\n\
             [influence]\nrule = \"{influence}\"\n[output]\nevery = {every}\nmetrics = [\"all\"]\n\
             [[intervention]]\nat = 3\nkind = \"set\"\nkey = \"expression.rule\"\nvalue = \"logistic\"\n\
             [[intervention]]\nat = 3\nkind = \"chill\"\nstrength = 3.0\nminority_only = true\n"
        );
        let experiment = experiment(&text);
        let at = experiment.columns().iter().position(|column| column.name == "silent_share").unwrap();
        let last = play(&experiment, 0).series.last().unwrap().1.clone();
        (last[at], last.iter().map(|value| value.to_bits()).collect::<Vec<_>>())
    };
    let sparse = "generator = \"homophilic\"\nagents = 300\nfollowees = 10\nhomophily = 0.7";
    let sequential = "schedule = \"random_reader\"\n";
    let mut wrong = Vec::new();
    for (order, influence) in [("", "degroot"), ("", "friedkin_johnsen"), (sequential, "none")] {
        let [always, seldom] = [1, 3].map(|every| play_with(sparse, order, influence, every));
        if always.1 != seldom.1 {
            wrong.push((order, influence));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    // Where all are mixed as where everybody follows everybody.
    let [mixed, complete] = ["well_mixed", "complete"]
        .map(|name| play_with(&format!("generator = \"{name}\"\nagents = 200"), "", "none", 3));
    assert_eq!(mixed.0, complete.0);
}

//! Interventions on posts: warnings, hidden counts, throttled and bought reach, friends first, publishers.

mod support;

use hushfeed::sweep::Experiment;
use support::experiments::{self, errors, experiment, play};

const WORLD: &str = r#"
format = 1
seed = 8
ticks = 30
[network]
generator = "homophilic"
agents = 300
followees = 10
homophily = 0.7
[population]
opinion = { uniform = [-1.0, 1.0] }
self_censorship = { beta = [3.4, 5.0] }
[[population.group]]
name = "pages"
added = 20
followers = 60
kind = "page"
opinion = { uniform = [-1.0, 1.0] }
[[population.group]]
name = "sellers"
added = 4
followers = 10
kind = "advertiser"
opinion = 0.8
[[population.group]]
name = "hoaxers"
added = 10
followers = 40
kind = "bot"
opinion = -0.5
[feed]
ranking = "popularity"
slots = 6
window = 6
retrieved = 10
[reaction]
rule = "kernel"
reshare = 0.2
width = 2.0
social_proof = 0.2
[posts]
false_share = 0.3
bot_false_share = 0.9
belief = 0.8
false_belief = 0.6
[influence]
rule = "bounded_confidence"
epsilon = 0.6
[output]
metrics = ["default", "content", "belief", "reach", "attention"]
[sweep]
replicates = 4
"#;

/// The bits of all that was observed.
fn bits(text: &str) -> Vec<u64> {
    experiments::bits(&play(&experiment(text), 0))
}

/// A column at a tick, as the mean over the replicates.
fn at(text: &str, name: &str, ticks: std::ops::Range<usize>) -> f64 {
    let experiment = experiment(text);
    let place = experiment.columns().iter().position(|column| column.name == name).unwrap();
    let values: Vec<f64> = (0..4)
        .flat_map(|run| {
            let series = play(&experiment, run).series;
            ticks.clone().map(|tick| series[tick].1[place]).collect::<Vec<_>>()
        })
        .collect();
    values.iter().sum::<f64>() / values.len() as f64
}

fn with(tables: &str) -> String {
    format!("{WORLD}{tables}\n")
}

fn intervention(text: &str) -> String {
    with(&format!("[[intervention]]\n{text}"))
}

const PUBLISHERS: &str = "[[intervention]]\nkind = \"publishers\"\ntarget = { group = \"hoaxers\" }\n";

#[test]
fn strength_zero_changes_no_bit() {
    let without = bits(WORLD);
    for kind in [
        "kind = \"label\"\nstrength = 0.0",
        "kind = \"label\"\ntarget = { random = 0.0 }",
        "kind = \"hide_counts\"\nstrength = 0.0",
        "kind = \"hide_counts\"\ntarget = { random = 0.0 }",
        "kind = \"friends_and_family\"\nstrength = 0.0\ntie_exponent = 1.0",
        "kind = \"organic_reach\"\nstrength = 0.0",
        "kind = \"sponsored\"\nstrength = 0.0\nbudget = 100.0",
        "kind = \"publishers\"\nelasticity = 0.0\ntarget = { group = \"hoaxers\" }",
    ] {
        for time in ["", "at = 7\nuntil = 19\n"] {
            assert_eq!(bits(&intervention(&format!("{time}{kind}"))), without, "{time}{kind}");
        }
    }
    // A cut of nothing leaves the publishers as they are.
    let label = "[[intervention]]\nkind = \"label\"\n";
    let cut = "[[intervention]]\nkind = \"demonetise\"\nstrength = 0.0\n";
    assert_eq!(
        bits(&with(&format!("{PUBLISHERS}{label}{cut}"))),
        bits(&with(&format!("{PUBLISHERS}{label}")))
    );
}

#[test]
fn until_it_begins_nothing_is_different() {
    let without = bits(WORLD);
    let row = without.len() / 31;
    for kind in [
        "kind = \"label\"",
        "kind = \"hide_counts\"",
        "kind = \"hide_counts\"\nfrom = \"readers\"",
        "kind = \"hide_counts\"\nfrom = \"rankings\"",
        "kind = \"friends_and_family\"",
        "kind = \"organic_reach\"",
        "kind = \"sponsored\"\nbudget = 1000.0",
        "kind = \"publishers\"\nelasticity = 1.0\ntarget = { group = \"hoaxers\" }",
    ] {
        let changed = bits(&intervention(&format!("at = 12\nuntil = 20\n{kind}")));
        assert_eq!(changed[..12 * row], without[..12 * row], "{kind}");
        assert_ne!(changed[12 * row..14 * row], without[12 * row..14 * row], "{kind} does nothing");
    }
}

#[test]
fn warnings_take_their_factors_of_belief_and_reshares() {
    // In the first tick the feeds are those of the run without.
    let label = |keys: &str| intervention(&format!("at = 25\nkind = \"label\"\n{keys}"));
    let of = |text: &str, name: &str| at(text, name, 25..26);
    let (believed, shared) = (of(WORLD, "false_belief"), of(WORLD, "false_shared"));
    assert!((believed - 0.6).abs() < 0.03, "{believed}");
    let full = label("");
    assert!((of(&full, "false_belief") / believed - 0.724).abs() < 0.03);
    assert!((of(&full, "false_shared") / shared - 0.753).abs() < 0.06);
    assert_eq!(of(&full, "true_belief"), of(WORLD, "true_belief"));
    assert_eq!(of(&full, "false_views"), of(WORLD, "false_views"));
    // Half of the trust and half of the strength are half of the effect, each.
    let half = label("trust = 0.5");
    assert!((of(&half, "false_belief") / believed - 0.862).abs() < 0.03);
    assert_eq!(of(&half, "false_belief"), of(&label("strength = 0.5"), "false_belief"));
    // With implied truth what carries no warning is believed 1.2 times as often: .8 · 1.2, and .6 · 1.2.
    let implied = label("implied_truth = 0.2\nrecall = 0.5");
    assert!((of(&implied, "true_belief") - 0.96).abs() < 0.02);
    assert!((of(&implied, "unwarned_belief") - 0.72).abs() < 0.04);
    assert!((of(&implied, "warned_belief") - 0.6 * 0.724).abs() < 0.04);
    assert!(of(&implied, "true_shared") > 1.1 * of(WORLD, "true_shared"));
    assert!((of(&implied, "flagged_views") / of(WORLD, "false_views") - 0.5).abs() < 0.05);
}

#[test]
fn warnings_come_after_their_delay_and_lower_views() {
    let label = |keys: &str| intervention(&format!("kind = \"label\"\n{keys}"));
    let flagged = |delay: u32| {
        let keys = format!("share_mult = 1.0\nbelief_mult = 1.0\ndelay = {delay}");
        at(&label(&keys), "flagged_views", 20..30)
    };
    let (now, late, never) = (flagged(0), flagged(3), flagged(30));
    assert!(now > late && late > 0.0 && never == 0.0, "{now} {late} {never}");
    let views = |text: &str| at(text, "false_views", 20..30);
    let (free, demoted) = (views(WORLD), views(&label("demote_mult = 0.2")));
    assert!(demoted < 0.6 * free, "{demoted} {free}");
    assert_eq!(views(&label("demote_mult = 0.0")), 0.0);
    // Accounts that repeat lose the rest as well: all bots, and in time everybody.
    let bots = |keys: &str| at(&label(keys), "bot_views", 20..30);
    let (warned, repeated) = (bots(""), bots("repeat_after = 2\nrepeat_mult = 0.0\nrecall = 1.0"));
    assert!(repeated < 0.2 * warned, "{repeated} {warned}");
}

#[test]
fn flags_of_the_platform_and_the_first_warnings_count_as_repeats() {
    // Only bots say what is false, nine times in ten, and everything is seen alike.
    let world = WORLD
        .replace("\"popularity\"", "\"random\"")
        .replace("\nfalse_share = 0.3", "\nfalse_share = 0.0\nflag_recall = 0.0");
    let label = |keys: &str| {
        let quiet = "kind = \"label\"\nshare_mult = 1.0\nbelief_mult = 1.0";
        format!("{world}[[intervention]]\n{quiet}\nrepeat_after = 3\nrepeat_mult = 0.0\n{keys}\n")
    };
    let bots = |text: &str, tick: usize| at(text, "bot_views", tick..tick + 1);
    // Warnings that are the platform's own flags alone.
    let flagged = label("recall = 0.0").replace("flag_recall = 0.0", "flag_recall = 1.0");
    let (free, demoted) = (bots(&world, 6), bots(&flagged, 6));
    assert!(demoted < 0.3 * free, "{demoted} {free}");
    // A label that begins at tick 20 warns of all that is false and alive: three posts of nearly every bot at once.
    let late = label("at = 20");
    assert_eq!(bots(&late, 20), bots(&world, 20));
    let (free, demoted) = (bots(&world, 21), bots(&late, 21));
    assert!(demoted < 0.3 * free, "{demoted} {free}");
    // No delay is too long to be counted.
    assert_eq!(bits(&label("delay = 4294967295")), bits(&world));
}

#[test]
fn a_reshare_stays_what_its_original_was() {
    let set = |key: &str| {
        format!("[[intervention]]\nat = 15\nkind = \"set\"\nkey = \"posts.{key}\"\nvalue = 0.0\n")
    };
    let honest = with(&format!("{}{}", set("false_share"), set("bot_false_share")));
    // The originals of before are gone by tick 21, after a window of 6; what was passed on of them is not.
    let passed_on = at(&honest, "false_views", 21..22);
    assert!(passed_on > 0.0 && passed_on < at(WORLD, "false_views", 21..22), "{passed_on}");
}

#[test]
fn without_counts_popularity_is_chance() {
    let hidden = intervention("kind = \"hide_counts\"\nfrom = \"rankings\"");
    assert_eq!(bits(&hidden), bits(&WORLD.replace("\"popularity\"", "\"random\"")));
    let unproven = intervention("kind = \"hide_counts\"\nfrom = \"readers\"");
    assert_eq!(bits(&unproven), bits(&WORLD.replace("social_proof = 0.2", "social_proof = 0.0")));
    let shared = |text: &str| at(text, "true_shared", 20..30);
    assert!(shared(WORLD) > 1.1 * shared(&unproven));
}

#[test]
fn named_kinds_are_the_keys_that_they_stand_for() {
    let throttled = WORLD.replace("retrieved = 10", "retrieved = 10\norganic_reach = 0.3");
    assert_eq!(bits(&intervention("kind = \"organic_reach\"\nreach = 0.3")), bits(&throttled));
    // From .7 half of the way to .3 is .5.
    let half = WORLD.replace("retrieved = 10", "retrieved = 10\norganic_reach = 0.5");
    let from = WORLD.replace("retrieved = 10", "retrieved = 10\norganic_reach = 0.7");
    let halfway = "[[intervention]]\nkind = \"organic_reach\"\nreach = 0.3\nstrength = 0.5\n";
    assert_eq!(bits(&format!("{from}{halfway}")), bits(&half));
    let large = intervention("kind = \"organic_reach\"\nreach = 1.0\nlarge_from = 1\nlarge_reach = 0.3");
    assert_eq!(bits(&large), bits(&throttled));
    let sold = with("[ads]\nbudget = 300.0\ngap = 2\ntargeting = \"own_side\"");
    let sponsored = intervention("kind = \"sponsored\"\nbudget = 300.0\ngap = 2\ntargeting = \"own_side\"");
    assert_eq!(bits(&sponsored), bits(&sold));
    assert!(at(&intervention("at = 10\nkind = \"sponsored\"\nbudget = 1e6"), "bought_views", 10..30) > 0.1);
    // Without recommendations and advertisements the reach falls all the same.
    let plain = WORLD.replace("retrieved = 10\n", "");
    let reach = |text: &str| at(text, "organic_reach", 20..30);
    let throttle = "[[intervention]]\nat = 10\nkind = \"organic_reach\"\nreach = 0.1\nover = 5\n";
    assert!(reach(&format!("{plain}{throttle}")) < 0.4 * reach(&plain));
}

#[test]
fn friends_go_before_pages_and_strangers() {
    let of = |text: &str, name: &str| at(text, name, 20..30);
    let first = intervention("kind = \"friends_and_family\"\npage = 0.01\nstranger = 0.01\ngroup = 0.01");
    assert!(of(&first, "outside_views") < 0.7 * of(WORLD, "outside_views"));
    assert!(of(&first, "organic_reach") < 0.7 * of(WORLD, "organic_reach"));
}

#[test]
fn publishers_leave_where_warnings_cost_them_their_revenue() {
    // Under an order by chance every post has its share of views, and at this price all of them pay.
    let world = WORLD.replace("\"popularity\"", "\"random\"");
    let economy =
        |cpm: f64| PUBLISHERS.replace("\ntarget", &format!("\ncpm = {cpm:?}\nelasticity = 0.3\ntarget"));
    let label = "[[intervention]]\nkind = \"label\"\nbelief_mult = 1.0\nshare_mult = 1.0\n";
    let cut = "[[intervention]]\nkind = \"demonetise\"\ncut = 1.0\n";
    let views = |tables: &str| at(&format!("{world}{tables}"), "bot_views", 20..30);
    let free = views(&format!("{}{label}", economy(400.0)));
    assert_eq!(free, views(""));
    let cut_off = views(&format!("{}{label}{cut}", economy(400.0)));
    assert!(cut_off < 0.5 * free, "{cut_off} {free}");
    // Where not even a true post pays, nearly all leave without a cut.
    assert!(views(&economy(5.0)) < 0.3 * free);
    let economy = economy(400.0);
    // Whatever comes first in the file.
    assert_eq!(
        bits(&with(&format!("{cut}{economy}{label}"))),
        bits(&with(&format!("{label}{economy}{cut}")))
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    let refused = |world: &str, table: &str, message: &str| {
        let found = errors(&format!("{world}[[intervention]]\n{table}\n"));
        assert!(found.contains(message), "{table}: {found}");
    };
    let true_posts = WORLD.replace("\nfalse_share = 0.3\nbot_false_share = 0.9", "");
    refused(&true_posts, "kind = \"label\"", "no post ever gets a warning");
    refused(WORLD, "kind = \"label\"\nrecall = 0.0", "no post ever gets a warning");
    let accounts = WORLD
        .replace("ranking = \"popularity\"", "source = \"accounts\"\nranking = \"random\"")
        .replace("window = 6\nretrieved = 10", "")
        .replace("social_proof = 0.2", "reshare = 0.0")
        .replace("reshare = 0.2\n", "");
    let accounts = accounts[..accounts.find("[posts]").unwrap()].to_owned() + "[output]\nevery = 2\n";
    for kind in ["label", "hide_counts", "organic_reach", "publishers"] {
        refused(&accounts, &format!("kind = \"{kind}\""), "acts on posts that live for some ticks");
    }
    let blind =
        WORLD.replace("\"popularity\"", "\"random\"").replace("social_proof = 0.2", "social_proof = 0.0");
    refused(&blind, "kind = \"hide_counts\"", "nothing to hide");
    refused(WORLD, "kind = \"hide_counts\"\nstrength = 2.0", "out of range");
    for step in ["determinantal = 0.65", "lift = true"] {
        let reranked = WORLD.replace("\"popularity\"\nslots = 6", &format!("\"x_2026\"\nslots = 15\n{step}"));
        refused(&reranked, "kind = \"equal_time\"", "exclude each other");
    }
    let alike = blind.replace("retrieved = 10\n", "").replace("kind = \"page\"", "kind = \"media\"");
    refused(&alike, "kind = \"friends_and_family\"", "all authors are alike");
    refused(&alike, "kind = \"organic_reach\"", "there is no page");
    refused(WORLD, "kind = \"organic_reach\"\nlarge_from = 9", "says nothing without the other");
    refused(WORLD, "kind = \"demonetise\"", "nobody publishes for money");
    refused(WORLD, "kind = \"publishers\"\n[[intervention]]\nkind = \"demonetise\"", "no post has a warning");
    refused(WORLD, "kind = \"sponsored\"", "`intervention.budget` is missing");
    let sold = with("[ads]\nbudget = 300.0");
    refused(&sold, "kind = \"sponsored\"\nbudget = 5.0", "sold already");
    refused(&sold, "kind = \"set\"\nkey = \"ads.budget\"\nvalue = 5.0", "fixed at the start");
}

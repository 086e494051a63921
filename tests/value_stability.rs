//! Literal outputs of every rule: a change of one is value-breaking (see `golden.rs`), and shows here which rule it is.

use std::fmt::Write as _;
use std::path::Path;

use hushfeed::engine::Simulation;
use hushfeed::random::Draws;
use hushfeed::registry::Document;
use hushfeed::scenario::{load, slots};

const BASE: &str = "seed = 5\nticks = 4\n[network]\ngenerator = \"fixed_out_degree\"\nagents = 30\nfollowees = 6\n\
                    [feed]\nslots = 3\nwindow = 3\n[reaction]\nlike = 0.5\nreshare = 0.2\n";

/// A few agents after four ticks: opinion, inner state, profile, views of the last tick, first followees.
fn state(overrides: &[String]) -> String {
    let mut document = Document::parse("base.toml", BASE).unwrap();
    for assignment in overrides {
        document.set("--set", assignment).unwrap_or_else(|error| panic!("{error}"));
    }
    let (scenario, _) = load(Path::new("base.toml"), document).unwrap_or_else(|error| panic!("{error}"));
    let draws = Draws::new(5, 0);
    let (network, agents) = scenario.build(&scenario.prepare().unwrap(), &draws).unwrap();
    let mut simulation = Simulation::new(&scenario.model, network.graph, agents, draws, false).unwrap();
    let mut text = String::new();
    let mut observed = 0;
    simulation.run(&std::sync::atomic::AtomicBool::new(false), &|_| {}, |observation| {
        if !observation.last {
            return;
        }
        let view = &observation.view;
        for i in [0, 7, 29] {
            let agents = view.agents;
            let _ = writeln!(
                text,
                "  {i:2}: x {:?} inner {:?} profile {:?} views {} follows {:?}",
                agents.opinion[i],
                agents.inner[i],
                agents.profile[i],
                view.observed.views[i],
                &view.graph.followees(i)[..view.graph.degree(i).min(4)],
            );
        }
        observed += 1;
    });
    assert_eq!(observed, 1);
    text
}

#[test]
fn every_rule_gives_what_it_gave() {
    let mut text = String::new();
    for slot in slots() {
        for rule in &slot.rules {
            let mut overrides = vec![format!("{}.{}={}", slot.table, slot.key, rule.name)];
            match (slot.table, rule.name) {
                // Tested by their own files; a table cannot lose the keys of another generator by overrides.
                ("network", _) => continue,
                ("reaction", "none") => overrides = vec!["reaction={ rule = \"none\" }".to_owned()],
                ("reaction", "repost") => overrides = vec!["reaction={ rule = \"repost\" }".to_owned()],
                ("reaction", "create_or_reshare") => {
                    overrides = vec![
                        "feed={ inbox = 5 }".to_owned(),
                        "reaction={ rule = \"create_or_reshare\" }".to_owned(),
                        "expression.rule=always".to_owned(),
                    ];
                }
                ("intervention", "set") => {
                    let set = "{ kind = \"set\", at = 3, key = \"feed.slots\", value = 2 }";
                    overrides = vec![format!("intervention=[{set}]")];
                }
                ("intervention", kind) => {
                    let target = match kind {
                        "equal_time" => "",
                        "sponsored" => ", budget = 500.0, gap = 1, buyers = \"page\"",
                        _ => ", target = { random = 0.3 }",
                    };
                    let mut all = format!("{{ kind = \"{kind}\", at = 3, until = 6{target} }}");
                    if kind == "demonetise" {
                        all.push_str(", { kind = \"publishers\", elasticity = 1.0 }, { kind = \"label\" }");
                    }
                    overrides = vec![format!("intervention=[{all}]")];
                    let needs: &[&str] = match kind {
                        "click_farm" | "hide_counts" => &["feed.ranking=popularity"],
                        "friends_and_family" => &["feed.retrieved=10"],
                        "organic_reach" | "sponsored" => &["population.kind=page"],
                        "label" | "demonetise" => &["posts.false_share=0.4"],
                        _ => &[],
                    };
                    overrides.extend(needs.iter().map(|&key| key.to_owned()));
                }
                ("expression", "threshold") => {
                    overrides.push("population.threshold={ uniform = [-0.5, 2.0] }".to_owned());
                }
                ("influence", "persuasion") => {
                    overrides.push("schedule=random_reader".to_owned());
                    overrides.push("feed={ source = \"accounts\", slots = \"all\" }".to_owned());
                }
                ("expression", "q_learning" | "double_q" | "enforced_norm") => {
                    overrides.extend(["schedule=random_reader", "feed.source=accounts"].map(str::to_owned));
                }
                ("influence", "friedkin_johnsen") | ("ties", "activity_driven") => {
                    // Of standing expressions alone, which the base has no keys for.
                    overrides.push("feed={ source = \"accounts\", slots = 3 }".to_owned());
                }
                ("ties", "repelled") => {
                    overrides.push("feed={ slots = \"all\", stance = \"random\" }".to_owned());
                    overrides.extend(
                        ["schedule=random_author", "influence.rule=attract_or_repel"].map(str::to_owned),
                    );
                }
                ("ties", "unfollow") => overrides.push("ties.probability=0.5".to_owned()),
                _ => {}
            }
            let _ = writeln!(text, "{}.{} = \"{}\"\n{}", slot.table, slot.key, rule.name, state(&overrides));
        }
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(text) });
}

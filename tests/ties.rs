//! What holds for every rule that changes ties: nobody follows itself or anybody twice, the number of followees stays, and
//! a budget is kept.

mod support;

use proptest::prelude::*;

use hushfeed::engine::{Model, Order, Schedule, SetupError, Simulation, Slots, Stop, StoppedBy};
use hushfeed::network::Graph;
use hushfeed::random::Draws;
use hushfeed::registry::{Diagnostics, Document, Parameters, Reader};
use hushfeed::ties::{RULES, Recommend, Ties};
use hushfeed::world::{AgentKind, Agents};
use support::{agents, graph, model};

/// The rule `name` with the parameters in `text`.
fn rule(name: &str, text: &str) -> Box<dyn Ties> {
    let entry = RULES.iter().find(|entry| entry.name == name).expect("a registered rule");
    let document = Document::parse("parameters", text).expect("TOML");
    let mut diagnostics = Diagnostics::new(document.sources);
    let mut reader = Reader::new("", None, document.root, &mut diagnostics);
    let rule = (entry.read)(&mut reader).expect("parameters in range");
    reader.finish(&[]);
    assert!(!diagnostics.has_errors(), "{name}: {text}");
    rule
}

/// Keys of every registered rule that make it change many ties; what is new here needs a line.
fn busy(name: &str) -> Vec<String> {
    let recommenders = [
        "random",
        "common_neighbours",
        "jaccard",
        "pagerank",
        "salsa",
        "similarity",
        "popularity",
        "bridging",
    ];
    match name {
        "unfollow" => ["random", "repost", "recommendation", "mixture"]
            .map(|one| format!("probability = 0.8\nepsilon = 0.3\nreplacement = \"{one}\""))
            .to_vec(),
        "recommend" => recommenders
            .iter()
            .flat_map(|one| {
                ["best", "draw"].map(|choice| {
                    format!(
                        "probability = 0.8\nrecommender = \"{one}\"\nchoice = \"{choice}\"\nexploration = 0.2"
                    )
                })
            })
            .collect(),
        "closure" => ["group", "side"]
            .map(|kind| format!("probability = 0.8\nkind = \"{kind}\"\nacceptance = [0.7]"))
            .to_vec(),
        _ => vec![String::new()],
    }
}

fn sorted_rows(graph: &Graph) -> Vec<Vec<u32>> {
    (0..graph.agents())
        .map(|agent| {
            let mut row = graph.followees(agent).to_vec();
            row.sort_unstable();
            row
        })
        .collect()
}

/// Plays ten ticks; the network after each.
fn play(model: &Model, graph: &Graph, people: &Agents, draws: Draws, parallel: bool) -> Vec<Vec<Vec<u32>>> {
    let mut run = Simulation::new(model, graph.clone(), people.clone(), draws, parallel).expect("it fits");
    (0..10)
        .map(|_| {
            run.step();
            assert_eq!(run.state().followers, run.state().graph.follower_counts());
            sorted_rows(&run.state().graph)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_rule_keeps_the_circle(
        n in 2_u32..40, followees in 1_u32..8, schedule in 0..3_usize, seed: u64, all: bool
    ) {
        let draws = Draws::new(seed, 0);
        let (graph, people) = (graph(n, followees, true, &draws), agents(n as usize, false, &draws));
        for entry in RULES {
            for text in busy(entry.name) {
                let mut model = model();
                let schedule = [Schedule::Synchronous, Schedule::RandomReader, Schedule::Permutation][schedule];
                model.order = Order { schedule, turns: 1 + u32::from(seed % 2 == 0), ..Order::default() };
                model.feed.slots = if all { Slots::All } else { Slots::First(3) };
                model.ties = rule(entry.name, &text);
                if model.ties.contacts().is_some() {
                    continue; // ties that are drawn anew, by other rules
                }
                let mut before = sorted_rows(&graph);
                for after in play(&model, &graph, &people, draws, false) {
                    for (agent, (old, new)) in before.iter().zip(&after).enumerate() {
                        prop_assert_eq!(old.len(), new.len(), "{}: {}", entry.name, text);
                        prop_assert!(!new.contains(&(agent as u32)), "{}: {}: a self-tie", entry.name, text);
                        prop_assert!(new.windows(2).all(|pair| pair[0] < pair[1]), "{}: {}: twice", entry.name, text);
                    }
                    prop_assert!(entry.name != "static" || before == after);
                    before = after;
                }
            }
        }
    }
}

/// Ties that changed, all ticks together.
fn changes(model: &Model, graph: &Graph, people: &Agents, draws: Draws) -> usize {
    let mut before = sorted_rows(graph);
    let mut count = 0;
    for after in play(model, graph, people, draws, false) {
        for (old, new) in before.iter().zip(&after) {
            count += new.iter().filter(|followee| !old.contains(followee)).count();
        }
        before = after;
    }
    count
}

#[test]
fn a_budget_is_spent_and_kept() {
    let draws = Draws::new(3, 0);
    let (graph, people) = (graph(100, 6, true, &draws), agents(100, false, &draws));
    for schedule in [Schedule::Synchronous, Schedule::Permutation] {
        let mut model = model();
        model.order = Order { schedule, ..Order::default() };
        model.ties = rule("recommend", "recommender = \"random\"\nprobability = 0.2\nbudget = 0.1");
        // About 200 recommendations would be made; a followee given up may be won back within a tick's turns.
        let made = changes(&model, &graph, &people, draws);
        let most = graph.ties() / 10;
        assert!(made <= most && made + 2 >= most, "{made} of {most}");
        model.ties = rule("recommend", "recommender = \"random\"\nprobability = 0.2\nbudget = 0");
        assert_eq!(changes(&model, &graph, &people, draws), 0);
    }
}

#[test]
fn spent_by_sets_the_probability() {
    let draws = Draws::new(3, 0);
    let (graph, people) = (graph(200, 6, true, &draws), agents(200, false, &draws));
    let mut model = model();
    model.stop.ticks = 40;
    model.ties = rule("recommend", "recommender = \"random\"\nbudget = 0.2\nspent_by = 0.5");
    // Ten ticks of twenty: half of 0.2 · 1200.
    let made = changes(&model, &graph, &people, draws) as f64;
    let expected = 0.1 * graph.ties() as f64;
    assert!((made - expected).abs() < 4.0 * expected.sqrt(), "{made} of {expected}");
}

/// Bots are not advised, and whoever is away is not: the budget is spent by the chances that there are.
#[test]
fn spent_by_counts_the_chances_of_present_humans() {
    let draws = Draws::new(3, 0);
    let graph = graph(200, 6, true, &draws);
    let mut model = model();
    model.stop.ticks = 40;
    model.ties = rule("recommend", "recommender = \"random\"\nbudget = 0.2\nspent_by = 0.5");
    let mut away = agents(200, false, &draws);
    away.activity = vec![0.25; 200];
    let mut bots = agents(200, false, &draws);
    bots.kind[..150].fill(AgentKind::Bot);
    for (people, what) in [(away, "away"), (bots, "bots")] {
        // Ten ticks of twenty: half of 0.2 · 1200.
        let made = changes(&model, &graph, &people, draws) as f64;
        let expected = 0.1 * graph.ties() as f64;
        assert!((made - expected).abs() < 4.0 * expected.sqrt(), "{what}: {made} of {expected}");
    }
}

#[test]
fn a_budget_that_cannot_be_spent_is_an_error() {
    let draws = Draws::new(3, 0);
    let (graph, mut people) = (graph(200, 6, true, &draws), agents(200, false, &draws));
    let mut model = model();
    // 480 recommendations in 2 ticks of 200 humans; 400 at half.
    model.stop.ticks = 4;
    let mut fits = |budget: f64, people: &Agents| {
        let keys = format!("recommender = \"random\"\nbudget = {budget}\nspent_by = 0.5");
        model.ties = rule("recommend", &keys);
        Simulation::new(&model, graph.clone(), people.clone(), draws, false).map(drop)
    };
    let most = |budget: f64| (budget * graph.ties() as f64) as u64;
    assert!(fits(0.3, &people).is_ok());
    let error = fits(0.4, &people).unwrap_err();
    assert_eq!(error, SetupError::BudgetTooLarge { most: most(0.4), chances: 400 });
    assert!(error.to_string().contains("raise `ties.spent_by`"), "{error}");
    people.activity = vec![0.5; 200];
    assert!(fits(0.3, &people).is_err());
}

#[test]
fn threads_change_nothing() {
    let draws = Draws::new(8, 0);
    let (graph, people) = (graph(1500, 6, true, &draws), agents(1500, false, &draws));
    let mut model = model();
    let keys = "recommender = \"common_neighbours\"\nchoice = \"draw\"\nprobability = 0.02\nbudget = 0.005";
    model.ties = rule("recommend", keys);
    let one = play(&model, &graph, &people, draws, false);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().expect("threads");
    assert_eq!(one, pool.install(|| play(&model, &graph, &people, draws, true)));
}

/// Two islands: parted once nobody on either is too far from anybody else there.
#[test]
fn a_run_ends_when_the_network_has_parted() {
    let ties = [(0, 1), (1, 0), (2, 3), (3, 2)];
    let mut people = Agents::new(4, hushfeed::world::Scale::default());
    people.opinion = vec![0.0, 0.8, -0.5, -0.6];
    let ended = |ties: &[(u32, u32)], parted: Option<f64>, consensus: Option<f64>| {
        let mut model = model();
        model.influence = Box::new(hushfeed::influence::DeGroot::from_toml("self_weight = 0.9").unwrap());
        model.stop = Stop { ticks: 50, parted, consensus, ..Stop::default() };
        let graph = Graph::from_ties(4, ties, true);
        let mut run =
            Simulation::new(&model, graph, people.clone(), Draws::new(1, 0), false).expect("it fits");
        let by = run.run(&std::sync::atomic::AtomicBool::new(false), &|_| {}, |_| {});
        (by, run.state().tick)
    };
    // The distance of 0 and 1 shrinks by the factor .8 a tick: .64, .512, .41.
    assert_eq!(ended(&ties, Some(0.5), None), (Some(StoppedBy::Settled), 3));
    assert_eq!(ended(&ties, Some(0.6), None), (Some(StoppedBy::Settled), 2));
    let joined = [(0, 1), (1, 0), (2, 3), (3, 2), (1, 2)];
    assert_eq!(ended(&joined, Some(0.5), None), (Some(StoppedBy::Cap), 50));
    assert_eq!(ended(&ties, None, Some(0.1)), (Some(StoppedBy::Cap), 50));
    assert_eq!(ended(&ties, None, Some(0.48)), (Some(StoppedBy::Settled), 7));
}

/// With one slot and `introduced`, the turn of a recommendation is spent with the account that was named.
#[test]
fn the_introduced_is_heard_at_once() {
    let draws = Draws::new(2, 0);
    let (graph, mut people) = (graph(60, 5, true, &draws), agents(60, false, &draws));
    // Everybody at 0 but 59, whom nobody follows; it is recommended to all for its closeness to 1 alone.
    people.opinion.fill(0.0);
    let graph = {
        let ties: Vec<(u32, u32)> = graph.iter().filter(|&(_, to)| to != 59).collect();
        Graph::from_ties(60, &ties, true)
    };
    people.opinion[59] = 0.5;
    people.stubbornness[59] = 1.0;
    let moved = |introduced: bool| {
        let mut model = model();
        model.order = Order { schedule: Schedule::Permutation, ..Order::default() };
        model.feed.slots = Slots::First(1);
        model.influence = Box::new(hushfeed::influence::DeGroot::from_toml("").unwrap());
        let mut rule =
            Recommend::from_toml("recommender = \"random\"\nprobability = 1\nexploration = 1").unwrap();
        rule.exploration_by = hushfeed::ties::Exploration::Distance;
        rule.introduced = introduced;
        model.ties = Box::new(rule);
        let mut run = Simulation::new(&model, graph.clone(), people.clone(), draws, false).expect("it fits");
        run.step();
        run.state().agents.opinion[..59].iter().filter(|&&x| x > 0.0).count()
    };
    // The first to have a turn is led to 59, the only account at a distance, and moves at once.
    assert!(moved(true) > moved(false), "{} {}", moved(true), moved(false));
}

//! What holds for every rule of influence.

mod support;

use std::sync::atomic::AtomicBool;

use hushfeed::engine::{Model, Order, Schedule, Simulation, Slots};
use hushfeed::influence::{Influence, RULES};
use hushfeed::network::Graph;
use hushfeed::random::Draws;
use hushfeed::registry::{Diagnostics, Document, Entry, Reader};
use hushfeed::ties::{self, Ties};
use hushfeed::world::Agents;
use support::{agents, graph, model};

/// The rule of an entry with the parameters in `text`.
fn rule<T: ?Sized>(entry: &Entry<T>, text: &str) -> Box<T> {
    let document = Document::parse("parameters", text).expect("TOML");
    let mut diagnostics = Diagnostics::new(document.sources);
    let mut reader = Reader::new("", None, document.root, &mut diagnostics);
    let rule = (entry.read)(&mut reader).expect("parameters in range");
    reader.finish(&[]);
    assert!(!diagnostics.has_errors(), "{}: {text}", entry.name);
    rule
}

/// Every rule, and every one that has it as a rule of encounters too.
fn rules() -> Vec<(&'static str, Box<dyn Influence>)> {
    let mut rules: Vec<_> = RULES.iter().map(|entry| (entry.name, rule(entry, ""))).collect();
    let bounded = RULES.iter().find(|entry| entry.name == "bounded_confidence").expect("a rule");
    rules.push(("bounded_confidence of two", rule(bounded, "pairwise = true\nepsilon = 0.7")));
    rules
}

fn ties_rule(name: &str, text: &str) -> Box<dyn Ties> {
    rule(ties::RULES.iter().find(|entry| entry.name == name).expect("a rule"), text)
}

/// Opinions at the end; observed ticks take the long way, through whole feeds.
fn opinions(model: &Model, graph: &Graph, people: &Agents, watched: bool) -> Vec<f64> {
    let mut run =
        Simulation::new(model, graph.clone(), people.clone(), Draws::new(8, 0), false).expect("it fits");
    if watched {
        run.run(&AtomicBool::new(false), &|_| {}, |_| {});
    } else {
        (0..model.stop.ticks).for_each(|_| run.step());
    }
    run.state().agents.opinion.clone()
}

/// Where nothing but influence happens the engine makes stances alone, or moves everybody together; the trajectory is that
/// of whole feeds, whatever becomes of the ties meanwhile.
#[test]
fn the_short_way_is_the_long_way() {
    let draws = Draws::new(8, 0);
    let graph = graph(700, 15, true, &draws);
    let mut people = agents(700, false, &draws);
    people.activity.iter_mut().for_each(|activity| *activity = 0.8);
    let changing = [
        ("static", ""),
        ("unfollow", "probability = 0.3\nepsilon = 0.3"),
        ("recommend", "probability = 0.3\nrecommender = \"random\""),
        ("closure", "probability = 0.3"),
    ];
    let mut model = model();
    // Before a common state is reached, which is the same on any network.
    model.stop.ticks = 6;
    for (name, influence) in rules() {
        // Persuasion is between two: of a whole feed nothing is learnt.
        let idle = influence.pairs().is_some() || name == "none";
        model.influence = influence;
        let mut still = None;
        for (ties, text) in changing {
            model.ties = ties_rule(ties, text);
            let long = opinions(&model, &graph, &people, true);
            assert_eq!(long, opinions(&model, &graph, &people, false), "{name}, {ties}");
            assert!(idle || long != people.opinion, "{name} moves nobody, {ties}");
            let still = still.get_or_insert_with(|| long.clone());
            assert!(idle || ties == "static" || long != *still, "{name}: {ties} changes nothing");
        }
    }
}

/// With λ = 1 nobody moves under any rule, on any network and schedule, alone or in pairs; whoever has λ = 0 does.
#[test]
fn the_stubborn_stay() {
    let draws = Draws::new(9, 0);
    let everybody = Graph::well_mixed(60);
    let graph = graph(60, 8, true, &draws);
    let mut free = agents(60, false, &draws);
    free.activity.iter_mut().for_each(|activity| *activity = 1.0);
    let mut half = free.clone();
    half.stubbornness[..30].fill(1.0);
    let mut stubborn = free.clone();
    stubborn.stubbornness.fill(1.0);
    let mut model = model();
    for (name, influence) in rules() {
        let (pairs, mixes) = (influence.pairs().is_some(), influence.mean_field().is_some());
        let only_together = influence.is_only_together();
        model.influence = influence;
        for schedule in [Schedule::Synchronous, Schedule::RandomReader, Schedule::Permutation] {
            model.order = Order { schedule, ..Order::default() };
            let sequential = schedule != Schedule::Synchronous;
            let can_mix = if sequential { pairs } else { mixes };
            if (pairs && !sequential) || (only_together && sequential) {
                continue; // no scenario that passes the checks
            }
            for (graph, slots) in [(&graph, Slots::All), (&graph, Slots::First(3)), (&everybody, Slots::All)]
            {
                if graph.is_well_mixed() && !can_mix {
                    continue;
                }
                model.feed.slots = slots;
                for watched in [false, true] {
                    assert_eq!(
                        opinions(&model, graph, &stubborn, watched),
                        stubborn.opinion,
                        "{name}, {schedule:?}"
                    );
                    let after = opinions(&model, graph, &half, watched);
                    assert_eq!(after[..30], half.opinion[..30], "{name}, {schedule:?}");
                    assert!(
                        name == "none" || after[30..] != half.opinion[30..],
                        "{name}, {schedule:?}: nobody moves"
                    );
                }
            }
        }
    }
}

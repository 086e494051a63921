//! The engine against plain loops, and its invariants.

mod support;

use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use hushfeed::engine::{Model, Simulation, Slots, Source, Stop, StoppedBy};
use hushfeed::expression::{Confidence, Logistic};
use hushfeed::feed::{Chronological, Popularity, Similarity};
use hushfeed::influence::{Bound, BoundedConfidence, Influence};
use hushfeed::network::Graph;
use hushfeed::random::Draws;
use hushfeed::reaction::Kernel;
use hushfeed::registry::{Diagnostics, Parameters, Reader, Table};
use hushfeed::ties::{Replacement, Unfollow};
use hushfeed::world::{Agents, Shown};
use support::{agents, graph, model};

/// Ross et al. 2019 as a plain loop: the inner confidences after each tick.
fn ross(graph: &Graph, agents: &Agents, clamp: bool, ticks: usize) -> Vec<Vec<f64>> {
    let squash = |inner: f64| (2.0 / (1.0 + libm::exp(-inner)) - 1.0).max(0.0);
    let mut inner = agents.inner.clone();
    let mut history = Vec::new();
    for _ in 0..ticks {
        let speaks: Vec<bool> =
            inner.iter().zip(&agents.self_censorship).map(|(&c, &phi)| squash(c) > phi).collect();
        let mut next = inner.clone();
        for i in 0..inner.len() {
            let heard = graph.followees(i).iter().filter(|&&j| speaks[j as usize]);
            let (same, all) = heard.fold((0.0, 0.0), |(same, all), &j| {
                (same + f64::from(u8::from(agents.opinion[j as usize] == agents.opinion[i])), all + 1.0)
            });
            let delta = if all > 0.0 { (2.0 * same - all) / all } else { 0.0 };
            next[i] = inner[i] + delta;
            if clamp {
                next[i] = next[i].max(0.0);
            }
        }
        inner = next;
        history.push(inner.clone());
    }
    history
}

/// The hook that ties the feed to the published model: with every followee in the feed and no cap, the run is Ross's.
#[test]
fn an_unlimited_feed_gives_the_trajectory_of_ross() {
    let draws = Draws::new(7, 0);
    let graph = graph(600, 4, false, &draws);
    let agents = agents(600, true, &draws);
    for clamp in [true, false] {
        for (source, ranking) in [(Source::Accounts, 0), (Source::Posts, 1), (Source::Accounts, 2)] {
            let mut model = model();
            model.expression = Box::new(Confidence { alpha: 1.0, clamp });
            model.feed.source = source;
            if ranking == 1 {
                model.ranking = Box::new(Chronological {});
            } else if ranking == 2 {
                model.ranking = Box::new(Similarity { strength: 3.0 });
            }
            let mut simulation =
                Simulation::new(&model, graph.clone(), agents.clone(), draws, false).unwrap();
            for expected in ross(&graph, &agents, clamp, 25) {
                simulation.step();
                assert_eq!(simulation.state().agents.inner, expected);
            }
        }
    }
}

/// A model in which everything moves at once.
fn busy_model() -> Model {
    let mut model = model();
    model.feed.source = Source::Posts;
    model.feed.window = 5;
    model.feed.slots = Slots::First(6);
    model.ranking = Box::new(Popularity { strength: 1.0 });
    model.reaction = Box::new(Kernel::from_toml("like = 0.3\nreshare = 0.2").unwrap());
    model.expression = Box::new(Logistic { kappa: 10.0, nu: 0.5, eta: 0.2, chill: 0.0 });
    model.influence =
        Box::new(BoundedConfidence { epsilon: 0.5, rate: 0.1, bound: Bound::Closed, include_self: false });
    model.ties = Box::new(Unfollow { probability: 0.2, epsilon: 0.6, replacement: Replacement::Repost });
    model
}

/// The bits of everything that moved, after some ticks on a pool of `threads`.
fn fingerprint(model: &Model, threads: usize) -> Vec<u64> {
    let draws = Draws::new(11, 3);
    let graph = graph(2_000, 12, true, &draws);
    let mut agents = agents(2_000, false, &draws);
    agents.activity.iter_mut().for_each(|activity| *activity = 0.7);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let mut simulation = Simulation::new(model, graph, agents, draws, threads > 1).unwrap();
        let mut bits = Vec::new();
        simulation.run(&AtomicBool::new(false), &|_| {}, |observation| {
            let view = observation.view;
            bits.extend(view.agents.opinion.iter().chain(&view.agents.inner).map(|x| x.to_bits()));
            bits.extend(view.graph.targets().iter().chain(view.followers).map(|&x| u64::from(x)));
            bits.extend(view.observed.views.iter().map(|&x| u64::from(x)));
            bits.push(view.observed.record.shown.1.to_bits());
        });
        bits
    })
}

#[test]
fn threads_change_no_bit() {
    let model = busy_model();
    let one = fingerprint(&model, 1);
    assert_eq!(one, fingerprint(&model, 2));
    assert_eq!(one, fingerprint(&model, 3));
}

/// Everything that a reader was shown, tick by tick: (ties, items).
static FEEDS: Mutex<Vec<(Vec<u32>, Vec<u32>)>> = Mutex::new(Vec::new());

hushfeed::rule! {
    name: "witness",
    source: "this test",
    /// Writes down what is shown and moves nothing.
    pub struct Witness {}
}

impl Influence for Witness {
    fn target(&self, own: f64, shown: &Shown<'_>) -> f64 {
        FEEDS.lock().unwrap().push((shown.ties.to_vec(), shown.items.to_vec()));
        own
    }
}

#[test]
fn a_feed_shows_no_post_twice_and_none_beyond_its_slots() {
    let draws = Draws::new(5, 0);
    let mut model = busy_model();
    model.influence = Box::new(Witness {});
    model.ties = Box::new(hushfeed::ties::Static {});
    // One reader at the centre of 40 others who always speak.
    model.expression = Box::new(hushfeed::expression::Always {});
    model.reaction = Box::new(hushfeed::reaction::NoReaction {});
    let star: Vec<(u32, u32)> = (1..41).map(|j| (0, j)).collect();
    let graph = Graph::from_ties(41, &star, true);
    let mut simulation = Simulation::new(&model, graph, agents(41, false, &draws), draws, false).unwrap();
    FEEDS.lock().unwrap().clear();
    for _ in 0..30 {
        simulation.step();
    }
    let feeds: Vec<_> = std::mem::take(&mut *FEEDS.lock().unwrap());
    let mut shown = std::collections::BTreeSet::new();
    for (tick, (_, items)) in feeds.iter().filter(|(ties, _)| !ties.is_empty()).enumerate() {
        assert_eq!(items.len(), 6);
        let tick = tick as u32 + 1;
        for &item in items {
            // The slot repeats every window; the tick that it was written in does not.
            let slot = item % 5;
            let born = (0..5).map(|age| tick - age.min(tick)).find(|born| born % 5 == slot).unwrap();
            assert!(born >= 1, "a post from before the start");
            assert!(shown.insert((item / 5, born)), "post {item} of tick {born} came twice");
        }
    }
    assert_eq!(shown.len(), 180);
}

#[test]
fn an_unlimited_feed_shows_what_was_expressed() {
    for ranking in 0..3 {
        let mut model = busy_model();
        model.feed.slots = Slots::All;
        match ranking {
            0 => {}
            1 => model.ranking = Box::new(Chronological {}),
            _ => model.ranking = Box::new(Similarity { strength: 1.0 }),
        }
        let draws = Draws::new(2, 0);
        let mut agents = agents(400, false, &draws);
        agents.activity.iter_mut().for_each(|activity| *activity = 0.6);
        let mut simulation =
            Simulation::new(&model, graph(400, 9, true, &draws), agents, draws, false).unwrap();
        simulation.run(&AtomicBool::new(false), &|_| {}, |observation| {
            let funnel = &observation.view.observed.record.funnel;
            assert_eq!(funnel[0], funnel[1], "tick {}", observation.view.tick);
        });
        assert!(simulation.state().observed.record.funnel[1].crosscut(None).1 > 1000);
    }
}

#[test]
fn a_settled_run_stops_and_its_last_tick_is_observed() {
    let draws = Draws::new(9, 0);
    let graph = graph(300, 3, false, &draws);
    let record = |every: u32| {
        let mut full = model();
        full.expression = Box::new(Confidence { alpha: 1.0, clamp: true });
        full.stop = Stop { ticks: 5_000, is_cap: true, settled: Some(1e-3) };
        full.watch.every = every;
        let mut simulation =
            Simulation::new(&full, graph.clone(), agents(300, true, &draws), draws, false).unwrap();
        let mut last = None;
        let stopped = simulation.run(&AtomicBool::new(false), &|_| {}, |observation| {
            if observation.last {
                let observed = observation.view.observed;
                last = Some((observation.view.tick, observed.tallies.clone(), observed.record.funnel));
            }
        });
        assert_eq!(stopped, Some(StoppedBy::Settled));
        last.unwrap()
    };
    let rarely = record(10_000);
    assert!(rarely.0 > 5);
    assert_eq!(rarely, record(1), "observed after the fact or in the tick: the same");
}

#[test]
fn the_number_of_followees_is_conserved() {
    let draws = Draws::new(4, 0);
    let model = busy_model();
    let before = graph(500, 8, true, &draws);
    let mut simulation =
        Simulation::new(&model, before.clone(), agents(500, false, &draws), draws, false).unwrap();
    for _ in 0..30 {
        simulation.step();
    }
    let state = simulation.state();
    assert_eq!(state.graph.offsets(), before.offsets());
    assert_ne!(state.graph.targets(), before.targets());
    assert_eq!(state.followers, state.graph.follower_counts());
    for i in 0..500 {
        let mut row = state.graph.followees(i).to_vec();
        row.sort_unstable();
        row.dedup();
        assert_eq!(row.len(), before.degree(i), "agent {i} follows somebody twice");
        assert!(!row.contains(&(i as u32)));
    }
}

/// Where nothing but influence happens the engine makes stances alone; the trajectory is that of the whole feed.
#[test]
fn the_short_way_of_influence_is_the_long_way() {
    let draws = Draws::new(8, 0);
    let graph = graph(700, 15, true, &draws);
    let mut agents = agents(700, false, &draws);
    agents.activity.iter_mut().for_each(|activity| *activity = 0.8);
    for entry in hushfeed::influence::RULES {
        let opinions = |every: u32| {
            let mut model = model();
            let mut diagnostics = Diagnostics::default();
            let mut reader = Reader::new("influence", None, Table::default(), &mut diagnostics);
            model.influence = (entry.read)(&mut reader).unwrap();
            model.watch.every = every;
            let mut simulation =
                Simulation::new(&model, graph.clone(), agents.clone(), draws, false).unwrap();
            simulation.run(&AtomicBool::new(false), &|_| {}, |_| {});
            simulation.state().agents.opinion.clone()
        };
        // Observed ticks take the long way.
        let long = opinions(1);
        assert_eq!(long, opinions(1_000), "{}", entry.name);
        assert!(entry.name == "none" || long != agents.opinion, "{} moves nobody", entry.name);
    }
}

//! The engine against plain loops, and its invariants.

mod support;

use std::cell::RefCell;
use std::sync::atomic::AtomicBool;

use hushfeed::engine::{Model, Simulation, Slots, Source, Stop, StoppedBy};
use hushfeed::expression::{Confidence, Logistic};
use hushfeed::feed::{self, Chronological, Popularity, RANKINGS, Ranking, Similarity};
use hushfeed::influence::{Bound, BoundedConfidence, Influence};
use hushfeed::network::Graph;
use hushfeed::random::Draws;
use hushfeed::reaction::Kernel;
use hushfeed::registry::{Diagnostics, Document, Entry, Parameters, Reader};
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
    model.expression = Box::new(Logistic { kappa: 10.0, nu: 0.5, eta: 0.2 });
    model.influence = Box::new(BoundedConfidence {
        epsilon: 0.5,
        rate: 0.1,
        bound: Bound::Closed,
        include_self: false,
        ..BoundedConfidence::default()
    });
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

thread_local! {
    /// Everything that readers were shown, feed by feed: (ties, items). Of the test's own thread, where no simulation
    /// runs in parallel.
    static FEEDS: RefCell<Vec<(Vec<u32>, Vec<u32>)>> = const { RefCell::new(Vec::new()) };
}

hushfeed::rule! {
    name: "witness",
    source: "this test",
    /// Writes down what is shown and moves nothing.
    pub struct Witness {}
}

impl Influence for Witness {
    fn target(&self, own: f64, shown: &Shown<'_>) -> f64 {
        FEEDS.with_borrow_mut(|feeds| feeds.push((shown.ties.to_vec(), shown.items.to_vec())));
        own
    }
}

/// A registered ranking with the given keys.
fn ranking(entry: &Entry<dyn Ranking>, keys: &str) -> Box<dyn Ranking> {
    let document = Document::parse("ranking", keys).unwrap();
    let mut diagnostics = Diagnostics::new(document.sources);
    let mut reader = Reader::new("", None, document.root, &mut diagnostics);
    let ranking = (entry.read)(&mut reader);
    reader.finish(&[]);
    assert!(!diagnostics.has_errors(), "{}: {diagnostics:?}", entry.name);
    ranking.unwrap()
}

/// Every registered ranking with its defaults, and those that leave posts out as strictly as they can.
fn rankings() -> Vec<Box<dyn Ranking>> {
    let defaults = RANKINGS.iter().map(|entry| ranking(entry, ""));
    let strict = RANKINGS
        .iter()
        .filter(|entry| (entry.keys)().iter().any(|key| key.name == "fill"))
        .map(|entry| ranking(entry, "fill = false"));
    let diverse = RANKINGS
        .iter()
        .filter(|entry| (entry.keys)().iter().any(|key| key.name == "determinantal"))
        .map(|entry| ranking(entry, "determinantal = 0.65\nlift = true"));
    defaults.chain(strict).chain(diverse).collect()
}

/// 40 who always speak, and one reader of them all who approves of what is near. Six slots, five ticks a post.
fn star_model() -> Model {
    let mut model = busy_model();
    model.influence = Box::new(Witness {});
    model.ties = Box::new(hushfeed::ties::Static {});
    model.expression = Box::new(hushfeed::expression::Always {});
    model.reaction = Box::new(Kernel::from_toml("like = 0.9\nreshare = 0.5\nnegative = 0.01").unwrap());
    model
}

/// With every ranking: no post twice, none of the reader's own, none from outside the window, no more than fit.
#[test]
fn a_feed_shows_no_post_twice_and_none_beyond_its_slots() {
    for (ranking, temperature) in
        rankings().into_iter().flat_map(|ranking| [(ranking, 0.0)]).chain([(rankings().remove(0), 2.0)])
    {
        let mut model = star_model();
        model.feed.temperature = temperature;
        // Without reshares the 40 authors write one post a tick, and every slot of the feed can be filled.
        model.reaction = Box::new(Kernel::from_toml("like = 0.9\nreshare = 0.0\nnegative = 0.01").unwrap());
        let full = !ranking.excludes() || ranking.name() == "x_2026" || ranking.name().starts_with("minus");
        let name = ranking.name();
        model.ranking = ranking;
        let draws = Draws::new(5, 0);
        let star: Vec<(u32, u32)> = (1..41).map(|j| (0, j)).collect();
        let graph = Graph::from_ties(41, &star, true);
        let mut simulation = Simulation::new(&model, graph, agents(41, false, &draws), draws, false).unwrap();
        let mut shown = std::collections::BTreeSet::new();
        for tick in 1..=30_u32 {
            FEEDS.with_borrow_mut(Vec::clear);
            simulation.step();
            for (_, items) in FEEDS.take().iter().filter(|(ties, _)| !ties.is_empty()) {
                assert!(items.len() <= 6, "{name}");
                assert!(!full || items.len() == 6, "{name} at tick {tick}");
                for &item in items {
                    assert_ne!(item / 5, 0, "{name}: the reader's own post");
                    // The slot repeats every window; the tick that it was written in does not.
                    let slot = item % 5;
                    let born = (0..5).map(|age| tick - age.min(tick)).find(|born| born % 5 == slot).unwrap();
                    assert!(born >= 1, "{name}: a post from before the start");
                    assert!(shown.insert((item / 5, born)), "{name}: post {item} of tick {born} came twice");
                }
            }
        }
        assert!(!full || shown.len() == 180, "{name}");
    }
}

/// The same where readers reshare: an original is not twice in one feed, and one's own does not come back.
#[test]
fn no_original_is_twice_in_a_feed() {
    for ranking in rankings() {
        let mut model = star_model();
        let name = ranking.name();
        model.ranking = ranking;
        let draws = Draws::new(6, 0);
        let graph = graph(60, 8, true, &draws);
        let mut simulation = Simulation::new(&model, graph, agents(60, false, &draws), draws, false).unwrap();
        let mut feeds = 0;
        for _ in 0..12 {
            FEEDS.with_borrow_mut(Vec::clear);
            simulation.step();
            for (_, items) in FEEDS.take() {
                let mut once = items.clone();
                once.sort_unstable();
                once.dedup();
                assert_eq!(once.len(), items.len(), "{name}");
                assert!(items.len() <= 6, "{name}");
                feeds += usize::from(!items.is_empty());
            }
        }
        // Strict bridging never starts: nothing has been seen by 30 of each side.
        assert!(feeds > 500 || !rankings_that_fill(name), "{name}: {feeds}");
    }
}

/// Whether a ranking of this name fills the feed, with its defaults or strictly.
fn rankings_that_fill(name: &str) -> bool {
    !RANKINGS.iter().any(|entry| entry.name == name && (entry.keys)().iter().any(|key| key.name == "fill"))
}

/// A post that a ranking finds inadmissible is not shown even where there is room for it.
#[test]
fn the_inadmissible_is_not_shown_where_slots_stay_empty() {
    let mut model = star_model();
    model.feed.slots = Slots::First(1_000);
    model.feed.oracle = true;
    model.reaction = Box::new(hushfeed::reaction::NoReaction {});
    let shown = |model: &Model| {
        let draws = Draws::new(5, 0);
        let star: Vec<(u32, u32)> = (1..41).map(|j| (0, j)).collect();
        let mut agents = agents(41, false, &draws);
        agents.opinion[0] = 1.0;
        let near = agents.opinion[1..].iter().filter(|&&y| y >= 0.0).count();
        let mut simulation =
            Simulation::new(model, Graph::from_ties(41, &star, true), agents, draws, false).unwrap();
        FEEDS.with_borrow_mut(Vec::clear);
        simulation.step();
        (FEEDS.take().iter().map(|(ties, _)| ties.len()).sum::<usize>(), near)
    };
    model.ranking = Box::new(feed::LikeMinded { bound: 0.5, fill: false });
    let (like_minded, near) = shown(&model);
    assert_eq!(like_minded, near);
    model.ranking = Box::new(feed::CrossCutting { bound: 0.5, fill: false });
    assert_eq!(shown(&model).0, 40 - near);
    model.ranking = Box::new(feed::LikeMinded { bound: 0.5, fill: true });
    assert_eq!(shown(&model).0, 40);
    assert!((1..40).contains(&near));
}

/// What is dropped for good does not come back in a later tick.
#[test]
fn a_third_of_the_like_minded_posts_is_dropped_for_good() {
    let mut model = star_model();
    model.feed.slots = Slots::First(1_000);
    model.reaction = Box::new(hushfeed::reaction::NoReaction {});
    // The profile stays neutral: every post is like-minded.
    model.ranking = Box::new(feed::MinusThirdLikeMinded { drop: 1.0 / 3.0, bound: 0.5 });
    let draws = Draws::new(5, 0);
    let star: Vec<(u32, u32)> = (1..41).map(|j| (0, j)).collect();
    let graph = Graph::from_ties(41, &star, true);
    let mut simulation = Simulation::new(&model, graph, agents(41, false, &draws), draws, false).unwrap();
    FEEDS.with_borrow_mut(Vec::clear);
    for _ in 0..200 {
        simulation.step();
    }
    let shown: usize = FEEDS.take().iter().map(|(ties, _)| ties.len()).sum();
    // 8,000 posts; four standard errors of the share are .021. A draw anew each tick would show all but 1 in 243.
    let share = shown as f64 / 8_000.0;
    assert!((share - 2.0 / 3.0).abs() < 0.021, "{share}");
}

#[test]
fn temperature_leads_from_the_best_to_a_random_sample() {
    let similarity = |temperature: f64| {
        let mut model = star_model();
        model.feed.slots = Slots::First(10);
        model.feed.window = 1;
        model.feed.oracle = true;
        model.feed.temperature = temperature;
        model.reaction = Box::new(hushfeed::reaction::NoReaction {});
        model.ranking = Box::new(Similarity { strength: 1.0 });
        let draws = Draws::new(5, 0);
        let star: Vec<(u32, u32)> = (1..41).map(|j| (0, j)).collect();
        let agents = agents(41, false, &draws);
        let distance: Vec<f64> = agents.opinion.iter().map(|y| (y - agents.opinion[0]).abs()).collect();
        let graph = Graph::from_ties(41, &star, true);
        let mut simulation = Simulation::new(&model, graph, agents, draws, false).unwrap();
        FEEDS.with_borrow_mut(Vec::clear);
        for _ in 0..400 {
            simulation.step();
        }
        let feeds = FEEDS.take();
        let shown: Vec<u32> = feeds.into_iter().flat_map(|(_, items)| items).collect();
        let mean = shown.iter().map(|&author| distance[author as usize]).sum::<f64>() / shown.len() as f64;
        (shown, mean, distance.iter().sum::<f64>() / 40.0)
    };
    let (best, nearest, all) = similarity(0.0);
    assert_eq!(similarity(1e-9).0, best);
    let (_, warm, _) = similarity(0.2);
    let (_, hot, _) = similarity(1e9);
    assert!(nearest < warm && warm < hot, "{nearest} {warm} {hot}");
    // 4,000 views of a sample of 10 out of 40.
    assert!((hot - all).abs() < 0.05 * all, "{hot} {all}");
}

#[test]
fn an_unlimited_feed_shows_what_was_expressed() {
    for ranking in rankings() {
        let mut model = busy_model();
        model.feed.slots = Slots::All;
        let name = ranking.name();
        model.ranking = ranking;
        let draws = Draws::new(2, 0);
        let mut agents = agents(400, false, &draws);
        agents.activity.iter_mut().for_each(|activity| *activity = 0.6);
        let mut simulation =
            Simulation::new(&model, graph(400, 9, true, &draws), agents, draws, false).unwrap();
        simulation.run(&AtomicBool::new(false), &|_| {}, |observation| {
            let funnel = &observation.view.observed.record.funnel;
            assert_eq!(funnel[0], funnel[1], "{name} at tick {}", observation.view.tick);
        });
        assert!(simulation.state().observed.record.funnel[1].crosscut(None).1 > 1000, "{name}");
    }
}

#[test]
fn a_settled_run_stops_and_its_last_tick_is_observed() {
    let draws = Draws::new(9, 0);
    let graph = graph(300, 3, false, &draws);
    let record = |every: u32| {
        let mut full = model();
        full.expression = Box::new(Confidence { alpha: 1.0, clamp: true });
        full.stop = Stop { ticks: 5_000, settled: Some(1e-3), ..Stop::default() };
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

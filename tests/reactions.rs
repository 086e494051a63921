//! What reactions are drawn by: the reader and the post, not the tick, and never the same twice.

mod support;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use hushfeed::engine::{Model, Reach, Simulation, Slots, Source};
use hushfeed::expression::Threshold;
use hushfeed::feed::Popularity;
use hushfeed::network::Graph;
use hushfeed::random::{Draws, mix64};
use hushfeed::reaction::{Kernel, Learning, Reaction};
use hushfeed::registry::Parameters;
use hushfeed::ties::{Replacement, Unfollow};
use hushfeed::world::{AgentKind, Agents, Content, Reactions, Scale, Shown, reaction};
use support::{agents, graph, model};

/// What a reader is given to draw by: its opinion, its key, the number of each item.
type Drawn = (u64, [u32; 2], Vec<u32>);

thread_local! {
    static DRAWN: RefCell<Vec<Drawn>> = const { RefCell::new(Vec::new()) };
}

hushfeed::rule! {
    name: "witness",
    source: "this test",
    /// Writes down what is drawn by; reshares.
    pub struct Witness {
        /// Probability of resharing.
        reshare: f64 = 0.0;
    }
}

impl Reaction for Witness {
    fn react(
        &self,
        own: f64,
        _: Scale,
        shown: &Shown<'_>,
        _: &[Content],
        key: [u32; 2],
        reactions: Reactions<'_>,
    ) {
        DRAWN.with_borrow_mut(|drawn| drawn.push((own.to_bits(), key, shown.items.to_vec())));
        for (bits, &item) in reactions.iter_mut().zip(shown.items) {
            let happens = (mix64(key[0], item) >> 32) as f64 <= self.reshare * 4_294_967_296.0;
            *bits = u8::from(happens && self.reshare > 0.0) * reaction::RESHARE;
        }
    }

    fn draws_by_post(&self) -> bool {
        true
    }

    fn reshares(&self) -> bool {
        self.reshare > 0.0
    }

    fn learning(&self) -> Learning {
        Learning { affinity_rate: 0.1, profile_rate: 0.1 }
    }
}

/// The numbers that each reader was given in a run of 40 ticks, each with how often; asserts that its key is always the
/// same.
fn numbers(model: &Model, graph: &Graph, agents: &Agents) -> BTreeMap<u64, BTreeMap<u32, u32>> {
    let mut simulation =
        Simulation::new(model, graph.clone(), agents.clone(), Draws::new(8, 0), false).unwrap();
    DRAWN.take();
    for _ in 0..40 {
        simulation.step();
    }
    let mut keys = BTreeMap::new();
    let mut numbers: BTreeMap<u64, BTreeMap<u32, u32>> = BTreeMap::new();
    for (reader, key, items) in DRAWN.take() {
        assert_eq!(*keys.entry(reader).or_insert(key), key);
        for item in items {
            *numbers.entry(reader).or_default().entry(item).or_default() += 1;
        }
    }
    assert_eq!(keys.values().collect::<BTreeSet<_>>().len(), keys.len(), "readers share a key");
    numbers
}

/// Posts that live for six ticks, up to three an author and tick of its own and as many passed on.
fn posting(reshare: f64, reach: Reach) -> Model {
    let mut model = model();
    model.feed.source = Source::Posts;
    model.feed.window = 6;
    model.feed.slots = Slots::First(9);
    model.feed.posts_per_tick = 2;
    model.feed.reshares_per_tick = 3;
    model.feed.reach = reach;
    model.ranking = Box::new(Popularity { strength: 1.0 });
    model.reaction = Box::new(Witness { reshare });
    model
}

/// So that the law of a run is that of independent draws.
#[test]
fn no_reader_draws_twice_by_the_same_number() {
    let draws = Draws::new(8, 0);
    let graph = graph(60, 8, true, &draws);
    let mut agents = agents(60, false, &draws);
    agents.activity.iter_mut().for_each(|activity| *activity = 0.8);
    let strangers = Reach { out_of_network: 0.3, ..Reach::default() };
    for reshare in [0.0, 0.3] {
        for reach in [Reach::default(), strangers] {
            for unfollows in [false, true] {
                let mut model = posting(reshare, reach);
                if unfollows {
                    let (epsilon, replacement) = (0.4, Replacement::Random);
                    model.ties = Box::new(Unfollow { probability: 0.5, epsilon, replacement });
                }
                let numbers = numbers(&model, &graph, &agents);
                let counts: Vec<u32> = numbers.values().flat_map(|counts| counts.values().copied()).collect();
                assert!(counts.len() > 12_000, "{}", counts.len());
                assert!(counts.iter().all(|&count| count == 1), "{reshare} {unfollows} {counts:?}");
            }
        }
    }
}

#[test]
fn an_original_is_drawn_by_alike_whoever_passes_it_on() {
    // One account that posts, two who pass on whatever they read of it, one who reads.
    let met = |followees: &[u32]| {
        let mut model = posting(1.0, Reach::default());
        model.feed.posts_per_tick = 1;
        model.feed.slots = Slots::All;
        model.expression = Box::new(Threshold::from_toml("").unwrap());
        let ties: Vec<(u32, u32)> =
            [(1, 0), (2, 0)].into_iter().chain(followees.iter().map(|&followee| (3, followee))).collect();
        let mut agents = Agents::new(4, Scale::default());
        agents.threshold = vec![f64::INFINITY; 4];
        agents.kind[0] = AgentKind::Bot;
        agents.opinion.copy_from_slice(&[1.0, 0.3, 0.2, 0.1]);
        let mut numbers = numbers(&model, &Graph::from_ties(4, &ties, true), &agents);
        numbers.remove(&0.1_f64.to_bits()).unwrap()
    };
    let (one, other, source) = (met(&[1]), met(&[2]), met(&[0]));
    assert_eq!(one.len(), 39);
    assert_eq!(one, other);
    // Directly it comes a tick earlier.
    assert_eq!((source.len(), source.keys().filter(|&number| one.contains_key(number)).count()), (40, 39));
    // Who also meets it passed on draws anew then (once: a feed shows an original once), and the first time as all do.
    let thrice = met(&[0, 1, 2]);
    assert_eq!(thrice.len(), 79);
    assert!(source.keys().all(|number| thrice.contains_key(number)));
}

/// 20 accounts that post in every tick, read by 300 silent people who approve of what is near.
fn town(activity: f64) -> (Model, Graph, Agents, Draws) {
    let draws = Draws::new(9, 0);
    let mut model = model();
    model.feed.source = Source::Posts;
    model.feed.window = 40;
    model.feed.reshares_per_tick = 0;
    model.reaction = Box::new(Kernel::from_toml("like = 0.3\nreshare = 0.0\nprofile_rate = 0.001").unwrap());
    model.expression = Box::new(Threshold::from_toml("").unwrap());
    let ties: Vec<(u32, u32)> =
        (20..320).flat_map(|reader| (0..20).map(move |author| (reader, author))).collect();
    let mut agents = Agents::new(320, Scale::default());
    agents.threshold = vec![f64::INFINITY; 320];
    agents.kind[..20].fill(AgentKind::Bot);
    agents.opinion.fill(1.0);
    agents.activity[20..].fill(activity);
    (model, Graph::from_ties(320, &ties, true), agents, draws)
}

/// The profile of each reader after 40 ticks, and who was there in the last one. All posts are of one stance: the profile
/// tells how many were approved of, whatever their order.
fn profiles(activity: f64, threads: usize) -> (Vec<f32>, Vec<bool>) {
    let (model, graph, agents, draws) = town(activity);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let mut simulation = Simulation::new(&model, graph, agents, draws, threads > 1).unwrap();
        for _ in 0..40 {
            simulation.step();
        }
        let state = simulation.state();
        let present = state.voices.iter().map(|&voice| voice & hushfeed::world::voice::PRESENT != 0);
        (state.agents.profile[20..].to_vec(), present.skip(20).collect())
    })
}

#[test]
fn a_reader_takes_a_post_alike_whenever_it_is_shown() {
    let (always, _) = profiles(1.0, 1);
    let (seldom, present) = profiles(0.2, 1);
    assert!(present.iter().filter(|&&present| present).count() > 30);
    for (reader, _) in present.iter().enumerate().filter(|(_, present)| **present) {
        assert_eq!(always[reader].to_bits(), seldom[reader].to_bits(), "reader {reader}");
    }
    assert_eq!(profiles(0.2, 3), (seldom, present), "threads");
    // And as often as the rate says, one reader like the other: n approvals leave a profile of 1 − .999^n.
    let approvals: Vec<f64> =
        always.iter().map(|&profile| libm::log1p(-f64::from(profile)) / libm::log(0.999)).collect();
    let (n, p) = (800.0, 0.3);
    let mean = approvals.iter().sum::<f64>() / 300.0;
    let variance = approvals.iter().map(|count| (count - n * p) * (count - n * p)).sum::<f64>() / 300.0;
    println!("{mean} {variance}");
    assert!((mean - n * p).abs() < 4.0 * (n * p * (1.0 - p) / 300.0).sqrt(), "{mean}");
    assert!((variance / (n * p * (1.0 - p)) - 1.0).abs() < 4.0 * (2.0_f64 / 300.0).sqrt(), "{variance}");
}

//! The schedule of authors, and probabilities of delivery.

mod support;

use std::sync::atomic::AtomicBool;

use hushfeed::engine::{
    Delivery, Model, Offer, Order, Posting, Schedule, Simulation, Slots, Source, Stances,
};
use hushfeed::expression::Confidence;
use hushfeed::feed::{Chronological, Ranking, Similarity};
use hushfeed::influence::{
    AttractOrRepel, Bound, BoundedConfidence, Copy, CopyBy, DeGroot, Influence, QVoter,
};
use hushfeed::metrics;
use hushfeed::network::{Generator as _, Graph, Request, generators::Complete};
use hushfeed::random::{Draws, Purpose, mix64};
use hushfeed::reaction::{Kernel, Repost};
use hushfeed::registry::{Key, Named, Parameters, Reader};
use hushfeed::ties::{Repelled, Replacement, Static, Ties, Unfollow};
use hushfeed::world::{Agents, Shown, Stage, voice};
use support::{agents, graph, model};

fn authors() -> Model {
    let mut model = model();
    model.order = Order { schedule: Schedule::RandomAuthor, ..Order::default() };
    model.feed.source = Source::Posts;
    model.feed.slots = Slots::All;
    model.feed.reshares_per_tick = 0;
    model
}

fn de_arruda(posting: Posting, offer: Offer) -> Model {
    let mut model = authors();
    model.feed.stance = Stances::Random;
    model.feed.reach.delivery = Delivery { offer, phase: 0.3 };
    model.climate.posting = posting;
    model.influence = Box::new(AttractOrRepel { step: 0.1 });
    model
}

/// The state after some ticks, all of them observed or none.
fn play(
    model: &Model,
    graph: &Graph,
    people: &Agents,
    draws: Draws,
    watched: bool,
) -> (Vec<f64>, Graph, Vec<u8>) {
    let mut run = Simulation::new(model, graph.clone(), people.clone(), draws, watched).unwrap();
    if watched {
        run.run(&AtomicBool::new(false), &|_| {}, |_| {});
    } else {
        (0..model.stop.ticks).for_each(|_| run.step());
    }
    let state = run.state();
    assert_eq!(state.followers, state.graph.follower_counts());
    (state.agents.opinion.clone(), state.graph.clone(), state.voices.clone())
}

/// A plain loop over the same draws: who posts, what, and what it does to whom.
#[test]
fn a_plain_loop_gives_the_same() {
    let draws = Draws::new(11, 3);
    let n = 60;
    let graph = Complete { agents: n }.grow(&Request { draws: &draws, sides: None }).unwrap().graph;
    let people = agents(n as usize, false, &draws);
    let model = de_arruda(Posting::Uniform, Offer::All);
    let mut x = people.opinion.clone();
    let uniform = |random: u64| (random >> 11) as f64 / 9_007_199_254_740_992.0;
    for tick in 1..=20 {
        for step in 0..n {
            let mut stream = draws.stream(Purpose::Step, tick, step);
            let i = stream.below(n);
            let key = [stream.next_u32(), stream.next_u32()][1];
            let theta = -1.0 + 2.0 * draws.stream(Purpose::Stance, tick, step).uniform();
            for j in (0..n).filter(|&j| j != i) {
                let b = &mut x[j as usize];
                let towards = if theta > *b { 1.0 } else { -1.0 };
                if uniform(mix64(key, j)) < (theta - *b).abs() / 2.0 {
                    *b = (*b - 0.1 * towards).clamp(-1.0, 1.0);
                } else if (theta - *b).abs() <= 0.1 {
                    *b = theta;
                } else {
                    *b += 0.1 * towards;
                }
            }
        }
    }
    for watched in [false, true] {
        assert_eq!(play(&model, &graph, &people, draws, watched).0, x, "watched: {watched}");
    }
}

/// The tight loop of ticks that nobody looks at gives what the phases give one by one.
#[test]
fn nobody_looks_and_nothing_changes() {
    let draws = Draws::new(5, 1);
    let people = agents(120, false, &draws);
    let rules: Vec<Box<dyn Fn() -> Box<dyn Influence>>> = vec![
        Box::new(|| Box::new(AttractOrRepel { step: 0.17 })),
        Box::new(|| Box::new(BoundedConfidence { epsilon: 0.6, rate: 0.3, ..bounded() })),
        Box::new(|| Box::new(DeGroot::from_toml("self_weight = 0.5").unwrap())),
        Box::new(|| Box::new(Copy { by: CopyBy::Draw })),
        Box::new(|| Box::new(QVoter { q: 1 })),
    ];
    for (case, rule) in rules.iter().enumerate() {
        for directed in [true, false] {
            let graph = graph(120, 5, directed, &draws);
            for (posting, offer, posts) in [
                (Posting::Uniform, Offer::All, 1),
                (Posting::Mixed, Offer::Cosine, 1),
                (Posting::Polarised, Offer::HalfCosine, 3),
            ] {
                for (parts, kept) in [(false, None), (true, None), (false, Some(3)), (true, Some(4))] {
                    let mut model = de_arruda(posting, offer);
                    model.feed.inbox = kept;
                    model.feed.posts_per_tick = posts;
                    model.influence = rule();
                    model.ties =
                        if parts { Box::new(Repelled {}) as Box<dyn Ties> } else { Box::new(Static {}) };
                    let [seen, unseen] =
                        [true, false].map(|watched| play(&model, &graph, &people, draws, watched));
                    assert_eq!(
                        seen.0, unseen.0,
                        "rule {case}, directed {directed}, {posting:?}, parts {parts}, kept {kept:?}"
                    );
                    assert_eq!(seen.1, unseen.1);
                    assert_eq!(seen.2, unseen.2);
                    assert_ne!(seen.0, people.opinion);
                    assert_eq!((seen.1.ties(), seen.1.is_directed()), (graph.ties(), directed));
                    if parts && case == 0 {
                        assert_ne!(seen.1, graph);
                    }
                    let is_mutual = seen.1.iter().all(|(i, j)| seen.1.follows(j as usize, i));
                    assert_eq!(is_mutual, !directed);
                }
            }
        }
    }
}

fn bounded() -> BoundedConfidence {
    BoundedConfidence { bound: Bound::Open, include_self: false, ..BoundedConfidence::default() }
}

/// Any number of threads.
#[test]
fn threads_do_not_matter() {
    let draws = Draws::new(8, 0);
    let (graph, people) = (graph(700, 6, true, &draws), agents(700, false, &draws));
    let runs: Vec<_> = [1, 2, 3]
        .into_iter()
        .map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let mut model = de_arruda(Posting::Mixed, Offer::Cosine);
            model.reaction = Box::new(Kernel::from_toml("").unwrap());
            model.expression = Box::new(Confidence { alpha: 0.5, clamp: true });
            pool.install(|| play(&model, &graph, &people, draws, true))
        })
        .collect();
    assert_eq!(runs[0], runs[1]);
    assert_eq!(runs[0], runs[2]);
}

/// What was posted, and before how many it came.
#[test]
fn deliveries_are_counted() {
    let draws = Draws::new(3, 0);
    let n = 400;
    let graph = graph(n, 7, true, &draws);
    for (offer, expected) in [(Offer::All, 1.0), (Offer::HalfCosine, 0.5)] {
        let mut model = authors();
        // cos²(π/4): one half, whatever the distance.
        let phase = std::f64::consts::FRAC_PI_4;
        model.feed.reach.delivery = Delivery { offer, phase };
        let mut people = agents(n as usize, false, &draws);
        people.opinion.iter_mut().for_each(|x| *x = x.signum() * 0.5);
        people.refresh_sides();
        // Those on one side alone have followers on it.
        let ties: Vec<(u32, u32)> =
            graph.iter().filter(|&(i, j)| people.side[i as usize] == people.side[j as usize]).collect();
        let graph = Graph::from_ties(n as usize, &ties, true);
        let counts = graph.follower_counts();
        let mut run = Simulation::new(&model, graph, people, draws, false).unwrap();
        let mut shown = 0;
        let mut possible = 0;
        run.run(&AtomicBool::new(false), &|_| {}, |seen| {
            if seen.view.tick == 0 {
                return;
            }
            let observed = seen.view.observed;
            let sent: Vec<u32> = observed.published.iter().map(|&p| u32::from(p)).collect();
            assert_eq!(sent.iter().sum::<u32>(), n);
            assert_eq!(observed.expressed.0, u64::from(n));
            let reached: u32 = sent.iter().zip(&counts).map(|(sent, count)| sent * count).sum();
            let expressed = observed.record.funnel[Stage::Expressed as usize].counts;
            assert_eq!(expressed[0][0] + expressed[1][1], u64::from(reached));
            assert_eq!(expressed[0][1] + expressed[1][0], 0);
            assert_eq!(observed.views.iter().map(|&v| u64::from(v)).sum::<u64>(), observed.record.shown.0);
            let read: u32 = observed.tallies.iter().map(|tally| tally.sides().0 + tally.sides().1).sum();
            assert_eq!(u64::from(read), observed.record.shown.0);
            shown += observed.record.shown.0;
            possible += u64::from(reached);
        });
        assert!((shown as f64 / possible as f64 - expected).abs() < 0.02, "{offer:?}: {shown} of {possible}");
    }
}

/// Ties, not deliveries: each counts once, also where its author's turn does not come; and who has had no turn did not
/// speak.
#[test]
fn ties_across_the_sides_count_once_a_tick() {
    let draws = Draws::new(9, 0);
    let n = 60;
    let graph = graph(n, 5, true, &draws);
    let mut people = agents(n as usize, false, &draws);
    people.opinion.iter_mut().for_each(|x| *x = x.signum() * 0.5);
    people.refresh_sides();
    let columns = ["dereferenced_share", "bridge_ties"].map(str::to_owned);
    let columns = metrics::find(&columns).unwrap();
    for keeps in [false, true] {
        let mut model = authors();
        model.stop.ticks = 30;
        if keeps {
            model.feed.inbox = Some(4);
        }
        let mut run = Simulation::new(&model, graph.clone(), people.clone(), draws, false).unwrap();
        let (mut above, mut idle) = (0, 0);
        run.run(&AtomicBool::new(false), &|_| {}, |seen| {
            let (view, sides) = (&seen.view, &people.side);
            if view.tick == 0 {
                return;
            }
            let across: Vec<(u32, u32)> =
                graph.iter().filter(|&(i, j)| sides[i as usize] != sides[j as usize]).collect();
            let published = &view.observed.published;
            let posted = across.iter().filter(|&&(_, author)| published[author as usize] > 0).count();
            let values = columns.measure(view);
            let (unheard, carried) = (values[0], values[1]);
            let least = posted as f64 / across.len() as f64;
            if keeps {
                // What stands in a feed is shown again.
                assert!(carried >= least && carried <= 1.0, "{values:?}");
                above += u32::from(carried > least);
            } else {
                assert_eq!(carried, least);
            }
            // All followers see what is posted.
            assert_eq!(unheard, 0.0);
            idle += published.iter().filter(|&&count| count == 0).count();
        });
        assert!(idle > 0 && (above > 0) == keeps);
    }
}

/// Who is not sure of support does not post; who posts is heard.
#[test]
fn the_silent_do_not_post() {
    let draws = Draws::new(2, 0);
    let graph = graph(300, 8, true, &draws);
    let people = agents(300, true, &draws);
    let mut model = authors();
    model.expression = Box::new(Confidence { alpha: 0.5, clamp: true });
    let mut run = Simulation::new(&model, graph, people, draws, false).unwrap();
    let mut published = Vec::new();
    run.run(&AtomicBool::new(false), &|_| {}, |seen| {
        if seen.view.tick > 0 {
            published.push(seen.view.observed.expressed.0);
        }
    });
    let speaking = run.state().voices.iter().filter(|&&v| voice::speaks(v)).count();
    assert!(published.iter().all(|&count| count < 300) && published[19] > 30, "{published:?}");
    assert!(speaking > 30 && speaking < 270);
    assert!(run.state().agents.inner.iter().any(|&inner| inner > 1.0));
}

/// What is passed on keeps its original, goes out in one's next turn, and never comes back to who wrote it.
#[test]
fn what_is_passed_on_goes_down_the_line() {
    let draws = Draws::new(4, 0);
    let mut model = authors();
    model.feed.reshares_per_tick = 1;
    model.stop.ticks = 60;
    model.influence = Box::new(Copy { by: CopyBy::Draw });
    model.reaction =
        Box::new(Kernel::from_toml("like = 1.0\nreshare = 1.0\nkernel = \"step\"\nwidth = 9.0").unwrap());
    // A line in which 0 follows 1 too: what it wrote comes back, and is not put before it.
    let ties: Vec<(u32, u32)> = (1..6).map(|i| (i, i - 1)).chain([(0, 1)]).collect();
    let mut people = agents(6, false, &draws);
    people.opinion = vec![0.7, -0.9, -0.8, -0.6, -0.5, -0.3];
    let mut run = Simulation::new(&model, Graph::from_ties(6, &ties, true), people, draws, false).unwrap();
    (0..60).for_each(|_| run.step());
    let opinion = &run.state().agents.opinion;
    assert_eq!(opinion[5], 0.7, "the first one's opinion has come to the last: {opinion:?}");
    assert_eq!(opinion[0], 0.7, "its own came back, and nothing else");
}

/// As many different originals wait for one's next turn as may, though each was read by itself.
#[test]
fn what_was_read_since_the_last_turn_is_passed_on_together() {
    let draws = Draws::new(9, 0);
    let mut model = authors();
    model.feed.reshares_per_tick = 3;
    model.stop.ticks = 40;
    model.reaction =
        Box::new(Kernel::from_toml("like = 1.0\nreshare = 1.0\nkernel = \"step\"\nwidth = 9.0").unwrap());
    // 0 follows all others, who follow nobody.
    let ties: Vec<(u32, u32)> = (1..6).map(|other| (0, other)).collect();
    let people = agents(6, false, &draws);
    let mut run = Simulation::new(&model, Graph::from_ties(6, &ties, true), people, draws, true).unwrap();
    let mut published = Vec::new();
    run.run(&AtomicBool::new(false), &|_| {}, |seen| {
        if seen.view.tick > 0 {
            published.push(seen.view.observed.published[0]);
        }
    });
    let mut waiting = 0_u16;
    let expected: Vec<u16> = (1..=40)
        .map(|tick| {
            (0..6).fold(0, |sum, step| {
                if draws.stream(Purpose::Step, tick, step).below(6) == 0 {
                    sum + std::mem::take(&mut waiting).max(1)
                } else {
                    waiting = (waiting + 1).min(3);
                    sum
                }
            })
        })
        .collect();
    assert!(expected.contains(&3));
    assert_eq!(published, expected);
}

/// Readers who unfollow are not reached any more, and whom they follow reaches them.
#[test]
fn followers_come_and_go_within_a_tick() {
    let draws = Draws::new(21, 0);
    let graph = graph(200, 6, true, &draws);
    let people = agents(200, false, &draws);
    let mut model = authors();
    model.influence = Box::new(BoundedConfidence { epsilon: 0.4, rate: 0.3, ..bounded() });
    model.ties = Box::new(Unfollow { probability: 0.7, epsilon: 0.6, replacement: Replacement::Random });
    let (_, after, _) = play(&model, &graph, &people, draws, true);
    assert_eq!(after.offsets(), graph.offsets());
    assert_ne!(after.targets(), graph.targets());
    // Discordant ties are given up: most are near in the end.
    let far = |graph: &Graph, x: &[f64]| {
        graph.iter().filter(|&(i, j)| (x[i as usize] - x[j as usize]).abs() > 0.6).count()
    };
    let (x, after, _) = play(&model, &graph, &people, draws, false);
    assert!(far(&after, &x) * 3 < far(&graph, &people.opinion));
}

/// A plain loop with a feed a reader, narrow or wide: a post takes the place of the oldest, and the reader moves by all
/// that it has.
#[test]
fn a_plain_loop_over_feeds_gives_the_same() {
    let draws = Draws::new(7, 2);
    let n = 90;
    let graph = graph(n, 6, true, &draws);
    let people = agents(n as usize, false, &draws);
    let odd = graph.follower_counts().iter().filter(|&&count| count % 2 == 1).count();
    assert!((1..n as usize).contains(&odd), "two by two, and one that is left");
    for slots in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 33, 40] {
        for include_self in [false, true] {
            let mut model = authors();
            model.feed.slots = Slots::First(slots as u32);
            let rule = BoundedConfidence { epsilon: 0.5, rate: 0.3, include_self, ..bounded() };
            model.influence = Box::new(rule);
            let (mut x, mut feeds) = (people.opinion.clone(), vec![Vec::new(); n as usize]);
            let mut places = vec![0; n as usize];
            for tick in 1..=20 {
                for step in 0..n {
                    let i = draws.stream(Purpose::Step, tick, step).below(n);
                    let said = f64::from(x[i as usize] as f32);
                    for j in (0..n as usize).filter(|&j| graph.follows(j, i)) {
                        if feeds[j].len() < slots {
                            feeds[j].push(said);
                        } else {
                            feeds[j][places[j]] = said;
                        }
                        places[j] = (places[j] + 1) % slots;
                        let near = feeds[j].iter().copied().filter(|y: &f64| (y - x[j]).abs() < 0.5);
                        let near: Vec<f64> = include_self.then_some(x[j]).into_iter().chain(near).collect();
                        if !near.is_empty() {
                            x[j] += 0.3 * (near.iter().sum::<f64>() / near.len() as f64 - x[j]);
                        }
                    }
                }
            }
            for watched in [false, true] {
                let played = play(&model, &graph, &people, draws, watched).0;
                assert_eq!(played, x, "{slots} slots, self: {include_self}, watched: {watched}");
            }
        }
    }
}

/// Steps towards posts and away from them come from the top of the feed, watched or not, whether or not anybody could react.
#[test]
fn steps_are_taken_from_the_top() {
    let draws = Draws::new(7, 3);
    let n = 60;
    let graph = graph(n, 6, true, &draws);
    let people = agents(n as usize, false, &draws);
    let rule = AttractOrRepel { step: 0.2 };
    let mut model = authors();
    model.feed.slots = Slots::First(4);
    model.influence = Box::new(AttractOrRepel { step: 0.2 });
    let (mut x, mut feeds) = (people.opinion.clone(), vec![Vec::new(); n as usize]);
    for tick in 1..=20 {
        for step in 0..n {
            let mut stream = draws.stream(Purpose::Step, tick, step);
            let i = stream.below(n);
            let key = [stream.next_u32(), stream.next_u32()][1];
            let said = f64::from(x[i as usize] as f32);
            for j in (0..n as usize).filter(|&j| graph.follows(j, i)) {
                feeds[j].insert(0, said);
                feeds[j].truncate(4);
                let (shown, random) = (Shown::of_stances(&feeds[j]), mix64(key, j as u32));
                x[j] = rule.drawn_target(x[j], &shown, people.scale, random).clamp(-1.0, 1.0);
            }
        }
    }
    for react in [false, true] {
        if react {
            model.reaction = Box::new(Repost { probability: 0.0, epsilon: 9.0 });
        }
        for watched in [false, true] {
            let played = play(&model, &graph, &people, draws, watched).0;
            assert!(played == x, "react: {react}, watched: {watched}");
        }
    }
}

/// What a ranking shows of a feed: of six posts the two nearest, or the two newest; never one's own, none twice.
#[test]
fn a_ranking_chooses_among_what_is_kept() {
    let draws = Draws::new(17, 0);
    let n = 150;
    let graph = graph(n, 12, true, &draws);
    let people = agents(n as usize, false, &draws);
    let distance = |ranking: Box<dyn Ranking>, slots: u32| {
        let mut model = authors();
        model.feed.inbox = Some(6);
        model.feed.slots = Slots::First(slots);
        model.feed.oracle = true;
        model.ranking = ranking;
        let mut run = Simulation::new(&model, graph.clone(), people.clone(), draws, false).unwrap();
        let (mut views, mut entropy) = (0, (0, 0.0));
        run.run(&AtomicBool::new(false), &|_| {}, |seen| {
            if seen.view.tick > 5 {
                views += seen.view.observed.record.shown.0;
                let funnel = &seen.view.observed.record.funnel[Stage::Shown as usize];
                let (cross, all) = funnel.crosscut(None);
                entropy = (entropy.0 + all, entropy.1 + cross as f64);
            }
        });
        (views, entropy.1 / entropy.0 as f64)
    };
    let all = distance(Box::new(Chronological {}), 6);
    let newest = distance(Box::new(Chronological {}), 2);
    let nearest = distance(Box::new(Similarity::from_toml("").unwrap()), 2);
    assert_eq!(newest.0, nearest.0);
    assert_eq!(all.0, 3 * newest.0, "feeds are full after five ticks");
    assert!((newest.1 - all.1).abs() < 0.05 && nearest.1 < 0.4 * all.1, "{all:?} {newest:?} {nearest:?}");
}

/// Posts that are passed on go round, and stand in a feed once.
#[test]
fn a_feed_never_shows_twice_what_is_passed_on() {
    let draws = Draws::new(19, 0);
    let n = 40;
    let graph = graph(n, 8, true, &draws);
    let mut people = agents(n as usize, false, &draws);
    // Everybody has an opinion of its own, by which a post is known.
    people.opinion = (0..n).map(|i| f64::from(i as f32 / 64.0)).collect();
    let mut model = authors();
    model.feed.reshares_per_tick = 1;
    model.feed.slots = Slots::First(12);
    model.reaction = Box::new(Repost { probability: 0.9, epsilon: 9.0 });
    let probe = Probe { seen: std::sync::Arc::default() };
    let seen = std::sync::Arc::clone(&probe.seen);
    model.influence = Box::new(probe);
    let mut run = Simulation::new(&model, graph, people, draws, false).unwrap();
    (0..20).for_each(|_| run.step());
    let seen = seen.lock().unwrap();
    assert!(seen.feeds > 3000 && seen.passed_on > 1000, "{seen:?}");
    assert_eq!((seen.own, seen.twice), (0, 0), "{seen:?}");
}

/// What a rule of influence saw in feeds.
#[derive(Debug, Default)]
struct Seen {
    feeds: u32,
    own: u32,
    /// Originals more than once in a feed: those of one author whose opinion never moves are told apart by their items.
    twice: u32,
    passed_on: u32,
}

/// A rule that moves nobody and looks.
#[derive(Clone, Debug, Default)]
struct Probe {
    seen: std::sync::Arc<std::sync::Mutex<Seen>>,
}

impl Named for Probe {
    const NAME: &'static str = "probe";
    const SOURCE: &'static str = "a test";
    const DOC: &'static str = "Looks.";
}

impl Parameters for Probe {
    fn keys() -> Vec<Key> {
        Vec::new()
    }

    fn read(_: &mut Reader<'_>) -> Option<Self> {
        Some(Self::default())
    }

    fn write(&self) -> toml::Table {
        toml::Table::new()
    }
}

impl Influence for Probe {
    fn target(&self, own: f64, shown: &Shown<'_>) -> f64 {
        let mut seen = self.seen.lock().unwrap();
        seen.feeds += 1;
        seen.own += u32::from(shown.stances.contains(&own));
        // An item is the number of the original among all posts.
        let mut items = shown.items.to_vec();
        items.sort_unstable();
        items.dedup();
        seen.twice += (shown.items.len() - items.len()) as u32;
        let is_passed_on = |(&poster, &stance): (&u32, &f64)| stance != f64::from(poster as f32 / 64.0);
        seen.passed_on +=
            shown.authors.iter().zip(shown.stances).filter(|&one| is_passed_on(one)).count() as u32;
        own
    }
}

/// A probability of delivery acts wherever there are candidates: on accounts, on posts in a window, on the last posts.
#[test]
fn candidates_are_offered_by_distance() {
    let draws = Draws::new(13, 0);
    let n = 600;
    let graph = graph(n, 10, true, &draws);
    let mut people = agents(n as usize, false, &draws);
    people.opinion.iter_mut().for_each(|x| *x = x.signum() * 0.5);
    for schedule in [Schedule::Synchronous, Schedule::RandomReader, Schedule::Permutation] {
        for (source, memory) in
            [(Source::Accounts, None), (Source::Posts, None), (Source::Posts, Some(100_000))]
        {
            let sequential = schedule != Schedule::Synchronous;
            if source == Source::Posts && memory.is_none() == sequential {
                continue;
            }
            let mut model = model();
            model.order.schedule = schedule;
            model.feed.source = source;
            model.feed.memory = memory;
            model.feed.window = if source == Source::Posts { 3 } else { 1 };
            model.ranking = Box::new(Chronological {});
            model.feed.reshares_per_tick = 0;
            // y = 1 between the sides: cos²(π/4 + .3), and cos² .3 within.
            model.feed.reach.delivery = Delivery { offer: Offer::HalfCosine, phase: 0.3 };
            let mut run = Simulation::new(&model, graph.clone(), people.clone(), draws, false).unwrap();
            let (mut shown, mut said) = ([[0_u64; 2]; 2], [[0_u64; 2]; 2]);
            run.run(&AtomicBool::new(false), &|_| {}, |seen| {
                for own in 0..2 {
                    for other in 0..2 {
                        let of = |stage: Stage| {
                            seen.view.observed.record.funnel[stage as usize].counts[own][other]
                        };
                        shown[own][other] += of(Stage::Shown);
                        said[own][other] += of(Stage::Expressed);
                    }
                }
            });
            let share = |own: usize, other: usize| shown[own][other] as f64 / said[own][other] as f64;
            let cos = |x: f64| hushfeed::math::square(hushfeed::math::cos(x));
            for (own, other) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                let y: f64 = if own == other { 0.0 } else { std::f64::consts::FRAC_PI_4 };
                let found = share(own, other);
                let expected = cos(y + 0.3);
                assert!(
                    (found - expected).abs() < 0.02,
                    "{schedule:?} {source:?} {memory:?}: {found}, {expected}"
                );
            }
        }
    }
}

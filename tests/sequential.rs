//! Sequential schedules: one agent after another.

mod support;

use std::sync::atomic::AtomicBool;

use hushfeed::engine::{Model, Order, Schedule, Simulation, Slots, Source, StoppedBy};
use hushfeed::expression::{Confidence, Expression, Meeting, Minds, Speakers};
use hushfeed::feed::Chronological;
use hushfeed::influence::{Bound, BoundedConfidence};
use hushfeed::metrics;
use hushfeed::network::Graph;
use hushfeed::random::{Draws, Purpose, Stream};
use hushfeed::reaction::Kernel;
use hushfeed::registry::{Parameters as _, within};
use hushfeed::ties::{Replacement, Unfollow};
use hushfeed::world::{Agents, Heard, Scale, voice};
use support::{agents, graph, model};

fn sequential(schedule: Schedule) -> Model {
    let mut model = model();
    model.order = Order { schedule, ..Order::default() };
    model
}

fn bounded(rate: f64, epsilon: f64) -> BoundedConfidence {
    BoundedConfidence {
        epsilon,
        rate,
        bound: Bound::Open,
        include_self: false,
        ..BoundedConfidence::default()
    }
}

/// Two agents who move all the way: at once they swap, one after the other they agree.
#[test]
fn the_second_sees_what_the_first_has_become() {
    let graph = Graph::from_ties(2, &[(0, 1)], false);
    let mut people = Agents::new(2, Scale::default());
    people.opinion = vec![-0.5, 0.5];
    for (schedule, expected) in [(Schedule::Synchronous, true), (Schedule::Permutation, false)] {
        let mut model = sequential(schedule);
        model.influence = Box::new(bounded(1.0, 2.0));
        let mut run =
            Simulation::new(&model, graph.clone(), people.clone(), Draws::new(1, 0), false).unwrap();
        run.step();
        let opinion = &run.state().agents.opinion;
        assert_eq!(opinion[0] != opinion[1], expected);
        assert_eq!(opinion[0].abs(), 0.5);
    }
}

/// A plain loop over the same draws: who acts, whom it reads, in which order.
#[test]
fn a_plain_loop_gives_the_same() {
    let draws = Draws::new(11, 3);
    let (graph, people) = (graph(150, 6, true, &draws), agents(150, false, &draws));
    for schedule in [Schedule::RandomReader, Schedule::Permutation] {
        let mut model = sequential(schedule);
        model.influence = Box::new(bounded(0.3, 0.6));
        let mut run = Simulation::new(&model, graph.clone(), people.clone(), draws, false).unwrap();
        let mut x = people.opinion.clone();
        for tick in 1..=20 {
            run.step();
            let mut order: Vec<u32> = (0..150).collect();
            draws.stream(Purpose::Step, tick, u32::MAX).shuffle(&mut order);
            for step in 0..150 {
                let i = match schedule {
                    Schedule::Permutation => order[step as usize],
                    _ => draws.stream(Purpose::Step, tick, step).below(150),
                } as usize;
                let near = graph.followees(i).iter().map(|&j| x[j as usize]);
                let near: Vec<f64> = near.filter(|y| (y - x[i]).abs() < 0.6).collect();
                if !near.is_empty() {
                    x[i] += 0.3 * (near.iter().sum::<f64>() / near.len() as f64 - x[i]);
                }
            }
            assert_eq!(run.state().agents.opinion, x);
        }
    }
}

/// Drawn with replacement, a share 1/e of the agents has no turn in a tick; in a permutation everybody has one.
#[test]
fn who_has_a_turn() {
    let n = 4000;
    let draws = Draws::new(5, 0);
    let graph = graph(n, 3, true, &draws);
    for (schedule, idle) in
        [(Schedule::RandomReader, 1.0 / std::f64::consts::E), (Schedule::Permutation, 0.0)]
    {
        let mut model = sequential(schedule);
        model.influence = Box::new(bounded(0.5, 3.0));
        let people = agents(n as usize, false, &draws);
        let before = people.opinion.clone();
        let mut run = Simulation::new(&model, graph.clone(), people, draws, false).unwrap();
        run.step();
        let still = run.state().agents.opinion.iter().zip(&before).filter(|(a, b)| a == b).count();
        assert!((still as f64 / f64::from(n) - idle).abs() < 0.02, "{schedule:?}: {still}");
    }
}

/// Who has no turn in a tick sees nothing in it, and judges nothing.
#[test]
fn only_those_who_were_served_judge_the_climate() {
    let accuracy = metrics::find(&["perception_accuracy".to_owned()]).unwrap();
    let all: Vec<(u32, u32)> = (0..6).flat_map(|i| (i + 1..6).map(move |j| (i, j))).collect();
    for schedule in [Schedule::RandomReader, Schedule::Permutation] {
        let mut model = sequential(schedule);
        model.stop.ticks = 20;
        let mut people = Agents::new(6, Scale::default());
        people.opinion = vec![0.5, 0.5, 0.5, -0.5, -0.5, -0.5];
        let draws = Draws::new(4, 0);
        let mut run =
            Simulation::new(&model, Graph::from_ties(6, &all, false), people, draws, false).unwrap();
        let mut idle = 0;
        run.run(&AtomicBool::new(false), &|_| {}, |seen| {
            if seen.view.tick > 0 {
                // Everybody speaks, δ = 0; whoever looks sees two of its own side and three of the other: 1 − ⅕/2.
                let found = accuracy.measure(&seen.view)[0];
                assert!((found - 0.9).abs() < 1e-12, "{schedule:?}: {found}");
                idle += seen.view.observed.tallies.iter().filter(|tally| tally.served == 0).count();
            }
        });
        assert_eq!(idle > 0, schedule == Schedule::RandomReader);
    }
}

/// A reader who has just heard an opponent: whether it still speaks in this turn depends on when it speaks.
#[test]
fn expressing_last_goes_by_what_was_just_read() {
    let graph = Graph::from_ties(2, &[(0, 1)], true);
    let mut people = Agents::new(2, Scale::default());
    people.opinion = vec![1.0, -1.0];
    people.inner = vec![1.0, 1.0];
    for (express_last, speaks) in [(false, true), (true, false)] {
        let mut model = sequential(Schedule::Permutation);
        model.order.express_last = express_last;
        model.expression = Box::new(Confidence { alpha: 1.0, clamp: true });
        let mut run =
            Simulation::new(&model, graph.clone(), people.clone(), Draws::new(2, 0), false).unwrap();
        run.step();
        assert_eq!(run.state().agents.inner[0], 0.0);
        assert_eq!(voice::speaks(run.state().voices[0]), speaks);
        run.step();
        assert!(!voice::speaks(run.state().voices[0]));
    }
}

/// An agent that is not there when its turn comes says nothing, and does nothing.
#[test]
fn the_absent_are_silent_and_stay() {
    let draws = Draws::new(9, 0);
    let n = 2000;
    let graph = graph(n, 5, true, &draws);
    let mut people = agents(n as usize, false, &draws);
    people.activity.fill(0.3);
    let before = people.opinion.clone();
    let mut model = sequential(Schedule::Permutation);
    model.influence = Box::new(bounded(0.5, 3.0));
    let mut run = Simulation::new(&model, graph, people, draws, false).unwrap();
    run.step();
    let state = run.state();
    let mut present = 0;
    for (i, &before) in before.iter().enumerate() {
        let here = voice::is_present(state.voices[i]);
        assert_eq!(here, voice::speaks(state.voices[i]));
        assert!(here || state.agents.opinion[i] == before);
        present += u32::from(here);
    }
    assert!((f64::from(present) / f64::from(n) - 0.3).abs() < 0.04);
}

/// The number of followees stays, followers are counted, and what a run does not depend on is the number of threads.
#[test]
fn ties_change_in_the_midst_of_a_tick() {
    let draws = Draws::new(21, 0);
    let graph = graph(300, 8, true, &draws);
    let mut runs = Vec::new();
    for parallel in [false, true] {
        let mut model = sequential(Schedule::RandomReader);
        model.feed.slots = Slots::First(4);
        model.influence = Box::new(bounded(0.2, 0.5));
        model.ties =
            Box::new(Unfollow { probability: 0.5, epsilon: 0.5, replacement: Replacement::Recommendation });
        let people = agents(300, false, &draws);
        let mut run = Simulation::new(&model, graph.clone(), people, draws, parallel).unwrap();
        (0..30).for_each(|_| run.step());
        assert_eq!(run.state().graph.offsets(), graph.offsets());
        assert_eq!(run.state().followers, run.state().graph.follower_counts());
        assert_ne!(run.state().graph.targets(), graph.targets());
        runs.push((run.state().agents.opinion.clone(), run.state().graph.clone()));
    }
    assert_eq!(runs[0], runs[1]);
}

hushfeed::rule! {
    name: "rumour",
    source: "a test",
    /// Speaks once it has met somebody who does.
    pub struct Rumour {
        /// Probability that a meeting has an effect.
        belief: f64 = 1.0, in within(0.0, 1.0);
    }
}

impl Expression for Rumour {
    fn start(&self) -> (f64, f64) {
        (0.0, 0.0)
    }

    fn confidence(&self, inner: f64) -> f64 {
        inner
    }

    fn speak(&self, speakers: &Speakers<'_>, _: &Draws, _: u32, speaks: &mut [bool]) {
        for (speaks, &inner) in speaks.iter_mut().zip(speakers.inner) {
            *speaks = inner > 0.0;
        }
    }

    fn perceive(&self, inner: f64, _: Heard) -> f64 {
        inner
    }

    fn is_deaf(&self) -> bool {
        true
    }

    fn meets(&self) -> Option<&dyn Meeting> {
        Some(self)
    }
}

impl Meeting for Rumour {
    fn start(&self, minds: &mut Minds<'_>, _: &Draws) {
        minds.agents.inner[0] = 1.0;
        minds.voices[0] |= voice::SPEAKS;
    }

    fn meet(&self, agent: usize, followees: &[u32], minds: &mut Minds<'_>, stream: &mut Stream) -> f64 {
        let partner = followees[stream.below(followees.len() as u32) as usize] as usize;
        let hears = voice::speaks(minds.voices[partner]) && stream.chance(self.belief);
        if !hears || minds.agents.inner[agent] > 0.0 {
            return 0.0;
        }
        minds.agents.inner[agent] = 1.0;
        1.0
    }
}

/// A rule that learns from encounters: it sees the newest voices, and a tick in which nobody learnt ends the run.
#[test]
fn an_expression_rule_may_learn_from_encounters() {
    // A star: the leaves follow the centre, who knows; the centre follows a leaf.
    let ties: Vec<(u32, u32)> = (1..50).map(|leaf| (leaf, 0)).chain([(0, 1)]).collect();
    let graph = Graph::from_ties(50, &ties, true);
    let people = Agents::new(50, Scale::default());
    let mut model = sequential(Schedule::Permutation);
    model.expression = Box::new(Rumour { belief: 1.0 });
    model.stop.settled = Some(0.0);
    let mut run = Simulation::new(&model, graph, people, Draws::new(1, 0), false).unwrap();
    let mut speaking = Vec::new();
    let stopped = run.run(&AtomicBool::new(false), &|_| {}, |observed| {
        speaking.push(observed.view.voices.iter().filter(|&&v| voice::speaks(v)).count());
    });
    assert_eq!(stopped, Some(StoppedBy::Settled));
    // In tick 1 all leaves hear of it, after they have spoken; in tick 2 they say so, and nobody learns any more.
    assert_eq!(speaking, [0, 1, 50]);
}

/// A plain loop over a store: the last posts of followees are read, then a new one is added.
#[test]
fn a_plain_loop_over_the_last_posts_gives_the_same() {
    let draws = Draws::new(12, 1);
    let (graph, people) = (graph(80, 5, true, &draws), agents(80, false, &draws));
    for express_last in [true, false] {
        let mut model = sequential(Schedule::RandomReader);
        model.order.express_last = express_last;
        model.feed.source = Source::Posts;
        model.feed.memory = Some(60);
        model.feed.slots = Slots::First(4);
        model.ranking = Box::new(Chronological {});
        model.influence = Box::new(bounded(0.3, 0.6));
        let mut run = Simulation::new(&model, graph.clone(), people.clone(), draws, false).unwrap();
        let mut x = people.opinion.clone();
        let mut posts: Vec<(usize, f64)> = Vec::new();
        for tick in 1..=15 {
            run.step();
            for step in 0..80 {
                let i = draws.stream(Purpose::Step, tick, step).below(80) as usize;
                if !express_last {
                    posts.push((i, x[i]));
                }
                let first = posts.len().saturating_sub(60);
                let screen =
                    posts[first..].iter().rev().filter(|(j, _)| graph.followees(i).contains(&(*j as u32)));
                let near: Vec<f64> =
                    screen.take(4).map(|(_, y)| *y).filter(|y| (y - x[i]).abs() < 0.6).collect();
                if !near.is_empty() {
                    x[i] += 0.3 * (near.iter().sum::<f64>() / near.len() as f64 - x[i]);
                }
                if express_last {
                    posts.push((i, x[i]));
                }
            }
            assert_eq!(run.state().agents.opinion, x);
        }
        let store = run.state().store.as_ref().unwrap();
        assert_eq!((store.len(), store.published()), (60, posts.len() as u64));
    }
}

/// A reshare takes the place of a new post, and keeps its original.
#[test]
fn a_reshare_goes_out_in_the_same_turn() {
    let draws = Draws::new(4, 0);
    let mut model = sequential(Schedule::Permutation);
    model.order.express_last = true;
    model.feed.source = Source::Posts;
    model.feed.memory = Some(50);
    model.ranking = Box::new(Chronological {});
    model.reaction =
        Box::new(Kernel::from_toml("like = 1.0\nreshare = 1.0\nkernel = \"step\"\nwidth = 9.0").unwrap());
    // A line: everybody follows the one before, and only the first has nobody to read.
    let graph = Graph::from_ties(6, &(1..6).map(|i| (i, i - 1)).collect::<Vec<_>>(), true);
    let mut run = Simulation::new(&model, graph, agents(6, false, &draws), draws, false).unwrap();
    (0..9).for_each(|_| run.step());
    let store = run.state().store.as_ref().unwrap();
    assert_eq!(store.published(), 54);
    // In a few rounds what the first wrote has come to the end of the line, stance and all.
    let last = store.of(5).next().unwrap();
    assert_eq!(last.originator(), 0);
    assert_eq!(last.stance, run.state().agents.opinion[0]);
    assert!(store.of(0).all(|post| post.originator() == 0));
}

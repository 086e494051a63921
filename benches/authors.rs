//! Authors who act, and followers who read at once, on one thread.
//!
//! `cargo bench --bench authors` prints millions of deliveries a second: of posts of random stance that attract or repel (de
//! Arruda et al. 2022), read by themselves, and of posts that come into a feed of the last ten, which the reader then reads
//! and moves by (bounded confidence over all ten). A *delivery* is one post put before one follower who decides: with a
//! feed, it takes the place of the oldest post, ten posts are read, an opinion is written. Everybody follows ten others
//! drawn at random, and has ten followers on average. Beside it a bare loop over the same draws, which gives the same
//! opinions to the last bit, keeps no poster with a post, and cannot observe or be changed. Engine and loop take turns,
//! round by round, and the figures are medians over rounds of the processor's time, not of the clock.
//!
//! Memory: what the process has grown by, from before the network to after the first ticks, divided by the agents (the
//! network both ways included); and what is left of that without the ties, 4 bytes each of the followees and of the
//! followers. Measured with the first program of a size, before any memory can be used again.
//!
//! `cargo bench --bench authors -- 100000` measures that number of agents alone; `-- 100000 feed` the feeds alone.

mod support;

use std::hint::black_box;

use hushfeed::engine::{Model, Schedule, Simulation, Slots, Source, Stances};
use hushfeed::influence::{AttractOrRepel, Bound, BoundedConfidence, Influence};
use hushfeed::network::generators::FixedOutDegree;
use hushfeed::network::{Generator as _, Graph, Request};
use hushfeed::random::{Draws, Purpose, mix64};
use hushfeed::reaction::NoReaction;
use support::{crowd, processor_time, resident, silent_model};

const FOLLOWEES: u32 = 10;
const SLOTS: usize = 10;
const EPSILON: f64 = 0.4;
const RATE: f64 = 0.1;
const STEP: f64 = 0.1;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let sizes: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10_000, 1_000_000] } else { sizes };
    let only_feeds = arguments.iter().any(|argument| argument == "feed");
    println!(
        "what        agents  M deliveries a second  bare loop  engine/bare  bytes an agent  without ties"
    );
    for agents in sizes {
        for with_feed in [true, false] {
            if with_feed || !only_feeds {
                compare(agents, with_feed);
            }
        }
    }
}

fn model(with_feed: bool) -> Model {
    let mut model = silent_model();
    model.order.schedule = Schedule::RandomAuthor;
    model.feed.source = Source::Posts;
    model.reaction = Box::new(NoReaction {});
    let rule: Box<dyn Influence> = if with_feed {
        model.feed.slots = Slots::First(SLOTS as u32);
        let keys = BoundedConfidence::default();
        Box::new(BoundedConfidence {
            epsilon: EPSILON,
            rate: RATE,
            bound: Bound::Open,
            include_self: false,
            ..keys
        })
    } else {
        model.feed.slots = Slots::All;
        model.feed.stance = Stances::Random;
        Box::new(AttractOrRepel { step: STEP })
    };
    model.influence = rule;
    model
}

/// Times engine and loop in turn and prints a line.
fn compare(n: usize, with_feed: bool) {
    let draws = Draws::new(1, 0);
    let before = resident();
    let generator = FixedOutDegree { agents: n as u32, followees: FOLLOWEES };
    let graph = generator.grow(&Request { draws: &draws, sides: None }).expect("a network").graph;
    let model = model(with_feed);
    let mut run = Simulation::new(&model, graph, crowd(n, draws), draws, false).expect("a run");
    // Feeds fill in the first ticks.
    (0..3).for_each(|_| run.step());
    let bytes = resident().saturating_sub(before) as f64 / n as f64;
    let mut bare = Bare::new(&run.state().graph, crowd(n, draws).opinion, draws, with_feed);
    (0..3).for_each(|_| bare.step());
    assert_eq!(run.state().agents.opinion, bare.opinion, "the same to the last bit");

    let ticks = (400_000 / n).max(1);
    let mut rates = [Vec::new(), Vec::new()];
    for _ in 0..9 {
        let first = bare.delivered;
        let loops = processor_time(|| (0..ticks).for_each(|_| bare.step()));
        let deliveries = (bare.delivered - first) as f64;
        let engine = processor_time(|| (0..ticks).for_each(|_| run.step()));
        rates[0].push(deliveries / engine / 1e6);
        rates[1].push(deliveries / loops / 1e6);
    }
    assert_eq!(run.state().agents.opinion, bare.opinion, "the same to the last bit");
    black_box(&run);
    let [engine, bare] = rates.map(median);
    let name = if with_feed { "feed of 10" } else { "one post" };
    println!(
        "{name:10} {n:>7} {engine:>22.1} {bare:>10.1} {:>12.2} {bytes:>15.0} {:>13.0}",
        engine / bare,
        bytes - 8.0 * f64::from(FOLLOWEES)
    );
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The same model as one would write it for itself.
struct Bare {
    followers: Graph,
    opinion: Vec<f64>,
    feeds: Vec<f32>,
    /// How many posts have come to each reader.
    come: Vec<u32>,
    with_feed: bool,
    draws: Draws,
    tick: u32,
    delivered: u64,
}

impl Bare {
    fn new(graph: &Graph, opinion: Vec<f64>, draws: Draws, with_feed: bool) -> Self {
        let n = opinion.len();
        let feeds = if with_feed { vec![0.0; n * SLOTS] } else { Vec::new() };
        Self {
            followers: graph.followers(),
            opinion,
            feeds,
            come: vec![0; n],
            with_feed,
            draws,
            tick: 0,
            delivered: 0,
        }
    }

    fn step(&mut self) {
        self.tick += 1;
        let n = self.opinion.len() as u32;
        for step in 0..n {
            let mut stream = self.draws.stream(Purpose::Step, self.tick, step);
            let author = stream.below(n) as usize;
            let key = [stream.next_u32(), stream.next_u32()][1];
            self.delivered += self.followers.degree(author) as u64;
            if self.with_feed {
                self.post(author);
            } else {
                let theta = 2.0 * self.draws.stream(Purpose::Stance, self.tick, step).uniform() - 1.0;
                self.shout(author, theta, key);
            }
        }
    }

    fn post(&mut self, author: usize) {
        let said = self.opinion[author] as f32;
        for &reader in self.followers.followees(author) {
            let reader = reader as usize;
            let feed = &mut self.feeds[reader * SLOTS..][..SLOTS];
            feed[self.come[reader] as usize % SLOTS] = said;
            self.come[reader] += 1;
            let own = self.opinion[reader];
            let (mut sum, mut count) = (0.0, 0.0);
            for &stance in &feed[..SLOTS.min(self.come[reader] as usize)] {
                let stance = f64::from(stance);
                if (stance - own).abs() < EPSILON {
                    sum += stance;
                    count += 1.0;
                }
            }
            if count > 0.0 {
                self.opinion[reader] = (own + RATE * (sum / count - own)).clamp(-1.0, 1.0);
            }
        }
    }

    fn shout(&mut self, author: usize, theta: f64, key: u32) {
        for &reader in self.followers.followees(author) {
            let opinion = &mut self.opinion[reader as usize];
            let uniform = (mix64(key, reader) >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0);
            let difference = theta - *opinion;
            let towards = if difference > 0.0 { STEP } else { -STEP };
            if uniform * 2.0 < difference.abs() {
                *opinion = (*opinion - towards).clamp(-1.0, 1.0);
            } else if difference.abs() <= STEP {
                *opinion = theta;
            } else {
                *opinion += towards;
            }
        }
    }
}

//! What the benchmarks share: a crowd, its model, and a clock.
#![allow(dead_code, reason = "each benchmark uses a part")]

#[path = "../../tests/support/mod.rs"]
mod worlds;

use std::time::Instant;

use hushfeed::engine::{Model, Slots, Source};
use hushfeed::expression::Logistic;
use hushfeed::influence::{Bound, BoundedConfidence};
use hushfeed::random::{Draws, Purpose};
use hushfeed::reaction::Kernel;
use hushfeed::registry::Parameters as _;
use hushfeed::world::{Agents, Scale};

/// A model in which nothing happens but speech, never observed: a benchmark sets the slots that it measures.
pub fn silent_model() -> Model {
    let mut model = worlds::model();
    model.feed.reshares_per_tick = 0;
    model.stop.ticks = 1_000_000;
    model.watch.every = 1_000_000;
    model
}

/// The usual model: a feed of `slots` posts that live for `window` ticks, reactions, self-censorship and influence.
pub fn crowd_model(slots: u32, window: u32) -> Model {
    let mut model = silent_model();
    model.feed.slots = Slots::First(slots);
    model.feed.window = window;
    model.feed.source = Source::Posts;
    model.reaction = Box::new(Kernel::from_toml("").expect("defaults"));
    model.expression = Box::new(Logistic { kappa: 10.0, nu: 0.5, eta: 0.2 });
    model.influence = Box::new(BoundedConfidence {
        epsilon: 0.4,
        rate: 0.1,
        bound: Bound::Closed,
        include_self: false,
        ..BoundedConfidence::default()
    });
    model
}

/// People of all opinions, some of whom censor themselves.
pub fn crowd(n: usize, draws: Draws) -> Agents {
    let mut agents = Agents::new(n, Scale::default());
    for i in 0..n {
        agents.opinion[i] = 2.0 * draws.uniform(Purpose::Opinion, 0, i as u32) - 1.0;
        agents.self_censorship[i] = 0.3 + 0.2 * draws.uniform(Purpose::SelfCensorship, 0, i as u32);
        agents.inner[i] = 0.5;
    }
    agents
}

/// How many seconds of this thread's processor time `work` takes: what others do in between does not count, but for the
/// caches they empty. Where the system does not tell (it is Linux that does), seconds of the clock.
pub fn processor_time(work: impl FnOnce()) -> f64 {
    let spent = || {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    };
    let before = spent();
    let clock = time(work);
    match (before, spent()) {
        (Some(before), Some(after)) => (after - before) * 1e-9,
        _ => clock,
    }
}

/// How many seconds `work` takes.
pub fn time(work: impl FnOnce()) -> f64 {
    #[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// Resident memory of this process in bytes; 0 where the system does not tell.
pub fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|text| text.split_whitespace().nth(1)?.parse::<usize>().ok());
    pages.unwrap_or(0) * 4096
}

//! Ross et al. 2019, the variant without the clamp, from the growth of its network to its stop.
//!
//! `cargo bench --bench ross` prints how many runs a second scenarios/papers/ross-2019-unclamped.toml makes at N = 1,000
//! and m = 5 (ε = 0.0001, about 360 ticks on average), growth of the network and of the population included, output off:
//! on one thread, and on two that share the runs. Beside it a plain loop of this one model, written for this comparison
//! alone, and millions of agent-ticks a second of both. The two take turns, round by round, and the figures are medians
//! over rounds, because the speed of a shared machine drifts; every round plays the same replicates.
//!
//! How it compares with the authors' own C++ program (bencabrera/spiral_of_silence_abm, commit 8fe4152): that one made 13.1
//! runs a second of the same model, at the same N, m, ε and cap, on one thread of a machine of this kind, its growth of
//! the network included and its output off: 4.7 million agent-ticks a second. It was not run beside this bench: another
//! machine, or another load, moves the ratio. Its draws differ, so that single runs cannot be compared; mean ticks can
//! (checkpoint R10).
//!
//! Where the plain loop is not comparable: it has one sequence of random numbers a run, draws its network by picking ends
//! of earlier edges (exact for power 1 alone), uses the standard library's exponential, and cannot be observed.
//!
//! `cargo bench --bench ross -- 40` plays 40 runs a round instead of 200.

use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use hushfeed::engine::Simulation;
use hushfeed::random::Draws;
use hushfeed::registry::Document;
use hushfeed::scenario::{Scenario, load};
use rayon::prelude::*;

const AGENTS: usize = 1000;
const EDGES: usize = 5;
const ROUNDS: usize = 5;
const CAP: u32 = 100_000;

fn main() {
    let runs = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(200_u64);
    let scenario = scenario();
    println!("threads  program    runs/s  agent-ticks/s (M)  mean ticks");
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let (mut engine, mut plain) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            engine.push(time(&pool, runs, |replicate| play(&scenario, replicate)));
            plain.push(time(&pool, runs, plain_run));
        }
        for (name, mut times) in [("hushfeed", engine), ("plain loop", plain)] {
            times.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (seconds, ticks): (f64, u64) = times[ROUNDS / 2];
            let rate = runs as f64 / seconds;
            let work = ticks as f64 * AGENTS as f64 / seconds / 1e6;
            println!("{threads:7}  {name:10} {rate:6.1}  {work:17.1}  {:10.1}", ticks as f64 / runs as f64);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a clock is what a measurement of time needs")]
/// The seconds and the ticks of all runs.
fn time(pool: &rayon::ThreadPool, runs: u64, play: impl Fn(u64) -> u32 + Sync) -> (f64, u64) {
    let start = Instant::now();
    let ticks = pool.install(|| {
        (0..runs as usize)
            .into_par_iter()
            .with_max_len(1)
            .map(|run| u64::from(play(run as u64)))
            .reduce(|| 0, |a, b| a + b)
    });
    (start.elapsed().as_secs_f64(), ticks)
}

fn scenario() -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/papers/ross-2019-unclamped.toml");
    let text = std::fs::read_to_string(&path).expect("the scenario");
    let mut document = Document::parse("ross-2019-unclamped.toml", &text).expect("TOML");
    document.set("--set", &format!("network.followees={EDGES}")).expect("a key");
    load(&path, document).unwrap_or_else(|error| panic!("{error}")).0
}

/// One run of the scenario; its ticks.
fn play(scenario: &Scenario, replicate: u64) -> u32 {
    let draws = Draws::new(scenario.top.seed, replicate);
    let prepared = scenario.prepare().expect("no file");
    let (network, agents) = scenario.build(&prepared, &draws).expect("a network");
    let mut simulation =
        Simulation::new(&scenario.model, network.graph, agents, draws, false).expect("a simulation");
    simulation.run(&AtomicBool::new(false), &|_| {}, |observation| {
        black_box(observation.view.tick);
    });
    simulation.state().tick
}

/// Random numbers of the plain loop.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / 9_007_199_254_740_992.0
    }
}

/// One run of the plain loop; its ticks.
#[expect(clippy::disallowed_methods, reason = "the plain loop does what one would write at first")]
fn plain_run(replicate: u64) -> u32 {
    let mut random = SplitMix(replicate.wrapping_mul(0x1234_5678_9abc_def1));
    // Every edge twice: an end drawn uniformly is an agent in proportion to its degree.
    let mut ends: Vec<u32> = Vec::new();
    let mut neighbours: Vec<Vec<u32>> = vec![Vec::new(); AGENTS];
    let mut join = |a: usize, b: usize, ends: &mut Vec<u32>| {
        neighbours[a].push(b as u32);
        neighbours[b].push(a as u32);
        ends.extend([a as u32, b as u32]);
    };
    (1..=EDGES).for_each(|leaf| join(0, leaf, &mut ends));
    for newcomer in EDGES + 1..AGENTS {
        let mut chosen: Vec<u32> = Vec::with_capacity(EDGES);
        while chosen.len() < EDGES {
            let agent = ends[(random.next() % ends.len() as u64) as usize];
            if !chosen.contains(&agent) {
                chosen.push(agent);
            }
        }
        for &agent in &chosen {
            join(newcomer, agent as usize, &mut ends);
        }
    }
    let positive: Vec<bool> = (0..AGENTS).map(|_| random.uniform() < 0.5).collect();
    let threshold: Vec<f64> = (0..AGENTS).map(|_| random.uniform()).collect();
    let mut inner: Vec<f64> = (0..AGENTS).map(|_| random.uniform()).collect();
    let squash = |inner: f64| (2.0 / (1.0 + (-inner).exp()) - 1.0).max(0.0);
    let mut confidence: Vec<f64> = inner.iter().map(|&inner| squash(inner)).collect();
    let mut voice = vec![0_u8; AGENTS];
    for tick in 1..=CAP {
        for agent in 0..AGENTS {
            let speaks = confidence[agent] > threshold[agent];
            voice[agent] = if speaks { 1 + u8::from(positive[agent]) } else { 0 };
        }
        let mut moved = 0.0_f64;
        for agent in 0..AGENTS {
            let (mut plus, mut minus) = (0_u32, 0_u32);
            for &other in &neighbours[agent] {
                plus += u32::from(voice[other as usize] == 2);
                minus += u32::from(voice[other as usize] == 1);
            }
            if plus + minus > 0 {
                let lead = (f64::from(plus) - f64::from(minus)) / f64::from(plus + minus);
                inner[agent] += if positive[agent] { lead } else { -lead };
            }
            let new = squash(inner[agent]);
            moved = moved.max((new - confidence[agent]).abs());
            confidence[agent] = new;
        }
        if moved <= 1e-4 {
            return tick;
        }
    }
    CAP
}

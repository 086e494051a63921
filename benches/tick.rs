//! A full tick against a bare loop and the machine's own gather rate.
//!
//! `cargo bench --bench tick` prints, for 10 k, 100 k and 1 M agents × 30 followees, on one thread and on two:
//! the time of a tick of the engine (express, rank, react, perceive, influence; output off), the time of a
//! hand-written loop that does the same for this one model alone, and how many random cache lines a second the machine
//! gathers from an array of 64 bytes an agent. The three are timed in turn, round by round, and the ratios are medians
//! over rounds, because the speed of a shared machine drifts. Where the comparison is unfair: the bare loop knows its
//! model, keeps no kinds, no groups, no stubbornness, and could neither observe nor change a rule.
//!
//! `cargo bench --bench tick -- quick` leaves out the million.

mod support;

use std::hint::black_box;

use hushfeed::engine::Simulation;
use hushfeed::network::generators::FixedOutDegree;
use hushfeed::network::{Generator, Graph, Request};
use hushfeed::random::{Draws, Purpose, mix, mix64};
use hushfeed::world::Agents;
use rayon::prelude::*;
use support::{crowd, crowd_model, resident, time};

const FOLLOWEES: u32 = 30;
const SLOTS: usize = 10;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let quick = arguments.iter().any(|argument| argument == "quick");
    println!(
        "agents     threads  engine ms  bare ms  engine/bare  ties/s (M)  gathers/s (M)  ties/gathers  B/tie  B/agent"
    );
    for agents in [10_000_u32, 100_000, 1_000_000] {
        if quick && agents == 1_000_000 {
            continue;
        }
        let draws = Draws::new(1, 0);
        let graph = FixedOutDegree { agents, followees: FOLLOWEES }
            .grow(&Request { draws: &draws, sides: None })
            .expect("a network")
            .graph;
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| compare(&graph, draws, threads));
        }
    }
}

/// Times the three in turn and prints the medians.
fn compare(graph: &Graph, draws: Draws, threads: usize) {
    let n = graph.agents();
    let rounds = if n >= 1_000_000 { 7 } else { 15 };
    let ticks = (2_000_000 / n).clamp(1, 100);
    let model = crowd_model(SLOTS as u32, 1);
    let agents = crowd(n, draws);
    let before = resident();
    let mut simulation =
        Simulation::new(&model, graph.clone(), agents.clone(), draws, threads > 1).expect("a run");
    simulation.step();
    // Memory that an earlier case gave back is used again unseen: only the first case of a size is told.
    let bytes = if threads == 1 { resident().saturating_sub(before) as f64 } else { f64::NAN };
    let mut bare = Bare::new(graph, &agents, draws);
    bare.tick(threads > 1);
    let lines = Lines::new(n);

    let mut results = Vec::new();
    for _ in 0..rounds {
        let engine = time(|| (0..ticks).for_each(|_| simulation.step())) / ticks as f64;
        let loops = time(|| (0..ticks).for_each(|_| bare.tick(threads > 1))) / ticks as f64;
        let gather = time(|| lines.gather(graph, threads > 1));
        results.push((engine, loops, gather));
    }
    let median = |of: &dyn Fn(&(f64, f64, f64)) -> f64| {
        let mut values: Vec<f64> = results.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let ties = graph.ties() as f64;
    let engine = median(&|r| r.0);
    println!(
        "{n:9}  {threads:7}  {:9.3}  {:7.3}  {:11.2}  {:10.1}  {:13.1}  {:12.2}  {:>5}  {:>7}",
        engine * 1e3,
        median(&|r| r.1) * 1e3,
        median(&|r| r.0 / r.1),
        ties / engine / 1e6,
        ties / median(&|r| r.2) / 1e6,
        median(&|r| r.2 / r.0),
        told(bytes / ties),
        told((bytes - 4.0 * ties) / n as f64),
    );
    assert!(
        bare.opinion.iter().zip(&simulation.state().agents.opinion).all(|(a, b)| a == b),
        "not the same model"
    );
}

/// A figure, or a dash where it was not measured.
fn told(value: f64) -> String {
    if value.is_nan() { "-".to_owned() } else { format!("{value:.1}") }
}

/// One cache line an agent: what a reader would fetch if everything about an author lay in one place.
struct Lines {
    lines: Vec<[u64; 8]>,
}

impl Lines {
    fn new(n: usize) -> Self {
        Self { lines: (0..n as u64).map(|i| [i; 8]).collect() }
    }

    /// Reads one word of the line of every followee of everybody.
    fn gather(&self, graph: &Graph, parallel: bool) {
        let sum_of =
            |ids: &[u32]| ids.iter().fold(0_u64, |sum, &j| sum.wrapping_add(self.lines[j as usize][0]));
        let chunks = graph.targets().chunks(16 * 1024);
        if parallel {
            graph.targets().par_chunks(16 * 1024).for_each(|ids| {
                black_box(sum_of(ids));
            });
        } else {
            chunks.for_each(|ids| {
                black_box(sum_of(ids));
            });
        }
    }
}

/// What a chunk of readers owns: its number, opinions, perceived shares, profiles.
type Own<'b> = (usize, ((&'b mut [f64], &'b mut [f64]), &'b mut [f32]));

/// The same model as one loop.
struct Bare<'a> {
    graph: &'a Graph,
    draws: Draws,
    tick: u32,
    opinion: Vec<f64>,
    perceived: Vec<f64>,
    censorship: Vec<f64>,
    profile: Vec<f32>,
    voices: Vec<u8>,
    stances: Vec<f64>,
}

impl<'a> Bare<'a> {
    fn new(graph: &'a Graph, agents: &Agents, draws: Draws) -> Self {
        let n = agents.len();
        Self {
            graph,
            draws,
            tick: 0,
            opinion: agents.opinion.clone(),
            perceived: agents.inner.clone(),
            censorship: agents.self_censorship.clone(),
            profile: agents.profile.clone(),
            voices: vec![0; n],
            stances: vec![0.0; n],
        }
    }

    fn tick(&mut self, parallel: bool) {
        const CHUNK: usize = 512;
        self.tick += 1;
        let (tick, draws, graph) = (self.tick, self.draws, self.graph);
        let speak = |(chunk, (voices, stances)): (usize, (&mut [u8], &mut [f64]))| {
            for at in 0..voices.len() {
                let i = chunk * CHUNK + at;
                let x = self.opinion[i];
                let odds = 10.0 * (self.perceived[i] - self.censorship[i]) + 0.5 * x.abs();
                let uniform = draws.uniform(Purpose::Express, tick, i as u32);
                let speaks = uniform < 1.0 / (1.0 + libm::exp(-odds));
                voices[at] = u8::from(x > 0.0) | u8::from(x < 0.0) << 1 | u8::from(speaks) << 2;
                stances[at] = x;
            }
        };
        if parallel {
            let pairs = self.voices.par_chunks_mut(CHUNK).zip(self.stances.par_chunks_mut(CHUNK));
            pairs.enumerate().for_each(speak);
        } else {
            let pairs = self.voices.chunks_mut(CHUNK).zip(self.stances.chunks_mut(CHUNK));
            pairs.enumerate().for_each(speak);
        }
        let (voices, stances) = (&self.voices, &self.stances);
        let read = |(chunk, ((opinion, perceived), profile)): Own<'_>| {
            let mut feed = [(0_u64, 0_u32); SLOTS];
            for at in 0..opinion.len() {
                let i = chunk * CHUNK + at;
                let keys = draws.words(Purpose::Serve, tick, i as u32);
                let key = keys[0];
                // The first k by a keyed draw, by insertion.
                let mut shown = 0;
                let mut speakers = 0;
                for (place, &j) in graph.followees(i).iter().enumerate() {
                    if voices[j as usize] & 4 == 0 {
                        continue;
                    }
                    speakers += 1;
                    let rank = u64::from(mix(key, j)) << 32 | place as u64;
                    if shown < SLOTS {
                        shown += 1;
                    } else if rank <= feed[SLOTS - 1].0 {
                        continue;
                    }
                    let mut slot = shown - 1;
                    while slot > 0 && feed[slot - 1].0 < rank {
                        feed[slot] = feed[slot - 1];
                        slot -= 1;
                    }
                    feed[slot] = (rank, j);
                }
                if speakers <= SLOTS {
                    // All are shown, in the order of the ties: the same order of addition as the engine's.
                    feed[..shown].sort_unstable_by_key(|&(rank, _)| rank as u32);
                }
                let x = opinion[at];
                let (mut positive, mut negative, mut sum, mut near) = (0.0, 0.0, 0.0, 0.0);
                for &(_, j) in &feed[..shown] {
                    let y = stances[j as usize];
                    let distance = (x - y).abs();
                    let kernel = hushfeed::math::fast_exp(-(distance / 0.7) * (distance / 0.7));
                    let (approval, rest) = (mix64(keys[1], j), mix64(keys[2], j));
                    let drawn = |random: u64, p: f64| ((random as u32) as f64) < p * 4_294_967_296.0;
                    let like = drawn(approval, 0.2 * kernel) | drawn(approval >> 32, 0.02 * kernel);
                    black_box(
                        drawn(rest, 0.02 * (kernel + 0.5 * (1.0 - kernel)))
                            | drawn(rest >> 32, 0.0002 * (1.0 - kernel)),
                    );
                    if like {
                        profile[at] += 0.1 * (y as f32 - profile[at]);
                    }
                    positive += f64::from(u8::from(y > 0.0));
                    negative += f64::from(u8::from(y < 0.0));
                    if distance <= 0.4 + 1e-12 {
                        sum += y;
                        near += 1.0;
                    }
                }
                let own = if x > 0.0 { positive } else { negative };
                if positive + negative > 0.0 && x != 0.0 {
                    perceived[at] = (1.0 - 0.2) * perceived[at] + 0.2 * own / (positive + negative);
                }
                if near > 0.0 {
                    opinion[at] = x + 0.1 * (sum / near - x);
                }
            }
        };
        if parallel {
            let own = self.opinion.par_chunks_mut(CHUNK).zip(self.perceived.par_chunks_mut(CHUNK));
            own.zip(self.profile.par_chunks_mut(CHUNK)).enumerate().for_each(read);
        } else {
            let own = self.opinion.chunks_mut(CHUNK).zip(self.perceived.chunks_mut(CHUNK));
            own.zip(self.profile.chunks_mut(CHUNK)).enumerate().for_each(read);
        }
    }
}

//! Encounters of two and averages over everybody, against bare loops.
//!
//! `cargo bench --bench pairs` prints, on one thread: pairs a second of bounded confidence (Deffuant et al. 2000) where
//! all can meet, in a tick of the engine and in a hand-written loop over the same draws, and the ratio of the two; pairs a
//! second where near partners are preferred (Sîrbu et al. 2019); agents a second of a synchronous average within ε
//! (Hegselmann & Krause 2002), in a tick of the engine. Engine and loop are timed in turn, round by round, and the
//! figures are medians over rounds, because the speed of a shared machine drifts. Where the comparison is unfair: the bare
//! loop keeps no sides, voices or kinds, and could neither observe nor change a rule.

mod support;

use std::hint::black_box;
use std::time::Instant;

use hushfeed::engine::{Model, Schedule, Simulation};
use hushfeed::influence::pairs::{PartnerChoice, PartnerKeys};
use hushfeed::influence::{Bound, BoundedConfidence};
use hushfeed::network::Graph;
use hushfeed::random::{Draws, Purpose};
use hushfeed::world::{Agents, OpinionRange, Scale};
use support::silent_model;

fn main() {
    println!("what                         agents   M a second   bare loop   engine/bare");
    for agents in [10_000, 1_000_000] {
        let (engine, bare) = compare(agents);
        println!(
            "pairs, uniform            {agents:>9} {:>12.1} {:>11.1} {:>13.2}",
            engine,
            bare,
            engine / bare
        );
    }
    for agents in [500, 10_000] {
        let rule = BoundedConfidence {
            partner: PartnerKeys {
                selection: PartnerChoice::Biased,
                gamma: Some(1.0),
                distance_floor: Some(1e-4),
                ..PartnerKeys::default()
            },
            ..deffuant()
        };
        let rate = rate(&model(Schedule::RandomReader, rule), agents, 9);
        println!("pairs, biased, γ = 1      {agents:>9} {rate:>12.2}");
    }
    for agents in [10_000, 100_000, 1_000_000] {
        let rule = BoundedConfidence {
            epsilon: 0.05,
            rate: 1.0,
            include_self: true,
            ..BoundedConfidence::default()
        };
        let rate = rate(&model(Schedule::Synchronous, rule), agents, 9);
        println!("average within ε = .05    {agents:>9} {rate:>12.1}");
    }
}

fn deffuant() -> BoundedConfidence {
    BoundedConfidence {
        epsilon: 0.2,
        rate: 0.5,
        bound: Bound::Open,
        pairwise: true,
        ..BoundedConfidence::default()
    }
}

fn model(schedule: Schedule, rule: BoundedConfidence) -> Model {
    let mut model = silent_model();
    model.order.schedule = schedule;
    model.influence = Box::new(rule);
    model
}

fn population(agents: usize, draws: Draws) -> Agents {
    let mut people = Agents::new(agents, Scale { range: OpinionRange::Unit, ..Scale::default() });
    for (agent, opinion) in people.opinion.iter_mut().enumerate() {
        *opinion = draws.uniform(Purpose::Opinion, 0, agent as u32);
    }
    people
}

/// Millions of agents (or pairs) a second in ticks of the engine: the median over rounds.
fn rate(model: &Model, agents: usize, rounds: usize) -> f64 {
    let draws = Draws::new(1, 0);
    let people = population(agents, draws);
    let mut run = Simulation::new(model, Graph::well_mixed(agents), people, draws, false).expect("a run");
    run.step();
    let ticks = (400_000 / agents).max(1);
    median((0..rounds).map(|_| millions(agents * ticks, || (0..ticks).for_each(|_| run.step()))).collect())
}

/// Millions of pairs a second: the engine, and the bare loop.
fn compare(agents: usize) -> (f64, f64) {
    let draws = Draws::new(1, 0);
    let people = population(agents, draws);
    let mut opinion = people.opinion.clone();
    let model = model(Schedule::RandomReader, deffuant());
    let mut run = Simulation::new(&model, Graph::well_mixed(agents), people, draws, false).expect("a run");
    let ticks = (4_000_000 / agents).max(1) as u32;
    let (mut engine, mut bare) = (Vec::new(), Vec::new());
    let mut tick = 0;
    for _ in 0..9 {
        engine.push(millions(agents * ticks as usize, || (0..ticks).for_each(|_| run.step())));
        bare.push(millions(agents * ticks as usize, || {
            for _ in 0..ticks {
                tick += 1;
                bare_loop(&mut opinion, draws, tick);
            }
        }));
    }
    assert_eq!(run.state().agents.opinion, opinion, "they do the same");
    black_box(&opinion);
    (median(engine), median(bare))
}

/// The model and nothing else.
fn bare_loop(opinion: &mut [f64], draws: Draws, tick: u32) {
    let agents = opinion.len() as u64;
    for step in 0..opinion.len() as u32 {
        let words = draws.words(Purpose::Step, tick, step);
        let first = u64::from(words[0]) * agents;
        let second = u64::from(words[1]) * (agents - 1);
        let (own, other) = if (first as u32) < agents as u32 || (second as u32) < agents as u32 {
            let mut stream = draws.stream(Purpose::Step, tick, step);
            (stream.below(agents as u32) as usize, stream.below(agents as u32 - 1) as usize)
        } else {
            ((first >> 32) as usize, (second >> 32) as usize)
        };
        let other = other + usize::from(other >= own);
        let difference = opinion[other] - opinion[own];
        let move_by = if difference.abs() < 0.2 { 0.5 * difference } else { 0.0 };
        opinion[own] += move_by;
        opinion[other] -= move_by;
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn millions(events: usize, work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    work();
    events as f64 / started.elapsed().as_secs_f64() / 1e6
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

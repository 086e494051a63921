//! A ranked tick against a chronological one.
//!
//! `cargo bench --bench ranked` prints, for every ranking with its defaults and for a mixture of `weighted`, what a tick
//! of the engine costs (express, rank, react, perceive, influence; output off) at 1 M agents × 30 followees, feeds of 10
//! out of a window of 4 ticks, on one thread, and how many times a chronological tick of the same run that is. The two
//! are timed in turn, round by round, in processor time, and the ratio is the median over rounds, because the speed of a
//! shared machine drifts. The memory of a run in which many likes are counted differs from that of a chronological one; nothing else
//! does.
//!
//! `cargo bench --bench ranked -- quick` plays 10 k and 100 k agents instead; further words are the names of the only
//! rankings to time: `cargo bench --bench ranked -- quick twitter_2023 x_2026`.

mod support;

use hushfeed::engine::{Model, Simulation};
use hushfeed::feed::{RANKINGS, Ranking};
use hushfeed::network::generators::FixedOutDegree;
use hushfeed::network::{Generator, Request};
use hushfeed::random::Draws;
use hushfeed::registry::{Diagnostics, Document, Reader};
use support::{crowd, crowd_model, processor_time};

const FOLLOWEES: u32 = 30;
const SLOTS: u32 = 10;
const WINDOW: u32 = 4;

/// A mixture that reads most columns and takes every step of the form.
const MIXTURE: &str = "recency = 0.2\naffinity = 0.3\nsimilarity = 0.5\nlike = 1.0\nreshare = 2.0\nreply = 3.0\n\
                       negative = -100.0\noffset = 0.001\ntie_exponent = 1.0\ndecay = \"half-life\"\n\
                       decay_hours = 6.0\ndiversity_decay = 0.5\ndiversity_floor = 0.25\n";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let quick = arguments.iter().any(|argument| argument == "quick");
    let only: Vec<&String> = arguments.iter().filter(|argument| *argument != "quick").collect();
    let sizes: &[u32] = if quick { &[10_000, 100_000] } else { &[1_000_000] };
    let mut rankings: Vec<(String, Box<dyn Ranking>)> =
        RANKINGS.iter().map(|entry| (entry.name.to_owned(), read(entry.name, ""))).collect();
    rankings.push(("weighted (a mixture)".to_owned(), read("weighted", MIXTURE)));
    rankings.retain(|(name, _)| only.is_empty() || only.iter().any(|word| name.starts_with(word.as_str())));
    println!("| agents | ranking | chronological, ms a tick | ranked, ms a tick | ratio |");
    println!("|---:|---|---:|---:|---:|");
    for &agents in sizes {
        let draws = Draws::new(1, 0);
        let graph = FixedOutDegree { agents, followees: FOLLOWEES }
            .grow(&Request { draws: &draws, sides: None })
            .expect("a network")
            .graph;
        // One chronological run for all of them: it is warm, and every round times it anew.
        let chronological_model = model("chronological");
        let crowd = crowd(agents as usize, draws);
        let mut chronological =
            Simulation::new(&chronological_model, graph.clone(), crowd.clone(), draws, false).expect("a run");
        warm_up(&mut chronological);
        for (name, ranking) in &mut rankings {
            let mut ranked_model = model("chronological");
            std::mem::swap(&mut ranked_model.ranking, ranking);
            let ranked = Simulation::new(&ranked_model, graph.clone(), crowd.clone(), draws, false);
            let (base, cost, ratio) = compare(&mut chronological, ranked.expect("a run"), agents);
            println!("| {agents} | {name} | {:.2} | {:.2} | {ratio:.2} |", base * 1e3, cost * 1e3);
        }
    }
}

/// Until the window is full, there is less to rank.
fn warm_up(simulation: &mut Simulation<'_>) {
    (0..2 * WINDOW).for_each(|_| simulation.step());
}

/// Times the two in turn: the medians of the times, and of their ratio.
fn compare(chronological: &mut Simulation<'_>, mut ranked: Simulation<'_>, agents: u32) -> (f64, f64, f64) {
    let rounds = if agents >= 1_000_000 { 3 } else { 7 };
    let ticks = (100_000 / agents).clamp(1, 10);
    warm_up(&mut ranked);
    let mut results = Vec::new();
    for _ in 0..rounds {
        let base = processor_time(|| (0..ticks).for_each(|_| chronological.step())) / f64::from(ticks);
        let cost = processor_time(|| (0..ticks).for_each(|_| ranked.step())) / f64::from(ticks);
        results.push((base, cost, cost / base));
    }
    let median = |of: &dyn Fn(&(f64, f64, f64)) -> f64| {
        let mut values: Vec<f64> = results.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    (median(&|r| r.0), median(&|r| r.1), median(&|r| r.2))
}

/// The ranking of that name, from the text of its table.
fn read(name: &str, text: &str) -> Box<dyn Ranking> {
    let entry = RANKINGS.iter().find(|entry| entry.name == name).expect("a ranking");
    let document = Document::parse("ranking", text).expect("a table");
    let mut diagnostics = Diagnostics::new(document.sources);
    let mut reader = Reader::new("", None, document.root, &mut diagnostics);
    let ranking = (entry.read)(&mut reader).expect("known keys");
    reader.abandon();
    ranking
}

fn model(ranking: &str) -> Model {
    let mut model = crowd_model(SLOTS, WINDOW);
    model.ranking = read(ranking, "");
    model
}

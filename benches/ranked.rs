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
use hushfeed::network::{Generator, Graph, Request};
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
        for (name, ranking) in &mut rankings {
            let (chronological, ranked, ratio) = compare(&graph, draws, ranking);
            println!("| {agents} | {name} | {:.2} | {:.2} | {ratio:.2} |", chronological * 1e3, ranked * 1e3);
        }
    }
}

/// Times the two in turn: the medians of the times, and of their ratio.
fn compare(graph: &Graph, draws: Draws, ranking: &mut Box<dyn Ranking>) -> (f64, f64, f64) {
    let n = graph.agents();
    let rounds = if n >= 1_000_000 { 3 } else { 7 };
    let ticks = (100_000 / n).clamp(1, 10);
    let mut ranked_model = model("chronological");
    std::mem::swap(&mut ranked_model.ranking, ranking);
    let chronological_model = model("chronological");
    let agents = crowd(n, draws);
    let mut ranked =
        Simulation::new(&ranked_model, graph.clone(), agents.clone(), draws, false).expect("a run");
    let mut chronological =
        Simulation::new(&chronological_model, graph.clone(), agents, draws, false).expect("a run");
    // Until the window is full, there is less to rank.
    for _ in 0..2 * WINDOW {
        ranked.step();
        chronological.step();
    }
    let mut results = Vec::new();
    for _ in 0..rounds {
        let base = processor_time(|| (0..ticks).for_each(|_| chronological.step())) / ticks as f64;
        let cost = processor_time(|| (0..ticks).for_each(|_| ranked.step())) / ticks as f64;
        results.push((base, cost, cost / base));
    }
    drop(ranked);
    std::mem::swap(&mut ranked_model.ranking, ranking);
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

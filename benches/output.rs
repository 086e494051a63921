//! Writing of CSV, and the cost of observing a tick.
//!
//! `cargo bench --bench output` prints: rows and megabytes a second of a table of 60 numbers a row, plain and
//! compressed, beside a bare loop that formats the same numbers into one buffer and writes that; and the time of a tick
//! of 100,000 agents × 30 followees with and without observation of every default metric.

use std::fmt::Write as _;
use std::time::Instant;

use hushfeed::output::{Table, write_number};
use hushfeed::registry::Document;
use hushfeed::scenario::load;

const COLUMNS: usize = 60;
const ROWS: usize = 50_000;

fn main() {
    tables();
    observation();
}

fn tables() {
    let folder = tempfile::tempdir().expect("a folder");
    let values: Vec<f64> = (0..COLUMNS * 97).map(|i| f64::from(i as u32).sqrt() / 10.0).collect();
    let row = |index: usize| values.iter().copied().cycle().skip(index % 97 * COLUMNS).take(COLUMNS);
    let names: Vec<String> = (0..COLUMNS).map(|column| format!("c{column}")).collect();

    let start = now();
    let mut text = String::new();
    for index in 0..ROWS {
        for value in row(index) {
            write_number(&mut text, value);
            text.push(',');
        }
        let _ = writeln!(text);
    }
    std::fs::write(folder.path().join("bare.csv"), &text).expect("written");
    report("bare loop", start.elapsed().as_secs_f64(), text.len());

    for name in ["table.csv", "table.csv.gz"] {
        let start = now();
        let mut table =
            Table::create(folder.path(), name, names.iter().map(String::as_str)).expect("a table");
        for index in 0..ROWS {
            table.numbers(row(index)).and_then(|()| table.end_row()).expect("a row");
        }
        table.finish().expect("a whole file");
        report(name, start.elapsed().as_secs_f64(), text.len());
    }
}

fn report(name: &str, seconds: f64, bytes: usize) {
    println!("{name:14} {:8.0} rows/s  {:7.1} MB/s", ROWS as f64 / seconds, bytes as f64 / seconds / 1e6);
}

fn observation() {
    let text = "ticks = 1000000\n[network]\ngenerator = \"fixed_out_degree\"\nagents = 100000\nfollowees = 30\n\
                [feed]\nranking = \"random\"\nwindow = 1\n[reaction]\nreshares_per_tick = 0\n\
                [influence]\nrule = \"bounded_confidence\"\n";
    let document = Document::parse("bench", text).expect("TOML");
    let (scenario, _) = load(std::path::Path::new("bench.toml"), document).expect("a scenario");
    let draws = hushfeed::random::Draws::new(1, 0);
    let prepared = scenario.prepare().expect("prepared");
    let (network, agents) = scenario.build(&prepared, &draws).expect("built");
    let mut state =
        hushfeed::engine::State::new(&scenario.model, network.graph, agents, draws, false).expect("a state");
    let (mut plain, mut observed, mut measured) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..9 {
        let start = now();
        state.step(&scenario.model, false);
        plain.push(start.elapsed().as_secs_f64());
        let start = now();
        state.step(&scenario.model, true);
        observed.push(start.elapsed().as_secs_f64());
        let start = now();
        std::hint::black_box(scenario.metrics.measure(&state.view(&scenario.model)));
        measured.push(start.elapsed().as_secs_f64());
    }
    for times in [&mut plain, &mut observed, &mut measured] {
        times.sort_by(f64::total_cmp);
    }
    let milliseconds = |times: &[f64]| times[times.len() / 2] * 1e3;
    println!(
        "tick of 100,000 agents × 30: {:.1} ms; observed {:.1} ms, metrics {:.1} ms more",
        milliseconds(&plain),
        milliseconds(&observed),
        milliseconds(&measured)
    );
}

fn now() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
    Instant::now()
}

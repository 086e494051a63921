//! Growth of a network of 1,000,000 agents with about 30 ties each, generator by generator.
//!
//! `cargo bench --bench network` prints seconds and million ties a second, on one thread and on all, beside the time
//! that a bare loop takes to draw as many ids and to put them into rows: what any generator must do.
//! `cargo bench --bench network -- quick` grows 100,000 agents.

use std::hint::black_box;
use std::time::Instant;

use hushfeed::network::generators::GENERATORS;
use hushfeed::network::{Generator, Request};
use hushfeed::random::{Draws, Purpose};
use hushfeed::registry::{Diagnostics, Document, Reader};

/// (generator, parameters for about 30 ties an agent)
const CASES: &[(&str, &str)] = &[
    ("erdos_renyi", "mean_degree = 30\ndirected = true"),
    ("fixed_out_degree", "followees = 30"),
    ("watts_strogatz", "neighbours = 30\nrewiring = 0.1"),
    ("barabasi_albert", "followees = 15"),
    ("dms", "followees = 15"),
    ("degree_power", "followees = 15"),
    ("homophilic", "followees = 15\nhomophily = 0.8"),
    ("random_geometric", "radius = RADIUS"),
    ("power_law", "exponent = 2.5\nmin_degree = 11\nmax_degree = 10000"),
];

fn main() {
    let quick = std::env::args().any(|argument| argument == "quick");
    let agents: u32 = if quick { 100_000 } else { 1_000_000 };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    println!("{agents} agents                1 thread                   {threads} threads");
    bare(agents);
    for (name, parameters) in CASES {
        let radius = (30.0 / (f64::from(agents) * std::f64::consts::PI)).sqrt();
        let text = format!("agents = {agents}\n{}", parameters.replace("RADIUS", &radius.to_string()));
        let generator = generator(name, &text);
        print!("{name:17}");
        for threads in [1, threads] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            let (seconds, ties) = pool.install(|| grow(generator.as_ref(), agents));
            print!("  {seconds:6.2} s {:7.1} M ties/s", ties as f64 / seconds / 1e6);
        }
        println!();
    }
}

fn generator(name: &str, text: &str) -> Box<dyn Generator> {
    let document = Document::parse("bench", text).expect("TOML");
    let mut diagnostics = Diagnostics::new(document.sources);
    let mut reader = Reader::new("network", None, document.root, &mut diagnostics);
    let entry = GENERATORS.iter().find(|entry| entry.name == name).expect("a generator");
    let generator = (entry.read)(&mut reader);
    reader.finish(&[]);
    assert!(!diagnostics.has_errors(), "{}", diagnostics.render(false));
    generator.expect("parameters")
}

fn grow(generator: &dyn Generator, agents: u32) -> (f64, usize) {
    let draws = Draws::new(1, 0);
    let sides: Vec<i8> =
        (0..agents).map(|i| if draws.uniform(Purpose::Opinion, 0, i) < 0.5 { -1 } else { 1 }).collect();
    let sides = generator.needs_sides().then_some(sides.as_slice());
    let start = now();
    let network = generator.grow(&Request { draws: &draws, sides }).expect("a network");
    let seconds = start.elapsed().as_secs_f64();
    (seconds, black_box(network.graph.ties()))
}

/// Draws 30 ids for everybody and sorts each row.
fn bare(agents: u32) {
    let draws = Draws::new(1, 0);
    let start = now();
    let mut targets: Vec<u32> = Vec::with_capacity(agents as usize * 30);
    for i in 0..agents {
        let mut stream = draws.stream(Purpose::Test, 0, i);
        targets.extend((0..30).map(|_| stream.below(agents)));
    }
    targets.chunks_mut(30).for_each(<[u32]>::sort_unstable);
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{:17}  {seconds:6.2} s {:7.1} M ties/s",
        "(bare loop)",
        black_box(targets).len() as f64 / seconds / 1e6
    );
}

fn now() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
    Instant::now()
}

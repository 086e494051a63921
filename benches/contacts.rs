//! A step of the model of Baumann et al. 2020: contacts drawn anew by opinion, and Runge–Kutta over them.
//!
//! `cargo bench --bench contacts` prints, for N = 1,000, 10,000 and 100,000 and β = 0.5 and 3 (K = 3, α = 3, m = 10,
//! r = .5, dt = .01, activities from the power law of the paper), what a tick costs on one thread, output off: the median
//! over rounds, from t = 0 to t = 10 at the two smaller sizes and to t = 2 at the largest, so that both the flat beginning
//! and the parted end are in it. Seldon (C++), which weighs all pairs, was measured on the same kind of machine at
//! 0.80 ms, 55 ms and 5.2 s. `cargo bench --bench contacts -- 100000` plays that size alone.

use std::time::Instant;

use hushfeed::engine::Simulation;
use hushfeed::random::Draws;
use hushfeed::registry::Document;
use hushfeed::scenario;

/// ms a step of Seldon at the three sizes.
const SELDON: [(u32, f64); 3] = [(1_000, 0.80), (10_000, 55.0), (100_000, 5_200.0)];

fn main() {
    let only: Vec<u32> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    println!("| N | β | ms a step, median | first tenth | last tenth | Seldon, ms | ratio |");
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    for (agents, seldon) in SELDON {
        if !only.is_empty() && !only.contains(&agents) {
            continue;
        }
        for beta in [0.5, 3.0] {
            let ticks = if agents == 100_000 { 200 } else { 1_000 };
            let times = times(agents, beta, ticks);
            let median = |part: &[f64]| {
                let mut sorted = part.to_vec();
                sorted.sort_by(f64::total_cmp);
                1e3 * sorted[sorted.len() / 2]
            };
            let (all, tenth) = (median(&times), times.len() / 10);
            let (first, last) = (median(&times[..tenth]), median(&times[times.len() - tenth..]));
            let ratio = seldon / all;
            println!("| {agents} | {beta} | {all:.3} | {first:.3} | {last:.3} | {seldon:.2} | {ratio:.0} |");
        }
    }
}

/// The seconds of every tick of a run.
fn times(agents: u32, beta: f64, ticks: u32) -> Vec<f64> {
    let text = format!(
        "format = 1\nname = \"contacts\"\nticks = {ticks}\n\
         [network]\ngenerator = \"empty\"\nagents = {agents}\n\
         [population]\nrange = \"real\"\nopinion = {{ uniform = [-1, 1] }}\n\
         contact_rate = {{ power_law = {{ exponent = 2.1, min = 0.01, max = 1.0 }} }}\n\
         [feed]\nsource = \"accounts\"\nslots = \"all\"\n\
         [reaction]\nrule = \"none\"\n[expression]\nrule = \"always\"\n\
         [influence]\nrule = \"reinforcement\"\n\
         [ties]\nrule = \"activity_driven\"\nhomophily = {beta}\n"
    );
    let document = Document::parse("contacts", &text).expect("TOML");
    let (scenario, _) = scenario::load("contacts.toml".as_ref(), document).expect("a scenario");
    let draws = Draws::new(1, 0);
    let (network, population) =
        scenario.build(&scenario.prepare().expect("no file"), &draws).expect("a population");
    let mut simulation =
        Simulation::new(&scenario.model, network.graph, population, draws, false).expect("a run");
    (0..ticks)
        .map(|_| {
            #[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
            let start = Instant::now();
            simulation.step();
            start.elapsed().as_secs_f64()
        })
        .collect()
}

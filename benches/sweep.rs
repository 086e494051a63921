//! What a sweep costs beside its ticks, and what a second core gives.
//!
//! `cargo bench --bench sweep` prints, for 1,000 runs of about 100 ms (fewer with `HUSHFEED_BENCH_RUNS`): the share of
//! its processor time, journal and tables included, that the same runs take alone; and how much faster it is on two
//! threads. Processor time is read from `/proc/self/stat`, so that other work on the machine counts little; the gain of
//! the second thread is measured in the time of day and needs an idle machine.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use hushfeed::output::Existing;
use hushfeed::registry::Document;
use hushfeed::sweep::{Experiment, MergeOptions, Options, ScenarioExperiment, Shard, merge, parts, play};

fn scenario(agents: u32, replicates: u64) -> ScenarioExperiment {
    let text = format!(
        "ticks = 100\n[network]\ngenerator = \"homophilic\"\nagents = {agents}\nfollowees = 10\n[output]\nevery = 5\n\
         [sweep]\nreplicates = {replicates}\ngrid = {{ \"network.homophily\" = [0.5, 0.6, 0.7, 0.8, 0.9] }}\n"
    );
    let document = Document::parse("bench", &text).expect("TOML");
    ScenarioExperiment::new(Path::new("bench.toml"), &document, true).expect("a scenario").0
}

fn main() {
    let runs = std::env::var("HUSHFEED_BENCH_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(1000);
    // As many agents as make a run of 100 ms of processor time here.
    let mut agents = 200;
    loop {
        let probe = scenario(agents, 1);
        let before = processor_time();
        (0..5).for_each(|run_id| alone(&probe, run_id));
        let milliseconds = (processor_time() - before) / 5.0 * 1e3;
        if milliseconds > 90.0 {
            println!("{agents} agents: {milliseconds:.0} ms a run");
            break;
        }
        agents = (f64::from(agents) * (100.0 / milliseconds.max(10.0)).clamp(1.05, 3.0)) as u32;
    }
    let experiment = scenario(agents, runs / 5);

    // Turn by turn, so that a machine that becomes slower slows both: a tenth of the runs alone, a tenth of the sweep.
    let folder = tempfile::tempdir().expect("a folder");
    let (mut ticks, mut sweep) = (0.0, 0.0);
    let part = |number| Shard::new(number, 10).expect("a shard");
    for number in 1..=10 {
        let before = processor_time();
        let own = (0..experiment.runs()).filter(|&run_id| part(number).place(run_id).is_some());
        own.for_each(|run_id| alone(&experiment, run_id));
        let between = processor_time();
        played(&experiment, folder.path(), part(number), 1);
        ticks += between - before;
        sweep += processor_time() - between;
    }
    let before = processor_time();
    let options = MergeOptions {
        folder: folder.path().to_path_buf(),
        existing: Existing::Refuse,
        gzip: false,
        command: vec![],
    };
    let shards = parts(&[folder.path().to_path_buf()]).expect("shards");
    merge(&experiment, &shards, &options).expect("merged");
    sweep += processor_time() - before;
    println!("{} runs alone: {ticks:.2} s of processor time", experiment.runs());
    println!("the same in ten shards, merged: {sweep:.2} s, {:.1} % of it in runs", 100.0 * ticks / sweep);

    let few = scenario(agents, (runs / 25).max(4));
    let one = best(|| swept(&few, 1));
    let two = best(|| swept(&few, 2));
    println!(
        "{} runs: one thread {one:.2} s, two threads {two:.2} s: {:.2} times as fast",
        few.runs(),
        one / two
    );
}

/// A run as the sweep plays it, its result thrown away.
fn alone(experiment: &ScenarioExperiment, run_id: u64) {
    let key = experiment.run(run_id);
    experiment.play(&key, &AtomicBool::new(false), &|_| {}, false).expect("played");
}

/// A sweep to its tables, in a folder that is gone afterwards.
fn swept(experiment: &ScenarioExperiment, threads: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    played(experiment, &folder.path().join("out"), Shard::WHOLE, threads);
}

fn played(experiment: &ScenarioExperiment, folder: &Path, shard: Shard, threads: usize) {
    let options = Options {
        folder: folder.to_path_buf(),
        existing: Existing::Refuse,
        gzip: false,
        threads,
        shard,
        quiet: true,
        command: vec![],
    };
    play(experiment, &options, &AtomicBool::new(false)).expect("played");
}

/// The shortest time of three.
fn best(work: impl Fn()) -> f64 {
    (0..3)
        .map(|_| {
            let start = now();
            work();
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn now() -> Instant {
    Instant::now()
}

/// Processor time of this process in seconds, user and system, in steps of 10 ms; Linux alone.
fn processor_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let after_name = stat.rsplit_once(')').expect("a name").1;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |index: usize| fields[index].parse::<f64>().expect("a count");
    (ticks(11) + ticks(12)) / 100.0
}

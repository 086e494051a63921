//! Scenarios as text, played without a folder of results.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use hushfeed::registry::Document;
use hushfeed::sweep::{Experiment, RunRecord, ScenarioExperiment};

/// The experiment that a scenario describes.
pub fn experiment(text: &str) -> ScenarioExperiment {
    let document = Document::parse("test.toml", text).unwrap();
    match ScenarioExperiment::new(Path::new("test.toml"), &document, false) {
        Ok((experiment, _)) => experiment,
        Err(wrong) => panic!("{wrong}"),
    }
}

/// What is wrong with a scenario.
pub fn errors(text: &str) -> String {
    let document = Document::parse("test.toml", text).unwrap();
    ScenarioExperiment::new(Path::new("test.toml"), &document, false).unwrap_err().to_string()
}

/// A run of it, by its number.
pub fn play(experiment: &ScenarioExperiment, run: u64) -> RunRecord {
    let run = experiment.run(run);
    let Ok(record) = experiment.play(&run, &AtomicBool::new(false), &|_| (), false) else {
        panic!("a run failed")
    };
    record
}

/// The bits of all that was observed.
pub fn bits(record: &RunRecord) -> Vec<u64> {
    record.series.iter().flat_map(|(_, values)| values.iter().map(|value| value.to_bits())).collect()
}

//! Ishigami's function (Ishigami & Homma 1990) in the place of a simulation: the test of sensitivity analyses, whose
//! indices are known. y = sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁, each x uniform in [−π, π].
//!
//! It is played as a scenario is: points from a file of samples, runs on all threads, tables in a folder, one value a
//! point back.
//!
//! ```sh
//! cargo run --release --example ishigami -- SAMPLES RESULT_FOLDER > y.txt
//! ```

use std::path::Path;
use std::sync::atomic::AtomicBool;

use hushfeed::analysis::Runs;
use hushfeed::design::Samples;
use hushfeed::metrics::Column;
use hushfeed::output::Existing;
use hushfeed::registry::Document;
use hushfeed::sweep::{Experiment, Options, RunFailure, RunKey, RunRecord, Shard, play};

/// The one outcome.
const COLUMNS: [Column; 1] = [Column { name: "y", about: "Ishigami's function", unit: "1" }];

/// Ishigami's function at some points.
pub struct Ishigami {
    keys: Vec<String>,
    points: Vec<[f64; 3]>,
}

/// The function.
pub fn ishigami([x1, x2, x3]: [f64; 3]) -> f64 {
    libm::sin(x1) * (1.0 + 0.1 * x3 * x3 * x3 * x3) + 7.0 * libm::sin(x2) * libm::sin(x2)
}

impl Ishigami {
    /// The function at these points.
    pub fn new(points: Vec<[f64; 3]>) -> Self {
        Self { keys: ["x1", "x2", "x3"].map(str::to_owned).to_vec(), points }
    }

    /// The function at the points of a file, read as `hushfeed sweep --samples` reads it.
    pub fn at_samples(name: &str, text: &str) -> Result<Self, String> {
        let mut document = Document::parse("ishigami", "").map_err(|error| error.to_string())?;
        let keys = ["x1", "x2", "x3"].map(str::to_owned);
        let samples = Samples::read(&mut document, name, text, &keys, &|_| false);
        let samples = samples.map_err(|error| error.to_string())?;
        let point = |row: &Vec<_>| {
            let numbers: Option<Vec<f64>> = row.iter().map(hushfeed::registry::Node::number).collect();
            numbers.and_then(|numbers| <[f64; 3]>::try_from(numbers).ok())
        };
        let points: Option<Vec<[f64; 3]>> = samples.rows.iter().map(point).collect();
        Ok(Self::new(points.ok_or("expected three numbers a point")?))
    }

    /// Plays all points into a folder and gives back the outcomes, as `--y` does.
    pub fn outcomes(&self, folder: &Path) -> Result<Vec<f64>, String> {
        let options = Options {
            folder: folder.to_path_buf(),
            existing: Existing::Refuse,
            gzip: false,
            threads: 0,
            shard: Shard::WHOLE,
            quiet: true,
            command: std::env::args().collect(),
        };
        play(self, &options, &AtomicBool::new(false)).map_err(|error| error.to_string())?;
        let runs = Runs::read(folder).map_err(|error| error.to_string())?;
        Ok(runs.means(runs.metric("y").map_err(|error| error.to_string())?))
    }
}

impl Experiment for Ishigami {
    fn name(&self) -> &'static str {
        "ishigami"
    }

    fn columns(&self) -> &[Column] {
        &COLUMNS
    }

    fn swept_keys(&self) -> &[String] {
        &self.keys
    }

    fn points(&self) -> u64 {
        self.points.len() as u64
    }

    fn replicates(&self) -> u32 {
        1
    }

    fn seed(&self, _: u64) -> u64 {
        0
    }

    fn swept_values(&self, point_id: u64) -> Vec<String> {
        self.points[point_id as usize].map(|value| value.to_string()).to_vec()
    }

    fn resolved_scenario(&self) -> String {
        "# Ishigami's function\n".to_owned()
    }

    fn play(
        &self,
        key: &RunKey,
        _: &AtomicBool,
        _: &(dyn Fn(u32) + Sync),
        _: bool,
    ) -> Result<RunRecord, RunFailure> {
        let y = ishigami(self.points[key.point_id as usize]);
        Ok(RunRecord {
            stopped_by: "ticks",
            ticks: 0,
            series: vec![(0, vec![y])],
            outcomes: vec![y],
            opinions: vec![],
        })
    }
}

/// Reads the samples, plays, prints one value a line.
#[allow(dead_code, reason = "the tests take the rest of this file")]
fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [samples, folder] = &arguments[..] else {
        return Err("expected two arguments: SAMPLES RESULT_FOLDER".to_owned());
    };
    let text = std::fs::read_to_string(samples).map_err(|error| format!("{samples}: {error}"))?;
    for y in Ishigami::at_samples(samples, &text)?.outcomes(Path::new(folder))? {
        println!("{y}");
    }
    Ok(())
}

//! A scenario as something that can be played: its points, its replicates, its runs.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use super::baselines::Baselines;
use super::points;
use super::recorder::{Recorder, outcomes};
use super::{Experiment, RunFailure, RunKey, RunRecord, UntilCi};
use crate::design::Plan;
use crate::engine::Simulation;
use crate::metrics::Column;
use crate::random::Draws;
use crate::registry::{Diagnostics, Document, NodeValue};
use crate::scenario::{BuildError, NetworkFiles, Prepared, Scenario, load};

/// So many points are kept in memory; of a larger sweep each is made again when it is played.
const KEPT: u64 = 256;
/// So many points are checked between two looks at what was found.
const CHECKED: u64 = 256;
/// After so many different errors the other points are not looked at.
const ERRORS: usize = 20;

/// A point of a sweep: the scenario with this point's values.
#[derive(Debug)]
struct Point {
    scenario: Scenario,
    prepared: Prepared,
}

/// A scenario and the points of its design, each known to be good.
#[derive(Debug)]
pub struct ScenarioExperiment {
    name: String,
    columns: Vec<Column>,
    /// The columns of the swept keys.
    keys: Vec<String>,
    /// Which of the design's keys is the seed.
    seed_axis: Option<usize>,
    replicates: u32,
    resolved: String,
    /// The seed where it is not swept.
    seed: u64,
    /// The most ticks of a run of any point.
    ticks: u32,
    path: PathBuf,
    /// What every point is made from.
    document: Document,
    plan: Plan,
    files: Arc<NetworkFiles>,
    /// The first points: all, where they are few.
    kept: Vec<Point>,
    baselines: Option<Baselines>,
    until_ci: Option<UntilCi>,
    replay: Option<Replay>,
}

/// The one run that is played again, observed at every tick.
#[derive(Debug)]
struct Replay {
    run_id: u64,
    /// How often the run was observed: its outcomes are means over those ticks.
    every: u32,
    point: Point,
}

impl Point {
    /// Opens the network file, if there is one. With `try_out` makes the first replicate where that is cheap, to throw
    /// it away.
    fn prepared(
        scenario: Scenario,
        document: &Document,
        files: &NetworkFiles,
        try_out: bool,
    ) -> Result<Self, Diagnostics> {
        const CHEAP: f64 = 2e6;
        let located = |error: BuildError| error.locate(document);
        let prepared = scenario.prepare_from(files).map_err(located)?;
        let ties = match prepared.network() {
            Some(network) => network.graph.ties() as f64,
            None => scenario.expected_followees().unwrap_or(0.0) * scenario.agents().unwrap_or(0) as f64,
        };
        if try_out && ties <= CHEAP {
            let draws = Draws::new(scenario.top.seed, 0);
            scenario.build(&prepared, &draws).map_err(located)?;
        }
        Ok(Self { scenario, prepared })
    }
}

impl ScenarioExperiment {
    /// The scenario of `document` with its replicates; every point of its design if `sweep`, else the scenario alone.
    /// Every point is read and checked and network files are opened; the first network of each point is tried out, or
    /// of 256 of them where there are more, so that nothing known to be bad starts. The second result holds the
    /// warnings of the scenario itself.
    ///
    /// # Errors
    /// Everything that is wrong with the scenario or a point of its design.
    pub fn new(path: &Path, document: &Document, sweep: bool) -> Result<(Self, Diagnostics), Diagnostics> {
        let (mut experiment, base, mut warnings) = Self::unchecked(path, document, sweep)?;
        experiment.check(base, true, &mut warnings)?;
        Ok((experiment, warnings))
    }

    /// As [`new`](Self::new) without the design, for one of several variants of a scenario: a network file that another
    /// one has read is not read again. With `try_out` the first network is tried out.
    ///
    /// # Errors
    /// As `new`.
    pub fn variant(
        path: &Path,
        document: &Document,
        files: &Arc<NetworkFiles>,
        try_out: bool,
    ) -> Result<(Self, Diagnostics), Diagnostics> {
        let (mut experiment, base, mut warnings) = Self::unchecked(path, document, false)?;
        experiment.files = Arc::clone(files);
        experiment.check(base, try_out, &mut warnings)?;
        Ok((experiment, warnings))
    }

    /// Checks the points, or the scenario where it is the only one.
    fn check(
        &mut self,
        base: Scenario,
        try_out: bool,
        warnings: &mut Diagnostics,
    ) -> Result<(), Diagnostics> {
        if self.plan.keys().is_empty() {
            let point = Point::prepared(base, &self.document, &self.files, try_out)?;
            if let Some(network) = point.prepared.network() {
                point.scenario.warn_of_network(network, &self.document, warnings);
            }
            self.ticks = point.scenario.model.stop.ticks;
            self.kept = vec![point];
            return Ok(());
        }
        self.check_points()
    }

    /// As [`new`](Self::new) with the design, for reading results: no point is checked, no network file is opened.
    ///
    /// # Errors
    /// What is wrong with the scenario.
    pub fn outline(path: &Path, document: &Document) -> Result<Self, Diagnostics> {
        Self::unchecked(path, document, true).map(|(experiment, ..)| experiment)
    }

    fn unchecked(
        path: &Path,
        document: &Document,
        sweep: bool,
    ) -> Result<(Self, Scenario, Diagnostics), Diagnostics> {
        let (base, warnings) = load(path, document.clone())?;
        let plan = if sweep { points::plan(&base) } else { Plan::default() };
        let keys = plan.keys();
        let until_ci = base.sweep.until_ci.as_ref();
        let baseline = base.sweep.baseline.as_ref().filter(|_| sweep);
        let baselines = baseline.map(|baseline| Baselines::new(baseline, &plan, document)).transpose()?;
        let mut document = document.clone();
        if !keys.is_empty() {
            document.root.take("sweep"); // a point needs no copy of the whole design
        }
        let experiment = Self {
            name: base.name.clone(),
            columns: base.metrics.columns(),
            seed_axis: keys.iter().position(|key| key == "seed"),
            keys: keys.iter().filter_map(|key| column_of(key)).collect(),
            replicates: until_ci.map_or(base.sweep.replicates, |until| until.cap),
            resolved: base.to_toml(),
            seed: base.top.seed,
            ticks: base.model.stop.ticks,
            path: path.to_path_buf(),
            document,
            plan,
            files: Arc::default(),
            kept: Vec::new(),
            baselines,
            until_ci: until_ci.map(|until| points::until_ci(&base, until)),
            replay: None,
        };
        Ok((experiment, base, warnings))
    }

    /// Checks every point of the design and keeps the first ones. What is wrong with several points is said once.
    fn check_points(&mut self) -> Result<(), Diagnostics> {
        let points = self.plan.points();
        let stride = points.div_ceil(KEPT);
        let kept = if points <= KEPT { points } else { 1 };
        let mut wrong = Diagnostics::new(self.document.sources.clone());
        for start in (0..points).step_by(CHECKED as usize) {
            let check = |id: u64| {
                let point = self.make(id, id.is_multiple_of(stride) || id == points - 1)?;
                Ok((point.scenario.model.stop.ticks, (id < kept).then_some(point)))
            };
            let range = start..points.min(start + CHECKED);
            let found: Vec<Result<_, Diagnostics>> = range.into_par_iter().map(check).collect();
            for point in found {
                match point {
                    Ok((ticks, point)) => {
                        self.ticks = self.ticks.max(ticks);
                        self.kept.extend(point);
                    }
                    Err(diagnostics) => wrong.absorb(diagnostics),
                }
            }
            if wrong.items().len() >= ERRORS {
                break;
            }
        }
        if wrong.has_errors() { Err(wrong) } else { Ok(()) }
    }

    /// Makes a point.
    fn make(&self, point_id: u64, try_out: bool) -> Result<Point, Diagnostics> {
        let values = self.plan.point(point_id);
        let mut document = self.document.clone();
        for value in &values {
            document.assign(&value.key.name, &value.key.place, value.node)?;
        }
        let point = load(&self.path, document.clone())
            .and_then(|(scenario, _)| Point::prepared(scenario, &document, &self.files, try_out));
        point.map_err(|mut diagnostics| {
            let point: Vec<String> =
                values.iter().map(|value| format!("{} = {}", value.key.name, plain(&value.text()))).collect();
            for item in diagnostics.items_mut() {
                item.help.push(format!("met at this point of the sweep: {}", point.join(", ")));
            }
            diagnostics
        })
    }

    /// The scenario of the first point, or of the run that is played again.
    ///
    /// # Panics
    /// If this is an outline.
    pub fn first(&self) -> (&Scenario, &Prepared) {
        let replayed = self.replay.as_ref().map(|replay| &replay.point);
        let first =
            replayed.or(self.kept.first()).expect("an experiment that was checked has kept its first point");
        (&first.scenario, &first.prepared)
    }

    /// The result folder of this scenario among `results`.
    pub fn folder_under(&self, results: &Path) -> PathBuf {
        match &self.replay {
            None => results.join(&self.name),
            Some(replay) => results.join(format!("{}-run-{}", self.name, replay.run_id)),
        }
    }

    /// Keeps one run, to be played again with all that can be written of it: it is observed at every tick, with the
    /// histograms of opinions. Its outcomes stay means over the ticks at which it was observed before, so that its row
    /// of `runs.csv` is the same. False where there is no such run.
    ///
    /// # Errors
    /// A point that was good before and cannot be made again, because a file has changed.
    pub fn replay(&mut self, run_id: u64) -> Result<bool, Diagnostics> {
        if run_id >= self.runs() {
            return Ok(false);
        }
        let point_id = self.run(run_id).point_id;
        let mut point =
            if self.plan.keys().is_empty() { self.kept.remove(0) } else { self.make(point_id, false)? };
        let every = std::mem::replace(&mut point.scenario.model.watch.every, 1);
        point.scenario.output.opinions = true;
        self.ticks = point.scenario.model.stop.ticks;
        self.replay = Some(Replay { run_id, every, point });
        (self.baselines, self.until_ci) = (None, None);
        self.resolved = format!(
            "# Run {run_id} alone: hushfeed sweep scenario.toml --replay {run_id}\n{}",
            self.resolved
        );
        Ok(true)
    }

    /// Plays one run of a point.
    fn play_point(
        &self,
        point: &Point,
        key: &RunKey,
        interrupted: &AtomicBool,
        progress: &(dyn Fn(u32) + Sync),
        parallel: bool,
    ) -> Result<RunRecord, RunFailure> {
        let Point { scenario, prepared } = point;
        let failed = |error: &dyn std::fmt::Display| RunFailure::Failed(error.to_string());
        let draws = Draws::new(key.seed, u64::from(key.replicate));
        let (network, agents) = scenario.build(prepared, &draws).map_err(|error| failed(&error))?;
        let mut simulation = Simulation::new(&scenario.model, network.graph, agents, draws, parallel)
            .map_err(|error| failed(&error))?;
        let counted_every = self.replay.as_ref().map(|replay| replay.every);
        let (series, opinions, counted) = (Vec::new(), Vec::new(), Vec::new());
        let mut recorder = Recorder { scenario, series, opinions, counted_every, counted };
        let stopped = simulation.run(interrupted, progress, |observation| recorder.record(observation));
        let Some(stopped_by) = stopped else { return Err(RunFailure::Interrupted) };
        let ticks = simulation.state().tick;
        Ok(RunRecord {
            stopped_by: stopped_by.word(),
            ticks,
            outcomes: outcomes(
                if counted_every.is_some() { &recorder.counted } else { &recorder.series },
                scenario.outcome_window(),
                self.columns.len(),
            ),
            series: recorder.series,
            opinions: recorder.opinions,
        })
    }
}

/// The column of a swept key in `runs.csv`. None of the seed, which has a column in any case; `ticks` is what a run has
/// played, so the key of that name is `scenario.ticks`.
pub fn column_of(key: &str) -> Option<String> {
    match key {
        "seed" => None,
        "ticks" => Some("scenario.ticks".to_owned()),
        _ => Some(key.to_owned()),
    }
}

/// A TOML value as it stands in a table: a string without its quotes.
fn plain(text: &str) -> String {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text).to_owned()
}

impl Experiment for ScenarioExperiment {
    fn name(&self) -> &str {
        &self.name
    }

    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn swept_keys(&self) -> &[String] {
        &self.keys
    }

    fn points(&self) -> u64 {
        self.plan.points()
    }

    fn replicates(&self) -> u32 {
        self.replicates
    }

    fn seed(&self, point_id: u64) -> u64 {
        let Some(axis) = self.seed_axis else { return self.seed };
        match self.plan.point(point_id)[axis].node.value {
            NodeValue::Integer(seed) => seed as u64,
            // No point with another value has passed the checks.
            ref other => unreachable!("a seed that is {}", other.type_name()),
        }
    }

    fn baseline(&self, point_id: u64) -> Option<u64> {
        self.baselines.as_ref().map(|baselines| baselines.of(point_id, &self.plan))
    }

    fn only(&self) -> Option<u64> {
        self.replay.as_ref().map(|replay| replay.run_id)
    }

    fn until_ci(&self) -> Option<UntilCi> {
        self.until_ci.clone()
    }

    fn swept_values(&self, point_id: u64) -> Vec<String> {
        let values = self.plan.point(point_id);
        let tabled = values.iter().filter(|value| column_of(&value.key.name).is_some());
        tabled.map(|value| plain(&value.text())).collect()
    }

    fn resolved_scenario(&self) -> String {
        self.resolved.clone()
    }

    fn inputs(&self) -> Vec<(String, String)> {
        self.files.inputs()
    }

    fn ticks_of_a_run(&self) -> u32 {
        self.ticks
    }

    fn play(
        &self,
        key: &RunKey,
        interrupted: &AtomicBool,
        progress: &(dyn Fn(u32) + Sync),
        parallel: bool,
    ) -> Result<RunRecord, RunFailure> {
        if let Some(replay) = &self.replay {
            return self.play_point(&replay.point, key, interrupted, progress, parallel);
        }
        if let Some(point) = self.kept.get(key.point_id as usize) {
            return self.play_point(point, key, interrupted, progress, parallel);
        }
        let point = self
            .make(key.point_id, false)
            .map_err(|diagnostics| RunFailure::Failed(diagnostics.render(false)))?;
        self.play_point(&point, key, interrupted, progress, parallel)
    }
}

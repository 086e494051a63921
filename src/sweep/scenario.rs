//! A scenario as something that can be played: its points, its replicates, its runs.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::points;
use super::{Experiment, OpinionRow, RunFailure, RunKey, RunRecord, UntilCi};
use crate::design::{Assigned, Plan};
use crate::engine::{Observation, Simulation};
use crate::metrics::{Column, histogram};
use crate::random::Draws;
use crate::registry::{Diagnostics, Document};
use crate::scenario::{BuildError, Prepared, Scenario, load};

/// A point of a sweep: the scenario with this point's values.
#[derive(Debug)]
struct Point {
    scenario: Scenario,
    prepared: Prepared,
    values: Vec<String>,
}

/// A scenario and the points of its design, each known to be good.
#[derive(Debug)]
pub struct ScenarioExperiment {
    name: String,
    columns: Vec<Column>,
    keys: Vec<String>,
    replicates: u32,
    points: Vec<Point>,
    resolved: String,
    baseline: Option<Vec<u64>>,
    until_ci: Option<UntilCi>,
    replay: Option<Replay>,
}

/// The one run that is played again, observed at every tick.
#[derive(Clone, Copy, Debug)]
struct Replay {
    run_id: u64,
    /// How often the run was observed: its outcomes are means over those ticks.
    every: u32,
}

impl Point {
    /// Opens the network file, if there is one, and makes the first replicate where that is cheap, to throw it away.
    fn prepared(scenario: Scenario, values: Vec<String>, document: &Document) -> Result<Self, Diagnostics> {
        const CHEAP: f64 = 2e6;
        let located = |error: BuildError| error.locate(document);
        let prepared = scenario.prepare().map_err(located)?;
        let ties = match prepared.network() {
            Some(network) => network.graph.ties() as f64,
            None => scenario.expected_followees().unwrap_or(0.0) * scenario.agents().unwrap_or(0) as f64,
        };
        if ties <= CHEAP {
            let draws = Draws::new(scenario.top.seed, 0);
            scenario.build(&prepared, &draws).map_err(located)?;
        }
        Ok(Self { scenario, prepared, values })
    }
}

impl ScenarioExperiment {
    /// The scenario of `document` with its replicates; every point of its design if `sweep`, else the scenario alone.
    /// Every point is read and checked, network files are opened, and the first network is tried out, so that nothing
    /// known to be bad starts. The second result holds the warnings of the scenario itself.
    ///
    /// # Errors
    /// Everything that is wrong with the scenario or a point of its design.
    pub fn new(path: &Path, document: &Document, sweep: bool) -> Result<(Self, Diagnostics), Diagnostics> {
        let (base, mut warnings) = load(path, document.clone())?;
        let resolved = base.to_toml();
        let name = base.name.clone();
        let columns = base.metrics.columns();
        let plan = if sweep { points::plan(&base) } else { Plan::default() };
        let keys = plan.keys();
        let until_ci = base.sweep.until_ci.as_ref().map(|until| points::until_ci(&base, until));
        let replicates = base.sweep.until_ci.as_ref().map_or(base.sweep.replicates, |until| until.cap);
        let baseline = base.sweep.baseline.as_ref().filter(|_| sweep);
        let baseline = baseline.map(|baseline| points::baseline(baseline, &plan, document)).transpose()?;
        let points = if keys.is_empty() {
            let point = Point::prepared(base, Vec::new(), document)?;
            if let Some(network) = point.prepared.network() {
                point.scenario.warn_of_network(network, document, &mut warnings);
            }
            vec![point]
        } else {
            Self::points_of(path, document, &plan)?
        };
        let experiment =
            Self { name, columns, keys, replicates, points, resolved, baseline, until_ci, replay: None };
        Ok((experiment, warnings))
    }

    /// Every point of the plan. What is wrong with several points is said once.
    fn points_of(path: &Path, document: &Document, plan: &Plan) -> Result<Vec<Point>, Diagnostics> {
        let mut points = Vec::new();
        let mut wrong = Diagnostics::new(document.sources.clone());
        let mut base = document.clone();
        base.root.take("sweep"); // a point needs no copy of the whole design
        for index in 0..plan.points() {
            match Self::point(path, &base, &plan.point(index)) {
                Ok(point) => points.push(point),
                Err(diagnostics) => wrong.absorb(diagnostics),
            }
            if wrong.items().len() >= 20 {
                break; // a wrong design is wrong at most of its points
            }
        }
        if wrong.has_errors() { Err(wrong) } else { Ok(points) }
    }

    fn point(path: &Path, document: &Document, values: &[Assigned<'_>]) -> Result<Point, Diagnostics> {
        let mut document = document.clone();
        for value in values {
            document.assign(&value.key.name, &value.key.place, value.node)?;
        }
        let plain: Vec<String> = values.iter().map(|value| plain(&value.text())).collect();
        let point = load(path, document.clone())
            .and_then(|(scenario, _)| Point::prepared(scenario, plain.clone(), &document));
        point.map_err(|mut diagnostics| {
            let point: Vec<String> = values
                .iter()
                .zip(&plain)
                .map(|(value, plain)| format!("{} = {plain}", value.key.name))
                .collect();
            for item in diagnostics.items_mut() {
                item.help.push(format!("met at this point of the sweep: {}", point.join(", ")));
            }
            diagnostics
        })
    }

    /// Keeps one run, to be played again with all that can be written of it: it is observed at every tick, with the
    /// histograms of opinions. Its outcomes stay means over the ticks at which it was observed before, so that its row
    /// of `runs.csv` is the same. False where there is no such run.
    pub fn replay(&mut self, run_id: u64) -> bool {
        let Some(key) = self.runs().into_iter().find(|key| key.run_id == run_id) else { return false };
        let scenario = &mut self.points[key.point_id as usize].scenario;
        let every = std::mem::replace(&mut scenario.model.watch.every, 1);
        scenario.output.opinions = true;
        self.replay = Some(Replay { run_id, every });
        (self.baseline, self.until_ci) = (None, None);
        self.resolved = format!(
            "# Run {run_id} alone: hushfeed sweep scenario.toml --replay {run_id}\n{}",
            self.resolved
        );
        true
    }

    /// The scenario of the first point.
    pub fn first(&self) -> (&Scenario, &Prepared) {
        (&self.points[0].scenario, &self.points[0].prepared)
    }

    /// The result folder of this scenario among `results`.
    pub fn folder_under(&self, results: &Path) -> PathBuf {
        match self.replay {
            None => results.join(&self.name),
            Some(replay) => results.join(format!("{}-run-{}", self.name, replay.run_id)),
        }
    }

    /// Number of points.
    pub fn points(&self) -> usize {
        self.points.len()
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

    fn runs(&self) -> Vec<RunKey> {
        let runs = |(point, data): (usize, &Point)| {
            let seed = data.scenario.top.seed;
            (0..self.replicates).map(move |replicate| RunKey {
                run_id: point as u64 * u64::from(self.replicates) + u64::from(replicate),
                point_id: point as u64,
                replicate,
                seed,
            })
        };
        let kept = |key: &RunKey| self.replay.is_none_or(|replay| replay.run_id == key.run_id);
        self.points.iter().enumerate().flat_map(runs).filter(kept).collect()
    }

    fn baseline(&self) -> Option<&[u64]> {
        self.baseline.as_deref()
    }

    fn until_ci(&self) -> Option<UntilCi> {
        self.until_ci.clone()
    }

    fn swept_values(&self, point_id: u64) -> Vec<String> {
        self.points[point_id as usize].values.clone()
    }

    fn resolved_scenario(&self) -> String {
        self.resolved.clone()
    }

    fn ticks_of_a_run(&self) -> u32 {
        self.points.iter().map(|point| point.scenario.model.stop.ticks).max().unwrap_or(0)
    }

    fn play(
        &self,
        key: &RunKey,
        interrupted: &AtomicBool,
        progress: &(dyn Fn(u32) + Sync),
        parallel: bool,
    ) -> Result<RunRecord, RunFailure> {
        let Point { scenario, prepared, .. } = &self.points[key.point_id as usize];
        let failed = |error: &dyn std::fmt::Display| RunFailure::Failed(error.to_string());
        let draws = Draws::new(key.seed, u64::from(key.replicate));
        let (network, agents) = scenario.build(prepared, &draws).map_err(|error| failed(&error))?;
        let mut simulation = Simulation::new(&scenario.model, network.graph, agents, draws, parallel)
            .map_err(|error| failed(&error))?;
        let counted_every = self.replay.map(|replay| replay.every);
        let mut recorder = Recorder {
            scenario,
            series: Vec::new(),
            opinions: Vec::new(),
            counted_every,
            counted: Vec::new(),
        };
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

/// Takes down what is observed.
struct Recorder<'a> {
    scenario: &'a Scenario,
    series: Vec<(u32, Vec<f64>)>,
    opinions: Vec<OpinionRow>,
    /// In a replay, how often the run was observed before, and those observations.
    counted_every: Option<u32>,
    counted: Vec<(u32, Vec<f64>)>,
}

impl Recorder<'_> {
    fn record(&mut self, observation: &Observation<'_>) {
        let view = &observation.view;
        self.series.push((view.tick, self.scenario.metrics.measure(view)));
        if let Some(every) = self.counted_every
            && (view.tick.is_multiple_of(every.max(1)) || observation.last)
        {
            self.counted.extend(self.series.last().cloned());
        }
        if self.scenario.output.opinions {
            self.opinions.extend(histogram(view).into_iter().map(|bin| OpinionRow {
                tick: view.tick,
                bin_low: bin.bin_low,
                bin_high: bin.bin_high,
                private: bin.private,
                speaking: bin.speaking,
                expressed: bin.expressed,
                shown: bin.shown,
            }));
        }
    }
}

/// The mean of every column over the observed ticks of the window, missing values left out; over the last tick alone
/// where the run has none in the window.
fn outcomes(series: &[(u32, Vec<f64>)], window: Option<(u32, u32)>, columns: usize) -> Vec<f64> {
    let inside = |tick: u32| window.is_some_and(|(first, last)| (first..=last).contains(&tick));
    let any = series.iter().any(|(tick, _)| inside(*tick));
    let last = series.last().map_or(0, |(tick, _)| *tick);
    let counted = |tick: u32| if any { inside(tick) } else { tick == last };
    (0..columns)
        .map(|column| {
            let values = series.iter().filter(|(tick, _)| counted(*tick)).map(|(_, values)| values[column]);
            let (sum, count) = values
                .filter(|value| !value.is_nan())
                .fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
            crate::math::share(sum, count)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_means_over_the_window() {
        let nan = f64::NAN;
        let series = [(0, vec![9.0, nan]), (1, vec![1.0, nan]), (2, vec![2.0, 4.0]), (3, vec![4.0, nan])];
        assert_eq!(outcomes(&series, Some((1, 2)), 2), [1.5, 4.0]);
        assert_eq!(outcomes(&series, None, 1), [4.0]);
        assert_eq!(outcomes(&series, Some((7, 9)), 1), [4.0]);
        assert!(outcomes(&series, None, 2)[1].is_nan());
    }
}

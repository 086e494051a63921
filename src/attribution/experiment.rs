//! A scenario with its mechanisms on and off in all combinations, as something that can be played.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::mechanism::{matters, present, switch_off, undoes};
use crate::metrics::Column;
use crate::registry::{Diagnostics, Document};
use crate::scenario::{Mechanism, NetworkFiles, Scenario, load};
use crate::sweep::{self, Experiment as _, RunFailure, RunKey, RunRecord, ScenarioExperiment};

/// A mechanism that is not switched, and why.
pub type LeftOut = (Mechanism, &'static str);

/// A sweep over all combinations of mechanisms: point S has those on that are the bits of S, in their order, so that in
/// point 0 none acts and the last point is the scenario. All points share their draws.
#[derive(Debug)]
pub struct Experiment {
    mechanisms: Vec<Mechanism>,
    left_out: Vec<LeftOut>,
    undone: Vec<(Mechanism, String)>,
    outcomes: Option<Vec<String>>,
    keys: Vec<String>,
    /// One of a single point for each combination.
    points: Vec<ScenarioExperiment>,
    resolved: String,
}

impl Experiment {
    /// The combinations for the scenario of `document`: of the mechanisms that it names in `[attribution]`, else of all that it
    /// has. Each combination is read and checked; a network file is read once. The second result holds the warnings of
    /// the scenario itself.
    ///
    /// # Errors
    /// Everything that is wrong with the scenario; a mechanism that it names and does not have; nothing to switch; fewer than
    /// two replicates, or a number of them that is not fixed.
    pub fn new(path: &Path, document: &Document) -> Result<(Self, Diagnostics), Diagnostics> {
        let (mut base, warnings) = load(path, document.clone())?;
        replicates(&base, document)?;
        let (mechanisms, left_out) = choose(&base, document)?;
        base.attribution.mechanisms = Some(mechanisms.clone());
        let resolved =
            format!("# Which mechanism did it: hushfeed attribute scenario.toml\n{}", base.to_toml());
        let files = Arc::<NetworkFiles>::default();
        let last = (1 << mechanisms.len()) - 1;
        let point = |combination: usize| {
            let mut variant = document.clone();
            let off = mechanisms.iter().enumerate().filter(|(at, _)| combination >> at & 1 == 0);
            let off: Vec<Mechanism> = off.map(|(_, &mechanism)| mechanism).collect();
            off.iter().try_for_each(|&mechanism| switch_off(mechanism, &mut variant))?;
            let try_out = combination == 0 || combination == last;
            let made = ScenarioExperiment::variant(path, &variant, &files, try_out);
            made.map(|(experiment, _)| experiment).map_err(|mut diagnostics| {
                let names: Vec<&str> = off.iter().map(|mechanism| mechanism.word()).collect();
                if !names.is_empty() {
                    for item in diagnostics.items_mut() {
                        item.help.push(format!("met with {} switched off", names.join(", ")));
                    }
                }
                diagnostics
            })
        };
        // The scenario itself first, so that what is wrong with it is said of it alone.
        let whole = point(last)?;
        let mut points = (0..last).map(point).collect::<Result<Vec<_>, _>>()?;
        points.push(whole);
        let undone = undone(&base, &mechanisms);
        let keys = mechanisms.iter().map(|mechanism| format!("mechanism.{}", mechanism.word())).collect();
        let outcomes = base.attribution.outcomes.clone();
        Ok((Self { mechanisms, left_out, undone, outcomes, keys, points, resolved }, warnings))
    }

    /// The mechanisms that are switched: bit 0 of a point's number first.
    pub fn mechanisms(&self) -> &[Mechanism] {
        &self.mechanisms
    }

    /// The others, with the reason.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// The keys that interventions of the kind "set" do not set where a mechanism is off: they would switch it on again.
    pub fn undone(&self) -> &[(Mechanism, String)] {
        &self.undone
    }

    /// The outcomes that the scenario asks for; none: all.
    pub fn outcomes(&self) -> Option<&[String]> {
        self.outcomes.as_deref()
    }

    /// The scenario as it is, with all mechanisms.
    pub fn whole(&self) -> &ScenarioExperiment {
        &self.points[self.points.len() - 1]
    }

    /// The result folder of this attribution among `results`.
    pub fn folder_under(&self, results: &Path) -> PathBuf {
        results.join(format!("{}-attribution", self.name()))
    }
}

/// The keys of mechanisms that interventions set, each once.
fn undone(base: &Scenario, mechanisms: &[Mechanism]) -> Vec<(Mechanism, String)> {
    let scheduled = &base.model.program.scheduled;
    let set: BTreeSet<String> =
        scheduled.iter().flat_map(|one| one.kind.assignments()).map(|one| one.key).collect();
    let by = |&mechanism: &Mechanism| {
        set.iter().filter(move |key| undoes(key, mechanism)).map(move |key| (mechanism, key.clone()))
    };
    mechanisms.iter().flat_map(by).collect()
}

/// An error at a key, or at the beginning of the file where it is left out.
fn refuse(document: &Document, keys: &[&str], message: String, label: &str, help: String) -> Diagnostics {
    let mut diagnostics = Diagnostics::new(document.sources.clone());
    let place = keys.iter().find_map(|key| document.place_of(key));
    diagnostics.error(place, message, label).help.push(help);
    diagnostics
}

/// Whether there are replicates enough for an interval, and as many at every point.
fn replicates(base: &Scenario, document: &Document) -> Result<(), Diagnostics> {
    if base.sweep.until_ci.is_some() {
        let message = "`sweep.until_ci` does not fix the number of replicates".to_owned();
        let label = "expected `sweep.replicates` alone: all combinations share their replicates";
        let help = "take until_ci out, and say --replicates 20".to_owned();
        return Err(refuse(document, &["sweep.until_ci"], message, label, help));
    }
    if base.sweep.replicates < 2 {
        let message = "one replicate has no interval".to_owned();
        let label = "expected at least 2 `sweep.replicates`";
        let help = "say how many, for instance --replicates 20".to_owned();
        return Err(refuse(document, &["sweep.replicates"], message, label, help));
    }
    Ok(())
}

/// The mechanisms that are switched, and those that are not.
fn choose(base: &Scenario, document: &Document) -> Result<(Vec<Mechanism>, Vec<LeftOut>), Diagnostics> {
    let keys = ["attribution.mechanisms", "network"];
    if let Some(named) = &base.attribution.mechanisms {
        for &mechanism in named {
            if let Err(reason) = present(mechanism, base) {
                let message = format!("the scenario has no {}: {reason}", mechanism.word());
                let label = "expected mechanisms that act in this scenario";
                let help = "leave it out; without a list, all that the scenario has are taken".to_owned();
                return Err(refuse(document, &keys, message, label, help));
            }
        }
        return Ok((named.clone(), Vec::new()));
    }
    let (mut mechanisms, mut left_out) = (Vec::new(), Vec::new());
    for mechanism in Mechanism::ALL {
        match matters(mechanism, base) {
            Ok(()) => mechanisms.push(mechanism),
            Err(reason) => left_out.push((mechanism, reason)),
        }
    }
    if mechanisms.is_empty() {
        let reasons: Vec<String> =
            left_out.iter().map(|(mechanism, reason)| format!("{}: {reason}", mechanism.word())).collect();
        let message = "the scenario has no mechanism that could be switched off".to_owned();
        return Err(refuse(document, &keys, message, "expected at least one", reasons.join("; ")));
    }
    Ok((mechanisms, left_out))
}

impl sweep::Experiment for Experiment {
    fn name(&self) -> &str {
        self.whole().name()
    }

    fn columns(&self) -> &[Column] {
        self.whole().columns()
    }

    fn swept_keys(&self) -> &[String] {
        &self.keys
    }

    fn points(&self) -> u64 {
        self.points.len() as u64
    }

    fn replicates(&self) -> u32 {
        self.whole().replicates()
    }

    fn seed(&self, _: u64) -> u64 {
        self.whole().seed(0)
    }

    fn swept_values(&self, point_id: u64) -> Vec<String> {
        let word = |at: usize| if point_id >> at & 1 == 1 { "on" } else { "off" };
        (0..self.mechanisms.len()).map(|at| word(at).to_owned()).collect()
    }

    fn resolved_scenario(&self) -> String {
        self.resolved.clone()
    }

    fn inputs(&self) -> Vec<(String, String)> {
        self.points.first().map_or_else(Vec::new, ScenarioExperiment::inputs)
    }

    /// All are compared with the point in which no mechanism acts.
    fn baseline(&self, _: u64) -> Option<u64> {
        Some(0)
    }

    fn ticks_of_a_run(&self) -> u32 {
        self.points.iter().map(ScenarioExperiment::ticks_of_a_run).max().unwrap_or(0)
    }

    fn play(
        &self,
        key: &RunKey,
        interrupted: &AtomicBool,
        progress: &(dyn Fn(u32) + Sync),
        parallel: bool,
    ) -> Result<RunRecord, RunFailure> {
        let alone = RunKey { run_id: u64::from(key.replicate), point_id: 0, ..*key };
        self.points[key.point_id as usize].play(&alone, interrupted, progress, parallel)
    }
}

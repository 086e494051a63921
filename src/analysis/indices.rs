//! Sensitivity indices of a result folder, by the design that its scenario says.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{AnalysisError, ElementaryEffects, Runs, SobolIndices, morris, sobol};
use crate::random::Draws;
use crate::registry::Document;
use crate::scenario::load;
use crate::sweep::column_of;

/// The indices of every parameter, with their names.
#[derive(Clone, Debug)]
pub enum Indices {
    /// Of a `sobol` design.
    Sobol(Vec<(String, SobolIndices)>),
    /// Of a `morris` design.
    Morris(Vec<(String, ElementaryEffects)>),
}

/// The indices of a metric, from a result folder whose scenario has a `sobol` or `morris` design. The outcome of a point is the mean over its
/// replicates.
///
/// # Errors
/// A folder without such a design, a metric that it does not have, points without a finished run.
pub fn indices_of_folder(folder: &Path, metric: &str) -> Result<Indices, AnalysisError> {
    let runs = Runs::read(folder)?;
    let y = runs.means(runs.metric(metric)?);
    let path = folder.join("scenario.toml");
    let help = "name the folder of a finished sweep with a sobol or morris design";
    let failed = |reason: String| AnalysisError::Read { path: path.clone(), reason, help };
    let text = fs::read_to_string(&path).map_err(|error| failed(error.to_string()))?;
    let document = Document::parse(&path.display().to_string(), &text);
    let loaded = document.and_then(|document| load(&path, document));
    let (scenario, _) = loaded.map_err(|diagnostics| failed(diagnostics.to_string()))?;
    let draws = Draws::new(scenario.top.seed, 0);
    let designs = scenario.sweep.designs();
    let points = designs.first().map_or(1, |design| design.size());
    let Some(design) = designs.first().filter(|design| matches!(design.name(), "sobol" | "morris")) else {
        return Err(AnalysisError::unfit(
            format!("the design of {} is neither sobol nor morris", path.display()),
            "give the scenario sobol = { samples = 512, parameters = { … } } in [sweep] and sweep it",
        ));
    };
    let missing =
        y.iter().filter(|value| value.is_nan()).count() as u64 + points.saturating_sub(y.len() as u64);
    if missing > 0 || y.len() as u64 != points {
        return Err(AnalysisError::unfit(
            format!("{missing} of the {points} points have no value of {metric}"),
            "finish the sweep with --resume; a metric that is undefined at some points has no indices",
        ));
    }
    let keys = design.keys();
    let names: Vec<String> = keys.iter().map(|key| key.name.clone()).collect();
    let columns: Vec<String> = keys.iter().filter_map(|key| column_of(&key.name)).collect();
    let unfit = || {
        let help = "read a folder that one version of hushfeed has written";
        AnalysisError::unfit(format!("{} does not fit its design", runs.path.display()), help)
    };
    if runs.keys != columns {
        return Err(unfit());
    }
    if let Some(design) = &scenario.sweep.morris {
        let effects = morris(names.len(), &design.units(&draws), &y, &draws).ok_or_else(unfit)?;
        return Ok(Indices::Morris(names.into_iter().zip(effects).collect()));
    }
    let indices = sobol(names.len(), &y, &draws).ok_or_else(unfit)?;
    Ok(Indices::Sobol(names.into_iter().zip(indices).collect()))
}

impl Indices {
    /// The indices as CSV: a row a parameter and index, with the ends of its 95 % interval where there is one.
    pub fn csv(&self) -> String {
        let mut text = "parameter,index,value,ci_low,ci_high\n".to_owned();
        let mut row = |name: &str, index: &str, value: f64, half: f64| {
            let _ = write!(text, "{},{index}", quoted(name));
            for number in [value, value - half, value + half] {
                text.push(',');
                crate::output::write_number(&mut text, number);
            }
            text.push('\n');
        };
        match self {
            Self::Sobol(all) => {
                for (name, of) in all {
                    row(name, "first_order", of.first, of.first_half_width);
                    row(name, "total_order", of.total, of.total_half_width);
                }
            }
            Self::Morris(all) => {
                for (name, of) in all {
                    row(name, "mu", of.mu, f64::NAN);
                    row(name, "mu_star", of.mu_star, of.mu_star_half_width);
                    row(name, "sigma", of.sigma, f64::NAN);
                }
            }
        }
        text
    }
}

/// A field of CSV.
pub(super) fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

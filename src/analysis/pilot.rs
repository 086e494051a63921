//! What a pilot says of the size of an effect.

use super::{AnalysisError, Runs};
use crate::math;

/// The size of the effect of a sweep on one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Pilot {
    /// Points with at least two runs.
    pub points: u32,
    /// Their runs.
    pub runs: u64,
    /// Standard deviation within a point, pooled.
    pub sd_within: f64,
    /// f as the sample has it: biased upwards, the more the fewer runs there are.
    pub f_raw: f64,
    /// f with that bias taken off its square (ω²); 0 where the points differ no more than chance makes them.
    pub f: f64,
    /// d_z of the second point against the first, where there are two and their runs pair up.
    pub dz: Option<f64>,
}

/// Estimates the effect of `metric` from the runs of a pilot.
///
/// With means m_j of G points, n_j runs each (N in all), SSB = Σ n_j(m_j − m)², SSW the squares within,
/// MSW = SSW/(N − G): f_raw² = SSB/N / (SSW/N), f² = (SSB − (G − 1)·MSW) / (N·MSW).
///
/// # Errors
/// A metric that is missing, fewer than two points, or no spread within them.
pub fn pilot(runs: &Runs, metric: &str) -> Result<Pilot, AnalysisError> {
    let column = runs.metric(metric)?;
    let mut groups = runs.by_point(column);
    groups.retain(|values| values.len() > 1);
    if groups.len() < 2 {
        return Err(AnalysisError::unfit(
            format!("{} has fewer than two points with two runs or more", runs.path.display()),
            "sweep a few points with some replicates: [sweep] replicates = 10",
        ));
    }
    let total: f64 = groups.iter().map(|values| values.len() as f64).sum();
    let g = groups.len() as f64;
    let sum = |values: &Vec<f64>| math::ordered_sum(values.iter().copied());
    let grand = groups.iter().map(sum).sum::<f64>() / total;
    let (mut between, mut within) = (0.0, 0.0);
    for values in &groups {
        let mean = sum(values) / values.len() as f64;
        between += values.len() as f64 * math::square(mean - grand);
        within += math::ordered_sum(values.iter().map(|value| math::square(value - mean)));
    }
    let mean_square = within / (total - g);
    if mean_square <= 0.0 {
        return Err(AnalysisError::unfit(
            format!("{metric} does not vary within the points of {}", runs.path.display()),
            "an effect without noise needs one run; choose a metric that varies",
        ));
    }
    let corrected = (between - (g - 1.0) * mean_square) / (total * mean_square);
    let (first, second) = (&groups[0], &groups[groups.len() - 1]);
    let dz = (groups.len() == 2 && runs.points() == 2 && first.len() == second.len())
        .then(|| super::paired(first, second).map(|pair| pair.dz))
        .flatten();
    Ok(Pilot {
        points: groups.len() as u32,
        runs: total as u64,
        sd_within: mean_square.sqrt(),
        f_raw: (between / within).sqrt(),
        f: corrected.max(0.0).sqrt(),
        dz,
    })
}

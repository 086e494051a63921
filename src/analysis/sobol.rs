//! Variance-based sensitivity indices (Sobol 1993, by the estimators of Saltelli et al. 2010 and Jansen 1999).
//!
//! With f_A, f_B and f_i the outcomes at the rows of A, B and A_B^(i), and V the variance of all f_A and f_B:
//! first order S_i = mean(f_B·(f_i − f_A)) / V, total S_Ti = mean((f_A − f_i)²) / 2V. S_i is the share of the outcome's
//! variance that vanishes on average once parameter i is known; S_Ti the share that is left once all others are. Outcomes
//! are centred first, which takes noise off S_i and changes neither index.

use crate::math;
use crate::random::{Draws, Purpose};

/// The indices of one parameter. NaN where the outcome does not vary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SobolIndices {
    /// First order, S_i.
    pub first: f64,
    /// Total, S_Ti.
    pub total: f64,
    /// Half of the 95 % interval of S_i: 1.96 standard deviations over bootstrap samples of the rows.
    pub first_half_width: f64,
    /// Half of the 95 % interval of S_Ti.
    pub total_half_width: f64,
}

/// Bootstrap samples.
const RESAMPLES: u32 = 1000;

/// The indices of each of `parameters` from the outcomes `y` of a [`Sobol`](crate::design::Sobol) design, in its order:
/// for every row that of A, those of A_B^(1) … A_B^(k), that of B. None where the length does not fit.
///
/// Randomness: [`Purpose::Bootstrap`], one draw a row and resample. O(1000 · length).
pub fn sobol(parameters: usize, y: &[f64], draws: &Draws) -> Option<Vec<SobolIndices>> {
    let width = parameters + 2;
    if parameters == 0 || y.is_empty() || !y.len().is_multiple_of(width) {
        return None;
    }
    let rows = y.len() / width;
    let mean = math::ordered_sum(y.iter().copied()) / y.len() as f64;
    let centred: Vec<f64> = y.iter().map(|value| value - mean).collect();
    let all: Vec<usize> = (0..rows).collect();
    let estimates = estimate(&centred, width, &all);
    let mut resampled: Vec<Vec<(f64, f64)>> = vec![Vec::new(); parameters];
    let mut chosen = vec![0; rows];
    for resample in 0..RESAMPLES {
        let mut stream = draws.stream(Purpose::Bootstrap, 0, resample);
        for row in &mut chosen {
            *row = stream.below(rows as u32) as usize;
        }
        for (kept, estimate) in resampled.iter_mut().zip(estimate(&centred, width, &chosen)) {
            kept.push(estimate);
        }
    }
    let half = |values: Vec<f64>| {
        let n = values.len() as f64;
        math::mean_and_variance(&values).map_or(f64::NAN, |(_, v)| 1.96 * (v * n / (n - 1.0)).sqrt())
    };
    let index = |((first, total), samples): ((f64, f64), &Vec<(f64, f64)>)| SobolIndices {
        first,
        total,
        first_half_width: half(samples.iter().map(|sample| sample.0).collect()),
        total_half_width: half(samples.iter().map(|sample| sample.1).collect()),
    };
    Some(estimates.into_iter().zip(&resampled).map(index).collect())
}

/// First-order and total index of every parameter over the given rows.
fn estimate(y: &[f64], width: usize, rows: &[usize]) -> Vec<(f64, f64)> {
    let at = |row: usize, column: usize| y[row * width + column];
    let (a, b) = (0, width - 1);
    let n = rows.len() as f64;
    let ends = || rows.iter().flat_map(|&row| [at(row, a), at(row, b)]);
    let mean = ends().sum::<f64>() / (2.0 * n);
    let variance = ends().map(|value| math::square(value - mean)).sum::<f64>() / (2.0 * n);
    (1..b)
        .map(|i| {
            let first = rows.iter().map(|&row| at(row, b) * (at(row, i) - at(row, a))).sum::<f64>() / n;
            let total = rows.iter().map(|&row| math::square(at(row, a) - at(row, i))).sum::<f64>() / n;
            (math::share(first, variance), math::share(0.5 * total, variance))
        })
        .collect()
}

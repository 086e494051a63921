//! Elementary effects (Morris 1991; μ* by Campolongo, Cariboni & Saltelli 2007).
//!
//! The elementary effect of a parameter is the change of the outcome over the change of the parameter's coordinate, which
//! runs from 0 to 1 over its range. Over the trajectories: μ their mean, μ* the mean of their sizes (large: the parameter
//! matters), σ their standard deviation (large beside μ*: it acts in a curve, or together with others).

use crate::math;
use crate::random::{Draws, Purpose};

/// The effects of one parameter, in the unit of the outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ElementaryEffects {
    /// Mean, μ.
    pub mu: f64,
    /// Mean of the sizes, μ*.
    pub mu_star: f64,
    /// Standard deviation (divided by r − 1), σ.
    pub sigma: f64,
    /// Half of the 95 % interval of μ*: 1.96 standard deviations over bootstrap samples of the trajectories.
    pub mu_star_half_width: f64,
}

/// Bootstrap samples.
const RESAMPLES: u32 = 1000;

/// The effects of each of `parameters` from the outcomes `y` at the coordinates `units`, point by point, trajectory by
/// trajectory. None where the lengths do not fit, or a step moves not just one parameter.
///
/// Randomness: [`Purpose::Bootstrap`], one draw a trajectory and resample.
pub fn morris(parameters: usize, units: &[f64], y: &[f64], draws: &Draws) -> Option<Vec<ElementaryEffects>> {
    let points = parameters + 1;
    if parameters == 0
        || y.is_empty()
        || !y.len().is_multiple_of(points)
        || units.len() != y.len() * parameters
    {
        return None;
    }
    let mut effects: Vec<Vec<f64>> = vec![Vec::new(); parameters];
    for (units, y) in units.chunks(points * parameters).zip(y.chunks(points)) {
        for step in 0..parameters {
            let (from, to) = units[step * parameters..].split_at(parameters);
            let mut moved = (0..parameters).filter(|&i| from[i] != to[i]);
            let (Some(i), None) = (moved.next(), moved.next()) else { return None };
            effects[i].push((y[step + 1] - y[step]) / (to[i] - from[i]));
        }
    }
    let trajectories = y.len() / points;
    if effects.iter().any(|effects| effects.len() != trajectories) {
        return None;
    }
    Some(effects.iter().map(|effects| describe(effects, *draws)).collect())
}

fn describe(effects: &[f64], draws: Draws) -> ElementaryEffects {
    let n = effects.len() as f64;
    let deviation = |values: &[f64]| {
        math::mean_and_variance(values).map_or(f64::NAN, |(_, variance)| {
            let n = values.len() as f64;
            (variance * n / (n - 1.0)).sqrt()
        })
    };
    let sizes: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
    let means: Vec<f64> = (0..RESAMPLES)
        .map(|resample| {
            let mut stream = draws.stream(Purpose::Bootstrap, 1, resample);
            sizes.iter().map(|_| sizes[stream.below(sizes.len() as u32) as usize]).sum::<f64>() / n
        })
        .collect();
    ElementaryEffects {
        mu: math::ordered_sum(effects.iter().copied()) / n,
        mu_star: math::ordered_sum(sizes.iter().copied()) / n,
        sigma: deviation(effects),
        mu_star_half_width: 1.96 * deviation(&means),
    }
}

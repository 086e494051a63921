//! How many runs an effect needs (Cohen 1988; for simulations Seri & Secchi 2017).
//!
//! A sweep of G points with n runs each is a one-way analysis of variance. Under an effect of size f (the standard deviation
//! of the points' means over that within a point) the statistic F has G − 1 and G(n − 1) degrees of freedom and the
//! noncentrality λ = f²·G·n; the power is the probability that it exceeds its quantile at 1 − α. Two points that differ by
//! d standard deviations are f = d/2. Two points on common random numbers are compared by n differences: d_z is their
//! mean over their standard deviation, F has 1 and n − 1 degrees of freedom, λ = d_z²·n.

use super::{f_quantile, noncentral_f_cdf};
use crate::math;

/// The size of an effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect {
    /// f between this many points.
    Points {
        /// Cohen's f.
        f: f64,
        /// Number of points G ≥ 2.
        points: u32,
    },
    /// d_z of paired differences.
    Paired {
        /// Mean over standard deviation of the differences.
        dz: f64,
    },
}

/// The most runs that are looked for.
const MOST: u32 = 100_000_000;

/// The power of `runs` ≥ 2 runs a point at the level α in (0, 1).
pub fn power(effect: Effect, runs: u32, alpha: f64) -> f64 {
    let n = f64::from(runs);
    let (d1, d2, lambda) = match effect {
        Effect::Points { f, points } => {
            let g = f64::from(points);
            (g - 1.0, g * (n - 1.0), f * f * g * n)
        }
        Effect::Paired { dz } => (1.0, n - 1.0, dz * dz * n),
    };
    1.0 - noncentral_f_cdf(f_quantile(1.0 - alpha, d1, d2), d1, d2, lambda)
}

/// The fewest runs a point that have at least the power `wanted`; none where a hundred million do not suffice.
pub fn runs_needed(effect: Effect, alpha: f64, wanted: f64) -> Option<u32> {
    let enough = |runs: u32| power(effect, runs, alpha) >= wanted;
    let mut high = 2;
    while !enough(high) {
        high *= 2;
        if high > MOST {
            return None;
        }
    }
    let mut low = high / 2; // too few, or 1
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if enough(middle) { high = middle } else { low = middle }
    }
    Some(high)
}

/// The closed formula of Seri & Secchi (2017) for α = .01 and power .95, n ≈ 14.091·G^−0.640·f^−1.986, a fit to the exact
/// numbers, from which it differs by up to a tenth. For comparison with published tables. doi:10.1007/978-3-319-66948-9_11
pub fn seri_secchi(f: f64, points: u32) -> f64 {
    14.091 * math::pow(f64::from(points), -0.640) * math::pow(f, -1.986)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(f: f64, points: u32) -> Effect {
        Effect::Points { f, points }
    }

    #[test]
    fn the_runs_are_those_of_the_noncentral_f() {
        // By scipy's ncf and f: the smallest n with ncf.sf(f.ppf(.99, …), …) >= .95.
        let table = [
            (0.1, 2, 893),
            (0.1, 10, 305),
            (0.2, 2, 225),
            (0.2, 10, 77),
            (0.2, 50, 28),
            (0.4, 3, 45),
            (0.4, 10, 21),
            (0.594, 3, 22), // Seri & Secchi's own example: "21.07"
        ];
        for (f, g, expected) in table {
            assert_eq!(runs_needed(points(f, g), 0.01, 0.95), Some(expected), "f = {f}, {g} points");
        }
        // statsmodels: TTestPower 33.4 pairs, TTestIndPower 63.8 a group, TTestPower 448.7.
        assert_eq!(runs_needed(Effect::Paired { dz: 0.5 }, 0.05, 0.8), Some(34));
        assert_eq!(runs_needed(points(0.25, 2), 0.05, 0.8), Some(64));
        assert_eq!(runs_needed(Effect::Paired { dz: -0.2 }, 0.01, 0.95), Some(449));
        assert_eq!(runs_needed(points(1e-9, 2), 0.01, 0.95), None);
    }

    #[test]
    fn the_closed_formula_gives_seri_and_secchis_table() {
        // Seri & Secchi 2017, table 11.4 (α = .01, power .95).
        let table = [
            (2, 0.1, 875.55),
            (2, 0.2, 221.02),
            (5, 0.05, 1929.51),
            (10, 0.1, 312.57),
            (10, 0.2, 78.90),
            (10, 0.4, 19.92),
            (50, 0.2, 28.17),
            (100, 0.8, 1.15),
        ];
        for (points, f, expected) in table {
            let found = seri_secchi(f, points);
            assert!((found / expected - 1.0).abs() < 5e-3, "{points} {f}: {found}, not {expected}");
        }
        assert_eq!(seri_secchi(0.2, 10).round(), 79.0);
    }
}

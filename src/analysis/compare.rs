//! Paired comparison of two results on common random numbers.
//!
//! Runs with the same seed and replicate share every draw that both make. Of the differences d = b − a of such pairs:
//! their mean with its 95 % interval (Student's t), d_z = mean/sd(d), and the standardised difference
//! d = mean/√((s_a² + s_b²)/2) (Cohen's d with the mean of the two variances). With independent seeds the variance of a
//! difference would be s_a² + s_b²; the variance reduction is the share of it that pairing takes away, 1 − s_d²/(s_a² + s_b²).

use std::collections::BTreeMap;

use super::indices::quoted;
use super::{AnalysisError, Runs};
use crate::math;
use crate::sweep::student_t_quantile;

/// Two samples, compared pair by pair. NaN where something is not defined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Pairs.
    pub n: u64,
    /// Mean of a.
    pub mean_a: f64,
    /// Mean of b.
    pub mean_b: f64,
    /// Mean of b − a.
    pub difference: f64,
    /// Its 95 % interval.
    pub ci: (f64, f64),
    /// Standard deviation of the differences.
    pub sd_difference: f64,
    /// Mean over standard deviation of the differences.
    pub dz: f64,
    /// The difference over the root of the mean of the two variances.
    pub d: f64,
    /// Pearson correlation of the pairs.
    pub correlation: f64,
    /// 1 − s_d²/(s_a² + s_b²): how much of the variance pairing takes away; negative where it adds.
    pub variance_reduction: f64,
}

/// Compares `b` with `a`, pair by pair. None without a pair. Pairs with a missing value are left out.
pub fn paired(a: &[f64], b: &[f64]) -> Option<Comparison> {
    let pairs: Vec<(f64, f64)> =
        a.iter().copied().zip(b.iter().copied()).filter(|(a, b)| !a.is_nan() && !b.is_nan()).collect();
    let n = pairs.len() as f64;
    let &(origin_a, origin_b) = pairs.first()?;
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64, origin: f64| {
        origin + math::ordered_sum(pairs.iter().map(|pair| of(pair) - origin)) / n
    };
    let (mean_a, mean_b) = (mean(&|pair| pair.0, origin_a), mean(&|pair| pair.1, origin_b));
    let difference = mean(&|pair| pair.1 - pair.0, origin_b - origin_a);
    // One pair has no spread: 0/0 is NaN.
    let over = |of: &dyn Fn(&(f64, f64)) -> f64| math::ordered_sum(pairs.iter().map(of)) / (n - 1.0);
    let variance_a = over(&|pair| math::square(pair.0 - mean_a));
    let variance_b = over(&|pair| math::square(pair.1 - mean_b));
    let variance = over(&|pair| math::square(pair.1 - pair.0 - difference));
    let covariance = over(&|pair| (pair.0 - mean_a) * (pair.1 - mean_b));
    let sd = variance.sqrt();
    let half = if n < 2.0 { f64::NAN } else { student_t_quantile(0.975, n - 1.0) * sd / n.sqrt() };
    Some(Comparison {
        n: pairs.len() as u64,
        mean_a,
        mean_b,
        difference,
        ci: (difference - half, difference + half),
        sd_difference: sd,
        dz: math::share(difference, sd),
        d: math::share(difference, (0.5 * (variance_a + variance_b)).sqrt()),
        correlation: math::share(covariance, (variance_a * variance_b).sqrt()),
        variance_reduction: 1.0 - math::share(variance, variance_a + variance_b),
    })
}

/// Every metric that both results have, compared at every point: (point, metric, comparison).
///
/// # Errors
/// Results that sweep different keys (one of them may sweep nothing), whose points differ in number or in swept values, or that share no pair of runs with the same seed and replicate.
pub fn compare_folders(a: &Runs, b: &Runs) -> Result<Vec<(u64, String, Comparison)>, AnalysisError> {
    if a.keys != b.keys && !a.keys.is_empty() && !b.keys.is_empty() {
        let sweeps = |runs: &Runs| format!("{} sweeps {}", runs.path.display(), runs.keys.join(", "));
        return Err(AnalysisError::unfit(
            format!("{}; {}", sweeps(a), sweeps(b)),
            "compare results of the same design: their points are not each other's",
        ));
    }
    if a.points() != b.points() {
        return Err(AnalysisError::unfit(
            format!(
                "{} has {} points, {} has {}",
                a.path.display(),
                a.points(),
                b.path.display(),
                b.points()
            ),
            "compare results of the same design",
        ));
    }
    let keyed = |runs: &Runs| -> BTreeMap<(u64, u64, u64), usize> {
        let done = runs.rows.iter().enumerate().filter(|(_, run)| run.done);
        done.map(|(index, run)| ((run.point_id, run.replicate, run.seed), index)).collect()
    };
    let (in_a, in_b) = (keyed(a), keyed(b));
    let pairs: Vec<(u64, usize, usize)> =
        in_a.iter().filter_map(|(key, &at)| Some((key.0, at, *in_b.get(key)?))).collect();
    if pairs.is_empty() {
        return Err(AnalysisError::unfit(
            "the two results share no run with the same point, replicate and seed",
            "give both the same seed, so that they share every draw that both make",
        ));
    }
    if a.keys == b.keys
        && let Some((point, ..)) = pairs.iter().find(|pair| a.rows[pair.1].swept != b.rows[pair.2].swept)
    {
        return Err(AnalysisError::unfit(
            format!("point {point} has other values in the two results"),
            "compare results of the same design",
        ));
    }
    let mut table = Vec::new();
    for point in 0..a.points() {
        let here: Vec<_> = pairs.iter().filter(|pair| pair.0 == point).collect();
        for (column, metric) in a.metrics.iter().enumerate() {
            let Some(other) = b.metrics.iter().position(|name| name == metric) else { continue };
            let of_a: Vec<f64> = here.iter().map(|pair| a.rows[pair.1].outcomes[column]).collect();
            let of_b: Vec<f64> = here.iter().map(|pair| b.rows[pair.2].outcomes[other]).collect();
            if let Some(comparison) = paired(&of_a, &of_b) {
                table.push((point, metric.clone(), comparison));
            }
        }
    }
    if table.is_empty() {
        return Err(AnalysisError::unfit(
            "the two results share no metric that has values",
            "give both the same output.metrics",
        ));
    }
    Ok(table)
}

impl Comparison {
    /// The header of [`csv`](Self::csv).
    pub const HEADER: &'static str = "point_id,metric,n,mean_a,mean_b,difference,difference_ci_low,difference_ci_high,sd_difference,d_z,d,correlation,variance_reduction\n";

    /// The row of a point and metric.
    pub fn csv(&self, point: u64, metric: &str) -> String {
        let mut text = format!("{point},{},{}", quoted(metric), self.n);
        let numbers = [
            self.mean_a,
            self.mean_b,
            self.difference,
            self.ci.0,
            self.ci.1,
            self.sd_difference,
            self.dz,
            self.d,
            self.correlation,
            self.variance_reduction,
        ];
        for number in numbers {
            text.push(',');
            crate::output::write_number(&mut text, number);
        }
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_by_hand() {
        // Differences 1, 2, 3: mean 2, sd 1, t with 2 degrees of freedom 4.302653, half width 4.302653/√3 = 2.484138.
        // Variances 1 (of 1, 2, 3) and 4 (of 2, 4, 6), covariance 2: r = 1, d = 2/√2.5, 1 − 1/5 = 0.8.
        let found = paired(&[1.0, 2.0, 3.0, f64::NAN], &[2.0, 4.0, 6.0, 1.0]).unwrap();
        assert_eq!((found.n, found.mean_a, found.mean_b, found.difference), (3, 2.0, 4.0, 2.0));
        assert_eq!((found.sd_difference, found.dz, found.correlation), (1.0, 2.0, 1.0));
        assert!((found.ci.0 - (2.0 - 2.484_137_7)).abs() < 1e-6 && (found.ci.1 - 4.484_137_7).abs() < 1e-6);
        assert!((found.d - 2.0 / 2.5_f64.sqrt()).abs() < 1e-12);
        assert!((found.variance_reduction - 0.8).abs() < 1e-12);
        assert!(paired(&[f64::NAN], &[1.0]).is_none());
        let one = paired(&[1.0], &[3.0]).unwrap();
        assert!(one.difference == 2.0 && one.ci.0.is_nan() && one.dz.is_nan());
        // Equal pairs have no difference at all, and no effect size.
        let equal = paired(&[0.1, 0.7], &[0.1, 0.7]).unwrap();
        assert_eq!((equal.difference, equal.ci, equal.correlation), (0.0, (0.0, 0.0), 1.0));
        assert!(equal.dz.is_nan());
    }
}

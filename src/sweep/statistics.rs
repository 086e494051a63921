//! What is said of one number over the runs of a point: mean, spread, 95 % interval, quantiles.

use std::collections::BTreeMap;

use crate::math;

/// The probabilities of the quantiles.
const PROBABILITIES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Statistics of one number over runs. NaN stands for what is not defined.
#[derive(Clone, Copy, Debug)]
pub struct Statistics {
    /// Runs that have the number: missing values do not count.
    pub n: u64,
    /// Arithmetic mean.
    pub mean: f64,
    /// Standard deviation of the sample (divided by n − 1); needs two runs.
    pub sd: f64,
    /// Lower end of the 95 % interval of the mean, mean − t·sd/√n with Student's t of n − 1 degrees of freedom.
    pub ci_low: f64,
    /// Its upper end.
    pub ci_high: f64,
    /// The 5th, 25th, 50th, 75th and 95th percentile, see [`quantile`].
    pub quantiles: [f64; 5],
}

/// Computes [`Statistics`]; keeps the quantiles of Student's t that it has computed.
#[derive(Default)]
pub struct Statistician {
    student: BTreeMap<u64, f64>,
}

impl Statistician {
    /// The statistics of `values`, of which the NaN are taken away. Leaves `values` sorted.
    ///
    /// The sums are taken in the order of `values`, as differences from the first: equal values have exactly the
    /// mean that they all have, and no spread.
    pub fn describe(&mut self, values: &mut Vec<f64>) -> Statistics {
        values.retain(|value| !value.is_nan());
        let n = values.len() as u64;
        let Some(&origin) = values.first() else {
            return Statistics {
                n,
                mean: f64::NAN,
                sd: f64::NAN,
                ci_low: f64::NAN,
                ci_high: f64::NAN,
                quantiles: [f64::NAN; 5],
            };
        };
        let mean = origin + math::ordered_sum(values.iter().map(|value| value - origin)) / n as f64;
        let squares = math::ordered_sum(values.iter().map(|value| math::square(value - mean)));
        // One run has no spread: 0/0 is NaN, an empty field.
        let sd = (squares / (n as f64 - 1.0)).sqrt();
        let half = if n < 2 { f64::NAN } else { self.student(n - 1) * sd / (n as f64).sqrt() };
        values.sort_by(f64::total_cmp);
        let quantiles = PROBABILITIES.map(|probability| quantile(values, probability));
        Statistics { n, mean, sd, ci_low: mean - half, ci_high: mean + half, quantiles }
    }

    fn student(&mut self, degrees: u64) -> f64 {
        *self.student.entry(degrees).or_insert_with(|| student_t_quantile(0.975, degrees as f64))
    }
}

/// The quantile of `sorted` values at `probability`, by linear interpolation between order statistics at
/// (n − 1)·p (Hyndman and Fan's type 7: the default of R and of numpy). NaN where there are no values.
pub fn quantile(sorted: &[f64], probability: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = probability * last as f64;
    let below = (place.floor() as usize).min(last);
    let fraction = place - below as f64;
    if fraction == 0.0 || below == last {
        return sorted[below];
    }
    sorted[below] + fraction * (sorted[below + 1] - sorted[below])
}

/// The quantile of Student's t with `degrees` > 0 of freedom at `probability` in (0, 1).
///
/// Found by bisection of the distribution function, which is a regularised incomplete beta function: to about ten
/// digits up to a million degrees of freedom, the same bits on every machine.
pub fn student_t_quantile(probability: f64, degrees: f64) -> f64 {
    if probability < 0.5 {
        return -student_t_quantile(1.0 - probability, degrees);
    }
    let tail = 1.0 - probability;
    let (mut low, mut high) = (0.0, 1.0);
    while student_t_tail(high, degrees) > tail {
        high *= 2.0;
    }
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if student_t_tail(middle, degrees) > tail {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// P(T > t) for t ≥ 0: half the regularised incomplete beta function `I_x(ν/2, 1/2)` at x = ν/(ν + t²).
fn student_t_tail(t: f64, degrees: f64) -> f64 {
    let whole = degrees + t * t;
    0.5 * incomplete_beta(degrees / whole, t * t / whole, 0.5 * degrees, 0.5)
}

/// The regularised incomplete beta function `I_x(a, b)`, with y = 1 − x given apart so that it keeps its digits.
pub fn incomplete_beta(x: f64, y: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    // The continued fraction converges fast on this side of the mean only; the other is its mirror image.
    if x > (a + 1.0) / (a + b + 2.0) { 1.0 - lower_tail(y, x, b, a) } else { lower_tail(x, y, a, b) }
}

/// The incomplete beta function below the mean.
fn lower_tail(x: f64, y: f64, a: f64, b: f64) -> f64 {
    let log_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let front = math::exp(a * math::ln(x) + b * math::ln(y) - log_beta) / a;
    front * continued_fraction(x, a, b)
}

/// The continued fraction of the incomplete beta function (NIST's Digital Library of Mathematical Functions,
/// 8.17.22), from the front by the modified Lentz method.
fn continued_fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..10_000 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        for coefficient in [even, odd] {
            d = 1.0 / away_from_zero(1.0 + coefficient * d);
            c = away_from_zero(1.0 + coefficient / c);
            fraction *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn student_quantiles_are_those_of_the_tables() {
        // scipy.stats.t.ppf(0.975, degrees)
        let table = [
            (1.0, 12.706_204_736_174_694),
            (2.0, 4.302_652_729_749_462),
            (4.0, 2.776_445_105_197_793_4),
            (9.0, 2.262_157_162_798_205),
            (19.0, 2.093_024_054_408_308_7),
            (99.0, 1.984_216_951_586_417_4),
            (999.0, 1.962_341_461_133_449_3),
            (1e6, 1.959_966_356_814_107),
        ];
        for (degrees, expected) in table {
            let found = student_t_quantile(0.975, degrees);
            assert!((found - expected).abs() < 1e-9 * expected, "{degrees}: {found}, not {expected}");
            assert_eq!(student_t_quantile(0.025, degrees), -found);
        }
        // One degree of freedom is Cauchy's: tan(π(p − 1/2)).
        assert!((student_t_quantile(0.75, 1.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn quantiles_are_of_type_7() {
        // numpy.quantile([1, 2, 3, 4], p)
        let values = [1.0, 2.0, 3.0, 4.0];
        let found = PROBABILITIES.map(|probability| quantile(&values, probability));
        let expected = [1.15, 1.75, 2.5, 3.25, 3.85];
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
        assert_eq!(quantile(&[7.0], 0.95), 7.0);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn missing_values_do_not_count() {
        let mut values = vec![f64::NAN, 4.0, 2.0, f64::NAN, 3.0];
        let found = Statistician::default().describe(&mut values);
        assert_eq!((found.n, found.mean, found.sd, found.quantiles[2]), (3, 3.0, 1.0, 3.0));
        // t with 2 degrees of freedom is 4.302653.
        assert!((found.ci_high - (3.0 + 4.302_652_729_7 / 3.0_f64.sqrt())).abs() < 1e-9);
        assert!((found.ci_high + found.ci_low - 6.0).abs() < 1e-12);
    }

    #[test]
    fn one_run_has_a_mean_and_no_interval_and_none_has_nothing() {
        let one = Statistician::default().describe(&mut vec![0.3]);
        assert_eq!((one.n, one.mean, one.quantiles), (1, 0.3, [0.3; 5]));
        assert!(one.sd.is_nan() && one.ci_low.is_nan() && one.ci_high.is_nan());
        let none = Statistician::default().describe(&mut vec![f64::NAN]);
        assert_eq!(none.n, 0);
        assert!(none.mean.is_nan() && none.quantiles[0].is_nan());
    }

    #[test]
    fn equal_values_have_no_spread_at_all() {
        let found = Statistician::default().describe(&mut vec![0.1; 20]);
        assert_eq!((found.mean, found.sd, found.ci_low, found.ci_high), (0.1, 0.0, 0.1, 0.1));
    }
}

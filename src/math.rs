//! Portable float functions and sums whose order is fixed.
//!
//! The `exp` and `tanh` of two C libraries differ in the last bit for a good share of arguments, and a parallel
//! sum of floats depends on the scheduler. Model code therefore calls this module alone.

use std::sync::LazyLock;

/// e^x, the same bits on every machine.
#[inline]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// e^x to a relative error of 1e-14 for |x| ≤ 700 (beyond, the value at ±700), by additions and multiplications alone:
/// the same bits on every machine, and a loop over a slice becomes vector code. For probabilities that are compared
/// with a draw; [`exp`] is exact to the last bit but one.
#[inline]
pub fn fast_exp(x: f64) -> f64 {
    // Adding 1.5·2^52 rounds to a whole number and leaves it in the low bits.
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    const LN2_HIGH: f64 = 0.693_147_180_369_123_8;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    let x = x.clamp(-700.0, 700.0);
    let shifted = x * std::f64::consts::LOG2_E + SHIFT;
    let whole = shifted - SHIFT;
    // e^x = 2^whole · e^rest with |rest| ≤ ln 2 / 2, by the series up to rest^11.
    let rest = (x - whole * LN2_HIGH) - whole * LN2_LOW;
    let mut sum = 1.0 / 39_916_800.0;
    for factorial in [3_628_800.0, 362_880.0, 40_320.0, 5_040.0, 720.0, 120.0, 24.0, 6.0, 2.0, 1.0, 1.0] {
        sum = sum * rest + 1.0 / factorial;
    }
    sum * f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52)
}

/// Natural logarithm of x > 0.
#[inline]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// Natural logarithm of a whole number n > 0: that of [`ln`] to the last bit, from a table below 256.
#[inline]
pub fn ln_whole(n: u64) -> f64 {
    static SMALL: LazyLock<[f64; 256]> = LazyLock::new(|| std::array::from_fn(|n| ln((n as f64).max(1.0))));
    SMALL.get(n as usize).copied().unwrap_or_else(|| ln(n as f64))
}

/// Logarithm of x > 0 to the base 2.
#[inline]
pub fn log2(x: f64) -> f64 {
    libm::log2(x)
}

/// x to the power y.
#[inline]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// Hyperbolic tangent.
#[inline]
pub fn tanh(x: f64) -> f64 {
    libm::tanh(x)
}

/// tanh x to a relative error of 1e-15 for every x, by additions, multiplications and one division alone: the same bits
/// on every machine, and a loop over a slice becomes vector code. Not a number stays not a number.
#[inline]
pub fn fast_tanh(x: f64) -> f64 {
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    const LN2_HIGH: f64 = 0.693_147_180_369_123_8;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    // tanh|x| = m/(m + 2) with m = e^(2|x|) − 1. From |x| = 20 on, it is 1 to the last bit.
    let twice = if x.abs() > 20.0 { 40.0 } else { 2.0 * x.abs() };
    let shifted = twice * std::f64::consts::LOG2_E + SHIFT;
    let whole = shifted - SHIFT;
    let rest = (twice - whole * LN2_HIGH) - whole * LN2_LOW;
    // e^rest − 1 by its series up to rest^13: taken from the small end, nothing cancels.
    let mut sum = 1.0 / 6_227_020_800.0;
    for factorial in [
        479_001_600.0,
        39_916_800.0,
        3_628_800.0,
        362_880.0,
        40_320.0,
        5_040.0,
        720.0,
        120.0,
        24.0,
        6.0,
        2.0,
        1.0,
    ] {
        sum = sum * rest + 1.0 / factorial;
    }
    let power = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    let less_one = power * (sum * rest) + (power - 1.0);
    (less_one / (less_one + 2.0)).copysign(x)
}

/// The logistic function σ(x) = 1/(1 + e^−x), in (0, 1).
#[inline]
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// Cosine.
#[inline]
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// x times x. `powi` has no specified precision.
#[inline]
pub fn square(x: f64) -> f64 {
    x * x
}

/// The length of the chunks of [`ordered_sum`].
const CHUNK: usize = 4096;

/// The sum of `values`, added in chunks of 4,096 in their order: the same bits at any number of threads.
/// O(n) time. An empty slice sums to 0.
pub fn ordered_sum(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let mut total = 0.0;
    let mut chunk = 0.0;
    for (index, value) in values.enumerate() {
        chunk += value;
        if index % CHUNK == CHUNK - 1 {
            total += chunk;
            chunk = 0.0;
        }
    }
    total + chunk
}

/// Mean and population variance of `values` (divided by n, not n − 1), in two passes. `None` where empty.
pub fn mean_and_variance(values: &[f64]) -> Option<(f64, f64)> {
    if values.is_empty() {
        return None;
    }
    let n = values.len() as f64;
    let mean = ordered_sum(values.iter().copied()) / n;
    let variance = ordered_sum(values.iter().map(|&x| square(x - mean))) / n;
    Some((mean, variance))
}

/// `part / whole`, or NaN (an empty field of a table) where the whole is 0.
#[inline]
pub fn share(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { f64::NAN } else { part / whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_in_chunks_is_the_sum() {
        let values: Vec<f64> = (0..10_000).map(f64::from).collect();
        assert_eq!(ordered_sum(values.iter().copied()), 49_995_000.0);
        assert_eq!(ordered_sum([].into_iter()), 0.0);
    }

    #[test]
    fn the_fast_exponential_is_the_exponential() {
        for step in -70_000..=70_000 {
            let x = f64::from(step) / 100.0;
            let (fast, exact) = (fast_exp(x), exp(x));
            assert!((fast / exact - 1.0).abs() < 1e-14, "{x}: {fast} {exact}");
        }
        assert_eq!(fast_exp(0.0), 1.0);
        assert!(fast_exp(f64::NEG_INFINITY) < 1e-300);
    }

    #[test]
    fn the_fast_tangent_is_the_tangent() {
        let near = |x: f64| {
            let (fast, exact) = (fast_tanh(x), tanh(x));
            assert!((fast - exact).abs() <= 1e-15 * exact.abs(), "{x}: {fast} {exact}");
            assert_eq!(fast_tanh(-x), -fast);
        };
        (1..=50_000).for_each(|step| near(f64::from(step) / 2_000.0));
        (0..300).for_each(|power| near(pow(10.0, -f64::from(power))));
        assert_eq!([0.0, 20.0, 1e300, f64::INFINITY].map(fast_tanh), [0.0, 1.0, 1.0, 1.0]);
        assert!(fast_tanh(f64::NAN).is_nan());
    }

    #[test]
    fn moments_are_those_of_the_population() {
        assert_eq!(mean_and_variance(&[-1.0, 1.0]), Some((0.0, 1.0)));
        assert_eq!(mean_and_variance(&[]), None);
    }
}

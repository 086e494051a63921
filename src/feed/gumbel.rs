//! Standard Gumbel numbers from 32 random bits, and how to get the same number in a fifth of the time.

use std::sync::LazyLock;

use crate::math;

/// Parts of [1, 2) with an approximation each.
const PARTS: usize = 256;

/// What an approximation of a Gumbel number is off by at most: proven below with room to spare.
const ERROR: f64 = 2e-11;

/// For each part, with its middle c: 1/c and ln c.
static LOGARITHMS: LazyLock<[(f64, f64); PARTS]> = LazyLock::new(|| {
    std::array::from_fn(|part| {
        let inverse = 1.0 / (1.0 + (part as f64 + 0.5) / PARTS as f64);
        (inverse, -math::ln(inverse))
    })
});

/// Standard Gumbel numbers −ln(−ln u), u = (bits + ½)/2^32, rounded to the nearest float from two logarithms in double
/// precision.
///
/// The k largest of ln(w) + Gumbel are a sample without replacement in proportion to w (Plackett–Luce). O(1).
#[derive(Clone, Copy, Debug)]
pub struct Gumbel {
    logarithms: &'static [(f64, f64); PARTS],
}

impl Gumbel {
    /// The source of numbers. Outside of a loop: it looks up a table.
    pub fn new() -> Self {
        Self { logarithms: &LOGARITHMS }
    }

    /// The number that belongs to these bits.
    ///
    /// It is approximated; where all within the error of that rounds to one float, it is this one, and else, which is
    /// rare, the logarithms are computed.
    #[inline]
    pub fn of(self, bits: u32) -> f32 {
        let uniform = (f64::from(bits) + 0.5) * (1.0 / 4_294_967_296.0);
        let near = -self.ln(-self.ln(uniform));
        let (low, high) = ((near - ERROR) as f32, (near + ERROR) as f32);
        // Near 1 the logarithm is so small that the error is none of its size: those are computed.
        if low == high && bits < CLOSE { low } else { exact(uniform) }
    }

    /// Natural logarithm of a positive normal number to 2e-14 where it is below 23: x = 2^e·m, ln m = ln c + ln(m/c), with
    /// r = m/c − 1 of at most 2^−9 and its series up to r⁴, which is off by r⁵/5 < 6e-15; the rest is rounding.
    #[inline]
    fn ln(self, x: f64) -> f64 {
        const MANTISSA: u64 = (1 << 52) - 1;
        let bits = x.to_bits();
        let exponent = f64::from((bits >> 52) as i32 - 1023);
        let m = f64::from_bits(bits & MANTISSA | 1023 << 52);
        let (inverse, log) = self.logarithms[(bits >> 44) as usize % PARTS];
        let r = m * inverse - 1.0;
        let series = r * (1.0 - r * (0.5 - r * (1.0 / 3.0 - r * 0.25)));
        (exponent * std::f64::consts::LN_2 + log) + series
    }
}

impl Default for Gumbel {
    fn default() -> Self {
        Self::new()
    }
}

/// From these bits on u is above 1 − 1/512. Below, −ln u is at least .0019: off by 2e-14, so is its logarithm by 1.1e-11.
const CLOSE: u32 = u32::MAX - (1 << 23);

/// By the logarithms themselves.
#[cold]
fn exact(uniform: f64) -> f32 {
    -math::ln(-math::ln(uniform)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::mix;

    fn is_exact(bits: u32) {
        let uniform = (f64::from(bits) + 0.5) * (1.0 / 4_294_967_296.0);
        let (found, expected) = (Gumbel::new().of(bits), exact(uniform));
        assert_eq!(found.to_bits(), expected.to_bits(), "{bits}: {found} {expected}");
    }

    #[test]
    fn nothing_is_lost() {
        // Both ends, the bounds of the parts, where the number is 0 (u = 1/e), and at random.
        (0..1000).chain(u32::MAX - 1000..=u32::MAX).for_each(is_exact);
        (0..1 << 16)
            .map(|part| part << 16)
            .flat_map(|bits: u32| [bits.wrapping_sub(1), bits, bits + 1])
            .for_each(is_exact);
        (0..1000).map(|offset| 1_580_030_168 - 500 + offset).for_each(is_exact);
        [CLOSE - 1, CLOSE, CLOSE + 1].into_iter().for_each(is_exact);
        (0..1_000_000).map(|index| mix(7, index)).for_each(is_exact);
    }

    /// All 2^32: minutes, so only where it is asked for.
    #[test]
    #[ignore = "takes minutes"]
    fn nothing_at_all_is_lost() {
        (0..=u32::MAX).for_each(is_exact);
    }

    #[test]
    fn the_approximation_is_as_good_as_it_says() {
        let gumbel = Gumbel::new();
        for index in 0..200_000 {
            let bits = mix(8, index) % CLOSE;
            let uniform = (f64::from(bits) + 0.5) * (1.0 / 4_294_967_296.0);
            let (near, exact) = (-gumbel.ln(-gumbel.ln(uniform)), -math::ln(-math::ln(uniform)));
            assert!((near - exact).abs() < ERROR / 1.5, "{bits}: {near} {exact}");
        }
    }
}

//! Standard Gumbel numbers from 32 random bits, and how to get the same number in a fifth of the time.

use std::sync::LazyLock;

use super::select::{FLOATS, nth_of_parts};
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

/// Parts of the range of bits whose bounds are known.
const STEPS: usize = 1024;

/// Below and above all numbers of each part: they grow with the bits but for the last place of a float, which is given.
static STAIRS: LazyLock<[(f32, f32); STEPS]> = LazyLock::new(|| {
    let number = |bits: u32| exact(uniform(bits));
    std::array::from_fn(|step| {
        let lowest = step as u32 * STEP;
        (number(lowest).next_down(), number(lowest + (STEP - 1)).next_up())
    })
});

/// Bits of such a part.
const STEP: u32 = (1 << 31) / (STEPS as u32 / 2);

/// The most scores that are looked at twice.
const MANY: usize = 256;

/// The most of the first that are asked for where scores are looked at twice.
const FIRST: usize = 12;

/// Standard Gumbel numbers −ln(−ln u), u = (bits + ½)/2^32, rounded to the nearest float from two logarithms in double
/// precision.
///
/// The k largest of ln(w) + Gumbel are a sample without replacement in proportion to w (Plackett–Luce). O(1).
#[derive(Clone, Copy, Debug)]
pub struct Gumbel {
    logarithms: &'static [(f64, f64); PARTS],
    stairs: &'static [(f32, f32); STEPS],
}

impl Gumbel {
    /// The source of numbers. Outside of a loop: it looks up a table.
    pub fn new() -> Self {
        Self { logarithms: &LOGARITHMS, stairs: &STAIRS }
    }

    /// The number that belongs to these bits.
    ///
    /// It is approximated; where all within the error of that rounds to one float, it is this one, and else, which is
    /// rare, the logarithms are computed.
    #[inline]
    pub fn of(self, bits: u32) -> f32 {
        let uniform = uniform(bits);
        let near = -self.ln(-self.ln(uniform));
        let (low, high) = ((near - ERROR) as f32, (near + ERROR) as f32);
        // Near 1 the logarithm is so small that the error is none of its size: those are computed.
        if low == high && bits < CLOSE { low } else { exact(uniform) }
    }

    /// Adds a number to each score. Where no more than the `first` highest are asked for, the sums of others may come out
    /// too high, but below all of these: so many are at least as high as the `first`-th highest of those that are certain,
    /// and what cannot reach that is left with its upper bound. O(n).
    pub fn add(self, draws: &[u32], scores: &mut [f32], first: usize) {
        if !(1..=FIRST).contains(&first) || !(2 * first..=MANY).contains(&scores.len()) {
            for (score, &bits) in scores.iter_mut().zip(draws) {
                *score += self.of(bits);
            }
            return;
        }
        let mut sums = [0.0_f32; MANY];
        let step = |bits: u32| (bits / STEP) as usize % STEPS;
        for ((sum, &score), &bits) in sums.iter_mut().zip(&*scores).zip(draws) {
            *sum = score + self.stairs[step(bits)].0;
        }
        let bound = nth_of_parts::<f32, 16>(&sums[..scores.len()], first, FLOATS);
        // Everybody is written down, and the next one overwrites whoever cannot reach the bound.
        let mut likely = [0_u32; MANY];
        let mut count = 0;
        for (index, (&score, &bits)) in scores.iter().zip(draws).enumerate() {
            sums[index] = score + self.stairs[step(bits)].1;
            likely[count] = index as u32;
            count += usize::from(sums[index] >= bound);
        }
        for &index in &likely[..count] {
            let index = index as usize;
            sums[index] = scores[index] + self.of(draws[index]);
        }
        scores.copy_from_slice(&sums[..scores.len()]);
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

/// The uniform number in (0, 1) of these bits.
#[inline]
fn uniform(bits: u32) -> f64 {
    (f64::from(bits) + 0.5) * (1.0 / 4_294_967_296.0)
}

/// By the logarithms themselves.
#[cold]
fn exact(uniform: f64) -> f32 {
    -math::ln(-math::ln(uniform)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::Selector;
    use crate::random::mix;

    fn is_exact(bits: u32) {
        let uniform = uniform(bits);
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

    #[test]
    fn the_first_are_those_of_all() {
        let gumbel = Gumbel::new();
        for run in 0..2000 {
            let length = 1 + mix(1, run) as usize % 300;
            let first = 1 + mix(2, run) as usize % 14;
            let kinds = 1 + mix(3, run) % 5;
            let draws: Vec<u32> = (0..length as u32).map(|index| mix(run, index)).collect();
            let scores: Vec<f32> = draws.iter().map(|&bits| (mix(4, bits) % kinds) as f32).collect();
            let mut all = scores.clone();
            all.iter_mut().zip(&draws).for_each(|(score, &bits)| *score += gumbel.of(bits));
            let mut some = scores;
            gumbel.add(&draws, &mut some, first);
            let best = |scores: &[f32]| {
                let mut selector = Selector::default();
                selector.select(scores, first, |index| draws[index] % 7);
                selector.best().to_vec()
            };
            assert_eq!(best(&all), best(&some), "{run}");
        }
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
            let uniform = uniform(bits);
            let (near, exact) = (-gumbel.ln(-gumbel.ln(uniform)), -math::ln(-math::ln(uniform)));
            assert!((near - exact).abs() < ERROR / 1.5, "{bits}: {near} {exact}");
        }
    }
}

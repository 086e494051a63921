//! The F distribution, central and not.
//!
//! The noncentral one is a Poisson mixture of incomplete beta functions:
//! P(F ≤ x) = Σ_j e^(−λ/2)·(λ/2)^j/j! · I_u(d1/2 + j, d2/2) with u = d1·x/(d1·x + d2).

use crate::math;
use crate::sweep::incomplete_beta;

/// P(F ≤ x) with d1 and d2 degrees of freedom and noncentrality λ ≥ 0; λ = 0 is the central distribution. To about ten
/// digits. O(√λ) terms.
pub fn noncentral_f_cdf(x: f64, d1: f64, d2: f64, lambda: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let whole = d1 * x + d2;
    let (u, rest) = (d1 * x / whole, d2 / whole);
    let beta = |j: f64| incomplete_beta(u, rest, 0.5 * d1 + j, 0.5 * d2);
    let half = 0.5 * lambda;
    if half == 0.0 {
        return beta(0.0);
    }
    // From the most likely term outwards, until what is left is below 1e-13.
    let weight = |j: f64| math::exp(j * math::ln(half) - half - libm::lgamma(j + 1.0));
    let middle = half.floor();
    let mut sum = 0.0;
    let mut j = middle;
    loop {
        let term = weight(j);
        sum += term * beta(j);
        if term < 1e-15 || j == 0.0 {
            break;
        }
        j -= 1.0;
    }
    j = middle + 1.0;
    loop {
        let term = weight(j);
        sum += term * beta(j);
        if term < 1e-15 {
            break;
        }
        j += 1.0;
    }
    sum.clamp(0.0, 1.0)
}

/// The x with P(F ≤ x) = probability, of the central distribution. By bisection to the last bit.
pub fn f_quantile(probability: f64, d1: f64, d2: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while noncentral_f_cdf(high, d1, d2, 0.0) < probability {
        high *= 2.0;
    }
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if noncentral_f_cdf(middle, d1, d2, 0.0) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_noncentral_distribution_is_that_of_scipy() {
        // scipy 1.17.1, scipy.stats.ncf.cdf(x, d1, d2, lambda)
        let table = [
            (1.5, 3.0, 20.0, 4.0, 0.347_091_779_944_117_66),
            (2.5, 9.0, 690.0, 31.6, 0.050_179_384_765_340_33),
            (0.7, 1.0, 9.0, 0.3, 0.512_264_438_906_756_4),
            (3.0, 2.0, 500.0, 60.0, 3.509_225_612_762_319e-8),
            (40.0, 5.0, 30.0, 300.0, 0.052_492_732_048_334_774),
            (0.001, 4.0, 7.0, 2.0, 9.449_851_439_497_618e-7),
        ];
        for (x, d1, d2, lambda, expected) in table {
            let found = noncentral_f_cdf(x, d1, d2, lambda);
            assert!((found - expected).abs() < 1e-10, "{x} {d1} {d2} {lambda}: {found}, not {expected}");
        }
        // scipy.stats.f.ppf(p, d1, d2)
        let table = [
            (0.99, 9.0, 690.0, 2.433_039_454_295_636_6),
            (0.95, 1.0, 18.0, 4.413_873_419_170_566),
            (0.999, 50.0, 3.0, 124.663_513_438_885_64),
        ];
        for (p, d1, d2, expected) in table {
            let found = f_quantile(p, d1, d2);
            assert!((found / expected - 1.0).abs() < 1e-9, "{p} {d1} {d2}: {found}, not {expected}");
        }
    }
}

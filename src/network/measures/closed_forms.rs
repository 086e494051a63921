//! What theory expects of perception bias and of the majority illusion: figures to hold simulations against.

use crate::math;

/// Perception bias in a large homophilic network: Lee et al. 2019.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeeBias {
    /// C, the minority's share of new edge ends, in (0, 2).
    pub ends: f64,
    /// `P_min`, the group-level bias of the minority.
    pub minority: f64,
    /// `P_maj`, the group-level bias of the majority.
    pub majority: f64,
}

/// Solves C = f(1 + hC/(hC + (1−h)(2−C))) + (1−f)(1−h)C/((1−h)C + h(2−C)) for its root in (0, 2), and from it
/// `P_min = 2h/(hC + (1−h)(2−C))` and
/// `P_maj = [f(1−h)/(hC + (1−h)(2−C)) + (C/(2−C))·(1−f)(1−h)/((1−h)C + h(2−C))]/f`.
///
/// `f`, the minority's share, and `h`, the homophily, both in (0, 1).
///
/// # Panics
/// If `f` or `h` is outside (0, 1).
pub fn lee_bias(f: f64, h: f64) -> LeeBias {
    assert!(f > 0.0 && f < 1.0 && h > 0.0 && h < 1.0, "f and h in (0, 1)");
    // The competition that a minority newcomer, and a majority newcomer, meets.
    let for_minority = |c: f64| h * c + (1.0 - h) * (2.0 - c);
    let for_majority = |c: f64| (1.0 - h) * c + h * (2.0 - c);
    let excess =
        |c: f64| f * (1.0 + h * c / for_minority(c)) + (1.0 - f) * (1.0 - h) * c / for_majority(c) - c;
    // Positive at 0, where it is f, and negative at 2, where it is f − 1.
    let (mut low, mut high) = (0.0, 2.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if excess(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    let c = f64::midpoint(low, high);
    let own = f * (1.0 - h) / for_minority(c);
    let others = c / (2.0 - c) * (1.0 - f) * (1.0 - h) / for_majority(c);
    LeeBias { ends: c, minority: 2.0 * h / for_minority(c), majority: (own + others) / f }
}

/// q, the probability that a random neighbour is active: `p + ρ·σ_x·σ_k/⟨k⟩` (Lerman, Yan & Wu 2016), with p
/// the prevalence, ρ the degree–attribute correlation, ⟨k⟩ and `σ_k` the degrees' mean and standard
/// deviation.
pub fn active_end_share(prevalence: f64, correlation: f64, mean_degree: f64, degree_deviation: f64) -> f64 {
    prevalence + correlation * libm::sqrt(prevalence * (1.0 - prevalence)) * degree_deviation / mean_degree
}

/// `P_{>level} = Σ_k p(k)·Pr[Binomial(k, q) > level·k]`, without degree correlation (Lerman, Yan & Wu 2016).
///
/// `degrees[k]` is the share of agents of degree k (k = 0 is left out and the rest scaled up to 1), `q` in
/// [0, 1] from [`active_end_share`]. O(Σ k).
pub fn expected_majority_illusion(degrees: &[f64], q: f64, level: f64) -> f64 {
    let above = |k: usize| {
        let least = libm::floor(level * k as f64) as usize + 1;
        (least..=k).map(|active| binomial(k, active, q)).sum::<f64>()
    };
    let sum: f64 =
        degrees.iter().enumerate().skip(1).map(|(k, p)| if *p > 0.0 { p * above(k) } else { 0.0 }).sum();
    math::share(sum, degrees.iter().skip(1).sum())
}

/// Pr[Binomial(n, q) = k].
fn binomial(n: usize, k: usize, q: f64) -> f64 {
    if q <= 0.0 || q >= 1.0 {
        return f64::from(u8::from(k == if q <= 0.0 { 0 } else { n }));
    }
    let factorial = |n: usize| libm::lgamma(n as f64 + 1.0);
    let ways = factorial(n) - factorial(k) - factorial(n - k);
    math::exp(ways + k as f64 * math::ln(q) + (n - k) as f64 * math::ln(1.0 - q))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::{DegreeLaw, PowerLaw};

    #[test]
    fn lee_2019() {
        // Checkpoint P1: f = .2, h = .8.
        let bias = lee_bias(0.2, 0.8);
        assert!((bias.ends - 0.3241).abs() < 1e-4, "{bias:?}");
        assert!((bias.minority - 2.691).abs() < 1e-3, "{bias:?}");
        assert!((bias.majority - 0.447).abs() < 1e-3, "{bias:?}");
        // Without homophily nobody is biased.
        let bias = lee_bias(0.3, 0.5);
        assert!((bias.minority - 1.0).abs() < 1e-9 && (bias.majority - 1.0).abs() < 1e-9, "{bias:?}");
    }

    #[test]
    fn lerman_2016() {
        // Checkpoint L1: Poisson degrees with mean 5.2 conditioned on k ≥ 1, p = .2, ρ = 0.
        let rule = PowerLaw {
            agents: 10_000,
            degrees: DegreeLaw::Poisson,
            exponent: 1.0,
            mean: 5.2,
            min_degree: 1,
            max_degree: 100,
        };
        let law: Vec<f64> = std::iter::once(0.0).chain(rule.law()).collect();
        let q = active_end_share(0.2, 0.0, 5.2, 2.3);
        assert!((expected_majority_illusion(&law, q, 0.5) - 0.0453).abs() < 1e-4);
        assert_eq!(expected_majority_illusion(&law, 0.0, 0.5), 0.0);
        assert!((expected_majority_illusion(&law, 1.0, 0.5) - 1.0).abs() < 1e-12);
    }
}

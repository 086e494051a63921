//! Granovetter's threshold model with normal thresholds, as a continuous equation.
//!
//! Granovetter 1978; Granovetter & Soong 1988. Of N people with thresholds from a normal distribution with mean μ and
//! standard deviation s, those whose threshold is reached act: r ← N·Φ_N((r − μ)/s) from r = 0, with Φ_N the normal
//! distribution function. The equilibrium jumps as s grows: a little more variety tips the crowd. A population of N
//! *drawn* thresholds (the scenario `papers/granovetter-1978`) smears that jump.
//!
//! g(r) = N·Φ_N((r − μ)/s) − r is convex below μ and concave above, so that its least root, where the iteration ends, can
//! be bracketed: at the bottom of the convex part g is least, and where it is above 0 there, no root is left below μ.

use crate::math;

/// N people with normal thresholds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NormalThresholds {
    /// People N, above 0.
    pub agents: f64,
    /// Mean threshold μ, as a number of people; above 0.
    pub mean: f64,
    /// Standard deviation s, above 0.
    pub sd: f64,
}

/// Halvings of a bracket: enough for the last bit of a double.
const HALVINGS: u32 = 200;

impl NormalThresholds {
    /// How many act next if `acting` act now: N·Φ_N((r − μ)/s).
    pub fn next(&self, acting: f64) -> f64 {
        let z = (acting - self.mean) / self.sd;
        self.agents * 0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
    }

    /// How many act in the end, from nobody: the least fixed point. O(1), exact to rounding.
    pub fn from_nobody(&self) -> f64 {
        match self.bottom().filter(|&(at, least)| at > 0.0 && least <= 0.0) {
            Some((at, _)) => self.root(0.0, at),
            None => self.root(self.mean.min(self.agents), self.agents),
        }
    }

    /// Where g is least below μ, and its value there. None: it falls up to μ.
    fn bottom(&self) -> Option<(f64, f64)> {
        // The density N·φ(z)/s is 1 there.
        let peak = self.agents / (self.sd * libm::sqrt(2.0 * std::f64::consts::PI));
        if peak <= 1.0 {
            return None;
        }
        let at = self.mean - self.sd * libm::sqrt(2.0 * math::ln(peak));
        Some((at, self.next(at) - at))
    }

    /// The root of g between `low`, where it is above 0, and `high`, where it is not.
    fn root(&self, mut low: f64, mut high: f64) -> f64 {
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if self.next(middle) > middle { low = middle } else { high = middle }
        }
        f64::midpoint(low, high)
    }
}

/// The standard deviation above which the equilibrium from nobody jumps to a large one, for N people with mean threshold
/// μ. None: the equilibrium grows without a jump. O(1).
pub fn tipping_sd(agents: f64, mean: f64) -> Option<f64> {
    let tips = |sd: f64| {
        NormalThresholds { agents, mean, sd }.bottom().is_none_or(|(at, least)| at <= 0.0 || least > 0.0)
    };
    // At this deviation the distribution is too flat for a second equilibrium.
    let (mut low, mut high) = (agents * 1e-9, agents / libm::sqrt(2.0 * std::f64::consts::PI));
    if tips(low) || !(mean > 0.0 && mean < agents / 2.0) {
        return None;
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if tips(middle) { high = middle } else { low = middle }
    }
    Some(f64::midpoint(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(sd: f64) -> NormalThresholds {
        NormalThresholds { agents: 100.0, mean: 25.0, sd }
    }

    /// Checkpoint T2.
    #[test]
    fn a_little_more_variety_tips_the_crowd() {
        let sd = tipping_sd(100.0, 25.0).unwrap();
        assert!((sd - 12.222).abs() < 0.001, "{sd}");
        let (below, above) = (at(sd - 1e-6).from_nobody(), at(sd + 1e-6).from_nobody());
        assert!(below < 10.0 && above > 95.0, "{below} {above}");
    }

    #[test]
    fn it_is_where_the_iteration_ends() {
        for sd in [1.0, 5.0, 10.0, 12.0, 12.3, 15.0, 30.0, 60.0] {
            let crowd = at(sd);
            let end = (0..100_000).fold(0.0, |acting, _| crowd.next(acting));
            assert!((crowd.from_nobody() - end).abs() < 1e-6, "sd {sd}: {} {end}", crowd.from_nobody());
        }
    }

    #[test]
    fn a_crowd_that_needs_most_of_itself_never_tips() {
        assert_eq!(tipping_sd(100.0, 60.0), None);
        assert!(NormalThresholds { agents: 100.0, mean: 60.0, sd: 20.0 }.from_nobody() < 5.0);
    }
}

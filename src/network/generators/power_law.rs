//! The configuration model: degrees drawn from a law, their ends paired at random.

use rayon::prelude::*;

use super::rows::undirected;
use crate::math;
use crate::network::{Generator, GrowthError, Network, Request};
use crate::random::Purpose;
use crate::registry::{within, within_open_low};
use crate::{choices, rule};

choices! {
    /// The law of the degrees.
    pub enum DegreeLaw {
        /// p(k) ∝ k^−exponent.
        PowerLaw = "power_law",
        /// p(k) ∝ mean^k/k!.
        Poisson = "poisson",
    }
}

rule! {
    name: "power_law",
    source: "Molloy & Reed 1995; Lerman, Yan & Wu 2016",
    /// Degrees drawn from a law, their ends paired at random: no structure but the degrees.
    ///
    /// Each agent draws its degree k in `min_degree` … `max_degree` from p(k) ∝ k^−`exponent`, or from a
    /// Poisson law conditioned on that range. All ends are then shuffled and paired; an odd one out,
    /// self-loops and repeated edges are dropped, so that the largest degrees come out somewhat smaller than
    /// drawn. Undirected. O(ties) time; one draw an agent, and one stream with one draw an end.
    pub struct PowerLaw {
        /// Number of agents N.
        agents: u32 = 1000_u32, in within(2.0, 1e9);
        /// The law of the degrees: `"power_law"` or `"poisson"`.
        degrees: DegreeLaw = DegreeLaw::PowerLaw;
        /// Exponent of the power law. Without effect on the Poisson law.
        exponent: f64 = 2.5, in within_open_low(0.0, 20.0);
        /// Mean of the Poisson law before it is conditioned on the range. Without effect on the power law.
        mean: f64 = 5.0, in within_open_low(0.0, 1e5);
        /// Smallest degree.
        min_degree: u32 = 1_u32, in within(0.0, 1e6);
        /// Largest degree, at most N − 1.
        max_degree: u32 = 100_u32, in within(0.0, 1e6);
    }
}

impl PowerLaw {
    /// The probability of each degree from `min_degree` to `max_degree`. They sum to 1.
    pub fn law(&self) -> Vec<f64> {
        // Logarithms, less the largest, since mean^k/k! overflows.
        let weight = |k: u32| match self.degrees {
            DegreeLaw::PowerLaw => -self.exponent * math::ln(f64::from(k)),
            DegreeLaw::Poisson => f64::from(k) * math::ln(self.mean) - libm::lgamma(f64::from(k) + 1.0),
        };
        let logs: Vec<f64> = (self.min_degree..=self.max_degree).map(weight).collect();
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = logs.into_iter().map(|log| math::exp(log - largest)).collect();
        let total = math::ordered_sum(weights.iter().copied());
        weights.into_iter().map(|weight| weight / total).collect()
    }

    fn mean_degree(&self) -> f64 {
        math::ordered_sum(
            self.law().iter().enumerate().map(|(k, p)| (f64::from(self.min_degree) + k as f64) * p),
        )
    }
}

impl Generator for PowerLaw {
    fn agents(&self) -> usize {
        self.agents as usize
    }

    fn expected_ties(&self) -> f64 {
        if self.check().is_err() { 0.0 } else { f64::from(self.agents) * self.mean_degree() }
    }

    fn check(&self) -> Result<(), GrowthError> {
        let (low, high) = (self.min_degree, self.max_degree);
        if low > high {
            return Err(GrowthError(format!("`min_degree` {low} is above `max_degree` {high}")));
        }
        if high >= self.agents {
            return Err(GrowthError(format!(
                "`max_degree` {high} is more than the {} others",
                self.agents - 1
            )));
        }
        if low == 0 && self.degrees == DegreeLaw::PowerLaw {
            return Err(GrowthError(
                "`min_degree` must be at least 1 for a power law: k^−exponent has no value at 0".to_owned(),
            ));
        }
        let ends = f64::from(self.agents) * self.mean_degree();
        if ends > 4e9 {
            return Err(GrowthError(format!("{ends:.0} expected ends of edges are more than 4,000,000,000")));
        }
        Ok(())
    }

    fn grow(&self, request: &Request<'_>) -> Result<Network, GrowthError> {
        self.check()?;
        let mut below = 0.0;
        let cumulative: Vec<f64> = self
            .law()
            .into_iter()
            .map(|p| {
                below += p;
                below
            })
            .collect();
        let degrees: Vec<u32> = (0..self.agents)
            .into_par_iter()
            .map(|i| {
                let at = request.draws.uniform(Purpose::Network, 0, i);
                let k = cumulative.partition_point(|&below| below <= at) as u32;
                (self.min_degree + k).min(self.max_degree)
            })
            .collect();
        let total = degrees.iter().map(|&k| k as usize).sum();
        let mut ends: Vec<u32> = Vec::with_capacity(total);
        for (i, &k) in degrees.iter().enumerate() {
            ends.extend(std::iter::repeat_n(i as u32, k as usize));
        }
        drop(degrees);
        request.draws.stream(Purpose::Network, 1, 0).shuffle(&mut ends);
        Ok(Network::bare(undirected(self.agents(), ends.chunks_exact(2).map(|pair| (pair[0], pair[1])))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::testing::grow;

    #[test]
    fn degrees_follow_the_law() {
        for (degrees, max_degree) in [(DegreeLaw::PowerLaw, 40), (DegreeLaw::Poisson, 60)] {
            let rule =
                PowerLaw { agents: 40_000, degrees, exponent: 2.5, mean: 5.2, min_degree: 1, max_degree };
            let graph = grow(&rule, 1, None).graph;
            for (k, p) in (1..8).zip(rule.law()) {
                let found = (0..40_000).filter(|&i| graph.degree(i) == k).count() as f64 / 40_000.0;
                assert!((found - p).abs() < 0.008, "{degrees:?}, degree {k}: {found} for {p}");
            }
            let ties = graph.ties() as f64 / rule.expected_ties();
            assert!((ties - 1.0).abs() < 0.03, "{degrees:?}: {ties}");
        }
    }

    #[test]
    fn impossible_degrees() {
        let rule = PowerLaw {
            agents: 50,
            degrees: DegreeLaw::PowerLaw,
            exponent: 2.5,
            mean: 5.0,
            min_degree: 1,
            max_degree: 49,
        };
        assert!(rule.check().is_ok());
        assert!(PowerLaw { max_degree: 50, ..rule.clone() }.check().is_err());
        assert!(PowerLaw { min_degree: 0, ..rule.clone() }.check().is_err());
        assert!(PowerLaw { min_degree: 30, max_degree: 20, ..rule }.check().is_err());
    }
}

//! The random graph of Erdős and Rényi, in Gilbert's form: every tie exists independently with one
//! probability.

use super::rows::{bernoulli, edges, grow_rows, undirected};
use crate::network::{Generator, Graph, GrowthError, Network, Request};
use crate::random::Purpose;
use crate::registry::{at_least, within};
use crate::rule;

rule! {
    name: "erdos_renyi",
    source: "Erdős & Rényi 1959; Gilbert 1959",
    /// Every possible tie exists independently with the same probability.
    ///
    /// Give `probability` or `mean_degree`, not both. Degrees are binomial; an agent may follow nobody. Drawn
    /// by geometric jumps, O(agents + ties) time; each agent's stream makes one exponential draw a tie and
    /// one more.
    pub struct ErdosRenyi {
        /// Number of agents N.
        agents: u32 = 1000_u32, in within(2.0, 1e9);
        /// Probability p of each tie (of each edge where undirected), in [0, 1]. Instead of `mean_degree`.
        probability: Option<f64> = None, in within(0.0, 1.0);
        /// Mean number of followees, p(N − 1), at most N − 1. Instead of `probability`.
        mean_degree: Option<f64> = None, in at_least(0.0);
        /// Whether ties are drawn one way each; otherwise i follows j if and only if j follows i.
        directed: bool = false;
    }
}

impl ErdosRenyi {
    fn tie_probability(&self) -> Result<f64, GrowthError> {
        match (self.probability, self.mean_degree) {
            (Some(probability), None) => Ok(probability),
            (None, Some(mean)) if mean <= f64::from(self.agents - 1) => Ok(mean / f64::from(self.agents - 1)),
            (None, Some(mean)) => Err(GrowthError(format!(
                "`mean_degree` {mean} is more than the {} others that an agent can follow",
                self.agents - 1
            ))),
            (Some(_), Some(_)) => Err(GrowthError(
                "give `probability` or `mean_degree`, not both: each fixes the other".to_owned(),
            )),
            (None, None) => Err(GrowthError("`probability` or `mean_degree` must be given".to_owned())),
        }
    }
}

impl Generator for ErdosRenyi {
    fn agents(&self) -> usize {
        self.agents as usize
    }

    fn expected_ties(&self) -> f64 {
        let n = f64::from(self.agents);
        self.tie_probability().map_or(0.0, |p| p * n * (n - 1.0))
    }

    fn check(&self) -> Result<(), GrowthError> {
        self.tie_probability().map(|_| ())
    }

    fn grow(&self, request: &Request<'_>) -> Result<Network, GrowthError> {
        let p = self.tie_probability()?;
        // Undirected: agent i decides on the edges to the agents before it.
        let others = |i: u32| if self.directed { self.agents - 1 } else { i };
        let (offsets, targets) = grow_rows(
            self.agents,
            || (),
            |(), i, row| {
                let mut stream = request.draws.stream(Purpose::Network, 0, i);
                bernoulli(&mut stream, 0..others(i), p, |other| row.push(other + u32::from(other >= i)));
            },
        );
        Ok(Network::bare(if self.directed {
            Graph::from_sorted_rows(offsets, targets, true)
        } else {
            undirected(self.agents(), edges(&offsets, &targets))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::testing::grow;
    use crate::registry::Parameters;

    #[test]
    fn degrees_are_binomial() {
        for directed in [false, true] {
            let graph = grow(
                &ErdosRenyi { agents: 20_000, probability: None, mean_degree: Some(8.0), directed },
                5,
                None,
            )
            .graph;
            let degrees: Vec<f64> = (0..graph.agents()).map(|i| graph.degree(i) as f64).collect();
            let (mean, variance) = crate::math::mean_and_variance(&degrees).unwrap();
            assert!((mean - 8.0).abs() < 0.08, "{mean}");
            assert!((variance - 8.0).abs() < 0.4, "{variance}");
            let followers: Vec<f64> = graph.follower_counts().into_iter().map(f64::from).collect();
            let (_, variance) = crate::math::mean_and_variance(&followers).unwrap();
            assert!((variance - 8.0).abs() < 0.4, "{variance}");
        }
    }

    #[test]
    fn the_ends_of_the_range() {
        let none = ErdosRenyi::from_toml("agents = 50\nprobability = 0.0").unwrap();
        assert_eq!(grow(&none, 1, None).graph.ties(), 0);
        for directed in [false, true] {
            let all = ErdosRenyi { agents: 50, probability: Some(1.0), mean_degree: None, directed };
            assert_eq!(grow(&all, 1, None).graph.ties(), 50 * 49);
        }
    }

    #[test]
    fn exactly_one_density() {
        assert!(ErdosRenyi::from_toml("").unwrap().check().is_err());
        assert!(ErdosRenyi::from_toml("probability = 0.1\nmean_degree = 3").unwrap().check().is_err());
        assert!(ErdosRenyi::from_toml("agents = 5\nmean_degree = 6").unwrap().check().is_err());
        assert!(ErdosRenyi::from_toml("mean_degree = 3").unwrap().check().is_ok());
    }
}

//! The pairs of agents whose ties have a weight that can be changed.

use super::super::AnalysisError;
use crate::choices;
use crate::network::Graph;

choices! {
    /// Which pairs the administrator may give a weight.
    pub enum Adjustable {
        /// Every pair of agents who have a tie to anybody.
        All = "all",
        /// Those that have a tie already.
        Existing = "existing",
    }
}

/// Pairs of agents i < j in ascending order, and what their ties weigh at first.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    agents: usize,
    ends: Vec<(u32, u32)>,
    weights: Vec<f64>,
}

impl Pairs {
    /// The adjustable pairs of an undirected network, whose ties weigh `tie_weight` times their weights (1 where there
    /// are none). An agent without ties, or with ties of weight 0 alone, is in no pair: its weights can only be 0.
    ///
    /// # Errors
    /// A directed or well-mixed network, one without ties, weights below 0.
    pub fn of(graph: &Graph, tie_weight: f64, adjustable: Adjustable) -> Result<Self, AnalysisError> {
        if graph.is_well_mixed() {
            let help = "choose another generator; \"complete\" writes all ties down";
            return Err(AnalysisError::unfit("a well-mixed population has no ties to reweight", help));
        }
        if graph.is_directed() {
            let help = "take an undirected network: directed = false in [network], or another generator";
            let reason = "the administrator reweights an undirected network, and this one is directed";
            return Err(AnalysisError::unfit(reason, help));
        }
        let agents = graph.agents();
        let (mut ends, mut weights) = (Vec::new(), Vec::new());
        for i in 0..agents {
            for tie in graph.row(i) {
                let j = graph.targets()[tie];
                let weight = tie_weight * graph.weights().map_or(1.0, |weights| f64::from(weights[tie]));
                if weight < 0.0 || !weight.is_finite() {
                    let reason = format!("the tie of the agents {i} and {j} weighs {weight}");
                    return Err(AnalysisError::unfit(reason, "give every tie a weight of 0 or more"));
                }
                if (j as usize) > i {
                    ends.push((i as u32, j));
                    weights.push(weight);
                }
            }
        }
        if weights.iter().all(|&weight| weight == 0.0) {
            let help = "give the network ties, and influence.tie_weight a value above 0";
            return Err(AnalysisError::unfit("the network has no ties to reweight", help));
        }
        let existing = Self { agents, ends, weights };
        let degrees = existing.degrees(&existing.weights);
        Ok(match adjustable {
            Adjustable::Existing => existing.among(&degrees),
            Adjustable::All => existing.filled(&degrees),
        })
    }

    /// Without the pairs of agents whose ties weigh nothing.
    fn among(&self, degrees: &[f64]) -> Self {
        let is_tied = |&(i, j): &(u32, u32)| degrees[i as usize] > 0.0 && degrees[j as usize] > 0.0;
        let kept = self.ends.iter().zip(&self.weights).filter(|(ends, _)| is_tied(ends));
        let (ends, weights) = kept.map(|(&ends, &weight)| (ends, weight)).unzip();
        Self { agents: self.agents, ends, weights }
    }

    /// With every pair of the agents whose ties weigh something.
    fn filled(&self, degrees: &[f64]) -> Self {
        let tied: Vec<u32> = (0..self.agents as u32).filter(|&i| degrees[i as usize] > 0.0).collect();
        let mut known = self.ends.iter().zip(&self.weights).peekable();
        let (mut ends, mut weights) = (Vec::new(), Vec::new());
        for (at, &i) in tied.iter().enumerate() {
            for &j in &tied[at + 1..] {
                while known.next_if(|(pair, _)| **pair < (i, j)).is_some() {}
                let weight = known.next_if(|(pair, _)| **pair == (i, j)).map_or(0.0, |(_, &weight)| weight);
                ends.push((i, j));
                weights.push(weight);
            }
        }
        Self { agents: self.agents, ends, weights }
    }

    /// How many pairs [`of`](Self::of) makes at most, without making them.
    pub fn most(graph: &Graph, adjustable: Adjustable) -> usize {
        match adjustable {
            Adjustable::Existing => graph.ties() / 2,
            Adjustable::All => {
                let tied = (0..graph.agents()).filter(|&agent| !graph.row(agent).is_empty()).count();
                tied * tied.saturating_sub(1) / 2
            }
        }
    }

    /// Agents of the network.
    pub fn agents(&self) -> usize {
        self.agents
    }

    /// The pairs (i, j), i < j, in ascending order.
    pub fn ends(&self) -> &[(u32, u32)] {
        &self.ends
    }

    /// What each weighs at first.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The row sums of the matrix with these weights.
    pub fn degrees(&self, weights: &[f64]) -> Vec<f64> {
        let mut degrees = vec![0.0; self.agents];
        for (&(i, j), weight) in self.ends.iter().zip(weights) {
            degrees[i as usize] += weight;
            degrees[j as usize] += weight;
        }
        degrees
    }

    /// (z_i − z_j)² of every pair.
    pub fn distances(&self, opinions: &[f64]) -> Vec<f64> {
        let apart = |&(i, j): &(u32, u32)| opinions[i as usize] - opinions[j as usize];
        self.ends.iter().map(|ends| apart(ends) * apart(ends)).collect()
    }

    /// D = Σ_{i<j} w_ij(z_i − z_j)².
    pub fn disagreement(&self, weights: &[f64], opinions: &[f64]) -> f64 {
        dot(weights, &self.distances(opinions))
    }

    /// L·z with the Laplacian L of these weights.
    pub fn laplacian(&self, weights: &[f64], z: &[f64]) -> Vec<f64> {
        let mut pulls = vec![0.0; self.agents];
        for (&(i, j), weight) in self.ends.iter().zip(weights) {
            let pull = weight * (z[i as usize] - z[j as usize]);
            pulls[i as usize] += pull;
            pulls[j as usize] -= pull;
        }
        pulls
    }
}

/// The sum of the products, in order.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_all_or_those_with_a_tie() {
        // 3 has no tie; that of 4 and 5 weighs nothing.
        let graph = Graph::from_weighted_ties(6, &[(2, 0), (0, 1), (4, 5)], &[0.5, 2.0, 0.0], false);
        let existing = Pairs::of(&graph, 3.0, Adjustable::Existing).unwrap();
        assert_eq!((existing.ends(), existing.weights()), (&[(0, 1), (0, 2)][..], &[6.0, 1.5][..]));
        let all = Pairs::of(&graph, 3.0, Adjustable::All).unwrap();
        let expected = (&[(0, 1), (0, 2), (1, 2)][..], &[6.0, 1.5, 0.0][..]);
        assert_eq!((all.ends(), all.weights()), expected);
        assert_eq!(all.degrees(all.weights()), [7.5, 6.0, 1.5, 0.0, 0.0, 0.0]);
        let z = [1.0, -1.0, 0.5, 9.0, 0.0, 3.0];
        assert_eq!(all.disagreement(all.weights(), &z), 6.0 * 4.0 + 1.5 * 0.25);
        assert_eq!(all.laplacian(all.weights(), &z), [12.75, -12.0, -0.75, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn networks_that_cannot_be_reweighted_are_refused() {
        for (graph, part) in [
            (Graph::well_mixed(4), "well-mixed"),
            (Graph::from_ties(3, &[(0, 1)], true), "directed"),
            (Graph::from_ties(3, &[], false), "no ties"),
            (Graph::from_weighted_ties(3, &[(0, 1)], &[-1.0], false), "weighs -1"),
        ] {
            let error = Pairs::of(&graph, 1.0, Adjustable::All).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}

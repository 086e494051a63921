//! Averaging with an innate opinion that is never given up (Friedkin & Johnsen 1990).
//!
//! z_i ← (s_i + Σ_j w_ij z_j)/(1 + d_i) over those who are heard, d_i = Σ_j w_ij: the innate opinion s_i, which is the
//! anchor, counts as much as a tie of weight 1. Its equilibrium is z* = (I + L)⁻¹ s with the Laplacian L of the ties
//! ([`equilibrium`]). In the terms of `degroot`: weights w_ij/d_i and stubbornness λ_i = 1/(1 + d_i).
//! Weights are those of the network's ties, not the affinity that is learnt; 1 where it has none.

use super::{Hearing, Influence, Together};
use crate::math::square;
use crate::network::Graph;
use crate::registry::above;
use crate::rule;
use crate::world::Shown;

rule! {
    name: "friedkin_johnsen",
    source: "Friedkin & Johnsen 1990",
    /// Moves to the mean of the innate opinion and of all that is heard, weighted by the ties: z ← (s + Σ w·z_j)/(1 + Σ w).
    ///
    /// The innate opinion s is that of tick 0. Needs standing expressions: feed.source = "accounts". Deterministic.
    /// O(N + ties).
    pub struct FriedkinJohnsen {
        /// Factor on the weights of ties, which are 1 where the network has none: a small one leaves everybody with its
        /// innate opinion, a large one leads to consensus.
        tie_weight: f64 = 1.0, in above(0.0);
    }
}

impl Influence for FriedkinJohnsen {
    fn target(&self, own: f64, _: &Shown<'_>) -> f64 {
        own // never asked: see `is_only_together`
    }

    fn together(&self) -> Option<&dyn Together> {
        Some(self)
    }

    fn is_only_together(&self) -> bool {
        true
    }
}

impl Together for FriedkinJohnsen {
    fn advance(&self, hearing: &Hearing<'_>, results: &mut [f64], _: &mut Vec<f64>) {
        for (agent, result) in results.iter_mut().enumerate() {
            let weights = hearing.weights_of(agent);
            let (mut sum, mut degree) = (hearing.anchor[agent], 1.0);
            for (at, &other) in hearing.row(agent).iter().enumerate() {
                let weight = self.tie_weight * weights.map_or(1.0, |weights| f64::from(weights[at]));
                if hearing.says(other as usize) {
                    sum += weight * hearing.opinion[other as usize];
                    degree += weight;
                }
            }
            *result = sum / degree;
        }
    }
}

/// The equilibrium needs a symmetric network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the equilibrium is that of an undirected network, and this one is directed")]
pub struct NotSymmetric;

/// z* = (I + L)⁻¹ s: where Friedkin & Johnsen's rule leads on an undirected network on which everybody speaks. L is the
/// Laplacian of the ties with their weights (1 where there are none) times `tie_weight`; `innate` is s, of length N.
///
/// By conjugate gradients (Hestenes & Stiefel 1952) until the residual is 1e-15 of s or grows no smaller.
/// O((agents + ties)·√(largest degree)).
///
/// # Errors
/// A directed network: its matrix is not symmetric.
///
/// # Panics
/// If `innate` has another length than the network.
pub fn equilibrium(graph: &Graph, innate: &[f64], tie_weight: f64) -> Result<Vec<f64>, NotSymmetric> {
    assert_eq!(innate.len(), graph.agents(), "one innate opinion an agent");
    if graph.is_directed() {
        return Err(NotSymmetric);
    }
    let laplacian = |z: &[f64]| -> Vec<f64> {
        (0..z.len())
            .map(|i| {
                let weight = |tie: usize| graph.weights().map_or(1.0, |weights| f64::from(weights[tie]));
                let pulls = graph.row(i).map(|tie| weight(tie) * (z[i] - z[graph.targets()[tie] as usize]));
                tie_weight * pulls.sum::<f64>()
            })
            .collect()
    };
    Ok(equilibrium_of(laplacian, innate))
}

/// z* = (I + L)⁻¹ s as [`equilibrium`] has it, for ties that are no [`Graph`]: `laplacian` gives L·z, of length N, for a
/// symmetric L without negative weights.
///
/// By conjugate gradients (Hestenes & Stiefel 1952) until the residual is 1e-15 of s or grows no smaller. All sums run
/// in the order of the agents.
pub fn equilibrium_of(laplacian: impl Fn(&[f64]) -> Vec<f64>, innate: &[f64]) -> Vec<f64> {
    let apply = |z: &[f64]| -> Vec<f64> {
        let pulls = laplacian(z);
        z.iter().zip(&pulls).map(|(z, pull)| z + pull).collect()
    };
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut z = innate.to_vec();
    let image = apply(&z);
    let mut residual: Vec<f64> = innate.iter().zip(&image).map(|(s, image)| s - image).collect();
    let mut direction = residual.clone();
    let mut size = product(&residual, &residual);
    let enough = square(1e-15) * product(innate, innate);
    let mut best = f64::INFINITY;
    let mut idle = 0;
    while size > enough && idle < 20 {
        let image = apply(&direction);
        let step = size / product(&direction, &image);
        for i in 0..z.len() {
            z[i] += step * direction[i];
            residual[i] -= step * image[i];
        }
        let next = product(&residual, &residual);
        idle = if next < best { 0 } else { idle + 1 };
        best = best.min(next);
        for (direction, residual) in direction.iter_mut().zip(&residual) {
            *direction = residual + next / size * *direction;
        }
        size = next;
    }
    z
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};

    fn close(found: &[f64], expected: &[f64], tolerance: f64) {
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < tolerance, "{found}, expected {expected}");
        }
    }

    #[test]
    fn a_pair_and_a_path_have_their_closed_forms() {
        let pair = Graph::from_ties(2, &[(0, 1)], false);
        close(&equilibrium(&pair, &[1.0, -1.0], 1.0).unwrap(), &[1.0 / 3.0, -1.0 / 3.0], 1e-14);
        let path = Graph::from_ties(3, &[(0, 1), (1, 2)], false);
        close(&equilibrium(&path, &[1.0, 0.0, -1.0], 1.0).unwrap(), &[0.5, 0.0, -0.5], 1e-14);
        let one_way = Graph::from_ties(2, &[(0, 1)], true);
        assert_eq!(equilibrium(&one_way, &[1.0, -1.0], 1.0), Err(NotSymmetric));
    }

    #[test]
    fn two_blocks_have_theirs_whatever_the_weight_inside() {
        // Weight 8q inside and q across, with q = .05: z = ±1/(1 + 2nq) = ±1/6.
        let agents = 100_u32;
        let pairs: Vec<(u32, u32)> = (0..agents).flat_map(|i| (0..i).map(move |j| (i, j))).collect();
        let weights: Vec<f32> =
            pairs.iter().map(|(i, j)| if (i < &50) == (j < &50) { 8.0 } else { 1.0 }).collect();
        let graph = Graph::from_weighted_ties(100, &pairs, &weights, false);
        let innate: Vec<f64> = (0..agents).map(|i| if i < 50 { 1.0 } else { -1.0 }).collect();
        let expected: Vec<f64> = innate.iter().map(|s| s / 6.0).collect();
        close(&equilibrium(&graph, &innate, 0.05).unwrap(), &expected, 1e-12);
    }

    #[test]
    fn the_equilibrium_solves_the_equations() {
        let mut stream = Draws::new(3, 0).stream(Purpose::Test, 0, 0);
        let ties: Vec<(u32, u32)> = (0..1_500).map(|_| (stream.below(300), stream.below(300))).collect();
        let weights: Vec<f32> = ties.iter().map(|_| stream.uniform() as f32).collect();
        let graph = Graph::from_weighted_ties(300, &ties, &weights, false);
        let innate: Vec<f64> = (0..300).map(|_| 2.0 * stream.uniform() - 1.0).collect();
        let z = equilibrium(&graph, &innate, 2.5).unwrap();
        for i in 0..300 {
            let (mut sum, mut degree) = (innate[i], 1.0);
            for tie in graph.row(i) {
                let weight = 2.5 * f64::from(graph.weights().unwrap()[tie]);
                sum += weight * z[graph.targets()[tie] as usize];
                degree += weight;
            }
            assert!((z[i] - sum / degree).abs() < 1e-13);
        }
    }
}

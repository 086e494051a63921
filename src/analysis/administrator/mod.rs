//! A network administrator who reweights ties so that people disagree less, and what becomes of their opinions.
//!
//! Chitra & Musco 2020 (Analyzing the impact of filter bubbles on social network polarization, WSDM,
//! doi 10.1145/3336191.3371825). People average as Friedkin & Johnsen have it, z = (I + L)⁻¹s with the Laplacian L of the
//! weights W and the innate opinions s. In turns
//!
//! 1. the administrator takes the W that minimises D(W, z) = Σ_{i<j} w_ij(z_i − z_j)² over the symmetric W ≥ 0 with the
//!    row sums of W⁰, an empty diagonal and ‖W − W⁰‖_F ≤ ε‖W⁰‖_F;
//! 2. the people settle: z ← (I + L_W)⁻¹s,
//!
//! until P = Σ(z_i − z̄)² stands still. The remedy adds λ‖W‖_F² to what is minimised.
//!
//! The paper's abstract and figures are what was at hand; the norm of the ball and of the remedy are as others report
//! them.

mod dynamics;
mod pairs;
mod reweighting;
mod society;
#[cfg(test)]
mod tests;

pub use dynamics::{Administered, Administrator, AdministratorError, Round};
pub use pairs::{Adjustable, Pairs};
pub use reweighting::{Reweighted, Reweighting, ReweightingError};
pub use society::{Society, tie_weight};

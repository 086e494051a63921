//! Measures of a graph: pure functions, one file a family.
//!
//! A share of nothing is NaN: an empty field of a table.

mod closed_forms;
mod clustering;
mod components;
mod controversy;
mod degrees;
mod illusion;
mod perception;
mod placement;
mod sides;
#[cfg(test)]
pub(crate) mod testing;
mod triads;

pub use closed_forms::{LeeBias, active_end_share, expected_majority_illusion, lee_bias};
pub use clustering::{mean_local_clustering, transitivity, transitivity_sampled};
pub use components::Components;
pub use controversy::{pagerank, random_walk_controversy};
pub use degrees::{DegreeSummary, degree_summary, out_degrees, reciprocity, tail_exponent};
pub use illusion::{degree_attribute_correlation, majority_illusion};
pub use perception::{GroupPerception, PerceptionBias, perception_bias};
pub use placement::swap_to_correlation;
pub use sides::{Mixing, assortativity, ei_index, modularity_sides, same_side_ties};
pub use triads::transitive_triads;

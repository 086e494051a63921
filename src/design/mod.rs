//! Which points of parameter space a sweep visits: one file a design.
//!
//! A design is a key of `[sweep]`. It is read with the scenario, and laid out into a [`Plan`] once the scenario's seed
//! is known. A new design is a file here, a key in `SweepKeys`, and a line in its `designs`.

mod axis;
mod baseline;
mod grid;
mod latin_hypercube;
mod list;
mod morris;
mod parameter;
mod plan;
mod samples;
mod sobol;
mod table;
mod until_ci;
mod zip;

pub use axis::{Axis, is_swept, numbers};
pub use baseline::Baseline;
pub use grid::Grid;
pub use latin_hypercube::LatinHypercube;
pub use list::List;
pub use morris::Morris;
pub use parameter::{Parameter, Span, Spans};
pub use plan::{Assigned, Block, Key, Plan};
pub use samples::{Samples, SamplesError};
pub use sobol::Sobol;
pub use until_ci::UntilCi;
pub use zip::Zip;

use crate::random::Draws;

/// The most points of a sampled design: the values of each are held in memory.
pub const MOST_POINTS: u64 = 1_000_000;

/// A way to choose points.
pub trait Design: std::fmt::Debug {
    /// The key of `[sweep]` that asks for it.
    fn name(&self) -> &'static str;

    /// The dotted keys that it sets, with the places where they stand.
    fn keys(&self) -> Vec<Key>;

    /// How many points it has; saturates.
    fn size(&self) -> u64;

    /// Its points: blocks of rows, of which every combination is a point. `draws` are those of the scenario's seed;
    /// `is_whole` says whether a key takes whole numbers alone, so that computed numbers are made to fit.
    fn blocks(&self, draws: &Draws, is_whole: &dyn Fn(&str) -> bool) -> Vec<Block>;
}

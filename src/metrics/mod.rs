//! Metrics: pure functions of the world, one file a family. Each column has one definition, in its family's file.
//!
//! A column that is undefined at a tick (a share of nothing, anything said or seen at tick 0) is NaN, which tables
//! write as an empty field. Unless a column says otherwise, *humans* are persons and pages, the *side* of an agent is
//! the one that it had when it spoke and read in the observed tick, and a tie is one direction of following.

mod histogram;
#[cfg(test)]
mod sample;
mod select;
mod ties;

pub use histogram::{BinCounts, histogram};
pub use opinion::clusters;
pub use select::{Selection, UnknownMetric, UnknownMetrics, find};

use crate::register;
use crate::world::View;
use ties::Counts;

/// One column of `series.csv` and `runs.csv`.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its unit: `share`, `opinion`, `ratio`, `count`, …
    pub unit: &'static str,
    /// Its definition in one sentence, with the denominator.
    pub about: &'static str,
}

impl Column {
    /// A column.
    const fn new(name: &'static str, unit: &'static str, about: &'static str) -> Self {
        Self { name, unit, about }
    }
}

/// A family of metrics that are computed together.
pub struct Family {
    /// The family's name in `[output] metrics`.
    pub name: &'static str,
    /// What the family is about, in one line.
    pub about: &'static str,
    /// Whether it is observed when a scenario does not say which metrics it wants.
    pub default: bool,
    /// Whether it uses the ties by side, which are counted once for all families.
    needs_ties: bool,
    /// The columns, in order.
    pub columns: &'static [Column],
    /// Computes them: one number a column. They are NaN (an empty field) before.
    measure: fn(&View<'_>, &Counts, &mut [f64]),
}

register! {
    /// All families, in the order of the columns of the tables.
    pub static FAMILIES: [&Family] = [
        funnel::FAMILY,
        silence::FAMILY,
        perception::FAMILY,
        neighbourhood::FAMILY,
        opinion::FAMILY,
        attention::FAMILY,
        network::FAMILY,
        controversy::FAMILY,
        structure::FAMILY,
        outcomes::FAMILY,
        quality::FAMILY,
        chambers::FAMILY,
        illusion::FAMILY,
        censorship::FAMILY,
        groups::FAMILY,
        contacts::FAMILY,
        spread::FAMILY,
        content::FAMILY,
        belief::FAMILY,
        values::FAMILY,
        norm::FAMILY,
        accuracy::FAMILY,
        reach::FAMILY,
    ];
}

//! Metrics: pure functions of the world, one file a family. Each column has one definition, here.

use crate::world::View;

/// One column of `series.csv` and `runs.csv`.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its definition in one sentence, with the denominator.
    pub about: &'static str,
    /// Its unit: `share`, `opinion`, `ratio`, `count`, …
    pub unit: &'static str,
}

/// A family of metrics that are computed together.
pub struct Family {
    /// The family's name in `[output] metrics`.
    pub name: &'static str,
    /// Whether it is observed when a scenario does not say which metrics it wants.
    pub default: bool,
    /// The columns, in order.
    pub columns: &'static [Column],
    /// Computes them: one number a column, NaN where there is none (an empty field).
    pub measure: fn(&View<'_>, &mut [f64]),
}

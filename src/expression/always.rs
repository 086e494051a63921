//! Nobody censors themselves.

use super::{Expression, Speakers};
use crate::random::Draws;
use crate::rule;

rule! {
    name: "always",
    source: "standard",
    /// Everybody who is present speaks: opinion dynamics without silence.
    pub struct Always {}
}

impl Expression for Always {
    fn start(&self) -> (f64, f64) {
        (0.0, 0.0)
    }

    fn confidence(&self, _: f64) -> f64 {
        0.0
    }

    fn speak(&self, _: &Speakers<'_>, _: &Draws, _: u32, speaks: &mut [bool]) {
        speaks.fill(true);
    }

    fn always_speaks(&self) -> bool {
        true
    }

    fn is_deaf(&self) -> bool {
        true
    }
}

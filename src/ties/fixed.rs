//! Ties that never change.

use super::{Change, Circle, Ties};
use crate::random::Stream;
use crate::rule;

rule! {
    name: "static",
    source: "standard",
    /// Ties do not change.
    pub struct Static {}
}

impl Ties for Static {
    fn change(&self, _: &Circle<'_>, _: &mut Stream) -> Option<Change> {
        None
    }

    fn is_active(&self) -> bool {
        false
    }
}

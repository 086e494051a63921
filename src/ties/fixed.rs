//! Ties that never change.

use super::Ties;
use crate::rule;

rule! {
    name: "static",
    source: "standard",
    /// Ties do not change.
    pub struct Static {}
}

impl Ties for Static {
    fn is_active(&self) -> bool {
        false
    }
}

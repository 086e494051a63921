//! No ranking at all.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::rule;

rule! {
    name: "random",
    source: "standard",
    /// A uniform sample of the candidates: a feed of limited length without any preference.
    pub struct Random {}
}

impl Ranking for Random {
    fn needs(&self) -> Needs {
        Needs::default()
    }

    fn score(&self, _: ReaderProfile, _: &Candidates<'_>, _: &mut [f32]) {
        // All scores stay 0; the keyed draw that breaks ties does the rest.
    }
}

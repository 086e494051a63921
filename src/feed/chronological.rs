//! Newest first.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::rule;

rule! {
    name: "chronological",
    source: "standard; the control arm of Milli et al. 2023 and Guess et al. 2023",
    /// Newest first; posts of one tick in random order.
    pub struct Chronological {}
}

impl Ranking for Chronological {
    fn needs(&self) -> Needs {
        Needs { age: true, ..Needs::default() }
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        for (score, &age) in scores.iter_mut().zip(candidates.age) {
            *score = -(age as f32);
        }
    }
}

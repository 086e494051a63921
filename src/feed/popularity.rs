//! Most approved first.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::registry::at_least;
use crate::rule;

rule! {
    name: "popularity",
    source: "standard",
    /// Most likes and reshares first, whoever gave them. Score: strength · (likes + reshares of the original).
    pub struct Popularity {
        /// Weight of the count. 0: no preference, the same as `random`.
        strength: f64 = 1.0, in at_least(0.0);
    }
}

impl Ranking for Popularity {
    fn needs(&self) -> Needs {
        Needs { reactions: true, ..Needs::default() }
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        let strength = self.strength as f32;
        for (score, &reactions) in scores.iter_mut().zip(candidates.reactions) {
            *score = strength * reactions as f32;
        }
    }
}

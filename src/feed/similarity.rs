//! What the platform believes the reader to agree with.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::registry::Bounds;
use crate::rule;

rule! {
    name: "similarity",
    source: "standard",
    /// Nearest to the reader's learnt profile first. Score: strength · (1 − |x̂ − y|/2), distances in half-ranges.
    pub struct Similarity {
        /// Weight of the similarity. 0: no preference, the same as `random`. Negative: the most distant first.
        strength: f64 = 1.0, in Bounds::ANY;
    }
}

impl Ranking for Similarity {
    fn needs(&self) -> Needs {
        Needs { stance: true, ..Needs::default() }
    }

    fn score(&self, reader: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        let strength = self.strength as f32;
        for (score, &stance) in scores.iter_mut().zip(candidates.stance) {
            *score = strength * reader.similarity(stance);
        }
    }
}

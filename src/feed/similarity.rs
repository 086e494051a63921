//! What the platform believes the reader to agree with.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::registry::Bounds;
use crate::rule;

rule! {
    name: "similarity",
    source: "standard; definition ours, 2026",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::{Sample, assert_scores, read};

    #[test]
    fn scores_by_hand() {
        let mut sample = Sample::new(3);
        sample.opinion = 0.5;
        sample.stance = vec![-1.0, 0.25, 0.5];
        // 1 − 1.5/2, 1 − .25/2, 1, times 2.
        assert_scores(&sample.scores(&read::<Similarity>("strength = 2.0")), &[0.5, 1.75, 2.0]);
        assert_eq!(sample.order(&read::<Similarity>("")), [2, 1, 0]);
        assert_eq!(sample.order(&read::<Similarity>("strength = -1.0")), [0, 1, 2]);
        assert_eq!(sample.scores(&read::<Similarity>("strength = 0.0")), [0.0; 3]);
    }
}

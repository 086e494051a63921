//! What disagrees with the reader, and nothing else where that is wanted.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::registry::within;
use crate::rule;

rule! {
    name: "cross_cutting",
    source: "definition ours, 2026",
    /// Most distant first. Score: |x̂ − y|/2, distances in half-ranges.
    ///
    /// With `fill = false` only what is less than `bound` alike, by 1 − |x̂ − y|/2, is shown. A platform that starts with
    /// neutral profiles then shows nothing, and learns nothing: use profile = "oracle" with it.
    pub struct CrossCutting {
        /// The similarity below which a post is cross-cutting, with `fill = false`.
        bound: f64 = 0.5, in within(0.0, 1.0);
        /// Whether posts above the bound are shown after the others. false: not at all.
        fill: bool = true;
    }
}

impl Ranking for CrossCutting {
    fn needs(&self) -> Needs {
        Needs { stance: true, ..Needs::default() }
    }

    fn score(&self, reader: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        let bound = if self.fill { f32::INFINITY } else { self.bound as f32 };
        for (score, &stance) in scores.iter_mut().zip(candidates.stance) {
            let similarity = reader.similarity(stance);
            *score = if similarity < bound { 1.0 - similarity } else { f32::NEG_INFINITY };
        }
    }

    fn excludes(&self) -> bool {
        !self.fill
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
        // 1.5/2, .25/2, 0.
        assert_scores(&sample.scores(&read::<CrossCutting>("")), &[0.75, 0.125, 0.0]);
        assert_eq!(sample.order(&read::<CrossCutting>("")), [0, 1, 2]);
        assert_eq!(sample.order(&read::<CrossCutting>("fill = false")), [0]);
        assert_eq!(sample.order(&read::<CrossCutting>("fill = false\nbound = 0.9")), [0, 1]);
    }
}

//! What agrees with the reader, and nothing else where that is wanted.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::registry::within;
use crate::rule;

rule! {
    name: "like_minded",
    source: "definition ours, 2026",
    /// Most like-minded first. Score: 1 − |x̂ − y|/2, distances in half-ranges.
    ///
    /// With `fill = false` only what is at least `bound` alike is shown.
    pub struct LikeMinded {
        /// The similarity from which a post is like-minded, with `fill = false`.
        bound: f64 = 0.5, in within(0.0, 1.0);
        /// Whether posts below the bound are shown after the others. false: not at all.
        fill: bool = true;
    }
}

impl Ranking for LikeMinded {
    fn needs(&self) -> Needs {
        Needs { stance: true, ..Needs::default() }
    }

    fn score(&self, reader: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        let bound = if self.fill { f32::NEG_INFINITY } else { self.bound as f32 };
        for (score, &stance) in scores.iter_mut().zip(candidates.stance) {
            let similarity = reader.similarity(stance);
            *score = if similarity >= bound { similarity } else { f32::NEG_INFINITY };
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
        // 1 − 1.5/2, 1 − .25/2, 1.
        assert_scores(&sample.scores(&read::<LikeMinded>("")), &[0.25, 0.875, 1.0]);
        assert_eq!(sample.order(&read::<LikeMinded>("")), [2, 1, 0]);
        assert_eq!(sample.order(&read::<LikeMinded>("fill = false")), [2, 1]);
        assert_eq!(sample.order(&read::<LikeMinded>("fill = false\nbound = 0.9")), [2]);
    }
}

//! Most approved first.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::registry::at_least;
use crate::rule;

rule! {
    name: "popularity",
    source: "standard; definition ours, 2026",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::{Sample, assert_scores, read};

    #[test]
    fn scores_by_hand() {
        let sample = Sample::counted();
        // Likes + reshares: 40 + 5, 8, 1.
        assert_scores(&sample.scores(&read::<Popularity>("strength = 2.0")), &[90.0, 16.0, 2.0]);
        assert_eq!(sample.order(&read::<Popularity>("")), [0, 1, 2]);
        assert_eq!(sample.scores(&read::<Popularity>("strength = 0.0")), [0.0; 3]);
    }
}

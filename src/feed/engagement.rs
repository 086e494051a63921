//! What the reader is expected to react to.

use super::form::ActionWeights;
use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::registry::Bounds;
use crate::rule;

rule! {
    name: "engagement",
    source: "definition ours, 2026; the kind of ranking that Milli et al. 2023 and Guess et al. 2023 compare with \
             chronological order",
    /// Most expected engagement first: P(like) + P(reshare) + P(reply).
    ///
    /// Score: Σ weight · predicted probability. The probabilities are those of the reaction rule for a reader with the
    /// learnt profile.
    pub struct Engagement {
        /// Weight of the probability of a like.
        like: f64 = 1.0, in Bounds::ANY;
        /// Weight of the probability of a reshare.
        reshare: f64 = 1.0, in Bounds::ANY;
        /// Weight of the probability of a reply.
        reply: f64 = 1.0, in Bounds::ANY;
    }
}

impl Ranking for Engagement {
    fn needs(&self) -> Needs {
        Needs { predicted: true, ..Needs::default() }
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        let weights = ActionWeights {
            like: self.like as f32,
            reshare: self.reshare as f32,
            reply: self.reply as f32,
            negative: 0.0,
        };
        weights.add(candidates.predicted, scores);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::{Sample, assert_scores, read};

    #[test]
    fn scores_by_hand() {
        let sample = Sample::predicting();
        // .2 + .02 + .03; .05 + .01 + .3; .1 + 0 + 0.
        assert_scores(&sample.scores(&read::<Engagement>("")), &[0.25, 0.36, 0.1]);
        assert_eq!(sample.order(&read::<Engagement>("")), [1, 0, 2]);
        assert_eq!(sample.order(&read::<Engagement>("reply = 0.0")), [0, 2, 1]);
    }
}

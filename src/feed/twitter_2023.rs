//! Twitter, 5 April 2023: the published weights of the heavy ranker and the heuristics behind it.
//!
//! Weights of actions that the engine lacks, whose probability is 0 here but which count in the sums of the offset: good
//! profile click 12.0; half of a video .005; reply that the author engages with 75.0; good click 11.0 (its probability:
//! the larger of two); good click v2 10.0; negative feedback v2 −74.0. The engine has one negative reaction (report,
//! block, mute), which takes the weight of a report.

use super::form::{self, ActionWeights, AuthorDiversity, NegativeOffset};
use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::registry::{Bounds, at_least, within};
use crate::rule;

/// Σ of the absolute values of the weights of absent actions, and of the negative ones among them.
const ABSENT: (f64, f64) = (74.0, 12.0 + 0.005 + 75.0 + 11.0 + 10.0 + 74.0);

rule! {
    name: "twitter_2023",
    source: "authors' code: twitter/the-algorithm-ml, commit b852108 (weights of 5 April 2023), and \
             twitter/the-algorithm, commit 72eda9a (heuristics, date unknown)",
    /// Twitter's heavy ranker of 5 April 2023: like .5, retweet 1, reply 13.5, report −369.
    ///
    /// Score: (Σ weight · predicted probability, negative totals lifted by the offset) · author diversity. Weights of
    /// actions that the engine lacks, with probability 0: good profile click 12, half of a video .005, reply that the
    /// author engages with 75, good click 11, good click v2 10, negative feedback v2 −74. The engine's one negative
    /// reaction takes the weight of a report. Posts of accounts not followed (`feed.retrieved`, `feed.out_of_network`) count
    /// .75; Twitter showed at most 60 of either kind, which is out_of_network = 0.5. Not modelled: paid verification ×4,
    /// creators ×1.1 to 1.3, "see fewer" ×.2, replies ×.75 (there are none). That author diversity counts posts in the order of the
    /// score before it is recalled, unverified.
    pub struct Twitter2023 {
        /// Weight of a like (authors' code).
        like: f64 = 0.5, in Bounds::ANY;
        /// Weight of a reshare, the retweet (authors' code).
        reshare: f64 = 1.0, in Bounds::ANY;
        /// Weight of a reply (authors' code).
        reply: f64 = 13.5, in Bounds::ANY;
        /// Weight of a negative reaction, taken as a report (authors' code).
        negative: f64 = -369.0, in Bounds::ANY;
        /// Size of the step that puts negative totals below all others (authors' code). 0: no such step.
        offset: f64 = 0.001, in at_least(0.0);
        /// The factor of posts of accounts not followed (authors' code: the scorer; one parameter file has 1).
        out_of_network_factor: f64 = 0.75, in at_least(0.0);
        /// Author diversity: the factor from one post of an author to the next (authors' code). 1: off.
        diversity_decay: f64 = 0.5, in within(0.0, 1.0);
        /// Author diversity: what the factor falls to (authors' code).
        diversity_floor: f64 = 0.25, in within(0.0, 1.0);
    }
}

impl Ranking for Twitter2023 {
    fn needs(&self) -> Needs {
        Needs { predicted: true, outside: self.out_of_network_factor != 1.0, ..Needs::default() }
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        let weights = ActionWeights {
            like: self.like as f32,
            reshare: self.reshare as f32,
            reply: self.reply as f32,
            negative: self.negative as f32,
        };
        weights.add(candidates.predicted, scores);
        if self.offset > 0.0 {
            let (negative, all) = weights.sums();
            NegativeOffset { negative: negative + ABSENT.0, all: all + ABSENT.1, size: self.offset }
                .apply(scores);
        }
        form::apply_to_marked(self.out_of_network_factor, candidates.outside, scores);
    }

    fn author_diversity(&self) -> Option<AuthorDiversity> {
        AuthorDiversity::new(self.diversity_decay, self.diversity_floor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::{Sample, assert_scores, read};

    #[test]
    fn scores_by_hand() {
        let mut sample = Sample::predicting();
        // .5·.2 + .02 + 13.5·.03 − 369·.0001 = .4881; .025 + .01 + 4.05 − .0738 = 4.0112; .05 − 369·.01 = −3.64.
        // Offset: + .001, + .001, (−3.64 + 443)/566.005·.001.
        let expected = [0.4891, 4.0122, 0.000_776_247_56];
        assert_scores(&sample.scores(&read::<Twitter2023>("")), &expected);
        assert_scores(&sample.scores(&read::<Twitter2023>("offset = 0.0")), &[0.4881, 4.0112, -3.64]);
        // Of an account not followed: × .75.
        sample.outside[1] = true;
        let expected = [0.4891, 4.0122 * 0.75, 0.000_776_247_56];
        assert_scores(&sample.scores(&read::<Twitter2023>("")), &expected);
        sample.outside[1] = false;
        // One author: the second best counts .625, the third .4375.
        sample.ties = vec![0, 0, 0];
        let expected = [0.4891 * 0.625, 4.0122, 0.000_776_247_56 * 0.4375];
        assert_scores(&sample.scores(&read::<Twitter2023>("")), &expected);
        assert_eq!(sample.order(&read::<Twitter2023>("")), [1, 0, 2]);
    }
}

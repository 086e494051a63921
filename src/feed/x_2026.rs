//! X, 12 August 2026: the published default weights and the pipeline behind them.
//!
//! Weights of actions that the engine lacks, whose probability is 0 here but which count in the sums of the offset:
//! quote 5; share 2; share by message 5; share by copied link 20; click .4; open link .2; photo expanded .05; video
//! opened .05; video quality view .05; quoted click .05; quoted video view 0; profile click 0; dwell 0; dwell time .004
//! a unit; click dwell time 0; follow author 4; unexplored post .02; not dwelled −.02; not interested −43.2; block
//! author −31.2; mute author −58.8. The engine's one negative reaction takes the weight of a report.

use super::form::{ActionWeights, AuthorDiversity, NegativeOffset};
use super::rerank::RerankKeys;
use super::{Candidates, Diversity, Lift, Needs, Ranking, ReaderProfile};
use crate::registry::{Bounds, above, at_least, within};
use crate::rule;

/// Σ of the absolute values of the negative weights of absent actions, and of all of them.
const ABSENT: (f64, f64) = {
    let negative = 0.02 + 43.2 + 31.2 + 58.8;
    let positive = 5.0 + 2.0 + 5.0 + 20.0 + 0.4 + 0.2 + 4.0 * 0.05 + 0.004 + 4.0 + 0.02;
    (negative, negative + positive)
};

rule! {
    name: "x_2026",
    source: "authors' code: xai-org/x-algorithm, published defaults of 12 August 2026 and pipeline of 13 August 2026",
    /// X's weights of 12 August 2026: favourite .5, retweet 1, reply 5 (20 between mutual follows), report −234.
    ///
    /// Score: (Σ weight · predicted probability, negative totals lifted by the offset) · .75 for a reshare or an account not followed · author
    /// diversity; nothing older than 48 hours. Weights of actions that the engine lacks, with probability 0: quote 5,
    /// share 2, by message 5, by copied link 20, click .4, open link .2, photo, video and quoted click .05 each, dwell
    /// time .004 a unit, follow author 4, unexplored post .02, not dwelled −.02, not interested −43.2, block −31.2, mute
    /// −58.8. The engine's one negative reaction takes the weight of a report. Two steps of the pipeline are there and off by
    /// default: re-ranking for diversity by a determinantal process (determinantal = 0.65, over the first 150), because its
    /// similarity is one of embeddings at X and of stance and author here; and the lift of new authors to slots 15 and 16
    /// (lift = true), because its bounds are those of a platform of millions: in a small world every author is new. Posts of accounts not followed
    /// (`feed.retrieved`; X retrieved 1,000 beside 1,200 of followees and showed 35) count as reshares do; `ads.gap = 3` is
    /// X's. That the bonus for mutual follows
    /// stays out of the sums of the offset is ours; that author diversity counts posts in the order of the score before it
    /// is recalled, unverified.
    pub struct X2026 {
        /// Weight of a like, the favourite (authors' code).
        like: f64 = 0.5, in Bounds::ANY;
        /// Weight of a reshare, the retweet (authors' code).
        reshare: f64 = 1.0, in Bounds::ANY;
        /// Weight of a reply (authors' code).
        reply: f64 = 5.0, in Bounds::ANY;
        /// What is added to the weight of a reply to an original by a mutual follow (authors' code).
        mutual_reply: f64 = 15.0, in Bounds::ANY;
        /// The probability that a followee follows back: 1 on an undirected network (ours; ties are not looked up).
        mutual_share: f64 = 0.0, in within(0.0, 1.0);
        /// Weight of a negative reaction, taken as a report (authors' code).
        negative: f64 = -234.0, in Bounds::ANY;
        /// Size of the step that puts negative totals below all others (authors' code). 0: no such step.
        offset: f64 = 0.001, in at_least(0.0);
        /// The factor of a post of an account not followed, and of a reshare, which counts as out of network (authors' code).
        reshared_factor: f64 = 0.75, in at_least(0.0);
        /// Author diversity: the factor from one post of an author to the next (authors' code). 1: off.
        diversity_decay: f64 = 0.5, in within(0.0, 1.0);
        /// Author diversity: what the factor falls to (authors' code).
        diversity_floor: f64 = 0.25, in within(0.0, 1.0);
        /// Nothing older than this is shown, in hours (authors' code).
        max_age: f64 = 48.0, in at_least(0.0);
        /// Hours a tick.
        tick_hours: f64 = 1.0, in above(0.0);
        ..rerank: RerankKeys;
    }
}

impl Ranking for X2026 {
    fn needs(&self) -> Needs {
        Needs {
            predicted: true,
            reshared: true,
            outside: true,
            age: true,
            views: self.rerank.lift,
            ..Needs::default()
        }
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        let weights = ActionWeights {
            like: self.like as f32,
            reshare: self.reshare as f32,
            reply: self.reply as f32,
            negative: self.negative as f32,
        };
        weights.add(candidates.predicted, scores);
        let bonus = (self.mutual_reply * self.mutual_share) as f32;
        let posts = candidates.predicted.iter().zip(candidates.reshared);
        for (score, (predicted, &reshared)) in scores.iter_mut().zip(posts) {
            *score += if reshared { 0.0 } else { bonus * predicted.reply };
        }
        if self.offset > 0.0 {
            let (negative, all) = weights.sums();
            NegativeOffset { negative: negative + ABSENT.0, all: all + ABSENT.1, size: self.offset }
                .apply(scores);
        }
        let (oldest, factor) = (self.max_age / self.tick_hours, self.reshared_factor as f32);
        let posts = candidates.age.iter().zip(candidates.reshared.iter().zip(candidates.outside));
        for (score, (&age, (&reshared, &outside))) in scores.iter_mut().zip(posts) {
            if f64::from(age) > oldest {
                *score = f32::NEG_INFINITY;
            } else if reshared || outside {
                *score *= factor;
            }
        }
    }

    fn excludes(&self) -> bool {
        true
    }

    fn author_diversity(&self) -> Option<AuthorDiversity> {
        AuthorDiversity::new(self.diversity_decay, self.diversity_floor)
    }

    fn diversity(&self) -> Option<Diversity> {
        self.rerank.diversity()
    }

    fn lift(&self) -> Option<Lift> {
        self.rerank.lift(self.tick_hours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::{Sample, assert_scores, read};

    #[test]
    fn scores_by_hand() {
        let mut sample = Sample::predicting();
        // .1 + .02 + 5·.03 − 234·.0001 = .2466; .025 + .01 + 1.5 − .0468 = 1.4882; .05 − 2.34 = −2.29.
        // Offset: + .001, + .001, (−2.29 + 367.22)/410.544·.001 (sums: see the head of the file).
        let lifted = 0.000_888_893_76;
        assert_scores(&sample.scores(&read::<X2026>("")), &[0.2476, 1.4892, lifted]);
        // Mutual follows: + 15·P(reply); a reshare × .75 without that; 49 hours are too old.
        sample.reshared[1] = true;
        sample.age[2] = 49;
        let rule = read::<X2026>("mutual_share = 1.0");
        assert_scores(&sample.scores(&rule), &[0.6976, 1.1169, f64::NEG_INFINITY]);
        assert_eq!(sample.order(&rule), [1, 0]);
        sample.reshared[1] = false;
        sample.outside[1] = true;
        // The bonus for a mutual follow goes to an original alone: (1.4892 + 15·.3) · .75.
        assert_scores(&sample.scores(&rule)[1..2], &[4.4919]);
        sample.outside[1] = false;
        sample.age[2] = 48;
        assert_eq!(sample.order(&rule), [1, 0, 2]);
    }
}

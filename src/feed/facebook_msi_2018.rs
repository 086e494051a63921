//! Facebook 2018: "meaningful social interactions".

use super::form::ActionWeights;
use super::multipliers::{KindFactors, RelationFactors};
use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::registry::{at_least, within};
use crate::rule;

rule! {
    name: "facebook_msi_2018",
    source: "Facebook, January 2018: that interactions and relations are weighted is second-hand; \
             the numbers are recalled, unverified",
    /// Facebook's "meaningful social interactions" of 2018: a comment counts 15 or 30 likes.
    ///
    /// Score: closeness · Σ weight · predicted probability. All weights are recalled, unverified. Weights of actions
    /// that the engine lacks, with probability 0: emoji reaction 5; message, event reply 30. Closeness: friend 1, same
    /// group .5, stranger .3 (recalled, unverified); an account that is not followed is a stranger, or of the same group if
    /// both are in one group of the population. "Friends and family first", the other half of the change of January 2018,
    /// is `page_factor` below 1; Facebook published no number, and the factors of kinds of authors are ours.
    pub struct FacebookMsi2018 {
        /// Weight of a like (recalled, unverified).
        like: f64 = 1.0, in at_least(0.0);
        /// Weight of a reshare without text (recalled, unverified; 30 with text, which the engine lacks).
        reshare: f64 = 5.0, in at_least(0.0);
        /// Weight of a comment that is not significant (recalled, unverified).
        reply: f64 = 15.0, in at_least(0.0);
        /// Weight of a significant comment (recalled, unverified).
        significant_reply: f64 = 30.0, in at_least(0.0);
        /// The share of replies that are significant comments (ours).
        significant_share: f64 = 0.0, in within(0.0, 1.0);
        /// The closeness of a followee: friend 1, same group .5, stranger .3 (recalled, unverified).
        closeness: f64 = 1.0, in at_least(0.0);
        /// The closeness of an account that is not followed, relative to that of a followee (recalled, unverified).
        stranger_closeness: f64 = 0.3, in at_least(0.0);
        /// The same where that account is of the reader's own group of the population (recalled, unverified).
        group_closeness: f64 = 0.5, in at_least(0.0);
        ..kinds: KindFactors;
    }
}

impl FacebookMsi2018 {
    /// Those of strangers, relative to a followee.
    fn relations(&self) -> RelationFactors {
        RelationFactors { friend: 1.0, group: Some(self.group_closeness), stranger: self.stranger_closeness }
    }
}

impl Ranking for FacebookMsi2018 {
    fn needs(&self) -> Needs {
        Needs {
            predicted: true,
            outside: self.relations().needs_outside(),
            fellows: self.relations().needs_fellows(),
            kinds: self.kinds.is_active(),
            ..Needs::default()
        }
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        let reply = self.reply + (self.significant_reply - self.reply) * self.significant_share;
        let weights = ActionWeights {
            like: (self.closeness * self.like) as f32,
            reshare: (self.closeness * self.reshare) as f32,
            reply: (self.closeness * reply) as f32,
            negative: 0.0,
        };
        weights.add(candidates.predicted, scores);
        self.relations().apply(candidates, scores);
        self.kinds.apply(candidates.kinds, scores);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::{Sample, assert_scores, read};
    use crate::world::AgentKind;

    #[test]
    fn scores_by_hand() {
        let mut sample = Sample::predicting();
        // like + 5·reshare + 15·reply: .2 + .1 + .45; .05 + .05 + 4.5; .1.
        assert_scores(&sample.scores(&read::<FacebookMsi2018>("")), &[0.75, 4.6, 0.1]);
        assert_eq!(sample.order(&read::<FacebookMsi2018>("")), [1, 0, 2]);
        // Half of the comments significant: 22.5 a reply. At the closeness of a group, half of it all.
        let rule = read::<FacebookMsi2018>("significant_share = 0.5\ncloseness = 0.5");
        assert_scores(&sample.scores(&rule), &[0.4875, 3.425, 0.05]);
        // A stranger counts .3, one of the reader's group .5, a page ½ here.
        sample.outside[1] = true;
        sample.kinds[0] = AgentKind::Page;
        let rule = read::<FacebookMsi2018>("page_factor = 0.5");
        assert_scores(&sample.scores(&rule), &[0.375, 1.38, 0.1]);
        sample.fellows = vec![true; 3];
        assert_scores(&sample.scores(&rule), &[0.375, 2.3, 0.1]);
    }
}

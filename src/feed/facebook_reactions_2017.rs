//! Facebook 2017: an emoji reaction counts as five likes.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::registry::{at_least, within};
use crate::rule;

rule! {
    name: "facebook_reactions_2017",
    source: "Facebook 2017, second-hand (press, October 2021)",
    /// Facebook 2017: an emoji reaction counts five likes.
    ///
    /// Score: P(like) · (like · (1 − q) + reaction · q), where q is the share of likes that are given as an emoji. The
    /// engine has likes but no emoji, so that q is the same for all posts and the order that of P(like). History of the
    /// weight of an angry reaction: 5 (2017, second-hand), 4 (2018, recalled, unverified), 1.5 for all reactions (April
    /// 2020, second-hand), angry 0, love and sad 2 (September 2020, recalled, unverified).
    pub struct FacebookReactions2017 {
        /// Weight of a like.
        like: f64 = 1.0, in at_least(0.0);
        /// Weight of an emoji reaction, "five likes" (second-hand).
        reaction: f64 = 5.0, in at_least(0.0);
        /// q, the share of likes that are given as an emoji. The engine has none.
        emoji_share: f64 = 0.0, in within(0.0, 1.0);
    }
}

impl Ranking for FacebookReactions2017 {
    fn needs(&self) -> Needs {
        Needs { predicted: true, ..Needs::default() }
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        let weight = (self.like * (1.0 - self.emoji_share) + self.reaction * self.emoji_share) as f32;
        for (score, predicted) in scores.iter_mut().zip(candidates.predicted) {
            *score = weight * predicted.like;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::{Sample, assert_scores, read};

    #[test]
    fn scores_by_hand() {
        let sample = Sample::predicting();
        assert_scores(&sample.scores(&read::<FacebookReactions2017>("")), &[0.2, 0.05, 0.1]);
        // A quarter of likes as emoji: .75·1 + .25·5 = 2 likes a like.
        let rule = read::<FacebookReactions2017>("emoji_share = 0.25");
        assert_scores(&sample.scores(&rule), &[0.4, 0.1, 0.2]);
        assert_eq!(sample.order(&rule), [0, 2, 1]);
    }
}

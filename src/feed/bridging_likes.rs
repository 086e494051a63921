//! Liked on both sides: the simple bridging rule of Community Notes.

use super::form::below_all;
use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::registry::at_least;
use crate::world::{Counts, total};
use crate::{choices, rule};

choices! {
    /// What of the likes counts.
    pub enum Likes {
        /// The likes of the side that gave fewer.
        Smaller = "smaller",
        /// All likes.
        Total = "total",
    }
}

rule! {
    name: "bridging_likes",
    source: "authors' code: twitter/communitynotes, commit 273c895 (July 2026)",
    /// Liked by both sides: the likes of the side that gave fewer, for posts that both sides have seen.
    ///
    /// Score: min(likes of the − side, likes of the + side) of posts with at least 30 viewers on each side and no
    /// negative reaction. The sides are the readers' own; the published rule takes them from a rater's factor, below −.15
    /// and from .15, and cuts at the 70th percentile where a feed has its slots. Others score below all, newest first, so
    /// that posts can be seen by both sides at all (`fill`, ours).
    pub struct BridgingLikes {
        /// The fewest viewers on each side (authors' code). In small worlds few posts reach it.
        viewers: u32 = 30_u32, in at_least(0.0);
        /// "smaller": the likes of the side that gave fewer; "total": all likes (both in the authors' code).
        count: Likes = Likes::Smaller;
        /// The most negative reactions (authors' code).
        negatives: u32 = 0_u32, in at_least(0.0);
        /// Whether the newest of the other posts fill the feed (ours). false: it stays short, or empty for good.
        fill: bool = true;
    }
}

impl Ranking for BridgingLikes {
    fn needs(&self) -> Needs {
        Needs { worth: true, views: true, ..Needs::default() }
    }

    fn worth(&self, counts: &Counts, age: u32) -> f32 {
        let seen = counts.views[0] >= self.viewers && counts.views[2] >= self.viewers;
        if seen && total(counts.negatives) <= self.negatives {
            match self.count {
                Likes::Smaller => counts.likes[0].min(counts.likes[2]) as f32,
                Likes::Total => total(counts.likes) as f32,
            }
        } else {
            below_all(self.fill, age)
        }
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        scores.copy_from_slice(candidates.worth);
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
        let mut sample = Sample::new(4);
        sample.age = vec![3, 2, 1, 0];
        sample.count(0, [30, 10], 0, 0, 0);
        sample.count(1, [12, 14], 0, 0, 0);
        sample.count(2, [50, 60], 0, 0, 1); // somebody objects
        sample.count(3, [20, 20], 0, 0, 0);
        sample.counts[3].views[0] = 29;
        assert_scores(&sample.scores(&read::<BridgingLikes>("")), &[10.0, 12.0, -2.0, -1.0]);
        assert_eq!(sample.order(&read::<BridgingLikes>("")), [1, 0, 3, 2]);
        assert_eq!(sample.order(&read::<BridgingLikes>("fill = false")), [1, 0]);
        let rule = read::<BridgingLikes>("count = \"total\"\nviewers = 0\nnegatives = 1");
        assert_scores(&sample.scores(&rule), &[40.0, 26.0, 110.0, 40.0]);
    }
}

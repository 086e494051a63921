//! Reddit's order of comments: the lower bound of the Wilson interval.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::math::square;
use crate::registry::at_least;
use crate::rule;
use crate::world::{Counts, total};

rule! {
    name: "reddit_best",
    source: "authors' code: reddit-archive/reddit, as archived on 9 November 2017; date of the constants unknown",
    /// Highest share of upvotes first, by the lower bound of its Wilson interval.
    ///
    /// Score: (p + z²/2n − z·√(p(1 − p)/n + z²/4n²))/(1 + z²/n), with n votes of which a share p is up; 0 without votes.
    /// An upvote is a like, a downvote a negative reaction.
    pub struct RedditBest {
        /// z, the quantile of the interval: 80 % two-sided (authors' code).
        z: f64 = 1.281_551_565_545, in at_least(0.0);
    }
}

impl Ranking for RedditBest {
    fn needs(&self) -> Needs {
        Needs { worth: true, ..Needs::default() }
    }

    fn worth(&self, counts: &Counts, _: u32) -> f32 {
        let ups = f64::from(total(counts.likes));
        let n = ups + f64::from(total(counts.negatives));
        if n == 0.0 {
            return 0.0;
        }
        let (z2, p) = (square(self.z), ups / n);
        let half_width = self.z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        ((p + z2 / (2.0 * n) - half_width) / (1.0 + z2 / n)) as f32
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        scores.copy_from_slice(candidates.worth);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::{Sample, assert_scores, read};

    #[test]
    fn scores_by_hand() {
        let mut sample = Sample::counted();
        // 40 of 42, 8 of 8, 1 of 10 votes up.
        let expected = [0.890_674_291, 0.829_671_164, 0.030_410_644];
        assert_scores(&sample.scores(&read::<RedditBest>("")), &expected);
        assert_eq!(sample.order(&read::<RedditBest>("")), [0, 1, 2]);
        // z = 0 is the plain share; without votes 0.
        sample.count(2, [0, 0], 3, 3, 0);
        assert_scores(&sample.scores(&read::<RedditBest>("z = 0.0")), &[40.0 / 42.0, 1.0, 0.0]);
    }
}

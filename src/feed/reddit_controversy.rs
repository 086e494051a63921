//! Reddit's controversial list.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::rule;
use crate::world::{Counts, total};

rule! {
    name: "reddit_controversy",
    source: "authors' code: reddit-archive/reddit, as archived on 9 November 2017; date of the constants unknown",
    /// Most controversial first: many votes that cancel out.
    ///
    /// Score: (u + d)/max(|u − d|, 1), where the upvotes u are likes and the downvotes d negative reactions so far.
    pub struct RedditControversy {}
}

impl Ranking for RedditControversy {
    fn needs(&self) -> Needs {
        Needs { worth: true, ..Needs::default() }
    }

    fn worth(&self, counts: &Counts, _: u32) -> f32 {
        let (ups, downs) = (total(counts.likes), total(counts.negatives));
        (ups + downs) as f32 / ups.abs_diff(downs).max(1) as f32
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        scores.copy_from_slice(candidates.worth);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::{Sample, assert_scores};

    #[test]
    fn scores_by_hand() {
        let mut sample = Sample::counted();
        // 42/38, 8/8, 10/8; 5 against 5: 10/1; no votes: 0/1.
        assert_scores(&sample.scores(&RedditControversy {}), &[42.0 / 38.0, 1.0, 1.25]);
        assert_eq!(sample.order(&RedditControversy {}), [2, 0, 1]);
        sample.count(0, [5, 0], 0, 0, 5);
        sample.count(1, [0, 0], 0, 0, 0);
        assert_scores(&sample.scores(&RedditControversy {}), &[10.0, 0.0, 1.25]);
    }
}

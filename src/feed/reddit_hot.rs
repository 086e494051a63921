//! Reddit's front page: the logarithm of the votes plus the time of birth.
//!
//! Published: round(sign(s)·log10(max(|s|, 1)) + (t − 1134028003)/45000, 7) with s = ups − downs and t in seconds. Only
//! differences of scores order a feed, and at one moment t = now − age: −age/45000 in place of the second term gives the
//! same order, and keeps the precision that an f32 of 1.8 billion seconds would lose. The rounding to seven places is
//! left out.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::math;
use crate::registry::above;
use crate::rule;
use crate::world::{Counts, total};

rule! {
    name: "reddit_hot",
    source: "authors' code: reddit-archive/reddit, as archived on 9 November 2017 (times counted from 8 December 2005)",
    /// Reddit's hot list: ten times the votes are worth 12.5 hours.
    ///
    /// Score: sign(s) · log10(max(|s|, 1)) − age in seconds / 45000, where s is likes less negative reactions so far: an
    /// upvote is a like, a downvote a negative reaction.
    pub struct RedditHot {
        /// Seconds that ten times the votes are worth (authors' code).
        seconds: f64 = 45_000.0, in above(0.0);
        /// Hours a tick.
        tick_hours: f64 = 1.0, in above(0.0);
    }
}

impl Ranking for RedditHot {
    fn needs(&self) -> Needs {
        Needs { worth: true, ..Needs::default() }
    }

    fn worth(&self, counts: &Counts, age: u32) -> f32 {
        let votes = f64::from(total(counts.likes)) - f64::from(total(counts.negatives));
        // Most posts have no more than a vote, whose logarithm is 0.
        let size = votes.abs();
        let magnitude = if size > 1.0 { math::ln(size) * std::f64::consts::LOG10_E } else { 0.0 };
        let per_tick = self.tick_hours * 3600.0 / self.seconds;
        (magnitude.copysign(votes) - f64::from(age) * per_tick) as f32
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        scores.copy_from_slice(candidates.worth);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::{Sample, assert_scores, read};
    use crate::random::{Draws, Purpose};

    #[test]
    fn scores_by_hand() {
        let sample = Sample::counted();
        // s = 38, 8, −8: log10 38 − 2·.08, log10 8 − 5·.08, −log10 8.
        let expected = [1.419_783_597, 0.503_089_987, -0.903_089_987];
        assert_scores(&sample.scores(&read::<RedditHot>("")), &expected);
        assert_eq!(sample.order(&read::<RedditHot>("")), [0, 1, 2]);
        // A tick of a day: 2·1.92 is more than the votes bring.
        assert_eq!(sample.order(&read::<RedditHot>("tick_hours = 24.0")), [2, 0, 1]);
    }

    #[test]
    fn ages_order_as_the_published_formula_in_absolute_time() {
        let n = 300;
        let mut sample = Sample::new(n);
        let mut stream = Draws::new(4, 0).stream(Purpose::Test, 0, 0);
        let now = 1_800_000_000.0;
        let mut published = Vec::new();
        for index in 0..n {
            sample.age[index] = stream.below(100);
            let (ups, downs) = (stream.below(200), stream.below(100));
            sample.count(index, [ups, 0], 0, 0, downs);
            let s = f64::from(ups) - f64::from(downs);
            let order = libm::log10(s.abs().max(1.0));
            let sign = if s > 0.0 {
                1.0
            } else if s < 0.0 {
                -1.0
            } else {
                0.0
            };
            let seconds = now - f64::from(sample.age[index]) * 3600.0 - 1_134_028_003.0;
            published.push(sign * order + seconds / 45_000.0);
        }
        let scores = sample.scores(&read::<RedditHot>(""));
        let mut compared = 0;
        for a in 0..n {
            for b in 0..n {
                if published[a] > published[b] + 2e-6 {
                    assert!(scores[a] > scores[b], "{a} {b}");
                    compared += 1;
                }
            }
        }
        assert!(compared > n * n * 4 / 10);
    }
}

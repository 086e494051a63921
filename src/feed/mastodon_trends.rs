//! Mastodon's trending posts.

use super::form::{Decay, below_all};
use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::math::square;
use crate::registry::{above, at_least};
use crate::rule;

rule! {
    name: "mastodon_trends",
    source: "authors' code: mastodon/mastodon, commit 0486db9, read in 2026; date of the constants unknown",
    /// Mastodon's trends: (n − 1)² · 2^(−age/2 h) for n boosts and favourites, from 5 on.
    ///
    /// Score: 0 where n < 5, else (n − 1)² · 2^(−age/half-life); what scores below .3 does not trend. Nothing trends
    /// before it has been seen, and here all views come from this feed: with `fill` (ours) the slots that trends leave
    /// take the newest other posts. The half-life is that of the version read; others differ. Replies, sensitive posts
    /// and content warnings, which never trend, do not exist here.
    pub struct MastodonTrends {
        /// The fewest boosts and favourites (authors' code).
        least: u32 = 5_u32, in at_least(1.0);
        /// Half-life, in hours (authors' code).
        half_life: f64 = 2.0, in above(0.0);
        /// The score below which a post does not trend (authors' code).
        cut: f64 = 0.3, in at_least(0.0);
        /// Whether the newest of the other posts fill the feed (ours). false: it stays short, or empty for good.
        fill: bool = true;
        /// Hours a tick.
        tick_hours: f64 = 1.0, in above(0.0);
    }
}

impl Ranking for MastodonTrends {
    fn needs(&self) -> Needs {
        let decay = Some(Decay::half_life(self.half_life, self.tick_hours));
        Needs { reactions: true, age: true, decay, ..Needs::default() }
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        for (index, score) in scores.iter_mut().enumerate() {
            let n = candidates.reactions[index];
            let trend = if n < self.least {
                0.0
            } else {
                (square(f64::from(n) - 1.0) * f64::from(candidates.decay[index])) as f32
            };
            *score = if n >= self.least && trend >= self.cut as f32 {
                trend
            } else {
                below_all(self.fill, candidates.age[index])
            };
        }
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
        let mut sample = Sample::counted();
        // n = 45, 8, 1: 44²·2^−1, 7²·2^−2.5, too few (below all, age 0).
        let expected = [968.0, 8.662_058_069, -1.0];
        assert_scores(&sample.scores(&read::<MastodonTrends>("")), &expected);
        assert_eq!(sample.order(&read::<MastodonTrends>("")), [0, 1, 2]);
        assert_eq!(sample.order(&read::<MastodonTrends>("fill = false")), [0, 1]);
        // 49·2^−7.5 = .2707 has gone below .3 at age 15, and is then ranked by its age among the rest.
        sample.age[1] = 15;
        let expected = [968.0, -16.0, -1.0];
        assert_scores(&sample.scores(&read::<MastodonTrends>("")), &expected);
        assert_eq!(sample.order(&read::<MastodonTrends>("")), [0, 2, 1]);
        assert_eq!(sample.order(&read::<MastodonTrends>("fill = false")), [0]);
    }
}

//! Hacker News: points against age.

use super::form::{Decay, DecayKind, apply_factors};
use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::math;
use crate::registry::{above, at_least};
use crate::rule;
use crate::world::{Counts, total};

rule! {
    name: "hackernews",
    source: "authors' code: news.arc, published with the language Arc, as quoted in October 2010; the form without the \
             exponent of points is second-hand",
    /// Hacker News: (points − 1)/(hours + 2)^1.8.
    ///
    /// A like is a point, and the author's own point is the one that is taken off: the score is
    /// likes^points_exponent/(hours + 2)^gravity. The formula is quoted without an exponent of points, which is the
    /// default; the published code has .8 there. Its factors for stories without an address, for light ones and for those
    /// with more comments than points do not exist here.
    pub struct HackerNews {
        /// The exponent of age (authors' code).
        gravity: f64 = 1.8, in at_least(0.0);
        /// The exponent of points: 1 in the form that is mostly quoted (second-hand), 0.8 in news.arc (authors' code).
        points_exponent: f64 = 1.0, in at_least(0.0);
        /// Hours a tick.
        tick_hours: f64 = 1.0, in above(0.0);
    }
}

impl Ranking for HackerNews {
    fn needs(&self) -> Needs {
        let decay = Decay {
            kind: DecayKind::HackerNews,
            hours: 1.0,
            exponent: self.gravity,
            tick_hours: self.tick_hours,
        };
        Needs { worth: true, decay: Some(decay), ..Needs::default() }
    }

    fn worth(&self, counts: &Counts, _: u32) -> f32 {
        let points = total(counts.likes) as f32;
        // Exact where the exponent is 1; no points stay none where it is 0.
        if self.points_exponent == 1.0 || points == 0.0 {
            points
        } else {
            math::pow(f64::from(points), self.points_exponent) as f32
        }
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        scores.copy_from_slice(candidates.worth);
        apply_factors(candidates.decay, scores);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::{Sample, assert_scores, read};

    #[test]
    fn scores_by_hand() {
        let sample = Sample::counted();
        // 40/4^1.8, 8/7^1.8, 1/2^1.8.
        let expected = [3.298_769_777, 0.240_942_557, 0.287_174_589];
        assert_scores(&sample.scores(&read::<HackerNews>("")), &expected);
        assert_eq!(sample.order(&read::<HackerNews>("")), [0, 2, 1]);
        // Without gravity the points alone count.
        assert_scores(&sample.scores(&read::<HackerNews>("gravity = 0.0")), &[40.0, 8.0, 1.0]);
        // 40^.8, 8^.8, 1.
        let published = read::<HackerNews>("gravity = 0.0\npoints_exponent = 0.8");
        assert_scores(&sample.scores(&published), &[19.127_049_996, 5.278_031_643, 1.0]);
    }
}

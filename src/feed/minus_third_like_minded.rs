//! A third less from like-minded sources: the treatment of Nyhan et al. 2023.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::registry::within;
use crate::rule;

rule! {
    name: "minus_third_like_minded",
    source: "after Nyhan et al. 2023, whose treatment cut like-minded exposure by about a third; definition ours, 2026",
    /// Newest first, with a third of the like-minded posts taken out for good.
    ///
    /// Each post that is at least `bound` alike, by 1 − |x̂ − y|/2 in half-ranges, is dropped with probability ⅓, by one
    /// keyed draw a reader and post that lasts as long as the post (purpose Serve, tick 0). The rest comes newest first.
    /// The treatment reduced sources (users, pages, groups) in the feed of 2020; here it is posts, in order of time.
    pub struct MinusThirdLikeMinded {
        /// The probability of being dropped.
        drop: f64 = 1.0 / 3.0, in within(0.0, 1.0);
        /// The similarity from which a post is like-minded (ours): within half a half-range.
        bound: f64 = 0.75, in within(0.0, 1.0);
    }
}

impl Ranking for MinusThirdLikeMinded {
    fn needs(&self) -> Needs {
        Needs { stance: true, age: true, lasting: true, ..Needs::default() }
    }

    fn score(&self, reader: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        let dropped_below = self.drop * 4_294_967_296.0;
        for (index, score) in scores.iter_mut().enumerate() {
            let is_like_minded = reader.similarity(candidates.stance[index]) >= self.bound as f32;
            let drops = is_like_minded && f64::from(candidates.lasting[index]) < dropped_below;
            *score = if drops { f32::NEG_INFINITY } else { -(candidates.age[index] as f32) };
        }
    }

    fn excludes(&self) -> bool {
        self.drop > 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::form::lasting_draw;
    use crate::feed::testing::{Sample, read};

    #[test]
    fn scores_by_hand() {
        let mut sample = Sample::new(4);
        sample.opinion = 0.5;
        sample.stance = vec![0.5, 0.5, -1.0, 0.25];
        sample.age = vec![0, 3, 2, 1];
        // .3 and .4 of the range of a draw, either side of a third; the third post is not like-minded.
        let draw = |share: f64| (share * 4_294_967_296.0) as u32;
        sample.lasting = vec![draw(0.3), draw(0.4), draw(0.1), draw(0.9)];
        let rule = read::<MinusThirdLikeMinded>("");
        assert_eq!(sample.scores(&rule), [f32::NEG_INFINITY, -3.0, -2.0, -1.0]);
        assert_eq!(sample.order(&rule), [3, 2, 1]);
        assert_eq!(sample.order(&read::<MinusThirdLikeMinded>("drop = 0.0")), [0, 3, 2, 1]);
        assert_eq!(sample.order(&read::<MinusThirdLikeMinded>("drop = 1.0")), [2]);
    }

    #[test]
    fn a_third_is_dropped() {
        let n = 30_000;
        let mut sample = Sample::new(n);
        sample.lasting = (0..n as u32).map(|item| lasting_draw(99, item, item / 7)).collect();
        let left = sample.order(&read::<MinusThirdLikeMinded>("")).len() as f64 / n as f64;
        // Four standard errors: .011.
        assert!((left - 2.0 / 3.0).abs() < 0.011, "{left}");
    }
}

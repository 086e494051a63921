//! Newest first.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::rule;

rule! {
    name: "chronological",
    source: "standard; the control arm of Milli et al. 2023 and Guess et al. 2023",
    /// Newest first; posts of one tick in random order.
    pub struct Chronological {}
}

impl Ranking for Chronological {
    fn needs(&self) -> Needs {
        Needs { age: true, ..Needs::default() }
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        for (score, &age) in scores.iter_mut().zip(candidates.age) {
            *score = -(age as f32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::Sample;

    #[test]
    fn the_newest_comes_first() {
        let mut sample = Sample::new(3);
        sample.age = vec![1, 7, 0];
        assert_eq!(sample.scores(&Chronological {}), [-1.0, -7.0, -0.0]);
        assert_eq!(sample.order(&Chronological {}), [2, 0, 1]);
    }
}

//! Oldest first.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::rule;

rule! {
    name: "oldest_first",
    source: "inspired by Perra & Rocha 2019, whose filters are not published in full (abstract)",
    /// Oldest first; posts of one tick in random order. Score: age in ticks.
    pub struct OldestFirst {}
}

impl Ranking for OldestFirst {
    fn needs(&self) -> Needs {
        Needs { age: true, ..Needs::default() }
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        for (score, &age) in scores.iter_mut().zip(candidates.age) {
            *score = age as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::Sample;

    #[test]
    fn the_oldest_comes_first() {
        let mut sample = Sample::new(3);
        sample.age = vec![1, 7, 0];
        assert_eq!(sample.scores(&OldestFirst {}), [1.0, 7.0, 0.0]);
        assert_eq!(sample.order(&OldestFirst {}), [1, 0, 2]);
    }
}

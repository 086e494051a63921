//! Followees alone, newest first.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::rule;

rule! {
    name: "friends_only",
    source: "definition ours, 2026",
    /// Newest first from followees alone.
    ///
    /// Nothing is recommended, whatever `feed.retrieved` and `feed.out_of_network` say; where they are left out, the feed is
    /// that of `chronological`. Advertisements come in here too.
    pub struct FriendsOnly {}
}

impl Ranking for FriendsOnly {
    fn needs(&self) -> Needs {
        Needs { age: true, ..Needs::default() }
    }

    fn admits_outsiders(&self) -> bool {
        false
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
        assert_eq!(sample.scores(&FriendsOnly {}), [-1.0, -7.0, -0.0]);
        assert_eq!(sample.order(&FriendsOnly {}), [2, 0, 1]);
    }
}

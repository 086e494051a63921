//! No ranking at all.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::rule;

rule! {
    name: "random",
    source: "standard; definition ours, 2026",
    /// A uniform sample of the candidates: a feed of limited length without any preference.
    pub struct Random {}
}

impl Ranking for Random {
    fn needs(&self) -> Needs {
        Needs::default()
    }

    fn score(&self, _: ReaderProfile, _: &Candidates<'_>, _: &mut [f32]) {
        // All scores stay 0; the keyed draw that breaks ties does the rest.
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::Sample;

    #[test]
    fn nothing_but_the_keyed_draw_decides() {
        // Three posts as unlike as can be: all score 0, and the order is that of the draws.
        let mut sample = Sample::counted();
        sample.stance = vec![-1.0, 0.0, 1.0];
        let scores = sample.scores(&Random {});
        assert_eq!(scores, [0.0; 3]);
        let mut selector = crate::feed::Selector::default();
        let mut first = [0; 3];
        for draws in [[5, 9, 7], [9, 7, 5], [5, 7, 9]] {
            selector.select(&scores, 1, |index| draws[index]);
            first[selector.best()[0].1 as usize] += 1;
        }
        assert_eq!(first, [1, 1, 1]);
    }
}

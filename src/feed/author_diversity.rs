//! Author diversity: an author's later posts in a feed count less.

use super::select::orderable;

/// Author diversity: the (k+1)-th post of an author in a feed counts (1 − floor)·decay^k + floor.
///
/// 1 for the first (k = 0). An author's posts are counted in the order of the score before this factor (recalled,
/// unverified), equal ones by the draw that breaks ties. Source: the authors' code of X, .5 and .25 in 2023 and 2026.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AuthorDiversity {
    /// The factor from one post of an author to the next, in [0, 1].
    pub decay: f64,
    /// What the factor falls to, in [0, 1].
    pub floor: f64,
}

/// Memory to order authors' posts in.
#[derive(Clone, Debug, Default)]
pub struct AuthorOrder {
    /// An author's posts by score.
    order: Vec<(u64, u32)>,
    /// The scores, as numbers that sort as they do.
    keys: Vec<i32>,
    /// How many posts of the same author come first: of those listed later, and of those listed earlier.
    before: [Vec<u32>; 2],
}

/// The most posts of an author whose pairs are compared.
const FEW: usize = 8;

/// Compares the posts of each pair that is of one author, and adds 1 for the one that does not come first; of equal ones
/// it is the later. Whether there are such pairs, and equal ones. All slices have the same length. A function of its own,
/// so that it is known that the slices are apart, and the loop becomes vector code.
#[inline(never)]
fn compare(
    ties: (&[u32], &[u32]),
    keys: (&[i32], &[i32]),
    later_first: &mut [u32],
    earlier_first: &mut [u32],
) -> (u32, u32) {
    let pairs = later_first.len();
    let (ties, other_ties) = (&ties.0[..pairs], &ties.1[..pairs]);
    let (keys, other_keys) = (&keys.0[..pairs], &keys.1[..pairs]);
    let earlier_first = &mut earlier_first[..pairs];
    let (mut found, mut alike) = (0, 0);
    for at in 0..pairs {
        let same = u32::from(ties[at] == other_ties[at]);
        let is_later_first = u32::from(other_keys[at] > keys[at]);
        later_first[at] += same & is_later_first;
        earlier_first[at] += same & (is_later_first ^ 1);
        found |= same;
        alike |= same & u32::from(other_keys[at] == keys[at]);
    }
    (found, alike)
}

impl AuthorDiversity {
    /// The step, or None where it would change nothing (decay or floor 1).
    pub fn new(decay: f64, floor: f64) -> Option<Self> {
        (decay != 1.0 && floor != 1.0).then_some(Self { decay, floor })
    }

    /// Multiplies the scores. Candidates of one author (the same tie) must lie side by side. `draw` breaks ties, and is
    /// asked for where there are any. Where no author has more than 8 posts, as is usual, all pairs of an author's are
    /// compared, those that lie equally far apart at once; else O(n log n) in the posts of an author. Inadmissible scores
    /// (−∞) stay.
    pub fn apply(
        &self,
        ties: &[u32],
        scores: &mut [f32],
        work: &mut AuthorOrder,
        draw: impl Fn(usize) -> u32,
    ) {
        if !self.apply_to_few(ties, scores, work, &draw) {
            self.apply_to_many(ties, scores, &mut work.order, &draw);
        }
    }

    /// The factor at decay^k = `power`.
    #[inline]
    fn factor(&self, power: f64) -> f32 {
        ((1.0 - self.floor) * power + self.floor) as f32
    }

    /// The posts of authors with 8 at most; false, and nothing is done, where one has more. The place of a post is the
    /// number of the author's that come first: of two the one with the higher score, of equal ones that with the higher
    /// draw, of equal draws the later.
    fn apply_to_few(
        &self,
        ties: &[u32],
        scores: &mut [f32],
        work: &mut AuthorOrder,
        draw: &impl Fn(usize) -> u32,
    ) -> bool {
        let AuthorOrder { keys, before: [later_first, earlier_first], .. } = work;
        keys.clear();
        keys.extend(scores.iter().map(|&score| (orderable(score) ^ 1 << 31) as i32));
        for before in [&mut *later_first, &mut *earlier_first] {
            before.clear();
            before.resize(scores.len(), 0);
        }
        for apart in 1..scores.len() {
            let pairs = scores.len() - apart;
            let (ties, keys) = ((&ties[..pairs], &ties[apart..]), (&keys[..pairs], &keys[apart..]));
            let (found, alike) = compare(ties, keys, &mut later_first[..pairs], &mut earlier_first[apart..]);
            if found == 0 {
                break;
            }
            if apart == FEW {
                return false;
            }
            if alike == 1 {
                for at in 0..pairs {
                    let is_alike = ties.0[at] == ties.1[at] && keys.0[at] == keys.1[at];
                    if is_alike && draw(at) <= draw(at + apart) {
                        later_first[at] += 1;
                        earlier_first[at + apart] -= 1;
                    }
                }
            }
        }
        let mut factors = [1.0_f32; FEW];
        let mut power = 1.0;
        for factor in &mut factors {
            *factor = self.factor(power);
            power *= self.decay;
        }
        for ((score, later_first), earlier_first) in scores.iter_mut().zip(later_first).zip(earlier_first) {
            let place = (*later_first + *earlier_first) as usize;
            if *score > f32::NEG_INFINITY {
                *score *= factors[place & (FEW - 1)];
            }
        }
        true
    }

    /// The posts of any authors, sorted author by author.
    fn apply_to_many(
        &self,
        ties: &[u32],
        scores: &mut [f32],
        order: &mut Vec<(u64, u32)>,
        draw: &impl Fn(usize) -> u32,
    ) {
        let mut start = 0;
        for of_author in ties.chunk_by(|a, b| a == b) {
            let scores = &mut scores[start..start + of_author.len()];
            order.clear();
            order.extend(scores.iter().enumerate().map(|(index, &score)| {
                (u64::from(orderable(score)) << 32 | u64::from(draw(start + index)), index as u32)
            }));
            order.sort_unstable_by(|a, b| b.cmp(a));
            let mut power = 1.0;
            for &(_, index) in order.iter() {
                let score = &mut scores[index as usize];
                if *score == f32::NEG_INFINITY {
                    break;
                }
                *score *= self.factor(power);
                power *= self.decay;
            }
            start += of_author.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};

    #[test]
    fn few_posts_and_many_are_treated_alike() {
        let diversity = AuthorDiversity { decay: 0.5, floor: 0.25 };
        for run in 0..500 {
            let mut stream = Draws::new(9, 0).stream(Purpose::Test, run, 0);
            let mut ties = Vec::new();
            for tie in 0..stream.below(8) {
                ties.resize(ties.len() + 1 + stream.below(FEW as u32) as usize, tie);
            }
            let mut few: Vec<f32> = ties.iter().map(|_| stream.below(4) as f32 - 1.0).collect();
            if let Some(first) = few.first_mut().filter(|_| run % 5 == 0) {
                *first = f32::NEG_INFINITY;
            }
            // Draws that are often equal too.
            let draws: Vec<u32> = ties.iter().map(|_| stream.below(3)).collect();
            let draw = |index: usize| draws[index];
            let mut many = few.clone();
            assert!(diversity.apply_to_few(&ties, &mut few, &mut AuthorOrder::default(), &draw));
            diversity.apply_to_many(&ties, &mut many, &mut Vec::new(), &draw);
            assert_eq!(few, many);
        }
    }

    #[test]
    fn nine_posts_are_many() {
        let diversity = AuthorDiversity { decay: 0.5, floor: 0.0 };
        let mut scores = [1.0; 10];
        let mut work = AuthorOrder::default();
        let ties = [0, 1, 1, 1, 1, 1, 1, 1, 1, 1];
        assert!(!diversity.apply_to_few(&ties, &mut scores, &mut work, &|index| index as u32));
        assert_eq!(scores, [1.0; 10]);
        diversity.apply(&ties, &mut scores, &mut work, |index| index as u32);
        assert_eq!(scores[..2], [1.0, 1.0 / 256.0]);
        assert_eq!(scores[8..], [0.5, 1.0]);
    }

    #[test]
    fn an_authors_later_posts_count_less() {
        let diversity = AuthorDiversity::new(0.5, 0.25).unwrap();
        // (1 − .25)·.5^k + .25: 1, .625, .4375.
        let mut scores = [1.0, 4.0, 2.0, 3.0, f32::NEG_INFINITY, 5.0];
        diversity.apply(&[0, 0, 0, 1, 2, 2], &mut scores, &mut AuthorOrder::default(), |_| 0);
        assert_eq!(scores, [0.4375, 4.0, 1.25, 3.0, f32::NEG_INFINITY, 5.0]);
        assert_eq!(AuthorDiversity::new(1.0, 0.25), None);
        assert_eq!(AuthorDiversity::new(0.5, 1.0), None);
        // Nothing left of later posts: a floor of 0 and a decay of 0 make no NaN out of −∞.
        let mut scores = [1.0, f32::NEG_INFINITY];
        AuthorDiversity { decay: 0.0, floor: 0.0 }.apply(
            &[0, 0],
            &mut scores,
            &mut AuthorOrder::default(),
            |_| 0,
        );
        assert_eq!(scores, [1.0, f32::NEG_INFINITY]);
    }
}

//! Steps after the scores, of the pipeline of X: re-ranking for diversity, and the lift of new authors.
//!
//! The determinantal process prefers feeds R with a large θ·Σ r_i + (1 − θ)·ln det S_R: relevance r against posts that are
//! unlike each other. That is the process with the kernel L_ij = q_i·S_ij·q_j and ln q = θ·r/(2(1 − θ)). The feed is built
//! greedily, as the maximum itself is out of reach: the next post is the one with the largest q²·(what its similarities to
//! the posts before it leave of S_ii = 1), after Chen, Zhang & Zhou 2018. θ and the first 150 are those of the authors' code
//! of X; the relevance and the similarity S, which X takes from embeddings of the posts, are ours: r is the score between the
//! lowest (0) and the highest (1) of the posts that are re-ranked, whatever their sign, and 0 where all are equal.

use crate::math;
use crate::parameters;
use crate::registry::{above, at_least, within};

parameters! {
    /// The keys of both steps, of all rankings that take them.
    pub struct RerankKeys {
        /// θ of the re-ranking for diversity by a determinantal process: the weight of relevance; .65 at X. 1: off.
        /// Relevance is the score between the lowest (0) and the highest (1) of the posts that are re-ranked. The similarity of
        /// two posts, at X that of embeddings, is ours: half of it nearness of stance, half the same author.
        determinantal: f64 = 1.0, in within(0.0, 1.0);
        /// How many posts are re-ranked for diversity, the first ones by score (authors' code of X).
        determinantal_first: u32 = 150_u32, in at_least(1.0);
        /// Whether originals of new authors are lifted to slots 15 and 16: the best with fewer than `lift_views` views, of authors with
        /// fewer than `lift_followers` followers, and younger than `lift_hours` (authors' code of X; off by default).
        lift: bool = false;
        /// Views from which a post is not new (authors' code of X).
        lift_views: u32 = 1000_u32, in at_least(1.0);
        /// Followers from which an author is not new (authors' code of X).
        lift_followers: u32 = 1000_u32, in at_least(1.0);
        /// Age from which a post is not lifted, in hours (authors' code of X).
        lift_hours: f64 = 24.0, in above(0.0);
    }
}

impl RerankKeys {
    /// The re-ranking for diversity, if it is on.
    pub fn diversity(&self) -> Option<Diversity> {
        Diversity::new(self.determinantal, self.determinantal_first)
    }

    /// The lift of new authors, if it is on, in ticks of so many hours.
    pub fn lift(&self, tick_hours: f64) -> Option<Lift> {
        self.lift.then(|| Lift {
            views: self.lift_views,
            followers: self.lift_followers,
            age: self.lift_hours / tick_hours,
        })
    }
}

/// Re-ranking of the first candidates for diversity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Diversity {
    /// θ, the weight of relevance against diversity, in [0, 1).
    pub theta: f64,
    /// How many candidates are re-ranked: the first ones by score. The others follow by score.
    pub first: u32,
}

/// A candidate as the re-ranking sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// Its score.
    pub score: f32,
    /// Its stance, in half-ranges.
    pub stance: f32,
    /// A number of its author.
    pub author: u32,
}

/// Memory to work in, kept between calls.
#[derive(Debug, Default)]
pub struct Workspace {
    /// q² of each candidate; then 0 for those that are picked.
    quality: Vec<f64>,
    /// What is left of S_ii.
    left: Vec<f64>,
    /// A row a pick: the pick's component of each candidate.
    rows: Vec<f64>,
}

/// S of two posts: half of it is nearness of stance, 1 − |y − y'|/2 in half-ranges and 0 beyond, half the same author.
/// A sum of two kernels that are positive semidefinite, and so is S.
#[inline]
fn similarity(one: &Ranked, other: &Ranked) -> f64 {
    let nearness = (1.0 - f64::from((one.stance - other.stance).abs()) / 2.0).max(0.0);
    0.5 * nearness + 0.5 * f64::from(u8::from(one.author == other.author))
}

impl Diversity {
    /// The step, or None where it would change nothing (θ = 1).
    pub fn new(theta: f64, first: u32) -> Option<Self> {
        (theta < 1.0).then_some(Self { theta, first })
    }

    /// Puts into `order` the positions in `posts`, which come by score, of the first `picks` that are picked, and then of
    /// all others, by score. Of equals the first by score. O(posts · picks²).
    pub fn rearrange(&self, posts: &[Ranked], picks: usize, work: &mut Workspace, order: &mut Vec<u32>) {
        // What is left of a post that says nothing new is rounding.
        const NOTHING: f64 = 1e-9;
        order.clear();
        let n = posts.len();
        // An infinite score counts as the largest number there is, and what is none as 0.
        let finite = |post: &Ranked| {
            if post.score.is_nan() { 0.0 } else { f64::from(post.score.clamp(f32::MIN, f32::MAX)) }
        };
        let lowest = posts.iter().map(finite).fold(f64::INFINITY, f64::min);
        let highest = posts.iter().map(finite).fold(f64::NEG_INFINITY, f64::max);
        let strength = self.theta / (1.0 - self.theta);
        work.quality.clear();
        work.quality.extend(posts.iter().map(|post| {
            let relevance = if highest > lowest { (finite(post) - lowest) / (highest - lowest) } else { 0.0 };
            math::exp(strength * relevance)
        }));
        work.left.clear();
        work.left.resize(n, 1.0);
        work.rows.clear();
        work.rows.resize(n * picks.min(n), 0.0);
        for pick in 0..picks.min(n) {
            let mut best = (0.0, n);
            for (at, (&quality, &left)) in work.quality.iter().zip(&work.left).enumerate() {
                if left > NOTHING && quality * left > best.0 {
                    best = (quality * left, at);
                }
            }
            let chosen = best.1;
            if chosen == n {
                break; // nothing new is left
            }
            let (before, row) = work.rows.split_at_mut(pick * n);
            for (component, post) in row[..n].iter_mut().zip(posts) {
                *component = similarity(post, &posts[chosen]);
            }
            for earlier in before.chunks(n) {
                let factor = earlier[chosen];
                for (component, &other) in row[..n].iter_mut().zip(earlier) {
                    *component -= factor * other;
                }
            }
            let scale = 1.0 / work.left[chosen].sqrt();
            for (component, left) in row[..n].iter_mut().zip(&mut work.left) {
                *component *= scale;
                *left -= *component * *component;
            }
            work.quality[chosen] = 0.0;
            order.push(chosen as u32);
        }
        order.extend((0..n as u32).filter(|&at| work.quality[at as usize] != 0.0));
    }
}

/// The lift of new authors: a post that few have seen, of an author whom few follow, gets one of the slots below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lift {
    /// Views so far, fewer than this (1,000 at X).
    pub views: u32,
    /// Followers of the author, fewer than this (1,000 at X).
    pub followers: u32,
    /// Age, below this, in ticks (24 hours at X).
    pub age: f64,
}

impl Lift {
    /// The first slot that is given away, from 0: slots 15 and 16 of a feed.
    pub const FIRST: usize = 14;
    /// The same as a number of slots that are left alone.
    pub const FIRST_SLOT: u32 = Self::FIRST as u32;
    /// How many slots are.
    pub const SLOTS: usize = 2;

    /// Moves the best that are `eligible` below the first slot into these slots, in their order. Those of them that stand
    /// there already stay. `shows`: whether a post takes a slot, asked once each from the top; a repetition takes none.
    /// O(list).
    pub fn apply<T: Copy>(list: &mut [T], mut shows: impl FnMut(T) -> bool, eligible: impl Fn(T) -> bool) {
        let (mut above, mut lifted, mut place) = (0, 0, 0);
        for at in 0..list.len() {
            if !shows(list[at]) {
                continue;
            }
            if above < Self::FIRST {
                above += 1;
                place = at + 1;
            } else if eligible(list[at]) {
                list[place..=at].rotate_right(1);
                place += 1;
                lifted += 1;
                if lifted == Self::SLOTS {
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(theta: f64, picks: usize, posts: &[(f32, f32, u32)]) -> Vec<u32> {
        let posts: Vec<Ranked> =
            posts.iter().map(|&(score, stance, author)| Ranked { score, stance, author }).collect();
        let mut order = Vec::new();
        Diversity { theta, first: 150 }.rearrange(&posts, picks, &mut Workspace::default(), &mut order);
        order
    }

    #[test]
    fn relevance_against_diversity_by_hand() {
        // S: the first two stand together, ½; the third opposite, 0. Left after the first: 1 − ¼, 1.
        let posts = [(1.0, 1.0, 0), (0.9, 1.0, 1), (0.5, -1.0, 2)];
        // Relevance: 1, .8, 0. θ = .3: e^(.8·3/7) · .75 = 1.057 against 1.
        assert_eq!(order(0.3, 3, &posts), [0, 1, 2]);
        // θ = .2: e^(.8/4) · .75 = .916 against 1.
        assert_eq!(order(0.2, 3, &posts), [0, 2, 1]);
        // The same below 0.
        let below = posts.map(|(score, stance, author)| (4.0 * score - 8.0, stance, author));
        assert_eq!((order(0.3, 3, &below), order(0.2, 3, &below)), (vec![0, 1, 2], vec![0, 2, 1]));
        // A second post of the same author and stance says nothing new (S = 1), however good.
        let posts = [(1.0, 0.5, 0), (1.0, 0.5, 0), (0.1, 0.5, 1)];
        assert_eq!(order(0.65, 3, &posts), [0, 2, 1]);
        // One pick, and the others by score.
        assert_eq!(order(0.65, 1, &posts), [0, 1, 2]);
        assert!(order(0.65, 3, &[]).is_empty());
    }

    #[test]
    fn an_infinite_score_is_the_largest() {
        let infinite = f32::INFINITY;
        let posts = [(infinite, 1.0, 0), (infinite, 1.0, 0), (2.0, -1.0, 1), (f32::MIN, 0.0, 2)];
        assert_eq!(order(0.3, 2, &posts), [0, 2, 1, 3]);
        assert_eq!(order(0.65, 4, &[(infinite, 1.0, 0), (infinite, -1.0, 1), (2.0, 0.5, 2)])[..2], [0, 1]);
        let mut all = order(0.65, 3, &[(f32::NAN, 1.0, 0), (f32::NAN, 0.0, 1), (2.0, 1.0, 2)]);
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2], "nothing is lost even then");
    }

    /// The determinant of S of the given posts, by elimination.
    fn determinant(posts: &[Ranked]) -> f64 {
        let n = posts.len();
        let mut matrix: Vec<Vec<f64>> =
            posts.iter().map(|one| posts.iter().map(|other| similarity(one, other)).collect()).collect();
        let mut product = 1.0;
        for column in 0..n {
            let pivot = matrix[column].clone();
            product *= pivot[column];
            for row in &mut matrix[column + 1..] {
                let factor = row[column] / pivot[column];
                for (cell, &above) in row.iter_mut().zip(&pivot) {
                    *cell -= factor * above;
                }
            }
        }
        product
    }

    /// Each pick is the one with the largest θ·Σ r + (1 − θ)·ln det S, found anew from determinants.
    #[test]
    fn the_picks_are_those_of_the_determinants() {
        use crate::random::{Draws, Purpose};
        for (run, theta) in [0.0, 0.3, 0.65, 0.9].into_iter().cycle().take(40).enumerate() {
            let mut stream = Draws::new(4, 0).stream(Purpose::Test, run as u32, 1);
            let mut posts: Vec<Ranked> = (0..9)
                .map(|_| Ranked {
                    score: stream.uniform() as f32,
                    stance: (2.0 * stream.uniform() - 1.0) as f32,
                    author: stream.below(5),
                })
                .collect();
            posts.sort_by(|a, b| b.score.total_cmp(&a.score));
            let [highest, lowest] = [0, 8].map(|at: usize| f64::from(posts[at].score));
            let mut order = Vec::new();
            Diversity { theta, first: 150 }.rearrange(&posts, 4, &mut Workspace::default(), &mut order);
            let mut picked: Vec<Ranked> = Vec::new();
            for &chosen in &order[..4] {
                let worth = |post: &Ranked| {
                    let with: Vec<Ranked> = picked.iter().copied().chain([*post]).collect();
                    let relevance = (f64::from(post.score) - lowest) / (highest - lowest);
                    theta * relevance + (1.0 - theta) * math::ln(determinant(&with))
                };
                let best = worth(&posts[chosen as usize]);
                let others = posts.iter().filter(|post| !picked.contains(post));
                assert!(others.map(worth).all(|other| other <= best + 1e-9));
                picked.push(posts[chosen as usize]);
            }
            let mut all = order.clone();
            all.sort_unstable();
            assert_eq!(all, (0..9).collect::<Vec<u32>>());
            assert!(order[4..].windows(2).all(|pair| pair[0] < pair[1]), "the rest by score");
        }
    }

    #[test]
    fn new_authors_get_slots_fifteen_and_sixteen() {
        let lifted = |eligible: &[u32], length: u32| {
            let mut list: Vec<u32> = (1..=length).collect();
            Lift::apply(&mut list, |_| true, |post| eligible.contains(&post));
            list
        };
        // Posts 19, 22 and 25 are of new authors; 3 is too, and needs no lift.
        let list = lifted(&[3, 19, 22, 25], 30);
        assert_eq!(list[..20], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 19, 22, 15, 16, 17, 18]);
        assert_eq!(lifted(&[16], 18)[13..], [14, 16, 15, 17, 18]);
        assert_eq!(lifted(&[15, 16], 17), (1..=17).collect::<Vec<u32>>());
        assert_eq!(lifted(&[1], 10), (1..=10).collect::<Vec<u32>>());
    }

    #[test]
    fn repetitions_take_no_slot() {
        // Posts 3 and 8 repeat others, and 20 repeats 19.
        let mut list: Vec<u32> = (1..=25).collect();
        Lift::apply(&mut list, |post| ![3, 8, 20].contains(&post), |post| [15, 19, 20, 22].contains(&post));
        let shown: Vec<u32> = list.into_iter().filter(|post| ![3, 8, 20].contains(post)).collect();
        assert_eq!(shown[..18], [1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 19, 22, 17, 18]);
    }
}

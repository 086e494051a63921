//! Bridging by matrix factorisation: the note intercept of Community Notes.

use super::factorization::{Entry, Fit, Penalties};
use super::{Candidates, Needs, Ranking, RankingMemory, ReaderProfile, TickEnd};
use crate::random::Purpose;
use crate::registry::{above, at_least, within};
use crate::rule;
use crate::world::{Posts, reaction};

rule! {
    name: "bridging_mf",
    source: "authors' code: twitter/communitynotes, commit 273c895 (July 2026); which reactions are ratings, and the \
             solver, are ours",
    /// Liked in spite of the camps: the intercept i_n of the factorisation r = μ + i_u + i_n + f_u·f_n of all ratings.
    ///
    /// Score: i_n of the last fit; posts that were not in it come after all others, newest first, so that posts can be
    /// rated at all. Ratings (ours): a negative reaction 0, else a like or reshare 1, else a reply ½; seen and left is no
    /// rating. The loss Σ (r − r̂)² + λ_i·(Σ i² + μ²) + λ_f·Σ f² is the published one; it is minimised by solving for μ,
    /// notes and raters in turn, from random factors of the raters (one draw a rater and fit, purpose Ranking). Not
    /// modelled: the thresholds at which a note is shown as helpful (i_n ≥ .40 and |f_n| < .50), and the filters of raters
    /// by agreement. O(ratings) a round, sequential. No effect where posts live for one tick.
    pub struct BridgingMf {
        /// Ticks between two fits.
        refit: u32 = 4_u32, in at_least(1.0);
        /// Ratings count in fits for so many ticks after their post was published (ours).
        history: u32 = 48_u32, in at_least(1.0);
        /// The fewest ratings of a post in the fit (authors' code). In small worlds few posts reach it.
        post_ratings: u32 = 5_u32, in at_least(1.0);
        /// The fewest ratings by a rater in the fit (authors' code).
        rater_ratings: u32 = 10_u32, in at_least(1.0);
        /// λ_i, the penalty of intercepts and of μ (authors' code).
        intercept_penalty: f64 = 0.15, in above(0.0);
        /// λ_f, the penalty of factors (authors' code).
        factor_penalty: f64 = 0.03, in above(0.0);
        /// The most rounds of a fit.
        rounds: u32 = 50_u32, in at_least(1.0);
        /// A fit ends when a round lowers the loss by less than this share of it.
        settled: f64 = 0.0001, in within(0.0, 1.0);
        /// Whether posts outside the fit fill the feed, newest first (ours). false: it stays empty for good.
        fill: bool = true;
    }
}

/// Below every intercept, which are of the size of a rating; whole numbers stay exact at this size.
const OUTSIDE: f32 = -1e6;

impl Ranking for BridgingMf {
    fn needs(&self) -> Needs {
        Needs { memory: true, age: true, ..Needs::default() }
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        let posts = candidates.remembered.iter().zip(candidates.age);
        for (score, (&intercept, &age)) in scores.iter_mut().zip(posts) {
            *score = if !intercept.is_nan() {
                intercept
            } else if self.fill {
                OUTSIDE - age as f32
            } else {
                f32::NEG_INFINITY
            };
        }
    }

    fn excludes(&self) -> bool {
        !self.fill
    }

    fn memory(&self) -> Option<Box<dyn RankingMemory>> {
        Some(Box::new(Intercepts { rule: self.clone(), ratings: Vec::new(), values: Vec::new() }))
    }
}

/// A post for as long as its ratings are kept: the tick in which it was published, and its slot.
type Post = (u32, u32);

/// A rating that is kept: sorted by rater, post and then time.
type Kept = (u32, Post, f32);

/// The ratings so far and the intercepts of the last fit.
#[derive(Debug)]
struct Intercepts {
    rule: BridgingMf,
    ratings: Vec<Kept>,
    values: Vec<f32>,
}

/// The rating that a reaction stands for.
fn rating(bits: u8) -> Option<f32> {
    if bits & reaction::NEGATIVE != 0 {
        Some(0.0)
    } else if bits & reaction::POSITIVE != 0 {
        Some(1.0)
    } else if bits & reaction::REPLY != 0 {
        Some(0.5)
    } else {
        None
    }
}

impl RankingMemory for Intercepts {
    fn learn(&mut self, end: &TickEnd<'_>) {
        let (tick, posts) = (end.tick, end.posts);
        self.values.resize(posts.stance.len(), f32::NAN);
        self.ratings.extend(end.reactions.iter().filter_map(|reacted| {
            let born = tick - posts.age(reacted.slot % posts.capacity as u32, tick);
            rating(reacted.bits).map(|value| (reacted.reader, (born, reacted.slot), value))
        }));
        if tick.is_multiple_of(self.rule.refit) {
            let history = self.rule.history;
            self.ratings.retain(|&(_, (born, _), _)| tick - born < history);
            self.refit(end);
        }
        // The next tick writes new posts over the oldest ones.
        if posts.capacity > 0 {
            let first = posts.first_slot(tick + 1) as usize;
            for author in self.values.chunks_mut(posts.capacity) {
                author[first..first + posts.per_tick as usize].fill(f32::NAN);
            }
        }
    }

    fn values(&self) -> &[f32] {
        &self.values
    }
}

impl Intercepts {
    /// Fits all ratings that are kept.
    fn refit(&mut self, end: &TickEnd<'_>) {
        // A stable sort: of several ratings of a post by one rater the last one counts.
        self.ratings.sort_by_key(|&(rater, post, _)| (rater, post));
        let ratings = self.ratings.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
        let mut ratings: Vec<Kept> = ratings.filter_map(|run| run.last().copied()).collect();
        // Posts first, then raters, each once, as the authors do.
        let posts = frequent(ratings.iter().map(|rating| rating.1).collect(), self.rule.post_ratings);
        ratings.retain(|rating| posts.binary_search(&rating.1).is_ok());
        let raters = frequent(ratings.iter().map(|rating| rating.0).collect(), self.rule.rater_ratings);
        ratings.retain(|rating| raters.binary_search(&rating.0).is_ok());
        let posts = frequent(ratings.iter().map(|rating| rating.1).collect(), 1);

        let entries: Vec<Entry> = ratings
            .iter()
            .filter_map(|&(rater, post, value)| {
                let rater = raters.binary_search(&rater).ok()? as u32;
                let note = posts.binary_search(&post).ok()? as u32;
                Some(Entry { rater, note, value: f64::from(value) })
            })
            .collect();
        let draw = |&rater: &u32| 2.0 * end.draws.uniform(Purpose::Ranking, end.tick, rater) - 1.0;
        let factors: Vec<f64> = raters.iter().map(draw).collect();
        let penalties =
            Penalties { intercepts: self.rule.intercept_penalty, factors: self.rule.factor_penalty };
        let mut fit = Fit::new(&entries, posts.len(), &factors, penalties);
        fit.run(self.rule.rounds, self.rule.settled);
        self.values.fill(f32::NAN);
        for (&(born, slot), note) in posts.iter().zip(&fit.notes) {
            if is_alive(end.posts, born, end.tick) {
                self.values[slot as usize] = note.intercept as f32;
            }
        }
    }
}

fn is_alive(posts: &Posts, born: u32, tick: u32) -> bool {
    tick - born < posts.window
}

/// The distinct items that occur at least `least` times, sorted.
fn frequent<T: Ord + Copy>(mut items: Vec<T>, least: u32) -> Vec<T> {
    items.sort_unstable();
    items.chunk_by(|a, b| a == b).filter(|run| run.len() >= least as usize).map(|run| run[0]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::Reacted;
    use crate::feed::testing::{Sample, assert_scores, read};
    use crate::random::Draws;

    #[test]
    fn scores_by_hand() {
        let mut sample = Sample::new(4);
        sample.remembered = vec![0.25, f32::NAN, -0.5, f32::NAN];
        sample.age = vec![3, 2, 1, 0];
        assert_scores(&sample.scores(&read::<BridgingMf>("")), &[0.25, -1_000_002.0, -0.5, -1_000_000.0]);
        assert_eq!(sample.order(&read::<BridgingMf>("")), [0, 2, 3, 1]);
        assert_eq!(sample.order(&read::<BridgingMf>("fill = false")), [0, 2]);
    }

    #[test]
    fn reactions_are_ratings() {
        let ratings =
            [0, reaction::LIKE, reaction::RESHARE, reaction::REPLY, reaction::NEGATIVE | reaction::LIKE];
        assert_eq!(ratings.map(rating), [None, Some(1.0), Some(1.0), Some(0.5), Some(0.0)]);
    }

    /// Two authors with two slots each, whose posts all readers of both camps rate in tick 1: like or report.
    #[test]
    fn intercepts_last_until_the_slot_is_rewritten() {
        let posts = Posts::new(3, 2, 1, false, false, false);
        let draws = Draws::new(1, 0);
        let rule = read::<BridgingMf>("refit = 1\npost_ratings = 5\nrater_ratings = 2\nrounds = 500");
        let mut memory = rule.memory().unwrap();
        // Slot 1 of each author is that of tick 1. Everybody likes the first post; the camps part over the second;
        // the third has four ratings, one too few.
        let mut reactions = Vec::new();
        for reader in 0..20 {
            reactions.push(Reacted { reader, slot: 1, bits: reaction::LIKE });
            let bits = if reader % 2 == 0 { reaction::LIKE } else { reaction::NEGATIVE };
            reactions.push(Reacted { reader, slot: 3, bits });
            if reader < 4 {
                reactions.push(Reacted { reader, slot: 5, bits: reaction::LIKE });
            }
        }
        memory.learn(&TickEnd { tick: 1, posts: &posts, draws: &draws, reactions: &reactions });
        let values = memory.values().to_vec();
        assert!(values[1] > values[3], "{values:?}");
        assert!([0, 2, 4, 5].iter().all(|&slot: &usize| values[slot].is_nan()), "{values:?}");
        // Tick 2 fits the same ratings from other draws, and tick 3 will write over the slot.
        memory.learn(&TickEnd { tick: 2, posts: &posts, draws: &draws, reactions: &[] });
        assert!(memory.values().iter().all(|value| value.is_nan()));
    }
}

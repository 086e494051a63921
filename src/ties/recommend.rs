//! Who to follow: the platform names an account, and the reader gives up another one for it.
//!
//! Of everybody whom the reader does not follow, each has a score; the best one is named, or one is drawn in
//! proportion to the scores. Whoever scores 0 is never named, and where all do, nobody is. A random followee is given
//! up, so that the number of followees stays (the attention of a reader is limited: Cinus et al. 2022).
//!
//! | recommender | score of v for reader u | complexity |
//! |---|---|---|
//! | `random` | 1 | O(N) |
//! | `common_neighbours` | (number of accounts that both follow)^η (Santos, Lelkes & Levin 2021) | O(ties) |
//! | `jaccard` | accounts that u follows and that follow v ÷ accounts that do either: the directed Jaccard index of Cinus et al. 2022 | O(ties of u's followees + N) |
//! | `pagerank` | share of time that a walk from followee to followee, which restarts at u with probability 1 − damping, spends at v | O(ties) a step, about 100 steps |
//! | `salsa` | the circle of trust of Gupta et al. 2013: see `salsa.rs` | as `pagerank` |
//! | `similarity` | max(abs(x_u − x_v), floor)^−exponent, opinions as they stand (Sîrbu et al. 2019) | O(N) |
//! | `popularity` | followers of v | O(N) |
//! | `bridging` | √(followers on the + side · followers on the − side): whom both sides follow (of hushfeed) | O(ties) |
//!
//! With probability ξ (`exploration`) another account is drawn in place of the named one: see [`Exploration`].
//!
//! Cinus et al. let a reader accept a recommendation with a probability that depends on the quantile of its score; here
//! it is always accepted, as in the reproduction whose figures are known.

mod graph;
mod salsa;

use super::{Adviser, Change, Extent, Pace, Platform, Ties, random_tie};
use crate::math;
use crate::random::Stream;
use crate::registry::{above, at_least, within, within_open_high, within_open_low};
use crate::{choices, rule};

choices! {
    /// By what accounts are recommended.
    pub enum Recommender {
        /// Anybody.
        Random = "random",
        /// Followees in common, to the power of `exponent`.
        CommonNeighbours = "common_neighbours",
        /// Directed Jaccard index: whom one's followees follow.
        Jaccard = "jaccard",
        /// Personalised PageRank.
        PageRank = "pagerank",
        /// Circle of trust and SALSA, Twitter's "who to follow".
        Salsa = "salsa",
        /// Closeness of opinion.
        Similarity = "similarity",
        /// Number of followers.
        Popularity = "popularity",
        /// Followers on both sides.
        Bridging = "bridging",
    }
}

choices! {
    /// Which of the scored accounts is named.
    pub enum Choice {
        /// The one with the highest score; a draw decides among equals.
        Best = "best",
        /// One drawn in proportion to the scores.
        Draw = "draw",
    }
}

choices! {
    /// What is recommended instead, for the sake of diversity.
    pub enum Exploration {
        /// Anybody.
        Random = "random",
        /// In proportion to the distance of opinion.
        Distance = "distance",
        /// In inverse proportion to 1 + the number of followers.
        Obscurity = "obscurity",
    }
}

rule! {
    name: "recommend",
    source: "Cinus et al. 2022; Santos, Lelkes & Levin 2021",
    /// The platform names an account to follow, and a random followee is given up for it.
    ///
    /// Recommendations see ties and opinions as they stand; in a synchronous tick they come after all readers have
    /// read, and take effect together. Draws (purpose Recommend): one a reader and tick, and up to four for a
    /// recommendation.
    pub struct Recommend {
        /// By what accounts are recommended.
        recommender: Recommender = Recommender::CommonNeighbours;
        /// Whether the best account is named, or one drawn in proportion to the scores.
        choice: Choice = Choice::Best;
        /// Probability of a recommendation, a reader and tick. Left out: 0.02, or what `spent_by` asks for.
        probability: Option<f64> = None, in within(0.0, 1.0);
        /// The most recommendations of a run (R_max), as a share of the ties at its start. Left out: no limit.
        budget: Option<f64> = None, in at_least(0.0);
        /// In place of `probability`: the share of the run's ticks after which the budget is spent on average,
        /// by the chances of the humans who are present (their activities at the start).
        spent_by: Option<f64> = None, in within_open_low(0.0, 1.0);
        /// `common_neighbours`: the power η, 1 if left out; 0 is random. `similarity`: 1.6 if left out.
        exponent: Option<f64> = None, in at_least(0.0);
        /// `similarity`: opinions closer than this count as this far apart, in opinion units. 0.0001 if left out.
        distance_floor: Option<f64> = None, in above(0.0);
        /// `pagerank`, `salsa`: probability that the walk goes on. 0.85 if left out.
        damping: Option<f64> = None, in within_open_high(0.0, 1.0);
        /// `salsa`: the circle of trust, as a share of all accounts. 0.1 if left out.
        circle: Option<f64> = None, in within_open_low(0.0, 1.0);
        /// With a sequential schedule: in the turn in which it is named, the reader is shown the new account and nothing
        /// else (Cinus et al. 2022).
        introduced: bool = false;
        /// Probability ξ that another account is named instead.
        exploration: f64 = 0.0, in within(0.0, 1.0);
        /// How that one is drawn.
        exploration_by: Exploration = Exploration::Random;
    }
}

impl Ties for Recommend {
    fn adviser(&self) -> Option<&dyn Adviser> {
        Some(self)
    }

    fn check(&self) -> Result<(), (&'static str, String)> {
        use Recommender::{CommonNeighbours, PageRank, Salsa, Similarity};
        let belongs = [
            ("exponent", self.exponent.is_some(), &[CommonNeighbours, Similarity][..]),
            ("distance_floor", self.distance_floor.is_some(), &[Similarity]),
            ("damping", self.damping.is_some(), &[PageRank, Salsa]),
            ("circle", self.circle.is_some(), &[Salsa]),
        ];
        for (key, given, recommenders) in belongs {
            if given && !recommenders.contains(&self.recommender) {
                let words: Vec<String> =
                    recommenders.iter().map(|one| format!("\"{}\"", one.word())).collect();
                return Err((key, format!("recommender = {}", words.join(" or "))));
            }
        }
        match (self.spent_by, self.budget, self.probability) {
            (Some(_), None, _) => Err(("spent_by", "a `budget` that is spent".to_owned())),
            (Some(_), _, Some(_)) => {
                Err(("spent_by", "no `probability`: the one follows from the other".to_owned()))
            }
            _ => Ok(()),
        }
    }
}

impl Adviser for Recommend {
    fn introduces(&self) -> bool {
        self.introduced
    }

    fn pace(&self, run: &Extent) -> Pace {
        // As int(.4·edges) in Cinus et al.: a whole number, rounded down.
        let most = self.budget.map(|share| (share * run.ties as f64) as u64);
        let chances = |share: f64| share * f64::from(run.ticks) * run.turns * run.present;
        let probability = match (self.spent_by, most) {
            (Some(share), Some(most)) => most as f64 / chances(share),
            _ => self.probability.unwrap_or(0.02),
        };
        Pace { probability, most }
    }

    fn advise(&self, platform: &Platform<'_>, reader: u32, stream: &mut Stream) -> Option<Change> {
        let tie = random_tie(platform, reader, stream)?;
        let explores = self.exploration > 0.0 && stream.chance(self.exploration);
        let mut scores =
            if explores { self.explored(platform, reader) } else { self.scores(platform, reader) };
        scores[reader as usize] = 0.0;
        for &followee in platform.graph.followees(reader as usize) {
            scores[followee as usize] = 0.0;
        }
        let drawn = explores || self.choice == Choice::Draw;
        let followee = if drawn { draw(&scores, stream) } else { best(&scores, stream) };
        followee.map(|followee| Change { tie, followee })
    }
}

impl Recommend {
    /// The score of every account for `reader`, itself and its followees included. Length N.
    pub fn scores(&self, platform: &Platform<'_>, reader: u32) -> Vec<f64> {
        let graph = platform.graph;
        let damping = self.damping.unwrap_or(0.85);
        match self.recommender {
            Recommender::Random => vec![1.0; graph.agents()],
            Recommender::CommonNeighbours => {
                let exponent = self.exponent.unwrap_or(1.0);
                let common = graph::common_followees(graph, reader);
                common.into_iter().map(|count| math::pow(f64::from(count), exponent)).collect()
            }
            Recommender::Jaccard => graph::jaccard(platform, reader),
            Recommender::PageRank => graph::pagerank(graph, reader, damping),
            Recommender::Salsa => salsa::scores(graph, reader, damping, self.circle.unwrap_or(0.1)),
            Recommender::Similarity => {
                let (floor, exponent) = (self.distance_floor.unwrap_or(1e-4), self.exponent.unwrap_or(1.6));
                distances(platform, reader)
                    .map(|distance| math::pow(distance.max(floor), -exponent))
                    .collect()
            }
            Recommender::Popularity => platform.followers.iter().map(|&count| f64::from(count)).collect(),
            Recommender::Bridging => graph::followed_by_both(platform),
        }
    }

    /// The weights of what is named instead.
    fn explored(&self, platform: &Platform<'_>, reader: u32) -> Vec<f64> {
        match self.exploration_by {
            Exploration::Random => vec![1.0; platform.graph.agents()],
            Exploration::Distance => distances(platform, reader).collect(),
            Exploration::Obscurity => {
                platform.followers.iter().map(|&count| 1.0 / (1.0 + f64::from(count))).collect()
            }
        }
    }
}

/// How far everybody's opinion is from the reader's.
fn distances<'a>(platform: &Platform<'a>, reader: u32) -> impl Iterator<Item = f64> + 'a {
    let own = platform.agents.opinion[reader as usize];
    platform.agents.opinion.iter().map(move |opinion| (opinion - own).abs())
}

/// The highest score above 0; among equals one at random (one draw where there are several).
fn best(scores: &[f64], stream: &mut Stream) -> Option<u32> {
    let most = scores.iter().copied().fold(0.0, f64::max);
    if most <= 0.0 {
        return None;
    }
    let mut equals = (0..scores.len() as u32).filter(|&account| scores[account as usize] == most);
    let count = equals.clone().count();
    if count == 1 { equals.next() } else { equals.nth(stream.below(count as u32) as usize) }
}

/// One in proportion to the scores (one draw); None where all are 0.
fn draw(scores: &[f64], stream: &mut Stream) -> Option<u32> {
    let total = math::ordered_sum(scores.iter().copied());
    if total <= 0.0 {
        return None;
    }
    let mut at = stream.uniform() * total;
    // Rounding may carry the last step past the end: then the last account that scores is meant.
    let mut found = None;
    for (account, &score) in scores.iter().enumerate().filter(|(_, score)| **score > 0.0) {
        found = Some(account as u32);
        if at < score {
            break;
        }
        at -= score;
    }
    found
}

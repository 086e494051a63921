//! Whose posts can reach a reader: followees, accounts that are not followed, pages whose reach is throttled, and those who pay.

use super::filters::Delivery;
use super::model::{Model, Slots};
use crate::choices;
use crate::interventions::Targeting;
use crate::world::AgentKind;

choices! {
    /// How posts of accounts that are not followed are found for a reader.
    pub enum Retrieval {
        /// The live originals with the most likes and reshares: the same for all but whom they follow.
        Popular = "popular",
        /// The live originals nearest to the reader's learnt profile.
        Similar = "similar",
        /// Live originals drawn at random.
        Random = "random",
    }
}

/// Who reaches a reader beside its followees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// The share of the slots that is kept for accounts not followed, in [0, 1]. 0: their posts, if any are retrieved,
    /// compete by score alone.
    pub out_of_network: f64,
    /// Posts of accounts not followed that are retrieved for a reader and tick. None: three for each slot kept for them.
    pub retrieved: Option<u32>,
    /// How they are found.
    pub retrieval: Retrieval,
    /// The share of a page's followers to whom each of its posts is a candidate, in [0, 1].
    pub organic: f64,
    /// How sponsored posts are sold. None: there are none.
    pub ads: Option<AdRules>,
    /// With which probability each candidate is offered at all.
    pub delivery: Delivery,
}

impl Default for Reach {
    /// Followees alone, unthrottled, without advertisements.
    fn default() -> Self {
        Self {
            out_of_network: 0.0,
            retrieved: None,
            retrieval: Retrieval::Popular,
            organic: 1.0,
            ads: None,
            delivery: Delivery::default(),
        }
    }
}

/// How sponsored posts are sold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdRules {
    /// Which accounts buy.
    pub buyers: AgentKind,
    /// What each of them may spend in a run, in units of money.
    pub budget: f64,
    /// Lowest bid for a view, in units of money, > 0.
    pub price: f64,
    /// Bids are uniform in [price, price·(1 + this)], one a buyer.
    pub price_spread: f64,
    /// Organic posts before each advertisement.
    pub gap: u32,
    /// Who is shown them.
    pub targeting: Targeting,
    /// With [`Targeting::Persuadable`]: the most distance from the middle, in half-ranges.
    pub persuadable_within: f64,
}

impl Model {
    /// Slots of a feed; 0 where everything is shown.
    fn slots(&self) -> usize {
        match self.feed.slots {
            Slots::All => 0,
            Slots::First(slots) => slots as usize,
        }
    }

    /// Slots kept for posts of accounts that are not followed.
    pub fn outside_slots(&self) -> usize {
        if !self.ranking.admits_outsiders() {
            return 0;
        }
        (self.feed.reach.out_of_network * self.slots() as f64 + 0.5) as usize
    }

    /// Posts of accounts not followed that are retrieved for a reader and tick, at most.
    pub fn retrieved(&self) -> usize {
        match self.feed.reach.retrieved {
            _ if !self.ranking.admits_outsiders() || self.feed.slots == Slots::All => 0,
            Some(retrieved) => retrieved as usize,
            None => 3 * self.outside_slots(),
        }
    }

    /// Whether reactions have to be counted for the sake of recommendations.
    pub fn recommends_the_popular(&self) -> bool {
        self.retrieved() > 0 && self.feed.reach.retrieval == Retrieval::Popular
    }

    /// The most advertisements in a feed.
    pub fn ads_per_feed(&self) -> usize {
        self.feed.reach.ads.map_or(0, |ads| self.slots() / (ads.gap as usize + 1))
    }

    /// Whether anybody but followees reaches a reader, or followees reach it less. Then posts have to be kept.
    pub fn reaches_beyond_ties(&self) -> bool {
        self.has_windows()
            && (self.retrieved() > 0 || self.feed.reach.organic < 1.0 || self.ads_per_feed() > 0)
    }

    /// How many posts of accounts not followed a reader can be shown in a tick.
    pub fn outside_views(&self) -> usize {
        if self.reaches_beyond_ties() { self.retrieved().min(self.slots()) + self.ads_per_feed() } else { 0 }
    }
}

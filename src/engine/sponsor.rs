//! Sponsored posts: who is shown which, and who pays.
//!
//! In each tick every buyer that speaks offers its first post of the tick. Readers come in a random order; each has as many
//! advertisements as its feed has room for (one after every `gap` organic posts), from the highest bids among the buyers
//! that want this reader and can still pay for one more view; those with the same bid take
//! turns, the first drawn from all of them alike (hashed). A buyer
//! pays its own bid a view, and only for what was shown: a feed that ends before the place of an advertisement costs nothing.
//! An advertisement is not ranked. Within a tick no more is sold than can be paid. O(readers · (log readers + buyers)).

use super::model::Model;
use super::pass::{Chunk, Frozen, Reader, Scratch};
use super::reach::AdRules;
use super::recommend;
use super::state::State;
use crate::interventions::Targeting;
use crate::random::{Draws, Purpose, mix};
use crate::world::{Agents, Posts, voice};

/// No advertisement.
const NONE: u32 = u32::MAX;

/// An account that pays for views.
#[derive(Clone, Copy, Debug)]
struct Buyer {
    agent: u32,
    bid: f64,
    /// Views that it can still pay.
    left: u64,
}

/// The buyers, and what they have bought in a tick.
#[derive(Debug)]
pub(super) struct Market {
    /// The lowest bid.
    price: f64,
    /// Whether bids differ.
    spreads: bool,
    /// The highest bid first.
    buyers: Vec<Buyer>,
    per_feed: usize,
    /// The posts sold to each reader in this tick: `per_feed` a reader, [`NONE`] behind the last.
    sold: Vec<u32>,
}

impl Market {
    /// The market at tick 0; None where nothing is sold. One draw a buyer (purpose Sponsored, tick 0).
    pub fn new(model: &Model, agents: &Agents, draws: Draws) -> Option<Self> {
        // What is bought for may begin with an intervention: the budgets are those of the first rules.
        let rules = model.all().find_map(|model| model.feed.reach.ads)?;
        let sells = |model: &&Model| model.reaches_beyond_ties();
        let per_feed = model.all().filter(sells).map(Model::ads_per_feed).max().unwrap_or(0);
        if per_feed == 0 {
            return None;
        }
        let buys = |&agent: &u32| agents.kind[agent as usize] == rules.buyers;
        let mut buyers: Vec<Buyer> = (0..agents.len() as u32)
            .filter(buys)
            .map(|agent| {
                let drawn = draws.uniform(Purpose::Sponsored, 0, agent);
                let bid = rules.price * (1.0 + rules.price_spread * drawn);
                Buyer { agent, bid, left: (rules.budget / bid) as u64 }
            })
            .collect();
        buyers.sort_by(|a, b| b.bid.total_cmp(&a.bid).then(a.agent.cmp(&b.agent)));
        Some(Self {
            price: rules.price,
            spreads: rules.price_spread > 0.0,
            buyers,
            per_feed,
            sold: vec![NONE; agents.len() * per_feed],
        })
    }

    /// Sells the advertisements of a tick. One word for the tick, hashed by reader (purpose Sponsored).
    pub fn sell(&mut self, model: &Model, agents: &Agents, posts: &Posts, voices: &[u8], when: (Draws, u32)) {
        let (draws, tick) = when;
        self.sold.fill(NONE);
        let Some(rules) = model.feed.reach.ads else { return };
        let room = model.ads_per_feed().min(self.per_feed);
        if room == 0 {
            return;
        }
        let mut left: Vec<u64> = self
            .buyers
            .iter()
            .map(|buyer| if voice::speaks(voices[buyer.agent as usize]) { buyer.left } else { 0 })
            .collect();
        let mut total: u64 = left.iter().sum();
        if total == 0 {
            return;
        }
        // No agent has this number.
        let key = draws.words(Purpose::Sponsored, tick, u32::MAX)[0];
        let reads = |&reader: &u32| voice::reads(voices[reader as usize]);
        let mut order: Vec<(u32, u32)> =
            (0..agents.len() as u32).filter(reads).map(|reader| (mix(key, reader), reader)).collect();
        order.sort_unstable();
        let first_slot = posts.first_slot(tick);
        for (drawn, reader) in order {
            if total == 0 {
                return;
            }
            let known = if model.feed.oracle {
                agents.opinion[reader as usize]
            } else {
                f64::from(agents.profile[reader as usize])
            };
            let places = &mut self.sold[reader as usize * self.per_feed..][..self.per_feed];
            let offers = |number: usize, left: &[u64]| {
                let buyer = self.buyers[number].agent;
                left[number] > 0 && buyer != reader && wants(&rules, agents, buyer, known)
            };
            // Where all bids are the same, everybody's turn comes.
            let turn = if self.spreads {
                0
            } else {
                let Some(turn) = first_turn(drawn, self.buyers.len(), |number| offers(number, &left)) else {
                    continue;
                };
                turn
            };
            let mut sold = 0;
            for number in (turn..self.buyers.len()).chain(0..turn) {
                let buyer = self.buyers[number].agent;
                if offers(number, &left) {
                    left[number] -= 1;
                    total -= 1;
                    places[sold] = buyer * posts.capacity as u32 + first_slot;
                    sold += 1;
                    if sold == room {
                        break;
                    }
                }
            }
        }
    }

    /// What each agent bids for a view, in lowest bids; 0 of whoever does not buy or has spent its budget. O(agents).
    pub fn bids(&self, agents: usize) -> Vec<f32> {
        let mut bids = vec![0.0; agents];
        for buyer in self.buyers.iter().filter(|buyer| buyer.left > 0) {
            bids[buyer.agent as usize] = (buyer.bid / self.price) as f32;
        }
        bids
    }

    /// The posts sold to a reader, in the order of their places.
    pub fn sold_to(&self, reader: usize) -> &[u32] {
        let sold = &self.sold[reader * self.per_feed..][..self.per_feed];
        &sold[..sold.iter().position(|&item| item == NONE).unwrap_or(sold.len())]
    }

    /// Charges the buyers for the views of their posts.
    pub fn charge(&mut self, views: impl Iterator<Item = u32>) {
        let mut places: Vec<(u32, usize)> =
            self.buyers.iter().enumerate().map(|(place, buyer)| (buyer.agent, place)).collect();
        places.sort_unstable();
        for agent in views {
            if let Ok(at) = places.binary_search_by_key(&agent, |place| place.0) {
                self.buyers[places[at].1].left -= 1;
            }
        }
    }
}

impl State {
    /// What each agent bids for a view, where the ranking asks and anything is sold.
    pub(super) fn bids(&self, model: &Model) -> Vec<f32> {
        match &self.market {
            Some(market) if model.ranking.needs().bids => market.bids(self.agents.len()),
            _ => Vec::new(),
        }
    }
}

/// Whose turn it is of `buyers` that bid the same: each that offers something has the same chance. None where nobody does.
fn first_turn(drawn: u32, buyers: usize, offers: impl Fn(usize) -> bool) -> Option<usize> {
    // Whoever stands behind buyers that offer nothing must not get their turns too. A few blind tries spare a look at all.
    const TRIES: u32 = 8;
    let mut number = drawn;
    for attempt in 0..TRIES {
        let turn = number as usize % buyers;
        if offers(turn) {
            return Some(turn);
        }
        number = mix(drawn, attempt);
    }
    let able: Vec<usize> = (0..buyers).filter(|&turn| offers(turn)).collect();
    (!able.is_empty()).then(|| able[number as usize % able.len()])
}

/// Whether a buyer wants a reader whom the platform takes to have the opinion `known`.
fn wants(rules: &AdRules, agents: &Agents, buyer: u32, known: f64) -> bool {
    let scale = agents.scale;
    let sides = || scale.side(agents.opinion[buyer as usize]) * scale.side(known);
    match rules.targeting {
        Targeting::All => true,
        Targeting::OwnSide => sides() > 0,
        Targeting::OtherSide => sides() < 0,
        Targeting::Persuadable => (known - scale.middle()).abs() <= rules.persuadable_within * scale.unit(),
    }
}

/// Puts the advertisements into a feed, each after `gap` organic posts; those that it is too short for are left out.
pub(super) fn place(
    frozen: &Frozen<'_>,
    chunk: &mut Chunk<'_>,
    reader: Reader,
    scratch: &mut Scratch,
    ads: &[u32],
) {
    let Some(rules) = frozen.model.feed.reach.ads else { return };
    let gap = rules.gap as usize;
    for (number, &item) in ads.iter().enumerate() {
        let at = (number + 1) * gap + number;
        if at > scratch.feed.items.len() {
            return;
        }
        let author = frozen.author_of(item);
        let followed = chunk.targets[reader.row.0..reader.row.1].iter().position(|&one| one == author);
        let tie = if let Some(tie) = followed {
            if !frozen.dry {
                let slot = item as usize - author as usize * frozen.posts.capacity;
                let words = frozen.posts.words;
                chunk.seen[(reader.row.0 + tie) * words + slot / 64] |= 1 << (slot % 64);
            }
            tie as u32
        } else {
            recommend::note(frozen, chunk, reader, &mut scratch.noted, item);
            NONE - number as u32
        };
        let stance = f64::from(frozen.posts.stance[item as usize]);
        let feed = &mut scratch.feed;
        feed.authors.insert(at, author);
        feed.stances.insert(at, stance);
        feed.sides.insert(at, frozen.scale.side(stance));
        feed.ties.insert(at, tie);
        feed.items.insert(at, item);
        if frozen.rewires {
            feed.originators.insert(at, author);
        }
        feed.ads.push(at);
        if !frozen.dry {
            scratch.bought.push(author);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{AgentKind, Scale};

    #[test]
    fn every_buyer_that_offers_has_the_same_chance() {
        // The last of the first two stands behind four that offer nothing; two of 200 are found by looking at all.
        for (buyers, able) in [(6, [0, 5]), (200, [7, 150])] {
            let mut turns = [0_u32; 2];
            for reader in 0..4_000 {
                let turn = first_turn(mix(77, reader), buyers, |number| able.contains(&number)).unwrap();
                turns[able.iter().position(|&number| number == turn).unwrap()] += 1;
            }
            assert!(turns[0].abs_diff(2_000) < 130, "{buyers}: {turns:?}");
        }
        assert_eq!(first_turn(5, 4, |_| false), None);
        assert_eq!((0..4).map(|drawn| first_turn(drawn, 4, |_| true).unwrap()).sum::<usize>(), 6);
    }

    #[test]
    fn buyers_want_whom_they_say() {
        let mut agents = Agents::new(1, Scale::default());
        agents.opinion[0] = 0.5;
        let rules = |targeting| AdRules {
            buyers: AgentKind::Advertiser,
            budget: 1.0,
            price: 1.0,
            price_spread: 0.0,
            gap: 3,
            targeting,
            persuadable_within: 0.3,
        };
        for (targeting, expected) in [
            (Targeting::All, [true; 5]),
            (Targeting::OwnSide, [false, false, false, true, true]),
            (Targeting::OtherSide, [true, true, false, false, false]),
            (Targeting::Persuadable, [false, true, true, true, false]),
        ] {
            let found = [-0.9, -0.3, 0.0, 0.2, 0.31].map(|known| wants(&rules(targeting), &agents, 0, known));
            assert_eq!(found, expected, "{targeting:?}");
        }
    }
}

//! Sponsored posts from one tick to another: the named, timed form of `[ads]`.

use super::{Assignment, Intervention, Misfit, Setting};
use crate::registry::{Node, NodeValue, Place, above, at_least, within};
use crate::world::AgentKind;
use crate::{choices, rule};

choices! {
    /// Whom sponsored posts are shown to, by the learnt profile (the opinion itself with `feed.profile = "oracle"`).
    pub enum Targeting {
        /// Everybody.
        All = "all",
        /// Readers on the buyer's side.
        OwnSide = "own_side",
        /// Readers on the other side.
        OtherSide = "other_side",
        /// Readers near the middle of the range of opinions.
        Persuadable = "persuadable",
    }
}

rule! {
    name: "sponsored",
    source: "at least 3 organic posts between advertisements: authors' code of X, 2026; otherwise ours",
    /// Sells places in feeds while it is in force: the keys are those of `[ads]`.
    ///
    /// Buyers, budget and bids are those of the start of a run: one intervention of this kind, and no `[ads]` beside it. The
    /// draws are those of `[ads]` (purpose Sponsored).
    pub struct Sponsored {
        /// The share of the budget that buyers have; 0: nothing is sold.
        strength: f64 = 1.0, in within(0.0, 1.0);
        /// What each buyer may spend in a run, in units of money.
        budget: f64, in above(0.0);
        /// The lowest bid for a view, in units of money.
        price: f64 = 1.0, in above(0.0);
        /// Each buyer bids, for the whole run, a price drawn uniformly from [price, price·(1 + this)].
        price_spread: f64 = 0.0, in at_least(0.0);
        /// Organic posts before each advertisement, at least; 3 at X (authors' code, 2026).
        gap: u32 = 3_u32, in at_least(0.0);
        /// Whom they are shown to, by the learnt profile.
        targeting: Targeting = Targeting::All;
        /// With targeting = "persuadable": the most distance of a profile from the middle, in half-ranges.
        persuadable_within: f64 = 0.3, in within(0.0, 1.0);
        /// The kind of account that buys: its first post of each tick is what it sponsors.
        buyers: AgentKind = AgentKind::Advertiser;
    }
}

impl Intervention for Sponsored {
    fn assignments(&self) -> Vec<Assignment> {
        if self.strength == 0.0 {
            return Vec::new();
        }
        let node = |value| Node { value, place: Place { source: 0, span: 0..0 } };
        let number = |value: f64| node(NodeValue::Float(value));
        let word = |word: &str| node(NodeValue::Text(word.to_owned()));
        [
            ("budget", number(self.strength * self.budget)),
            ("price", number(self.price)),
            ("price_spread", number(self.price_spread)),
            ("gap", node(NodeValue::Integer(i64::from(self.gap)))),
            ("targeting", word(self.targeting.word())),
            ("persuadable_within", number(self.persuadable_within)),
            ("buyers", word(self.buyers.word())),
        ]
        .into_iter()
        .map(|(key, value)| Assignment { key: format!("ads.{key}"), value })
        .collect()
    }

    fn takes_target(&self) -> bool {
        false
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), Misfit> {
        setting.refuse_without_posts("sponsored")?;
        if !setting.has_ads {
            return Ok(());
        }
        Err(Misfit {
            key: "kind",
            message: "sponsored posts are sold already, by [ads]".to_owned(),
            label: "expected one of the two",
            help: "take [ads] out, or the intervention",
        })
    }
}

//! Friends and family first: a factor for each author by who it is to the reader, laid over any ranking.
//!
//! score ← score · f · u^α, with f = f_person for a person that is followed, f_group for one that is not but belongs to the same
//! group, f_stranger for anybody else that is not followed, f_page for pages, and the strength u of the tie. Facebook
//! announced in January 2018 that posts of friends and family go before those of pages; the factors 1, .5 and .3 are those of
//! "closeness" in `facebook_msi_2018` (recalled, unverified), that of pages is ours. `strength` s gives f^s and α·s. Together
//! with feed.ranking = "facebook_msi_2018", set `stranger_closeness` of that ranking to 1: it has the factor of strangers too.

use super::closeness::Closeness;
use super::{Course, Intervention, Misfit, Setting, Stage};
use crate::math;
use crate::registry::{above, at_least, within};
use crate::rule;

rule! {
    name: "friends_and_family",
    source: "Facebook, January 2018 (that relations are weighted is second-hand, the numbers recalled, unverified)",
    /// Lowers pages and strangers in the feeds of the target, and lifts strong ties, under whatever ranking holds.
    ///
    /// Scores below 0 are divided by the factor, so that it lowers them too; a score of 0 stays. Who brings a post is
    /// what counts: of a reshare, whoever reshared it. Of two for one reader the later one holds. No draws.
    pub struct FriendsAndFamily {
        /// s: how much of it there is; 0: none, 1: the factors as they are.
        strength: f64 = 1.0, in within(0.0, 1.0);
        /// The factor of a person, bot or medium that the reader follows.
        person: f64 = 1.0, in above(0.0);
        /// The factor of a person that is not followed, but of the reader's group (`population.group`).
        group: f64 = 0.5, in above(0.0);
        /// The factor of all others that are not followed.
        stranger: f64 = 0.3, in above(0.0);
        /// The factor of pages, followed or not.
        page: f64 = 0.5, in above(0.0);
        /// α: exponent of the reader's affinity to a followee. 0: ties do not matter.
        tie_exponent: f64 = 0.0, in at_least(0.0);
    }
}

impl Intervention for FriendsAndFamily {
    fn course(&self) -> Option<Box<dyn Course>> {
        (self.strength > 0.0).then(|| Box::new(self.clone()) as Box<dyn Course>)
    }

    fn needs_affinity(&self) -> bool {
        self.tie_exponent > 0.0
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), Misfit> {
        let differs = |factor: f64| factor != self.person;
        let tells_apart = (setting.has_pages && differs(self.page))
            || (setting.has_strangers && (differs(self.group) || differs(self.stranger)))
            || self.tie_exponent > 0.0;
        let (message, label, help) = if setting.shows_all {
            (
                "nothing is ranked, so nobody can go first",
                "expected a feed that chooses",
                "give feed.slots a number",
            )
        } else if !setting.has_feeds {
            let label = "expected feeds, which show posts or accounts";
            ("no feed is ranked in this scenario", label, "take feed.memory out, or the intervention")
        } else if !tells_apart {
            let label = "expected pages, accounts that are not followed, or a `tie_exponent`";
            let help = "add a [[population.group]] with kind = \"page\", give feed.out_of_network a value, or `tie_exponent`";
            ("all authors are alike to a reader, so nobody can go first", label, help)
        } else {
            return Ok(());
        };
        Err(Misfit { key: "kind", message: message.to_owned(), label, help })
    }
}

impl Course for FriendsAndFamily {
    fn act(&mut self, stage: &mut Stage<'_>) {
        let part = |factor: f64| math::pow(factor, self.strength);
        let set = Closeness {
            person: part(self.person),
            group: part(self.group),
            stranger: part(self.stranger),
            page: part(self.page),
            exponent: self.strength * self.tie_exponent,
        };
        stage.levers.closeness.add(set, stage.members, stage.agents.len());
    }
}

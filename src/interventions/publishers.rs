//! Publishers: accounts that publish for profit, and leave where it does not pay.
//!
//! In each tick a publisher i earns cpm/1000 for every view of its posts (those that came by reshares too), less the
//! share that "demonetise" takes from posts with a warning, and pays `cost` for every post:
//!
//! π_i = Σ_p (cpm/1000)·views_p·(1 − cut·[p has a warning]) − cost·posts; r_i ← min(max(r_i·e^(elasticity·π_i/cost), floor), 1).
//!
//! It publishes with probability r_i in a tick, 1 at first: it is absent otherwise. At the floor it has all but left,
//! and comes back once what it still tries pays. Content producers who follow their revenue: after Acemoglu,
//! Ozdaglar & Siderius and Candogan & Drakopoulos (recalled, unverified); the dynamics are ours.

use super::{Course, Intervention, Misfit, Setting, Stage};
use crate::math;
use crate::random::Purpose;
use crate::registry::{above, at_least, within};
use crate::rule;
use crate::world::{PostId, mark, total};

rule! {
    name: "publishers",
    source: "definition ours, 2026; publishers who follow their revenue after Acemoglu et al. (recalled, unverified)",
    /// Lets the target's accounts publish more where views earn more than posts cost, and less where they do not.
    ///
    /// One draw a publisher and tick (purpose Publish). O(posts of the publishers) a tick.
    pub struct Publishers {
        /// What a thousand views earn, in units of money.
        cpm: f64 = 100.0, in at_least(0.0);
        /// What a post costs, in the same units.
        cost: f64 = 1.0, in above(0.0);
        /// How fast the rate of publishing follows profit: a profit of one post's cost in a tick multiplies it by e to the
        /// power of this. 0: not at all.
        elasticity: f64 = 0.1, in at_least(0.0);
        /// The least rate: how often who has all but left still tries.
        floor: f64 = 0.02, in within(0.0, 1.0);
    }
}

impl Intervention for Publishers {
    fn course(&self) -> Option<Box<dyn Course>> {
        let run = || Run { rule: self.clone(), rate: Vec::new(), views: Vec::new() };
        (self.elasticity > 0.0).then(|| Box::new(run()) as Box<dyn Course>)
    }

    fn needs_content(&self) -> bool {
        true
    }

    fn needs_counts(&self) -> bool {
        true
    }

    fn are_publishers(&self) -> bool {
        self.elasticity > 0.0
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), Misfit> {
        setting.refuse_without_posts("publishers")
    }
}

/// The publishers of one run.
#[derive(Debug)]
struct Run {
    rule: Publishers,
    /// r of each member.
    rate: Vec<f64>,
    /// Views of each slot of each member up to the tick before.
    views: Vec<u32>,
}

/// What a publisher did and earned in a tick.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Account {
    /// Views, those of posts with a warning counted 1 − cut.
    views: f64,
    posts: u32,
}

impl Run {
    /// Profit of a tick, in units of the cost of a post.
    fn profit(&self, account: Account) -> f64 {
        account.views * self.rule.cpm / 1000.0 / self.rule.cost - f64::from(account.posts)
    }

    fn rate_after(&self, rate: f64, account: Account) -> f64 {
        (rate * math::exp(self.rule.elasticity * self.profit(account))).clamp(self.rule.floor.min(1.0), 1.0)
    }

    /// What the member at `place` did in the tick before, and how often each of its posts has been seen.
    fn account(&mut self, stage: &Stage<'_>, place: usize, author: u32) -> Account {
        let posts = stage.posts;
        let cut = stage.levers.cut_before.get(author as usize).map_or(0.0, |&cut| f64::from(cut));
        let mut account = Account::default();
        for slot in 0..posts.capacity as u32 {
            let item = author as usize * posts.capacity + slot as usize;
            let is_live =
                posts.live[author as usize * posts.words + slot as usize / 64] >> (slot % 64) & 1 == 1;
            // The slots of this tick still hold what was published a window ago.
            let age = match posts.age(slot, stage.tick) {
                0 => posts.window,
                age => age,
            };
            if !is_live || age > stage.tick {
                continue;
            }
            let own = PostId::new(author, (stage.tick - age) * posts.per_tick + slot % posts.per_tick);
            let post = posts.root.get(item).copied().unwrap_or(own);
            if post != own {
                continue; // what it passes on earns for another
            }
            let seen = total(posts.counts[item].views);
            let before = std::mem::replace(&mut self.views[place * posts.capacity + slot as usize], seen);
            let new = if age == 1 { seen } else { seen.saturating_sub(before) };
            account.posts += u32::from(age == 1);
            let content = posts.content[item];
            let is_warned = content.is(mark::FLAGGED)
                || stage.levers.warned.find(post, posts.per_tick, stage.tick - 1, content.is(mark::FALSE));
            account.views += f64::from(new) * if is_warned { 1.0 - cut } else { 1.0 };
        }
        account
    }
}

impl Course for Run {
    fn act(&mut self, stage: &mut Stage<'_>) {
        if stage.since == 0 {
            self.rate = vec![1.0; stage.members.len()];
            self.views = vec![0; stage.members.len() * stage.posts.capacity];
        }
        for place in 0..stage.members.len() {
            let author = stage.members[place];
            let account = self.account(stage, place, author);
            if stage.since > 0 {
                self.rate[place] = self.rate_after(self.rate[place], account);
            }
            if self.rate[place] < 1.0
                && stage.draws.uniform(Purpose::Publish, stage.tick, author) >= self.rate[place]
            {
                stage.levers.keep_away(author);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_follows_profit() {
        let rule = Publishers { cpm: 50.0, cost: 2.0, elasticity: 0.1, floor: 0.05 };
        let run = Run { rule, rate: Vec::new(), views: Vec::new() };
        let account = |views, posts| Account { views, posts };
        // 40 views earn 2, the cost of one post: nothing is left.
        assert_eq!(run.profit(account(40.0, 1)), 0.0);
        assert_eq!(run.rate_after(0.5, account(40.0, 1)), 0.5);
        // Two posts for nothing lose 2 costs: × e^−.2.
        assert!((run.rate_after(0.5, account(0.0, 2)) - 0.5 * math::exp(-0.2)).abs() < 1e-15);
        assert!((run.rate_after(0.5, account(120.0, 1)) - 0.5 * math::exp(0.2)).abs() < 1e-15);
        assert_eq!(run.rate_after(0.9, account(4000.0, 0)), 1.0);
        assert_eq!(run.rate_after(0.05, account(0.0, 1)), 0.05);
    }
}

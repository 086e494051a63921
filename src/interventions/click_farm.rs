//! Bought likes: the posts of the target are liked by nobody who reads them.
//!
//! After De Cristofaro et al. (2014), who found farms that deliver in bursts and farms that hide by going slowly. Bought
//! likes have no side: rankings that ask for approval by both sides gain nothing from them. Fake accounts that speak are
//! a group of bots with the kind `join`; bought followers are their `followers`.

use super::{Course, Intervention, Misfit, Setting, Stage};
use crate::random::Purpose;
use crate::registry::{at_least, within};
use crate::{choices, rule};

choices! {
    /// When bought likes come.
    pub enum Delivery {
        /// All in the tick after a post is published.
        Burst = "burst",
        /// Evenly over the life of a post.
        Trickle = "trickle",
    }
}

rule! {
    name: "click_farm",
    source: "definition ours, 2026, after De Cristofaro et al. 2014",
    /// Buys likes for the posts of the target: rankings that count likes cannot tell them from those of readers.
    ///
    /// Needs a ranking that counts. Each bought like counts as a view too, by a reader without a side; no metric counts
    /// it as a view. Reshares of a post get none of their own. One draw an author and tick where `detection` is above 0
    /// (purpose ClickFarm).
    pub struct ClickFarm {
        /// Likes that each post gets.
        likes: u32 = 20_u32, in at_least(0.0);
        /// When they come: "burst", all in the tick after the post, or "trickle", evenly over its `feed.window`.
        delivery: Delivery = Delivery::Burst;
        /// Probability in a tick that an author is found out; from then on it gets none. What was bought stays.
        detection: f64 = 0.0, in within(0.0, 1.0);
    }
}

impl Intervention for ClickFarm {
    fn course(&self) -> Option<Box<dyn Course>> {
        (self.likes > 0).then(|| Box::new(Run { rule: self.clone(), found: Vec::new() }) as Box<dyn Course>)
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), Misfit> {
        if (setting.ranking.needs().counts_reactions() || setting.reaction.social_proof() > 0.0)
            && !setting.shows_all
            && !setting.is_sequential
            && !setting.keeps_posts
        {
            return Ok(());
        }
        Err(Misfit {
            key: "kind",
            message: format!("\"{}\" counts no likes, so there is nothing to buy", setting.ranking.name()),
            label: "expected a ranking that counts likes of posts",
            help: "choose another feed.ranking, for instance \"popularity\"",
        })
    }
}

/// A farm in one run.
#[derive(Debug)]
struct Run {
    rule: ClickFarm,
    /// Whether each member has been found out.
    found: Vec<bool>,
}

impl Course for Run {
    fn act(&mut self, stage: &mut Stage<'_>) {
        self.found.resize(stage.members.len(), false);
        for (&agent, found) in stage.members.iter().zip(&mut self.found) {
            if self.rule.detection > 0.0 && !*found {
                *found = stage.draws.uniform(Purpose::ClickFarm, stage.tick, agent) < self.rule.detection;
            }
            if !*found {
                let order = (agent, self.rule.likes, self.rule.delivery == Delivery::Burst);
                stage.levers.bought.push(order);
            }
        }
    }
}

//! Accounts whose posts are offered to few, without their knowing.

use super::{Course, Intervention, Misfit, Setting, Stage};
use crate::registry::within;
use crate::rule;

rule! {
    name: "shadow_ban",
    source: "definition ours, 2026; accounts instead of the single ties of later work on optimal shadow-banning",
    /// Offers the posts of the target to a follower only with a small probability, whoever passes them on.
    ///
    /// A post that a reader is not offered stays hidden from that reader for its life; a standing expression is drawn
    /// anew every tick. The metrics of what followees published still count it, so that what is hidden shows as part of
    /// the feed. One hashed draw a candidate of a banned account (purpose Hidden).
    pub struct ShadowBan {
        /// Probability that a post is offered; 0: never, 1: no ban.
        visibility: f64 = 0.0, in within(0.0, 1.0);
    }
}

impl Intervention for ShadowBan {
    fn course(&self) -> Option<Box<dyn Course>> {
        (self.visibility < 1.0).then(|| Box::new(self.clone()) as Box<dyn Course>)
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), Misfit> {
        let (message, help) = if setting.keeps_posts {
            ("\"shadow_ban\" does not go with `feed.memory`", "take feed.memory out, or the intervention")
        } else if setting.moves_together {
            let help = "choose an influence.rule that goes by what is shown, or take the intervention out";
            ("\"shadow_ban\" does not go with a rule of influence that moves all opinions together", help)
        } else {
            return Ok(());
        };
        let label = "expected readers who go by what their feed shows";
        Err(Misfit { key: "kind", message: message.to_owned(), label, help })
    }
}

impl Course for ShadowBan {
    fn act(&mut self, stage: &mut Stage<'_>) {
        for &agent in stage.members {
            stage.levers.hide(agent, self.visibility);
        }
    }
}

//! De-monetisation: posts with a warning earn their publishers less.
//!
//! Profit = cpm·impressions·(1 − cut if the post has a warning) − cost; what a publisher makes of it is in "publishers".
//! Fact-checking programmes are said to lower "visibility and revenue" of what they rate false (second-hand).

use super::{Course, Intervention, Misfit, Setting, Stage};
use crate::registry::within;
use crate::rule;

rule! {
    name: "demonetise",
    source: "definition ours, 2026; that fact-checks cost publishers revenue is second-hand",
    /// Takes a share of what posts with a warning earn from the target's publishers; all if `target` is left out.
    ///
    /// Warnings are those of "label" and of the law of posts (`posts.flag_recall`). No draws.
    pub struct Demonetise {
        /// How much of the cut there is; 0: none.
        strength: f64 = 1.0, in within(0.0, 1.0);
        /// The share of the earnings that is taken.
        cut: f64 = 0.8, in within(0.0, 1.0);
    }
}

impl Intervention for Demonetise {
    fn course(&self) -> Option<Box<dyn Course>> {
        (self.strength * self.cut > 0.0).then(|| Box::new(self.clone()) as Box<dyn Course>)
    }

    fn means_all_accounts(&self) -> bool {
        true
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), Misfit> {
        let (message, label, help) = if !setting.has_publishers {
            let help = "add an [[intervention]] with kind = \"publishers\" and the group that publishes as its target";
            ("nobody publishes for money", "expected publishers", help)
        } else if !setting.has_warnings {
            let help =
                "add an [[intervention]] with kind = \"label\", or give posts.flag_recall a value above 0";
            ("no post has a warning, so that nothing is taken", "expected warnings", help)
        } else {
            return Ok(());
        };
        Err(Misfit { key: "kind", message: message.to_owned(), label, help })
    }
}

impl Course for Demonetise {
    fn act(&mut self, stage: &mut Stage<'_>) {
        for &agent in stage.members {
            stage.levers.cut(agent, self.strength * self.cut);
        }
    }
}

//! Throttled reach of pages: each post of a page becomes a candidate for a share of its followers alone.
//!
//! The reach moves from what holds without it (`feed.organic_reach`) to `reach`, at once or in even steps over `over` ticks;
//! pages with many followers may be given less. Facebook's organic reach of pages, second-hand: 16 % (2012), 12.05 %
//! (October 2013), 6.15 % (February 2014); pages with more than 500,000 likes 4.04 → 2.11 %.

use super::{Course, Intervention, Misfit, Setting, Stage};
use crate::registry::{at_least, within};
use crate::rule;

rule! {
    name: "organic_reach",
    source: "figures of Facebook's pages, 2012 to 2014, second-hand",
    /// Lowers (or lifts) the share of followers whom a page's post can reach without sponsoring.
    ///
    /// The named, timed form of `feed.organic_reach`, with the same draws: in force from tick 1 it is the same as that key.
    /// `target` says which pages; all if left out. One hashed draw a page's post and follower (purpose Organic).
    pub struct OrganicReach {
        /// How far the reach goes from what it was to `reach`; 0: nowhere, 1: all the way.
        strength: f64 = 1.0, in within(0.0, 1.0);
        /// The share of its followers to whom a page's post is a candidate.
        reach: f64 = 0.0615, in within(0.0, 1.0);
        /// Ticks over which it gets there, in even steps. 1: at once.
        over: u32 = 1_u32, in at_least(1.0);
        /// From how many followers on a page is a large one. Left out: none is.
        large_from: Option<u32> = None, in at_least(1.0);
        /// The share for large pages. Left out: as `reach`.
        large_reach: Option<f64> = None, in within(0.0, 1.0);
    }
}

impl Intervention for OrganicReach {
    fn course(&self) -> Option<Box<dyn Course>> {
        (self.strength > 0.0).then(|| Box::new(self.clone()) as Box<dyn Course>)
    }

    fn means_all_accounts(&self) -> bool {
        true
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), Misfit> {
        setting.refuse_without_posts("organic_reach")?;
        let (key, message, label, help) = if !setting.has_pages {
            let help = "add a [[population.group]] with kind = \"page\"";
            (
                "kind",
                "there is no page whose reach could be throttled",
                "expected accounts of kind \"page\"",
                help,
            )
        } else if self.large_from.is_some() != self.large_reach.is_some() {
            let key = if self.large_from.is_some() { "large_from" } else { "large_reach" };
            let message = "one of `large_from` and `large_reach` says nothing without the other";
            (key, message, "expected both or none", "give both, or take this one out")
        } else {
            return Ok(());
        };
        Err(Misfit { key, message: message.to_owned(), label, help })
    }
}

impl Course for OrganicReach {
    fn act(&mut self, stage: &mut Stage<'_>) {
        let part =
            self.strength * (f64::from(stage.since) + 1.0).min(f64::from(self.over)) / f64::from(self.over);
        for &agent in stage.members {
            let is_large = self.large_from.is_some_and(|many| stage.followers[agent as usize] >= many);
            let reach = self.large_reach.filter(|_| is_large).unwrap_or(self.reach);
            stage.levers.throttle(agent, part, reach);
        }
    }
}

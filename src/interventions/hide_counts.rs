//! Counts of likes and reshares are hidden: from readers, from the ranking of their feeds, or from both.
//!
//! Without counts a ranking takes every post for one that nobody has reacted to, and readers are not drawn to what others
//! like (`reaction.social_proof`). Larooij & Törnberg (2025) hide counts from the readers of their simulated platform. What a
//! ranking has learnt from reactions (`bridging_mf`) is no count, and stays.

use super::{Course, Intervention, Misfit, Setting, Stage};
use crate::registry::within;
use crate::{choices, rule};

choices! {
    /// From whom counts are hidden.
    pub enum HiddenFrom {
        /// Readers and the ranking of their feeds.
        Both = "both",
        /// Readers alone.
        Readers = "readers",
        /// The ranking of their feeds alone.
        Rankings = "rankings",
    }
}

rule! {
    name: "hide_counts",
    source: "definition ours, 2026, after Larooij & Törnberg 2025",
    /// Hides how often posts were liked and reshared, from the target and from the ranking of its feeds.
    ///
    /// Needs a ranking that counts, or readers who go by counts (`reaction.social_proof`). One hashed draw a reader and
    /// post where `strength` is below 1 (purpose Heed, tick 0).
    pub struct HideCounts {
        /// Probability that a reader is not told the counts of a post; 0: none hidden, 1: all.
        strength: f64 = 1.0, in within(0.0, 1.0);
        /// From whom: "readers", the ranking of their feeds ("rankings"), or "both".
        from: HiddenFrom = HiddenFrom::Both;
    }
}

impl Intervention for HideCounts {
    fn course(&self) -> Option<Box<dyn Course>> {
        (self.strength > 0.0).then(|| Box::new(self.clone()) as Box<dyn Course>)
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), Misfit> {
        setting.refuse_without_posts("hide_counts")?;
        let ranked = setting.ranking.needs().counts_reactions() && !setting.shows_all;
        let proven = setting.reaction.social_proof() > 0.0;
        let (message, label, help) = match self.from {
            HiddenFrom::Both if !ranked && !proven => (
                "neither the ranking nor readers go by counts, so that there is nothing to hide",
                "expected a ranking that counts, or readers who do",
                "choose feed.ranking = \"popularity\", or give reaction.social_proof a value above 0",
            ),
            HiddenFrom::Readers if !proven => (
                "readers do not go by counts, so that there is nothing to hide from them",
                "expected readers who do",
                "give reaction.social_proof a value above 0, or write from = \"rankings\"",
            ),
            HiddenFrom::Rankings if !ranked => (
                "the ranking does not go by counts, so that there is nothing to hide from it",
                "expected a ranking that counts",
                "choose feed.ranking = \"popularity\", or write from = \"readers\"",
            ),
            _ => return Ok(()),
        };
        Err(Misfit { key: "kind", message: message.to_owned(), label, help })
    }
}

impl Course for HideCounts {
    fn act(&mut self, stage: &mut Stage<'_>) {
        for &agent in stage.members {
            let from = self.from;
            let share = self.strength;
            if from != HiddenFrom::Rankings {
                stage.levers.hide_counts_from_reader(agent, share);
            }
            if from != HiddenFrom::Readers {
                stage.levers.hide_counts_from_ranking(agent, share);
            }
        }
    }
}

//! People who react to posts from far away on purpose, so that what learns from them learns that.
//!
//! A gardener who is shown an item at a distance of at least d likes it with probability q, beside whatever the rule of
//! reactions does. Affinity, profile and counts learn from that like as from any other.

use super::{Course, Intervention, Misfit, Setting, Stage};
use crate::registry::within;
use crate::rule;

rule! {
    name: "gardeners",
    source: "definition ours, 2026, after the nudges of Currin et al. 2021",
    /// Lets the target like posts from far away on purpose; affinity, profile and counts learn from it.
    ///
    /// One hashed draw a gardener and post, keyed as its reactions are (purpose Garden).
    pub struct Gardeners {
        /// q: probability of liking a distant item that is shown.
        probability: f64 = 0.2, in within(0.0, 1.0);
        /// d: from which distance |x − y| an item is distant, in half-ranges of opinion.
        distance: f64 = 1.0, in within(0.0, 2.0);
    }
}

impl Intervention for Gardeners {
    fn course(&self) -> Option<Box<dyn Course>> {
        Some(Box::new(self.clone()))
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), Misfit> {
        if setting.reaction.is_active() {
            return Ok(());
        }
        Err(Misfit {
            key: "kind",
            message: "nobody reacts in this scenario, so nobody can react to distant posts".to_owned(),
            label: "expected a rule of reactions",
            help: "write reaction.rule = \"kernel\"",
        })
    }
}

impl Course for Gardeners {
    fn act(&mut self, stage: &mut Stage<'_>) {
        for &agent in stage.members {
            stage.levers.tend(agent, self.probability, self.distance);
        }
    }
}

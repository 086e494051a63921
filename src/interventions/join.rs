//! A population that varies in time: accounts that are there from one tick to another.

use super::{Course, Intervention, Stage};
use crate::rule;

rule! {
    name: "join",
    source: "definition ours, 2026",
    /// The target's accounts are there only while it is in force: before `at` and from `until` on they are absent.
    ///
    /// For fake accounts that are switched on, or people who arrive and leave. Their ties are there from the start, so
    /// that the metrics of ties count them; nothing comes through them. The target is chosen at tick 1. No draws.
    pub struct Join {}
}

impl Intervention for Join {
    fn course(&self) -> Option<Box<dyn Course>> {
        Some(Box::new(self.clone()))
    }
}

impl Join {
    fn stay_away(stage: &mut Stage<'_>) {
        for &agent in stage.members {
            stage.levers.keep_away(agent);
        }
    }
}

impl Course for Join {
    fn act(&mut self, _: &mut Stage<'_>) {}

    fn waits(&self) -> bool {
        true
    }

    fn wait(&mut self, stage: &mut Stage<'_>) {
        Self::stay_away(stage);
    }

    fn end(&mut self, stage: &mut Stage<'_>) {
        Self::stay_away(stage);
    }

    fn linger(&mut self, stage: &mut Stage<'_>) {
        Self::stay_away(stage);
    }
}

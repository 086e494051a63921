//! Equal speaking time as a rule laid over whatever ranking a platform has.

use super::{Course, Intervention, Misfit, Setting, Stage};
use crate::feed::Quota;
use crate::rule;

rule! {
    name: "equal_time",
    source: "definition ours, 2026, after the French regulator's rules of speaking time (2018); the quota is that of fair \
             re-ranking",
    /// Lays a quota for the two sides over the platform's own ranking: one half each, or that of the population.
    ///
    /// The next slot of a feed goes to the side whose best candidate has the largest score − λ·(served share − target
    /// share), as with the ranking of the same name, but the scores are those of the ranking that holds. Deterministic.
    pub struct EqualTimeRule {
        ..quota: Quota;
    }
}

impl Intervention for EqualTimeRule {
    fn course(&self) -> Option<Box<dyn Course>> {
        (self.quota.pull > 0.0).then(|| Box::new(self.clone()) as Box<dyn Course>)
    }

    fn takes_target(&self) -> bool {
        false
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), Misfit> {
        let reranks = setting.ranking.diversity().is_some() || setting.ranking.lift().is_some();
        let mut label = "expected a ranking without a quota";
        let (message, help) = if setting.shows_all {
            ("a quota needs a feed that chooses", "give feed.slots a number")
        } else if setting.is_sequential {
            ("a quota is that of the sides in a whole tick", "write schedule = \"synchronous\"")
        } else if setting.ranking.quota().is_some() {
            (
                "the ranking has a quota of its own",
                "choose another feed.ranking, or take the intervention out",
            )
        } else if setting.keeps_slots {
            label = "expected a feed whose slots are open to every post";
            (
                "a quota for the sides and slots kept for accounts that are not followed exclude each other",
                "write feed.out_of_network = 0, or take the intervention out",
            )
        } else if reranks {
            label = "expected a ranking whose scores alone order a feed";
            (
                "a quota and the re-ranking of a feed (`determinantal`, `lift`) exclude each other",
                "write determinantal = 1.0 and lift = false in [feed], or take the intervention out",
            )
        } else {
            return Ok(());
        };
        Err(Misfit { key: "kind", message: message.to_owned(), label, help })
    }
}

impl Course for EqualTimeRule {
    fn act(&mut self, stage: &mut Stage<'_>) {
        stage.levers.quota = Some(self.quota);
    }
}

//! Equal speaking time as a rule laid over whatever ranking a platform has.

use super::{Course, Intervention, Misfit, Setting, Stage};
use crate::feed::{Executive, Quota, QuotaLevel, QuotaRule};
use crate::registry::{at_least, within};
use crate::rule;

rule! {
    name: "equal_time",
    source: "definition ours, after the French regulator's rules of speaking time (2018); the quota is that of fair \
             re-ranking",
    /// Lays a quota for the two sides over the platform's own ranking: one half each, or that of the population.
    ///
    /// The next slot of a feed goes to the side whose best candidate has the largest score − λ·(served share − target
    /// share), as with the ranking of the same name, but the scores are those of the ranking that holds. Deterministic.
    pub struct EqualTimeRule {
        /// The share that is due: one half each ("equal"), the side's share of all agents with a side ("population"), or one
        /// third for the executive and the rest by these shares ("csa2018").
        rule: QuotaRule = QuotaRule::Equal;
        /// What the quota is one of: every feed, or all that the platform has shown while it has had a quota.
        level: QuotaLevel = QuotaLevel::Feed;
        /// The side of the executive, of rule = "csa2018".
        executive: Executive = Executive::Positive;
        /// λ, in units of the ranking's score: how much score a side without any share of the feed makes up for, per unit
        /// of its target. The default puts the quota above every score; 0: no quota.
        pull: f64 = 10_000.0, in at_least(0.0);
        /// ε: a share this close to its target is not corrected.
        tolerance: f64 = 0.0, in within(0.0, 1.0);
    }
}

impl Intervention for EqualTimeRule {
    fn course(&self) -> Option<Box<dyn Course>> {
        (self.pull > 0.0).then(|| Box::new(self.clone()) as Box<dyn Course>)
    }

    fn takes_target(&self) -> bool {
        false
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), Misfit> {
        let (message, help) = if setting.shows_all {
            ("a quota needs a feed that chooses", "give feed.slots a number")
        } else if setting.is_sequential {
            ("a quota is that of the sides in a whole tick", "write schedule = \"synchronous\"")
        } else if setting.ranking.quota().is_some() {
            (
                "the ranking has a quota of its own",
                "choose another feed.ranking, or take the intervention out",
            )
        } else {
            return Ok(());
        };
        Err(Misfit {
            key: "kind",
            message: message.to_owned(),
            label: "expected a ranking without a quota",
            help,
        })
    }
}

impl Course for EqualTimeRule {
    fn act(&mut self, stage: &mut Stage<'_>) {
        stage.levers.quota = Some(Quota {
            rule: self.rule,
            pull: self.pull,
            tolerance: self.tolerance,
            level: self.level,
            executive: self.executive,
        });
    }
}

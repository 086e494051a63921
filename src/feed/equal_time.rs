//! Equal speaking time, or a proportional one: a quota for the two sides in every feed or on the platform.

use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::registry::{at_least, within};
use crate::{choices, parameters, rule};

choices! {
    /// Which share of a feed is due to a side.
    pub enum QuotaRule {
        /// One half each.
        Equal = "equal",
        /// The side's share of all agents that have a side.
        Population = "population",
        /// One third for the executive, the rest by the sides' shares of all agents that have a side.
        Csa2018 = "csa2018",
    }
}

choices! {
    /// What a quota is one of.
    pub enum QuotaLevel {
        /// Every single feed.
        Feed = "feed",
        /// All that the platform has shown since the start of the run.
        Platform = "platform",
    }
}

choices! {
    /// The side of the executive.
    pub enum Executive {
        /// The − side.
        Negative = "neg",
        /// The + side.
        Positive = "pos",
    }
}

parameters! {
    /// A quota for the two sides in a feed that is filled from the top.
    ///
    /// The next slot goes to the side g whose best candidate has the largest score − λ·(served_g/served − τ_g), with the
    /// items of the sides served so far (0 of 0 is 0): in this feed, or on the whole platform. Items without a side count
    /// for neither, and compete by their score alone.
    pub struct Quota {
        /// The share τ that is due: one half each ("equal"), the side's share of all agents with a side ("population"), or as
        /// the French regulator counts since 2018 ("csa2018"): one third for the executive, the rest by equity, for which the
        /// sides' shares of all agents stand here.
        rule: QuotaRule = QuotaRule::Equal;
        /// What the quota is one of: every feed, or all that the platform has shown while it has had a quota.
        level: QuotaLevel = QuotaLevel::Feed;
        /// The side of the executive, of rule = "csa2018".
        executive: Executive = Executive::Positive;
        /// λ, in units of the ranking's score (of newest first: ticks of age): how much score a side without any share of the
        /// feed makes up for, per unit of its target. The default puts the quota above every score; 0: no quota.
        pull: f64 = 10_000.0, in at_least(0.0);
        /// ε: a share this close to its target is not corrected.
        tolerance: f64 = 0.0, in within(0.0, 1.0);
    }
}

impl Copy for Quota {}

impl Quota {
    /// τ of the − and the + side, from how many agents stand on each. One half each where nobody has a side.
    pub fn targets(&self, agents: [u64; 2]) -> [f64; 2] {
        let total = agents[0] + agents[1];
        let shares = if total > 0 { agents.map(|side| side as f64 / total as f64) } else { [0.5; 2] };
        match self.rule {
            QuotaRule::Equal => [0.5; 2],
            QuotaRule::Population => shares,
            QuotaRule::Csa2018 => {
                let executive =
                    [self.executive == Executive::Negative, self.executive == Executive::Positive];
                [0, 1].map(|side| (f64::from(u8::from(executive[side])) + 2.0 * shares[side]) / 3.0)
            }
        }
    }

    /// What is added to the score of the next item of each side, in the order −, none, +.
    pub fn terms(&self, targets: [f64; 2], served: [u64; 2]) -> [f64; 3] {
        let total = (served[0] + served[1]).max(1) as f64;
        let term = |side: usize| {
            let excess = served[side] as f64 / total - targets[side];
            if excess.abs() <= self.tolerance { 0.0 } else { -self.pull * excess }
        };
        [term(0), 0.0, term(1)]
    }
}

rule! {
    name: "equal_time",
    source: "definition ours, 2026, after the French regulator's rules of speaking time (2018); the quota is that of fair \
             re-ranking",
    /// Newest first under a quota: each side gets its share of what is shown, one half or that of the population.
    ///
    /// Score: −age in ticks. The next slot of a feed goes to the side whose best candidate has the largest
    /// score − λ·(served share − target share); of equal ones, to the keyed draw. With level = "feed" shares are counted from
    /// the top of the same feed, so that the quota holds for every reader. With "platform" they are those of all feeds since
    /// the start of the run: a reader of one side's accounts alone may see that side alone, and others make up for it; within
    /// a tick each feed is filled as if all others were filled as it is. Where a side has too few candidates, the other fills
    /// the slots. Posts without a side compete by their score alone. No effect with slots = "all".
    pub struct EqualTime {
        ..quota: Quota;
    }
}

impl Ranking for EqualTime {
    fn needs(&self) -> Needs {
        Needs { age: true, ..Needs::default() }
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        for (score, &age) in scores.iter_mut().zip(candidates.age) {
            *score = -(age as f32);
        }
    }

    fn quota(&self) -> Option<Quota> {
        Some(self.quota)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::{Sample, assert_scores, read};

    #[test]
    fn scores_by_hand() {
        let mut sample = Sample::new(3);
        sample.age = vec![1, 7, 0];
        let rule = read::<EqualTime>("pull = 10.0");
        assert_scores(&sample.scores(&rule), &[-1.0, -7.0, 0.0]);
        assert_eq!(sample.order(&rule), [2, 0, 1]);
        // Two of − and one of + served, ½ each: −10·(2/3 − 1/2), −10·(1/3 − 1/2).
        let quota = rule.quota().unwrap();
        let [negative, none, positive] = quota.terms(quota.targets([90, 10]), [2, 1]);
        assert!(
            (negative + 10.0 / 6.0).abs() < 1e-12 && none == 0.0 && (positive - 10.0 / 6.0).abs() < 1e-12
        );
        // Nothing served: λ·τ.
        assert_eq!(quota.terms([0.5; 2], [0, 0]), [5.0, 0.0, 5.0]);
    }

    #[test]
    fn the_population_sets_the_targets() {
        let quota = read::<EqualTime>("rule = \"population\"\npull = 1.0\ntolerance = 0.1").quota().unwrap();
        assert_eq!(quota.targets([90, 10]), [0.9, 0.1]);
        assert_eq!(quota.targets([0, 0]), [0.5, 0.5]);
        // 17 of 20 is within .1 of .9, and 3 of 20 of .1.
        assert_eq!(quota.terms([0.9, 0.1], [17, 3]), [0.0, 0.0, 0.0]);
    }

    #[test]
    fn the_executive_has_a_third_and_its_share_of_the_rest() {
        let targets = |text: &str| {
            let rule = read::<EqualTime>(&format!("rule = \"csa2018\"\n{text}"));
            rule.quota().unwrap().targets([75, 25])
        };
        for (text, [negative, positive]) in [
            ("", [2.0 / 3.0 * 0.75, 1.0 / 3.0 + 2.0 / 3.0 * 0.25]),
            ("executive = \"neg\"", [1.0 / 3.0 + 2.0 / 3.0 * 0.75, 2.0 / 3.0 * 0.25]),
        ] {
            let [low, high] = targets(text);
            assert!((low - negative).abs() < 1e-12 && (high - positive).abs() < 1e-12, "{low} {high}");
        }
    }
}

//! A strike of users: days of logging off, alone or carried by those around.
//!
//! The target begins. On every day of strike, by what was the case on the day before and all at once: whoever is not
//! on strike joins where the share of its followees who are is at least its threshold θ_i (Granovetter 1978); a striker
//! for whom that share is below its threshold gives up with probability `fatigue`. Whoever is on strike is absent: it
//! neither reads nor writes. At the end each striker stays away for good with probability `persistence`.
//! Allcott et al. (2020) found that people who were paid to stay off Facebook for four weeks used it less afterwards.

use super::{Course, Intervention, Misfit, Setting, Stage};
use crate::population::{Distribution, Sampler};
use crate::random::Purpose;
use crate::registry::{Bounds, at_least, within};
use crate::rule;

/// The range of thresholds: at 0 and below an agent joins at once, above 1 never.
const THRESHOLD: Bounds = Bounds::ANY;

rule! {
    name: "strike",
    source: "definition ours, 2026; the contagion of joining after Granovetter 1978",
    /// The target logs off; others may join, strikers may give up, some may stay away for good.
    ///
    /// One draw an agent for random thresholds (purpose StrikeThreshold, tick 0), one a striker and tick for giving up, one a
    /// striker at the end (purpose Strike). O(ties) a tick.
    pub struct Strike {
        /// Days of strike in a `period`; the rest of it everybody is back.
        days: u32 = 1_u32, in at_least(1.0);
        /// Ticks after which the days of strike come again; 0: every tick is one.
        period: u32 = 0_u32;
        /// θ_i: the share of an agent's followees on strike from which it joins; 0 and below at once, above 1 never. Who
        /// follows nobody never joins. Left out: nobody joins.
        threshold: Option<Distribution> = None;
        /// Probability, on a day of strike, that a striker gives up for whom the share of strikers among its followees is
        /// below its threshold (with no thresholds: any striker).
        fatigue: f64 = 0.0, in within(0.0, 1.0);
        /// Probability that a striker stays away when the strike is over.
        persistence: f64 = 0.0, in within(0.0, 1.0);
    }
}

impl Intervention for Strike {
    fn course(&self) -> Option<Box<dyn Course>> {
        Some(Box::new(Run { rule: self.clone(), on: Vec::new(), threshold: Vec::new() }))
    }

    fn check(&self, _: &Setting<'_>) -> Result<(), Misfit> {
        if self.period > 0 && self.days > self.period {
            return Err(Misfit {
                key: "days",
                message: format!("{} days of strike in a period of {}", self.days, self.period),
                label: "expected at most `period`",
                help: "lower `days`, or write period = 0 for a strike without a break",
            });
        }
        match &self.threshold {
            Some(threshold) => super::target::check_distribution("threshold", threshold),
            None => Ok(()),
        }
    }
}

/// Whether the share of strikers among an agent's followees reaches its threshold; whoever follows nobody sees no strike.
fn reaches(striking: usize, followees: usize, threshold: f64) -> bool {
    // A threshold times the followees may be rounded up past a whole number: 0.55 · 20 > 11.
    followees > 0 && striking as f64 / followees as f64 >= threshold
}

/// A strike in one run.
#[derive(Debug)]
struct Run {
    rule: Strike,
    /// Who is on strike. Length N.
    on: Vec<bool>,
    /// θ of every agent; infinite where nobody joins.
    threshold: Vec<f64>,
}

impl Run {
    fn begin(&mut self, stage: &Stage<'_>) {
        let agents = stage.agents.len();
        self.on = vec![false; agents];
        for &agent in stage.members {
            self.on[agent as usize] = true;
        }
        self.threshold = match &self.rule.threshold {
            None => vec![f64::INFINITY; agents],
            Some(threshold) => {
                let sampler = Sampler {
                    draws: stage.draws,
                    purpose: Purpose::StrikeThreshold,
                    bounds: THRESHOLD,
                    attributes: &[],
                    names: None,
                };
                super::target::drawn(threshold, &sampler, agents)
            }
        };
    }

    /// Who is on strike today, from who was yesterday.
    fn spread(&mut self, stage: &Stage<'_>) {
        if self.rule.threshold.is_none() && self.rule.fatigue == 0.0 {
            return;
        }
        let before = self.on.clone();
        for agent in (0..before.len()).filter(|&agent| stage.agents.kind[agent].is_human()) {
            let followees = stage.graph.followees(agent);
            let striking = followees.iter().filter(|&&followee| before[followee as usize]).count();
            let reached = reaches(striking, followees.len(), self.threshold[agent]);
            if before[agent] {
                let tired = !reached
                    && stage.draws.uniform(Purpose::Strike, stage.tick, agent as u32) < self.rule.fatigue;
                self.on[agent] = !tired;
            } else {
                self.on[agent] = reached;
            }
        }
    }

    fn stay_away(&self, stage: &mut Stage<'_>) {
        for (agent, _) in self.on.iter().enumerate().filter(|(_, on)| **on) {
            stage.levers.keep_away(agent as u32);
        }
    }
}

impl Course for Run {
    fn act(&mut self, stage: &mut Stage<'_>) {
        let is_day = self.rule.period == 0 || stage.since % self.rule.period < self.rule.days;
        if stage.since == 0 {
            self.begin(stage);
        } else if is_day {
            self.spread(stage);
        }
        if is_day {
            self.stay_away(stage);
        }
    }

    fn end(&mut self, stage: &mut Stage<'_>) {
        for (agent, on) in self.on.iter_mut().enumerate() {
            *on &= stage.draws.uniform(Purpose::Strike, stage.tick, agent as u32) < self.rule.persistence;
        }
        self.stay_away(stage);
    }

    fn linger(&mut self, stage: &mut Stage<'_>) {
        self.stay_away(stage);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_itself_is_enough() {
        for followees in 1..=200_usize {
            for striking in 0..=followees {
                let share = striking as f64 / followees as f64;
                assert!(reaches(striking, followees, share), "{striking} of {followees}");
                assert!(!reaches(striking, followees + 1, share) || striking == 0);
            }
        }
        assert!(reaches(11, 20, 0.55) && !reaches(10, 20, 0.55) && !reaches(0, 0, 0.0));
    }
}

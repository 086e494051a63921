//! Warning labels by fact-checkers: what carries one is believed, passed on and offered less.
//!
//! A false post is found with probability `recall`, a true one taken for false with `false_positives`, both `delay` ticks after
//! it was published; posts that the law of posts flags (`posts.flag_recall`) carry a warning as well. A reader i with trust
//! τ_i believes a post with a warning 1 − s·τ_i·(1 − belief_mult) times as often, and reshares it 1 − s·τ_i·(1 − share_mult)
//! times as often; one without a warning 1 + s·τ_i·implied_truth times as often, since no warning seems to say that it is true;
//! s is `strength`. A post that is not believed is left out of what influences its reader. It still counts as a voice
//! in the perceived climate: that somebody says something false does not make fewer people say it.
//!
//! Martel & Rand (2024; 21 experiments, 14,133 people): belief −27.6 %, sharing −24.7 %; among those who trust
//! fact-checkers least −12.9 and −16.7 %. Facebook (2021) demotes everything of accounts that share false posts
//! repeatedly. What differs: `demote_mult` is the factor of the views, not of a score, so that it means the same under every
//! ranking; a platform's own factor of its score has whatever effect on views its other scores let it have.

use super::warnings::Warning;
use super::{Course, Intervention, Misfit, Setting, Stage};
use crate::population::{Distribution, Sampler};
use crate::random::Purpose;
use crate::registry::{at_least, within};
use crate::rule;
use crate::world::{PostId, mark};

rule! {
    name: "label",
    source: "Martel & Rand 2024 for the sizes; implied truth after Pennycook et al. 2020 (recalled, unverified)",
    /// Puts warnings on false posts: readers believe and reshare them less, and they are offered less.
    ///
    /// `target` says who sees the warnings. Belief matters to influence alone (`posts.belief`); all who are heard count
    /// in the perceived climate. One hashed draw a post for what is found (purpose Label), one a reader for random
    /// trust (purpose Trust), one a reader and post for belief, resharing and demotion (purposes Belief, Heed, Hidden).
    pub struct Label {
        /// How much of all effects there is: 0 none, 1 those of the keys below.
        strength: f64 = 1.0, in within(0.0, 1.0);
        /// Probability that a false post is found.
        recall: f64 = 1.0, in within(0.0, 1.0);
        /// Probability that a true post gets a warning.
        false_positives: f64 = 0.0, in within(0.0, 1.0);
        /// Ticks from a post to its warning.
        delay: u32 = 0_u32, in at_least(0.0);
        /// The factor of belief in a post with a warning, at trust 1; .724 in 21 experiments (Martel & Rand 2024).
        belief_mult: f64 = 0.724, in within(0.0, 1.0);
        /// The factor of resharing it, at trust 1; .753 in the same experiments.
        share_mult: f64 = 0.753, in within(0.0, 1.0);
        /// The share of its readers to whom a post with a warning is still offered, whatever their trust.
        demote_mult: f64 = 1.0, in within(0.0, 1.0);
        /// τ, in [0, 1]: how far a reader trusts the warnings: a number or a distribution. Left out: 1.
        trust: Option<Distribution> = None, in within(0.0, 1.0);
        /// How much likelier posts without a warning are believed and reshared, at trust 1; 0: not at all.
        implied_truth: f64 = 0.0, in at_least(0.0);
        /// Warnings, on posts of its own or passed on, after which everything of an account is demoted. 0: never.
        repeat_after: u32 = 0_u32;
        /// The share of its readers to whom a post of such an account is still offered.
        repeat_mult: f64 = 0.5, in within(0.0, 1.0);
    }
}

impl Label {
    fn less(&self, factor: f64) -> f64 {
        1.0 - self.strength * (1.0 - factor)
    }

    fn warning(&self, key: u32) -> Warning {
        Warning {
            key,
            recall: self.recall,
            false_positives: self.false_positives,
            delay: self.delay,
            belief: self.less(self.belief_mult),
            sharing: self.less(self.share_mult),
            reach: self.less(self.demote_mult),
            implied: self.strength * self.implied_truth,
            offenders: Vec::new(),
            offender_reach: self.less(self.repeat_mult),
        }
    }
}

impl Intervention for Label {
    fn course(&self) -> Option<Box<dyn Course>> {
        let run = || Run { rule: self.clone(), trust: Vec::new(), warned: Vec::new() };
        (self.strength > 0.0).then(|| Box::new(run()) as Box<dyn Course>)
    }

    fn needs_content(&self) -> bool {
        true
    }

    fn warns(&self) -> bool {
        true
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), Misfit> {
        setting.refuse_without_posts("label")?;
        let law = setting.posts;
        let flags = law.flag_recall > 0.0 || law.flag_false_positives > 0.0;
        let is_false = law.false_share > 0.0 || law.bot_false_share.is_some_and(|share| share > 0.0);
        let misfit =
            |key, message: &str, label, help| Err(Misfit { key, message: message.to_owned(), label, help });
        if (!is_false || self.recall == 0.0) && self.false_positives == 0.0 && !flags {
            let label = "expected posts that may be false, and some that are found";
            let help = "give posts.false_share (or posts.bot_false_share) and `recall` a value above 0";
            return misfit("kind", "no post ever gets a warning", label, help);
        }
        let believes_all = law.belief >= 1.0 && law.false_belief.is_none_or(|share| share >= 1.0);
        let shares = setting.reaction.predicts() && setting.reaction.reshares();
        if self.implied_truth > 0.0 && believes_all && !shares {
            let label = "expected readers who believe less than everything, or reshare";
            let help = "give posts.belief a value below 1, or take `implied_truth` out";
            return misfit("implied_truth", "`implied_truth` has no effect", label, help);
        }
        match &self.trust {
            Some(trust) => super::target::check_distribution("trust", trust),
            None => Ok(()),
        }
    }
}

/// The labels of one run.
#[derive(Debug)]
struct Run {
    rule: Label,
    /// τ of every agent; empty: 1.
    trust: Vec<f64>,
    /// Warnings that each account has had. Length N where any are counted.
    warned: Vec<u32>,
}

impl Run {
    /// Counts the warnings that were first seen in the tick before. O(live posts).
    fn count(&mut self, stage: &Stage<'_>, way: &Warning) {
        let posts = stage.posts;
        let first = stage.tick - stage.since;
        let content = |item: usize, mark| posts.content[item].is(mark);
        self.warned.resize(stage.agents.len(), 0);
        for (author, warned) in self.warned.iter_mut().enumerate() {
            for slot in 0..posts.capacity as u32 {
                let is_live = posts.live[author * posts.words + slot as usize / 64] >> (slot % 64) & 1 == 1;
                if !is_live {
                    continue;
                }
                let item = author * posts.capacity + slot as usize;
                // The slots of this tick still hold what was published a window ago.
                let age = match posts.age(slot, stage.tick) {
                    0 => posts.window,
                    age => age,
                };
                let born = stage.tick - age;
                let own = PostId::new(author as u32, born * posts.per_tick + slot % posts.per_tick);
                let post = posts.root.get(item).copied().unwrap_or(own);
                let (is_false, is_flagged) = (content(item, mark::FALSE), content(item, mark::FLAGGED));
                // The platform's own flags are there from the start, and nobody sees any warning before the first tick.
                let found = (post.serial() / posts.per_tick).saturating_add(way.delay);
                let since = if is_flagged { born } else { born.max(found) }.max(first);
                if since.checked_add(1) == Some(stage.tick)
                    && (is_flagged || way.finds(post, posts.per_tick, stage.tick - 1, is_false))
                {
                    *warned += 1;
                }
            }
        }
    }
}

impl Course for Run {
    fn act(&mut self, stage: &mut Stage<'_>) {
        let agents = stage.agents.len();
        if stage.since == 0
            && let Some(trust) = &self.rule.trust
        {
            let sampler = Sampler {
                draws: stage.draws,
                purpose: Purpose::Trust,
                bounds: within(0.0, 1.0),
                attributes: &[],
                names: None,
            };
            self.trust = super::target::drawn(trust, &sampler, agents);
        }
        // No agent has this number.
        let mut way = self.rule.warning(stage.draws.words(Purpose::Label, 0, u32::MAX)[0]);
        if self.rule.repeat_after > 0 {
            if stage.since > 0 {
                self.count(stage, &way);
            }
            way.offenders = self.warned.iter().map(|&warned| warned >= self.rule.repeat_after).collect();
        }
        stage.levers.warnings.add(way, stage.members, agents, &self.trust);
    }
}

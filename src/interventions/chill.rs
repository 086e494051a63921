//! Surveillance becomes known, and people grow careful: the chilling effect.
//!
//! Φ_i ← Φ_i + c · 2^(−t/T) · j_i · [i perceives itself in the minority], t ticks after the news, with the strength c, the
//! half-life T of its salience and j_i, how much i accepts surveillance. After Stoycheff (2016): the effect is found
//! where the climate is hostile and among those who think surveillance justified; Penney (2016): it is immediate and
//! lasts. In the `logistic` rule log-odds fall by κ times what Φ rises. The form and its size are ours.

use super::{Course, Intervention, Misfit, Setting, Stage};
use crate::math;
use crate::population::{Distribution, Sampler};
use crate::random::Purpose;
use crate::registry::{above, at_least, within};
use crate::rule;

rule! {
    name: "chill",
    source: "form ours, after Stoycheff 2016 and Penney 2016",
    /// Raises the willingness to self-censor of those who hear of surveillance; the effect may wear off.
    ///
    /// `target` says who is informed. One draw an agent where `accepts` is random (purpose Accepts, tick 0).
    pub struct Chill {
        /// c: what is added to Φ at first, in units of Φ.
        strength: f64 = 0.2, in at_least(0.0);
        /// Ticks after which half of the effect is left. Left out: it lasts.
        half_life: Option<f64> = None, in above(0.0);
        /// j_i: how much an informed agent is affected, a distribution over [0, 1].
        accepts: Distribution = 1.0, in within(0.0, 1.0);
        /// Only whoever perceives its own side in the minority grows careful.
        minority_only: bool = false;
    }
}

impl Intervention for Chill {
    fn course(&self) -> Option<Box<dyn Course>> {
        (self.strength > 0.0).then(|| Box::new(Run { rule: self.clone(), accepts: None }) as Box<dyn Course>)
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), Misfit> {
        if setting.expression.is_deaf() {
            return Err(Misfit {
                key: "kind",
                message: format!("nobody censors themselves with \"{}\"", setting.expression.name()),
                label: "expected a rule of expression that knows silence",
                help: "choose another expression.rule, for instance \"logistic\"",
            });
        }
        if self.minority_only && setting.expression.perceives_minority(0.0).is_none() {
            return Err(Misfit {
                key: "minority_only",
                message: format!("\"{}\" knows no perceived majority", setting.expression.name()),
                label: "expected false with this rule of expression",
                help: "choose another expression.rule, for instance \"logistic\"",
            });
        }
        super::target::check_distribution("accepts", &self.accepts)
    }
}

/// The effect in one run.
#[derive(Debug)]
struct Run {
    rule: Chill,
    /// j of every agent, drawn at the first tick.
    accepts: Option<Vec<f64>>,
}

impl Course for Run {
    fn act(&mut self, stage: &mut Stage<'_>) {
        let rule = &self.rule;
        let accepts = self.accepts.get_or_insert_with(|| {
            let sampler = Sampler {
                draws: stage.draws,
                purpose: Purpose::Accepts,
                bounds: within(0.0, 1.0),
                attributes: &[],
                names: None,
            };
            super::target::drawn(&rule.accepts, &sampler, stage.agents.len())
        });
        let salience = rule.half_life.map_or(1.0, |ticks| math::pow(2.0, -f64::from(stage.since) / ticks));
        for &agent in stage.members {
            let careful = !rule.minority_only
                || stage.expression.perceives_minority(stage.agents.inner[agent as usize]) == Some(true);
            if careful {
                stage.levers.raise_censorship(agent, rule.strength * salience * accepts[agent as usize]);
            }
        }
    }
}

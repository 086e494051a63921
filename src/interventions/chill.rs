//! Surveillance becomes known, and people grow careful: the chilling effect.
//!
//! χ_i ← χ_i + c · 2^(−t/T) · j_i · [i perceives itself in the minority], t ticks after the news, with the strength c, the
//! half-life T of its salience and j_i, how justified i finds being watched (`population.justification`). After Stoycheff
//! (2016): the effect is found where the climate is hostile and among those who think surveillance justified; Penney
//! (2016): it is immediate and lasts. The form and its size are ours. `expression.chill` is the same without a beginning.

use super::{Course, Intervention, Stage};
use crate::math;
use crate::registry::{above, at_least};
use crate::rule;

rule! {
    name: "chill",
    source: "form ours, after Stoycheff 2016 and Penney 2016",
    /// Makes speaking harder for those who hear of surveillance; the effect may wear off.
    ///
    /// `target` says who is informed. How much each is affected is `population.justification`, 1 if left out. No draws.
    pub struct Chill {
        /// c: what is added to the chilling effect χ at first, in the units of the rule's condition (log-odds of speaking
        /// with "logistic" and "q_learning"; strength of a belief with "enforced_norm").
        strength: f64 = 1.0, in at_least(0.0);
        /// Ticks after which half of the effect is left. Left out: it lasts.
        half_life: Option<f64> = None, in above(0.0);
        /// Only those grow careful who perceived more of the other side than of their own in the tick before.
        minority_only: bool = false;
    }
}

impl Intervention for Chill {
    fn course(&self) -> Option<Box<dyn Course>> {
        (self.strength > 0.0).then(|| Box::new(self.clone()) as Box<dyn Course>)
    }

    fn tracks_minority(&self) -> bool {
        self.minority_only
    }
}

impl Course for Chill {
    fn act(&mut self, stage: &mut Stage<'_>) {
        let salience = self.half_life.map_or(1.0, |ticks| math::pow(2.0, -f64::from(stage.since) / ticks));
        for &agent in stage.members {
            let justified = stage.agents.justification.get(agent as usize).copied().unwrap_or(1.0);
            if !self.minority_only || stage.outnumbered[agent as usize] {
                stage.levers.add_chill(agent, self.strength * salience * justified);
            }
        }
    }
}

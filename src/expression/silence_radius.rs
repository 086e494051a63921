//! Silence where one is outnumbered among those whom one sees: the silence opinion models SOM− and SOM+.
//!
//! Aranda, Díaz, Gaona & Valencia 2024 (arXiv 2410.19685). An expression y agrees with agent i if |y − x_i| ≤ τ. With
//! s the share of those that agree among all that i perceived in the tick before, i speaks if s ≥ M + χ_i. Where it
//! perceived nothing it is not outnumbered and speaks; so does everybody in tick 1.
//! `memory = false` is SOM−: the silent are not perceived. `memory = true` is SOM+: they are, with what they last
//! expressed, which also goes on moving others if [influence] says so.
//!
//! The strictness, the moment of the decision (with the opinions that the update itself sees, for the next tick) and the
//! agreement of nobody with nobody are those of the authors' simulator, whose "majority" is M = ½. The χ of being watched
//! is not theirs.

use super::{Asks, Expression, Speakers};
use crate::random::Draws;
use crate::registry::{at_least, within};
use crate::rule;
use crate::world::Impression;

rule! {
    name: "silence_radius",
    source: "Aranda, Díaz, Gaona & Valencia 2024, arXiv 2410.19685",
    /// Speaks unless outnumbered: the share of what it perceives within τ of its opinion is at least M.
    ///
    /// The inner state is that share, 1 at tick 0. Works on opinions, not on sides. Deterministic.
    pub struct SilenceRadius {
        /// Tolerance radius τ, in opinion units: expressions no further away agree.
        radius: f64 = 0.3, in at_least(0.0);
        /// Majority threshold M, in [0, 1]: the share of agreement that it takes to speak.
        majority: f64 = 0.5, in within(0.0, 1.0);
        /// Whether the silent count with what they last expressed (SOM+) or not at all (SOM−). Needs standing
        /// expressions: feed.source = "accounts".
        memory: bool = false;
    }
}

impl Expression for SilenceRadius {
    fn start(&self) -> (f64, f64) {
        (1.0, 1.0)
    }

    fn speak(&self, speakers: &Speakers<'_>, _: &Draws, _: u32, speaks: &mut [bool]) {
        for (index, speaks) in speaks.iter_mut().enumerate() {
            *speaks = speakers.inner[index] >= self.majority + speakers.chill_of(index);
        }
    }

    fn impress(&self, _: f64, impression: &Impression) -> f64 {
        let (near, all) = impression.near;
        if all > 0.0 { near / all } else { 1.0 }
    }

    fn asks(&self) -> Asks {
        Asks { more: true, radius: Some(self.radius) }
    }

    fn lasts(&self) -> bool {
        self.memory
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_is_enough_and_nobody_outnumbers_nobody() {
        let rule = SilenceRadius { radius: 0.3, majority: 0.5, memory: false };
        let seen = |near, all| rule.impress(0.0, &Impression { near: (near, all), ..Impression::default() });
        assert_eq!([seen(1.0, 2.0), seen(1.0, 3.0), seen(0.0, 0.0)], [0.5, 1.0 / 3.0, 1.0]);
        let inner = [0.5, 1.0 / 3.0, 1.0, 0.5];
        let speakers = Speakers {
            first: 0,
            turn: 0,
            inner: &inner,
            confidence: &inner,
            self_censorship: &[0.0; 4],
            threshold: &[],
            chill: &[0.0, 0.0, 0.5, 0.1],
            opinion: &[0.0; 4],
            scale: crate::world::Scale::default(),
        };
        let mut speaks = [false; 4];
        rule.speak(&speakers, &Draws::new(1, 0), 1, &mut speaks);
        assert_eq!(speaks, [true, false, true, false]);
    }
}

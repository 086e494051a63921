//! Learning to speak from social feedback: the silence game (Gaisbauer, Olbrich & Banisch 2020).
//!
//! Q_i is what speaking is worth to i; it speaks with probability σ(βQ_i − χ_i), where χ, the chilling effect of being
//! watched, is ours, and 0. In its micro-step i draws a neighbour: r = +1 if
//! that one speaks and agrees, −1 if it speaks and disagrees, 0 if it is silent, and r − c is what i learns from,
//! Q_i ← (1 − α)Q_i + α(r − c). *Gated*, as in the paper, only who has just spoken learns: there is no feedback on silence.
//! Castillo & Cozzo 2025 let everybody learn in every micro-step, from the mean over 20 neighbours: `gated = false`,
//! `samples = 20`. The mean field of both is [`SilenceGame`](crate::analysis::SilenceGame).

use super::{Expression, Meeting, Minds, Speakers};
use crate::math;
use crate::random::{Draws, Purpose, Stream};
use crate::registry::{at_least, within, within_open_low};
use crate::world::voice;
use crate::{choices, rule};

choices! {
    /// What a learner learns of the other's behaviour.
    pub enum Behaviour {
        /// What it would do now: drawn from its own probability of speaking.
        Drawn = "drawn",
        /// What it did on its last turn.
        Remembered = "remembered",
    }
}

rule! {
    name: "q_learning",
    source: "Gaisbauer, Olbrich & Banisch 2020, Physical Review E 102:042303; Castillo & Cozzo 2025",
    /// Learns from single neighbours what speaking is worth, and speaks accordingly.
    ///
    /// Needs a sequential schedule. The inner state is Q, 0 at tick 0 unless `population.confidence` says otherwise, and the
    /// confidence σ(βQ − χ), the probability of speaking: being watched is taken off the log-odds, and lowers no value but
    /// by the silence that follows. Neighbours are drawn with replacement among the followees; one
    /// without a side neither agrees nor disagrees, and who follows nobody learns nothing. An automated account speaks. One
    /// uniform draw a micro-step (purpose Express); for a learner one integer a sample, and one uniform number with
    /// partner = "drawn" (purpose Partner). O(`samples`).
    pub struct QLearning {
        /// Learning rate α, in (0, 1]; 0.01 in the agent model of the paper.
        alpha: f64 = 0.01, in within_open_low(0.0, 1.0);
        /// β: how sharply the value of speaking decides. 0: by a coin.
        beta: f64 = 10.0, in at_least(0.0);
        /// c: what speaking costs, in units of the reward.
        cost: f64 = 0.1, in within(-1000.0, 1000.0);
        /// Whether only who has just spoken learns; otherwise everybody does in every micro-step.
        gated: bool = true;
        /// Neighbours whose mean response is learnt from.
        samples: u32 = 1_u32, in within(1.0, 1e6);
        /// What a neighbour does: `"drawn"` afresh from its own probability, or `"remembered"` from its last turn.
        partner: Behaviour = Behaviour::Drawn;
    }
}

impl QLearning {
    /// The probability that somebody speaks to whom speaking is worth `value` and on whom the chilling effect is `chill`.
    #[inline]
    fn probability(&self, value: f64, chill: f64) -> f64 {
        math::logistic(self.beta * value - chill)
    }

    /// Whether `other` speaks now.
    #[inline]
    fn hears(&self, other: usize, minds: &Minds<'_>, stream: &mut Stream) -> bool {
        match self.partner {
            Behaviour::Remembered => voice::speaks(minds.voices[other]),
            Behaviour::Drawn => {
                voice::is_automated(minds.voices[other]) || stream.uniform() < minds.agents.confidence[other]
            }
        }
    }
}

impl Expression for QLearning {
    fn start(&self) -> (f64, f64) {
        (0.0, 0.0)
    }

    #[inline]
    fn confidence(&self, inner: f64) -> f64 {
        self.probability(inner, 0.0)
    }

    fn speak(&self, speakers: &Speakers<'_>, draws: &Draws, tick: u32, speaks: &mut [bool]) {
        for (index, speaks) in speaks.iter_mut().enumerate() {
            let uniform = draws.uniform(Purpose::Express, tick, speakers.turn + index as u32);
            *speaks = uniform < speakers.confidence[index];
        }
    }

    fn is_deaf(&self) -> bool {
        true
    }

    fn learns_value(&self) -> bool {
        true
    }

    fn meets(&self) -> Option<&dyn Meeting> {
        Some(self)
    }
}

impl Meeting for QLearning {
    fn chill(&self, agent: usize, minds: &mut Minds<'_>) {
        minds.agents.confidence[agent] = self.probability(minds.agents.inner[agent], minds.chill_of(agent));
    }

    fn meet(&self, agent: usize, followees: &[u32], minds: &mut Minds<'_>, stream: &mut Stream) -> f64 {
        if followees.is_empty() || self.gated && !voice::speaks(minds.voices[agent]) {
            return 0.0;
        }
        let own = voice::side(minds.voices[agent]);
        let mut responses = 0_i32;
        for _ in 0..self.samples {
            let other = followees[stream.below(followees.len() as u32) as usize] as usize;
            if self.hears(other, minds, stream) {
                // +1 on one side, −1 across, 0 where one of the two has no side.
                responses += i32::from(own * voice::side(minds.voices[other]));
            }
        }
        let reward = f64::from(responses) / f64::from(self.samples) - self.cost;
        let chill = minds.chill_of(agent);
        let value = &mut minds.agents.inner[agent];
        *value = (1.0 - self.alpha) * *value + self.alpha * reward;
        let new = self.probability(*value, chill);
        let moved = (new - minds.agents.confidence[agent]).abs();
        minds.agents.confidence[agent] = new;
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::testing::Circle;
    use crate::registry::Parameters;

    /// Agent 0 on +, its neighbours 1 on + and 2 on −, who speak with the given probabilities.
    fn circle(rule: &QLearning, speaking: [f64; 2]) -> Circle {
        let mut circle = Circle::new(&[1.0, 1.0, -1.0, 0.0]);
        circle.agents.confidence = vec![rule.confidence(0.0), speaking[0], speaking[1], 1.0];
        circle
    }

    #[test]
    fn a_response_by_hand() {
        let rule = QLearning::from_toml("alpha = 0.5\nbeta = 4.0\ncost = 0.25").unwrap();
        for (followee, reward) in [(1, 1.0), (2, -1.0), (3, 0.0)] {
            let mut circle = circle(&rule, [1.0, 1.0]);
            circle.meet(&rule, 0, &[followee], 1);
            assert_eq!(circle.agents.inner[0], 0.5 * (reward - 0.25));
            assert_eq!(circle.agents.confidence[0], math::logistic(2.0 * (reward - 0.25)));
            // The other learns nothing.
            assert_eq!(circle.agents.inner[followee as usize], 0.0);
        }
        let mut silent = circle(&rule, [0.0, 0.0]);
        silent.meet(&rule, 0, &[1], 1);
        assert_eq!(silent.agents.inner[0], -0.125);
        assert_eq!(silent.meet(&rule, 0, &[], 1), 0.0);
        assert_eq!(silent.agents.inner[0], -0.125);
    }

    #[test]
    fn silence_teaches_nothing_unless_everybody_learns() {
        let rule = QLearning::from_toml("alpha = 0.5\ncost = 0.5").unwrap();
        for (gated, expected) in [(true, 0.0), (false, 0.25)] {
            let mut circle = circle(&rule, [1.0, 1.0]);
            circle.voices[0] &= !voice::SPEAKS;
            circle.meet(&QLearning { gated, ..rule.clone() }, 0, &[1], 1);
            assert_eq!(circle.agents.inner[0], expected);
        }
    }

    #[test]
    fn what_the_other_did_or_would_do() {
        let rule = QLearning::from_toml("alpha = 1.0\ncost = 0.0").unwrap();
        // The other has spoken, but would now be silent.
        for (partner, expected) in [(Behaviour::Drawn, 0.0), (Behaviour::Remembered, 1.0)] {
            let mut circle = circle(&rule, [0.0, 0.0]);
            circle.meet(&QLearning { partner, ..rule.clone() }, 0, &[1], 1);
            assert_eq!(circle.agents.inner[0], expected);
        }
    }

    /// Who is watched speaks with odds that are lower by e^−χ; what speaking is worth is learnt as ever.
    #[test]
    fn being_watched_lowers_the_odds_of_speaking() {
        let rule = QLearning::from_toml("alpha = 0.5\nbeta = 4.0\ncost = 0.0").unwrap();
        let mut circle = circle(&rule, [0.5, 0.5]);
        circle.chill = vec![math::ln(3.0), 0.0, 0.0, 0.0];
        circle.agents.inner[0] = 0.25;
        circle.refresh(&rule, 0);
        // σ(1) = e/(1 + e) without the chill: odds of e, and of e/3 with it.
        let odds = std::f64::consts::E / 3.0;
        assert!((circle.agents.confidence[0] - odds / (1.0 + odds)).abs() < 1e-15);
        // It meets 1, who agrees, and speaks with certainty: Q = .5·.25 + .5·1.
        circle.agents.confidence[1] = 1.0;
        circle.meet(&rule, 0, &[1], 1);
        assert_eq!(circle.agents.inner[0], 0.625);
        let odds = math::exp(2.5) / 3.0;
        assert!((circle.agents.confidence[0] - odds / (1.0 + odds)).abs() < 1e-15);
        circle.chill.clear();
        circle.refresh(&rule, 0);
        assert_eq!(circle.agents.confidence[0], rule.confidence(0.625));
    }

    #[test]
    fn many_samples_give_the_mean() {
        let rule = QLearning::from_toml("alpha = 1.0\ncost = 0.1\nsamples = 40_000").unwrap();
        let mut circle = circle(&rule, [0.9, 0.4]);
        circle.meet(&rule, 0, &[1, 2], 1);
        // (.9 − .4)/2 − .1
        assert!((circle.agents.inner[0] - 0.15).abs() < 0.01, "{}", circle.agents.inner[0]);
    }
}

//! Learning which side to voice from social feedback (Banisch & Olbrich 2019). Not about silence: everybody speaks.
//!
//! Each agent has a value of voicing either side, Q(+) and Q(−). In its micro-step i voices the side of the higher value
//! with probability 1 − ε, else the other (or + with probability σ(β(Q(+) − Q(−))), and a random neighbour j answers with
//! its own better side. r = +1 if the two are the same, else −1, and only the value that was voiced learns:
//! Q ← (1 − α)Q + αr. j learns nothing.
//!
//! Being watched (χ, ours, 0 unless asked for) cannot silence whom the model never lets be silent. What is at odds here is
//! which side is voiced, and so χ is taken off the log-odds of voicing the side that has met with less approval: the other
//! side is tried out less.

use super::{Expression, Meeting, Minds, Speakers};
use crate::math;
use crate::random::{Draws, Purpose, Stream};
use crate::registry::{at_least, within, within_open_low};
use crate::rule;
use crate::world::{Agents, voice};

rule! {
    name: "double_q",
    source: "Banisch & Olbrich 2019, Journal of Mathematical Sociology 43:76-103",
    /// Learns from single neighbours which of two opinions to voice.
    ///
    /// Needs a sequential schedule. The inner state is Q(+). The opinion is the conviction (Q(+) − Q(−))/2, in half-ranges
    /// from the middle, so that an agent's side is the one of the higher value, `same_side_ties` the share of congruent
    /// ties and (2·`opinion_sd`)² on [−1, 1] the variance of Q(+) − Q(−). What an agent last voiced, by conviction or to
    /// try the other side out, is the stance of what others read of it. Equal values are decided by a draw. An automated
    /// account answers with its side. A chilling effect χ divides the odds of voicing the side of the lower value by e^χ;
    /// between equal values it changes nothing. Both values are uniform at tick 0: Q(+) by the purpose Confidence, Q(−) by one draw an
    /// agent (purpose Learn). A micro-step draws two or three numbers (purpose Partner). O(1).
    pub struct DoubleQ {
        /// Learning rate α, in (0, 1]; .1 in the paper, .01 in a variant.
        alpha: f64 = 0.1, in within_open_low(0.0, 1.0);
        /// ε: probability of voicing the side of the lower value, in [0, 1]. Left out: 0.1, unless `beta` is given.
        epsilon: Option<f64> = None, in within(0.0, 1.0);
        /// In place of `epsilon`: a side is chosen with probability in proportion to exp(β·Q); 1 in a variant of the paper.
        beta: Option<f64> = None, in at_least(0.0);
        /// Both values are drawn uniformly between −`spread` and `spread` at tick 0.
        spread: f64 = 0.5, in within(0.0, 1.0);
    }
}

impl DoubleQ {
    /// Probability of voicing + at the difference Q(+) − Q(−), not 0 if `epsilon` decides, and the chilling effect `chill`.
    fn positive(&self, difference: f64, chill: f64) -> f64 {
        let epsilon = self.epsilon.unwrap_or(0.1);
        match self.beta {
            Some(beta) if difference == 0.0 => math::logistic(beta * difference),
            Some(beta) => math::logistic(beta * difference + chill.copysign(difference)),
            None if difference > 0.0 => 1.0 - less_likely(epsilon, chill),
            None => less_likely(epsilon, chill),
        }
    }
}

/// A probability whose log-odds are lower by `chill`: that of something certain, or impossible, stays.
fn less_likely(probability: f64, chill: f64) -> f64 {
    if chill == 0.0 || probability >= 1.0 {
        return probability;
    }
    let kept = probability * math::exp(-chill);
    kept / (1.0 - probability + kept)
}

/// Sets what follows from the two values: the opinion, and the side of the voice.
fn settle(agents: &mut Agents, voice: &mut u8, agent: usize) {
    let scale = agents.scale;
    let conviction = 0.5 * (agents.inner[agent] - agents.second[agent]);
    agents.opinion[agent] = scale.middle() + scale.unit() * conviction;
    agents.side[agent] = scale.side(agents.opinion[agent]);
    *voice = *voice & !(voice::POSITIVE | voice::NEGATIVE) | voice::side_bits(agents.side[agent]);
}

/// The better side of an agent; a draw decides between equal values.
fn better(agents: &Agents, agent: usize, stream: &mut Stream) -> bool {
    let difference = if agents.kind[agent].is_human() {
        agents.inner[agent] - agents.second[agent]
    } else {
        f64::from(agents.side[agent])
    };
    if difference == 0.0 { stream.chance(0.5) } else { difference > 0.0 }
}

impl Expression for DoubleQ {
    fn start(&self) -> (f64, f64) {
        (-self.spread, self.spread)
    }

    fn confidence(&self, _: f64) -> f64 {
        0.0
    }

    fn speak(&self, _: &Speakers<'_>, _: &Draws, _: u32, speaks: &mut [bool]) {
        speaks.fill(true);
    }

    fn is_deaf(&self) -> bool {
        true
    }

    fn check(&self) -> Result<(), (&'static str, String)> {
        if self.epsilon.is_some() && self.beta.is_some() {
            let text = "`epsilon` and `beta` both say how a side is chosen: give one of them";
            return Err(("beta", text.to_owned()));
        }
        Ok(())
    }

    fn sets(&self) -> &'static [&'static str] {
        &["opinion", "confidence"]
    }

    fn meets(&self) -> Option<&dyn Meeting> {
        Some(self)
    }
}

impl Meeting for DoubleQ {
    fn start(&self, minds: &mut Minds<'_>, draws: &Draws) {
        let n = minds.agents.len();
        minds.agents.second = vec![0.0; n];
        for agent in 0..n {
            if minds.agents.kind[agent].is_human() {
                let uniform = draws.uniform(Purpose::Learn, 0, agent as u32);
                minds.agents.second[agent] = self.spread * (2.0 * uniform - 1.0);
                settle(minds.agents, &mut minds.voices[agent], agent);
                minds.stances[agent] = minds.agents.opinion[agent];
                minds.agents.anchor[agent] = minds.agents.opinion[agent];
            }
        }
    }

    fn has_started(&self, agents: &Agents) -> bool {
        agents.second.len() == agents.len()
    }

    fn voices(&self) -> bool {
        true
    }

    fn meet(&self, agent: usize, followees: &[u32], minds: &mut Minds<'_>, stream: &mut Stream) -> f64 {
        let difference = minds.agents.inner[agent] - minds.agents.second[agent];
        let voiced = match self.beta {
            None if difference == 0.0 => stream.chance(0.5),
            _ => stream.chance(self.positive(difference, minds.chill_of(agent))),
        };
        let scale = minds.agents.scale;
        let pole = if voiced { scale.unit() } else { -scale.unit() };
        minds.stances[agent] = scale.middle() + pole;
        if followees.is_empty() {
            return 0.0;
        }
        let other = followees[stream.below(followees.len() as u32) as usize] as usize;
        let reward = if better(minds.agents, other, stream) == voiced { 1.0 } else { -1.0 };
        let values = if voiced { &mut minds.agents.inner } else { &mut minds.agents.second };
        let before = values[agent];
        values[agent] = (1.0 - self.alpha) * before + self.alpha * reward;
        let moved = (values[agent] - before).abs();
        settle(minds.agents, &mut minds.voices[agent], agent);
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::testing::Circle;
    use crate::registry::Parameters;

    /// Agents with the given values of + and of −.
    fn circle(values: &[(f64, f64)]) -> Circle {
        let mut circle = Circle::new(&vec![0.0; values.len()]);
        circle.agents.inner = values.iter().map(|value| value.0).collect();
        circle.agents.second = values.iter().map(|value| value.1).collect();
        for agent in 0..values.len() {
            settle(&mut circle.agents, &mut circle.voices[agent], agent);
        }
        circle
    }

    #[test]
    fn only_the_voiced_value_learns() {
        let rule = DoubleQ::from_toml("alpha = 0.5\nepsilon = 0.0").unwrap();
        let mut circle = circle(&[(0.25, 0.0), (1.0, -1.0), (-1.0, 1.0)]);
        circle.meet(&rule, 0, &[1], 1);
        assert_eq!((circle.agents.inner[0], circle.agents.second[0]), (0.625, 0.0));
        assert_eq!((circle.agents.opinion[0], circle.stances[0]), (0.3125, 1.0));
        circle.meet(&rule, 0, &[2], 1);
        assert_eq!((circle.agents.inner[0], circle.agents.second[0]), (-0.1875, 0.0));
        assert_eq!(voice::side(circle.voices[0]), -1);
        // Now − is the better side, and 2 agrees.
        circle.meet(&rule, 0, &[2], 1);
        assert_eq!((circle.agents.inner[0], circle.agents.second[0]), (-0.1875, 0.5));
        assert_eq!((circle.agents.inner[2], circle.agents.second[2]), (-1.0, 1.0));
    }

    #[test]
    fn the_other_side_is_tried_out() {
        let rule = DoubleQ::from_toml("epsilon = 1.0\nalpha = 1.0").unwrap();
        let mut circle = circle(&[(0.25, 0.0), (1.0, -1.0)]);
        circle.meet(&rule, 0, &[1], 1);
        assert_eq!((circle.agents.inner[0], circle.agents.second[0]), (0.25, -1.0));
        assert_eq!((circle.stances[0], voice::side(circle.voices[0])), (-1.0, 1));
    }

    /// Odds of 1 : 9 become 1 : 27 if the chill is ln 3.
    #[test]
    fn who_is_watched_tries_the_other_side_out_less() {
        let chill = math::ln(3.0);
        let greedy = DoubleQ::from_toml("").unwrap();
        assert!((greedy.positive(-0.2, chill) - 1.0 / 28.0).abs() < 1e-15);
        assert!((greedy.positive(0.2, chill) - 27.0 / 28.0).abs() < 1e-15);
        let soft = DoubleQ::from_toml("beta = 2.0").unwrap();
        let odds = 3.0 * math::exp(2.0);
        assert!((soft.positive(1.0, chill) - odds / (1.0 + odds)).abs() < 1e-15);
        assert!((soft.positive(-1.0, chill) - 1.0 / (1.0 + odds)).abs() < 1e-15);
        assert_eq!(soft.positive(0.0, chill), 0.5);
        let never = DoubleQ::from_toml("epsilon = 0.0").unwrap();
        let ever = DoubleQ::from_toml("epsilon = 1.0").unwrap();
        assert_eq!((never.positive(-0.2, chill), ever.positive(-0.2, 1000.0)), (0.0, 1.0));

        // In encounters: a hundred tries of the other side at even odds, hardly any where it is watched.
        let rule = DoubleQ::from_toml("epsilon = 0.5").unwrap();
        let tries = |chill: f64| {
            let voices_minus = |&seed: &u64| {
                let mut circle = circle(&[(0.25, 0.0), (1.0, -1.0)]);
                circle.chill = vec![chill, 0.0];
                circle.meet(&rule, 0, &[1], seed);
                circle.stances[0] < 0.0
            };
            (0..200).filter(voices_minus).count()
        };
        assert!((70..130).contains(&tries(0.0)), "{}", tries(0.0));
        // 1 : e^4 of 200 is 3.6.
        assert!((1..12).contains(&tries(4.0)), "{}", tries(4.0));
    }

    #[test]
    fn how_often_either_side_is_voiced() {
        let greedy = DoubleQ::from_toml("").unwrap();
        assert_eq!((greedy.positive(0.2, 0.0), greedy.positive(-0.2, 0.0)), (0.9, 0.1));
        let soft = DoubleQ::from_toml("beta = 1.0").unwrap();
        assert_eq!(soft.positive(0.0, 0.0), 0.5);
        assert_eq!(soft.positive(1.0, 0.0), math::logistic(1.0));
        assert!(soft.check().is_ok());
        assert!(DoubleQ::from_toml("beta = 1.0\nepsilon = 0.1").unwrap().check().is_err());
    }
}

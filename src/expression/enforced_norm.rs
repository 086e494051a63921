//! The emperor's dilemma: a norm that most reject, and yet comply with and enforce (Centola, Willer & Macy 2005).
//!
//! B ∈ {+, −} is the fixed private belief, + in the norm; S its strength, 1 for a believer. C is what an agent does in
//! public, E whom it puts pressure on. In its turn, over the N neighbours j (not i itself):
//!
//! pressure = −(B/N)·Σ E_j;  C = −B if pressure > S, else B;
//! W = (1 − (B/N)·Σ C_j)/2, the share that deviates from what i believes;
//! E = −B if pressure > S + K; else B if C = B and S·W > K; else 0. All comparisons are strict.
//!
//! Being watched (χ, in units of the strength) is ours, and 0 unless asked for: it is added to what it takes to do, or to
//! demand of others, what the norm forbids. A disbeliever complies if pressure > S − χ and enforces its own belief if
//! S·W > K + χ; a believer deviates under a pressure above S + χ and enforces deviance above S + K + χ. Nobody is made to
//! enforce the norm by being watched.
//!
//! The abstract of the paper was read, and the rules in two re-implementations.

use super::{Expression, Meeting, Minds, Speakers};
use crate::random::{Draws, Purpose, Stream};
use crate::registry::{at_least, within_open_low};
use crate::rule;
use crate::world::{Agents, voice};

rule! {
    name: "enforced_norm",
    source: "Centola, Willer & Macy 2005, American Journal of Sociology 110:1009-1040",
    /// Complies with a norm, and enforces it on others, by conviction or under pressure.
    ///
    /// Needs a sequential schedule; the paper's is `"permutation"`, until a tick changes nobody (`stop.settled` = 0). The
    /// side of the opinion is the private belief, + in the norm. What others see is compliance: the side of an agent's
    /// voice, and its stance, are + where it complies, and so are those of metrics that go by the side; `opinion_mean`
    /// and the like are of the private belief. The metrics of the family `norm` count compliance and enforcement. The inner
    /// state is the strength S: 1 for believers, for the others uniform on (0, `strength`], one draw an agent (purpose
    /// Learn). Who is neutral, or automated, does what it believes and enforces nothing. The chilling effect χ raises what
    /// it takes to deviate from the norm, or to enforce deviance, in units of S. O(followees) a micro-step.
    pub struct EnforcedNorm {
        /// K: the cost of enforcing, in units of the strength.
        cost: f64 = 0.125, in at_least(0.0);
        /// `S_max`: the highest strength of a belief against the norm, in (0, 1].
        strength: f64 = 0.38, in within_open_low(0.0, 1.0);
    }
}

impl EnforcedNorm {
    /// C and E of an agent with belief `b` and strength `s` whose `n` neighbours have the sums `compliance` of C and
    /// `enforcement` of E. `chill`: χ, which stands in the way of whatever is on the side −.
    fn decide(&self, b: i8, s: f64, chill: f64, n: usize, [compliance, enforcement]: [i64; 2]) -> (i8, i8) {
        let share = |sum: i64| if n == 0 { 0.0 } else { f64::from(b) * sum as f64 / n as f64 };
        let pressure = -share(enforcement);
        // What it takes to give in, and what it takes to enforce, under pressure and by conviction.
        let (gives_in, yields, insists) = if b < 0 {
            (s - chill, s + self.cost, self.cost + chill)
        } else {
            (s + chill, s + self.cost + chill, self.cost)
        };
        let complies = if pressure > gives_in { -b } else { b };
        // Without neighbours there is nobody who deviates.
        let deviate = if n == 0 { 0.0 } else { 0.5 * (1.0 - share(compliance)) };
        let enforces = if pressure > yields {
            -b
        } else if complies == b && s * deviate > insists {
            b
        } else {
            0
        };
        (complies, enforces)
    }
}

impl Expression for EnforcedNorm {
    fn start(&self) -> (f64, f64) {
        (1.0, 1.0)
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

    fn sets(&self) -> &'static [&'static str] {
        &["confidence"]
    }

    fn meets(&self) -> Option<&dyn Meeting> {
        Some(self)
    }
}

impl Meeting for EnforcedNorm {
    fn start(&self, minds: &mut Minds<'_>, draws: &Draws) {
        minds.agents.flags = vec![0; minds.agents.len()];
        for (agent, strength) in minds.agents.inner.iter_mut().enumerate() {
            *strength = if minds.agents.side[agent] < 0 {
                self.strength * (1.0 - draws.uniform(Purpose::Learn, 0, agent as u32))
            } else {
                1.0
            };
        }
    }

    fn has_started(&self, agents: &Agents) -> bool {
        agents.flags.len() == agents.len()
    }

    fn voices(&self) -> bool {
        true
    }

    fn meet(&self, agent: usize, followees: &[u32], minds: &mut Minds<'_>, _: &mut Stream) -> f64 {
        let belief = minds.agents.side[agent];
        if belief == 0 {
            return 0.0;
        }
        let (mut compliance, mut enforcement) = (0_i64, 0_i64);
        for &other in followees {
            compliance += i64::from(voice::side(minds.voices[other as usize]));
            enforcement += i64::from(voice::side(minds.agents.flags[other as usize]));
        }
        let strength = minds.agents.inner[agent];
        let chill = minds.chill_of(agent);
        let (complies, enforces) =
            self.decide(belief, strength, chill, followees.len(), [compliance, enforcement]);
        let scale = minds.agents.scale;
        minds.stances[agent] = scale.middle() + f64::from(complies) * scale.unit();
        let (voice, flags) = (&mut minds.voices[agent], &mut minds.agents.flags[agent]);
        let changed = voice::side(*voice) != complies || voice::side(*flags) != enforces;
        *voice = *voice & !(voice::POSITIVE | voice::NEGATIVE) | voice::side_bits(complies);
        *flags = voice::side_bits(enforces);
        f64::from(u8::from(changed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::testing::Circle;

    const RULE: EnforcedNorm = EnforcedNorm { cost: 0.125, strength: 0.38 };

    #[test]
    fn decisions_by_hand() {
        // A believer among 8 deviants: everybody deviates, S·W = 1 > K. Among 8 who comply: W = 0.
        assert_eq!(RULE.decide(1, 1.0, 0.0, 8, [-8, 0]), (1, 1));
        assert_eq!(RULE.decide(1, 1.0, 0.0, 8, [8, 0]), (1, 0));
        // One deviant of 8: S·W = K exactly, which is not more.
        assert_eq!(RULE.decide(1, 1.0, 0.0, 8, [6, 0]), (1, 0));
        assert_eq!(RULE.decide(1, 1.0, 0.0, 8, [4, 0]), (1, 1));
        // A disbeliever under the pressure of 1, 2, 3 of 8 enforcers.
        assert_eq!(RULE.decide(-1, 0.25, 0.0, 8, [-8, 1]), (-1, 0));
        assert_eq!(RULE.decide(-1, 0.25, 0.0, 8, [-8, 2]), (-1, 0), "a pressure of S is not above S");
        assert_eq!(RULE.decide(-1, 0.25, 0.0, 8, [-8, 3]), (1, 0), "a pressure of S + K is not above S + K");
        assert_eq!(RULE.decide(-1, 0.25, 0.0, 8, [-8, 4]), (1, 1));
        // A disbeliever who is strong, among those who comply without enforcing, enforces against the norm.
        assert_eq!(RULE.decide(-1, 0.3, 0.0, 8, [8, 0]), (-1, -1));
        assert_eq!(RULE.decide(-1, 0.1, 0.0, 8, [8, 0]), (-1, 0));
        assert_eq!(RULE.decide(-1, 0.3, 0.0, 0, [0, 0]), (-1, 0));
    }

    /// χ = .25: the same situations as above, and what is then done.
    #[test]
    fn being_watched_by_hand() {
        let decide = |b, s, sums| RULE.decide(b, s, 0.25, 8, sums);
        // S = .25: without any pressure χ only equals S; one enforcer of 8 is more than S − χ = 0.
        assert_eq!(decide(-1, 0.25, [-8, 0]), (-1, 0));
        assert_eq!(decide(-1, 0.25, [-8, 1]), (1, 0));
        assert_eq!(decide(-1, 0.2, [-8, 0]), (1, 0), "χ alone is enough for a weak belief");
        // False enforcement takes a pressure above S + K, as ever.
        assert_eq!(decide(-1, 0.25, [-8, 3]), (1, 0));
        assert_eq!(decide(-1, 0.25, [-8, 4]), (1, 1));
        // The strong disbeliever still deviates, but does not enforce it: .3·1 is not above K + χ = .375; .38 is.
        assert_eq!(decide(-1, 0.3, [8, 0]), (-1, 0));
        assert_eq!(decide(-1, 0.38, [8, 0]), (-1, -1));
        // A believer is no less ready to enforce the norm, and held to it against a pressure of 1 + K.
        assert_eq!(decide(1, 1.0, [4, 0]), (1, 1));
        let weak = |chill| RULE.decide(1, 0.25, chill, 8, [8, -4]);
        assert_eq!((weak(0.0), weak(0.125), weak(0.25)), ((-1, -1), (-1, 0), (1, 0)));
    }

    #[test]
    fn others_see_what_is_done() {
        // Agent 0 rejects the norm; 1 … 4 believe in it and enforce it.
        let mut circle = Circle::new(&[-1.0, 1.0, 1.0, 1.0, 1.0]);
        circle.begin(&RULE, Draws::new(1, 0));
        let strength = circle.agents.inner[0];
        assert!(strength > 0.0 && strength <= 0.38 && circle.agents.inner[1] == 1.0);
        for believer in 1..5 {
            assert_eq!(circle.meet(&RULE, believer, &[0], 1), 1.0);
            assert_eq!(circle.meet(&RULE, believer, &[0], 1), 0.0, "nothing new");
        }
        assert_eq!(circle.meet(&RULE, 0, &[1, 2, 3, 4], 1), 1.0);
        assert_eq!(
            (voice::side(circle.voices[0]), circle.stances[0], circle.agents.opinion[0]),
            (1, 1.0, -1.0)
        );
        assert_eq!(voice::side(circle.agents.flags[0]), 1);
    }
}

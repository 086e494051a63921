//! Who speaks and who censors themselves: the slot `[expression] rule`. One file a rule, registered below.

#[cfg(test)]
mod testing;

pub use q_learning::Behaviour;
pub use threshold::Support;

use crate::random::{Draws, Stream};
use crate::register;
use crate::registry::Configured;
use crate::world::{Agents, Heard, Impression, Scale};

register! {
    /// Every rule that `[expression] rule` can name.
    pub static RULES: dyn Expression = [
        always::Always,
        confidence::Confidence,
        logistic::Logistic,
        threshold::Threshold,
        silence_radius::SilenceRadius,
        q_learning::QLearning,
        double_q::DoubleQ,
        enforced_norm::EnforcedNorm,
    ];
}

/// A run of agents about to decide whether to speak: slices of one length.
#[derive(Clone, Copy, Debug)]
pub struct Speakers<'a> {
    /// The id of the first agent.
    pub first: u32,
    /// What keys the draws of the first agent: its id, or in a sequential schedule the number of the micro-step. The
    /// others follow.
    pub turn: u32,
    /// Inner state of the rule.
    pub inner: &'a [f64],
    /// Confidence c, derived from the inner state.
    pub confidence: &'a [f64],
    /// Willingness to self-censor Φ.
    pub self_censorship: &'a [f64],
    /// Threshold of the rules that count support; empty where none was given.
    pub threshold: &'a [f64],
    /// Chilling effect χ, 0 or more; empty where nobody is chilled. See [`chill_of`](Self::chill_of).
    pub chill: &'a [f64],
    /// Private opinion x.
    pub opinion: &'a [f64],
    /// The scale of opinions.
    pub scale: Scale,
}

impl Speakers<'_> {
    /// The chilling effect on the agent at `index`.
    #[inline]
    pub fn chill_of(&self, index: usize) -> f64 {
        self.chill.get(index).copied().unwrap_or(0.0)
    }
}

/// What a rule asks of perception beside n_s and n_o.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Asks {
    /// Whether it is to be told by [`Expression::impress`] instead of [`Expression::perceive`].
    pub more: bool,
    /// The distance from the reader's opinion, in opinion units, within which expressions are counted apart.
    pub radius: Option<f64>,
}

/// A rule of expression and self-censorship.
///
/// It holds parameters alone; its state is one number an agent, the inner state, and the confidence derived from it.
pub trait Expression: Configured + std::fmt::Debug + Send + Sync {
    /// The inner state at tick 0 unless the population sets it: uniform between the two numbers.
    fn start(&self) -> (f64, f64);

    /// The confidence that an inner state stands for: the state itself unless a rule says otherwise.
    fn confidence(&self, inner: f64) -> f64 {
        inner
    }

    /// Decides for each of `speakers` whether it speaks in this tick. May draw from
    /// [`Purpose::Express`](crate::random::Purpose::Express), keyed by [`Speakers::turn`].
    fn speak(&self, speakers: &Speakers<'_>, draws: &Draws, tick: u32, speaks: &mut [bool]);

    /// The inner state after a tick in which the agent heard `heard`: as before unless a rule says otherwise, which a rule
    /// that listens has to, here or in [`impress`](Self::impress).
    fn perceive(&self, inner: f64, heard: Heard) -> f64 {
        let _ = heard;
        inner
    }

    /// As [`perceive`](Self::perceive), for a rule that [`asks`](Self::asks) for more.
    fn impress(&self, inner: f64, impression: &Impression) -> f64 {
        self.perceive(inner, impression.heard)
    }

    /// What the rule asks of perception beside n_s and n_o. A rule that asks for more is slower.
    fn asks(&self) -> Asks {
        Asks::default()
    }

    /// Whether what an agent last expressed goes on standing while it is silent. Standing expressions alone do.
    fn lasts(&self) -> bool {
        false
    }

    /// Whether Φ decides, so that there can be a hard core.
    fn has_hard_core(&self) -> bool {
        false
    }

    /// The inner state at tick 0 of somebody who is sure of support (the avant-garde). None: there is no such state.
    fn assured(&self) -> Option<f64> {
        None
    }

    /// Whether agents have a threshold of their own, [`Speakers::threshold`].
    fn has_thresholds(&self) -> bool {
        false
    }

    /// Whether support is measured against all agents, so that everybody should see everybody.
    fn counts_everybody(&self) -> bool {
        false
    }

    /// [`perceive`](Self::perceive) and [`confidence`](Self::confidence) for those of a run of agents who read, in one
    /// call: the loop is compiled for each rule. Gives the largest move of a confidence.
    fn perceive_all(
        &self,
        heard: &[Heard],
        reads: &[bool],
        inner: &mut [f64],
        confidence: &mut [f64],
    ) -> f64 {
        let mut moved = 0.0;
        let states = inner.iter_mut().zip(confidence);
        for ((inner, confidence), (&heard, &reads)) in states.zip(heard.iter().zip(reads)) {
            if reads {
                *inner = self.perceive(*inner, heard);
                let new = self.confidence(*inner);
                moved = f64::max(moved, (new - *confidence).abs());
                *confidence = new;
            }
        }
        moved
    }

    /// What is wrong with the combination of its keys: the key that it is about, and the text.
    ///
    /// # Errors
    /// Keys that contradict each other.
    fn check(&self) -> Result<(), (&'static str, String)> {
        Ok(())
    }

    /// The keys of `[population]` that mean nothing beside it, because the rule sets what they set.
    fn sets(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether the inner state is the value of speaking and the confidence the probability: what the metrics `values` are of.
    fn learns_value(&self) -> bool {
        false
    }

    /// Whether agents never change their minds about speaking, so that perception can be skipped.
    fn is_deaf(&self) -> bool {
        false
    }

    /// Whether it goes by the inner state: of what it hears, or of encounters. Where another such rule follows it during a
    /// run, the inner states begin anew.
    fn has_state(&self) -> bool {
        !self.is_deaf() || self.meets().is_some()
    }

    /// Whether everybody who is present speaks, whatever happens. Such a rule alone does not heed the chilling effect,
    /// [`Speakers::chill`] or [`Minds::chill`], which is in the units of a rule's condition.
    fn always_speaks(&self) -> bool {
        false
    }

    /// The rule as one that learns from single encounters. Such a rule needs a sequential schedule, and is deaf unless
    /// it learns from the feed as well.
    fn meets(&self) -> Option<&dyn Meeting> {
        None
    }
}

/// The part of an expression rule that learns from encounters with single others, in sequential schedules.
///
/// In a micro-step the agent is present, expresses itself (`speak`), and then meets others: this stands where it would
/// read its feed, and what it reads, where other slots need a feed, comes after it. With `express_last` it meets first.
pub trait Meeting: std::fmt::Debug + Send + Sync {
    /// Sets the state at tick 0 where the rule has more of it than the inner state: [`Agents::second`],
    /// [`Agents::flags`], voices. Called once a run, before the first micro-step and after everybody's first `speak`.
    fn start(&self, minds: &mut Minds<'_>, draws: &Draws) {
        let _ = (minds, draws);
    }

    /// Whether the state that [`start`](Self::start) sets is there. Where it is not, as after a change of the rule during
    /// a run, `start` is called before the next tick.
    fn has_started(&self, agents: &Agents) -> bool {
        let _ = agents;
        true
    }

    /// Whether `meet` itself sets what others see of the agent, its stance and the side of its voice: then nothing else
    /// does. Such a rule needs standing expressions, and no other may move opinions.
    fn voices(&self) -> bool {
        false
    }

    /// Brings what an agent's state says of its behaviour up to date with the chilling effect on it,
    /// [`Minds::chill_of`]. Called where that is, or was in the tick before, other than 0: before the first speech, before every
    /// tick, and after an agent has read if the effect depends on what it read. O(1).
    fn chill(&self, agent: usize, minds: &mut Minds<'_>) {
        let _ = (agent, minds);
    }

    /// The encounter of `agent`, which is human and present. May change the state of anybody it meets. `followees` are
    /// its own. O(1) but for what the rule looks at; no O(agents). `stream`:
    /// [`Purpose::Partner`](crate::random::Purpose::Partner), of the micro-step.
    ///
    /// Gives how far it changed anybody, in the unit of the state (flags: 1): 0 where nothing changed. The largest of
    /// a tick is what `stop.settled` compares, so that settled = 0 ends the run after a tick that changed nobody.
    fn meet(&self, agent: usize, followees: &[u32], minds: &mut Minds<'_>, stream: &mut Stream) -> f64;
}

/// What a [`Meeting`] may look at and change. Arrays of length N.
#[derive(Debug)]
pub struct Minds<'a> {
    /// The agents. Who changes an opinion changes the side with it.
    pub agents: &'a mut Agents,
    /// Everybody's voice ([`voice`](crate::world::voice)): what others see, and what metrics count.
    pub voices: &'a mut [u8],
    /// The stance of everybody's standing expression: the opinion, unless the rule says otherwise in `meet`.
    pub stances: &'a mut [f64],
    /// Chilling effect χ on each agent, 0 or more; empty where nobody is chilled. See [`chill_of`](Self::chill_of).
    pub chill: &'a [f64],
}

impl Minds<'_> {
    /// The chilling effect on an agent.
    #[inline]
    pub fn chill_of(&self, agent: usize) -> f64 {
        self.chill.get(agent).copied().unwrap_or(0.0)
    }
}

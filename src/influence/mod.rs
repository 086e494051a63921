//! How opinions move: the slot `[influence] rule`. One file a rule, registered below.

pub mod pairs;
mod readers;

pub use bounded_confidence::Bound;
pub use copy::CopyBy;
pub use degroot::{SilentWeight, TieWeights};
pub use friedkin_johnsen::{NotSymmetric, equilibrium, equilibrium_of};
pub use readers::{Offer, Readers, Rows, stance_of};

use self::pairs::Pairing;
use crate::random::Draws;
use crate::register;
use crate::registry::Configured;
use crate::world::{Scale, Shown, voice};

register! {
    /// Every rule that `[influence] rule` can name.
    pub static RULES: dyn Influence = [
        none::NoInfluence,
        degroot::DeGroot,
        bounded_confidence::BoundedConfidence,
        copy::Copy,
        assimilation_repulsion::AssimilationRepulsion,
        attract_or_repel::AttractOrRepel,
        persuasion::Persuasion,
        q_voter::QVoter,
        concordant_mean::ConcordantMean,
        friedkin_johnsen::FriedkinJohnsen,
        reinforcement::Reinforcement,
        reinforcement_discrete::ReinforcementDiscrete,
    ];
}

/// x ← x + rate·(mean of the stances within reach − x); x stays where there are none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanField {
    /// The greatest distance that counts; may be infinite.
    pub reach: f64,
    /// Whether a stance exactly that far away does not count.
    pub open: bool,
    /// The share of the way that is gone.
    pub rate: f64,
    /// Whether the own opinion is in the mean.
    pub include_self: bool,
}

impl MeanField {
    /// Whether a stance at a distance counts.
    #[inline]
    pub fn is_near(&self, distance: f64) -> bool {
        distance < self.reach || (!self.open && distance == self.reach)
    }
}

/// What two keys of a rule contradict each other in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The key at fault, without its table.
    pub key: &'static str,
    /// What is wrong.
    pub message: String,
    /// What was expected.
    pub expected: &'static str,
    /// The way out.
    pub help: &'static str,
}

/// A rule of influence. The engine applies stubbornness and the range of opinions to its result.
pub trait Influence: Configured + std::fmt::Debug + Send + Sync {
    /// The opinion that the rule leads to, from the reader's own and what it was shown. Where everything is shown and
    /// nothing but influence happens, `shown` has its stances alone: a rule must not go by its other columns, except
    /// the affinities that it asks for with [`needs_affinity`](Self::needs_affinity).
    fn target(&self, own: f64, shown: &Shown<'_>) -> f64;

    /// As [`target`](Self::target), for a rule that draws: `random` are 64 bits of the reader and tick.
    fn drawn_target(&self, own: f64, shown: &Shown<'_>, scale: Scale, random: u64) -> f64 {
        let _ = (scale, random);
        self.target(own, shown)
    }

    /// [`drawn_target`](Self::drawn_target) or [`target`](Self::target) of each of several readers, in one call: the
    /// loop is compiled for each rule. Of what they are shown there are the stances alone. `targets`: one a reader.
    fn targets(&self, readers: &Readers<'_>, targets: &mut [f64]) {
        let is_random = self.is_random();
        readers.each(targets, |own, stances, random| {
            let shown = Shown::of_stances(stances);
            if is_random {
                self.drawn_target(own, &shown, readers.scale, random)
            } else {
                self.target(own, &shown)
            }
        });
    }

    /// As [`target`](Self::target), for a rule that [`counts_silent`](Self::counts_silent): `followees` is the number of
    /// all, and `affinities` their affinities where the rule needs them.
    fn target_among(&self, own: f64, shown: &Shown<'_>, followees: usize, affinities: &[f32]) -> f64 {
        let _ = (followees, affinities);
        self.target(own, shown)
    }

    /// Whether those count who are not heard, so that the engine calls [`target_among`](Self::target_among).
    fn counts_silent(&self) -> bool {
        false
    }

    /// Whether the engine is to draw for the rule and call [`drawn_target`](Self::drawn_target) (one draw a reader and
    /// tick, [`Purpose::Influence`](crate::random::Purpose::Influence)).
    fn is_random(&self) -> bool {
        false
    }

    /// Whether the items shown act one after another, so that their order matters: then they come from the top of the feed.
    fn goes_by_order(&self) -> bool {
        false
    }

    /// Whether the rule reads [`Shown::sides`], so that they are always made.
    fn needs_sides(&self) -> bool {
        false
    }

    /// Whether opinions move at all.
    fn is_active(&self) -> bool {
        true
    }

    /// The rule as one that acts on encounters of two, if it is to be. Then it needs a sequential schedule, and a feed
    /// is the one account that its reader meets.
    fn pairs(&self) -> Option<&dyn Pairing> {
        None
    }

    /// The rule as an average over all stances within a distance, if it is one: then a well-mixed population needs no
    /// ties.
    fn mean_field(&self) -> Option<MeanField> {
        None
    }

    /// The distance from which on opinions do not interact, if there is one.
    fn confidence_bound(&self) -> Option<f64> {
        None
    }

    /// Whether the rule goes by where an opinion stands in its range, so that the range must have ends.
    fn needs_range(&self) -> bool {
        false
    }

    /// What the rule's own keys contradict each other in.
    fn contradiction(&self) -> Option<Contradiction> {
        None
    }

    /// Whether the rule reads [`Shown::affinities`].
    fn needs_affinity(&self) -> bool {
        false
    }
    /// For a rule that moves all opinions of a tick together, instead of reader by reader: the engine then calls
    /// [`Together::advance`] wherever candidates are standing expressions and everybody acts at once, and
    /// [`target`](Self::target) elsewhere.
    fn together(&self) -> Option<&dyn Together> {
        None
    }

    /// Whether the rule was made for opinions on the real line, which it pulls to 0.
    fn is_unbounded(&self) -> bool {
        false
    }

    /// Whether [`target`](Self::target) is not enough for the rule: it needs standing expressions, and everybody to act
    /// at once.
    fn is_only_together(&self) -> bool {
        false
    }
}

/// A rule that moves all opinions of a tick together: by a differential equation that couples them, or by more of an
/// agent than its opinion.
pub trait Together: Sync {
    /// Writes what the rule leads every agent to into `results` (length N, any content before). The engine takes it up
    /// for those who move, and applies stubbornness and the range of opinions. Runs in parallel where
    /// `hearing.parallel` says so, with the same bits. `work` is kept from tick to tick.
    fn advance(&self, hearing: &Hearing<'_>, results: &mut [f64], work: &mut Vec<f64>);
}

/// Who hears whom in a tick, and the agents' state at its beginning. Arrays of agents have length N.
pub struct Hearing<'a> {
    /// Opinions.
    pub opinion: &'a [f64],
    /// Opinions at tick 0.
    pub anchor: &'a [f64],
    /// Stubbornness λ.
    pub stubbornness: &'a [f64],
    /// Voices in this tick.
    pub voices: &'a [u8],
    /// The bits of a voice whose expression is there to be heard.
    pub audible: u8,
    /// Where the row of each agent begins in `heard`; length N + 1.
    pub offsets: &'a [usize],
    /// Whom each agent hears, row after row. Silent ones may be among them: see [`says`](Self::says).
    pub heard: &'a [u32],
    /// The weight of each tie in `heard`, where the network has weights.
    pub weights: Option<&'a [f32]>,
    /// The run's draws.
    pub draws: &'a Draws,
    /// Whether to spread the work over the threads of the current pool.
    pub parallel: bool,
}

impl Hearing<'_> {
    /// Number of agents.
    pub fn agents(&self) -> usize {
        self.opinion.len()
    }

    /// Whether an agent says its opinion in this tick: only then does it reach those who hear it.
    #[inline]
    pub fn says(&self, agent: usize) -> bool {
        self.voices[agent] & self.audible != 0
    }

    /// Whether an agent's opinion can move in this tick: a human who is present and not entirely stubborn.
    #[inline]
    pub fn moves(&self, agent: usize) -> bool {
        voice::reads(self.voices[agent]) && self.stubbornness[agent] < 1.0
    }

    /// Whom an agent hears, silent ones included.
    #[inline]
    pub fn row(&self, agent: usize) -> &[u32] {
        &self.heard[self.offsets[agent]..self.offsets[agent + 1]]
    }

    /// The weights of [`row`](Self::row), where there are any.
    #[inline]
    pub fn weights_of(&self, agent: usize) -> Option<&[f32]> {
        self.weights.map(|weights| &weights[self.offsets[agent]..self.offsets[agent + 1]])
    }
}

/// Agents a chunk where a rule spreads its work over threads.
const CHUNK: usize = 512;

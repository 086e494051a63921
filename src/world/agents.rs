//! The agents: one array an attribute, all of length N.

use crate::choices;

choices! {
    /// What an account is. Only persons censor themselves.
    pub enum AgentKind {
        /// A human being.
        Person = "person",
        /// An organisation's account.
        Page = "page",
        /// An automated account: always speaks, never moves.
        Bot = "bot",
        /// An account that pays for views.
        Advertiser = "advertiser",
        /// A mass medium: always speaks.
        Media = "media",
    }
}

impl AgentKind {
    /// Whether the account can fall silent and be moved: true of persons and pages.
    #[inline]
    pub fn is_human(self) -> bool {
        matches!(self, Self::Person | Self::Page)
    }
}

choices! {
    /// The range that opinions live in.
    pub enum OpinionRange {
        /// [−1, 1], the default.
        Symmetric = "[-1, 1]",
        /// [0, 1], for published models that use it.
        Unit = "[0, 1]",
        /// Unbounded.
        Real = "real",
    }
}

/// The scale of opinions: its range and what counts as neutral.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The range.
    pub range: OpinionRange,
    /// Half-width of the band around the middle in which an agent has no side, in opinion units; default 0.
    pub neutral_band: f64,
    /// On the real line: half-width of the part around 0 that bins of opinions resolve; default 1.
    pub span: f64,
}

impl Scale {
    /// The middle of the range.
    #[inline]
    pub fn middle(&self) -> f64 {
        if self.range == OpinionRange::Unit { 0.5 } else { 0.0 }
    }

    /// Lowest and highest opinion; infinite for `real`.
    pub fn limits(&self) -> (f64, f64) {
        match self.range {
            OpinionRange::Symmetric => (-1.0, 1.0),
            OpinionRange::Unit => (0.0, 1.0),
            OpinionRange::Real => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }

    /// The width that a distance of 1 on [−1, 1] has on this scale: ½ on [0, 1], else 1.
    pub fn unit(&self) -> f64 {
        if self.range == OpinionRange::Unit { 0.5 } else { 1.0 }
    }

    /// The side of an opinion: its sign relative to the middle, 0 inside the neutral band.
    #[inline]
    pub fn side(&self, opinion: f64) -> i8 {
        let offset = opinion - self.middle();
        i8::from(offset > self.neutral_band) - i8::from(offset < -self.neutral_band)
    }

    /// The opinion, held inside the range.
    #[inline]
    pub fn clamp(&self, opinion: f64) -> f64 {
        let (low, high) = self.limits();
        opinion.clamp(low, high)
    }
}

impl Default for Scale {
    fn default() -> Self {
        Self { range: OpinionRange::Symmetric, neutral_band: 0.0, span: 1.0 }
    }
}

/// All agents. Every array has length N, if it is in use. About 70 bytes an agent.
#[derive(Clone, Debug, Default)]
pub struct Agents {
    /// The scale of opinions.
    pub scale: Scale,
    /// Private opinion x.
    pub opinion: Vec<f64>,
    /// Anchor z: the opinion at tick 0. Empty in a run in which nobody is stubborn and no rule goes by it.
    pub anchor: Vec<f64>,
    /// Side s of the opinion: −1, 0, +1. Kept in step with `opinion` by the engine.
    pub side: Vec<i8>,
    /// Stubbornness λ in [0, 1]; 1 never moves.
    pub stubbornness: Vec<f64>,
    /// Willingness to self-censor Φ in [0, 1].
    pub self_censorship: Vec<f64>,
    /// Threshold of the rules that count support, in their units. Empty where no threshold was given.
    pub threshold: Vec<f64>,
    /// Justification j in [0, 1]: how far the agent is chilled by being watched. Empty: 1 for all.
    pub justification: Vec<f64>,
    /// Activity a in (0, 1]: probability of being present in a tick. Empty in a run: 1 for everybody.
    pub activity: Vec<f64>,
    /// Rate of contact in [0, 1], for ties that are drawn anew in each tick. Empty: 1 for everybody.
    pub contact_rate: Vec<f64>,
    /// Inner state of the expression rule (ĉ of `confidence`, m of `logistic`).
    pub inner: Vec<f64>,
    /// Confidence c in [0, 1), derived from the inner state.
    pub confidence: Vec<f64>,
    /// A second number of the expression rule. Empty unless the rule fills it.
    pub second: Vec<f64>,
    /// What else others see of an agent, where the expression rule has such flags. Empty unless the rule fills it.
    pub flags: Vec<u8>,
    /// Profile x̂: what the platform believes the opinion to be.
    pub profile: Vec<f32>,
    /// What kind of account it is.
    pub kind: Vec<AgentKind>,
    /// The group, an index into `group_names`.
    pub group: Vec<u16>,
    /// Names of the groups.
    pub group_names: Vec<String>,
}

/// The name of those who are in none of the population's groups.
pub const EVERYBODY: &str = "everybody";

/// Who is in which of the population's groups.
#[derive(Clone, Copy, Debug, Default)]
pub struct Groups<'a> {
    of: &'a [u16],
    /// The index of [`EVERYBODY`], who are no group.
    rest: Option<u16>,
}

impl<'a> Groups<'a> {
    /// From [`Agents::group`] and [`Agents::group_names`]. O(groups).
    pub fn new(of: &'a [u16], names: &[String]) -> Self {
        let rest = names.iter().position(|name| name == EVERYBODY);
        Self { of, rest: rest.map(|index| index as u16) }
    }

    /// Whether two agents are in the same group. O(1).
    #[inline]
    pub fn share(&self, one: usize, other: usize) -> bool {
        let group = self.of.get(one);
        group == self.of.get(other) && group.is_some() && group.copied() != self.rest
    }
}

impl Agents {
    /// N agents with neutral defaults: opinion at the middle, always present, Φ = 0, persons, one group.
    pub fn new(agents: usize, scale: Scale) -> Self {
        let middle = scale.middle();
        Self {
            scale,
            opinion: vec![middle; agents],
            anchor: vec![middle; agents],
            side: vec![0; agents],
            stubbornness: vec![0.0; agents],
            self_censorship: vec![0.0; agents],
            threshold: Vec::new(),
            justification: Vec::new(),
            activity: vec![1.0; agents],
            contact_rate: Vec::new(),
            inner: vec![0.0; agents],
            confidence: vec![0.0; agents],
            second: Vec::new(),
            flags: Vec::new(),
            profile: vec![middle as f32; agents],
            kind: vec![AgentKind::Person; agents],
            group: vec![0; agents],
            group_names: vec![EVERYBODY.to_owned()],
        }
    }

    /// Number of agents.
    pub fn len(&self) -> usize {
        self.opinion.len()
    }

    /// The activity of an agent. O(1).
    #[inline]
    pub fn activity_of(&self, agent: usize) -> f64 {
        self.activity.get(agent).copied().unwrap_or(1.0)
    }

    /// Whether there is no agent.
    pub fn is_empty(&self) -> bool {
        self.opinion.is_empty()
    }

    /// Number of humans (persons and pages).
    pub fn humans(&self) -> usize {
        self.kind.iter().filter(|kind| kind.is_human()).count()
    }

    /// The private opinions of the humans, in the order of their ids. O(agents).
    pub fn human_opinions(&self) -> Vec<f64> {
        let humans = self.opinion.iter().zip(&self.kind).filter(|(_, kind)| kind.is_human());
        humans.map(|(&opinion, _)| opinion).collect()
    }

    /// Makes the anchors, and drops what says the same of everybody in a run: full activity, and anchors where nobody is
    /// stubborn and no rule goes by them (`anchored`). O(agents).
    pub(crate) fn start(&mut self, anchored: bool) {
        if anchored || self.stubbornness.iter().any(|&stubbornness| stubbornness > 0.0) {
            self.anchor.clone_from(&self.opinion);
        } else {
            self.anchor = Vec::new();
        }
        if self.activity.iter().all(|&activity| activity >= 1.0) {
            self.activity = Vec::new();
        }
    }

    /// Recomputes every side from the opinions.
    pub fn refresh_sides(&mut self) {
        let scale = self.scale;
        for (side, &opinion) in self.side.iter_mut().zip(&self.opinion) {
            *side = scale.side(opinion);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_no_group() {
        let mut agents = Agents::new(4, Scale::default());
        assert!(!Groups::new(&agents.group, &agents.group_names).share(0, 1));
        agents.group_names = ["reds", "blues", EVERYBODY].map(str::to_owned).to_vec();
        agents.group = vec![0, 0, 1, 2];
        let groups = Groups::new(&agents.group, &agents.group_names);
        assert!(groups.share(0, 1) && groups.share(2, 2));
        assert!(!groups.share(0, 2) && !groups.share(3, 3) && !groups.share(0, 3));
    }

    #[test]
    fn the_neutral_band_has_no_side() {
        let scale = Scale { range: OpinionRange::Unit, neutral_band: 0.1, span: 1.0 };
        assert_eq!([0.0, 0.45, 0.5, 0.61].map(|x| scale.side(x)), [-1, 0, 0, 1]);
        assert_eq!(Scale::default().side(0.0), 0);
    }
}

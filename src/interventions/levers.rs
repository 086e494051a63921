//! What interventions act through: set anew in phase 0 of every tick.

use crate::feed::Quota;

/// The effect of all interventions in force on one tick. An empty list: nothing is pulled.
#[derive(Clone, Debug, Default)]
pub struct Levers {
    agents: usize,
    /// Who is not present, whatever its activity. Length N or 0.
    pub absent: Vec<bool>,
    /// What is added to the chilling effect χ on each agent. Length N or 0.
    pub chill: Vec<f64>,
    /// The probability that each agent likes an item from far away. Length N or 0.
    pub garden: Vec<f64>,
    /// From which distance, in half-ranges, an item is far away for gardeners.
    pub garden_distance: f64,
    /// A quota for the two sides in every feed, in place of the ranking's own.
    pub quota: Option<Quota>,
    /// The probability that each account's posts are offered to a follower. Length N or 0.
    pub visibility: Vec<f64>,
    /// Authors whose posts get likes, with their number a post, and whether all come in the tick after it.
    pub bought: Vec<(u32, u32, bool)>,
    /// Ties to be added before the tick is played.
    pub ties: NewTies,
}

/// Ties that are added or taken away, (follower, followee).
#[derive(Clone, Debug, Default)]
pub struct NewTies {
    /// To be added.
    pub won: Vec<(u32, u32)>,
    /// To be taken away where they still stand.
    pub lost: Vec<(u32, u32)>,
}

impl Levers {
    /// Levers of a world of `agents` agents, none pulled.
    pub fn new(agents: usize) -> Self {
        Self { agents, ..Self::default() }
    }

    /// Lets go of everything.
    pub fn release(&mut self) {
        self.absent.clear();
        self.chill.clear();
        self.garden.clear();
        self.visibility.clear();
        self.bought.clear();
        self.quota = None;
        self.ties.won.clear();
        self.ties.lost.clear();
    }

    /// Keeps an agent away for this tick.
    pub fn keep_away(&mut self, agent: u32) {
        self.absent.resize(self.agents, false);
        self.absent[agent as usize] = true;
    }

    /// Adds `by` to the chilling effect on an agent.
    pub fn add_chill(&mut self, agent: u32, by: f64) {
        if by != 0.0 {
            self.chill.resize(self.agents, 0.0);
            self.chill[agent as usize] += by;
        }
    }

    /// Offers an account's posts with this probability, or with what it has already if that is lower.
    pub fn hide(&mut self, agent: u32, visibility: f64) {
        self.visibility.resize(self.agents, 1.0);
        let known = &mut self.visibility[agent as usize];
        *known = known.min(visibility);
    }

    /// Lets an agent like items that are at least `distance` away with this probability.
    pub fn tend(&mut self, agent: u32, probability: f64, distance: f64) {
        if probability > 0.0 {
            self.garden.resize(self.agents, 0.0);
            self.garden[agent as usize] = probability;
            self.garden_distance = distance;
        }
    }

    /// Whether anybody is chilled.
    pub fn chills(&self) -> bool {
        !self.chill.is_empty()
    }

    /// What is added to the chilling effect on an agent.
    #[inline]
    pub fn chill_of(&self, agent: usize) -> f64 {
        self.chill.get(agent).copied().unwrap_or(0.0)
    }

    /// Whether any account's visibility is lowered.
    pub fn hides(&self) -> bool {
        !self.visibility.is_empty()
    }

    /// Whether an agent is kept away.
    #[inline]
    pub fn is_away(&self, agent: usize) -> bool {
        self.absent.get(agent).copied().unwrap_or(false)
    }
}

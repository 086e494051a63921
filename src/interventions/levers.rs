//! What interventions act through: set anew in phase 0 of every tick.

use super::closeness::Closenesses;
use super::warnings::Warnings;
use crate::feed::Quota;

/// The effect of all interventions in force on one tick. An empty list: nothing is pulled.
#[derive(Clone, Debug, Default)]
pub struct Levers {
    agents: usize,
    /// Who is not present, whatever its activity. Length N or 0.
    pub absent: Vec<bool>,
    /// What is added to the chilling effect χ on each agent. Length N or 0.
    pub chill: Vec<f64>,
    /// The probability that each agent likes an item from far away, and from which distance on, in half-ranges. Length N
    /// or 0.
    pub garden: Vec<(f64, f64)>,
    /// A quota for the two sides in every feed, in place of the ranking's own.
    pub quota: Option<Quota>,
    /// The probability that each account's posts are offered to a follower. Length N or 0.
    pub visibility: Vec<f64>,
    /// Authors whose posts get likes, with their number a post, and whether all come in the tick after it.
    pub bought: Vec<(u32, u32, bool)>,
    /// Which posts carry a warning, for whom, and what it does.
    pub warnings: Warnings,
    /// The warnings of the tick before.
    pub warned: Warnings,
    /// The probability that each reader is not told the counts of a post. Length N or 0.
    pub untold: Vec<f32>,
    /// The probability that the ranking of each reader's feed is not told them. Length N or 0.
    pub uncounted: Vec<f32>,
    /// Factors of authors by who they are to a reader.
    pub closeness: Closenesses,
    /// For each page how far its organic reach is that of an intervention, in [0, 1], and that reach. Length N or 0.
    pub organic: Vec<(f64, f64)>,
    /// The share that publishers lose of what warned posts earn. Length N or 0.
    pub cut: Vec<f32>,
    /// The same of the tick before.
    pub cut_before: Vec<f32>,
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
        self.untold.clear();
        self.uncounted.clear();
        self.closeness.clear();
        self.organic.clear();
        std::mem::swap(&mut self.warned, &mut self.warnings);
        self.warnings.clear();
        std::mem::swap(&mut self.cut_before, &mut self.cut);
        self.cut.clear();
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

    /// Lets an agent like items that are at least `distance` away with this probability. Of two calls the later one holds.
    pub fn tend(&mut self, agent: u32, probability: f64, distance: f64) {
        if probability > 0.0 {
            self.garden.resize(self.agents, (0.0, 0.0));
            self.garden[agent as usize] = (probability, distance);
        }
    }

    /// Does not tell a reader the counts of a post with this probability, or with what it has already if that is higher.
    pub fn hide_counts_from_reader(&mut self, reader: u32, share: f64) {
        raise(&mut self.untold, self.agents, reader, share);
    }

    /// The same for the ranking of a reader's feed.
    pub fn hide_counts_from_ranking(&mut self, reader: u32, share: f64) {
        raise(&mut self.uncounted, self.agents, reader, share);
    }

    /// Moves the organic reach of a page a part of the way to `reach`.
    pub fn throttle(&mut self, page: u32, part: f64, reach: f64) {
        self.organic.resize(self.agents, (0.0, 1.0));
        self.organic[page as usize] = (part, reach);
    }

    /// The organic reach of a page where it would be `base` without interventions; the very number of one that holds in
    /// full.
    #[inline]
    pub fn organic_of(&self, page: usize, base: f64) -> f64 {
        match self.organic.get(page) {
            Some(&(part, reach)) if part >= 1.0 => reach,
            Some(&(part, reach)) => base + part * (reach - base),
            None => base,
        }
    }

    /// Takes this share of what warned posts earn from a publisher.
    pub fn cut(&mut self, publisher: u32, share: f64) {
        self.cut.resize(self.agents, 0.0);
        self.cut[publisher as usize] = share as f32;
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

    /// The probability that an account's posts are offered.
    #[inline]
    pub fn visibility_of(&self, author: usize) -> f64 {
        self.visibility.get(author).copied().unwrap_or(1.0)
    }

    /// Whether an agent is kept away.
    #[inline]
    pub fn is_away(&self, agent: usize) -> bool {
        self.absent.get(agent).copied().unwrap_or(false)
    }
}

/// Raises an agent's number to `to`, if it is lower.
fn raise(numbers: &mut Vec<f32>, agents: usize, agent: u32, to: f64) {
    numbers.resize(agents, 0.0);
    let known = &mut numbers[agent as usize];
    *known = known.max(to as f32);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gardeners_keep_their_own_distances() {
        let mut levers = Levers::new(3);
        levers.tend(0, 1.0, 0.8);
        levers.tend(1, 0.5, 1.9);
        assert_eq!(levers.garden, [(1.0, 0.8), (0.5, 1.9), (0.0, 0.0)]);
    }

    #[test]
    fn the_reach_of_an_intervention_is_the_number_itself() {
        let mut levers = Levers::new(3);
        assert_eq!(levers.organic_of(1, 0.3), 0.3);
        levers.throttle(1, 1.0, 0.0615);
        levers.throttle(2, 0.25, 0.1);
        assert_eq!([0, 1, 2].map(|page| levers.organic_of(page, 0.5)), [0.5, 0.0615, 0.4]);
    }
}

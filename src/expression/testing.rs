//! What the tests of rules that learn from encounters share.

use super::{Meeting, Minds};
use crate::random::{Draws, Purpose};
use crate::world::{Agents, Scale, voice};

/// A few agents that speak, on [−1, 1].
pub(super) struct Circle {
    pub agents: Agents,
    pub voices: Vec<u8>,
    pub stances: Vec<f64>,
    /// χ on each; empty: nobody is chilled.
    pub chill: Vec<f64>,
}

impl Circle {
    /// Persons with these opinions.
    pub fn new(opinions: &[f64]) -> Self {
        let mut agents = Agents::new(opinions.len(), Scale::default());
        agents.opinion = opinions.to_vec();
        agents.refresh_sides();
        let voices =
            agents.side.iter().map(|&side| voice::side_bits(side) | voice::PRESENT | voice::SPEAKS).collect();
        Self { agents, voices, stances: opinions.to_vec(), chill: Vec::new() }
    }

    fn minds(&mut self) -> Minds<'_> {
        Minds {
            agents: &mut self.agents,
            voices: &mut self.voices,
            stances: &mut self.stances,
            chill: &self.chill,
        }
    }

    /// The start of a rule.
    pub fn begin(&mut self, rule: &dyn Meeting, draws: Draws) {
        rule.start(&mut self.minds(), &draws);
    }

    /// What follows for an agent from the chilling effect on it.
    pub fn refresh(&mut self, rule: &dyn Meeting, agent: usize) {
        rule.chill(agent, &mut self.minds());
    }

    /// One encounter of an agent with these followees.
    pub fn meet(&mut self, rule: &dyn Meeting, agent: usize, followees: &[u32], seed: u64) -> f64 {
        let mut stream = Draws::new(seed, 0).stream(Purpose::Test, 0, agent as u32);
        rule.meet(agent, followees, &mut self.minds(), &mut stream)
    }
}

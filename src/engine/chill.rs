//! Who is chilled by being watched, and how much: the climate's part and that of interventions.

use super::model::Model;
use super::state::State;
use crate::expression::{Meeting, Minds};
use crate::interventions::Levers;
use crate::world::Agents;

/// χ of an agent, from the climate and from interventions.
pub(super) fn chill_on(
    model: &Model,
    levers: Option<&Levers>,
    agents: &Agents,
    outnumbered: &[bool],
    agent: usize,
) -> f64 {
    model.climate.chill_on(agent, agents, outnumbered) + levers.map_or(0.0, |levers| levers.chill_of(agent))
}

/// Whether anybody can be chilled in this tick.
pub(super) fn is_chilled(model: &Model, levers: Option<&Levers>) -> bool {
    model.climate.chilling() > 0.0 || levers.is_some_and(Levers::chills)
}

impl State {
    /// χ of everybody, for a rule that learns from encounters, and what follows from it. O(N), O(1) where nobody is or was
    /// chilled.
    pub(super) fn chill_all(&mut self, model: &Model) {
        let Some(meeting) = model.expression.meets() else { return };
        let levers = self.running.as_ref().map(|running| &running.levers);
        let (was, is) = (!self.chill.is_empty(), is_chilled(model, levers));
        let mut chill = std::mem::take(&mut self.chill);
        chill.clear();
        if is {
            let (agents, outnumbered) = (&self.agents, &self.outnumbered);
            chill.extend((0..agents.len()).map(|agent| chill_on(model, levers, agents, outnumbered, agent)));
        }
        self.chill = chill;
        if was || is {
            (0..self.agents.len()).for_each(|agent| self.show_chill(meeting, agent));
        }
    }

    /// The same for one agent, after it has looked at how outnumbered it is.
    pub(super) fn chill_again(&mut self, model: &Model, meeting: &dyn Meeting, agent: usize) {
        if self.chill.is_empty() || self.outnumbered.is_empty() {
            return;
        }
        // What an intervention does to an agent is fixed for the tick.
        let levers = self.running.as_ref().map(|running| &running.levers);
        self.chill[agent] = chill_on(model, levers, &self.agents, &self.outnumbered, agent);
        self.show_chill(meeting, agent);
    }

    fn show_chill(&mut self, meeting: &dyn Meeting, agent: usize) {
        meeting.chill(agent, &mut self.minds());
    }

    /// What a rule that learns from encounters may look at and change.
    pub(super) fn minds(&mut self) -> Minds<'_> {
        Minds {
            agents: &mut self.agents,
            voices: &mut self.voices,
            stances: &mut self.stances,
            chill: &self.chill,
        }
    }
}

//! A run from tick 0 to its end.

use std::sync::atomic::{AtomicBool, Ordering};

use super::model::{Model, StoppedBy};
use super::state::{SetupError, State};
use crate::network::Graph;
use crate::random::Draws;
use crate::world::{Agents, View};

/// What an observer is told of a tick.
pub struct Observation<'a> {
    /// The state at this tick.
    pub view: View<'a>,
    /// Whether this is the last tick of the run.
    pub last: bool,
}

/// One run of a model.
#[derive(Debug)]
pub struct Simulation<'a> {
    model: &'a Model,
    state: State,
}

impl<'a> Simulation<'a> {
    /// A run at tick 0. `parallel`: spread each tick over the threads of the current pool; the result is the same.
    ///
    /// # Errors
    /// Arrays that do not fit together, or too many posts.
    pub fn new(
        model: &'a Model,
        graph: Graph,
        agents: Agents,
        draws: Draws,
        parallel: bool,
    ) -> Result<Self, SetupError> {
        Ok(Self { model, state: State::new(model, graph, agents, draws, parallel)? })
    }

    /// The state between two ticks.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Plays to the end. `progress` is told every tick; `observer` sees tick 0, every `watch.every`-th tick and the last one. Gives None where
    /// `interrupted` was set before the end.
    pub fn run(
        &mut self,
        interrupted: &AtomicBool,
        progress: &dyn Fn(u32),
        mut observer: impl FnMut(&Observation<'_>),
    ) -> Option<StoppedBy> {
        let stop = &self.model.stop;
        let every = self.model.watch.every.max(1);
        observer(&Observation { view: self.state.view(self.model), last: stop.ticks == 0 });
        // The last tick of a run that settles is known only after it: it is then observed once more, or, where that
        // would not be the same, every tick that may be the last is observed.
        let always = stop.settles() && !State::can_observe_again(self.model);
        while self.state.tick < stop.ticks {
            if interrupted.load(Ordering::Relaxed) {
                return None;
            }
            let tick = self.state.tick + 1;
            let due = tick.is_multiple_of(every) || tick == stop.ticks;
            let always = always && stop.may_settle(tick);
            self.state.step(self.model, due || always);
            progress(tick);
            let settled = self.state.has_settled(self.model);
            if settled && !due && !always {
                self.state.observe_again(self.model);
            }
            if due || settled {
                let last = settled || tick == stop.ticks;
                observer(&Observation { view: self.state.view(self.model), last });
            }
            if settled {
                return Some(StoppedBy::Settled);
            }
        }
        Some(if stop.settles() { StoppedBy::Cap } else { StoppedBy::Ticks })
    }

    /// Plays one tick without observing it, for benchmarks.
    pub fn step(&mut self) {
        self.state.step(self.model, false);
    }
}

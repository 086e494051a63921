//! Phase 7 where a platform names the accounts to follow: it sees the whole network, so that it comes after the readers'
//! own phases. In a synchronous tick all see the ties and opinions that the readers left, and the changes take effect
//! together; in a sequential one each turn sees the newest state.

use rayon::prelude::*;

use super::model::Model;
use super::state::{SetupError, State};
use crate::math;
use crate::network::Graph;
use crate::random::Purpose;
use crate::ties::{Adviser, Change, Extent, Pace, Platform};
use crate::world::{Agents, voice};

/// The size of the run, and the changes made so far: a budget is one of the whole run, whichever rule is in force.
#[derive(Clone, Copy, Debug)]
pub struct Advice {
    run: Extent,
    made: u64,
}

impl Advice {
    /// At the start of a run of `agents` on `graph`.
    ///
    /// # Errors
    /// A budget that is to be spent sooner than the readers can follow recommendations.
    pub(super) fn of(model: &Model, graph: &Graph, agents: &Agents) -> Result<Self, SetupError> {
        let activity = |agent: usize| {
            if agents.kind[agent].is_human() { agents.activity_of(agent) } else { 0.0 }
        };
        let run = Extent {
            present: math::ordered_sum((0..agents.len()).map(activity)),
            ties: graph.ties(),
            ticks: model.stop.ticks,
            turns: f64::from(model.order.turns),
        };
        let pace = model.ties.adviser().map(|adviser| adviser.pace(&run));
        match pace {
            Some(Pace { probability, most: Some(most) }) if probability > 1.0 && run.ticks > 0 => {
                let chances = libm::round(most as f64 / probability) as u64;
                Err(SetupError::BudgetTooLarge { most, chances })
            }
            _ => Ok(Self { run, made: 0 }),
        }
    }

    /// Changes that a budget still allows.
    fn left(&self, pace: &Pace) -> u64 {
        pace.most.map_or(u64::MAX, |most| most.saturating_sub(self.made))
    }
}

impl State {
    /// What the platform sees.
    fn platform(&self) -> Platform<'_> {
        Platform { graph: &self.graph, followers: &self.followers, agents: &self.agents }
    }

    /// Advice to one reader under the draws of `turn`.
    fn advice(&self, adviser: &dyn Adviser, pace: Pace, reader: u32, turn: u32) -> Option<Change> {
        let mut stream = self.draws.stream(Purpose::Recommend, self.tick, turn);
        if !stream.chance(pace.probability) {
            return None;
        }
        adviser.advise(&self.platform(), reader, &mut stream)
    }

    /// Advises every present human after a synchronous tick. Where the budget allows fewer changes than there are, it
    /// is drawn which ones are made.
    pub(super) fn advise(&mut self, model: &Model) {
        let Some(adviser) = model.ties.adviser() else { return };
        let pace = adviser.pace(&self.advice.run);
        let left = self.advice.left(&pace);
        if left == 0 {
            return;
        }
        let present = voice::PRESENT | voice::AUTOMATED;
        let named = |reader: u32| {
            (self.voices[reader as usize] & present == voice::PRESENT)
                .then(|| self.advice(adviser, pace, reader, reader))
                .flatten()
                .map(|change| (reader, change))
        };
        let readers = 0..self.agents.len() as u32;
        let mut changes: Vec<(u32, Change)> = if self.parallel {
            readers.into_par_iter().filter_map(named).collect()
        } else {
            readers.filter_map(named).collect()
        };
        if (changes.len() as u64) > left {
            self.draws.stream(Purpose::Recommend, self.tick, u32::MAX).shuffle(&mut changes);
            changes.truncate(left as usize);
        }
        for (reader, change) in changes {
            self.follow(reader as usize, change);
        }
    }

    /// Advises one reader in its micro-step. Gives the tie that changed, by its position among the reader's.
    pub(super) fn advise_one(&mut self, model: &Model, reader: usize, turn: u32) -> Option<u32> {
        let adviser = model.ties.adviser()?;
        let pace = adviser.pace(&self.advice.run);
        if self.advice.left(&pace) == 0 {
            return None;
        }
        let change = self.advice(adviser, pace, reader as u32, turn)?;
        self.follow(reader, change);
        Some(change.tie)
    }

    /// Makes a change.
    fn follow(&mut self, reader: usize, change: Change) {
        let tie = self.graph.row(reader).start + change.tie as usize;
        let (_, targets, _) = self.graph.rows_mut();
        let lost = std::mem::replace(&mut targets[tie], change.followee);
        self.graph.set_directed();
        self.followers[lost as usize] -= 1;
        self.followers[change.followee as usize] += 1;
        if let Some(affinity) = self.affinity.get_mut(tie) {
            *affinity = 0.5;
        }
        // What the new followee has published before counts as seen.
        let words = self.posts.words;
        for word in 0..if self.seen.is_empty() { 0 } else { words } {
            self.seen[tie * words + word] = self.posts.live[change.followee as usize * words + word];
        }
        self.advice.made += 1;
    }
}

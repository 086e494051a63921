//! Phase 7 where a platform names the accounts to follow: it sees the whole network, so that it comes after the readers'
//! own phases. In a synchronous tick all see the ties and opinions that the readers left, and the changes take effect
//! together; in a sequential one each turn sees the newest state.

use rayon::prelude::*;

use super::model::Model;
use super::state::State;
use crate::network::Graph;
use crate::random::Purpose;
use crate::ties::{Adviser, Change, Extent, Pace, Platform};
use crate::world::voice;

/// How many changes a run may still make, and how often.
#[derive(Clone, Copy, Debug)]
pub struct Advice {
    pace: Pace,
    made: u64,
}

impl Advice {
    /// At the start of a run on `graph`. None where nobody advises.
    pub(super) fn of(model: &Model, graph: &Graph) -> Option<Self> {
        let run = Extent {
            agents: graph.agents(),
            ties: graph.ties(),
            ticks: model.stop.ticks,
            turns: f64::from(model.order.turns),
        };
        model.ties.adviser().map(|adviser| Self { pace: adviser.pace(&run), made: 0 })
    }

    /// Changes that the budget still allows.
    fn left(&self) -> u64 {
        self.pace.most.map_or(u64::MAX, |most| most.saturating_sub(self.made))
    }
}

impl State {
    /// What the platform sees.
    fn platform(&self) -> Platform<'_> {
        Platform { graph: &self.graph, followers: &self.followers, agents: &self.agents }
    }

    /// Advice to one reader under the draws of `turn`.
    fn advice(&self, adviser: &dyn Adviser, advice: Advice, reader: u32, turn: u32) -> Option<Change> {
        let mut stream = self.draws.stream(Purpose::Recommend, self.tick, turn);
        if !stream.chance(advice.pace.probability) {
            return None;
        }
        adviser.advise(&self.platform(), reader, &mut stream)
    }

    /// Advises every present human after a synchronous tick. Where the budget allows fewer changes than there are, it
    /// is drawn which ones are made.
    pub(super) fn advise(&mut self, model: &Model) {
        let (Some(adviser), Some(advice)) = (model.ties.adviser(), self.advice) else { return };
        if advice.left() == 0 {
            return;
        }
        let present = voice::PRESENT | voice::AUTOMATED;
        let named = |reader: u32| {
            (self.voices[reader as usize] & present == voice::PRESENT)
                .then(|| self.advice(adviser, advice, reader, reader))
                .flatten()
                .map(|change| (reader, change))
        };
        let readers = 0..self.agents.len() as u32;
        let mut changes: Vec<(u32, Change)> = if self.parallel {
            readers.into_par_iter().filter_map(named).collect()
        } else {
            readers.filter_map(named).collect()
        };
        if (changes.len() as u64) > advice.left() {
            self.draws.stream(Purpose::Recommend, self.tick, u32::MAX).shuffle(&mut changes);
            changes.truncate(advice.left() as usize);
        }
        for (reader, change) in changes {
            self.follow(reader as usize, change);
        }
    }

    /// Advises one reader in its micro-step. Gives the tie that changed, by its position among the reader's.
    pub(super) fn advise_one(&mut self, model: &Model, reader: usize, turn: u32) -> Option<u32> {
        let (Some(adviser), Some(advice)) = (model.ties.adviser(), self.advice) else { return None };
        if advice.left() == 0 {
            return None;
        }
        let change = self.advice(adviser, advice, reader as u32, turn)?;
        self.follow(reader, change);
        Some(change.tie)
    }

    /// Makes a change.
    fn follow(&mut self, reader: usize, change: Change) {
        let tie = self.graph.row(reader).start + change.tie as usize;
        let (_, targets) = self.graph.rows_mut();
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
        if let Some(advice) = &mut self.advice {
            advice.made += 1;
        }
    }
}

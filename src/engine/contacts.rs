//! Before phase 1: contacts that are drawn anew, where the rule of ties says so, become the ties of the tick.
//!
//! Who is active is hashed from one word a tick. Every agent's contacts depend on the opinions at the beginning of the tick and on its own draws, so that chunks of
//! agents draw them in parallel; lists are put together in the order of the chunks.

use super::chunks::{self, CHUNK, PerWorker};
use super::model::Model;
use super::state::State;
use crate::random::{Purpose, mix64};
use crate::ties::Meeting;
use crate::world::{Partners, Ranks};

/// What is kept from tick to tick where ties are drawn anew.
#[derive(Debug)]
pub(super) struct Meetings {
    ranks: Ranks,
    /// (reader, whom it hears), a list a chunk of agents.
    heard: Vec<Vec<(u32, u32)>>,
    workers: PerWorker<(Partners, Vec<u32>)>,
}

impl Meetings {
    pub fn new(agents: usize, parallel: bool) -> Self {
        let heard = vec![Vec::new(); agents.div_ceil(CHUNK)];
        Self { ranks: Ranks::default(), heard, workers: PerWorker::new(parallel) }
    }
}

impl State {
    /// Draws the contacts of this tick and makes them the ties.
    pub(super) fn meet(&mut self, model: &Model, observe: bool) {
        let (Some(rule), Some(mut meetings)) = (model.ties.contacts(), self.meetings.take()) else { return };
        let agents = self.agents.len();
        let Meetings { ranks, heard, workers } = &mut meetings;
        if rule.by_opinion() || ranks.is_empty() {
            // Who heard nothing has moved like all others who heard nothing.
            ranks.refresh(&self.agents.opinion, |agent| self.graph.degree(agent as usize) > 0);
        }
        let (rates, draws, tick, ranks, workers) =
            (&self.agents.contact_rate, &self.draws, self.tick, &*ranks, &*workers);
        // No agent has this number.
        let coins = draws.words(Purpose::Contacts, tick, u32::MAX)[0];
        let mut lists: Vec<_> = chunks::ranges(agents).zip(heard.iter_mut()).collect();
        chunks::for_each(&mut lists, self.parallel, |(range, heard)| {
            let (partners, met) = &mut *workers.get();
            heard.clear();
            for agent in range.clone() {
                let coin = (mix64(coins, agent as u32) >> 11) as f64 / 9_007_199_254_740_992.0;
                if rates.get(agent).is_none_or(|&rate| coin < rate) {
                    let mut meeting = Meeting { partners, met, heard };
                    rule.meet(agent as u32, ranks, (draws, tick), &mut meeting);
                }
            }
        });
        self.graph.refill(&meetings.heard);
        if observe || model.ranking.needs().followers {
            self.followers.fill(0);
            for &heard in self.graph.targets() {
                self.followers[heard as usize] += 1;
            }
        }
        self.meetings = Some(meetings);
    }
}

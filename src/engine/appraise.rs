//! Phase 3, before the readers: what every live post is worth to whoever reads it.

use super::chunks::{self, Cutter};
use super::model::Model;
use super::pass::SlotTables;
use super::state::State;

/// A chunk of authors, and the worth of what they have published.
struct Authors<'a> {
    first: usize,
    worth: &'a mut [f32],
}

impl State {
    /// A number a slot, where the ranking asks for it, in the memory of the last tick, to be given back; slots without a live post keep what they had. A
    /// reshare goes by the counts of its original while that lives, and by its own age. O(live posts), in the order in
    /// which they are stored: a reader gathers 4 bytes a candidate in place of all counts.
    pub(super) fn appraise(&mut self, model: &Model, slots: &SlotTables) -> Vec<f32> {
        let mut worth = std::mem::take(&mut self.worth);
        let posts = &self.posts;
        if !model.ranking.needs().worth || posts.counts.is_empty() {
            worth.clear();
            return worth;
        }
        worth.resize(posts.counts.len(), 0.0);
        let mut rest = Cutter::new(&mut worth);
        let mut authors: Vec<Authors<'_>> = chunks::ranges(self.agents.len())
            .map(|range| Authors { first: range.start, worth: rest.cut(range.len() * posts.capacity) })
            .collect();
        let ranking = &*model.ranking;
        chunks::for_each(&mut authors, self.parallel, |authors| {
            for (at, worth) in authors.worth.chunks_mut(posts.capacity).enumerate() {
                let author = authors.first + at;
                let first = author * posts.capacity;
                for word in 0..posts.words {
                    let mut live = posts.live[author * posts.words + word];
                    while live != 0 {
                        let slot = word * 64 + live.trailing_zeros() as usize;
                        live &= live - 1;
                        let item = first + slot;
                        let counted = if slots.is_reshare[slot] {
                            posts.index_of(posts.root[item], self.tick).unwrap_or(item)
                        } else {
                            item
                        };
                        worth[slot] = ranking.worth(&posts.counts[counted], slots.age[slot]);
                    }
                }
            }
        });
        worth
    }
}

//! Phase 3, before the readers: what is fetched of a post for every reader whose candidate it is.

use super::chunks::{self, Cutter};
use super::model::Model;
use super::pass::SlotTables;
use super::state::State;

/// What a reader fetches of a candidate, side by side: 8 bytes from one place in the memory in place of two.
#[derive(Clone, Copy, Debug, Default)]
pub struct Digest {
    /// The bits of what the ranking takes the post to be worth; where it goes by reactions instead, their number.
    pub value: u32,
    /// The stance of the post.
    pub stance: f32,
}

/// A chunk of authors, and the digests of what they have published.
struct Authors<'a> {
    first: usize,
    digests: &'a mut [Digest],
}

impl State {
    /// A digest a slot, where the ranking goes by what readers did with posts, in the memory of the last tick, to be given
    /// back; slots without a live post keep what they had. A reshare goes by the counts of its original while that lives,
    /// and by its own age. O(live posts), in the order in which they are stored.
    pub(super) fn appraise(&mut self, model: &Model, slots: &SlotTables) -> Vec<Digest> {
        let mut digests = std::mem::take(&mut self.digests);
        let posts = &self.posts;
        let needs = model.ranking.needs();
        let is_asked = if needs.worth { !posts.counts.is_empty() } else { needs.reactions };
        if !is_asked || posts.stance.is_empty() {
            digests.clear();
            return digests;
        }
        digests.resize(posts.stance.len(), Digest::default());
        let mut rest = Cutter::new(&mut digests);
        let mut authors: Vec<Authors<'_>> = chunks::ranges(self.agents.len())
            .map(|range| Authors { first: range.start, digests: rest.cut(range.len() * posts.capacity) })
            .collect();
        let ranking = &*model.ranking;
        chunks::for_each(&mut authors, self.parallel, |authors| {
            for (at, digests) in authors.digests.chunks_mut(posts.capacity).enumerate() {
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
                        let value = if needs.worth {
                            ranking.worth(&posts.counts[counted], slots.age[slot]).to_bits()
                        } else {
                            posts.reactions[counted]
                        };
                        digests[slot] = Digest { value, stance: posts.stance[item] };
                    }
                }
            }
        });
        digests
    }
}

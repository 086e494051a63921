//! Feeds from a platform that keeps its last M posts.

use crate::engine::model::{Model, Slots};
use crate::engine::offer;
use crate::engine::pass::{Chunk, Frozen, Reader, Scratch};
use crate::engine::state::State;
use crate::random::mix;
use crate::world::{PostId, PostStore, SideCounts, StoredPost, voice};

/// Fills the feed with the newest posts in store by the reader's followees, without those that the reader wrote. A post
/// may be shown again as long as it is in store, and an original beside its reshares.
pub(in crate::engine) fn show(
    frozen: &Frozen<'_>,
    chunk: &Chunk<'_>,
    reader: Reader,
    store: &PostStore,
    scratch: &mut Scratch,
) {
    let feed = &mut scratch.feed;
    feed.clear();
    let most = match frozen.model.feed.slots {
        Slots::All => usize::MAX,
        Slots::First(slots) => slots as usize,
    };
    let row = &chunk.targets[reader.row.0..reader.row.1];
    let (delivery, own) = (frozen.model.feed.reach.delivery, chunk.opinion[reader.at]);
    let key = if delivery.is_certain() { 0 } else { offer::key(frozen, reader, true) };
    let is_offered = |post: &StoredPost| {
        delivery.is_certain()
            || delivery.offers((post.stance - own).abs(), frozen.scale.unit(), mix(key, post.number as u32))
    };
    store.screen(row, most, &mut scratch.heads, |post, tie| {
        let counts = is_others(post, reader) && is_offered(post);
        if counts {
            feed.authors.push(post.poster);
            feed.stances.push(post.stance);
            feed.sides.push(frozen.scale.side(post.stance));
            feed.ties.push(tie);
            feed.items.push(store.slot_of(post.number) as u32);
            feed.originators.push(post.originator());
        }
        counts
    });
    if frozen.needs_affinity {
        let affinity = &chunk.affinity[reader.row.0..reader.row.1];
        feed.affinities.extend(feed.ties.iter().map(|&tie| affinity[tie as usize]));
    }
}

/// Whether somebody else than the reader wrote it.
fn is_others(post: &StoredPost, reader: Reader) -> bool {
    post.originator() as usize != reader.id
}

/// Counts what the reader's followees have in store, each original once.
pub(in crate::engine) fn record_expressed(
    frozen: &Frozen<'_>,
    followees: &[u32],
    (reader, own): (Reader, i8),
    store: &PostStore,
    originals: &mut Vec<(PostId, i8)>,
    counts: &mut SideCounts,
) {
    originals.clear();
    for &followee in followees {
        let posts = store.of(followee).filter(|post| is_others(post, reader));
        originals.extend(posts.map(|post| (post.root, frozen.scale.side(post.stance))));
    }
    originals.sort_unstable();
    originals.dedup_by_key(|(root, _)| *root);
    for &(_, side) in originals.iter() {
        counts.add(own, side, 1);
    }
}

impl State {
    /// Publishes what the agent reshared when it last read, or else new posts if it speaks. `observe`: record it.
    pub(super) fn publish(&mut self, model: &Model, agent: usize, observe: bool) {
        let Some(store) = &mut self.store else { return };
        let scale = self.agents.scale;
        let mut publish = |root: Option<PostId>, stance: f64| {
            store.publish(agent as u32, root, stance);
            if observe {
                self.observed.note_published(agent, stance, scale);
            }
        };
        let reshares = if model.has_reshares() { model.feed.reshares_per_tick as usize } else { 0 };
        let mut reshared = false;
        for pending in &mut self.pending[agent * reshares..(agent + 1) * reshares] {
            let pending = std::mem::take(pending);
            if pending.root != PostId::NONE {
                publish(Some(pending.root), pending.stance);
                reshared = true;
            }
        }
        if !reshared && voice::speaks(self.voices[agent]) {
            for _ in 0..model.feed.posts_per_tick {
                publish(None, self.agents.opinion[agent]);
            }
        }
    }
}

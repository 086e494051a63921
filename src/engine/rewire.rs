//! Phase 7: the reader gives up a tie for another.

use super::pass::{Chunk, Frozen, Reader, Scratch};
use crate::random::Purpose;
use crate::ties::Circle;
use crate::world::voice;

/// Lets the rule change one of the reader's ties. `before`: its opinion before influence.
pub(super) fn rewire(
    frozen: &Frozen<'_>,
    chunk: &mut Chunk<'_>,
    reader: Reader,
    before: f64,
    scratch: &mut Scratch,
) {
    let mut stream = frozen.draws.stream(Purpose::Rewire, frozen.tick, reader.turn);
    let row = reader.row.0..reader.row.1;
    let shown = scratch.feed.shown();
    let stance_of = |account: u32| {
        voice::speaks(frozen.voices[account as usize]).then(|| spoken_stance(frozen, account)).flatten()
    };
    let circle = Circle {
        reader: reader.id as u32,
        agents: frozen.agents,
        opinion: chunk.opinion[reader.at],
        before,
        scale: frozen.scale,
        followees: &chunk.targets[row.clone()],
        shown: &shown,
        originators: &scratch.feed.originators,
        stance_of: &stance_of,
        store: frozen.store,
    };
    let Some(change) = frozen.model.ties.change(&circle, &mut stream) else { return };
    debug_assert!((change.tie as usize) < row.len(), "a tie that the reader does not have");
    let tie = row.start + change.tie as usize;
    scratch.moved_ties.push((chunk.targets[tie], change.followee));
    chunk.targets[tie] = change.followee;
    if let Some(affinity) = chunk.affinity.get_mut(tie) {
        *affinity = 0.5;
    }
    // A new followee is read from now on: what it has published before counts as seen.
    let words = frozen.posts.words;
    for word in 0..words {
        chunk.seen[tie * words + word] = frozen.posts.live[change.followee as usize * words + word];
    }
}

/// The stance of what an account that speaks in this tick has published.
fn spoken_stance(frozen: &Frozen<'_>, account: u32) -> Option<f64> {
    if frozen.standing {
        return Some(frozen.stances[account as usize]);
    }
    if let Some(store) = frozen.store {
        return store.of(account).next().map(|post| post.stance);
    }
    let slot = frozen.posts.first_slot(frozen.tick) as usize;
    Some(f64::from(frozen.posts.stance[account as usize * frozen.posts.capacity + slot]))
}

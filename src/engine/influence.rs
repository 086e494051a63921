//! Phase 6: the reader's opinion moves.

use super::readers::{Chunk, Frozen, Reader, Scratch};

/// Applies the rule, stubbornness (x ← λz + (1 − λ)·result) and the range of opinions.
#[inline]
pub(super) fn influence(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, reader: Reader, scratch: &Scratch) {
    let rule = &frozen.model.influence;
    if !rule.is_active() {
        return;
    }
    let own = chunk.opinion[reader.at];
    let target = rule.target(own, &scratch.feed.shown());
    let stubbornness = frozen.stubbornness[reader.id];
    let held = if stubbornness > 0.0 {
        stubbornness * frozen.anchors[reader.id] + (1.0 - stubbornness) * target
    } else {
        target
    };
    let opinion = frozen.scale.clamp(held);
    chunk.moved = chunk.moved.max((opinion - own).abs());
    chunk.opinion[reader.at] = opinion;
    chunk.side[reader.at] = frozen.scale.side(opinion);
}

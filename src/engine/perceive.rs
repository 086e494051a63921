//! Phase 5: the reader's confidence moves with the support seen.

use super::readers::{Chunk, Frozen, Reader, Scratch};
use crate::world::{Tally, voice};

/// How much of each side stands in the feed.
pub(super) fn tally(frozen: &Frozen<'_>, scratch: &Scratch) -> Tally {
    let mut tally = Tally::default();
    for (&author, &side) in scratch.feed.authors.iter().zip(&scratch.feed.sides) {
        let automated = voice::is_automated(frozen.voices[author as usize]);
        let count = u32::from(side != 0);
        match (side > 0, automated) {
            (true, false) => tally.positive += count,
            (false, false) => tally.negative += count,
            (true, true) => tally.positive_bots += count,
            (false, true) => tally.negative_bots += count,
        }
    }
    tally
}

/// Moves the inner state and the confidence derived from it.
#[inline]
pub(super) fn perceive(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, reader: Reader, tally: Tally) {
    let rule = &frozen.model.expression;
    if rule.is_deaf() {
        return;
    }
    let heard = tally.heard(voice::side(frozen.voices[reader.id]), frozen.model.bot_weight);
    let inner = rule.perceive(chunk.inner[reader.at], heard);
    chunk.inner[reader.at] = inner;
    let confidence = rule.confidence(inner);
    chunk.moved = chunk.moved.max((confidence - chunk.confidence[reader.at]).abs());
    chunk.confidence[reader.at] = confidence;
}

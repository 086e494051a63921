//! Phase 5: the reader's confidence moves with the support seen.

use super::chunks::CHUNK;
use super::pass::{Chunk, Frozen, Reader, Scratch};
use super::serve::tally_all;
use crate::world::{Heard, Tally, voice};

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

/// Phases 3 and 5 of a whole chunk where everything is shown and nothing but perception follows: no feed is made.
pub(super) fn perceive_everything(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>) {
    let rule = &frozen.model.expression;
    if rule.is_deaf() {
        return;
    }
    let length = chunk.opinion.len();
    let mut heard = [Heard::default(); CHUNK];
    let mut reads = [false; CHUNK];
    let voices = &frozen.voices[chunk.first..chunk.first + length];
    let mut start = 0;
    for (at, &own) in voices.iter().enumerate() {
        let end = frozen.offsets[chunk.first + at + 1] - chunk.first_tie;
        reads[at] = own & (voice::PRESENT | voice::AUTOMATED) == voice::PRESENT;
        if reads[at] {
            let tally = tally_all(frozen.voices, &chunk.targets[start..end]);
            heard[at] = tally.heard(voice::side(own), frozen.model.bot_weight);
        }
        start = end;
    }
    chunk.moved = rule.perceive_all(&heard[..length], &reads[..length], chunk.inner, chunk.confidence);
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

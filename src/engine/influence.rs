//! Phase 6: the reader's opinion moves.

use super::pass::{Chunk, Encounter, Frozen, Reader, Scratch};
use crate::random::Purpose;
use crate::world::{Scale, voice};

/// Phases 3 and 6 of a whole chunk where everything is shown and nothing but influence follows: of a feed, only the
/// stances are made.
pub(super) fn influence_everything(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, scratch: &mut Scratch) {
    scratch.feed.clear();
    for at in 0..chunk.opinion.len() {
        let id = chunk.first + at;
        let row = (frozen.offsets[id] - chunk.first_tie, frozen.offsets[id + 1] - chunk.first_tie);
        if frozen.voices[id] & (voice::PRESENT | voice::AUTOMATED) != voice::PRESENT {
            continue;
        }
        let followees = &chunk.targets[row.0..row.1];
        let stances = &mut scratch.feed.stances;
        stances.resize(followees.len(), 0.0);
        // Every stance is written down and the next one overwrites that of whoever is silent.
        let mut speakers = 0;
        for &followee in followees {
            stances[speakers] = frozen.stances[followee as usize];
            speakers += usize::from(voice::speaks(frozen.voices[followee as usize]));
        }
        stances.truncate(speakers);
        influence(frozen, chunk, Reader { id, turn: id as u32, at, row, only: None }, scratch);
    }
}

/// Applies the rule.
#[inline]
pub(super) fn influence(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, reader: Reader, scratch: &Scratch) {
    let rule = &frozen.model.influence;
    if !rule.is_active() {
        return;
    }
    if let Some(encounter) = frozen.encounter {
        meet(frozen, chunk, reader, encounter);
        return;
    }
    let own = chunk.opinion[reader.at];
    let feed = if scratch.beliefs.is_empty() { &scratch.feed } else { &scratch.believed };
    let shown = feed.shown();
    let target = if rule.is_random() {
        let random = frozen.pushed.map_or_else(
            || {
                let words = frozen.draws.words(Purpose::Influence, frozen.tick, reader.turn);
                u64::from(words[0]) | (u64::from(words[1]) << 32)
            },
            |pushed| pushed.random,
        );
        rule.drawn_target(own, &shown, frozen.scale, random)
    } else if rule.counts_silent() {
        let affinities = chunk.affinity.get(reader.row.0..reader.row.1).unwrap_or(&[]);
        rule.target_among(own, &shown, reader.row.1 - reader.row.0, affinities)
    } else {
        rule.target(own, &shown)
    };
    hold(frozen, chunk, (reader.id, reader.at), target);
}

/// Applies a rule of encounters to the reader and, if it is human, its partner. The chunk holds everybody.
fn meet(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, reader: Reader, encounter: Encounter) {
    let (Some((partner, _)), Some(rule)) = (encounter.partner, frozen.model.influence.pairs()) else {
        return;
    };
    let partner = partner as usize;
    let (own, other) = (chunk.opinion[reader.at], frozen.stances[partner]);
    let (after, other_after) = rule.encounter(own, other, frozen.scale, encounter.random);
    hold(frozen, chunk, (reader.id, reader.at), after);
    if other_after != other && !voice::is_automated(frozen.voices[partner]) {
        hold(frozen, chunk, (partner, partner - chunk.first), other_after);
    }
}

/// What a rule leads to, less stubbornness (x ← λz + (1 − λ)·result), within the range.
#[inline]
pub(super) fn held(target: f64, stubbornness: f64, anchor: f64, scale: Scale) -> f64 {
    let held =
        if stubbornness > 0.0 { stubbornness * anchor + (1.0 - stubbornness) * target } else { target };
    scale.clamp(held)
}

/// Moves an agent to what a rule leads to.
#[inline]
fn hold(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, (id, at): (usize, usize), target: f64) {
    let anchor = frozen.anchors.get(id).copied().unwrap_or_default(); // there are none where nobody is stubborn
    let opinion = held(target, frozen.stubbornness[id], anchor, frozen.scale);
    chunk.moved = chunk.moved.max((opinion - chunk.opinion[at]).abs());
    chunk.opinion[at] = opinion;
    chunk.side[at] = frozen.scale.side(opinion);
}

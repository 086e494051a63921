//! Phase 5: the reader's confidence moves with the support that it perceives.
//!
//! Whom a reader looks at is the same question for every rule (`expression.perceives`): what the feed shows, all
//! followees, or a sample of them. A rule gets the answer as [`Heard`], or as [`Impression`] where it asks for more.

use super::chunks::CHUNK;
use super::climate::Perceives;
use super::pass::{Chunk, Frozen, Reader, Scratch};
use super::serve::tally_all;
use crate::random::Purpose;
use crate::world::{Heard, Impression, Tally, voice};

/// How much of each side stands in the feed.
pub(super) fn tally(frozen: &Frozen<'_>, scratch: &Scratch) -> Tally {
    let mut tally = Tally::default();
    let media = frozen.model.climate.media_weight.is_some();
    for (&author, &side) in scratch.feed.authors.iter().zip(&scratch.feed.sides) {
        count(&mut tally, frozen.voices[author as usize], side, media);
    }
    tally
}

/// Counts one expression. `media`: media are counted by themselves.
#[inline]
pub(super) fn count(tally: &mut Tally, author: u8, side: i8, media: bool) {
    let one = u32::from(side != 0);
    if media && voice::is_medium(author) {
        *(if side > 0 { &mut tally.positive_media } else { &mut tally.negative_media }) += one;
        return;
    }
    match (side > 0, voice::is_automated(author)) {
        (true, false) => tally.positive += one,
        (false, false) => tally.negative += one,
        (true, true) => tally.positive_bots += one,
        (false, true) => tally.negative_bots += one,
    }
}

/// Phases 3 and 5 of a whole chunk where all followees are perceived and nothing but perception follows: no feed is
/// made, and a reader's followees are only counted, by those for whom anything has changed ([`Kept`](super::kept::Kept)).
pub(super) fn perceive_everything(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>) {
    let rule = &frozen.model.expression;
    if rule.is_deaf() {
        return;
    }
    let mut reads = [false; CHUNK];
    let reads = &mut reads[..chunk.opinion.len()];
    let voices = &frozen.voices[chunk.first..chunk.first + reads.len()];
    for (reads, &own) in reads.iter_mut().zip(voices) {
        *reads = voice::reads(own);
    }
    // Who is not here goes on having to count.
    for (at, (stale, &reads)) in chunk.stale.iter_mut().zip(&*reads).enumerate() {
        if *stale && reads {
            let row = &frozen.offsets[chunk.first + at..][..2];
            let followees = &chunk.targets[row[0] - chunk.first_tie..row[1] - chunk.first_tie];
            let tally = tally_all(frozen.voices, followees);
            chunk.kept[at] = heard_of(frozen, voice::side(voices[at]), tally);
            *stale = false;
        }
    }
    chunk.moved = rule.perceive_all(chunk.kept, reads, chunk.inner, chunk.confidence);
}

/// As [`perceive_everything`], where more than a count is needed.
pub(super) fn perceive_each(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, scratch: &mut Scratch) {
    for at in 0..chunk.opinion.len() {
        let id = chunk.first + at;
        if voice::reads(frozen.voices[id]) {
            let row = (frozen.offsets[id] - chunk.first_tie, frozen.offsets[id + 1] - chunk.first_tie);
            perceive(frozen, chunk, Reader { id, turn: id as u32, at, row, only: None }, scratch, None);
        }
    }
}

/// Moves the inner state and the confidence derived from it. `shown`: the tally of the feed, where it was made.
#[inline]
pub(super) fn perceive(
    frozen: &Frozen<'_>,
    chunk: &mut Chunk<'_>,
    reader: Reader,
    scratch: &mut Scratch,
    shown: Option<Tally>,
) {
    let rule = &frozen.model.expression;
    let shown = shown.filter(|_| frozen.model.climate.perceives == Perceives::Shown);
    if rule.is_deaf() {
        // What it voices may not be what it believes, and it is its belief that is in the minority.
        if !chunk.outnumbered.is_empty() {
            let heard = impression(frozen, chunk, reader, scratch, shown, chunk.side[reader.at]).heard;
            chunk.outnumbered[reader.at] = heard.other > heard.own;
        }
        return;
    }
    let own = voice::side(frozen.voices[reader.id]);
    let inner = if let (true, Some(shown)) = (frozen.is_plain, shown) {
        rule.perceive(chunk.inner[reader.at], heard_of(frozen, own, shown))
    } else {
        let impression = impression(frozen, chunk, reader, scratch, shown, own);
        if let Some(outnumbered) = chunk.outnumbered.get_mut(reader.at) {
            *outnumbered = impression.heard.other > impression.heard.own;
        }
        rule.impress(chunk.inner[reader.at], &impression)
    };
    chunk.inner[reader.at] = inner;
    let confidence = rule.confidence(inner);
    chunk.moved = chunk.moved.max((confidence - chunk.confidence[reader.at]).abs());
    chunk.confidence[reader.at] = confidence;
}

/// What a reader on the side `own` hears.
#[inline]
fn heard_of(frozen: &Frozen<'_>, own: i8, tally: Tally) -> Heard {
    let climate = &frozen.model.climate;
    tally.heard(own, climate.bot_weight, climate.media_weight.unwrap_or(climate.bot_weight))
}

/// All that a rule may ask of what a reader on the side `own` perceives. `shown`: the tally of the feed, where it looks at
/// that.
fn impression(
    frozen: &Frozen<'_>,
    chunk: &Chunk<'_>,
    reader: Reader,
    scratch: &mut Scratch,
    shown: Option<Tally>,
    own: i8,
) -> Impression {
    let climate = &frozen.model.climate;
    let followees = &chunk.targets[reader.row.0..reader.row.1];
    let opinion = chunk.opinion[reader.at];
    let radius = frozen.model.expression.asks().radius;
    let mut near = (0.0, 0.0);
    let mut approach = |author: u8, stance: f64| {
        if let Some(radius) = radius {
            let weight = match (voice::is_automated(author), climate.media_weight) {
                (false, _) => 1.0,
                (true, Some(weight)) if voice::is_medium(author) => weight,
                (true, _) => climate.bot_weight,
            };
            near.1 += weight;
            near.0 += if (stance - opinion).abs() <= radius + ROUNDING { weight } else { 0.0 };
        }
    };
    let mut accounts = followees.len();
    let tally = if let Some(shown) = shown {
        let feed = &scratch.feed;
        for (&author, &stance) in feed.authors.iter().zip(&feed.stances) {
            approach(frozen.voices[author as usize], stance);
        }
        shown
    } else {
        let Scratch { sample, sampled, .. } = scratch;
        let perceived = match climate.perceives {
            Perceives::Sample(size) if (size as usize) < followees.len() => {
                draw_sample(frozen, reader, followees, size, sample, sampled);
                accounts = size as usize;
                &sample[..]
            }
            _ => followees,
        };
        let lasts = frozen.audible == voice::STANDS;
        let media = climate.media_weight.is_some();
        let mut tally = Tally::default();
        for &author in perceived {
            let other = frozen.voices[author as usize];
            if other & frozen.audible == 0 {
                continue;
            }
            let stance = frozen.stances.get(author as usize).copied().unwrap_or(0.0);
            let side = if lasts { frozen.scale.side(stance) } else { voice::side(other) };
            count(&mut tally, other, side, media);
            approach(other, stance);
        }
        tally
    };
    Impression {
        heard: heard_of(frozen, own, tally),
        near,
        accounts: accounts as u32,
        speaks: voice::speaks(frozen.voices[reader.id]),
        agents: frozen.agents,
    }
}

/// Distances are compared with the radius up to this, so that .3 counts as .3 whatever it was computed from.
const ROUNDING: f64 = 1e-12;

/// Draws `size` of the followees without repetition (Floyd's algorithm): one draw each, in O(size).
fn draw_sample(
    frozen: &Frozen<'_>,
    reader: Reader,
    followees: &[u32],
    size: u32,
    sample: &mut Vec<u32>,
    sampled: &mut Vec<u64>,
) {
    let mut stream = frozen.draws.stream(Purpose::Sample, frozen.tick, reader.turn);
    let count = followees.len() as u32;
    sampled.resize(sampled.len().max(followees.len().div_ceil(64)), 0);
    sample.clear();
    for last in count - size..count {
        let drawn = stream.below(last + 1);
        let is_taken = sampled[drawn as usize / 64] >> (drawn % 64) & 1 == 1;
        let chosen = if is_taken { last } else { drawn };
        sampled[chosen as usize / 64] |= 1 << (chosen % 64);
        sample.push(chosen);
    }
    for chosen in sample.iter_mut() {
        sampled[*chosen as usize / 64] = 0;
        *chosen = followees[*chosen as usize];
    }
}

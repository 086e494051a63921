//! Filling a feed under a quota for the two sides.

use super::model::Model;
use super::pass::{Chunk, FeedColumns, Frozen, Reader, Scratch};
use super::serve;
use crate::feed::Quota;
use crate::interventions::Levers;
use crate::world::voice;

/// A ranking's quota with the targets of this tick.
#[derive(Clone, Copy, Debug)]
pub(super) struct TickQuota {
    quota: Quota,
    targets: [f64; 2],
}

impl TickQuota {
    /// The quota that an intervention lays over the ranking, else the ranking's own, if there is one.
    pub fn of(model: &Model, levers: Option<&Levers>, voices: &[u8]) -> Option<Self> {
        let quota = levers.and_then(|levers| levers.quota).or_else(|| model.ranking.quota());
        quota.map(|quota| Self::new(quota, voices))
    }

    /// The targets from the voices of all agents. O(agents).
    fn new(quota: Quota, voices: &[u8]) -> Self {
        let mut agents = [0_u64; 2];
        for &voice in voices {
            match voice::side(voice) {
                -1 => agents[0] += 1,
                1 => agents[1] += 1,
                _ => {}
            }
        }
        Self { quota, targets: quota.targets(agents) }
    }
}

/// Shows the best candidate of the side whose turn it is, until the feed has `slots` items. O(n log n) in the
/// candidates.
pub(super) fn show(
    frozen: &Frozen<'_>,
    chunk: &mut Chunk<'_>,
    reader: Reader,
    scratch: &mut Scratch,
    slots: usize,
    quota: TickQuota,
) {
    serve::select(scratch, scratch.candidates.items.len());
    let selector = std::mem::take(&mut scratch.selector);
    let best = selector.best();
    let items = &scratch.candidates.items;
    let sides: Vec<usize> = best
        .iter()
        .map(|&(_, at)| (frozen.scale.side(serve::stance_of(frozen, items[at as usize])) + 1) as usize)
        .collect();
    // The best candidate of each side that has not had its turn, in the order −, none, +.
    let next = |side: usize, from: usize| (from..best.len()).find(|&place| sides[place] == side);
    let mut heads = [0, 1, 2].map(|side| next(side, 0));
    let mut served = [0_u64; 2];
    let mut shown = 0;
    while shown < slots {
        let terms = quota.quota.terms(quota.targets, served);
        let worth = |side: usize, place: usize| {
            f64::from(scratch.candidates.scores[best[place].1 as usize]) + terms[side]
        };
        let mut chosen: Option<(usize, usize)> = None;
        for (side, head) in heads.iter().enumerate() {
            let Some(place) = *head else { continue };
            let is_better = chosen.is_none_or(|(other, at)| {
                let (mine, others) = (worth(side, place), worth(other, at));
                // `best` is in the order of score and draw: of equals the earlier.
                mine > others || (mine == others && place < at)
            });
            if is_better {
                chosen = Some((side, place));
            }
        }
        let Some((side, place)) = chosen else { break };
        heads[side] = next(side, place + 1);
        if show_one(frozen, chunk, reader, scratch, best[place].1 as usize) {
            shown += 1;
            match side {
                0 => served[0] += 1,
                2 => served[1] += 1,
                _ => {}
            }
        }
    }
    scratch.selector = selector;
    if frozen.standing {
        serve::fill_standing(frozen, &mut scratch.feed);
    }
}

/// Puts a candidate into the feed; false if its original is there already.
fn show_one(
    frozen: &Frozen<'_>,
    chunk: &mut Chunk<'_>,
    reader: Reader,
    scratch: &mut Scratch,
    candidate: usize,
) -> bool {
    let before = scratch.feed.items.len();
    if frozen.standing {
        let FeedColumns { ties, items, .. } = &mut scratch.feed;
        ties.push(scratch.candidates.ties[candidate]);
        items.push(scratch.candidates.items[candidate]);
    } else {
        serve::show(frozen, chunk, reader, scratch, candidate);
    }
    scratch.feed.items.len() > before
}

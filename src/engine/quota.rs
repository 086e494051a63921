//! Filling a feed under a quota for the two sides.

use super::gather::gather_stances;
use super::model::Model;
use super::pass::{Chunk, FeedColumns, Frozen, Reader, Scratch};
use super::serve;
use crate::feed::{Quota, QuotaLevel};
use crate::interventions::Levers;
use crate::random::mix;
use crate::world::voice;

/// A ranking's quota with the targets of this tick.
#[derive(Clone, Copy, Debug)]
pub(super) struct TickQuota {
    quota: Quota,
    targets: [f64; 2],
    /// What the platform has served before this tick, where its total counts.
    before: [u64; 2],
    /// How many feeds a feed stands for.
    feeds: u64,
}

impl TickQuota {
    /// The quota that an intervention lays over the ranking, else the ranking's own, if there is one. `served`: what the
    /// platform has shown so far.
    pub fn of(model: &Model, levers: Option<&Levers>, voices: &[u8], served: [u64; 2]) -> Option<Self> {
        let quota = levers.and_then(|levers| levers.quota).or_else(|| model.ranking.quota());
        quota.map(|quota| Self::new(quota, voices, served))
    }

    /// The targets from the voices of all agents, and what the platform has served so far. O(agents).
    fn new(quota: Quota, voices: &[u8], served: [u64; 2]) -> Self {
        let mut agents = [0_u64; 2];
        let mut readers = 0;
        for &voice in voices {
            readers += u64::from(voice::reads(voice));
            match voice::side(voice) {
                -1 => agents[0] += 1,
                1 => agents[1] += 1,
                _ => {}
            }
        }
        let targets = quota.targets(agents);
        match quota.level {
            QuotaLevel::Feed => Self { quota, targets, before: [0; 2], feeds: 1 },
            // Every feed of the tick is filled as if all others were filled as it is.
            QuotaLevel::Platform => Self { quota, targets, before: served, feeds: readers },
        }
    }

    /// What is added to the score of the next item of each side, in a feed that has `served` so much.
    fn terms(&self, served: [u64; 2]) -> [f64; 3] {
        let total = [0, 1].map(|side| self.before[side] + self.feeds * served[side]);
        self.quota.terms(self.targets, total)
    }
}

/// Shows the best candidate of the side whose turn it is, until the feed has `slots` items. As the selection of `slots`
/// candidates, once a side.
pub(super) fn show(
    frozen: &Frozen<'_>,
    chunk: &mut Chunk<'_>,
    reader: Reader,
    scratch: &mut Scratch,
    slots: usize,
    quota: TickQuota,
) {
    let mut queues = std::mem::take(&mut scratch.queues);
    find_sides(frozen, scratch);
    let candidates = &scratch.candidates;
    let (items, key) = (&candidates.items, scratch.keys[0]);
    // The best of each side, in the order −, none, +; a reshare may turn out to be shown already.
    let most = slots + candidates.reshares;
    for (side, queue) in queues.iter_mut().enumerate() {
        let is_here = |index: usize| usize::from(scratch.sides[index]) == side;
        scratch.selector.select_among(&candidates.scores, most, is_here, |index| mix(key, items[index]));
        queue.clear();
        queue.extend_from_slice(scratch.selector.best());
    }
    let mut heads = [0; 3];
    let mut served = [0_u64; 2];
    let mut shown = 0;
    while shown < slots {
        let terms = quota.terms(served);
        let mut chosen: Option<(f64, (u64, u32), usize)> = None;
        for (side, queue) in queues.iter().enumerate() {
            let Some(&head) = queue.get(heads[side]) else { continue };
            let worth = f64::from(scratch.candidates.scores[head.1 as usize]) + terms[side];
            // Of equals the one that stands first by score and draw.
            if chosen.is_none_or(|(other, at, _)| worth > other || (worth == other && head > at)) {
                chosen = Some((worth, head, side));
            }
        }
        let Some((_, (_, candidate), side)) = chosen else { break };
        heads[side] += 1;
        if show_one(frozen, chunk, reader, scratch, candidate as usize) {
            shown += 1;
            match side {
                0 => served[0] += 1,
                2 => served[1] += 1,
                _ => {}
            }
        }
    }
    scratch.queues = queues;
    if frozen.standing {
        serve::fill_standing(frozen, &mut scratch.feed);
    }
}

/// The side of each candidate plus 1, into `scratch.sides`.
fn find_sides(frozen: &Frozen<'_>, scratch: &mut Scratch) {
    let Scratch { candidates, sides, .. } = scratch;
    let side_of = |stance: f64| (frozen.scale.side(stance) + 1) as u8;
    sides.clear();
    if frozen.standing {
        sides.extend(candidates.items.iter().map(|&item| side_of(serve::stance_of(frozen, item))));
    } else {
        gather_stances(frozen, &candidates.items, &mut candidates.stance);
        sides.extend(candidates.stance.iter().map(|&stance| side_of(f64::from(stance))));
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

//! Phase 3, between candidates and scores: the columns that a ranking reads.

use super::candidates::CandidateColumns;
use super::heed;
use super::pass::{Chunk, Frozen, Reader, Scratch};
use super::serve::{counted_in, stance_of};
use crate::feed::{Needs, form};
use crate::random::{Purpose, mix64};
use crate::world::{Counts, Predicted};

/// Empties all columns, so that none that is not gathered keeps what the worker's last reader left in it.
fn clear(candidates: &mut CandidateColumns) {
    candidates.age.clear();
    candidates.decay.clear();
    candidates.stance.clear();
    candidates.reactions.clear();
    candidates.affinity.clear();
    candidates.counts.clear();
    candidates.worth.clear();
    candidates.predicted.clear();
    candidates.contents.clear();
    candidates.outside.clear();
    candidates.kinds.clear();
    candidates.fellows.clear();
    candidates.bids.clear();
    candidates.followers.clear();
    candidates.reshared.clear();
    candidates.remembered.clear();
    candidates.draws.clear();
    candidates.lasting.clear();
}

/// Gathers the stances of the candidates.
pub(super) fn gather_stances(frozen: &Frozen<'_>, items: &[u32], stances: &mut Vec<f32>) {
    stances.clear();
    if frozen.pushed.is_some() || frozen.standing {
        stances.extend(items.iter().map(|&item| stance_of(frozen, item) as f32));
    } else {
        extend_with_posts(frozen, items, stances);
    }
}

/// Adds the stances of posts, from their slots: all at once, so that no load waits for another.
pub(super) fn extend_with_posts<T: From<f32>>(frozen: &Frozen<'_>, items: &[u32], stances: &mut Vec<T>) {
    let slots = items.iter().map(|&item| item as usize);
    if frozen.digests.is_empty() {
        stances.extend(slots.map(|slot| T::from(frozen.posts.stance[slot])));
    } else {
        stances.extend(slots.map(|slot| T::from(frozen.digests[slot].stance)));
    }
}

/// Gathers the columns that the ranking reads.
pub(super) fn gather(
    frozen: &Frozen<'_>,
    chunk: &Chunk<'_>,
    reader: Reader,
    scratch: &mut Scratch,
    needs: Needs,
    profile: f32,
) {
    let candidates = &mut scratch.candidates;
    clear(candidates);
    let posts = frozen.posts;
    let items = &candidates.items;
    let slots = &candidates.slots;
    if needs.age {
        if frozen.pushed.is_some() {
            candidates.age.extend(0..items.len() as u32); // the newest first
        } else if frozen.standing {
            candidates.age.resize(items.len(), 0);
        } else {
            candidates.age.extend(slots.iter().map(|&slot| frozen.age_of_slot[slot as usize]));
        }
    }
    if needs.decay.is_some() {
        if frozen.standing {
            candidates.decay.resize(items.len(), frozen.decay_of_slot[0]);
        } else {
            candidates.decay.extend(slots.iter().map(|&slot| frozen.decay_of_slot[slot as usize]));
        }
    }
    if needs.stance || needs.predicted {
        gather_stances(frozen, items, &mut candidates.stance);
    }
    // An original counts its own reactions: only a reshare has to look for its original.
    let counter = |(&item, &slot): (&u32, &u32)| {
        if frozen.is_reshare_slot[slot as usize] { counted_in(frozen, item) as usize } else { item as usize }
    };
    if needs.reactions {
        if !needs.worth && !frozen.digests.is_empty() {
            candidates.reactions.extend(items.iter().map(|&item| frozen.digests[item as usize].value));
        } else {
            let counted = items.iter().zip(slots).map(|at| posts.reactions[counter(at)]);
            candidates.reactions.extend(counted);
        }
        // Standing expressions have no slots and count nothing.
        candidates.reactions.resize(items.len(), 0);
    }
    if needs.counts {
        candidates.counts.extend(items.iter().zip(slots).map(|at| posts.counts[counter(at)]));
        candidates.counts.resize(items.len(), Counts::default());
    }
    if needs.worth {
        if frozen.digests.is_empty() {
            // A standing expression is new, and nothing was done with it.
            let worth = frozen.model.ranking.worth(&Counts::default(), 0);
            candidates.worth.resize(items.len(), worth);
        } else {
            let worth = |&item: &u32| f32::from_bits(frozen.digests[item as usize].value);
            candidates.worth.extend(items.iter().map(worth));
        }
    }
    if needs.reshared {
        candidates.reshared.extend(slots.iter().map(|&slot| frozen.is_reshare_slot[slot as usize]));
        candidates.reshared.resize(items.len(), false);
    }
    if needs.memory {
        if !frozen.remembered.is_empty() {
            let remembered = items.iter().zip(slots).map(|at| frozen.remembered[counter(at)]);
            candidates.remembered.extend(remembered);
        }
        candidates.remembered.resize(items.len(), f32::NAN);
    }
    if needs.draws {
        let key = scratch.keys[3];
        candidates.draws.extend(items.iter().map(|&item| (mix64(key, item) >> 32) as u32));
    }
    if needs.lasting {
        let key = frozen.draws.words(Purpose::Serve, 0, reader.id as u32)[0];
        if frozen.standing {
            let drawn = items.iter().map(|&item| form::lasting_draw(key, item, frozen.tick));
            candidates.lasting.extend(drawn);
        } else {
            candidates.lasting.extend(items.iter().zip(slots).map(|(&item, &slot)| {
                form::lasting_draw(key, item, frozen.tick - frozen.age_of_slot[slot as usize])
            }));
        }
    }
    let reaction = &frozen.model.reaction;
    if needs.content || (needs.predicted && reaction.needs_content()) {
        let way = heed::warning(frozen, reader.id);
        candidates.contents.extend(items.iter().map(|&item| heed::content_of(frozen, way, item)));
    }
    if needs.predicted {
        candidates.predicted.resize(items.len(), Predicted::default());
        let (stances, contents) = (&candidates.stance, &candidates.contents);
        reaction.predict(f64::from(profile), frozen.scale, stances, contents, &mut candidates.predicted);
    }
    heed::hide_counts(frozen, reader, needs, candidates);
    gather_authors(frozen, chunk, reader, scratch, needs);
}

/// Gathers the columns that speak of authors.
fn gather_authors(
    frozen: &Frozen<'_>,
    chunk: &Chunk<'_>,
    reader: Reader,
    scratch: &mut Scratch,
    needs: Needs,
) {
    let candidates = &mut scratch.candidates;
    let items = &candidates.items;
    if needs.followers {
        let row = &chunk.targets[reader.row.0..reader.row.1];
        let author = |(&tie, &item): (&u32, &u32)| {
            row.get(tie as usize).copied().unwrap_or_else(|| frozen.author_of(item))
        };
        let authors = candidates.ties.iter().zip(items).map(author);
        candidates.followers.extend(authors.map(|author| frozen.followers[author as usize]));
    }
    if needs.affinity {
        let row = &chunk.affinity[reader.row.0..reader.row.1];
        // Strangers have none.
        let affinity = |&tie: &u32| row.get(tie as usize).copied().unwrap_or(0.0);
        candidates.affinity.extend(candidates.ties.iter().map(affinity));
    }
    if needs.outside {
        let followees = (reader.row.1 - reader.row.0) as u32;
        candidates.outside.extend(candidates.ties.iter().map(|&tie| tie >= followees));
    }
    if needs.kinds {
        let kind = |&item: &u32| frozen.kinds[frozen.author_of(item) as usize];
        candidates.kinds.extend(items.iter().map(kind));
    }
    if needs.fellows {
        let fellow = |&item: &u32| frozen.groups.share(reader.id, frozen.author_of(item) as usize);
        candidates.fellows.extend(items.iter().map(fellow));
    }
    if needs.bids {
        let bid = |&item: &u32| frozen.bids.get(frozen.author_of(item) as usize).copied().unwrap_or(0.0);
        candidates.bids.extend(items.iter().map(bid));
    }
}

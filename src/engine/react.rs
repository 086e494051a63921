//! Phase 4: the reader ignores, likes, replies to, reshares or reports what is shown.

use super::heed;
use super::met::{self, Keyed};
use super::pass::Reshare;
use super::pass::{Chunk, Frozen, Reader, Response, Scratch};
use super::serve::counted_in;
use crate::feed::Reacted;
use crate::interventions::Levers;
use crate::random::{Purpose, mix};
use crate::world::{PostId, Shown, reaction, voice};

/// Draws the reader's reactions; lets affinity and profile learn from them; queues reshares for the next tick.
pub(super) fn react(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, reader: Reader, scratch: &mut Scratch) {
    let model = frozen.model;
    let shown = scratch.feed.shown();
    scratch.reactions.clear();
    scratch.reactions.resize(shown.len(), 0);
    let own = chunk.opinion[reader.at];
    let keyed = met::number(frozen, chunk, reader, &shown, &mut scratch.numbers);
    // The block of this tick is at hand.
    let words = if keyed.lasts { keyed.words(frozen, Purpose::Serve) } else { scratch.keys };
    let numbered = Shown { items: &scratch.numbers, ..shown };
    let contents = &scratch.feed.contents;
    model.reaction.react(
        own,
        frozen.scale,
        &numbered,
        contents,
        [words[1], words[2]],
        &mut scratch.reactions,
    );
    heed::reconsider(frozen, reader, own, keyed, scratch);
    if let Some(levers) = frozen.levers
        && !levers.garden.is_empty()
    {
        tend(frozen, levers, reader, own, keyed, scratch);
    }
    if frozen.dry {
        return;
    }
    let shown = scratch.feed.shown();
    let learning = model.reaction.learning();
    let profile = &mut chunk.profile[reader.at];
    let affinity = chunk.affinity.get_mut(reader.row.0..reader.row.1).unwrap_or(&mut []);
    let per_agent = if model.has_reshares() { model.feed.reshares_per_tick as usize } else { 0 };
    let pending = &mut chunk.pending[reader.at * per_agent..(reader.at + 1) * per_agent];
    // What several readings of a turn leave behind waits together.
    let gathers = frozen.pushed.is_some() || model.order.turns > 1;
    let mut reshared = 0;
    for (index, &bits) in scratch.reactions.iter().enumerate() {
        let approved = bits & reaction::POSITIVE != 0;
        if let Some(affinity) = affinity.get_mut(shown.ties[index] as usize) {
            *affinity += learning.affinity_rate * (f32::from(u8::from(approved)) - *affinity);
        }
        if !approved {
            continue;
        }
        let item = shown.items[index];
        *profile += learning.profile_rate * (shown.stances[index] as f32 - *profile);
        if !frozen.posts.reactions.is_empty() {
            let counter = counted_in(frozen, item);
            scratch.approved.push(counter);
            if bits & reaction::POSITIVE == reaction::POSITIVE {
                scratch.approved.push(counter); // liked and reshared: two reactions
            }
        }
        // A feed is read from the top: the first reshares are the ones that are passed on.
        if bits & reaction::RESHARE != 0 && reshared < per_agent {
            let root = match frozen.store {
                Some(store) => store.at(item).root,
                None if frozen.pushed.is_some() => PostId::new(scratch.feed.originators[index], item),
                None => frozen.posts.root.get(item as usize).copied().unwrap_or(PostId::NONE),
            };
            // Posts of a window alone are numbered by their slots.
            let slot = (frozen.store.is_none() && frozen.pushed.is_none()).then_some(item as usize);
            let content = slot.and_then(|slot| frozen.posts.content.get(slot).copied());
            let place = if gathers { place_of(root, pending) } else { Some(reshared) };
            if let Some(place) = place {
                pending[place] = Reshare { root, stance: shown.stances[index], content };
                reshared += 1;
            }
        }
    }
}

/// Where an original may wait to be passed on: the first free place. None where it waits already, or all are taken.
fn place_of(root: PostId, pending: &[Reshare]) -> Option<usize> {
    let waits = pending.iter().any(|one| one.root == root);
    if waits { None } else { pending.iter().position(|one| one.root == PostId::NONE) }
}

/// Lets a gardener like distant items on purpose.
fn tend(frozen: &Frozen<'_>, levers: &Levers, reader: Reader, own: f64, keyed: Keyed, scratch: &mut Scratch) {
    let (probability, distance) = levers.garden[reader.id];
    if probability == 0.0 {
        return;
    }
    let key = keyed.words(frozen, Purpose::Garden)[0];
    let far = distance * frozen.scale.unit();
    let items = scratch.feed.stances.iter().zip(&scratch.numbers);
    for (bits, (&stance, &number)) in scratch.reactions.iter_mut().zip(items) {
        let likes = f64::from(mix(key, number)) < probability * 4_294_967_296.0;
        *bits |= u8::from(likes && (stance - own).abs() >= far) * reaction::LIKE;
    }
}

/// Notes what was done with every item shown, for rankings that go by it; what was left alone, where views are counted.
pub(super) fn note_responses(frozen: &Frozen<'_>, reader: Reader, scratch: &mut Scratch) {
    let side = voice::side(frozen.voices[reader.id]);
    if !frozen.model.reaction.is_active() {
        scratch.reactions.clear();
        scratch.reactions.resize(scratch.feed.items.len(), 0);
    }
    for (&item, &bits) in scratch.feed.items.iter().zip(&scratch.reactions) {
        if bits != 0 || frozen.posts.views {
            scratch.responses.push(Response { slot: counted_in(frozen, item), side, bits });
        }
    }
}

/// Notes what the reader did with every item that it did not leave alone, for the ranking's memory.
pub(super) fn note_reactions(frozen: &Frozen<'_>, reader: Reader, scratch: &mut Scratch) {
    if !frozen.model.reaction.is_active() {
        return;
    }
    for (&item, &bits) in scratch.feed.items.iter().zip(&scratch.reactions) {
        if bits != 0 {
            let slot = counted_in(frozen, item);
            scratch.reacted.push(Reacted { reader: reader.id as u32, slot, bits });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_waits_once() {
        let mut pending = [Reshare::default(); 3];
        let places = [7, 7, 8, 7, 9, 6, 8].map(|serial| {
            let root = PostId::new(1, serial);
            let place = place_of(root, &pending);
            if let Some(place) = place {
                pending[place] = Reshare { root, stance: 0.5, content: None };
            }
            place
        });
        assert_eq!(places, [Some(0), None, Some(1), None, Some(2), None, None]);
    }
}

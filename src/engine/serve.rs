//! Phase 3: the platform builds each present reader's candidates, ranks them and shows the first k.

use super::gather::{extend_with_posts, gather};
use super::model::Slots;
use super::pass::{Chunk, FeedColumns, Frozen, Pushed, Reader, Scratch};
use super::sequential::memory;
use super::{collect, heed, hide, mixture, offer, quota, recommend, rerank, sponsor};
use crate::feed::{Candidates, ReaderProfile, form};
use crate::random::{mix, mix64};
use crate::world::{OpinionRange, PostId, Tally, voice};

/// Fills `scratch.feed` with what the reader is shown, and marks it as seen.
pub(super) fn serve(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, reader: Reader, scratch: &mut Scratch) {
    if let Some(encounter) = frozen.encounter {
        scratch.feed.clear();
        if let Some((partner, tie)) = encounter.partner {
            scratch.feed.items.push(partner);
            scratch.feed.ties.push(tie);
        }
        fill_standing(frozen, &mut scratch.feed);
        return;
    }
    if let Some(pushed) = &frozen.pushed {
        serve_pushed(frozen, chunk, reader, scratch, pushed);
        return;
    }
    if let Some(store) = frozen.store {
        memory::show(frozen, chunk, reader, store, scratch);
        return;
    }
    let ads = frozen.market.map_or(&[][..], |market| market.sold_to(reader.id));
    scratch.feed.clear();
    scratch.roots.clear();
    if frozen.standing {
        collect::standing(frozen, chunk, reader, scratch);
        offer::offer(frozen, chunk, reader, scratch);
    } else {
        collect::posts(frozen, chunk, reader, scratch);
        offer::offer(frozen, chunk, reader, scratch);
        if frozen.reaches {
            look_beyond(frozen, chunk, reader, scratch, ads);
        } else {
            recommend::withhold(frozen, reader, scratch, ads);
        }
    }
    hide::hide(frozen, reader, scratch);
    let total = scratch.candidates.items.len();
    match frozen.model.feed.slots {
        Slots::First(slots) if (slots as usize) < total + ads.len() || frozen.model.ranking.excludes() => {
            let slots = slots as usize - ads.len();
            rank(frozen, chunk, reader, scratch, slots);
            if let Some(quota) = frozen.quota {
                quota::show(frozen, chunk, reader, scratch, slots, quota);
            } else if frozen.standing {
                rerank::select(frozen, scratch, slots);
                show_standing(frozen, scratch);
            } else if frozen.outside_slots > 0 {
                mixture::show(frozen, chunk, reader, scratch, slots, frozen.outside_slots);
            } else {
                show_posts(frozen, chunk, reader, scratch, slots);
            }
        }
        _ if frozen.standing => {
            std::mem::swap(&mut scratch.feed.ties, &mut scratch.candidates.ties);
            std::mem::swap(&mut scratch.feed.items, &mut scratch.candidates.items);
            fill_standing(frozen, &mut scratch.feed);
        }
        _ => {
            for candidate in 0..total {
                show(frozen, chunk, reader, scratch, candidate);
            }
        }
    }
    if !frozen.standing {
        fill_posts(frozen, &mut scratch.feed);
    }
    if !ads.is_empty() {
        sponsor::place(frozen, chunk, reader, scratch, ads);
    }
    fill_affinities(frozen, chunk, reader, scratch);
    if frozen.model.reaction.needs_content() {
        let feed = &mut scratch.feed;
        feed.contents.extend(feed.items.iter().map(|&item| frozen.posts.content[item as usize]));
    }
}

/// How many speaking followees stand on each side: all that a reader hears where everything is shown and nothing but
/// perception follows. One byte is read a tie.
#[inline]
pub(super) fn tally_all(voices: &[u8], followees: &[u32]) -> Tally {
    // A tally in one word: 16 bits a counter, indexed by the side, speech and kind bits of the voice.
    const WEIGHTS: [u64; 16] = {
        let mut weights = [0_u64; 16];
        let (speaks, automated) = (voice::SPEAKS as usize, voice::AUTOMATED as usize);
        weights[voice::POSITIVE as usize | speaks] = 1;
        weights[voice::NEGATIVE as usize | speaks] = 1 << 16;
        weights[voice::POSITIVE as usize | speaks | automated] = 1 << 32;
        weights[voice::NEGATIVE as usize | speaks | automated] = 1 << 48;
        weights
    };
    let mut tally = Tally::default();
    // A counter of 16 bits holds 65,535 voices at most.
    for part in followees.chunks(0xffff) {
        let sum: u64 = part.iter().map(|&followee| WEIGHTS[(voices[followee as usize] & 15) as usize]).sum();
        tally.positive += (sum & 0xffff) as u32;
        tally.negative += (sum >> 16 & 0xffff) as u32;
        tally.positive_bots += (sum >> 32 & 0xffff) as u32;
        tally.negative_bots += (sum >> 48) as u32;
    }
    tally
}

/// Shows what an author puts before the reader: all of it, or the first by rank.
fn serve_pushed(
    frozen: &Frozen<'_>,
    chunk: &mut Chunk<'_>,
    reader: Reader,
    scratch: &mut Scratch,
    pushed: &Pushed<'_>,
) {
    scratch.feed.clear();
    match frozen.model.feed.slots {
        Slots::First(slots) if (slots as usize) < pushed.items.len() || frozen.model.ranking.excludes() => {
            let candidates = &mut scratch.candidates;
            candidates.reshares = 0;
            candidates.slots.clear();
            candidates.ties.clear();
            candidates.items.clear();
            candidates.ties.extend(pushed.items.iter().map(|item| item.tie));
            candidates.items.extend(0..pushed.items.len() as u32);
            rank(frozen, chunk, reader, scratch, slots as usize);
            rerank::select(frozen, scratch, slots as usize);
            for &(_, candidate) in scratch.selector.best() {
                pushed.items[candidate as usize].show(frozen.scale, &mut scratch.feed);
            }
        }
        _ => pushed.items.iter().for_each(|item| item.show(frozen.scale, &mut scratch.feed)),
    }
    fill_affinities(frozen, chunk, reader, scratch);
}

/// The affinity of each item shown, where a rule asks.
fn fill_affinities(frozen: &Frozen<'_>, chunk: &Chunk<'_>, reader: Reader, scratch: &mut Scratch) {
    if frozen.needs_affinity {
        // Strangers have none.
        let affinity = &chunk.affinity[reader.row.0..reader.row.1];
        let affinity = |&tie: &u32| affinity.get(tie as usize).copied().unwrap_or(0.0);
        let feed = &mut scratch.feed;
        feed.affinities.extend(feed.ties.iter().map(affinity));
    }
}

/// Takes out what does not reach the reader, and adds what does beside its followees' posts.
fn look_beyond(
    frozen: &Frozen<'_>,
    chunk: &mut Chunk<'_>,
    reader: Reader,
    scratch: &mut Scratch,
    ads: &[u32],
) {
    recommend::forget(frozen, chunk, reader, scratch);
    recommend::withhold(frozen, reader, scratch, ads);
    let profile = known_opinion(frozen, chunk, reader);
    recommend::add(frozen, chunk, reader, scratch, (profile, ads));
    if scratch.candidates.reshares > 0 {
        for &item in ads {
            is_new_root(&mut scratch.roots, frozen.posts.root[item as usize]);
        }
    }
}

/// The reader's opinion as the platform knows it.
fn known_opinion(frozen: &Frozen<'_>, chunk: &Chunk<'_>, reader: Reader) -> f32 {
    if frozen.model.feed.oracle { chunk.opinion[reader.at] as f32 } else { chunk.profile[reader.at] }
}

/// Scores the candidates, of which `slots` originals are then shown.
fn rank(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, reader: Reader, scratch: &mut Scratch, slots: usize) {
    let ranking = &frozen.model.ranking;
    let closeness = frozen.levers.and_then(|levers| levers.closeness.of(reader.id));
    let temperature = frozen.model.feed.temperature;
    // Whether the order of the scores is that of the feed; otherwise each of them counts.
    let is_final = closeness.is_none()
        && temperature == 0.0
        && frozen.quota.is_none()
        && frozen.outside_slots == 0
        && ranking.author_diversity().is_none()
        && ranking.diversity().is_none()
        && ranking.lift().is_none();
    let opinion = known_opinion(frozen, chunk, reader);
    gather(frozen, chunk, reader, scratch, ranking.needs(), opinion);
    let candidates = &mut scratch.candidates;
    let len = candidates.items.len();
    candidates.scores.clear();
    candidates.scores.resize(len, 0.0);
    let half_range = if frozen.scale.range == OpinionRange::Unit { 0.5 } else { 1.0 };
    let columns = Candidates {
        len,
        first: if is_final { slots + candidates.reshares } else { usize::MAX },
        age: &candidates.age,
        decay: &candidates.decay,
        stance: &candidates.stance,
        reactions: &candidates.reactions,
        affinity: &candidates.affinity,
        counts: &candidates.counts,
        worth: &candidates.worth,
        predicted: &candidates.predicted,
        contents: &candidates.contents,
        outside: &candidates.outside,
        kinds: &candidates.kinds,
        fellows: &candidates.fellows,
        bids: &candidates.bids,
        followers: &candidates.followers,
        reshared: &candidates.reshared,
        remembered: &candidates.remembered,
        draws: &candidates.draws,
        lasting: &candidates.lasting,
        ties: &candidates.ties,
    };
    ranking.score(ReaderProfile { opinion, half_range }, &columns, &mut candidates.scores);

    if let Some(closeness) = closeness {
        let affinity = chunk.affinity.get(reader.row.0..reader.row.1).unwrap_or(&[]);
        heed::prefer(frozen, closeness, reader, affinity, scratch);
    }
    let candidates = &mut scratch.candidates;
    let (items, scores) = (&candidates.items, &mut candidates.scores);
    if let Some(diversity) = ranking.author_diversity() {
        let tie_break = |index: usize| mix(scratch.keys[0], items[index]);
        diversity.apply(&candidates.ties, scores, &mut candidates.order, tie_break);
    }
    if temperature > 0.0 {
        form::apply_temperature(temperature, scores, |index| mix64(scratch.keys[3], items[index]) as u32);
    }
}

/// Shows the selected accounts.
fn show_standing(frozen: &Frozen<'_>, scratch: &mut Scratch) {
    let best = scratch.selector.best();
    let (feed, candidates) = (&mut scratch.feed, &scratch.candidates);
    feed.ties.extend(best.iter().map(|&(_, candidate)| candidates.ties[candidate as usize]));
    feed.items.extend(best.iter().map(|&(_, candidate)| candidates.items[candidate as usize]));
    fill_standing(frozen, feed);
}

/// The columns of a feed of accounts, from their ids.
pub(super) fn fill_standing(frozen: &Frozen<'_>, feed: &mut FeedColumns) {
    feed.authors.extend_from_slice(&feed.items);
    feed.stances.extend(feed.items.iter().map(|&author| frozen.stances[author as usize]));
    if frozen.audible == voice::STANDS {
        // Whoever is silent now may have moved to the other side since it last spoke.
        feed.sides.extend(feed.stances.iter().map(|&stance| frozen.scale.side(stance)));
    } else {
        feed.sides.extend(feed.items.iter().map(|&author| voice::side(frozen.voices[author as usize])));
    }
    if frozen.rewires {
        feed.originators.extend_from_slice(&feed.items);
    }
}

/// The stances and sides of a feed of posts.
fn fill_posts(frozen: &Frozen<'_>, feed: &mut FeedColumns) {
    extend_with_posts(frozen, &feed.items, &mut feed.stances);
    feed.sides.extend(feed.stances.iter().map(|&stance| frozen.scale.side(stance)));
}

/// Selects and shows the first posts, each original once, `slots` at most.
fn show_posts(
    frozen: &Frozen<'_>,
    chunk: &mut Chunk<'_>,
    reader: Reader,
    scratch: &mut Scratch,
    slots: usize,
) {
    // Every reshare may repeat a post, but few do: a few to spare are enough for most feeds. A longer selection begins
    // with the shorter one, but for the lift, which looks at all at once.
    let most = slots + scratch.candidates.reshares;
    let lifts = frozen.model.ranking.lift().is_some();
    let mut count = if lifts { most } else { most.min(slots + slots / 2 + 2) };
    let mut next = 0;
    loop {
        rerank::select(frozen, scratch, count);
        let selector = std::mem::take(&mut scratch.selector);
        for &(_, candidate) in &selector.best()[next..] {
            if scratch.feed.authors.len() == slots {
                break;
            }
            show(frozen, chunk, reader, scratch, candidate as usize);
        }
        next = selector.best().len();
        scratch.selector = selector;
        if scratch.feed.authors.len() == slots || next < count || count == most {
            return;
        }
        count = most;
    }
}

/// The slot that counts the reactions to an item: that of its original while it lives, else its own.
pub(super) fn counted_in(frozen: &Frozen<'_>, item: u32) -> u32 {
    let posts = frozen.posts;
    match posts.root.get(item as usize) {
        Some(&root) => posts.index_of(root, frozen.tick).map_or(item, |index| index as u32),
        None => item,
    }
}

#[inline]
pub(super) fn stance_of(frozen: &Frozen<'_>, item: u32) -> f64 {
    if let Some(pushed) = &frozen.pushed {
        pushed.items[item as usize].stance
    } else if frozen.standing {
        frozen.stances[item as usize]
    } else {
        f64::from(frozen.posts.stance[item as usize])
    }
}

/// Puts a post into the feed, but for its stance and side, and marks it as seen; false if the feed already shows its
/// original.
#[inline]
pub(super) fn show(
    frozen: &Frozen<'_>,
    chunk: &mut Chunk<'_>,
    reader: Reader,
    scratch: &mut Scratch,
    candidate: usize,
) -> bool {
    let item = scratch.candidates.items[candidate];
    let tie = scratch.candidates.ties[candidate];
    let posts = frozen.posts;
    let place = reader.row.0 + tie as usize;
    let is_followed = place < reader.row.1;
    let author = if is_followed { chunk.targets[place] } else { frozen.author_of(item) };
    let slot = scratch.candidates.slots[candidate];
    if !is_followed {
        recommend::note(frozen, chunk, reader, &mut scratch.noted, item);
    } else if !frozen.dry {
        chunk.seen[place * posts.words + slot as usize / 64] |= 1 << (slot % 64);
    }
    if scratch.candidates.reshares > 0 && !is_new_root(&mut scratch.roots, posts.root[item as usize]) {
        return false;
    }
    let feed = &mut scratch.feed;
    feed.authors.push(author);
    feed.ties.push(tie);
    feed.items.push(item);
    if frozen.rewires {
        let root = posts.root.get(item as usize);
        feed.originators.push(root.map_or(author, |root| root.author()));
    }
    true
}

/// Notes a root; false if it was there.
pub(super) fn is_new_root(roots: &mut Vec<PostId>, root: PostId) -> bool {
    match roots.binary_search(&root) {
        Ok(_) => false,
        Err(place) => {
            roots.insert(place, root);
            true
        }
    }
}

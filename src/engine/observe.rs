//! Phase 8: what is recorded of a tick for the metrics.

use super::chunks;
use super::heed;
use super::pass::{Chunk, Frozen, Reader, Response, Scratch};
use super::sequential::memory;
use super::state::State;
use crate::feed::{Reacted, TickEnd};
use crate::world::{ChunkRecord, Counts, SideCounts, Stage, Tally, bin_of, reaction, screen_entropy, voice};

/// Records one reader's feed.
pub(super) fn record(
    frozen: &Frozen<'_>,
    chunk: &mut Chunk<'_>,
    reader: Reader,
    scratch: &mut Scratch,
    tally: Tally,
) {
    let own = voice::side(frozen.voices[reader.id]);
    let sideless = scratch.feed.sides.iter().filter(|&&side| side == 0).count() as u32;
    let tally = Tally { sideless, served: 1, ..tally };
    if frozen.pushed.is_some() {
        // One post of many in this tick; what was expressed is counted where it is sent out.
        chunk.tallies[reader.at].merge(&tally);
    } else {
        chunk.tallies[reader.at] = tally;
        record_expressed(frozen, chunk, reader, scratch, own);
    }
    let record = &mut *chunk.record;
    let feed = &scratch.feed;
    record.funnel[Stage::Shown as usize].add(own, 1, u64::from(tally.sides().0));
    record.funnel[Stage::Shown as usize].add(own, -1, u64::from(tally.sides().1));
    if frozen.model.reaction.is_active() {
        for (&bits, &side) in scratch.reactions.iter().zip(&feed.sides) {
            record.funnel[Stage::Engaged as usize].add(own, side, u64::from(bits & reaction::ENGAGED != 0));
        }
    }
    record.screens.0 += 1;
    record.screens.1 += screen_entropy(frozen.scale, &feed.stances);
    let followees = (reader.row.1 - reader.row.0) as u32;
    for (index, &author) in feed.authors.iter().enumerate() {
        let (stance, side) = (feed.stances[index], feed.sides[index]);
        let is_bought = feed.ads.contains(&index);
        let is_followed = feed.ties[index] < followees;
        record.bought_views += u64::from(is_bought);
        record.outside_views += u64::from(!is_followed && !is_bought);
        let is_page = voice::is_page(frozen.voices[author as usize]);
        record.organic_page_views += u64::from(is_page && is_followed && !is_bought);
        record.shown.0 += 1;
        record.shown.1 += stance;
        record.shown.2 += stance * stance;
        record.shown_bins[bin_of(frozen.scale, stance)] += 1;
        record.bot_views += u64::from(voice::is_automated(frozen.voices[author as usize]));
        record.positive_views.0 += u64::from(side > 0);
        record.positive_views.1 += u64::from(side != 0);
        let is_bridge = own * voice::side(frozen.voices[author as usize]) < 0;
        if own * side < 0 {
            record.cross_views.0 += 1;
            record.cross_views.1 += u64::from(is_bridge && is_followed);
        }
        scratch.views.push(author);
        if frozen.reaches && !is_followed {
            scratch.strangers.push(author);
        }
    }
    if !frozen.posts.content.is_empty() {
        let way = heed::warning(frozen, reader.id);
        for (index, &item) in feed.items.iter().enumerate() {
            let content = heed::content_of(frozen, way, item);
            record.content.add(&content);
            let believes = scratch.beliefs.get(index).copied().unwrap_or(true);
            let bits = scratch.reactions.get(index).filter(|_| frozen.model.reaction.is_active());
            record.heeded.add(&content, believes, bits.is_some_and(|bits| bits & reaction::RESHARE != 0));
        }
    }
    if frozen.pushed.is_none() {
        count_bridges(frozen, record, scratch, own, followees);
    }
}

/// Ties across sides that carried a view, each once.
fn count_bridges(
    frozen: &Frozen<'_>,
    record: &mut ChunkRecord,
    scratch: &mut Scratch,
    own: i8,
    followees: u32,
) {
    let feed = &scratch.feed;
    let crosses = |author: &u32| own * voice::side(frozen.voices[*author as usize]) < 0;
    if frozen.standing {
        // One expression an author: no tie is used twice.
        record.bridges_used += feed.authors.iter().filter(|author| crosses(author)).count() as u64;
        return;
    }
    // Candidates come in the order of the ties, a ranked feed does not.
    let used = &mut scratch.candidates.ties;
    used.clear();
    used.extend(
        feed.ties
            .iter()
            .zip(&feed.authors)
            .filter(|&(&tie, author)| tie < followees && crosses(author))
            .map(|(&tie, _)| tie),
    );
    used.sort_unstable();
    used.dedup();
    record.bridges_used += used.len() as u64;
}

/// How many followees stand on each side: [speaking +, speaking −, all +, all −]. One byte is read a tie.
fn sides_of(voices: &[u8], followees: &[u32]) -> [u64; 4] {
    // Four counters of 16 bits in one word, indexed by the side and speech bits of the voice.
    const WEIGHTS: [u64; 8] = {
        let mut weights = [0_u64; 8];
        let (positive, negative) = (voice::POSITIVE as usize, voice::NEGATIVE as usize);
        let speaks = voice::SPEAKS as usize;
        weights[positive] = 1 << 32;
        weights[negative] = 1 << 48;
        weights[positive | speaks] = 1 | 1 << 32;
        weights[negative | speaks] = 1 << 16 | 1 << 48;
        weights
    };
    let mut counts = [0; 4];
    for part in followees.chunks(0xffff) {
        let sum: u64 = part.iter().map(|&author| WEIGHTS[(voices[author as usize] & 7) as usize]).sum();
        for (lane, count) in counts.iter_mut().enumerate() {
            *count += sum >> (16 * lane) & 0xffff;
        }
    }
    counts
}

/// What the reader's followees published since it last looked, each original once.
fn record_expressed(
    frozen: &Frozen<'_>,
    chunk: &mut Chunk<'_>,
    reader: Reader,
    scratch: &mut Scratch,
    own: i8,
) {
    let row = &chunk.targets[reader.row.0..reader.row.1];
    let [speaking_positive, speaking_negative, positive, negative] = sides_of(frozen.voices, row);
    chunk.record.bridges += match own {
        0 => 0,
        1 => negative,
        _ => positive,
    };
    let counts: &mut SideCounts = &mut chunk.record.funnel[Stage::Expressed as usize];
    if frozen.standing {
        counts.add(own, 1, speaking_positive);
        counts.add(own, -1, speaking_negative);
        return;
    }
    if let Some(store) = frozen.store {
        memory::record_expressed(frozen, row, (reader, own), store, &mut scratch.originals, counts);
        return;
    }
    let posts = frozen.posts;
    let (words, per_tick) = (posts.words, posts.per_tick);
    let reshares = !posts.root.is_empty();
    let originals = &mut scratch.originals;
    originals.clear();
    for &author in row {
        for word in 0..words {
            // The mask still holds the slots written since the last look.
            let mut new = posts.live[author as usize * words + word] & scratch.mask[word];
            while new != 0 {
                let slot = word * 64 + new.trailing_zeros() as usize;
                new &= new - 1;
                let item = author as usize * posts.capacity + slot;
                if !reshares {
                    counts.add(own, frozen.scale.side(f64::from(posts.stance[item])), 1);
                    continue;
                }
                let is_reshare = slot as u32 % per_tick >= frozen.model.feed.posts_per_tick;
                if !is_reshare || posts.root[item].author() as usize != reader.id {
                    originals.push((posts.root[item], frozen.scale.side(f64::from(posts.stance[item]))));
                }
            }
        }
    }
    if reshares {
        originals.sort_unstable();
        originals.dedup_by_key(|(root, _)| *root);
        for &(_, side) in originals.iter() {
            counts.add(own, side, 1);
        }
    }
}

/// Moves the followers of ties that have moved, and forgets these; false if there were none.
pub(super) fn count_moved(moved_ties: &mut Vec<(u32, u32)>, followers: &mut [u32]) -> bool {
    let any = !moved_ties.is_empty();
    for (lost, won) in moved_ties.drain(..) {
        followers[lost as usize] -= 1;
        followers[won as usize] += 1;
    }
    any
}

impl State {
    /// Adds up the reactions and the changed ties of the tick.
    pub(super) fn settle_counts(&mut self) {
        let parallel = self.parallel;
        if !self.posts.reactions.is_empty() {
            let reactions = &mut self.posts.reactions;
            let add = |lists: &[&[u32]]| chunks::count(reactions, lists, parallel);
            self.scratch.with_lists(|scratch| &mut scratch.approved, add);
        }
        if !self.posts.counts.is_empty() {
            let (counts, views) = (&mut self.posts.counts, self.posts.views);
            let add = |lists: &[&[Response]]| {
                let add = |counts: &mut Counts, r: &Response| counts.add(r.side, r.bits, views);
                chunks::tally(counts, lists, parallel, |r| r.slot, add);
            };
            self.scratch.with_lists(|scratch| &mut scratch.responses, add);
        }
        if let Some(memory) = &mut self.memory {
            let mut reactions: Vec<Reacted> = Vec::new();
            for scratch in self.scratch.iter_mut() {
                reactions.append(&mut scratch.reacted);
            }
            // Which worker played a reader must not be seen.
            reactions.sort_unstable();
            memory.learn(&TickEnd {
                tick: self.tick,
                posts: &self.posts,
                draws: &self.draws,
                reactions: &reactions,
            });
        }
        if let Some(market) = &mut self.market {
            self.scratch.with_lists(
                |scratch| &mut scratch.bought,
                |lists: &[&[u32]]| market.charge(lists.iter().copied().flatten().copied()),
            );
        }
        let mut rewired = false;
        for scratch in self.scratch.iter_mut() {
            rewired |= count_moved(&mut scratch.moved_ties, &mut self.followers);
        }
        if rewired {
            self.graph.set_directed();
        }
    }

    /// Adds up what the chunks recorded, in their order.
    pub(super) fn collect(&mut self) {
        let mut total = ChunkRecord::default();
        for record in &self.records {
            total.merge(record);
        }
        self.observed.record = total;
        if let Some(views) = self.mixed_views.take() {
            self.observed.views = views;
            return;
        }
        self.observed.views.clear();
        self.observed.views.resize(self.agents.len(), 0);
        let (views, parallel) = (&mut self.observed.views, self.parallel);
        let add = |lists: &[&[u32]]| chunks::count(views, lists, parallel);
        self.scratch.with_lists(|scratch| &mut scratch.views, add);
        let strangers = &mut self.observed.strangers;
        strangers.clear();
        if self.outside_views > 0 {
            strangers.resize(self.agents.len(), 0);
            let add = |lists: &[&[u32]]| chunks::count(strangers, lists, parallel);
            self.scratch.with_lists(|scratch| &mut scratch.strangers, add);
        }
    }
}

//! The phases of the reader, 3 to 7, reader by reader over fixed chunks.

use super::chunks::{self, Cutter, PerWorker};
use super::model::Model;
use super::pass::{Chunk, Frozen, Reader, Scratch, SlotTables};
use super::quota::TickQuota;
use super::recommend::Pool;
use super::state::State;
use super::{heed, influence, observe, perceive, react, rewire, serve, together};
use crate::interventions::Levers;
use crate::random::Purpose;
use crate::world::{ChunkRecord, Groups, Tally, voice};

impl State {
    /// Serves, reacts, perceives, influences and rewires every present human. `dry`: records, and moves nothing.
    pub(super) fn read(&mut self, model: &Model, observe: bool, dry: bool) {
        if self.graph.is_well_mixed() {
            self.read_mixed(model, observe, dry);
            return;
        }
        let n = self.agents.len();
        let words = self.posts.words;
        let reshares = if model.has_reshares() { model.feed.reshares_per_tick as usize } else { 0 };
        if observe {
            self.observed.tallies.clear();
            self.observed.tallies.resize(n, Tally::default());
        }
        let counts = self.only_counts(model, observe);
        let slots = SlotTables::new(model, &self.posts, self.tick);
        let digests = self.appraise(model, &slots);
        let levers = self.running.as_ref().map(|running| &running.levers);
        let when = (self.draws, self.tick);
        let reaches = !model.is_standing() && model.reaches_beyond_ties();
        let pool = (reaches && model.retrieved() > 0)
            .then(|| Pool::new(model, &self.posts, &slots.reshares, &self.agents.kind, when));
        let bids = self.bids(model);
        let (offsets, targets, tie_weights) = self.graph.rows_mut();
        let tick = Frozen::of_tick(model, when, (n, self.agents.scale), (&self.posts, &slots), observe);
        let frozen = Frozen {
            voices: &self.voices,
            stances: &self.stances,
            followers: &self.followers,
            anchors: &self.agents.anchor,
            stubbornness: &self.agents.stubbornness,
            offsets,
            levers,
            is_plain: tick.is_plain && self.outnumbered.is_empty(),
            lists: tick.lists || levers.is_some_and(Levers::hides),
            quota: TickQuota::of(model, levers, &self.voices, self.served),
            kinds: &self.agents.kind,
            groups: Groups::new(&self.agents.group, &self.agents.group_names),
            bids: &bids,
            digests: &digests,
            pool: pool.as_ref(),
            market: self.market.as_ref(),
            outside_views: self.outside_views,
            remembers: self.memory.is_some(),
            remembered: self.memory.as_ref().map_or(&[], |memory| memory.values()),
            joint: together::is_joint(model),
            tie_weights,
            dry,
            ..tick
        };
        let mut lists =
            if together::needs_feeds(model) { &mut self.joint.lists[..] } else { &mut [] }.iter_mut();
        let mut opinion = Cutter::new(&mut self.agents.opinion);
        let mut side = Cutter::new(&mut self.agents.side);
        let mut inner = Cutter::new(&mut self.agents.inner);
        let mut confidence = Cutter::new(&mut self.agents.confidence);
        let mut profile = Cutter::new(&mut self.agents.profile);
        let mut targets = Cutter::new(targets);
        let mut affinity = Cutter::new(&mut self.affinity);
        let mut seen = Cutter::new(&mut self.seen);
        let mut looked = Cutter::new(&mut self.looked);
        let mut pending = Cutter::new(&mut self.pending);
        let (met_words, mut met) = self.met.cutter();
        let mut outside = Cutter::new(&mut self.outside);
        let kept_outside = frozen.kept_outside();
        let mut tallies = Cutter::new(if observe { &mut self.observed.tallies } else { &mut [] });
        let mut outnumbered = Cutter::new(&mut self.outnumbered);
        let mut stale = Cutter::new(if counts { &mut self.kept.stale } else { &mut [] });
        let mut kept = Cutter::new(if counts { &mut self.kept.heard } else { &mut [] });
        let mut chunks: Vec<Chunk<'_>> = chunks::ranges(n)
            .zip(&mut self.records)
            .map(|(range, record)| {
                let agents = range.len();
                let ties = offsets[range.end] - offsets[range.start];
                Chunk {
                    first: range.start,
                    first_tie: offsets[range.start],
                    opinion: opinion.cut(agents),
                    side: side.cut(agents),
                    inner: inner.cut(agents),
                    confidence: confidence.cut(agents),
                    profile: profile.cut(agents),
                    targets: targets.cut(ties),
                    affinity: affinity.cut(ties),
                    seen: seen.cut(ties * words),
                    looked: looked.cut(agents),
                    pending: pending.cut(agents * reshares),
                    met: met.cut(agents * met_words),
                    tallies: tallies.cut(agents),
                    outnumbered: outnumbered.cut(agents),
                    stale: stale.cut(agents),
                    kept: kept.cut(agents),
                    record,
                    heard: lists.next(),
                    outside: outside.cut(agents * kept_outside),
                    served: [0; 2],
                    moved: 0.0,
                }
            })
            .collect();
        chunks::for_each(&mut chunks, self.parallel, |chunk| read_chunk(&frozen, chunk, &self.scratch));
        (self.served, self.moved) = totals(&chunks, self.served);
        self.digests = digests;
    }

    /// Whether nothing follows in this tick but perception, and that of nothing but the count of speaking followees; then it
    /// is known who has to count anew.
    fn only_counts(&mut self, model: &Model, observe: bool) -> bool {
        let hides = self.running.as_ref().is_some_and(|running| running.levers.hides());
        let counts = !(observe || hides || model.needs_lists() || model.expression.is_deaf())
            && model.climate.is_plain(&*model.expression)
            && self.outnumbered.is_empty();
        if counts {
            let holds = self.running.is_none() && !model.ties.is_active() && !self.graph.is_directed();
            self.kept.refresh(&self.voices, &self.graph, holds);
        }
        counts
    }
}

/// What was shown of each side so far, and the largest of all moves: a maximum does not depend on the order.
fn totals(chunks: &[Chunk<'_>], served: [u64; 2]) -> ([u64; 2], f64) {
    let add = |sum: [u64; 2], chunk: &Chunk<'_>| [sum[0] + chunk.served[0], sum[1] + chunk.served[1]];
    let moved = chunks.iter().fold(0.0, |most, chunk| f64::max(most, chunk.moved));
    (chunks.iter().fold(served, add), moved)
}

/// The phases of a chunk of readers.
fn read_chunk(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, scratch: &PerWorker<Scratch>) {
    if !frozen.lists && frozen.is_plain {
        perceive::perceive_everything(frozen, chunk);
        return;
    }
    let scratch = &mut *scratch.get();
    if !frozen.lists {
        perceive::perceive_each(frozen, chunk, scratch);
        return;
    }
    let plays_nothing_else = frozen.model.needs_only_stances() && chunk.outnumbered.is_empty();
    if !frozen.observe && plays_nothing_else && !frozen.levers.is_some_and(Levers::hides) {
        influence::influence_everything(frozen, chunk, scratch);
        return;
    }
    if frozen.observe {
        *chunk.record = ChunkRecord::default();
    }
    for at in 0..chunk.opinion.len() {
        let id = chunk.first + at;
        if voice::reads(frozen.voices[id]) {
            let row = (frozen.offsets[id] - chunk.first_tie, frozen.offsets[id + 1] - chunk.first_tie);
            play(frozen, chunk, Reader { id, turn: id as u32, at, row, only: None }, scratch);
        }
    }
}

/// The phases of one reader whose feed is made.
pub(super) fn play(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, reader: Reader, scratch: &mut Scratch) {
    if frozen.draws_keys {
        // One block of four words serves all hashed draws of the reader in this tick.
        scratch.keys = frozen.draws.words(Purpose::Serve, frozen.tick, reader.turn);
    }
    serve::serve(frozen, chunk, reader, scratch);
    heed::believe(frozen, reader, scratch);
    let tally = perceive::tally(frozen, scratch);
    if frozen.quota.is_some() && !frozen.dry {
        let (positive, negative) = tally.sides();
        chunk.served = [chunk.served[0] + u64::from(negative), chunk.served[1] + u64::from(positive)];
    }
    if frozen.model.reaction.is_active() {
        react::react(frozen, chunk, reader, scratch);
    }
    if !frozen.posts.counts.is_empty() && !frozen.dry {
        react::note_responses(frozen, reader, scratch);
    }
    if frozen.remembers && !frozen.dry {
        react::note_reactions(frozen, reader, scratch);
    }
    if frozen.observe {
        observe::record(frozen, chunk, reader, scratch, tally);
    }
    if frozen.dry {
        return;
    }
    perceive::perceive(frozen, chunk, reader, scratch, Some(tally));
    let before = chunk.opinion[reader.at];
    if frozen.joint {
        together::note(frozen, chunk, reader, scratch);
    } else {
        influence::influence(frozen, chunk, reader, scratch);
    }
    if frozen.rewires {
        rewire::rewire(frozen, chunk, reader, before, scratch);
    }
}

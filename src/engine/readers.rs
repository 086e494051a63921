//! The phases of the reader, 3 to 7, reader by reader over fixed chunks.

use super::chunks::{self, Cutter};
use super::model::{Model, Slots};
use super::state::{Reshare, State};
use crate::feed::Selector;
use crate::random::{Draws, Purpose};
use crate::world::{ChunkRecord, Counts, PostId, Posts, Predicted, Scale, Shown, Tally, voice};

/// What all readers share during the phases of the reader: frozen, read-only.
pub(super) struct Frozen<'a> {
    pub model: &'a Model,
    pub draws: Draws,
    pub tick: u32,
    pub agents: u32,
    pub scale: Scale,
    pub voices: &'a [u8],
    pub stances: &'a [f64],
    pub posts: &'a Posts,
    pub followers: &'a [u32],
    pub anchors: &'a [f64],
    pub stubbornness: &'a [f64],
    pub offsets: &'a [usize],
    pub standing: bool,
    pub lists: bool,
    pub observe: bool,
    /// Whether a rule reads the affinity of ties.
    pub needs_affinity: bool,
    /// Whether ties change.
    pub rewires: bool,
    /// Whether keyed draws are made for the reader: it is ranked for, or reacts.
    pub draws_keys: bool,
    /// Which of an author's slots hold reshares.
    pub is_reshare_slot: &'a [bool],
    /// The same as a mask of the slots, `posts.words` words.
    pub reshare_mask: &'a [u64],
    /// The age of the post in each of an author's slots.
    pub age_of_slot: &'a [u32],
    /// The ranking's decay of the post in each of an author's slots; of a standing expression in the first one.
    pub decay_of_slot: &'a [f32],
    /// Observe only: nothing moves.
    pub dry: bool,
}

/// A chunk of readers: the state that is theirs alone.
pub(super) struct Chunk<'a> {
    pub first: usize,
    pub first_tie: usize,
    pub opinion: &'a mut [f64],
    pub side: &'a mut [i8],
    pub inner: &'a mut [f64],
    pub confidence: &'a mut [f64],
    pub profile: &'a mut [f32],
    pub targets: &'a mut [u32],
    pub affinity: &'a mut [f32],
    pub seen: &'a mut [u64],
    pub looked: &'a mut [u32],
    pub pending: &'a mut [Reshare],
    pub tallies: &'a mut [Tally],
    pub record: &'a mut ChunkRecord,
    /// The largest move of a human in this chunk.
    pub moved: f64,
}

/// One reader inside its chunk.
#[derive(Clone, Copy)]
pub(super) struct Reader {
    /// The agent's id.
    pub id: usize,
    /// Its place in the chunk.
    pub at: usize,
    /// Where its ties begin and end in the chunk's arrays.
    pub row: (usize, usize),
}

/// Buffers of a worker, kept from tick to tick: nothing is allocated inside the loop once they have grown.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub candidates: CandidateColumns,
    pub selector: Selector,
    /// The reader's draws of this tick: ties between scores, two for reactions, one for noise and temperature.
    pub keys: [u32; 4],
    pub feed: FeedColumns,
    pub reactions: Vec<u8>,
    /// Slots whose posts were approved of in this tick.
    pub approved: Vec<u32>,
    /// What was done with the posts shown in this tick, where a ranking asks for it.
    pub responses: Vec<Response>,
    /// Authors of the items shown, one a view; filled in observed ticks.
    pub views: Vec<u32>,
    /// (followee given up, followee won).
    pub moved_ties: Vec<(u32, u32)>,
    /// Roots already in the feed, sorted.
    pub roots: Vec<PostId>,
    /// The originals that followees published, with their side; filled in observed ticks.
    pub originals: Vec<(PostId, i8)>,
    /// Words of a mask of slots.
    pub mask: Vec<u64>,
}

/// A post shown to a reader, and what it did with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Response {
    /// The slot that counts it.
    pub slot: u32,
    /// The reader's side.
    pub side: i8,
    /// Bits of the reaction; 0: seen and left.
    pub bits: u8,
}

/// The candidates of one reader, one column an attribute.
#[derive(Debug, Default)]
pub(super) struct CandidateColumns {
    pub ties: Vec<u32>,
    pub items: Vec<u32>,
    /// The slot of each post among its author's; empty where candidates are standing expressions.
    pub slots: Vec<u32>,
    pub age: Vec<u32>,
    pub decay: Vec<f32>,
    pub stance: Vec<f32>,
    pub reactions: Vec<u32>,
    pub affinity: Vec<f32>,
    pub counts: Vec<Counts>,
    pub predicted: Vec<Predicted>,
    pub followers: Vec<u32>,
    pub reshared: Vec<bool>,
    pub draws: Vec<u32>,
    pub lasting: Vec<u32>,
    pub scores: Vec<f32>,
    /// An author's posts by score, to work in.
    pub order: Vec<(u64, u32)>,
    /// How many candidates are reshares.
    pub reshares: usize,
}

/// The feed of one reader, best first.
#[derive(Debug, Default)]
pub(super) struct FeedColumns {
    pub authors: Vec<u32>,
    pub stances: Vec<f64>,
    pub sides: Vec<i8>,
    pub ties: Vec<u32>,
    pub items: Vec<u32>,
    pub affinities: Vec<f32>,
    pub originators: Vec<u32>,
}

impl FeedColumns {
    pub fn clear(&mut self) {
        self.authors.clear();
        self.stances.clear();
        self.sides.clear();
        self.ties.clear();
        self.items.clear();
        self.affinities.clear();
        self.originators.clear();
    }

    pub fn shown(&self) -> Shown<'_> {
        Shown {
            authors: &self.authors,
            stances: &self.stances,
            sides: &self.sides,
            ties: &self.ties,
            items: &self.items,
            affinities: &self.affinities,
        }
    }
}

/// What is the same for a slot of every author in a tick.
struct SlotTables {
    is_reshare: Vec<bool>,
    reshares: Vec<u64>,
    age: Vec<u32>,
    decay: Vec<f32>,
}

impl SlotTables {
    fn new(model: &Model, posts: &Posts, tick: u32) -> Self {
        let slots = 0..posts.capacity as u32;
        let is_reshare: Vec<bool> =
            slots.clone().map(|slot| slot % posts.per_tick >= model.feed.posts_per_tick).collect();
        let mut reshares = vec![0_u64; posts.words];
        for (slot, _) in is_reshare.iter().enumerate().filter(|(_, is_reshare)| **is_reshare) {
            reshares[slot / 64] |= 1 << (slot % 64);
        }
        let age: Vec<u32> = slots.map(|slot| posts.age(slot, tick)).collect();
        let decay = match model.ranking.needs().decay {
            None => Vec::new(),
            Some(decay) if model.is_standing() => vec![decay.factor(0)],
            Some(decay) => age.iter().map(|&age| decay.factor(age)).collect(),
        };
        Self { is_reshare, reshares, age, decay }
    }
}

impl State {
    /// Serves, reacts, perceives, influences and rewires every present human. `dry`: records, and moves nothing.
    pub(super) fn read(&mut self, model: &Model, observe: bool, dry: bool) {
        let n = self.agents.len();
        let words = self.posts.words;
        let reshares = if model.has_reshares() { model.feed.reshares_per_tick as usize } else { 0 };
        if observe {
            self.observed.tallies.clear();
            self.observed.tallies.resize(n, Tally::default());
        }
        let slots = SlotTables::new(model, &self.posts, self.tick);
        let (offsets, targets) = self.graph.rows_mut();
        let frozen = Frozen {
            model,
            draws: self.draws,
            tick: self.tick,
            agents: n as u32,
            scale: self.agents.scale,
            voices: &self.voices,
            stances: &self.stances,
            posts: &self.posts,
            followers: &self.followers,
            anchors: &self.agents.anchor,
            stubbornness: &self.agents.stubbornness,
            offsets,
            standing: model.is_standing(),
            lists: observe || model.needs_lists(),
            observe,
            needs_affinity: model.needs_affinity(),
            rewires: model.ties.is_active(),
            draws_keys: model.feed.slots != Slots::All || model.reaction.is_active(),
            is_reshare_slot: &slots.is_reshare,
            reshare_mask: &slots.reshares,
            age_of_slot: &slots.age,
            decay_of_slot: &slots.decay,
            dry,
        };
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
        let mut tallies = Cutter::new(if observe { &mut self.observed.tallies } else { &mut [] });
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
                    tallies: tallies.cut(agents),
                    record,
                    moved: 0.0,
                }
            })
            .collect();
        let scratch = &self.scratch;
        chunks::for_each(&mut chunks, self.parallel, |chunk| {
            if !frozen.lists {
                super::perceive::perceive_everything(&frozen, chunk);
                return;
            }
            let scratch = &mut *scratch.get();
            if !frozen.observe && model.needs_only_stances() {
                super::influence::influence_everything(&frozen, chunk, scratch);
                return;
            }
            if frozen.observe {
                *chunk.record = ChunkRecord::default();
            }
            for at in 0..chunk.opinion.len() {
                let id = chunk.first + at;
                if frozen.voices[id] & (voice::PRESENT | voice::AUTOMATED) == voice::PRESENT {
                    let row =
                        (frozen.offsets[id] - chunk.first_tie, frozen.offsets[id + 1] - chunk.first_tie);
                    play(&frozen, chunk, Reader { id, at, row }, scratch);
                }
            }
        });
        // The largest of all moves: a maximum does not depend on the order.
        self.moved = chunks.iter().fold(0.0, |most, chunk| f64::max(most, chunk.moved));
    }
}

/// The phases of one reader whose feed is made.
fn play(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, reader: Reader, scratch: &mut Scratch) {
    if frozen.draws_keys {
        // One block of four words serves all hashed draws of the reader in this tick.
        scratch.keys = frozen.draws.words(Purpose::Serve, frozen.tick, reader.id as u32);
    }
    super::serve::serve(frozen, chunk, reader, scratch);
    let tally = super::perceive::tally(frozen, scratch);
    if frozen.model.reaction.is_active() {
        super::react::react(frozen, chunk, reader, scratch);
    }
    if !frozen.posts.counts.is_empty() && !frozen.dry {
        super::react::note_responses(frozen, reader, scratch);
    }
    if frozen.observe {
        super::observe::record(frozen, chunk, reader, scratch, tally);
    }
    if frozen.dry {
        return;
    }
    super::perceive::perceive(frozen, chunk, reader, tally);
    super::influence::influence(frozen, chunk, reader, scratch);
    if frozen.rewires {
        super::rewire::rewire(frozen, chunk, reader, scratch);
    }
}

//! What the phases of the reader hand to each other: what all share, what is a reader's own, and buffers.

use super::appraise::Digest;
use super::candidates::CandidateColumns;
use super::met;
use super::model::{Model, Slots};
use super::quota::TickQuota;
use super::recommend::Pool;
use super::rerank::Rerank;
use super::sponsor::Market;
use super::together::HeardList;
use crate::feed::{Reacted, Selector};
use crate::interventions::Levers;
use crate::random::Draws;
use crate::world::{
    AgentKind, ChunkRecord, Content, Groups, Heard, PostId, PostStore, Posts, Predicted, Scale, Shown, Tally,
    voice,
};

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
    /// The platform's memory, where it has one instead of a window.
    pub store: Option<&'a PostStore>,
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
    /// The number of the post in each of an author's slots, but for its author.
    pub number_of_slot: &'a [u32],
    /// The ranking's decay of the post in each of an author's slots; of a standing expression in the first one.
    pub decay_of_slot: &'a [f32],
    /// What is fetched of the post in each slot, where the ranking goes by what readers did with it.
    pub digests: &'a [Digest],
    /// Which of each author's slots hold a post, where these are 8 at most: in an eighth of the memory.
    pub live: &'a [u8],
    /// What interventions do to this tick.
    pub levers: Option<&'a Levers>,
    /// The quota for the sides.
    pub quota: Option<TickQuota>,
    /// Whether the ranking has a memory.
    pub remembers: bool,
    /// What the ranking's memory keeps of the post in each slot.
    pub remembered: &'a [f32],
    /// Where the rule of influence acts on pairs: whom the reader meets in place of a feed.
    pub encounter: Option<Encounter>,
    /// Where an author acts: what is put before the reader in place of a feed that it looks for.
    pub pushed: Option<Pushed<'a>>,
    /// The bits of a voice whose expression is there to be shown and perceived.
    pub audible: u8,
    /// Whether the count of speaking followees by side is all that perception needs.
    pub is_plain: bool,
    /// Whether opinions move all together, after the readers.
    pub joint: bool,
    /// The weights of ties, where a rule that moves all opinions together is to know those of what is shown.
    pub tie_weights: Option<&'a [f32]>,
    /// Observe only: nothing moves.
    pub dry: bool,
    /// What kind of account each agent is.
    pub kinds: &'a [AgentKind],
    /// The group of each agent that is in one of the population's groups.
    pub groups: Groups<'a>,
    /// What each agent bids for a view, where the ranking asks.
    pub bids: &'a [f32],
    /// Whether anybody but followees reaches a reader, or followees reach it less.
    pub reaches: bool,
    /// What can be recommended.
    pub pool: Option<&'a Pool>,
    /// What is sponsored.
    pub market: Option<&'a Market>,
    /// Slots kept for accounts that are not followed.
    pub outside_slots: usize,
    /// The most views of accounts not followed, of a reader in a tick.
    pub outside_views: usize,
}

impl<'a> Frozen<'a> {
    /// What holds for a whole tick; the slices of agents are still empty.
    pub fn of_tick(
        model: &'a Model,
        (draws, tick): (Draws, u32),
        (agents, scale): (usize, Scale),
        (posts, slots): (&'a Posts, &'a SlotTables),
        observe: bool,
    ) -> Self {
        Self {
            model,
            draws,
            tick,
            agents: agents as u32,
            scale,
            voices: &[],
            stances: &[],
            posts,
            store: None,
            followers: &[],
            anchors: &[],
            stubbornness: &[],
            offsets: &[],
            standing: model.is_standing(),
            lists: observe || model.needs_lists(),
            observe,
            needs_affinity: model.needs_affinity(),
            rewires: model.rewires(),
            draws_keys: model.feed.slots != Slots::All || model.reaction.is_active(),
            is_reshare_slot: &slots.is_reshare,
            reshare_mask: &slots.reshares,
            age_of_slot: &slots.age,
            number_of_slot: &slots.number,
            decay_of_slot: &slots.decay,
            digests: &[],
            live: &slots.live,
            levers: None,
            quota: None,
            remembers: false,
            remembered: &[],
            encounter: None,
            pushed: None,
            audible: if model.expression.lasts() { voice::STANDS } else { voice::SPEAKS },
            is_plain: model.climate.is_plain(&*model.expression),
            joint: false,
            tie_weights: None,
            dry: false,
            kinds: &[],
            groups: Groups::default(),
            bids: &[],
            reaches: !model.is_standing() && model.reaches_beyond_ties(),
            pool: None,
            market: None,
            outside_slots: model.outside_slots(),
            outside_views: if model.is_standing() { 0 } else { model.outside_views() },
        }
    }

    /// Who published an item.
    #[inline]
    pub fn author_of(&self, item: u32) -> u32 {
        if let Some(pushed) = &self.pushed {
            pushed.items[item as usize].poster
        } else if self.standing {
            item
        } else {
            item / self.posts.capacity as u32
        }
    }

    /// The post that stands in a slot, an original.
    pub fn post_of(&self, item: u32) -> PostId {
        let author = self.author_of(item);
        let slot = item - author * self.posts.capacity as u32;
        let born = self.tick - self.age_of_slot[slot as usize];
        PostId::new(author, born.wrapping_mul(self.posts.per_tick) + slot % self.posts.per_tick)
    }

    /// Posts that are kept for a reader, of those by accounts that it does not follow: those of a window.
    #[inline]
    pub fn kept_outside(&self) -> usize {
        self.outside_views * self.posts.window as usize
    }

    /// Where this tick's begin among them.
    #[inline]
    pub fn first_kept(&self) -> usize {
        (self.tick % self.posts.window.max(1)) as usize * self.outside_views
    }
}

/// An encounter of a reader with one other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Encounter {
    /// Whom it meets, and the position of the tie to it; None: nobody.
    pub partner: Option<(u32, u32)>,
    /// 64 bits for the rule.
    pub random: u64,
}

/// A post that has come to a reader.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival {
    /// Who posted it.
    pub poster: u32,
    /// The original.
    pub root: PostId,
    /// Its stance.
    pub stance: f64,
    /// The position of the tie to the poster among the reader's.
    pub tie: u32,
}

/// What is put before a reader where authors act, from the top.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pushed<'a> {
    /// The posts.
    pub items: &'a [Arrival],
    /// 64 bits for the rule of influence.
    pub random: u64,
}

impl Arrival {
    /// Puts it at the end of a feed.
    pub fn show(&self, scale: Scale, feed: &mut FeedColumns) {
        feed.authors.push(self.poster);
        feed.stances.push(self.stance);
        feed.sides.push(scale.side(self.stance));
        feed.ties.push(self.tie);
        feed.items.push(self.root.serial());
        feed.originators.push(self.root.author());
    }
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
    /// Originals that each reader has met; empty where none comes twice.
    pub met: &'a mut [u64],
    pub tallies: &'a mut [Tally],
    /// Whether each reader has to count anew what it hears, and what it heard; empty where more than a count is needed.
    pub stale: &'a mut [bool],
    pub kept: &'a mut [Heard],
    /// Whether each reader perceives itself in the minority; empty where nothing depends on it.
    pub outnumbered: &'a mut [bool],
    pub record: &'a mut ChunkRecord,
    /// Where what is shown is noted, if opinions move all together and not everything is shown.
    pub heard: Option<&'a mut HeardList>,
    /// Posts of accounts not followed that were shown, `kept_outside` a reader.
    pub outside: &'a mut [PostId],
    /// Items shown of the − and the + side, where a ranking's quota asks.
    pub served: [u64; 2],
    /// The largest move of a human in this chunk.
    pub moved: f64,
}

/// One reader inside its chunk.
#[derive(Clone, Copy)]
pub(super) struct Reader {
    /// The agent's id.
    pub id: usize,
    /// What keys its draws in this tick: its id, or in a sequential schedule the number of the micro-step.
    pub turn: u32,
    /// Its place in the chunk.
    pub at: usize,
    /// Where its ties begin and end in the chunk's arrays.
    pub row: (usize, usize),
    /// The only tie that it reads through in this turn, by its position among its own; None: all.
    pub only: Option<u32>,
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
    /// What the reader's draws on the items shown are keyed by.
    pub numbers: Vec<u32>,
    /// Which items of the feed the reader believes; empty: all.
    pub beliefs: Vec<bool>,
    /// The part of the feed that it believes, where that is not all.
    pub believed: FeedColumns,
    /// What the rule of reactions gives the reader's reactions, where they are drawn anew.
    pub expected: Vec<Predicted>,
    /// Slots whose posts were approved of in this tick.
    pub approved: Vec<u32>,
    /// What was done with the posts shown in this tick, where a ranking asks for it.
    pub responses: Vec<Response>,
    /// Reactions of this tick, where the ranking has a memory.
    pub reacted: Vec<Reacted>,
    /// Authors of the items shown, one a view; filled in observed ticks.
    pub views: Vec<u32>,
    /// Those of them whose author the reader does not follow.
    pub strangers: Vec<u32>,
    /// (followee given up, followee won).
    pub moved_ties: Vec<(u32, u32)>,
    /// Roots already in the feed, sorted.
    pub roots: Vec<PostId>,
    /// The originals that followees published, with their side; filled in observed ticks.
    pub originals: Vec<(PostId, i8)>,
    /// The last posts of the followees that are still to come, where the platform has a memory.
    pub heads: Vec<(u64, u32)>,
    /// Words of a mask of slots.
    pub mask: Vec<u64>,
    /// Which slots of each followee hold a post that the reader has not seen: `posts.words` words a followee.
    pub unseen: Vec<u64>,
    /// The followees that a reader samples, and words of a mask of followees, all 0 between two readers.
    pub sample: Vec<u32>,
    pub sampled: Vec<u64>,
    /// The side of each candidate plus 1, and the best of each side, where a ranking has a quota.
    pub sides: Vec<u8>,
    pub queues: [Vec<(u64, u32)>; 3],
    /// Recommended posts, to work in.
    pub recommended: Vec<u32>,
    /// Candidates that wait for slots that others leave, to work in.
    pub waiting: Vec<(u64, u32)>,
    /// What a re-ranking for diversity works in.
    pub rerank: Rerank,
    /// How many posts of accounts not followed the reader has been shown.
    pub noted: usize,
    /// The buyer of each advertisement shown in this tick.
    pub bought: Vec<u32>,
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

/// The feed of one reader, best first.
#[derive(Debug, Default)]
pub(super) struct FeedColumns {
    pub authors: Vec<u32>,
    pub stances: Vec<f64>,
    pub sides: Vec<i8>,
    pub ties: Vec<u32>,
    pub items: Vec<u32>,
    pub affinities: Vec<f32>,
    /// What each item is like; empty where the rule of reactions does not ask.
    pub contents: Vec<Content>,
    pub originators: Vec<u32>,
    /// The places of advertisements, ascending.
    pub ads: Vec<usize>,
}

impl FeedColumns {
    pub fn clear(&mut self) {
        self.authors.clear();
        self.stances.clear();
        self.sides.clear();
        self.ties.clear();
        self.items.clear();
        self.affinities.clear();
        self.contents.clear();
        self.originators.clear();
        self.ads.clear();
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
pub(super) struct SlotTables {
    pub is_reshare: Vec<bool>,
    pub reshares: Vec<u64>,
    pub age: Vec<u32>,
    pub number: Vec<u32>,
    pub decay: Vec<f32>,
    /// Which slots of each author hold a post, where these are 8 at most.
    pub live: Vec<u8>,
}

impl SlotTables {
    pub fn new(model: &Model, posts: &Posts, tick: u32) -> Self {
        let slots = 0..posts.capacity as u32;
        let is_reshare: Vec<bool> =
            slots.clone().map(|slot| slot % posts.per_tick >= model.feed.posts_per_tick).collect();
        let mut reshares = vec![0_u64; posts.words];
        for (slot, _) in is_reshare.iter().enumerate().filter(|(_, is_reshare)| **is_reshare) {
            reshares[slot / 64] |= 1 << (slot % 64);
        }
        let age: Vec<u32> = slots.clone().map(|slot| posts.age(slot, tick)).collect();
        let number =
            slots.map(|slot| met::number_of(tick - posts.age(slot, tick), slot % posts.per_tick)).collect();
        let decay = match model.ranking.needs().decay {
            None => Vec::new(),
            Some(decay) if model.is_standing() => vec![decay.factor(0)],
            Some(decay) => age.iter().map(|&age| decay.factor(age)).collect(),
        };
        let live = match posts.capacity {
            1..=8 => posts.live.iter().map(|&live| live as u8).collect(),
            _ => Vec::new(),
        };
        Self { is_reshare, reshares, age, number, decay, live }
    }
}

/// A post that its reader passes on in the next tick.
#[derive(Clone, Copy, Debug)]
pub struct Reshare {
    /// The original; [`PostId::NONE`] where there is nothing to pass on.
    pub root: PostId,
    /// Its stance, kept here because the original may die before.
    pub stance: f64,
    /// What it is like, where that is kept.
    pub content: Option<Content>,
}

impl Default for Reshare {
    fn default() -> Self {
        Self { root: PostId::NONE, stance: 0.0, content: None }
    }
}

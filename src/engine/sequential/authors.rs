//! The schedule of authors: one random agent posts, and its followers read at once.
//!
//! A micro-step: an agent is drawn; if it is present it expresses itself, and what it has to say (the originals that it
//! means to pass on, or else new posts) is put before its followers, one after another by ascending id, as they were when
//! it was posted. One such post before one such follower is a *delivery*. The follower takes part if it is human and
//! present (one draw with its activity), and is offered the post with the probability of `feed.delivery`. Then it sees
//! it, reacts, perceives, is influenced and rewires before the next one's turn. It is never offered what it wrote itself.
//!
//! With feed.slots = "all" (and no `feed.inbox`) the post is read by itself. Otherwise every reader keeps a feed
//! (`feeds.rs`): the post takes the place of the oldest, unless it stands there already, and the reader is shown what its
//! feed holds, or the first k of it by rank. Of a feed all are shown that it keeps; then the order means nothing, and is
//! that of places where nobody reacts; a rule of influence that goes by it gets the newest first.
//!
//! What keys the draws: who acts, and two words for the readers of its posts, Step; stances, Stance; of each delivery,
//! by its number in the tick, the phases of its reader.

use super::audience::Audience;
use super::bridges::Bridges;
use super::feeds::{Feeds, TIES};
use super::tick::Reading;
use crate::engine::express::is_drawn;
use crate::engine::filters::{Posting, Stances};
use crate::engine::model::Model;
use crate::engine::pass::{Arrival, Pushed, Scratch, SlotTables};
use crate::engine::state::State;
use crate::influence::Influence;
use crate::network::Graph;
use crate::random::{Draws, Purpose, mix, mix64};
use crate::world::{PostId, Scale, Shown, Stage, voice};

/// What is kept from tick to tick.
#[derive(Debug, Default)]
pub(in crate::engine) struct Authors {
    /// Whom posts reach; None until the next tick that needs it.
    pub audience: Option<Audience>,
    /// What every reader keeps, where a post is not read by itself.
    pub(super) feeds: Option<Feeds>,
    /// Where feeds number ties: the number of each tie of the audience among its reader's own.
    pub(super) places: Vec<u8>,
    /// Whether ties are no longer those of the graph.
    pub has_changed: bool,
    /// Posts so far, new ones and passed on.
    published: u32,
    /// Deliveries in this tick.
    pub delivered: u32,
    /// The ties that carried a view in this tick, if it is observed.
    bridges: Bridges,
    /// Buffers: the posts of a turn, and the readers of a post.
    posts: Vec<Sent>,
    readers: Vec<u32>,
    arrivals: Vec<Arrival>,
}

impl Authors {
    /// What a model needs at the start. `intervened`: interventions may change ties. O(N).
    pub fn new(model: &Model, graph: &Graph, intervened: bool) -> Self {
        let agents = graph.agents();
        let is_fixed = !intervened && !model.ties.is_active();
        let numbers_ties = is_fixed && (0..agents).all(|agent| graph.degree(agent) <= TIES);
        let feeds = |slots| Feeds::new(agents, slots, numbers_ties, model.has_reshares());
        Self { feeds: model.kept_posts().map(feeds), ..Self::default() }
    }
}

/// A post on its way.
#[derive(Clone, Copy, Debug)]
struct Sent {
    poster: u32,
    root: PostId,
    stance: f64,
    keys: [u32; 2],
}

/// Who acts in a micro-step, and two words for the readers of its first post.
#[inline]
pub(super) fn author_of(draws: Draws, tick: u32, step: u32, agents: u32) -> (u32, [u32; 2]) {
    let mut stream = draws.stream(Purpose::Step, tick, step);
    let author = stream.below(agents);
    (author, [stream.next_u32(), stream.next_u32()])
}

/// The words for the readers of an author's post with a number.
#[inline]
pub(super) fn keys_of(keys: [u32; 2], number: u32) -> [u32; 2] {
    if number == 0 { keys } else { keys.map(|key| mix(key, number)) }
}

/// The stance of a new post; None if its author keeps it to itself. Purpose Stance: a draw, and one more where posts are
/// filtered.
#[inline]
pub(super) fn draft(
    model: &Model,
    (draws, tick): (Draws, u32),
    turn: u32,
    (author, opinion): (u32, f64),
    scale: Scale,
) -> Option<f64> {
    if model.feed.stance == Stances::Opinion {
        return Some(opinion);
    }
    let mut stream = draws.stream(Purpose::Stance, tick, turn);
    let (low, high) = scale.limits();
    let stance = low + (high - low) * stream.uniform();
    let posting = model.climate.posting.of(&draws, author);
    let published = posting == Posting::Uniform
        || stream.chance(posting.probability((stance - opinion).abs(), scale.unit()));
    published.then_some(stance)
}

/// Whether a rule leads a reader away from a post, beyond the end of the range if need be.
pub(super) fn is_repelled(stance: f64, before: f64, target: f64) -> bool {
    (target - stance).abs() > (before - stance).abs()
}

impl State {
    /// Plays the micro-steps of a tick.
    pub(super) fn play_authors(
        &mut self,
        model: &Model,
        observe: bool,
        slots: &SlotTables,
        scratch: &mut Scratch,
    ) {
        let changes = model.ties.is_active();
        if self.authors.audience.as_ref().is_none_or(|audience| changes && !audience.is_open()) {
            let audience = Audience::new(&self.graph, changes);
            if self.authors.feeds.as_ref().is_some_and(Feeds::numbers_ties) {
                self.authors.places = audience.places(&self.graph);
            }
            self.authors.audience = Some(audience);
        }
        self.authors.delivered = 0;
        if !observe && self.is_crowd(model) {
            self.play_crowd(model);
        } else {
            let agents = self.agents.len() as u32;
            if observe {
                self.authors.bridges.start(&self.graph);
            }
            for step in 0..agents {
                let (author, keys) = author_of(self.draws, self.tick, step, agents);
                self.act(model, (author, keys), step, observe, slots, scratch);
            }
            if observe {
                self.record_bridges();
            }
        }
        if std::mem::take(&mut self.authors.has_changed) {
            let directed = self.graph.is_directed();
            if let Some(graph) = self.authors.audience.as_ref().and_then(|audience| audience.graph(directed))
            {
                self.graph = graph;
            }
        }
    }

    /// Counts the ties across the sides of all human readers who are not kept away: that somebody is present is drawn anew
    /// for every post.
    fn record_bridges(&mut self) {
        let levers = self.running.as_ref().map(|running| &running.levers);
        let (kinds, sides) = (&self.agents.kind, &self.agents.side);
        let reads = |agent: usize| kinds[agent].is_human() && !levers.is_some_and(|l| l.is_away(agent));
        let record = &mut self.records[0];
        (record.bridges, record.bridges_used) = self.authors.bridges.count(&self.graph, sides, reads);
    }

    /// The turn of an author.
    fn act(
        &mut self,
        model: &Model,
        (author, keys): (u32, [u32; 2]),
        step: u32,
        observe: bool,
        slots: &SlotTables,
        scratch: &mut Scratch,
    ) {
        if !self.arrives(model, author as usize, step) {
            return;
        }
        self.speak(model, author as usize, step, observe);
        let mut posts = std::mem::take(&mut self.authors.posts);
        self.write_posts(model, (author, keys), step, &mut posts);
        for post in &posts {
            if observe {
                self.observed.note_published(author as usize, post.stance, self.agents.scale);
            }
            self.put_before_followers(model, post, observe, slots, scratch);
        }
        self.authors.posts = posts;
    }

    /// What the author has to say: what it passes on, or else what it thinks of, if it speaks.
    fn write_posts(
        &mut self,
        model: &Model,
        (author, keys): (u32, [u32; 2]),
        step: u32,
        posts: &mut Vec<Sent>,
    ) {
        posts.clear();
        let agent = author as usize;
        let reshares = if model.has_reshares() { model.feed.reshares_per_tick as usize } else { 0 };
        let published = &mut self.authors.published;
        let mut publish = |posts: &mut Vec<Sent>, number: u32, root: Option<PostId>, stance: f64| {
            let root = root.unwrap_or_else(|| PostId::new(author, *published));
            *published = published.wrapping_add(1);
            posts.push(Sent { poster: author, root, stance, keys: keys_of(keys, number) });
        };
        for (number, pending) in self.pending[agent * reshares..(agent + 1) * reshares].iter_mut().enumerate()
        {
            let pending = std::mem::take(pending);
            if pending.root != PostId::NONE {
                publish(posts, number as u32, Some(pending.root), pending.stance);
            }
        }
        let speaks = voice::speaks(self.voices[agent]);
        if speaks && posts.is_empty() {
            let (when, scale) = ((self.draws, self.tick), self.agents.scale);
            let own = (author, self.agents.opinion[agent]);
            let count = model.feed.posts_per_tick;
            for number in 0..count {
                if let Some(stance) = draft(model, when, step * count + number, own, scale) {
                    publish(posts, number, None, stance);
                }
            }
        }
        if posts.is_empty() {
            // Whatever came up, it kept to itself.
            self.voices[agent] &= !(voice::SPEAKS | voice::STANDS);
        }
    }

    /// Puts a post before the followers.
    fn put_before_followers(
        &mut self,
        model: &Model,
        post: &Sent,
        observe: bool,
        slots: &SlotTables,
        scratch: &mut Scratch,
    ) {
        let mut readers = std::mem::take(&mut self.authors.readers);
        readers.clear();
        let audience = self.authors.audience.as_ref();
        readers.extend_from_slice(audience.map_or(&[], |all| all.of(&self.graph, post.poster as usize)));
        for &reader in &readers {
            let number = self.authors.delivered;
            self.authors.delivered = number.wrapping_add(1);
            self.put_before_one(model, post, (reader, number), observe, slots, scratch);
        }
        self.authors.readers = readers;
    }

    /// Puts a post before one follower.
    fn put_before_one(
        &mut self,
        model: &Model,
        post: &Sent,
        (reader, number): (u32, u32),
        observe: bool,
        slots: &SlotTables,
        scratch: &mut Scratch,
    ) {
        let (agent, poster) = (reader as usize, post.poster as usize);
        let random = mix64(post.keys[0], reader);
        let away = self.running.as_ref().is_some_and(|running| running.levers.is_away(agent));
        let activity = self.agents.activity_of(agent);
        let here = activity >= 1.0 || f64::from(random as u32) < activity * 4_294_967_296.0;
        if away || !here || !self.agents.kind[agent].is_human() || post.root.author() == reader {
            return;
        }
        let (scale, before) = (self.agents.scale, self.agents.opinion[agent]);
        let distance = (self.agents.opinion[poster] - before).abs();
        let delivery = model.feed.reach.delivery;
        let offered = delivery.offers(distance, scale.unit(), (random >> 32) as u32);
        if observe {
            let record = &mut self.records[0];
            let side = self.agents.side[agent];
            record.funnel[Stage::Expressed as usize].add(side, scale.side(post.stance), 1);
        }
        if !offered {
            return;
        }
        if self.authors.feeds.as_ref().is_some_and(|feeds| feeds.holds(agent, post.root)) {
            return; // it is there already
        }
        let mut items = std::mem::take(&mut self.authors.arrivals);
        let stance = self.arrive(model, post, reader, &mut items);
        let random = mix64(post.keys[1], reader);
        let pushed = Pushed { items: &items, random };
        let reading = Reading { agent, turn: number, only: None, encounter: None, pushed: Some(pushed) };
        self.read_one(model, &reading, observe, slots, scratch);
        self.authors.arrivals = items;
        if observe {
            let feed = &scratch.feed;
            self.authors.bridges.note(&self.graph, agent, &feed.authors, &feed.ties);
        }
        if let Some(parting) = model.ties.parting() {
            let target = lead(model.influence.as_ref(), before, &scratch.feed.shown(), scale, random);
            let opinion = &self.agents.opinion;
            let mut stream = self.draws.stream(Purpose::Rewire, self.tick, number);
            if is_repelled(stance, before, target)
                && parting.parts(opinion[poster], opinion[agent], scale.unit(), &mut stream)
            {
                self.part(post.poster, reader, &mut stream);
            }
        }
    }

    /// Lists what a reader has before it once a post has come: the post by itself, or its feed. Gives the stance of the
    /// post as it is shown.
    fn arrive(&mut self, model: &Model, post: &Sent, reader: u32, items: &mut Vec<Arrival>) -> f64 {
        // Where who is repelled parts within a tick, the rows of the graph follow at its end: who has just come is at no place
        // in them, but is followed.
        let followees = self.graph.followees(reader as usize);
        let absent = |poster| if poster == post.poster { 0 } else { u32::MAX };
        let tie = |poster| {
            let place = followees.iter().position(|&one| one == poster);
            place.map_or_else(|| absent(poster), |place| place as u32)
        };
        items.clear();
        let Some(feeds) = &mut self.authors.feeds else {
            let Sent { poster, root, stance, .. } = *post;
            items.push(Arrival { poster, root, stance, tie: tie(poster) });
            return stance;
        };
        let from = if feeds.numbers_ties() { tie(post.poster) } else { post.poster };
        feeds.put(reader as usize, post.stance, from, post.root);
        // Where everything is shown, nobody reacts and the rule of influence does not go by it, the order means nothing.
        let newest =
            model.reaction.is_active() || !model.shows_what_is_kept() || model.influence.goes_by_order();
        feeds.list(reader as usize, newest, followees, tie, items);
        f64::from(post.stance as f32)
    }

    /// Cuts the tie between an author and a reader, and ties the author to somebody else.
    pub(super) fn part(&mut self, author: u32, reader: u32, stream: &mut crate::random::Stream) {
        let mutual = !self.graph.is_directed();
        let Some(audience) = &mut self.authors.audience else { return };
        if let Some(newcomer) = audience.part(author, reader, mutual, stream) {
            self.authors.has_changed = true;
            if mutual {
                self.followers[reader as usize] -= 1;
                self.followers[newcomer as usize] += 1;
            }
        }
    }

    /// Whether the activity of an agent, and interventions, let it be there in its micro-step; notes it in its voice.
    pub(super) fn arrives(&mut self, model: &Model, agent: usize, step: u32) -> bool {
        let away = self.running.as_ref().is_some_and(|running| running.levers.is_away(agent));
        let present = !away && is_drawn(self.agents.activity_of(agent), self.draws, self.tick, step);
        if present {
            self.voices[agent] |= voice::PRESENT;
        } else {
            let stands = if model.expression.lasts() { 0 } else { voice::STANDS };
            self.voices[agent] &= !(voice::PRESENT | voice::SPEAKS | stands);
        }
        present
    }
}

/// Where a rule leads a reader of what is shown.
fn lead(rule: &dyn Influence, own: f64, shown: &Shown<'_>, scale: Scale, random: u64) -> f64 {
    if rule.is_random() { rule.drawn_target(own, shown, scale, random) } else { rule.target(own, shown) }
}

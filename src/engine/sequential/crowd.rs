//! A tick of authors where nothing can happen but influence: everybody speaks, nobody is absent, stubborn or automated,
//! and nobody looks. The same draws and the same numbers as micro-step by micro-step (`authors.rs`), in one tight loop.
//!
//! The readers of a post are different agents, none of them its author, so that what it makes of one does not depend on
//! another: what they are shown is gathered, their opinions are moved by the rule in one call, and put back. Where agents
//! are many, what the next micro-steps will ask memory for is asked for together, some steps ahead.

use super::authors::{Authors, author_of, draft, is_repelled, keys_of};
use super::feeds::Feeds;
use crate::engine::filters::{Delivery, Stances};
use crate::engine::model::Model;
use crate::engine::state::State;
use crate::influence::{Influence, Readers};
use crate::network::Graph;
use crate::random::{ABREAST, Draws, Purpose, mix64};
use crate::world::{Scale, voice};

/// The number of agents from which on their state does not stay in the processor's own memory.
const MANY: usize = 1 << 16;

/// A post and its readers.
#[derive(Clone, Copy)]
struct Post {
    author: u32,
    stance: f64,
    keys: [u32; 2],
}

/// Buffers.
#[derive(Debug, Default)]
struct Crowd {
    /// The readers who are offered a post, and the number of each among all followers.
    ids: Vec<u32>,
    places: Vec<u32>,
    own: Vec<f64>,
    /// What they are shown, a row a reader.
    stances: Vec<f64>,
    random: Vec<u64>,
    targets: Vec<f64>,
}

impl State {
    /// Whether in this tick nothing can happen but influence, and partings. O(N).
    pub(super) fn is_crowd(&self, model: &Model) -> bool {
        let rule = &model.influence;
        self.running.is_none()
            && self.outnumbered.is_empty()
            && model.expression.always_speaks()
            && model.expression.is_deaf()
            && !model.reaction.is_active()
            && (!model.ties.is_active() || model.ties.parting().is_some())
            && rule.is_active()
            && !(rule.needs_sides() || rule.needs_affinity() || rule.counts_silent())
            && model.shows_what_is_kept()
            && !(self.authors.feeds.is_some() && rule.goes_by_order())
            && self.agents.activity.iter().all(|&activity| activity >= 1.0)
            && self.agents.stubbornness.iter().all(|&stubbornness| stubbornness == 0.0)
            && self.agents.kind.iter().all(|kind| kind.is_human())
    }

    /// Plays the tick.
    pub(super) fn play_crowd(&mut self, model: &Model) {
        let mut crowd = Crowd::default();
        let (draws, tick, scale) = (self.draws, self.tick, self.agents.scale);
        let agents = self.agents.len() as u32;
        let count = model.feed.posts_per_tick;
        let is_far = self.agents.len() >= MANY;
        for first in (0..agents).step_by(ABREAST) {
            let turns = authors_abreast(draws, tick, first, agents);
            if is_far {
                self.approach(&turns);
            }
            for (step, &(author, keys)) in (first..agents).zip(&turns) {
                let own = self.agents.opinion[author as usize];
                let mut speaks = false;
                for number in 0..count {
                    let turn = step * count + number;
                    if let Some(stance) = draft(model, (draws, tick), turn, (author, own), scale) {
                        speaks = true;
                        let post = Post { author, stance, keys: keys_of(keys, number) };
                        self.put_before(model, post, &mut crowd);
                    }
                }
                if model.feed.stance == Stances::Random {
                    const HEARD: u8 = voice::SPEAKS | voice::STANDS;
                    let voice = &mut self.voices[author as usize];
                    *voice = (*voice & !HEARD) | (u8::from(speaks) * HEARD);
                }
            }
        }
        self.agents.refresh_sides();
        for (voice, &side) in self.voices.iter_mut().zip(&self.agents.side) {
            *voice =
                (*voice & !(voice::POSITIVE | voice::NEGATIVE)) | voice::side_bits(side) | voice::PRESENT;
        }
        self.stances.copy_from_slice(&self.agents.opinion);
    }

    /// Reads something of all that the authors' turns will touch, so that it comes from far memory at the same time.
    fn approach(&self, turns: &[(u32, [u32; 2]); ABREAST]) {
        let Some(audience) = &self.authors.audience else { return };
        let mut touched = 0;
        for &(author, _) in turns {
            touched ^= audience.of(&self.graph, author as usize).len() as u32;
        }
        for &(author, _) in turns {
            touched ^= audience.of(&self.graph, author as usize).first().copied().unwrap_or(0);
        }
        for &(author, _) in turns {
            for &reader in audience.of(&self.graph, author as usize) {
                touched ^= self.agents.opinion[reader as usize] as u32;
                if let Some(feeds) = &self.authors.feeds {
                    touched ^= feeds.touch(reader as usize);
                }
            }
        }
        std::hint::black_box(touched);
    }

    /// Puts a post before all followers of its author.
    #[inline]
    fn put_before(&mut self, model: &Model, post: Post, crowd: &mut Crowd) {
        let (opinion, scale) = (&mut self.agents.opinion, self.agents.scale);
        let first = self.authors.delivered;
        let x = opinion[post.author as usize];
        let parts = model.ties.parting().is_some();
        let filter = (model.feed.reach.delivery, parts);
        let stance = crowd.gather(&mut self.authors, &self.graph, opinion, (post, x), filter, scale);
        crowd.lead(&*model.influence, self.authors.feeds.as_ref().map_or(1, Feeds::slots), post.keys, scale);
        let (low, high) = scale.limits();
        let larger = |a: f64, b: f64| if a > b { a } else { b };
        let mut moved = self.moved;
        for ((&reader, &before), &target) in crowd.ids.iter().zip(&crowd.own).zip(&crowd.targets) {
            let after = larger(target, low);
            let after = if after < high { after } else { high };
            moved = larger((after - before).abs(), moved);
            opinion[reader as usize] = after;
        }
        self.moved = moved;
        if let Some(parting) = model.ties.parting() {
            for at in 0..crowd.ids.len() {
                let reader = crowd.ids[at];
                if is_repelled(stance, crowd.own[at], crowd.targets[at]) {
                    let after = self.agents.opinion[reader as usize];
                    let number = first.wrapping_add(crowd.places[at]);
                    let mut stream = self.draws.stream(Purpose::Rewire, self.tick, number);
                    if parting.parts(x, after, scale.unit(), &mut stream) {
                        self.part(post.author, reader, &mut stream);
                    }
                }
            }
        }
    }
}

/// Who acts in the micro-steps from `first` on, and the words for their readers.
fn authors_abreast(draws: Draws, tick: u32, first: u32, agents: u32) -> [(u32, [u32; 2]); ABREAST] {
    let words = draws.words_abreast(Purpose::Step, tick, first);
    let mut turns = [(0, [0; 2]); ABREAST];
    for (lane, turn) in turns.iter_mut().enumerate() {
        let product = u64::from(words[0][lane]) * u64::from(agents);
        // What `Stream::below` gives for the first word; where that might draw again, it is asked.
        *turn = if (product as u32) < agents {
            author_of(draws, tick, first.wrapping_add(lane as u32), agents)
        } else {
            ((product >> 32) as u32, [words[1][lane], words[2][lane]])
        };
    }
    turns
}

impl Crowd {
    /// Lists the readers who are offered a post of an author with opinion `x`, and what they are shown; puts it into their
    /// feeds. Gives its stance as it is shown.
    #[inline]
    fn gather(
        &mut self,
        authors: &mut Authors,
        graph: &Graph,
        opinion: &[f64],
        (post, x): (Post, f64),
        (delivery, parts): (Delivery, bool),
        scale: Scale,
    ) -> f64 {
        self.ids.clear();
        self.places.clear();
        self.own.clear();
        let Some(audience) = &authors.audience else { return post.stance };
        let readers = audience.of(graph, post.author as usize);
        authors.delivered = authors.delivered.wrapping_add(readers.len() as u32);
        if delivery.is_certain() {
            self.ids.extend_from_slice(readers);
            if parts {
                self.places.extend(0..readers.len() as u32);
            }
        } else {
            for (place, &reader) in readers.iter().enumerate() {
                let random = (mix64(post.keys[0], reader) >> 32) as u32;
                if delivery.offers((x - opinion[reader as usize]).abs(), scale.unit(), random) {
                    self.ids.push(reader);
                    self.places.push(place as u32);
                }
            }
        }
        self.own.extend(self.ids.iter().map(|&reader| opinion[reader as usize]));
        let Some(feeds) = &mut authors.feeds else {
            self.stances.clear();
            self.stances.resize(self.ids.len(), post.stance);
            return post.stance;
        };
        let (slots, shown) = (feeds.slots(), post.stance as f32);
        let needed = self.ids.len() * slots;
        if self.stances.len() < needed {
            self.stances.resize(needed, 0.0);
        }
        for (&reader, row) in self.ids.iter().zip(self.stances.chunks_exact_mut(slots)) {
            feeds.exchange(reader as usize, shown, post.author, row);
        }
        f64::from(shown)
    }

    /// Lets the rule lead the readers, who are shown `width` items at most.
    #[inline]
    fn lead(&mut self, rule: &dyn Influence, width: usize, keys: [u32; 2], scale: Scale) {
        self.random.clear();
        if rule.is_random() {
            self.random.extend(self.ids.iter().map(|&reader| mix64(keys[1], reader)));
        }
        self.targets.resize(self.ids.len(), 0.0);
        let (own, stances, random) = (&self.own, &self.stances[..self.ids.len() * width], &self.random);
        rule.targets(&Readers { own, stances, width, scale, random }, &mut self.targets);
    }
}

//! A tick of authors where nothing can happen but influence: everybody speaks, nobody is absent, stubborn or automated,
//! and nobody looks. The same draws and the same numbers as micro-step by micro-step (`authors.rs`), in one tight loop.
//!
//! The readers of a post are different agents, none of them its author, so that what it makes of one does not depend on
//! another: the post is put into their feeds, their opinions are moved by the rule in one call, and put back. Where agents
//! are many, what the next micro-steps will ask memory for is asked for together, some steps ahead.

use super::authors::{Authors, author_of, draft, is_repelled, keys_of};
use crate::engine::filters::{Delivery, Stances};
use crate::engine::model::Model;
use crate::engine::state::State;
use crate::influence::{Offer, Readers};
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
    /// Where not simply all followers are offered a post: those who are, and the number of each among all.
    ids: Vec<u32>,
    places: Vec<u32>,
    own: Vec<f64>,
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
        if !self.stances.is_empty() {
            self.stances.copy_from_slice(&self.agents.opinion);
        }
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
            if let Some(&place) = self.authors.places.get(audience.start(&self.graph, author as usize)) {
                touched ^= u32::from(place);
            }
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
        let Authors { audience: Some(audience), feeds, places, delivered, .. } = &mut self.authors else {
            return;
        };
        let first = *delivered;
        let x = opinion[post.author as usize];
        let followers = audience.of(&self.graph, post.author as usize);
        *delivered = first.wrapping_add(followers.len() as u32);
        let delivery = model.feed.reach.delivery;
        let readers = if delivery.is_certain() && model.ties.parting().is_none() {
            followers
        } else {
            crowd.choose(followers, delivery, opinion, (&post, x), scale);
            &crowd.ids
        };
        crowd.own.clear();
        crowd.own.extend(readers.iter().map(|&reader| opinion[reader as usize]));
        let (stance, offer) = if let Some(feeds) = feeds {
            let shown = post.stance as f32;
            if feeds.numbers_ties() {
                // The numbers of the ties of all followers; not all may be offered the post.
                let row = &places[audience.start(&self.graph, post.author as usize)..][..followers.len()];
                let is_chosen = readers.len() < row.len();
                for (at, &reader) in readers.iter().enumerate() {
                    let tie = row[if is_chosen { crowd.places[at] as usize } else { at }];
                    feeds.push(reader as usize, shown, u32::from(tie));
                }
            } else {
                readers.iter().for_each(|&reader| feeds.push(reader as usize, shown, post.author));
            }
            (f64::from(shown), Offer::Feeds(feeds.rows(readers)))
        } else {
            (post.stance, Offer::Post(post.stance))
        };
        crowd.random.clear();
        if model.influence.is_random() {
            crowd.random.extend(readers.iter().map(|&reader| mix64(post.keys[1], reader)));
        }
        crowd.targets.resize(readers.len(), 0.0);
        let together = Readers { own: &crowd.own, offer, scale, random: &crowd.random };
        model.influence.targets(&together, &mut crowd.targets);
        let (low, high) = scale.limits();
        let larger = |a: f64, b: f64| if a > b { a } else { b };
        let mut moved = self.moved;
        for ((&reader, &before), &target) in readers.iter().zip(&crowd.own).zip(&crowd.targets) {
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
    /// Lists the followers who are offered a post of an author with opinion `x`.
    fn choose(
        &mut self,
        followers: &[u32],
        delivery: Delivery,
        opinion: &[f64],
        (post, x): (&Post, f64),
        scale: Scale,
    ) {
        self.ids.clear();
        self.places.clear();
        for (place, &reader) in followers.iter().enumerate() {
            let random = (mix64(post.keys[0], reader) >> 32) as u32;
            if delivery.is_certain()
                || delivery.offers((x - opinion[reader as usize]).abs(), scale.unit(), random)
            {
                self.ids.push(reader);
                self.places.push(place as u32);
            }
        }
    }
}

//! A tick of authors where nothing can happen but influence: everybody speaks, nobody is absent, stubborn or automated,
//! and nobody looks. The same draws and the same numbers as micro-step by micro-step (`authors.rs`), in one tight loop.
//!
//! The readers of a post are different agents, none of them its author, so that what it makes of one does not depend on
//! another: their opinions are gathered, moved by the rule in one call, and put back.

use super::authors::{author_of, draft, is_repelled, keys_of};
use crate::engine::filters::Stances;
use crate::engine::model::Model;
use crate::engine::state::State;
use crate::influence::Readers;
use crate::random::{Purpose, mix64};
use crate::world::voice;

/// Buffers.
#[derive(Debug, Default)]
struct Crowd {
    /// The readers who are offered a post, and the number of each among all followers.
    ids: Vec<u32>,
    places: Vec<u32>,
    own: Vec<f64>,
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
        for step in 0..agents {
            let (author, keys) = author_of(draws, tick, step, agents);
            let own = self.agents.opinion[author as usize];
            let mut speaks = false;
            for number in 0..count {
                let turn = step * count + number;
                if let Some(stance) = draft(model, (draws, tick), turn, (author, own), scale) {
                    speaks = true;
                    self.put_before(model, (author, stance), keys_of(keys, number), &mut crowd);
                }
            }
            if model.feed.stance == Stances::Random {
                const HEARD: u8 = voice::SPEAKS | voice::STANDS;
                let voice = &mut self.voices[author as usize];
                *voice = (*voice & !HEARD) | (u8::from(speaks) * HEARD);
            }
        }
        self.agents.refresh_sides();
        for (voice, &side) in self.voices.iter_mut().zip(&self.agents.side) {
            *voice =
                (*voice & !(voice::POSITIVE | voice::NEGATIVE)) | voice::side_bits(side) | voice::PRESENT;
        }
        self.stances.copy_from_slice(&self.agents.opinion);
    }

    /// Puts a post before all followers of its author.
    #[inline]
    fn put_before(&mut self, model: &Model, (author, stance): (u32, f64), keys: [u32; 2], crowd: &mut Crowd) {
        let Some(audience) = &self.authors.audience else { return };
        let readers = audience.of(&self.graph, author as usize);
        let first = self.authors.delivered;
        self.authors.delivered = first.wrapping_add(readers.len() as u32);
        let (opinion, scale) = (&mut self.agents.opinion, self.agents.scale);
        let delivery = model.feed.reach.delivery;
        let x = opinion[author as usize];
        crowd.ids.clear();
        crowd.places.clear();
        crowd.own.clear();
        crowd.random.clear();
        for (place, &reader) in readers.iter().enumerate() {
            let own = opinion[reader as usize];
            if !delivery.is_certain()
                && !delivery.offers((x - own).abs(), scale.unit(), (mix64(keys[0], reader) >> 32) as u32)
            {
                continue;
            }
            crowd.ids.push(reader);
            crowd.places.push(place as u32);
            crowd.own.push(own);
        }
        if model.influence.is_random() {
            crowd.random.extend(crowd.ids.iter().map(|&reader| mix64(keys[1], reader)));
        }
        crowd.stances.clear();
        crowd.stances.resize(crowd.own.len(), stance);
        crowd.targets.resize(crowd.own.len(), 0.0);
        let read =
            Readers { own: &crowd.own, stances: &crowd.stances, width: 1, scale, random: &crowd.random };
        model.influence.targets(&read, &mut crowd.targets);
        let (low, high) = scale.limits();
        for ((&reader, &before), &target) in crowd.ids.iter().zip(&crowd.own).zip(&crowd.targets) {
            let after = target.max(low).min(high);
            self.moved = self.moved.max((after - before).abs());
            opinion[reader as usize] = after;
        }
        if let Some(parting) = model.ties.parting() {
            for at in 0..crowd.ids.len() {
                let reader = crowd.ids[at];
                if is_repelled(stance, crowd.own[at], crowd.targets[at]) {
                    let after = self.agents.opinion[reader as usize];
                    let number = first.wrapping_add(crowd.places[at]);
                    let mut stream = self.draws.stream(Purpose::Rewire, self.tick, number);
                    if parting.parts(x, after, scale.unit(), &mut stream) {
                        self.part(author, reader, &mut stream);
                    }
                }
            }
        }
    }
}

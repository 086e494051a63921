//! Phases 1 and 2: who is present, who speaks, and what is published.

use super::chill::{chill_on, is_chilled};
use super::chunks::{self, CHUNK, Cutter};
use super::model::Model;
use super::pass::Reshare;
use super::state::State;
use crate::expression::Speakers;
use crate::random::{Draws, Purpose};
use crate::world::{AgentKind, Agents, Content, Counts, PostId, voice};

/// A chunk of authors: what they read is shared, what they write is theirs.
struct Authors<'a> {
    first: usize,
    voices: &'a mut [u8],
    stances: &'a mut [f64],
    live: &'a mut [u64],
    post_stances: &'a mut [f32],
    roots: &'a mut [PostId],
    reactions: &'a mut [u32],
    counts: &'a mut [Counts],
    contents: &'a mut [Content],
    pending: &'a mut [Reshare],
}

/// The voice of an agent that is present, speaks, or is still heard from before.
#[inline]
fn voice_of(side: i8, kind: AgentKind, present: bool, speaks: bool, stands: bool) -> u8 {
    voice::side_bits(side)
        | (u8::from(present) * voice::PRESENT)
        | (u8::from(speaks) * voice::SPEAKS)
        | (u8::from(!kind.is_human()) * voice::AUTOMATED)
        | (u8::from(stands) * voice::STANDS)
        | (u8::from(kind == AgentKind::Media) * voice::MEDIUM)
        | (u8::from(kind == AgentKind::Page) * voice::PAGE)
}

impl State {
    /// Fixes every agent's voice for this tick and publishes posts and reshares.
    pub(super) fn express(&mut self, model: &Model, observe: bool) {
        let n = self.agents.len();
        let standing = model.is_standing();
        let (capacity, words) = (self.posts.capacity, self.posts.words);
        let reshares = if model.has_reshares() { model.feed.reshares_per_tick as usize } else { 0 };
        let mut voices = Cutter::new(&mut self.voices);
        let mut stances = Cutter::new(&mut self.stances);
        let mut live = Cutter::new(&mut self.posts.live);
        let mut post_stances = Cutter::new(&mut self.posts.stance);
        let mut roots = Cutter::new(&mut self.posts.root);
        let mut reactions = Cutter::new(&mut self.posts.reactions);
        let mut counts = Cutter::new(&mut self.posts.counts);
        let mut contents = Cutter::new(&mut self.posts.content);
        let mut pending = Cutter::new(&mut self.pending);
        let mut authors: Vec<Authors<'_>> = chunks::ranges(n)
            .map(|range| Authors {
                first: range.start,
                voices: voices.cut(range.len()),
                stances: stances.cut(range.len()),
                live: live.cut(range.len() * words),
                post_stances: post_stances.cut(range.len() * capacity),
                roots: roots.cut(range.len() * capacity),
                reactions: reactions.cut(range.len() * capacity),
                counts: counts.cut(range.len() * capacity),
                contents: contents.cut(range.len() * capacity.max(1)),
                pending: pending.cut(range.len() * reshares),
            })
            .collect();

        let (agents, draws, tick) = (&self.agents, self.draws, self.tick);
        let levers = self.running.as_ref().map(|running| &running.levers);
        let is_chilled = is_chilled(model, levers);
        let per_tick = model.slots_per_tick();
        let (outnumbered, lasts) = (&self.outnumbered, model.expression.lasts());
        let first_slot = if standing { 0 } else { tick % model.feed.window * per_tick };
        // What an original is like, of which a reshare is a copy.
        let content = |root: PostId, stance: f32| {
            let kind = agents.kind[root.author() as usize];
            model.posts.content(&draws, root, per_tick, stance, kind, agents.scale)
        };
        chunks::for_each(&mut authors, self.parallel, |chunk| {
            let range = chunk.first..chunk.first + chunk.voices.len();
            let mut speaks = [false; CHUNK];
            let speaks = &mut speaks[..range.len()];
            let chill_on = |agent: usize| chill_on(model, levers, agents, outnumbered, agent);
            let chill: Vec<f64> = if is_chilled { range.clone().map(chill_on).collect() } else { Vec::new() };
            let speakers = Speakers {
                first: chunk.first as u32,
                turn: chunk.first as u32,
                inner: &agents.inner[range.clone()],
                confidence: &agents.confidence[range.clone()],
                self_censorship: &agents.self_censorship[range.clone()],
                threshold: agents.threshold.get(range.clone()).unwrap_or(&[]),
                chill: &chill,
                opinion: &agents.opinion[range.clone()],
                scale: agents.scale,
            };
            model.expression.speak(&speakers, &draws, tick, speaks);
            if standing && levers.is_none() && !lasts && chunk.contents.is_empty() {
                chunk.stand(agents, draws, tick, speaks);
                return;
            }
            for (at, agent) in range.enumerate() {
                let present = is_drawn(agents.activity_of(agent), draws, tick, agent as u32)
                    && !levers.is_some_and(|levers| levers.is_away(agent));
                let speaking = present && (speaks[at] || !agents.kind[agent].is_human());
                let stands = speaking || (lasts && chunk.voices[at] & voice::STANDS != 0);
                chunk.voices[at] =
                    voice_of(agents.side[agent], agents.kind[agent], present, speaking, stands);
                if let Some(stance) = chunk.stances.get_mut(at)
                    && (speaking || !lasts)
                {
                    *stance = agents.opinion[agent];
                }
                if standing {
                    if let Some(one) = chunk.contents.get_mut(at).filter(|_| speaking) {
                        let post = PostId::new(agent as u32, tick.wrapping_mul(per_tick));
                        *one = content(post, agents.opinion[agent] as f32);
                    }
                    continue;
                }
                chunk.clear_slots(at, first_slot, per_tick, words);
                if speaking {
                    for number in 0..model.feed.posts_per_tick {
                        let post = PostId::new(agent as u32, tick.wrapping_mul(per_tick) + number);
                        let stance = agents.opinion[agent] as f32;
                        chunk.publish(at, first_slot + number, stance, post, (words, capacity), content);
                    }
                }
                // What was reshared in the last tick goes out whether or not its author is here: sharing was the act.
                for number in 0..reshares {
                    let pending = &mut chunk.pending[at * reshares + number];
                    let Reshare { root, stance, content: copied } = std::mem::take(pending);
                    if root != PostId::NONE {
                        let slot = first_slot + model.feed.posts_per_tick + number as u32;
                        // The law may have changed since the original was published.
                        let content = |root, stance| copied.unwrap_or_else(|| content(root, stance));
                        chunk.publish(at, slot, stance as f32, root, (words, capacity), content);
                    }
                }
            }
        });
        if observe {
            self.record_published(model);
        }
    }

    /// Counts what was published in this tick.
    pub(super) fn record_published(&mut self, model: &Model) {
        let n = self.agents.len();
        let scale = self.agents.scale;
        let per_tick = model.slots_per_tick();
        let observed = &mut self.observed;
        observed.start_published(n);
        let is_original = |slot: u32| slot % per_tick.max(1) < model.feed.posts_per_tick;
        let first = if model.is_standing() { 0 } else { self.posts.first_slot(self.tick) };
        for agent in 0..n {
            if model.is_standing() {
                if voice::speaks(self.voices[agent]) {
                    observed.note_published(agent, self.stances[agent], scale);
                    if let Some(content) = self.posts.content.get(agent) {
                        observed.expressed_content.add(content);
                    }
                }
                continue;
            }
            for slot in (first..first + per_tick).map(|slot| slot as usize) {
                if self.posts.live[agent * self.posts.words + slot / 64] >> (slot % 64) & 1 == 1 {
                    let item = agent * self.posts.capacity + slot;
                    observed.note_published(agent, f64::from(self.posts.stance[item]), scale);
                    if let Some(content) = self.posts.content.get(item).filter(|_| is_original(slot as u32)) {
                        observed.expressed_content.add(content);
                    }
                }
            }
        }
    }
}

/// Whether the activity of an agent makes it present: one draw for `turn`, the agent's id or the number of its
/// micro-step, unless it is always there.
#[inline]
pub(super) fn is_drawn(activity: f64, draws: Draws, tick: u32, turn: u32) -> bool {
    activity >= 1.0 || draws.uniform(Purpose::Presence, tick, turn) < activity
}

impl Authors<'_> {
    /// The voices and standing stances of a chunk where presence and speech alone decide: the usual case, in one pass
    /// over slices.
    fn stand(&mut self, agents: &Agents, draws: Draws, tick: u32, speaks: &[bool]) {
        let range = self.first..self.first + self.voices.len();
        if !self.stances.is_empty() {
            self.stances.copy_from_slice(&agents.opinion[range.clone()]);
        }
        let activity = agents.activity.get(range.clone()).unwrap_or(&[]);
        let who = agents.side[range.clone()].iter().zip(&agents.kind[range.clone()]);
        let each = self.voices.iter_mut().zip(who.zip(speaks));
        // Who is always here needs no draw, and the loop no branch.
        if activity.iter().filter(|&&activity| activity >= 1.0).count() == activity.len() {
            for (voice, ((&side, &kind), &speaks)) in each {
                let speaking = speaks | !kind.is_human();
                *voice = voice_of(side, kind, true, speaking, speaking);
            }
            return;
        }
        for ((agent, &activity), (voice, ((&side, &kind), &speaks))) in range.zip(activity).zip(each) {
            let present = is_drawn(activity, draws, tick, agent as u32);
            let speaking = present && (speaks || !kind.is_human());
            *voice = voice_of(side, kind, present, speaking, speaking);
        }
    }

    /// Empties the slots of this tick, whose posts have reached the end of their window.
    fn clear_slots(&mut self, at: usize, first: u32, count: u32, words: usize) {
        for slot in first..first + count {
            self.live[at * words + slot as usize / 64] &= !(1 << (slot % 64));
        }
    }

    fn publish(
        &mut self,
        at: usize,
        slot: u32,
        stance: f32,
        root: PostId,
        (words, capacity): (usize, usize),
        content: impl Fn(PostId, f32) -> Content,
    ) {
        let index = at * capacity + slot as usize;
        self.live[at * words + slot as usize / 64] |= 1 << (slot % 64);
        self.post_stances[index] = stance;
        if let Some(place) = self.roots.get_mut(index) {
            *place = root;
        }
        if let Some(place) = self.contents.get_mut(index) {
            *place = content(root, stance);
        }
        if let Some(count) = self.reactions.get_mut(index) {
            *count = 0;
        }
        if let Some(counts) = self.counts.get_mut(index) {
            *counts = Counts::default();
        }
    }
}

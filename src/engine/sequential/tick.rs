//! N micro-steps.

use crate::engine::chill::chill_on;
use crate::engine::model::{Model, Schedule};
use crate::engine::observe::count_moved;
use crate::engine::pass::{Chunk, Encounter, Frozen, Pushed, Reader, Scratch, SlotTables};
use crate::engine::readers;
use crate::engine::state::State;
use crate::expression::{Meeting, Minds, Speakers};
use crate::random::{Purpose, Stream};
use crate::ties::Adviser;
use crate::world::{ChunkRecord, Groups, Tally, voice};

/// A micro-step.
struct Turn {
    agent: usize,
    step: u32,
    /// The draws of its own that are left.
    stream: Stream,
}

/// What an agent does when it reads in a micro-step.
pub(super) struct Reading<'a> {
    pub agent: usize,
    /// What keys its draws in this tick.
    pub turn: u32,
    /// The only tie that it reads through, by its position among its own; None: all.
    pub only: Option<u32>,
    /// Whom it meets, where the rule of influence acts on pairs.
    pub encounter: Option<Encounter>,
    /// What an author puts before it.
    pub pushed: Option<Pushed<'a>>,
}

impl State {
    /// Plays one tick. O(N) micro-steps.
    pub(in crate::engine) fn play_steps(&mut self, model: &Model, observe: bool) {
        self.chill_all(model);
        if self.tick == 1 {
            self.begin(model);
        }
        if let Some(meeting) = model.expression.meets()
            && (self.tick == 1 || !meeting.has_started(&self.agents))
        {
            let draws = self.draws;
            meeting.start(&mut self.minds(), &draws);
        }
        let n = self.agents.len();
        if observe {
            self.observed.tallies.clear();
            self.observed.tallies.resize(n, Tally::default());
            self.records.fill(ChunkRecord::default());
            self.observed.start_published(n);
        }
        self.moved = 0.0;
        let slots = SlotTables::new(model, &self.posts, self.tick);
        let order = (model.order.schedule == Schedule::Permutation).then(|| self.permutation());
        let pairing = model.influence.pairs();
        if let Some(pairing) = pairing {
            self.rank(pairing);
            if !observe && self.is_plain(model) {
                self.play_pairs(pairing, order.as_deref());
                return;
            }
        }
        // Kept for the whole tick: the calling thread plays all micro-steps.
        let mut scratch = std::mem::take(&mut *self.scratch.get());
        if model.order.is_by_author() {
            self.play_authors(model, observe, &slots, &mut scratch);
            *self.scratch.get() = scratch;
            self.finish(model, observe);
            return;
        }
        // Somebody may be chilled by what it reads.
        let reads =
            observe || model.needs_lists() || !model.expression.is_deaf() || !self.outnumbered.is_empty();
        for step in 0..n as u32 {
            let mut stream = self.draws.stream(Purpose::Step, self.tick, step);
            let agent = match &order {
                Some(order) => order[step as usize],
                None => stream.below(n as u32),
            };
            let turn = Turn { agent: agent as usize, step, stream };
            self.play_step(model, turn, (reads, observe), &slots, &mut scratch);
        }
        *self.scratch.get() = scratch;
        self.finish(model, observe);
    }

    /// What is counted at the end of a tick.
    fn finish(&mut self, model: &Model, observe: bool) {
        if observe && model.is_standing() && !model.order.is_by_author() {
            self.record_published(model);
        }
        self.settle_counts();
        if observe {
            self.collect();
        }
    }

    /// What stands before the first micro-step: everybody has expressed itself once.
    fn begin(&mut self, model: &Model) {
        if model.is_standing() {
            self.tick = 0;
            self.express(model, false);
            self.tick = 1;
        }
    }

    /// Everybody once, in the order of this tick: n − 1 draws.
    fn permutation(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.agents.len() as u32).collect();
        // No micro-step has this number: there are fewer than 2^32 agents.
        self.draws.stream(Purpose::Step, self.tick, u32::MAX).shuffle(&mut order);
        order
    }

    /// One micro-step.
    fn play_step(
        &mut self,
        model: &Model,
        mut turn: Turn,
        (reads, observe): (bool, bool),
        slots: &SlotTables,
        scratch: &mut Scratch,
    ) {
        let (agent, step) = (turn.agent, turn.step);
        let automated = !self.agents.kind[agent].is_human();
        if !self.arrives(model, agent, step) {
            return;
        }
        if !model.order.express_last {
            self.speak(model, agent, step, observe);
        }
        if !automated {
            if let Some(meeting) = model.expression.meets() {
                let mut stream = self.draws.stream(Purpose::Partner, self.tick, step);
                let mut minds = Minds {
                    agents: &mut self.agents,
                    voices: &mut self.voices,
                    stances: &mut self.stances,
                    chill: &self.chill,
                };
                let moved = meeting.meet(agent, self.graph.followees(agent), &mut minds, &mut stream);
                self.moved = self.moved.max(moved);
            }
            let turns = model.order.turns;
            for number in step * turns..(step + 1) * turns {
                let named = self.advise_one(model, agent, number);
                let only = named.filter(|_| model.ties.adviser().is_some_and(Adviser::introduces));
                if reads {
                    let pairing = model.influence.pairs();
                    let encounter = pairing.map(|pairing| self.encounter(pairing, agent, &mut turn.stream));
                    let reading = Reading { agent, turn: number, only, encounter, pushed: None };
                    self.read_one(model, &reading, observe, slots, scratch);
                }
            }
            if let Some(meeting) = model.expression.meets() {
                self.chill_again(model, meeting, agent);
            }
        }
        if model.order.express_last {
            self.speak(model, agent, step, observe);
        }
    }

    /// Phase 2 for one agent.
    pub(super) fn speak(&mut self, model: &Model, agent: usize, step: u32, observe: bool) {
        let own = agent..agent + 1;
        let levers = self.running.as_ref().map(|running| &running.levers);
        let chill = [chill_on(model, levers, &self.agents, &self.outnumbered, agent)];
        let lasts = model.expression.lasts();
        let speakers = Speakers {
            first: agent as u32,
            turn: step,
            inner: &self.agents.inner[own.clone()],
            confidence: &self.agents.confidence[own.clone()],
            self_censorship: &self.agents.self_censorship[own.clone()],
            threshold: self.agents.threshold.get(own.clone()).unwrap_or(&[]),
            chill: &chill,
            opinion: &self.agents.opinion[own],
            scale: self.agents.scale,
        };
        let mut speaks = [false];
        model.expression.speak(&speakers, &self.draws, self.tick, &mut speaks);
        let voice = &mut self.voices[agent];
        let speaking = speaks[0] || voice::is_automated(*voice);
        let gone = voice::SPEAKS | if lasts { 0 } else { voice::STANDS };
        *voice = (*voice & !gone) | (u8::from(speaking) * (voice::SPEAKS | voice::STANDS));
        if let Some(stance) = self.stances.get_mut(agent)
            && (speaking || !lasts)
            && !model.expression.meets().is_some_and(Meeting::voices)
        {
            *stance = self.agents.opinion[agent];
        }
        self.publish(model, agent, observe);
    }

    /// Phases 3 to 7 for one agent.
    pub(super) fn read_one(
        &mut self,
        model: &Model,
        reading: &Reading<'_>,
        observe: bool,
        slots: &SlotTables,
        scratch: &mut Scratch,
    ) {
        let &Reading { agent, turn, only, encounter, pushed } = reading;
        let when = (self.draws, self.tick);
        let size = (self.agents.len(), self.agents.scale);
        let tick = Frozen::of_tick(model, when, size, (&self.posts, slots), observe);
        let (offsets, targets, _) = self.graph.rows_mut();
        let frozen = Frozen {
            voices: &self.voices,
            stances: &self.stances,
            store: self.store.as_ref(),
            followers: &self.followers,
            anchors: &self.agents.anchor,
            stubbornness: &self.agents.stubbornness,
            offsets,
            encounter,
            pushed,
            is_plain: tick.is_plain && self.outnumbered.is_empty(),
            levers: self.running.as_ref().map(|running| &running.levers),
            kinds: &self.agents.kind,
            groups: Groups::new(&self.agents.group, &self.agents.group_names),
            ..tick
        };
        let mut chunk = Chunk {
            first: 0,
            first_tie: 0,
            opinion: &mut self.agents.opinion,
            side: &mut self.agents.side,
            inner: &mut self.agents.inner,
            confidence: &mut self.agents.confidence,
            profile: &mut self.agents.profile,
            targets,
            affinity: &mut self.affinity,
            seen: &mut self.seen,
            looked: &mut self.looked,
            pending: &mut self.pending,
            met: &mut [],
            outnumbered: &mut self.outnumbered,
            stale: &mut [],
            kept: &mut [],
            tallies: if observe { &mut self.observed.tallies } else { &mut [] },
            record: &mut self.records[0],
            heard: None,
            outside: &mut [],
            served: [0; 2],
            moved: 0.0,
        };
        let row = (offsets[agent], offsets[agent + 1]);
        readers::play(&frozen, &mut chunk, Reader { id: agent, turn, at: agent, row, only }, scratch);
        self.moved = self.moved.max(chunk.moved);
        if let Some(audience) = self.authors.audience.as_mut().filter(|audience| audience.is_open()) {
            for &(lost, won) in &scratch.moved_ties {
                audience.refollow(agent as u32, lost, won);
            }
        }
        count_moved(&mut scratch.moved_ties, &mut self.followers).then(|| self.graph.set_directed());
        if model.influence.is_active() {
            let partner = encounter.and_then(|encounter| encounter.partner);
            let lasts = model.expression.lasts();
            self.show_opinion(agent, lasts);
            if let Some((partner, _)) = partner {
                self.show_opinion(partner as usize, lasts);
            }
        }
    }

    /// Lets an account show the agent's opinion as it stands. `lasts`: what the silent said before goes on standing.
    fn show_opinion(&mut self, agent: usize, lasts: bool) {
        let (opinion, voice) = (self.agents.opinion[agent], &mut self.voices[agent]);
        *voice = (*voice & !(voice::POSITIVE | voice::NEGATIVE)) | voice::side_bits(self.agents.side[agent]);
        if let Some(ranked) = &mut self.ranked {
            ranked.move_to(agent, opinion);
        }
        if let Some(stance) = self.stances.get_mut(agent)
            && (!lasts || voice::speaks(*voice))
        {
            *stance = opinion;
        }
    }
}

//! The tick of a platform without a window: every reader keeps an inbox of σ entries with share counts and ages (SimSoM:
//! Truong, Lou, Flammini & Menczer 2024, PNAS Nexus 3:pgae258).
//!
//! Every present agent acts once, on the inboxes as the last tick left them: it creates a message or reshares an entry
//! (`Reaction::choose`). Then every agent collects what its followees sent; what arrives several times in a tick is one
//! arrival whose copies and shares add up. Agents pull, so nothing depends on the number of threads.
//!
//! Ages as the authors' code has them. If nothing that arrives is in the inbox yet, all older entries get age 1, whatever
//! it was. If something is, *every* entry ages by 1, the repeated ones too, which keep their place and only add their
//! shares. New ones go to the top with age 0, in the order in which a random order of the senders brings them, and the
//! inbox is cut to the first σ, which are the youngest. An inbox that receives nothing does not age.
//!
//! O(agents·σ + ties) a tick; 24σ bytes an agent.

use super::chunks::{self, Cutter, PerWorker};
use super::model::Model;
use super::state::State;
use crate::random::{Purpose, mix};
use crate::world::{Held, InboxQuality, Message, PostId, voice};

/// Ages whose recency is kept in a table.
const TABLE: u32 = 128;

/// The inboxes of all agents, and what was sent in this tick.
#[derive(Debug)]
pub(super) struct Inbox {
    slots: usize,
    entries: Vec<Held>,
    lengths: Vec<u32>,
    sent: Vec<Message>,
    recency: Vec<f64>,
    arrivals: PerWorker<Vec<Arrival>>,
    quality: InboxQuality,
    change: f64,
}

impl Inbox {
    pub fn new(model: &Model, agents: usize, slots: u32, parallel: bool) -> Self {
        let slots = slots as usize;
        Self {
            slots,
            entries: vec![Held::default(); agents * slots],
            lengths: vec![0; agents],
            sent: vec![Message::default(); agents],
            recency: (0..TABLE).map(|age| model.reaction.recency(age)).collect(),
            arrivals: PerWorker::new(parallel),
            quality: InboxQuality { mean: f64::NAN, running: 1.0 },
            change: f64::INFINITY,
        }
    }

    /// The relative change of the running mean quality in the last tick.
    pub fn change(&self) -> f64 {
        self.change
    }

    /// The inbox of an agent, youngest first.
    fn of(&self, agent: usize) -> &[Held] {
        &self.entries[agent * self.slots..][..self.lengths[agent] as usize]
    }

    /// Moves the running mean by the mean of this tick.
    fn settle(&mut self, model: &Model, (sum, count): (f64, u64)) {
        self.quality.mean = crate::math::share(sum, count as f64);
        let Some(stop) = &model.stop.quality else { return };
        if count > 0 {
            let before = self.quality.running;
            self.quality.running = stop.memory * before + (1.0 - stop.memory) * self.quality.mean;
            let moved = (self.quality.running - before).abs();
            self.change = if before > 0.0 { moved / before } else { 0.0 };
        }
    }
}

/// A message on its way into an inbox.
#[derive(Clone, Copy, Debug)]
struct Arrival {
    message: Message,
    shares: u32,
    /// The place of its first sender in the random order of this tick.
    order: u32,
}

/// Puts `arrivals` into an inbox of which the first `length` entries are in use; gives how many are then.
fn receive(inbox: &mut [Held], length: usize, arrivals: &mut Vec<Arrival>) -> usize {
    if arrivals.is_empty() {
        return length;
    }
    arrivals.sort_unstable_by_key(|arrival| (arrival.message.id, arrival.order));
    arrivals.dedup_by(|later, first| {
        let same = later.message.id == first.message.id;
        if same {
            first.shares = first.shares.saturating_add(later.shares);
        }
        same
    });
    let mut repeated = false;
    for entry in &mut inbox[..length] {
        if let Ok(at) = arrivals.binary_search_by_key(&entry.message.id, |arrival| arrival.message.id) {
            entry.shares = entry.shares.saturating_add(std::mem::take(&mut arrivals[at].shares));
            repeated = true;
        }
    }
    for entry in &mut inbox[..length] {
        entry.age = if repeated { entry.age.saturating_add(1) } else { 1 };
    }
    if repeated {
        arrivals.retain(|arrival| arrival.shares > 0);
    }
    arrivals.sort_unstable_by_key(|arrival| (arrival.order, arrival.message.id));
    let new = arrivals.len().min(inbox.len());
    let kept = length.min(inbox.len() - new);
    inbox.copy_within(..kept, new);
    for (entry, arrival) in inbox.iter_mut().zip(arrivals.iter()) {
        *entry = Held { message: arrival.message, shares: arrival.shares, age: 0 };
    }
    new + kept
}

/// A chunk of agents that act.
struct Senders<'a> {
    first: usize,
    voices: &'a mut [u8],
    sent: &'a mut [Message],
}

/// A chunk of agents that receive.
struct Receivers<'a> {
    first: usize,
    entries: &'a mut [Held],
    lengths: &'a mut [u32],
    /// Sum and number of the qualities in the inboxes of humans.
    quality: (f64, u64),
}

impl State {
    /// Plays one tick of the inboxes.
    pub(super) fn exchange(&mut self, model: &Model, observe: bool) {
        let Some(mut inbox) = self.inbox.take() else { return };
        self.send(model, &mut inbox);
        self.deliver(model, &mut inbox);
        self.moved = 0.0; // no opinion or confidence ever does
        self.inbox = Some(inbox);
        if observe {
            self.record_inbox(model);
        }
    }

    /// Everybody's turn: what it sends.
    fn send(&mut self, model: &Model, inbox: &mut Inbox) {
        let mut sent = std::mem::take(&mut inbox.sent);
        let (mut voices, mut messages) = (Cutter::new(&mut self.voices), Cutter::new(&mut sent));
        let mut senders: Vec<Senders<'_>> = chunks::ranges(self.agents.len())
            .map(|range| Senders {
                first: range.start,
                voices: voices.cut(range.len()),
                sent: messages.cut(range.len()),
            })
            .collect();
        let (agents, draws, tick, inbox_of) = (&self.agents, self.draws, self.tick, &*inbox);
        chunks::for_each(&mut senders, self.parallel, |chunk| {
            for (at, (one, sent)) in chunk.voices.iter_mut().zip(&mut *chunk.sent).enumerate() {
                let agent = chunk.first + at;
                let (id, activity) = (agent as u32, agents.activity_of(agent));
                let present = activity >= 1.0 || draws.uniform(Purpose::Presence, tick, id) < activity;
                let automated = !agents.kind[agent].is_human();
                let acts = u8::from(present) * (voice::PRESENT | voice::SPEAKS);
                *one = voice::side_bits(agents.side[agent]) | acts | (u8::from(automated) * voice::AUTOMATED);
                *sent = Message::default();
                if !present {
                    continue;
                }
                let mut stream = draws.stream(Purpose::Turn, tick, id);
                let turn = [stream.uniform(), stream.uniform()];
                let entries = inbox_of.of(agent);
                let chosen = model.reaction.choose(entries, &inbox_of.recency, turn);
                *sent = chosen.map_or_else(
                    || {
                        let mut stream = draws.stream(Purpose::Message, tick, id);
                        model.posts.draw(PostId::new(id, tick), automated, &mut stream)
                    },
                    |chosen| entries[chosen].message,
                );
            }
        });
        drop(senders);
        inbox.sent = sent;
    }

    /// Everybody collects what its followees sent.
    fn deliver(&mut self, model: &Model, inbox: &mut Inbox) {
        // One word for the random order of all senders: no agent has this number.
        let order = self.draws.words(Purpose::Turn, self.tick, u32::MAX)[0];
        let slots = inbox.slots;
        let (mut entries, mut lengths) = (Cutter::new(&mut inbox.entries), Cutter::new(&mut inbox.lengths));
        let mut receivers: Vec<Receivers<'_>> = chunks::ranges(self.agents.len())
            .map(|range| Receivers {
                first: range.start,
                entries: entries.cut(range.len() * slots),
                lengths: lengths.cut(range.len()),
                quality: (0.0, 0),
            })
            .collect();
        let (graph, voices, sent, arrivals) = (&self.graph, &self.voices, &inbox.sent, &inbox.arrivals);
        chunks::for_each(&mut receivers, self.parallel, |chunk| {
            let arrivals = &mut *arrivals.get();
            for (at, length) in chunk.lengths.iter_mut().enumerate() {
                let agent = chunk.first + at;
                let own = &mut chunk.entries[at * slots..][..slots];
                arrivals.clear();
                for &followee in graph.followees(agent) {
                    let message = sent[followee as usize];
                    if message.id != PostId::NONE {
                        let copies = if voice::is_automated(voices[followee as usize]) {
                            model.posts.bot_copies
                        } else {
                            1
                        };
                        arrivals.push(Arrival { message, shares: copies, order: mix(order, followee) });
                    }
                }
                *length = receive(own, *length as usize, arrivals) as u32;
                if !voice::is_automated(voices[agent]) {
                    let held = &own[..*length as usize];
                    chunk.quality.0 += held.iter().map(|entry| f64::from(entry.message.quality)).sum::<f64>();
                    chunk.quality.1 += held.len() as u64;
                }
            }
        });
        // Chunk by chunk, so that the order of addition is fixed.
        let quality = receivers
            .iter()
            .fold((0.0, 0), |total, chunk| (total.0 + chunk.quality.0, total.1 + chunk.quality.1));
        drop(receivers);
        inbox.settle(model, quality);
    }

    /// Notes what the metrics ask of the inboxes as they are now.
    pub(super) fn record_inbox(&mut self, model: &Model) {
        let Some(inbox) = &self.inbox else { return };
        let running = if model.stop.quality.is_some() { inbox.quality.running } else { f64::NAN };
        self.observed.quality = Some(InboxQuality { running, ..inbox.quality });
        let views = &mut self.observed.views;
        views.clear();
        views.resize(self.agents.len(), 0);
        for agent in (0..self.agents.len()).filter(|&agent| self.agents.kind[agent].is_human()) {
            for entry in inbox.of(agent) {
                views[entry.message.id.author() as usize] += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrival(author: u32, shares: u32, order: u32) -> Arrival {
        let message = Message { id: PostId::new(author, 1), quality: 0.5, appeal: 0.5 };
        Arrival { message, shares, order }
    }

    /// The inbox as (author, shares, age), after the given arrivals.
    fn after(inbox: &mut [Held], length: &mut usize, arrivals: &[Arrival]) -> Vec<(u32, u32, u32)> {
        *length = receive(inbox, *length, &mut arrivals.to_vec());
        inbox[..*length].iter().map(|entry| (entry.message.id.author(), entry.shares, entry.age)).collect()
    }

    #[test]
    fn ages_by_hand() {
        let mut inbox = [Held::default(); 4];
        let mut length = 0;
        let mut receive = |arrivals: &[Arrival]| after(&mut inbox, &mut length, arrivals);
        // Two senders bring message 7, which is therefore first: the order is that of the first sender.
        assert_eq!(
            receive(&[arrival(5, 1, 20), arrival(7, 1, 30), arrival(7, 3, 10)]),
            [(7, 4, 0), (5, 1, 0)]
        );
        assert_eq!(receive(&[]), [(7, 4, 0), (5, 1, 0)], "what receives nothing does not age");
        // A repeated message: everything ages by one, and keeps its place.
        assert_eq!(receive(&[arrival(5, 2, 1)]), [(7, 4, 1), (5, 3, 1)]);
        assert_eq!(receive(&[arrival(5, 1, 1), arrival(8, 1, 2)]), [(8, 1, 0), (7, 4, 2), (5, 4, 2)]);
        // Only new ones: everything older gets age 1, whatever it was; the oldest falls out.
        assert_eq!(
            receive(&[arrival(1, 1, 9), arrival(2, 1, 3)]),
            [(2, 1, 0), (1, 1, 0), (8, 1, 1), (7, 4, 1)]
        );
        // More than there is room for: the first to arrive stay.
        let five: Vec<Arrival> = (20..25).map(|author| arrival(author, 1, 100 - author)).collect();
        assert_eq!(receive(&five), [(24, 1, 0), (23, 1, 0), (22, 1, 0), (21, 1, 0)]);
    }
}

//! Phase 6 of rules that move all opinions of a tick together.

use super::model::{Model, Slots};
use super::pass::{Chunk, Frozen, Reader, Scratch};
use super::state::State;
use crate::influence::Hearing;
use crate::world::voice;

/// What a chunk of readers was shown, for rules that move all together.
#[derive(Debug, Default)]
pub(super) struct HeardList {
    /// (reader, how many it was shown).
    pub counts: Vec<(u32, u32)>,
    /// Whom they were shown, reader after reader.
    pub authors: Vec<u32>,
    /// The weights of the ties, where the network has weights.
    pub weights: Vec<f32>,
}

/// What is kept from tick to tick.
#[derive(Debug, Default)]
pub(super) struct Joint {
    results: Vec<f64>,
    work: Vec<f64>,
    /// Whom every agent was shown, row after row.
    offsets: Vec<usize>,
    heard: Vec<u32>,
    weights: Vec<f32>,
    /// A list a chunk of readers; none where everybody is shown everything.
    pub lists: Vec<HeardList>,
}

/// Whether the rule moves all opinions together.
pub(super) fn is_joint(model: &Model) -> bool {
    model.influence.together().is_some() && model.is_standing() && model.feed.inbox.is_none()
}

/// Whether what is shown must be written down: it is not simply the followees who speak.
pub(super) fn needs_feeds(model: &Model) -> bool {
    is_joint(model) && (model.feed.slots != Slots::All || !model.offers_all() || model.rewires())
}

/// Notes what a reader was shown.
pub(super) fn note(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, reader: Reader, scratch: &Scratch) {
    let Some(list) = &mut chunk.heard else { return };
    let feed = &scratch.feed;
    list.counts.push((reader.id as u32, feed.authors.len() as u32));
    list.authors.extend_from_slice(&feed.authors);
    if let Some(weights) = frozen.tie_weights {
        let first = frozen.offsets[reader.id];
        list.weights.extend(feed.ties.iter().map(|&tie| weights[first + tie as usize]));
    }
}

impl State {
    /// Moves all opinions together.
    pub(super) fn advance(&mut self, model: &Model) {
        let Some(rule) = model.influence.together() else { return };
        let agents = self.agents.len();
        let mut joint = std::mem::take(&mut self.joint);
        let weighted = self.graph.weights().is_some();
        let feeds = needs_feeds(model);
        if feeds {
            joint.collect(agents);
        }
        let hearing = Hearing {
            opinion: &self.agents.opinion,
            anchor: &self.agents.anchor,
            stubbornness: &self.agents.stubbornness,
            voices: &self.voices,
            audible: if model.expression.lasts() { voice::STANDS } else { voice::SPEAKS },
            offsets: if feeds { &joint.offsets } else { self.graph.offsets() },
            heard: if feeds { &joint.heard } else { self.graph.targets() },
            weights: if feeds { weighted.then_some(&joint.weights[..]) } else { self.graph.weights() },
            draws: &self.draws,
            parallel: self.parallel,
        };
        joint.results.resize(agents, 0.0);
        rule.advance(&hearing, &mut joint.results, &mut joint.work);
        self.take_up(&joint.results);
        self.joint = joint;
    }

    /// Applies stubbornness and the range of opinions to what the rule leads to.
    fn take_up(&mut self, results: &[f64]) {
        let scale = self.agents.scale;
        let agents = &mut self.agents;
        let mut moved = self.moved;
        for (agent, &target) in results.iter().enumerate() {
            if self.voices[agent] & (voice::PRESENT | voice::AUTOMATED) != voice::PRESENT {
                continue;
            }
            let stubbornness = agents.stubbornness[agent];
            let held = if stubbornness > 0.0 {
                stubbornness * agents.anchor[agent] + (1.0 - stubbornness) * target
            } else {
                target
            };
            let opinion = scale.clamp(held);
            moved = moved.max((opinion - agents.opinion[agent]).abs());
            agents.opinion[agent] = opinion;
            agents.side[agent] = scale.side(opinion);
        }
        self.moved = moved;
    }
}

impl Joint {
    /// Puts the lists of the chunks together, in their order.
    fn collect(&mut self, agents: usize) {
        self.offsets.clear();
        self.heard.clear();
        self.weights.clear();
        self.offsets.push(0);
        let mut end = 0;
        for list in &mut self.lists {
            for (reader, count) in list.counts.drain(..) {
                // Who was not here was shown nothing.
                self.offsets.resize(reader as usize + 1, end);
                end += count as usize;
                self.offsets.push(end);
            }
            self.heard.append(&mut list.authors);
            self.weights.append(&mut list.weights);
        }
        self.offsets.resize(agents + 1, end);
    }
}

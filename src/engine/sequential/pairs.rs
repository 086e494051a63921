//! Encounters of two.

use crate::engine::model::Model;
use crate::engine::pass::Encounter;
use crate::engine::state::State;
use crate::influence::pairs::{Encounters, Pairing, Partners, Ranked, Selection, Turns};
use crate::random::Stream;
use crate::world::voice;

/// As `all` of an iterator, a block at a time and each block in vector code.
fn every<T>(items: &[T], holds: impl Fn(&T) -> bool) -> bool {
    items.chunks(64).all(|block| block.iter().fold(true, |so_far, item| so_far & holds(item)))
}

impl State {
    /// Whether in this tick nothing can happen but encounters. O(N).
    pub(super) fn is_plain(&self, model: &Model) -> bool {
        const SEEN: u8 = voice::SPEAKS | voice::PRESENT | voice::AUTOMATED;
        self.running.is_none()
            && model.order.turns == 1
            && model.expression.always_speaks()
            && model.expression.is_deaf()
            && model.expression.meets().is_none()
            && !model.reaction.is_active()
            && !model.ties.is_active()
            && every(&self.voices, |voice| voice & SEEN == voice::SPEAKS | voice::PRESENT)
            && every(&self.agents.activity, |&activity| activity >= 1.0)
            && every(&self.agents.stubbornness, |&stubbornness| stubbornness == 0.0)
    }

    /// Sorts the agents where encounters of this tick go by the order of opinions.
    pub(super) fn rank(&mut self, pairing: &dyn Pairing) {
        let by_distance = pairing.selection() != Selection::Uniform && self.graph.meets_everybody();
        self.ranked = by_distance.then(|| Ranked::new(&self.agents.opinion));
    }

    /// Plays all encounters of the tick in one loop.
    pub(super) fn play_pairs(&mut self, pairing: &dyn Pairing, order: Option<&[u32]>) {
        let rows = (!self.graph.meets_everybody()).then(|| (self.graph.offsets(), self.graph.targets()));
        let mut encounters = Encounters {
            opinion: &mut self.agents.opinion,
            scale: self.agents.scale,
            when: (self.draws, self.tick),
            turns: order.map_or(Turns::Drawn, Turns::Order),
            selection: pairing.selection(),
            ranked: self.ranked.as_mut(),
            rows,
        };
        self.moved = pairing.play(&mut encounters);
        let (scale, sides) = (self.agents.scale, &mut self.agents.side);
        for ((voice, side), &opinion) in self.voices.iter_mut().zip(sides).zip(&self.agents.opinion) {
            *side = scale.side(opinion);
            *voice = (*voice & !(voice::POSITIVE | voice::NEGATIVE)) | voice::side_bits(*side);
        }
        self.stances.copy_from_slice(&self.agents.opinion);
    }

    /// Draws whom the agent meets. `stream`: the rest of the micro-step's own.
    pub(super) fn encounter(&self, pairing: &dyn Pairing, agent: usize, stream: &mut Stream) -> Encounter {
        let partners = match &self.ranked {
            Some(ranked) => Partners::Ranked(ranked),
            None if self.graph.meets_everybody() => Partners::Everybody(self.agents.len() as u32),
            None => Partners::Followees(self.graph.followees(agent)),
        };
        let selection = (pairing.selection(), self.agents.scale);
        let partner = partners.draw(agent, &self.stances, &self.voices, selection, stream);
        let tie = |partner: usize| match partners {
            Partners::Followees(row) => row.iter().position(|&other| other as usize == partner).unwrap_or(0),
            _ => partner - usize::from(partner > agent), // as in the row of a complete graph
        };
        let partner = partner.map(|partner| (partner as u32, tie(partner) as u32));
        Encounter { partner, random: stream.next_u64() }
    }
}

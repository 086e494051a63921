//! A tick of encounters where nothing else happens: everybody speaks, nobody is absent, stubborn or automated.

use super::partner::{Selection, choose};
use super::ranked::Ranked;
use crate::random::{ABREAST, Draws, Purpose, Stream};
use crate::world::Scale;

/// Who acts in a micro-step.
#[derive(Clone, Copy, Debug)]
pub enum Turns<'a> {
    /// Anybody, drawn anew.
    Drawn,
    /// Everybody once, in this order.
    Order(&'a [u32]),
}

/// The encounters of one tick: as many as there are agents.
#[derive(Debug)]
pub struct Encounters<'a> {
    /// Opinions of all agents.
    pub opinion: &'a mut [f64],
    /// Their scale.
    pub scale: Scale,
    /// The run's draws, and the tick.
    pub when: (Draws, u32),
    /// Who acts.
    pub turns: Turns<'a>,
    /// How the partner is chosen.
    pub selection: Selection,
    /// All agents in the order of their opinions, where everybody can be met and the distance decides.
    pub ranked: Option<&'a mut Ranked>,
    /// Row boundaries and followees, where only these can be met.
    pub rows: Option<(&'a [usize], &'a [u32])>,
}

impl Encounters<'_> {
    /// Plays them. `encounter` gives the opinions of agent and partner after they have met; its third argument are 64
    /// random bits. Gives the largest move.
    #[inline]
    pub fn play(&mut self, encounter: impl Fn(f64, f64, u64) -> (f64, f64)) -> f64 {
        if self.rows.is_some() || self.ranked.is_some() {
            return self.play_streams(encounter);
        }
        if self.opinion.len() < 2 {
            return 0.0;
        }
        match self.turns {
            Turns::Drawn => all_alike(self.opinion, self.when, self.scale.limits(), None, encounter),
            Turns::Order(order) => {
                all_alike(self.opinion, self.when, self.scale.limits(), Some(order), encounter)
            }
        }
    }

    /// As `play`, where the partner takes more than one word.
    fn play_streams(&mut self, encounter: impl Fn(f64, f64, u64) -> (f64, f64)) -> f64 {
        let (draws, tick) = self.when;
        let (selection, scale) = (self.selection, self.scale);
        let agents = self.opinion.len() as u32;
        let mut moved = 0.0_f64;
        for step in 0..agents {
            let mut stream = draws.stream(Purpose::Step, tick, step);
            let own = match self.turns {
                Turns::Drawn => stream.below(agents),
                Turns::Order(order) => order[step as usize],
            } as usize;
            let other = match (self.rows, &self.ranked) {
                (Some((offsets, targets)), _) => {
                    let row = &targets[offsets[own]..offsets[own + 1]];
                    if selection == Selection::Uniform {
                        let drawn = (!row.is_empty()).then(|| stream.below(row.len() as u32));
                        drawn.map(|tie| row[tie as usize] as usize)
                    } else {
                        let others = row.iter().map(|&other| other as usize);
                        choose(others, own, self.opinion, (selection, scale), &mut stream)
                    }
                }
                (None, Some(ranked)) => ranked.draw(own, (selection, scale), &mut stream),
                (None, None) => None,
            };
            let Some(other) = other else { continue };
            let (before, met) = (self.opinion[own], self.opinion[other]);
            let (after, met_after) = encounter(before, met, stream.next_u64());
            let (after, met_after) = (scale.clamp(after), scale.clamp(met_after));
            moved = moved.max((after - before).abs()).max((met_after - met).abs());
            self.opinion[own] = after;
            self.opinion[other] = met_after;
            if let Some(ranked) = &mut self.ranked {
                ranked.move_to(own, after);
                ranked.move_to(other, met_after);
            }
        }
        moved
    }
}

/// The loop where everybody can be met and is met alike: a function of its own, so that nothing but the opinions is read
/// anew in it.
#[inline]
fn all_alike(
    opinion: &mut [f64],
    (draws, tick): (Draws, u32),
    (low, high): (f64, f64),
    order: Option<&[u32]>,
    encounter: impl Fn(f64, f64, u64) -> (f64, f64),
) -> f64 {
    let agents = opinion.len() as u32;
    // Comparisons that the processor has, unlike those of `f64::max` and `min`, which look for NaN first: none is here.
    let larger = |a: f64, b: f64| if a > b { a } else { b };
    let hold = |x: f64| {
        let x = larger(x, low);
        if x < high { x } else { high }
    };
    let (mut moved, mut partners_moved) = (0.0_f64, 0.0_f64);
    for first in (0..agents).step_by(ABREAST) {
        let words = draws.words_abreast(Purpose::Step, tick, first);
        for (step, lane) in (first..agents).zip(0..ABREAST) {
            // What `Stream::below` gives for the first words: it draws again only where the low half of a product is
            // below the number of agents.
            let of_agents = u64::from(words[0][lane]) * u64::from(agents);
            let of_others = u64::from(words[usize::from(order.is_none())][lane]) * u64::from(agents - 1);
            let again = (of_others as u32) < agents || (order.is_none() && (of_agents as u32) < agents);
            let turn = order.map(|order| order[step as usize]);
            let (own, other, random) = if again {
                drawn(&mut draws.stream(Purpose::Step, tick, step), agents, turn)
            } else {
                let rest = if order.is_none() { [2, 3] } else { [1, 2] };
                let random = u64::from(words[rest[1]][lane]) << 32 | u64::from(words[rest[0]][lane]);
                (turn.unwrap_or((of_agents >> 32) as u32), (of_others >> 32) as u32, random)
            };
            let other = other + u32::from(other >= own);
            let (before, met) = (opinion[own as usize], opinion[other as usize]);
            let (after, met_after) = encounter(before, met, random);
            let (after, met_after) = (hold(after), hold(met_after));
            moved = larger((after - before).abs(), moved);
            partners_moved = larger((met_after - met).abs(), partners_moved);
            opinion[own as usize] = after;
            opinion[other as usize] = met_after;
        }
    }
    larger(moved, partners_moved)
}

/// The agent, its partner's number among the others, and 64 further bits.
#[cold]
#[inline(never)]
fn drawn(stream: &mut Stream, agents: u32, turn: Option<u32>) -> (u32, u32, u64) {
    let own = turn.unwrap_or_else(|| stream.below(agents));
    let other = stream.below(agents - 1);
    (own, other, stream.next_u64())
}

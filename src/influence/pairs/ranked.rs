//! A partner by the distance of opinions among all others, exactly, in O(log N).
//!
//! Agents stand in the order of their opinions. Seen from one of them, on either side, blocks of 1, 2, 4, … agents hold
//! ever greater distances; a weight that never rises with distance is greatest at the near end of a block. A block is
//! drawn in proportion to that bound times its size, an agent in it uniformly, and kept with probability weight ÷ bound:
//! the law is exact whatever the bounds are. Rejections are few where a weight falls little over a doubled rank.

use super::partner::{Selection, is_sound};
use crate::random::Stream;
use crate::world::Scale;

/// All agents in the order of their opinions. 16 bytes an agent.
#[derive(Clone, Debug, Default)]
pub struct Ranked {
    opinions: Vec<f64>,
    agents: Vec<u32>,
    places: Vec<u32>,
}

/// Agents on one side of somebody, with a bound on the weight of each.
#[derive(Clone, Copy, Default)]
struct Block {
    first: usize,
    length: usize,
    bound: f64,
}

/// The blocks on both sides of somebody. Twice 33 are enough for 2^32 agents.
struct Blocks {
    list: [Block; 66],
    count: usize,
    total: f64,
}

impl Ranked {
    /// Sorts the agents. O(N log N).
    pub fn new(opinions: &[f64]) -> Self {
        let mut agents: Vec<u32> = (0..opinions.len() as u32).collect();
        // Of equal opinions the lower id stands first: the order is a function of the opinions alone.
        agents.sort_by(|&a, &b| opinions[a as usize].total_cmp(&opinions[b as usize]));
        let mut places = vec![0; opinions.len()];
        for (place, &agent) in agents.iter().enumerate() {
            places[agent as usize] = place as u32;
        }
        Self { opinions: agents.iter().map(|&agent| opinions[agent as usize]).collect(), agents, places }
    }

    /// Moves an agent to a new opinion. O(agents that it passes).
    pub fn move_to(&mut self, agent: usize, opinion: f64) {
        let mut place = self.places[agent] as usize;
        if self.opinions[place] == opinion {
            return;
        }
        while place > 0 && self.opinions[place - 1] > opinion {
            self.put(place, place - 1);
            place -= 1;
        }
        while place + 1 < self.opinions.len() && self.opinions[place + 1] < opinion {
            self.put(place, place + 1);
            place += 1;
        }
        self.opinions[place] = opinion;
        self.agents[place] = agent as u32;
        self.places[agent] = place as u32;
    }

    /// Puts whoever stands at `from` to `place`.
    #[inline]
    fn put(&mut self, place: usize, from: usize) {
        let agent = self.agents[from];
        self.opinions[place] = self.opinions[from];
        self.agents[place] = agent;
        self.places[agent as usize] = place as u32;
    }

    /// Draws another agent with the weight of its distance; None if all weights are 0.
    pub fn draw(
        &self,
        agent: usize,
        (selection, scale): (Selection, Scale),
        stream: &mut Stream,
    ) -> Option<usize> {
        let own = self.places[agent] as usize;
        let distance = |place: usize| (self.opinions[place] - self.opinions[own]).abs();
        let weight = |place: usize| selection.weight(distance(place), scale);
        let blocks = self.blocks(own, weight);
        if is_sound(blocks.total) {
            return self.draw_from(&blocks, weight, stream);
        }
        let sides = [own.checked_sub(1), Some(own + 1).filter(|&place| place < self.opinions.len())];
        let nearest = sides.into_iter().flatten().map(distance).fold(f64::INFINITY, f64::min);
        let weight = |place: usize| selection.relative_weight(distance(place), nearest, scale);
        self.draw_from(&self.blocks(own, weight), weight, stream)
    }

    /// All others in blocks, seen from a place.
    #[inline]
    fn blocks(&self, own: usize, weight: impl Fn(usize) -> f64) -> Blocks {
        let mut blocks = Blocks { list: [Block::default(); 66], count: 0, total: 0.0 };
        let mut add = |first: usize, length: usize, bound: f64| {
            blocks.list[blocks.count] = Block { first, length, bound };
            blocks.total += bound * length as f64;
            blocks.count += 1;
        };
        let (mut reach, mut size) = (1, 1);
        while own + reach < self.opinions.len() {
            let length = size.min(self.opinions.len() - own - reach);
            add(own + reach, length, weight(own + reach));
            reach += size;
            size *= 2;
        }
        (reach, size) = (1, 1);
        while reach <= own {
            let length = size.min(own + 1 - reach);
            add(own + 1 - reach - length, length, weight(own - reach));
            reach += size;
            size *= 2;
        }
        blocks
    }

    #[inline]
    fn draw_from(
        &self,
        blocks: &Blocks,
        weight: impl Fn(usize) -> f64,
        stream: &mut Stream,
    ) -> Option<usize> {
        if blocks.total <= 0.0 {
            return None;
        }
        let list = &blocks.list[..blocks.count];
        loop {
            let mut drawn = stream.uniform() * blocks.total;
            let mut chosen = list.iter().rev().find(|block| block.bound > 0.0)?;
            for block in list {
                let share = block.bound * block.length as f64;
                if drawn < share {
                    chosen = block;
                    break;
                }
                drawn -= share;
            }
            let place = chosen.first + stream.below(chosen.length as u32) as usize;
            let weight = weight(place);
            if weight >= chosen.bound || stream.uniform() * chosen.bound < weight {
                return Some(self.agents[place] as usize);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};

    /// The sampled law against the exact one, χ² over all partners, near and far.
    #[test]
    fn the_sampled_law_is_the_exact_one() {
        let mut stream = Draws::new(6, 0).stream(Purpose::Test, 0, 0);
        // Two tight clusters with a gap, some equal opinions, and a few stragglers.
        let mut opinions: Vec<f64> = (0..60).map(|i| 0.2 + 1e-3 * f64::from(i % 20)).collect();
        opinions.extend((0..30).map(|i| 0.8 - 1e-5 * f64::from(i)));
        opinions.extend([0.0, 0.5, 1.0]);
        let ranked = Ranked::new(&opinions);
        for gamma in [0.0, 0.7, 1.6] {
            let law = (Selection::Biased { gamma, floor: 1e-4 }, Scale::default());
            let weight = |d: f64| crate::math::pow(d.max(1e-4), -gamma);
            for agent in [0, 5, 70, 90, 91, 92] {
                let exact: Vec<f64> = (0..opinions.len())
                    .map(|j| if j == agent { 0.0 } else { weight((opinions[j] - opinions[agent]).abs()) })
                    .collect();
                let total: f64 = exact.iter().sum();
                let draws = 60_000;
                let mut counts = vec![0.0; opinions.len()];
                for _ in 0..draws {
                    counts[ranked.draw(agent, law, &mut stream).unwrap()] += 1.0;
                }
                assert_eq!(counts[agent], 0.0);
                // Partners of small expectation are taken together.
                let (mut chi, mut bins, mut rest) = (0.0, 0, (0.0, 0.0));
                for (count, weight) in counts.iter().zip(&exact) {
                    let expected = f64::from(draws) * weight / total;
                    if expected >= 5.0 {
                        chi += (count - expected) * (count - expected) / expected;
                        bins += 1;
                    } else {
                        rest = (rest.0 + count, rest.1 + expected);
                    }
                }
                if rest.1 >= 5.0 {
                    chi += (rest.0 - rest.1) * (rest.0 - rest.1) / rest.1;
                    bins += 1;
                }
                let freedom = f64::from(bins - 1).max(1.0);
                assert!(
                    chi < freedom + 5.0 * (2.0 * freedom).sqrt(),
                    "γ {gamma}, {agent}: {chi} of {freedom}"
                );
            }
        }
    }

    #[test]
    fn the_order_is_kept() {
        let mut stream = Draws::new(7, 0).stream(Purpose::Test, 0, 0);
        let mut opinions: Vec<f64> = (0..50).map(|_| stream.uniform()).collect();
        let mut ranked = Ranked::new(&opinions);
        for _ in 0..500 {
            let agent = stream.below(50) as usize;
            opinions[agent] = (stream.uniform() * 20.0).floor() / 20.0;
            ranked.move_to(agent, opinions[agent]);
            assert!(ranked.opinions.is_sorted());
            for (place, &agent) in ranked.agents.iter().enumerate() {
                assert_eq!(ranked.places[agent as usize] as usize, place);
                assert_eq!(ranked.opinions[place], opinions[agent as usize]);
            }
        }
    }

    #[test]
    fn nobody_with_a_weight() {
        let ranked = Ranked::new(&[-1.0, 1.0]);
        let mut stream = Draws::new(1, 0).stream(Purpose::Test, 0, 0);
        let law = (Selection::Similar { exponent: 1.0 }, Scale::default());
        assert_eq!(ranked.draw(0, law, &mut stream), None);
        assert_eq!(Ranked::new(&[0.0]).draw(0, law, &mut stream), None);
    }
}

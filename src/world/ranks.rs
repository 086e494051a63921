//! All agents in the order of their opinions, kept from tick to tick.
//!
//! Most opinions move little, and those that move alike keep their order. Only the agents that a caller names as moved
//! on their own are sorted anew and merged into the rest. The order depends on the opinions alone, equal ones by id, so
//! that it is the same however it was reached.

/// Agents by opinion, lowest first.
#[derive(Clone, Debug, Default)]
pub struct Ranks {
    opinions: Vec<f64>,
    agents: Vec<u32>,
    places: Vec<u32>,
    kept: Vec<u128>,
    loose: Vec<u128>,
}

/// Opinion and id in one number that sorts like them (`f64::total_cmp`, then the id).
fn key(opinion: f64, agent: u32) -> u128 {
    let bits = opinion.to_bits();
    let ordered = if bits >> 63 == 0 { bits | 1 << 63 } else { !bits };
    u128::from(ordered) << 32 | u128::from(agent)
}

/// The opinion in a key.
fn opinion_of(key: u128) -> f64 {
    let ordered = (key >> 32) as u64;
    f64::from_bits(if ordered >> 63 == 1 { ordered & !(1 << 63) } else { !ordered })
}

impl Ranks {
    /// The order of `opinions`. O(N log N).
    pub fn new(opinions: &[f64]) -> Self {
        let mut ranks = Self::default();
        ranks.refresh(opinions, |_| true);
        ranks
    }

    /// The order of `opinions`, where those for whom `moved` is false have most probably kept their order among
    /// themselves. It is checked: a wrong answer costs time, and nothing else.
    /// O(N + m log m) for m that moved.
    pub fn refresh(&mut self, opinions: &[f64], moved: impl Fn(u32) -> bool) {
        self.kept.clear();
        self.loose.clear();
        if self.agents.len() == opinions.len() {
            let mut sorted = true;
            let mut last = 0;
            for &agent in &self.agents {
                let key = key(opinions[agent as usize], agent);
                if moved(agent) {
                    self.loose.push(key);
                } else {
                    sorted &= last <= key;
                    last = key;
                    self.kept.push(key);
                }
            }
            if !sorted {
                self.kept.sort_unstable();
            }
        } else {
            self.loose.extend(opinions.iter().zip(0..).map(|(&opinion, agent)| key(opinion, agent)));
        }
        self.loose.sort_unstable();
        self.merge(opinions.len());
    }

    fn merge(&mut self, agents: usize) {
        self.opinions.resize(agents, 0.0);
        self.agents.resize(agents, 0);
        self.places.resize(agents, 0);
        let (mut kept, mut loose) = (self.kept.iter().peekable(), self.loose.iter().peekable());
        for place in 0..agents {
            let from_kept = match (kept.peek(), loose.peek()) {
                (Some(kept), Some(loose)) => kept < loose,
                (kept, _) => kept.is_some(),
            };
            let Some(&key) = (if from_kept { kept.next() } else { loose.next() }) else { return };
            self.opinions[place] = opinion_of(key);
            self.agents[place] = key as u32;
            self.places[key as u32 as usize] = place as u32;
        }
    }

    /// Number of agents.
    #[inline]
    pub fn len(&self) -> usize {
        self.agents.len()
    }

    /// Whether there is nobody.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.agents.is_empty()
    }

    /// The opinions, ascending.
    #[inline]
    pub fn opinions(&self) -> &[f64] {
        &self.opinions
    }

    /// The agents in the order of their opinions.
    #[inline]
    pub fn agents(&self) -> &[u32] {
        &self.agents
    }

    /// Where an agent stands in that order.
    #[inline]
    pub fn place(&self, agent: u32) -> usize {
        self.places[agent as usize] as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};

    #[test]
    fn a_refreshed_order_is_a_new_one() {
        let mut stream = Draws::new(4, 0).stream(Purpose::Test, 0, 0);
        let mut opinions: Vec<f64> = (0..500).map(|_| stream.uniform() * 4.0 - 2.0).collect();
        opinions[7] = opinions[400]; // equal ones
        opinions[9] = -0.0;
        opinions[3] = 0.0;
        let mut ranks = Ranks::new(&opinions);
        for _ in 0..20 {
            let moved: Vec<bool> = opinions.iter().map(|_| stream.chance(0.3)).collect();
            for (opinion, &moved) in opinions.iter_mut().zip(&moved) {
                *opinion = *opinion * 0.9 + if moved { stream.uniform() - 0.5 } else { 0.0 };
            }
            opinions[11] += 3.0; // moved, and not said to be
            ranks.refresh(&opinions, |agent| moved[agent as usize]);
            let new = Ranks::new(&opinions);
            assert_eq!(ranks.agents, new.agents);
            assert_eq!(ranks.opinions, new.opinions);
            assert!(ranks.opinions.is_sorted());
            for (place, &agent) in ranks.agents.iter().enumerate() {
                assert_eq!(ranks.place(agent), place);
                assert_eq!(ranks.opinions[place].to_bits(), opinions[agent as usize].to_bits());
            }
        }
    }
}

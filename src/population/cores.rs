//! The hard core and the avant-garde (Noelle-Neumann 1974): who speaks without support, and who begins sure of it.

use super::Population;
use crate::random::{Draws, Purpose};
use crate::world::Agents;

impl Population {
    /// Takes Φ and the threshold from the hard core among the first `agents` agents, those of the network.
    pub(super) fn harden(&self, agents: usize, all: &mut Agents, draws: Draws) {
        if self.attributes.hard_core == 0.0 {
            return;
        }
        let order = order(agents, all, draws);
        for &agent in &order[..part(self.attributes.hard_core, order.len())] {
            all.self_censorship[agent as usize] = 0.0;
            if let Some(threshold) = all.threshold.get_mut(agent as usize) {
                *threshold = 0.0;
            }
        }
    }

    /// Gives the avant-garde among the first `agents` agents the inner state `assured`. O(agents · log agents).
    pub fn assure(&self, agents: usize, all: &mut Agents, assured: f64, draws: &Draws) {
        if self.attributes.avant_garde == 0.0 {
            return;
        }
        // From the other end of the order, so that the hard core may grow without taking from it.
        let order = order(agents, all, *draws);
        for &agent in order.iter().rev().take(part(self.attributes.avant_garde, order.len())) {
            all.inner[agent as usize] = assured;
        }
    }
}

/// The humans of the network in random order: one draw each.
fn order(agents: usize, all: &Agents, draws: Draws) -> Vec<u32> {
    let humans = (0..agents as u32).filter(|&agent| all.kind[agent as usize].is_human());
    let mut drawn: Vec<(u64, u32)> =
        humans.map(|agent| (draws.stream(Purpose::Groups, 1, agent).next_u64(), agent)).collect();
    drawn.sort_unstable();
    drawn.into_iter().map(|(_, agent)| agent).collect()
}

fn part(share: f64, humans: usize) -> usize {
    ((share * humans as f64).round() as usize).min(humans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Graph, Network};
    use crate::population::Distribution;
    use crate::registry::Parameters;

    fn built(text: &str) -> (Population, Agents) {
        let population = Population::from_toml(text).unwrap();
        let network = Network::bare(Graph::from_ties(200, &[], true));
        let draws = Draws::new(1, 0);
        let (_, mut agents) = population.build(network, &Distribution::from(0.5), &draws).unwrap();
        population.assure(200, &mut agents, 5.0, &draws);
        (population, agents)
    }

    #[test]
    fn a_larger_core_keeps_its_members() {
        let text = |share: f64| {
            format!("hard_core = {share}\navant_garde = 0.2\nself_censorship = 0.7\nthreshold = 3")
        };
        let (_, small) = built(&text(0.1));
        let (_, large) = built(&text(0.4));
        let core = |agents: &Agents| -> Vec<usize> {
            (0..200).filter(|&i| agents.self_censorship[i] == 0.0).collect()
        };
        assert_eq!((core(&small).len(), core(&large).len()), (20, 80));
        assert!(core(&small).iter().all(|agent| core(&large).contains(agent)));
        assert!((0..200).all(|i| (small.threshold[i] == 0.0) == (small.self_censorship[i] == 0.0)));
        assert_eq!(small.inner.iter().filter(|&&inner| inner == 5.0).count(), 40);
        assert!((0..200).all(|i| small.inner[i] == 0.5 || small.self_censorship[i] == 0.7), "parted");
        assert_eq!(small.inner, large.inner);
    }

    #[test]
    fn without_them_nothing_is_drawn_or_kept() {
        let (_, agents) = built("self_censorship = 0.7");
        assert!(agents.threshold.is_empty() && agents.justification.is_empty());
        assert!(agents.self_censorship.iter().all(|&censorship| censorship == 0.7));
    }
}

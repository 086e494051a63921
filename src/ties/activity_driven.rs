//! Contacts drawn anew in every tick, by active agents and rather with the like-minded: activity-driven temporal networks
//! with homophily (Baumann, Lorenz-Spreen, Sokolov & Starnini 2020, Physical Review Letters 124:048301).
//!
//! In a tick, agent i is active with probability a_i (`population.contact_rate`). An active agent contacts m different
//! others, drawn one after the other with weight max(|x_i − x_j|, floor)^−β: j hears i. Each contact is returned with
//! probability r: i hears j. Nobody hears the same agent twice in a tick. These ties replace those of the tick before,
//! and of the network at the start.
//!
//! Whether i and j contact each other matters to the return alone, which then adds nothing: the coin of a return is
//! thrown for every contact, and who hears whom is the union. That is the published rule (a return is tested where the
//! edge does not exist yet), without its dependence on an order of the agents.

use super::{Change, Circle, Contacts, Meeting, Ties};
use crate::random::{Draws, Purpose, Stream, mix};
use crate::registry::{above, within};
use crate::rule;
use crate::world::{Nearness, Ranks};

rule! {
    name: "activity_driven",
    source: "Baumann, Lorenz-Spreen, Sokolov & Starnini 2020, Physical Review Letters 124:048301",
    /// Active agents contact m others anew in every tick, in proportion to |x_i − x_j|^−β; whoever is contacted hears them.
    ///
    /// An agent is active with probability population.contact_rate. The contacts of a tick are its ties: they replace
    /// the network. An agent that is absent (population.activity) neither hears nor is heard, contacts or not.
    /// Draws (purpose Contacts): one word a tick, hashed by agent, for who is active; four words a proposal of an active
    /// agent, about 1.2 proposals a contact. One word an active agent, hashed by contact, for returns (purpose
    /// Reciprocity).
    /// O(N) and O(m log N) an active agent, exact.
    pub struct ActivityDriven {
        /// Number m of different others whom an active agent contacts; fewer than there are agents.
        contacts: u32 = 10_u32, in within(1.0, 1e6);
        /// Homophily β: exponent of the opinion distance with which contacts become rarer. 0: anybody alike.
        homophily: f64 = 0.5, in within(0.0, 20.0);
        /// Reciprocity r: probability that a contact is returned, so that the active agent hears the other as well.
        reciprocity: f64 = 0.5, in within(0.0, 1.0);
        /// Distances below this count as this, in opinion units.
        distance_floor: f64 = 1e-10, in above(0.0);
    }
}

impl Ties for ActivityDriven {
    fn change(&self, _: &Circle<'_>, _: &mut Stream) -> Option<Change> {
        None
    }

    fn is_active(&self) -> bool {
        false
    }

    fn contacts(&self) -> Option<&dyn Contacts> {
        Some(self)
    }
}

impl Contacts for ActivityDriven {
    fn by_opinion(&self) -> bool {
        self.homophily > 0.0
    }

    fn most(&self) -> u32 {
        self.contacts
    }

    fn meet(&self, agent: u32, ranks: &Ranks, (draws, tick): (&Draws, u32), meeting: &mut Meeting<'_>) {
        let mut stream = draws.stream(Purpose::Contacts, tick, agent);
        let law = Nearness::new(self.homophily, self.distance_floor);
        meeting.met.clear();
        meeting.partners.draw(ranks, agent, self.contacts as usize, law, &mut stream, meeting.met);
        let key = draws.words(Purpose::Reciprocity, tick, agent)[0];
        let returned = self.reciprocity * 4_294_967_296.0;
        for &other in meeting.met.iter() {
            meeting.heard.push((other, agent));
            if f64::from(mix(key, other)) < returned {
                meeting.heard.push((agent, other));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Partners;

    /// (reader, heard) of all agents in a tick.
    fn tick(rule: &ActivityDriven, opinions: &[f64], rate: f64, tick: u32) -> Vec<(u32, u32)> {
        let (draws, ranks) = (Draws::new(5, 0), Ranks::new(opinions));
        let (mut partners, mut met, mut heard) = (Partners::default(), Vec::new(), Vec::new());
        for agent in 0..opinions.len() as u32 {
            let mut meeting = Meeting { partners: &mut partners, met: &mut met, heard: &mut heard };
            if draws.uniform(Purpose::Test, tick, agent) < rate {
                rule.meet(agent, &ranks, (&draws, tick), &mut meeting);
            }
        }
        heard
    }

    fn rule(contacts: u32, homophily: f64, reciprocity: f64) -> ActivityDriven {
        ActivityDriven { contacts, homophily, reciprocity, distance_floor: 1e-10 }
    }

    #[test]
    fn contacts_are_heard_and_returned_as_often_as_said() {
        let opinions: Vec<f64> = (0..400).map(|agent| f64::from(agent) / 100.0 - 2.0).collect();
        let (mut active, mut returned) = (0, 0);
        for number in 0..50 {
            let one_way = tick(&rule(7, 1.0, 0.0), &opinions, 0.1, number);
            let both = tick(&rule(7, 1.0, 0.3), &opinions, 0.1, number);
            assert_eq!(one_way.len() % 7, 0);
            for contacts in one_way.chunks(7) {
                let (_, caller) = contacts[0];
                assert!(contacts.iter().all(|&(other, heard)| heard == caller && other != caller));
                let mut others: Vec<u32> = contacts.iter().map(|contact| contact.0).collect();
                others.sort_unstable();
                others.dedup();
                assert_eq!(others.len(), 7);
            }
            assert!(one_way.iter().all(|contact| both.contains(contact)), "the same contacts");
            active += one_way.len() / 7;
            returned += both.len() - one_way.len();
        }
        assert!((f64::from(active as u32) / 20_000.0 - 0.1).abs() < 0.01, "{active}");
        let share = returned as f64 / (7 * active) as f64;
        assert!((share - 0.3).abs() < 0.02, "{share}");
        assert!(tick(&rule(7, 1.0, 1.0), &opinions, 0.0, 1).is_empty());
    }

    #[test]
    fn homophily_brings_the_like_minded_together() {
        let opinions: Vec<f64> =
            (0..600).map(|agent| if agent < 300 { -1.0 } else { 1.0 } + f64::from(agent) * 1e-3).collect();
        let across = |beta: f64| {
            let heard = tick(&rule(10, beta, 0.0), &opinions, 1.0, 1);
            let crossing = heard.iter().filter(|(a, b)| (*a < 300) != (*b < 300)).count();
            crossing as f64 / heard.len() as f64
        };
        assert!((across(0.0) - 300.0 / 599.0).abs() < 0.02);
        assert!(across(0.5) > across(1.0) && across(1.0) > across(3.0));
    }
}

//! Opinions of communities: with probability η an agent has that of its community (Cinus, Minici, Monti & Bonchi 2022).
//!
//! With balanced sides, half of the communities (rounded down) draw their opinion on the + side of the range, the others
//! on the − side, and so do the agents, each for itself. A draw is one from the population's own distribution, reflected at
//! the middle of the range where it falls on the wrong side: with the default, uniform on either half, as in the authors'
//! code. An agent takes its community's opinion with probability η, else keeps its own. Where then not about half of the
//! agents are on the + side, everything is drawn again, and the network too if it was grown: few communities of unequal
//! sizes may leave no other way.
//!
//! With free sides a draw stays as it falls, and nothing is drawn again.

use super::build::Sources;
use super::members::Marks;
use super::{Population, PopulationError};
use crate::choices;
use crate::random::{Draws, Purpose, Stream};

choices! {
    /// On which side of the middle the opinions of communities and agents fall.
    pub enum ConformismSides {
        /// Half of them on either.
        Balanced = "balanced",
        /// As they are drawn.
        Free = "free",
    }
}

/// The share of agents on the + side may differ by this from one half.
const BALANCE: f64 = 0.05;

impl Population {
    /// Draws the opinions of the agents that take them from the population's own distribution; nothing where
    /// `conformism` is left out.
    ///
    /// One stream, ([`Purpose::Placement`], 1, 0): one draw a community, and two an agent. O(N).
    ///
    /// # Errors
    /// No communities, a distribution whose values depend on each other, and bad luck
    /// ([`PopulationError::unlucky`]): shares of the sides that are not in balance.
    pub(super) fn conform(
        &self,
        marks: &Marks,
        slots: &[u16],
        sources: &Sources<'_>,
        opinions: &mut [f64],
        draws: Draws,
    ) -> Result<(), PopulationError> {
        let Some(conformism) = self.attributes.conformism else { return Ok(()) };
        let error = |message: &str| PopulationError::at_key("conformism", message);
        if marks.names.is_empty() {
            return Err(error("the network has no communities").with_help(
                "grow one that has (generator = \"lfr\" or \"stochastic_block\"), or name a group_column",
            ));
        }
        let scale = self.attributes.scale();
        let mut stream = draws.stream(Purpose::Placement, 1, 0);
        let balanced = self.attributes.conformism_sides != Some(ConformismSides::Free);
        let opinions_of = |count: usize, stream: &mut Stream| {
            let mut plus: Vec<bool> = (0..count).map(|index| index < count / 2).collect();
            if balanced {
                stream.shuffle(&mut plus);
            }
            plus.into_iter()
                .map(|plus| {
                    let drawn = sources.distribution(0)?.draw_alone(stream, self.attributes.range.bounds())?;
                    let offset = (drawn - scale.middle()).abs();
                    Some(match (balanced, plus) {
                        (false, _) => drawn,
                        (true, true) => scale.middle() + offset,
                        (true, false) => scale.middle() - offset,
                    })
                })
                .collect::<Option<Vec<f64>>>()
                .ok_or_else(|| {
                    error("needs opinions that are drawn one by one")
                        .with_help("for instance opinion = { uniform = [-1, 1] }; not values, columns, splits or spacing")
                })
        };
        let of_community = opinions_of(marks.names.len(), &mut stream)?;
        let members: Vec<usize> =
            (0..marks.of.len()).filter(|&agent| sources.source(usize::from(slots[agent])) == 0).collect();
        let own = opinions_of(members.len(), &mut stream)?;
        for (&agent, own) in members.iter().zip(own) {
            let conforms = stream.chance(conformism);
            opinions[agent] = match marks.of[agent] {
                Some(community) if conforms => of_community[usize::from(community)],
                _ => own,
            };
        }
        let plus = members.iter().filter(|&&agent| opinions[agent] >= scale.middle()).count();
        let share = plus as f64 / members.len().max(1) as f64;
        if !balanced || (share - 0.5).abs() < self.attributes.conformism_balance.unwrap_or(BALANCE) {
            return Ok(());
        }
        let message = format!("a share of {share:.3} on the + side, not about one half");
        Err(PopulationError { unlucky: true, ..error(&message) }
            .with_help("raise `conformism_balance`, lower `conformism`, or have more communities"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::network::{Graph, Labels, Network};
    use crate::population::Distribution;
    use crate::registry::Parameters;
    use crate::world::Agents;

    /// Agents in communities of these sizes, nobody following anybody.
    fn communities(sizes: &[usize]) -> Network {
        let of: Vec<u16> =
            sizes.iter().enumerate().flat_map(|(index, &size)| vec![index as u16; size]).collect();
        let names = (0..sizes.len()).map(|index| format!("c{index}")).collect();
        let graph = Graph::from_ties(of.len(), &[], true);
        Network { labels: Some(Labels { names, of }), ..Network::bare(graph) }
    }

    fn build(text: &str, network: Network, seed: u64) -> Result<Agents, PopulationError> {
        let population = Population::from_toml(text).unwrap();
        population.build(network, &Distribution::from(0.0), &Draws::new(seed, 0)).map(|(_, agents)| agents)
    }

    #[test]
    fn a_share_holds_the_opinion_of_its_community() {
        let text = "range = [0, 1]\nconformism = 0.7\nconformism_balance = 0.5";
        let agents = build(text, communities(&[300; 10]), 3).unwrap();
        let mut shared = 0;
        let mut plus = 0;
        for members in agents.opinion.chunks(300) {
            let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
            for x in members {
                *counts.entry(x.to_bits()).or_default() += 1;
            }
            let (&common, &most) = counts.iter().max_by_key(|(_, count)| **count).unwrap();
            assert!(counts.values().all(|&count| count == 1 || count == most));
            shared += most;
            plus += usize::from(f64::from_bits(common) > 0.5);
        }
        assert!((shared as f64 / 3000.0 - 0.7).abs() < 0.03, "{shared}");
        assert_eq!(plus, 5, "half of the communities are on either side");
        assert!(agents.opinion.iter().all(|x| (0.0..=1.0).contains(x)));
        // Without conformism half of the agents are, and opinions are uniform on either half.
        let own = build("conformism = 0.0", communities(&[500; 2]), 4).unwrap();
        assert_eq!(own.opinion.iter().filter(|&&x| x > 0.0).count(), 500);
        let mean = own.opinion.iter().map(|x| x.abs()).sum::<f64>() / 1000.0;
        assert!((mean - 0.5).abs() < 0.03, "{mean}");
    }

    #[test]
    fn what_cannot_be_in_balance_is_bad_luck() {
        // The larger community takes three quarters to its side, whichever it is.
        let error = build("conformism = 1.0", communities(&[300, 100]), 1).unwrap_err();
        assert!(error.unlucky && error.to_string().contains("one half"), "{error}");
        assert!(build("conformism = 1.0", communities(&[200, 200]), 1).is_ok());
    }

    #[test]
    fn free_sides_stay_as_they_are_drawn() {
        // The larger community may be on either side, and each is as often as the other.
        let text = "range = [0, 1]\nconformism = 1.0\nconformism_sides = \"free\"";
        let (mut both, mut sum) = (0, 0.0);
        for seed in 0..400 {
            let agents = build(text, communities(&[30, 10]), seed).unwrap();
            let (first, second) = (agents.opinion[0], agents.opinion[39]);
            assert!(agents.opinion[..30].iter().all(|&x| x == first));
            both += u32::from((first > 0.5) == (second > 0.5));
            sum += first + second;
        }
        // Half of the pairs of uniform numbers are on one side: 200 ± 10; balanced sides would leave none.
        assert!((160..240).contains(&both), "{both}");
        assert!((sum / 800.0 - 0.5).abs() < 0.05, "{sum}");
    }

    #[test]
    fn what_is_missing_is_said() {
        let bare = Network::bare(Graph::from_ties(10, &[], true));
        let error = build("conformism = 0.5", bare, 1).unwrap_err();
        assert!(!error.unlucky && error.to_string().contains("no communities"), "{error}");
        let error =
            build("conformism = 0.5\nopinion = { split = 0.5 }", communities(&[5, 5]), 1).unwrap_err();
        assert!(error.to_string().contains("one by one"), "{error}");
    }
}

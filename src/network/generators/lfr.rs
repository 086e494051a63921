//! The benchmark of Lancichinetti, Fortunato & Radicchi (2008): communities of unequal sizes, agents of unequal
//! degrees, and one parameter for how far the communities keep to themselves.
//!
//! 1. Every agent draws its degree k from a power law with exponent τ1. It begins at `min_degree`, or where the mean
//!    is `mean_degree`.
//! 2. Community sizes are drawn from a power law with exponent τ2 until they sum to at least N; all of them again
//!    unless they sum to N.
//! 3. An agent has (1 − μ)k ties inside its community, which must be larger than that: rounded up with the probability of
//!    the fraction, so that the mixing is μ at any degree, or to the nearest whole number where the ties are made greedily, as
//!    networkx does. Agents without a community choose one at random; a full one sends a random member away.
//! 4. The ties are made: see [`Wiring`].
//!
//! The authors restore μ by swaps of ties after a configuration model; here the ends inside and outside are paired
//! apart from the beginning, and swaps only remove what must not be there (self-loops, repetitions, ties outside that
//! lie inside).

mod draw;
mod wiring;

use crate::network::measures::Components;
use crate::network::{Generator, Graph, GrowthError, Labels, Network, Request};
use crate::random::{Purpose, Stream};
use crate::registry::{within, within_open_low};
use crate::{choices, rule};

choices! {
    /// How ends become ties.
    pub enum Wiring {
        /// The ends inside each community and the ends outside are paired at random, so that every agent has the
        /// degree that it drew (but for one end where the ends inside a community are odd in number).
        Configuration = "configuration",
        /// One agent after the other, community by community, is tied to random members of its community until it has
        /// its ties inside, then to random agents outside until it has k. Whoever was chosen by others before may end
        /// up with more: the mean degree comes out above `mean_degree`, and a community may hold more than half of all ends
        /// that lead outside. As in networkx, which Cinus et al. 2022 used, but without self-loops.
        Greedy = "greedy",
    }
}

rule! {
    name: "lfr",
    source: "Lancichinetti, Fortunato & Radicchi 2008",
    /// Communities with power-law sizes, agents with power-law degrees, and a share μ of ties that lead outside.
    ///
    /// The communities are labelled "community-0", "community-1", … from the largest to the smallest, their members scattered over the ids. Undirected: an
    /// edge is two ties. O(ties) time but for the few swaps; one stream, about three words a tie and one an agent more.
    pub struct Lfr {
        /// Number of agents N.
        agents: u32 = 1000_u32, in within(4.0, 1e8);
        /// Mean degree: followees an agent. Or give `min_degree`.
        mean_degree: Option<f64> = None, in within_open_low(0.0, 1e6);
        /// Smallest degree, in place of `mean_degree`.
        min_degree: Option<u32> = None, in within(1.0, 1e8);
        /// Exponent τ1 of the degrees.
        degree_exponent: f64 = 2.5, in within_open_low(1.0, 20.0);
        /// Exponent τ2 of the community sizes.
        community_exponent: f64 = 1.5, in within(0.0, 20.0);
        /// Mixing μ: the share of an agent's ties that lead outside its community. Low μ: strong communities.
        mixing: f64 = 0.2, in within(0.0, 1.0);
        /// Size of the smallest community.
        min_community: u32 = 20_u32, in within(1.0, 1e8);
        /// Size of the largest community. Left out: N.
        max_community: Option<u32> = None, in within(1.0, 1e8);
        /// Largest degree. Left out: N − 1.
        max_degree: Option<u32> = None, in within(1.0, 1e8);
        /// How ends become ties: `"configuration"` or `"greedy"`.
        wiring: Wiring = Wiring::Configuration;
        /// Whether only the largest component is kept, so that the network may come out with fewer than N agents.
        largest_component: bool = false;
    }
}

/// How often degrees and sizes that do not fit together are drawn again.
const TRIES: u32 = 200;

/// A drawn plan of the network.
struct Plan {
    /// Degree of each agent.
    degrees: Vec<u32>,
    /// Ties inside the community, of each agent.
    inside: Vec<u32>,
    /// Community of each agent.
    community: Vec<u16>,
    /// Members of each community.
    members: Vec<Vec<u32>>,
}

impl Lfr {
    fn most_members(&self) -> u32 {
        self.max_community.unwrap_or(self.agents)
    }

    fn most_ties(&self) -> u32 {
        self.max_degree.unwrap_or(self.agents - 1)
    }

    /// The law of the degrees.
    fn law(&self) -> draw::DegreeLaw {
        let (exponent, most) = (self.degree_exponent, self.most_ties());
        match (self.min_degree, self.mean_degree) {
            (Some(least), _) => draw::DegreeLaw::from(exponent, least, most),
            (None, mean) => draw::DegreeLaw::with_mean(exponent, mean.unwrap_or(f64::NAN), most),
        }
    }

    /// Ties inside its community of an agent with degree `k`, where the largest community has `largest` members. One draw,
    /// none with greedy wiring.
    fn inside(&self, k: u32, largest: u32, stream: &mut Stream) -> u32 {
        let share = (1.0 - self.mixing) * f64::from(k);
        match self.wiring {
            Wiring::Greedy => libm::round(share) as u32,
            Wiring::Configuration => {
                let whole = libm::floor(share);
                let up = stream.chance(share - whole);
                // Rounding alone leaves nobody without a community that is large enough.
                let whole = whole as u32;
                if up && whole + 1 < largest { whole + 1 } else { whole }
            }
        }
    }

    /// Degrees, sizes and membership that fit together.
    fn plan(&self, stream: &mut Stream) -> Result<Plan, GrowthError> {
        let law = self.law();
        let sizes = draw::PowerLaw::new(self.community_exponent, self.min_community, self.most_members());
        for _ in 0..TRIES {
            let degrees: Vec<u32> = (0..self.agents).map(|_| law.draw(stream)).collect();
            let Some(sizes) = draw::sizes(&sizes, self.agents, stream) else { continue };
            let inside: Vec<u32> = degrees.iter().map(|&k| self.inside(k, sizes[0], stream)).collect();
            let Some(members) = draw::membership(&sizes, &inside, stream) else { continue };
            let mut community = vec![0_u16; degrees.len()];
            for (index, members) in members.iter().enumerate() {
                for &agent in members {
                    community[agent as usize] = index as u16;
                }
            }
            let plan = Plan { degrees, inside, community, members };
            let has_partners = match self.wiring {
                Wiring::Configuration => plan.ends_can_be_paired(),
                Wiring::Greedy => plan.has_others_outside(),
            };
            if has_partners {
                return Ok(plan);
            }
        }
        Err(GrowthError(format!(
            "in {TRIES} draws no communities had room for the degrees and partners outside for their members: lower \
             `max_degree` or `mean_degree`, or move `mixing`, `min_community` or `max_community`"
        )))
    }
}

impl Plan {
    /// Whether the ends that lead outside can be paired: no community has more of them than all others together.
    fn ends_can_be_paired(&self) -> bool {
        let outside =
            |members: &Vec<u32>| members.iter().map(|&i| self.outside(i as usize)).map(u64::from).sum();
        let ends: Vec<u64> = self.members.iter().map(outside).collect();
        let total: u64 = ends.iter().sum();
        ends.iter().all(|&own| own <= total - own)
    }

    /// Whether every agent finds as many others outside its community as it wants. networkx looks for them for ever
    /// where it does not, and those who use it draw again.
    fn has_others_outside(&self) -> bool {
        let n = self.degrees.len();
        self.members.iter().all(|members| {
            members.iter().all(|&agent| self.outside(agent as usize) as usize <= n - members.len())
        })
    }

    fn outside(&self, agent: usize) -> u32 {
        self.degrees[agent] - self.inside[agent]
    }
}

impl Generator for Lfr {
    fn agents(&self) -> usize {
        self.agents as usize
    }

    fn expected_ties(&self) -> f64 {
        if self.check().is_err() { 0.0 } else { f64::from(self.agents) * self.law().mean() }
    }

    fn check(&self) -> Result<(), GrowthError> {
        let problem = |text: String| Err(GrowthError(text));
        let (n, low, high) = (self.agents, self.min_community, self.most_members());
        if low > high || high > n {
            return problem(format!(
                "`min_community` {low} must be at most `max_community` {high}, and that at most `agents` {n}"
            ));
        }
        // Some number of communities m must give m·low ≤ N ≤ m·high.
        if u64::from(n / low) * u64::from(high) < u64::from(n) {
            return problem(format!("no number of communities of {low} to {high} members has {n} in all"));
        }
        if n / low > u32::from(u16::MAX) {
            return problem(format!("up to {} communities: more than 65,535", n / low));
        }
        let most = self.most_ties();
        if most >= n {
            return problem(format!("`max_degree` {most} is more than the {} others", n - 1));
        }
        match (self.mean_degree, self.min_degree) {
            (None, None) | (Some(_), Some(_)) => {
                problem("give one of `mean_degree` and `min_degree`".to_owned())
            }
            (None, Some(least)) if least > most => {
                problem(format!("`min_degree` {least} is above `max_degree` {most}"))
            }
            (Some(mean), None) => {
                let lowest = draw::DegreeLaw::from(self.degree_exponent, 1, most).mean();
                if (lowest..=f64::from(most)).contains(&mean) {
                    return Ok(());
                }
                problem(format!(
                    "`mean_degree` {mean} must be from {lowest:.2}, the mean of degrees from 1 on with this \
                     exponent, to `max_degree` {most}"
                ))
            }
            (None, Some(_)) => Ok(()),
        }
    }

    fn grow(&self, request: &Request<'_>) -> Result<Network, GrowthError> {
        self.check()?;
        let mut stream = request.draws.stream(Purpose::Network, 0, 0);
        let plan = self.plan(&mut stream)?;
        let edges = match self.wiring {
            Wiring::Configuration => wiring::paired(&plan, &mut stream),
            Wiring::Greedy => wiring::greedy(&plan, &mut stream),
        };
        let graph = Graph::from_ties(self.agents(), &edges, false);
        let names = (0..plan.members.len()).map(|index| format!("community-{index}")).collect();
        let labels = Labels { names, of: plan.community };
        let network = Network { labels: Some(labels), ..Network::bare(graph) };
        Ok(if self.largest_component { largest_component(network) } else { network })
    }
}

/// The largest component (the one with the lowest id among equals), ids closed up in their order.
fn largest_component(network: Network) -> Network {
    let components = Components::of(&network.graph);
    let kept = components.largest_members();
    let mut ids = vec![u32::MAX; network.graph.agents()];
    for (new, &old) in kept.iter().enumerate() {
        ids[old as usize] = new as u32;
    }
    let ties: Vec<(u32, u32)> = network
        .graph
        .iter()
        .filter(|&(from, to)| from < to && ids[from as usize] != u32::MAX)
        .map(|(from, to)| (ids[from as usize], ids[to as usize]))
        .collect();
    let labels = network.labels.map(|labels| Labels {
        of: kept.iter().map(|&old| labels.of[old as usize]).collect(),
        names: labels.names,
    });
    Network { labels, ..Network::bare(Graph::from_ties(kept.len(), &ties, false)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::testing::grow;
    use crate::registry::Parameters;

    fn lfr(text: &str) -> Lfr {
        Lfr::from_toml(text).unwrap()
    }

    /// The share of ties that lead outside.
    fn mixing(network: &Network) -> f64 {
        let labels = network.labels.as_ref().unwrap();
        let across = network.graph.iter().filter(|&(a, b)| labels.of[a as usize] != labels.of[b as usize]);
        across.count() as f64 / network.graph.ties() as f64
    }

    fn sizes(network: &Network) -> Vec<usize> {
        let labels = network.labels.as_ref().unwrap();
        (0..labels.names.len())
            .map(|c| labels.of.iter().filter(|&&own| usize::from(own) == c).count())
            .collect()
    }

    #[test]
    fn degrees_sizes_and_mixing_are_as_asked() {
        for mu in [0.1, 0.3, 0.6] {
            let rule = lfr(&format!(
                "agents = 4000\nmean_degree = 15\nmixing = {mu}\nmax_community = 200\nmax_degree = 80"
            ));
            let network = grow(&rule, 3, None);
            assert!((mixing(&network) - mu).abs() < 0.01, "{}", mixing(&network));
            let mean = network.graph.ties() as f64 / 4000.0;
            assert!((mean - 15.0).abs() < 0.7, "mean degree {mean}");
            let sizes = sizes(&network);
            assert_eq!(sizes.iter().sum::<usize>(), 4000);
            assert!(sizes.iter().all(|size| (20..=200).contains(size)), "{sizes:?}");
            assert!(sizes.windows(2).all(|pair| pair[0] >= pair[1]));
        }
    }

    /// Where round((1 − μ)k) is far from (1 − μ)k: rounded to the nearest it would be .05 at a mean degree of 4, and 0 at 4
    /// ties each.
    #[test]
    fn mixing_is_as_asked_at_low_degrees() {
        for (degrees, mu) in [
            ("mean_degree = 4\nmax_degree = 20", 0.1),
            ("mean_degree = 6\nmax_degree = 30", 0.1),
            ("mean_degree = 6\nmax_degree = 30", 0.05),
            ("min_degree = 4\nmax_degree = 4", 0.1),
        ] {
            let rule = lfr(&format!("agents = 6000\nmixing = {mu}\n{degrees}"));
            let found = mixing(&grow(&rule, 5, None));
            assert!((found - mu).abs() < 0.012, "{degrees}, {mu}: {found}");
        }
        // Rounded up, 19 ties would be as many as the members of the only sizes that there are.
        let full = lfr(
            "agents = 190\nmin_degree = 20\nmax_degree = 20\nmixing = 0.08\nmin_community = 19\nmax_community = 19",
        );
        assert!((mixing(&grow(&full, 1, None)) - 0.1).abs() < 0.01);
    }

    #[test]
    fn degrees_follow_the_power_law() {
        // From 5 to 200 with exponent 2.5: P(k ≥ 20) = Σ_20 k^−2.5 / Σ_5 k^−2.5.
        let law = draw::PowerLaw::new(2.5, 5, 200);
        let rule = lfr(&format!(
            "agents = 30000\nmean_degree = {}\nmax_degree = 200\nmin_community = 300\nmax_community = 900",
            law.mean()
        ));
        let graph = grow(&rule, 1, None).graph;
        let sum = |from: u32| (from..=200).map(|k| crate::math::pow(f64::from(k), -2.5)).sum::<f64>();
        for k in [8, 20, 60] {
            let found = (0..30_000).filter(|&i| graph.degree(i) >= k as usize).count() as f64 / 3e4;
            let expected = sum(k) / sum(5);
            assert!((found / expected - 1.0).abs() < 0.12, "P(k ≥ {k}) = {found}, expected {expected}");
        }
    }

    #[test]
    fn greedy_wiring_gives_more_ties() {
        // networkx 3 with a mean degree of 12, which for it is a smallest degree of 5: 5334 ties at μ = .05.
        let text = "agents = 400\nmin_degree = 5\ndegree_exponent = 2.75\ncommunity_exponent = 1.1\nwiring = \"greedy\"";
        let mean = |mu: f64| {
            let rule = lfr(&format!("{text}\nmixing = {mu}"));
            let networks: Vec<Network> = (0..40).map(|seed| grow(&rule, seed, None)).collect();
            let ties = networks.iter().map(|network| network.graph.ties() as f64).sum::<f64>() / 40.0;
            (ties, networks.iter().map(mixing).sum::<f64>() / 40.0)
        };
        let (ties, found) = mean(0.05);
        assert!((5050.0..5600.0).contains(&ties) && (found - 0.05).abs() < 0.015, "{ties} {found}");
        let (ties, found) = mean(0.95);
        assert!(ties > 4900.0 && found > 0.8, "{ties} {found}");
    }

    #[test]
    fn the_largest_component_is_kept_alone() {
        let text = "agents = 300\nmean_degree = 3\ndegree_exponent = 3\nmixing = 0.0\nmin_community = 30\nmax_degree = 12";
        let whole = grow(&lfr(text), 1, None);
        assert!(Components::of(&whole.graph).count() > 1);
        let kept = grow(&lfr(&format!("{text}\nlargest_component = true")), 1, None);
        let components = Components::of(&whole.graph);
        assert_eq!(kept.graph.agents(), components.largest_members().len());
        assert_eq!(Components::of(&kept.graph).count(), 1);
        assert_eq!(kept.labels.unwrap().of.len(), kept.graph.agents());
    }

    #[test]
    fn contradictions() {
        for text in [
            "agents = 100\nmin_community = 60\nmax_community = 60\nmean_degree = 9",
            "min_community = 30\nmax_community = 20\nmean_degree = 9",
            "agents = 50\nmax_degree = 50\nmean_degree = 9",
            "mean_degree = 30\nmax_degree = 20",
            "min_degree = 30\nmax_degree = 20",
            "min_degree = 3\nmean_degree = 10",
            "",
            "mean_degree = 1.1\ndegree_exponent = 1.5",
        ] {
            assert!(lfr(text).check().is_err(), "{text}");
        }
        // Nobody's 30 ties inside fit into communities of 20.
        let rule = lfr("mean_degree = 40\nmin_community = 20\nmax_community = 20\nmax_degree = 60");
        let draws = crate::random::Draws::new(1, 0);
        let error = rule.grow(&Request { draws: &draws, sides: None }).unwrap_err();
        assert!(error.0.contains("room"), "{error}");
    }
}

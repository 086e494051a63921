//! Communities that grow by themselves, with sparse ties between them.
//!
//! Cabrera, Ross, Röchert, Brünker & Stieglitz 2021: each community is a network of another generator, and every pair of
//! agents from two communities is tied with probability icd, the density between clusters. (The authors' code calls it
//! a general stochastic block model.)

use super::inner::Inner;
use super::rows::{bernoulli, edges, grow_rows};
use crate::network::{Generator, Graph, GrowthError, Labels, Network, Request};
use crate::random::{Draws, Purpose};
use crate::registry::within;
use crate::rule;

rule! {
    name: "communities",
    source: "Cabrera, Ross, Röchert, Brünker & Stieglitz 2021, Journal of Business Economics",
    /// Communities, each grown on its own by another generator, and sparse ties between them.
    ///
    /// They are labelled "community-0", "community-1", … in the order of ids. Undirected or directed as the inner
    /// generator is. The draws of a community are keyed by a number drawn for it (one draw a community); ties
    /// between them by geometric jumps, one exponential draw a tie and one an agent more. O(agents + ties).
    pub struct Communities {
        /// How each community grows: a generator with its keys but for `agents`, which `sizes` gives, for instance
        /// { generator = "degree_power", followees = 10 }.
        inner: Inner = Inner::default();
        /// Number of agents of each community.
        sizes: Vec<u32> = vec![500_u32, 500], in within(1.0, 1e9);
        /// Density between communities (icd): the probability of a tie between two agents of different communities.
        icd: f64 = 0.01, in within(0.0, 1.0);
    }
}

impl Communities {
    /// The first agent of every community, and the number of all.
    fn starts(&self) -> Vec<u32> {
        let mut starts = vec![0];
        for &size in &self.sizes {
            starts.push(starts[starts.len() - 1] + size);
        }
        starts
    }

    /// The generator of a community.
    fn community(&self, size: u32) -> Result<Box<dyn Generator>, GrowthError> {
        let fail = |error: GrowthError| GrowthError(format!("a community of {size}: {}", error.0));
        let generator = self.inner.of_size(size).map_err(fail)?;
        if generator.is_well_mixed() {
            let text = "`inner` must grow ties, and \"well_mixed\" has none: write inner = { generator = \"complete\" }";
            return Err(GrowthError(text.to_owned()));
        }
        generator.check().map_err(fail)?;
        Ok(generator)
    }
}

impl Generator for Communities {
    fn agents(&self) -> usize {
        self.sizes.iter().map(|&size| size as usize).sum()
    }

    fn expected_ties(&self) -> f64 {
        let inside =
            self.sizes.iter().map(|&size| self.community(size).map_or(0.0, |inner| inner.expected_ties()));
        let own = self.sizes.iter().fold(0.0, |sum, &size| sum + f64::from(size) * f64::from(size));
        let n = self.agents() as f64;
        inside.fold(0.0, |sum, ties| sum + ties) + self.icd * (n * n - own)
    }

    fn check(&self) -> Result<(), GrowthError> {
        if self.sizes.is_empty() || self.sizes.len() > usize::from(u16::MAX) {
            return Err(GrowthError("`sizes` must name between 1 and 65,535 communities".to_owned()));
        }
        if self.agents() > 1_000_000_000 {
            return Err(GrowthError("`sizes` add up to more than 1,000,000,000 agents".to_owned()));
        }
        let mut sizes = self.sizes.clone();
        sizes.sort_unstable();
        sizes.dedup();
        sizes.into_iter().try_for_each(|size| self.community(size).map(|_| ()))
    }

    fn needs_sides(&self) -> bool {
        self.sizes.first().is_some_and(|&size| self.community(size).is_ok_and(|inner| inner.needs_sides()))
    }

    fn grow(&self, request: &Request<'_>) -> Result<Network, GrowthError> {
        self.check()?;
        let starts = self.starts();
        let n = starts[self.sizes.len()];
        let mut ties: Vec<(u32, u32)> = Vec::new();
        let mut of = Vec::with_capacity(n as usize);
        let mut directed = false;
        for (community, &size) in self.sizes.iter().enumerate() {
            of.resize(of.len() + size as usize, community as u16);
            let first = starts[community];
            let mut key = request.draws.stream(Purpose::Network, 1, community as u32);
            let draws = Draws::new(key.next_u64(), 0);
            let sides = request.sides.map(|sides| &sides[first as usize..(first + size) as usize]);
            let graph = self.community(size)?.grow(&Request { draws: &draws, sides })?.graph;
            directed = graph.is_directed();
            let own = graph.iter().filter(|(from, to)| directed || from < to);
            ties.extend(own.map(|(from, to)| (first + from, first + to)));
        }
        let (offsets, targets) = grow_rows(
            n,
            || (),
            |(), i, row| {
                let own = usize::from(of[i as usize]);
                let mut stream = request.draws.stream(Purpose::Network, 0, i);
                bernoulli(&mut stream, 0..starts[own], self.icd, |j| row.push(j));
                // Undirected: an agent decides on the edges to the communities before its own.
                if directed {
                    bernoulli(&mut stream, starts[own + 1]..n, self.icd, |j| row.push(j));
                }
            },
        );
        ties.extend(edges(&offsets, &targets));
        let graph = Graph::from_ties(n as usize, &ties, directed);
        let names = (0..self.sizes.len()).map(|community| format!("community-{community}")).collect();
        Ok(Network { labels: Some(Labels { names, of }), ..Network::bare(graph) })
    }

    /// As the inner generator says where that goes by the degree alone, else the number of followers.
    fn attractiveness(&self, graph: &Graph) -> Vec<f64> {
        self.inner.attractiveness(graph)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::testing::{grow, scattered};
    use crate::registry::Parameters;

    fn read(text: &str) -> Communities {
        Communities::from_toml(text).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn ties_between_communities_have_their_density() {
        let rule =
            read("sizes = [600, 400]\nicd = 0.02\ninner = { generator = \"degree_power\", followees = 3 }");
        let network = grow(&rule, 3, None);
        let labels = network.labels.unwrap();
        assert_eq!(labels.names, ["community-0", "community-1"]);
        let community = |agent: u32| labels.of[agent as usize];
        let across = network.graph.iter().filter(|&(i, j)| community(i) != community(j)).count();
        // 240,000 pairs, two ties each: 9,600 ± 137.
        assert!((across as f64 - 9600.0).abs() < 550.0, "{across}");
        let inside = network.graph.ties() - across;
        assert_eq!(inside, 2 * 3 * (597 + 397));
        assert!((rule.expected_ties() - (inside as f64 + 9600.0)).abs() < 1e-6);
    }

    #[test]
    fn communities_differ() {
        let rule =
            read("sizes = [50, 50]\nicd = 0\ninner = { generator = \"erdos_renyi\", mean_degree = 6 }");
        let graph = grow(&rule, 1, None).graph;
        let row =
            |i: usize, first: u32| -> Vec<u32> { graph.followees(i).iter().map(|&j| j - first).collect() };
        assert!((0..50).any(|i| row(i, 0) != row(50 + i, 50)));
        assert!((0..100).all(|i| graph.followees(i).iter().all(|&j| (i < 50) == (j < 50))));
    }

    #[test]
    fn the_inner_generator_may_be_directed_or_need_sides() {
        let text =
            "sizes = [300, 200]\nicd = 0.05\ninner = { generator = \"fixed_out_degree\", followees = 4 }";
        let graph = grow(&read(text), 1, None).graph;
        assert!(graph.is_directed());
        let across = |i: usize| graph.followees(i).iter().filter(|&&j| (i < 300) != (j < 300)).count();
        let (first, second): (usize, usize) = ((0..300).map(across).sum(), (300..500).map(across).sum());
        // 60,000 ordered pairs each way: 3,000 ± 53.
        assert!(
            (first as f64 - 3000.0).abs() < 220.0 && (second as f64 - 3000.0).abs() < 220.0,
            "{first} {second}"
        );
        let rule = read(
            "inner = { generator = \"homophilic\", followees = 2, homophily = 1 }\nicd = 0\nsizes = [100, 100]",
        );
        assert!(rule.needs_sides());
        let sides = scattered(200, 0.5, 3);
        let graph = grow(&rule, 1, Some(&sides)).graph;
        let same = graph.iter().filter(|&(i, j)| sides[i as usize] == sides[j as usize]).count();
        assert!(same as f64 > 0.9 * graph.ties() as f64);
    }

    #[test]
    fn attractiveness_is_that_of_the_inner_law() {
        let rule =
            read("sizes = [40, 40]\ninner = { generator = \"degree_power\", followees = 2, power = 2.0 }");
        let graph = grow(&rule, 1, None).graph;
        let square = |i: usize| (graph.degree(i) * graph.degree(i)) as f64;
        assert_eq!(rule.attractiveness(&graph), (0..80).map(square).collect::<Vec<_>>());
        let rule = read("sizes = [40, 40]\ninner = { generator = \"dms\", followees = 2 }");
        let graph = grow(&rule, 1, None).graph;
        assert_eq!(rule.attractiveness(&graph), (0..80).map(|i| graph.degree(i) as f64).collect::<Vec<_>>());
    }

    #[test]
    fn contradictions() {
        for text in [
            "inner = { generator = \"dms\", agents = 5 }",
            "inner = { generator = \"dmss\" }",
            "inner = { generator = \"lattice\" }",
            "inner = { generator = \"communities\" }",
            "inner = { generator = \"dms\", power = 1.0 }",
            "inner = { followees = 3 }",
            "inner = \"dms\"",
        ] {
            assert!(Communities::from_toml(text).is_err(), "{text}");
        }
        let error =
            read("sizes = [5, 100]\ninner = { generator = \"dms\", followees = 10 }").check().unwrap_err();
        assert!(error.0.starts_with("a community of 5: "), "{error}");
        assert!(read("sizes = []").check().is_err());
        let error = read("inner = { generator = \"well_mixed\" }").check().unwrap_err();
        assert!(error.0.contains("\"complete\""), "{error}");
        assert!(read("inner = { generator = \"complete\" }").check().is_ok());
    }

    #[test]
    fn what_is_written_reads_the_same() {
        let rule = read("sizes = [60, 70]\nicd = 0.03\ninner = { generator = \"dms\", followees = 4 }");
        assert_eq!(Communities::from_toml(&rule.write().to_string()).unwrap(), rule);
    }
}

//! Tests of the advisers on small networks counted by hand.

use super::*;
use crate::math::pow;
use crate::random::{Draws, Purpose};
use crate::registry::Parameters;

/// A network of agents with these opinions.
struct Small {
    graph: Graph,
    followers: Vec<u32>,
    agents: Agents,
}

impl Small {
    fn new(opinions: &[f64], ties: &[(u32, u32)]) -> Self {
        let graph = Graph::from_ties(opinions.len(), ties, true);
        let mut agents = Agents::new(opinions.len(), Scale::default());
        agents.opinion = opinions.to_vec();
        agents.refresh_sides();
        Self { followers: graph.follower_counts(), graph, agents }
    }

    fn platform(&self) -> Platform<'_> {
        Platform { graph: &self.graph, followers: &self.followers, agents: &self.agents }
    }

    fn scores(&self, text: &str) -> Vec<f64> {
        Recommend::from_toml(text).unwrap().scores(&self.platform(), 0)
    }

    /// How often reader 0 is led to each account.
    fn led(&self, rule: &dyn Adviser, rounds: u32) -> Vec<f64> {
        let mut counts = vec![0.0; self.agents.len()];
        for round in 0..rounds {
            let mut stream = Draws::new(3, 0).stream(Purpose::Recommend, round, 0);
            if let Some(change) = rule.advise(&self.platform(), 0, &mut stream) {
                assert!((change.tie as usize) < self.graph.degree(0));
                counts[change.followee as usize] += 1.0 / f64::from(rounds);
            }
        }
        counts
    }
}

/// 0 follows 1 and 2; 3 follows both of them too, 4 follows 1 alone, 5 nobody. 1 follows 3 and 4, 2 follows 3.
fn small() -> Small {
    let ties = [(0, 1), (0, 2), (3, 1), (3, 2), (4, 1), (1, 3), (1, 4), (2, 3)];
    Small::new(&[0.2, 0.5, -0.5, 0.3, -0.8, 0.2], &ties)
}

#[test]
fn scores_by_hand() {
    let world = small();
    assert_eq!(world.scores("recommender = \"common_neighbours\""), [2.0, 0.0, 0.0, 2.0, 1.0, 0.0]);
    let squared = world.scores("recommender = \"common_neighbours\"\nexponent = 2");
    assert_eq!(squared, [4.0, 0.0, 0.0, 4.0, 1.0, 0.0]);
    assert_eq!(world.scores("exponent = 0"), [1.0; 6]);
    // 3 has followers 1 and 2, both followed by 0; 4 has 1 alone, of two.
    let jaccard = world.scores("recommender = \"jaccard\"");
    assert_eq!((jaccard[3], jaccard[4], jaccard[5]), (1.0, 0.5, 0.0));
    assert_eq!(world.scores("recommender = \"popularity\""), [0.0, 3.0, 2.0, 2.0, 1.0, 0.0]);
    // 1 has followers 0, 3 (+) and 4 (−); 3 has 1 (+) and 2 (−).
    let bridging = world.scores("recommender = \"bridging\"");
    assert_eq!(bridging[1], libm::sqrt(2.0));
    assert_eq!((bridging[2], bridging[3], bridging[4]), (0.0, 1.0, 0.0));
    let near = world.scores("recommender = \"similarity\"");
    assert!((near[3] - pow(0.1, -1.6)).abs() < 1e-9 && near[5] == pow(1e-4, -1.6));
}

#[test]
fn pagerank_is_the_one_of_the_measures() {
    let world = small();
    let found = world.scores("recommender = \"pagerank\"");
    let mut start = vec![0.0; 6];
    start[0] = 1.0;
    let expected = crate::network::measures::pagerank(&world.graph, &start, 0.85);
    assert!(found.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-6), "{found:?} {expected:?}");
}

#[test]
fn salsa_by_hand() {
    // Three of four are in the circle of 0: 0 itself, 2 (which 0 and 1 follow) and 1; 3 has the lowest PageRank.
    let world = Small::new(&[0.0; 4], &[(0, 1), (0, 2), (1, 2), (1, 3), (2, 0), (3, 0)]);
    let found = world.scores("recommender = \"salsa\"\ncircle = 0.75");
    // r_0 = s_2, r_1 = s_0/2, r_2 = s_0/2 + s_1/2, r_3 = s_1/2; two members follow 2, one each the others:
    // s_0 = .15 + .85(r_1 + r_2/2), s_1 = .85(r_2/2 + r_3), s_2 = .85 r_0, so that s_2 = 0,
    // s_1(1 − .6375) = .2125 s_0 and s_0(1 − .6375) = .15 + .2125 s_1.
    let ratio = 0.2125 / 0.3625;
    let reader = 0.15 / (0.3625 - 0.2125 * ratio);
    let other = reader * ratio;
    let expected = [0.0, reader / 2.0, f64::midpoint(reader, other), other / 2.0];
    assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{found:?} {expected:?}");
    // Two alone: 0 and 2, who follow nobody in common, so that 0 keeps s = 1.
    assert_eq!(world.scores("recommender = \"salsa\"\ncircle = 0.5"), [0.0, 0.5, 0.5, 0.0]);
}

#[test]
fn the_best_is_named_and_draws_follow_the_scores() {
    let world = small();
    let named = |text: &str| world.led(&Recommend::from_toml(text).unwrap(), 20_000);
    assert_eq!(named("recommender = \"jaccard\"")[3], named("recommender = \"pagerank\"")[3]);
    assert!((named("recommender = \"jaccard\"")[3] - 1.0).abs() < 1e-9);
    let drawn = named("recommender = \"common_neighbours\"\nchoice = \"draw\"\nexponent = 2");
    assert!((drawn[3] - 0.8).abs() < 0.01 && (drawn[4] - 0.2).abs() < 0.01, "{drawn:?}");
    let random = named("recommender = \"random\"");
    assert!((3..6).all(|account| (random[account] - 1.0 / 3.0).abs() < 0.015), "{random:?}");
    // 5 is as near as the floor allows, 3 at 0.1, 4 at 1.
    assert_eq!(named("recommender = \"similarity\"")[5], named("recommender = \"pagerank\"")[3]);
    let away = named("recommender = \"similarity\"\nexploration = 1\nexploration_by = \"distance\"");
    assert!((away[4] - 1.0 / 1.1).abs() < 0.01 && away[5] == 0.0, "{away:?}");
    let obscure = named("recommender = \"pagerank\"\nexploration = 1\nexploration_by = \"obscurity\"");
    assert!(
        (obscure[5] - 6.0 / 11.0).abs() < 0.015 && (obscure[4] - 3.0 / 11.0).abs() < 0.015,
        "{obscure:?}"
    );
}

#[test]
fn where_nobody_scores_nobody_is_named() {
    let world = Small::new(&[0.0; 3], &[(0, 1)]);
    for text in ["recommender = \"jaccard\"", "choice = \"draw\"", "recommender = \"pagerank\""] {
        assert!(world.led(&Recommend::from_toml(text).unwrap(), 10).iter().all(|&share| share == 0.0));
    }
    let lonely = Small::new(&[0.0; 3], &[(1, 2)]);
    assert_eq!(lonely.led(&Recommend::from_toml("recommender = \"random\"").unwrap(), 10), [0.0; 3]);
}

#[test]
fn friends_of_friends_are_taken_by_kind() {
    // 0 follows 1 and 2; 1 follows 3 (+) and 0, 2 follows 4 (−).
    let world = Small::new(&[0.5, 0.5, 0.5, 0.5, -0.5], &[(0, 1), (0, 2), (1, 3), (1, 0), (2, 4)]);
    let led = |text: &str| world.led(&Closure::from_toml(text).unwrap(), 40_000);
    let found = led("closure = 1\nkind = \"side\"\nacceptance = [0.1, 0.8]");
    // 3: ½ · ½ · .8; 4: ½ · .2.
    assert!((found[3] - 0.2).abs() < 0.01 && (found[4] - 0.1).abs() < 0.01, "{found:?}");
    let found = led("closure = 0\nacceptance = [1.0]");
    // One group: 3 and 4 at ⅕ each.
    assert!((found[3] - 0.2).abs() < 0.01 && (found[4] - 0.2).abs() < 0.01, "{found:?}");
    assert_eq!(found[..3], [0.0; 3]);
}

#[test]
fn a_budget_sets_the_pace() {
    let rule = Recommend::from_toml("recommender = \"random\"\nbudget = 0.4\nspent_by = 0.5").unwrap();
    let run = Extent { present: 400.0, ties: 5501, ticks: 5000, turns: 2.0 };
    let pace = rule.pace(&run);
    assert_eq!(pace.most, Some(2200));
    assert!((pace.probability - 2200.0 / (0.5 * 5000.0 * 2.0 * 400.0)).abs() < 1e-15);
    let free = Recommend::from_toml("").unwrap().pace(&run);
    assert_eq!(free, Pace { probability: 0.02, most: None });
}

#[test]
fn keys_of_another_recommender_are_refused() {
    let wrong = |text: &str| Recommend::from_toml(text).unwrap().check().unwrap_err().0;
    assert_eq!(wrong("recommender = \"random\"\nexponent = 2"), "exponent");
    assert_eq!(wrong("recommender = \"pagerank\"\ncircle = 0.1"), "circle");
    assert_eq!(wrong("damping = 0.8"), "damping");
    assert_eq!(wrong("spent_by = 0.5"), "spent_by");
    assert_eq!(wrong("spent_by = 0.5\nbudget = 0.4\nprobability = 0.1"), "spent_by");
    assert!(
        Recommend::from_toml("recommender = \"salsa\"\ncircle = 0.2\ndamping = 0.5").unwrap().check().is_ok()
    );
    assert!(Closure::from_toml("kind = \"side\"\nacceptance = [0.1, 0.2, 0.3]").unwrap().check().is_err());
}

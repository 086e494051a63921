//! Ties across the sides, added on purpose within a budget.
//!
//! After Garimella, De Francisci Morales, Gionis & Mathioudakis (2017), who connect the most followed accounts of both
//! sides by the drop of random-walk controversy that each edge would bring; here every candidate is measured alone, once,
//! and the best are taken, none is predicted to be accepted or refused. Friend-of-friend links are those of Bhalla,
//! Lechowicz & Musco.

use super::{Course, Intervention, Misfit, Setting, Stage};
use crate::network::Graph;
use crate::network::measures::random_walk_controversy;
use crate::random::Purpose;
use crate::registry::at_least;
use crate::{choices, rule};

choices! {
    /// Which pairs are joined.
    pub enum BridgeChoice {
        /// Any two members of different sides.
        Random = "random",
        /// The most followed of one side with the most followed of the other.
        Hubs = "hubs",
        /// Two of different sides who have an acquaintance in common: one follows somebody who follows the other.
        Triadic = "triadic",
        /// Pairs of the most followed, by how far each alone would lower random-walk controversy.
        Controversy = "controversy",
    }
}

rule! {
    name: "bridges",
    source: "Garimella et al. 2017; Bhalla, Lechowicz & Musco; budget and choice ours",
    /// Adds ties between the two sides within a budget; they are taken away again at `until`, where they still stand.
    ///
    /// `target` says between whom. Ties that rules of `[ties]` give up are not replaced. Draws: one stream an attempt for
    /// "random" and "triadic", 64 attempts a bridge at most, so that fewer are built where hardly any pair is left
    /// (purpose Bridges). O(ties), and for "controversy" O(pool² · ties).
    pub struct Bridges {
        /// How many pairs are joined.
        budget: u32 = 100_u32, in at_least(0.0);
        /// Which pairs: "random", "hubs", "triadic", "controversy".
        choice: BridgeChoice = BridgeChoice::Random;
        /// Whether both follow each other; else one of the two, at random, follows the other.
        mutual: bool = true;
        /// For "controversy": so many of the most followed of each side are tried.
        pool: u32 = 20_u32, in at_least(1.0);
    }
}

impl Intervention for Bridges {
    fn course(&self) -> Option<Box<dyn Course>> {
        (self.budget > 0).then(|| Box::new(Run { rule: self.clone(), built: Vec::new() }) as Box<dyn Course>)
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), Misfit> {
        if setting.ties_last {
            return Ok(());
        }
        Err(Misfit {
            key: "kind",
            message: "contacts are drawn anew in every tick, so that no bridge stands".to_owned(),
            label: "expected ties that last",
            help: "choose ties.rule = \"static\" or \"unfollow\"",
        })
    }
}

/// The bridges of one run.
#[derive(Debug)]
struct Run {
    rule: Bridges,
    /// The ties that were added.
    built: Vec<(u32, u32)>,
}

impl Course for Run {
    fn act(&mut self, stage: &mut Stage<'_>) {
        if stage.since > 0 {
            return;
        }
        for (number, (one, other)) in self.pairs(stage).into_iter().enumerate() {
            let swap = stage.draws.uniform(Purpose::Bridges, stage.tick, u32::MAX - number as u32) < 0.5;
            if self.rule.mutual {
                self.built.extend([(one, other), (other, one)]);
            } else {
                self.built.push(if swap { (other, one) } else { (one, other) });
            }
        }
        // Where one follows the other already, only the way back is new.
        let graph = stage.graph;
        self.built.retain(|&(from, to)| !graph.follows(from as usize, to));
        stage.levers.ties.won.extend_from_slice(&self.built);
    }

    fn end(&mut self, stage: &mut Stage<'_>) {
        stage.levers.ties.lost.append(&mut self.built);
    }
}

impl Run {
    /// The pairs to be joined, one of the − and one of the + side each.
    fn pairs(&self, stage: &Stage<'_>) -> Vec<(u32, u32)> {
        let of = |side: i8| -> Vec<u32> {
            stage.members.iter().copied().filter(|&agent| stage.agents.side[agent as usize] == side).collect()
        };
        let (negative, positive) = (of(-1), of(1));
        if negative.is_empty() || positive.is_empty() {
            return Vec::new();
        }
        let most = negative.len() as u64 * positive.len() as u64;
        match self.rule.choice {
            BridgeChoice::Random => self.drawn(stage, most, |draw| {
                let other = positive[draw.below(positive.len() as u32) as usize];
                Some((negative[draw.below(negative.len() as u32) as usize], other))
            }),
            BridgeChoice::Triadic => {
                let mut is_member = vec![false; stage.agents.len()];
                for &agent in stage.members {
                    is_member[agent as usize] = true;
                }
                self.drawn(stage, most, |draw| {
                    let start = stage.members[draw.below(stage.members.len() as u32) as usize];
                    let via = step(stage.graph, start, draw)?;
                    let end = step(stage.graph, via, draw)?;
                    let side = |agent: u32| stage.agents.side[agent as usize];
                    let crosses = is_member[end as usize] && side(start) * side(end) < 0;
                    crosses.then(|| if side(start) < 0 { (start, end) } else { (end, start) })
                })
            }
            BridgeChoice::Hubs => {
                let count = self.rule.budget as usize;
                let mut pairs = hub_pairs(stage, [negative, positive], count.saturating_add(1));
                pairs.truncate(count);
                pairs
            }
            BridgeChoice::Controversy => self.lowest_controversy(stage, [negative, positive]),
        }
    }

    /// Pairs as they are drawn, each once, none that is joined both ways; `most` are there to be drawn. At most 64 draws a
    /// wanted pair: where nearly all are joined, the last ones may not be found.
    fn drawn(
        &self,
        stage: &Stage<'_>,
        most: u64,
        mut draw: impl FnMut(&mut crate::random::Stream) -> Option<(u32, u32)>,
    ) -> Vec<(u32, u32)> {
        const ATTEMPTS: u32 = 64;
        let mut pairs = Vec::new();
        let mut known = std::collections::BTreeSet::new();
        let wanted = self.rule.budget.min(most.try_into().unwrap_or(u32::MAX));
        for attempt in 0..wanted.saturating_mul(ATTEMPTS) {
            if pairs.len() == wanted as usize {
                break;
            }
            let mut stream = stage.draws.stream(Purpose::Bridges, stage.tick, attempt);
            if let Some(pair) = draw(&mut stream)
                && !joined(stage.graph, pair)
                && known.insert(pair)
            {
                pairs.push(pair);
            }
        }
        pairs
    }

    /// The pairs of hubs that would lower controversy most, each alone.
    fn lowest_controversy(&self, stage: &Stage<'_>, sides: [Vec<u32>; 2]) -> Vec<(u32, u32)> {
        let pool = self.rule.pool as usize;
        let sides = sides.map(|side| {
            let mut side = by_followers(stage, side);
            side.truncate(pool);
            side
        });
        let mut measured: Vec<(f64, (u32, u32))> = Vec::new();
        for &one in &sides[0] {
            for &other in sides[1].iter().filter(|&&other| !joined(stage.graph, (one, other))) {
                let graph = stage.graph.extended(0, &[(one, other), (other, one)], true);
                measured.push((random_walk_controversy(&graph, &stage.agents.side), (one, other)));
            }
        }
        measured.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        measured.into_iter().map(|(_, pair)| pair).take(self.rule.budget as usize).collect()
    }
}

/// A random followee.
fn step(graph: &Graph, agent: u32, draw: &mut crate::random::Stream) -> Option<u32> {
    let followees = graph.followees(agent as usize);
    let at = draw.below(followees.len().max(1) as u32) as usize;
    followees.get(at).copied()
}

/// Whether the two follow each other.
fn joined(graph: &Graph, (one, other): (u32, u32)) -> bool {
    graph.follows(one as usize, other) && graph.follows(other as usize, one)
}

/// The most followed first; of equal ones the lowest id.
fn by_followers(stage: &Stage<'_>, mut agents: Vec<u32>) -> Vec<u32> {
    let followers = stage.graph.follower_counts();
    agents.sort_by_key(|&agent| (std::cmp::Reverse(followers[agent as usize]), agent));
    agents
}

/// Pairs of hubs, by the sum of their ranks: first with first, then first with second, and so on; `most` at most.
fn hub_pairs(stage: &Stage<'_>, sides: [Vec<u32>; 2], most: usize) -> Vec<(u32, u32)> {
    let [negative, positive] = sides.map(|side| by_followers(stage, side));
    let mut pairs = Vec::new();
    for sum in 0..negative.len() + positive.len() - 1 {
        for rank in sum.saturating_sub(positive.len() - 1)..=sum.min(negative.len() - 1) {
            let pair = (negative[rank], positive[sum - rank]);
            if !joined(stage.graph, pair) {
                pairs.push(pair);
            }
            if pairs.len() == most {
                return pairs;
            }
        }
    }
    pairs
}

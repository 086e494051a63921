//! Triadic closure and homophily: friends of friends are met, and one's own kind is taken.
//!
//! A candidate is, with probability c_tc, a random followee of a random followee, else anybody. It is accepted with
//! probability s_g, g the group of the reader, if it is of the same group, and with 1 − s_g if not. A random followee is
//! given up for it. Nothing happens where the candidate is the reader itself, or followed already.
//!
//! After the growth of networks in Castillo & Cozzo 2025, where ties run both ways and j loses the edge that i gives up;
//! here a tie runs one way, and the number of followees stays.

use super::{Adviser, Change, Extent, Pace, Platform, Ties, random_tie};
use crate::random::Stream;
use crate::registry::within;
use crate::{choices, rule};

choices! {
    /// What makes two agents of one kind.
    pub enum Kinship {
        /// The group (`population.group`, labels of the network).
        Group = "group",
        /// The side of the opinion.
        Side = "side",
    }
}

rule! {
    name: "closure",
    source: "Castillo & Cozzo 2025",
    /// Follows a friend's friend or a stranger, rather if of the own kind, and gives up a random followee.
    ///
    /// Sees the ties as they stand; in a synchronous tick it comes after all readers have read. Draws (purpose
    /// Recommend): one a reader and tick, and up to five more.
    pub struct Closure {
        /// Probability, a reader and tick, that a candidate is met.
        probability: f64 = 0.1, in within(0.0, 1.0);
        /// Probability c_tc that it is a friend's friend, not just anybody.
        closure: f64 = 0.5, in within(0.0, 1.0);
        /// Probability s of taking one of the own kind (and 1 − s of taking another): one value for all; or one a
        /// group, in their order in the scenario, the last one for all further groups; or [−, +] of the two sides.
        acceptance: Vec<f64> = vec![0.5], in within(0.0, 1.0);
        /// What makes two agents of one kind; with "side", agents without a side accept nobody and are accepted as
        /// others.
        kind: Kinship = Kinship::Group;
    }
}

impl Closure {
    /// s of the reader, and whether both are of one kind.
    fn acceptance(&self, platform: &Platform<'_>, reader: u32, other: u32) -> Option<f64> {
        let agents = platform.agents;
        let (own, theirs, index) = match self.kind {
            Kinship::Group => {
                let group = |agent: u32| i32::from(agents.group[agent as usize]);
                (group(reader), group(other), usize::from(agents.group[reader as usize]))
            }
            Kinship::Side => {
                let side = |agent: u32| i32::from(agents.side[agent as usize]);
                if side(reader) == 0 {
                    return None;
                }
                (side(reader), side(other), usize::from(side(reader) > 0))
            }
        };
        // One value for all, or one each: the last one where a group has none.
        let s = *self.acceptance.get(index).or(self.acceptance.last())?;
        Some(if own == theirs { s } else { 1.0 - s })
    }
}

impl Ties for Closure {
    fn adviser(&self) -> Option<&dyn Adviser> {
        Some(self)
    }

    fn check(&self) -> Result<(), (&'static str, String)> {
        match (self.kind, self.acceptance.len()) {
            (_, 0) => Err(("acceptance", "at least one probability".to_owned())),
            (Kinship::Side, 3..) => {
                Err(("acceptance", "one probability, or [−, +] of the two sides".to_owned()))
            }
            _ => Ok(()),
        }
    }
}

impl Adviser for Closure {
    fn pace(&self, _: &Extent) -> Pace {
        Pace { probability: self.probability, most: None }
    }

    fn advise(&self, platform: &Platform<'_>, reader: u32, stream: &mut Stream) -> Option<Change> {
        let tie = random_tie(platform, reader, stream)?;
        let pick = |followees: &[u32], stream: &mut Stream| {
            (!followees.is_empty()).then(|| followees[stream.below(followees.len() as u32) as usize])
        };
        let graph = platform.graph;
        let candidate = if stream.chance(self.closure) {
            let friend = pick(graph.followees(reader as usize), stream)?;
            pick(graph.followees(friend as usize), stream)?
        } else {
            stream.below(graph.agents() as u32)
        };
        if candidate == reader || graph.followees(reader as usize).contains(&candidate) {
            return None;
        }
        let accepted = self.acceptance(platform, reader, candidate)?;
        stream.chance(accepted).then_some(Change { tie, followee: candidate })
    }
}

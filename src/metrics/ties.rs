//! What several families need: the agents by side, and who follows which side, from one pass over the ties.

use rayon::prelude::*;

use crate::network::Graph;
use crate::world::{SideCounts, View, voice};

/// What is counted once an observation and handed to every family.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    /// The agents by side.
    pub camps: Camps,
    /// The ties by side; all zero if no chosen family needs them.
    pub ties: TieCounts,
}

impl Counts {
    /// Counts the view. O(agents), and O(agents + ties) if ties are needed.
    pub fn of(view: &View<'_>, with_ties: bool) -> Self {
        Self {
            camps: camps(view.voices),
            ties: if with_ties { tie_counts(view) } else { TieCounts::default() },
        }
    }
}

/// Ties counted by the sides at their two ends. Ends without a side are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TieCounts {
    /// Ties of human readers, by side of the reader and of the followee.
    pub humans: SideCounts,
    /// Ties of all agents.
    pub all: SideCounts,
    /// Agents that follow anybody.
    pub connected: u64,
    /// Those of them with strictly more than half of all followees on the − side, and on the + side.
    pub outnumbered: [u64; 2],
}

impl TieCounts {
    fn merged(mut self, other: Self) -> Self {
        self.humans.merge(&other.humans);
        self.all.merge(&other.all);
        self.connected += other.connected;
        self.outnumbered[0] += other.outnumbered[0];
        self.outnumbered[1] += other.outnumbered[1];
        self
    }
}

/// How many agents a chunk of the parallel pass has.
const CHUNK: usize = 16_384;

/// Counts the ties of the view by the sides that the agents had in the observed tick.
///
/// O(agents + ties), one byte read a tie, no allocation. Large graphs are counted in parallel; the counts are
/// integers, so that the order does not matter.
fn tie_counts(view: &View<'_>) -> TieCounts {
    let agents = view.graph.agents();
    let chunks = agents.div_ceil(CHUNK);
    let chunk =
        |index: usize| count_rows(view.graph, view.voices, index * CHUNK, ((index + 1) * CHUNK).min(agents));
    if chunks <= 1 {
        return count_rows(view.graph, view.voices, 0, agents);
    }
    (0..chunks).into_par_iter().map(chunk).reduce(TieCounts::default, TieCounts::merged)
}

fn count_rows(graph: &Graph, voices: &[u8], first: usize, end: usize) -> TieCounts {
    let mut counts = TieCounts::default();
    for reader in first..end {
        let followees = graph.followees(reader);
        if followees.is_empty() {
            continue;
        }
        // Both sides are counted in one word: + in the low half, − in the high half.
        let mut both = 0_u64;
        for &followee in followees {
            let sides = u64::from(voices[followee as usize] & (voice::POSITIVE | voice::NEGATIVE));
            both += (sides & 1) + ((sides & 2) << 31);
        }
        let positive = both & u64::from(u32::MAX);
        let negative = both >> 32;
        let degree = followees.len() as u64;
        counts.connected += 1;
        counts.outnumbered[0] += u64::from(2 * negative > degree);
        counts.outnumbered[1] += u64::from(2 * positive > degree);
        let own = voice::side(voices[reader]);
        counts.all.add(own, 1, positive);
        counts.all.add(own, -1, negative);
        if !voice::is_automated(voices[reader]) {
            counts.humans.add(own, 1, positive);
            counts.humans.add(own, -1, negative);
        }
    }
    counts
}

/// Agents with a side, by side (0 = −, 1 = +): all of them, and the humans among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Camps {
    /// All agents with a side.
    pub all: [u64; 2],
    /// The humans among them.
    pub humans: [u64; 2],
}

impl Camps {
    /// The smaller side among all agents (0 = −, 1 = +; + where both are equally large); None where one is empty.
    pub fn minority(&self) -> Option<usize> {
        let [negative, positive] = self.all;
        (negative > 0 && positive > 0).then(|| usize::from(positive <= negative))
    }
}

/// Counts the agents by the sides that they had in the observed tick. O(agents).
fn camps(voices: &[u8]) -> Camps {
    let mut camps = Camps::default();
    for &one in voices {
        let human = u64::from(!voice::is_automated(one));
        let positive = u64::from(one & voice::POSITIVE != 0);
        let negative = u64::from(one & voice::NEGATIVE != 0);
        camps.all[0] += negative;
        camps.all[1] += positive;
        camps.humans[0] += negative * human;
        camps.humans[1] += positive * human;
    }
    camps
}

/// The humans on the − and on the + side by their private opinions, at the end of the tick. O(agents).
pub(super) fn private_sides(view: &View<'_>) -> [u64; 2] {
    let mut counts = [0; 2];
    for (&side, kind) in view.agents.side.iter().zip(&view.agents.kind) {
        if side != 0 && kind.is_human() {
            counts[usize::from(side > 0)] += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::sample::{Agent, World};

    #[test]
    fn chunks_make_no_difference() {
        let world = World::random(50_000, 7);
        let view = world.view();
        let whole = count_rows(view.graph, view.voices, 0, 50_000);
        assert_eq!(tie_counts(&view), whole);
        assert!(whole.connected > 40_000 && whole.outnumbered[0] > 0);
    }

    #[test]
    fn one_by_one_gives_the_same() {
        let world = World::random(400, 5);
        let view = world.view();
        let mut expected = TieCounts::default();
        for (reader, followee) in view.graph.iter() {
            let (own, other) = (view.agents.side[reader as usize], view.agents.side[followee as usize]);
            expected.all.add(own, other, 1);
            if view.agents.kind[reader as usize].is_human() {
                expected.humans.add(own, other, 1);
            }
        }
        for agent in 0..400 {
            let followees = view.graph.followees(agent);
            expected.connected += u64::from(!followees.is_empty());
            for (index, side) in [-1, 1].into_iter().enumerate() {
                let there =
                    followees.iter().filter(|&&other| view.agents.side[other as usize] == side).count();
                expected.outnumbered[index] += u64::from(there * 2 > followees.len());
            }
        }
        assert_eq!(tie_counts(&view), expected);
    }

    #[test]
    fn ends_without_a_side_are_left_out() {
        // 0 (+) follows everybody, 1 (−, a bot) follows 0 and 2; 2 has no side; 3 is −.
        let agents = [Agent::human(0.5), Agent::bot(-0.5), Agent::human(0.0), Agent::human(-0.5)];
        let world = World::new(&agents, &[(0, 1), (0, 2), (0, 3), (1, 0), (1, 2), (2, 0)]);
        let counts = tie_counts(&world.view());
        assert_eq!(counts.humans.counts, [[0, 0], [2, 0]]);
        assert_eq!(counts.all.counts, [[0, 1], [2, 0]]);
        assert_eq!(counts.connected, 3);
        // 0 sees 2 of 3 on −; 1 sees 1 of 2 on +, which is not more than half; 2 sees 1 of 1.
        assert_eq!(counts.outnumbered, [1, 1]);
        assert_eq!(camps(world.view().voices), Camps { all: [2, 1], humans: [1, 1] });
    }
}

//! When a run has settled: what `[stop]` asks for, after each tick.

use super::inbox::Inbox;
use super::model::{ClusterStop, Model, Stop};
use super::state::State;
use crate::math;
use crate::network::measures::Components;

impl Stop {
    /// Whether the run may end with this tick.
    pub fn may_settle(&self, tick: u32) -> bool {
        self.settled.is_some()
            || self.quality.is_some()
            || self.parted.is_some()
            || self.consensus.is_some()
            || self.clusters.is_some_and(|clusters| tick.is_multiple_of(clusters.every))
    }
}

impl State {
    /// Whether the last tick was the one that settles a run: not before all that is to be done has been done. O(1), but
    /// for `parted` (O(ties)), `consensus` (O(N)) and `clusters` (O(N log N)).
    pub(super) fn has_settled(&self, model: &Model) -> bool {
        let stop = &model.stop;
        if self.tick < model.program.last_change() {
            return false;
        }
        let change = self.inbox.as_ref().map_or(f64::INFINITY, Inbox::change);
        stop.settled.is_some_and(|tolerance| self.moved <= tolerance)
            || stop.quality.as_ref().is_some_and(|quality| change <= quality.tolerance)
            || stop.consensus.is_some_and(|sd| self.has_consensus(sd))
            || stop.parted.is_some_and(|width| self.has_parted(width))
            || stop.clusters.is_some_and(|clusters| {
                self.tick.is_multiple_of(clusters.every) && self.has_clustered(clusters)
            })
    }

    /// Whether the standard deviation of all opinions is below `sd`.
    fn has_consensus(&self, sd: f64) -> bool {
        math::mean_and_variance(&self.agents.opinion).is_some_and(|(_, variance)| variance < math::square(sd))
    }

    /// Whether there are at least two weakly connected components, none of them wider than `width` in opinion.
    fn has_parted(&self, width: f64) -> bool {
        let components = Components::of(&self.graph);
        if components.count() < 2 {
            return false;
        }
        let mut ends = vec![(f64::INFINITY, f64::NEG_INFINITY); components.count()];
        for (&label, &opinion) in components.labels().iter().zip(&self.agents.opinion) {
            let (low, high) = &mut ends[label as usize];
            *low = low.min(opinion);
            *high = high.max(opinion);
        }
        ends.iter().all(|(low, high)| high - low <= width)
    }

    /// Whether the humans' opinions, parted at every gap of at least `apart`, are groups all narrower than `within`.
    /// O(N log N).
    fn has_clustered(&self, stop: ClusterStop) -> bool {
        let mut opinions = self.agents.human_opinions();
        opinions.sort_by(f64::total_cmp);
        are_clusters(&opinions, stop)
    }
}

/// As above, of sorted opinions.
fn are_clusters(opinions: &[f64], stop: ClusterStop) -> bool {
    opinions.chunk_by(|a, b| b - a < stop.apart).all(|group| group[group.len() - 1] - group[0] < stop.within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_are_narrow_and_apart() {
        let stop = ClusterStop { within: 0.01, apart: 0.2, every: 1 };
        assert!(are_clusters(&[0.1, 0.105, 0.4, 0.4], stop));
        assert!(are_clusters(&[0.25, 0.5], ClusterStop { apart: 0.25, ..stop }), "a gap of exactly ε parts");
        assert!(!are_clusters(&[0.1, 0.15], stop), "they still interact");
        assert!(!are_clusters(&[0.1, 0.11, 0.5], ClusterStop { within: 0.005, ..stop }));
        assert!(are_clusters(&[], stop));
    }
}

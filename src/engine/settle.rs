//! When a run has settled: what `[stop]` asks for, after each tick.

use super::inbox::Inbox;
use super::model::Model;
use super::state::State;
use crate::math;
use crate::network::measures::Components;

impl State {
    /// Whether the last tick was the one that settles a run. O(1), but for `parted` (O(ties)) and `consensus` (O(N)).
    /// Not before all that is to be done has been done.
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
}

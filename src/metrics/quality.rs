//! The quality of what is shown, or of what inboxes hold (Truong, Lou, Flammini & Menczer 2024).

use super::ties::Counts;
use super::{Column, Family};
use crate::math::share;
use crate::world::View;

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "quality",
    about: "the quality of what is shown, or of what inboxes hold; asked for by name alone",
    default: false,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new(
        "quality_mean",
        "quality",
        "Mean quality of what is shown in this tick, over views; with `feed.inbox`, over all entries of the inboxes of \
         humans after the deliveries of this tick.",
    ),
    Column::new(
        "quality_running",
        "quality",
        "The running mean Q of `stop.quality_settled`: Q ← ρQ + (1 − ρ)·quality_mean in every tick, from Q = 1; \
         undefined without that rule.",
    ),
];

/// O(1).
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    let shown = &view.observed.record.content;
    values[0] = share(shown.quality, shown.items as f64);
    if let Some(quality) = view.observed.quality {
        (values[0], values[1]) = (quality.mean, quality.running);
    }
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};
    use crate::world::InboxQuality;

    #[test]
    fn a_world_without_inboxes_has_no_quality() {
        let mut world = World::new(&[Agent::human(0.5)], &[]);
        assert!(world.measure("quality_mean").is_nan() && world.measure("quality_running").is_nan());
        world.observed.quality = Some(InboxQuality { mean: 0.25, running: 0.75 });
        assert_eq!((world.measure("quality_mean"), world.measure("quality_running")), (0.25, 0.75));
    }
}

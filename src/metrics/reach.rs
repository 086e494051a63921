//! Who is reached beyond ties, and for money.

use super::ties::Counts;
use super::{Column, Family};
use crate::math::share;
use crate::world::{AgentKind, View};

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "reach",
    about: "organic reach of pages, bought and recommended views; asked for by name alone",
    default: false,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new(
        "organic_reach",
        "ratio",
        "Views of pages' posts by their followers that were not bought ÷ (followers × posts published in this tick), summed \
         over pages. A flow, as reach_followers is: averaged over ticks it is the share of a page's followers that one of \
         its posts reaches without sponsoring.",
    ),
    Column::new("bought_views", "share", "Views of sponsored posts ÷ all views."),
    Column::new(
        "outside_views",
        "share",
        "Views of recommended posts, of accounts that the reader does not follow, ÷ all views; sponsored ones not counted.",
    ),
];

/// O(agents).
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    let observed = view.observed;
    if !observed.played {
        return;
    }
    let record = &observed.record;
    let offered: u64 = (view.agents.kind.iter().zip(view.followers))
        .zip(&observed.published)
        .filter(|((kind, _), _)| **kind == AgentKind::Page)
        .map(|((_, &followers), &published)| u64::from(followers) * u64::from(published))
        .sum();
    let views = record.shown.0 as f64;
    values[0] = share(record.organic_page_views as f64, offered as f64);
    values[1] = share(record.bought_views as f64, views);
    values[2] = share(record.outside_views as f64, views);
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};
    use crate::world::AgentKind;

    #[test]
    fn views_counted_by_hand() {
        // A page with two followers, one of whom sees its post; a third view is bought, a fourth recommended.
        let mut world = World::new(&[0.5, -0.5, 0.5, 0.5].map(Agent::human), &[(1, 0), (2, 0), (1, 3)]);
        world.agents.kind[0] = AgentKind::Page;
        for (reader, author) in [(1, 0), (2, 0), (1, 3), (3, 0)] {
            world.show(reader, author);
        }
        world.observed.record.organic_page_views = 1;
        world.observed.record.bought_views = 1;
        world.observed.record.outside_views = 1;
        assert_eq!(world.measure("organic_reach"), 0.5);
        assert_eq!(world.measure("bought_views"), 0.25);
        assert_eq!(world.measure("outside_views"), 0.25);
        world.agents.kind[0] = AgentKind::Person;
        assert!(world.measure("organic_reach").is_nan(), "there is no page");
    }
}

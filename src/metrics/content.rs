//! What is said and shown beside stances: falsehood, warnings, hostility, arousal.
//!
//! Undefined where a scenario has no posts (`feed.source = "accounts"`, `feed.inbox`) and in ticks in which nothing is shown.

use super::ties::Counts;
use super::{Column, Family};
use crate::math::share;
use crate::world::View;

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "content",
    about: "what is shown beside stances: false, flagged and hostile posts; asked for by name alone",
    default: false,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new("false_views", "share", "Views of false posts ÷ all views (`posts.false_share`)."),
    Column::new("flagged_views", "share", "Views of posts with a warning ÷ all views (`posts.flag_recall`)."),
    Column::new(
        "animosity_views",
        "share",
        "Views of posts that are hostile to the other side ÷ all views (`posts.animosity_share`).",
    ),
    Column::new("arousal_shown", "arousal", "Mean arousal of what is shown, over views."),
    Column::new(
        "false_expressed",
        "share",
        "False posts ÷ posts published in this tick, reshares not counted.",
    ),
    Column::new(
        "animosity_expressed",
        "share",
        "Posts hostile to the other side ÷ posts published in this tick, reshares not counted.",
    ),
];

/// O(1).
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    let (shown, said) = (&view.observed.record.content, &view.observed.expressed_content);
    let views = shown.items as f64;
    values[0] = share(shown.untrue as f64, views);
    values[1] = share(shown.flagged as f64, views);
    values[2] = share(shown.hostile as f64, views);
    values[3] = share(shown.arousal, views);
    values[4] = share(said.untrue as f64, said.items as f64);
    values[5] = share(said.hostile as f64, said.items as f64);
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};
    use crate::world::{Content, mark};

    #[test]
    fn shares_counted_by_hand() {
        let mut world = World::new(&[Agent::human(0.5)], &[]);
        assert!(world.measure("false_views").is_nan() && world.measure("quality_mean").is_nan());
        let post = |arousal, quality, marks| Content { arousal, quality, marks };
        for shown in [
            post(0.5, 1.0, mark::FALSE | mark::FLAGGED),
            post(1.0, 0.5, mark::FALSE | mark::ANIMOSITY),
            post(0.0, 0.5, 0),
            post(0.5, 0.0, mark::FALSE),
        ] {
            world.observed.record.content.add(&shown);
        }
        for (column, value) in [
            ("false_views", 0.75),
            ("flagged_views", 0.25),
            ("animosity_views", 0.25),
            ("arousal_shown", 0.5),
            ("quality_mean", 0.5),
        ] {
            assert_eq!(world.measure(column), value, "{column}");
        }
        assert!(world.measure("animosity_expressed").is_nan());
        world.observed.expressed_content.add(&post(1.0, 0.5, mark::ANIMOSITY));
        world.observed.expressed_content.add(&post(0.0, 0.5, 0));
        assert_eq!(world.measure("animosity_expressed"), 0.5);
        assert_eq!(world.measure("false_expressed"), 0.0);
    }
}

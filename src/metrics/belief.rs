//! What readers make of true and false posts: whether they believe them, and whether they pass them on.
//!
//! Undefined where a scenario has no posts, and in ticks in which nothing of the kind is shown.

use super::ties::Counts;
use super::{Column, Family};
use crate::math::share;
use crate::world::View;

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "belief",
    about: "belief in true and false posts, and their reshares; asked for by name alone",
    default: false,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new(
        "true_belief",
        "share",
        "Views of true posts by readers who believe them ÷ views of true posts (`posts.belief`).",
    ),
    Column::new(
        "false_belief",
        "share",
        "Views of false posts by readers who believe them ÷ views of false posts (`posts.false_belief`).",
    ),
    Column::new("warned_belief", "share", "The same of false posts with a warning alone."),
    Column::new("unwarned_belief", "share", "The same of false posts without a warning alone."),
    Column::new("false_believed", "share", "Views of false posts by readers who believe them ÷ all views."),
    Column::new("true_shared", "share", "Reshares of true posts ÷ views of true posts."),
    Column::new("false_shared", "share", "Reshares of false posts ÷ views of false posts."),
    Column::new("warned_shared", "share", "The same of false posts with a warning alone."),
    Column::new("unwarned_shared", "share", "The same of false posts without a warning alone."),
];

/// O(1).
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    let sums = &view.observed.record.heeded;
    let of = |counts: [u64; 3]| {
        let [right, unwarned, warned] = counts.map(|count| count as f64);
        [right, unwarned + warned, warned, unwarned]
    };
    let (views, believed, reshared) = (of(sums.views), of(sums.believed), of(sums.reshared));
    for kind in 0..4 {
        values[kind] = share(believed[kind], views[kind]);
        values[5 + kind] = share(reshared[kind], views[kind]);
    }
    values[4] = share(believed[1], views[0] + views[1]);
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};
    use crate::world::{Content, mark};

    #[test]
    fn shares_counted_by_hand() {
        let mut world = World::new(&[Agent::human(0.5)], &[]);
        assert!(world.measure("false_belief").is_nan() && world.measure("true_shared").is_nan());
        let heeded = &mut world.observed.record.heeded;
        for (marks, believes, reshares) in [
            (0, true, false),
            (mark::FLAGGED, false, true),
            (mark::FALSE, true, true),
            (mark::FALSE, true, false),
            (mark::FALSE | mark::FLAGGED, false, false),
            (mark::FALSE | mark::FLAGGED, true, true),
        ] {
            heeded.add(&Content { marks, ..Content::default() }, believes, reshares);
        }
        for (column, value) in [
            ("true_belief", 0.5),
            ("false_belief", 0.75),
            ("warned_belief", 0.5),
            ("unwarned_belief", 1.0),
            ("false_believed", 0.5),
            ("true_shared", 0.5),
            ("false_shared", 0.5),
            ("warned_shared", 0.5),
            ("unwarned_shared", 0.5),
        ] {
            assert_eq!(world.measure(column), value, "{column}");
        }
    }
}

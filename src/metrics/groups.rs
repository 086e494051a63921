//! The camps inside groups: communities, blocks, parties (Cabrera, Ross, Röchert, Brünker & Stieglitz 2021).
//!
//! A group is what `[[population.group]]` or the labels of the network say; those who are in none of them are no group
//! together. Only humans count, so that a group without
//! any belongs to nobody. On an exact tie, and where nobody speaks, a group is on neither side.

use super::ties::Counts;
use super::{Column, Family};
use crate::world::{EVERYBODY, View, voice};

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "groups",
    about: "how many groups (communities, blocks) each side dominates",
    default: false,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new(
        "groups_pos",
        "count",
        "Groups in which strictly more humans speak on the + side than on the −.",
    ),
    Column::new(
        "groups_neg",
        "count",
        "Groups in which strictly more humans speak on the − side than on the +.",
    ),
];

/// O(agents + groups).
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    if !view.observed.played {
        return;
    }
    let mut leads = vec![0_i64; view.agents.group_names.len()];
    for (&group, &one) in view.agents.group.iter().zip(view.voices) {
        if voice::speaks(one) && !voice::is_automated(one) {
            leads[usize::from(group)] += i64::from(voice::side(one));
        }
    }
    if let Some(rest) = view.agents.group_names.iter().position(|name| name == EVERYBODY) {
        leads[rest] = 0;
    }
    values[0] = leads.iter().filter(|&&lead| lead > 0).count() as f64;
    values[1] = leads.iter().filter(|&&lead| lead < 0).count() as f64;
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};
    use crate::world::EVERYBODY;

    #[test]
    fn a_group_is_of_the_side_that_speaks_more() {
        let (plus, minus) = (Agent::human(0.5), Agent::human(-0.5));
        // Group 0: + speaks, − is silent. 1: a tie. 2: a bot's + does not count against a human's −. 3: nobody speaks.
        let agents =
            [plus, minus.silent(), plus, minus, Agent::bot(1.0), Agent::bot(1.0), minus, plus.silent()];
        let mut world = World::new(&agents, &[]);
        world.agents.group = vec![0, 0, 1, 1, 2, 2, 2, 3];
        world.agents.group_names = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        assert_eq!((world.measure("groups_pos"), world.measure("groups_neg")), (1.0, 1.0));
        // Those who are in no group.
        world.agents.group_names[0] = EVERYBODY.to_owned();
        assert_eq!((world.measure("groups_pos"), world.measure("groups_neg")), (0.0, 1.0));
        world.observed.played = false;
        assert!(world.measure("groups_pos").is_nan());
    }
}

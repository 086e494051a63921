//! Random-walk controversy (Garimella et al. 2018): do walks that start on one side end there? Dear to compute, so
//! observed only when asked for.
//!
//! The definition is that of [`measures::random_walk_controversy`]; every agent counts, automated ones included, with the
//! side that it had when it spoke and read in the tick.

use super::ties::Counts;
use super::{Column, Family};
use crate::network::measures;
use crate::world::{View, voice};

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "controversy",
    about: "whether random walks over the ties stay on the side where they start",
    default: false,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[Column::new(
    "rwc",
    "index",
    "Random-walk controversy of the two sides: about 0 where walks mix, 1 where they never cross.",
)];

/// O(ties) a step of the walks, about 130 steps.
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    if view.graph.is_well_mixed() {
        return; // undefined without ties
    }
    let sides: Vec<i8> = view.voices.iter().map(|&one| voice::side(one)).collect();
    values[0] = measures::random_walk_controversy(view.graph, &sides);
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};

    #[test]
    fn parted_camps_keep_their_walks() {
        let agents = [0.5, 0.5, 0.5, -0.5, -0.5, -0.5, 0.0].map(Agent::human);
        let mut ties = vec![(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)];
        assert!((World::new(&agents, &ties).measure("rwc") - 1.0).abs() < 1e-6);
        ties.extend([(2, 3), (5, 0)]);
        let joined = World::new(&agents, &ties).measure("rwc");
        assert!(joined > 0.0 && joined < 1.0, "{joined}");
    }

    #[test]
    #[expect(clippy::unreadable_literal, reason = "as it is printed")]
    fn a_drawn_world_keeps_its_values() {
        assert_eq!(World::random(300, 11).measure("rwc"), 0.23051908218836642);
    }
}

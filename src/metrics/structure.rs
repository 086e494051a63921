//! How the follow graph hangs together: dear to compute, so observed only when asked for.
//!
//! *Clustering* is transitivity. The definitions are those of [`measures`]; every agent counts, automated ones included.

use super::ties::Counts;
use super::{Column, Family};
use crate::network::measures::{self, Components};
use crate::world::View;

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "structure",
    about: "clustering, components, triads and degrees of the follow graph",
    default: false,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new(
        "clustering",
        "share",
        "Transitivity: pairs of ties that are closed to a triangle ÷ all pairs of ties that share an \
         agent, ties taken both ways.",
    ),
    Column::new("components", "count", "Weakly connected components, single agents included."),
    Column::new(
        "transitive_triads",
        "count",
        "Ordered triples of agents a, b, d such that a follows b and d, and b follows d.",
    ),
    Column::new("followers_gini", "index", "Gini coefficient of the number of followers over all agents."),
];

/// O(ties^1.5) at worst, for the triangles.
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    if view.graph.is_well_mixed() {
        return; // undefined without ties
    }
    values[0] = measures::transitivity(view.graph);
    values[1] = Components::of(view.graph).count() as f64;
    values[2] = measures::transitive_triads(view.graph) as f64;
    values[3] = measures::degree_summary(view.followers).gini;
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};

    #[test]
    fn two_parted_triangles() {
        let agents = [0.5, 0.5, 0.5, -0.5, -0.5, -0.5, 0.0].map(Agent::human);
        let mut ties = vec![(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)];
        let world = World::new(&agents, &ties);
        assert_eq!(world.measure("components"), 3.0);
        assert_eq!(world.measure("clustering"), 1.0);
        assert_eq!(world.measure("transitive_triads"), 0.0);
        // Six agents with one follower, one with none.
        assert!((world.measure("followers_gini") - 1.0 / 7.0).abs() < 1e-12);
        ties.extend([(2, 3), (3, 2)]);
        let joined = World::new(&agents, &ties);
        assert_eq!(joined.measure("components"), 2.0);
        // Six triangle corners among 4 · 1 + 2 · 3 pairs.
        assert_eq!(joined.measure("clustering"), 0.6);
        // (0, 1, 2); (2, 3, 4) and (3, 2, 4), since 2 and 3 follow each other.
        ties.extend([(0, 2), (2, 4)]);
        assert_eq!(World::new(&agents, &ties).measure("transitive_triads"), 3.0);
    }

    #[test]
    #[expect(clippy::unreadable_literal, reason = "as they are printed")]
    fn a_drawn_world_keeps_its_values() {
        let world = World::random(300, 11);
        for (column, value) in [("clustering", 0.043608876829150114), ("components", 1.0)] {
            assert_eq!(world.measure(column), value, "{column}");
        }
    }
}

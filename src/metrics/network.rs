//! How ties run within and across the sides, and what crosses the divide.
//!
//! The first four columns are those of [`Mixing`], over the ties of all agents, automated ones included; ties with an end
//! that has no side are left out. Where all agents are humans, `same_side_ties` is 1 − `crosscut_network`.
//! Ties stand as they are at the end of the tick, sides are those with which the agents spoke and read in it.
//!
//! Ties of human readers across the sides are *bridges*: the last two columns say how many of them carried anything,
//! and whether what crosses the divide crosses there or comes from recommendations and through neutral accounts.

use super::ties::Counts;
use super::{Column, Family};
use crate::math::share;
use crate::network::measures::Mixing;
use crate::world::View;

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "network",
    about: "how ties run within and across the sides, and what the bridges carry",
    default: true,
    needs_ties: true,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new("same_side_ties", "share", "Ties within a side ÷ ties between agents with a side."),
    Column::new(
        "assortativity",
        "index",
        "Newman's assortativity of the two sides, in [−1, 1]; 0 is random mixing of tie ends.",
    ),
    Column::new(
        "ei_index",
        "index",
        "(Ties across the sides − ties within) ÷ (ties across + ties within), in [−1, 1] (Krackhardt & \
         Stern 1988).",
    ),
    Column::new(
        "modularity_sides",
        "index",
        "Modularity of the partition into the two sides: same-side ties less those expected from the \
         sides' tie ends.",
    ),
    Column::new(
        "bridge_ties",
        "share",
        "Ties of present human readers across the sides that carried a view in this tick ÷ all such ties, as \
         they were when the feed was served; with schedule = \"random_author\" of all human readers, at the end of the tick.",
    ),
    Column::new(
        "bridge_views",
        "share",
        "Views of items of the other side that came through a tie across the sides ÷ all views of items \
         of the other side.",
    ),
];

/// O(1) but for the counts.
fn measure(view: &View<'_>, counts: &Counts, values: &mut [f64]) {
    let ties = counts.ties.all.counts;
    let with_sides: u64 = ties.iter().flatten().sum();
    let mixing = Mixing { ties, neutral: view.graph.ties() as u64 - with_sides };
    values[0] = mixing.same_side_ties();
    values[1] = mixing.assortativity();
    values[2] = mixing.ei_index();
    values[3] = mixing.modularity();
    if view.observed.played {
        let record = &view.observed.record;
        let (cross_views, through_bridges) = record.cross_views;
        values[4] = share(record.bridges_used as f64, record.bridges as f64);
        values[5] = share(through_bridges as f64, cross_views as f64);
    }
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};
    use crate::network::measures;

    #[test]
    fn the_columns_are_the_measures_of_the_graph() {
        for seed in 0..10 {
            let world = World::random(200, seed);
            let view = world.view();
            let (graph, sides) = (view.graph, &view.agents.side[..]);
            let bias = measures::perception_bias(graph, sides);
            let active: Vec<bool> = sides.iter().map(|&side| side == bias.minority_side).collect();
            let pairs = [
                ("same_side_ties", measures::same_side_ties(graph, sides)),
                ("assortativity", measures::assortativity(graph, sides)),
                ("ei_index", measures::ei_index(graph, sides)),
                ("modularity_sides", measures::modularity_sides(graph, sides)),
                ("perception_bias_minority", bias.minority.group),
                ("perception_bias_majority", bias.majority.group),
                ("majority_illusion", measures::majority_illusion(graph, &active, 0.5)),
            ];
            for (column, expected) in pairs {
                assert_eq!(world.measure(column), expected, "{column}");
            }
        }
    }

    #[test]
    fn among_humans_it_is_the_complement_of_the_funnel() {
        let agents: Vec<Agent> = (0..30).map(|i| Agent::human(if i % 3 == 0 { 0.4 } else { -0.4 })).collect();
        let ties: Vec<_> = (0..30).flat_map(|i| [(i, (i + 1) % 30), (i, (i * 7 + 3) % 30)]).collect();
        let world = World::new(&agents, &ties);
        let across = world.measure("crosscut_network");
        assert!((world.measure("same_side_ties") - (1.0 - across)).abs() < 1e-15);
        assert!((world.measure("ei_index") - (2.0 * across - 1.0)).abs() < 1e-15);
    }

    #[test]
    fn bridges_counted_by_hand() {
        let agents = [Agent::human(0.5), Agent::human(-0.5), Agent::human(-0.5), Agent::bot(0.5)];
        let mut world = World::new(&agents, &[(0, 1), (0, 2), (1, 0), (1, 2), (3, 1)]);
        assert_eq!(world.measure("bridge_ties"), 0.0);
        assert!(world.measure("bridge_views").is_nan());
        world.show(0, 1);
        world.show(1, 2);
        // The bot's tie is no human's bridge.
        assert_eq!(world.measure("bridge_ties"), 1.0 / 3.0);
        assert_eq!(world.measure("bridge_views"), 1.0);
        world.observed.record.cross_views.0 += 3;
        assert_eq!(world.measure("bridge_views"), 0.25);
        world.observed.played = false;
        assert!(world.measure("bridge_ties").is_nan());
    }

    #[test]
    #[expect(clippy::unreadable_literal, reason = "as they are printed")]
    fn a_drawn_world_keeps_its_values() {
        let world = World::random(300, 11);
        let golden = [
            ("same_side_ties", 0.4865269461077844),
            ("assortativity", -0.027056587534963716),
            ("modularity_sides", -0.013526838538491848),
            ("bridge_ties", 0.4130841121495327),
        ];
        for (column, value) in golden {
            assert_eq!(world.measure(column), value, "{column}");
        }
    }
}

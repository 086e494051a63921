//! The funnel: how the share of items from the other side changes from random mixing to what is reacted to.
//!
//! Every stage is a share of items that come from the side opposite to the reader's:
//! 1. `population`: if every reader met all other agents equally often,
//! 2. `network`: among those followed, speaking or not,
//! 3. `expressed`: among what they published, after self-censorship,
//! 4. `shown`: among what the feed showed, after ranking,
//! 5. `engaged`: among what was liked, replied to or reshared, after choice.
//!
//! The ratios of successive stages are the parts of homophily, self-censorship, the ranking and the reader. A part
//! below 1 takes the other side away, above 1 brings it closer.
//!
//! Readers are the humans with a side; items are pooled (each counts once, so that who sees more weighs more), and may
//! come from any account. Items and readers without a side are left out. On a complete graph `network` equals
//! `population` to the last bit. Sides are those of the observed tick; ties are those that stand at its end.

use super::ties::Counts;
use super::{Column, Family};
use crate::math::share;
use crate::world::{Stage, View};

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "funnel",
    about: "the other side's share from random mixing to reactions, and the part of each mechanism",
    default: true,
    needs_ties: true,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new(
        "crosscut_population",
        "share",
        "Other side under random mixing: agents of the other side ÷ all other agents with a side, \
         pooled over human readers.",
    ),
    Column::new(
        "crosscut_network",
        "share",
        "Ties of human readers to the other side ÷ their ties to either side, speaking or not.",
    ),
    Column::new(
        "crosscut_expressed",
        "share",
        "Items of the other side ÷ items of either side that followees published since the reader last \
         looked.",
    ),
    Column::new(
        "crosscut_shown",
        "share",
        "Items of the other side ÷ items of either side that the feed showed.",
    ),
    Column::new(
        "crosscut_engaged",
        "share",
        "Items of the other side ÷ items of either side that were liked, replied to or reshared.",
    ),
    Column::new("crosscut_population_pos", "share", "crosscut_population of the readers on the + side."),
    Column::new("crosscut_network_pos", "share", "crosscut_network of the readers on the + side."),
    Column::new("crosscut_expressed_pos", "share", "crosscut_expressed of the readers on the + side."),
    Column::new("crosscut_shown_pos", "share", "crosscut_shown of the readers on the + side."),
    Column::new("crosscut_engaged_pos", "share", "crosscut_engaged of the readers on the + side."),
    Column::new("crosscut_population_neg", "share", "crosscut_population of the readers on the − side."),
    Column::new("crosscut_network_neg", "share", "crosscut_network of the readers on the − side."),
    Column::new("crosscut_expressed_neg", "share", "crosscut_expressed of the readers on the − side."),
    Column::new("crosscut_shown_neg", "share", "crosscut_shown of the readers on the − side."),
    Column::new("crosscut_engaged_neg", "share", "crosscut_engaged of the readers on the − side."),
    Column::new(
        "part_homophily",
        "ratio",
        "crosscut_network ÷ crosscut_population; below 1 the ties keep the other side away.",
    ),
    Column::new(
        "part_silence",
        "ratio",
        "crosscut_expressed ÷ crosscut_network; below 1 self-censorship hides the other side.",
    ),
    Column::new(
        "part_ranking",
        "ratio",
        "crosscut_shown ÷ crosscut_expressed; below 1 the feed hides the other side.",
    ),
    Column::new(
        "part_choice",
        "ratio",
        "crosscut_engaged ÷ crosscut_shown; below 1 readers pass the other side over.",
    ),
];

/// The number of stages.
const STAGES: usize = 5;

/// O(1) but for the counts.
fn measure(view: &View<'_>, counts: &Counts, values: &mut [f64]) {
    let Counts { camps, ties } = counts;
    let record = &view.observed.record;
    for (group, reader) in [None, Some(1), Some(-1)].into_iter().enumerate() {
        let stages = &mut values[group * STAGES..(group + 1) * STAGES];
        let population = |side: usize| {
            let readers = camps.humans[side];
            let others = (camps.all[0] + camps.all[1]).saturating_sub(1);
            (readers * camps.all[1 - side], readers * others)
        };
        stages[0] = fraction(match reader {
            Some(side) => population(usize::from(side > 0)),
            None => (population(0).0 + population(1).0, population(0).1 + population(1).1),
        });
        stages[1] = fraction(ties.humans.crosscut(reader));
        if view.observed.played {
            for stage in [Stage::Expressed, Stage::Shown, Stage::Engaged] {
                stages[2 + stage as usize] = fraction(record.funnel[stage as usize].crosscut(reader));
            }
        }
    }
    for stage in 1..STAGES {
        values[3 * STAGES + stage - 1] = share(values[stage], values[stage - 1]);
    }
}

fn fraction((part, whole): (u64, u64)) -> f64 {
    share(part as f64, whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::sample::{Agent, World};

    #[test]
    fn the_columns_stand_where_they_are_written() {
        assert_eq!(COLUMNS[15].name, "part_homophily");
    }

    #[test]
    fn a_funnel_counted_by_hand() {
        // Two on + (0, 1), three on − (2, 3, 4: a bot), one neutral (5).
        let agents = [0.5, 0.5, -0.5, -0.5].map(Agent::human);
        let mut agents = agents.to_vec();
        agents.extend([Agent::bot(-1.0), Agent::human(0.0)]);
        let ties = [(0, 1), (0, 2), (0, 4), (1, 0), (2, 3), (2, 0), (2, 5), (4, 0), (5, 1)];
        let mut world = World::new(&agents, &ties);
        // Readers 0, 1 meet 3 of 4 on the other side; readers 2, 3 meet 2 of 4.
        assert_eq!(world.measure("crosscut_population"), 10.0 / 16.0);
        assert_eq!(world.measure("crosscut_population_pos"), 0.75);
        assert_eq!(world.measure("crosscut_population_neg"), 0.5);
        // Ties with sides: 0→1 0→2 0→4 1→0 (two across) and 2→3 2→0 (one across). The bot does not read.
        assert_eq!(world.measure("crosscut_network"), 3.0 / 6.0);
        assert_eq!(world.measure("crosscut_network_pos"), 2.0 / 4.0);
        assert_eq!(world.measure("crosscut_network_neg"), 1.0 / 2.0);
        assert_eq!(world.measure("part_homophily"), 0.5 / 0.625);
        assert!(world.measure("crosscut_shown").is_nan());
        world.show(0, 1);
        world.show(0, 2);
        world.show(2, 0);
        world.show(2, 5);
        assert_eq!(world.measure("crosscut_shown"), 2.0 / 3.0);
        assert_eq!(world.measure("crosscut_shown_pos"), 0.5);
        assert_eq!(world.measure("crosscut_shown_neg"), 1.0);
        world.observed.played = false;
        assert!(world.measure("crosscut_shown").is_nan());
        assert_eq!(world.measure("crosscut_network"), 0.5);
    }

    #[test]
    fn on_a_complete_graph_the_network_is_the_population() {
        let mut agents: Vec<Agent> =
            (0..41).map(|i| Agent::human(if i % 3 == 0 { 0.7 } else { -0.2 })).collect();
        agents.extend([Agent::bot(-1.0), Agent::bot(1.0), Agent::human(0.0)]);
        let world = World::complete(&agents);
        for side in ["", "_pos", "_neg"] {
            let population = world.measure(&format!("crosscut_population{side}"));
            assert_eq!(world.measure(&format!("crosscut_network{side}")).to_bits(), population.to_bits());
        }
        assert_eq!(world.measure("part_homophily"), 1.0);
    }

    #[test]
    fn if_all_speak_and_all_is_shown_the_stages_agree() {
        let opinions = [0.5, 0.5, -0.5, -0.5, 0.2, -0.9].map(Agent::human);
        let mut world =
            World::new(&opinions, &[(0, 1), (0, 2), (1, 3), (1, 4), (2, 3), (3, 5), (4, 5), (5, 0)]);
        for (reader, author) in world.graph.iter().collect::<Vec<_>>() {
            world.show(reader as usize, author as usize);
        }
        assert_eq!(world.measure("crosscut_shown"), world.measure("crosscut_network"));
    }

    #[test]
    #[expect(clippy::unreadable_literal, reason = "as they are printed")]
    fn a_drawn_world_keeps_its_values() {
        let world = World::random(300, 11);
        let golden = [
            ("crosscut_population", 0.5018068692455142),
            ("crosscut_network_pos", 0.5060240963855421),
            ("part_ranking", 0.9923290243284808),
        ];
        for (column, value) in golden {
            assert_eq!(world.measure(column), value, "{column}");
        }
    }
}

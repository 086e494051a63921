//! The majority illusion at the three levels of the funnel, and perception bias of single agents.
//!
//! *Majority illusion* (Lerman, Yan & Wu 2016): an agent is under it if strictly more than half of what it sees is on the
//! smaller side. At the level of the network, whom it follows (`majority_illusion`, family `perception`); at that of what is
//! expressed, those of them who speak in this tick; at that of what is shown, the items in its feed. The first two count
//! every agent, the last one human readers. Followees and items without a side count as not on the smaller side, as there.
//!
//! *Perception bias* of an individual (Lee, Karimi, Wagner, Jo, Strohmaier & Galesic 2019): the share of the smaller side
//! among the followees with a side of one agent, over its share f of the population; the mean over the members of a group,
//! each counting once. 1 is unbiased, 1/f the most it can be. It is `followed_minority_by_minority` (family
//! `neighbourhood`) over f; `perception_bias_minority` pools ties instead.
//!
//! The smaller side is that of all agents, + where both are equally large; where one is empty there is none.

use super::ties::Counts;
use super::{Column, Family, neighbourhood};
use crate::math::share;
use crate::world::{View, voice};

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "illusion",
    about: "majority illusion in what is expressed and shown, perception bias of single agents",
    default: false,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new(
        "majority_illusion_expressed",
        "share",
        "Agents with more than half of their speaking followees on the smaller side ÷ agents that follow \
         anybody who speaks.",
    ),
    Column::new(
        "majority_illusion_shown",
        "share",
        "Human readers with more than half of the items in their feed on the smaller side ÷ human readers \
         shown anything.",
    ),
    Column::new(
        "perception_bias_individual_minority",
        "ratio",
        "Mean over the smaller side's members of its share among their own followees with a side ÷ its \
         share of agents with a side.",
    ),
    Column::new(
        "perception_bias_individual_majority",
        "ratio",
        "Mean over the larger side's members of the smaller side's share among their own followees with a \
         side ÷ its share of agents with a side.",
    ),
];

/// O(agents + ties).
fn measure(view: &View<'_>, counts: &Counts, values: &mut [f64]) {
    let Some(minority) = counts.camps.minority() else { return };
    let all = counts.camps.all;
    let f = share(all[minority] as f64, (all[0] + all[1]) as f64);
    let [by_minority, by_majority] = neighbourhood::followed_minority(view, minority);
    values[2] = by_minority / f;
    values[3] = by_majority / f;
    if !view.observed.played {
        return;
    }
    let side = if minority == 1 { 1 } else { -1 };
    let (mut deceived, mut listeners) = (0_u64, 0_u64);
    for reader in 0..view.graph.agents() {
        let (mut speaking, mut on_it) = (0_u64, 0_u64);
        for &followee in view.graph.followees(reader) {
            let other = view.voices[followee as usize];
            if voice::speaks(other) {
                speaking += 1;
                on_it += u64::from(voice::side(other) == side);
            }
        }
        listeners += u64::from(speaking > 0);
        deceived += u64::from(2 * on_it > speaking);
    }
    values[0] = share(deceived as f64, listeners as f64);
    let (mut deceived, mut readers) = (0_u64, 0_u64);
    for (tally, &own) in view.observed.tallies.iter().zip(view.voices) {
        let (positive, negative) = tally.sides();
        let shown = positive + negative + tally.sideless;
        if voice::is_automated(own) || shown == 0 {
            continue;
        }
        readers += 1;
        let on_it = if minority == 1 { positive } else { negative };
        deceived += u64::from(2 * u64::from(on_it) > u64::from(shown));
    }
    values[1] = share(deceived as f64, readers as f64);
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};

    #[test]
    fn illusions_counted_by_hand() {
        // + is the smaller side: 0 and 1, of which 1 is silent. f = 2/5.
        let (plus, minus) = (Agent::human(0.5), Agent::human(-0.5));
        let agents = [plus, plus.silent(), minus, minus, minus];
        // 2 follows 0, 1, 3: of the two who speak one is on +, no illusion. 3 follows 0 and 1: only 0 speaks, an illusion.
        // 4 follows 1, who is silent: no listener.
        let mut world = World::new(&agents, &[(2, 0), (2, 1), (2, 3), (3, 0), (3, 1), (4, 1)]);
        assert_eq!(world.measure("majority_illusion_expressed"), 0.5);
        // In the feeds: 2 is shown 0 alone; 3 is shown 0 and 2; 4 nothing.
        world.show(2, 0);
        world.show(3, 0);
        world.show(3, 2);
        assert_eq!(world.measure("majority_illusion_shown"), 0.5);
        // Of the minority nobody follows anybody; of the majority 2 sees 2/3, 3 and 4 see all: a mean of 8/9, over 2/5.
        assert!(world.measure("perception_bias_individual_minority").is_nan());
        let bias = world.measure("perception_bias_individual_majority");
        assert!((bias - 8.0 / 9.0 / 0.4).abs() < 1e-12, "{bias}");
    }

    #[test]
    fn items_without_a_side_are_not_on_the_smaller_one() {
        // + is the smaller side; 4 has no side. 1 is shown one + and two without a side, 2 one + alone, 3 only 4.
        let agents = [0.5, -0.5, -0.5, -0.5, 0.0].map(Agent::human);
        let ties = [(1, 0), (1, 4), (2, 0), (3, 4)];
        let mut world = World::new(&agents, &ties);
        for (reader, author) in [(1, 0), (1, 4), (2, 0), (3, 4)] {
            world.show(reader, author);
        }
        let levels = ["majority_illusion", "majority_illusion_expressed", "majority_illusion_shown"];
        assert_eq!(levels.map(|level| world.measure(level)), [1.0 / 3.0; 3]);
        world.show(2, 4);
        assert_eq!(world.measure("majority_illusion_shown"), 0.0);
    }

    #[test]
    fn where_everybody_speaks_the_levels_agree() {
        let mut world = World::random(200, 5);
        for voice in &mut world.voices {
            *voice |= crate::world::voice::SPEAKS;
        }
        let both = [world.measure("majority_illusion"), world.measure("majority_illusion_expressed")];
        assert_eq!(both[0], both[1]);
    }
}

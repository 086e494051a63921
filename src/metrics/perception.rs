//! What readers believe of the others, from what they are shown and from whom they follow.
//!
//! **From the feed.** A reader's perceived share is the share of the + side among the items with a side that it was
//! shown in this tick, bots' items included: the reader cannot tell. Readers are the humans to whom anything with a
//! side was shown, whatever their own side. The truth is the + share among the humans with a side: the side of the opinion
//! with which they spoke and read, also where a rule lets them do something else in public (`enforced_norm`).
//!
//! **From the ties.** *Perception bias* at the group level (Lee, Karimi, Wagner, Jo, Strohmaier & Galesic 2019, Nature
//! Human Behaviour 3:1078): the minority's share among the far ends of all ties of the group's members, pooled, divided
//! by the minority's share f of the population. 1 is unbiased, 1/f the most it can be. A minority above 1 overestimates
//! itself; a majority above 1 overestimates the minority.
//! *Majority illusion* (Lerman, Yan & Wu 2016): the share of agents that follow anybody of whose
//! followees strictly more than half have a rare attribute; here, to be on the smaller side. Followees without a side
//! count as not having it.
//!
//! The minority is the smaller side among all agents, automated ones included, as in the network that people look at.
//! Where both sides are equally large it is the + side; where one is empty there is no minority, and the columns are
//! undefined.

use super::ties::{Counts, private_sides};
use super::{Column, Family};
use crate::math::share;
use crate::world::{View, voice};

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "perception",
    about: "how far what people see is from what is",
    default: true,
    needs_ties: true,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new("perceived_pos", "share", "Mean over human readers of the + share in what they were shown."),
    Column::new(
        "perception_gap",
        "share",
        "Mean over human readers of |+ share in what they were shown − + share of humans with a side|.",
    ),
    Column::new(
        "pluralistic_ignorance",
        "share",
        "Human readers in whose feed the true majority of humans was below one half ÷ human readers \
         shown anything with a side; undefined where the sides are equal.",
    ),
    Column::new(
        "perception_bias_minority",
        "ratio",
        "Share of the smaller side among followees with a side of its own members, pooled ÷ its share \
         of agents with a side.",
    ),
    Column::new(
        "perception_bias_majority",
        "ratio",
        "Share of the smaller side among followees with a side of the larger side's members, pooled ÷ \
         its share of agents with a side.",
    ),
    Column::new(
        "majority_illusion",
        "share",
        "Agents with more than half of their followees on the smaller side ÷ agents that follow \
         anybody.",
    ),
];

/// O(agents).
fn measure(view: &View<'_>, counts: &Counts, values: &mut [f64]) {
    let Counts { camps, ties } = counts;
    if view.observed.played {
        let truth = if view.public_voices { private_sides(view) } else { camps.humans };
        perceived(view, truth, &mut values[..3]);
    }
    let Some(minority) = camps.minority() else { return };
    let f = share(camps.all[minority] as f64, (camps.all[0] + camps.all[1]) as f64);
    let bias = |group: usize| {
        let ends = ties.all.counts[group];
        share(ends[minority] as f64, (ends[0] + ends[1]) as f64) / f
    };
    values[3] = bias(minority);
    values[4] = bias(1 - minority);
    values[5] = share(ties.outnumbered[minority] as f64, ties.connected as f64);
}

fn perceived(view: &View<'_>, humans: [u64; 2], values: &mut [f64]) {
    let [negative, positive] = humans;
    let truth = share(positive as f64, (positive + negative) as f64);
    let (mut readers, mut mistaken) = (0_u64, 0_u64);
    let (mut sum, mut error) = (0.0, 0.0);
    for (tally, &own) in view.observed.tallies.iter().zip(view.voices) {
        if voice::is_automated(own) {
            continue;
        }
        let Some(seen) = tally.positive_share() else { continue };
        readers += 1;
        sum += seen;
        error += (seen - truth).abs();
        let (positive_items, negative_items) = tally.sides();
        let misjudges = if positive > negative {
            positive_items < negative_items
        } else {
            negative_items < positive_items
        };
        mistaken += u64::from(misjudges);
    }
    values[0] = share(sum, readers as f64);
    values[1] = share(error, readers as f64);
    if positive != negative {
        values[2] = share(mistaken as f64, readers as f64);
    }
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};
    use crate::world::voice;

    #[test]
    fn perceived_shares_counted_by_hand() {
        // Humans: two on +, one on −; a bot on − that reads nothing. The truth is 2/3.
        let agents = [Agent::human(0.5), Agent::human(0.5), Agent::human(-0.5), Agent::bot(-0.5)];
        let mut world = World::new(&agents, &[]);
        assert!(world.measure("perceived_pos").is_nan());
        world.show(0, 1);
        world.show(0, 3);
        world.show(0, 2);
        world.show(2, 0);
        world.show(2, 3);
        // Reader 0 saw 1 of 3 on +, reader 2 saw 1 of 2; only 0 takes the majority for a minority.
        assert_eq!(world.measure("perceived_pos"), f64::midpoint(1.0 / 3.0, 0.5));
        let gap = world.measure("perception_gap");
        assert!((gap - 0.25).abs() < 1e-15);
        assert_eq!(world.measure("pluralistic_ignorance"), 0.5);
    }

    #[test]
    fn the_truth_is_what_people_believe_not_what_they_do() {
        // All three believe −, and do + in public, where 0 and 1 see each other.
        let mut world = World::new(&[Agent::human(-0.5); 3], &[]);
        for one in &mut world.voices {
            *one = *one & !voice::NEGATIVE | voice::POSITIVE;
        }
        world.show(0, 1);
        world.show(1, 0);
        let measured = |world: &World| ["perception_gap", "pluralistic_ignorance"].map(|c| world.measure(c));
        assert_eq!(measured(&world), [0.0, 0.0]);
        world.public_voices = true;
        assert_eq!(measured(&world), [1.0, 1.0]);
    }

    #[test]
    fn bias_pools_ties_over_the_group() {
        // 0 is + alone, 1 … 4 are −: f = 1/5. The − members hold five ties, two of them to 0.
        let mut agents = vec![Agent::human(0.5)];
        agents.extend([Agent::human(-0.5); 4]);
        let ties = [(0, 1), (1, 0), (2, 0), (2, 1), (2, 3), (3, 4)];
        let world = World::new(&agents, &ties);
        assert_eq!(world.measure("perception_bias_minority"), 0.0);
        assert!((world.measure("perception_bias_majority") - (2.0 / 5.0) / 0.2).abs() < 1e-15);
        // Of 0, 1, 2, 3, who follow somebody, only 1 has more than half on +.
        assert_eq!(world.measure("majority_illusion"), 0.25);
    }

    #[test]
    fn mixing_at_random_is_unbiased_and_the_bound_is_one_over_f() {
        let agents: Vec<Agent> = (0..1000).map(|i| Agent::human(if i < 200 { 0.5 } else { -0.5 })).collect();
        let world = World::complete(&agents);
        assert!((world.measure("perception_bias_majority") - 1.0).abs() < 0.01);
        assert!((world.measure("perception_bias_minority") - 1.0).abs() < 0.01);
        let ties: Vec<_> =
            (0..1000).map(|i| if i < 200 { (i, (i + 1) % 200) } else { (i, 200 + i % 800) }).collect();
        let world = World::new(&agents, &ties);
        assert_eq!(world.measure("perception_bias_minority"), 5.0);
        assert_eq!(world.measure("perception_bias_majority"), 0.0);
    }

    #[test]
    fn between_equal_sides_the_positive_one_is_the_minority() {
        let world = World::new(&[Agent::human(0.5), Agent::human(-0.5)], &[(0, 1), (1, 0)]);
        assert_eq!(world.measure("perception_bias_minority"), 0.0);
        assert_eq!(world.measure("perception_bias_majority"), 2.0);
        assert_eq!(world.measure("majority_illusion"), 0.5);
        assert!(world.measure("pluralistic_ignorance").is_nan());
    }

    #[test]
    fn without_a_minority_there_is_no_bias() {
        let world = World::new(&[Agent::human(0.5), Agent::human(0.0)], &[(0, 1)]);
        for column in ["perception_bias_minority", "perception_bias_majority", "majority_illusion"] {
            assert!(world.measure(column).is_nan(), "{column}");
        }
    }

    #[test]
    #[expect(clippy::unreadable_literal, reason = "as they are printed")]
    fn a_drawn_world_keeps_its_values() {
        let world = World::random(300, 11);
        let golden = [
            ("perceived_pos", 0.5255899329428743),
            ("perception_gap", 0.2992047883516045),
            ("perception_bias_majority", 1.028378985181859),
            ("majority_illusion", 0.3225806451612903),
        ];
        for (column, value) in golden {
            assert_eq!(world.measure(column), value, "{column}");
        }
    }
}

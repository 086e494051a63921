//! Compliance with a norm and its enforcement (Centola, Willer & Macy 2005), for scenarios with the rule `enforced_norm`.
//!
//! The belief of an agent is the side of its opinion, + in the norm; the side of its voice is what it does in public. The
//! states are those at the end of the tick; at tick 0 nobody has done anything.

use super::ties::Counts;
use super::{Column, Family};
use crate::math::share;
use crate::world::{View, voice};

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "norm",
    about: "who complies with a norm and who enforces it; asked for by name alone, since only expression.rule = \
            \"enforced_norm\" has it",
    default: false,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new("compliance", "share", "Agents who comply with the norm, believers included ÷ all agents."),
    Column::new(
        "false_compliance",
        "share",
        "Agents who comply and do not believe ÷ agents who do not believe.",
    ),
    Column::new("enforcement", "share", "Agents who enforce the norm ÷ all agents."),
    Column::new(
        "false_enforcement",
        "share",
        "Agents who enforce the norm and do not believe in it ÷ agents who do not believe.",
    ),
    Column::new("cascade", "indicator", "1 if more than half of all agents comply, else 0."),
];

/// O(agents).
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    let flags = &view.agents.flags;
    if !view.observed.played || flags.is_empty() {
        return;
    }
    // Of all, and of those who do not believe: how many there are, who comply, who enforce.
    let mut counts = [[0_u64; 3]; 2];
    for ((&voice, &flags), &belief) in view.voices.iter().zip(flags).zip(&view.agents.side) {
        let (complies, enforces) = (voice::side(voice) > 0, voice::side(flags) > 0);
        for (counts, counted) in counts.iter_mut().zip([true, belief < 0]) {
            counts[0] += u64::from(counted);
            counts[1] += u64::from(counted && complies);
            counts[2] += u64::from(counted && enforces);
        }
    }
    let [all, disbelievers] = counts.map(|counts| counts.map(|count| count as f64));
    values[0] = share(all[1], all[0]);
    values[1] = share(disbelievers[1], disbelievers[0]);
    values[2] = share(all[2], all[0]);
    values[3] = share(disbelievers[2], disbelievers[0]);
    values[4] = f64::from(u8::from(2.0 * all[1] > all[0]));
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};
    use crate::world::voice;

    #[test]
    fn compliance_counted_by_hand() {
        // Two believers, three who are not; 2 and 3 comply, 3 enforces too.
        let beliefs = [1.0, 1.0, -1.0, -1.0, -1.0];
        let mut world = World::new(&beliefs.map(Agent::human), &[]);
        assert!(world.measure("compliance").is_nan());
        for agent in [2, 3] {
            world.voices[agent] = voice::side_bits(1) | voice::PRESENT | voice::SPEAKS;
        }
        world.agents.flags = [1, 0, 0, 1, -1].map(voice::side_bits).to_vec();
        for (column, expected) in [
            ("compliance", 4.0 / 5.0),
            ("false_compliance", 2.0 / 3.0),
            ("enforcement", 2.0 / 5.0),
            ("false_enforcement", 1.0 / 3.0),
            ("cascade", 1.0),
        ] {
            assert_eq!(world.measure(column), expected, "{column}");
        }
        world.observed.played = false;
        assert!(world.measure("cascade").is_nan());
    }
}

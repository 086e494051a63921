//! Who speaks, who chose silence, whom nobody hears.
//!
//! All shares are of the humans, N. Every human is counted once: speaking + self-censored + absent = 1, and
//! `silent_share` = self-censored + absent. Speakers without a side count as speaking on neither side. *Majority* and
//! *minority* are the larger and the smaller of the two counts of speaking humans (Ross et al. 2019), whichever side
//! they are; an agent's own majority in the population plays no part.
//!
//! *Dereferenced* are those who spoke and were not heard: fewer views by followers in this tick than `dereferenced_below` times
//! their followers. Whoever has no follower cannot be shown to anybody and is not counted as dereferenced, and whoever
//! published nothing in this tick (its turn did not come) did not speak in it.
//!
//! At tick 0 nobody has chosen yet: everything is undefined.

use super::ties::Counts;
use super::{Column, Family};
use crate::math::share;
use crate::world::{View, voice};

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "silence",
    about: "who speaks, who chose silence, who is absent, who is not heard",
    default: true,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new("speaking_pos", "share", "Humans on the + side who speak ÷ all humans."),
    Column::new("speaking_neg", "share", "Humans on the − side who speak ÷ all humans."),
    Column::new("majority_speaking", "share", "The larger of speaking_pos and speaking_neg."),
    Column::new("minority_speaking", "share", "The smaller of speaking_pos and speaking_neg."),
    Column::new("silent_share", "share", "Humans who do not speak, absent or by choice ÷ all humans."),
    Column::new("self_censored_share", "share", "Humans who are present and chose silence ÷ all humans."),
    Column::new(
        "dereferenced_share",
        "share",
        "Humans who published in this tick but were viewed by their followers less often than dereferenced_below × \
         followers ÷ all humans; those without followers are not dereferenced.",
    ),
    Column::new("absent_share", "share", "Humans who are not present in this tick ÷ all humans."),
];

/// O(agents).
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    if !view.observed.played {
        return;
    }
    let (mut humans, mut positive, mut negative) = (0_u64, 0_u64, 0_u64);
    let (mut speaking, mut censored, mut unheard) = (0_u64, 0_u64, 0_u64);
    for (agent, &one) in view.voices.iter().enumerate() {
        if voice::is_automated(one) {
            continue;
        }
        humans += 1;
        if voice::speaks(one) {
            speaking += 1;
            positive += u64::from(voice::side(one) > 0);
            negative += u64::from(voice::side(one) < 0);
            unheard += u64::from(is_unheard(view, agent));
        } else {
            censored += u64::from(voice::is_present(one));
        }
    }
    let counts = [
        positive,
        negative,
        positive.max(negative),
        positive.min(negative),
        humans - speaking,
        censored,
        unheard,
        humans - speaking - censored,
    ];
    for (value, count) in values.iter_mut().zip(counts) {
        *value = share(count as f64, humans as f64);
    }
}

/// Whether a speaker was viewed by its followers less often than `dereferenced_below` times its followers.
pub(super) fn is_unheard(view: &View<'_>, agent: usize) -> bool {
    let followers = view.followers[agent];
    let expected = view.dereferenced_below * f64::from(followers);
    followers > 0
        && view.observed.published[agent] > 0
        && f64::from(view.observed.followers_views(agent)) < expected
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};

    #[test]
    fn everybody_is_counted_once() {
        let agents = [
            Agent::human(0.5),
            Agent::human(-0.5),
            Agent::human(-0.1),
            Agent::human(0.0),
            Agent::human(0.5).silent(),
            Agent::human(0.5).silent(),
            Agent::human(-0.5).absent(),
            Agent::human(-0.5).absent(),
            Agent::bot(1.0),
            Agent::bot(1.0),
        ];
        // 0 is viewed; 1 has a follower and no view; 2 and 3 have no follower; 4 has one but said nothing.
        let mut world = World::new(&agents, &[(1, 0), (0, 1), (0, 4)]);
        world.show(1, 0);
        let expected = [
            ("speaking_pos", 1.0),
            ("speaking_neg", 2.0),
            ("majority_speaking", 2.0),
            ("minority_speaking", 1.0),
            ("silent_share", 4.0),
            ("self_censored_share", 2.0),
            ("dereferenced_share", 1.0),
            ("absent_share", 2.0),
        ];
        for (column, count) in expected {
            assert_eq!(world.measure(column), count / 8.0, "{column}");
        }
        world.observed.played = false;
        assert!(world.measure("absent_share").is_nan());
    }

    #[test]
    fn the_bound_of_dereferencing_is_strict() {
        // 100 followers: one view is 1 %, which is not fewer than 1 %.
        let agents = vec![Agent::human(0.5); 101];
        let ties: Vec<_> = (1..=100).map(|follower| (follower, 0)).collect();
        let mut world = World::new(&agents, &ties);
        assert_eq!(world.measure("dereferenced_share"), 1.0 / 101.0);
        world.show(1, 0);
        assert_eq!(world.measure("dereferenced_share"), 0.0);
        // A stranger's view is none of a follower.
        world.observed.strangers = vec![0; 101];
        world.observed.strangers[0] = 1;
        assert_eq!(world.measure("dereferenced_share"), 1.0 / 101.0);
    }

    #[test]
    fn who_has_published_nothing_did_not_speak_in_this_tick() {
        let mut world = World::new(&[0.5, -0.5].map(Agent::human), &[(0, 1), (1, 0)]);
        let columns = ["dereferenced_share", "dereferenced_share_pos", "dereferenced_share_neg"];
        assert_eq!(columns.map(|column| world.measure(column)), [1.0, 0.5, 0.5]);
        world.observed.published[0] = 0;
        assert_eq!(columns.map(|column| world.measure(column)), [0.5, 0.0, 0.5]);
    }

    #[test]
    fn the_parts_add_up_to_the_whole() {
        for seed in 0..20 {
            let world = World::random(150, seed);
            let silent = world.measure("self_censored_share") + world.measure("absent_share");
            assert!((silent - world.measure("silent_share")).abs() < 1e-12);
            let speaking = world.measure("majority_speaking") + world.measure("minority_speaking");
            assert!(speaking + silent <= 1.0 + 1e-12);
        }
    }

    #[test]
    #[expect(clippy::unreadable_literal, reason = "as they are printed")]
    fn a_drawn_world_keeps_its_values() {
        let world = World::random(300, 11);
        let golden = [
            ("speaking_pos", 0.2644927536231884),
            ("minority_speaking", 0.2644927536231884),
            ("dereferenced_share", 0.06884057971014493),
        ];
        for (column, value) in golden {
            assert_eq!(world.measure(column), value, "{column}");
        }
    }
}

//! Who is self-censored, not heard or absent, by side: the parts of `self_censored_share`, `dereferenced_share` and
//! `absent_share`, which are defined in the family `silence`.

use super::ties::Counts;
use super::{Column, Family, silence};
use crate::math::share;
use crate::world::{View, voice};

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "censorship",
    about: "which side is self-censored, not heard or absent",
    default: false,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new(
        "self_censored_share_pos",
        "share",
        "Humans on the + side who are present and chose silence ÷ all humans.",
    ),
    Column::new(
        "self_censored_share_neg",
        "share",
        "Humans on the − side who are present and chose silence ÷ all humans.",
    ),
    Column::new(
        "dereferenced_share_pos",
        "share",
        "Humans on the + side who spoke and were not heard (dereferenced_share) ÷ all humans.",
    ),
    Column::new(
        "dereferenced_share_neg",
        "share",
        "Humans on the − side who spoke and were not heard (dereferenced_share) ÷ all humans.",
    ),
    Column::new(
        "absent_share_pos",
        "share",
        "Humans on the + side who are not present in this tick ÷ all humans.",
    ),
    Column::new(
        "absent_share_neg",
        "share",
        "Humans on the − side who are not present in this tick ÷ all humans.",
    ),
];

/// O(agents).
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    if !view.observed.played {
        return;
    }
    let mut humans = 0_u64;
    let mut counts = [0_u64; 6];
    for (agent, &one) in view.voices.iter().enumerate() {
        if voice::is_automated(one) {
            continue;
        }
        humans += 1;
        let state = match (voice::speaks(one), voice::is_present(one)) {
            (true, _) if silence::is_unheard(view, agent) => 1,
            (true, _) => continue,
            (false, true) => 0,
            (false, false) => 2,
        };
        match voice::side(one) {
            1 => counts[2 * state] += 1,
            -1 => counts[2 * state + 1] += 1,
            _ => {}
        }
    }
    for (value, count) in values.iter_mut().zip(counts) {
        *value = share(count as f64, humans as f64);
    }
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::World;

    #[test]
    fn the_sides_and_the_neutral_make_the_whole() {
        let mut differ = false;
        for seed in 0..20 {
            let world = World::random(150, seed);
            let neutral = (0..150).any(|i| world.agents.side[i] == 0);
            for whole in ["self_censored_share", "dereferenced_share", "absent_share"] {
                let [pos, neg] = ["_pos", "_neg"].map(|side| world.measure(&format!("{whole}{side}")));
                let gap = world.measure(whole) - pos - neg;
                assert!(gap > -1e-12 && (neutral || gap < 1e-12), "{whole}: {gap}");
                differ |= pos != neg;
            }
        }
        assert!(differ);
    }
}

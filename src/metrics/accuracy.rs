//! How well people judge who is heard (the perception accuracy of Ross et al.'s later C++ version).
//!
//! δ = (own − other)/(own + other), from −1 to 1, is the support for a reader's side: `δ_i` among what it was shown, δ
//! without an index among all who speak, bots included, 0 where there is nothing. Who was not served in this tick (with a sequential schedule: whose turn did not come) is left out. The accuracy of i is 1 − |δ − `δ_i`|/2,
//! 1 where it sees the public as it is and 0 where it sees the opposite.

use super::ties::Counts;
use super::{Column, Family};
use crate::math::share;
use crate::world::{View, voice};

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "accuracy",
    about: "how well readers judge the support for their side among all who speak; asked for by name alone",
    default: false,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[Column::new(
    "perception_accuracy",
    "share",
    "Mean over the humans with a side who were served in this tick of 1 − |δ − δ_i|/2, δ = (own − other)/(own + other) among all who speak and \
     δ_i among what was shown; 0 where there is nothing.",
)];

/// O(agents).
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    if !view.observed.played {
        return;
    }
    let support = |positive: u64, negative: u64| {
        let total = positive + negative;
        if total == 0 { 0.0 } else { (positive as f64 - negative as f64) / total as f64 }
    };
    let speaking = |side: i8| {
        let count = view.voices.iter().filter(|&&one| voice::speaks(one) && voice::side(one) == side).count();
        count as u64
    };
    // From the + side; the other sees both with the sign turned, which leaves the distance.
    let truth = support(speaking(1), speaking(-1));
    let (mut readers, mut sum) = (0_u64, 0.0);
    for (tally, &own) in view.observed.tallies.iter().zip(view.voices) {
        if tally.served == 0 || voice::is_automated(own) || voice::side(own) == 0 {
            continue;
        }
        let (positive, negative) = tally.sides();
        readers += 1;
        sum += 1.0 - 0.5 * (truth - support(u64::from(positive), u64::from(negative))).abs();
    }
    values[0] = share(sum, readers as f64);
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};

    #[test]
    fn accuracy_by_hand() {
        // Three speak on +, one on −: δ = ½ for +.
        let agents = [
            Agent::human(0.5),
            Agent::human(0.5),
            Agent::human(-0.5),
            Agent::bot(0.5),
            Agent::human(0.5).absent(),
            Agent::human(0.0),
        ];
        let mut world = World::new(&agents, &[]);
        world.show(0, 1);
        world.show(0, 3);
        world.show(2, 0);
        world.show(2, 1);
        world.show(2, 3);
        world.show(2, 2);
        // 0 saw δ_i = 1: .75. 1 saw nothing: .75. 2 saw the truth: 1.
        assert_eq!(world.measure("perception_accuracy"), 2.5 / 3.0);
        // Whose turn did not come in this tick judges nothing, though it was present when it last had one.
        world.observed.tallies[1].served = 0;
        assert_eq!(world.measure("perception_accuracy"), 1.75 / 2.0);
        world.observed.played = false;
        assert!(world.measure("perception_accuracy").is_nan());
    }
}

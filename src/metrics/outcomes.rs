//! Who prevails: 1 or 0 a run and tick; their mean over replicates is the share of runs (Ross et al. 2019, European
//! Journal of Information Systems 28:394).
//!
//! Bots that have not joined yet, or have left (interventions `join` and `strike`), are not counted.
//!
//! A side prevails if strictly more humans speak on it than on the other. On an exact tie neither does, and both
//! columns are 0.

use super::ties::Counts;
use super::{Column, Family};
use crate::world::{AgentKind, View, voice};

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "outcomes",
    about: "whether the most followed human, or the bots, have the speaking majority",
    default: true,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new(
        "central_agreement",
        "indicator",
        "1 if strictly more humans speak on the side of the most followed human (lowest id on ties) \
         than on the other, else 0; undefined where that human has no side.",
    ),
    Column::new(
        "bot_side_wins",
        "indicator",
        "1 if strictly more humans speak on the side of most bots that are there than on the other, else 0; undefined \
         without bots or where they are divided equally.",
    ),
];

/// O(agents).
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    if !view.observed.played {
        return;
    }
    // How many more humans speak on + than on −, and how many more bots are on +.
    let (mut lead, mut bots) = (0_i64, 0_i64);
    let mut centre: Option<(u32, i8)> = None;
    for (agent, &one) in view.voices.iter().enumerate() {
        let side = voice::side(one);
        let is_away = view.away.get(agent).copied().unwrap_or(false);
        if view.agents.kind[agent] == AgentKind::Bot && !is_away {
            bots += i64::from(side);
        }
        if voice::is_automated(one) {
            continue;
        }
        if voice::speaks(one) {
            lead += i64::from(side);
        }
        let followers = view.followers[agent];
        if centre.is_none_or(|(most, _)| followers > most) {
            centre = Some((followers, side));
        }
    }
    let prevails =
        |side: i64| if side == 0 { f64::NAN } else { f64::from(u8::from(side.signum() * lead > 0)) };
    values[0] = prevails(centre.map_or(0, |(_, side)| i64::from(side)));
    values[1] = prevails(bots);
}

#[cfg(test)]
mod tests {
    use crate::metrics::sample::{Agent, World};

    fn outcomes(agents: &[Agent], ties: &[(u32, u32)]) -> (f64, f64) {
        let world = World::new(agents, ties);
        (world.measure("central_agreement"), world.measure("bot_side_wins"))
    }

    #[test]
    fn the_most_followed_human_decides() {
        let (plus, minus) = (Agent::human(0.5), Agent::human(-0.5));
        // The bot 3 has the most followers, but is no human; 1 comes next and has the majority.
        let ties = [(0, 3), (1, 3), (2, 3), (0, 1), (2, 1), (1, 0)];
        let agents = [plus, minus, minus, Agent::bot(0.5)];
        assert_eq!(outcomes(&agents, &ties), (1.0, 0.0));
        // 0 and 1 are followed equally: the lower id counts, and its side is outnumbered.
        let equal = [(0, 1), (1, 0)];
        assert_eq!(outcomes(&agents, &equal), (0.0, 0.0));
        // Opinions count whether the centre speaks or not, but only speakers make the majority.
        assert_eq!(outcomes(&[plus.silent(), minus.silent(), plus, Agent::bot(1.0)], &equal), (1.0, 1.0));
    }

    #[test]
    fn a_tie_is_nobodys_majority() {
        let agents = [Agent::human(0.5), Agent::human(-0.5), Agent::bot(-1.0)];
        assert_eq!(outcomes(&agents, &[]), (0.0, 0.0));
    }

    #[test]
    fn without_bots_no_bot_side_wins() {
        let (centre, bots) = outcomes(&[Agent::human(0.5)], &[]);
        assert_eq!(centre, 1.0);
        assert!(bots.is_nan());
        let divided = outcomes(&[Agent::human(0.0), Agent::bot(1.0), Agent::bot(-1.0)], &[]);
        assert!(divided.0.is_nan() && divided.1.is_nan());
    }

    #[test]
    fn bots_that_have_not_joined_do_not_count() {
        let agents = [Agent::human(0.5), Agent::bot(1.0), Agent::bot(-1.0), Agent::bot(-1.0)];
        let mut world = World::new(&agents, &[]);
        assert_eq!(world.measure("bot_side_wins"), 0.0);
        world.away = vec![false, false, true, true];
        assert_eq!(world.measure("bot_side_wins"), 1.0);
        world.away = vec![false, true, true, true];
        assert!(world.measure("bot_side_wins").is_nan());
    }

    #[test]
    fn a_drawn_world_keeps_its_values() {
        let world = World::random(300, 11);
        assert_eq!((world.measure("central_agreement"), world.measure("bot_side_wins")), (1.0, 0.0));
    }
}

//! Threshold models of collective behaviour: one speaks once enough others of one's side do.
//!
//! Granovetter 1978 (an agent acts if the number of those who act is at least its threshold) and Kuran 1989, 1991 (one
//! opposes in public if the share of public opposition is at least one's threshold). Speaks if the support perceived in
//! the tick before is ≥ θ_i + χ_i; nobody has acted before tick 1, so that those with θ ≤ 0 begin.
//!
//! What the support is, by `support`: n_s; n_s/(n_s + n_o); n_s over all accounts that were looked at; or (n_s + 1 if
//! one speaks oneself)/N, the public opinion of everybody, oneself included, on a complete network. The χ of being
//! watched is not in these papers; it is 0 unless asked for.

use super::{Asks, Expression, Speakers};
use crate::random::Draws;
use crate::world::{Heard, Impression};
use crate::{choices, rule};

choices! {
    /// What is compared with the threshold.
    pub enum Support {
        /// How many speak for one's side, n_s (Granovetter).
        Count = "count",
        /// Their share of all who are heard, n_s/(n_s + n_o).
        ShareOfHeard = "share_of_heard",
        /// Their share of all accounts that one looks at, speaking or not.
        ShareOfNeighbours = "share_of_neighbours",
        /// The share of all agents who speak for one's side, oneself included if one does (Kuran).
        ShareOfAll = "share_of_all",
    }
}

rule! {
    name: "threshold",
    source: "Granovetter 1978; Kuran 1989, 1991",
    /// Speaks once the support that it perceives reaches its threshold, `population.threshold`.
    ///
    /// The inner state is the support perceived in the last tick, 0 at tick 0. Own speech is counted in
    /// `share_of_all` alone. Deterministic.
    pub struct Threshold {
        /// What is compared with the threshold, in these units: "count", "share_of_heard", "share_of_neighbours" or
        /// "share_of_all".
        support: Support = Support::Count;
        /// Whether support once perceived is never lost, so that acting is not undone when others fall silent.
        permanent: bool = false;
    }
}

impl Expression for Threshold {
    fn start(&self) -> (f64, f64) {
        (0.0, 0.0)
    }

    fn speak(&self, speakers: &Speakers<'_>, _: &Draws, _: u32, speaks: &mut [bool]) {
        for (index, speaks) in speaks.iter_mut().enumerate() {
            *speaks = speakers.inner[index] >= speakers.threshold[index] + speakers.chill_of(index);
        }
    }

    fn perceive(&self, inner: f64, heard: Heard) -> f64 {
        self.impress(inner, &Impression { heard, ..Impression::default() })
    }

    fn impress(&self, inner: f64, impression: &Impression) -> f64 {
        let Impression { heard, .. } = *impression;
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let support = match self.support {
            Support::Count => heard.own,
            Support::ShareOfHeard => share(heard.own, heard.own + heard.other),
            Support::ShareOfNeighbours => share(heard.own, f64::from(impression.accounts)),
            Support::ShareOfAll => {
                let own = f64::from(u8::from(impression.speaks));
                share(heard.own + own, f64::from(impression.agents))
            }
        };
        if self.permanent { support.max(inner) } else { support }
    }

    fn asks(&self) -> Asks {
        let more = matches!(self.support, Support::ShareOfNeighbours | Support::ShareOfAll);
        Asks { more, radius: None }
    }

    fn has_hard_core(&self) -> bool {
        true
    }

    fn has_thresholds(&self) -> bool {
        true
    }

    fn counts_everybody(&self) -> bool {
        self.support == Support::ShareOfAll
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn supported(support: Support, impression: &Impression) -> f64 {
        Threshold { support, permanent: false }.impress(0.0, impression)
    }

    #[test]
    fn support_by_hand() {
        let heard = Heard { own: 3.0, other: 1.0 };
        let impression = Impression { heard, accounts: 6, speaks: true, agents: 10, ..Impression::default() };
        assert_eq!(supported(Support::Count, &impression), 3.0);
        assert_eq!(supported(Support::ShareOfHeard, &impression), 0.75);
        assert_eq!(supported(Support::ShareOfNeighbours, &impression), 0.5);
        assert_eq!(supported(Support::ShareOfAll, &impression), 0.4);
        let alone = Impression { agents: 10, ..Impression::default() };
        for support in
            [Support::Count, Support::ShareOfHeard, Support::ShareOfNeighbours, Support::ShareOfAll]
        {
            assert_eq!(supported(support, &alone), 0.0);
        }
    }

    #[test]
    fn what_is_permanent_is_not_lost() {
        let heard = |own| Heard { own, other: 0.0 };
        let rule = Threshold { support: Support::Count, permanent: true };
        assert_eq!(rule.perceive(rule.perceive(0.0, heard(4.0)), heard(1.0)), 4.0);
        let rule = Threshold { support: Support::Count, permanent: false };
        assert_eq!(rule.perceive(rule.perceive(0.0, heard(4.0)), heard(1.0)), 1.0);
    }

    #[test]
    fn the_threshold_itself_is_enough() {
        let inner = [2.0, 2.0, 2.0, 0.0];
        let speakers = Speakers {
            first: 0,
            turn: 0,
            inner: &inner,
            confidence: &inner,
            self_censorship: &[0.0; 4],
            threshold: &[2.0, 2.5, 2.0, 0.0],
            chill: &[0.0, 0.0, 0.25, 0.0],
            opinion: &[1.0; 4],
            scale: crate::world::Scale::default(),
        };
        let mut speaks = [false; 4];
        Threshold { support: Support::Count, permanent: false }.speak(
            &speakers,
            &Draws::new(1, 0),
            1,
            &mut speaks,
        );
        assert_eq!(speaks, [true, false, false, true]);
    }
}

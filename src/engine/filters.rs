//! Who posts what, and who is offered it, by the distance of opinions: the filters of de Arruda et al. 2022 (Information
//! Sciences 588:265).
//!
//! With y a distance on a scale on which the range of opinions is 2 wide, a post of random stance θ is published with
//! probability P_t(|θ − x|), x its author's opinion, and offered to a follower with probability P_d(|x − x_j|), x_j the
//! follower's. P_t is 1, cos²(πy/2), or that up to y = 1 and 0 beyond; P_d is cos²(πy/2 + φ), cos²(πy/4 + φ) or 1.

use crate::choices;
use crate::math;
use crate::random::{Draws, Purpose};

choices! {
    /// What a post says.
    pub enum Stances {
        /// Its author's opinion.
        Opinion = "opinion",
        /// Anything: drawn uniformly over the range of opinions, whatever its author thinks.
        Random = "random",
    }
}

choices! {
    /// P_t: with which probability a post of random stance is published, by the distance y of its stance from its
    /// author's opinion.
    pub enum Posting {
        /// 1: whatever comes up ("uni" in the paper).
        Uniform = "uniform",
        /// cos²(πy/2) up to half of the range, 0 beyond: what is near ("sim").
        Similar = "similar",
        /// cos²(πy/2): what is near, and what is at the other end ("pol").
        Polarised = "polarised",
        /// Each agent has one of the three, drawn once and alike ("all").
        Mixed = "mixed",
    }
}

choices! {
    /// P_d: with which probability a reader is offered a post at all, by the distance y of its author's opinion.
    pub enum Offer {
        /// 1 (III in the paper).
        All = "all",
        /// cos²(πy/2 + φ) (I): with φ = 0 both the near and the opposed are offered, and nobody between.
        Cosine = "cosine",
        /// cos²(πy/4 + φ) (II): with φ = 0 falls from 1 to 0 over the range.
        HalfCosine = "half_cosine",
    }
}

/// P_d with its phase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delivery {
    /// The form.
    pub offer: Offer,
    /// Phase φ, in radians.
    pub phase: f64,
}

impl Default for Delivery {
    /// Everything is offered.
    fn default() -> Self {
        Self { offer: Offer::All, phase: 0.0 }
    }
}

impl Delivery {
    /// Whether everything is offered, so that nothing is drawn.
    #[inline]
    pub fn is_certain(self) -> bool {
        self.offer == Offer::All
    }

    /// The probability, by the distance of author and reader, in opinion units of a scale whose half-range is `unit`.
    #[inline]
    pub fn probability(self, distance: f64, unit: f64) -> f64 {
        let y = distance / unit;
        match self.offer {
            Offer::All => 1.0,
            Offer::Cosine => math::square(math::cos(std::f64::consts::FRAC_PI_2 * y + self.phase)),
            Offer::HalfCosine => math::square(math::cos(std::f64::consts::FRAC_PI_4 * y + self.phase)),
        }
    }

    /// Whether a reader is offered what 32 random bits decide.
    #[inline]
    pub fn offers(self, distance: f64, unit: f64, random: u32) -> bool {
        self.is_certain() || f64::from(random) < self.probability(distance, unit) * 4_294_967_296.0
    }
}

impl Posting {
    /// The form that an agent has: itself, or for [`Posting::Mixed`] one of the three (purpose Inclination, one draw an
    /// agent and run).
    #[inline]
    #[must_use]
    pub fn of(self, draws: &Draws, agent: u32) -> Self {
        if self != Self::Mixed {
            return self;
        }
        let word = u64::from(draws.words(Purpose::Inclination, 0, agent)[0]);
        [Self::Uniform, Self::Similar, Self::Polarised][((word * 3) >> 32) as usize]
    }

    /// The probability, by the distance of stance and opinion, in opinion units of a scale whose half-range is `unit`; of
    /// [`Posting::Mixed`] the mean of the three.
    pub fn probability(self, distance: f64, unit: f64) -> f64 {
        let y = distance / unit;
        match self {
            Self::Uniform => 1.0,
            Self::Similar if y >= 1.0 => 0.0,
            Self::Similar | Self::Polarised => math::square(math::cos(std::f64::consts::FRAC_PI_2 * y)),
            Self::Mixed => {
                let each = [Self::Uniform, Self::Similar, Self::Polarised];
                each.map(|one| one.probability(distance, unit)).iter().sum::<f64>() / 3.0
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_by_hand() {
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
        let at = |posting: Posting| [0.0, 0.5, 1.0, 1.5, 2.0].map(|y| posting.probability(y, 1.0));
        for (found, expected) in [
            (at(Posting::Uniform), [1.0; 5]),
            (at(Posting::Polarised), [1.0, 0.5, 0.0, 0.5, 1.0]),
            (at(Posting::Similar), [1.0, 0.5, 0.0, 0.0, 0.0]),
            (at(Posting::Mixed), [1.0, 2.0 / 3.0, 1.0 / 3.0, 0.5, 2.0 / 3.0]),
        ] {
            found.iter().zip(expected).for_each(|(&found, expected)| near(found, expected));
        }
        // On [0, 1] a distance is twice as wide.
        near(Posting::Polarised.probability(0.25, 0.5), 0.5);
        let delivery = |offer, phase| Delivery { offer, phase };
        near(delivery(Offer::Cosine, 0.0).probability(1.0, 1.0), 0.0);
        near(delivery(Offer::HalfCosine, 0.0).probability(1.0, 1.0), 0.5);
        near(delivery(Offer::HalfCosine, 0.0).probability(2.0, 1.0), 0.0);
        // φ = 1.473, as in the examples of the authors' code: hardly anything of the like-minded.
        near(delivery(Offer::Cosine, 1.473).probability(0.0, 1.0), math::square(math::cos(1.473)));
        assert!(delivery(Offer::All, 0.0).offers(2.0, 1.0, u32::MAX));
        assert!(!delivery(Offer::Cosine, 0.0).offers(1.0, 1.0, 0x100));
    }

    #[test]
    fn a_third_has_each_inclination() {
        let draws = Draws::new(3, 0);
        let count = |posting| (0..9000).filter(|&agent| Posting::Mixed.of(&draws, agent) == posting).count();
        for posting in [Posting::Uniform, Posting::Similar, Posting::Polarised] {
            assert!((count(posting) as i32 - 3000).abs() < 200);
        }
    }
}

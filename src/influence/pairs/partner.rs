//! Who is met.

use super::Ranked;
use crate::influence::Contradiction;
use crate::math;
use crate::random::Stream;
use crate::registry::{above, at_least};
use crate::world::{Scale, voice};
use crate::{choices, parameters};

choices! {
    /// How a partner is chosen.
    pub enum PartnerChoice {
        /// All alike.
        Uniform = "uniform",
        /// With weight d^−γ, d the distance of opinions, at least `distance_floor`: algorithmic bias (Sîrbu et al. 2019).
        Biased = "biased",
        /// With weight (1 − d)^h, d the distance of opinions in units of the range (Keijzer & Mäs 2022).
        Similar = "similar",
    }
}

/// How a partner is chosen, with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Selection {
    /// All alike.
    Uniform,
    /// With weight max(d, floor)^−γ.
    Biased {
        /// γ ≥ 0.
        gamma: f64,
        /// The smallest distance that counts, in opinion units.
        floor: f64,
    },
    /// With weight (1 − d/range)^h.
    Similar {
        /// h ≥ 0.
        exponent: f64,
    },
}

parameters! {
    /// The keys that say how a partner is chosen, of all rules that act on pairs.
    pub struct PartnerKeys {
        /// How the partner is chosen, where agents meet one by one.
        selection: PartnerChoice = PartnerChoice::Uniform;
        /// γ of the biased choice.
        gamma: Option<f64> = None, in at_least(0.0);
        /// d_min, the smallest distance that counts in the biased choice, in opinion units. 1e-4 if left out.
        distance_floor: Option<f64> = None, in above(0.0);
        /// h of the choice by similarity.
        similarity_exponent: Option<f64> = None, in at_least(0.0);
    }
}

impl Default for PartnerKeys {
    fn default() -> Self {
        Self {
            selection: PartnerChoice::Uniform,
            gamma: None,
            distance_floor: None,
            similarity_exponent: None,
        }
    }
}

impl PartnerKeys {
    /// The smallest distance that counts where none is given.
    const FLOOR: f64 = 1e-4;

    /// The selection.
    pub fn selection(&self) -> Selection {
        match self.selection {
            PartnerChoice::Uniform => Selection::Uniform,
            PartnerChoice::Biased => Selection::Biased {
                gamma: self.gamma.unwrap_or(0.0),
                floor: self.distance_floor.unwrap_or(Self::FLOOR),
            },
            PartnerChoice::Similar => {
                Selection::Similar { exponent: self.similarity_exponent.unwrap_or(0.0) }
            }
        }
    }

    /// What the keys contradict each other in, for a rule that acts on pairs or, with `pairwise` = false, does not.
    pub fn contradiction(&self, pairwise: bool) -> Option<Contradiction> {
        let wrong = |key, message: &str, expected, help| {
            Some(Contradiction { key, message: message.to_owned(), expected, help })
        };
        let needs = |key, choice: PartnerChoice| {
            wrong(
                key,
                &format!("`influence.{key}` is for selection = \"{}\"", choice.word()),
                "expected another `selection` beside it",
                "take it out, or change influence.selection",
            )
        };
        let (biased, similar) = (PartnerChoice::Biased, PartnerChoice::Similar);
        if !pairwise && self.selection != PartnerChoice::Uniform {
            return wrong(
                "selection",
                "`influence.selection` chooses whom an agent meets, and nobody is met one by one",
                "expected pairwise = true beside it",
                "write pairwise = true in [influence], or take `selection` out",
            );
        }
        if self.selection != biased && self.gamma.is_some() {
            return needs("gamma", biased);
        }
        if self.selection != biased && self.distance_floor.is_some() {
            return needs("distance_floor", biased);
        }
        if self.selection != similar && self.similarity_exponent.is_some() {
            return needs("similarity_exponent", similar);
        }
        if self.selection == biased && self.gamma.is_none() {
            let help = "write gamma = 1.0 in [influence]; 0 is the uniform choice";
            return wrong(
                "selection",
                "selection = \"biased\" has no exponent γ",
                "expected `gamma` beside it",
                help,
            );
        }
        if self.selection == similar && self.similarity_exponent.is_none() {
            let help = "write similarity_exponent = 4 in [influence]; 0 is the uniform choice";
            let expected = "expected `similarity_exponent` beside it";
            return wrong("selection", "selection = \"similar\" has no exponent h", expected, help);
        }
        None
    }
}

impl Selection {
    /// The weight of a partner at a distance; never rises with it. Infinite, or 0, where an exponent is so large that no
    /// number holds it: see `is_sound`.
    #[inline]
    pub fn weight(self, distance: f64, scale: Scale) -> f64 {
        match self {
            Self::Uniform => 1.0,
            Self::Biased { gamma, floor } => math::pow(distance.max(floor), -gamma),
            Self::Similar { exponent } => {
                math::pow((1.0 - distance / (2.0 * scale.unit())).max(0.0), exponent)
            }
        }
    }

    /// The weight of a partner at a distance ÷ that of the nearest: at most 1, whatever the exponent is.
    pub(super) fn relative_weight(self, distance: f64, nearest: f64, scale: Scale) -> f64 {
        match self {
            Self::Uniform => 1.0,
            Self::Biased { gamma, floor } => math::pow(distance.max(floor) / nearest.max(floor), -gamma),
            Self::Similar { exponent } => {
                let similarity = |distance: f64| (1.0 - distance / (2.0 * scale.unit())).max(0.0);
                match similarity(nearest) {
                    0.0 => 0.0,
                    greatest => math::pow(similarity(distance) / greatest, exponent),
                }
            }
        }
    }
}

/// Whether a sum of weights is one that a double holds, with all of its terms that matter. Where it is not (biased choice
/// with γ > 77 and the smallest distance left out; similarity with an exponent of thousands), weights are taken relative
/// to that of the nearest; elsewhere as they are, so that no draw depends on this.
pub(super) fn is_sound(total: f64) -> bool {
    (1e-280..1e300).contains(&total)
}

/// Tries to meet somebody who speaks before all are looked at.
const TRIES: usize = 64;

/// Whom an agent can meet.
#[derive(Clone, Copy, Debug)]
pub enum Partners<'a> {
    /// All others, of so many agents.
    Everybody(u32),
    /// All others, in the order of their opinions.
    Ranked(&'a Ranked),
    /// These.
    Followees(&'a [u32]),
}

impl Partners<'_> {
    /// Draws a partner for `agent` among those who speak; None if nobody does, or if all weights are 0.
    pub fn draw(
        self,
        agent: usize,
        opinions: &[f64],
        voices: &[u8],
        (selection, scale): (Selection, Scale),
        stream: &mut Stream,
    ) -> Option<usize> {
        let speaks = |other: usize| voice::speaks(voices[other]);
        let law = (selection, scale);
        // Redrawn until somebody speaks: the law is that of the choice among those who do.
        for _ in 0..TRIES {
            let other = match self {
                Self::Everybody(agents) => other_than(agent, agents, stream)?,
                Self::Ranked(ranked) => ranked.draw(agent, law, stream)?,
                Self::Followees(_) => break,
            };
            if speaks(other) {
                return Some(other);
            }
        }
        if let Self::Followees(row) = self {
            let others = row.iter().map(|&other| other as usize).filter(|&other| speaks(other));
            choose(others, agent, opinions, law, stream)
        } else {
            let others = (0..opinions.len()).filter(|&other| other != agent && speaks(other));
            choose(others, agent, opinions, law, stream)
        }
    }
}

/// Anybody but `agent`; None where there is nobody else. One word, rarely more.
#[inline]
fn other_than(agent: usize, agents: u32, stream: &mut Stream) -> Option<usize> {
    if agents < 2 {
        return None;
    }
    let other = stream.below(agents - 1) as usize;
    Some(other + usize::from(other >= agent))
}

/// One of `others` with the weight of its distance, by adding the weights up in order.
pub(super) fn choose(
    others: impl Iterator<Item = usize> + Clone,
    agent: usize,
    opinions: &[f64],
    (selection, scale): (Selection, Scale),
    stream: &mut Stream,
) -> Option<usize> {
    if selection == Selection::Uniform {
        let count = others.clone().count() as u32;
        return if count == 0 { None } else { others.clone().nth(stream.below(count) as usize) };
    }
    let distances = others.map(|other| (other, (opinions[other] - opinions[agent]).abs()));
    let weights = distances.clone().map(|(other, distance)| (other, selection.weight(distance, scale)));
    let total: f64 = weights.clone().map(|(_, weight)| weight).sum();
    if is_sound(total) {
        return weighted(weights, total, stream);
    }
    let nearest = distances.clone().map(|(_, distance)| distance).fold(f64::INFINITY, f64::min);
    let weights =
        distances.map(|(other, distance)| (other, selection.relative_weight(distance, nearest, scale)));
    let total: f64 = weights.clone().map(|(_, weight)| weight).sum();
    weighted(weights, total, stream)
}

/// One of those listed in proportion to its weight; None if all weights are 0. One uniform draw otherwise.
fn weighted(weights: impl Iterator<Item = (usize, f64)>, total: f64, stream: &mut Stream) -> Option<usize> {
    if total <= 0.0 {
        return None;
    }
    let drawn = stream.uniform() * total;
    let mut sum = 0.0;
    let mut last = None;
    for (other, weight) in weights {
        if weight > 0.0 {
            sum += weight;
            last = Some(other);
            if drawn < sum {
                break;
            }
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};
    use crate::registry::Parameters;

    #[test]
    fn keys_that_do_not_go_together() {
        let wrong = |text: &str, pairwise| {
            let keys = PartnerKeys::from_toml(text).unwrap();
            keys.contradiction(pairwise).map(|wrong| wrong.key)
        };
        assert_eq!(wrong("", true), None);
        assert_eq!(wrong("", false), None);
        assert_eq!(wrong("selection = \"biased\"", false), Some("selection"));
        assert_eq!(wrong("gamma = 1.0", true), Some("gamma"));
        assert_eq!(wrong("selection = \"biased\"", true), Some("selection"));
        assert_eq!(wrong("selection = \"biased\"\ngamma = 1.0", true), None);
        assert_eq!(wrong("selection = \"similar\"", true), Some("selection"));
        assert_eq!(wrong("selection = \"similar\"\ngamma = 1.0", true), Some("gamma"));
        assert_eq!(wrong("distance_floor = 0.1", true), Some("distance_floor"));
        assert_eq!(wrong("similarity_exponent = 1.0", true), Some("similarity_exponent"));
    }

    /// Whoever is silent is not met, and the law among the others is that of their weights.
    #[test]
    fn the_silent_are_passed_over() {
        let opinions = [0.0, 0.1, 0.2, 0.4, 0.8];
        let voices = [voice::SPEAKS, voice::SPEAKS, 0, voice::SPEAKS, voice::SPEAKS];
        let selection = Selection::Biased { gamma: 1.0, floor: 0.01 };
        let ranked = Ranked::new(&opinions);
        let expected = [0.0, 10.0, 0.0, 2.5, 1.25].map(|weight| weight / 13.75);
        for partners in [Partners::Ranked(&ranked), Partners::Followees(&[1, 2, 3, 4])] {
            let mut counts = [0.0_f64; 5];
            let mut stream = Draws::new(8, 0).stream(Purpose::Test, 0, 0);
            for _ in 0..40_000 {
                let pair = (selection, Scale::default());
                let other = partners.draw(0, &opinions, &voices, pair, &mut stream).unwrap();
                counts[other] += 1.0 / 40_000.0;
            }
            for (count, expected) in counts.iter().zip(expected) {
                assert!((count - expected).abs() < 0.01, "{counts:?}");
            }
            let quiet = [0; 5];
            let pair = (selection, Scale::default());
            assert_eq!(partners.draw(0, &opinions, &quiet, pair, &mut stream), None);
        }
    }

    /// Exponents whose weights no double holds: the law is that of the ratios. Distances at the floor, beyond it, and so
    /// large that all weights vanish.
    #[test]
    fn the_largest_exponents_have_a_law() {
        let voices = [voice::SPEAKS; 5];
        // 1.01^−100 of the weight of the nearest two.
        let third = [1.0, 1.0, 0.369_71, 0.0].map(|weight| weight / 2.369_71);
        let halves = Selection::Similar { exponent: 5000.0 };
        for (selection, opinions, expected) in [
            (Selection::Biased { gamma: 100.0, floor: 1e-4 }, [0.0, 1e-5, 1e-4, 1.01e-4, 0.5], third),
            (
                Selection::Biased { gamma: 400.0, floor: 1e-4 },
                [0.0, 1e-5, 1e-4, 0.2, 0.5],
                [0.5, 0.5, 0.0, 0.0],
            ),
            (Selection::Biased { gamma: 1e4, floor: 1e-4 }, [-1.0, 1.0, 1.0, 1.0, 1.0], [0.25; 4]),
            (
                Selection::Biased { gamma: 1100.0, floor: 1e-4 },
                [-1.0, 1.0, 1.001, 1.5, 1.5],
                [0.634, 0.366, 0.0, 0.0],
            ),
            (halves, [-1.0, 0.5, 0.5, 0.6, 0.9], [0.5, 0.5, 0.0, 0.0]),
        ] {
            let ranked = Ranked::new(&opinions);
            for partners in [Partners::Ranked(&ranked), Partners::Followees(&[1, 2, 3, 4])] {
                let mut counts = [0.0_f64; 4];
                let mut stream = Draws::new(9, 0).stream(Purpose::Test, 0, 0);
                for _ in 0..20_000 {
                    let law = (selection, Scale::default());
                    let other = partners.draw(0, &opinions, &voices, law, &mut stream).unwrap();
                    counts[other - 1] += 1.0 / 20_000.0;
                }
                for (count, expected) in counts.iter().zip(expected) {
                    assert!((count - expected).abs() < 0.015, "{selection:?} {opinions:?}: {counts:?}");
                }
            }
        }
        let far = (Selection::Similar { exponent: 5000.0 }, Scale::default());
        let mut stream = Draws::new(9, 0).stream(Purpose::Test, 0, 0);
        assert_eq!(Partners::Followees(&[1]).draw(0, &[-1.0, 1.0], &voices[..2], far, &mut stream), None);
    }
}

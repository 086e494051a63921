//! The q-voter: nobody gives in to fewer than q voices that agree (Castellano, Muñoz & Pastor-Satorras 2009).
//!
//! In a tick, a reader consults q of the items that it was shown, drawn at random with repetition. If all stand on one
//! side, it takes over the stance of the first of them; if not, it keeps its opinion. At q = 1 this is the voter model
//! (`copy` with `by = "draw"`). The paper's chance ε of a flip without agreement is 0 here, and its agents act one after
//! another (`schedule = "random_reader"`).

use super::Influence;
use crate::random::mix64;
use crate::registry::within;
use crate::rule;
use crate::world::{Scale, Shown};

rule! {
    name: "q_voter",
    source: "Castellano, Muñoz & Pastor-Satorras 2009, Physical Review E 80:041129",
    /// Takes over a stance if q items of the feed, drawn at random, all stand on its side.
    ///
    /// For binary opinions. Items are drawn with repetition. One draw a reader and tick (purpose Influence), hashed for
    /// the q items.
    pub struct QVoter {
        /// How many items must agree, q.
        q: u32 = 2_u32, in within(1.0, 1000.0);
    }
}

impl Influence for QVoter {
    fn target(&self, own: f64, _: &Shown<'_>) -> f64 {
        own // never asked: the rule draws
    }

    fn drawn_target(&self, own: f64, shown: &Shown<'_>, _: Scale, random: u64) -> f64 {
        if shown.is_empty() {
            return own;
        }
        let (low, high) = (random as u32, (random >> 32) as u32);
        let item = |number: u32| {
            let drawn = mix64(low, number ^ high);
            ((u128::from(drawn) * shown.len() as u128) >> 64) as usize
        };
        let first = item(0);
        let side = shown.sides[first];
        let agree = side != 0 && (1..self.q).all(|number| shown.sides[item(number)] == side);
        if agree { shown.stances[first] } else { own }
    }

    fn is_random(&self) -> bool {
        true
    }

    fn needs_sides(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};

    #[test]
    fn only_the_unanimous_convince() {
        let shown = Shown {
            authors: &[1, 2, 3, 4],
            stances: &[1.0, -1.0, -1.0, -1.0],
            sides: &[1, -1, -1, -1],
            ties: &[0, 1, 2, 3],
            items: &[1, 2, 3, 4],
            affinities: &[],
        };
        let mut stream = Draws::new(1, 0).stream(Purpose::Test, 0, 0);
        let n = 40_000;
        for q in 1..=4 {
            let rule = QVoter { q };
            let mut share = |own: f64| {
                let moved = (0..n)
                    .filter(|_| rule.drawn_target(own, &shown, Scale::default(), stream.next_u64()) != own)
                    .count();
                moved as f64 / f64::from(n)
            };
            // ¾ of the items are −1, ¼ is +1; q of them must agree.
            let power = |p: f64| (0..q).fold(1.0, |product, _| product * p);
            assert!((share(1.0) - power(0.75)).abs() < 0.01, "{q}");
            assert!((share(-1.0) - power(0.25)).abs() < 0.01, "{q}");
        }
        assert_eq!(
            QVoter { q: 2 }.drawn_target(0.5, &Shown { stances: &[], ..shown }, Scale::default(), 7),
            0.5
        );
    }
}

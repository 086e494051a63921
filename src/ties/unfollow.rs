//! Unfollowing: a discordant voice is dropped and somebody else followed.
//!
//! With probability q, if at least one shown item is discordant (|x_i − y| ≥ ε), the reader drops the author of a
//! random discordant item (by item, so that a frequent voice is likelier) and follows another account.
//! After Sasahara et al. 2021. There the rule runs one agent at a time on the last l messages of a global store;
//! here it follows what the feed showed in the tick.

use super::{Change, Circle, Ties};
use crate::random::Stream;
use crate::registry::{above, within};
use crate::{choices, rule};

choices! {
    /// Who is followed in place of a dropped account.
    pub enum Replacement {
        /// Anybody not yet followed.
        Random = "random",
        /// The originator of a concordant reshare in the feed; anybody if there is none.
        Repost = "repost",
        /// A speaking account of concordant stance, drawn at random; anybody if 64 tries find none.
        Recommendation = "recommendation",
    }
}

rule! {
    name: "unfollow",
    source: "Sasahara et al. 2021, Journal of Computational Social Science 4:381",
    /// Drops a discordant account that was shown and follows another; the number of followees stays.
    ///
    /// One draw a reader and tick, and two or more for a change (purpose Rewire).
    pub struct Unfollow {
        /// Probability q of unfollowing in a tick in which something discordant was shown.
        probability: f64 = 0.02, in within(0.0, 1.0);
        /// A post at least this far from the own opinion is discordant, in opinion units.
        epsilon: f64 = 0.8, in above(0.0);
        /// Who is followed instead.
        replacement: Replacement = Replacement::Random;
    }
}

impl Ties for Unfollow {
    fn change(&self, circle: &Circle<'_>, stream: &mut Stream) -> Option<Change> {
        if !stream.chance(self.probability) {
            return None;
        }
        // Who is not followed cannot be dropped.
        let discordant = |index: &usize| {
            (circle.shown.stances[*index] - circle.opinion).abs() >= self.epsilon
                && (circle.shown.ties[*index] as usize) < circle.followees.len()
        };
        let count = (0..circle.shown.len()).filter(discordant).count();
        if count == 0 {
            return None;
        }
        let pick = stream.below(count as u32) as usize;
        let item = (0..circle.shown.len()).filter(discordant).nth(pick)?;
        let followee = match self.replacement {
            Replacement::Random => None,
            Replacement::Repost => self.originator(circle, stream),
            Replacement::Recommendation => self.recommended(circle, stream),
        };
        let followee = followee.or_else(|| stranger(circle, stream))?;
        Some(Change { tie: circle.shown.ties[item], followee })
    }
}

impl Unfollow {
    /// The originator of a random concordant reshare that is not followed yet.
    fn originator(&self, circle: &Circle<'_>, stream: &mut Stream) -> Option<u32> {
        let eligible = |&(index, &originator): &(usize, &u32)| {
            originator != circle.shown.authors[index]
                && (circle.shown.stances[index] - circle.opinion).abs() < self.epsilon
                && is_stranger(circle, originator)
        };
        let candidates = || circle.originators.iter().enumerate().filter(eligible);
        let count = candidates().count();
        if count == 0 {
            return None;
        }
        candidates().nth(stream.below(count as u32) as usize).map(|(_, &originator)| originator)
    }

    /// A stranger who speaks with a concordant stance.
    fn recommended(&self, circle: &Circle<'_>, stream: &mut Stream) -> Option<u32> {
        (0..64).map(|_| stream.below(circle.agents)).find(|&account| {
            is_stranger(circle, account)
                && (circle.stance_of)(account)
                    .is_some_and(|stance| (stance - circle.opinion).abs() < self.epsilon)
        })
    }
}

fn is_stranger(circle: &Circle<'_>, account: u32) -> bool {
    account != circle.reader && !circle.followees.contains(&account)
}

/// Anybody who is not followed yet, uniformly; None if everybody is.
fn stranger(circle: &Circle<'_>, stream: &mut Stream) -> Option<u32> {
    if circle.followees.len() + 1 >= circle.agents as usize {
        return None;
    }
    loop {
        let account = stream.below(circle.agents);
        if is_stranger(circle, account) {
            return Some(account);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};

    fn change(rule: &Unfollow, originators: &[u32], agent: u32) -> Option<Change> {
        let shown = Shown {
            authors: &[1, 2],
            stances: &[-0.9, 0.6],
            sides: &[-1, 1],
            ties: &[0, 1],
            items: &[1, 2],
            affinities: &[],
        };
        let circle = Circle {
            reader: 0,
            agents: 10,
            opinion: 0.5,
            before: 0.5,
            scale: Scale::default(),
            followees: &[1, 2],
            shown: &shown,
            originators,
            stance_of: &|account| (account == 7).then_some(0.4),
            store: None,
        };
        rule.change(&circle, &mut Draws::new(1, 0).stream(Purpose::Rewire, 1, agent))
    }

    use crate::world::{Scale, Shown};

    #[test]
    fn the_discordant_account_goes() {
        let mut rule = Unfollow { probability: 1.0, epsilon: 0.8, replacement: Replacement::Random };
        for agent in 0..50 {
            let change = change(&rule, &[1, 2], agent).unwrap();
            assert_eq!(change.tie, 0);
            assert!(![0, 1, 2].contains(&change.followee));
        }
        rule.epsilon = 1.5;
        assert_eq!(change(&rule, &[1, 2], 0), None);
    }

    #[test]
    fn the_replacement_is_as_asked() {
        let repost = Unfollow { probability: 1.0, epsilon: 0.8, replacement: Replacement::Repost };
        assert_eq!(change(&repost, &[1, 9], 0).unwrap().followee, 9);
        let recommended =
            Unfollow { probability: 1.0, epsilon: 0.8, replacement: Replacement::Recommendation };
        assert_eq!(change(&recommended, &[1, 2], 0).unwrap().followee, 7);
    }
}

//! Unfollowing: a discordant voice is dropped and somebody else followed (Sasahara et al. 2021).
//!
//! With probability q, if at least one shown item is discordant (|x_i − y| ≥ ε, x_i the opinion with which the feed was
//! read, before influence), the reader drops the author of a random discordant item (by item, so that a frequent voice is
//! likelier; of a reshare the one who reshared it) and follows another account: see [`Replacement`].
//! The paper's model has a sequential schedule, a memory of the platform (`feed.memory`) and the same ε in influence and
//! reposts; elsewhere the rule goes by what the feed showed in the tick.

use super::{Change, Circle, Ties};
use crate::random::Stream;
use crate::registry::{above, within};
use crate::world::StoredPost;
use crate::{choices, rule};

choices! {
    /// Who is followed in place of a dropped account.
    pub enum Replacement {
        /// Anybody not yet followed.
        Random = "random",
        /// One of the originators of the concordant items in the feed, each counting once; anybody if all are followed
        /// already.
        Repost = "repost",
        /// Where the platform keeps its last posts: the originator of one of those that are closer than ε to the reader's
        /// own last post in store, post by post; anybody if there is none, or no own post. Elsewhere a speaking account
        /// of concordant stance, drawn at random; anybody if 64 tries find none.
        Recommendation = "recommendation",
        /// One of the three, drawn each time.
        Mixture = "mixture",
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
            !self.is_concordant(circle, circle.shown.stances[*index])
                && (circle.shown.ties[*index] as usize) < circle.followees.len()
        };
        let count = (0..circle.shown.len()).filter(discordant).count();
        if count == 0 {
            return None;
        }
        let pick = stream.below(count as u32) as usize;
        let item = (0..circle.shown.len()).filter(discordant).nth(pick)?;
        let replacement = match self.replacement {
            Replacement::Mixture => {
                let all = [Replacement::Random, Replacement::Repost, Replacement::Recommendation];
                all[stream.below(3) as usize]
            }
            one => one,
        };
        let followee = match replacement {
            Replacement::Random | Replacement::Mixture => None,
            Replacement::Repost => self.originator(circle, stream),
            Replacement::Recommendation => self.recommended(circle, stream),
        };
        let followee = followee.or_else(|| stranger(circle, stream))?;
        Some(Change { tie: circle.shown.ties[item], followee })
    }
}

impl Unfollow {
    /// Whether a stance is closer than ε to the opinion with which the reader read.
    fn is_concordant(&self, circle: &Circle<'_>, stance: f64) -> bool {
        (stance - circle.before).abs() < self.epsilon
    }

    /// One of the originators of concordant items that are not followed yet, each once.
    fn originator(&self, circle: &Circle<'_>, stream: &mut Stream) -> Option<u32> {
        let items = circle.originators.iter().zip(circle.shown.stances);
        let mut candidates: Vec<u32> = items
            .filter(|&(&originator, &stance)| {
                self.is_concordant(circle, stance) && is_stranger(circle, originator)
            })
            .map(|(&originator, _)| originator)
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        (!candidates.is_empty()).then(|| candidates[stream.below(candidates.len() as u32) as usize])
    }

    /// A stranger of like mind. O(posts in store).
    fn recommended(&self, circle: &Circle<'_>, stream: &mut Stream) -> Option<u32> {
        let Some(store) = circle.store else {
            return (0..64).map(|_| stream.below(circle.agents)).find(|&account| {
                is_stranger(circle, account)
                    && (circle.stance_of)(account).is_some_and(|stance| self.is_concordant(circle, stance))
            });
        };
        let own = store.newest().find(|post| post.originator() == circle.reader)?.stance;
        let candidates: Vec<u32> = store
            .newest()
            .filter(|post| (post.stance - own).abs() < self.epsilon && is_stranger(circle, post.originator()))
            .map(StoredPost::originator)
            .collect();
        (!candidates.is_empty()).then(|| candidates[stream.below(candidates.len() as u32) as usize])
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
    use crate::world::{PostStore, Scale, Shown};

    /// Reader 0 of ten, with opinion .5, follows 1 and 2; it was shown −.9 by 1 and .6 by 2. 7 says .4.
    fn change(rule: &Unfollow, originators: &[u32], store: Option<&PostStore>, agent: u32) -> Option<Change> {
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
            opinion: -0.8,
            before: 0.5,
            scale: Scale::default(),
            followees: &[1, 2],
            shown: &shown,
            originators,
            stance_of: &|account| (account == 7).then_some(0.4),
            store,
        };
        rule.change(&circle, &mut Draws::new(1, 0).stream(Purpose::Rewire, 1, agent))
    }

    fn rule(replacement: Replacement) -> Unfollow {
        Unfollow { probability: 1.0, epsilon: 0.8, replacement }
    }

    #[test]
    fn the_discordant_account_goes() {
        // By the opinion before influence: after it, −.9 would agree.
        for agent in 0..50 {
            let change = change(&rule(Replacement::Random), &[1, 2], None, agent).unwrap();
            assert_eq!(change.tie, 0);
            assert!(![0, 1, 2].contains(&change.followee));
        }
        let tolerant = Unfollow { epsilon: 1.5, ..rule(Replacement::Random) };
        assert_eq!(change(&tolerant, &[1, 2], None, 0), None);
    }

    #[test]
    fn the_replacement_is_as_asked() {
        assert_eq!(change(&rule(Replacement::Repost), &[1, 9], None, 0).unwrap().followee, 9);
        let recommended = rule(Replacement::Recommendation);
        assert_eq!(change(&recommended, &[1, 2], None, 0).unwrap().followee, 7);
    }

    #[test]
    fn recommendations_come_from_the_store_post_by_post() {
        let mut store = PostStore::new(20, 10);
        for (poster, stance) in [(0, 0.9), (5, 0.3), (0, 0.0), (5, 0.4), (4, -0.7), (3, 0.85), (1, 0.1)] {
            store.publish(poster, None, stance);
        }
        // Within .8 of its own last post at 0: 5 twice and 4 once; 1 is followed already, 3 too far.
        let mut counts = [0; 10];
        for agent in 0..9000 {
            let rule = rule(Replacement::Recommendation);
            counts[change(&rule, &[1, 2], Some(&store), agent).unwrap().followee as usize] += 1;
        }
        assert!((counts[5] - 6000_i32).abs() < 200 && counts[5] + counts[4] == 9000, "{counts:?}");
        // Without a post of its own anybody is followed.
        let mut strange = PostStore::new(20, 10);
        strange.publish(5, None, 0.5);
        let found: Vec<u32> = (0..200)
            .map(|agent| {
                change(&rule(Replacement::Recommendation), &[1, 2], Some(&strange), agent).unwrap().followee
            })
            .collect();
        assert!((3..10).all(|account| found.contains(&account)));
    }

    #[test]
    fn a_mixture_draws_the_way() {
        let mut store = PostStore::new(20, 10);
        store.publish(0, None, 0.5);
        store.publish(8, None, 0.5);
        let mut counts = [0; 10];
        for agent in 0..9000 {
            counts[change(&rule(Replacement::Mixture), &[1, 9], Some(&store), agent).unwrap().followee
                as usize] += 1;
        }
        // A third each, and a seventh of the third that goes to anybody.
        let each = 3000.0 + 3000.0 / 7.0;
        assert!((f64::from(counts[9]) - each).abs() < 200.0 && (f64::from(counts[8]) - each).abs() < 200.0);
    }
}

//! Factors by who the author is: what kind of account, and what the reader has to do with it.

use super::Candidates;
use crate::parameters;
use crate::registry::at_least;
use crate::world::AgentKind;

parameters! {
    /// A factor for each kind of author; 1 changes nothing.
    pub struct KindFactors {
        /// The factor of posts of persons.
        person_factor: f64 = 1.0, in at_least(0.0);
        /// The factor of posts of pages.
        page_factor: f64 = 1.0, in at_least(0.0);
        /// The factor of posts of bots.
        bot_factor: f64 = 1.0, in at_least(0.0);
        /// The factor of posts of mass media.
        media_factor: f64 = 1.0, in at_least(0.0);
        /// The factor of posts of advertisers, where they compete by score (their advertisements do not: `ads`).
        advertiser_factor: f64 = 1.0, in at_least(0.0);
    }
}

impl KindFactors {
    /// All 1.
    pub const NONE: Self = Self {
        person_factor: 1.0,
        page_factor: 1.0,
        bot_factor: 1.0,
        media_factor: 1.0,
        advertiser_factor: 1.0,
    };

    /// Whether they change anything. Only then the ranking asks for the kinds of authors.
    pub fn is_active(&self) -> bool {
        *self != Self::NONE
    }

    /// Multiplies the scores. O(candidates); nothing is done where all factors are 1.
    pub fn apply(&self, kinds: &[AgentKind], scores: &mut [f32]) {
        if !self.is_active() {
            return;
        }
        for (score, &kind) in scores.iter_mut().zip(kinds) {
            let factor = match kind {
                AgentKind::Person => self.person_factor,
                AgentKind::Page => self.page_factor,
                AgentKind::Bot => self.bot_factor,
                AgentKind::Advertiser => self.advertiser_factor,
                AgentKind::Media => self.media_factor,
            };
            *score *= factor as f32;
        }
    }
}

/// A factor for each relation of the reader to the author, ≥ 0; 1 changes nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RelationFactors {
    /// Of an account that the reader follows.
    pub friend: f64,
    /// Of an account that it does not follow, of the same group of the population. None: as of any stranger.
    pub group: Option<f64>,
    /// Of any other account that it does not follow.
    pub stranger: f64,
}

impl RelationFactors {
    /// Whether they tell strangers from friends.
    pub fn needs_outside(&self) -> bool {
        self.friend != 1.0 || self.stranger != 1.0 || self.needs_fellows()
    }

    /// Whether they tell members of the reader's group from other strangers.
    pub fn needs_fellows(&self) -> bool {
        self.group.is_some_and(|group| group != self.stranger)
    }

    /// Multiplies the scores. O(candidates); nothing is done where all factors are 1.
    pub fn apply(&self, candidates: &Candidates<'_>, scores: &mut [f32]) {
        if self.friend != 1.0 {
            for (score, &outside) in scores.iter_mut().zip(candidates.outside) {
                *score *= if outside { 1.0 } else { self.friend as f32 };
            }
        }
        if self.needs_fellows() {
            let group = self.group.unwrap_or(self.stranger) as f32;
            let authors = candidates.outside.iter().zip(candidates.fellows);
            for (score, (&outside, &fellow)) in scores.iter_mut().zip(authors) {
                *score *= match (outside, fellow) {
                    (false, _) => 1.0,
                    (true, true) => group,
                    (true, false) => self.stranger as f32,
                };
            }
        } else {
            super::form::apply_to_marked(self.stranger, candidates.outside, scores);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_factor() {
        use AgentKind::{Advertiser, Bot, Media, Page, Person};
        let factors = KindFactors {
            person_factor: 1.0,
            page_factor: 0.5,
            bot_factor: 0.25,
            media_factor: 2.0,
            advertiser_factor: 0.0,
        };
        let mut scores = [4.0_f32; 5];
        factors.apply(&[Person, Page, Bot, Advertiser, Media], &mut scores);
        assert_eq!(scores, [4.0, 2.0, 1.0, 0.0, 8.0]);
        assert!(!KindFactors::NONE.is_active() && factors.is_active());
    }

    #[test]
    fn friends_fellows_and_strangers() {
        // A friend of the same group, a friend, a stranger of the same group, a stranger.
        let (outside, fellows) = ([false, false, true, true], [true, false, true, false]);
        let candidates = Candidates { len: 4, outside: &outside, fellows: &fellows, ..Candidates::default() };
        for (friend, group, stranger, expected) in [
            (1.0, Some(0.5), 0.25, [8.0, 8.0, 4.0, 2.0]),
            (0.5, None, 0.25, [4.0, 4.0, 2.0, 2.0]),
            (1.0, Some(0.5), 0.5, [8.0, 8.0, 4.0, 4.0]),
            (1.0, Some(0.5), 1.0, [8.0, 8.0, 4.0, 8.0]),
            (1.0, None, 1.0, [8.0; 4]),
        ] {
            let mut scores = [8.0_f32; 4];
            RelationFactors { friend, group, stranger }.apply(&candidates, &mut scores);
            assert_eq!(scores.map(f64::from), expected);
        }
    }
}

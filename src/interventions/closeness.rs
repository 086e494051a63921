//! Factors of scores by who an author is to its reader: a friend, somebody of the same group, a stranger, a page.

use crate::math;
use crate::world::AgentKind;

/// One set of factors.
#[derive(Clone, Debug, Default)]
pub struct Closeness {
    /// Of a person who is followed.
    pub person: f64,
    /// Of a person who is not followed but of the same group.
    pub group: f64,
    /// Of any other person, and of bots, media and advertisers that are not followed.
    pub stranger: f64,
    /// Of a page, followed or not.
    pub page: f64,
    /// Exponent of the strength of the tie to a followee.
    pub exponent: f64,
}

/// All factors in force in a tick, and for whom.
#[derive(Clone, Debug, Default)]
pub struct Closenesses {
    sets: Vec<Closeness>,
    /// For each agent the number of its set from 1, 0 for none. Length N or 0.
    readers: Vec<u32>,
}

/// What an author is to a reader.
#[derive(Clone, Copy, Debug)]
pub struct Relation {
    /// What kind of account it is.
    pub kind: AgentKind,
    /// The reader's affinity to it, if the reader follows it; 1 where nothing keeps any.
    pub affinity: Option<f32>,
    /// Whether both are of the same group.
    pub is_of_group: bool,
}

impl Closenesses {
    /// Lets go of all.
    pub fn clear(&mut self) {
        self.sets.clear();
        self.readers.clear();
    }

    /// Ranks the feeds of `members`, of `agents` agents, by these factors. Of two sets for one reader the later one holds.
    pub fn add(&mut self, set: Closeness, members: &[u32], agents: usize) {
        self.sets.push(set);
        self.readers.resize(agents, 0);
        for &agent in members {
            self.readers[agent as usize] = self.sets.len() as u32;
        }
    }

    /// The factors that a reader's feed is ranked by.
    #[inline]
    pub fn of(&self, reader: usize) -> Option<&Closeness> {
        self.sets.get((*self.readers.get(reader)? as usize).checked_sub(1)?)
    }
}

impl Closeness {
    /// The factor of an author, above 0.
    #[inline]
    pub fn factor(&self, relation: Relation) -> f64 {
        // Affinities that have fallen to nothing still tell posts apart.
        const LEAST: f64 = 1e-6;
        let tie = match relation.affinity {
            Some(affinity) if self.exponent > 0.0 => math::pow(f64::from(affinity).max(LEAST), self.exponent),
            _ => 1.0,
        };
        tie * match (relation.kind, relation.affinity) {
            (AgentKind::Page, _) => self.page,
            (_, Some(_)) => self.person,
            (AgentKind::Person, None) if relation.is_of_group => self.group,
            (_, None) => self.stranger,
        }
    }
}

/// A score times a factor > 0, so that a factor below 1 lowers it whatever its sign: a score below 0 is divided. What was
/// admissible stays so: the result is finite but for −∞, which stays −∞.
#[inline]
pub fn scaled(score: f32, factor: f64) -> f32 {
    if score == f32::NEG_INFINITY {
        return score;
    }
    let score = f64::from(score.min(f32::MAX));
    let scaled = if score >= 0.0 { score * factor } else { score / factor };
    scaled.clamp(f64::from(f32::MIN), f64::from(f32::MAX)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_by_hand() {
        let closeness = Closeness { person: 1.0, group: 0.5, stranger: 0.3, page: 0.2, exponent: 2.0 };
        let factor = |kind, affinity, is_of_group| closeness.factor(Relation { kind, affinity, is_of_group });
        assert_eq!(factor(AgentKind::Person, Some(0.5), false), 0.25);
        assert_eq!(factor(AgentKind::Person, None, true), 0.5);
        assert_eq!(factor(AgentKind::Person, None, false), 0.3);
        assert_eq!(factor(AgentKind::Bot, None, true), 0.3);
        assert_eq!(factor(AgentKind::Page, Some(1.0), true), 0.2);
        assert_eq!(factor(AgentKind::Page, None, true), 0.2);
    }

    #[test]
    fn every_reader_keeps_its_own_factors() {
        let mut all = Closenesses::default();
        assert!(all.of(0).is_none());
        for (page, members) in [(0.2, vec![0, 1]), (0.7, vec![1, 2])] {
            all.add(Closeness { page, ..Closeness::default() }, &members, 4);
        }
        assert_eq!(
            [0, 1, 2, 3, 4].map(|reader| all.of(reader).map(|set| set.page)),
            [Some(0.2), Some(0.7), Some(0.7), None, None]
        );
        all.clear();
        assert!(all.of(1).is_none());
    }

    #[test]
    fn a_factor_below_one_lowers_every_score() {
        assert_eq!((scaled(2.0, 0.5), scaled(-2.0, 0.5), scaled(0.0, 0.5)), (1.0, -4.0, 0.0));
    }

    #[test]
    fn the_admissible_stays_admissible() {
        let scores =
            [(-1.0, 1e-42), (-1.0, 0.0), (2.0, 1e300), (f32::INFINITY, 0.0), (f32::NEG_INFINITY, 0.5)];
        let expected = [f32::MIN, f32::MIN, f32::MAX, 0.0, f32::NEG_INFINITY];
        assert_eq!(scores.map(|(score, factor)| scaled(score, factor)), expected);
    }
}

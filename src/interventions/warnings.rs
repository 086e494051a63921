//! Warnings on posts, as they hold in one tick: which posts carry one for a reader, and what it does.

use crate::world::{PostId, post_draw};

/// A way of labelling posts.
#[derive(Clone, Debug, Default)]
pub struct Warning {
    /// Key of the run's draws of what is found.
    pub key: u32,
    /// Probability that a false post is found.
    pub recall: f64,
    /// Probability that a true post is taken for a false one.
    pub false_positives: f64,
    /// Ticks from a post to its warning.
    pub delay: u32,
    /// The factor of the probability of believing a post with a warning, for a reader of trust 1.
    pub belief: f64,
    /// The factor of the probability of resharing it, for a reader of trust 1.
    pub sharing: f64,
    /// The share of readers to whom a post with a warning is still offered.
    pub reach: f64,
    /// What is added to the factors of posts without a warning, for a reader of trust 1.
    pub implied: f64,
    /// Accounts that have had too many warnings. Length N or 0.
    pub offenders: Vec<bool>,
    /// The share of readers to whom their posts are still offered.
    pub offender_reach: f64,
}

impl Warning {
    /// Whether the original `post` has been found by `tick`. `per_tick`: serial numbers an author and tick. One hashed
    /// draw a post, the same for all readers.
    #[inline]
    pub fn finds(&self, post: PostId, per_tick: u32, tick: u32, is_false: bool) -> bool {
        let share = if is_false { self.recall } else { self.false_positives };
        tick.saturating_sub(post.serial() / per_tick) >= self.delay
            && post_draw(self.key, post, per_tick) < share
    }

    /// The share of readers to whom a post of `author` is offered.
    #[inline]
    pub fn reach_of(&self, warned: bool, author: usize) -> f64 {
        let offender = self.offenders.get(author).copied().unwrap_or(false);
        (if warned { self.reach } else { 1.0 }) * if offender { self.offender_reach } else { 1.0 }
    }

    /// The factor of belief in a post for a reader of some trust.
    #[inline]
    pub fn belief_of(&self, warned: bool, trust: f64) -> f64 {
        1.0 + trust * if warned { self.belief - 1.0 } else { self.implied }
    }

    /// The factor of resharing.
    #[inline]
    pub fn sharing_of(&self, warned: bool, trust: f64) -> f64 {
        1.0 + trust * if warned { self.sharing - 1.0 } else { self.implied }
    }

    /// Whether readers' belief can change.
    pub fn acts_on_belief(&self) -> bool {
        self.belief < 1.0 || self.implied > 0.0
    }

    /// Whether readers' resharing can change.
    pub fn acts_on_sharing(&self) -> bool {
        self.sharing < 1.0 || self.implied > 0.0
    }
}

/// All warnings in force in a tick, and for whom.
#[derive(Clone, Debug, Default)]
pub struct Warnings {
    /// The ways of labelling.
    pub ways: Vec<Warning>,
    /// For each agent the number of its way from 1, 0 for none, and its trust. Length N or 0.
    readers: Vec<(u8, f32)>,
}

impl Warnings {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ways.is_empty()
    }

    /// Lets go of all.
    pub fn clear(&mut self) {
        self.ways.clear();
        self.readers.clear();
    }

    /// Labels posts in this way for `members`, whose trust is that of all `agents`; empty: 1. Of two ways for one reader
    /// the later one holds.
    pub fn add(&mut self, way: Warning, members: &[u32], agents: usize, trust: &[f64]) {
        self.ways.push(way);
        self.readers.resize(agents, (0, 1.0));
        let number = u8::try_from(self.ways.len()).unwrap_or(u8::MAX);
        for &agent in members {
            let trust = trust.get(agent as usize).map_or(1.0, |&trust| trust as f32);
            self.readers[agent as usize] = (number, trust);
        }
    }

    /// The way that holds for a reader, with its trust.
    #[inline]
    pub fn of(&self, reader: usize) -> Option<(&Warning, f64)> {
        let &(number, trust) = self.readers.get(reader)?;
        let way = self.ways.get(usize::from(number).checked_sub(1)?)?;
        Some((way, f64::from(trust)))
    }

    /// Whether any way finds a post for anybody.
    pub fn find(&self, post: PostId, per_tick: u32, tick: u32, is_false: bool) -> bool {
        self.ways.iter().any(|way| way.finds(post, per_tick, tick, is_false))
    }
}

/// Draws anew whether something happens that was drawn to happen with probability `drawn` and is to happen with
/// `factor` times that, 1 at most. `random`: a uniform number. Exact for a factor up to 1 whatever `drawn` is.
#[inline]
pub fn rescaled(happens: bool, drawn: f64, factor: f64, random: f64) -> bool {
    if factor <= 1.0 {
        return happens && random < factor;
    }
    let wanted = (drawn * factor).min(1.0);
    happens || (drawn < 1.0 && random < (wanted - drawn) / (1.0 - drawn))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_follow_trust() {
        let way = Warning { belief: 0.7, sharing: 0.5, implied: 0.1, reach: 0.25, ..Warning::default() };
        for (trust, belief, sharing, implied) in
            [(1.0, 0.7, 0.5, 1.1), (0.5, 0.85, 0.75, 1.05), (0.0, 1.0, 1.0, 1.0)]
        {
            assert!((way.belief_of(true, trust) - belief).abs() < 1e-15);
            assert!((way.sharing_of(true, trust) - sharing).abs() < 1e-15);
            assert!((way.belief_of(false, trust) - implied).abs() < 1e-15);
            assert!((way.sharing_of(false, trust) - implied).abs() < 1e-15);
        }
        assert_eq!((way.reach_of(true, 3), way.reach_of(false, 3)), (0.25, 1.0));
        let way = Warning { offenders: vec![false, true], offender_reach: 0.5, ..way };
        assert_eq!(
            (way.reach_of(true, 1), way.reach_of(false, 1), way.reach_of(false, 0)),
            (0.125, 0.5, 1.0)
        );
    }

    #[test]
    fn what_is_found_is_found_after_the_delay_by_recall() {
        let way = Warning { key: 9, recall: 0.6, false_positives: 0.1, delay: 3, ..Warning::default() };
        let share = |tick: u32, is_false: bool| {
            let found = (0..20_000).filter(|&author| way.finds(PostId::new(author, 10), 2, tick, is_false));
            found.count() as f64 / 2e4
        };
        // Serial number 10 of two a tick was published in tick 5.
        assert_eq!((share(7, true), share(7, false)), (0.0, 0.0));
        assert!((share(8, true) - 0.6).abs() < 0.01 && (share(8, false) - 0.1).abs() < 0.01);
        assert_eq!(share(8, true), share(20, true));
    }

    #[test]
    fn what_is_drawn_anew_has_the_new_probability() {
        for (drawn, factor) in [(0.2, 0.5), (0.2, 1.5), (0.6, 2.0), (1.0, 3.0), (0.0, 2.0)] {
            let n = 1000;
            let mut happened = 0;
            for first in 0..n {
                for second in 0..n {
                    let happens = (f64::from(first) + 0.5) / f64::from(n) < drawn;
                    let random = (f64::from(second) + 0.5) / f64::from(n);
                    happened += u32::from(rescaled(happens, drawn, factor, random));
                }
            }
            let expected = f64::min(drawn * factor, 1.0);
            assert!((f64::from(happened) / 1e6 - expected).abs() < 0.002, "{drawn} {factor}");
        }
    }

    #[test]
    fn each_reader_has_its_way() {
        let mut warnings = Warnings::default();
        warnings.add(Warning { recall: 0.1, ..Warning::default() }, &[0, 2], 3, &[]);
        warnings.add(Warning { recall: 0.2, ..Warning::default() }, &[2], 3, &[0.5; 3]);
        let of = |reader| warnings.of(reader).map(|(way, trust)| (way.recall, trust));
        assert_eq!((of(0), of(1), of(2)), (Some((0.1, 1.0)), None, Some((0.2, 0.5))));
    }
}

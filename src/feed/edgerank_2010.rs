//! Facebook's `EdgeRank`: affinity × weight of the kind of interaction × decay, summed over the interactions.

use super::form::{Decay, apply_factors, apply_tie_exponent};
use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::registry::{above, at_least};
use crate::rule;
use crate::world::{Counts, total};

rule! {
    name: "edgerank_2010",
    source: "Facebook 2010, form second-hand (press); the constants were never published and are ours, 2026",
    /// Facebook's `EdgeRank` of 2010: affinity · weight of the interactions · decay with age.
    ///
    /// Score: u · (create + like·likes + reply·replies + reshare·reshares) · 2^(−age/half-life), with the counts of the
    /// post so far. That a comment weighs more than a like is second-hand; every number is ours. Each interaction decays
    /// from the post's birth, not from its own time, and counts with the reader's affinity to the author.
    pub struct Edgerank2010 {
        /// Weight of the post itself.
        create: f64 = 1.0, in at_least(0.0);
        /// Weight of a like (ours).
        like: f64 = 1.0, in at_least(0.0);
        /// Weight of a reply, Facebook's comment (ours; above a like).
        reply: f64 = 2.0, in at_least(0.0);
        /// Weight of a reshare (ours).
        reshare: f64 = 2.0, in at_least(0.0);
        /// Half-life of a post, in hours (ours).
        half_life: f64 = 24.0, in above(0.0);
        /// Hours a tick.
        tick_hours: f64 = 1.0, in above(0.0);
    }
}

impl Ranking for Edgerank2010 {
    fn needs(&self) -> Needs {
        let decay = Some(Decay::half_life(self.half_life, self.tick_hours));
        Needs { worth: true, affinity: true, decay, ..Needs::default() }
    }

    fn worth(&self, counts: &Counts, _: u32) -> f32 {
        self.create as f32
            + self.like as f32 * total(counts.likes) as f32
            + self.reply as f32 * total(counts.replies) as f32
            + self.reshare as f32 * total(counts.reshares) as f32
    }

    fn score(&self, _: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        scores.copy_from_slice(candidates.worth);
        apply_tie_exponent(1.0, candidates.affinity, scores);
        apply_factors(candidates.decay, scores);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::{Sample, assert_scores, read};

    #[test]
    fn scores_by_hand() {
        let mut sample = Sample::counted();
        sample.affinity = vec![0.5, 1.0, 0.9];
        // u·(1 + likes + 2·replies + 2·reshares)·2^(−age/24):
        // .5·(1 + 40 + 16 + 10)·2^(−2/24), 1·(1 + 8)·2^(−5/24), .9·(1 + 1 + 24).
        let expected = [31.619_789_475, 7.789_829_049, 23.4];
        assert_scores(&sample.scores(&read::<Edgerank2010>("")), &expected);
        assert_eq!(sample.order(&read::<Edgerank2010>("")), [0, 2, 1]);
        assert_eq!(sample.order(&read::<Edgerank2010>("half_life = 0.5")), [2, 0, 1]);
    }
}

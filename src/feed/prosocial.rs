//! The feeds of Larooij & Törnberg 2025, as far as they need no reading of texts.

use super::gumbel::Gumbel;
use super::{Candidates, Needs, Ranking, ReaderProfile};
use crate::math::{ln, ln_whole};
use crate::registry::above;
use crate::world::{Counts, total};
use crate::{choices, rule};

choices! {
    /// By what weight a post is drawn.
    pub enum ProsocialMode {
        /// Reposts + 1.
        Engagement = "engagement",
        /// All reposts + 1 less those of the post.
        Inverse = "inverse",
        /// (Reposts + 1) · ln(4 + distance).
        OutPartisan = "out_partisan",
        /// Newest first, nothing drawn.
        Chronological = "chronological",
    }
}

rule! {
    name: "prosocial",
    source: "Larooij & Törnberg 2025, authors' code: cssmodels/prosocialinterventions",
    /// Posts drawn by reposts, by their lack, or by reposts and distance of opinion.
    ///
    /// Without replacement, in proportion to the weight w: score ln w + Gumbel draw, or ln w with draw = false. w is
    /// reposts + 1 (`engagement`), R + 1 − reposts (`inverse`), (reposts + 1)·ln(4 + |x̂ − y|) (`out_partisan`); R are
    /// the reposts of all candidates of the reader. `chronological` is newest first. Published are the 5 latest
    /// posts of followees and 5 drawn from the last 50 of others. Nearest to it is slots = 10, out_of_network = 0.5,
    /// retrieved = 50, retrieval = "random"; the followees' half is then drawn too. The published unit of the distance of partisanship is not known here: half-ranges of opinion, ours. Its
    /// bridging score rates texts and is left out.
    pub struct Prosocial {
        /// The weight that posts are drawn by.
        mode: ProsocialMode = ProsocialMode::Engagement;
        /// Whether posts are drawn, as published. false: the highest weight first.
        draw: bool = true;
        /// The number that the distance is added to (authors' code).
        base: f64 = 4.0, in above(1.0);
    }
}

impl Ranking for Prosocial {
    fn needs(&self) -> Needs {
        let is_drawn = self.mode != ProsocialMode::Chronological;
        Needs {
            worth: is_drawn,
            draws: is_drawn && self.draw,
            stance: self.mode == ProsocialMode::OutPartisan,
            age: !is_drawn,
            ..Needs::default()
        }
    }

    fn worth(&self, counts: &Counts, _: u32) -> f32 {
        total(counts.reshares) as f32
    }

    fn score(&self, reader: ReaderProfile, candidates: &Candidates<'_>, scores: &mut [f32]) {
        if self.mode == ProsocialMode::Chronological {
            for (score, &age) in scores.iter_mut().zip(candidates.age) {
                *score = -(age as f32);
            }
            return;
        }
        // Integers, which a float holds exactly up to 2^24 reposts.
        let reposts = |&worth: &f32| worth as u64;
        let all: u64 = match self.mode {
            ProsocialMode::Inverse => candidates.worth.iter().map(reposts).sum(),
            _ => 0,
        };
        for (index, (score, worth)) in scores.iter_mut().zip(candidates.worth).enumerate() {
            let weight = match self.mode {
                ProsocialMode::Inverse => all + 1 - reposts(worth),
                _ => reposts(worth) + 1,
            };
            let mut log = ln_whole(weight);
            if self.mode == ProsocialMode::OutPartisan {
                let distance =
                    f64::from((reader.opinion - candidates.stance[index]).abs() / reader.half_range);
                log += ln(ln(self.base + distance));
            }
            *score = log as f32;
        }
        if self.draw {
            Gumbel::new().add(candidates.draws, scores, candidates.first);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::{Sample, assert_scores, read};
    use crate::random::{Draws, Purpose};

    fn sample() -> Sample {
        let mut sample = Sample::new(3);
        sample.opinion = 0.5;
        sample.stance = vec![0.5, 0.0, -1.0];
        for (index, reposts) in [5, 0, 2].into_iter().enumerate() {
            sample.count(index, [0, 0], reposts, 0, 0);
        }
        sample
    }

    #[test]
    fn scores_by_hand() {
        let mut sample = sample();
        // ln 6, ln 1, ln 3.
        let rule = read::<Prosocial>("draw = false");
        assert_scores(&sample.scores(&rule), &[1.791_759_469, 0.0, 1.098_612_289]);
        // All 7: ln 3, ln 8, ln 6.
        let rule = read::<Prosocial>("draw = false\nmode = \"inverse\"");
        assert_scores(&sample.scores(&rule), &[1.098_612_289, 2.079_441_542, 1.791_759_469]);
        assert_eq!(sample.order(&rule), [1, 2, 0]);
        // ln 6 + ln ln 4, ln ln 4.5, ln 3 + ln ln 5.5.
        let rule = read::<Prosocial>("draw = false\nmode = \"out_partisan\"");
        assert_scores(&sample.scores(&rule), &[2.118_393_729, 0.408_179_685, 1.632_029_642]);
        sample.age = vec![4, 0, 2];
        let rule = read::<Prosocial>("mode = \"chronological\"");
        assert_eq!(sample.scores(&rule), [-4.0, -0.0, -2.0]);
        assert_eq!(sample.order(&rule), [1, 2, 0]);
    }

    #[test]
    fn posts_are_drawn_in_proportion_to_the_weight() {
        let mut sample = sample();
        let rule = read::<Prosocial>("");
        let n = 20_000;
        let mut first = [0_u32; 3];
        for run in 0..n {
            let words = Draws::new(6, 0).words(Purpose::Test, run, 0);
            sample.draws.copy_from_slice(&words[..3]);
            first[sample.order(&rule)[0] as usize] += 1;
        }
        // 6 : 1 : 3; four standard errors are .014 at most.
        for (count, share) in first.into_iter().zip([0.6, 0.1, 0.3]) {
            assert!((f64::from(count) / f64::from(n) - share).abs() < 0.014);
        }
    }
}

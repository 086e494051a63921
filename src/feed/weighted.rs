//! Any mixture of named features: the general form of MODEL.md with every weight a key.

use super::form::{self, AuthorDiversity, Decay, DecayKind, NegativeOffset};
use super::multipliers::{KindFactors, RelationFactors};
use super::rerank::RerankKeys;
use super::{Candidates, Diversity, Lift, Needs, Ranking, ReaderProfile};
use crate::math;
use crate::registry::{Bounds, above, at_least, within};
use crate::rule;
use crate::world::{Counts, mark};

rule! {
    name: "weighted",
    source: "definition ours, 2026",
    /// A weighted sum of named features, times tie strength and decay: any mixture in a few lines.
    ///
    /// Score: (Σ weight · feature, negative totals lifted by the offset) · `u^tie_exponent` · decay(age) · the factors of the
    /// author · author diversity. Advertisements are placed by the sale of `[ads]`, not by this score. Features lie in [0, 1], but for
    /// popularity and bids. All weights are 0 and all factors off by default: a table without keys ranks at random.
    pub struct Weighted {
        /// Weight of recency: the decay of `decay`, or 1/(1 + age in hours) where that is "none".
        recency: f64 = 0.0, in Bounds::ANY;
        /// Weight of popularity: ln(1 + likes and reshares so far).
        popularity: f64 = 0.0, in Bounds::ANY;
        /// Weight of the reader's affinity u to the author.
        affinity: f64 = 0.0, in Bounds::ANY;
        /// Weight of similarity: 1 − |x̂ − y|/2, distances in half-ranges.
        similarity: f64 = 0.0, in Bounds::ANY;
        /// Weight of disagreement: |x̂ − y|/2, distances in half-ranges.
        disagreement: f64 = 0.0, in Bounds::ANY;
        /// Weight of bridging: the smaller of the two sides' likes/(views + 1).
        bridging: f64 = 0.0, in Bounds::ANY;
        /// Weight of the inverse author reach: 1/(1 + followers).
        inverse_reach: f64 = 0.0, in Bounds::ANY;
        /// Weight of the predicted probability of a like.
        like: f64 = 0.0, in Bounds::ANY;
        /// Weight of the predicted probability of a reshare.
        reshare: f64 = 0.0, in Bounds::ANY;
        /// Weight of the predicted probability of a reply.
        reply: f64 = 0.0, in Bounds::ANY;
        /// Weight of the predicted probability of a negative reaction.
        negative: f64 = 0.0, in Bounds::ANY;
        /// Weight of the post's arousal.
        arousal: f64 = 0.0, in Bounds::ANY;
        /// Weight of being true, which no platform knows: 1 for a true post, 0 for a false one.
        veracity: f64 = 0.0, in Bounds::ANY;
        /// Weight of a warning flag: 1 for a flagged post, else 0.
        flagged: f64 = 0.0, in Bounds::ANY;
        /// Weight of the sponsor's bid: what the author bids for a view, in lowest prices (`ads.price`); 0 of whoever does not
        /// buy or has spent its budget. It lifts the posts that compete by score anyway, and no view is charged for that.
        bid: f64 = 0.0, in Bounds::ANY;
        /// Weight of noise: a fresh uniform number in [0, 1) for each reader, post and tick.
        noise: f64 = 0.0, in Bounds::ANY;
        /// α: the score is multiplied by u^α. 0: off.
        tie_exponent: f64 = 0.0, in at_least(0.0);
        /// The factor by which a score falls with age.
        decay: DecayKind = DecayKind::None;
        /// T of the decay, in hours: the half-life of "half-life", the time constant of "exponential" and "power".
        decay_hours: f64 = 24.0, in above(0.0);
        /// γ of the decays "power" and "hackernews".
        decay_exponent: f64 = 1.8, in at_least(0.0);
        /// Whether the decay multiplies the score. false: it is the feature `recency` alone.
        decay_multiplies: bool = true;
        /// Size of the step that puts negative totals below all others; .001 at X. 0: no such step.
        offset: f64 = 0.0, in at_least(0.0);
        /// Author diversity: the factor from one post of an author to the next; .5 at X. 1: off.
        diversity_decay: f64 = 1.0, in within(0.0, 1.0);
        /// Author diversity: what the factor falls to; .25 at X.
        diversity_floor: f64 = 0.0, in within(0.0, 1.0);
        /// The factor of posts of accounts followed.
        friend_factor: f64 = 1.0, in at_least(0.0);
        /// The factor of posts of accounts not followed, of the reader's own group of the population
        /// (`population.group`). Left out: that of any account not followed.
        group_factor: Option<f64> = None, in at_least(0.0);
        /// The factor of posts of accounts not followed; .75 at X.
        out_of_network_factor: f64 = 1.0, in at_least(0.0);
        /// Hours a tick.
        tick_hours: f64 = 1.0, in above(0.0);
        ..kinds: KindFactors;
        ..rerank: RerankKeys;
    }
}

/// Adds `weight · feature(item)` for every item; does nothing for a weight of 0, whose column is then not there.
fn add<T>(scores: &mut [f32], weight: f64, column: &[T], feature: impl Fn(&T) -> f32) {
    if weight != 0.0 {
        let weight = weight as f32;
        for (score, item) in scores.iter_mut().zip(column) {
            *score += weight * feature(item);
        }
    }
}

/// The smaller of the two sides' like rates, with one view more than there were.
fn bridging(counts: &Counts) -> f32 {
    let rate = |side: usize| counts.likes[side] as f32 / (counts.views[side] as f32 + 1.0);
    rate(0).min(rate(2))
}

impl Weighted {
    fn multiplies(&self) -> bool {
        self.decay_multiplies && self.decay != DecayKind::None
    }

    /// The decay whose table is wanted: where recency alone is asked for, 1/(1 + hours).
    fn decay(&self) -> Option<Decay> {
        let decay = Decay {
            kind: self.decay,
            hours: self.decay_hours,
            exponent: self.decay_exponent,
            tick_hours: self.tick_hours,
        };
        match self.decay {
            DecayKind::None if self.recency == 0.0 => None,
            DecayKind::None => Some(Decay { kind: DecayKind::Power, hours: 1.0, exponent: 1.0, ..decay }),
            _ => Some(decay),
        }
    }

    fn relations(&self) -> RelationFactors {
        RelationFactors {
            friend: self.friend_factor,
            group: self.group_factor,
            stranger: self.out_of_network_factor,
        }
    }

    fn weights(&self) -> [f64; 16] {
        [
            self.recency,
            self.popularity,
            self.affinity,
            self.similarity,
            self.disagreement,
            self.bridging,
            self.inverse_reach,
            self.like,
            self.reshare,
            self.reply,
            self.negative,
            self.arousal,
            self.veracity,
            self.flagged,
            self.bid,
            self.noise,
        ]
    }
}

impl Ranking for Weighted {
    fn needs(&self) -> Needs {
        Needs {
            decay: self.decay(),
            stance: self.similarity != 0.0 || self.disagreement != 0.0,
            reactions: self.popularity != 0.0,
            affinity: self.affinity != 0.0 || self.tie_exponent != 0.0,
            worth: self.bridging != 0.0,
            predicted: [self.like, self.reshare, self.reply, self.negative].iter().any(|&w| w != 0.0),
            content: self.arousal != 0.0 || self.veracity != 0.0 || self.flagged != 0.0,
            followers: self.inverse_reach != 0.0,
            draws: self.noise != 0.0,
            views: self.rerank.lift || self.bridging != 0.0,
            outside: self.relations().needs_outside(),
            fellows: self.relations().needs_fellows(),
            kinds: self.kinds.is_active(),
            bids: self.bid != 0.0,
            ..Needs::default()
        }
    }

    fn worth(&self, counts: &Counts, _: u32) -> f32 {
        bridging(counts)
    }

    fn score(&self, reader: ReaderProfile, c: &Candidates<'_>, scores: &mut [f32]) {
        add(scores, self.recency, c.decay, |&factor| factor);
        add(scores, self.popularity, c.reactions, |&n| math::ln_whole(u64::from(n) + 1) as f32);
        add(scores, self.affinity, c.affinity, |&u| u);
        add(scores, self.similarity, c.stance, |&y| reader.similarity(y));
        add(scores, self.disagreement, c.stance, |&y| 1.0 - reader.similarity(y));
        add(scores, self.bridging, c.worth, |&bridging| bridging);
        add(scores, self.inverse_reach, c.followers, |&followers| 1.0 / (1.0 + followers as f32));
        add(scores, self.like, c.predicted, |p| p.like);
        add(scores, self.reshare, c.predicted, |p| p.reshare);
        add(scores, self.reply, c.predicted, |p| p.reply);
        add(scores, self.negative, c.predicted, |p| p.negative);
        add(scores, self.arousal, c.contents, |content| content.arousal);
        add(scores, self.veracity, c.contents, |content| f32::from(u8::from(!content.is(mark::FALSE))));
        add(scores, self.flagged, c.contents, |content| f32::from(u8::from(content.is(mark::FLAGGED))));
        add(scores, self.bid, c.bids, |&bid| bid);
        // 24 bits are exact in an f32 and below 1.
        add(scores, self.noise, c.draws, |&bits| (bits >> 8) as f32 * (1.0 / 16_777_216.0));
        if self.offset > 0.0 {
            let (negative, all) = self
                .weights()
                .iter()
                .fold((0.0, 0.0), |(negative, all), w| (negative + (-w).max(0.0), all + w.abs()));
            NegativeOffset { negative, all, size: self.offset }.apply(scores);
        }
        form::apply_tie_exponent(self.tie_exponent, c.affinity, scores);
        if self.multiplies() {
            form::apply_factors(c.decay, scores);
        }
        self.relations().apply(c, scores);
        self.kinds.apply(c.kinds, scores);
    }

    fn author_diversity(&self) -> Option<AuthorDiversity> {
        AuthorDiversity::new(self.diversity_decay, self.diversity_floor)
    }

    fn diversity(&self) -> Option<Diversity> {
        self.rerank.diversity()
    }

    fn lift(&self) -> Option<Lift> {
        self.rerank.lift(self.tick_hours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::testing::{Sample, assert_scores, read};
    use crate::world::AgentKind;

    /// The three posts of the predictions with the counts and ages of the votes.
    fn sample() -> Sample {
        let mut sample = Sample::counted();
        sample.predicted = Sample::predicting().predicted;
        sample.opinion = 0.5;
        sample.stance = vec![0.5, 0.0, -1.0];
        sample.affinity = vec![0.5, 1.0, 0.25];
        sample.followers = vec![0, 3, 9];
        sample.outside[1] = true;
        sample.kinds[2] = AgentKind::Page;
        for (content, (arousal, marks)) in sample.contents.iter_mut().zip([
            (0.0, 0),
            (0.25, mark::FLAGGED),
            (1.0, mark::FALSE | mark::FLAGGED | mark::ANIMOSITY),
        ]) {
            (content.arousal, content.marks) = (arousal, marks);
        }
        sample.bids = vec![0.0, 1.0, 1.5];
        sample.draws = vec![0, 1 << 31, 3 << 30];
        sample
    }

    #[test]
    fn each_feature_by_hand() {
        let sample = sample();
        for (text, expected) in [
            // 1/(1 + age).
            ("recency = 2.0", [2.0 / 3.0, 2.0 / 6.0, 2.0]),
            // ln(1 + 45), ln(1 + 8), ln(1 + 1).
            ("popularity = 1.0", [3.828_641_396, 2.197_224_577, std::f64::consts::LN_2]),
            ("affinity = 2.0", [1.0, 2.0, 0.5]),
            ("similarity = 1.0", [1.0, 0.75, 0.25]),
            ("disagreement = 1.0", [0.0, 0.25, 0.75]),
            // min(30, 10)/101, min(4, 4)/101, 0.
            ("bridging = 1.0", [10.0 / 101.0, 4.0 / 101.0, 0.0]),
            ("inverse_reach = 1.0", [1.0, 0.25, 0.1]),
            ("like = 1.0\nreshare = 2.0", [0.24, 0.07, 0.1]),
            ("reply = 1.0\nnegative = -100.0", [0.02, 0.28, -1.0]),
            ("arousal = 2.0", [0.0, 0.5, 2.0]),
            ("veracity = 3.0\nflagged = -1.0", [3.0, 2.0, -1.0]),
            ("bid = 2.0", [0.0, 2.0, 3.0]),
            ("noise = 4.0", [0.0, 2.0, 3.0]),
            ("affinity = 2.0\nout_of_network_factor = 0.75\npage_factor = 0.25", [1.0, 1.5, 0.125]),
            ("affinity = 2.0\nperson_factor = 0.5", [0.5, 1.0, 0.5]),
            ("affinity = 2.0\nfriend_factor = 0.5\ngroup_factor = 3.0", [0.5, 2.0, 0.25]),
            ("", [0.0, 0.0, 0.0]),
        ] {
            assert_scores(&sample.scores(&read::<Weighted>(text)), &expected);
        }
    }

    #[test]
    fn a_mixture_with_all_factors_by_hand() {
        let mut sample = sample();
        sample.ties = vec![0, 0, 1];
        let rule = read::<Weighted>(
            "similarity = 1.0\nlike = 10.0\ntie_exponent = 2.0\ndecay = \"half-life\"\ndecay_hours = 4.0\n\
             diversity_decay = 0.5\ndiversity_floor = 0.25\ntick_hours = 2.0",
        );
        // (1 + 2)·.25·2^−1 = .375; (.75 + .5)·1·2^−2.5 = .220971 and × .625; (.25 + 1)·.0625·1 = .078125.
        assert_scores(&sample.scores(&rule), &[0.375, 0.138_106_790, 0.078_125]);
        assert_eq!(sample.order(&rule), [0, 1, 2]);
    }

    #[test]
    fn the_offset_can_be_switched_on() {
        let sample = sample();
        let rule = read::<Weighted>("reply = 1.0\nnegative = -100.0\noffset = 0.001");
        // .02 + .001, .28 + .001, (−1 + 100)/101·.001.
        assert_scores(&sample.scores(&rule), &[0.021, 0.281, 0.000_980_198]);
    }
}

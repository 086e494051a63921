//! Messages with a quality and an appeal, and the inboxes that keep them: SimSoM (Truong, Lou, Flammini & Menczer 2024,
//! PNAS Nexus 3:pgae258).
//!
//! A message's attributes travel with every entry that holds it, so that nothing has to be kept of messages that nobody
//! has any more.

use super::PostId;
use crate::math;
use crate::parameters;
use crate::random::Stream;
use crate::registry::{at_least, within};

parameters! {
    /// What posts and messages are like.
    pub struct PostLaw {
        /// λ: a human's message or post has a quality q in [0, 1] with density in proportion to e^(λq); 0: uniform. Its
        /// mean is 1/(1 − e^−λ) − 1/λ. A bot's is 0.
        quality_growth: f64 = 5.0, in within(0.0, 500.0);
        /// With `feed.inbox`: the appeal a of a message in [0, 1] has density in proportion to (1 − a)^this, independent of quality; 0: uniform.
        appeal_decay: f64 = 4.0, in within(0.0, 1000.0);
        /// With `feed.inbox`, φ: probability that a bot's message has appeal 1; else its appeal is drawn as a human's. Its quality is 0.
        bot_appeal: f64 = 0.0, in within(0.0, 1.0);
        /// With `feed.inbox`, θ: copies in which a bot sends what it creates or reshares, each counted as a share.
        bot_copies: u32 = 1_u32, in within(1.0, 1_000_000.0);
        /// Probability that a post is false, at the middle of the range of opinions.
        false_share: f64 = 0.0, in within(0.0, 1.0);
        /// How much likelier at the ends of the range: P(false) = false_share·(1 + this·e), 1 at most; e: the distance of the
        /// post's stance from the middle in half-ranges.
        false_extremity: f64 = 0.0, in at_least(0.0);
        /// Probability that a bot's post is false. Left out: as everybody's.
        bot_false_share: Option<f64> = None, in within(0.0, 1.0);
        /// Probability that a post is hostile to the other side (out-group animosity), at the middle of the range. Such a
        /// post has arousal 1.
        animosity_share: f64 = 0.0, in within(0.0, 1.0);
        /// How much likelier at the ends of the range: P(hostile) = animosity_share·(1 + this·e), 1 at most.
        animosity_extremity: f64 = 0.0, in at_least(0.0);
        /// The arousal of all other posts is uniform in [0, this].
        arousal: f64 = 0.0, in within(0.0, 1.0);
        /// Probability that a reader believes a post that it is shown. One that is not believed has no influence on the
        /// reader, but counts as a voice. Labels act on it ("label").
        belief: f64 = 1.0, in within(0.0, 1.0);
        /// Probability of believing a false post. Left out: `belief`.
        false_belief: Option<f64> = None, in within(0.0, 1.0);
        /// Probability that a false post is flagged by the platform, from its first tick on.
        flag_recall: f64 = 0.0, in within(0.0, 1.0);
        /// Probability that a true post is flagged.
        flag_false_positives: f64 = 0.0, in within(0.0, 1.0);
    }
}

impl PostLaw {
    /// Whether readers do not believe everything.
    pub fn is_doubted(&self) -> bool {
        self.belief < 1.0 || self.false_belief.is_some_and(|share| share < 1.0)
    }

    /// The probability of believing a post.
    #[inline]
    pub fn belief_in(&self, is_false: bool) -> f64 {
        self.false_belief.filter(|_| is_false).unwrap_or(self.belief)
    }

    /// Draws quality and appeal of the message `id`: two uniform draws of `stream`, and a third for a bot's.
    pub fn draw(&self, id: PostId, is_bot: bool, stream: &mut Stream) -> Message {
        let (for_quality, for_appeal) = (stream.uniform(), stream.uniform());
        let quality = if is_bot { 0.0 } else { self.quality(for_quality) };
        let appeal = if is_bot && stream.chance(self.bot_appeal) { 1.0 } else { self.appeal(for_appeal) };
        Message { id, quality: quality as f32, appeal: appeal as f32 }
    }

    /// The quality below which a share `u` of human messages lies: ln(1 − u + u·e^λ)/λ.
    pub(super) fn quality(&self, u: f64) -> f64 {
        let growth = self.quality_growth;
        if growth == 0.0 {
            return u;
        }
        // e^λ is taken out, so that it cannot overflow.
        (1.0 + math::ln(u + (1.0 - u) * math::exp(-growth)) / growth).clamp(0.0, 1.0)
    }

    /// The appeal below which a share `u` of messages lies.
    fn appeal(&self, u: f64) -> f64 {
        1.0 - math::pow(1.0 - u, 1.0 / (self.appeal_decay + 1.0))
    }

    /// The mean quality of human messages.
    pub fn mean_quality(&self) -> f64 {
        let growth = self.quality_growth;
        if growth == 0.0 { 0.5 } else { 1.0 / (1.0 - math::exp(-growth)) - 1.0 / growth }
    }
}

/// A run that ends when the quality in the inboxes is steady.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QualityStop {
    /// ε: the run ends after a tick in which |ΔQ|/Q ≤ ε.
    pub tolerance: f64,
    /// ρ: Q ← ρQ + (1 − ρ)·(mean quality of the entries of human inboxes), from Q = 1.
    pub memory: f64,
}

/// A message: who wrote it, and what it is like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Message {
    /// Its author and tick; [`PostId::NONE`]: no message.
    pub id: PostId,
    /// Quality q in [0, 1].
    pub quality: f32,
    /// Appeal a in [0, 1].
    pub appeal: f32,
}

impl Default for Message {
    fn default() -> Self {
        Self { id: PostId::NONE, quality: 0.0, appeal: 0.0 }
    }
}

/// A message in somebody's inbox. 24 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Held {
    /// The message.
    pub message: Message,
    /// How many times it arrived here, copies counted.
    pub shares: u32,
    /// Its age, in the ticks that count: see `feed.inbox`.
    pub age: u32,
}

/// What the metrics are told of the inboxes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InboxQuality {
    /// Mean quality over all entries of human inboxes. NaN where they are empty.
    pub mean: f64,
    /// The running mean Q of the stop rule; NaN without one.
    pub running: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};
    use crate::registry::Parameters;

    #[test]
    fn the_draws_follow_their_laws() {
        let n = 100_000;
        for growth in [0.0, 5.0, 10.0, 500.0] {
            let law = PostLaw::from_toml(&format!("quality_growth = {growth:?}")).unwrap();
            let mut stream = Draws::new(4, 0).stream(Purpose::Test, 0, 0);
            let (mut quality, mut appeal) = (0.0, 0.0);
            for _ in 0..n {
                let message = law.draw(PostId::NONE, false, &mut stream);
                assert!((0.0..=1.0).contains(&message.quality) && (0.0..=1.0).contains(&message.appeal));
                quality += f64::from(message.quality) / f64::from(n);
                appeal += f64::from(message.appeal) / f64::from(n);
            }
            assert!((quality - law.mean_quality()).abs() < 0.004, "{growth}: {quality}");
            assert!((appeal - 1.0 / 6.0).abs() < 0.003, "{appeal}"); // the mean of Beta(1, 5)
        }
        // The figures that the paper's code has: .9000 and .8068.
        let mean = |growth: f64| {
            PostLaw { quality_growth: growth, ..PostLaw::from_toml("").unwrap() }.mean_quality()
        };
        assert!((mean(10.0) - 0.9000).abs() < 5e-5 && (mean(5.0) - 0.8068).abs() < 5e-5);
    }

    #[test]
    fn bots_write_what_is_worth_nothing() {
        let law = PostLaw::from_toml("bot_appeal = 0.25").unwrap();
        let mut stream = Draws::new(4, 1).stream(Purpose::Test, 0, 0);
        let drawn: Vec<_> = (0..20_000).map(|_| law.draw(PostId::NONE, true, &mut stream)).collect();
        assert!(drawn.iter().all(|message| message.quality == 0.0));
        let loud = drawn.iter().filter(|message| message.appeal == 1.0).count() as f64 / 20_000.0;
        assert!((loud - 0.25).abs() < 0.015, "{loud}");
    }
}

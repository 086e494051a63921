//! Keyed random draws.
//!
//! Every draw is a function of (seed, replicate, purpose, tick, agent, counter), computed by the counter-based
//! generator Philox4x32-10 (Salmon et al. 2011). There is no state to carry: the same key gives the same draw on
//! any number of threads and in any order, two scenarios that share a seed share every draw that both make, and a
//! new rule or metric, which brings its own [`Purpose`], shifts nobody else's draws.

use rand_core::TryRng;
use rand_distr::{Distribution, Exp1, StandardNormal};
use rand_philox::{philox4x32_10, splitmix64};

use crate::math;

mod abreast;

pub use abreast::ABREAST;

/// What a draw is for. The number is part of the key: never reuse or change one, append.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Purpose {
    /// Growth of the network.
    Network = 1,
    /// Placement of bots and other accounts that join a finished network.
    Attachment = 2,
    /// Membership of groups.
    Groups = 3,
    /// Opinions at tick 0.
    Opinion = 4,
    /// Willingness to self-censor, Φ.
    SelfCensorship = 5,
    /// Stubbornness λ.
    Stubbornness = 6,
    /// Activity a.
    Activity = 7,
    /// The inner state of an expression rule at tick 0.
    Confidence = 8,
    /// Attribute swaps and other placements of an attribute on the network.
    Placement = 9,
    /// Phase 1: who is present.
    Presence = 10,
    /// Phase 2: who speaks.
    Express = 11,
    /// Phases 3 and 4, hashed by item: ties between equal scores (word 0), reactions (words 1 and 2), noise and
    /// temperature (word 3). At tick 0, which nobody reads in: draws of a reader
    /// that last as long as a post (word 0 for rankings, 1 and 2 for reactions).
    Serve = 12,
    /// Phase 5: perception.
    Perceive = 14,
    /// Phase 6: influence.
    Influence = 15,
    /// Phase 7: ties.
    Rewire = 16,
    /// Metrics that sample (random walks).
    Metric = 17,
    /// Random stances of posts, and whether they are published, by tick and post.
    Stance = 18,
    /// Designs of sweeps: which points are sampled.
    Design = 19,
    /// Resampling of results for the intervals of sensitivity indices.
    Bootstrap = 20,
    /// A ranking's memory: first factors of a fit.
    Ranking = 21,
    /// With inboxes: whether to create or reshare, and which entry; word 0 of agent 2^32 − 1: the order of arrivals.
    Turn = 24,
    /// Quality and appeal of messages, by author and tick.
    Message = 25,
    /// Which posts an agent publishes, where each has an inclination of its own (`expression.posting = "mixed"`), at tick 0.
    Inclination = 26,
    /// Whether a reader is offered what its followees said: of a post by reader at tick 0, of a standing expression by tick
    /// and reader, hashed by item. (Of an author's micro-step the words come with Step.)
    Deliver = 27,
    /// Sequential schedules: who acts in micro-step s of tick t; at s = 2^32 − 1 the order of a whole tick.
    Step = 30,
    /// Sequential schedules: whom the agent of micro-step s meets.
    Partner = 31,
    /// What rules that learn or comply draw once an agent at tick 0.
    Learn = 35,
    /// Recommendations of whom to follow: by tick and reader; agent 2^32 − 1: which of a tick's changes the budget
    /// still allows.
    Recommend = 32,
    /// Phase 5: whom a reader looks at, where it perceives a sample of its followees.
    Sample = 37,
    /// How justified agents find being watched, j.
    Chill = 38,
    /// Ties drawn anew in each tick: who is active, and whom it contacts (of agent 2^32 − 1: one word for who is
    /// active). At tick 0: rates of contact.
    Contacts = 33,
    /// Which contacts are returned.
    Reciprocity = 34,
    /// What a post is like beside its stance, by author and tick: veracity, arousal, quality, flag.
    Content = 40,
    /// Recommended posts of accounts that are not followed: the pool of a tick, and who is offered what.
    OutOfNetwork = 41,
    /// Whether a page's post reaches a follower without sponsoring.
    Organic = 42,
    /// Sponsored posts: bids, and the order in which readers are sold.
    Sponsored = 43,
    /// A network whose ties are dealt anew (`network.rewired`).
    Rewired = 44,
    /// Interventions: who belongs to a target; in place of the tick, the number of the intervention.
    Target = 50,
    /// Gardeners: which distant items they like, keyed as reactions are.
    Garden = 51,
    /// Bridges: which pairs are joined.
    Bridges = 52,
    /// Strikes: who gives up, who stays away.
    Strike = 53,
    /// Strikes: random thresholds.
    StrikeThreshold = 54,
    /// Click farms: which authors are found out.
    ClickFarm = 56,
    /// Shadow bans: which posts a reader is offered, hashed by post.
    Hidden = 57,
    /// Warning labels: which posts are found, hashed by post.
    Label = 58,
    /// Warning labels: how far readers trust them.
    Trust = 59,
    /// Which posts a reader believes, hashed by post.
    Belief = 60,
    /// What warnings and counts make of reshares (word 1) and likes (word 2), keyed as reactions are; at tick 0, hashed by
    /// post: of which posts a reader is not told the counts (word 0).
    Heed = 61,
    /// Publishers: who publishes in a tick.
    Publish = 62,
    /// Benchmarks and tests.
    Test = 100,
}

/// The draws of one run: the key made of a seed and a replicate.
#[derive(Clone, Copy, Debug)]
pub struct Draws {
    key: [u32; 2],
}

impl Draws {
    /// The draws of `replicate` under `seed`. Different replicates of a seed are independent.
    pub fn new(seed: u64, replicate: u64) -> Self {
        let mixed =
            splitmix64(splitmix64(seed.wrapping_add(0x9e37_79b9_7f4a_7c15)) ^ replicate.rotate_left(32));
        Self { key: [mixed as u32, (mixed >> 32) as u32] }
    }

    /// The draws of a further attempt at something that may fail by bad luck; those of attempt 0 are these.
    #[must_use]
    pub fn again(&self, attempt: u32) -> Self {
        if attempt == 0 {
            return *self;
        }
        let key = u64::from(self.key[1]) << 32 | u64::from(self.key[0]);
        Self::new(splitmix64(key), u64::from(attempt))
    }

    /// The stream of `agent` (or any other index) for `purpose` at `tick`: unlimited draws, O(1) to open.
    #[inline]
    pub fn stream(&self, purpose: Purpose, tick: u32, agent: u32) -> Stream {
        Stream { key: self.key, counter: [0, agent, tick, purpose as u32], buffer: [0; 4], used: 4 }
    }

    /// The first four words of the stream: what a phase needs that makes one or two draws an agent.
    #[inline]
    pub fn words(&self, purpose: Purpose, tick: u32, agent: u32) -> [u32; 4] {
        philox4x32_10([0, agent, tick, purpose as u32], self.key)
    }

    /// One uniform number in [0, 1) for `agent` at `tick`: the first draw of its stream.
    #[inline]
    pub fn uniform(&self, purpose: Purpose, tick: u32, agent: u32) -> f64 {
        let words = self.words(purpose, tick, agent);
        unit(words[0], words[1])
    }
}

/// A uniform number in [0, 1) with 53 random bits, from two words.
#[inline]
fn unit(low: u32, high: u32) -> f64 {
    let bits = (u64::from(high) << 32 | u64::from(low)) >> 11;
    bits as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// A cheap keyed hash for draws inside a loop: `key` from [`Draws::words`], `index` the counter.
/// 32 well-mixed bits; passes no cryptographic claim. About 1 ns.
#[inline]
pub fn mix(key: u32, index: u32) -> u32 {
    // The finaliser of MurmurHash3 over a Weyl sequence that starts at the key.
    let mut z = key ^ index.wrapping_mul(0x9e37_79b9);
    z = (z ^ (z >> 16)).wrapping_mul(0x85eb_ca6b);
    z = (z ^ (z >> 13)).wrapping_mul(0xc2b2_ae35);
    z ^ (z >> 16)
}

/// As [`mix`], with 64 bits: two draws for the price of one.
#[inline]
pub fn mix64(key: u32, index: u32) -> u64 {
    splitmix64((u64::from(key) << 32 | u64::from(index)).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// A sequence of draws under one key.
#[derive(Clone, Debug)]
pub struct Stream {
    key: [u32; 2],
    counter: [u32; 4],
    buffer: [u32; 4],
    used: usize,
}

impl Stream {
    /// The next 32 random bits.
    #[inline]
    pub fn next_u32(&mut self) -> u32 {
        if self.used == 4 {
            self.buffer = philox4x32_10(self.counter, self.key);
            self.counter[0] = self.counter[0].wrapping_add(1);
            self.used = 0;
        }
        let word = self.buffer[self.used];
        self.used += 1;
        word
    }

    /// The next 64 random bits (two words).
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        let low = u64::from(self.next_u32());
        u64::from(self.next_u32()) << 32 | low
    }

    /// A uniform number in [0, 1) with 53 random bits (two words).
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        let low = self.next_u32();
        let high = self.next_u32();
        unit(low, high)
    }

    /// True with probability `p` (two words, whatever `p`).
    #[inline]
    pub fn chance(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// A uniform integer in 0..n, without bias (Lemire 2019). One word, rarely more. Panics if n = 0.
    #[inline]
    pub fn below(&mut self, n: u32) -> u32 {
        assert!(n > 0, "a draw from an empty range");
        let mut product = u64::from(self.next_u32()) * u64::from(n);
        if (product as u32) < n {
            let threshold = n.wrapping_neg() % n;
            while (product as u32) < threshold {
                product = u64::from(self.next_u32()) * u64::from(n);
            }
        }
        (product >> 32) as u32
    }

    /// A standard normal number (ziggurat).
    pub fn normal(&mut self) -> f64 {
        StandardNormal.sample(self)
    }

    /// An exponential number with mean 1 (ziggurat).
    pub fn exponential(&mut self) -> f64 {
        Exp1.sample(self)
    }

    /// A Gamma number with the given shape > 0 and scale 1 (Marsaglia & Tsang 2000), by portable floats alone.
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = math::pow(1.0 - self.uniform(), 1.0 / shape);
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / libm::sqrt(9.0 * d);
        loop {
            let x = self.normal();
            let v = 1.0 + c * x;
            if v <= 0.0 {
                continue;
            }
            let v = v * v * v;
            let u = 1.0 - self.uniform();
            if math::ln(u) < 0.5 * x * x + d - d * v + d * math::ln(v) {
                return d * v;
            }
        }
    }

    /// A Beta number in [0, 1] with shapes a, b > 0, as a ratio of Gammas.
    pub fn beta(&mut self, a: f64, b: f64) -> f64 {
        let x = self.gamma(a);
        let y = self.gamma(b);
        if x + y == 0.0 { 0.5 } else { x / (x + y) }
    }

    /// Puts `items` in a uniformly random order (Fisher & Yates): n − 1 draws.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u32 + 1) as usize);
        }
    }
}

impl TryRng for Stream {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(Self::next_u32(self))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(Self::next_u64(self))
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Self::Error> {
        for chunk in dst.chunks_mut(4) {
            let bytes = Self::next_u32(self).to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_block_function_is_philox() {
        // Known-answer vectors of Random123 (Salmon et al. 2011).
        assert_eq!(philox4x32_10([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(
            philox4x32_10([u32::MAX; 4], [u32::MAX; 2]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
    }

    #[test]
    fn a_stream_is_its_key() {
        let draws = Draws::new(42, 0);
        let mut a = draws.stream(Purpose::Test, 3, 7);
        let mut b = draws.stream(Purpose::Test, 3, 7);
        assert_eq!(a.uniform(), draws.uniform(Purpose::Test, 3, 7));
        b.uniform();
        assert_eq!(a.next_u64(), b.next_u64());
        let other = Draws::new(42, 1).uniform(Purpose::Test, 3, 7);
        assert_ne!(other, draws.uniform(Purpose::Test, 3, 7));
    }

    #[test]
    fn moments_of_the_distributions() {
        let mut stream = Draws::new(1, 0).stream(Purpose::Test, 0, 0);
        let n = 40_000;
        let mean = |draw: &mut dyn FnMut() -> f64| (0..n).map(|_| draw()).sum::<f64>() / f64::from(n);
        assert!((mean(&mut || stream.beta(3.4, 5.0)) - 3.4 / 8.4).abs() < 0.005);
        assert!((mean(&mut || stream.gamma(0.5)) - 0.5).abs() < 0.02);
        assert!((mean(&mut || stream.exponential()) - 1.0).abs() < 0.02);
        assert!(mean(&mut || stream.normal()).abs() < 0.02);
        assert!((mean(&mut || f64::from(stream.below(10))) - 4.5).abs() < 0.05);
    }
}

//! What a post is like beside its stance: whether it is true, flagged, hostile to the other side, how arousing, how good.
//!
//! A post's content is a function of (seed, replicate, tick and number of the post, author), so that it need not be kept:
//! the engine writes it down for live posts only where a rule, a ranking or a metric reads it. A reshare has the content of
//! its original.

use super::{AgentKind, PostId, PostLaw, Scale};
use crate::random::{Draws, Purpose, mix};

/// Marks of a post, as bits.
pub mod mark {
    /// What it says is false.
    pub const FALSE: u8 = 1;
    /// The platform shows a warning with it.
    pub const FLAGGED: u8 = 2;
    /// It is hostile to the other side.
    pub const ANIMOSITY: u8 = 4;
}

/// What a post is like beside its stance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Content {
    /// Arousal a in [0, 1]; 1 of a hostile post.
    pub arousal: f32,
    /// Quality q in [0, 1].
    pub quality: f32,
    /// Bits of [`mark`].
    pub marks: u8,
}

impl Content {
    /// Whether it has a mark.
    #[inline]
    pub fn is(&self, mark: u8) -> bool {
        self.marks & mark != 0
    }
}

/// A uniform number in [0, 1) from a word.
#[inline]
fn uniform(word: u32) -> f64 {
    f64::from(word) * (1.0 / 4_294_967_296.0)
}

impl PostLaw {
    /// The content of the post `root`, an original, of `stance`, by an author of the given kind. `per_tick`: serial
    /// numbers an author and tick. One block of four words an author and tick (purpose Content), hashed by the number of
    /// the post: veracity, arousal, quality, flag. O(1).
    pub fn content(
        &self,
        draws: &Draws,
        root: PostId,
        per_tick: u32,
        stance: f32,
        kind: AgentKind,
        scale: Scale,
    ) -> Content {
        let (tick, number) = (root.serial() / per_tick, root.serial() % per_tick);
        let words = draws.words(Purpose::Content, tick, root.author());
        let [veracity, arousal, quality, flag] = words.map(|word| uniform(mix(word, number)));
        let extremity = ((f64::from(stance) - scale.middle()).abs() / scale.unit()).min(1.0);
        let is_bot = kind == AgentKind::Bot;
        let of_extremity = |share: f64, slope: f64| (share * (1.0 + slope * extremity)).min(1.0);
        let false_share = match self.bot_false_share {
            Some(share) if is_bot => share,
            _ => of_extremity(self.false_share, self.false_extremity),
        };
        let is_false = veracity < false_share;
        let hostile = of_extremity(self.animosity_share, self.animosity_extremity);
        let is_hostile = arousal < hostile;
        let calm = || self.arousal * (arousal - hostile) / (1.0 - hostile);
        let is_flagged = flag < if is_false { self.flag_recall } else { self.flag_false_positives };
        Content {
            arousal: if is_hostile { 1.0 } else { calm() as f32 },
            quality: if is_bot { 0.0 } else { self.quality(quality) as f32 },
            marks: (u8::from(is_false) * mark::FALSE)
                | (u8::from(is_flagged) * mark::FLAGGED)
                | (u8::from(is_hostile) * mark::ANIMOSITY),
        }
    }
}

/// Sums over items.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ContentSums {
    /// Number of items.
    pub items: u64,
    /// False ones.
    pub untrue: u64,
    /// Flagged ones.
    pub flagged: u64,
    /// Those hostile to the other side.
    pub hostile: u64,
    /// Sum of the arousals.
    pub arousal: f64,
    /// Sum of the qualities.
    pub quality: f64,
}

impl ContentSums {
    /// Adds an item.
    pub fn add(&mut self, content: &Content) {
        self.items += 1;
        self.untrue += u64::from(content.is(mark::FALSE));
        self.flagged += u64::from(content.is(mark::FLAGGED));
        self.hostile += u64::from(content.is(mark::ANIMOSITY));
        self.arousal += f64::from(content.arousal);
        self.quality += f64::from(content.quality);
    }

    /// Adds other sums; call it in a fixed order.
    pub fn merge(&mut self, other: &Self) {
        self.items += other.items;
        self.untrue += other.untrue;
        self.flagged += other.flagged;
        self.hostile += other.hostile;
        self.arousal += other.arousal;
        self.quality += other.quality;
    }
}

/// What readers made of the items they were shown: of true ones (0), of false ones without (1) and with a warning (2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeedSums {
    /// Times shown.
    pub views: [u64; 3],
    /// Times believed.
    pub believed: [u64; 3],
    /// Times reshared.
    pub reshared: [u64; 3],
}

impl HeedSums {
    /// Adds an item.
    pub fn add(&mut self, content: &Content, believes: bool, reshares: bool) {
        let of = match (content.is(mark::FALSE), content.is(mark::FLAGGED)) {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => 2,
        };
        self.views[of] += 1;
        self.believed[of] += u64::from(believes);
        self.reshared[of] += u64::from(reshares);
    }

    /// Adds other sums.
    pub fn merge(&mut self, other: &Self) {
        for of in 0..3 {
            self.views[of] += other.views[of];
            self.believed[of] += other.believed[of];
            self.reshared[of] += other.reshared[of];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Parameters;

    fn law(text: &str) -> PostLaw {
        PostLaw::from_toml(text).unwrap_or_else(|diagnostics| panic!("{diagnostics:?}"))
    }

    /// The sums over 40,000 posts of a stance by authors of a kind.
    fn sums(law: &PostLaw, stance: f32, kind: AgentKind) -> ContentSums {
        let draws = Draws::new(5, 0);
        let mut sums = ContentSums::default();
        for serial in 0..40_000 {
            let root = PostId::new(serial % 7, serial);
            sums.add(&law.content(&draws, root, 2, stance, kind, Scale::default()));
        }
        sums
    }

    #[test]
    fn shares_are_as_the_law_says() {
        let law = law(
            "false_share = 0.2\nfalse_extremity = 1.0\nbot_false_share = 0.9\nanimosity_share = 0.1\n\
                       animosity_extremity = 2.0\narousal = 0.4\nflag_recall = 0.5\nflag_false_positives = 0.01\n\
                       quality_growth = 0.0",
        );
        let near = |found: u64, expected: f64| (found as f64 / 4e4 - expected).abs() < 0.012;
        let person = sums(&law, -0.5, AgentKind::Person);
        assert!(near(person.untrue, 0.2 * 1.5), "{person:?}");
        assert!(near(person.hostile, 0.1 * 2.0), "{person:?}");
        assert!(near(person.flagged, 0.3 * 0.5 + 0.7 * 0.01), "{person:?}");
        // Hostile ones 1, the others uniform up to .4.
        assert!((person.arousal / 4e4 - (0.2 + 0.8 * 0.2)).abs() < 0.01, "{person:?}");
        assert!((person.quality / 4e4 - 0.5).abs() < 0.01, "{person:?}");
        let bot = sums(&law, -0.5, AgentKind::Bot);
        assert!(near(bot.untrue, 0.9) && bot.quality == 0.0, "{bot:?}");
        assert_eq!(bot.hostile, person.hostile);
    }

    #[test]
    fn by_default_posts_are_true_calm_and_unflagged() {
        let plain = sums(&law(""), 1.0, AgentKind::Person);
        assert_eq!((plain.untrue, plain.flagged, plain.hostile, plain.arousal), (0, 0, 0, 0.0));
        // The mean of the law of quality at λ = 5.
        assert!((plain.quality / 4e4 - 0.8068).abs() < 0.005, "{plain:?}");
    }

    #[test]
    fn content_does_not_depend_on_how_many_reshares_there_may_be() {
        let law = law("false_share = 0.5\nanimosity_share = 0.5");
        let draws = Draws::new(5, 0);
        for tick in 0..50 {
            let of = |per_tick: u32| {
                let root = PostId::new(3, tick * per_tick);
                law.content(&draws, root, per_tick, 0.5, AgentKind::Person, Scale::default())
            };
            assert_eq!(of(1), of(3));
        }
    }
}

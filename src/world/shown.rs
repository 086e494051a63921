//! What a reader was shown, and what came of it.

use super::voice;

/// The posts (or standing expressions) shown to one reader, best first: slices of one length, or empty where nobody
/// asked for them; the stances are always there.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// Who is heard: the author of the item, for a reshare the one who reshared.
    pub authors: &'a [u32],
    /// The stance of each item, on the scale of opinions.
    pub stances: &'a [f64],
    /// The side of each stance: −1, 0, +1.
    pub sides: &'a [i8],
    /// The position, among the reader's ties, of the tie that each item came through; the number of ties or more where the
    /// reader does not follow the author (recommended and sponsored posts).
    pub ties: &'a [u32],
    /// The index of each item in the slot arrays of [`Posts`](super::Posts); the author where accounts are shown; the
    /// slot in the [`PostStore`](super::PostStore) where the platform has a memory.
    pub items: &'a [u32],
    /// The weight of the tie of each item: the reader's affinity u_ij. Empty unless a rule asked for it.
    pub affinities: &'a [f32],
}

impl<'a> Shown<'a> {
    /// Items of which the stances alone are known.
    #[inline]
    pub fn of_stances(stances: &'a [f64]) -> Self {
        Self { authors: &[], stances, sides: &[], ties: &[], items: &[], affinities: &[] }
    }

    /// Number of items.
    #[inline]
    pub fn len(&self) -> usize {
        self.stances.len()
    }

    /// Whether nothing was shown.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.stances.is_empty()
    }
}

/// How many shown items came from each side, automated accounts and media apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Items of the + side by humans.
    pub positive: u32,
    /// Items of the − side by humans.
    pub negative: u32,
    /// Items of the + side by automated accounts.
    pub positive_bots: u32,
    /// Items of the − side by automated accounts.
    pub negative_bots: u32,
    /// Items of the + side by mass media, where media have a weight of their own; else they are among the bots.
    pub positive_media: u32,
    /// Items of the − side by mass media, where media have a weight of their own.
    pub negative_media: u32,
    /// Items without a side. Counted in observed ticks alone, once the reader has been served.
    pub sideless: u32,
    /// How often the reader was served. Counted in observed ticks alone.
    pub served: u32,
}

impl Tally {
    /// Counts one item by its author's voice, if it speaks.
    #[inline]
    pub fn add(&mut self, author: u8) {
        let count = u32::from(voice::speaks(author));
        match (voice::side(author), voice::is_automated(author)) {
            (1, false) => self.positive += count,
            (-1, false) => self.negative += count,
            (1, true) => self.positive_bots += count,
            (-1, true) => self.negative_bots += count,
            _ => {}
        }
    }

    /// Adds what another tally counts.
    pub fn merge(&mut self, other: &Self) {
        self.positive += other.positive;
        self.negative += other.negative;
        self.positive_bots += other.positive_bots;
        self.negative_bots += other.negative_bots;
        self.positive_media += other.positive_media;
        self.negative_media += other.negative_media;
        self.sideless += other.sideless;
        self.served += other.served;
    }

    /// The tally without one item that is in it, by its author's voice.
    #[must_use]
    pub fn without(self, author: u8) -> Self {
        let mut one = Self::default();
        one.add(author);
        Self {
            positive: self.positive - one.positive,
            negative: self.negative - one.negative,
            positive_bots: self.positive_bots - one.positive_bots,
            negative_bots: self.negative_bots - one.negative_bots,
            ..self
        }
    }

    /// Items of the + side and of the − side, whoever wrote them.
    #[inline]
    pub fn sides(&self) -> (u32, u32) {
        (
            self.positive + self.positive_bots + self.positive_media,
            self.negative + self.negative_bots + self.negative_media,
        )
    }

    /// The share of the + side in what was shown; None where nothing with a side was.
    #[inline]
    pub fn positive_share(&self) -> Option<f64> {
        let (positive, negative) = self.sides();
        let total = positive + negative;
        (total > 0).then(|| f64::from(positive) / f64::from(total))
    }

    /// What a reader of the given side heard: its own side and the other, bots and media weighted.
    /// A reader without a side hears nothing.
    #[inline]
    pub fn heard(&self, side: i8, bot_weight: f64, media_weight: f64) -> Heard {
        let positive = f64::from(self.positive)
            + bot_weight * f64::from(self.positive_bots)
            + media_weight * f64::from(self.positive_media);
        let negative = f64::from(self.negative)
            + bot_weight * f64::from(self.negative_bots)
            + media_weight * f64::from(self.negative_media);
        match side {
            1 => Heard { own: positive, other: negative },
            -1 => Heard { own: negative, other: positive },
            _ => Heard { own: 0.0, other: 0.0 },
        }
    }
}

/// n_s and n_o: how much of one's own and of the other side was heard, weights applied.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Heard {
    /// n_s, own side.
    pub own: f64,
    /// n_o, other side.
    pub other: f64,
}

/// What a tick leaves with a reader, for rules of expression that ask for more than n_s and n_o.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Impression {
    /// n_s and n_o.
    pub heard: Heard,
    /// Weight of the expressions within the rule's radius of the reader's opinion, and of all, whatever their side.
    pub near: (f64, f64),
    /// How many accounts the reader looked at, speaking or not: its followees, or a sample of them.
    pub accounts: u32,
    /// Whether the reader itself speaks in this tick.
    pub speaks: bool,
    /// All agents, N.
    pub agents: u32,
}

/// Bits of a reaction to one item.
pub mod reaction {
    /// Liked.
    pub const LIKE: u8 = 1;
    /// Reshared: the item goes to the reader's followers in the next tick.
    pub const RESHARE: u8 = 2;
    /// Replied to.
    pub const REPLY: u8 = 4;
    /// Reported, blocked, muted.
    pub const NEGATIVE: u8 = 8;
    /// Any reaction that counts as approval.
    pub const POSITIVE: u8 = LIKE | RESHARE;
    /// Any reaction at all.
    pub const ENGAGED: u8 = LIKE | RESHARE | REPLY;
}

/// What the platform expects a reader to do with an item: probabilities in [0, 1].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Predicted {
    /// Of a like.
    pub like: f32,
    /// Of a reshare.
    pub reshare: f32,
    /// Of a reply.
    pub reply: f32,
    /// Of a negative reaction.
    pub negative: f32,
}

/// The reactions of one reader, one byte of [`reaction`] bits a shown item.
pub type Reactions<'a> = &'a mut [u8];

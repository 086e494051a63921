//! What several readers are shown, for a rule that moves them in one call.

use crate::world::Scale;

/// Several readers who are shown some items each.
#[derive(Clone, Copy, Debug)]
pub struct Readers<'a> {
    /// Their opinions.
    pub own: &'a [f64],
    /// What they are shown.
    pub offer: Offer<'a>,
    /// The scale of opinions.
    pub scale: Scale,
    /// 64 random bits a reader; empty unless the rule draws.
    pub random: &'a [u64],
}

/// What several readers are shown.
#[derive(Clone, Copy, Debug)]
pub enum Offer<'a> {
    /// All of them one post, of this stance.
    Post(f64),
    /// Each what its own feed holds.
    Feeds(Rows<'a>),
}

/// The feeds of several readers, where they lie: nothing is copied.
///
/// The feeds of all readers of a run are records of words, one after another. A record begins with the stances that the
/// feed holds, as the bits of `f32`; empty places, behind the others, are NaN.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// The readers, by the number of their record.
    pub ids: &'a [u32],
    /// All records.
    pub words: &'a [u32],
    /// Words a record.
    pub stride: usize,
    /// Stances a feed, at least 1.
    pub width: usize,
}

/// The stance that bits of an `f32` stand for.
#[inline]
pub fn stance_of(bits: u32) -> f64 {
    f64::from(f32::from_bits(bits))
}

impl<'a> Rows<'a> {
    /// The stances of a reader, as bits.
    #[inline]
    pub fn row(&self, id: u32) -> &'a [u32] {
        &self.words[id as usize * self.stride..][..self.width]
    }

    /// As [`row`](Self::row), where `WIDTH` is the width or less: so many of the first stances.
    #[inline]
    pub fn fixed<const WIDTH: usize>(&self, id: u32) -> &'a [u32; WIDTH] {
        let record = &self.words[id as usize * self.stride..];
        record.first_chunk().expect("a record is longer than its stances")
    }
}

impl Readers<'_> {
    /// Sets the target of every reader to what `lead` makes of its opinion, the stances that it is shown and its random
    /// bits.
    #[inline]
    pub fn each(&self, targets: &mut [f64], lead: impl Fn(f64, &[f64], u64) -> f64) {
        let random = |reader: usize| self.random.get(reader).copied().unwrap_or(0);
        match self.offer {
            Offer::Post(stance) => {
                for (reader, (target, &own)) in targets.iter_mut().zip(self.own).enumerate() {
                    *target = lead(own, &[stance], random(reader));
                }
            }
            Offer::Feeds(rows) => {
                let mut buffer = [0.0; 32];
                let mut longer = Vec::new();
                let stances = if rows.width <= buffer.len() {
                    &mut buffer[..rows.width]
                } else {
                    longer.resize(rows.width, 0.0);
                    &mut longer
                };
                let readers = targets.iter_mut().zip(self.own).zip(rows.ids);
                for (reader, ((target, &own), &id)) in readers.enumerate() {
                    let row = rows.row(id);
                    for (stance, &bits) in stances.iter_mut().zip(row) {
                        *stance = stance_of(bits);
                    }
                    let shown = match stances.last() {
                        Some(last) if last.is_nan() => stances.iter().position(|stance| stance.is_nan()),
                        _ => None,
                    };
                    *target = lead(own, &stances[..shown.unwrap_or(rows.width)], random(reader));
                }
            }
        }
    }
}

//! One byte an agent: what others can gather of it in one read.
//!
//! This is all that the speak-or-silent step reads of a neighbour. A million agents fit into one megabyte.

/// The agent's side is +.
pub const POSITIVE: u8 = 1;
/// The agent's side is −.
pub const NEGATIVE: u8 = 2;
/// It speaks in this tick.
pub const SPEAKS: u8 = 4;
/// It is not a human: a bot, a medium or an advertiser.
pub const AUTOMATED: u8 = 8;
/// It is present in this tick.
pub const PRESENT: u8 = 16;
/// It is an organisation's account, a page.
pub const PAGE: u8 = 128;

/// Its expression stands: it speaks, or spoke before under a rule whose expressions last.
pub const STANDS: u8 = 32;
/// It is a mass medium.
pub const MEDIUM: u8 = 64;

/// The side bits of a side −1, 0, +1.
#[inline]
pub fn side_bits(side: i8) -> u8 {
    u8::from(side > 0) | u8::from(side < 0) << 1
}

/// The side −1, 0, +1 of a voice.
#[inline]
pub fn side(voice: u8) -> i8 {
    (voice & POSITIVE) as i8 - ((voice & NEGATIVE) >> 1) as i8
}

/// Whether the agent speaks.
#[inline]
pub fn speaks(voice: u8) -> bool {
    voice & SPEAKS != 0
}

/// Whether the agent is present.
#[inline]
pub fn is_present(voice: u8) -> bool {
    voice & PRESENT != 0
}

/// Whether the agent is a page.
#[inline]
pub fn is_page(voice: u8) -> bool {
    voice & PAGE != 0
}

/// Whether the agent reads: it is present and human.
#[inline]
pub fn reads(voice: u8) -> bool {
    voice & (PRESENT | AUTOMATED) == PRESENT
}

/// Whether the agent is a mass medium.
#[inline]
pub fn is_medium(voice: u8) -> bool {
    voice & MEDIUM != 0
}

/// Whether the agent is automated.
#[inline]
pub fn is_automated(voice: u8) -> bool {
    voice & AUTOMATED != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_keeps_its_side() {
        for s in [-1, 0, 1] {
            assert_eq!(side(side_bits(s) | SPEAKS | PRESENT), s);
        }
    }
}

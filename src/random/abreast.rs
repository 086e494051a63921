//! Blocks of several streams at once.
//!
//! Streams with neighbouring numbers do not wait for each other, so that their blocks are computed side by side in vector
//! registers. The words are those that [`Draws::words`] gives one by one.

use super::{Draws, Purpose};

/// Streams whose blocks are computed together.
pub const ABREAST: usize = 16;

/// Multipliers and key steps of Philox4x32 (Salmon et al. 2011, table 2).
const MULTIPLIERS: [u32; 2] = [0xd251_1f53, 0xcd9e_8d57];
const KEY_STEPS: [u32; 2] = [0x9e37_79b9, 0xbb67_ae85];

impl Draws {
    /// The first four words of the streams of `first`, `first` + 1, …: `[w][k]` is word w of agent `first` + k. Numbers
    /// of agents go round at 2^32.
    #[inline]
    pub fn words_abreast(&self, purpose: Purpose, tick: u32, first: u32) -> [[u32; ABREAST]; 4] {
        let [mut a, mut b, mut c, mut d] =
            [[0; ABREAST], [0; ABREAST], [tick; ABREAST], [purpose as u32; ABREAST]];
        for (lane, agent) in b.iter_mut().enumerate() {
            *agent = first.wrapping_add(lane as u32);
        }
        let mut key = self.key;
        for _ in 0..10 {
            // In arrays of their own: a loop that reads what it has just written is not turned into vector code.
            let mut next = [[0; ABREAST]; 4];
            for lane in 0..ABREAST {
                let left = u64::from(a[lane]) * u64::from(MULTIPLIERS[0]);
                let right = u64::from(c[lane]) * u64::from(MULTIPLIERS[1]);
                next[0][lane] = (right >> 32) as u32 ^ b[lane] ^ key[0];
                next[1][lane] = c[lane].wrapping_mul(MULTIPLIERS[1]);
                next[2][lane] = (left >> 32) as u32 ^ d[lane] ^ key[1];
                next[3][lane] = a[lane].wrapping_mul(MULTIPLIERS[0]);
            }
            [a, b, c, d] = next;
            key = [key[0].wrapping_add(KEY_STEPS[0]), key[1].wrapping_add(KEY_STEPS[1])];
        }
        [a, b, c, d]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_the_words_one_by_one() {
        for (seed, tick, first) in [(1, 0, 0), (42, 7, 1000), (3, u32::MAX, u32::MAX - 2)] {
            let draws = Draws::new(seed, 5);
            let words = draws.words_abreast(Purpose::Test, tick, first);
            for lane in 0..ABREAST {
                let alone = draws.words(Purpose::Test, tick, first.wrapping_add(lane as u32));
                assert_eq!(words.map(|word| word[lane]), alone);
            }
        }
    }
}

//! One bit a run.

/// A set of runs, by their place among those of the journal.
#[derive(Clone, Debug)]
pub struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// An empty set of runs below `length`.
    pub fn new(length: u64) -> Self {
        Self { words: vec![0; length.div_ceil(64) as usize] }
    }

    /// Whether `index` is in the set.
    pub fn has(&self, index: u64) -> bool {
        self.words[(index / 64) as usize] >> (index % 64) & 1 == 1
    }

    /// Puts `index` in, or takes it out.
    pub fn set(&mut self, index: u64, value: bool) {
        let word = &mut self.words[(index / 64) as usize];
        let bit = 1 << (index % 64);
        *word = if value { *word | bit } else { *word & !bit };
    }

    /// How many are in the set.
    pub fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// What is in this set and not in `other`, which is as long.
    pub fn without(&self, other: &Self) -> Self {
        let words = self.words.iter().zip(&other.words);
        Self { words: words.map(|(word, other)| word & !other).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_set_and_cleared_across_words() {
        let mut bits = Bits::new(130);
        for index in [0, 63, 64, 129] {
            bits.set(index, true);
        }
        bits.set(64, false);
        bits.set(64, false);
        assert_eq!((bits.count(), bits.has(129), bits.has(64), bits.has(1)), (3, true, false, false));
        let mut other = Bits::new(130);
        other.set(129, true);
        assert_eq!((bits.without(&other).count(), bits.without(&other).has(129)), (2, false));
    }
}

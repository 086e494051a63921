//! Names to numbers, in the order of their first appearance.

/// A set of names that numbers them from 0. Expected O(length) a look-up.
///
/// Its own small open-addressing tables with a fixed hash: the standard library's hash differs from run to run. Most
/// names are whole numbers, which sit in the table themselves, so that a look-up misses the cache once, not thrice.
#[derive(Clone, Debug, Default)]
pub(super) struct Interner {
    names: Vec<String>,
    /// Whole numbers as they are usually written, with one more than the number of the name; 0 where the slot is free.
    numbers: Vec<(u64, u32)>,
    numbers_taken: usize,
    /// Of all other names: a part of the hash, and one more than the number of the name.
    texts: Vec<(u64, u32)>,
    texts_taken: usize,
}

impl Interner {
    /// The number of `name`, which is added if it is new. None when 2³² − 1 names are taken.
    pub fn intern(&mut self, name: &str) -> Option<u32> {
        let next = u32::try_from(self.names.len()).ok().filter(|&number| number < u32::MAX)?;
        let whole = whole_number(name);
        let (table, taken) = match whole {
            Some(_) => (&mut self.numbers, &mut self.numbers_taken),
            None => (&mut self.texts, &mut self.texts_taken),
        };
        if (*taken + 1) * 2 > table.len() {
            grow(table);
        }
        let (slot, key) = self.slot(name, whole);
        let table = if whole.is_some() { &mut self.numbers } else { &mut self.texts };
        if table[slot].1 == 0 {
            table[slot] = (key, next + 1);
            *(if whole.is_some() { &mut self.numbers_taken } else { &mut self.texts_taken }) += 1;
            self.names.push(name.to_owned());
            return Some(next);
        }
        Some(table[slot].1 - 1)
    }

    /// The number of `name`, if it is there.
    pub fn find(&self, name: &str) -> Option<u32> {
        let whole = whole_number(name);
        let table = if whole.is_some() { &self.numbers } else { &self.texts };
        if table.is_empty() {
            return None;
        }
        table[self.slot(name, whole).0].1.checked_sub(1)
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// The names in the order of their numbers.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The names in the order of their numbers.
    pub fn into_names(self) -> Vec<String> {
        self.names
    }

    /// The slot where `name` sits or would sit, and what it holds beside the number.
    fn slot(&self, name: &str, whole: Option<u64>) -> (usize, u64) {
        let (table, key) = match whole {
            Some(number) => (&self.numbers, number),
            None => (&self.texts, hash(name)),
        };
        let mask = table.len() - 1;
        let mut slot = spread(key) & mask;
        loop {
            let (there, number) = table[slot];
            if number == 0 || (there == key && (whole.is_some() || self.names[number as usize - 1] == name)) {
                return (slot, key);
            }
            slot = (slot + 1) & mask;
        }
    }
}

/// Doubles a table.
fn grow(table: &mut Vec<(u64, u32)>) {
    let size = (table.len() * 2).max(64);
    let old = std::mem::replace(table, vec![(0, 0); size]);
    for (key, number) in old.into_iter().filter(|(_, number)| *number != 0) {
        let mut slot = spread(key) & (size - 1);
        while table[slot].1 != 0 {
            slot = (slot + 1) & (size - 1);
        }
        table[slot] = (key, number);
    }
}

/// The number that `name` is the usual way to write: no sign, no zeros in front.
fn whole_number(name: &str) -> Option<u64> {
    let bytes = name.as_bytes();
    let usual =
        !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit) && (bytes[0] != b'0' || bytes.len() == 1);
    if usual { name.parse().ok() } else { None }
}

/// FNV-1a, 64 bits.
fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Mixes all bits of the key into the low ones, which choose the slot (the finaliser of splitmix64).
fn spread(key: u64) -> usize {
    let key = (key ^ (key >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let key = (key ^ (key >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (key ^ (key >> 31)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_numbers() {
        let mut interner = Interner::default();
        for round in 0..2 {
            for number in 0..1000_u32 {
                assert_eq!(interner.intern(&format!("n{number}")), Some(number), "round {round}");
            }
        }
        assert_eq!((interner.len(), interner.find("n999"), interner.find("m")), (1000, Some(999), None));
        // Other ways to write a number are other names.
        let names = ["7", "07", "+7", "7.0", "-7", "", "18446744073709551615", "18446744073709551616"];
        let numbers = names.map(|name| interner.intern(name).unwrap());
        assert_eq!(numbers, [1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007]);
        assert_eq!(names.map(|name| interner.find(name)), numbers.map(Some));
        assert_eq!(interner.into_names()[1000..], names);
        assert_eq!(Interner::default().find("a"), None);
    }
}

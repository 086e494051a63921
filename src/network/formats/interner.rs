//! Names to numbers, in the order of their first appearance.

/// A set of names that numbers them from 0. Expected O(length) a look-up.
///
/// Its own small open-addressing table with a fixed hash (FNV-1a, 64 bits): the standard library's hash differs from
/// run to run, and trees of strings cost five times as much on the edge lists that this is for.
#[derive(Clone, Debug, Default)]
pub(super) struct Interner {
    names: Vec<String>,
    /// One more than the number of the name that sits there; 0 where the slot is free. The length is a power of two.
    slots: Vec<u32>,
}

impl Interner {
    /// The number of `name`, which is added if it is new. None when 2³² − 1 names are taken.
    pub fn intern(&mut self, name: &str) -> Option<u32> {
        if (self.names.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let slot = self.slot(name);
        if self.slots[slot] == 0 {
            let number = u32::try_from(self.names.len()).ok().filter(|&number| number < u32::MAX)?;
            self.names.push(name.to_owned());
            self.slots[slot] = number + 1;
        }
        Some(self.slots[slot] - 1)
    }

    /// The number of `name`, if it is there.
    pub fn find(&self, name: &str) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        self.slots[self.slot(name)].checked_sub(1)
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

    /// The slot where `name` sits or would sit.
    fn slot(&self, name: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(name) as usize & mask;
        while self.slots[slot] != 0 && self.names[self.slots[slot] as usize - 1] != name {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        self.slots = vec![0; (self.slots.len() * 2).max(64)];
        for number in 0..self.names.len() {
            let slot = self.slot(&self.names[number]);
            self.slots[slot] = number as u32 + 1;
        }
    }
}

fn hash(name: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in name.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    // The low bits choose the slot: fold the high ones in.
    hash ^ (hash >> 29)
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
        assert_eq!(Interner::default().find("a"), None);
    }
}

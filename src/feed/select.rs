//! The first k of a list of scores.

/// Picks the k highest scores, ties broken by a 32-bit draw. Keeps its memory between calls.
#[derive(Clone, Debug, Default)]
pub struct Selector {
    /// (sort key, candidate): score in the upper half, draw in the lower.
    best: Vec<(u64, u32)>,
    /// Candidates that may be among the first, to work in.
    likely: Vec<u32>,
}

/// The longest feed that is kept sorted while candidates are read.
const SHORT: usize = 32;

/// The most candidates whose places are counted pair by pair.
const FEW: usize = 48;

/// Bits that sort as the float does. −0 and +0 count as equal.
#[inline]
pub(super) fn orderable(score: f32) -> u32 {
    let bits = (score + 0.0).to_bits();
    if bits >> 31 == 0 { bits | 0x8000_0000 } else { !bits }
}

impl Selector {
    /// Orders the candidates by (score, draw), both descending, and keeps the first `slots`.
    /// `draw` maps a candidate's index to 32 random bits. O(n·k) for feeds of up to 32 slots, in practice two comparisons
    /// a candidate; else O(n + k·log k). Equal floats of either sign tie; NaN never panics. Candidates with a score of
    /// −∞ are never picked.
    pub fn select(&mut self, scores: &[f32], slots: usize, draw: impl Fn(usize) -> u32) {
        if !self.select_likely(scores, slots, &draw) {
            self.select_among(scores, slots, |_| true, draw);
        }
    }

    /// The same without a branch that depends on a score, for many candidates of a short feed; false, and nothing is
    /// done, where that does not pay.
    ///
    /// Of `slots` parts of the candidates each has one that scores at least as high as the lowest of the parts' best: the
    /// first `slots` of all do too. What scores that high is usually few, and their places are counted pair by pair.
    fn select_likely(&mut self, scores: &[f32], slots: usize, draw: &impl Fn(usize) -> u32) -> bool {
        if !(1..=SHORT).contains(&slots) || scores.len() < 2 * slots {
            return false;
        }
        let mut tops = [f32::NEG_INFINITY; SHORT];
        let tops = &mut tops[..slots];
        for row in scores.chunks(slots) {
            for (top, &score) in tops.iter_mut().zip(row) {
                *top = if score > *top { score } else { *top };
            }
        }
        let bound = tops.iter().fold(f32::INFINITY, |low, &top| if top < low { top } else { low });
        if bound == f32::NEG_INFINITY {
            return false; // too few are admissible
        }
        // Everybody is written down, and the next one overwrites whoever scores too low.
        self.likely.resize(scores.len().max(self.likely.len()), 0);
        let mut count = 0;
        for (index, &score) in scores.iter().enumerate() {
            self.likely[count] = index as u32;
            count += usize::from(score >= bound);
        }
        if count > FEW {
            return false;
        }
        let likely = &self.likely[..count];
        let mut keys = [0_u64; FEW];
        for (key, &index) in keys.iter_mut().zip(likely) {
            let index = index as usize;
            *key = u64::from(orderable(scores[index])) << 32 | u64::from(draw(index));
        }
        let keys = &keys[..count];
        self.best.clear();
        self.best.resize(count, (0, 0));
        for (at, (&key, &index)) in keys.iter().zip(likely).enumerate() {
            // Of two equal keys the later candidate comes first.
            let before = keys[..at].iter().filter(|&&other| other > key).count()
                + keys[at + 1..].iter().filter(|&&other| other >= key).count();
            self.best[before] = (key, index);
        }
        self.best.truncate(slots);
        true
    }

    /// As [`select`](Self::select), among the candidates that `admits` lets in by their index.
    pub fn select_among(
        &mut self,
        scores: &[f32],
        slots: usize,
        admits: impl Fn(usize) -> bool,
        draw: impl Fn(usize) -> u32,
    ) {
        let key = |index: usize, score: f32| {
            (u64::from(orderable(score)) << 32 | u64::from(draw(index)), index as u32)
        };
        self.best.clear();
        if (1..=SHORT).contains(&slots) {
            self.insert(scores, slots, admits, key);
            self.drop_inadmissible();
            return;
        }
        let admitted = scores.iter().enumerate().filter(|&(index, _)| admits(index));
        self.best.extend(admitted.map(|(index, &score)| key(index, score)));
        if slots < self.best.len() {
            if slots > 0 {
                self.best.select_nth_unstable_by(slots - 1, |a, b| b.cmp(a));
            }
            self.best.truncate(slots);
        }
        self.best.sort_unstable_by(|a, b| b.cmp(a));
        self.drop_inadmissible();
    }

    /// Cuts off what has a score of −∞: it sorts last.
    #[inline]
    fn drop_inadmissible(&mut self) {
        const LOWEST: u32 = !f32::NEG_INFINITY.to_bits();
        while self.best.last().is_some_and(|&(key, _)| (key >> 32) as u32 <= LOWEST) {
            self.best.pop();
        }
    }

    /// Keeps a short sorted list and pushes each better candidate into its place.
    #[inline]
    fn insert(
        &mut self,
        scores: &[f32],
        slots: usize,
        admits: impl Fn(usize) -> bool,
        key: impl Fn(usize, f32) -> (u64, u32),
    ) {
        let mut keys = [0_u64; SHORT];
        let mut candidates = [0_u32; SHORT];
        let last = slots - 1;
        let mut length = 0;
        for (index, &score) in scores.iter().enumerate() {
            // Most candidates score below the last one kept: they need no draw.
            if !admits(index) || (length == slots && orderable(score) < (keys[last] >> 32) as u32) {
                continue;
            }
            let (key, candidate) = key(index, score);
            // Of two equal keys the later candidate comes first, as in the order of (key, candidate).
            if length == slots && key < keys[last] {
                continue;
            }
            let mut place = length.min(last);
            length = (length + 1).min(slots);
            while place > 0 && keys[place - 1] <= key {
                keys[place] = keys[place - 1];
                candidates[place] = candidates[place - 1];
                place -= 1;
            }
            keys[place] = key;
            candidates[place] = candidate;
        }
        self.best.extend(keys.into_iter().zip(candidates).take(length));
    }

    /// The same, to be put into another order or cut.
    pub fn best_mut(&mut self) -> &mut Vec<(u64, u32)> {
        &mut self.best
    }

    /// What [`select`](Self::select) picked, best first: (sort key, candidate).
    pub fn best(&self) -> &[(u64, u32)] {
        &self.best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picked(scores: &[f32], slots: usize) -> Vec<u32> {
        let mut selector = Selector::default();
        selector.select(scores, slots, |index| index as u32);
        selector.best().iter().map(|&(_, candidate)| candidate).collect()
    }

    #[test]
    fn the_best_come_first() {
        let scores = [0.5, -1.0, 2.0, 0.5, -0.0, 0.0];
        assert_eq!(picked(&scores, 4), [2, 3, 0, 5]);
        assert_eq!(picked(&scores, 10).len(), 6);
        assert!(picked(&scores, 0).is_empty());
        assert!(picked(&[], 3).is_empty());
    }

    #[test]
    fn both_ways_of_selecting_agree() {
        let scores: Vec<f32> = (0..500_u32).map(|i| (i * 7919 % 13) as f32).collect();
        let all = picked(&scores, 499);
        for slots in [1, 7, 32] {
            assert_eq!(picked(&scores, slots), all[..slots]);
        }
    }

    #[test]
    fn counting_places_is_inserting() {
        for length in [0, 1, 19, 20, 47, 70, 200] {
            for values in [1, 2, 13, 1000] {
                let scores: Vec<f32> = (0..length)
                    .map(|i: u32| match i * 7919 % values {
                        5 => f32::NEG_INFINITY,
                        value => value as f32 - 3.0,
                    })
                    .collect();
                // Draws that are often equal too.
                let draw = |index: usize| index as u32 % 4;
                for slots in [1, 2, 10, 32] {
                    let (mut counted, mut inserted) = (Selector::default(), Selector::default());
                    counted.select(&scores, slots, draw);
                    inserted.select_among(&scores, slots, |_| true, draw);
                    assert_eq!(counted.best(), inserted.best(), "{length} {values} {slots}");
                }
            }
        }
    }

    #[test]
    fn a_part_is_selected_as_the_whole() {
        let scores: Vec<f32> = (0..500_u32).map(|i| (i * 7919 % 13) as f32).collect();
        let thirds: Vec<u32> = picked(&scores, 500).into_iter().filter(|index| index % 3 == 1).collect();
        for slots in [1, 7, 32, 100] {
            let mut selector = Selector::default();
            selector.select_among(&scores, slots, |index| index % 3 == 1, |index| index as u32);
            let found: Vec<u32> = selector.best().iter().map(|&(_, candidate)| candidate).collect();
            assert_eq!(found, thirds[..slots]);
        }
    }

    #[test]
    fn the_inadmissible_is_never_picked() {
        let no = f32::NEG_INFINITY;
        assert_eq!(picked(&[no, 1.0, no, f32::MIN], 3), [1, 3]);
        assert_eq!(picked(&[no, 1.0, no, f32::MIN], 40), [1, 3]);
        assert!(picked(&[no, no], 1).is_empty());
    }

    #[test]
    fn floats_sort_by_their_bits() {
        let sorted = [f32::NEG_INFINITY, -2.0, -1e-30, 0.0, 1e-30, 3.0, f32::INFINITY];
        assert!(sorted.windows(2).all(|pair| orderable(pair[0]) < orderable(pair[1])));
    }
}

//! The first k of a list of scores.

/// Picks the k highest scores, ties broken by a 32-bit draw. Keeps its memory between calls.
#[derive(Clone, Debug, Default)]
pub struct Selector {
    /// (sort key, candidate): score in the upper half, draw in the lower.
    best: Vec<(u64, u32)>,
    /// Candidates that may be among the first, to work in.
    likely: Vec<u32>,
    /// Their sort keys.
    keys: Vec<u64>,
    /// Those that are let in, and their scores.
    admitted: (Vec<u32>, Vec<f32>),
}

/// The longest feed that is kept sorted while candidates are read.
const SHORT: usize = 32;

/// The longest feed that is selected from what is likely.
const SHORTER: usize = 24;

/// The most candidates whose places are counted pair by pair without a second look.
const FEW: usize = 24;

/// The most candidates whose places are counted pair by pair.
const MANY: usize = 64;

/// The lowest and the highest score.
pub(super) const FLOATS: (f32, f32) = (f32::NEG_INFINITY, f32::INFINITY);

/// Bits that sort as the float does. −0 and +0 count as equal.
#[inline]
pub(super) fn orderable(score: f32) -> u32 {
    let bits = (score + 0.0).to_bits();
    if bits >> 31 == 0 { bits | 0x8000_0000 } else { !bits }
}

/// Deals the values to `PARTS` parts; the `nth` highest of the parts' best. `ends`: below or equal to every value, and above or
/// equal.
#[inline]
pub(super) fn nth_of_parts<T: Copy + PartialOrd, const PARTS: usize>(
    values: &[T],
    nth: usize,
    ends: (T, T),
) -> T {
    let larger = |a: T, b: T| if a > b { a } else { b };
    let mut tops = [ends.0; PARTS];
    let rows = values.chunks_exact(PARTS);
    let rest = rows.remainder();
    for row in rows {
        for (top, &value) in tops.iter_mut().zip(row) {
            *top = larger(value, *top);
        }
    }
    for (top, &value) in tops.iter_mut().zip(rest) {
        *top = larger(value, *top);
    }
    // The lowest of those that fewer than `nth` are above.
    let mut bound = ends.1;
    for &top in &tops {
        let above: u32 = tops.iter().map(|&other| u32::from(other > top)).sum();
        let top = if (above as usize) < nth { top } else { ends.1 };
        bound = if top < bound { top } else { bound };
    }
    bound
}

impl Selector {
    /// Orders the candidates by (score, draw), both descending, and keeps the first `slots`.
    /// `draw` maps a candidate's index to 32 random bits. O(n) for feeds of up to 24 slots in practice, O(n·k) up to 32;
    /// else O(n + k·log k). Equal floats of either sign tie; NaN never panics. Candidates with a score of
    /// −∞ are never picked.
    pub fn select(&mut self, scores: &[f32], slots: usize, draw: impl Fn(usize) -> u32) {
        if !self.select_likely(scores, slots, &draw) {
            self.select_of_all(scores, slots, draw);
        }
    }

    /// The same without a branch that depends on a score, for short feeds; false, and nothing is done, where that does
    /// not pay.
    ///
    /// Of so many parts of the candidates, `slots` have one that scores at least as high as the `slots`-th highest of the
    /// parts' best: the first `slots` of all do too. What scores that high is usually hardly more. Where many score alike,
    /// the same is done with their keys. The places of what is left are counted pair by pair.
    fn select_likely(&mut self, scores: &[f32], slots: usize, draw: &impl Fn(usize) -> u32) -> bool {
        if !(1..=SHORTER).contains(&slots) {
            return false;
        }
        let bound = if scores.len() <= FEW {
            f32::NEG_INFINITY
        } else if slots <= 12 {
            nth_of_parts::<f32, 16>(scores, slots, FLOATS)
        } else {
            nth_of_parts::<f32, 32>(scores, slots, FLOATS)
        };
        // Everybody is written down, and the next one overwrites whoever scores too low.
        self.likely.resize(scores.len().max(self.likely.len()), 0);
        let mut count = 0;
        for (index, &score) in scores.iter().enumerate() {
            self.likely[count] = index as u32;
            count += usize::from(score >= bound);
        }
        self.keys.clear();
        self.keys.extend(self.likely[..count].iter().map(|&index| {
            let index = index as usize;
            u64::from(orderable(scores[index])) << 32 | u64::from(draw(index))
        }));
        if count > FEW {
            let bound = if slots <= 12 {
                nth_of_parts::<u64, 16>(&self.keys, slots, (0, u64::MAX))
            } else {
                nth_of_parts::<u64, 32>(&self.keys, slots, (0, u64::MAX))
            };
            let mut left = 0;
            for at in 0..count {
                let key = self.keys[at];
                self.likely[left] = self.likely[at];
                self.keys[left] = key;
                left += usize::from(key >= bound);
            }
            count = left;
        }
        count <= MANY && self.place(count, slots)
    }

    /// Puts the first `slots` of the `count` likely ones in order; false where two have the same key.
    fn place(&mut self, count: usize, slots: usize) -> bool {
        // Halves of a key as signed numbers, for which there are vector comparisons; blocks of a fixed length.
        const BLOCK: usize = 8;
        let mut high = [i32::MIN; MANY];
        let mut low = [i32::MIN; MANY];
        for ((high, low), &key) in high.iter_mut().zip(&mut low).zip(&self.keys[..count]) {
            *high = ((key >> 32) as u32 ^ 1 << 31) as i32;
            *low = (key as u32 ^ 1 << 31) as i32;
        }
        let blocks = count.div_ceil(BLOCK) * BLOCK;
        let mut taken = 0_u64;
        self.best.clear();
        self.best.resize(count, (0, 0));
        for (at, (&key, &index)) in self.keys[..count].iter().zip(&self.likely).enumerate() {
            let mut before = [0_i32; BLOCK];
            let others = high[..blocks].chunks_exact(BLOCK).zip(low[..blocks].chunks_exact(BLOCK));
            for (highs, lows) in others {
                for ((before, &other_high), &other_low) in before.iter_mut().zip(highs).zip(lows) {
                    // Bits, not branches.
                    let (above, alike) = (other_high > high[at], other_high == high[at]);
                    *before += i32::from(above) | (i32::from(alike) & i32::from(other_low > low[at]));
                }
            }
            let place = before.iter().sum::<i32>() as usize;
            self.best[place] = (key, index);
            taken |= 1 << place;
        }
        if taken.count_ones() as usize != count {
            return false;
        }
        self.best.truncate(slots);
        self.drop_inadmissible();
        true
    }

    /// As [`select`](Self::select), among the candidates that `admits` lets in by their index. O(n) more.
    pub fn select_among(
        &mut self,
        scores: &[f32],
        slots: usize,
        admits: impl Fn(usize) -> bool,
        draw: impl Fn(usize) -> u32,
    ) {
        let (mut admitted, mut among) = std::mem::take(&mut self.admitted);
        admitted.resize(scores.len(), 0);
        among.resize(scores.len(), 0.0);
        let mut count = 0;
        for (index, &score) in scores.iter().enumerate() {
            admitted[count] = index as u32;
            among[count] = score;
            count += usize::from(admits(index));
        }
        self.select(&among[..count], slots, |at| draw(admitted[at] as usize));
        for (_, candidate) in &mut self.best {
            *candidate = admitted[*candidate as usize];
        }
        self.admitted = (admitted, among);
    }

    /// As [`select`](Self::select), where nothing is likely.
    fn select_of_all(&mut self, scores: &[f32], slots: usize, draw: impl Fn(usize) -> u32) {
        let key = |index: usize, score: f32| {
            (u64::from(orderable(score)) << 32 | u64::from(draw(index)), index as u32)
        };
        self.best.clear();
        if (1..=SHORT).contains(&slots) {
            self.insert(scores, slots, key);
            self.drop_inadmissible();
            return;
        }
        self.best.extend(scores.iter().enumerate().map(|(index, &score)| key(index, score)));
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
    fn insert(&mut self, scores: &[f32], slots: usize, key: impl Fn(usize, f32) -> (u64, u32)) {
        let mut keys = [0_u64; SHORT];
        let mut candidates = [0_u32; SHORT];
        let last = slots - 1;
        let mut length = 0;
        for (index, &score) in scores.iter().enumerate() {
            // Most candidates score below the last one kept: they need no draw.
            if length == slots && orderable(score) < (keys[last] >> 32) as u32 {
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
        for length in [0, 1, 19, 20, 24, 25, 31, 47, 70, 200, 1000] {
            for values in [1, 2, 13, 1000] {
                let scores: Vec<f32> = (0..length)
                    .map(|i: u32| match i * 7919 % values {
                        5 => f32::NEG_INFINITY,
                        value => value as f32 - 3.0,
                    })
                    .collect();
                // Draws that are often equal too, and such that are not.
                for draws in [4, 1 << 20] {
                    let draw = |index: usize| (index as u32).wrapping_mul(0x9e37_79b9) >> 7 & (draws - 1);
                    for slots in [1, 2, 10, 12, 13, 24, 32] {
                        let (mut counted, mut inserted) = (Selector::default(), Selector::default());
                        counted.select(&scores, slots, draw);
                        inserted.select_of_all(&scores, slots, draw);
                        assert_eq!(counted.best(), inserted.best(), "{length} {values} {slots}");
                    }
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

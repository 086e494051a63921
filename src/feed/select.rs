//! The first k of a list of scores.

/// Picks the k highest scores, ties broken by a 32-bit draw. Keeps its memory between calls.
#[derive(Clone, Debug, Default)]
pub struct Selector {
    /// (sort key, candidate): score in the upper half, draw in the lower.
    best: Vec<(u64, u32)>,
}

/// Bits that sort as the float does. −0 and +0 count as equal.
#[inline]
fn orderable(score: f32) -> u32 {
    let bits = (score + 0.0).to_bits();
    if bits >> 31 == 0 { bits | 0x8000_0000 } else { !bits }
}

impl Selector {
    /// Orders the candidates by (score, draw), both descending, and keeps the first `slots`.
    /// `draw` maps a candidate's index to 32 random bits. O(n + k·log k) expected. NaN scores come last or first
    /// consistently, never panic.
    pub fn select(&mut self, scores: &[f32], slots: usize, draw: impl Fn(usize) -> u32) {
        let keys = scores.iter().enumerate().map(|(index, &score)| {
            (u64::from(orderable(score)) << 32 | u64::from(draw(index)), index as u32)
        });
        self.best.clear();
        self.best.extend(keys);
        if slots < self.best.len() {
            if slots > 0 {
                self.best.select_nth_unstable_by(slots - 1, |a, b| b.cmp(a));
            }
            self.best.truncate(slots);
        }
        self.best.sort_unstable_by(|a, b| b.cmp(a));
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
    fn floats_sort_by_their_bits() {
        let sorted = [f32::NEG_INFINITY, -2.0, -1e-30, 0.0, 1e-30, 3.0, f32::INFINITY];
        assert!(sorted.windows(2).all(|pair| orderable(pair[0]) < orderable(pair[1])));
    }
}

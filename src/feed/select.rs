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
    pub fn select(&mut self, scores: &[f32], slots: usize, draw: impl Fn(usize) -> u32) -> &[(u64, u32)] {
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
        &self.best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first() {
        let mut selector = Selector::default();
        let scores = [0.5, -1.0, 2.0, 0.5, -0.0, 0.0];
        let picked: Vec<u32> =
            selector.select(&scores, 4, |index| index as u32).iter().map(|p| p.1).collect();
        assert_eq!(picked, [2, 3, 0, 5]);
        assert_eq!(selector.select(&scores, 10, |_| 0).len(), 6);
        assert!(selector.select(&scores, 0, |_| 0).is_empty());
        assert!(selector.select(&[], 3, |_| 0).is_empty());
    }

    #[test]
    fn floats_sort_by_their_bits() {
        let sorted = [f32::NEG_INFINITY, -2.0, -1e-30, 0.0, 1e-30, 3.0, f32::INFINITY];
        assert!(sorted.windows(2).all(|pair| orderable(pair[0]) < orderable(pair[1])));
    }
}

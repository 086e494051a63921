//! Matrix factorisation of ratings with one factor: what a reader thinks of a post, apart from which camp they are in.
//!
//! r̂_un = μ + i_u + i_n + f_u·f_n, fitted by least squares with penalties: the loss is
//! Σ (r − r̂)² + λ_i·(Σ i_u² + Σ i_n² + μ²) + λ_f·(Σ f_u² + Σ f_n²). The model and the loss are those of Community Notes
//! (authors' code: twitter/communitynotes). It descends the gradient; here μ, the raters and the notes are each solved
//! for exactly while the others stand still, in turn, so that no round can raise the loss.

use crate::math::square;

/// One rating: the indices of rater and note, and the value in [0, 1].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Entry {
    pub rater: u32,
    pub note: u32,
    pub value: f64,
}

/// The penalties.
#[derive(Clone, Copy, Debug)]
pub(super) struct Penalties {
    /// λ_i, of the intercepts and of μ; > 0.
    pub intercepts: f64,
    /// λ_f, of the factors; > 0.
    pub factors: f64,
}

/// Intercept and factor of a rater or a note.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Place {
    pub intercept: f64,
    pub factor: f64,
}

/// A fit in progress.
#[derive(Debug)]
pub(super) struct Fit<'a> {
    /// By rater, then note.
    by_rater: &'a [Entry],
    /// The same by note, then rater.
    by_note: Vec<Entry>,
    penalties: Penalties,
    pub mean: f64,
    pub raters: Vec<Place>,
    pub notes: Vec<Place>,
}

impl<'a> Fit<'a> {
    /// Begins with the raters' factors and zeros. `entries` must be sorted by rater, then note.
    pub fn new(entries: &'a [Entry], notes: usize, factors: &[f64], penalties: Penalties) -> Self {
        let mut by_note = entries.to_vec();
        by_note.sort_by_key(|entry| (entry.note, entry.rater));
        let raters = factors.iter().map(|&factor| Place { intercept: 0.0, factor }).collect();
        Self {
            by_rater: entries,
            by_note,
            penalties,
            mean: 0.0,
            raters,
            notes: vec![Place::default(); notes],
        }
    }

    /// Solves for μ, the notes and the raters once each. O(ratings), sums in the order of the ratings.
    pub fn round(&mut self) {
        let mut rest = 0.0;
        for entry in self.by_rater {
            rest += entry.value - self.predicted(entry) + self.mean;
        }
        self.mean = rest / (self.by_rater.len() as f64 + self.penalties.intercepts);
        for run in self.by_note.chunk_by(|a, b| a.note == b.note) {
            let others = run.iter().map(|entry| (entry.value, self.raters[entry.rater as usize]));
            self.notes[run[0].note as usize] = solve(others, self.mean, self.penalties);
        }
        for run in self.by_rater.chunk_by(|a, b| a.rater == b.rater) {
            let others = run.iter().map(|entry| (entry.value, self.notes[entry.note as usize]));
            self.raters[run[0].rater as usize] = solve(others, self.mean, self.penalties);
        }
    }

    fn predicted(&self, entry: &Entry) -> f64 {
        let (rater, note) = (self.raters[entry.rater as usize], self.notes[entry.note as usize]);
        self.mean + rater.intercept + note.intercept + rater.factor * note.factor
    }

    /// The loss. O(ratings).
    pub fn loss(&self) -> f64 {
        let mut loss = self.penalties.intercepts * square(self.mean);
        for entry in self.by_rater {
            loss += square(entry.value - self.predicted(entry));
        }
        for place in self.raters.iter().chain(&self.notes) {
            loss += self.penalties.intercepts * square(place.intercept)
                + self.penalties.factors * square(place.factor);
        }
        loss
    }

    /// Rounds until the loss falls by less than the share `settled`, `most` at most.
    pub fn run(&mut self, most: u32, settled: f64) {
        let mut before = f64::INFINITY;
        for _ in 0..most {
            self.round();
            let loss = self.loss();
            if before - loss <= settled * loss {
                break;
            }
            before = loss;
        }
    }
}

/// Intercept i and factor f that minimise Σ (r − μ − i_o − i − f·f_o)² + λ_i·i² + λ_f·f² over the others o: two linear
/// equations. Positive penalties keep the determinant above 0.
fn solve(others: impl Iterator<Item = (f64, Place)>, mean: f64, penalties: Penalties) -> Place {
    let (mut count, mut sum, mut squares, mut rest, mut weighted) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (value, other) in others {
        let left = value - mean - other.intercept;
        count += 1.0;
        sum += other.factor;
        squares += square(other.factor);
        rest += left;
        weighted += left * other.factor;
    }
    let (a, b) = (count + penalties.intercepts, squares + penalties.factors);
    let determinant = a * b - square(sum);
    Place {
        intercept: (rest * b - weighted * sum) / determinant,
        factor: (weighted * a - rest * sum) / determinant,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};

    const PUBLISHED: Penalties = Penalties { intercepts: 0.15, factors: 0.03 };

    fn factors(raters: usize) -> Vec<f64> {
        let mut stream = Draws::new(3, 0).stream(Purpose::Test, 0, 0);
        (0..raters).map(|_| 2.0 * stream.uniform() - 1.0).collect()
    }

    /// Every rater's rating of every note.
    fn full(raters: usize, notes: usize, value: impl Fn(usize, usize) -> f64) -> Vec<Entry> {
        let pairs = (0..raters).flat_map(|rater| (0..notes).map(move |note| (rater, note)));
        pairs
            .map(|(rater, note)| Entry { rater: rater as u32, note: note as u32, value: value(rater, note) })
            .collect()
    }

    #[test]
    fn one_rating_by_hand() {
        // r = 1, f_u = 0: μ = 1/1.15, then i_n = (1 − μ)/1.15 and i_u = (1 − μ − i_n)/1.15; no factor.
        let entries = [Entry { rater: 0, note: 0, value: 1.0 }];
        let mut fit = Fit::new(&entries, 1, &[0.0], PUBLISHED);
        fit.round();
        let (mean, note) = (1.0 / 1.15, (1.0 - 1.0 / 1.15) / 1.15);
        assert!((fit.mean - mean).abs() < 1e-12 && (fit.notes[0].intercept - note).abs() < 1e-12);
        assert!((fit.raters[0].intercept - (1.0 - mean - note) / 1.15).abs() < 1e-12);
        assert_eq!((fit.notes[0].factor, fit.raters[0].factor), (0.0, 0.0));
    }

    #[test]
    fn no_round_raises_the_loss() {
        let draws = Draws::new(4, 0);
        let entries = full(30, 20, |rater, note| {
            f64::from(draws.words(Purpose::Test, note as u32, rater as u32)[0] % 3) / 2.0
        });
        let mut fit = Fit::new(&entries, 20, &factors(30), PUBLISHED);
        let mut before = f64::INFINITY;
        for _ in 0..500 {
            fit.round();
            let loss = fit.loss();
            assert!(loss <= before * (1.0 + 1e-12), "{loss} after {before}");
            before = loss;
        }
        // At the minimum the gradient by μ and by an intercept vanishes.
        let residual = |entry: &Entry| entry.value - fit.predicted(entry);
        let gradient: f64 =
            entries.iter().filter(|e| e.note == 7).map(residual).sum::<f64>() - 0.15 * fit.notes[7].intercept;
        assert!(gradient.abs() < 0.02, "{gradient}");
    }

    #[test]
    fn planted_intercepts_are_found() {
        // r = .5 + i_n + f_u·f_n with two camps of equal size and factors that cancel over the notes.
        let planted: [f64; 8] = [0.3, 0.2, 0.1, 0.05, -0.05, -0.1, -0.2, -0.3];
        let camp = |rater: usize| if rater.is_multiple_of(2) { 1.0 } else { -1.0 };
        let lean = |note: usize| [0.2, -0.1, -0.2, 0.1, 0.1, -0.2, -0.1, 0.2][note];
        let entries = full(200, 8, |rater, note| 0.5 + planted[note] + camp(rater) * lean(note));
        let mut fit = Fit::new(&entries, 8, &factors(200), PUBLISHED);
        fit.run(500, 1e-9);
        for (note, (found, planted)) in fit.notes.iter().zip(planted).enumerate() {
            assert!((found.intercept - planted).abs() < 0.02, "{note}: {} {planted}", found.intercept);
        }
        // The camps are told apart by the sign of their factor.
        assert!(fit.raters.iter().enumerate().all(|(u, r)| r.factor * camp(u) * fit.raters[0].factor > 0.0));
    }

    #[test]
    fn liked_by_both_camps_beats_liked_by_one() {
        // 50 of 100 raters rate note 0 and 50 rate note 1, and all like it: half of each camp, and all of one camp.
        // Each camp likes two of the other notes, and the other camp does not.
        let mut entries = full(100, 6, |rater, note| {
            let camp = rater % 2 == 0;
            f64::from(u8::from(if note < 2 { true } else { camp == (note < 4) }))
        });
        entries.retain(|entry| match entry.note {
            0 => entry.rater < 50,
            1 => entry.rater % 2 == 0,
            _ => true,
        });
        let ratings = |note: u32| entries.iter().filter(|entry| entry.note == note).count();
        assert_eq!((ratings(0), ratings(1)), (50, 50));
        let mut fit = Fit::new(&entries, 6, &factors(100), PUBLISHED);
        fit.run(500, 1e-9);
        assert!(fit.notes[0].intercept > fit.notes[1].intercept + 0.1, "{:?}", fit.notes);
        assert!(fit.notes[1].factor.abs() > 3.0 * fit.notes[0].factor.abs(), "{:?}", fit.notes);
    }
}

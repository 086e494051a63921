//! What is taken down of a run while it is played, and its outcomes.

use super::OpinionRow;
use crate::engine::Observation;
use crate::metrics::histogram;
use crate::scenario::Scenario;

/// Takes down what is observed.
pub struct Recorder<'a> {
    pub scenario: &'a Scenario,
    pub series: Vec<(u32, Vec<f64>)>,
    pub opinions: Vec<OpinionRow>,
    /// In a replay, how often the run was observed before, and those observations.
    pub counted_every: Option<u32>,
    pub counted: Vec<(u32, Vec<f64>)>,
}

impl Recorder<'_> {
    pub fn record(&mut self, observation: &Observation<'_>) {
        let view = &observation.view;
        self.series.push((view.tick, self.scenario.metrics.measure(view)));
        if let Some(every) = self.counted_every
            && (view.tick.is_multiple_of(every.max(1)) || observation.last)
        {
            self.counted.extend(self.series.last().cloned());
        }
        if self.scenario.output.opinions {
            self.opinions.extend(histogram(view).into_iter().map(|bin| OpinionRow {
                tick: view.tick,
                bin_low: bin.bin_low,
                bin_high: bin.bin_high,
                private: bin.private,
                speaking: bin.speaking,
                expressed: bin.expressed,
                shown: bin.shown,
            }));
        }
    }
}

/// The mean of every column over the observed ticks of the window, missing values left out; over the last tick alone
/// where the run ended before the window.
pub fn outcomes(series: &[(u32, Vec<f64>)], window: Option<(u32, u32)>, columns: usize) -> Vec<f64> {
    let inside = |tick: u32| window.is_some_and(|(first, last)| (first..=last).contains(&tick));
    let last = series.last().map_or(0, |(tick, _)| *tick);
    let ended_before = window.is_none_or(|(first, _)| last < first);
    let counted = |tick: u32| if ended_before { tick == last } else { inside(tick) };
    (0..columns)
        .map(|column| {
            let values = series.iter().filter(|(tick, _)| counted(*tick)).map(|(_, values)| values[column]);
            let (sum, count) = values
                .filter(|value| !value.is_nan())
                .fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
            crate::math::share(sum, count)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_means_over_the_window() {
        let nan = f64::NAN;
        let series = [(0, vec![9.0, nan]), (1, vec![1.0, nan]), (2, vec![2.0, 4.0]), (3, vec![4.0, nan])];
        assert_eq!(outcomes(&series, Some((1, 2)), 2), [1.5, 4.0]);
        assert_eq!(outcomes(&series, None, 1), [4.0]);
        assert_eq!(outcomes(&series, Some((7, 9)), 1), [4.0]);
        // A run that was observed at ticks 0 and 10 alone says nothing of ticks 3 and 4.
        assert!(outcomes(&[(0, vec![1.0]), (10, vec![2.0])], Some((3, 4)), 1)[0].is_nan());
        assert!(outcomes(&series, None, 2)[1].is_nan());
    }
}

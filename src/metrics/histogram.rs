//! Opinions by bin: the rows of `opinions.csv`.
//!
//! The range of the scale is cut into [`BINS`] bins of equal width, closed below and open above; the highest also
//! holds the top of the range. On the `real` scale the bins are those of [−span, span] (`population.span`, 1 if left
//! out), and the two outer ones are open: they hold everything beyond.

use crate::world::{BINS, OpinionRange, Scale, View, voice};

pub(super) use crate::world::bin_of;

/// One row: the bounds of a bin and what is in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BinCounts {
    /// Lower bound, in opinion units; −∞ in the lowest bin of the `real` scale.
    pub bin_low: f64,
    /// Upper bound; +∞ in the highest bin of the `real` scale.
    pub bin_high: f64,
    /// Humans whose private opinion is in the bin.
    pub private: u64,
    /// Those of them who speak in this tick; 0 at tick 0.
    pub speaking: u64,
    /// Items published in this tick, by any account.
    pub expressed: u64,
    /// Items shown in this tick, by any account.
    pub shown: u64,
}

/// The histogram of the view, lowest bin first. O(agents).
pub fn histogram(view: &View<'_>) -> [BinCounts; BINS] {
    let scale = view.agents.scale;
    let mut rows = std::array::from_fn(|bin| {
        let (bin_low, bin_high) = bounds(scale, bin);
        let expressed = view.observed.expressed_bins[bin];
        let shown = view.observed.record.shown_bins[bin];
        BinCounts { bin_low, bin_high, private: 0, speaking: 0, expressed, shown }
    });
    let played = view.observed.played;
    for (&opinion, &one) in view.agents.opinion.iter().zip(view.voices) {
        if !voice::is_automated(one) {
            let row = &mut rows[bin_of(scale, opinion)];
            row.private += 1;
            row.speaking += u64::from(played && voice::speaks(one));
        }
    }
    rows
}

/// The bounds of a bin.
fn bounds(scale: Scale, bin: usize) -> (f64, f64) {
    let edge = |index: usize| match scale.range {
        OpinionRange::Unit => index as f64 / BINS as f64,
        OpinionRange::Real if index == 0 => f64::NEG_INFINITY,
        OpinionRange::Real if index == BINS => f64::INFINITY,
        OpinionRange::Symmetric => (2.0 * index as f64 - BINS as f64) / BINS as f64,
        OpinionRange::Real => (2.0 * index as f64 - BINS as f64) / BINS as f64 * scale.span,
    };
    (edge(bin), edge(bin + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::sample::{Agent, UNIT, World};

    #[test]
    fn every_edge_belongs_to_the_bin_above() {
        for range in [OpinionRange::Symmetric, OpinionRange::Unit, OpinionRange::Real] {
            for (span, bin) in
                [1.0, 3.0, 7.5].into_iter().flat_map(|span| (0..BINS).map(move |bin| (span, bin)))
            {
                let scale = Scale { range, neutral_band: 0.0, span };
                let (low, high) = bounds(scale, bin);
                if span == 1.0 {
                    assert_eq!(bin_of(scale, low), bin, "{range:?} {low}");
                }
                let inside = if low.is_finite() { low + 1e-9 } else { high - 1e-9 };
                assert_eq!(bin_of(scale, inside), bin, "{range:?} {inside}");
            }
            let scale = Scale { range, neutral_band: 0.0, span: 2.0 };
            assert_eq!(bin_of(scale, scale.limits().1), BINS - 1);
        }
    }

    #[test]
    fn the_real_scale_is_open_at_its_ends() {
        let wide = Scale { range: OpinionRange::Real, neutral_band: 0.0, span: 5.0 };
        assert_eq!([-7.0, -4.6, -4.4, 0.0, 4.75].map(|x| bin_of(wide, x)), [0, 0, 1, 10, 19]);
        assert_eq!(bounds(wide, 18), (4.0, 4.5));
        let scale = Scale { span: 1.0, ..wide };
        assert_eq!([-7.0, -0.95, 0.0, 0.95, 1e300].map(|x| bin_of(scale, x)), [0, 0, 10, 19, 19]);
        assert_eq!(bounds(scale, 0), (f64::NEG_INFINITY, -0.9));
        assert_eq!(bounds(scale, 19).1, f64::INFINITY);
    }

    #[test]
    fn rows_counted_by_hand() {
        let agents = [Agent::human(0.0), Agent::human(0.04).silent(), Agent::human(1.0), Agent::bot(0.01)];
        let mut world = World::on(UNIT, &agents, &[]);
        world.show(1, 3);
        world.show(0, 2);
        let rows = histogram(&world.view());
        let first =
            BinCounts { bin_low: 0.0, bin_high: 0.05, private: 2, speaking: 1, expressed: 0, shown: 1 };
        assert_eq!(rows[0], first);
        assert_eq!((rows[19].private, rows[19].shown), (1, 1));
        assert_eq!(rows.iter().map(|row| row.private).sum::<u64>(), 3);
        world.observed.played = false;
        assert_eq!(histogram(&world.view())[0].speaking, 0);
    }
}

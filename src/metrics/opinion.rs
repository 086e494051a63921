//! The private opinions of the humans, as they are at the end of the tick. Automated accounts are left out.
//!
//! *Bimodality* is the coefficient of the literature on polarisation (as in de Arruda et al. 2022, Information Sciences
//! 588:265): BC = (g₁² + 1)/(g₂ + 3(n−1)²/((n−2)(n−3))), with skewness g₁ and excess kurtosis g₂ from moments without
//! bias correction. A uniform distribution has 5/9 ≈ .556, two equal camps 1.
//!
//! *Esteban–Ray* is the polarisation of Esteban & Ray 1994 (Econometrica 62:819, doi 10.2307/2951734):
//! `P = K Σ_i Σ_j π_i^(1+α) π_j |y_i − y_j|` over groups with shares π and positions y. The groups are the bins of
//! `opinions.csv`, each at the mean of its opinions; α = 1.6, the end of the measure's range that is furthest from a
//! Gini coefficient; K is chosen so that two equal camps at the ends of the range give 1 and consensus 0. On the `real`
//! scale the ends are taken to be ±span (`population.span`), and the value may exceed 1. Since members of one bin alone identify with each
//! other, the value depends on the number of bins: opinions spread evenly over all of them have about 0.02.
//!
//! *Clusters* are the groups that remain when the sorted opinions are parted at every gap wider than `cluster_gap`
//! (strictly). Their effective number is (Σc)²/Σc² over the sizes c: 1 for one group, m for m equal groups.

use super::ties::Counts;
use super::{Column, Family};
use crate::math::{ordered_sum, pow, share, square};
use crate::world::{BINS, OpinionRange, Scale, View, bin_of};

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "opinion",
    about: "how private opinions are spread",
    default: true,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new("opinion_mean", "opinion", "Mean private opinion of the humans."),
    Column::new(
        "opinion_sd",
        "opinion",
        "Standard deviation of the humans' private opinions (divided by n).",
    ),
    Column::new(
        "opinion_abs_mean",
        "opinion",
        "Mean distance of the humans' private opinions from the middle of the scale.",
    ),
    Column::new(
        "opinion_bimodality",
        "ratio",
        "Bimodality coefficient of the humans' private opinions; undefined for fewer than four or for \
         consensus.",
    ),
    Column::new("opinion_minority", "share", "Humans on the smaller side ÷ humans with a side."),
    Column::new(
        "opinion_esteban_ray",
        "ratio",
        "Polarisation of Esteban & Ray with α = 1.6 over the opinion bins; 1 for two equal camps at the \
         ends of the range.",
    ),
    Column::new(
        "opinion_clusters",
        "count",
        "Groups of private opinions of humans that are parted by gaps wider than cluster_gap.",
    ),
    Column::new(
        "opinion_clusters_effective",
        "count",
        "(Σc)² ÷ Σc² over the sizes c of the opinion clusters.",
    ),
];

/// Opinions that lie within this distance of each other, in units of the scale, are a consensus: what is left are
/// rounding errors, and their shape means nothing.
const CONSENSUS: f64 = 1e-9;

/// α of Esteban & Ray.
const IDENTIFICATION: f64 = 1.6;

/// O(agents + range ÷ `cluster_gap`).
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    let agents = view.agents;
    let opinions = agents.human_opinions();
    if opinions.is_empty() {
        return;
    }
    let n = opinions.len() as f64;
    let scale = agents.scale;
    let middle = scale.middle();
    let mean = ordered_sum(opinions.iter().copied()) / n;
    let moments = Moments::about(mean, &opinions);
    values[0] = mean;
    values[1] = moments.second.sqrt();
    values[2] = ordered_sum(opinions.iter().map(|&opinion| (opinion - middle).abs())) / n;
    values[3] = if moments.spread > CONSENSUS * scale.unit() { moments.bimodality(n) } else { f64::NAN };
    values[4] = minority(view);
    values[5] = esteban_ray(scale, &opinions);
    let sizes = clusters(&opinions, view.cluster_gap);
    let squares: u64 = sizes.iter().map(|&size| size * size).sum();
    values[6] = sizes.len() as f64;
    values[7] = square(n) / squares as f64;
}

/// Central moments of a sample, divided by n, and its range.
struct Moments {
    second: f64,
    third: f64,
    fourth: f64,
    spread: f64,
}

impl Moments {
    fn about(mean: f64, sample: &[f64]) -> Self {
        let n = sample.len() as f64;
        let (low, high) = sample
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)));
        let moment = |of: fn(f64) -> f64| ordered_sum(sample.iter().map(|&x| of(x - mean))) / n;
        Self {
            second: moment(square),
            third: moment(|x| x * square(x)),
            fourth: moment(|x| square(square(x))),
            spread: high - low,
        }
    }

    /// The bimodality coefficient of a sample of n; NaN for n < 4.
    fn bimodality(&self, n: f64) -> f64 {
        if n < 4.0 {
            return f64::NAN;
        }
        let skewness_squared = square(self.third) / (self.second * square(self.second));
        let excess_kurtosis = self.fourth / square(self.second) - 3.0;
        (skewness_squared + 1.0) / (excess_kurtosis + 3.0 * square(n - 1.0) / ((n - 2.0) * (n - 3.0)))
    }
}

fn minority(view: &View<'_>) -> f64 {
    let (mut positive, mut negative) = (0_u64, 0_u64);
    for (&side, kind) in view.agents.side.iter().zip(&view.agents.kind) {
        positive += u64::from(side > 0 && kind.is_human());
        negative += u64::from(side < 0 && kind.is_human());
    }
    share(positive.min(negative) as f64, (positive + negative) as f64)
}

fn esteban_ray(scale: Scale, opinions: &[f64]) -> f64 {
    let mut counts = [0_u64; BINS];
    let mut sums = [0.0; BINS];
    for &opinion in opinions {
        let bin = bin_of(scale, opinion);
        counts[bin] += 1;
        sums[bin] += opinion;
    }
    let n = opinions.len() as f64;
    let groups: Vec<(f64, f64)> = (0..BINS)
        .filter(|&bin| counts[bin] > 0)
        .map(|bin| (counts[bin] as f64 / n, sums[bin] / counts[bin] as f64))
        .collect();
    let mut antagonism = 0.0;
    for &(own, position) in &groups {
        let alienation: f64 = groups.iter().map(|&(other, there)| other * (position - there).abs()).sum();
        antagonism += pow(own, 1.0 + IDENTIFICATION) * alienation;
    }
    // Two camps of one half each, as far apart as the range is wide, have antagonism 2^−(1+α) · width.
    let width = 2.0 * if scale.range == OpinionRange::Real { scale.span } else { scale.unit() };
    antagonism * pow(2.0, 1.0 + IDENTIFICATION) / width
}

/// The sizes of the groups of opinions that are parted by gaps strictly wider than `gap`, lowest group first.
///
/// O(n + range ÷ gap) time and space, without sorting: opinions are gathered in cells half a gap wide, so that gaps
/// stand between cells alone. Where the cells would outnumber the opinions by far, O(n log n) by sorting.
pub fn clusters(opinions: &[f64], gap: f64) -> Vec<u64> {
    let (low, high) =
        opinions.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)));
    let width = gap / 2.0;
    let cells = (high - low) / width;
    if !(cells.is_finite() && cells <= (4 * opinions.len() + 1024) as f64) {
        return clusters_by_sorting(opinions, gap);
    }
    // The lowest and highest opinion in each cell, and how many there are.
    let mut lowest = vec![f64::INFINITY; cells as usize + 1];
    let mut highest = vec![f64::NEG_INFINITY; cells as usize + 1];
    let mut counts = vec![0_u64; cells as usize + 1];
    for &opinion in opinions {
        let cell = ((opinion - low) / width) as usize;
        lowest[cell] = lowest[cell].min(opinion);
        highest[cell] = highest[cell].max(opinion);
        counts[cell] += 1;
    }
    let mut sizes = Vec::new();
    let mut last = f64::NEG_INFINITY;
    for cell in (0..counts.len()).filter(|&cell| counts[cell] > 0) {
        if lowest[cell] - last > gap {
            sizes.push(0);
        }
        if let Some(size) = sizes.last_mut() {
            *size += counts[cell];
        }
        last = highest[cell];
    }
    sizes
}

fn clusters_by_sorting(opinions: &[f64], gap: f64) -> Vec<u64> {
    let mut sorted = opinions.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.chunk_by(|one, next| next - one <= gap).map(|group| group.len() as u64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::sample::{Agent, UNIT, World};
    use crate::random::{Draws, Purpose};

    fn world(opinions: &[f64]) -> World {
        World::new(&opinions.iter().map(|&opinion| Agent::human(opinion)).collect::<Vec<_>>(), &[])
    }

    #[test]
    fn moments_of_a_known_sample() {
        let world = world(&[-1.0, -0.5, 0.5, 0.75, 0.25]);
        assert_eq!(world.measure("opinion_mean"), 0.0);
        assert_eq!(world.measure("opinion_abs_mean"), 0.6);
        // Σx² = 1 + ¼ + ¼ + 9/16 + 1/16 = 2.125.
        assert_eq!(world.measure("opinion_sd"), (2.125_f64 / 5.0).sqrt());
        assert_eq!(world.measure("opinion_minority"), 0.4);
    }

    #[test]
    fn bots_have_no_opinion_here() {
        let world = World::on(UNIT, &[Agent::human(0.75), Agent::human(0.0), Agent::bot(1.0)], &[]);
        assert_eq!(world.measure("opinion_mean"), 0.375);
        assert_eq!(world.measure("opinion_abs_mean"), 0.375);
        assert_eq!(world.measure("opinion_minority"), 0.5);
    }

    #[test]
    fn bimodality_of_known_samples() {
        // 1 … 5: m2 = 2, m4 = 6.8, g2 = −1.3, and 3·16/(3·2) = 8: BC = 1/6.7.
        let five = world(&[0.1, 0.2, 0.3, 0.4, 0.5]).measure("opinion_bimodality");
        assert!((five - 1.0 / 6.7).abs() < 1e-12, "{five}");
        // 0, 0, 0, 1: m2 = 3/16, m3 = 3/32, m4 = 21/256; g1² = 4/3, g2 = −2/3; 3·9/(2·1) = 13.5.
        let four = world(&[0.0, 0.0, 0.0, 1.0]).measure("opinion_bimodality");
        assert!((four - (7.0 / 3.0) / (13.5 - 2.0 / 3.0)).abs() < 1e-12, "{four}");
        let uniform: Vec<f64> = (0..100_001).map(|i| f64::from(i) / 50_000.0 - 1.0).collect();
        assert!((world(&uniform).measure("opinion_bimodality") - 5.0 / 9.0).abs() < 1e-4);
        let camps: Vec<f64> = (0..10_000).map(|i| if i % 2 == 0 { 0.9 } else { -0.9 }).collect();
        assert!((world(&camps).measure("opinion_bimodality") - 1.0).abs() < 1e-3);
        assert!(world(&[0.1; 50]).measure("opinion_bimodality").is_nan());
        assert!(world(&[0.1, 0.2, 0.3]).measure("opinion_bimodality").is_nan());
    }

    #[test]
    fn esteban_ray_runs_from_consensus_to_two_camps() {
        assert_eq!(world(&[0.3; 9]).measure("opinion_esteban_ray"), 0.0);
        let camps = world(&[1.0, -1.0, 1.0, -1.0]).measure("opinion_esteban_ray");
        assert!((camps - 1.0).abs() < 1e-12, "{camps}");
        let unit = [0.0, 1.0].map(Agent::human);
        assert!((World::on(UNIT, &unit, &[]).measure("opinion_esteban_ray") - 1.0).abs() < 1e-12);
        // Shares ¼ and ¾ at distance 1: (¼^2.6·¾ + ¾^2.6·¼) · 2^2.6 / 2.
        let uneven = world(&[0.5, 0.5, 0.5, -0.5]).measure("opinion_esteban_ray");
        let expected = (pow(0.25, 2.6) * 0.75 + pow(0.75, 2.6) * 0.25) * pow(2.0, 2.6) / 2.0;
        assert!((uneven - expected).abs() < 1e-12, "{uneven}");
        for seed in 0..200 {
            let mut stream = Draws::new(seed, 0).stream(Purpose::Test, 0, 0);
            let power = 1.0 + 4.0 * stream.uniform();
            let drawn: Vec<f64> = (0..100)
                .map(|_| {
                    let x = 1.0 - pow(stream.uniform(), power);
                    if stream.chance(0.5) { x } else { -x }
                })
                .collect();
            let value = world(&drawn).measure("opinion_esteban_ray");
            assert!((0.0..=1.0).contains(&value), "{value}");
        }
    }

    #[test]
    fn clusters_are_parted_by_gaps_strictly_wider() {
        // Gaps of exactly ⅛ do not part, wider ones do.
        let opinions = [0.5, 0.0, 0.125, 0.25, 0.75, 0.75];
        assert_eq!(clusters(&opinions, 0.125), [3, 1, 2]);
        assert_eq!(clusters(&opinions, 0.25), [6]);
        assert_eq!(clusters(&opinions, 1e-12), [1, 1, 1, 1, 2]);
        assert_eq!(clusters(&[], 0.1), [0_u64; 0]);
        assert_eq!(clusters(&[0.4], 0.1), [1]);
        assert_eq!(clusters(&[0.4, 0.4, 0.5], 0.0), [2, 1]);
        let world = world(&opinions);
        // The view's gap is 0.1, which parts all that differ.
        assert_eq!(world.measure("opinion_clusters"), 5.0);
        assert_eq!(world.measure("opinion_clusters_effective"), 36.0 / 8.0);
    }

    #[test]
    fn cells_find_what_sorting_finds() {
        for seed in 0..300_u32 {
            let mut stream = Draws::new(5, 0).stream(Purpose::Test, 0, seed);
            let lattice = stream.chance(0.5);
            let opinions: Vec<f64> = (0..=stream.below(60))
                .map(|_| {
                    if lattice {
                        f64::from(stream.below(41)) / 20.0 - 1.0
                    } else {
                        2.0 * stream.uniform() - 1.0
                    }
                })
                .collect();
            for gap in [0.01, 0.05, 0.1, 0.3] {
                assert_eq!(clusters(&opinions, gap), clusters_by_sorting(&opinions, gap), "{opinions:?}");
            }
        }
    }

    #[test]
    #[expect(clippy::unreadable_literal, reason = "as they are printed")]
    fn a_drawn_world_keeps_its_values() {
        let world = World::random(300, 11);
        let golden = [
            ("opinion_sd", 0.5403180193858678),
            ("opinion_bimodality", 0.5052763066316804),
            ("opinion_esteban_ray", 0.024882477899266387),
            ("opinion_clusters", 1.0),
        ];
        for (column, value) in golden {
            assert_eq!(world.measure(column), value, "{column}");
        }
    }
}

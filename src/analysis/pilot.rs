//! What a pilot says of the size of an effect.

use std::collections::BTreeMap;

use super::{AnalysisError, Runs};
use crate::math;

/// The size of the effect of a sweep on one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Pilot {
    /// Points with at least two runs.
    pub points: u32,
    /// Their runs.
    pub runs: u64,
    /// Standard deviation within a point, pooled.
    pub sd_within: f64,
    /// f as the sample has it: biased upwards, the more the fewer runs there are.
    pub f_raw: f64,
    /// f with that bias taken off its square (ω²); 0 where the points differ no more than chance makes them.
    pub f: f64,
    /// d_z of the second point against the first, where there are two, over the runs that share replicate and seed; None with
    /// fewer than two such pairs.
    pub dz: Option<f64>,
}

/// Estimates the effect of `metric` from the runs of a pilot.
///
/// With means m_j of G points, n_j runs each (N in all), SSB = Σ n_j(m_j − m)², SSW the squares within,
/// MSW = SSW/(N − G): f_raw² = SSB/N / (SSW/N), f² = (SSB − (G − 1)·MSW) / (N·MSW).
///
/// # Errors
/// A metric that is missing, fewer than two points, or no spread within them.
pub fn pilot(runs: &Runs, metric: &str) -> Result<Pilot, AnalysisError> {
    let column = runs.metric(metric)?;
    let mut groups = runs.by_point(column);
    groups.retain(|values| values.len() > 1);
    if groups.len() < 2 {
        return Err(AnalysisError::unfit(
            format!("{} has fewer than two points with two runs or more", runs.path.display()),
            "sweep a few points with some replicates: [sweep] replicates = 10",
        ));
    }
    let total: f64 = groups.iter().map(|values| values.len() as f64).sum();
    let g = groups.len() as f64;
    let sum = |values: &Vec<f64>| math::ordered_sum(values.iter().copied());
    let grand = groups.iter().map(sum).sum::<f64>() / total;
    let (mut between, mut within) = (0.0, 0.0);
    for values in &groups {
        let mean = sum(values) / values.len() as f64;
        between += values.len() as f64 * math::square(mean - grand);
        within += math::ordered_sum(values.iter().map(|value| math::square(value - mean)));
    }
    let mean_square = within / (total - g);
    if mean_square <= 0.0 {
        return Err(AnalysisError::unfit(
            format!("{metric} does not vary within the points of {}", runs.path.display()),
            "an effect without noise needs one run; choose a metric that varies",
        ));
    }
    let corrected = (between - (g - 1.0) * mean_square) / (total * mean_square);
    Ok(Pilot {
        points: groups.len() as u32,
        runs: total as u64,
        sd_within: mean_square.sqrt(),
        f_raw: (between / within).sqrt(),
        f: corrected.max(0.0).sqrt(),
        dz: (runs.points() == 2).then(|| paired_effect(runs, column)).flatten(),
    })
}

/// d_z of point 1 against point 0, over the pairs of finished runs of one replicate and seed in which both have a value. None
/// with fewer than two pairs, or without spread.
fn paired_effect(runs: &Runs, column: usize) -> Option<f64> {
    let of = |point: u64| -> BTreeMap<(u64, u64), f64> {
        let here = runs.rows.iter().filter(|run| run.point_id == point && run.done);
        here.map(|run| ((run.replicate, run.seed), run.outcomes[column])).collect()
    };
    let (first, second) = (of(0), of(1));
    let pairs = first.iter().filter_map(|(key, &a)| Some((a, *second.get(key)?)));
    let (a, b): (Vec<f64>, Vec<f64>) = pairs.unzip();
    super::paired(&a, &b).map(|pair| pair.dz).filter(|dz| dz.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_pair_up_by_replicate_and_seed() {
        let table = |rows: &[&str]| {
            let folder = tempfile::tempdir().expect("a folder");
            let head = "run_id,point_id,replicate,seed,a,status,stopped_by,ticks,x,reason\n";
            std::fs::write(folder.path().join("runs.csv"), format!("{head}{}\n", rows.join("\n")))
                .expect("written");
            pilot(&Runs::read(folder.path()).expect("runs"), "x").expect("a pilot").dz
        };
        let first =
            ["0,0,0,7,1,done,ticks,9,1.0,", "2,0,1,7,1,done,ticks,9,2.0,", "4,0,2,7,1,done,ticks,9,4.0,"];
        // Differences 1, 2, 3: mean 2, sd 1. Then the run that failed takes its pair with it: 1 and 3, sd √2.
        let all =
            ["1,1,0,7,2,done,ticks,9,2.0,", "3,1,1,7,2,done,ticks,9,4.0,", "5,1,2,7,2,done,ticks,9,7.0,"];
        let with = |second: [&str; 3]| table(&[first, second].concat());
        assert_eq!(with(all), Some(2.0));
        let failed = "3,1,1,7,2,failed,,0,,out of memory";
        assert!((with([all[0], failed, all[2]]).unwrap() - 2.0 / 2.0_f64.sqrt()).abs() < 1e-12);
        // One failed in each, not the same: one pair is left, and as many runs in both.
        let gone = "2,0,1,7,1,failed,,0,,out of memory";
        let missing = "5,1,2,7,2,done,ticks,9,,";
        assert_eq!(table(&[first[0], gone, first[2], all[0], all[1], missing]), None);
        // Seeds of their own.
        let own =
            ["1,1,0,8,2,done,ticks,9,2.0,", "3,1,1,8,2,done,ticks,9,4.0,", "5,1,2,8,2,done,ticks,9,7.0,"];
        assert_eq!(with(own), None);
    }
}

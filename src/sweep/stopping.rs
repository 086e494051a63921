//! Which runs are wanted: all, or for each point as many as its interval takes to be narrow enough.
//!
//! A point is looked at after whole batches of replicates, in the order of the replicates, so that the decision depends
//! neither on threads nor on interruptions. Runs that a former session played beyond a decision (a failed run was played
//! again, and now the interval is narrow earlier) are left out of the tables.

use super::experiment::Experiment;
use super::frame::{HEAD, u64_at};
use super::journal::{Journal, Records};
use super::statistics::Statistician;
use crate::output::OutputError;

/// The wanted runs, ascending; none: all. Those of the next batch of an undecided point are among them.
pub fn wanted(experiment: &dyn Experiment, journal: &mut Journal) -> Result<Option<Vec<u64>>, OutputError> {
    if let Some(run_id) = experiment.only() {
        return Ok(Some(vec![run_id]));
    }
    let Some(rule) = experiment.until_ci() else { return Ok(None) };
    let mut statistician = Statistician::default();
    let mut wanted = Vec::new();
    let mut values = Vec::new();
    let replicates = u64::from(experiment.replicates());
    for point_id in 0..experiment.points() {
        let start = point_id * replicates;
        let mut count = 0;
        values.clear();
        for &look in &rule.looks {
            let end = u64::from(look).min(replicates);
            let played = (start + count..start + end).all(|run_id| journal.is_played(run_id));
            for run_id in (start + count..start + end).filter(|_| played) {
                if journal.is_done(run_id) {
                    let mut bytes = [0; 8];
                    journal.read_part(run_id, (HEAD + 8 * rule.column) as u64, &mut bytes)?;
                    values.push(f64::from_bits(u64_at(&bytes, 0)));
                }
            }
            count = end;
            if !played || is_narrow(&mut statistician, &values, rule.half_width) {
                break;
            }
        }
        wanted.extend(start..start + count);
    }
    Ok(Some(wanted))
}

/// Whether the 95 % interval of the mean is within `half_width` of it. Not with fewer than two values.
fn is_narrow(statistician: &mut Statistician, values: &[f64], half_width: f64) -> bool {
    let of = statistician.describe(&mut values.to_vec());
    0.5 * (of.ci_high - of.ci_low) <= half_width
}

//! Which runs are wanted: all, or for each point as many as its interval takes to be narrow enough.
//!
//! A point is looked at after whole batches of replicates, in the order of the replicates, so that the decision depends
//! neither on threads nor on interruptions. Runs that a former session played beyond a decision (a failed run was played
//! again, and now the interval is narrow earlier) are left out of the tables.

use super::experiment::{RunKey, UntilCi};
use super::frame::{HEAD, u64_at};
use super::journal::Journal;
use super::statistics::Statistician;
use crate::output::OutputError;

/// The places of the wanted runs among `runs`, ascending. Those of the next batch of an undecided point are among them.
pub fn wanted(
    rule: Option<&UntilCi>,
    runs: &[RunKey],
    journal: &mut Journal,
) -> Result<Vec<usize>, OutputError> {
    let Some(rule) = rule else { return Ok((0..runs.len()).collect()) };
    let mut statistician = Statistician::default();
    let mut wanted = Vec::new();
    let mut values = Vec::new();
    let mut start = 0;
    for point in runs.chunk_by(|a, b| a.point_id == b.point_id) {
        let mut count = 0;
        values.clear();
        for &look in &rule.looks {
            let end = (look as usize).min(point.len());
            let played = (start + count..start + end).all(|index| journal.is_played(index));
            for index in (start + count..start + end).filter(|_| played) {
                if journal.is_done(index) {
                    let mut bytes = [0; 8];
                    journal.read_part(index, (HEAD + 8 * rule.column) as u64, &mut bytes)?;
                    values.push(f64::from_bits(u64_at(&bytes, 0)));
                }
            }
            count = end;
            if !played || is_narrow(&mut statistician, &values, rule.half_width) {
                break;
            }
        }
        wanted.extend(start..start + count);
        start += point.len();
    }
    Ok(wanted)
}

/// Whether the 95 % interval of the mean is within `half_width` of it. Not with fewer than two values.
fn is_narrow(statistician: &mut Statistician, values: &[f64], half_width: f64) -> bool {
    let of = statistician.describe(&mut values.to_vec());
    0.5 * (of.ci_high - of.ci_low) <= half_width
}

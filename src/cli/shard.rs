//! `--shard`: which part of a sweep this process plays.

use std::str::FromStr;

use super::CliError;
use crate::sweep::Shard;

/// What stands behind `--shard`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShardChoice {
    /// `K/N`.
    Given(Shard),
    /// `slurm`: the task of the job array that the process is in.
    Slurm,
}

impl FromStr for ShardChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "slurm" {
            return Ok(Self::Slurm);
        }
        let or_slurm = |help: String| format!("{help}; or slurm, for the task of a job array");
        text.parse().map(Self::Given).map_err(or_slurm)
    }
}

/// The shard, and what a person is told about where it came from.
pub fn choose(choice: Option<ShardChoice>) -> Result<(Shard, Option<String>), CliError> {
    match choice {
        None => Ok((Shard::WHOLE, None)),
        Some(ShardChoice::Given(shard)) => Ok((shard, None)),
        Some(ShardChoice::Slurm) => {
            let shard = from_array(&|name| std::env::var(name).ok()).map_err(CliError::Unknown)?;
            Ok((shard, Some(format!("shard {shard}, from SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT"))))
        }
    }
}

/// The shard of a task of a job array. `variable` looks up an environment variable.
fn from_array(variable: &dyn Fn(&str) -> Option<String>) -> Result<Shard, String> {
    let help = "write --shard K/N, for instance --shard \"$SLURM_ARRAY_TASK_ID/7\"";
    let number = |part: &str| {
        let name = format!("SLURM_ARRAY_TASK_{part}");
        let text = variable(&name).ok_or_else(|| {
            format!("--shard slurm needs {name}, which is not set: this is no job array\n  {help}")
        })?;
        text.parse::<u64>().map_err(|_| format!("{name} is \"{text}\", not a number\n  {help}"))
    };
    let (id, count, first) = (number("ID")?, number("COUNT")?, number("MIN")?);
    // A part of an array that is submitted again (--array=3) would pass for a smaller whole.
    let whole = first <= 1 && number("MAX")? - first + 1 == count;
    let shard = id.checked_sub(first).and_then(|place| Shard::new(place + 1, count));
    match shard {
        Some(shard) if whole => Ok(shard),
        _ => Err(format!(
            "--shard slurm needs a job array over all numbers from 0 or 1 on (--array=1-7): tasks that are submitted \
             again alone do not know how many there were\n  {help}"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(id: &str, count: &str, min: &str, max: &str) -> Result<Shard, String> {
        let value = |name: &str| {
            let of = [("ID", id), ("COUNT", count), ("MIN", min), ("MAX", max)];
            let found = of.iter().find(|(part, _)| name.ends_with(&format!("TASK_{part}")))?;
            (!found.1.is_empty()).then(|| found.1.to_owned())
        };
        from_array(&value)
    }

    #[test]
    fn a_task_of_a_whole_array_is_a_shard() {
        assert_eq!(array("1", "7", "1", "7"), Ok(Shard::new(1, 7).expect("a shard")));
        assert_eq!(array("6", "7", "0", "6"), Ok(Shard::new(7, 7).expect("a shard")));
    }

    #[test]
    fn a_part_of_an_array_is_no_whole() {
        for (id, count, min, max) in [("3", "1", "3", "3"), ("3", "2", "1", "3"), ("1", "", "1", "7")] {
            let error = array(id, count, min, max).expect_err("refused");
            assert!(error.contains("--shard K/N"), "{error}");
        }
    }
}

//! A part of a sweep: every N-th run, so that each part has all points in balance.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use super::experiment::Experiment;

/// Shard K of N: the runs whose number leaves the rest K - 1 when divided by N.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    number: u64,
    of: u64,
}

impl Shard {
    /// All runs.
    pub const WHOLE: Self = Self { number: 1, of: 1 };
    /// The most shards.
    pub const MOST: u64 = 1_000_000;

    /// Shard `number`, from 1, of `of`. None where there is no such shard.
    pub fn new(number: u64, of: u64) -> Option<Self> {
        ((1..=of).contains(&number) && of <= Self::MOST).then_some(Self { number, of })
    }

    /// Which, from 1.
    pub fn number(self) -> u64 {
        self.number
    }

    /// How many there are.
    pub fn of(self) -> u64 {
        self.of
    }

    /// The name of its folder inside the folder of the result.
    pub fn folder_name(self) -> String {
        format!("shard-{}-of-{}", self.number, self.of)
    }

    /// The shard whose folder has this name.
    pub fn of_folder(name: &str) -> Option<Self> {
        let (number, of) = name.strip_prefix("shard-")?.split_once("-of-")?;
        Self::new(number.parse().ok()?, of.parse().ok()?)
    }

    /// How many of `runs` runs it has.
    pub fn count(self, runs: u64) -> u64 {
        (runs + self.of - self.number) / self.of
    }

    /// The place of a run among those of the shard; none where it belongs to another one.
    pub fn place(self, run_id: u64) -> Option<u64> {
        (run_id % self.of == self.number - 1).then_some(run_id / self.of)
    }

    /// The text that the journal of its runs begins with. It says which runs of which experiment and version these
    /// are: scenario, contents of the files that it is made from, columns, and the seed and values of every point.
    pub fn belongs_to(self, experiment: &dyn Experiment) -> String {
        let names: Vec<&str> = experiment.columns().iter().map(|column| column.name).collect();
        let mut hasher = blake3::Hasher::new();
        for point_id in 0..experiment.points() {
            hasher.update(&experiment.seed(point_id).to_le_bytes());
            for value in experiment.swept_values(point_id) {
                hasher.update(&(value.len() as u64).to_le_bytes());
                hasher.update(value.as_bytes());
            }
        }
        let mut inputs = String::new();
        for (file, hash) in experiment.inputs() {
            let _ = writeln!(inputs, "{INPUT}{hash} {}", file.escape_default());
        }
        format!(
            "hushfeed journal 2\nversion {}\nscenario {}\n{inputs}columns {}\npoints {} ({})\nreplicates {}\nshard {self}\n",
            env!("CARGO_PKG_VERSION"),
            blake3::hash(experiment.resolved_scenario().as_bytes()).to_hex(),
            names.join(","),
            experiment.points(),
            hasher.finalize().to_hex(),
            experiment.replicates(),
        )
    }
}

/// What a line begins with that names a file and its hash.
const INPUT: &str = "input ";

/// The text of [`Shard::belongs_to`] without the files that the runs were made from, and those files.
pub(super) fn without_inputs(belongs_to: &str) -> (String, Vec<(String, String)>) {
    let (mut rest, mut inputs) = (String::new(), Vec::new());
    for line in belongs_to.lines() {
        match line.strip_prefix(INPUT).and_then(|input| input.split_once(' ')) {
            Some((hash, file)) => inputs.push((file.to_owned(), hash.to_owned())),
            None => rest = rest + line + "\n",
        }
    }
    (rest, inputs)
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    /// Reads `K/N`.
    fn from_str(text: &str) -> Result<Self, String> {
        let help = format!("write K/N with K from 1 to N, for instance 2/7, and N at most {}", Self::MOST);
        let (number, of) = text.split_once('/').ok_or(&help)?;
        let read = |word: &str| word.trim().parse().map_err(|_| help.clone());
        Self::new(read(number)?, read(of)?).ok_or(help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_have_every_run_once() {
        for (runs, of) in [(20, 7), (3, 7), (7, 7), (1, 1), (0, 2)] {
            let shards: Vec<Shard> =
                (1..=of).map(|number| Shard::new(number, of).expect("a shard")).collect();
            assert_eq!(shards.iter().map(|shard| shard.count(runs)).sum::<u64>(), runs);
            for shard in shards {
                let places: Vec<u64> = (0..runs).filter_map(|run| shard.place(run)).collect();
                assert_eq!(places, (0..shard.count(runs)).collect::<Vec<_>>(), "{shard} of {runs} runs");
            }
        }
    }

    #[test]
    fn a_shard_is_read_as_it_is_written() {
        let shard: Shard = "2/7".parse().expect("a shard");
        assert_eq!(shard.to_string(), "2/7");
        assert_eq!(Shard::of_folder(&shard.folder_name()), Some(shard));
        for bad in ["0/7", "8/7", "2", "2/", "a/b", "1/1000001", "-1/2"] {
            assert!(bad.parse::<Shard>().is_err(), "{bad}");
        }
        assert_eq!(Shard::of_folder("shard-9-of-7"), None);
    }
}

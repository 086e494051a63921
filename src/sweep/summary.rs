//! `summary.csv`: statistics over the runs of each point, read from the journal.
//!
//! Memory is bounded: the outcomes are read a block of columns at a time, the series by one cursor a run that all
//! move forward tick by tick, with [`BUDGET`] bytes of buffers between them (or one row a run, where that is more).

use super::frame::{HEAD, Head, numbers, u32_at, u64_at};
use super::journal::Records;
use super::statistics::{Statistician, Statistics};
use crate::metrics::Column;
use crate::output::{OutputError, Table};

/// Bytes of buffers for the runs of one point.
const BUDGET: usize = 32 << 20;

/// The outcomes of one point, over its finished runs.
#[derive(Clone, Debug)]
pub struct PointSummary {
    /// The point.
    pub point_id: u64,
    /// The values of its swept keys, in their order.
    pub swept: Vec<String>,
    /// Finished runs.
    pub runs: u64,
    /// Statistics of each outcome, in the order of the columns.
    pub outcomes: Vec<Statistics>,
}

/// Writes the rows of points, one after the other.
pub struct Summary<'a> {
    columns: &'a [Column],
    table: &'a mut Table,
    statistician: Statistician,
    values: Vec<f64>,
    bytes: Vec<u8>,
    budget: usize,
    /// Whether the rows have the columns of the difference from a baseline.
    with_baseline: bool,
}

/// The runs of a point beside those of its baseline with the same replicate; both are ascending.
pub fn pairs(replicates: u32, point: &[u64], baseline: &[u64]) -> Vec<(u64, u64)> {
    let replicate = |run_id: u64| run_id % u64::from(replicates);
    let mut others = baseline.iter().copied().peekable();
    let mut pairs = Vec::new();
    for &run in point {
        while others.next_if(|&other| replicate(other) < replicate(run)).is_some() {}
        if let Some(other) = others.next_if(|&other| replicate(other) == replicate(run)) {
            pairs.push((run, other));
        }
    }
    pairs
}

impl<'a> Summary<'a> {
    /// A summary of `columns` into `table`.
    pub fn new(columns: &'a [Column], table: &'a mut Table, with_baseline: bool) -> Self {
        let statistician = Statistician::default();
        let (values, bytes) = (Vec::new(), Vec::new());
        Self { columns, table, statistician, values, bytes, budget: BUDGET, with_baseline }
    }

    /// Writes the rows of one point, whose finished runs are `runs`: the outcomes, then tick by tick. `pairs` are its
    /// runs beside those of its baseline; none for the baseline itself. Returns the statistics of the outcomes.
    pub fn point(
        &mut self,
        records: &mut dyn Records,
        point_id: u64,
        runs: &[u64],
        pairs: Option<&[(u64, u64)]>,
    ) -> Result<Vec<Statistics>, OutputError> {
        let outcomes = self.outcomes(records, runs)?;
        let differences = pairs.map(|pairs| self.differences(records, pairs)).transpose()?;
        for (index, statistics) in outcomes.iter().enumerate() {
            let difference = differences.as_ref().map(|all| &all[index]);
            self.row(point_id, index, None, statistics, difference)?;
        }
        self.series(records, point_id, runs, pairs)?;
        Ok(outcomes)
    }

    /// The statistics of each outcome's differences from the baseline, pair by pair, a column at a time.
    fn differences(
        &mut self,
        records: &mut dyn Records,
        pairs: &[(u64, u64)],
    ) -> Result<Vec<Statistics>, OutputError> {
        let mut value = |run: u64, column: usize| {
            let mut bytes = [0; 8];
            records.read_part(run, (HEAD + 8 * column) as u64, &mut bytes)?;
            Ok(f64::from_bits(u64_at(&bytes, 0)))
        };
        let mut differences = Vec::with_capacity(self.columns.len());
        for column in 0..self.columns.len() {
            self.values.clear();
            for &(run, baseline) in pairs {
                self.values.push(value(run, column)? - value(baseline, column)?);
            }
            differences.push(self.statistician.describe(&mut self.values));
        }
        Ok(differences)
    }

    fn outcomes(&mut self, records: &mut dyn Records, runs: &[u64]) -> Result<Vec<Statistics>, OutputError> {
        let columns = self.columns.len();
        let block = (self.budget / 8 / runs.len().max(1)).clamp(1, columns.max(1));
        let mut outcomes = Vec::with_capacity(columns);
        for start in (0..columns).step_by(block) {
            let width = block.min(columns - start);
            self.bytes.resize(runs.len() * width * 8, 0);
            for (&run, bytes) in runs.iter().zip(self.bytes.chunks_exact_mut(width * 8)) {
                records.read_part(run, (HEAD + 8 * start) as u64, bytes)?;
            }
            for column in 0..width {
                self.values.clear();
                self.values.extend(numbers(&self.bytes).skip(column).step_by(width));
                outcomes.push(self.statistician.describe(&mut self.values));
            }
        }
        Ok(outcomes)
    }

    fn series(
        &mut self,
        records: &mut dyn Records,
        point_id: u64,
        runs: &[u64],
        pairs: Option<&[(u64, u64)]>,
    ) -> Result<(), OutputError> {
        let row = Head::series_row(self.columns.len());
        let buffers = runs.len() + pairs.map_or(0, <[_]>::len);
        let rows = (self.budget / row / buffers.max(1)).max(1);
        let mut cursors = Vec::with_capacity(runs.len());
        for &run in runs {
            cursors.push(Cursor::open(records, run, row, rows)?);
        }
        // The cursors of the baseline, each beside that of the run that it is compared with.
        let mut compared = Vec::new();
        for &(run, baseline) in pairs.unwrap_or_default() {
            let beside = runs.binary_search(&run).expect("a pair is of a run of the point");
            compared.push((beside, Cursor::open(records, baseline, row, rows)?));
        }
        while let Some(tick) = cursors.iter().filter_map(Cursor::tick).min() {
            for (_, cursor) in &mut compared {
                while cursor.tick().is_some_and(|at| at < tick) {
                    cursor.advance(records)?;
                }
            }
            for index in 0..self.columns.len() {
                self.values.clear();
                let at_tick = cursors.iter().filter(|cursor| cursor.tick() == Some(tick));
                self.values.extend(at_tick.map(|cursor| cursor.value(index)));
                let statistics = self.statistician.describe(&mut self.values);
                let difference = pairs.map(|_| {
                    self.values.clear();
                    let both = compared.iter().map(|(run, baseline)| (&cursors[*run], baseline));
                    let both = both
                        .filter(|(run, baseline)| run.tick() == Some(tick) && baseline.tick() == Some(tick));
                    self.values.extend(both.map(|(run, baseline)| run.value(index) - baseline.value(index)));
                    self.statistician.describe(&mut self.values)
                });
                self.row(point_id, index, Some(tick), &statistics, difference.as_ref())?;
            }
            for cursor in cursors.iter_mut().filter(|cursor| cursor.tick() == Some(tick)) {
                cursor.advance(records)?;
            }
        }
        Ok(())
    }

    fn row(
        &mut self,
        point_id: u64,
        column: usize,
        tick: Option<u32>,
        of: &Statistics,
        difference: Option<&Statistics>,
    ) -> Result<(), OutputError> {
        self.table.integer(point_id)?;
        self.table.text(self.columns[column].name)?;
        match tick {
            Some(tick) => self.table.integer(u64::from(tick))?,
            None => self.table.missing()?,
        }
        self.table.integer(of.n)?;
        self.table.numbers([of.mean, of.sd, of.ci_low, of.ci_high].into_iter().chain(of.quantiles))?;
        match difference {
            _ if !self.with_baseline => {}
            Some(of) => {
                self.table.integer(of.n)?;
                self.table.numbers([of.mean, of.sd, of.ci_low, of.ci_high])?;
            }
            None => self.table.numbers([f64::NAN; 5])?,
        }
        self.table.end_row()
    }
}

/// Goes through the series of one run, a buffer at a time.
struct Cursor {
    run: u64,
    /// Where in the contents of the run the rows begin that are not in the buffer yet.
    next: u64,
    /// How many those are.
    left: usize,
    buffer: Vec<u8>,
    at: usize,
    row: usize,
    rows: usize,
}

impl Cursor {
    fn open(records: &mut dyn Records, run: u64, row: usize, rows: usize) -> Result<Self, OutputError> {
        let mut bytes = [0; HEAD];
        records.read_part(run, 0, &mut bytes)?;
        let head = Head::read(&bytes).expect("a head has HEAD bytes");
        let next = head.series_start() as u64;
        let mut cursor = Self { run, next, left: head.series as usize, buffer: Vec::new(), at: 0, row, rows };
        cursor.fill(records)?;
        Ok(cursor)
    }

    fn fill(&mut self, records: &mut dyn Records) -> Result<(), OutputError> {
        let rows = self.rows.min(self.left);
        self.buffer.resize(rows * self.row, 0);
        self.at = 0;
        records.read_part(self.run, self.next, &mut self.buffer)?;
        self.next += self.buffer.len() as u64;
        self.left -= rows;
        Ok(())
    }

    /// The tick of the row that it stands at; none past the end.
    fn tick(&self) -> Option<u32> {
        (self.at < self.buffer.len()).then(|| u32_at(&self.buffer, self.at))
    }

    fn value(&self, column: usize) -> f64 {
        f64::from_bits(u64_at(&self.buffer, self.at + 4 + 8 * column))
    }

    fn advance(&mut self, records: &mut dyn Records) -> Result<(), OutputError> {
        self.at += self.row;
        if self.at == self.buffer.len() && self.left > 0 { self.fill(records) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::journal::Journal;
    use crate::sweep::{RunRecord, Shard, frame};

    const COLUMNS: [Column; 3] = [
        Column { name: "a", about: "", unit: "share" },
        Column { name: "b", about: "", unit: "share" },
        Column { name: "c", about: "", unit: "share" },
    ];

    /// Runs that observe different ticks and miss different values.
    fn record(run: u32) -> RunRecord {
        let values = |tick: u32| {
            let value = |column: u32| f64::from((run * 31 + tick * 7 + column * 13) % 17);
            vec![value(0), if (run + tick).is_multiple_of(4) { f64::NAN } else { value(1) }, value(2)]
        };
        let ticks = (0..20).filter(|tick| tick % 5 == 0 || tick % (run + 2) == 1);
        RunRecord {
            stopped_by: "ticks",
            ticks: 20,
            series: ticks.map(|tick| (tick, values(tick))).collect(),
            outcomes: values(99),
            opinions: vec![],
        }
    }

    #[test]
    fn the_size_of_the_buffers_does_not_matter() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut records = Journal::open(folder.path(), "test", Shard::WHOLE, 6, 3).expect("opened");
        for run in [4_u32, 0, 5, 2, 1, 3] {
            let frame = frame::of_record(u64::from(run), 1, &record(run));
            records.append(u64::from(run), &frame).expect("appended");
        }
        let mut texts = Vec::new();
        // One row and one column at a time; two rows; all at once.
        for budget in [1, 6 * 2 * 28, BUDGET] {
            let header =
                ["point_id", "metric", "tick", "n", "mean", "sd", "l", "h", "5", "25", "50", "75", "95"];
            let mut table = Table::create(folder.path(), "summary.csv", header).expect("created");
            let mut summary = Summary { budget, ..Summary::new(&COLUMNS, &mut table, false) };
            summary.point(&mut records, 0, &[0, 1, 2, 3, 4, 5], None).expect("summarised");
            table.finish().expect("finished");
            texts.push(std::fs::read_to_string(folder.path().join("summary.csv")).expect("read"));
        }
        assert_eq!(texts[0], texts[2]);
        assert_eq!(texts[1], texts[2]);
        // Of the six runs, at tick 5: all observe it, and run 3 ((3 + 5) % 4 = 0) misses b.
        assert!(texts[2].contains("\n0,a,5,6,") && texts[2].contains("\n0,b,5,5,"), "{}", texts[2]);
        // At tick 1 every run observes (1 % (run + 2) = 1); at tick 3 only run 0 does: 3 % 2 = 1.
        assert!(texts[2].contains("\n0,c,1,6,") && texts[2].contains("\n0,c,3,1,"), "{}", texts[2]);
    }
}

//! One run as bytes of the journal, laid out so that any number of it can be found without reading the rest.
//!
//! Little-endian, in this order: a head of fixed length, the outcomes, the rows of the series (tick, then one number
//! a column), the rows of the opinions, the two texts.

use super::experiment::{OpinionRow, RunRecord};

/// Bytes of the head.
pub const HEAD: usize = 45;
/// Bytes of a row of the opinions.
const OPINION_ROW: usize = 4 + 8 * 6;
/// A reason is cut to about this many bytes.
const REASON: usize = 1000;

/// The head of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Which run.
    pub run_id: u64,
    /// Whether it failed.
    pub failed: bool,
    /// How long it took, in milliseconds.
    pub wall_ms: u64,
    /// How many ticks it ran.
    pub ticks: u32,
    /// Numbers in the outcomes.
    pub outcomes: u32,
    /// Rows of the series.
    pub series: u32,
    /// Rows of the opinions.
    pub opinions: u32,
    /// Bytes of `stopped_by`.
    stopped_by: u32,
    /// Bytes of the reason.
    reason: u32,
}

impl Head {
    /// Bytes of a row of the series.
    pub fn series_row(columns: usize) -> usize {
        4 + 8 * columns
    }

    /// Where the series begin in a frame.
    pub fn series_start(&self) -> usize {
        HEAD + 8 * self.outcomes as usize
    }

    fn length(&self, columns: usize) -> usize {
        self.series_start()
            + self.series as usize * Self::series_row(columns)
            + self.opinions as usize * OPINION_ROW
            + self.stopped_by as usize
            + self.reason as usize
    }

    /// Reads the head of a frame. None if the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.get(..HEAD)?;
        Some(Self {
            run_id: u64_at(bytes, 0),
            failed: bytes[8] != 0,
            wall_ms: u64_at(bytes, 9),
            ticks: u32_at(bytes, 17),
            outcomes: u32_at(bytes, 21),
            series: u32_at(bytes, 25),
            opinions: u32_at(bytes, 29),
            stopped_by: u32_at(bytes, 33),
            reason: u32_at(bytes, 37),
        })
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.run_id.to_le_bytes());
        bytes.push(u8::from(self.failed));
        bytes.extend(self.wall_ms.to_le_bytes());
        let counts = [self.ticks, self.outcomes, self.series, self.opinions, self.stopped_by, self.reason, 0];
        bytes.extend(counts.iter().flat_map(|count| count.to_le_bytes()));
    }
}

/// A whole frame, for reading.
pub struct Frame<'a> {
    /// Its head.
    pub head: Head,
    bytes: &'a [u8],
    columns: usize,
}

impl<'a> Frame<'a> {
    /// Takes the bytes of a frame apart. None if they are not one of `columns` columns.
    pub fn read(bytes: &'a [u8], columns: usize) -> Option<Self> {
        let head = Head::read(bytes)?;
        let fits = head.length(columns) == bytes.len();
        let outcomes = if head.failed { 0 } else { columns };
        (fits && head.outcomes as usize == outcomes).then_some(Self { head, bytes, columns })
    }

    /// The outcomes; none of a run that failed.
    pub fn outcomes(&self) -> impl Iterator<Item = f64> {
        numbers(&self.bytes[HEAD..self.head.series_start()])
    }

    /// The rows of the series.
    pub fn series(&self) -> impl Iterator<Item = (u32, impl Iterator<Item = f64>)> {
        let start = self.head.series_start();
        let rows = &self.bytes[start..self.opinions_start()];
        rows.chunks_exact(Head::series_row(self.columns)).map(|row| (u32_at(row, 0), numbers(&row[4..])))
    }

    /// The rows of the opinions.
    pub fn opinions(&self) -> impl Iterator<Item = OpinionRow> {
        let rows = &self.bytes[self.opinions_start()..self.texts_start()];
        rows.chunks_exact(OPINION_ROW).map(|row| OpinionRow {
            tick: u32_at(row, 0),
            bin_low: f64::from_bits(u64_at(row, 4)),
            bin_high: f64::from_bits(u64_at(row, 12)),
            private: u64_at(row, 20),
            speaking: u64_at(row, 28),
            expressed: u64_at(row, 36),
            shown: u64_at(row, 44),
        })
    }

    /// Which rule stopped the run; empty where it failed.
    pub fn stopped_by(&self) -> &str {
        let start = self.texts_start();
        std::str::from_utf8(&self.bytes[start..start + self.head.stopped_by as usize]).unwrap_or_default()
    }

    /// Why it failed; empty where it did not.
    pub fn reason(&self) -> &str {
        let start = self.texts_start() + self.head.stopped_by as usize;
        std::str::from_utf8(&self.bytes[start..]).unwrap_or_default()
    }

    fn opinions_start(&self) -> usize {
        self.head.series_start() + self.head.series as usize * Head::series_row(self.columns)
    }

    fn texts_start(&self) -> usize {
        self.opinions_start() + self.head.opinions as usize * OPINION_ROW
    }
}

/// The frame of a run that finished.
pub fn of_record(run_id: u64, wall_ms: u64, record: &RunRecord) -> Vec<u8> {
    let head = Head {
        run_id,
        failed: false,
        wall_ms,
        ticks: record.ticks,
        outcomes: record.outcomes.len() as u32,
        series: record.series.len() as u32,
        opinions: record.opinions.len() as u32,
        stopped_by: record.stopped_by.len() as u32,
        reason: 0,
    };
    let mut bytes = Vec::with_capacity(head.length(record.outcomes.len()));
    head.write(&mut bytes);
    let word = |value: &f64| value.to_bits().to_le_bytes();
    bytes.extend(record.outcomes.iter().flat_map(word));
    for (tick, row) in &record.series {
        bytes.extend(tick.to_le_bytes());
        bytes.extend(row.iter().flat_map(word));
    }
    for row in &record.opinions {
        bytes.extend(row.tick.to_le_bytes());
        bytes.extend([row.bin_low, row.bin_high].iter().flat_map(word));
        for count in [row.private, row.speaking, row.expressed, row.shown] {
            bytes.extend(count.to_le_bytes());
        }
    }
    bytes.extend(record.stopped_by.as_bytes());
    bytes
}

/// The frame of a run that failed. The reason becomes one line.
pub fn of_failure(run_id: u64, wall_ms: u64, reason: &str) -> Vec<u8> {
    let line = one_line(reason);
    let mut bytes = Vec::new();
    let head = Head {
        run_id,
        failed: true,
        wall_ms,
        ticks: 0,
        outcomes: 0,
        series: 0,
        opinions: 0,
        stopped_by: 0,
        reason: line.len() as u32,
    };
    head.write(&mut bytes);
    bytes.extend(line.as_bytes());
    bytes
}

/// A text on one line of bounded length.
fn one_line(text: &str) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.len() > REASON {
        line.truncate(line.floor_char_boundary(REASON));
        line.push('…');
    }
    line
}

/// The little-endian number at `at`.
pub fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let mut word = [0; 4];
    word.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(word)
}

/// The little-endian number at `at`.
pub fn u64_at(bytes: &[u8], at: usize) -> u64 {
    let mut word = [0; 8];
    word.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(word)
}

/// The floats in `bytes`.
pub fn numbers(bytes: &[u8]) -> impl Iterator<Item = f64> {
    bytes.chunks_exact(8).map(|word| f64::from_bits(u64_at(word, 0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_comes_back_as_it_was() {
        let opinion = OpinionRow {
            tick: 5,
            bin_low: -1.0,
            bin_high: -0.9,
            private: 1,
            speaking: 2,
            expressed: 3,
            shown: u64::MAX,
        };
        let record = RunRecord {
            stopped_by: "settled",
            ticks: 7,
            series: vec![(0, vec![0.5, -0.0]), (5, vec![f64::NAN, 1e300])],
            outcomes: vec![0.1, f64::NAN],
            opinions: vec![opinion],
        };
        let bytes = of_record(9, 12, &record);
        let frame = Frame::read(&bytes, 2).expect("a frame");
        assert_eq!((frame.head.run_id, frame.head.wall_ms, frame.head.ticks), (9, 12, 7));
        assert!(!frame.head.failed);
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<u64>>();
        assert_eq!(bits(&frame.outcomes().collect::<Vec<_>>()), bits(&record.outcomes));
        for ((tick, row), (expected_tick, expected)) in frame.series().zip(&record.series) {
            assert_eq!(tick, *expected_tick);
            assert_eq!(bits(&row.collect::<Vec<_>>()), bits(expected));
        }
        assert_eq!(frame.opinions().collect::<Vec<_>>(), record.opinions);
        assert_eq!((frame.stopped_by(), frame.reason()), ("settled", ""));
        assert!(Frame::read(&bytes, 3).is_none(), "another number of columns");
        assert!(Frame::read(&bytes[..bytes.len() - 1], 2).is_none(), "cut off");
    }

    #[test]
    fn a_reason_is_one_line_of_bounded_length() {
        let bytes = of_failure(1, 2, &format!("first\n  second {}", "ä".repeat(2000)));
        let frame = Frame::read(&bytes, 2).expect("a frame");
        assert!(frame.head.failed);
        assert!(frame.reason().starts_with("first second ä"));
        assert!(frame.reason().len() < 1010 && frame.reason().ends_with('…'));
    }
}

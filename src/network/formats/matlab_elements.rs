//! The elements of a MATLAB version 5 file: tags, compressed parts, sparse and dense numbers.
//!
//! Every length in the file is held against the bytes that are there before anything is allocated.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::source::Input;
use super::{FilePlace, NetworkFileError, Position};

/// A variable of the file.
pub(super) enum Variable {
    /// A sparse matrix of real numbers.
    Sparse(Sparse),
    /// The dense matrix `local_info`.
    Dense(Dense),
    /// Something else: what.
    Other(&'static str),
}

/// A sparse matrix.
pub(super) struct Sparse {
    pub rows: usize,
    pub columns: usize,
    /// Row, column and value, column after column.
    pub entries: Vec<(u32, u32, f64)>,
}

/// A dense matrix, column after column.
pub(super) struct Dense {
    pub rows: usize,
    pub columns: usize,
    pub values: Vec<f64>,
}

const HEADER: usize = 128;
const COMPRESSED: u32 = 15;
const MATRIX: u32 = 14;

/// Bytes with their order and their place in the file, for messages.
#[derive(Clone, Copy)]
struct Bytes<'a> {
    file: &'a str,
    all: &'a [u8],
    big_endian: bool,
    /// Where these bytes begin in the file (of a compressed part: where that begins).
    base: usize,
}

/// One element: its type and content.
struct Element<'a> {
    kind: u32,
    content: Bytes<'a>,
}

/// The variables of a file in their order.
pub(super) fn variables(input: &Input) -> Result<Vec<(String, Variable)>, NetworkFileError> {
    let file = Bytes { file: &input.file, all: &input.bytes, big_endian: false, base: 0 };
    let big_endian = check_header(file)?;
    let mut rest = Bytes { all: &input.bytes[HEADER..], big_endian, base: HEADER, ..file };
    let mut variables = Vec::new();
    while !rest.all.is_empty() {
        let base = rest.base;
        let element = rest.element(true)?;
        match element.kind {
            COMPRESSED => {
                let bytes = inflate(element.content, base)?;
                let mut inner = Bytes { all: &bytes, base, ..element.content };
                let element = inner.element(false)?;
                if element.kind == MATRIX {
                    variables.extend(variable(element.content)?);
                }
            }
            MATRIX => variables.extend(variable(element.content)?),
            _ => {}
        }
    }
    Ok(variables)
}

/// Whether the file is big-endian.
fn check_header(file: Bytes<'_>) -> Result<bool, NetworkFileError> {
    let old = |found: &str| NetworkFileError::Unsupported {
        place: FilePlace { file: file.file.to_owned(), position: Position::Whole },
        expected: "a MATLAB file of version 5 to 7",
        found: found.to_owned(),
        help: "load it in MATLAB or Octave and save it anew with save('-v7', …)",
    };
    if file.all.starts_with(b"MATLAB 7.3") || file.all.starts_with(b"\x89HDF") {
        return Err(old("version 7.3 (HDF5)"));
    }
    if !file.all.starts_with(b"MATLAB 5.0 MAT-file") {
        return Err(old("no header of that version"));
    }
    match file.all.get(126..HEADER) {
        Some(b"IM") => Ok(false),
        Some(b"MI") => Ok(true),
        Some(_) => Err(file.damage(126, "the byte order, IM or MI", "something else".to_owned())),
        None => Err(file.damage(file.all.len(), "a header of 128 bytes", "the end of the file".to_owned())),
    }
}

/// Decompresses one element: its tag says how long it is, and it must be exactly so long.
fn inflate(content: Bytes<'_>, base: usize) -> Result<Vec<u8>, NetworkFileError> {
    let place = || FilePlace::byte(content.file, base);
    let failed =
        |reason: std::io::Error| NetworkFileError::Compression { place: place(), reason: reason.to_string() };
    let mut decoder = ZlibDecoder::new(content.all);
    let mut tag = [0; 8];
    decoder.read_exact(&mut tag).map_err(failed)?;
    let length = Bytes { all: &tag, ..content }.u32_at(4).unwrap_or(0);
    let mut bytes = tag.to_vec();
    // read_to_end grows with what is there, never to what the tag promises.
    let read = decoder.by_ref().take(u64::from(length)).read_to_end(&mut bytes).map_err(failed)?;
    if read < length as usize {
        return Err(content.damage(0, &format!("{length} bytes"), format!("{read}")));
    }
    // Reading on to the end checks the sum of the whole.
    if decoder.read(&mut [0; 1]).map_err(failed)? > 0 {
        return Err(content.damage(0, &format!("{length} bytes"), "more".to_owned()));
    }
    Ok(bytes)
}

/// A variable and its name, from the content of a matrix element. None for the unnamed ones that MATLAB adds itself.
fn variable(mut content: Bytes<'_>) -> Result<Option<(String, Variable)>, NetworkFileError> {
    if content.all.is_empty() {
        return Ok(None);
    }
    let start = content;
    let flags = content.element(false)?.content.u32_at(0).unwrap_or(0);
    let (class, complex) = (flags & 0xff, flags & 0x0800 != 0);
    let dimensions = content.element(false)?;
    let dimensions: Vec<usize> =
        dimensions.content.numbers(dimensions.kind)?.into_iter().map(|n| n as usize).collect();
    let name = content.element(false)?.content.all;
    let name = String::from_utf8_lossy(name).into_owned();
    if name.is_empty() {
        return Ok(None);
    }
    let class_name = match class {
        5..=15 if complex => "complex numbers",
        5..=15 => "numbers",
        1 => "cell array",
        2 => "struct",
        3 => "object",
        4 => "text",
        _ => "unknown class",
    };
    let &[rows, columns] = dimensions.as_slice() else {
        return Ok(Some((name, Variable::Other(class_name))));
    };
    let variable = match class {
        5 if !complex => Variable::Sparse(sparse(content, rows, columns)?),
        // Other dense variables are not used: they are not decoded.
        6..=15 if !complex && name == "local_info" => {
            let element = content.element(false)?;
            let values = element.content.numbers(element.kind)?;
            if rows.checked_mul(columns) != Some(values.len()) {
                let expected = format!("{rows} × {columns} numbers in {name}");
                return Err(start.damage(0, &expected, values.len().to_string()));
            }
            Variable::Dense(Dense { rows, columns, values })
        }
        _ => Variable::Other(class_name),
    };
    Ok(Some((name, variable)))
}

fn sparse(mut content: Bytes<'_>, rows: usize, columns: usize) -> Result<Sparse, NetworkFileError> {
    let start = content;
    let damage = |expected: String, found: String| Err(start.damage(0, &expected, found));
    let indices = content.element(false)?;
    let row_of = indices.content.numbers(indices.kind)?;
    let starts = content.element(false)?;
    let starts = starts.content.numbers(starts.kind)?;
    let values = content.element(false)?;
    let values = values.content.numbers(values.kind)?;
    // The starts of the columns and one more; this also bounds the number of columns by what is there.
    if columns.checked_add(1) != Some(starts.len()) {
        return damage(format!("{columns} + 1 starts of columns"), starts.len().to_string());
    }
    let limit = row_of.len().min(values.len());
    let mut entries = Vec::with_capacity(limit);
    for column in 0..columns {
        let (from, to) = (starts[column], starts[column + 1]);
        if !(from >= 0.0 && from <= to && to <= limit as f64) {
            return damage(format!("ascending starts of columns up to {limit}"), format!("{from} and {to}"));
        }
        for place in from as usize..to as usize {
            let row = row_of[place];
            if !(row >= 0.0 && row < rows as f64 && row < f64::from(u32::MAX)) {
                return damage(format!("a row below {rows}"), row.to_string());
            }
            entries.push((row as u32, column as u32, values[place]));
        }
    }
    Ok(Sparse { rows, columns, entries })
}

impl<'a> Bytes<'a> {
    /// Takes the next element off the front. Elements are padded to eight bytes, but for compressed ones at the top.
    fn element(&mut self, top: bool) -> Result<Element<'a>, NetworkFileError> {
        let (Some(first), Some(second)) = (self.u32_at(0), self.u32_at(4)) else {
            let found = format!("{} bytes", self.all.len());
            return Err(self.damage(0, "the tag of an element, 8 bytes", found));
        };
        // A small element holds its length in the upper half of the first number and up to four bytes of content.
        let (kind, start, length) = match first >> 16 {
            0 => (first, 8, second as usize),
            small => (first & 0xffff, 4, small as usize),
        };
        let left = if start == 4 { 4 } else { self.all.len() - 8 };
        if length > left {
            return Err(self.damage(0, &format!("{length} bytes of content"), left.to_string()));
        }
        let content = Bytes { all: &self.all[start..start + length], base: self.base + start, ..*self };
        let padded = if top && kind == COMPRESSED { length } else { length.next_multiple_of(8) };
        let end = if start == 4 { 8 } else { (8 + padded).min(self.all.len()) };
        self.all = &self.all[end..];
        self.base += end;
        Ok(Element { kind, content })
    }

    fn u32_at(&self, at: usize) -> Option<u32> {
        let bytes: [u8; 4] = self.all.get(at..at + 4)?.try_into().ok()?;
        Some(if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    /// The numbers of an element, from whatever type they are stored as.
    fn numbers(&self, kind: u32) -> Result<Vec<f64>, NetworkFileError> {
        macro_rules! decoded {
            ($type:ty) => {{
                let chunks = self.all.chunks_exact(size_of::<$type>());
                let decode = |chunk: &[u8]| {
                    let bytes = chunk.try_into().unwrap_or_default();
                    if self.big_endian {
                        <$type>::from_be_bytes(bytes)
                    } else {
                        <$type>::from_le_bytes(bytes)
                    }
                };
                Ok(chunks.map(|chunk| decode(chunk) as f64).collect())
            }};
        }
        match kind {
            1 => decoded!(i8),
            2 => decoded!(u8),
            3 => decoded!(i16),
            4 => decoded!(u16),
            5 => decoded!(i32),
            6 => decoded!(u32),
            7 => decoded!(f32),
            9 => decoded!(f64),
            12 => decoded!(i64),
            13 => decoded!(u64),
            _ => Err(self.damage(0, "numbers", format!("an element of type {kind}"))),
        }
    }

    fn damage(&self, at: usize, expected: &str, found: String) -> NetworkFileError {
        NetworkFileError::Matlab {
            place: FilePlace::byte(self.file, self.base + at),
            expected: expected.to_owned(),
            found,
        }
    }
}

//! MATLAB version 5 files (what `save` writes with `-v6` or `-v7`) with a sparse adjacency matrix, such as those of
//! Facebook100 (Traud, Mucha & Porter 2012).
//!
//! - The network is the sparse square matrix named `A`, or the only one of the file. An entry in row i and column j
//!   that is not zero means that i follows j; nodes are named 1 … n. A symmetric matrix is an undirected network, and
//!   then each pair counts once. Entries other than 1 are weights.
//! - A dense matrix `local_info` with n rows gives attributes. With seven columns these are the ones of Facebook100:
//!   status, gender, major, `second_major`, dorm, year, `high_school`; otherwise `local_info_1` and so on. Zero means
//!   missing, as in that collection.
//! - Other variables are not used, and the report names them.
//!
//! Version 7.3 files (HDF5) and version 4 files are errors that say how to save them anew. The format is that of the
//! MathWorks' published "MAT-File Format"; this reader knows the elements that sparse and dense numbers need.

use super::assemble::Raw;
use super::error::shown;
use super::matlab_elements::{Dense, Sparse, Variable, variables};
use super::source::Input;
use super::{FilePlace, NetworkFile, NetworkFileError, Position, ReadReport};
use crate::network::Attribute;

/// The columns of `local_info` in Facebook100.
const FACEBOOK100: [&str; 7] = ["status", "gender", "major", "second_major", "dorm", "year", "high_school"];

/// Reads a MATLAB file.
pub(super) fn read(
    input: &Input,
    options: &NetworkFile,
    report: &mut ReadReport,
) -> Result<Raw, NetworkFileError> {
    let mut matrices = Vec::new();
    let mut info = None;
    let mut others = Vec::new();
    for (name, variable) in variables(input)? {
        match variable {
            Variable::Sparse(matrix) if matrix.rows == matrix.columns => matrices.push((name, matrix)),
            Variable::Dense(matrix) => info = Some(matrix),
            Variable::Sparse(matrix) => others.push(format!("{name} ({} × {})", matrix.rows, matrix.columns)),
            Variable::Other(class) => others.push(format!("{name} ({class})")),
        }
    }
    let chosen = matrices.iter().position(|(name, _)| name == "A");
    let chosen = chosen.or((matrices.len() == 1).then_some(0));
    let Some(chosen) = chosen else {
        let square = matrices.iter().map(|(name, matrix)| format!("{name} (sparse, {0} × {0})", matrix.rows));
        let found: Vec<String> = square.chain(others).collect();
        let found = if found.is_empty() { "no variables".to_owned() } else { found.join(", ") };
        return Err(NetworkFileError::NoMatrix { file: input.file.clone(), found });
    };
    let (name, matrix) = matrices.swap_remove(chosen);
    report.ignored = others;
    report.ignored.extend(matrices.into_iter().map(|(name, _)| name));
    let nodes = matrix.rows;
    let mut raw = network(&input.file, &name, matrix, options, report)?;
    raw.names = (1..=nodes).map(|number| number.to_string()).collect();
    if let Some(info) = info {
        raw.attributes = attributes(&input.file, &info, nodes)?;
    }
    Ok(raw)
}

fn network(
    file: &str,
    name: &str,
    matrix: Sparse,
    options: &NetworkFile,
    report: &mut ReadReport,
) -> Result<Raw, NetworkFileError> {
    let mut entries = matrix.entries;
    entries.retain(|&(_, _, value)| value != 0.0);
    if let Some(&(row, column, value)) = entries.iter().find(|(_, _, value)| !(*value as f32).is_finite()) {
        return Err(NetworkFileError::Number {
            place: FilePlace { file: file.to_owned(), position: Position::Whole },
            what: format!("the entry ({}, {}) of {name}", row + 1, column + 1),
            found: shown(&value.to_string()),
            help: "replace it in MATLAB and save the matrix again",
        });
    }
    entries.sort_unstable_by_key(|&(row, column, _)| (row, column));
    let mut mirrored: Vec<(u32, u32, f64)> =
        entries.iter().map(|&(row, column, value)| (column, row, value)).collect();
    mirrored.sort_unstable_by_key(|&(row, column, _)| (row, column));
    let symmetric = entries == mirrored;
    drop(mirrored);
    let as_edges = symmetric && options.directed != Some(true);
    if as_edges {
        let note = format!("{} entries of {name}: each edge stands there twice", entries.len());
        report.notes.push(note);
        entries.retain(|&(row, column, _)| row <= column);
    }
    let weighted = entries.iter().any(|&(_, _, value)| value != 1.0);
    if weighted {
        report.weights = Some(format!("the entries of {name}"));
    }
    Ok(Raw {
        ties: entries.iter().map(|&(row, column, _)| (row, column)).collect(),
        weights: weighted.then(|| entries.iter().map(|&(_, _, value)| value as f32).collect()),
        directed: Some(!as_edges),
        by_symmetry: true,
        ..Raw::default()
    })
}

fn attributes(file: &str, info: &Dense, nodes: usize) -> Result<Vec<Attribute>, NetworkFileError> {
    if info.rows != nodes {
        return Err(NetworkFileError::Unsupported {
            place: FilePlace { file: file.to_owned(), position: Position::Whole },
            expected: "a row of local_info for every node",
            found: format!("{} rows for {nodes} nodes", info.rows),
            help: "delete local_info from the file, or make it fit the matrix",
        });
    }
    let column = |column: usize| {
        let name = match FACEBOOK100.get(column).filter(|_| info.columns == FACEBOOK100.len()) {
            Some(name) => (*name).to_owned(),
            None => format!("local_info_{}", column + 1),
        };
        let values = &info.values[column * nodes..(column + 1) * nodes];
        let text = |value: &f64| (*value != 0.0 && !value.is_nan()).then(|| value.to_string());
        Attribute { name, values: values.iter().map(text).collect() }
    };
    Ok((0..info.columns).map(column).collect())
}

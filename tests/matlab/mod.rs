//! Small MATLAB files, made by hand.

#![allow(dead_code, reason = "each test file uses a part")]

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A MATLAB file of the given elements.
pub fn mat(elements: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"MATLAB 5.0 MAT-file, Platform: TEST".to_vec();
    bytes.resize(124, b' ');
    bytes.extend([0, 1, b'I', b'M']);
    bytes.extend(elements.concat());
    bytes
}

/// The same with compressed elements.
pub fn packed(elements: &[Vec<u8>]) -> Vec<u8> {
    let pack = |element: &Vec<u8>| {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(element).unwrap();
        let content = encoder.finish().unwrap();
        [15_u32.to_le_bytes().as_slice(), &(content.len() as u32).to_le_bytes(), &content].concat()
    };
    mat(&elements.iter().map(pack).collect::<Vec<_>>())
}

fn element(kind: u32, content: &[u8]) -> Vec<u8> {
    let mut bytes = [kind.to_le_bytes(), (content.len() as u32).to_le_bytes()].concat();
    bytes.extend(content);
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    bytes
}

fn integers(kind: u32, values: &[u32]) -> Vec<u8> {
    element(kind, &values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>())
}

pub fn sparse(name: &str, nodes: u32, entries: &[(u32, u32)]) -> Vec<u8> {
    sparse_as(name, nodes, nodes, entries)
}

/// A sparse matrix with `columns` columns that says that it has `nodes`.
pub fn sparse_as(name: &str, nodes: u32, columns: u32, entries: &[(u32, u32)]) -> Vec<u8> {
    let starts: Vec<u32> =
        (0..=columns).map(|column| entries.iter().filter(|entry| entry.1 < column).count() as u32).collect();
    let mut rows = entries.to_vec();
    rows.sort_by_key(|entry| entry.1);
    let content = [
        integers(6, &[5, entries.len() as u32]),
        integers(5, &[nodes, nodes]),
        element(1, name.as_bytes()),
        integers(5, &rows.iter().map(|entry| entry.0).collect::<Vec<_>>()),
        integers(5, &starts),
        element(9, &rows.iter().flat_map(|_| 1_f64.to_le_bytes()).collect::<Vec<u8>>()),
    ]
    .concat();
    element(14, &content)
}

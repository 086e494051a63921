//! The points of a sweep, laid out.

use crate::registry::{Node, Place};

/// A dotted key that a design sets.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its dotted name.
    pub name: String,
    /// Where it stands.
    pub place: Place,
}

/// Rows of values of some keys: a point takes one row of every block.
#[derive(Clone, Debug)]
pub struct Block {
    /// The keys.
    pub keys: Vec<Key>,
    /// The rows: a value for every key.
    pub rows: Vec<Vec<Node>>,
}

/// The value of a key at a point.
#[derive(Clone, Copy, Debug)]
pub struct Assigned<'a> {
    /// The key.
    pub key: &'a Key,
    /// The value.
    pub node: &'a Node,
}

impl Assigned<'_> {
    /// The value as TOML text.
    pub fn text(&self) -> String {
        self.node.to_toml().to_string()
    }
}

/// Every combination of the rows of some blocks. Without blocks: one point that sets nothing.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    blocks: Vec<Block>,
}

impl Plan {
    /// The plan of these blocks; the last one runs fastest.
    pub fn new(blocks: Vec<Block>) -> Self {
        Self { blocks }
    }

    /// Number of points: the product of the blocks' lengths.
    pub fn points(&self) -> u64 {
        self.blocks.iter().map(|block| block.rows.len() as u64).fold(1, u64::saturating_mul)
    }

    /// The keys, in the order of their values at a point.
    pub fn keys(&self) -> Vec<String> {
        self.blocks.iter().flat_map(|block| &block.keys).map(|key| key.name.clone()).collect()
    }

    /// The blocks, whose every combination of rows is a point.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The row of every block that a point takes.
    pub fn rows(&self, mut index: u64) -> Vec<usize> {
        let mut rows = vec![0; self.blocks.len()];
        for (row, block) in rows.iter_mut().zip(&self.blocks).rev() {
            let count = block.rows.len() as u64;
            *row = (index % count) as usize;
            index /= count;
        }
        rows
    }

    /// The point that takes these rows: the inverse of [`rows`](Self::rows).
    pub fn point_of(&self, rows: &[usize]) -> u64 {
        let blocks = self.blocks.iter().zip(rows);
        blocks.fold(0, |index, (block, &row)| index * block.rows.len() as u64 + row as u64)
    }

    /// The values of a point, in the order of the keys.
    pub fn point(&self, index: u64) -> Vec<Assigned<'_>> {
        let rows = self.blocks.iter().zip(self.rows(index));
        rows.flat_map(|(block, row)| block.keys.iter().zip(&block.rows[row]))
            .map(|(key, node)| Assigned { key, node })
            .collect()
    }
}

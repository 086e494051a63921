//! By point of a design, the point that it is compared with.
//!
//! A design is every combination of the rows of its blocks, so the baseline of a point is found block by block: memory is
//! four bytes a row of the blocks in which the baseline names a key, never a number a point.

use crate::design::{Baseline, Block, Plan};
use crate::registry::{Diagnostics, Document, Node, Table};

/// Which point each point is compared with.
#[derive(Clone, Debug)]
pub enum Baselines {
    /// All with the same.
    Point(u64),
    /// By block, the row that stands in for each row; none: the row itself.
    Rows(Vec<Option<Vec<u32>>>),
}

impl Baselines {
    /// What `baseline` means for the points of `plan`.
    ///
    /// # Errors
    /// A baseline that is no point.
    pub fn new(baseline: &Baseline, plan: &Plan, document: &Document) -> Result<Self, Diagnostics> {
        let node = baseline.node();
        let fail = |message: String, label: &str, help: String| {
            let mut diagnostics = Diagnostics::new(document.sources.clone());
            diagnostics.error(Some(node.place.clone()), message, label).help.push(help);
            diagnostics
        };
        let points = plan.points();
        let values = match baseline {
            Baseline::Point(point, _) if *point < points => return Ok(Self::Point(*point)),
            Baseline::Point(point, _) => {
                let label = format!("expected a number from 0 to {}", points - 1);
                let help =
                    "`hushfeed sweep --dry-run` prints the number of points; the first is 0".to_owned();
                return Err(fail(format!("there is no point {point}"), &label, help));
            }
            Baseline::Values(values, _) => values,
        };
        let keys = plan.keys();
        if let Some((stray, ..)) = values.iter().find(|(key, ..)| !keys.iter().any(|known| known == key)) {
            let label = "expected keys that the design sweeps, in quotes";
            let help = format!("the keys of the design are: {}", keys.join(", "));
            return Err(fail(format!("`sweep.baseline` names `{stray}`, which is not swept"), label, help));
        }
        let mut rows = Vec::with_capacity(plan.blocks().len());
        let mut without = vec![0; plan.blocks().len()];
        for (index, block) in plan.blocks().iter().enumerate() {
            match stand_ins(block, values) {
                Ok(found) => rows.push(found),
                Err(row) => {
                    without[index] = row;
                    let point = plan.point_of(&without);
                    let with = |(key, node): (&str, &Node)| {
                        format!("{key} = {}", word(values.get(key).unwrap_or(node)))
                    };
                    let assigned = plan.point(point);
                    let wanted: Vec<String> =
                        assigned.iter().map(|value| with((&value.key.name, value.node))).collect();
                    let message = format!("point {point} has no baseline in the design");
                    let help = format!(
                        "add the point {} to the design, or name one point by its number",
                        wanted.join(", ")
                    );
                    let label = "expected values that the design has in every combination";
                    return Err(fail(message, label, help));
                }
            }
        }
        Ok(Self::Rows(rows))
    }

    /// The point that `point` of `plan` is compared with: itself, where it is a baseline.
    pub fn of(&self, point: u64, plan: &Plan) -> u64 {
        match self {
            Self::Point(baseline) => *baseline,
            Self::Rows(blocks) => {
                let mut rows = plan.rows(point);
                for (row, stand_ins) in rows.iter_mut().zip(blocks) {
                    if let Some(stand_ins) = stand_ins {
                        *row = stand_ins[*row] as usize;
                    }
                }
                plan.point_of(&rows)
            }
        }
    }
}

/// By row of a block, the first row that has the baseline's values and is like it in all other keys; none where the
/// baseline names no key of the block. O(rows · log rows).
///
/// # Errors
/// The first row for which there is no such row.
fn stand_ins(block: &Block, values: &Table) -> Result<Option<Vec<u32>>, usize> {
    if !block.keys.iter().any(|key| values.get(&key.name).is_some()) {
        return Ok(None);
    }
    // Rows are compared by the hash of their values: two rows that differ share 128 bits with a chance of 1e-26 for a
    // million of them.
    let hash = |row: &[Node], with_baseline: bool| {
        let mut hasher = blake3::Hasher::new();
        for (key, node) in block.keys.iter().zip(row) {
            let baseline = values.get(&key.name).filter(|_| with_baseline);
            let word = word(baseline.unwrap_or(node));
            hasher.update(&(word.len() as u64).to_le_bytes()).update(word.as_bytes());
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        u128::from_le_bytes(bytes)
    };
    let rows = block.rows.iter().zip(0_u32..);
    let mut known: Vec<(u128, u32)> = rows.map(|(row, index)| (hash(row, false), index)).collect();
    known.sort_unstable();
    let mut found = Vec::with_capacity(block.rows.len());
    for (index, row) in block.rows.iter().enumerate() {
        let wanted = hash(row, true);
        let place = known.partition_point(|&(hash, _)| hash < wanted);
        match known.get(place) {
            Some(&(hash, first)) if hash == wanted => found.push(first),
            _ => return Err(index),
        }
    }
    Ok(Some(found))
}

/// A value for comparison: 1 and 1.0 are the same.
fn word(node: &Node) -> String {
    node.number().map_or_else(|| node.to_toml().to_string(), |number| number.to_string())
}

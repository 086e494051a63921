//! `--samples` and `--y` of `hushfeed sweep`: points from a file, one value a point back.

use std::fs;
use std::path::Path;

use super::{CliError, print};
use crate::analysis::Runs;
use crate::design::Samples;
use crate::output::write_number;
use crate::registry::{Document, NodeValue};
use crate::scenario::takes_whole_numbers;

/// Puts the points of a file in the place of the document's design.
pub fn apply(document: &mut Document, path: &Path) -> Result<(), CliError> {
    let text = fs::read_to_string(path).map_err(|source| CliError::ReadInput {
        path: path.to_path_buf(),
        source,
        help: "name a text file with one point a line, for instance --samples samples.csv",
    })?;
    let named = keys(document);
    let samples = Samples::read(document, &path.display().to_string(), &text, &named, &takes_whole_numbers)?;
    samples.into_document(document);
    Ok(())
}

/// The `keys` of `[sweep]`. What is wrong with them is said when the scenario is read.
fn keys(document: &Document) -> Vec<String> {
    let Some(NodeValue::Table(sweep)) = document.root.get("sweep").map(|node| &node.value) else {
        return Vec::new();
    };
    let Some(NodeValue::Array(items)) = sweep.get("keys").map(|node| &node.value) else { return Vec::new() };
    let text = |value: &NodeValue| match value {
        NodeValue::Text(text) => Some(text.clone()),
        _ => None,
    };
    items.iter().filter_map(|item| text(&item.value)).collect()
}

/// Prints the mean of a metric over the runs of each point, one a line in the order of the points: `nan` where no run
/// has a value. The result is whether all have one.
pub fn print_y(folder: &Path, metric: &str, points: u64) -> Result<bool, CliError> {
    let runs = Runs::read(folder)?;
    let mut means = runs.means(runs.metric(metric)?);
    means.resize(points as usize, f64::NAN);
    let mut text = String::new();
    for mean in &means {
        if mean.is_nan() {
            text.push_str("nan");
        }
        write_number(&mut text, *mean);
        text.push('\n');
    }
    print(&text)?;
    Ok(!means.iter().any(|mean| mean.is_nan()))
}

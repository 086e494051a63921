//! Heat maps of opinions over time: held, said and shown, from `opinions.csv`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::chart::{self, Frame};
use super::html::{escape, figure};
use super::source::Source;
use crate::analysis::{AnalysisError, ResultTable};

/// The columns that are drawn, with their titles.
const KINDS: [(&str, &str); 3] =
    [("private", "opinions held"), ("expressed", "opinions said"), ("shown", "opinions shown")];

/// The most points that have these pictures.
const POINTS: usize = 4;

/// Counts by tick, kind and bin, summed over the runs of a point.
type Counts = BTreeMap<u64, [Vec<f64>; 3]>;

/// Pictures of the first drawn points; nothing where the table was not written.
pub(super) fn figures(folder: &Path, source: &Source) -> Result<String, AnalysisError> {
    if ResultTable::place(folder, "opinions").is_none() {
        return Ok(String::new());
    }
    let help = "the table is not one that hushfeed wrote: play the scenario again";
    let mut table = ResultTable::open(folder, "opinions", help)?;
    let at = |name: &str| table.column(name);
    let [point, tick, low, high] = [at("point_id")?, at("tick")?, at("bin_low")?, at("bin_high")?];
    let kinds = [at(KINDS[0].0)?, at(KINDS[1].0)?, at(KINDS[2].0)?];
    let drawn = &source.drawn[..source.drawn.len().min(POINTS)];
    let mut bins: Vec<(f64, f64)> = Vec::new();
    let mut counts: BTreeMap<u64, Counts> = BTreeMap::new();
    let mut row = csv::StringRecord::new();
    while table.next(&mut row)? {
        let line = row.position().map_or(0, csv::Position::line);
        let number = |place: usize| {
            let field = &row[place];
            field
                .parse::<f64>()
                .map_err(|_| table.fail(format_args!("line {line}: \"{field}\" is no number")))
        };
        let point = number(point)? as u64;
        if !drawn.contains(&point) {
            continue;
        }
        let ends = (number(low)?, number(high)?);
        let bin = bins.iter().position(|known| *known == ends).unwrap_or_else(|| {
            bins.push(ends);
            bins.len() - 1
        });
        let of_tick = counts.entry(point).or_default().entry(number(tick)? as u64).or_default();
        for (cells, place) in of_tick.iter_mut().zip(kinds) {
            cells.resize(cells.len().max(bin + 1), 0.0);
            cells[bin] += number(place)?;
        }
    }
    let mut text = String::new();
    for (point, counts) in &counts {
        if counts.len() < 2 {
            continue;
        }
        if source.is_sweep() {
            let _ = writeln!(text, "<h3>{}</h3>", escape(&source.label(*point)));
        }
        text += "<div class=\"figures\">\n";
        for (kind, (_, title)) in KINDS.iter().enumerate() {
            text += &figure(title, &map(counts, kind, &bins));
        }
        text += "</div>\n";
    }
    if !text.is_empty() {
        let caption = "Upwards: opinions in bins; to the right: ticks. The darker, the larger the share of all that were held, \
                       said or shown at that tick, over all runs; white: none.";
        text = format!("<p>{caption}</p>\n{text}");
    }
    Ok(text)
}

/// One map. A column reaches to the next observed tick.
fn map(counts: &Counts, kind: usize, bins: &[(f64, f64)]) -> String {
    let ticks: Vec<u64> = counts.keys().copied().collect();
    let mut columns = Vec::new();
    let mut most: f64 = 0.0;
    for (index, (&tick, kinds)) in counts.iter().enumerate() {
        let step = if index + 1 < ticks.len() { ticks[index + 1] - tick } else { tick - ticks[index - 1] };
        let total: f64 = kinds[kind].iter().sum();
        let cells: Vec<f64> =
            kinds[kind].iter().map(|count| if total > 0.0 { count / total } else { 0.0 }).collect();
        most = cells.iter().copied().fold(most, f64::max);
        columns.push((tick as f64, (tick + step) as f64, cells));
    }
    let low = bins.iter().map(|bin| bin.0).fold(f64::INFINITY, f64::min);
    let high = bins.iter().map(|bin| bin.1).fold(f64::NEG_INFINITY, f64::max);
    chart::heat(Frame { x: "tick", y: "opinion", range: None }, &columns, (low, high), most.max(1e-9))
}

//! The funnel: the other side's share from random mixing to reactions, by side of the reader, a picture a point.

use super::chart::{self, MINUS, Mark, PLUS};
use super::html::legend;
use super::source::Source;

const STAGES: [&str; 5] = ["population", "network", "expressed", "shown", "engaged"];

/// The pictures with their titles, and what the colours mean.
pub(super) fn figures(source: &Source) -> (Vec<(String, String)>, String) {
    let mut figures = Vec::new();
    for &point in &source.drawn {
        let mark = |stage: &str, side: &str| {
            let estimate = source.outcome(&format!("crosscut_{stage}_{side}"), point)?;
            Some(Mark { at: 0.0, value: estimate.mean, low: estimate.band.0, high: estimate.band.1 })
        };
        let bars = STAGES.map(|stage| [mark(stage, "pos"), mark(stage, "neg")]);
        // One stage is no funnel.
        if bars.iter().filter(|pair| pair.iter().any(Option::is_some)).count() > 1 {
            figures.push((source.label(point), chart::pairs(&STAGES, &bars, [PLUS, MINUS])));
        }
    }
    let names = [("readers on the + side", PLUS), ("readers on the − side", MINUS)];
    (figures, legend(names.iter().map(|&(name, colour)| (name.to_owned(), colour))))
}

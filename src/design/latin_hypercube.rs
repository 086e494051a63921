//! Latin hypercube samples (McKay, Beckman & Conover 1979).
//!
//! With n samples the range of every parameter is cut into n strips of equal width, and every strip is hit once: in
//! each coordinate a random permutation of the strips, and a uniform place within each.

use super::table::table_value;
use super::{Block, Design, Key, MOST_POINTS, Spans};
use crate::parameters;
use crate::random::{Draws, Purpose};
use crate::registry::{Diagnostics, Node, within};

parameters! {
    /// Random points that cover the range of every parameter evenly.
    pub struct LatinHypercube {
        /// Number of points.
        samples: u32, in within(1.0, 1_000_000.0);
        /// The keys and their ranges.
        parameters: Spans;
    }
}

table_value!(
    LatinHypercube,
    "a table of `samples` and `parameters`",
    "latin_hypercube = { samples = 100, parameters = { \"network.homophily\" = [0.5, 0.9] } }",
    r#"{"type":"object","additionalProperties":false,"required":["samples","parameters"],"properties":{"samples":{"type":"integer","minimum":1,"maximum":1000000},"parameters":{"type":"object","minProperties":1}}}"#
);

impl LatinHypercube {
    /// Nothing beyond the bounds of its keys.
    fn check(&self, _: &str, _: &Node, _: &mut Diagnostics) -> bool {
        u64::from(self.samples) <= MOST_POINTS
    }

    /// The coordinates in [0, 1), point by point. Draws of [`Purpose::Design`], one stream a parameter: n − 1 words for
    /// its permutation, then two a point. O(samples × parameters).
    pub fn units(&self, draws: &Draws) -> Vec<f64> {
        let (samples, width) = (self.samples as usize, self.parameters.len());
        let mut units = vec![0.0; samples * width];
        for column in 0..width {
            let mut stream = draws.stream(Purpose::Design, 0, column as u32);
            let mut strips: Vec<u32> = (0..self.samples).collect();
            stream.shuffle(&mut strips);
            for (row, strip) in strips.into_iter().enumerate() {
                units[row * width + column] = (f64::from(strip) + stream.uniform()) / samples as f64;
            }
        }
        units
    }
}

impl Design for LatinHypercube {
    fn name(&self) -> &'static str {
        "latin_hypercube"
    }

    fn keys(&self) -> Vec<Key> {
        self.parameters.keys()
    }

    fn size(&self) -> u64 {
        u64::from(self.samples)
    }

    fn blocks(&self, draws: &Draws, is_whole: &dyn Fn(&str) -> bool) -> Vec<Block> {
        vec![Block { keys: self.keys(), rows: self.parameters.rows(&self.units(draws), is_whole) }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::{NodeValue, Parameters};

    #[test]
    fn every_strip_of_every_parameter_is_hit_once() {
        let design =
            LatinHypercube::from_toml("samples = 40\nparameters = { \"a\" = [0.0, 4.0], \"b\" = [1, 40] }")
                .unwrap();
        let draws = Draws::new(7, 0);
        let blocks = design.blocks(&draws, &|key| key == "b");
        let rows = &blocks[0].rows;
        assert_eq!(rows.len(), 40);
        let mut strips: Vec<u32> =
            rows.iter().map(|row| (row[0].number().unwrap() * 10.0).floor() as u32).collect();
        strips.sort_unstable();
        assert_eq!(strips, (0..40).collect::<Vec<_>>());
        // A parameter of whole numbers from 1 to 40, sampled 40 times: each of them once.
        let mut whole: Vec<i64> = rows
            .iter()
            .map(|row| if let NodeValue::Integer(number) = row[1].value { number } else { 0 })
            .collect();
        whole.sort_unstable();
        assert_eq!(whole, (1..=40).collect::<Vec<_>>());
        assert_eq!(design.units(&draws), design.units(&Draws::new(7, 0)));
        assert_ne!(design.units(&draws), design.units(&Draws::new(8, 0)));
    }
}

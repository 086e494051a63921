//! The matrices of Saltelli for variance-based sensitivity indices (Saltelli et al. 2010), from Sobol's sequence with
//! Owen's scrambling.
//!
//! A and B are two independent samples of N rows; A_B^(i) is A with column i from B. The points come row by row: that of
//! A, those of A_B^(1) … A_B^(k), that of B: N(k + 2) points, in the order in which SALib has them without second-order
//! indices. [`analysis`](crate::analysis) computes the indices.

use sobol_burley::sample;

use super::table::{inside, table_value};
use super::{Block, Design, Key, MOST_POINTS, Spans};
use crate::parameters;
use crate::random::{Draws, Purpose};
use crate::registry::{Diagnostics, Node, within};

/// The most rows that the sequence has.
const MOST_SAMPLES: f64 = 65_536.0;
/// The most parameters: two coordinates of the sequence each.
const MOST_PARAMETERS: usize = 128;

parameters! {
    /// Points for first-order and total sensitivity indices.
    pub struct Sobol {
        /// Rows N of each matrix, a power of two; there are N·(parameters + 2) points.
        samples: u32, in within(2.0, MOST_SAMPLES);
        /// The keys and their ranges.
        parameters: Spans;
    }
}

table_value!(
    Sobol,
    "a table of `samples` and `parameters`",
    "sobol = { samples = 512, parameters = { \"network.homophily\" = [0.5, 0.9] } }",
    r#"{"type":"object","additionalProperties":false,"required":["samples","parameters"],"properties":{"samples":{"type":"integer","minimum":2,"maximum":65536},"parameters":{"type":"object","minProperties":1}}}"#
);

impl Sobol {
    fn check(&self, name: &str, node: &Node, diagnostics: &mut Diagnostics) -> bool {
        let place = |key| inside(node, key).map_or_else(|| node.place.clone(), |node| node.place.clone());
        let mut good = true;
        if !self.samples.is_power_of_two() {
            let message = format!("`{name}.samples` is not a power of two");
            let above = self.samples.next_power_of_two();
            let diagnostic = diagnostics.error(
                Some(place("samples")),
                message,
                format!("expected for instance {} or {above}", above / 2),
            );
            diagnostic.help.push(
                "Sobol's sequence covers space evenly after 2, 4, 8, … rows: choose one of these".to_owned(),
            );
            good = false;
        }
        let (width, points) = (self.parameters.len(), self.size());
        if width > MOST_PARAMETERS || points > MOST_POINTS {
            let message = format!("`{name}` has {width} parameters and {points} points");
            let label = format!("expected at most {MOST_PARAMETERS} and {MOST_POINTS}");
            let help = "leave parameters out (a morris design says which do little), or take fewer samples";
            diagnostics.error(Some(place("parameters")), message, label).help.push(help.to_owned());
            good = false;
        }
        good
    }

    /// The coordinates in [0, 1), point by point. Randomness: one word of [`Purpose::Design`], which scrambles the
    /// sequence. O(samples × parameters²).
    pub fn units(&self, draws: &Draws) -> Vec<f64> {
        let width = self.parameters.len();
        let scramble = draws.words(Purpose::Design, 0, u32::MAX)[0];
        let mut units = Vec::with_capacity(self.samples as usize * (width + 2) * width);
        for row in 0..self.samples {
            let at = |column: usize| f64::from(sample(row, column as u32, scramble));
            let a: Vec<f64> = (0..width).map(at).collect();
            let b: Vec<f64> = (width..2 * width).map(at).collect();
            units.extend(&a);
            for swapped in 0..width {
                units.extend((0..width).map(|column| if column == swapped { b[column] } else { a[column] }));
            }
            units.extend(&b);
        }
        units
    }
}

impl Design for Sobol {
    fn name(&self) -> &'static str {
        "sobol"
    }

    fn keys(&self) -> Vec<Key> {
        self.parameters.keys()
    }

    fn size(&self) -> u64 {
        u64::from(self.samples) * (self.parameters.len() as u64 + 2)
    }

    fn blocks(&self, draws: &Draws, is_whole: &dyn Fn(&str) -> bool) -> Vec<Block> {
        vec![Block { keys: self.keys(), rows: self.parameters.rows(&self.units(draws), is_whole) }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Parameters;

    #[test]
    fn the_matrices_are_saltellis() {
        let design = Sobol::from_toml("samples = 8\nparameters = { a = [0, 1], b = [0, 1] }").unwrap();
        let units = design.units(&Draws::new(1, 0));
        let rows: Vec<&[f64]> = units.chunks(2).collect();
        assert_eq!((rows.len(), design.size()), (32, 32));
        let mut strips = [[0; 8]; 4];
        for group in rows.chunks(4) {
            let [a, first, second, b] = group else { unreachable!() };
            assert_eq!((first[0], first[1]), (b[0], a[1]));
            assert_eq!((second[0], second[1]), (a[0], b[1]));
            for (coordinate, value) in [a[0], a[1], b[0], b[1]].into_iter().enumerate() {
                strips[coordinate][(value * 8.0) as usize] += 1;
            }
        }
        // A net of 8 points has one in each eighth of every coordinate.
        assert_eq!(strips, [[1; 8]; 4]);
    }
}

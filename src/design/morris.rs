//! Morris's trajectories for screening (Morris 1991).
//!
//! Every parameter takes one of p levels, 0, 1/(p − 1), …, 1. A trajectory starts at a random point and moves one
//! parameter at a time, in random order and each once, by Δ = p/(2(p − 1)) up or down: k + 1 points. The difference of
//! the outcome over Δ is the elementary effect of the parameter that moved. With p even, every level is as likely.

use super::table::{inside, table_value};
use super::{Block, Design, Key, MOST_POINTS, Spans};
use crate::parameters;
use crate::random::{Draws, Purpose};
use crate::registry::{Diagnostics, Node, within};

parameters! {
    /// Points for elementary effects.
    pub struct Morris {
        /// Trajectories r; there are r·(parameters + 1) points.
        trajectories: u32, in within(2.0, 100_000.0);
        /// Levels p of every parameter, an even number.
        levels: u32 = 4_u32, in within(2.0, 1000.0);
        /// The keys and their ranges.
        parameters: Spans;
    }
}

table_value!(
    Morris,
    "a table of `trajectories` and `parameters`",
    "morris = { trajectories = 20, parameters = { \"network.homophily\" = [0.5, 0.9] } }",
    r#"{"type":"object","additionalProperties":false,"required":["trajectories","parameters"],"properties":{"trajectories":{"type":"integer","minimum":2},"levels":{"type":"integer","minimum":2,"multipleOf":2,"default":4},"parameters":{"type":"object","minProperties":1}}}"#
);

impl Morris {
    fn check(&self, name: &str, node: &Node, diagnostics: &mut Diagnostics) -> bool {
        if !self.levels.is_multiple_of(2) {
            let place = inside(node, "levels").map_or_else(|| node.place.clone(), |node| node.place.clone());
            let message = format!("`{name}.levels` is odd");
            let help = format!(
                "write {}: with an odd number some levels would be visited more often",
                self.levels + 1
            );
            diagnostics.error(Some(place), message, "expected an even number").help.push(help);
            return false;
        }
        if self.size() > MOST_POINTS {
            let message = format!("`{name}` has {} points", self.size());
            let label = format!("expected at most {MOST_POINTS}");
            let help = "take fewer trajectories; 10 to 50 are usual";
            diagnostics.error(Some(node.place.clone()), message, label).help.push(help.to_owned());
            return false;
        }
        true
    }

    /// The step Δ in coordinates from 0 to 1.
    pub fn step(&self) -> f64 {
        f64::from(self.levels) / (2.0 * f64::from(self.levels - 1))
    }

    /// The coordinates in [0, 1], point by point. Draws of [`Purpose::Design`], one stream a trajectory: two words a
    /// parameter for its start and direction, then a shuffle. O(trajectories × parameters²).
    pub fn units(&self, draws: &Draws) -> Vec<f64> {
        let width = self.parameters.len();
        let half = self.levels / 2;
        let unit = |level: u32| f64::from(level) / f64::from(self.levels - 1);
        let mut units = Vec::with_capacity(self.size() as usize * width);
        for trajectory in 0..self.trajectories {
            let mut stream = draws.stream(Purpose::Design, 1, trajectory);
            let ends: Vec<(f64, f64)> = (0..width)
                .map(|_| {
                    let low = stream.below(half);
                    let (low, high) = (unit(low), unit(low + half));
                    if stream.below(2) == 0 { (low, high) } else { (high, low) }
                })
                .collect();
            let mut order: Vec<usize> = (0..width).collect();
            stream.shuffle(&mut order);
            let mut point: Vec<f64> = ends.iter().map(|end| end.0).collect();
            units.extend(&point);
            for moved in order {
                point[moved] = ends[moved].1;
                units.extend(&point);
            }
        }
        units
    }
}

impl Design for Morris {
    fn name(&self) -> &'static str {
        "morris"
    }

    fn keys(&self) -> Vec<Key> {
        self.parameters.keys()
    }

    fn size(&self) -> u64 {
        u64::from(self.trajectories) * (self.parameters.len() as u64 + 1)
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
    fn a_trajectory_moves_one_parameter_at_a_time_and_each_once() {
        let design =
            Morris::from_toml("trajectories = 50\nparameters = { a = [0, 1], b = [0, 1], c = [0, 1] }")
                .unwrap();
        let units = design.units(&Draws::new(3, 0));
        assert_eq!((units.len(), design.size(), design.step()), (600, 200, 2.0 / 3.0));
        let mut levels = [0; 4];
        for trajectory in units.chunks(4 * 3) {
            let points: Vec<&[f64]> = trajectory.chunks(3).collect();
            let mut moved = Vec::new();
            for pair in points.windows(2) {
                let differing: Vec<usize> = (0..3).filter(|&i| pair[0][i] != pair[1][i]).collect();
                assert_eq!(differing.len(), 1);
                let step = (pair[1][differing[0]] - pair[0][differing[0]]).abs();
                assert!((step - design.step()).abs() < 1e-12, "{step}");
                moved.push(differing[0]);
            }
            moved.sort_unstable();
            assert_eq!(moved, [0, 1, 2]);
            for unit in points[0] {
                levels[(unit * 3.0).round() as usize] += 1;
            }
        }
        assert_eq!(levels.iter().sum::<i32>(), 150);
        assert!(levels.iter().all(|&count| count > 20), "{levels:?}");
    }
}

//! Agents scattered over a square, tied to all within a radius.

use rayon::prelude::*;

use super::rows::grow_rows;
use crate::math;
use crate::network::measures::Components;
use crate::network::{Generator, Graph, GrowthError, Network, Request};
use crate::random::Purpose;
use crate::registry::{within, within_open_low};
use crate::rule;

rule! {
    name: "random_geometric",
    source: "Gilbert 1961; Dall & Christensen 2002",
    /// Agents scattered over the unit square, each tied to all within a radius: who is near is seen.
    ///
    /// Undirected; positions are uniform. The mean number of neighbours is (N − 1)·π·radius² on a torus (for
    /// a radius up to one half), less without. O(agents + ties) time by grid cells of the radius' size, in
    /// parallel; two draws an agent and attempt.
    pub struct RandomGeometric {
        /// Number of agents N.
        agents: u32 = 1000_u32, in within(2.0, 1e9);
        /// Distance up to which agents are tied, in sides of the square.
        radius: f64 = 0.08, in within_open_low(0.0, 1.5);
        /// Whether opposite borders touch.
        torus: bool = false;
        /// Whether to draw all positions again, up to 100 times, until the network hangs together.
        connected: bool = false;
    }
}

/// Attempts at a connected network.
const ATTEMPTS: u32 = 100;

/// The positions in the order of the grid's cells.
struct Grid {
    cells: usize,
    starts: Vec<u32>,
    /// (x, y, agent), cell by cell.
    points: Vec<(f64, f64, u32)>,
    position: Vec<(f64, f64)>,
}

impl RandomGeometric {
    /// Cells a side: none narrower than the radius, and no more of them than agents.
    fn cells(&self) -> usize {
        let most = libm::sqrt(f64::from(self.agents)) as usize;
        let cells = (libm::floor(1.0 / self.radius) as usize).clamp(1, most.max(1));
        // With opposite borders touching, two cells a side would meet twice.
        if self.torus && cells < 3 { 1 } else { cells }
    }

    fn scatter(&self, request: &Request<'_>, attempt: u32) -> Grid {
        let cells = self.cells();
        let position: Vec<(f64, f64)> = (0..self.agents)
            .into_par_iter()
            .map(|i| {
                let mut stream = request.draws.stream(Purpose::Network, attempt, i);
                (stream.uniform(), stream.uniform())
            })
            .collect();
        let mut starts = vec![0_u32; cells * cells + 1];
        for &place in &position {
            starts[cell(place, cells) + 1] += 1;
        }
        for cell in 0..cells * cells {
            starts[cell + 1] += starts[cell];
        }
        let mut next = starts.clone();
        let mut points = vec![(0.0, 0.0, 0); position.len()];
        for (i, &(x, y)) in position.iter().enumerate() {
            let slot = &mut next[cell((x, y), cells)];
            points[*slot as usize] = (x, y, i as u32);
            *slot += 1;
        }
        Grid { cells, starts, points, position }
    }

    fn tie(&self, grid: &Grid) -> Graph {
        let reach = math::square(self.radius);
        let apart = |a: f64, b: f64| {
            let d = (a - b).abs();
            if self.torus { d.min(1.0 - d) } else { d }
        };
        // The cells next to `at` along one axis, itself included.
        let near = |at: usize| {
            [at.checked_sub(1), Some(at), Some(at + 1)].map(|near| match near {
                Some(near) if near < grid.cells => Some(near),
                _ if !self.torus || grid.cells == 1 => None,
                Some(_) => Some(0),
                None => Some(grid.cells - 1),
            })
        };
        let (offsets, targets) = grow_rows(
            self.agents,
            || (),
            |(), i, row| {
                let start = row.len();
                let (x, y) = grid.position[i as usize];
                let own = cell((x, y), grid.cells);
                for up in near(own / grid.cells).into_iter().flatten() {
                    for side in near(own % grid.cells).into_iter().flatten() {
                        let at = up * grid.cells + side;
                        let members = grid.starts[at] as usize..grid.starts[at + 1] as usize;
                        for &(other_x, other_y, other) in &grid.points[members] {
                            let distance = math::square(apart(x, other_x)) + math::square(apart(y, other_y));
                            if distance <= reach && other != i {
                                row.push(other);
                            }
                        }
                    }
                }
                row[start..].sort_unstable();
            },
        );
        Graph::from_sorted_rows(offsets, targets, false)
    }
}

/// The cell of a position, row by row.
fn cell((x, y): (f64, f64), cells: usize) -> usize {
    let along = |at: f64| ((at * cells as f64) as usize).min(cells - 1);
    along(y) * cells + along(x)
}

impl Generator for RandomGeometric {
    fn agents(&self) -> usize {
        self.agents as usize
    }

    fn expected_ties(&self) -> f64 {
        let area = (std::f64::consts::PI * math::square(self.radius)).min(1.0);
        f64::from(self.agents) * f64::from(self.agents - 1) * area
    }

    fn grow(&self, request: &Request<'_>) -> Result<Network, GrowthError> {
        for attempt in 0..if self.connected { ATTEMPTS } else { 1 } {
            let graph = self.tie(&self.scatter(request, attempt));
            if !self.connected || Components::of(&graph).count() == 1 {
                return Ok(Network::bare(graph));
            }
        }
        Err(GrowthError(format!(
            "none of {ATTEMPTS} random geometric networks of {} agents and radius {} hung together: \
             raise `radius`, or set `connected = false`",
            self.agents, self.radius
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::testing::grow;
    use crate::random::Draws;

    #[test]
    fn cells_miss_nobody() {
        for (radius, torus) in
            [(0.05, false), (0.05, true), (0.21, true), (0.34, true), (0.4, true), (0.6, false), (1.5, true)]
        {
            let rule = RandomGeometric { agents: 300, radius, torus, connected: false };
            let draws = Draws::new(3, 0);
            let grid = rule.scatter(&Request { draws: &draws, sides: None }, 0);
            let graph = rule.tie(&grid);
            for i in 0..300_usize {
                let near = |j: &u32| {
                    let ((a, b), (c, d)) = (grid.position[i], grid.position[*j as usize]);
                    let fold = |d: f64| if torus { d.abs().min(1.0 - d.abs()) } else { d };
                    *j as usize != i
                        && math::square(fold(a - c)) + math::square(fold(b - d)) <= radius * radius
                };
                assert_eq!(graph.followees(i), (0..300).filter(near).collect::<Vec<u32>>());
            }
        }
    }

    #[test]
    fn the_mean_degree_on_a_torus() {
        let rule = RandomGeometric { agents: 20_000, radius: 0.02, torus: true, connected: false };
        let ties = grow(&rule, 1, None).graph.ties() as f64;
        assert!((ties / rule.expected_ties() - 1.0).abs() < 0.02);
    }

    #[test]
    fn connected_or_an_error() {
        let rule = RandomGeometric { agents: 200, radius: 0.15, torus: true, connected: true };
        assert_eq!(Components::of(&grow(&rule, 1, None).graph).count(), 1);
        let draws = Draws::new(1, 0);
        let request = Request { draws: &draws, sides: None };
        assert!(RandomGeometric { radius: 0.01, ..rule }.grow(&request).is_err());
    }
}

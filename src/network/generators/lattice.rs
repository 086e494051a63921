//! A grid whose edges meet: the torus.

use super::rows::undirected;
use super::small_world;
use crate::network::{Generator, GrowthError, Network, Request};
use crate::registry::within;
use crate::{choices, rule};

choices! {
    /// Who is next to whom on a grid.
    pub enum Neighbourhood {
        /// The 4 cells that share a side.
        VonNeumann = "von_neumann",
        /// The 8 cells that share a side or a corner.
        Moore = "moore",
    }
}

rule! {
    name: "lattice",
    source: "standard",
    /// A torus of cells, each tied to the cells around it: neighbours see neighbours.
    ///
    /// Undirected. Agent i stands in row i div `width`, column i mod `width`; opposite borders touch. Each
    /// edge may be rewired as in the small world of Watts & Strogatz 1998. Draws: none without rewiring;
    /// otherwise each pair of a direction and an agent has its own stream, one uniform draw and one integer a
    /// try. O(ties) time.
    pub struct Lattice {
        /// Number of columns, at least 3.
        width: u32 = 32_u32, in within(3.0, 65_535.0);
        /// Number of rows, at least 3.
        height: u32 = 32_u32, in within(3.0, 65_535.0);
        /// Who counts as a neighbour: `"moore"` (8 cells) or `"von_neumann"` (4 cells).
        neighbourhood: Neighbourhood = Neighbourhood::Moore;
        /// Probability that an edge's far end moves to an agent drawn uniformly, in [0, 1].
        rewiring: f64 = 0.0, in within(0.0, 1.0);
    }
}

impl Lattice {
    /// The neighbours whose edges a cell owns: half of all, as steps in (column, row).
    fn steps(&self) -> &'static [(u32, u32)] {
        // A step back of one column is written modulo the width below: u32::MAX stands for −1.
        match self.neighbourhood {
            Neighbourhood::VonNeumann => &[(1, 0), (0, 1)],
            Neighbourhood::Moore => &[(1, 0), (0, 1), (1, 1), (u32::MAX, 1)],
        }
    }
}

impl Generator for Lattice {
    fn agents(&self) -> usize {
        self.width as usize * self.height as usize
    }

    fn expected_ties(&self) -> f64 {
        self.agents() as f64 * 2.0 * self.steps().len() as f64
    }

    fn grow(&self, request: &Request<'_>) -> Result<Network, GrowthError> {
        let (width, height, steps) = (self.width, self.height, self.steps());
        let shift =
            |at: u32, step: u32, size: u32| if step == u32::MAX { at + size - 1 } else { at + step } % size;
        let mut owned: Vec<u32> = (0..width * height)
            .flat_map(|i| {
                let (column, row) = (i % width, i / width);
                steps
                    .iter()
                    .map(move |&(right, down)| shift(row, down, height) * width + shift(column, right, width))
            })
            .collect();
        small_world::rewire(width * height, steps.len(), self.rewiring, &mut owned, *request.draws);
        let graph = undirected(self.agents(), small_world::edges(&owned, steps.len()));
        Ok(Network { columns: Some(width), ..Network::bare(graph) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generators::testing::grow;
    use crate::registry::Parameters;

    #[test]
    fn opposite_borders_touch() {
        let lattice = Lattice::from_toml("width = 4\nheight = 3\nneighbourhood = \"von_neumann\"").unwrap();
        let graph = grow(&lattice, 1, None).graph;
        assert_eq!(graph.followees(0), [1, 3, 4, 8]);
        let graph = grow(&Lattice { neighbourhood: Neighbourhood::Moore, ..lattice }, 1, None).graph;
        assert_eq!(graph.followees(0), [1, 3, 4, 5, 7, 8, 9, 11]);
        assert!((0..12).all(|i| graph.degree(i) == 8));
    }

    #[test]
    fn rewiring_keeps_the_number_of_edges() {
        let lattice = Lattice { width: 32, height: 32, neighbourhood: Neighbourhood::Moore, rewiring: 0.1 };
        let graph = grow(&lattice, 1, None).graph;
        assert_eq!(graph.ties(), 32 * 32 * 8);
        let still = grow(&Lattice { rewiring: 0.0, ..lattice }, 1, None).graph;
        let kept = graph.iter().filter(|&(i, j)| still.follows(i as usize, j)).count();
        assert!((kept as f64 / 8192.0 - 0.9).abs() < 0.02);
    }
}

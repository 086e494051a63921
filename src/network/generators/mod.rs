//! Network generators: one file each, registered below.

mod barabasi_albert;
mod clustered_homophilic;
mod communities;
mod complete;
mod degree_power;
mod dms;
mod empty;
mod erdos_renyi;
mod fixed_out_degree;
mod fixed_ties;
mod homophilic;
mod inner;
mod lattice;
mod lfr;
mod power_law;
mod random_geometric;
mod random_walk_growth;
mod rows;
mod small_world;
mod stochastic_block;
#[cfg(test)]
pub(crate) mod testing;
mod watts_strogatz;
mod well_mixed;

pub use barabasi_albert::BarabasiAlbert;
pub use clustered_homophilic::ClusteredHomophilic;
pub use communities::Communities;
pub use complete::Complete;
pub use degree_power::DegreePower;
pub use dms::Dms;
pub use empty::Empty;
pub use erdos_renyi::ErdosRenyi;
pub use fixed_out_degree::FixedOutDegree;
pub use fixed_ties::FixedTies;
pub use homophilic::Homophilic;
pub use inner::Inner;
pub use lattice::{Lattice, Neighbourhood};
pub use lfr::{Lfr, Wiring};
pub use power_law::{DegreeLaw, PowerLaw};
pub use random_geometric::RandomGeometric;
pub use random_walk_growth::RandomWalkGrowth;
pub(crate) use rows::symmetric;
pub use stochastic_block::StochasticBlock;
pub use watts_strogatz::WattsStrogatz;
pub use well_mixed::WellMixed;

use super::Generator;
use crate::entry;
use crate::registry::Entry;

/// Every generator that `[network] generator` can name.
pub static GENERATORS: &[Entry<dyn Generator>] = &[
    entry!(Complete),
    entry!(WellMixed),
    entry!(ErdosRenyi),
    entry!(FixedOutDegree),
    entry!(WattsStrogatz),
    entry!(BarabasiAlbert),
    entry!(Dms),
    entry!(DegreePower),
    entry!(StochasticBlock),
    entry!(Homophilic),
    entry!(Lattice),
    entry!(RandomGeometric),
    entry!(PowerLaw),
    entry!(RandomWalkGrowth),
    entry!(Lfr),
    entry!(FixedTies),
    entry!(Empty),
    entry!(Communities),
    entry!(ClusteredHomophilic),
];

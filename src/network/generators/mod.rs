//! Network generators: one file each, registered below.

mod inner;
mod rows;
mod small_world;
#[cfg(test)]
pub(crate) mod testing;

pub use inner::Inner;
pub use lattice::Neighbourhood;
pub use lfr::Wiring;
pub use power_law::DegreeLaw;
pub(crate) use rows::symmetric;

use super::Generator;
use crate::register;

register! {
    /// Every generator that `[network] generator` can name.
    pub static GENERATORS: dyn Generator = [
        complete::Complete,
        well_mixed::WellMixed,
        erdos_renyi::ErdosRenyi,
        fixed_out_degree::FixedOutDegree,
        watts_strogatz::WattsStrogatz,
        barabasi_albert::BarabasiAlbert,
        dms::Dms,
        degree_power::DegreePower,
        stochastic_block::StochasticBlock,
        homophilic::Homophilic,
        lattice::Lattice,
        random_geometric::RandomGeometric,
        power_law::PowerLaw,
        random_walk_growth::RandomWalkGrowth,
        lfr::Lfr,
        fixed_ties::FixedTies,
        empty::Empty,
        communities::Communities,
        clustered_homophilic::ClusteredHomophilic,
    ];
}

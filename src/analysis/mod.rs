//! What is computed from finished runs (sensitivity indices, paired comparisons, how many runs an effect needs) and what
//! a theory says that runs should give (mean fields).
//!
//! What is about runs reads result folders, whichever program wrote them. Nothing here knows how runs are played.

mod administrator;
mod clustered_growth;
mod compare;
mod error;
mod indices;
mod interval_newton;
mod morris;
mod noncentral;
mod pilot;
mod power;
mod runs;
mod silence_game;
mod sobol;
mod table;
mod threshold;

pub use administrator::{
    Adjustable, Administered, Administrator, AdministratorError, Pairs, Reweighted, Reweighting,
    ReweightingError, Round, Society, tie_weight,
};
pub use clustered_growth::ClusteredGrowth;
pub use compare::{Comparison, compare_folders, paired};
pub use error::AnalysisError;
pub use indices::{Indices, indices_of_folder};
pub use morris::{ElementaryEffects, morris};
pub use noncentral::{f_quantile, noncentral_f_cdf};
pub use pilot::{Pilot, pilot};
pub use power::{Effect, power, runs_needed, seri_secchi};
pub use runs::{Run, Runs};
pub use silence_game::{Critical, FixedPoint, Learning, SilenceGame, critical_betas};
pub use sobol::{SobolIndices, sobol};
pub use table::ResultTable;
pub use threshold::{NormalThresholds, tipping_sd};

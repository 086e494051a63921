//! What is computed from finished runs: sensitivity indices, paired comparisons, how many runs an effect needs.
//!
//! Everything here reads result folders, whichever program or session wrote them, and knows nothing of how runs are
//! played.

mod compare;
mod error;
mod indices;
mod morris;
mod noncentral;
mod pilot;
mod power;
mod runs;
mod sobol;

pub use compare::{Comparison, compare_folders, paired};
pub use error::AnalysisError;
pub use indices::{Indices, indices_of_folder};
pub use morris::{ElementaryEffects, morris};
pub use noncentral::{f_quantile, noncentral_f_cdf};
pub use pilot::{Pilot, pilot};
pub use power::{Effect, power, runs_needed, seri_secchi};
pub use runs::{Run, Runs};
pub use sobol::{SobolIndices, sobol};

//! Which mechanism did it: homophily, the ranking, self-censorship, selective reactions, rewiring, bots.
//!
//! Every mechanism that a scenario has is switched on and off in all combinations with the others, on common random numbers,
//! replicate by replicate. What all of them together change in an outcome is shared out by Shapley's value (Shapley
//! 1953): the mean of what a mechanism adds, over all orders in which they could be switched on. The values sum to the
//! whole. What two do together beyond what each does apart is their interaction (Grabisch & Roubens 1999).
//!
//! [`Experiment`] is a sweep over the combinations, played by [`sweep::play`](crate::sweep::play); [`Attribution`] is read
//! from its `runs.csv`.

mod effects;
mod experiment;
mod mechanism;
mod report;
mod shapley;

pub use effects::{Attribution, Effect, Effects};
pub use experiment::{Experiment, LeftOut};
pub use shapley::{interactions, shapley};

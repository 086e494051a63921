//! Who the agents are: the tables `[population]` and `[[population.group]]`.
//!
//! [`Population`] reads the tables, draws every attribute ([`Distribution`]), forms the groups, adds accounts to the
//! finished network ([`attach`]) and hands the engine its [`Agents`](crate::world::Agents).

mod attach;
mod attributes;
mod build;
mod complete;
mod conform;
mod cores;
mod distribution;
mod error;
mod group;
mod members;
mod placement;
mod reading;

pub use attach::{Attachment, attach, attractiveness};
pub use attributes::{Attributes, Range};
pub use conform::ConformismSides;
pub use distribution::{Column, Distribution, Sampler};
pub use error::PopulationError;
pub use group::{Group, Membership};
pub use reading::Population;

#[cfg(test)]
mod tests;

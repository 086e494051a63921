//! The scenario format: from a TOML text, with overrides, to a model that is known to be good.
//!
//! Every table is read by the structs that its rules declare; every error of a file is found in one pass and shown
//! with its place. The manual (`list`, `explain`, the JSON Schema) comes from the same declarations.

mod attribution;
mod authors;
mod build;
mod checks;
mod climate;
mod contacts;
mod designs;
mod expression;
mod hints;
mod inbox;
mod interventions;
mod locate;
mod manual;
mod posts;
mod reach;
mod read;
mod schedule;
mod schema;
mod sections;
mod size;
mod ties;
mod write;

pub use attribution::{AttributionKeys, Mechanism};
pub use build::{BuildError, NetworkFiles, Prepared};
pub use interventions::InterventionKeys;
pub use manual::{RuleInfo, Section, Slot, explain, rules_of, sections, slots, takes_whole_numbers};
pub use read::load;
pub use schema::schema;
pub use sections::{
    AdKeys, FeedKeys, FormatVersion, HeardKeys, NetworkKeys, OutputKeys, ProfileSource, ReshareKeys,
    StopKeys, SweepKeys, TickWindow, TopKeys,
};
pub use size::bytes;

use std::path::PathBuf;

use crate::engine::Model;
use crate::metrics::Selection;
use crate::network::Generator;
use crate::network::formats::NetworkFile;
use crate::population::Population;

/// The version of the scenario format that this program reads.
pub const FORMAT: u32 = 1;

/// Where the network comes from.
#[derive(Debug)]
pub enum NetworkSource {
    /// Grown for every replicate.
    Generated(Box<dyn Generator>),
    /// Read once from a file.
    File {
        /// What the scenario says of the file.
        options: NetworkFile,
        /// The folder that its relative paths start at.
        folder: PathBuf,
    },
}

/// A scenario that has passed all checks that need no network.
#[derive(Debug)]
pub struct Scenario {
    /// The keys above the first table.
    pub top: TopKeys,
    /// The name: of the result folder, unless the command says otherwise.
    pub name: String,
    /// Where the network comes from.
    pub network: NetworkSource,
    /// Who the agents are.
    pub population: Population,
    /// The rule in every slot, and the settings around them.
    pub model: Model,
    /// What is observed and written.
    pub output: OutputKeys,
    /// The chosen metrics.
    pub metrics: Selection,
    /// Replicates and points.
    pub sweep: SweepKeys,
    /// Which mechanism did it.
    pub attribution: AttributionKeys,
    /// The settings as they were read, for the resolved scenario.
    pub(crate) keys: SectionKeys,
}

/// The keys of the tables that hold a rule, beside the rule's own.
#[derive(Clone, Debug)]
pub(crate) struct SectionKeys {
    pub network: NetworkKeys,
    pub feed: FeedKeys,
    pub ads: AdKeys,
    pub reshare: ReshareKeys,
    pub heard: HeardKeys,
    pub stop: StopKeys,
    pub interventions: Vec<InterventionKeys>,
}

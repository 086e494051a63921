//! From a scenario to the network and the agents of one replicate.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::{NetworkSource, Scenario};
use crate::engine::{Model, SetupError};
use crate::network::formats::{NetworkFile, NetworkFileError, ReadReport};
use crate::network::{GrowthError, Network, Request, rewired};
use crate::population::{Distribution, PopulationError};
use crate::random::Draws;
use crate::world::Agents;

/// How often network and population are drawn until they fit each other.
const ATTEMPTS: u32 = 10_000;

/// A replicate that cannot start.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A network file that cannot be read.
    #[error("{0}")]
    File(Box<NetworkFileError>),
    /// A network that cannot be grown.
    #[error("network: {0}")]
    Growth(#[from] GrowthError),
    /// A population that does not fit the network.
    #[error(transparent)]
    Population(#[from] PopulationError),
    /// Arrays that the engine cannot hold.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// A rule that needs the strength of ties on a network that has none.
    #[error(
        "ties have no strength: a rule of this scenario needs it, the network file has no weights and nothing is \
         learnt (let readers react with reaction.rule = \"kernel\", or name the file's weight_column)"
    )]
    NoTieStrength,
    /// An intervention that is aimed at a group which neither the scenario nor the network has.
    #[error("an intervention is aimed at the group \"{name}\", and the groups are: {known}")]
    NoSuchGroup {
        /// The group.
        name: String,
        /// Those that there are.
        known: String,
    },
}

impl From<NetworkFileError> for BuildError {
    fn from(error: NetworkFileError) -> Self {
        Self::File(Box::new(error))
    }
}

/// What all replicates share: the network file, if there is one, read once.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    file: Option<Arc<(Network, ReadReport)>>,
}

/// The network files that were read, so that the points of a sweep that name the same one share it.
#[derive(Debug, Default)]
pub struct NetworkFiles {
    read: Mutex<Vec<ReadFile>>,
}

/// The options and the folder of a network file, and what was read.
type ReadFile = (NetworkFile, PathBuf, Arc<(Network, ReadReport)>);

impl NetworkFiles {
    /// The files that were read, as the scenario names them, with the BLAKE3 of each; sorted, each once.
    pub fn inputs(&self) -> Vec<(String, String)> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let mut inputs: Vec<(String, String)> =
            read.iter().flat_map(|(.., file)| file.1.inputs.iter().cloned()).collect();
        inputs.sort();
        inputs.dedup();
        inputs
    }

    /// The network of a file, read at the first call with these options.
    fn get(
        &self,
        options: &NetworkFile,
        folder: &Path,
    ) -> Result<Arc<(Network, ReadReport)>, NetworkFileError> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., file)) = read.iter().find(|(known, at, _)| known == options && at == folder) {
            return Ok(Arc::clone(file));
        }
        let file = Arc::new(options.read(folder)?);
        read.push((options.clone(), folder.to_path_buf(), Arc::clone(&file)));
        Ok(file)
    }
}

impl Prepared {
    /// What the reader did with the network file.
    pub fn report(&self) -> Option<&ReadReport> {
        self.file.as_ref().map(|file| &file.1)
    }

    /// The network of the file.
    pub fn network(&self) -> Option<&Network> {
        self.file.as_ref().map(|file| &file.0)
    }
}

impl Scenario {
    /// Reads what all replicates share.
    ///
    /// # Errors
    /// A network file that cannot be read, or that lacks what a rule needs.
    pub fn prepare(&self) -> Result<Prepared, BuildError> {
        self.prepare_from(&NetworkFiles::default())
    }

    /// As [`prepare`](Self::prepare); a file that is among `files` is not read again.
    ///
    /// # Errors
    /// As `prepare`.
    pub fn prepare_from(&self, files: &NetworkFiles) -> Result<Prepared, BuildError> {
        let NetworkSource::File { options, folder } = &self.network else { return Ok(Prepared::default()) };
        let file = files.get(options, folder)?;
        let learns = self.model.reaction.is_active() && self.model.reaction.learning().affinity_rate > 0.0;
        if self.model.all().any(Model::needs_affinity) && file.0.graph.weights().is_none() && !learns {
            return Err(BuildError::NoTieStrength);
        }
        Ok(Prepared { file: Some(file) })
    }

    /// The network and the agents of a replicate. O(agents + ties).
    ///
    /// Where the population asks for what only some draws give ([`PopulationError::unlucky`]), network and population
    /// are drawn again.
    ///
    /// # Errors
    /// A network that cannot be grown, a population that does not fit it.
    pub fn build(&self, prepared: &Prepared, draws: &Draws) -> Result<(Network, Agents), BuildError> {
        let mut attempt = 0;
        loop {
            match self.build_once(prepared, draws.again(attempt)) {
                Err(BuildError::Population(error)) if error.unlucky && attempt + 1 < ATTEMPTS => attempt += 1,
                result => return result,
            }
        }
    }

    fn build_once(&self, prepared: &Prepared, draws: Draws) -> Result<(Network, Agents), BuildError> {
        let network = match (&self.network, &prepared.file) {
            (NetworkSource::Generated(generator), _) => {
                let sides = if generator.needs_sides() {
                    Some(self.population.sides(generator.agents(), &draws)?)
                } else {
                    None
                };
                generator.grow(&Request { draws: &draws, sides: sides.as_deref() })?
            }
            (NetworkSource::File { .. }, Some(file)) => file.0.clone(),
            (NetworkSource::File { .. }, None) => self
                .prepare()?
                .file
                .map_or_else(|| unreachable!("a file that is prepared is there"), |file| file.0.clone()),
        };
        let network = if self.keys.network.rewired {
            Network { graph: rewired(&network.graph, &draws), ..network }
        } else {
            network
        };
        // A rule without inner states, as "always", leaves them to the one that follows it.
        let (low, high) = self.model.first_with_state().start();
        let start = if low == high { Distribution::from(low) } else { Distribution::Uniform { low, high } };
        let weights = match &self.network {
            NetworkSource::Generated(generator) if !self.population.groups.is_empty() => {
                Some(generator.attractiveness(&network.graph))
            }
            _ => None,
        };
        let n = network.graph.agents();
        let (network, mut agents) =
            self.population.build_with(network, weights.as_deref(), &start, &draws)?;
        if let Some(assured) = self.model.expression.assured() {
            self.population.assure(n, &mut agents, assured, &draws);
        }
        for name in self.model.program.scheduled.iter().filter_map(|one| one.target.group.as_ref()) {
            if !agents.group_names.contains(name) {
                let known = agents.group_names.join(", ");
                return Err(BuildError::NoSuchGroup { name: name.clone(), known });
            }
        }
        Ok((network, agents))
    }
}

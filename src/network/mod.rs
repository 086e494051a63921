//! Who follows whom: the graph, its generators, readers, writers and measures.

pub mod formats;
pub mod generators;
mod graph;
pub mod measures;
mod petgraph;
mod rewired;

pub use graph::Graph;
pub use rewired::rewired;

use crate::random::Draws;
use crate::registry::Configured;

/// A network as it enters a run: the graph and what is known of its nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Who follows whom.
    pub graph: Graph,
    /// The nodes' names in the file that they came from; None for generated networks.
    pub names: Option<Vec<String>>,
    /// The group that each node belongs to by construction (blocks, communities), if any.
    pub labels: Option<Labels>,
    /// Attributes of the nodes that came with the file.
    pub attributes: Vec<Attribute>,
    /// The columns of the grid that the first agents stand on, row by row, where they do: agent i in row i div `columns`.
    pub columns: Option<u32>,
}

impl Network {
    /// A network without names, labels or attributes.
    pub fn bare(graph: Graph) -> Self {
        Self { graph, names: None, labels: None, attributes: Vec::new(), columns: None }
    }
}

/// A partition of the nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    /// The groups' names.
    pub names: Vec<String>,
    /// The group of each node: an index into `names`.
    pub of: Vec<u16>,
}

/// One attribute of all nodes, as text: a column of a node table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The column's name.
    pub name: String,
    /// One value a node; None where it is missing.
    pub values: Vec<Option<String>>,
}

/// What a generator may use.
pub struct Request<'a> {
    /// The run's draws; generators use [`Purpose::Network`](crate::random::Purpose::Network).
    pub draws: &'a Draws,
    /// The side of every agent (−1, 0, +1), for generators that ask for it with [`Generator::needs_sides`].
    pub sides: Option<&'a [i8]>,
}

/// A network that cannot be made with the parameters given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct GrowthError(pub String);

/// A network generator: the slot `[network] generator`.
pub trait Generator: Configured + std::fmt::Debug + Send + Sync {
    /// How many agents the network will have.
    fn agents(&self) -> usize;

    /// An estimate of the number of ties, for the cost that `hushfeed check` prints.
    fn expected_ties(&self) -> f64;

    /// What is wrong with the combination of parameters, before anything runs.
    fn check(&self) -> Result<(), GrowthError> {
        Ok(())
    }

    /// Whether the growth depends on the agents' sides, so that opinions must be drawn first.
    fn needs_sides(&self) -> bool {
        false
    }

    /// Whether everybody can meet everybody, and no tie is kept.
    fn is_well_mixed(&self) -> bool {
        false
    }

    /// The weight `A_i` with which accounts that join the finished network choose whom to tie themselves to
    /// by preferential attachment. In general the number of followers (the degree where undirected), which
    /// may be 0; a growth by preferential attachment gives the weight that it used itself.
    fn attractiveness(&self, graph: &Graph) -> Vec<f64> {
        graph.follower_counts().into_iter().map(f64::from).collect()
    }

    /// Grows the network.
    ///
    /// # Errors
    /// Parameters that leave no such graph.
    fn grow(&self, request: &Request<'_>) -> Result<Network, GrowthError>;
}

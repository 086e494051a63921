//! What a metric may look at: everything, read-only.

use super::{Agents, Observed, PostStore};
use crate::network::Graph;
use crate::random::Draws;

/// The state of a run at an observed tick.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The tick; 0 is the start, before anything happened.
    pub tick: u32,
    /// The agents.
    pub agents: &'a Agents,
    /// The ties as they are now.
    pub graph: &'a Graph,
    /// Followers of each agent as they are now. Length N.
    pub followers: &'a [u32],
    /// The voice of each agent in this tick ([`voice`](super::voice)). Length N.
    pub voices: &'a [u8],
    /// What the engine recorded in this tick.
    pub observed: &'a Observed,
    /// The last posts of the whole platform, where it keeps them (`feed.memory`).
    pub store: Option<&'a PostStore>,
    /// The run's draws, for metrics that sample ([`Purpose::Metric`](crate::random::Purpose::Metric)).
    pub draws: &'a Draws,
    /// Who is kept away in this tick by an intervention, before it joins, after it has left, on strike. Length N, or
    /// empty: nobody.
    pub away: &'a [bool],
    /// Whether the side of a voice is what its agent does in public, whatever it believes.
    pub public_voices: bool,
    /// Whether the inner state of the agents is a learnt value of speaking.
    pub inner_is_value: bool,
    /// The share of followers below which a speaker counts as dereferenced.
    pub dereferenced_below: f64,
    /// The gap in opinion that parts two clusters.
    pub cluster_gap: f64,
}

//! The network with the accounts that join it.

use super::{Population, PopulationError, attach, attractiveness};
use crate::network::{Graph, Labels, Network};
use crate::random::Draws;
use crate::world::Agents;

impl Population {
    /// The network with the accounts that join it. Their ties weigh 1 where ties have weights.
    pub(super) fn complete(
        &self,
        network: Network,
        agents: &Agents,
        weights: Option<&[f64]>,
        draws: Draws,
    ) -> Result<Network, PopulationError> {
        let n = network.graph.agents();
        let added = agents.len() - n;
        if added == 0 {
            return Ok(network);
        }
        let weights = weights.map_or_else(|| attractiveness(&network), <[f64]>::to_vec);
        assert_eq!(weights.len(), n, "one attractiveness an agent");
        let directed = network.graph.is_directed();
        let humans: Vec<u32> = (0..n as u32).filter(|&i| agents.kind[i as usize].is_human()).collect();
        let weights: Vec<f64> = humans.iter().map(|&i| weights[i as usize]).collect();
        let mut ties: Vec<(u32, u32)> = Vec::new();
        let mut first = n as u32;
        for group in self.groups.iter().filter(|group| group.added_to(n) > 0) {
            let accounts = first..first + group.added_to(n) as u32;
            first = accounts.end;
            let draw = |key: &str, ties: Option<u32>, round: u32| {
                let ties = ties.unwrap_or(0) as usize;
                attach(&humans, &weights, group.attachment(), accounts.clone(), ties, &draws, round)
                    .map_err(|message| PopulationError::at_group(&group.name, key, message))
            };
            if directed && group.followers.is_none() {
                let message = "is missing: in a directed network nobody would hear these accounts";
                return Err(PopulationError::at_group(&group.name, "followers", message));
            }
            if !directed && group.followers.is_some() && group.followees.is_some() {
                let message = "is followers once more: the ties of this network run both ways";
                return Err(PopulationError::at_group(&group.name, "followees", message)
                    .with_help("give one of the two"));
            }
            let heard = draw("followers", group.followers, 0)?;
            ties.extend(heard.into_iter().map(|(account, human)| (human, account)));
            ties.extend(draw("followees", group.followees, u32::from(directed))?);
        }
        let graph = extend(&network.graph, added, &ties);
        let names_of_added: Vec<&str> =
            (n..agents.len()).map(|i| agents.group_names[usize::from(agents.group[i])].as_str()).collect();
        Ok(Network {
            names: network.names.map(|names| extend_names(names, &names_of_added)),
            labels: network.labels.map(|labels| extend_labels(labels, &names_of_added)),
            attributes: network
                .attributes
                .into_iter()
                .map(|mut attribute| {
                    attribute.values.extend(std::iter::repeat_n(None, added));
                    attribute
                })
                .collect(),
            columns: network.columns,
            graph,
        })
    }
}

fn extend(graph: &Graph, added: usize, ties: &[(u32, u32)]) -> Graph {
    let directed = graph.is_directed();
    let Some(weights) = graph.weights() else { return graph.extended(added, ties, directed) };
    let old = graph.iter().zip(weights).filter(|((from, to), _)| directed || from < to);
    let (mut all, mut weights): (Vec<_>, Vec<_>) = old.map(|(tie, &weight)| (tie, weight)).unzip();
    all.extend_from_slice(ties);
    weights.resize(all.len(), 1.0);
    Graph::from_weighted_ties(graph.agents() + added, &all, &weights, directed)
}

/// Names the accounts after their group: bots-1, bots-2, …, with dashes in front where a node has that name.
fn extend_names(mut names: Vec<String>, groups: &[&str]) -> Vec<String> {
    let known: std::collections::BTreeSet<String> = names.iter().cloned().collect();
    let mut number = 0;
    for (index, group) in groups.iter().enumerate() {
        number = if index > 0 && groups[index - 1] == *group { number + 1 } else { 1 };
        let mut name = format!("{group}-{number}");
        while known.contains(&name) {
            name.insert(0, '-');
        }
        names.push(name);
    }
    names
}

/// Gives the accounts their group as label.
fn extend_labels(mut labels: Labels, groups: &[&str]) -> Labels {
    for group in groups {
        let index = labels.names.iter().position(|name| name == group).unwrap_or_else(|| {
            labels.names.push((*group).to_owned());
            labels.names.len() - 1
        });
        labels.of.push(index as u16);
    }
    labels
}

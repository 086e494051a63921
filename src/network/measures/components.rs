//! Weakly connected components: who could reach whom if ties ran both ways.

use crate::network::Graph;

/// The weakly connected components of a graph, numbered in the order of their lowest agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Components {
    labels: Vec<u32>,
    sizes: Vec<u32>,
}

impl Components {
    /// Finds them by joining the two ends of every tie. O(ties · α(agents)), α the inverse Ackermann
    /// function.
    pub fn of(graph: &Graph) -> Self {
        let mut parent: Vec<u32> = (0..graph.agents() as u32).collect();
        for (follower, followee) in graph.iter() {
            let (a, b) = (root(&mut parent, follower), root(&mut parent, followee));
            // The lower id leads, so that a root is the lowest agent of its component.
            parent[a.max(b) as usize] = a.min(b);
        }
        let mut labels = vec![0; parent.len()];
        let mut sizes: Vec<u32> = Vec::new();
        for agent in 0..parent.len() as u32 {
            let leader = root(&mut parent, agent);
            if leader == agent {
                labels[agent as usize] = sizes.len() as u32;
                sizes.push(1);
            } else {
                let label = labels[leader as usize];
                labels[agent as usize] = label;
                sizes[label as usize] += 1;
            }
        }
        Self { labels, sizes }
    }

    /// How many there are: the column `components`.
    pub fn count(&self) -> usize {
        self.sizes.len()
    }

    /// The number of an agent's component.
    pub fn label(&self, agent: u32) -> u32 {
        self.labels[agent as usize]
    }

    /// The number of every agent's component.
    pub fn labels(&self) -> &[u32] {
        &self.labels
    }

    /// The agents in each component.
    pub fn sizes(&self) -> &[u32] {
        &self.sizes
    }

    /// The number of the largest component, the first of equals; None where there are no agents.
    pub fn largest(&self) -> Option<u32> {
        let most = self.sizes.iter().max()?;
        self.sizes.iter().position(|size| size == most).map(|label| label as u32)
    }

    /// The agents of the largest component, in ascending order.
    pub fn largest_members(&self) -> Vec<u32> {
        let largest = self.largest();
        (0..self.labels.len() as u32).filter(|&agent| Some(self.label(agent)) == largest).collect()
    }
}

/// The leader of an agent's component; halves the path to it.
fn root(parent: &mut [u32], mut agent: u32) -> u32 {
    while parent[agent as usize] != agent {
        let above = parent[parent[agent as usize] as usize];
        parent[agent as usize] = above;
        agent = above;
    }
    agent
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::measures::testing::polblogs;

    #[test]
    fn islands() {
        let components = Components::of(&Graph::from_ties(6, &[(4, 1), (1, 3), (5, 2)], true));
        assert_eq!(components.labels(), [0, 1, 2, 1, 1, 2]);
        assert_eq!(components.sizes(), [1, 3, 2]);
        assert_eq!(components.largest_members(), [1, 3, 4]);
        assert_eq!(Components::of(&Graph::from_ties(0, &[], true)).largest(), None);
    }

    #[test]
    fn political_blogs() {
        let Some((graph, _)) = polblogs() else { return };
        let components = Components::of(&graph);
        assert_eq!(components.largest_members().len(), 1222);
        // 266 blogs without ties, two pairs of which one is outside the largest component.
        assert_eq!(components.sizes().iter().filter(|&&size| size == 1).count(), 266);
    }
}

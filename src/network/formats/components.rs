//! Weakly connected components while a file is being read.

/// The component of every node, numbered in the order of their first node, and their sizes. Near-linear in the ties
/// (union by size, path halving).
pub(super) fn weak_components(nodes: usize, ties: &[(u32, u32)]) -> (Vec<u32>, Vec<u32>) {
    let mut parent: Vec<u32> = (0..nodes as u32).collect();
    let mut size = vec![1_u32; nodes];
    for &(from, to) in ties {
        let (mut a, mut b) = (root(&mut parent, from), root(&mut parent, to));
        if a == b {
            continue;
        }
        if size[a as usize] < size[b as usize] {
            (a, b) = (b, a);
        }
        parent[b as usize] = a;
        size[a as usize] += size[b as usize];
    }
    let mut number = vec![u32::MAX; nodes];
    let mut sizes = Vec::new();
    let mut of = Vec::with_capacity(nodes);
    for node in 0..nodes as u32 {
        let root = root(&mut parent, node) as usize;
        if number[root] == u32::MAX {
            number[root] = sizes.len() as u32;
            sizes.push(size[root]);
        }
        of.push(number[root]);
    }
    (of, sizes)
}

fn root(parent: &mut [u32], mut node: u32) -> u32 {
    while parent[node as usize] != node {
        parent[node as usize] = parent[parent[node as usize] as usize];
        node = parent[node as usize];
    }
    node
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_numbered_by_their_first_node() {
        let (of, sizes) = weak_components(6, &[(4, 3), (1, 5), (5, 1), (2, 2)]);
        assert_eq!(of, [0, 1, 2, 3, 3, 1]);
        assert_eq!(sizes, [1, 2, 1, 2]);
    }
}

//! How ties run within and across the two sides.
//!
//! Every measure here counts ties between agents of side −1 or +1. A tie with a neutral end (side 0) says
//! nothing about sides and is left out, of the numerator and of the denominator alike. An undirected edge is
//! two ties, which leaves all of these ratios as they are.

use crate::math;
use crate::network::Graph;

/// Counts of ties by side of follower and followee.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mixing {
    /// `ties[a][b]`: ties from side a to side b; 0 stands for side −1, 1 for side +1.
    pub ties: [[u64; 2]; 2],
    /// Ties with a neutral end.
    pub neutral: u64,
}

impl Mixing {
    /// Counts the ties of `graph` by `sides`, one of −1, 0, +1 an agent. O(ties).
    pub fn of(graph: &Graph, sides: &[i8]) -> Self {
        assert_eq!(graph.agents(), sides.len(), "one side an agent");
        let mut counts = [[0_u64; 3]; 3];
        let class = |side: i8| (side.signum() + 1) as usize;
        for agent in 0..graph.agents() {
            let row = &mut counts[class(sides[agent])];
            for &followee in graph.followees(agent) {
                row[class(sides[followee as usize])] += 1;
            }
        }
        let ties = [[counts[0][0], counts[0][2]], [counts[2][0], counts[2][2]]];
        let all: u64 = counts.iter().flatten().sum();
        Self { ties, neutral: all - ties.iter().flatten().sum::<u64>() }
    }

    fn all(&self) -> f64 {
        self.ties.iter().flatten().sum::<u64>() as f64
    }

    fn within(&self) -> f64 {
        (self.ties[0][0] + self.ties[1][1]) as f64
    }

    /// `Σ a_c·b_c`: the share of ties within a side that chance would give, from the sides' shares of tie
    /// ends.
    fn by_chance(&self) -> f64 {
        let [[a, b], [c, d]] = self.ties.map(|row| row.map(|count| math::share(count as f64, self.all())));
        (a + b) * (a + c) + (c + d) * (b + d)
    }

    /// Share of ties within a side, in [0, 1]: the column `same_side_ties`.
    pub fn same_side_ties(&self) -> f64 {
        math::share(self.within(), self.all())
    }

    /// Newman's assortativity of sides, in [−1, 1]: `(Σ e_cc − Σ a_c·b_c)/(1 − Σ a_c·b_c)`, with e the shares
    /// of ties and a, b their row and column sums (Newman 2003). NaN where all ties are of one side.
    pub fn assortativity(&self) -> f64 {
        math::share(self.same_side_ties() - self.by_chance(), 1.0 - self.by_chance())
    }

    /// (external − internal)/(external + internal) ties, in [−1, 1] (Krackhardt & Stern 1988): 1 −
    /// 2·same-side share.
    pub fn ei_index(&self) -> f64 {
        math::share(self.all() - 2.0 * self.within(), self.all())
    }

    /// Modularity of the partition into the two sides: `Σ (e_cc − a_c·b_c)`, in [−½, 1) (Newman & Girvan
    /// 2004; Leicht & Newman 2008 where directed).
    pub fn modularity(&self) -> f64 {
        self.same_side_ties() - self.by_chance()
    }
}

/// [`Mixing::same_side_ties`] of a graph.
pub fn same_side_ties(graph: &Graph, sides: &[i8]) -> f64 {
    Mixing::of(graph, sides).same_side_ties()
}

/// [`Mixing::assortativity`] of a graph.
pub fn assortativity(graph: &Graph, sides: &[i8]) -> f64 {
    Mixing::of(graph, sides).assortativity()
}

/// [`Mixing::ei_index`] of a graph.
pub fn ei_index(graph: &Graph, sides: &[i8]) -> f64 {
    Mixing::of(graph, sides).ei_index()
}

/// [`Mixing::modularity`] of a graph.
pub fn modularity_sides(graph: &Graph, sides: &[i8]) -> f64 {
    Mixing::of(graph, sides).modularity()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::measures::testing::polblogs;

    #[test]
    fn two_cliques_and_a_bridge() {
        // Two triangles of opposite sides joined by an edge, and a neutral pendant that counts for nothing.
        let edges = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (2, 3), (5, 6)];
        let graph = Graph::from_ties(7, &edges, false);
        let sides = [1, 1, 1, -1, -1, -1, 0];
        let mixing = Mixing::of(&graph, &sides);
        assert_eq!(mixing, Mixing { ties: [[6, 1], [1, 6]], neutral: 2 });
        assert!((mixing.same_side_ties() - 6.0 / 7.0).abs() < 1e-15);
        assert!((mixing.ei_index() + 5.0 / 7.0).abs() < 1e-15);
        assert!((mixing.modularity() - (6.0 / 7.0 - 0.5)).abs() < 1e-15);
        assert!((mixing.assortativity() - 5.0 / 7.0).abs() < 1e-15);
        assert!(same_side_ties(&graph, &[0; 7]).is_nan());
        assert!(assortativity(&graph, &[1; 7]).is_nan());
    }

    #[test]
    fn political_blogs() {
        let Some((graph, sides)) = polblogs() else { return };
        let graph = crate::network::generators::symmetric(&graph);
        let mixing = Mixing::of(&graph, &sides);
        assert!((mixing.same_side_ties() - 0.906).abs() < 5e-4, "{}", mixing.same_side_ties());
        assert!((mixing.assortativity() - 0.811).abs() < 5e-4, "{}", mixing.assortativity());
        assert!((mixing.ei_index() - (1.0 - 2.0 * mixing.same_side_ties())).abs() < 1e-12);
    }
}

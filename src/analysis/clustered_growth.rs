//! The mean field of a network that is rewired by homophily and the closing of triads (Castillo & Cozzo 2025).
//!
//! The generator `clustered_homophilic` in an endless network of two groups, a (share n of all) and b. `P_a` and `P_b` are
//! the shares of all edges that are inside a and inside b, `T_a` and `T_b` the shares of a group's edge ends that stay in
//! it: `T_a = 2P_a/(1 + P_a − P_b)`, and the same with a and b exchanged.
//!
//! dP_a/dt = s_a(1−T_a)[c(T_a² + (1−T_a)(1−T_b)) + (1−c)n] − (1−s_a)T_a[c(T_a+T_b)(1−T_a) + (1−c)(1−n)]
//! dP_b/dt = s_b(1−T_b)[c(T_b² + (1−T_b)(1−T_a)) + (1−c)(1−n)] − (1−s_b)T_b[c(T_b+T_a)(1−T_b) + (1−c)n]
//!
//! c is the probability that a candidate is a friend of a friend, `s_a` and `s_b` those of accepting one's own. Time is as in
//! the paper; that the two groups' agents move in proportion to n and 1 − n is left out there, which matters to the course
//! but not to where it ends. The mean field takes a random end of a random edge for a random neighbour of a random
//! neighbour: it knows nothing of triangles that are closed already.

/// The parameters of the growth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusteredGrowth {
    /// c in [0, 1]: probability that a candidate is a friend of a friend.
    pub closure: f64,
    /// s_a and s_b in [0, 1]: probabilities of accepting a candidate of the own group; one of the other is accepted with
    /// 1 − s.
    pub acceptance: [f64; 2],
    /// n in (0, 1): the share of group a.
    pub share: f64,
}

/// The step of Heun's method, as in the authors' code.
const STEP: f64 = 1e-4;

/// The longest that is waited for the state to settle, in units of time.
const LONGEST: u32 = 2_000;

impl ClusteredGrowth {
    /// P of a network that knows no groups: `T_a = n`, `T_b = 1 − n`.
    pub fn mixed(&self) -> [f64; 2] {
        [self.share * self.share, (1.0 - self.share) * (1.0 - self.share)]
    }

    /// `T_a` and `T_b` of `P_a` and `P_b`.
    pub fn stays([a, b]: [f64; 2]) -> [f64; 2] {
        [2.0 * a / (1.0 + a - b), 2.0 * b / (1.0 + b - a)]
    }

    /// `P_a` and `P_b` of `T_a` and `T_b`, the inverse of [`stays`](Self::stays).
    pub fn inside([a, b]: [f64; 2]) -> [f64; 2] {
        let mixed = 2.0 - a - b;
        [a * (1.0 - b) / mixed, b * (1.0 - a) / mixed]
    }

    /// The velocity (dP_a/dt, dP_b/dt).
    pub fn velocity(&self, p: [f64; 2]) -> [f64; 2] {
        let t = Self::stays(p);
        let c = self.closure;
        let row = |own: usize, own_share: f64| {
            let (stay, other, accept) = (t[own], t[1 - own], self.acceptance[own]);
            let own_candidate = c * (stay * stay + (1.0 - stay) * (1.0 - other)) + (1.0 - c) * own_share;
            let other_candidate = c * (stay + other) * (1.0 - stay) + (1.0 - c) * (1.0 - own_share);
            accept * (1.0 - stay) * own_candidate - (1.0 - accept) * stay * other_candidate
        };
        [row(0, self.share), row(1, 1.0 - self.share)]
    }

    /// `T_a` and `T_b` where the course that starts at the shares `p` comes to rest: by Heun's method with steps of 1e-4,
    /// until no velocity exceeds 1e-11 or 2,000 units of time have passed.
    pub fn settled(&self, mut p: [f64; 2]) -> [f64; 2] {
        for _ in 0..LONGEST {
            for _ in 0..10_000 {
                let first = self.velocity(p);
                let second = self.velocity([p[0] + STEP * first[0], p[1] + STEP * first[1]]);
                for group in 0..2 {
                    p[group] += 0.5 * STEP * (first[group] + second[group]);
                }
            }
            if self.velocity(p).iter().all(|v| v.abs() < 1e-11) {
                break;
            }
        }
        Self::stays(p)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_homophily_groups_mix() {
        for (closure, share) in [(0.0, 0.5), (0.0, 0.2), (0.785, 0.3)] {
            let growth = ClusteredGrowth { closure, acceptance: [0.5, 0.5], share };
            let [a, b] = growth.settled([0.3, 0.4]);
            assert!((a - share).abs() < 1e-6 && (b - (1.0 - share)).abs() < 1e-6, "{closure}: {a} {b}");
        }
    }

    #[test]
    fn without_closure_the_end_is_known() {
        // s(1 − T)n = (1 − s)T(1 − n) for either group.
        let growth = ClusteredGrowth { closure: 0.0, acceptance: [0.7, 0.6], share: 0.3 };
        let [a, b] = growth.settled(growth.mixed());
        let expected = |s: f64, n: f64| s * n / (s * n + (1.0 - s) * (1.0 - n));
        assert!((a - expected(0.7, 0.3)).abs() < 1e-9 && (b - expected(0.6, 0.7)).abs() < 1e-9);
    }

    #[test]
    fn stays_and_inside_are_inverse() {
        let [a, b] = ClusteredGrowth::inside(ClusteredGrowth::stays([0.3, 0.25]));
        assert!((a - 0.3).abs() < 1e-12 && (b - 0.25).abs() < 1e-12);
    }

    /// Closing triads makes a given preference for one's own count for more.
    #[test]
    fn closure_deepens_the_divide() {
        let at = |closure| {
            let growth = ClusteredGrowth { closure, acceptance: [0.65, 0.65], share: 0.5 };
            growth.settled(growth.mixed())[0]
        };
        assert!((at(0.0) - 0.65).abs() < 1e-9);
        assert!(at(0.4) > 0.66 && at(0.785) > at(0.4) + 0.02);
    }
}

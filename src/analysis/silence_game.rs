//! The mean field of the silence game: when do two camps that learn from feedback speak, and when does one fall silent?
//!
//! Gaisbauer, Olbrich & Banisch 2020 (Physical Review E 102:042303). Every member of a group has a value Q of speaking
//! and speaks with probability p = σ(βQ). Speaking earns +1 from a neighbour of one's own group who speaks, −1 from one
//! of the other, 0 from a silent one, and costs c. γ and δ are the shares of a member's edges that stay inside the first
//! and the second group. In the mean (by way of Castillo & Cozzo 2025):
//!
//! dQ1/dt = γσ(βQ1) − (1−γ)σ(βQ2) − Q1 − c
//! dQ2/dt = δσ(βQ2) − (1−δ)σ(βQ1) − Q2 − c
//!
//! Where only who speaks learns (*gated*), each right side is multiplied by σ(β · own Q). The fixed points and their
//! stability are the same: both entries off the diagonal of the Jacobian are at most 0, so that its eigenvalues are real
//! and negative exactly if its determinant is positive and its diagonal negative, and positive factors of its rows change
//! neither. Only the approach is slower, the more so on the silenced side.

use super::interval_newton::{Interval, System, roots};
use super::silence_game::Learning::Gated;
use crate::choices;
use crate::math;

choices! {
    /// Who learns in the silence game.
    pub enum Learning {
        /// Whoever speaks learns.
        Gated = "gated",
        /// Everybody learns always.
        Always = "always",
    }
}

/// A silence game between two groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SilenceGame {
    /// γ in [0, 1]: the share of the first group's edges that stay inside it.
    pub gamma: f64,
    /// δ in [0, 1]: the share of the second group's edges that stay inside it.
    pub delta: f64,
    /// β > 0: how sharply the value of speaking decides.
    pub beta: f64,
    /// c: the cost of speaking, in units of the reward.
    pub cost: f64,
    /// Who learns.
    pub learning: Learning,
}

/// A state in which neither group's value moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FixedPoint {
    /// Q1 and Q2.
    pub q: [f64; 2],
    /// The probabilities of speaking, σ(βQ).
    pub speaking: [f64; 2],
    /// The eigenvalues of the Jacobian, both real, the larger first. 1 over their size is a time of approach or escape, in
    /// 1/α learning steps.
    pub eigenvalues: [f64; 2],
}

impl FixedPoint {
    /// Whether small disturbances die out: both eigenvalues are below 0.
    pub fn is_stable(&self) -> bool {
        self.eigenvalues[0] < 0.0
    }
}

impl SilenceGame {
    /// The velocity (dQ1/dt, dQ2/dt).
    pub fn velocity(&self, q: [f64; 2]) -> [f64; 2] {
        let p = q.map(|q| math::logistic(self.beta * q));
        let bare = self.bare(q, p);
        if self.learning == Gated { [p[0] * bare[0], p[1] * bare[1]] } else { bare }
    }

    /// The velocity where everybody learns, at the values `q` and the probabilities `p` that belong to them.
    fn bare(&self, q: [f64; 2], p: [f64; 2]) -> [f64; 2] {
        [
            self.gamma * p[0] - (1.0 - self.gamma) * p[1] - q[0] - self.cost,
            self.delta * p[1] - (1.0 - self.delta) * p[0] - q[1] - self.cost,
        ]
    }

    /// All fixed points, in ascending order of Q1, then Q2.
    ///
    /// The square that holds them all, −1 − c ≤ Q ≤ 1 − c, is searched by interval arithmetic: a part is dropped only when
    /// no fixed point can be in it, and one is taken only where exactly one is, so that none is missed and none counted
    /// twice. Those that meet, at the very parameters where they are born or die, come out as one with an eigenvalue of
    /// about 0, whose sign then means nothing.
    pub fn fixed_points(&self) -> Vec<FixedPoint> {
        // A hair wider than the range, lest a fixed point lie on the edge.
        let side = Interval::new(-1.001 - self.cost, 1.001 - self.cost);
        let mut found: Vec<FixedPoint> =
            roots(self, [side, side]).into_iter().map(|q| self.describe(q)).collect();
        found.sort_by(|a, b| a.q[0].total_cmp(&b.q[0]).then(a.q[1].total_cmp(&b.q[1])));
        found
    }

    /// What there is to say of the fixed point `q`.
    fn describe(&self, q: [f64; 2]) -> FixedPoint {
        let speaking = q.map(|q| math::logistic(self.beta * q));
        let slope = speaking.map(|p| self.beta * p * (1.0 - p));
        // At a fixed point the derivative of the gate is multiplied by 0. The faster row's factor is taken out: squares of
        // what is left of a silenced group's would be 0.
        let rates = if self.learning == Gated { speaking } else { [1.0, 1.0] };
        let fastest = rates[0].max(rates[1]);
        let rates = rates.map(|rate| rate / fastest);
        let (a, d) = (self.gamma * slope[0] - 1.0, self.delta * slope[1] - 1.0);
        let product = (1.0 - self.gamma) * slope[1] * (1.0 - self.delta) * slope[0];
        let determinant = rates[0] * rates[1] * (a * d - product);
        let middle = 0.5 * (rates[0] * a + rates[1] * d);
        let spread = math::square(0.5 * (rates[0] * a - rates[1] * d)) + rates[0] * rates[1] * product;
        // The one further from 0 first: the other, which may be very near it, would be lost in the difference.
        let far = middle + spread.sqrt().copysign(middle);
        let near = if far == 0.0 { 0.0 } else { determinant / far };
        let (far, near) = (far * fastest, near * fastest);
        FixedPoint { q, speaking, eigenvalues: [far.max(near), far.min(near)] }
    }
}

impl System for SilenceGame {
    /// The ungated velocity, whose zeros are those of the gated one.
    fn value(&self, q: [Interval; 2]) -> [Interval; 2] {
        let p = q.map(|q| {
            Interval::new(math::logistic(self.beta * q.low), math::logistic(self.beta * q.high)).widened()
        });
        let row = |own: usize, stays: f64| {
            p[own] * stays - p[1 - own] * (1.0 - stays) - q[own] - Interval::new(self.cost, self.cost)
        };
        [row(0, self.gamma), row(1, self.delta)]
    }

    fn jacobian(&self, q: [Interval; 2]) -> [[Interval; 2]; 2] {
        let one = Interval::new(1.0, 1.0);
        // βσ′(βQ) has its peak of β/4 at 0 and falls to both sides.
        let slope = q.map(|q| {
            let at = |q: f64| {
                let p = math::logistic(self.beta * q);
                self.beta * p * (1.0 - p)
            };
            let (low, high) = (at(q.low), at(q.high));
            let peak = if q.low <= 0.0 && q.high >= 0.0 { self.beta / 4.0 } else { low.max(high) };
            Interval::new(low.min(high), peak).widened()
        });
        [
            [slope[0] * self.gamma - one, slope[1] * (self.gamma - 1.0)],
            [slope[0] * (self.delta - 1.0), slope[1] * self.delta - one],
        ]
    }
}

/// A β at which a symmetric state (Q1 = Q2 = Q) of two equal groups (γ = δ) gains or loses its stability against one group
/// speaking up and the other falling silent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Critical {
    /// β.
    pub beta: f64,
    /// The value Q of both groups there.
    pub q: f64,
}

/// Every critical β of the symmetric states at γ = δ = `gamma` and the cost `cost`, in ascending order, up to the β at
/// which |βQ| is 30 (about 10^13).
///
/// A symmetric state has Q = (2γ − 1)σ(βQ) − c, and a disturbance with opposite signs grows from βσ′(βQ) = 1 on. With
/// y = βQ and p = σ(y) both hold where y·p(1 − p) − (2γ − 1)p + c = 0, an equation without β; then β = 1/(p(1 − p)), which
/// is never below 4. Its zeros are found by changes of sign on a grid of 1/1000.
pub fn critical_betas(gamma: f64, cost: f64) -> Vec<Critical> {
    const STEPS: i32 = 30_000;
    let balance = |y: f64| {
        let p = math::logistic(y);
        y * p * (1.0 - p) - (2.0 * gamma - 1.0) * p + cost
    };
    let at = |step: i32| f64::from(step) / 1000.0;
    let mut found: Vec<Critical> = Vec::new();
    let mut note = |y: f64| {
        let p = math::logistic(y);
        let beta = 1.0 / (p * (1.0 - p));
        found.push(Critical { beta, q: (2.0 * gamma - 1.0) * p - cost });
    };
    for step in -STEPS..STEPS {
        let (mut low, mut high) = (at(step), at(step + 1));
        let (first, last) = (balance(low), balance(high));
        if first == 0.0 {
            note(low);
        } else if first * last < 0.0 {
            while high - low > 1e-14 * (1.0 + low.abs()) {
                let middle = 0.5 * (low + high);
                if balance(middle) * first > 0.0 { low = middle } else { high = middle }
            }
            note(0.5 * (low + high));
        }
    }
    found.sort_by(|a, b| a.beta.total_cmp(&b.beta));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn game(gamma: f64, delta: f64, beta: f64, cost: f64) -> SilenceGame {
        SilenceGame { gamma, delta, beta, cost, learning: Learning::Always }
    }

    fn stable(game: &SilenceGame) -> Vec<[f64; 2]> {
        game.fixed_points().into_iter().filter(FixedPoint::is_stable).map(|point| point.q).collect()
    }

    /// Checkpoint G1: γ = δ = ½ without costs, the symmetric state is stable up to β = 4 exactly.
    #[test]
    fn the_symmetric_state_gives_way_at_four() {
        assert_eq!(critical_betas(0.5, 0.0), [Critical { beta: 4.0, q: 0.0 }]);
        assert_eq!(stable(&game(0.5, 0.5, 3.999, 0.0)).len(), 1);
        assert_eq!(game(0.5, 0.5, 4.0, 0.0).fixed_points().len(), 1);
        let above = game(0.5, 0.5, 4.001, 0.0);
        assert_eq!((above.fixed_points().len(), stable(&above).len()), (3, 2));
        let middle = above.fixed_points()[1];
        assert!(middle.q[0].abs() < 1e-9 && !middle.is_stable());
    }

    /// Checkpoint G3: three stable states and no other.
    #[test]
    fn three_states_at_gamma_seven_tenths() {
        for learning in [Learning::Always, Learning::Gated] {
            let game = SilenceGame { learning, ..game(0.7, 0.7, 10.0, 0.1) };
            let states: Vec<FixedPoint> =
                game.fixed_points().into_iter().filter(FixedPoint::is_stable).collect();
            let expected = [[-0.3845, 0.5918], [0.2762, 0.2762], [0.5918, -0.3845]];
            assert_eq!(states.len(), 3);
            for (state, expected) in states.iter().zip(expected) {
                assert!(state.q.iter().zip(expected).all(|(q, e)| (q - e).abs() < 1e-3), "{state:?}");
            }
            assert!((states[1].speaking[0] - 0.9406).abs() < 1e-3);
            assert!((states[2].speaking[0] - 0.9973).abs() < 1e-3);
            assert!((states[2].speaking[1] - 0.0209).abs() < 1e-3);
        }
    }

    #[test]
    fn fixed_points_stand_still_and_gating_keeps_their_stability() {
        for (gamma, delta, beta, cost) in [
            (0.7, 0.7, 10.0, 0.1),
            (0.9, 0.3, 25.0, 0.2),
            (0.5, 0.5, 400.0, 0.05),
            (1.0, 0.0, 8.0, 0.3),
            (0.5, 0.5, 4.0, 0.0),
            (0.95, 0.95, 60.0, 0.4),
        ] {
            let always = game(gamma, delta, beta, cost);
            let gated = SilenceGame { learning: Learning::Gated, ..always };
            let (one, other) = (always.fixed_points(), gated.fixed_points());
            assert!(!one.is_empty() && one.len() == other.len());
            for (one, other) in one.iter().zip(&other) {
                assert!(always.velocity(one.q).iter().all(|v| v.abs() < 1e-7), "{always:?} {one:?}");
                assert_eq!(one.q, other.q);
                // At β = 4 the middle is neither.
                let same = one.is_stable() == other.is_stable() || one.eigenvalues[0].abs() < 1e-9;
                assert!(same, "{always:?} {one:?} {other:?}");
            }
        }
    }

    /// What a dense grid of starting points runs into is what the search says is stable.
    #[test]
    fn nothing_else_attracts() {
        for game in [game(0.7, 0.7, 10.0, 0.1), game(0.85, 0.4, 30.0, 0.15), game(0.6, 0.8, 6.0, 0.3)] {
            let known = stable(&game);
            let mut reached = vec![false; known.len()];
            for start in 0..169 {
                let mut q = [start % 13, start / 13].map(|at| f64::from(at) / 6.0 - 1.03 - game.cost);
                for _ in 0..20_000 {
                    let v = game.velocity(q);
                    q = [q[0] + 0.01 * v[0], q[1] + 0.01 * v[1]];
                }
                let near = |state: &[f64; 2]| (state[0] - q[0]).abs() + (state[1] - q[1]).abs() < 1e-3;
                let state = known.iter().position(near);
                reached[state.unwrap_or_else(|| panic!("{game:?} ends in {q:?}, not in {known:?}"))] = true;
            }
            assert!(reached.iter().all(|&reached| reached), "{game:?}: {known:?} {reached:?}");
        }
    }

    #[test]
    fn with_a_cost_the_symmetric_state_gives_way_and_comes_back() {
        let [lost, won] = critical_betas(0.5, 0.1)[..] else { panic!() };
        assert!(lost.beta > 4.0 && (lost.q + 0.1).abs() < 1e-12 && (won.q + 0.1).abs() < 1e-12);
        let is_stable = |beta: f64| {
            let points = game(0.5, 0.5, beta, 0.1).fixed_points();
            let symmetric = points.iter().find(|point| (point.q[0] - point.q[1]).abs() < 1e-9);
            symmetric.is_some_and(FixedPoint::is_stable)
        };
        for (beta, expected) in [
            (lost.beta * 0.999, true),
            (lost.beta * 1.001, false),
            (won.beta * 0.999, false),
            (won.beta * 1.001, true),
        ] {
            assert_eq!(is_stable(beta), expected, "{beta}");
        }
    }

    /// The regimes of the game without noise: both speak if γ, δ > (1 + c)/2; one alone if its own share is at least c.
    #[test]
    fn the_regimes_of_the_game() {
        let regimes = |gamma: f64| {
            let speaking: Vec<[bool; 2]> = game(gamma, gamma, 2000.0, 0.2)
                .fixed_points()
                .into_iter()
                .filter(FixedPoint::is_stable)
                .map(|point| point.speaking.map(|p| p > 0.5))
                .collect();
            (speaking.contains(&[true, true]), speaking.contains(&[true, false]))
        };
        assert_eq!(regimes(0.61), (true, true));
        assert_eq!(regimes(0.59), (false, true));
        assert_eq!(regimes(0.21), (false, true));
        assert_eq!(regimes(0.19), (false, false));
    }
}

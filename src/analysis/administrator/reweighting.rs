//! The administrator's choice: the weights that leave the least disagreement.
//!
//! min Σ c_k·w_k + 2λΣ w_k² over pairs k = (i, j), i < j, with c_k = (z_i − z_j)²; subject to w ≥ 0, the row sums of w⁰ and
//! ‖w − w⁰‖ ≤ ε‖w⁰‖. (‖W‖_F² of the symmetric matrix is 2Σ w_k²; the 2 cancels in the ball.) A cone programme, solved by
//! the interior-point method of Clarabel (Goulart & Chen 2024, arXiv 2405.12762) on one thread with its own factorisation.
//!
//! What the solver says of itself is not taken on trust: its dual variables give a lower bound on what any admissible
//! weights could reach, which is computed here and holds whatever they are, and the weights are held against the
//! conditions.

use std::sync::atomic::{AtomicBool, Ordering};

use clarabel::algebra::CscMatrix;
use clarabel::solver::SupportedConeT::{NonnegativeConeT, SecondOrderConeT, ZeroConeT};
use clarabel::solver::{DefaultInfo, DefaultSettings, DefaultSolver, IPSolver, SolverStatus};

use super::pairs::{Pairs, dot};

/// The farthest that weights may be from the best, as a share of the objective at w⁰, and from the conditions, as a
/// share of a row sum and of the radius.
const TOLERANCE: f64 = 1e-6;

/// What the administrator may do and what it minds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reweighting {
    /// ε ≥ 0: how far W may be from W⁰, as a share of ‖W⁰‖_F.
    pub epsilon: f64,
    /// λ ≥ 0: the factor of ‖W‖_F² in what is minimised, in squared opinions per unit of weight.
    pub ridge: f64,
}

/// The best weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Reweighted {
    /// One a pair.
    pub weights: Vec<f64>,
    /// The most by which they miss the least possible objective, as a share of the objective at w⁰.
    pub gap: f64,
    /// Steps of the solver.
    pub iterations: u32,
}

/// Why there are no best weights.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ReweightingError {
    /// The flag was set.
    #[error("interrupted")]
    Interrupted,
    /// The solver did not come close enough.
    #[error(
        "the best weights were not found: the solver ends with {status}, {gap:.1e} of the objective above the bound and {miss:.1e} off the conditions\n  help: try another epsilon, or fewer pairs with --pairs existing"
    )]
    Unsolved {
        /// What the solver says.
        status: String,
        /// How far from the bound.
        gap: f64,
        /// How far from the conditions.
        miss: f64,
    },
}

impl Reweighting {
    /// D(w, z) + λ‖W‖_F².
    pub fn objective(&self, pairs: &Pairs, weights: &[f64], opinions: &[f64]) -> f64 {
        pairs.disagreement(weights, opinions) + 2.0 * self.ridge * dot(weights, weights)
    }

    /// The memory in bytes that it takes to reweight so many pairs of so many agents, at most: 1.6 kB a pair were
    /// measured where all pairs are adjustable.
    pub fn memory(agents: usize, pairs: usize) -> f64 {
        let (agents, pairs) = (agents as f64, pairs as f64);
        2000.0 * pairs + 24.0 * agents * agents
    }

    /// The seconds that it takes, at most, on a core of today: those measured where all pairs are adjustable. Networks
    /// of few ties take far less.
    pub fn seconds(agents: usize) -> f64 {
        let agents = agents as f64;
        1.2e-8 * agents * agents * agents
    }

    /// The weights that minimise the objective at the opinions z. Where neither the ball nor λ decides between weights
    /// that are equally good, they are in the middle of those.
    ///
    /// Time and memory: some 20 factorisations of a matrix with one row a pair, in which the agents are a dense block at
    /// worst: O(pairs + agents³) each.
    ///
    /// # Errors
    /// `interrupted` was set; weights that miss the best, or the conditions, by more than a millionth.
    pub fn best(
        &self,
        pairs: &Pairs,
        opinions: &[f64],
        interrupted: &'static AtomicBool,
    ) -> Result<Reweighted, ReweightingError> {
        let problem = Problem::new(self, pairs, opinions);
        if problem.is_idle() {
            return Ok(Reweighted { weights: pairs.weights().to_vec(), gap: 0.0, iterations: 0 });
        }
        let mut solver = problem.solver();
        solver.set_termination_callback(move |_: &DefaultInfo<f64>| interrupted.load(Ordering::Relaxed));
        solver.solve();
        let solution = &solver.solution;
        if solution.status == SolverStatus::CallbackTerminated {
            return Err(ReweightingError::Interrupted);
        }
        let steps: Vec<f64> = solution.x.iter().zip(&problem.floor).map(|(x, floor)| x.max(-floor)).collect();
        let scale = self.objective(pairs, pairs.weights(), opinions);
        let gap = problem.gap(&steps, &solution.z) / scale;
        let moved = |(weight, step): (&f64, &f64)| weight + problem.unit * step;
        let weights: Vec<f64> = pairs.weights().iter().zip(&steps).map(moved).collect();
        let miss = problem.miss(&weights, &steps);
        // NaN is no success either.
        if gap <= TOLERANCE && miss <= TOLERANCE {
            return Ok(Reweighted { weights, gap, iterations: solution.iterations });
        }
        Err(ReweightingError::Unsolved { status: format!("{:?}", solution.status), gap, miss })
    }
}

/// The problem in steps x = (w − w⁰)/unit, so that they are of the order of 1.
struct Problem<'a> {
    pairs: &'a Pairs,
    /// The weight that a step of 1 is.
    unit: f64,
    /// The longest that the vector of steps may be.
    radius: f64,
    /// w⁰/unit: how far each may fall.
    floor: Vec<f64>,
    /// What the objective is divided by.
    scale: f64,
    /// The linear part of the objective, divided.
    cost: Vec<f64>,
    /// The objective's second derivative by a step, divided.
    curvature: f64,
    /// The row of each agent's condition: only of those in pairs.
    row: Vec<usize>,
    rows: usize,
}

impl<'a> Problem<'a> {
    fn new(reweighting: &Reweighting, pairs: &'a Pairs, opinions: &[f64]) -> Self {
        let (weights, count) = (pairs.weights(), pairs.weights().len());
        let size = dot(weights, weights).sqrt();
        let root = (count as f64).sqrt();
        let unit = reweighting.epsilon.min(1.0) * size / root;
        let radius = reweighting.epsilon.max(1.0) * root;
        let lambda = reweighting.ridge;
        let cost: Vec<f64> = pairs.distances(opinions);
        let slope = |(c, w): (&f64, &f64)| unit * (c + 4.0 * lambda * w);
        let cost: Vec<f64> = cost.iter().zip(weights).map(slope).collect();
        let curvature = 4.0 * lambda * unit * unit;
        let scale = cost.iter().copied().fold(curvature, f64::max);
        let (mut row, mut rows) = (vec![usize::MAX; pairs.agents()], 0);
        let mut is_in = vec![false; pairs.agents()];
        for &(i, j) in pairs.ends() {
            (is_in[i as usize], is_in[j as usize]) = (true, true);
        }
        for agent in (0..pairs.agents()).filter(|&agent| is_in[agent]) {
            row[agent] = rows;
            rows += 1;
        }
        Self {
            pairs,
            unit,
            radius,
            floor: weights.iter().map(|weight| weight / unit).collect(),
            scale,
            cost: cost.iter().map(|cost| cost / scale).collect(),
            curvature: curvature / scale,
            row,
            rows,
        }
    }

    /// Whether nothing can be done, or nothing is to be gained.
    fn is_idle(&self) -> bool {
        self.unit == 0.0 || self.scale == 0.0
    }

    /// Rows of the conditions Ax + s = b: Σ_j x_ij = 0 an agent; s = floor + x ≥ 0 a pair; then (radius, x) in the
    /// second-order cone.
    fn solver(&self) -> DefaultSolver<f64> {
        let (rows, count) = (self.rows, self.floor.len());
        let all = rows + count + 1 + count;
        let mut places = Vec::with_capacity(4 * count);
        let mut values = Vec::with_capacity(4 * count);
        for (pair, &(i, j)) in self.pairs.ends().iter().enumerate() {
            let (first, second) = (self.row[i as usize], self.row[j as usize]);
            places.extend([first, second, rows + pair, rows + count + 1 + pair]);
            values.extend([1.0, 1.0, -1.0, -1.0]);
        }
        let columns = (0..=count).map(|pair| 4 * pair).collect();
        let conditions = CscMatrix::new(all, count, columns, places, values);
        let (diagonal, columns) =
            if self.curvature > 0.0 { (count, (0..=count).collect()) } else { (0, vec![0; count + 1]) };
        let square =
            CscMatrix::new(count, count, columns, (0..diagonal).collect(), vec![self.curvature; diagonal]);
        let mut bounds = vec![0.0; rows];
        bounds.extend(&self.floor);
        bounds.push(self.radius);
        bounds.resize(all, 0.0);
        let cones = [ZeroConeT(rows), NonnegativeConeT(count), SecondOrderConeT(count + 1)];
        let settings = DefaultSettings {
            verbose: false,
            direct_solve_method: "qdldl".to_owned(),
            max_threads: 1,
            tol_gap_abs: 1e-11,
            tol_gap_rel: 1e-11,
            tol_feas: 1e-10,
            ..DefaultSettings::default()
        };
        DefaultSolver::new(&square, &self.cost, &conditions, &bounds, &cones, settings)
            .expect("dimensions that fit and settings that exist")
    }

    /// How far the steps x may be from the best, in units of the objective, by the dual variables of the solver.
    ///
    /// Let l be the gradient at x. The objective is convex, so that no y is better than x by more than l·x − l·y. For any
    /// numbers u, one an agent, l·y = g·y with g_ij = l_ij + u_i + u_j, since the steps of each agent add up to 0. For any
    /// p ≥ 0, g·y = p·y + (g − p)·y ≥ −p·floor − radius·‖g − p‖.
    fn gap(&self, steps: &[f64], duals: &[f64]) -> f64 {
        let gradient: Vec<f64> =
            self.cost.iter().zip(steps).map(|(cost, step)| cost + self.curvature * step).collect();
        let (mut falls, mut rest) = (0.0, 0.0);
        for (pair, &(i, j)) in self.pairs.ends().iter().enumerate() {
            let shifted = gradient[pair] + duals[self.row[i as usize]] + duals[self.row[j as usize]];
            let pressed = duals[self.rows + pair].max(0.0);
            falls += pressed * self.floor[pair];
            rest += (shifted - pressed) * (shifted - pressed);
        }
        (dot(&gradient, steps) + falls + self.radius * rest.sqrt()).abs() * self.scale
    }

    /// How far the weights are from the conditions: of the row sums as a share of them, of the ball as one of its radius.
    fn miss(&self, weights: &[f64], steps: &[f64]) -> f64 {
        let (before, after) = (self.pairs.degrees(self.pairs.weights()), self.pairs.degrees(weights));
        let in_pairs = before.iter().zip(&after).filter(|(before, _)| **before > 0.0);
        let rows = in_pairs.map(|(before, after)| (after - before).abs() / before).fold(0.0, f64::max);
        rows.max(dot(steps, steps).sqrt() / self.radius - 1.0)
    }
}

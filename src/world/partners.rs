//! Partners drawn by the distance of their opinions, exactly, without looking at everybody.
//!
//! Partner j of i has the weight max(|x_i − x_j|, floor)^−β. With the agents in the order of their opinions
//! ([`Ranks`]) weights fall with the distance in rank, on either side of i. The places on each side are cut into pieces
//! of doubling length; a piece of n agents is proposed with the mass n·(weight of its nearest member), one of its
//! members is drawn uniformly and accepted with the ratio of its weight to that of the nearest: rejection sampling under
//! a staircase, which is exact whatever the staircase.
//!
//! A rejected proposal, whose weight is known by then, becomes the border of a new and lower step, so that the
//! staircase closes in on the weights where the opinions lie in clumps. An accepted one is taken out of its piece: what
//! follows is drawn from the others, which is drawing one after the other without replacement.
//! O(log N) to begin and O(log N) a partner; no draw is repeated because a heavy neighbour has been taken already.

use super::Ranks;
use crate::math;
use crate::random::Stream;

/// The weight of a partner at a distance: max(d, floor)^−β.
#[derive(Clone, Copy, Debug)]
pub struct Nearness {
    floor: f64,
    form: Form,
}

#[derive(Clone, Copy, Debug)]
enum Form {
    /// β = 0: everybody alike.
    Uniform,
    /// β a multiple of ½ up to 4: by multiplications and a square root, which are fast and exactly rounded.
    Halves { whole: u32, half: bool },
    /// Any other β.
    Power(f64),
}

impl Nearness {
    /// Weights with exponent β ≥ 0 and a distance floor above 0.
    pub fn new(beta: f64, floor: f64) -> Self {
        let halves = 2.0 * beta;
        let form = if beta == 0.0 {
            Form::Uniform
        } else if halves <= 8.0 && halves.fract() == 0.0 {
            let halves = halves as u32;
            Form::Halves { whole: halves / 2, half: halves % 2 == 1 }
        } else {
            Form::Power(beta)
        };
        Self { floor, form }
    }

    /// The weight at `distance` ≥ 0; above 0 in any case.
    #[inline]
    pub fn weight(&self, distance: f64) -> f64 {
        let d = distance.max(self.floor);
        let weight = match self.form {
            Form::Uniform => return 1.0,
            Form::Halves { whole, half } => {
                let root = if half { libm::sqrt(d) } else { 1.0 };
                1.0 / (0..whole).fold(root, |product, _| product * d)
            }
            Form::Power(beta) => math::pow(d, -beta),
        };
        weight.max(f64::MIN_POSITIVE)
    }

    /// Whether everybody has the same weight, so that opinions do not matter.
    pub fn is_uniform(&self) -> bool {
        matches!(self.form, Form::Uniform)
    }
}

/// Consecutive places on one side of the agent.
#[derive(Clone, Copy, Debug)]
struct Piece {
    first: u32,
    last: u32,
    /// The weight of the member nearest to the agent: no other has more.
    height: f64,
}

impl Piece {
    fn len(&self) -> u32 {
        self.last - self.first + 1
    }

    fn mass(&self) -> f64 {
        f64::from(self.len()) * self.height
    }
}

/// Draws partners; a buffer that is used again from agent to agent.
#[derive(Clone, Debug, Default)]
pub struct Partners {
    masses: Vec<f64>,
    pieces: Vec<Piece>,
    /// The sum of the masses.
    total: f64,
    /// That sum when it was last added up anew.
    fresh: f64,
    /// Proposals made so far, accepted or not.
    pub tries: u64,
}

impl Partners {
    /// Draws `count` different partners of `agent`, one after the other in proportion to their weights, and appends
    /// their ids to `chosen`; all the others, in order of opinion, where there are no more.
    ///
    /// Four words of `stream` a proposal; on opinions without clumps about 1.2 proposals a partner.
    pub fn draw(
        &mut self,
        ranks: &Ranks,
        agent: u32,
        count: usize,
        law: Nearness,
        stream: &mut Stream,
        chosen: &mut Vec<u32>,
    ) {
        if count + 1 >= ranks.len() {
            chosen.extend(ranks.agents().iter().filter(|&&other| other != agent));
            return;
        }
        let own = ranks.place(agent) as u32;
        let opinions = ranks.opinions();
        let opinion = opinions[own as usize];
        let weight = |place: u32| law.weight((opinions[place as usize] - opinion).abs());
        self.cover(own, ranks.len() as u32, law.is_uniform(), weight);
        for _ in 0..count {
            let place = loop {
                if let Some(place) = self.propose(own, stream, weight) {
                    break place;
                }
            };
            chosen.push(ranks.agents()[place as usize]);
        }
    }

    /// Cuts the places on both sides of `own` into pieces of doubling length.
    fn cover(&mut self, own: u32, agents: u32, whole: bool, weight: impl Fn(u32) -> f64) {
        self.masses.clear();
        self.pieces.clear();
        let mut width = if whole { agents } else { 1 };
        let (mut left, mut right) = (own, own + 1); // what lies outside [left, right) is not covered yet
        while left > 0 || right < agents {
            if left > 0 {
                let first = left.saturating_sub(width);
                self.pieces.push(Piece { first, last: left - 1, height: weight(left - 1) });
                left = first;
            }
            if right < agents {
                let end = right.saturating_add(width).min(agents);
                self.pieces.push(Piece { first: right, last: end - 1, height: weight(right) });
                right = end;
            }
            width = width.saturating_mul(2);
        }
        self.masses.extend(self.pieces.iter().map(Piece::mass));
        self.add_up();
    }

    fn add_up(&mut self) {
        self.total = self.masses.iter().sum();
        self.fresh = self.total;
    }

    /// One proposal: the place if it is accepted. In either case the pieces change.
    fn propose(&mut self, own: u32, stream: &mut Stream, weight: impl Fn(u32) -> f64) -> Option<u32> {
        self.tries += 1;
        let mut rest = stream.uniform() * self.total;
        // Where rounding lets the point fall behind the last piece, it falls into it.
        let mut index = self.masses.len() - 1;
        for (at, &mass) in self.masses.iter().enumerate() {
            if rest < mass {
                index = at;
                break;
            }
            rest -= mass;
        }
        let piece = self.pieces[index];
        // The high half of the product is a uniform member, the low half a uniform number given that member.
        let product = u128::from(stream.next_u64()) * u128::from(piece.len());
        let place = piece.first + (product >> 64) as u32;
        let weight_there = if piece.first == piece.last { piece.height } else { weight(place) };
        let level = (product as u64 >> 11) as f64 / 9_007_199_254_740_992.0;
        let accepted = level * piece.height < weight_there;

        // The nearest member is the first of a piece above the agent and the last of one below.
        let above = piece.first > own;
        let (before, after) = (place > piece.first, place < piece.last);
        let (left, right) = match (accepted, above) {
            (true, true) => (
                before.then(|| Piece { last: place - 1, ..piece }),
                after.then(|| Piece { first: place + 1, height: weight(place + 1), ..piece }),
            ),
            (true, false) => (
                before.then(|| Piece { last: place - 1, height: weight(place - 1), ..piece }),
                after.then(|| Piece { first: place + 1, ..piece }),
            ),
            (false, true) => (
                before.then(|| Piece { last: place - 1, ..piece }),
                Some(Piece { first: place, height: weight_there, ..piece }),
            ),
            (false, false) => (
                Some(Piece { last: place, height: weight_there, ..piece }),
                after.then(|| Piece { first: place + 1, ..piece }),
            ),
        };
        self.replace(index, left, right);
        accepted.then_some(place)
    }

    /// Puts the parts of a piece in its stead.
    fn replace(&mut self, index: usize, left: Option<Piece>, right: Option<Piece>) {
        self.total -= self.masses[index];
        if let Some(piece) = left.or(right) {
            self.pieces[index] = piece;
            self.masses[index] = piece.mass();
            self.total += self.masses[index];
        } else {
            self.pieces.swap_remove(index);
            self.masses.swap_remove(index);
        }
        if let (Some(_), Some(piece)) = (left, right) {
            self.pieces.push(piece);
            self.masses.push(piece.mass());
            self.total += piece.mass();
        }
        // Differences of large numbers leave nothing of small ones.
        if self.total < 0.01 * self.fresh {
            self.add_up();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};

    /// Two clumps, equal opinions, a recluse.
    fn clumped(agents: usize) -> Vec<f64> {
        let mut stream = Draws::new(9, 0).stream(Purpose::Test, 0, 0);
        let mut opinions: Vec<f64> = (0..agents)
            .map(|agent| if agent % 3 == 0 { 2.0 } else { -1.0 } + 0.3 * stream.normal())
            .collect();
        opinions[1] = opinions[0];
        opinions[2] = 7.0;
        opinions
    }

    /// The probabilities of all ordered pairs of partners, by enumeration.
    fn pairs(opinions: &[f64], agent: usize, law: Nearness) -> Vec<Vec<f64>> {
        let n = opinions.len();
        let weight: Vec<f64> = (0..n)
            .map(|j| if j == agent { 0.0 } else { law.weight((opinions[j] - opinions[agent]).abs()) })
            .collect();
        let total: f64 = weight.iter().sum();
        let second = |i: usize, j: usize| {
            let rest: f64 = (0..n).filter(|&k| k != i).map(|k| weight[k]).sum();
            if i == j { 0.0 } else { weight[i] / total * weight[j] / rest }
        };
        (0..n).map(|i| (0..n).map(|j| second(i, j)).collect()).collect()
    }

    /// χ² of counts against probabilities, cells below five expected ones put together, and its degrees of freedom.
    fn chi_square(counts: &[u32], probabilities: &[f64]) -> (f64, f64) {
        let draws: f64 = counts.iter().copied().map(f64::from).sum();
        let (mut sum, mut cells) = (0.0, 0.0);
        let mut rare = (0.0, 0.0);
        for (&count, &probability) in counts.iter().zip(probabilities) {
            let expected = probability * draws;
            if expected < 5.0 {
                rare = (rare.0 + f64::from(count), rare.1 + expected);
                continue;
            }
            sum += (f64::from(count) - expected) * (f64::from(count) - expected) / expected;
            cells += 1.0;
        }
        if rare.1 > 0.0 {
            sum += (rare.0 - rare.1) * (rare.0 - rare.1) / rare.1;
            cells += 1.0;
        }
        (sum, cells - 1.0)
    }

    fn assert_fits(counts: &[u32], probabilities: &[f64], what: &str) {
        let (sum, freedom) = chi_square(counts, probabilities);
        // Mean and standard deviation of χ² with so many degrees of freedom.
        let limit = freedom + 4.0 * (2.0 * freedom).sqrt();
        assert!(freedom > 2.0 && sum < limit, "{what}: χ² = {sum} with {freedom} degrees of freedom");
    }

    #[test]
    fn two_in_a_row_have_the_enumerated_law() {
        let opinions = clumped(14);
        let ranks = Ranks::new(&opinions);
        let mut partners = Partners::default();
        for (beta, floor) in [(0.0, 1e-10), (0.5, 1e-10), (1.0, 1e-3), (1.3, 0.05), (3.0, 0.01)] {
            let law = Nearness::new(beta, floor);
            for agent in [0_u32, 2, 5] {
                let mut counts = vec![0; 14 * 14];
                let mut stream = Draws::new(1, 0).stream(Purpose::Test, 1, agent);
                let mut chosen = Vec::new();
                for _ in 0..20_000 {
                    chosen.clear();
                    partners.draw(&ranks, agent, 2, law, &mut stream, &mut chosen);
                    counts[chosen[0] as usize * 14 + chosen[1] as usize] += 1;
                }
                let expected = pairs(&opinions, agent as usize, law).concat();
                assert!(counts.iter().zip(&expected).all(|(&count, &p)| count == 0 || p > 0.0));
                assert_fits(&counts, &expected, &format!("β = {beta}, agent {agent}"));
            }
        }
    }

    #[test]
    fn the_first_of_many_has_the_exact_law() {
        let opinions = clumped(3_000);
        let ranks = Ranks::new(&opinions);
        let mut partners = Partners::default();
        for beta in [0.5, 1.0, 3.0] {
            let law = Nearness::new(beta, 1e-10);
            for agent in [3_u32, 4, 2] {
                let mut counts = vec![0; 3_000];
                let mut chosen = Vec::new();
                let mut stream = Draws::new(2, 0).stream(Purpose::Test, 1, agent);
                for _ in 0..60_000 {
                    partners.draw(&ranks, agent, 1, law, &mut stream, &mut chosen);
                }
                for &partner in &chosen {
                    counts[partner as usize] += 1;
                }
                let own = opinions[agent as usize];
                let mut weights: Vec<f64> =
                    opinions.iter().map(|&opinion| law.weight((opinion - own).abs())).collect();
                weights[agent as usize] = 0.0;
                let total: f64 = weights.iter().sum();
                let weights: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
                assert_fits(&counts, &weights, &format!("β = {beta}, agent {agent}"));
            }
        }
    }

    #[test]
    fn a_heavy_neighbour_taken_leaves_the_others() {
        // Eight agents at one point have a weight of 1e30; twelve are asked for.
        let mut opinions: Vec<f64> = (0..200).map(|agent| f64::from(agent) / 50.0 - 2.0).collect();
        opinions[..8].fill(0.25);
        let ranks = Ranks::new(&opinions);
        let mut partners = Partners::default();
        for agent in 0..8 {
            let mut chosen = Vec::new();
            let mut stream = Draws::new(3, 0).stream(Purpose::Test, 0, agent);
            partners.draw(&ranks, agent, 12, Nearness::new(3.0, 1e-10), &mut stream, &mut chosen);
            let mut first: Vec<u32> = chosen[..7].to_vec();
            first.sort_unstable();
            let expected: Vec<u32> = (0..8).filter(|&other| other != agent).collect();
            assert_eq!(first, expected);
            chosen.sort_unstable();
            chosen.dedup();
            assert_eq!(chosen.len(), 12);
            assert!(!chosen.contains(&agent));
        }
        assert!(partners.tries < 8 * 12 * 3, "{} proposals for 96 partners", partners.tries);
    }

    #[test]
    fn few_have_everybody() {
        let ranks = Ranks::new(&[0.3, 0.1, 0.2]);
        let mut chosen = Vec::new();
        let mut stream = Draws::new(3, 0).stream(Purpose::Test, 0, 0);
        Partners::default().draw(&ranks, 0, 10, Nearness::new(1.0, 1e-10), &mut stream, &mut chosen);
        assert_eq!(chosen, [1, 2]);
    }

    #[test]
    fn halves_are_powers() {
        for beta in [0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 0.7, 5.5] {
            for d in [1e-10, 0.003, 0.7, 1.0, 12.0] {
                let (weight, power) = (Nearness::new(beta, 1e-10).weight(d), math::pow(d, -beta));
                assert!((weight / power - 1.0).abs() < 1e-14, "{beta} {d}: {weight} {power}");
            }
        }
        assert_eq!(Nearness::new(0.0, 1e-10).weight(0.3), 1.0);
        assert!(Nearness::new(20.0, 1e-10).weight(1e40) > 0.0);
    }
}

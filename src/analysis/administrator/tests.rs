//! The administrator against closed forms, another method, and moves at random.

use std::sync::atomic::{AtomicBool, Ordering};

use super::pairs::dot;
use super::*;
use crate::network::Graph;
use crate::random::{Draws, Purpose, Stream};

static NEVER: AtomicBool = AtomicBool::new(false);

fn administrator(epsilon: f64, ridge: f64) -> Administrator {
    let reweighting = Reweighting { epsilon, ridge };
    Administrator { reweighting, adjustable: Adjustable::All, rounds: 10, tolerance: 1e-9 }
}

/// Two blocks of `n` with weights p inside and q across, and s = ±1.
fn blocks(n: u32, p: f32, q: f32) -> Society {
    let ends: Vec<(u32, u32)> = (0..2 * n).flat_map(|i| (0..i).map(move |j| (i, j))).collect();
    let weights: Vec<f32> = ends.iter().map(|(i, j)| if (*i < n) == (*j < n) { p } else { q }).collect();
    let innate = (0..2 * n).map(|i| if i < n { 1.0 } else { -1.0 }).collect();
    let graph = Graph::from_weighted_ties(2 * n as usize, &ends, &weights, false);
    Society { graph, tie_weight: 1.0, innate }
}

/// In the expected block model the problem is one of a single number, by symmetry: how much less weight is across. With it
/// q − δ across, there is p + nδ/(n − 1) inside, ‖ΔW‖_F² = 2n²δ²(2n − 1)/(n − 1), and z = ±1/(1 + 2n(q − δ)).
#[test]
fn two_blocks_have_their_closed_form() {
    for (n, p, q, epsilon, ridge) in [
        (10, 0.5, 0.125, 0.1, 0.0),
        (10, 0.5, 0.125, 0.2, 0.0),
        (6, 2.0, 0.25, 0.05, 0.0),
        (6, 0.25, 0.5, 0.3, 0.0),
        (10, 0.5, 0.125, 0.2, 0.125),
        (10, 0.5, 0.125, 0.2, 0.3),
        (6, 0.25, 0.0625, 0.5, 0.7),
        (6, 0.25, 0.125, 10.0, 2.0),
    ] {
        let society = blocks(n, p, q);
        let played = administrator(epsilon, ridge).play(&society, &NEVER, &mut |_| ()).unwrap();
        let (n, p, q) = (f64::from(n), f64::from(p), f64::from(q));
        let size = (2.0 * n * ((n - 1.0) * p * p + n * q * q)).sqrt();
        let most = epsilon * size / (n * (2.0 * (2.0 * n - 1.0) / (n - 1.0)).sqrt());
        let settled = |delta: f64| 1.0 / (1.0 + 2.0 * n * (q - delta));
        let mut z = settled(0.0);
        let mut delta = 0.0;
        for round in &played.rounds {
            let at = format!("n = {n}, p = {p}, q = {q}, ε = {epsilon}, λ = {ridge}: {round:?}");
            if round.round > 0 {
                // Where the slope of the objective in δ is 0, or as far as the ball and w ≥ 0 allow.
                let best = if ridge > 0.0 {
                    (z * z / ridge - (p - q)) * (n - 1.0) / (2.0 * n - 1.0)
                } else {
                    f64::INFINITY
                };
                let least = (-most).max(-p * (n - 1.0) / n);
                delta = best.clamp(least, most.min(q));
                assert!((round.foreseen - 4.0 * n * n * (q - delta) * z * z).abs() < 1e-6, "{at}");
                z = settled(delta);
            }
            assert!((round.polarisation - 2.0 * n * z * z).abs() < 1e-7 * round.polarisation, "{at}");
            assert!((round.disagreement - 4.0 * n * n * (q - delta) * z * z).abs() < 1e-7, "{at}");
            assert!((round.change - epsilon * delta.abs() / most).abs() < 1e-7, "{at}");
            assert!(round.gap < 1e-8, "{at}");
        }
        // With λ it may swing for long.
        assert!(played.rounds.len() > 2 && (ridge > 0.0 || played.rounds.last().unwrap().settled));
        for (z, s) in played.after.iter().zip(&society.innate) {
            assert!((z - s * settled(delta)).abs() < 1e-8);
        }
    }
}

/// A network of `agents` with ties of drawn weights, and opinions.
fn drawn(agents: u32, density: f64, seed: u64) -> (Graph, Vec<f64>) {
    let mut stream = Draws::new(seed, 0).stream(Purpose::Test, 0, 0);
    let pairs = (0..agents).flat_map(|i| (0..i).map(move |j| (i, j)));
    let ends: Vec<(u32, u32)> = pairs.filter(|_| stream.uniform() < density).collect();
    let weights: Vec<f32> = ends.iter().map(|_| (0.2 + stream.uniform()) as f32).collect();
    let opinions = (0..agents).map(|_| 2.0 * stream.uniform() - 1.0).collect();
    (Graph::from_weighted_ties(agents as usize, &ends, &weights, false), opinions)
}

/// The point nearest to `target` with w ≥ 0 and these row sums: Dykstra's projections in turns, which know nothing of
/// multipliers or cones.
fn projected(pairs: &Pairs, degrees: &[f64], target: &[f64]) -> Vec<f64> {
    let mut weights = target.to_vec();
    let mut cut = vec![0.0; weights.len()];
    let members: Vec<Vec<usize>> = (0..pairs.agents() as u32)
        .map(|agent| {
            let ends = pairs.ends().iter().enumerate();
            ends.filter(|(_, (i, j))| *i == agent || *j == agent).map(|(pair, _)| pair).collect()
        })
        .collect();
    for _ in 0..20_000 {
        let former = weights.clone();
        for (agent, members) in members.iter().enumerate().filter(|(_, members)| !members.is_empty()) {
            let sum: f64 = members.iter().map(|&pair| weights[pair]).sum();
            let share = (degrees[agent] - sum) / members.len() as f64;
            members.iter().for_each(|&pair| weights[pair] += share);
        }
        for (weight, cut) in weights.iter_mut().zip(&mut cut) {
            let whole = *weight + *cut;
            *cut = whole.min(0.0);
            *weight = whole.max(0.0);
        }
        let moved = weights.iter().zip(&former).map(|(now, was)| (now - was).abs());
        if moved.fold(0.0, f64::max) < 1e-13 {
            break;
        }
    }
    weights
}

/// The same weights by another way: with a price of μ/2·‖w − w⁰‖² in place of the ball the best weights are a projection, and μ
/// is found by halving so that they lie on the ball.
fn otherwise(reweighting: &Reweighting, pairs: &Pairs, opinions: &[f64]) -> Vec<f64> {
    let (costs, first) = (pairs.distances(opinions), pairs.weights());
    let degrees = pairs.degrees(first);
    let at = |price: f64| {
        let curvature = price + 4.0 * reweighting.ridge;
        let target: Vec<f64> =
            costs.iter().zip(first).map(|(cost, weight)| (price * weight - cost) / curvature).collect();
        projected(pairs, &degrees, &target)
    };
    let radius = reweighting.epsilon * dot(first, first).sqrt();
    let length = |weights: &[f64]| {
        let moved: Vec<f64> = weights.iter().zip(first).map(|(now, was)| now - was).collect();
        dot(&moved, &moved).sqrt()
    };
    if reweighting.ridge > 0.0 && length(&at(0.0)) < radius {
        return at(0.0); // the ball does not bind
    }
    let (mut low, mut high): (f64, f64) = (1e-3, 1e3);
    for _ in 0..45 {
        let middle = (low * high).sqrt();
        if length(&at(middle)) > radius { low = middle } else { high = middle }
    }
    at((low * high).sqrt())
}

#[test]
fn another_method_finds_the_same_weights() {
    let mut moved = 0;
    for (case, adjustable) in [Adjustable::All, Adjustable::Existing].into_iter().cycle().take(8).enumerate()
    {
        let (graph, opinions) = drawn(9, 0.6, case as u64);
        let pairs = Pairs::of(&graph, 1.5, adjustable).unwrap();
        for (epsilon, ridge) in [(0.1, 0.0), (0.3, 0.0), (0.3, 0.02), (0.5, 0.3)] {
            let reweighting = Reweighting { epsilon, ridge };
            let best = reweighting.best(&pairs, &opinions, &NEVER).unwrap();
            let other = otherwise(&reweighting, &pairs, &opinions);
            let apart = best.weights.iter().zip(&other).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(apart < 1e-5, "{case}, {adjustable:?}, {reweighting:?}: {apart}");
            let [found, expected] =
                [&best.weights, &other].map(|w| reweighting.objective(&pairs, w, &opinions));
            assert!((found - expected).abs() < 1e-7 * expected, "{found}, expected {expected}");
            moved += usize::from(expected < 0.99 * reweighting.objective(&pairs, pairs.weights(), &opinions));
        }
    }
    assert!(moved > 20, "{moved} of 32 cases gained anything");
}

/// Weight moved around a random circle of four, i–j and k–l more and i–k and j–l less: the row sums stay.
fn circle(pairs: &Pairs, stream: &mut Stream) -> Vec<f64> {
    let agents = pairs.agents() as u32;
    let mut change = vec![0.0; pairs.ends().len()];
    let (i, j, k, l) =
        (stream.below(agents), stream.below(agents), stream.below(agents), stream.below(agents));
    let place = |a: u32, b: u32| pairs.ends().binary_search(&(a.min(b), a.max(b)));
    if let (Ok(ij), Ok(kl), Ok(ik), Ok(jl)) = (place(i, j), place(k, l), place(i, k), place(j, l)) {
        [(ij, 1.0), (kl, 1.0), (ik, -1.0), (jl, -1.0)].iter().for_each(|(pair, by)| change[*pair] += by);
    }
    change
}

#[test]
fn no_move_at_random_is_better() {
    let mut tried = 0;
    for (seed, epsilon, ridge) in [(1, 0.2, 0.0), (2, 0.4, 0.05), (3, 0.15, 0.0), (4, 5.0, 0.5)] {
        let (graph, opinions) = drawn(16, 0.4, seed);
        let pairs = Pairs::of(&graph, 1.0, Adjustable::All).unwrap();
        let reweighting = Reweighting { epsilon, ridge };
        let best = reweighting.best(&pairs, &opinions, &NEVER).unwrap();
        let least = reweighting.objective(&pairs, &best.weights, &opinions);
        let first = pairs.weights();
        // The conditions.
        let (before, after) = (pairs.degrees(first), pairs.degrees(&best.weights));
        assert!(before.iter().zip(&after).all(|(before, after)| (before - after).abs() < 1e-8), "{after:?}");
        assert!(best.weights.iter().all(|&weight| weight >= 0.0));
        let radius = epsilon * dot(first, first).sqrt();
        let mut stream = Draws::new(seed, 0).stream(Purpose::Test, 1, 0);
        for _ in 0..4000 {
            let scale = [1.0, 0.1, 1e-2, 1e-3, 1e-4][stream.below(5) as usize];
            let mut step: Vec<f64> = best.weights.iter().zip(first).map(|(now, was)| now - was).collect();
            for _ in 0..=stream.below(3) {
                let by = scale * (stream.uniform() - 0.5);
                step.iter_mut().zip(circle(&pairs, &mut stream)).for_each(|(step, one)| *step += by * one);
            }
            // Back into the ball, which keeps w ≥ 0 where it held.
            let back = (radius / dot(&step, &step).sqrt()).min(1.0);
            let weights: Vec<f64> = first.iter().zip(&step).map(|(was, step)| was + back * step).collect();
            if weights.iter().all(|&weight| weight >= 0.0) {
                tried += 1;
                let objective = reweighting.objective(&pairs, &weights, &opinions);
                assert!(objective > least - 1e-8, "{reweighting:?}: {objective} under {least}");
            }
        }
    }
    assert!(tried > 1000, "{tried} moves were admissible");
}

#[test]
fn where_nothing_can_move_nothing_does() {
    let line = [(0, 1), (1, 2), (2, 3)];
    let star = [(0, 1), (0, 2), (0, 3), (0, 4)];
    for (ties, agents, adjustable, epsilon) in [
        (&line[..], 4, Adjustable::Existing, 0.5), // a tree's row sums fix its weights
        (&star, 5, Adjustable::All, 0.5),          // a weight among the leaves would be missing at the centre
        (&line, 4, Adjustable::All, 0.0),
    ] {
        let innate: Vec<f64> = (0..agents).map(|agent| 1.0 - f64::from(agent * agent) / 4.0).collect();
        let society =
            Society { graph: Graph::from_ties(agents as usize, ties, false), tie_weight: 1.0, innate };
        let played = Administrator { adjustable, ..administrator(epsilon, 0.0) };
        let played = played.play(&society, &NEVER, &mut |_| ()).unwrap();
        assert!((played.rounds.last().unwrap().ratio - 1.0).abs() < 1e-6, "{:?}", played.rounds);
        let moved =
            played.weights.iter().zip(played.pairs.weights()).all(|(now, was)| (now - was).abs() < 1e-5);
        assert!(moved, "{:?}", played.weights);
    }
    // Everybody of one mind: there is no disagreement to lessen.
    let society = Society { innate: vec![0.5; 12], ..blocks(6, 0.5, 0.25) };
    let played = administrator(0.2, 0.0).play(&society, &NEVER, &mut |_| ()).unwrap();
    let last = played.rounds.last().unwrap();
    assert!(last.polarisation < 1e-28 && last.ratio.is_nan() && last.change < 1e-12, "{last:?}");
}

/// Weight across is gone where the ball allows it: then the blocks are apart, and everybody keeps its innate opinion.
#[test]
fn with_room_enough_the_blocks_part() {
    let society = blocks(5, 0.5, 0.25);
    let played = administrator(50.0, 0.0).play(&society, &NEVER, &mut |_| ()).unwrap();
    let last = played.rounds.last().unwrap();
    assert!((last.polarisation - 10.0).abs() < 1e-5 && last.disagreement < 1e-6, "{last:?}");
    // Two halves of a bipartite network, whose conditions say one thing twice.
    let ends: Vec<(u32, u32)> = (0..4).flat_map(|i| (4..8).map(move |j| (i, j))).collect();
    let innate = (0..8).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
    let society = Society { graph: Graph::from_ties(8, &ends, false), tie_weight: 1.0, innate };
    let existing = Administrator { adjustable: Adjustable::Existing, ..administrator(50.0, 0.0) };
    let last = *existing.play(&society, &NEVER, &mut |_| ()).unwrap().rounds.last().unwrap();
    assert!((last.polarisation - 8.0).abs() < 1e-5, "{last:?}");
}

#[test]
fn it_can_be_interrupted() {
    static NOW: AtomicBool = AtomicBool::new(false);
    NOW.store(true, Ordering::Relaxed);
    let mut rounds = 0;
    let error = administrator(0.2, 0.0).play(&blocks(6, 0.5, 0.25), &NOW, &mut |_| rounds += 1).unwrap_err();
    assert!(matches!(error, AdministratorError::Reweighting(ReweightingError::Interrupted)), "{error}");
    assert_eq!(rounds, 1);
}

//! Places a binary attribute so that it correlates with degree, by swaps (Lerman, Yan & Wu 2016).

use super::degree_attribute_correlation;
use crate::random::Stream;

/// Swaps the attribute between agents until its correlation with degree reaches `target`: draws an active u
/// and an inactive v and exchanges their attributes if that moves the correlation towards the target (`k_v` >
/// `k_u` where it must rise). Keeps the number of active agents. Returns the correlation reached.
///
/// It stops at the first swap that reaches the target, or when no swap helps. The pairs are drawn uniformly
/// among those that help, which is the law of drawing until one helps, and ends. Draws: one uniform number a
/// swap, from a stream of [`Purpose::Placement`](crate::random::Purpose::Placement). NaN, and no swap, where
/// degree or attribute does not vary. `target` in [−1, 1]. O(N log N + swaps · different degrees).
pub fn swap_to_correlation(degrees: &[u32], active: &mut [bool], target: f64, stream: &mut Stream) -> f64 {
    let start = degree_attribute_correlation(degrees, active);
    if start.is_nan() || start == target {
        return start;
    }
    let rising = target > start;
    // Degrees in the order in which a swap climbs: upwards where the correlation must rise.
    let mut values = degrees.to_vec();
    values.sort_unstable();
    values.dedup();
    if !rising {
        values.reverse();
    }
    let mut on: Vec<Vec<u32>> = vec![Vec::new(); values.len()];
    let mut off = on.clone();
    for (agent, degree) in degrees.iter().enumerate() {
        let class = values.partition_point(|value| if rising { value < degree } else { value > degree });
        let group = if active[agent] { &mut on } else { &mut off };
        group[class].push(agent as u32);
    }
    // The correlation is linear in the active agents' sum of degrees: count on that, in whole numbers.
    let count = active.iter().filter(|&&active| active).count();
    let needed = (target - start).abs() / slope(degrees, count);
    let mut moved = 0_u64;
    while (moved as f64) < needed {
        let Some((from, u, to, v)) = helpful_pair(&on, &off, stream) else { break };
        moved += u64::from(values[from].abs_diff(values[to]));
        let (leaves, enters) = (on[from].swap_remove(u), off[to].swap_remove(v));
        off[from].push(leaves);
        on[to].push(enters);
    }
    active.fill(false);
    on.iter().flatten().for_each(|&agent| active[agent as usize] = true);
    degree_attribute_correlation(degrees, active)
}

/// A uniform pair of an active agent and an inactive one of a higher class: (class, place, class, place).
fn helpful_pair(
    on: &[Vec<u32>],
    off: &[Vec<u32>],
    stream: &mut Stream,
) -> Option<(usize, usize, usize, usize)> {
    let (mut above, mut pairs) = (0, 0);
    for class in (0..on.len()).rev() {
        pairs += on[class].len() * above;
        above += off[class].len();
    }
    if pairs == 0 {
        return None;
    }
    let mut at = ((stream.uniform() * pairs as f64) as usize).min(pairs - 1);
    above = 0;
    for from in (0..on.len()).rev() {
        let here = on[from].len() * above;
        if at < here {
            let (u, mut v) = (at % on[from].len(), at / on[from].len());
            let mut to = on.len() - 1;
            while v >= off[to].len() {
                v -= off[to].len();
                to -= 1;
            }
            return Some((from, u, to, v));
        }
        at -= here;
        above += off[from].len();
    }
    None
}

/// What one more degree in the active agents' sum adds to the correlation: `1/(N·σ_k·σ_x)`.
fn slope(degrees: &[u32], active: usize) -> f64 {
    let n = degrees.len() as f64;
    let values: Vec<f64> = degrees.iter().map(|&k| f64::from(k)).collect();
    let (_, variance) = crate::math::mean_and_variance(&values).unwrap_or((0.0, 0.0));
    let p = active as f64 / n;
    1.0 / (n * libm::sqrt(variance * p * (1.0 - p)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};

    #[test]
    fn up_down_and_out_of_reach() {
        let degrees: Vec<u32> = (0..400).map(|agent| agent % 20).collect();
        let placed = |target| {
            let mut active: Vec<bool> = (0..400).map(|agent| agent % 4 == 0).collect();
            let mut stream = Draws::new(1, 0).stream(Purpose::Placement, 0, 0);
            let reached = swap_to_correlation(&degrees, &mut active, target, &mut stream);
            assert_eq!(active.iter().filter(|&&active| active).count(), 100);
            reached
        };
        // One swap moves it by 0.02 at most.
        assert!((placed(0.5) - 0.5).abs() < 0.02);
        assert!((placed(-0.3) + 0.3).abs() < 0.02);
        // The hundred agents of degree 15 … 19 active: as high as it goes.
        let mut top: Vec<bool> = degrees.iter().map(|&k| k >= 15).collect();
        let most = degree_attribute_correlation(&degrees, &top);
        assert!((placed(1.0) - most).abs() < 1e-12);
        let mut stream = Draws::new(1, 0).stream(Purpose::Placement, 0, 0);
        assert!(swap_to_correlation(&[3; 400], &mut top, 0.5, &mut stream).is_nan());
    }
}

//! Shapley values and interactions of a game on a few players, from the worth of every coalition.
//!
//! With v(S) the worth of the coalition S of n players, the value of i (Shapley 1953) is
//! φ_i = Σ_{S ∌ i} s!(n − s − 1)!/n! · (v(S ∪ i) − v(S)), s the size of S; Σ φ_i = v(N) − v(∅).
//! The interaction of i and j (Grabisch & Roubens 1999) is
//! I_ij = Σ_{S ∌ i, j} s!(n − s − 2)!/(n − 1)! · (v(S ∪ ij) − v(S ∪ i) − v(S ∪ j) + v(S)).
//! With two players, I is the plain difference of differences, and each value is what its player does alone plus I/2.

/// The Shapley value of every player. `worth[S]` is that of the coalition whose members are the bits of S.
///
/// Equal worths give exactly 0. O(n · 2^n).
///
/// # Panics
/// If the number of coalitions is no power of two.
pub fn shapley(worth: &[f64]) -> Vec<f64> {
    let players = players(worth);
    let weights = weights(players, 1);
    (0..players)
        .map(|player| {
            let with = 1 << player;
            let without = (0..worth.len()).filter(|coalition| coalition & with == 0);
            without.fold(0.0, |sum, coalition| {
                sum + weights[size(coalition)] * (worth[coalition | with] - worth[coalition])
            })
        })
        .collect()
}

/// The interaction of every pair of players i < j, in the order (0, 1), (0, 2), …, (1, 2), …. As [`shapley`].
///
/// # Panics
/// As `shapley`.
pub fn interactions(worth: &[f64]) -> Vec<(usize, usize, f64)> {
    let players = players(worth);
    let weights = weights(players, 2);
    let pairs = (0..players).flat_map(|first| (first + 1..players).map(move |second| (first, second)));
    pairs
        .map(|(first, second)| {
            let (one, other) = (1 << first, 1 << second);
            let without = (0..worth.len()).filter(|coalition| coalition & (one | other) == 0);
            let interaction = without.fold(0.0, |sum, coalition| {
                let both = worth[coalition | one | other] - worth[coalition | other];
                sum + weights[size(coalition)] * (both - (worth[coalition | one] - worth[coalition]))
            });
            (first, second, interaction)
        })
        .collect()
}

fn players(worth: &[f64]) -> usize {
    assert!(worth.len().is_power_of_two(), "{} coalitions: not one for each set of players", worth.len());
    worth.len().trailing_zeros() as usize
}

fn size(coalition: usize) -> usize {
    coalition.count_ones() as usize
}

/// By the size s of a coalition that `apart` of `players` players are not in, s!(r − s)!/(r + 1)! with r the others: one
/// over the number of such coalitions of that size, and over the number of sizes.
fn weights(players: usize, apart: usize) -> Vec<f64> {
    let Some(others) = players.checked_sub(apart) else { return Vec::new() };
    let mut coalitions = 1.0;
    (0..=others)
        .map(|size| {
            let weight = 1.0 / (coalitions * (others + 1) as f64);
            coalitions *= (others - size) as f64 / (size + 1) as f64;
            weight
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
    }

    #[test]
    fn an_additive_game_gives_each_its_own() {
        let parts = [0.3, -1.7, 0.0, 2.5];
        let worth: Vec<f64> = (0..16_usize)
            .map(|set| 7.0 + (0..4).filter(|i| set >> i & 1 == 1).map(|i| parts[i]).sum::<f64>())
            .collect();
        for (found, expected) in shapley(&worth).into_iter().zip(parts) {
            close(found, expected);
        }
        assert_eq!(interactions(&worth).len(), 6);
        for (.., value) in interactions(&worth) {
            close(value, 0.0);
        }
    }

    #[test]
    fn known_games() {
        // The glove game: 0 has a left glove, 1 and 2 right ones; a pair is worth 1. φ = (2/3, 1/6, 1/6).
        let gloves: Vec<f64> =
            (0..8_usize).map(|set| f64::from(u8::from(set & 1 == 1 && set & 6 != 0))).collect();
        for (found, expected) in shapley(&gloves).into_iter().zip([2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]) {
            close(found, expected);
        }
        // I_01: without 2, 1; with 2, v(012) − v(02) − v(12) + v(2) = 1 − 1 − 0 + 0 = 0: ½. I_12: 0 and −1: −½.
        let pairs: Vec<f64> = interactions(&gloves).into_iter().map(|(.., value)| value).collect();
        for (found, expected) in pairs.into_iter().zip([0.5, 0.5, -0.5]) {
            close(found, expected);
        }
        // Two players: difference of differences.
        let two = [1.0, 2.0, 4.0, 9.0];
        let values = shapley(&two);
        close(values[0], 1.0 + 2.0);
        close(values[1], 3.0 + 2.0);
        assert_eq!(interactions(&two), [(0, 1, 4.0)]);
        assert_eq!(shapley(&[3.0, 5.0]), [2.0]);
        assert!(interactions(&[3.0, 5.0]).is_empty() && shapley(&[3.0]).is_empty());
    }

    #[test]
    fn values_sum_to_the_whole_and_nobody_without_effect_gets_anything() {
        for players in 1..=6_u32 {
            let mut stream = crate::random::Draws::new(1, 0).stream(crate::random::Purpose::Test, 0, players);
            let mut worth: Vec<f64> = (0..1 << players).map(|_| 10.0 * stream.normal()).collect();
            let total = worth[worth.len() - 1] - worth[0];
            close(shapley(&worth).iter().sum::<f64>(), total);
            // Player 0 changes nothing: exactly 0, and no interactions.
            for set in (1..worth.len()).step_by(2) {
                worth[set] = worth[set - 1];
            }
            assert_eq!(shapley(&worth)[0], 0.0);
            assert!(interactions(&worth).iter().all(|(first, _, value)| *first != 0 || *value == 0.0));
        }
    }
}

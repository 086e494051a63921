//! Degrees, sizes of communities, and who belongs to which.

use crate::math;
use crate::random::Stream;

/// How often sizes are drawn until they sum to N, or agents sent from community to community, before it is given up.
const PATIENCE: u64 = 200;

/// Whole numbers from `low` on with p(k) ∝ k^−exponent.
pub(super) struct PowerLaw {
    low: u32,
    cumulative: Vec<f64>,
}

impl PowerLaw {
    pub(super) fn new(exponent: f64, low: u32, high: u32) -> Self {
        let scale = math::ln(f64::from(low));
        let weight = |k: u32| math::exp(-exponent * (math::ln(f64::from(k)) - scale));
        let total = math::ordered_sum((low..=high).map(weight).collect::<Vec<_>>().into_iter());
        let mut below = 0.0;
        let cumulative = (low..=high)
            .map(|k| {
                below += weight(k) / total;
                below
            })
            .collect();
        Self { low, cumulative }
    }

    /// The mean.
    pub(super) fn mean(&self) -> f64 {
        // Σ P(above k), from the lowest value on.
        f64::from(self.low) + math::ordered_sum(self.cumulative.iter().map(|&below| (1.0 - below).max(0.0)))
    }

    fn draw(&self, stream: &mut Stream) -> u32 {
        let at = stream.uniform();
        let k = self.cumulative.partition_point(|&below| below <= at);
        self.low + k.min(self.cumulative.len() - 1) as u32
    }
}

/// The law of the degrees: a power law, or, for a given mean, the mixture of those whose lowest values are the two whole
/// numbers on either side of what the mean asks for.
pub(super) struct DegreeLaw {
    laws: [PowerLaw; 2],
    /// The weight of the second.
    weight: f64,
}

impl DegreeLaw {
    /// From `least` to `most`.
    pub(super) fn from(exponent: f64, least: u32, most: u32) -> Self {
        let law = |low: u32| PowerLaw::new(exponent, low.min(most), most);
        Self { laws: [law(least), law(least + 1)], weight: 0.0 }
    }

    /// With this mean, which must lie between that of 1 … `most` and `most`.
    pub(super) fn with_mean(exponent: f64, mean: f64, most: u32) -> Self {
        // The mean grows with the lowest value: the largest `low` whose law has at most the mean.
        let (mut low, mut high) = (1, most);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if PowerLaw::new(exponent, middle, most).mean() <= mean {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        let law = Self::from(exponent, low, most);
        let (below, above) = (law.laws[0].mean(), law.laws[1].mean());
        let weight = if above > below { ((mean - below) / (above - below)).clamp(0.0, 1.0) } else { 0.0 };
        Self { weight, ..law }
    }

    /// The mean.
    pub(super) fn mean(&self) -> f64 {
        (1.0 - self.weight) * self.laws[0].mean() + self.weight * self.laws[1].mean()
    }

    pub(super) fn draw(&self, stream: &mut Stream) -> u32 {
        let second = stream.chance(self.weight);
        self.laws[usize::from(second)].draw(stream)
    }
}

/// Sizes of communities that sum to `agents`, the largest first. None where luck was out.
pub(super) fn sizes(law: &PowerLaw, agents: u32, stream: &mut Stream) -> Option<Vec<u32>> {
    // A sum hits N about once in as many tries as the mean size.
    let tries = PATIENCE * (law.mean() as u64 + 1);
    let mut sizes = Vec::new();
    for _ in 0..tries {
        sizes.clear();
        let mut total = 0_u64;
        while total < u64::from(agents) {
            let size = law.draw(stream);
            total += u64::from(size);
            sizes.push(size);
        }
        if total == u64::from(agents) {
            sizes.sort_unstable_by(|a, b| b.cmp(a));
            return Some(sizes);
        }
    }
    None
}

/// The members of each community, so that each is larger than the number of ties that its members have inside. None
/// where somebody finds no room.
pub(super) fn membership(sizes: &[u32], inside: &[u32], stream: &mut Stream) -> Option<Vec<Vec<u32>>> {
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); sizes.len()];
    let mut homeless: Vec<u32> = (0..inside.len() as u32).collect();
    stream.shuffle(&mut homeless);
    // Whoever fits fewer communities (sizes fall) draws among those alone.
    let fitting = |agent: u32| sizes.partition_point(|&size| size > inside[agent as usize]);
    let most_moves = PATIENCE * inside.len() as u64;
    let mut moves = 0;
    while let Some(agent) = homeless.pop() {
        let fitting = fitting(agent);
        moves += 1;
        if fitting == 0 || moves > most_moves {
            return None;
        }
        let chosen = stream.below(fitting as u32) as usize;
        let community = &mut members[chosen];
        if community.len() as u32 == sizes[chosen] {
            let out = stream.below(sizes[chosen]) as usize;
            homeless.push(community.swap_remove(out));
        }
        community.push(agent);
    }
    for members in &mut members {
        members.sort_unstable();
    }
    Some(members)
}

//! The distribution of an attribute over agents.
//!
//! | in a scenario | meaning | mean | draws an agent |
//! |---|---|---|---|
//! | `0.5` | the same for all | 0.5 | 0 |
//! | `{ uniform = [a, b] }` | uniform on [a, b) | (a + b)/2 | 1 |
//! | `{ normal = { mean, sd } }` | normal | mean | 1, rarely more |
//! | `{ normal = { mean, sd }, within = [lo, hi] }` | normal, redrawn until in [lo, hi] | of the truncated normal | 1 over the share that is kept |
//! | `{ beta = [a, b] }` | Beta on [0, 1], or on `scale = [lo, hi]` | lo + (hi − lo)·a/(a + b) | about 4, by rejection |
//! | `{ exponential = mean }` | exponential; `within` as for the normal | mean | 1, rarely more |
//! | `{ binary = p }` | + with probability p, else −; independent | − + (+ − −)·p | 1 |
//! | `{ split = p }` | exactly round(p·n) agents at +, at random, the rest − | the same, without scatter | 1 |
//! | `{ spaced = [lo, hi] }` | the i-th of n agents at lo + (i + ½)(hi − lo)/n, i = 0, 1, … | (lo + hi)/2 | 0 |
//! | `{ values = [x, …] }` | these, one an agent, in the order of ids | theirs | 0 |
//! | `{ choice = { values, weights } }` | one of the values, with probability in proportion to its weight (equal if left out) | Σwx/Σw | 1 |
//! | `{ power_law = { exponent, min, max } }` | density ∝ a^−γ on [min, max] | (1−γ)/(2−γ) · (max^(2−γ) − min^(2−γ))/(max^(1−γ) − min^(1−γ)) for γ ≠ 1, 2 | 1 |
//! | `{ column = "party", map = { "0" = -1.0 }, missing = 0.0 }` | a column of the node table; without `map` its text is read as a number; without `missing` a node without a value is an error | theirs | 0 |
//!
//! The poles + and − are +1 and −1 where the key takes −1, else 1 and 0. n counts the agents that take their value
//! from this distribution: members of a group with a distribution of its own are not among them.
//!
//! Each agent draws from its own stream (the purpose of the key, tick 0, the agent's id), so that its value does not
//! depend on who else there is; `split` gives + to the agents with the lowest draws, so that those at + for a small p
//! stay there for a larger one, and it agrees with `binary` but for the exact count.
//! A value outside the key's range is an error, never clamped. The power law is drawn by inverse transform, as
//! activities are in activity-driven networks (Baumann et al. 2020).

mod draw;
mod read;

pub(crate) use draw::unknown_column;

pub use draw::Sampler;

use crate::math;
use crate::registry::Bounds;

/// How an attribute is spread over the agents. The module's table gives the forms.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// The same for all.
    Constant(f64),
    /// Uniform on [low, high).
    Uniform {
        /// Lower limit.
        low: f64,
        /// Upper limit, above `low`.
        high: f64,
    },
    /// Normal, truncated to `within` by rejection.
    Normal {
        /// Mean, before truncation.
        mean: f64,
        /// Standard deviation before truncation, above 0.
        sd: f64,
        /// Limits.
        within: Option<(f64, f64)>,
    },
    /// Beta on `scale`.
    Beta {
        /// First shape, above 0.
        a: f64,
        /// Second shape, above 0.
        b: f64,
        /// Where 0 and 1 are put.
        scale: (f64, f64),
    },
    /// Exponential, truncated to `within` by rejection.
    Exponential {
        /// Mean before truncation, above 0.
        mean: f64,
        /// Limits.
        within: Option<(f64, f64)>,
    },
    /// + with this probability, else −.
    Binary(f64),
    /// + for exactly this share, − for the rest.
    Split(f64),
    /// Evenly spaced in the order of ids.
    Spaced {
        /// Lower limit.
        low: f64,
        /// Upper limit, above `low`.
        high: f64,
    },
    /// These values in the order of ids.
    Values(Vec<f64>),
    /// One of the values.
    Choice {
        /// The values.
        values: Vec<f64>,
        /// Their weights, ≥ 0, not all 0; as many.
        weights: Vec<f64>,
    },
    /// Density in proportion to a^−exponent on [min, max].
    PowerLaw {
        /// Exponent γ.
        exponent: f64,
        /// Lower cut-off, above 0.
        min: f64,
        /// Upper cut-off, above `min`.
        max: f64,
    },
    /// From the network's node table.
    Column(Column),
}

/// A column of the node table as the source of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The column's name.
    pub column: String,
    /// What each text stands for; None: the text is a number.
    pub map: Option<Vec<(String, f64)>>,
    /// The value of nodes that have none; None: that is an error.
    pub missing: Option<f64>,
}

impl From<f64> for Distribution {
    fn from(value: f64) -> Self {
        Self::Constant(value)
    }
}

impl Distribution {
    /// Whether the values come from the network's file.
    pub fn needs_network(&self) -> bool {
        matches!(self, Self::Column(_))
    }

    /// How many agents it is for, if that is fixed.
    pub fn exact_count(&self) -> Option<usize> {
        match self {
            Self::Values(values) => Some(values.len()),
            _ => None,
        }
    }

    /// Whether all values will lie in `bounds`, as far as that can be told without drawing. The ends of continuous
    /// forms may touch an open bound, which they meet with probability 0 (and redraw).
    ///
    /// # Errors
    /// What was expected, as the label beside a caret.
    pub fn check(&self, bounds: Bounds) -> Result<(), String> {
        let hull = |low: f64, high: f64| {
            if low >= bounds.low && high <= bounds.high {
                return Ok(());
            }
            Err(format!("draws from [{low}, {high}], expected {bounds}"))
        };
        let points = |points: Vec<f64>| match points.into_iter().find(|&x| !bounds.contains(x)) {
            Some(x) => Err(format!("contains {x}, expected {bounds}")),
            None => Ok(()),
        };
        match self {
            Self::Constant(x) if bounds.contains(*x) => Ok(()),
            Self::Constant(_) => Err(format!("expected {bounds}")),
            Self::Uniform { low, high }
            | Self::Spaced { low, high }
            | Self::PowerLaw { min: low, max: high, .. }
            | Self::Beta { scale: (low, high), .. }
            | Self::Normal { within: Some((low, high)), .. }
            | Self::Exponential { within: Some((low, high)), .. } => hull(*low, *high),
            Self::Normal { within: None, .. } => hull(f64::NEG_INFINITY, f64::INFINITY).map_err(|_| {
                format!("a normal draw has no limits, expected {bounds}: add `within = [lo, hi]`")
            }),
            Self::Exponential { within: None, .. } => hull(0.0, f64::INFINITY).map_err(|_| {
                format!("an exponential draw has no upper limit, expected {bounds}: add `within = [lo, hi]`")
            }),
            Self::Binary(_) | Self::Split(_) => {
                let (minus, plus) = poles(bounds);
                points(vec![minus, plus])
            }
            Self::Values(values) | Self::Choice { values, .. } => points(values.clone()),
            Self::Column(column) => {
                let mapped = column.map.iter().flatten().map(|&(_, x)| x);
                points(mapped.chain(column.missing).collect())
            }
        }
    }

    /// The share of draws that `within` keeps; 1 without it.
    fn kept(&self) -> f64 {
        match *self {
            Self::Normal { mean, sd, within: Some((low, high)) } => {
                // Tail probabilities, from the side on which the interval lies, lest their difference cancel.
                let above = |x: f64| 0.5 * libm::erfc((x - mean) / (sd * std::f64::consts::SQRT_2));
                let below = |x: f64| 0.5 * libm::erfc((mean - x) / (sd * std::f64::consts::SQRT_2));
                if low >= mean { above(low) - above(high) } else { below(high) - below(low) }
            }
            Self::Exponential { mean, within: Some((low, high)) } => {
                let above = |x: f64| math::exp(-x.max(0.0) / mean);
                above(low) - above(high)
            }
            _ => 1.0,
        }
    }
}

/// The values of − and + on a key with these bounds.
fn poles(bounds: Bounds) -> (f64, f64) {
    if bounds.contains(-1.0) { (-1.0, 1.0) } else { (0.0, 1.0) }
}

#[cfg(test)]
#[path = "distribution/tests.rs"]
mod tests;

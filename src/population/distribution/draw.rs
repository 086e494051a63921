//! Draws the values of a distribution.

use super::{Column, Distribution, poles};
use crate::math;
use crate::network::Attribute;
use crate::random::{Draws, Purpose, Stream};
use crate::registry::{Bounds, nearest};

/// The most redraws for one value. What needs more was refused when it was read.
const REDRAWS: usize = 100_000;

/// Where values come from and what they must be.
#[derive(Clone, Copy, Debug)]
pub struct Sampler<'a> {
    /// The run's draws.
    pub draws: &'a Draws,
    /// What is drawn.
    pub purpose: Purpose,
    /// The range of the values.
    pub bounds: Bounds,
    /// The columns of the node table.
    pub attributes: &'a [Attribute],
    /// The nodes' names, for messages.
    pub names: Option<&'a [String]>,
}

impl Distribution {
    /// Gives `members` (ids in ascending order) their values in `values`, which is indexed by id.
    ///
    /// Draws from the stream (purpose, 0, id) of each member, as many numbers as the module's table says.
    /// O(members), O(members · log members) for `split`.
    ///
    /// # Errors
    /// A list of another length than the members, a column that is missing or has unusable values, a value outside
    /// the bounds.
    pub fn fill(&self, sampler: &Sampler<'_>, members: &[u32], values: &mut [f64]) -> Result<(), String> {
        let n = members.len();
        match self {
            Self::Split(share) => {
                let (minus, plus) = poles(sampler.bounds);
                let mut order: Vec<(f64, u32)> = members
                    .iter()
                    .map(|&agent| (sampler.draws.uniform(sampler.purpose, 0, agent), agent))
                    .collect();
                order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let at_plus = (share * n as f64).round() as usize;
                for (rank, (_, agent)) in order.into_iter().enumerate() {
                    values[agent as usize] = if rank < at_plus { plus } else { minus };
                }
            }
            Self::Spaced { low, high } => {
                for (rank, &agent) in members.iter().enumerate() {
                    values[agent as usize] = low + (rank as f64 + 0.5) * (high - low) / n as f64;
                }
            }
            Self::Values(list) => {
                if list.len() != n {
                    return Err(format!("{} values for {n} agents", list.len()));
                }
                for (&agent, &value) in members.iter().zip(list) {
                    values[agent as usize] = value;
                }
            }
            Self::Column(column) => column.fill(sampler, members, values)?,
            _ => {
                let one = self.independent();
                for &agent in members {
                    let mut stream = sampler.draws.stream(sampler.purpose, 0, agent);
                    values[agent as usize] = one
                        .draw(&mut stream, sampler.bounds)
                        .ok_or_else(|| format!("no value in range after {REDRAWS} draws"))?;
                }
            }
        }
        // What was read from a scenario has been checked; what a caller made by hand, or a column says, has not.
        match members.iter().find(|&&agent| !sampler.bounds.contains(values[agent as usize])) {
            Some(&agent) => Err(format!(
                "{} has the value {}, expected {}",
                sampler.node(agent),
                values[agent as usize],
                sampler.bounds
            )),
            None => Ok(()),
        }
    }

    /// One value from `stream`, in `bounds`. None for forms whose values depend on each other, or after too many
    /// redraws.
    pub(crate) fn draw_alone(&self, stream: &mut Stream, bounds: Bounds) -> Option<f64> {
        match self {
            Self::Split(_) | Self::Spaced { .. } | Self::Values(_) | Self::Column(_) => None,
            _ => self.independent().draw(stream, bounds),
        }
    }

    /// The form made ready for draws that do not depend on the other agents.
    fn independent(&self) -> Independent<'_> {
        let cumulative = match self {
            Self::Choice { weights, .. } => weights
                .iter()
                .scan(0.0, |sum, weight| {
                    *sum += weight;
                    Some(*sum)
                })
                .collect(),
            _ => Vec::new(),
        };
        Independent { form: self, cumulative }
    }
}

struct Independent<'a> {
    form: &'a Distribution,
    /// Running sums of the weights of a choice.
    cumulative: Vec<f64>,
}

impl Independent<'_> {
    /// A value in `bounds`. None after too many redraws.
    fn draw(&self, stream: &mut Stream, bounds: Bounds) -> Option<f64> {
        if let Distribution::Constant(value) = self.form {
            return Some(*value);
        }
        (0..REDRAWS).find_map(|_| self.try_draw(stream, bounds).filter(|&x| bounds.contains(x)))
    }

    /// One draw; None where `within` rejects it.
    fn try_draw(&self, stream: &mut Stream, bounds: Bounds) -> Option<f64> {
        let inside =
            |x: f64, within: Option<(f64, f64)>| within.is_none_or(|(low, high)| (low..=high).contains(&x));
        match *self.form {
            Distribution::Uniform { low, high } => {
                // Rounding may reach the upper limit, which is not part of the interval.
                Some(low + stream.uniform() * (high - low)).filter(|&x| x < high)
            }
            Distribution::Normal { mean, sd, within } => {
                Some(mean + sd * stream.normal()).filter(|&x| inside(x, within))
            }
            Distribution::Beta { a, b, scale: (low, high) } => {
                Some((low + (high - low) * stream.beta(a, b)).clamp(low, high))
            }
            Distribution::Exponential { mean, within } => {
                Some(mean * stream.exponential()).filter(|&x| inside(x, within))
            }
            Distribution::Binary(probability) => {
                let (minus, plus) = poles(bounds);
                Some(if stream.chance(probability) { plus } else { minus })
            }
            Distribution::Choice { ref values, .. } => {
                let total = self.cumulative.last()?;
                let point = stream.uniform() * total;
                let index = self.cumulative.partition_point(|&sum| sum <= point);
                // None where rounding lifts the point to the total: drawn again.
                values.get(index).copied()
            }
            Distribution::PowerLaw { exponent, min, max } => {
                Some(power_law(stream.uniform(), exponent, min, max))
            }
            // The rest is set for all agents together, in `fill`.
            Distribution::Constant(_)
            | Distribution::Split(_)
            | Distribution::Spaced { .. }
            | Distribution::Values(_)
            | Distribution::Column(_) => None,
        }
    }
}

/// The inverse of the power law's distribution function at `u`.
fn power_law(u: f64, exponent: f64, min: f64, max: f64) -> f64 {
    let ratio = max / min;
    let power = 1.0 - exponent;
    let scaled = if power == 0.0 {
        math::pow(ratio, u)
    } else {
        math::pow(1.0 + u * (math::pow(ratio, power) - 1.0), 1.0 / power)
    };
    (min * scaled).clamp(min, max)
}

impl Sampler<'_> {
    /// What to call an agent in a message.
    fn node(&self, agent: u32) -> String {
        match self.names.and_then(|names| names.get(agent as usize)) {
            Some(name) => format!("node \"{name}\""),
            None => format!("agent {agent}"),
        }
    }
}

impl Column {
    fn fill(&self, sampler: &Sampler<'_>, members: &[u32], values: &mut [f64]) -> Result<(), String> {
        let Some(attribute) = sampler.attributes.iter().find(|attribute| attribute.name == self.column)
        else {
            return Err(unknown_column(&self.column, sampler.attributes));
        };
        for &agent in members {
            let text = attribute.values.get(agent as usize);
            if text.is_none() && self.missing.is_none() {
                return Err(format!(
                    "accounts added to the network have no column \"{}\": give their group a value of its own, or \
                     set `missing`",
                    self.column
                ));
            }
            let text = text.and_then(Option::as_deref).map(str::trim).filter(|text| !text.is_empty());
            let value = match text {
                None => self.missing.ok_or_else(|| "has no value and `missing` is not set".to_owned()),
                Some(text) => self.value_of(text),
            };
            values[agent as usize] = value.map_err(|message| {
                format!("column \"{}\" of {}: {message}", self.column, sampler.node(agent))
            })?;
        }
        Ok(())
    }

    fn value_of(&self, text: &str) -> Result<f64, String> {
        match &self.map {
            Some(map) => map.iter().find(|(key, _)| key == text).map(|&(_, value)| value).ok_or_else(|| {
                let known: Vec<String> = map.iter().map(|(key, _)| format!("\"{key}\"")).collect();
                format!("\"{text}\" is not in `map`, which has {}", known.join(", "))
            }),
            None => text.parse().map_err(|_| format!("\"{text}\" is not a number and there is no `map`")),
        }
    }
}

/// The message about a column that the node table does not have.
pub(crate) fn unknown_column(column: &str, attributes: &[Attribute]) -> String {
    let names: Vec<&str> = attributes.iter().map(|attribute| attribute.name.as_str()).collect();
    if names.is_empty() {
        return format!("the network has no column \"{column}\": it comes without node attributes");
    }
    let hint = match nearest(column, names.iter().copied()) {
        Some(name) => format!("did you mean \"{name}\"?"),
        None => format!("it has {}", names.join(", ")),
    };
    format!("the network has no column \"{column}\": {hint}")
}

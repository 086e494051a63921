//! The keys of `[population]`: what holds for everybody who is in no group with a value of its own.

use super::{ConformismSides, Distribution};
use crate::parameters;
use crate::registry::{
    Bounds, Diagnostics, Kind, Node, NodeValue, Value, above, at_least, within, within_open_low,
};
use crate::world::{AgentKind, OpinionRange, Scale};

/// The bounds of Φ and λ.
pub(super) const UNIT: Bounds = within(0.0, 1.0);
/// The bounds of a.
pub(super) const ACTIVITY: Bounds = within_open_low(0.0, 1.0);

parameters! {
    /// The attributes of all agents.
    pub struct Attributes {
        /// Private opinion x at tick 0, also the anchor z that stubbornness pulls back to; in opinion units. If left
        /// out: uniform over the range, on [−1, 1] if the range is `"real"`.
        opinion: Option<Distribution> = None;
        /// The range that opinions live in: `[-1, 1]` (default), `[0, 1]` or `"real"` (unbounded). The middle of the
        /// range parts the sides.
        range: Range = Range(OpinionRange::Symmetric);
        /// Half-width of the band around the middle of the range in which an agent has no side; in opinion units,
        /// less than half the range; default 0.
        neutral_band: f64 = 0.0_f64, in at_least(0.0);
        /// With range = "real": half-width of what the histograms of `opinions.csv` resolve, [−span, span], with the two
        /// outer bins open; also the ends of the range of `opinion_esteban_ray`. In opinion units; 1 if left out.
        span: Option<f64> = None, in above(0.0);
        /// Pearson's correlation ρ of the number of followers and being on the + side, in [−1, 1]: opinions are drawn
        /// and then exchanged between agents until it is reached (Lerman, Yan & Wu 2016). Groups with opinions of their
        /// own and added accounts are left out. If left out: opinions stay where they were drawn, and ρ is about 0.
        degree_correlation: Option<f64> = None, in within(-1.0, 1.0);
        /// Conformism η in [0, 1]: the probability that an agent has the opinion of its community (the network's label)
        /// in place of its own (Cinus et al. 2022). Groups with opinions of their own and added accounts are left out.
        conformism: Option<f64> = None, in within(0.0, 1.0);
        /// With `conformism`: whether half of the communities, and half of the agents, draw their opinion on the + side
        /// of the range and half on the − side, or each as it falls. `"balanced"` if left out.
        conformism_sides: Option<ConformismSides> = None;
        /// With `conformism` and balanced sides: all opinions are drawn again until the share of agents on the + side is
        /// within this of ½. 0.05 if left out.
        conformism_balance: Option<f64> = None, in within_open_low(0.0, 0.5);
        /// Willingness to self-censor Φ in [0, 1]: how much confidence an agent needs to speak. Default: uniform on
        /// [0, 1). Automated accounts have 0.
        self_censorship: Distribution = Distribution::Uniform { low: 0.0, high: 1.0 }, in UNIT;
        /// Share of the network's humans who are of the hard core: Φ = 0, and a threshold of 0. Drawn at random (purpose
        /// Groups, tick 1, one draw a human); a larger share keeps them.
        hard_core: f64 = 0.0_f64, in within(0.0, 1.0);
        /// Share of the network's humans who are of the avant-garde: they start as sure of support as the expression rule
        /// knows (c = .99 with `confidence`, m = 1 with `logistic`). Drawn as the hard core is, from the others.
        avant_garde: f64 = 0.0_f64, in within(0.0, 1.0);
        /// Threshold θ of expression rules that count support (`threshold`), in that rule's units: a number of voices or
        /// a share. They need it; others take none.
        threshold: Option<Distribution> = None;
        /// How justified an agent finds it to be watched, j in [0, 1]: its part of the chilling effect,
        /// χ = expression.chill · expression.salience · j. If left out: 1.
        justification: Option<Distribution> = None, in UNIT;
        /// Stubbornness λ in [0, 1]: 1 never moves; default 0. Automated accounts have 1.
        stubbornness: Distribution = 0.0_f64, in UNIT;
        /// Activity a in (0, 1]: probability of being present in a tick; default 1.
        activity: Distribution = 1.0_f64, in ACTIVITY;
        /// Rate of contact in [0, 1], with ties.rule = "activity_driven": the probability of making contacts in a tick
        /// (the activity of Baumann et al. 2020, there a power law on [.01, 1] with exponent 2.1). If left out: 1.
        contact_rate: Option<Distribution> = None, in UNIT;
        /// Inner state of the expression rule at tick 0 (ĉ of `confidence`), in that rule's units. If left out: as
        /// the rule says.
        confidence: Option<Distribution> = None;
        /// What the accounts are; default `"person"`. Bots, media and advertisers are automated: they never move and
        /// never fall silent.
        kind: AgentKind = AgentKind::Person;
        /// The column of the node table that `label` of a group refers to and that names the groups of the rest. If
        /// left out: the network's own labels (blocks, communities), if it has any.
        group_column: Option<String> = None;
    }
}

impl Attributes {
    /// The scale of opinions.
    pub fn scale(&self) -> Scale {
        Scale { range: self.range.0, neutral_band: self.neutral_band, span: self.span.unwrap_or(1.0) }
    }

    /// The opinions' distribution, with its default filled in.
    pub fn opinions(&self) -> Distribution {
        self.opinion.clone().unwrap_or_else(|| {
            let low = if self.range.0 == OpinionRange::Unit { 0.0 } else { -1.0 };
            Distribution::Uniform { low, high: 1.0 }
        })
    }
}

/// [`OpinionRange`] as it stands in a scenario: an array or the word `real`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range(pub OpinionRange);

impl Range {
    /// The bounds of opinions.
    pub fn bounds(self) -> Bounds {
        match self.0 {
            OpinionRange::Symmetric => within(-1.0, 1.0),
            OpinionRange::Unit => within(0.0, 1.0),
            OpinionRange::Real => Bounds::ANY,
        }
    }
}

impl Value for Range {
    fn kind() -> Kind {
        Kind::Other { name: "[-1, 1], [0, 1] or \"real\"", schema: r#"{"enum":[[-1,1],[0,1],"real"]}"# }
    }

    fn read(name: &str, node: Node, _: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        let range = match &node.value {
            NodeValue::Text(word) if word == OpinionRange::Real.word() => Some(OpinionRange::Real),
            NodeValue::Array(items) => {
                let number = |node: &Node| match node.value {
                    NodeValue::Integer(number) => number as f64,
                    NodeValue::Float(number) => number,
                    _ => f64::NAN,
                };
                match items[..] {
                    [ref low, ref high] if (number(low), number(high)) == (-1.0, 1.0) => {
                        Some(OpinionRange::Symmetric)
                    }
                    [ref low, ref high] if (number(low), number(high)) == (0.0, 1.0) => {
                        Some(OpinionRange::Unit)
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        if range.is_none() {
            let label = format!("expected {}", Self::kind().describe());
            diagnostics.error(Some(node.place), format!("`{name}` is no range of opinions"), label);
        }
        range.map(Self)
    }

    fn write(&self) -> Option<toml::Value> {
        let array = |low: i64| toml::Value::Array(vec![low.into(), 1.into()]);
        Some(match self.0 {
            OpinionRange::Symmetric => array(-1),
            OpinionRange::Unit => array(0),
            OpinionRange::Real => toml::Value::String("real".to_owned()),
        })
    }
}

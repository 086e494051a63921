//! What a reader takes for the climate of opinion: whom it looks at, how much each voice counts, and whether being
//! watched chills it.

use super::filters::Posting;
use crate::choices;
use crate::expression::Expression;
use crate::registry::{Bounds, Diagnostics, Kind, Node, NodeValue, Value};
use crate::world::Agents;

/// Whom a reader looks at to tell how much support there is. The same for every rule of expression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Perceives {
    /// What the feed shows: the ranking acts on the climate.
    #[default]
    Shown,
    /// All followees, whatever the feed shows.
    Neighbours,
    /// So many followees, drawn anew every tick without repetition (purpose Sample, one draw an account); all of them
    /// where there are no more.
    Sample(u32),
}

impl Value for Perceives {
    fn kind() -> Kind {
        Kind::IntegerOr(&["shown", "neighbours"])
    }

    fn read(name: &str, node: Node, bounds: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        match &node.value {
            NodeValue::Text(word) if word == "shown" => Some(Self::Shown),
            NodeValue::Text(word) if word == "neighbours" => Some(Self::Neighbours),
            NodeValue::Integer(_) => u32::read(name, node, bounds, diagnostics).map(Self::Sample),
            _ => {
                let label = format!("expected {}", Self::kind().describe());
                let message = format!("`{name}` does not say whom a reader looks at");
                let help = "\"shown\": what the feed shows; \"neighbours\": all followees; 5: five of them at random";
                diagnostics.error(Some(node.place.clone()), message, label).help.push(help.to_owned());
                None
            }
        }
    }

    fn write(&self) -> Option<toml::Value> {
        Some(match self {
            Self::Shown => toml::Value::String("shown".to_owned()),
            Self::Neighbours => toml::Value::String("neighbours".to_owned()),
            Self::Sample(size) => toml::Value::Integer(i64::from(*size)),
        })
    }
}

choices! {
    /// Whom being watched chills.
    pub enum Chills {
        /// Everybody, as far as they find it justified.
        Everybody = "everybody",
        /// Those alone who perceived more of the other side than of their own in the tick before.
        Minority = "minority",
    }
}

/// The settings around the rule of expression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Climate {
    /// Whom a reader looks at.
    pub perceives: Perceives,
    /// How much a speaking bot or advertiser counts in n_s and n_o, against 1 for a human; 0 or more.
    pub bot_weight: f64,
    /// How much a mass medium counts. None: as a bot.
    pub media_weight: Option<f64>,
    /// The chilling effect at full salience, 0 or more, in the units of the rule's condition.
    pub chill: f64,
    /// How present being watched is in people's minds, in [0, 1].
    pub salience: f64,
    /// Whom it chills.
    pub chills: Chills,
    /// Which posts of random stance are published.
    pub posting: Posting,
}

impl Default for Climate {
    /// What the feed shows, everybody of weight 1, nobody watched.
    fn default() -> Self {
        Self {
            perceives: Perceives::Shown,
            bot_weight: 1.0,
            media_weight: None,
            chill: 0.0,
            salience: 1.0,
            chills: Chills::Everybody,
            posting: Posting::Uniform,
        }
    }
}

impl Climate {
    /// The chilling effect on an agent that finds being watched entirely justified: `chill` · `salience`.
    pub fn chilling(&self) -> f64 {
        self.chill * self.salience
    }

    /// The chilling effect χ on one of `agents`. `outnumbered`: who perceives itself in the minority, empty where
    /// nothing depends on it.
    pub(super) fn chill_on(&self, agent: usize, agents: &Agents, outnumbered: &[bool]) -> f64 {
        let chilling = self.chilling();
        if chilling == 0.0 || !outnumbered.get(agent).copied().unwrap_or(true) {
            return 0.0;
        }
        chilling * agents.justification.get(agent).copied().unwrap_or(1.0)
    }

    /// Whether it must be known who perceives itself in the minority.
    pub fn tracks_minority(&self) -> bool {
        self.chill > 0.0 && self.chills == Chills::Minority
    }

    /// Whether the count of speaking followees by side is all that `rule` needs.
    pub fn is_plain(&self, rule: &dyn Expression) -> bool {
        !matches!(self.perceives, Perceives::Sample(_))
            && self.media_weight.is_none()
            && !self.tracks_minority()
            && !rule.asks().more
            && !rule.lasts()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Parameters;

    crate::parameters! {
        /// A table with the key.
        pub struct Keys {
            /// Whom.
            perceives: Perceives = Perceives::Shown;
        }
    }

    #[test]
    fn a_sample_is_a_number() {
        let read = |text: &str| Keys::from_toml(text).map(|keys| keys.perceives);
        assert_eq!(read("perceives = 5").unwrap(), Perceives::Sample(5));
        assert_eq!(read("perceives = \"neighbours\"").unwrap(), Perceives::Neighbours);
        assert_eq!(read("").unwrap(), Perceives::Shown);
        for bad in ["perceives = \"feed\"", "perceives = 1.5", "perceives = -1", "perceives = [1]"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}

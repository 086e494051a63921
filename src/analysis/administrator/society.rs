//! Network and people of a scenario, as the administrator finds them.

use crate::analysis::AnalysisError;
use crate::engine::{Slots, Source};
use crate::network::Graph;
use crate::scenario::Scenario;
use crate::world::Agents;

/// A network and the innate opinions of those on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Society {
    /// The network.
    pub graph: Graph,
    /// What its ties weigh: the factor of its weights, which are 1 where it has none.
    pub tie_weight: f64,
    /// s, one an agent.
    pub innate: Vec<f64>,
}

impl Society {
    /// The society of one replicate of a scenario that [`tie_weight`] has looked at: the innate opinions are those of
    /// tick 0.
    ///
    /// # Errors
    /// Agents who would not settle at (I + L)⁻¹s: bots and the like, who are stubborn beside their innate opinion, or who are
    /// not always present.
    pub fn of(graph: Graph, tie_weight: f64, agents: &Agents) -> Result<Self, AnalysisError> {
        let odd = if agents.kind.iter().any(|kind| !kind.is_human()) {
            Some(("accounts that never move", "make everybody a person: kind = \"person\""))
        } else if agents.stubbornness.iter().any(|&share| share > 0.0) {
            let help =
                "take population.stubbornness out: every innate opinion counts as a tie of weight 1 already";
            Some(("people who are stubborn beside their innate opinion", help))
        } else if agents.activity.iter().any(|&share| share < 1.0) {
            Some(("people who are not always present", "take population.activity out"))
        } else {
            None
        };
        if let Some((who, help)) = odd {
            return Err(AnalysisError::unfit(format!("the scenario has {who}: they settle elsewhere"), help));
        }
        Ok(Self { graph, tie_weight, innate: agents.opinion.clone() })
    }
}

/// The factor of the weights of ties in a scenario whose people average as Friedkin & Johnsen have it, everybody heard by
/// all who are tied to it.
///
/// # Errors
/// Another scenario. What it says of its feed, its ties and its interventions must not be ignored.
pub fn tie_weight(scenario: &Scenario) -> Result<f64, AnalysisError> {
    let model = &scenario.model;
    let rule = model.influence.name();
    let is_all =
        model.feed.slots == Slots::All && model.feed.source == Source::Accounts && model.offers_all();
    let odd = if rule != "friedkin_johnsen" {
        let help = "choose that rule: --set influence.rule=friedkin_johnsen";
        Some((format!("expected the rule \"friedkin_johnsen\" in [influence], found \"{rule}\""), help))
    } else if !is_all {
        let help = "say source = \"accounts\" and slots = \"all\" in [feed], and nothing of its reach";
        Some((
            "expected a feed that shows everybody's standing opinion, found one that selects".to_owned(),
            help,
        ))
    } else if model.expression.name() != "always" {
        let found = model.expression.name();
        let help = "choose that rule: --set expression.rule=always";
        Some((format!("expected the rule \"always\" in [expression], found \"{found}\""), help))
    } else if model.ties.name() != "static" {
        let found = model.ties.name();
        let help = "choose that rule: the administrator alone changes ties here";
        Some((format!("expected the rule \"static\" in [ties], found \"{found}\""), help))
    } else if !model.program.is_empty() || !model.program.eras.is_empty() {
        let help = "take the [[intervention]] tables out";
        Some(("expected no interventions: there are no ticks at which they could begin".to_owned(), help))
    } else {
        None
    };
    if let Some((what, help)) = odd {
        return Err(AnalysisError::unfit(
            format!("the administrator's people settle at (I + L)⁻¹s: {what}"),
            help,
        ));
    }
    let weight = model.influence.parameters().get("tie_weight").and_then(toml::Value::as_float);
    Ok(weight.expect("friedkin_johnsen has the parameter tie_weight"))
}

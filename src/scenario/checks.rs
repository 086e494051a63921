//! Contradictions between keys, and settings that probably do not do what is meant.

use super::read::Places;
use super::{NetworkSource, Scenario};
use crate::engine::{Slots, Source};
use crate::registry::Diagnostics;

/// Adds what is wrong with the scenario as a whole.
pub(super) fn check(scenario: &Scenario, places: &Places, diagnostics: &mut Diagnostics) {
    names(scenario, places, diagnostics);
    ends(scenario, places, diagnostics);
    network(scenario, places, diagnostics);
    feed(scenario, places, diagnostics);
    learning(scenario, places, diagnostics);
}

fn names(scenario: &Scenario, places: &Places, diagnostics: &mut Diagnostics) {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let name = &scenario.name;
    if name.is_empty() || !name.chars().all(good) || name.starts_with('.') {
        let message = format!("`name` \"{name}\" cannot be a folder's name");
        let label = "expected letters, digits, `-`, `_` and `.`, not beginning with `.`";
        diagnostics
            .error(places.name.clone(), message, label)
            .help
            .push("give a `name`, for instance name = \"silent-majority\"".to_owned());
    }
}

fn ends(scenario: &Scenario, places: &Places, diagnostics: &mut Diagnostics) {
    let stop = &scenario.keys.stop;
    match (scenario.top.ticks, stop.cap) {
        (Some(_), Some(_)) => {
            let label = "expected one of `ticks` and `stop.cap`";
            diagnostics.error(places.cap.clone(), "both `ticks` and `stop.cap` limit the run", label);
        }
        (None, None) => {
            diagnostics
                .error(None, "the scenario does not say when it ends", "`ticks` is missing")
                .help
                .push("write ticks = 500 above the first table, or stop.settled with stop.cap".to_owned());
        }
        _ => {}
    }
    if stop.cap.is_some() && stop.settled.is_none() {
        let label = "a cap is for runs that are to settle";
        diagnostics
            .error(places.cap.clone(), "`stop.cap` without `stop.settled`", label)
            .help
            .push("use `ticks`, or add stop.settled = 0.001".to_owned());
    }
    if let Some(window) = scenario.output.window
        && window.0 > scenario.model.stop.ticks
    {
        let message = "`output.window` begins after the run has ended";
        let label = format!("the run has {} ticks at most", scenario.model.stop.ticks);
        diagnostics.error(places.output_window.clone(), message, label);
    }
    let expression = &scenario.model.expression;
    let still = expression.is_deaf() && !scenario.model.influence.is_active();
    if stop.settled.is_some() && still {
        let label = "nobody's confidence or opinion ever moves here";
        diagnostics.warning(places.settled.clone(), "the run settles after its first tick", label);
    }
}

fn network(scenario: &Scenario, places: &Places, diagnostics: &mut Diagnostics) {
    let NetworkSource::Generated(generator) = &scenario.network else { return };
    if let Err(error) = generator.check() {
        let label = format!("generator \"{}\" with these parameters", generator.name());
        diagnostics.error(places.generator.clone(), error.to_string(), label);
    }
    if generator.needs_sides() {
        let first = crate::random::Draws::new(scenario.top.seed, 0);
        if let Err(error) = scenario.population.sides(generator.agents(), &first) {
            let label = format!("generator \"{}\" grows by the agents' sides", generator.name());
            diagnostics.error(places.generator.clone(), error.to_string(), label);
        }
    }
}

fn feed(scenario: &Scenario, places: &Places, diagnostics: &mut Diagnostics) {
    let feed = scenario.model.feed;
    if feed.source == Source::Accounts {
        if places.window.is_some() {
            let label = "an account has one standing expression, which does not age";
            diagnostics.warning(
                places.window.clone(),
                "`feed.window` has no effect with source = \"accounts\"",
                label,
            );
        }
        if places.reshare.is_some() && scenario.model.reaction.reshares() {
            let label = "there is no post to pass on";
            diagnostics.warning(
                places.reshare.clone(),
                "nothing is reshared with source = \"accounts\"",
                label,
            );
        }
    }
    if let Some(mean) = scenario.expected_followees() {
        warn_of_idle_ranking(scenario, mean, places, diagnostics);
    }
}

/// Warns where the feed has room for more than there can be: then no ranking acts.
fn warn_of_idle_ranking(
    scenario: &Scenario,
    mean_followees: f64,
    places: &Places,
    diagnostics: &mut Diagnostics,
) {
    let feed = scenario.model.feed;
    let Slots::First(slots) = feed.slots else {
        if places.ranking.is_some() && scenario.model.ranking.name() != "random" {
            let label = "with slots = \"all\" every candidate is shown";
            diagnostics.warning(places.ranking.clone(), "the ranking has no effect", label);
        }
        return;
    };
    let an_author = match feed.source {
        Source::Accounts => 1,
        Source::Posts => feed.window * scenario.model.slots_per_tick(),
    };
    let most = mean_followees * f64::from(an_author);
    // A ranking that leaves posts out acts however long the feed is.
    if f64::from(slots) > most && !scenario.model.ranking.excludes() {
        let message = "`feed.slots` is larger than the number of candidates can be";
        let label = format!(
            "{mean_followees:.1} followees on average give {most:.0} candidates at most: no ranking acts"
        );
        diagnostics.warning(places.slots.clone(), message, label);
    }
}

/// Rankings and rules that rest on something which is never learnt.
fn learning(scenario: &Scenario, places: &Places, diagnostics: &mut Diagnostics) {
    let model = &scenario.model;
    if model.feed.slots == Slots::All {
        return;
    }
    let needs = model.ranking.needs();
    let name = model.ranking.name();
    let learns = model.reaction.is_active();
    let counts = needs.reactions || needs.counts;
    if needs.predicted && !learns {
        let label = format!("\"{name}\" goes by expected reactions, and reaction.rule is \"none\"");
        diagnostics.warning(places.ranking.clone(), "the ranking has nothing to go by", label);
    } else if counts && !learns {
        let label = format!("\"{name}\" counts reactions, and reaction.rule is \"none\"");
        diagnostics.warning(places.ranking.clone(), "the ranking has nothing to go by", label);
    } else if counts && model.is_standing() {
        let label = format!("\"{name}\" counts reactions of earlier ticks, and nothing lives that long here");
        diagnostics
            .warning(places.ranking.clone(), "the ranking has nothing to go by", label)
            .help
            .push("give posts a longer life: feed.source = \"posts\", feed.window = 24".to_owned());
    }
    let profiles = learns && model.reaction.learning().profile_rate > 0.0;
    let by_profile = needs.stance || (needs.predicted && learns);
    if by_profile && !profiles && !model.feed.oracle {
        let label = format!("\"{name}\" goes by learnt profiles, and nothing is learnt");
        diagnostics
            .warning(places.ranking.clone(), "every reader looks the same to the platform", label)
            .help
            .push(
                "let readers react (reaction.rule = \"kernel\"), or set feed.profile = \"oracle\"".to_owned(),
            );
    }
    let affinities = learns && model.reaction.learning().affinity_rate > 0.0;
    let generated = matches!(scenario.network, NetworkSource::Generated(_));
    if model.needs_affinity() && generated && !affinities {
        let place = if needs.affinity { &places.ranking } else { &places.influence };
        let label = "this needs the strength of ties: the network has none, and none is learnt";
        diagnostics.error(place.clone(), "ties have no strength", label).help.push(
            "let readers react (reaction.rule = \"kernel\"), or read a network with weights".to_owned(),
        );
    }
}

impl Scenario {
    /// The number of agents of the network, as far as it is known before the network exists.
    pub fn agents(&self) -> Option<usize> {
        match &self.network {
            NetworkSource::Generated(generator) => Some(generator.agents()),
            NetworkSource::File { .. } => None,
        }
    }

    /// The ticks over which outcomes are averaged; None: the last tick.
    pub fn outcome_window(&self) -> Option<(u32, u32)> {
        let ticks = self.model.stop.ticks;
        match (self.model.watch.window, self.model.stop.settled) {
            (Some(window), _) => Some(window),
            (None, Some(_)) => None,
            (None, None) => Some((ticks - ticks / 5 + u32::from(ticks >= 5), ticks)),
        }
    }

    /// The mean number of followees, as far as it is known before the network exists.
    pub fn expected_followees(&self) -> Option<f64> {
        match &self.network {
            NetworkSource::Generated(generator) => {
                Some(generator.expected_ties() / generator.agents().max(1) as f64)
            }
            NetworkSource::File { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::registry::Document;
    use std::path::Path;

    /// The messages of the warnings of a small scenario with the given lines in it.
    fn warnings(feed: &str, reaction: &str) -> Vec<String> {
        let text = format!(
            "format = 1\nticks = 10\n[network]\ngenerator = \"fixed_out_degree\"\nagents = 100\nfollowees = 20\n\
             [feed]\n{feed}\n[reaction]\n{reaction}\n"
        );
        let document = Document::parse("test.toml", &text).unwrap();
        let (_, warnings) = crate::scenario::load(Path::new("test.toml"), document).unwrap();
        warnings.items().iter().map(|warning| warning.message.clone()).collect()
    }

    #[test]
    fn a_ranking_without_anything_to_go_by_is_warned_of() {
        let nothing = "the ranking has nothing to go by";
        let same = "every reader looks the same to the platform";
        assert_eq!(warnings("ranking = \"reddit_hot\"", "rule = \"none\""), [nothing]);
        assert_eq!(warnings("ranking = \"reddit_hot\"\nwindow = 1", "reshares_per_tick = 0"), [nothing]);
        assert_eq!(warnings("ranking = \"twitter_2023\"", "rule = \"none\""), [nothing]);
        assert_eq!(warnings("ranking = \"twitter_2023\"", "profile_rate = 0.0"), [same]);
        assert_eq!(warnings("ranking = \"like_minded\"", "rule = \"none\""), [same]);
        for good in ["reddit_hot", "twitter_2023", "like_minded", "chronological"] {
            assert!(warnings(&format!("ranking = \"{good}\""), "rule = \"kernel\"").is_empty(), "{good}");
        }
    }
}

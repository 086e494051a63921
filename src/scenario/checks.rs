//! Contradictions between keys, and settings that probably do not do what is meant.

use super::read::Places;
use super::{
    NetworkSource, Scenario, attribution, authors, bytes, climate, contacts, designs, expression, inbox,
    interventions, locate, posts, reach, schedule, ties,
};
use crate::engine::{SetupError, Slots, Source};
use crate::network::Network;
use crate::registry::{Diagnostics, Document, Place};

/// Adds what is wrong with the scenario as a whole.
pub(super) fn check(
    scenario: &Scenario,
    document: &Document,
    places: &Places,
    diagnostics: &mut Diagnostics,
) {
    names(scenario, places, diagnostics);
    ends(scenario, places, diagnostics);
    network(scenario, document, places, diagnostics);
    climate::check(scenario, document, diagnostics);
    if !scenario.model.order.is_by_author() {
        inbox::check(scenario, document, diagnostics);
    }
    expression::check(scenario, document, diagnostics);
    schedule::check(scenario, document, diagnostics);
    authors::check(scenario, document, diagnostics);
    ties::check(scenario, document, diagnostics);
    schedule::check_influence(scenario, document, diagnostics);
    if !scenario.model.has_inboxes() {
        feed(scenario, document, places, diagnostics);
        posts::check(scenario, document, diagnostics);
        reach::check(scenario, document, diagnostics);
        learning(scenario, document, places, diagnostics);
        contacts::check(scenario, document, diagnostics);
    }
    designs::check(scenario, document, diagnostics);
    attribution::check(scenario, document, diagnostics);
}

fn names(scenario: &Scenario, places: &Places, diagnostics: &mut Diagnostics) {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let name = &scenario.name;
    if name.is_empty() || !name.chars().all(good) || name.starts_with('.') {
        let message = format!("`name` \"{name}\" cannot be a folder's name");
        let label = "expected letters, digits, `-`, `_` and `.`, not beginning with `.`";
        let place = places.name.clone().or(Some(Place { source: 0, span: 0..0 }));
        diagnostics
            .error(place, message, label)
            .help
            .push("give a `name`, for instance name = \"silent-majority\"".to_owned());
    }
}

fn ends(scenario: &Scenario, places: &Places, diagnostics: &mut Diagnostics) {
    let stop = &scenario.keys.stop;
    if scenario.top.ticks.is_some() && stop.cap.is_some() {
        let label = "expected one of `ticks` and `stop.cap`";
        let help = "take one out: `ticks` for runs of a fixed length, `stop.cap` for runs that settle";
        diagnostics
            .error(places.cap.clone(), "both `ticks` and `stop.cap` limit the run", label)
            .help
            .push(help.to_owned());
    }
    if stop.cap.is_some() && !scenario.model.stop.settles() {
        let label = "expected `stop.settled` beside it";
        diagnostics
            .error(places.cap.clone(), "`stop.cap` is for runs that are to settle", label)
            .help
            .push("write `ticks` in its place, or add settled = 0.001 to [stop]".to_owned());
    }
    window(scenario, places, diagnostics);
    let expression = &scenario.model.expression;
    let still = expression.is_deaf() && expression.meets().is_none() && !scenario.model.influence.is_active();
    if stop.settled.is_some() && still {
        let label = "expected something that moves: nobody's confidence or opinion ever does here";
        diagnostics
            .warning(places.settled.clone(), "the run settles after its first tick", label)
            .help
            .push("choose a rule in [influence] or another in [expression], or use `ticks`".to_owned());
    }
}

/// Outcomes that are averaged over ticks that never come.
fn window(scenario: &Scenario, places: &Places, diagnostics: &mut Diagnostics) {
    let Some(window) = scenario.output.window else { return };
    let (ticks, is_cap) = (scenario.model.stop.ticks, scenario.model.stop.settles());
    let label = format!("expected ticks up to {ticks}, the last of the run");
    let help = format!("write for instance [{}, {ticks}]", ticks - ticks / 5 + u32::from(ticks >= 5));
    if ticks > 0 && window.0 > ticks {
        let message = "`output.window` begins after the run has ended";
        diagnostics.error(places.output_window.clone(), message, label).help.push(help);
    } else if ticks > 0 && window.1 > ticks && !is_cap {
        let message = "`output.window` ends after the run";
        diagnostics.warning(places.output_window.clone(), message, label).help.push(help);
    }
    let every = scenario.output.every.max(1);
    let is_observed = window.1 / every * every >= window.0 || (window.0..=window.1).contains(&ticks);
    if !is_observed && window.0 <= ticks {
        let message = format!("no tick of `output.window` is observed: `output.every` is {every}");
        let label = format!("expected a multiple of {every} in it, or the last tick, {ticks}");
        let first = window.0.next_multiple_of(every).min(ticks);
        let help = format!("write for instance [{}, {first}], or a smaller `output.every`", window.0);
        diagnostics.error(places.output_window.clone(), &message, label).help.push(help);
    }
}

fn network(scenario: &Scenario, document: &Document, places: &Places, diagnostics: &mut Diagnostics) {
    let NetworkSource::Generated(generator) = &scenario.network else { return };
    if let Err(error) = generator.check() {
        locate::growth(&error, document, diagnostics);
        return;
    }
    let agents = generator.agents();
    if let Err(error) = scenario.population.check(agents) {
        locate::population(&error, document, diagnostics);
    } else if generator.needs_sides()
        && let Err(error) = scenario.population.check_sides(agents)
    {
        locate::population(&error, document, diagnostics);
    }
    size(scenario, (agents as f64, generator.expected_ties()), document, places, diagnostics);
}

/// Refuses what no machine could hold: a run that is killed for its memory says nothing at all.
fn size(
    scenario: &Scenario,
    (agents, ties): (f64, f64),
    document: &Document,
    places: &Places,
    diagnostics: &mut Diagnostics,
) {
    const MOST_TIES: f64 = u32::MAX as f64;
    const MOST_BYTES: f64 = 64e9;
    const MOST_RECORD: f64 = u32::MAX as f64;
    let posts = agents * scenario.live_posts();
    let memory = scenario.memory(agents, ties);
    let place = document.place_of("network.agents").or_else(|| places.generator.clone());
    let (place, message, help) = if ties > MOST_TIES {
        let message = format!("the network has about {ties:.0} ties");
        (place, message, "lower `agents`, or the number of ties an agent has".to_owned())
    } else if posts > MOST_TIES {
        let slots = scenario.live_posts() as usize;
        let error = SetupError::TooManyPosts { agents: agents as usize, slots };
        let place = document.place_of("feed.window").or(place);
        (place, error.to_string(), "lower `feed.window`, or `agents`".to_owned())
    } else if scenario.taken_down() > MOST_RECORD {
        let place = document.place_of("output.every").or_else(|| document.place_of("ticks")).or(place);
        let message = format!("a run takes down {} of observations", bytes(scenario.taken_down()));
        let help = "raise `output.every`, name fewer `output.metrics`, or set output.opinions = false";
        let label = format!("expected at most {}", bytes(MOST_RECORD));
        diagnostics.error(place, message, label).help.push(help.to_owned());
        return;
    } else if memory > MOST_BYTES {
        let message = format!("a run takes about {} of memory", bytes(memory));
        (place, message, "lower `agents`, the ties an agent has, or `feed.window`".to_owned())
    } else {
        return;
    };
    let label = format!("expected at most {MOST_TIES:.0} ties and {} of memory", bytes(MOST_BYTES));
    diagnostics.error(place, message, label).help.push(help);
}

fn feed(scenario: &Scenario, document: &Document, places: &Places, diagnostics: &mut Diagnostics) {
    let feed = scenario.model.feed;
    if feed.source == Source::Accounts {
        if places.window.is_some() {
            let message = "`feed.window` has no effect with source = \"accounts\"";
            let label = "expected with source = \"posts\": a standing expression does not age";
            let help = "take it out, or set source = \"posts\"";
            diagnostics.warning(places.window.clone(), message, label).help.push(help.to_owned());
        }
        if places.reshare.is_some() && scenario.model.reaction.reshares() {
            let message = "nothing is reshared with feed.source = \"accounts\"";
            let label = "expected with source = \"posts\": here there is no post to pass on";
            let help = "take it out, or set feed.source = \"posts\"";
            diagnostics.warning(places.reshare.clone(), message, label).help.push(help.to_owned());
        }
    }
    if feed.slots == Slots::All && places.ranking.is_some() && scenario.model.ranking.name() != "random" {
        let label = "expected with a number of slots: with slots = \"all\" every candidate is shown";
        let help = "give feed.slots a number, or take the ranking out";
        diagnostics
            .warning(places.ranking.clone(), "the ranking has no effect", label)
            .help
            .push(help.to_owned());
    }
    let has_groups = !scenario.population.groups.is_empty() || interventions::may_have_labels(document);
    for key in ["feed.group_factor", "feed.group_closeness"] {
        if let (false, Some(place)) = (has_groups, document.place_of(key)) {
            let message = format!("`{key}` has no effect: nobody is in a group");
            let label = "expected a [[population.group]] whose members can be of the reader's group";
            let help = "add one, for instance with name = \"club\" and share = 0.3, or take this out";
            diagnostics.warning(Some(place), message, label).help.push(help.to_owned());
        }
    }
    let model = &scenario.model;
    let keeps = matches!(feed.slots, Slots::First(_)) && model.order.is_by_author();
    if keeps && model.shows_what_is_kept() && (places.ranking.is_some() || feed.temperature > 0.0) {
        let place = places.ranking.clone().or_else(|| document.place_of("feed.temperature"));
        let message = "the ranking has no effect: a feed keeps no more than it shows";
        let label = "expected more posts kept than shown";
        let help = "write inbox = 20 in [feed], more than slots";
        diagnostics.warning(place, message, label).help.push(help.to_owned());
    }
    if let Some(mean) = scenario.expected_followees()
        && !diagnostics.has_errors()
    {
        warn_of_idle_ranking(scenario, mean, document, diagnostics);
    }
}

/// Warns where the feed has room for more than there can be: then no ranking acts.
fn warn_of_idle_ranking(
    scenario: &Scenario,
    mean_followees: f64,
    document: &Document,
    diagnostics: &mut Diagnostics,
) {
    let feed = scenario.model.feed;
    // How many are met in a tick is a matter of chance.
    let is_open = feed.memory.is_some() || scenario.model.ties.contacts().is_some();
    if feed.inbox.is_some() || is_open || scenario.model.order.is_by_author() {
        return;
    }
    let Slots::First(slots) = feed.slots else { return };
    let an_author = match feed.source {
        Source::Accounts => 1.0,
        Source::Posts => f64::from(feed.window) * f64::from(scenario.model.slots_per_tick()),
    };
    let recommended = scenario.model.retrieved() as f64;
    let most = mean_followees * an_author + recommended;
    // A ranking that leaves posts out acts however long the feed is.
    if f64::from(slots) > most && !scenario.model.ranking.excludes() {
        let message = "`feed.slots` is larger than the number of candidates can be: no ranking acts";
        let label =
            format!("expected fewer than {most:.0}: {mean_followees:.1} followees have no more to show");
        let place = ["feed.slots", "feed.ranking", "feed", "network"];
        let place = place.iter().find_map(|key| document.place_of(key));
        let help = "lower feed.slots, or write slots = \"all\" if no algorithm is meant";
        diagnostics.warning(place, message, label).help.push(help.to_owned());
    }
}

impl Scenario {
    /// Adds the warnings that need the network of a file: `document` is that of the scenario.
    pub fn warn_of_network(&self, network: &Network, document: &Document, warnings: &mut Diagnostics) {
        let graph = &network.graph;
        let mean = graph.ties() as f64 / graph.agents().max(1) as f64;
        warn_of_idle_ranking(self, mean, document, warnings);
    }
}

/// Rankings and rules that rest on something which is never learnt.
fn learning(scenario: &Scenario, document: &Document, places: &Places, diagnostics: &mut Diagnostics) {
    let model = &scenario.model;
    if model.feed.slots == Slots::All {
        return;
    }
    let needs = model.ranking.needs();
    let name = model.ranking.name();
    let learns = model.reaction.is_active();
    let mut idle = |message: &str, label: String, help: &str| {
        diagnostics.warning(places.ranking.clone(), message, label).help.push(help.to_owned());
    };
    let nothing = "the ranking has nothing to go by";
    let counts = needs.counts_reactions();
    if needs.predicted && !learns {
        let label = format!("expected reactions, which \"{name}\" predicts: reaction.rule is \"none\"");
        idle(nothing, label, "let readers react: reaction.rule = \"kernel\"");
    } else if counts && !learns {
        let label = format!("expected reactions, which \"{name}\" counts: reaction.rule is \"none\"");
        idle(nothing, label, "let readers react: reaction.rule = \"kernel\"");
    } else if counts && model.is_standing() {
        let label =
            format!("expected posts that live for some ticks: \"{name}\" counts reactions of earlier ones");
        idle(nothing, label, "give posts a longer life: feed.source = \"posts\", feed.window = 24");
    }
    let profiles = learns && model.reaction.learning().profile_rate > 0.0;
    let by_profile = needs.stance || (needs.predicted && learns);
    if by_profile && !profiles && !model.feed.oracle {
        let label = format!("expected learnt profiles, which \"{name}\" goes by: nothing is learnt here");
        let help = "let readers react (reaction.rule = \"kernel\" with a profile_rate above 0), or set feed.profile = \
                    \"oracle\"";
        idle("every reader looks the same to the platform", label, help);
    }
    let affinities = learns && model.reaction.learning().affinity_rate > 0.0;
    let generated = matches!(scenario.network, NetworkSource::Generated(_));
    if model.needs_affinity() && generated && !affinities {
        locate::no_tie_strength(document, diagnostics);
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

    /// Whether its ties are dealt anew, so that only the degrees of the network are left.
    pub fn is_rewired(&self) -> bool {
        self.keys.network.rewired
    }

    /// The ticks over which outcomes are averaged; None: the last tick.
    pub fn outcome_window(&self) -> Option<(u32, u32)> {
        let ticks = self.model.stop.ticks;
        match (self.model.watch.window, self.model.stop.settles()) {
            (Some(window), _) => Some(window),
            (None, true) => None,
            (None, false) => Some((ticks - ticks / 5 + u32::from(ticks >= 5), ticks)),
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
    fn groups_that_nobody_is_in_are_warned_of() {
        let none = |key: &str| format!("`feed.{key}` has no effect: nobody is in a group");
        let weighted = "ranking = \"weighted\"\nlike = 1.0\ngroup_factor = 0.5\nretrieved = 20";
        assert_eq!(warnings(weighted, ""), [none("group_factor")]);
        let facebook = "ranking = \"facebook_msi_2018\"\nretrieved = 20\n";
        assert_eq!(warnings(&format!("{facebook}group_closeness = 0.4"), ""), [none("group_closeness")]);
        let group = "[[population.group]]\nname = \"club\"\nshare = 0.3";
        for good in [facebook.to_owned(), format!("{weighted}\n{group}")] {
            assert!(warnings(&good, "").is_empty(), "{good}");
        }
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

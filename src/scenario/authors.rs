//! Contradictions between the schedule of authors and the rest of the scenario, and keys that are for it alone.

use super::Scenario;
use crate::engine::{Offer, Perceives, Posting, Slots, Source, Stances};
use crate::feed::Needs;
use crate::registry::{Diagnostics, Document};
use crate::world::OpinionRange;

/// What is found: where, what is wrong with it, what was expected, the way out.
struct Finding<'a> {
    keys: &'a [&'a str],
    message: String,
    label: &'a str,
    help: &'a str,
}

/// Adds what contradicts `schedule = "random_author"`, or has no effect without it; and around `feed.delivery`.
pub(super) fn check(scenario: &Scenario, document: &Document, diagnostics: &mut Diagnostics) {
    let mut findings = delivery(scenario);
    if scenario.model.order.is_by_author() {
        findings.extend(order(scenario, document));
        findings.extend(feed(scenario, document));
        findings.extend(rules(scenario));
    } else {
        findings.extend(elsewhere(scenario));
    }
    for Finding { keys, message, label, help } in findings {
        let place = keys.iter().find_map(|key| document.place_of(key));
        diagnostics.error(place, message, label).help.push(help.to_owned());
    }
}

/// Keys that mean nothing where readers act.
fn elsewhere(scenario: &Scenario) -> Vec<Finding<'static>> {
    let model = &scenario.model;
    let mut findings = Vec::new();
    let label = "expected schedule = \"random_author\" beside it";
    let help = "write schedule = \"random_author\" above the first table, or take this out";
    if model.feed.stance != Stances::Opinion {
        let message = "posts of random stance are read as they are posted".to_owned();
        findings.push(Finding { keys: &["feed.stance"], message, label, help });
    }
    if model.climate.posting != Posting::Uniform {
        let message = "`expression.posting` chooses among posts of random stance".to_owned();
        findings.push(Finding { keys: &["expression.posting"], message, label, help });
    }
    if model.ties.parting().is_some() {
        let message = format!("with \"{}\" a reader parts from the author of a post", model.ties.name());
        findings.push(Finding { keys: &["ties.rule"], message, label, help });
    }
    findings
}

/// What contradicts a probability of delivery.
fn delivery(scenario: &Scenario) -> Vec<Finding<'static>> {
    let model = &scenario.model;
    let mut findings = Vec::new();
    let delivery = model.feed.reach.delivery;
    if delivery.offer == Offer::All {
        if delivery.phase != 0.0 {
            findings.push(Finding {
                keys: &["feed.delivery_phase"],
                message: "`feed.delivery_phase` has no effect: everything is delivered".to_owned(),
                label: "expected `delivery` beside it",
                help: "add delivery = \"cosine\" or \"half_cosine\" to [feed], or take the phase out",
            });
        }
        return findings;
    }
    let keys = &["feed.delivery"];
    if model.influence.pairs().is_some() {
        let message = format!("`feed.delivery` does not go with \"{}\" on pairs", model.influence.name());
        let label = "expected delivery = \"all\": who meets somebody hears it";
        findings.push(Finding { keys, message, label, help: "take it out" });
    }
    let mixed = match &scenario.network {
        super::NetworkSource::Generated(generator) => generator.is_well_mixed(),
        super::NetworkSource::File { .. } => false,
    };
    if mixed && model.influence.pairs().is_none() {
        let message = "`feed.delivery` draws for every tie, and a \"well_mixed\" network has none".to_owned();
        let label = "expected a network with ties";
        let help = "write generator = \"complete\" (up to 50,000 agents) or another network";
        findings.push(Finding { keys, message, label, help });
    }
    if scenario.population.attributes.scale().range == OpinionRange::Real {
        let message =
            "`feed.delivery` goes by the width of the range, and range = \"real\" has none".to_owned();
        let label = "expected a range that ends";
        findings.push(Finding { keys, message, label, help: "write range = [-1, 1] in [population]" });
    }
    findings
}

/// What contradicts the order of a micro-step.
fn order(scenario: &Scenario, document: &Document) -> Vec<Finding<'static>> {
    let model = &scenario.model;
    let mut findings = Vec::new();
    let mut add = |keys, message: &str, label, help| {
        findings.push(Finding { keys, message: message.to_owned(), label, help });
    };
    if document.place_of("express_last").is_some() && model.order.express_last {
        let message = "`express_last` is for an agent that reads in its micro-step, and authors do not";
        add(&["express_last"], message, "expected without it", "take it out");
    }
    if model.order.turns > 1 {
        let message = "`turns` counts how often an agent reads in its micro-step, and authors do not";
        let help = "take it out; feed.posts_per_tick says how many posts an author has in its turn";
        add(&["turns"], message, "expected without it", help);
    }
    let posts = u64::from(model.slots_per_tick());
    if scenario.agents().is_some_and(|agents| agents as u64 * posts >= 1 << 32) {
        let message = "more posts in a tick than this version can number (2^32)";
        add(&["feed.posts_per_tick"], message, "expected fewer", "lower it, or the number of agents");
    }
    findings
}

/// What contradicts posts that are read at once.
fn feed(scenario: &Scenario, document: &Document) -> Vec<Finding<'static>> {
    let model = &scenario.model;
    let mut findings = Vec::new();
    let mut add = |keys, message: &str, label, help| {
        findings.push(Finding { keys, message: message.to_owned(), label, help });
    };
    if model.feed.source == Source::Accounts {
        let message = "with schedule = \"random_author\" posts are read, and feed.source is \"accounts\"";
        add(&["feed.source"], message, "expected source = \"posts\"", "write source = \"posts\"");
    }
    if model.feed.memory.is_some() {
        let message = "`feed.memory` does not go with schedule = \"random_author\"";
        let label = "expected without it: a post goes straight to the followers";
        add(&["feed.memory"], message, label, "take one of the two out");
    }
    if document.place_of("feed.window").is_some() {
        let message = "`feed.window` does not go with schedule = \"random_author\"";
        let label = "expected without it: a post goes straight to the followers, and does not age";
        add(&["feed.window"], message, label, "take it out");
    }
    if let (Slots::First(slots), Some(kept)) = (model.feed.slots, model.feed.inbox)
        && slots > kept
    {
        let message = "`feed.slots` shows more posts than `feed.inbox` keeps";
        add(
            &["feed.slots", "feed.inbox"],
            message,
            "expected at most as many",
            "lower slots, or raise inbox",
        );
    }
    let diverse = model.ranking.author_diversity().is_some();
    if !model.shows_what_is_kept() && (diverse || asks_too_much(&model.ranking.needs())) {
        let message = "this ranking goes by what is not kept where a post goes straight to the followers";
        let label = "expected one that goes by order, stance, affinity or chance";
        let help = "write for instance ranking = \"chronological\" or \"similarity\" in [feed]";
        add(&["feed.ranking", "feed"], message, label, help);
    }
    if model.ranking.quota().is_some() && model.feed.slots != Slots::All {
        let message = "a quota of the sides in a whole tick does not go with schedule = \"random_author\"";
        let help = "`hushfeed list rankings` shows the others";
        add(&["feed.ranking"], message, "expected another ranking", help);
    }
    if model.feed.stance == Stances::Random
        && scenario.population.attributes.scale().range == OpinionRange::Real
    {
        let message = "a random stance is drawn over the range of opinions, and range = \"real\" has no ends";
        add(&["feed.stance"], message, "expected a range that ends", "write range = [-1, 1] in [population]");
    }
    if model.feed.stance == Stances::Opinion && model.climate.posting != Posting::Uniform {
        let message = "`expression.posting` has no effect: a post says what its author thinks";
        let label = "expected `feed.stance = \"random\"` beside it";
        add(&["expression.posting"], message, label, "add stance = \"random\" to [feed], or take this out");
    }
    findings
}

/// Whether a ranking reads more of a post than its place in a feed, its stance, its author, and draws. A draw that lasts
/// as long as the post would need to know which post it is, and of what is kept only the place is known.
fn asks_too_much(needs: &Needs) -> bool {
    let known = Needs {
        age: needs.age,
        stance: needs.stance,
        affinity: needs.affinity,
        predicted: needs.predicted,
        followers: needs.followers,
        outside: needs.outside,
        kinds: needs.kinds,
        fellows: needs.fellows,
        draws: needs.draws,
        ..Needs::default()
    };
    *needs != known
}

/// Rules that need readers who act, or ties that stay.
fn rules(scenario: &Scenario) -> Vec<Finding<'static>> {
    let model = &scenario.model;
    let mut findings = Vec::new();
    let (expression, influence, ties) = (model.expression.name(), model.influence.name(), model.ties.name());
    let mut add = |keys, message: String, label, help| findings.push(Finding { keys, message, label, help });
    let reader = "write schedule = \"random_reader\", or choose another rule";
    if model.expression.meets().is_some() {
        let message =
            format!("\"{expression}\" learns from whom an agent meets in its turn, and authors meet nobody");
        add(&["expression.rule"], message, "expected a rule that learns from a feed", reader);
    }
    if model.expression.lasts() {
        let message =
            format!("\"{expression}\" lets what was said stand, and here a post is gone once it is read");
        add(
            &["expression.memory", "expression.rule"],
            message,
            "expected without memory",
            "write memory = false",
        );
    }
    if influence_is_of_pairs(scenario) {
        let message = format!("\"{influence}\" acts on pairs, and authors have many readers");
        let keys = &["influence.pairwise", "influence.rule"];
        add(keys, message, "expected a rule that acts on what is shown", reader);
    }
    if model.ties.adviser().is_some() {
        let message =
            format!("\"{ties}\" advises readers in their own turns, and there are those of authors");
        add(&["ties.rule"], message, "expected a rule that goes by what is shown", reader);
    }
    if model.ties.parting().is_some() && model.needs_affinity() {
        let message = format!("\"{ties}\" makes ties that have no affinity yet");
        add(
            &["ties.rule"],
            message,
            "expected rules that do not go by affinity",
            "choose other rules or weights",
        );
    }
    if model.ties.parting().is_some() && !model.shows_what_is_kept() {
        let message = format!(
            "with \"{ties}\" a reader parts from who has just posted, and may not be shown that post"
        );
        let label = "expected a feed of which all is shown";
        add(&["feed.slots", "ties.rule"], message, label, "write slots = \"all\" in [feed]");
    }
    if model.ties.parting().is_some() && model.climate.perceives != Perceives::Shown {
        let message = format!("with \"{ties}\" who one's neighbours are changes within a tick");
        let label = "expected perceives = \"shown\"";
        add(&["expression.perceives"], message, label, "write perceives = \"shown\" in [expression]");
    }
    findings
}

fn influence_is_of_pairs(scenario: &Scenario) -> bool {
    scenario.model.influence.pairs().is_some()
}

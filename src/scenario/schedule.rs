//! Contradictions between the schedule and the rest of the scenario.

use super::{NetworkSource, Scenario};
use crate::engine::{Perceives, Reach, Slots, Source};
use crate::influence::pairs::Selection;
use crate::registry::{Diagnostics, Document};
use crate::world::OpinionRange;

/// Adds what contradicts a sequential schedule, or a schedule that is missing.
pub(super) fn check(scenario: &Scenario, document: &Document, diagnostics: &mut Diagnostics) {
    let model = &scenario.model;
    let mut refuse = |keys: &[&str], message: String, label: &str, help: &str| {
        let place = keys.iter().find_map(|key| document.place_of(key));
        diagnostics.error(place, message, label).help.push(help.to_owned());
    };
    if !model.order.is_sequential() {
        let help = "write schedule = \"random_reader\" or schedule = \"permutation\" above the first table";
        if model.order.express_last {
            let message = "`express_last` orders the phases of a micro-step, and there are none".to_owned();
            refuse(&["express_last"], message, "expected a sequential `schedule` beside it", help);
        }
        if model.order.turns > 1 {
            let message = "`turns` counts what an agent does in a micro-step, and there are none".to_owned();
            refuse(&["turns"], message, "expected a sequential `schedule` beside it", help);
        }
        if model.expression.meets().is_some() {
            let message =
                format!("\"{}\" learns from encounters, which come one by one", model.expression.name());
            refuse(&["expression.rule"], message, "expected a sequential `schedule`", help);
        }
        if model.influence.pairs().is_some() {
            let message = format!("\"{}\" acts on pairs, which meet one by one", model.influence.name());
            refuse(
                &["influence.pairwise", "influence.rule"],
                message,
                "expected a sequential `schedule`",
                help,
            );
        }
        if model.feed.memory.is_some() {
            let message = "`feed.memory` keeps posts in the order in which they come one by one".to_owned();
            refuse(&["feed.memory"], message, "expected a sequential `schedule` beside it", help);
        }
        return;
    }
    let name = model.order.schedule.word();
    if scenario.agents().is_some_and(|agents| agents as u64 * u64::from(model.order.turns) >= 1 << 32) {
        let message = "more turns in a tick than this version can number (2^32)".to_owned();
        refuse(&["turns"], message, "expected fewer", "lower `turns`, or the number of agents");
    }
    if model.order.is_by_author() {
        return; // see authors.rs
    }
    if model.feed.inbox.is_some() {
        let message = format!("`feed.inbox` and schedule = \"{name}\" exclude each other");
        let label = "expected without it: inboxes exchange their messages all at once";
        refuse(&["feed.inbox"], message, label, "take one of the two out");
        return;
    }
    if model.feed.memory.is_some() {
        memory(scenario, document, &mut refuse);
    } else if model.feed.source == Source::Posts {
        let message = format!("posts in a window do not go with schedule = \"{name}\"");
        let label = "expected source = \"accounts\": micro-steps have no ticks that posts could age by";
        let keys = ["feed.source", "feed.window", "feed", "schedule"];
        let help =
            "write source = \"accounts\" in [feed], or memory = 1000: the last 1000 posts of the platform";
        refuse(&keys, message, label, help);
    }
    if model.influence.pairs().is_some() {
        pairs(scenario, &mut refuse);
    }
    if model.ranking.quota().is_some() {
        let ranking = model.ranking.name();
        let message = format!("\"{ranking}\" does not go with schedule = \"{name}\"");
        let label = "expected another ranking: its quota is that of the sides in a whole tick";
        refuse(&["feed.ranking"], message, label, "`hushfeed list rankings` shows the others");
    }
}

/// What contradicts a platform with a memory.
fn memory(scenario: &Scenario, document: &Document, refuse: &mut impl FnMut(&[&str], String, &str, &str)) {
    let model = &scenario.model;
    if model.feed.source == Source::Accounts {
        let message = "`feed.memory` keeps posts, and feed.source is \"accounts\"".to_owned();
        refuse(&["feed.memory"], message, "expected source = \"posts\"", "take one of the two out");
    }
    if document.place_of("feed.window").is_some() {
        let message = "`feed.window` and `feed.memory` exclude each other".to_owned();
        let label = "expected without it: a post is kept while it is among the last of the platform";
        refuse(&["feed.window"], message, label, "take one of the two out");
    }
    if model.ranking.name() != "chronological" {
        let message = format!("\"{}\" does not go with `feed.memory`", model.ranking.name());
        let label = "expected \"chronological\": such a feed is the newest posts in store";
        refuse(&["feed.ranking"], message, label, "write ranking = \"chronological\", or take `memory` out");
    }
    if model.feed.temperature > 0.0 {
        let message = "`feed.temperature` does not go with `feed.memory`".to_owned();
        let label = "expected without it: such a feed is the newest posts in store";
        refuse(&["feed.temperature"], message, label, "take one of the two out");
    }
}

/// What contradicts a rule that acts on pairs.
fn pairs(scenario: &Scenario, refuse: &mut impl FnMut(&[&str], String, &str, &str)) {
    let model = &scenario.model;
    let name = model.influence.name();
    if model.feed.memory.is_some() {
        let message = format!("`feed.memory` does not go with \"{name}\" on pairs");
        let label = "expected source = \"accounts\": who meets somebody meets the account as it stands";
        refuse(
            &["feed.memory"],
            message,
            label,
            "take `memory` out and write source = \"accounts\" in [feed]",
        );
    }
    if model.expression.lasts() {
        let message = format!("\"{}\" lets the silent go on being heard", model.expression.name());
        let label = "expected a rule whose silent agents are not met";
        refuse(&["expression.rule"], message, label, "write another rule in [expression]");
    }
    if model.feed.slots != Slots::All {
        let message = format!("`feed.slots` does not go with \"{name}\" on pairs");
        let label = "expected slots = \"all\": one account is met, and no algorithm chooses it";
        let keys = ["feed.slots", "feed", "influence.pairwise", "influence.rule"];
        refuse(
            &keys,
            message,
            label,
            "write slots = \"all\" in [feed]; whom an agent meets says influence.selection",
        );
    }
}

/// Contradictions of the rule of influence with its own keys, with the range of opinions and with the network.
pub(super) fn check_influence(scenario: &Scenario, document: &Document, diagnostics: &mut Diagnostics) {
    let rule = &scenario.model.influence;
    let mut refuse = |keys: &[&str], message: String, label: &str, help: &str| {
        let place = keys.iter().find_map(|key| document.place_of(key));
        diagnostics.error(place, message, label).help.push(help.to_owned());
    };
    if let Some(wrong) = rule.contradiction() {
        let key = format!("influence.{}", wrong.key);
        refuse(&[&key, "influence.rule", "influence"], wrong.message, wrong.expected, wrong.help);
    }
    let similar = rule.pairs().is_some_and(|pairs| matches!(pairs.selection(), Selection::Similar { .. }));
    if scenario.population.attributes.scale().range == OpinionRange::Real && (rule.needs_range() || similar) {
        let what =
            if similar { "selection = \"similar\"".to_owned() } else { format!("\"{}\"", rule.name()) };
        let message = format!("{what} goes by the range of opinions, and range = \"real\" has no ends");
        let label = "expected [-1, 1] or [0, 1]";
        refuse(&["population.range"], message, label, "write range = [-1, 1] in [population]");
    }
    let stop = &scenario.keys.stop;
    if stop.clusters_within.is_some() && stop.clusters_apart.is_none() && rule.confidence_bound().is_none() {
        let message = "`stop.clusters_within` does not know which gaps part groups".to_owned();
        let label = format!("expected `clusters_apart` beside it: \"{}\" has no ε", rule.name());
        refuse(
            &["stop.clusters_within"],
            message,
            &label,
            "write for instance clusters_apart = 0.1 in [stop]",
        );
    }
    for (key, given) in [
        ("stop.clusters_apart", stop.clusters_apart.is_some()),
        ("stop.clusters_every", stop.clusters_every.is_some()),
    ] {
        if given && stop.clusters_within.is_none() {
            let message = format!("`{key}` belongs to `stop.clusters_within`");
            refuse(
                &[key],
                message,
                "expected `clusters_within` beside it",
                "add clusters_within = 0.01 to [stop]",
            );
        }
    }
    well_mixed(scenario, &mut refuse);
    undisturbed(scenario, &mut refuse);
}

/// What needs ties where there are none.
fn well_mixed(scenario: &Scenario, refuse: &mut impl FnMut(&[&str], String, &str, &str)) {
    let NetworkSource::Generated(generator) = &scenario.network else { return };
    if !generator.is_well_mixed() {
        return;
    }
    let model = &scenario.model;
    let help = "write generator = \"complete\" (up to 50,000 agents) or another network, or a rule that acts on pairs";
    let mut needs = |key: &str, what: String| {
        let message = format!("{what} needs ties, and a \"well_mixed\" network has none");
        refuse(&[key, "network.generator"], message, "expected a network with ties", help);
    };
    let influence = &model.influence;
    let is_average = influence.mean_field().is_some() || !influence.is_active();
    if influence.pairs().is_none() && (model.order.is_sequential() || !is_average) {
        needs("influence.rule", format!("influence \"{}\"", influence.name()));
    }
    if influence.pairs().is_none() && !model.order.is_sequential() {
        if model.feed.slots != Slots::All || !model.is_standing() {
            let what = "a feed that does not show everybody (slots = \"all\", source = \"accounts\")";
            needs("feed.slots", what.to_owned());
        }
        if model.reaction.is_active() {
            needs("reaction.rule", format!("reaction \"{}\"", model.reaction.name()));
        }
    }
    if model.expression.meets().is_some() {
        needs("expression.rule", format!("expression \"{}\"", model.expression.name()));
    }
    if model.feed.reach != Reach::default() {
        needs("feed", "reach beyond or within followees".to_owned());
    }
    // Whoever hears everybody can count them; who meets one other in an encounter hears that one.
    let (perceives, asks) = (model.climate.perceives, model.expression.asks());
    let hears_all = influence.pairs().is_none() && !model.order.is_sequential();
    let (whom, what) = if hears_all {
        (matches!(perceives, Perceives::Sample(_)), asks.radius.is_some())
    } else {
        (perceives != Perceives::Shown, asks.more)
    };
    if whom {
        needs("expression.perceives", "a choice of whom a reader looks at".to_owned());
    }
    if what || model.expression.lasts() {
        needs("expression.rule", format!("what \"{}\" perceives", model.expression.name()));
    }
    if model.ties.is_active() {
        needs("ties.rule", format!("ties \"{}\"", model.ties.name()));
    }
    if model.needs_affinity() {
        needs("reaction.rule", "affinity".to_owned());
    }
    if scenario.population.added(generator.agents()) > 0 {
        needs("population.group", "a group of accounts that join the network".to_owned());
    }
}

/// Interventions on a feed where there is none: whom an agent meets, or that it hears all, is not the platform's doing.
fn undisturbed(scenario: &Scenario, refuse: &mut impl FnMut(&[&str], String, &str, &str)) {
    const OF_PEOPLE: [&str; 3] = ["set", "chill", "strike"];
    let model = &scenario.model;
    let mixed = matches!(&scenario.network, NetworkSource::Generated(generator) if generator.is_well_mixed());
    if !mixed && model.influence.pairs().is_none() && !model.order.is_by_author() {
        return;
    }
    for one in model.program.scheduled.iter().filter(|one| !OF_PEOPLE.contains(&one.kind.name())) {
        let message =
            format!("the intervention \"{}\" acts on a feed, and there is none here", one.kind.name());
        let label = "expected \"set\", \"chill\" or \"strike\"";
        let help = if model.order.is_by_author() {
            "take it out, or write schedule = \"random_reader\""
        } else {
            "take it out, or take a rule that does not act on pairs and a network with ties"
        };
        refuse(&["intervention"], message, label, help);
    }
}

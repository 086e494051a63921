//! Contradictions between the rule of expression and what surrounds it: thresholds, cores, chill, media, memory.

use super::{NetworkSource, Scenario};
use crate::engine::{Chills, Perceives};
use crate::registry::{Diagnostics, Document};
use crate::world::AgentKind;

/// What is found: a key, what is wrong with it, what was expected, the way out.
struct Finding<'a> {
    key: &'a str,
    message: String,
    label: &'a str,
    help: &'a str,
}

/// Adds what contradicts the rule of expression, or has no effect with it.
pub(super) fn check(scenario: &Scenario, document: &Document, diagnostics: &mut Diagnostics) {
    let rule = &scenario.model.expression;
    let place = |key: &str| {
        let keys = [key, "expression.rule", "expression", "population", "network"];
        keys.iter().find_map(|key| document.place_of(key))
    };
    // A rule that never silences anybody may stand in for another, to see what silence does: then what the other needs
    // has no effect, which is not wrong.
    for finding in idle(scenario) {
        let Finding { key, message, label, help } = finding;
        let found = if rule.is_deaf() && rule.meets().is_none() {
            diagnostics.warning(place(key), message, label)
        } else {
            diagnostics.error(place(key), message, label)
        };
        found.help.push(help.to_owned());
    }
    for Finding { key, message, label, help } in wrong(scenario) {
        diagnostics.error(place(key), message, label).help.push(help.to_owned());
    }
    let intervenes = document.place_of("intervention").is_some();
    for Finding { key, message, label, help } in doubtful(scenario, intervenes) {
        diagnostics.warning(place(key), message, label).help.push(help.to_owned());
    }
}

/// Settings that the rule knows nothing of.
fn idle(scenario: &Scenario) -> Vec<Finding<'static>> {
    let rule = &scenario.model.expression;
    let attributes = &scenario.population.attributes;
    let mut findings = Vec::new();
    let mut add = |is_idle: bool, key, what: &str, label, help| {
        if is_idle {
            let message = format!("{what}, and the rule \"{}\" takes none", rule.name());
            findings.push(Finding { key, message, label, help });
        }
    };
    let thresholds = attributes.threshold.is_some()
        || scenario.population.groups.iter().any(|group| group.threshold.is_some());
    add(
        thresholds && !rule.has_thresholds(),
        "population.threshold",
        "agents have thresholds",
        "expected a rule that counts support",
        "choose rule = \"threshold\" in [expression], or take the thresholds out",
    );
    add(
        attributes.hard_core > 0.0 && !rule.has_hard_core(),
        "population.hard_core",
        "there is a hard core (Φ = 0)",
        "expected a rule in which Φ decides",
        "choose another rule in [expression], for instance \"confidence\", or take hard_core out",
    );
    add(
        attributes.avant_garde > 0.0 && rule.assured().is_none(),
        "population.avant_garde",
        "there is an avant-garde, sure of support",
        "expected a rule with confidence to begin with",
        "choose another rule in [expression], for instance \"confidence\", or take avant_garde out",
    );
    add(
        scenario.model.climate.chill > 0.0 && rule.always_speaks(),
        "expression.chill",
        "being watched chills",
        "expected a rule that heeds it",
        "choose another rule in [expression], for instance \"logistic\", or take chill out",
    );
    let chills = scenario.model.program.scheduled.iter().any(|one| one.kind.name() == "chill");
    add(
        chills && rule.always_speaks(),
        "intervention",
        "an intervention chills",
        "expected a rule that heeds it",
        "choose another rule in [expression], for instance \"logistic\", or take the intervention out",
    );
    findings
}

/// What cannot be played.
fn wrong(scenario: &Scenario) -> Vec<Finding<'static>> {
    let rule = &scenario.model.expression;
    let attributes = &scenario.population.attributes;
    let mut findings = Vec::new();
    if rule.has_thresholds() && attributes.threshold.is_none() {
        findings.push(Finding {
            key: "expression.rule",
            message: format!("the rule \"{}\" compares support with thresholds, and agents have none", rule.name()),
            label: "expected `population.threshold`",
            help: "add threshold = { normal = { mean = 5.0, sd = 2.0 } } to [population], in units of expression.support",
        });
    }
    if attributes.hard_core + attributes.avant_garde > 1.0 {
        findings.push(Finding {
            key: "population.avant_garde",
            message: "the hard core and the avant-garde are more than everybody".to_owned(),
            label: "expected shares that sum to 1 at most",
            help: "lower hard_core or avant_garde: nobody is in both",
        });
    }
    if rule.lasts() && (!scenario.model.is_standing() || scenario.model.has_inboxes()) {
        findings.push(Finding {
            key: "expression.memory",
            message: "the silent are remembered by what stands, and posts do not stand".to_owned(),
            label: "expected standing expressions",
            help: "write source = \"accounts\" in [feed], or memory = false",
        });
    }
    findings
}

/// What probably is not meant.
fn doubtful(scenario: &Scenario, intervenes: bool) -> Vec<Finding<'static>> {
    let climate = &scenario.model.climate;
    let population = &scenario.population;
    let mut findings = Vec::new();
    if climate.chill == 0.0 && !intervenes {
        let justified = population.attributes.justification.is_some()
            || population.groups.iter().any(|group| group.justification.is_some());
        if justified {
            findings.push(Finding {
                key: "population.justification",
                message: "`population.justification` has no effect: nobody is watched".to_owned(),
                label: "expected `expression.chill` above 0",
                help: "add chill = 1.0 to [expression], or take justification out",
            });
        }
        if climate.salience != 1.0 || climate.chills != Chills::Everybody {
            findings.push(Finding {
                key: "expression.salience",
                message: "`expression.salience` has no effect: nobody is watched".to_owned(),
                label: "expected `expression.chill` above 0",
                help: "add chill = 1.0 to [expression], or take salience out",
            });
        }
    }
    let rule = &scenario.model.expression;
    let looks =
        climate.perceives != Perceives::Shown || climate.bot_weight != 1.0 || climate.media_weight.is_some();
    if rule.meets().is_some() && looks && !scenario.model.tracks_minority() {
        findings.push(Finding {
            key: "expression.perceives",
            message: "whom a reader looks at has no effect: the rule learns from encounters alone".to_owned(),
            label: "expected a chilling effect on the minority, which has to know that it is one",
            help: "take perceives, bot_weight and media_weight out, or write chill = 1.0 and chills = \"minority\"",
        });
    }
    let kinds = std::iter::once(population.attributes.kind)
        .chain(population.groups.iter().filter_map(|group| group.kind));
    if climate.media_weight.is_some() && !kinds.into_iter().any(|kind| kind == AgentKind::Media) {
        findings.push(Finding {
            key: "expression.media_weight",
            message: "`expression.media_weight` has no effect: there is no mass medium".to_owned(),
            label: "expected accounts of kind \"media\"",
            help: "add a [[population.group]] with kind = \"media\", or take media_weight out",
        });
    }
    let whole = matches!(&scenario.network, NetworkSource::Generated(generator)
        if generator.name() == "complete" || generator.is_well_mixed());
    if scenario.model.expression.counts_everybody() && !whole {
        findings.push(Finding {
            key: "expression.support",
            message: "\"share_of_all\" counts followees alone, and divides by everybody".to_owned(),
            label: "expected a network in which everybody follows everybody",
            help: "write generator = \"complete\" in [network], or support = \"share_of_neighbours\"",
        });
    }
    findings
}

//! `[attribution]`: what `hushfeed attribute` switches on and off, and what it looks at.

use super::Scenario;
use crate::registry::{Diagnostics, Document, nearest};
use crate::{choices, parameters};

choices! {
    /// What may have made an outcome what it is. Each is switched off on its own.
    pub enum Mechanism {
        /// Who follows whom: against the same network with its ties dealt anew, every agent keeping its numbers of
        /// followees and followers.
        Homophily = "homophily",
        /// Which posts the feed shows: against a random choice of as many.
        Ranking = "ranking",
        /// Who speaks: against everybody speaking always.
        SelfCensorship = "self_censorship",
        /// What people react to: against readers who like, reshare and reply to any post as to one of their own opinion.
        SelectiveReaction = "selective_reaction",
        /// Ties that change: against ties that stay.
        Rewiring = "rewiring",
        /// Bots: against the same accounts as ordinary people, or none where they have joined the network.
        Bots = "bots",
    }
}

impl Mechanism {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Homophily,
        Self::Ranking,
        Self::SelfCensorship,
        Self::SelectiveReaction,
        Self::Rewiring,
        Self::Bots,
    ];
}

parameters! {
    /// Which mechanism did it.
    pub struct AttributionKeys {
        /// The mechanisms that `hushfeed attribute` switches on and off, in this order. Left out: all that the scenario has.
        mechanisms: Option<Vec<Mechanism>> = None;
        /// The outcomes that it reports: columns of the scenario. Left out: all in the table, some on the screen.
        outcomes: Option<Vec<String>> = None;
    }
}

/// Adds what is wrong with it.
pub(super) fn check(scenario: &Scenario, document: &Document, diagnostics: &mut Diagnostics) {
    let keys = &scenario.attribution;
    let words: Vec<&str> = keys.mechanisms.iter().flatten().map(|mechanism| mechanism.word()).collect();
    let outcomes: Vec<&str> = keys.outcomes.iter().flatten().map(String::as_str).collect();
    for (key, names, given) in
        [("mechanisms", &words, keys.mechanisms.is_some()), ("outcomes", &outcomes, keys.outcomes.is_some())]
    {
        let place = document.place_of(&format!("attribution.{key}"));
        if given && names.is_empty() {
            let message = format!("`attribution.{key}` is empty");
            diagnostics
                .error(place, message, "expected at least one")
                .help
                .push("name some, or take the key out".to_owned());
            continue;
        }
        if let Some((_, twice)) = names.iter().enumerate().find(|(at, name)| names[..*at].contains(name)) {
            let message = format!("`attribution.{key}` names \"{twice}\" twice");
            diagnostics.error(place, message, "expected each once").help.push("take one out".to_owned());
        }
    }
    let columns = scenario.metrics.columns();
    for outcome in outcomes {
        if columns.iter().any(|column| column.name == outcome) {
            continue;
        }
        let message = format!("`attribution.outcomes` \"{outcome}\" is no column of this scenario");
        let place = document.place_of("attribution.outcomes");
        let diagnostic = diagnostics.error(place, message, "expected some of the chosen metrics");
        if let Some(near) = nearest(outcome, columns.iter().map(|column| column.name)) {
            diagnostic.help.push(format!("did you mean \"{near}\"?"));
        }
        let help = "`hushfeed list metrics` shows them all; output.metrics chooses them";
        diagnostic.help.push(help.to_owned());
    }
}

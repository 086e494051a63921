//! `hushfeed list` and `hushfeed explain`: the manual in the terminal.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};

use super::new::presets;
use super::{CliError, print};
use crate::metrics::FAMILIES;
use crate::scenario::{self, Slot, rules_of, sections, slots};

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Topic {
    /// Feed rankings.
    Rankings,
    /// Rules of every slot.
    Rules,
    /// Network generators.
    Networks,
    /// Kinds of intervention.
    Interventions,
    /// Metrics.
    Metrics,
    /// Scenarios that `hushfeed new` starts from.
    Presets,
    /// Tables and keys of the scenario format.
    Keys,
    /// What can be computed from finished runs, and from theory.
    Analyses,
}

/// Arguments of `list`.
#[derive(Clone, Debug, Args)]
pub struct ListArgs {
    /// What to list; everything by default.
    topic: Option<Topic>,
}

/// Arguments of `explain`.
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// A table (feed), a key (feed.slots), a rule (confidence), a metric (crosscut_shown).
    word: String,
}

/// Lists what there is.
pub fn list(args: &ListArgs) -> Result<u8, CliError> {
    let mut text = String::new();
    match args.topic {
        Some(Topic::Rankings) => rules(&mut text, "feed"),
        Some(Topic::Networks) => rules(&mut text, "network"),
        Some(Topic::Interventions) => rules(&mut text, "intervention"),
        Some(Topic::Rules) => {
            for slot in
                slots().iter().filter(|slot| !matches!(slot.table, "feed" | "network" | "intervention"))
            {
                heading(&mut text, slot);
                rules(&mut text, slot.table);
            }
        }
        Some(Topic::Metrics) => metrics(&mut text),
        Some(Topic::Presets) => {
            for (name, about) in presets() {
                let _ = writeln!(text, "  {name:36} {about}");
            }
        }
        Some(Topic::Keys) => keys(&mut text),
        Some(Topic::Analyses) => analyses(&mut text),
        None => {
            for slot in &slots() {
                heading(&mut text, slot);
                rules(&mut text, slot.table);
            }
            text.push_str("metrics\n");
            metrics(&mut text);
            text.push_str("\nanalyses\n");
            analyses(&mut text);
        }
    }
    print(&text)
}

/// Analyses: the command, what it computes, the source.
const ANALYSES: [(&str, &str, &str); 5] = [
    (
        "administrator",
        "what becomes of the polarisation where ties are reweighted so that people disagree less",
        "Chitra & Musco 2020",
    ),
    ("compare", "paired differences of two scenarios, or two results, on common random numbers", "standard"),
    (
        "indices",
        "Sobol's or Morris's sensitivity indices of a finished sweep",
        "Saltelli et al. 2010; Morris 1991; Campolongo, Cariboni & Saltelli 2007",
    ),
    ("power", "how many runs an effect needs", "Cohen 1988; Seri & Secchi 2017"),
    (
        "silence-game",
        "fixed points of the silence game's mean field, their stability, the critical β",
        "Gaisbauer, Olbrich & Banisch 2020; Castillo & Cozzo 2025",
    ),
];

fn analyses(text: &mut String) {
    let width = ANALYSES.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
    for (name, about, source) in ANALYSES {
        let _ = writeln!(text, "  {name:width$}  {about}");
        let _ = writeln!(text, "  {:width$}  source: {source}", "");
    }
}

fn heading(text: &mut String, slot: &Slot) {
    let _ = writeln!(text, "{}.{}", slot.table, slot.key);
}

fn rules(text: &mut String, table: &str) {
    let rules = rules_of(table);
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for rule in rules {
        let _ = writeln!(text, "  {:width$}  {}", rule.name, rule.about);
        let _ = writeln!(text, "  {:width$}  source: {}", "", rule.source);
    }
    text.push('\n');
}

fn metrics(text: &mut String) {
    for family in FAMILIES {
        let default = if family.default { "" } else { " (only when asked for)" };
        let _ = writeln!(text, "  [{}] {}{default}", family.name, family.about);
        let width = family.columns.iter().map(|column| column.name.len()).max().unwrap_or(0);
        for column in family.columns {
            let _ = writeln!(text, "    {:width$}  {}", column.name, column.about);
        }
    }
}

fn keys(text: &mut String) {
    for section in sections() {
        let name = if section.name.is_empty() {
            "above the first table".to_owned()
        } else {
            format!("[{}]", section.name)
        };
        let _ = writeln!(text, "{name}  {}", section.about);
        for key in &section.keys {
            let _ = writeln!(text, "  {}", key.name);
        }
        for rule in section.slot.iter().flat_map(|slot| &slot.rules).filter(|rule| !rule.keys.is_empty()) {
            let keys: Vec<&str> = rule.keys.iter().map(|key| key.name).collect();
            let _ = writeln!(text, "  of \"{}\": {}", rule.name, keys.join(", "));
        }
    }
}

/// Prints a page of the manual.
pub fn explain(args: &ExplainArgs) -> Result<u8, CliError> {
    print(&scenario::explain(&args.word).map_err(CliError::Unknown)?)
}

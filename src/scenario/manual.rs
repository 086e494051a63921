//! The manual: every table, key and rule, from the declarations that also parse them.

use std::fmt::Write as _;

use super::sections::{
    AdKeys, FeedKeys, HeardKeys, NetworkKeys, OutputKeys, ReshareKeys, StopKeys, SweepKeys, TopKeys,
};
use super::{AttributionKeys, InterventionKeys};
use crate::interventions::KINDS;
use crate::metrics::FAMILIES;
use crate::network::formats::NetworkFile;
use crate::network::generators::GENERATORS;
use crate::population::{Group, Population};
use crate::registry::{Entry, Key, Kind, Parameters, nearest};
use crate::world::PostLaw;
use crate::{expression, feed, influence, reaction, ties};

/// The table that may stand several times, one rule each.
pub(super) const LIST: &str = "intervention";

/// What is known of a registered rule.
#[derive(Clone, Debug)]
pub struct RuleInfo {
    /// The word that chooses it.
    pub name: &'static str,
    /// One line.
    pub about: &'static str,
    /// The whole documentation.
    pub doc: &'static str,
    /// Where it was published.
    pub source: &'static str,
    /// Its keys.
    pub keys: Vec<Key>,
}

impl RuleInfo {
    fn of<R: ?Sized>(entries: &[Entry<R>]) -> Vec<Self> {
        entries
            .iter()
            .map(|entry| Self {
                name: entry.name,
                about: entry.about(),
                doc: entry.doc,
                source: entry.source,
                keys: (entry.keys)(),
            })
            .collect()
    }
}

/// A table's key that names a rule, and the rules that it can name.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The table.
    pub table: &'static str,
    /// The key: `ranking`, `rule`, `generator`.
    pub key: &'static str,
    /// The rule that holds where the key is left out; empty where it must be given.
    pub default: &'static str,
    /// The rules.
    pub rules: Vec<RuleInfo>,
}

/// A table of the scenario format.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its name; empty for the keys above the first table.
    pub name: &'static str,
    /// One line.
    pub about: &'static str,
    /// Its keys beside those of a rule.
    pub keys: Vec<Key>,
    /// The rule that it holds, if any.
    pub slot: Option<Slot>,
}

/// Every table, in the order of a scenario file.
pub fn sections() -> Vec<Section> {
    let section = |name, about, keys, slot| Section { name, about, keys, slot };
    let slot = |table, key, default, rules| Some(Slot { table, key, default, rules });
    vec![
        section("", "the scenario", TopKeys::keys(), None),
        section(
            "network",
            "who follows whom: a generator, or a file",
            [NetworkKeys::keys(), NetworkFile::keys()].concat(),
            slot("network", "generator", "", RuleInfo::of(GENERATORS)),
        ),
        section("population", "who the agents are", Population::keys(), None),
        section(
            "population.group",
            "agents that differ from the rest; written [[population.group]], once for each group",
            Group::keys(),
            None,
        ),
        section(
            "feed",
            "what the platform shows",
            FeedKeys::keys(),
            slot("feed", "ranking", "chronological", RuleInfo::of(feed::RANKINGS)),
        ),
        section("ads", "sponsored posts: who buys views, for how much, and whose", AdKeys::keys(), None),
        section(
            "posts",
            "what posts are like beside their stance, and the messages of an inbox",
            PostLaw::keys(),
            None,
        ),
        section(
            "reaction",
            "what readers do with what they are shown",
            ReshareKeys::keys(),
            slot("reaction", "rule", "kernel", RuleInfo::of(reaction::RULES)),
        ),
        section(
            "expression",
            "who speaks and who stays silent",
            HeardKeys::keys(),
            slot("expression", "rule", "logistic", RuleInfo::of(expression::RULES)),
        ),
        section(
            "influence",
            "how opinions move",
            Vec::new(),
            slot("influence", "rule", "none", RuleInfo::of(influence::RULES)),
        ),
        section(
            "ties",
            "how ties change",
            Vec::new(),
            slot("ties", "rule", "static", RuleInfo::of(ties::RULES)),
        ),
        section(
            "intervention",
            "what is done to the run, and from when to when; written [[intervention]], once for each",
            InterventionKeys::keys(),
            slot("intervention", "kind", "", RuleInfo::of(KINDS)),
        ),
        section("stop", "when a run ends", StopKeys::keys(), None),
        section("output", "what is observed and written", OutputKeys::keys(), None),
        section("sweep", "replicates and points", SweepKeys::keys(), None),
        section(
            "attribution",
            "which mechanism did it: what `hushfeed attribute` switches on and off",
            AttributionKeys::keys(),
            None,
        ),
    ]
}

/// Every slot that holds a rule.
pub fn slots() -> Vec<Slot> {
    sections().into_iter().filter_map(|section| section.slot).collect()
}

/// The rules of a table's slot; empty for a table without one.
pub fn rules_of(table: &str) -> Vec<RuleInfo> {
    slots().into_iter().find(|slot| slot.table == table).map(|slot| slot.rules).unwrap_or_default()
}

/// Whether a dotted key takes whole numbers alone. False of a key that is unknown or means several things.
pub fn takes_whole_numbers(dotted: &str) -> bool {
    let (table, name) = dotted.rsplit_once('.').unwrap_or(("", dotted));
    let sections = sections();
    let section = sections.iter().find(|section| section.name == table);
    let mut keys = section.into_iter().flat_map(|section| {
        let rules = section.slot.iter().flat_map(|slot| &slot.rules).flat_map(|rule| &rule.keys);
        section.keys.iter().chain(rules).filter(|key| key.name == name)
    });
    let is_whole = |key: &Key| matches!(key.kind, Kind::Integer | Kind::IntegerOr(_));
    keys.next().is_some_and(is_whole) && keys.all(is_whole)
}

/// The page of the manual on `word`: a table, a dotted key, a rule, a metric.
///
/// # Errors
/// A word that is none of them, with the nearest known one.
pub fn explain(word: &str) -> Result<String, String> {
    let sections = sections();
    let mut page = String::new();
    for section in &sections {
        if section.name == word {
            describe_section(&mut page, section);
        }
        let keys = section.keys.iter().map(|key| (key, None));
        let rules = section.slot.iter().flat_map(|slot| &slot.rules);
        let rule_keys = rules.flat_map(|rule| rule.keys.iter().map(move |key| (key, Some(rule.name))));
        for (key, rule) in keys.chain(rule_keys) {
            let dotted = dotted(section.name, key.name);
            if dotted == word || key.name == word {
                describe_key(&mut page, &dotted, key, rule);
            }
        }
        if let Some(slot) = &section.slot {
            if dotted(slot.table, slot.key) == word {
                describe_slot(&mut page, slot);
            }
            let is_meant = |rule: &&RuleInfo| rule.name == word || dotted(slot.table, rule.name) == word;
            for rule in slot.rules.iter().filter(is_meant) {
                describe_rule(&mut page, slot, rule);
            }
        }
    }
    for family in FAMILIES {
        if family.name == word {
            let _ = writeln!(page, "metrics \"{}\": {}", family.name, family.about);
        }
        for column in family.columns.iter().filter(|column| column.name == word || family.name == word) {
            let _ = writeln!(page, "{} ({})\n  {}\n", column.name, column.unit, column.about);
        }
    }
    if page.is_empty() {
        // A key inside a value (population.opinion.beta) is explained with the value.
        let parent = word.rsplit_once('.').and_then(|(parent, _)| explain(parent).ok());
        return parent.ok_or_else(|| not_found(word, &sections));
    }
    Ok(page.trim_end().to_owned() + "\n")
}

fn dotted(table: &str, key: &str) -> String {
    if table.is_empty() { key.to_owned() } else { format!("{table}.{key}") }
}

fn describe_section(page: &mut String, section: &Section) {
    let _ = writeln!(page, "[{}]  {}\n", section.name, section.about);
    for key in &section.keys {
        describe_key(page, &dotted(section.name, key.name), key, None);
    }
    if let Some(slot) = &section.slot {
        describe_slot(page, slot);
    }
}

fn describe_slot(page: &mut String, slot: &Slot) {
    let default = match slot.default {
        "" => "no default".to_owned(),
        name => format!("default \"{name}\""),
    };
    let _ = writeln!(page, "{}.{}  one of these ({default}):", slot.table, slot.key);
    let width = slot.rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for rule in &slot.rules {
        let _ = writeln!(page, "  {:width$}  {}", rule.name, rule.about);
    }
    page.push('\n');
}

fn describe_rule(page: &mut String, slot: &Slot, rule: &RuleInfo) {
    let _ = writeln!(page, "{}.{} = \"{}\"\n", slot.table, slot.key, rule.name);
    for line in rule.doc.trim().lines() {
        let _ = writeln!(page, "  {}", line.trim());
    }
    let _ = writeln!(page, "  Source: {}\n", rule.source);
    for key in &rule.keys {
        describe_key(page, &dotted(slot.table, key.name), key, Some(rule.name));
    }
}

fn describe_key(page: &mut String, dotted: &str, key: &Key, rule: Option<&str>) {
    let of = rule.map(|rule| format!("  (of \"{rule}\")")).unwrap_or_default();
    let _ = writeln!(page, "{dotted}{of}");
    let _ = writeln!(page, "  {}", facts(key));
    for line in key.doc.trim().lines() {
        let _ = writeln!(page, "  {}", line.trim());
    }
    page.push('\n');
}

/// Type, range and default of a key in one line.
pub(super) fn facts(key: &Key) -> String {
    let mut text = key.kind.describe();
    if key.bounds != crate::registry::Bounds::ANY {
        let _ = write!(text, " {}", key.bounds);
    }
    match key.default.as_deref() {
        None => text.push_str("; must be given"),
        Some("") => text.push_str("; may be left out"),
        Some(default) => {
            let _ = write!(text, "; default {default}");
        }
    }
    text
}

fn not_found(word: &str, sections: &[Section]) -> String {
    let mut known: Vec<String> = Vec::new();
    for section in sections {
        known.push(section.name.to_owned());
        known.extend(section.keys.iter().map(|key| dotted(section.name, key.name)));
        if let Some(slot) = &section.slot {
            known.extend(slot.rules.iter().map(|rule| rule.name.to_owned()));
            for rule in &slot.rules {
                known.extend(rule.keys.iter().map(|key| dotted(section.name, key.name)));
            }
        }
    }
    let bare: Vec<String> =
        known.iter().filter_map(|name| name.rsplit_once('.')).map(|(_, key)| key.to_owned()).collect();
    known.extend(bare);
    known.extend(FAMILIES.iter().flat_map(|family| family.columns).map(|column| column.name.to_owned()));
    let hint = nearest(word, known.iter().map(String::as_str))
        .map_or_else(String::new, |name| format!(": did you mean `{name}`?"));
    format!("nothing is called `{word}`{hint}\n`hushfeed list` shows what there is")
}

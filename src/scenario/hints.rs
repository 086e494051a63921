//! Ways out that need the whole format to be known: the table that a stray key belongs to, the page of the manual.

use super::manual::{self, sections};
use crate::registry::{Diagnostic, Diagnostics, Severity};

/// Adds them to the findings.
pub(super) fn add(diagnostics: &mut Diagnostics) {
    for item in diagnostics.items_mut() {
        if let Some(key) = item.stray_key.take() {
            let homes = homes_of(&key);
            if item.message.starts_with("unknown table") {
                let names =
                    sections().into_iter().map(|section| section.name).filter(|name| !name.is_empty());
                let names: Vec<String> = names.map(|name| format!("[{name}]")).collect();
                item.help = vec![format!("the tables are: {}", names.join(", "))];
            } else if !homes.is_empty() {
                item.help = vec![format!("`{key}` belongs {}: move it there", homes.join(", or "))];
            }
        }
        if item.help.is_empty() && item.severity == Severity::Error {
            item.help.extend(page_about(item));
        }
    }
}

/// The tables that have this key.
fn homes_of(key: &str) -> Vec<String> {
    let mut homes = Vec::new();
    for section in sections() {
        let name = match section.name {
            "" => "at the top of the file, above the first table".to_owned(),
            "population.group" | "intervention" => format!("under [[{}]]", section.name),
            name => format!("under [{name}]"),
        };
        let slot = section.slot.as_ref();
        let of_rule = slot.and_then(|slot| {
            let rule = slot.rules.iter().find(|rule| rule.keys.iter().any(|known| known.name == key))?;
            Some(format!("{name} with {} = \"{}\"", slot.key, rule.name))
        });
        if section.keys.iter().any(|known| known.name == key) || slot.is_some_and(|slot| slot.key == key) {
            homes.push(name);
        } else {
            homes.extend(of_rule);
        }
    }
    homes
}

/// The page of the manual on the key that the message names first.
fn page_about(item: &Diagnostic) -> Option<String> {
    let word = item.message.split('`').nth(1)?;
    manual::explain(word).is_ok().then(|| format!("`hushfeed explain {word}` says what it means"))
}

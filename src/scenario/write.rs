//! The resolved scenario: every key with the value that holds.

use std::path::Path;

use toml::{Table, Value};

use super::{NetworkSource, Scenario, TopKeys, posts};
use crate::engine::Model;
use crate::registry::{Configured, Parameters};

impl Scenario {
    /// The scenario with every key spelt out, as TOML: it alone reproduces the run.
    pub fn to_toml(&self) -> String {
        let mut root = TopKeys { name: Some(self.name.clone()), ..self.top.clone() }.write();
        let mut put = |name: &str, table: Table| {
            if !table.is_empty() {
                root.insert(name.to_owned(), Value::Table(table));
            }
        };
        let model = &self.model;
        put("network", self.network_table());
        put("population", self.population.write());
        if let Some(slots) = model.feed.inbox.filter(|_| model.has_inboxes()) {
            // What a feed has besides does not apply, and would be refused.
            put("feed", Table::from_iter([("inbox".to_owned(), Value::Integer(i64::from(slots)))]));
            put("posts", posts(model, posts::is_of_inboxes));
            put("reaction", rule("rule", model.reaction.as_ref(), Table::new()));
        } else {
            if model.feed.reach.ads.is_some() {
                put("ads", self.keys.ads.write());
            }
            if model.needs_content() || model.posts.is_doubted() {
                put("posts", posts(model, posts::is_of_feeds));
            }
            let mut feed = self.keys.feed.write();
            if model.feed.memory.is_some() || model.order.is_by_author() {
                feed.remove("window"); // would be refused
            }
            put("feed", rule("ranking", model.ranking.as_ref(), feed));
            put("reaction", rule("rule", model.reaction.as_ref(), self.keys.reshare.write()));
        }
        put("expression", rule("rule", model.expression.as_ref(), self.keys.heard.write()));
        put("influence", rule("rule", model.influence.as_ref(), Table::new()));
        put("ties", rule("rule", model.ties.as_ref(), Table::new()));
        let interventions = self.interventions_list();
        if !interventions.is_empty() {
            root.insert("intervention".to_owned(), Value::Array(interventions));
        }
        let mut put = |name: &str, table: Table| {
            if !table.is_empty() {
                root.insert(name.to_owned(), Value::Table(table));
            }
        };
        put("stop", self.keys.stop.write());
        put("output", self.output.write());
        put("sweep", self.sweep.write());
        put("attribution", self.attribution.write());
        toml::to_string(&root).unwrap_or_else(|error| unreachable!("a table of plain values: {error}"))
    }

    /// The tables of [[intervention]].
    fn interventions_list(&self) -> Vec<Value> {
        let scheduled = self.model.program.scheduled.iter().zip(&self.keys.interventions);
        scheduled.map(|(one, keys)| Value::Table(rule("kind", one.kind.as_ref(), keys.write()))).collect()
    }

    fn network_table(&self) -> Table {
        let keys = self.keys.network.write();
        match &self.network {
            NetworkSource::Generated(generator) => rule("generator", generator.as_ref(), keys),
            NetworkSource::File { options, folder } => {
                // The copy stands in another folder: paths are written so that they hold from there.
                let mut options = options.clone();
                options.file = whole(folder, &options.file);
                options.attributes = options.attributes.map(|file| whole(folder, &file));
                let mut table = options.write();
                table.extend(keys);
                table
            }
        }
    }
}

/// The keys of `[posts]` that apply.
fn posts(model: &Model, applies: fn(&str) -> bool) -> Table {
    model.posts.write().into_iter().filter(|(key, _)| applies(key)).collect()
}

/// The whole path of a file that is named from `folder`.
fn whole(folder: &Path, file: &str) -> String {
    let path = folder.join(file);
    path.canonicalize().unwrap_or(path).to_string_lossy().into_owned()
}

/// A rule's table: the key that names it, its own parameters, the other keys.
fn rule(key: &str, rule: &(impl Configured + ?Sized), others: Table) -> Table {
    let mut table = Table::new();
    table.insert(key.to_owned(), Value::String(rule.name().to_owned()));
    table.extend(rule.parameters());
    table.extend(others);
    table
}

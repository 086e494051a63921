//! A key of a slot has another value from one tick to another.

use super::{Assignment, Intervention};
use crate::registry::{Bounds, Diagnostics, Kind, Node, Value};
use crate::rule;

/// A value of whatever type its key takes.
#[derive(Clone, Debug)]
pub struct Anything(pub Node);

impl PartialEq for Anything {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_toml() == other.0.to_toml()
    }
}

impl Value for Anything {
    fn kind() -> Kind {
        Kind::Other { name: "a value that the key takes", schema: "{}" }
    }

    fn read(_: &str, node: Node, _: Bounds, _: &mut Diagnostics) -> Option<Self> {
        Some(Self(node))
    }

    fn write(&self) -> Option<toml::Value> {
        Some(self.0.to_toml())
    }
}

rule! {
    name: "set",
    source: "definition ours, 2026",
    /// Gives a key of a slot another value: a ranking, a rate, a rule.
    ///
    /// The key is one of `[feed]`, `[reaction]`, `[expression]`, `[influence]`, `[ties]` or `[posts]`. A rule that is named anew
    /// (feed.ranking, influence.rule) starts from its defaults: the keys of the rule before it no longer apply, and
    /// further interventions of this kind set its own. A rule of expression that follows another finds its inner states as
    /// at a start: what agents had heard counts no more, and `population.confidence` is that of the first. Only "always",
    /// which listens to nobody, leaves them to the rule that comes back after it. How posts are stored (feed.window, source, posts_per_tick,
    /// inbox, reshares) cannot change during a run. The last one in the file wins where two set one key. No draws.
    pub struct Set {
        /// The dotted key: "feed.ranking".
        key: String;
        /// The value that it has from `at` until `until`.
        value: Anything;
    }
}

impl Intervention for Set {
    fn assignments(&self) -> Vec<Assignment> {
        vec![Assignment { key: self.key.clone(), value: self.value.0.clone() }]
    }

    fn takes_target(&self) -> bool {
        false
    }
}

//! Replicates until an interval is narrow enough.

use super::table::{inside, table_value};
use crate::parameters;
use crate::registry::{Diagnostics, Node, above, within};

parameters! {
    /// Goes on with a point until the 95 % interval of a metric's mean is narrow enough.
    pub struct UntilCi {
        /// The metric: a column of `runs.csv`.
        metric: String;
        /// The half of the interval's width that is wanted, in the metric's unit.
        half_width: f64, in above(0.0);
        /// The most replicates of a point.
        cap: u32 = 1000_u32, in within(2.0, 1_000_000.0);
        /// Replicates between two looks at the interval; the first look comes after `replicates`, at least 2.
        batch: u32 = 10_u32, in within(1.0, 1_000_000.0);
    }
}

table_value!(
    UntilCi,
    "a table of `metric`, `half_width` and `cap`",
    "until_ci = { metric = \"silent_share\", half_width = 0.01, cap = 1000 }",
    r#"{"type":"object","additionalProperties":false,"required":["metric","half_width"],"properties":{"metric":{"type":"string"},"half_width":{"type":"number","exclusiveMinimum":0},"cap":{"type":"integer","minimum":2,"default":1000},"batch":{"type":"integer","minimum":1,"default":10}}}"#
);

impl UntilCi {
    fn check(&self, name: &str, node: &Node, diagnostics: &mut Diagnostics) -> bool {
        if self.cap < self.batch {
            let place = inside(node, "cap").map_or_else(|| node.place.clone(), |node| node.place.clone());
            let message = format!("`{name}.cap` is below `{name}.batch`");
            let label = format!("expected at least {}", self.batch);
            let help = "raise the cap, or lower the batch (10 where it is left out)";
            diagnostics.error(Some(place), message, label).help.push(help.to_owned());
            return false;
        }
        true
    }

    /// The numbers of replicates after which a point is looked at, the cap last. `first` is the least number.
    pub fn looks(&self, first: u32) -> Vec<u32> {
        let mut at = first.max(2).min(self.cap);
        let mut looks = vec![at];
        while at < self.cap {
            at = at.saturating_add(self.batch).min(self.cap);
            looks.push(at);
        }
        looks
    }
}

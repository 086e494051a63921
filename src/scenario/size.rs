//! How much memory a run takes, before it runs.

use super::Scenario;

/// Bytes of the tick and each column of an observation, and of the bins of opinions beside it, while a run is played.
const BYTES_A_COLUMN: f64 = 8.0;
const BYTES_OF_OPINIONS: f64 = 20.0 * 56.0;

impl Scenario {
    /// How many bytes are taken down of a run, in the longest case: every observation is kept until the run is over.
    pub fn taken_down(&self) -> f64 {
        let observations = f64::from(self.model.stop.ticks / self.output.every.max(1)) + 2.0;
        let opinions = if self.output.opinions { BYTES_OF_OPINIONS } else { 0.0 };
        observations * (4.0 + BYTES_A_COLUMN * self.metrics.len() as f64 + opinions)
    }

    /// About how many bytes a run with so many agents and ties takes, with what is observed of it.
    pub fn memory(&self, agents: f64, ties: f64) -> f64 {
        let model = &self.model;
        let slots = self.live_posts();
        let bytes_a_slot = if model.needs_content() { 12.0 } else { 0.0 }
            + 4.0
            + if model.has_reshares() { 8.0 } else { 0.0 }
            + 4.0
            + if model.ranking.needs().keeps_counts() { 64.0 } else { 0.0 };
        let bytes_a_tie = 4.0
            + if model.needs_affinity() { 4.0 } else { 0.0 }
            + if slots > 0.0 { 8.0 * (slots / 64.0).ceil() } else { 0.0 };
        let outside = 8.0 * f64::from(model.feed.window) * model.outside_views() as f64;
        let inbox = if model.has_inboxes() { f64::from(model.feed.inbox.unwrap_or(0)) * 24.0 } else { 0.0 };
        let kept = f64::from(model.kept_posts().unwrap_or(0)) * if model.has_reshares() { 16.0 } else { 8.0 };
        let followers = if model.order.is_by_author() { 4.0 } else { 0.0 };
        let store = model.feed.memory.map_or(0.0, |posts| 40.0 * f64::from(posts) + 8.0 * agents);
        agents * (110.0 + inbox + kept + outside + slots * bytes_a_slot)
            + ties * (bytes_a_tie + followers)
            + store
            // Once as it is taken down and once as it is written.
            + 2.0 * self.taken_down()
    }

    /// The posts of an agent that live at the same time; 0 where an account has one standing expression.
    pub fn live_posts(&self) -> f64 {
        let model = &self.model;
        if model.is_standing() || model.feed.memory.is_some() {
            0.0
        } else {
            f64::from(model.feed.window) * f64::from(model.slots_per_tick())
        }
    }
}

/// Bytes in the unit that fits.
pub fn bytes(bytes: f64) -> String {
    if bytes < 1e9 { format!("{:.0} MB", (bytes / 1e6).max(1.0)) } else { format!("{:.1} GB", bytes / 1e9) }
}

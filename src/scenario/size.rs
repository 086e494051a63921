//! How much memory a run takes, before it runs.

use super::Scenario;

impl Scenario {
    /// About how many bytes a run with so many agents and ties takes.
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

//! Create a message or reshare one of the inbox: SimSoM (Truong, Lou, Flammini & Menczer 2024, PNAS Nexus 3:pgae258).
//!
//! With probability μ, or where the inbox is empty, a message is created; else one entry is passed on, drawn in
//! proportion to appeal × shares × recency with recency = exp(−c·age^k). The factors are multiplied, as in the authors'
//! code; an additive formula in its documentation is stale. The decay is that of Wu & Huberman (2007).

use super::{Learning, Reaction};
use crate::math;
use crate::registry::{at_least, within};
use crate::rule;
use crate::world::{Content, Held, Reactions, Scale, Shown};

rule! {
    name: "create_or_reshare",
    source: "Truong, Lou, Flammini & Menczer 2024",
    /// Either creates a message or reshares one entry of the inbox, by appeal, shares and recency; needs `feed.inbox`.
    ///
    /// Two uniform draws an agent and tick (purpose Turn): whether to create, and which entry.
    pub struct CreateOrReshare {
        /// μ: probability of creating a message; 1 also where the inbox is empty.
        create: f64 = 0.5, in within(0.0, 1.0);
        /// c of recency = exp(−c·age^k).
        recency_rate: f64 = 0.4, in at_least(0.0);
        /// k of recency = exp(−c·age^k).
        recency_power: f64 = 0.4, in at_least(0.0);
    }
}

impl Reaction for CreateOrReshare {
    /// Nothing: there are no items shown beside the inbox.
    fn react(&self, _: f64, _: Scale, _: &Shown<'_>, _: &[Content], _: [u32; 2], reactions: Reactions<'_>) {
        reactions.fill(0);
    }

    fn needs_inbox(&self) -> bool {
        true
    }

    fn recency(&self, age: u32) -> f64 {
        math::exp(-self.recency_rate * math::pow(f64::from(age), self.recency_power))
    }

    fn choose(&self, inbox: &[Held], recency: &[f64], [create, which]: [f64; 2]) -> Option<usize> {
        if inbox.is_empty() || create < self.create {
            return None;
        }
        let weight = |entry: &Held| {
            let recency = recency.get(entry.age as usize).copied().unwrap_or_else(|| self.recency(entry.age));
            f64::from(entry.message.appeal) * f64::from(entry.shares) * recency
        };
        let total: f64 = inbox.iter().map(weight).sum();
        if total <= 0.0 {
            return Some((which * inbox.len() as f64) as usize); // nothing appeals: any of them
        }
        let mut left = which * total;
        let chosen = inbox.iter().position(|entry| {
            left -= weight(entry);
            left < 0.0
        });
        // Rounding may leave a rest behind the last one.
        Some(chosen.unwrap_or(inbox.len() - 1))
    }

    fn reshares(&self) -> bool {
        false // no posts of a window: the inbox has its own
    }

    fn learning(&self) -> Learning {
        Learning { affinity_rate: 0.0, profile_rate: 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Parameters;
    use crate::world::{Message, PostId};

    fn entry(appeal: f32, shares: u32, age: u32) -> Held {
        Held { message: Message { id: PostId::new(1, age), quality: 0.5, appeal }, shares, age }
    }

    #[test]
    fn entries_are_drawn_by_appeal_times_shares_times_recency() {
        let rule = CreateOrReshare::from_toml("create = 0.25").unwrap();
        let inbox = [entry(0.5, 2, 0), entry(0.2, 10, 1), entry(1.0, 1, 9)];
        let weights = [1.0, 2.0 * math::exp(-0.4), math::exp(-0.4 * math::pow(9.0, 0.4))];
        let total: f64 = weights.iter().sum();
        let n = 30_000;
        let mut counts = [0; 3];
        for draw in 0..n {
            let chosen = rule.choose(&inbox, &[1.0, rule.recency(1)], [0.3, f64::from(draw) / f64::from(n)]);
            counts[chosen.unwrap()] += 1;
        }
        for (count, weight) in counts.iter().zip(weights) {
            assert!((f64::from(*count) / f64::from(n) - weight / total).abs() < 1e-3, "{counts:?}");
        }
        assert_eq!(rule.choose(&inbox, &[], [0.2, 0.5]), None, "a message is created with probability μ");
        assert_eq!(rule.choose(&[], &[], [0.9, 0.5]), None, "and where there is nothing to reshare");
        assert_eq!(rule.choose(&[entry(0.0, 1, 0); 2], &[], [0.9, 0.7]), Some(1));
    }
}

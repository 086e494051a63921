//! The candidates of a reader.

use crate::feed::form::AuthorOrder;
use crate::world::{AgentKind, Content, Counts, Predicted};

/// The candidates of one reader, one column an attribute.
#[derive(Debug, Default)]
pub(super) struct CandidateColumns {
    pub ties: Vec<u32>,
    pub items: Vec<u32>,
    /// The slot of each post among its author's; empty where candidates are standing expressions.
    pub slots: Vec<u32>,
    pub age: Vec<u32>,
    pub decay: Vec<f32>,
    pub stance: Vec<f32>,
    pub reactions: Vec<u32>,
    pub affinity: Vec<f32>,
    pub counts: Vec<Counts>,
    pub worth: Vec<f32>,
    pub predicted: Vec<Predicted>,
    pub outside: Vec<bool>,
    pub kinds: Vec<AgentKind>,
    pub fellows: Vec<bool>,
    pub bids: Vec<f32>,
    pub contents: Vec<Content>,
    pub followers: Vec<u32>,
    pub reshared: Vec<bool>,
    pub remembered: Vec<f32>,
    pub draws: Vec<u32>,
    pub lasting: Vec<u32>,
    pub scores: Vec<f32>,
    /// To order authors' posts in.
    pub order: AuthorOrder,
    /// How many candidates are reshares.
    pub reshares: usize,
}

impl CandidateColumns {
    /// Takes out the candidates that `keeps` does not keep, before any column but who and what they are is gathered. It is
    /// asked once for each, with the item and, but for standing expressions, its slot. O(candidates).
    pub fn retain(&mut self, mut keeps: impl FnMut(u32, Option<u32>) -> bool) {
        let mut kept = 0;
        for index in 0..self.items.len() {
            let (item, slot) = (self.items[index], self.slots.get(index).copied());
            if keeps(item, slot) {
                self.ties[kept] = self.ties[index];
                self.items[kept] = item;
                if let Some(slot) = slot {
                    self.slots[kept] = slot;
                }
                kept += 1;
            }
        }
        self.ties.truncate(kept);
        self.items.truncate(kept);
        self.slots.truncate(kept);
    }
}

//! How ties change: the slot `[ties] rule`. One file a rule, registered below.

mod fixed;
mod unfollow;

pub use fixed::Static;
pub use unfollow::{Replacement, Unfollow};

use crate::entry;
use crate::random::Stream;
use crate::registry::{Configured, Entry};
use crate::world::{PostStore, Scale, Shown};

/// Every rule that `[ties] rule` can name.
pub static RULES: &[Entry<dyn Ties>] = &[entry!(Static), entry!(Unfollow)];

/// What a reader knows when it looks at its ties.
pub struct Circle<'a> {
    /// The reader's id.
    pub reader: u32,
    /// Number of agents.
    pub agents: u32,
    /// The reader's opinion, after influence.
    pub opinion: f64,
    /// The reader's opinion when it read its feed, before influence.
    pub before: f64,
    /// The scale of opinions.
    pub scale: Scale,
    /// Whom it follows.
    pub followees: &'a [u32],
    /// What it was shown in this tick.
    pub shown: &'a Shown<'a>,
    /// The author of the original of each shown item.
    pub originators: &'a [u32],
    /// The stance that an agent last expressed in this tick; None if it is silent or absent.
    pub stance_of: &'a dyn Fn(u32) -> Option<f64>,
    /// The last posts of the whole platform, where it keeps them (`feed.memory`). The items of
    /// [`shown`](Self::shown) are then slots of the store.
    pub store: Option<&'a PostStore>,
}

/// One tie given up for another: the number of followees stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Position of the tie among the reader's.
    pub tie: u32,
    /// Whom it follows from the next tick on.
    pub followee: u32,
}

/// A rule of rewiring.
pub trait Ties: Configured + std::fmt::Debug + Send + Sync {
    /// The change that the reader makes in this tick, if any. `stream` is the reader's own
    /// ([`Purpose::Rewire`](crate::random::Purpose::Rewire)).
    fn change(&self, circle: &Circle<'_>, stream: &mut Stream) -> Option<Change>;

    /// Whether ties change at all.
    fn is_active(&self) -> bool {
        true
    }
}

//! The state of a run as a structure of arrays, and what the phases of a tick hand to each other.
//!
//! The slots (feed, reaction, expression, influence, ties) and the metrics are functions over these slices; the
//! engine owns them and decides what may change when.

mod agents;
mod content;
mod message;
mod observed;
mod partners;
mod posts;
mod ranks;
mod shown;
mod store;
mod view;
pub mod voice;

pub use agents::{AgentKind, Agents, EVERYBODY, Groups, OpinionRange, Scale};
pub use content::{Content, ContentSums, HeedSums, mark};
pub use message::{Held, InboxQuality, Message, PostLaw, QualityStop};
pub use observed::{BINS, ChunkRecord, Observed, SideCounts, Stage, bin_of, screen_entropy};
pub use partners::{Nearness, Partners};
pub use posts::{Counts, PostId, Posts, post_draw, total};
pub use ranks::Ranks;
pub use shown::{Heard, Impression, Predicted, Reactions, Shown, Tally, reaction};
pub use store::{PostStore, StoredPost};
pub use view::View;

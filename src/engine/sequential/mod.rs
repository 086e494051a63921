//! Sequential schedules: a tick is N micro-steps, each of one agent, and each sees the newest state.
//!
//! A micro-step is: be present, express, meet (rules that learn from encounters), serve, react, perceive, be influenced,
//! rewire; with `express_last` the second comes at the end. The phases of the reader are those of the synchronous tick,
//! on a chunk that holds everybody. A micro-step costs what its agent's own ties cost, nothing in proportion to N.
//!
//! An account's standing expression is what the agent did on its last turn: it speaks or is silent, and while it speaks
//! its stance is its opinion as it stands now. Before the first micro-step everybody has had a turn of being present and
//! expressing (the draws of tick 0), so that there is something to read. An agent that is drawn and not present does
//! nothing in its micro-step, and its account is silent until its next turn.
//!
//! With `feed.memory = M` the platform keeps the last M posts of all authors together (`memory.rs`), empty at first.
//! What an agent reshared when it last read its feed goes out when it next expresses itself (with `express_last` in the
//! same micro-step), whether it is silent or not, and takes the place of a new post.
//!
//! With schedule = "random_author" a micro-step is that of an author, whose followers read (`authors.rs`).
//!
//! Where the rule of influence acts on pairs, the feed of a micro-step is one account: the partner (`pairs.rs`). Ticks in
//! which nothing else can happen and which nobody observes are played in one tight loop, with the same draws.
//!
//! Metrics see voices and opinions as they stand at the end of a tick; what is counted of feeds (shown, reacted to) is
//! that of all micro-steps of the tick.

mod audience;
pub(super) mod authors;
mod bridges;
mod crowd;
mod feeds;
pub(super) mod memory;
mod pairs;
mod tick;

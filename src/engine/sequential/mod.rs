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
//! Metrics see voices and opinions as they stand at the end of a tick; what is counted of feeds (shown, reacted to) is
//! that of all micro-steps of the tick.

mod tick;

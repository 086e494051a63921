//! The engine: one tick after another over the world's arrays.
//!
//! A tick has the phases of the model: be present, express, serve, react, perceive, be influenced, rewire, observe.
//! Presence and expression run first for everybody and freeze what can be read of an agent: its voice, its posts, its
//! stance. The phases of the reader then depend on frozen state and on the reader's own alone, so they run reader by
//! reader, in parallel over fixed chunks, and nothing about the result depends on the number of threads.
//!
//! Before all of them, interventions that are due act (`intervene.rs`).
//!
//! With a sequential `schedule` a tick is that of `sequential/` instead, with `feed.inbox` that of `inbox.rs`.

mod advise;
mod appraise;
mod candidates;
mod chill;
mod chunks;
mod climate;
mod collect;
mod contacts;
mod express;
mod filters;
mod gather;
mod heed;
mod hide;
mod inbox;
mod influence;
mod intervene;
mod kept;
mod mean_field;
mod met;
mod mixture;
mod model;
mod observe;
mod offer;
mod pass;
mod perceive;
mod program;
mod quota;
mod reach;
mod react;
mod readers;
mod recommend;
mod rerank;
mod rewire;
mod sequential;
mod serve;
mod settle;
mod simulation;
mod sponsor;
mod state;
mod together;

pub use crate::interventions::Targeting;
pub use climate::{Chills, Climate, Perceives};
pub use filters::{Delivery, Offer, Posting, Stances};
pub use model::{ClusterStop, Feed, Model, Order, Schedule, Slots, Source, Stop, StoppedBy, Watch};
pub use program::{Era, Program, Scheduled};
pub use reach::{AdRules, Reach, Retrieval};
pub use simulation::{Observation, Simulation};
pub use state::{SetupError, State};

//! hushfeed simulates filter bubbles and spirals of silence.
pub mod cli;
pub mod engine;
pub mod expression;
pub mod feed;
pub mod influence;
pub mod math;
pub mod metrics;
pub mod network;
pub mod output;
pub mod population;
pub mod random;
pub mod reaction;
pub mod registry;
pub mod scenario;
pub mod sweep;
pub mod ties;
pub mod world;

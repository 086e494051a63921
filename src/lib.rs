//! hushfeed simulates filter bubbles and spirals of silence.
pub mod math;
pub mod metrics;
pub mod network;
pub mod output;
pub mod random;
pub mod registry;
pub mod sweep;
pub mod world;

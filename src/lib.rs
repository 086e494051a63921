//! hushfeed simulates filter bubbles and spirals of silence.
pub mod cli;
pub mod math;
pub mod network;
pub mod random;
pub mod registry;

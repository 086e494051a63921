//! The commands: one file each, no science.

pub mod network;

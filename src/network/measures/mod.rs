//! Measures of a graph: pure functions.

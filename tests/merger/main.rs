//! The merger of pages that somebody else reads: it agrees with a naive model step by step, and keeps
//! the laws of a walk.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "a test says by a panic that it failed"
)]

mod laws;
mod model;
mod pages;
mod refusals;
mod steps;

//! Tokens, repeats and rate limits: what a connection's calls go through, whatever its platform.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unreachable,
    reason = "a test says by a panic that it failed"
)]

mod repeats;
mod support;
mod tokens;

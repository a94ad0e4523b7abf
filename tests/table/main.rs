//! The table's laws: the vectorised filter agrees with a naive evaluator, and a selection with a
//! naive sort, over tasks of all four platforms.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "a test says by a panic that it failed"
)]

#[path = "../support/exprs.rs"]
mod exprs;
mod facets;
mod filter;
mod ingest;
mod large;
mod memory;
#[path = "../support/naive.rs"]
mod naive;
mod order;
#[path = "../support/rows.rs"]
mod rows;

//! A page of the merged list, as it stands in JSON.

use serde::Serialize;

use crate::error::{ErrorDetail, Warning};
use crate::http::RateLimit;
use crate::platforms::Platform;
use crate::table::Task;
use crate::task::Timestamp;

/// How the tasks of a list are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// In one order over all connections.
    #[default]
    Sorted,
    /// Unordered: connection after connection, each in its platform's own order.
    Source,
}

/// A page of tasks and what is to be known about it.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// The tasks.
    pub tasks: Vec<Task>,
    /// How they are ordered.
    pub order: Order,
    /// Where to go on; null on the last page. A page may be short or empty and still have one.
    pub next_cursor: Option<String>,
    /// What each connection did for this page.
    pub sources: Vec<SourceReport>,
    /// What could not be read and why, and what else should be known.
    pub warnings: Vec<Warning>,
    /// On the last page: when the walk began, or when the oldest of what was kept from before it was read.
    /// What changed since may have been missed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub walk_started_at: Option<Timestamp>,
}

/// What one connection did for a page.
#[derive(Clone, Debug, Serialize)]
pub struct SourceReport {
    /// The connection.
    pub connection_id: String,
    /// Its platform.
    pub platform: Platform,
    /// `keyset`, `materialised`, `source` (in the platform's own order), or `not_read` where the filter is true of none of its tasks.
    pub mode: &'static str,
    /// `consistent`, or `best_effort` where pages are numbered and rows may move between them.
    pub consistency: &'static str,
    /// Calls made for this page.
    pub calls: usize,
    /// Rows that came from the platform or the cache.
    pub fetched: usize,
    /// Rows of this page.
    pub kept: usize,
    /// `done`, `more`, `waiting` (not called yet) or `failed`.
    pub status: &'static str,
    /// What the platform last said of its rate limit; null if it says nothing.
    pub rate_limit: Option<RateLimit>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorDetail>,
}

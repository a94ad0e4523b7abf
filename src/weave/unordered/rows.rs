//! A page of tasks, as the walk in the platform's own order looks at it.

use super::stand::{Mark, RowAt, rows};
use crate::error::{Code, Result, TaskweaveError};
use crate::platforms::{Call, PageFacts, Place};
use crate::table::{TaskTable, compare_platform_ids};

/// A page of tasks.
pub(super) struct Page {
    pub(super) table: TaskTable,
    pub(super) facts: PageFacts,
    pub(super) mark: Mark,
    /// The rows that it was asked for.
    pub(super) asked: usize,
    /// Whether its tasks stand in one thing of a page of things.
    pub(super) is_part: bool,
    /// Whether it can be gone on with after any of its rows.
    pub(super) by_id: bool,
}

impl Page {
    /// Whether a full page, of which the platform does not say whether others follow it, may have been
    /// taken for the last because it is shorter than the longest of all.
    pub(super) fn may_go_on(&self) -> bool {
        let paging = self.facts.paging;
        let says = paging.more.is_some() || paging.total.is_some() || paging.next.is_some();
        self.by_id && !says && self.facts.rows >= self.asked
    }

    /// A walk by ids goes on after its last one: rows out of order would be given twice or never. Some
    /// platforms order ids as numbers, some as texts.
    pub(super) fn check_order(&self, call: &Call) -> Result<()> {
        let before = match &call.place {
            Place::After(id) => Some(id.as_str()),
            _ => None,
        };
        let ids = rows(&self.table).map(|row| self.table.identity(row).platform_id);
        let ids: Vec<&str> = before.into_iter().chain(ids).collect();
        let as_numbers = ids.is_sorted_by(|a, b| compare_platform_ids(a, b).is_lt());
        if as_numbers || ids.is_sorted_by(|a, b| a < b) {
            return Ok(());
        }
        Err(TaskweaveError::new(
            Code::PageInvalid,
            "rows came in another order of ids than was asked for, so the walk cannot go on after one of them",
        )
        .help("leave `order` out: the connection is then read by its dates, or whole"))
    }
}

/// The first row of a page that was not given or rejected.
pub(super) fn after(table: &TaskTable, RowAt(mark, count): &RowAt) -> u32 {
    match rows(table).find(|row| Mark::of_row(table, *row) == *mark) {
        Some(row) => row.saturating_add(1),
        // It is gone, and those behind it have moved up.
        None => u32::try_from(*count).unwrap_or(u32::MAX).saturating_sub(1),
    }
}

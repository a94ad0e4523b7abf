//! Which rows, and in which order.

use super::TaskTable;
use super::bitmap::Bitmap;
use super::keys::{Level, levels};
use super::{sort, top};
use crate::filter::Expr;
use crate::task::Sort;

/// If no more than one in so many rows is wanted, the others are not sorted.
const FEW: usize = 8;

impl TaskTable {
    /// The rows that match a filter, in an order (as they came, without one), from `offset` on and at
    /// most `limit`. Only that many are sorted.
    #[must_use]
    pub fn select(
        &self,
        filter: Option<&Expr>,
        sort: Option<&Sort>,
        offset: usize,
        limit: usize,
    ) -> Vec<u32> {
        let live = self.matches(filter);
        let end = offset.saturating_add(limit);
        let Some(sort) = sort else {
            return match end < live.count() {
                true => live.rows().skip(offset).take(limit).collect(),
                false => {
                    let mut rows = live.to_vec();
                    rows.drain(..offset.min(rows.len()));
                    rows
                }
            };
        };
        let levels = levels(self, sort, |row| live.contains(row as usize));
        slice(live.to_vec(), &levels, offset, end)
    }

    /// The same for rows that were chosen already.
    pub(crate) fn arrange(
        &self,
        mut rows: Vec<u32>,
        sort: Option<&Sort>,
        offset: usize,
        limit: usize,
    ) -> Vec<u32> {
        let end = offset.saturating_add(limit);
        if let Some(sort) = sort {
            let mut wanted = Bitmap::filled(self.len(), false);
            for row in &rows {
                wanted.insert(*row as usize);
            }
            let levels = levels(self, sort, |row| wanted.contains(row as usize));
            return slice(rows, &levels, offset, end);
        }
        rows.truncate(end);
        rows.drain(..offset.min(rows.len()));
        rows
    }
}

/// Some rows in order, from `offset` on to before `end`.
fn slice(mut rows: Vec<u32>, levels: &[Level<'_>], offset: usize, end: usize) -> Vec<u32> {
    match end <= rows.len() / FEW {
        true => rows = top::first(&rows, end, levels),
        false => sort::sort(&mut rows, levels),
    }
    rows.truncate(end);
    rows.drain(..offset.min(rows.len()));
    rows
}

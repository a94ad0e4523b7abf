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
        let end = offset.saturating_add(limit);
        let Some(sort) = sort else {
            return in_turn(&self.matches(filter), offset, end);
        };
        let live = match self.of_kept_order(filter, sort, (offset, end)) {
            Chosen::Rows(rows) => return rows,
            Chosen::Among(live) => live,
        };
        let levels = levels(self, sort, &|row| live.contains(row as usize));
        slice(live.to_vec(), &levels, offset, end)
    }

    /// The rows from one place of an order on to before another, if they can be read off an order that is
    /// kept; else all that match.
    fn of_kept_order(
        &self,
        filter: Option<&Expr>,
        sort: &Sort,
        (offset, end): (usize, usize),
    ) -> Chosen {
        let mut kept = self.kept.borrow_mut();
        let order = kept.asked(sort);
        let Some(filter) = filter else {
            return match order {
                Some(order) => Chosen::Rows(order.slice(self, offset, end)),
                None => Chosen::Among(Bitmap::filled(self.len(), true)),
            };
        };
        self.with_plan(filter, |plan, sample| {
            let walked = order.and_then(|order| order.walk(self, plan, sample, (offset, end)));
            walked.map_or_else(
                || {
                    let mut live = Bitmap::filled(self.len(), true);
                    plan.narrow(&mut live);
                    Chosen::Among(live)
                },
                Chosen::Rows,
            )
        })
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
            let levels = levels(self, sort, &|row| wanted.contains(row as usize));
            return slice(rows, &levels, offset, end);
        }
        rows.truncate(end);
        rows.drain(..offset.min(rows.len()));
        rows
    }
}

/// What a selection comes to, before anything is sorted.
enum Chosen {
    /// The rows, in order.
    Rows(Vec<u32>),
    /// They are among these.
    Among(Bitmap),
}

/// Some rows as they came, from `offset` on to before `end`.
fn in_turn(live: &Bitmap, offset: usize, end: usize) -> Vec<u32> {
    if end < live.count() {
        let limit = end.saturating_sub(offset);
        return live.rows().skip(offset).take(limit).collect();
    }
    let mut rows = live.to_vec();
    rows.drain(..offset.min(rows.len()));
    rows
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

//! Orders that were asked for more than once, and are kept until a row changes.
//!
//! Who looks at a list asks for one order over and over, with another filter or another page each time.
//! The first question in an order is answered as if there were no other: nothing is kept of it but that
//! it was asked. From the second on the rows of the order's beginning are kept, and the pages of a list
//! are read off them: row by row, until enough of them match.

use super::TaskTable;
use super::keys::levels;
use super::plan::{Plan, Sample};
use super::{sort, top};
use crate::task::Sort;

/// So many orders are kept.
const MOST: usize = 4;
/// The rows at the beginning of an order are kept, at least so many,
const BEGINNING: usize = 8192;
/// and at least one in so many. If more than half of all are to be kept, all are.
const PART: usize = 16;
/// A walk over more than one in so many rows is no cheaper than to filter all and to sort what is left: a
/// row that is looked at by itself takes about five times as long as one of many.
const FEW: usize = 8;
/// So many rows are asked at a time.
const BLOCK: usize = 256;
/// After so many rows a walk that found too few of them is given up.
const TRIED: usize = 512;

/// The orders, the one that was asked for last at the end.
#[derive(Default)]
pub(super) struct Kept(Vec<Order>);

/// A copy of a table is another table, and nobody has asked it anything.
impl Clone for Kept {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// An order, and the first of its rows; none after the first question.
pub(super) struct Order {
    sort: Sort,
    rows: Vec<u32>,
}

impl Kept {
    /// Notes that an order was asked for, and gives it if that is not the first time.
    pub(super) fn asked(&mut self, sort: &Sort) -> Option<&mut Order> {
        let Some(known) = self.0.iter().position(|order| order.sort == *sort) else {
            if self.0.len() >= MOST {
                self.0.remove(0);
            }
            self.0.push(Order {
                sort: sort.clone(),
                rows: Vec::new(),
            });
            return None;
        };
        let order = self.0.remove(known);
        self.0.push(order);
        self.0.last_mut()
    }

    /// Forgets all: a row has changed, or there is another one.
    pub(super) fn forget(&mut self) {
        self.0 = Vec::new();
    }

    /// The bytes that it takes up.
    pub(super) fn bytes(&self) -> usize {
        let rows = self.0.iter().map(|order| order.rows.capacity());
        self.0.capacity() * size_of::<Order>() + rows.sum::<usize>() * size_of::<u32>()
    }
}

impl Order {
    /// The rows of all from `offset` on to before `end`.
    pub(super) fn slice(&mut self, table: &TaskTable, offset: usize, end: usize) -> Vec<u32> {
        self.reach(table, end);
        let end = end.min(self.rows.len());
        let rows = self.rows.get(offset.min(end)..end);
        rows.unwrap_or_default().to_vec()
    }

    /// The rows of those that match, from `offset` on to before `end`, if they are found by looking at few
    /// rows: they are expected to be, by a sample, and were found to be.
    pub(super) fn walk(
        &mut self,
        table: &TaskTable,
        plan: &mut Plan<'_>,
        sample: &Sample,
        (offset, end): (usize, usize),
    ) -> Option<Vec<u32>> {
        let few = table.len() / FEW;
        let needed = sample.reach(plan, end).filter(|needed| *needed <= few)?;
        self.reach(table, needed);
        let (mut found, mut block) = (Vec::new(), Vec::with_capacity(BLOCK));
        let mut looked = 0;
        for rows in self.rows.chunks(BLOCK) {
            block.clear();
            block.extend_from_slice(rows);
            plan.keep(&mut block);
            found.extend_from_slice(&block);
            looked += rows.len();
            if found.len() >= end {
                break;
            }
            // Rows that match may all stand at the other end of the order.
            let expected = looked as f64 * end as f64 / needed as f64;
            let is_poor = looked >= TRIED && (found.len() as f64) < expected / 4.0;
            if is_poor || looked > 2 * few {
                return None;
            }
        }
        if found.len() < end && looked < table.len() {
            return None;
        }
        found.truncate(end);
        found.drain(..offset.min(found.len()));
        Some(found)
    }

    /// Sees to it that so many rows of the order are there, or all.
    fn reach(&mut self, table: &TaskTable, count: usize) {
        let len = table.len();
        if self.rows.len() >= count.min(len) {
            return;
        }
        let levels = levels(table, &self.sort, &|_| true);
        let mut rows: Vec<u32> = (0..).take(len).collect();
        let count = count.max(BEGINNING).max(len / PART);
        self.rows = match count > len / 2 {
            true => {
                sort::sort(&mut rows, &levels);
                rows
            }
            false => top::first(&rows, count, &levels),
        };
    }
}

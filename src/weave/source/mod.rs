//! One connection's part in a list: it reads as far as the merge needs and shows its rows in order.

mod ahead;
mod kept;
mod pages;

use std::rc::Rc;

use super::{PageCache, Position};
use crate::error::{Code, Result, Warning};
use crate::filter::Expr;
use crate::http::{Gateway, Meter, RateLimit, Session};
use crate::plan::{Mode, SourcePlan};
use crate::platforms::{Expansion, Platform, Slice};
use crate::table::{Task, TaskTable};
use crate::task::{Direction, Sort, StatusMap, Timestamp};

pub use ahead::Ahead;

/// What all sources of a request share.
pub struct Reading<'a> {
    /// The way out.
    pub gateway: &'a Gateway<'a>,
    /// Connections that were read whole before.
    pub cache: &'a PageCache,
    /// The whole filter.
    pub filter: Option<&'a Expr>,
    /// The order.
    pub sort: &'a Sort,
    /// What tasks carry beyond the base fields.
    pub expand: Expansion,
    /// The rows of a page of the merged list.
    pub limit: usize,
    /// Now.
    pub now: Timestamp,
    /// How long snapshots are good, in milliseconds; negative passes the cache by.
    pub time_to_live_ms: i64,
}

/// Where a source starts in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// At its first row.
    Beginning,
    /// After a place.
    After(Position),
    /// Nowhere: an earlier page has given its last row.
    Done,
}

/// One connection in one list request.
pub struct Source {
    /// The connection.
    pub connection_id: String,
    /// Its platform.
    pub platform: Platform,
    /// How it is read.
    pub plan: SourcePlan,
    /// Where it starts; `None` is the beginning.
    pub start: Option<Position>,
    /// When its reading began in this walk; known from the cursor or set at the first call.
    pub synced_at: Option<Timestamp>,
    /// Calls so far.
    pub meter: Rc<Meter>,
    /// Rows that came so far.
    pub fetched: usize,
    /// What could not be read.
    pub warnings: Vec<Warning>,
    session: Rc<Session>,
    status_map: Rc<StatusMap>,
    /// Whether it is sure that no row was missed while pages were turned.
    is_consistent: bool,
    walk: Walk,
    batch: Option<Batch>,
    /// The least page that must be asked for, and the most rows that a page had.
    page_size: usize,
    longest: usize,
}

/// What is still to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Walk {
    /// Everything, in one go.
    Whole,
    /// Dated rows from this second on.
    Ordered(Option<i64>),
    /// The rows of one second, which no page held whole.
    Second(i64),
    /// Rows without a date.
    Undated,
    /// Nothing.
    Done,
    /// The budget is spent; rows from this second on (`None`: those without a date) are still to be read.
    Stopped(Option<i64>),
}

/// Rows that may be given out, in order.
struct Batch {
    table: Rc<TaskTable>,
    rows: std::vec::IntoIter<u32>,
    head: Option<u32>,
}

impl Source {
    /// A source that has not been called yet.
    #[must_use]
    pub fn new(
        connection_id: &str,
        platform: Platform,
        session: Rc<Session>,
        status_map: Rc<StatusMap>,
        plan: SourcePlan,
        start: Start,
        synced_at: Option<Timestamp>,
    ) -> Self {
        let is_done = start == Start::Done;
        let start = match start {
            Start::After(position) => Some(position),
            Start::Beginning | Start::Done => None,
        };
        let walk = match (plan.mode, &start) {
            _ if is_done => Walk::Done,
            (Mode::NotRead, _) => Walk::Done,
            (Mode::Materialised, _) => Walk::Whole,
            (Mode::Keyset { .. }, None) => Walk::Ordered(None),
            (Mode::Keyset { .. }, Some(position)) => match position.leading() {
                // All rows of the position's second are asked for again; those before it are dropped.
                Some(millis) => Walk::Ordered(Some(millis.div_euclid(1000))),
                None => Walk::Undated,
            },
        };
        Self {
            connection_id: connection_id.to_owned(),
            platform,
            start,
            synced_at,
            meter: Rc::default(),
            fetched: 0,
            warnings: Vec::new(),
            session,
            status_map,
            // What is read whole says so once it is read.
            is_consistent: plan.mode != Mode::Materialised || walk == Walk::Done,
            walk,
            batch: None,
            page_size: 0,
            longest: 0,
            plan,
        }
    }

    /// `consistent`, or `best_effort` where rows may have moved between pages as they were read.
    #[must_use]
    pub fn consistency(&self) -> &'static str {
        match self.is_consistent {
            true => "consistent",
            false => "best_effort",
        }
    }

    /// What the platform last said of its rate limit; `None` if it says nothing.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.session.rate_limit()
    }

    /// The next row in order, if one was read already.
    #[must_use]
    pub fn head(&self) -> Option<(&Rc<TaskTable>, u32)> {
        let batch = self.batch.as_ref()?;
        Some((&batch.table, batch.head?))
    }

    /// Takes the head as a task.
    pub fn take(&mut self, expand: Expansion) -> Option<Task> {
        let batch = self.batch.as_mut()?;
        let row = std::mem::replace(&mut batch.head, batch.rows.next())?;
        batch.table.task(row, expand)
    }

    /// Where the source stands once the merge has given all rows up to `reached`: there, or where it
    /// started if that is further on.
    #[must_use]
    pub fn place(&self, reached: Option<&Position>, sort: &Sort) -> Option<Position> {
        match (&self.start, reached) {
            (Some(start), Some(reached)) if start.compare(reached, sort).is_gt() => {
                Some(start.clone())
            }
            (start, None) => start.clone(),
            (_, Some(reached)) => Some(reached.clone()),
        }
    }

    /// Whether it must read before the merge can go on.
    #[must_use]
    pub fn is_hungry(&self) -> bool {
        self.head().is_none() && !matches!(self.walk, Walk::Done | Walk::Stopped(_))
    }

    /// Whether it has nothing more to give.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.head().is_none() && self.walk == Walk::Done
    }

    /// Where it had to stop for its budget: rows from there on are still to be read.
    #[must_use]
    pub fn stopped_at(&self) -> Option<Position> {
        let (None, Walk::Stopped(second), Mode::Keyset { direction, .. }) =
            (self.head(), self.walk, self.plan.mode)
        else {
            return None;
        };
        Some(Position::before(second.map(|second| {
            let edge = Timestamp::from_seconds_saturating(second);
            match direction {
                Direction::Ascending => edge,
                // The last millisecond of the second: all its rows come after it.
                Direction::Descending => {
                    Timestamp::from_millis(edge.millis() + 999).unwrap_or(edge)
                }
            }
        })))
    }

    /// Reads until it has a row to show, has nothing more, or has spent its budget.
    ///
    /// # Errors
    /// What the platform, the transport or the page's reader says; `budget_exceeded` if the budget is
    /// spent before the source has gone on at all.
    pub async fn refill(&mut self, reading: &Reading<'_>) -> Result<()> {
        while self.is_hungry() {
            if let Err(error) = self.step(reading).await {
                let stop = match (error.code, self.walk) {
                    (Code::BudgetExceeded, Walk::Ordered(Some(second)) | Walk::Second(second)) => {
                        Walk::Stopped(Some(second))
                    }
                    (Code::BudgetExceeded, Walk::Undated) => Walk::Stopped(None),
                    _ => return Err(error),
                };
                self.walk = stop;
                // A page that ends where it began would have its walk go on for ever.
                let went_on = match (&self.start, self.stopped_at()) {
                    (Some(start), Some(stop)) => stop.compare(start, reading.sort).is_gt(),
                    (None, Some(_)) => true,
                    (_, None) => false,
                };
                if !went_on {
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    async fn step(&mut self, reading: &Reading<'_>) -> Result<()> {
        if self.walk != Walk::Whole {
            self.synced_at.get_or_insert(reading.now);
        }
        match (self.walk, self.plan.mode) {
            (Walk::Ordered(from), Mode::Keyset { key, direction }) => {
                self.read_ordered(reading, from, key, direction).await
            }
            (Walk::Second(at), Mode::Keyset { direction, .. }) => {
                let (table, _) = self.drain(reading, Slice::Second { at }).await?;
                let next = match direction {
                    Direction::Ascending => at + 1,
                    Direction::Descending => at - 1,
                };
                self.show(Rc::new(table), reading, |_, _| true);
                self.walk = Walk::Ordered(Some(next));
                Ok(())
            }
            (Walk::Undated, Mode::Keyset { key, .. }) => {
                if !self.plan.wants_undated {
                    self.walk = Walk::Done;
                    return Ok(());
                }
                let (table, _) = self.drain(reading, Slice::Undated).await?;
                self.show(Rc::new(table), reading, move |table, row| {
                    table.millis(key, row).is_none()
                });
                self.walk = Walk::Done;
                Ok(())
            }
            (Walk::Whole, _) => {
                // A source may be read first on a later page, when the others have given their rows.
                let is_new = self.start.is_none() || self.synced_at.is_none();
                let snapshot = self.snapshot(reading).await?;
                self.synced_at = Some(snapshot.synced_at);
                self.fetched += snapshot.fetched;
                self.is_consistent = snapshot.is_consistent;
                // A walk hears once what could not be read of its connection.
                if is_new {
                    self.warnings.extend(snapshot.warnings);
                }
                self.show(snapshot.table, reading, |_, _| true);
                self.walk = Walk::Done;
                Ok(())
            }
            _ => {
                self.walk = Walk::Done;
                Ok(())
            }
        }
    }

    /// Puts the rows of a table that match, are wanted and come after the start before the merge.
    fn show(
        &mut self,
        table: Rc<TaskTable>,
        reading: &Reading<'_>,
        wanted: impl Fn(&TaskTable, u32) -> bool,
    ) {
        let start = self.start.as_ref();
        let rows = table
            .matches(reading.filter)
            .rows()
            .filter(|row| wanted(&table, *row))
            .filter(|row| {
                start.is_none_or(|start| start.compare_row(&table, *row, reading.sort).is_gt())
            })
            .collect();
        // No page takes more than its limit; the one beyond shows that there is more.
        let mut rows = table
            .arrange(rows, Some(reading.sort), 0, reading.limit + 1)
            .into_iter();
        let head = rows.next();
        self.batch = Some(Batch { table, rows, head });
    }
}

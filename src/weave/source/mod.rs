//! One connection's part in a list: it reads as far as the merge needs and shows its rows in order.

mod ahead;
mod kept;
mod pages;
mod repeat;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use super::{Given, PageCache, Position, SourceReport};
use crate::error::{Code, ErrorDetail, Result, Warning};
use crate::filter::Expr;
use crate::http::{Gateway, Meter, RateLimit, Session};
use crate::plan::{Mode, SourcePlan};
use crate::platforms::{Expansion, Place, Platform, Slice};
use crate::table::{Task, TaskTable};
use crate::task::{Direction, Field, Sort, StatusMap, Timestamp};

pub use ahead::Ahead;
pub(in crate::weave) use pages::{MAX_PAGE, facts};

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
    /// Versions of its tasks that were given before and are not shown again.
    pub given: Given,
    /// The greatest `updated_at` of all rows that came, shown or not, in milliseconds. It is still told
    /// when the merge has taken the source.
    pub latest: Rc<Cell<Option<i64>>>,
    /// Seconds of `given` that are known as a whole alone, and are another whole now: their rows are shown.
    pub doubted: Rc<RefCell<BTreeSet<i64>>>,
    pub(in crate::weave) session: Rc<Session>,
    status_map: Rc<StatusMap>,
    /// Whether it is sure that no row was missed while pages were turned.
    pub(in crate::weave) is_consistent: bool,
    walk: Walk,
    batch: Option<Batch>,
    /// The least page that must be asked for, and the most rows that a page had.
    page_size: usize,
    longest: usize,
    /// Whether the platform's own limit made the last page shorter than a page of the list.
    is_clamped: bool,
}

/// What is still to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Walk {
    /// Everything, in one go.
    Whole,
    /// Dated rows from this second on.
    Ordered(Option<i64>),
    /// The rows of one second, which no page held whole.
    Second(i64),
    /// The same where they come in the list's own order, page by page: those after this id. A page that
    /// is shorter than the longest before it is the last.
    Ties {
        at: i64,
        after: Option<String>,
        longest: usize,
    },
    /// Rows without a date.
    Undated,
    /// Nothing.
    Done,
    /// The budget is spent; rows beyond this place are still to be read.
    Stopped(Position),
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
            // What is read in the platform's own order has a walk of its own.
            (Mode::NotRead | Mode::Source, _) => Walk::Done,
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
            given: Given::default(),
            latest: Rc::default(),
            doubted: Rc::default(),
            session,
            status_map,
            // What is read whole says so once it is read.
            is_consistent: plan.mode != Mode::Materialised || walk == Walk::Done,
            walk,
            batch: None,
            page_size: 0,
            longest: 0,
            is_clamped: false,
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

    /// What a page says of it.
    #[must_use]
    pub fn report(
        self,
        kept: usize,
        status: &'static str,
        error: Option<ErrorDetail>,
    ) -> SourceReport {
        SourceReport {
            mode: self.plan.mode.as_str(),
            consistency: self.consistency(),
            calls: self.meter.calls(),
            fetched: self.fetched,
            kept,
            status,
            rate_limit: self.rate_limit(),
            error,
            connection_id: self.connection_id,
            platform: self.platform,
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

    /// Whether the platform gives fewer rows at once than the list shows.
    #[must_use]
    pub fn is_clamped(&self) -> bool {
        self.is_clamped
    }

    /// Where it had to stop for its budget: rows from there on are still to be read.
    #[must_use]
    pub fn stopped_at(&self) -> Option<Position> {
        match &self.walk {
            Walk::Stopped(place) if self.head().is_none() => Some(place.clone()),
            _ => None,
        }
    }

    /// The place before all that is still to be read; `None` at the beginning, and where there is no
    /// order to go on in.
    fn edge(&self) -> Option<Position> {
        let Mode::Keyset { direction, .. } = self.plan.mode else {
            return None;
        };
        let before = |second| {
            let edge = Timestamp::from_seconds_saturating(second);
            Position::before(Some(match direction {
                Direction::Ascending => edge,
                // The last millisecond of the second: all its rows come after it.
                Direction::Descending => {
                    Timestamp::from_millis(edge.millis() + 999).unwrap_or(edge)
                }
            }))
        };
        match &self.walk {
            Walk::Ordered(Some(second))
            | Walk::Second(second)
            | Walk::Ties {
                at: second,
                after: None,
                ..
            } => Some(before(*second)),
            Walk::Ties {
                at,
                after: Some(id),
                ..
            } => Some(Position::within(*at, &self.connection_id, id)),
            Walk::Undated => Some(Position::before(None)),
            _ => None,
        }
    }

    /// Reads until it has a row to show, has nothing more, or has spent its budget.
    ///
    /// # Errors
    /// What the platform, the transport or the page's reader says; `budget_exceeded` if the budget is
    /// spent before the source has gone on at all.
    pub async fn refill(&mut self, reading: &Reading<'_>) -> Result<()> {
        while self.is_hungry() {
            let Err(error) = self.step(reading).await else {
                continue;
            };
            let edge = self.edge().filter(|edge| {
                // A page that ends where it began would have its walk go on for ever.
                let start = self.start.as_ref();
                start.is_none_or(|start| edge.compare(start, reading.sort).is_gt())
            });
            match edge {
                Some(edge) if error.code == Code::BudgetExceeded => {
                    self.walk = Walk::Stopped(edge);
                }
                _ => return Err(error),
            }
        }
        Ok(())
    }

    async fn step(&mut self, reading: &Reading<'_>) -> Result<()> {
        if self.walk != Walk::Whole {
            self.synced_at.get_or_insert(reading.now);
        }
        match (self.walk.clone(), self.plan.mode) {
            (Walk::Ordered(Some(at)), Mode::Keyset { .. }) if self.goes_on_in(reading, at) => {
                self.walk = Walk::Second(at);
                Ok(())
            }
            (Walk::Ordered(from), Mode::Keyset { key, direction }) => {
                self.read_ordered(reading, from, key, direction).await
            }
            (Walk::Second(at), Mode::Keyset { key, direction }) => {
                let table = self.group(reading, Slice::Second { at }).await?;
                self.show(table, reading, move |table, row| {
                    second_of(table, key, row) == Some(at)
                });
                self.walk = Walk::Ordered(Some(next_second(at, direction)));
                Ok(())
            }
            (Walk::Ties { at, after, longest }, Mode::Keyset { key, direction }) => {
                let place = after.map_or(Place::Start, Place::After);
                let next = self.read_ties(reading, at, place, longest, key).await?;
                self.walk = next.unwrap_or(Walk::Ordered(Some(next_second(at, direction))));
                Ok(())
            }
            (Walk::Undated, Mode::Keyset { key, .. }) => {
                if self.plan.wants_undated {
                    let table = self.group(reading, Slice::Undated).await?;
                    self.show(table, reading, move |table, row| {
                        table.millis(key, row).is_none()
                    });
                }
                self.walk = Walk::Done;
                Ok(())
            }
            (Walk::Whole, _) => {
                let table = self.group(reading, Slice::All).await?;
                self.show(table, reading, |_, _| true);
                self.walk = Walk::Done;
                Ok(())
            }
            _ => {
                self.walk = Walk::Done;
                Ok(())
            }
        }
    }

    /// Whether it begins within a second whose rows are kept from an earlier page.
    fn goes_on_in(&self, reading: &Reading<'_>, at: i64) -> bool {
        let is_first = self.page_size == 0 && self.batch.is_none();
        let start = self.start.as_ref().and_then(Position::leading);
        is_first
            && start.is_some_and(|millis| millis.div_euclid(1000) == at)
            && self.cached(reading, Slice::Second { at }).is_some()
    }

    /// Everything of a slice, kept from an earlier page if it was read a moment ago.
    async fn group(&mut self, reading: &Reading<'_>, slice: Slice) -> Result<Rc<TaskTable>> {
        // A source may be read first on a later page, when the others have given their rows.
        let is_new = self.start.is_none() || self.synced_at.is_none() || slice != Slice::All;
        let snapshot = self.snapshot(reading, slice).await?;
        self.synced_at = Some(snapshot.synced_at);
        self.fetched += snapshot.fetched;
        self.is_consistent = match slice {
            Slice::All => snapshot.is_consistent,
            _ => self.is_consistent && snapshot.is_consistent,
        };
        // A walk hears once what could not be read of its connection.
        if is_new {
            self.warn(snapshot.warnings);
        }
        Ok(snapshot.table)
    }

    /// Rows are asked for again with the page after them; what is said of them is said once.
    pub(in crate::weave) fn warn(&mut self, warnings: Vec<Warning>) {
        for warning in warnings {
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
    }

    /// Leaves out what was given before. `all` are the rows of whole seconds, `rows` those of them that
    /// come after the start.
    fn without_given(
        &self,
        table: &TaskTable,
        all: &[u32],
        mut rows: Vec<u32>,
        expand: Expansion,
    ) -> Vec<u32> {
        if self.given.is_empty() {
            return rows;
        }
        let second = |row: u32| second_of(table, Field::UpdatedAt, row);
        let summed = all
            .iter()
            .filter(|row| second(**row).is_some_and(|second| self.given.has_sum(second)));
        let tasks = summed.filter_map(|row| table.task(*row, expand));
        let (known, changed) = self.given.known_seconds(tasks);
        rows.retain(|row| {
            let Some(task) = table.task(*row, expand) else {
                return false;
            };
            let second = second(*row);
            if let Some(second) = second.filter(|second| changed.contains(second)) {
                self.doubted.borrow_mut().insert(second);
            }
            let is_known = second.is_some_and(|second| known.contains(&second));
            !is_known && !self.given.has(&task)
        });
        rows
    }

    /// Puts the rows of a table that match, are wanted and come after the start before the merge.
    fn show(
        &mut self,
        table: Rc<TaskTable>,
        reading: &Reading<'_>,
        wanted: impl Fn(&TaskTable, u32) -> bool,
    ) {
        let start = self.start.as_ref();
        let all: Vec<u32> = table
            .matches(reading.filter)
            .rows()
            .filter(|row| wanted(&table, *row))
            .collect();
        let is_after = |row: &u32| {
            start.is_none_or(|start| start.compare_row(&table, *row, reading.sort).is_gt())
        };
        let rows = all.iter().copied().filter(is_after).collect();
        let rows = self.without_given(&table, &all, rows, reading.expand);
        // No page takes more than its limit; the one beyond shows that there is more.
        let mut rows = table
            .arrange(rows, Some(reading.sort), 0, reading.limit + 1)
            .into_iter();
        let head = rows.next();
        self.batch = Some(Batch { table, rows, head });
    }
}

/// The second of a row's time.
fn second_of(table: &TaskTable, key: Field, row: u32) -> Option<i64> {
    table.millis(key, row).map(|millis| millis.div_euclid(1000))
}

/// The second that comes next in a direction.
fn next_second(at: i64, direction: Direction) -> i64 {
    match direction {
        Direction::Ascending => at.saturating_add(1),
        Direction::Descending => at.saturating_sub(1),
    }
}

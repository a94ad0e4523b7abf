//! One connection's part in a list: it reads as far as the merge needs and shows its rows in order.

use std::rc::Rc;

use futures_util::stream::{FuturesUnordered, StreamExt};

use super::cache::Snapshot;
use super::{PageCache, Position};
use crate::error::{Code, Result, TaskweaveError, Warning};
use crate::filter::{Expr, Value};
use crate::http::{Gateway, Meter};
use crate::plan::{Mode, SourcePlan};
use crate::platforms::{
    Account, Call, Expansion, PageFacts, Place, Platform, Purpose, Query, Slice,
};
use crate::table::{IngestOptions, Ingested, Task, TaskTable};
use crate::task::{Direction, Field, Sort, StatusMap, Timestamp};

/// Pages grow to this many rows while a filter rejects most of what comes; platforms clamp it.
const MAX_PAGE: usize = 4000;

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
    account: Rc<dyn Account>,
    status_map: Rc<StatusMap>,
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
        account: Rc<dyn Account>,
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
            plan,
            start,
            synced_at,
            meter: Rc::default(),
            fetched: 0,
            warnings: Vec::new(),
            account,
            status_map,
            walk,
            batch: None,
            page_size: 0,
            longest: 0,
        }
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
        match (self.walk, self.plan.mode) {
            (Walk::Ordered(from), Mode::Keyset { key, direction }) => {
                self.synced_at.get_or_insert(reading.now);
                self.read_ordered(reading, from, key, direction).await
            }
            (Walk::Second(at), Mode::Keyset { direction, .. }) => {
                let table = self.drain(reading, Slice::Second { at }).await?;
                let next = match direction {
                    Direction::Ascending => at + 1,
                    Direction::Descending => at - 1,
                };
                self.show(Rc::new(table), reading, |_, _| true);
                self.walk = Walk::Ordered(Some(next));
                Ok(())
            }
            (Walk::Undated, Mode::Keyset { key, .. }) => {
                if self.dates_are_asked_for(key) {
                    self.walk = Walk::Done;
                    return Ok(());
                }
                let table = self.drain(reading, Slice::Undated).await?;
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

    /// Whether a comparison with the key was pushed down: then no undated row can match.
    fn dates_are_asked_for(&self, key: Field) -> bool {
        self.plan
            .pushed
            .iter()
            .any(|predicate| predicate.field == key && matches!(predicate.value, Value::Time(_)))
    }

    /// Reads one page in the platform's order. Rows of its last second are held back, since more of
    /// them may stand on the next page; they are asked for again with it.
    async fn read_ordered(
        &mut self,
        reading: &Reading<'_>,
        from: Option<i64>,
        key: Field,
        direction: Direction,
    ) -> Result<()> {
        self.page_size = match self.page_size {
            // One more than the page needs, so that its last second is likely whole.
            0 => reading.limit + 1,
            size => (size * 2).min(MAX_PAGE),
        };
        let slice = Slice::Ordered { from };
        let query = self.query(reading, self.page_size);
        let mut table = TaskTable::new();
        let mut end = false;
        let mut seen = 0;
        let account = Rc::clone(&self.account);
        let meter = Rc::clone(&self.meter);
        for call in account.begin(slice) {
            let (call, body) =
                send(reading.gateway, &meter, account.as_ref(), &query, call).await?;
            let done = self.ingest(reading, &mut table, body)?;
            seen += done.seen;
            end |= account.follow(&call, &facts(&done, self.longest), &[])?.end;
        }
        // A page with fewer rows than another had is the last, however the platform clamps pages.
        end |= seen == 0 || seen < self.longest;
        self.longest = self.longest.max(seen);
        let Some(last) = last_second(&table, key, from, direction)? else {
            if end {
                self.walk = Walk::Undated;
                return Ok(());
            }
            return Err(disorder("a page in order of time holds no row with a time"));
        };
        if end {
            self.show(Rc::new(table), reading, move |table, row| {
                table.millis(key, row).is_some()
            });
            self.walk = Walk::Undated;
            return Ok(());
        }
        let second = move |table: &TaskTable, row| {
            table.millis(key, row).map(|millis| millis.div_euclid(1000))
        };
        let rows = 0..u32::try_from(table.len()).unwrap_or(u32::MAX);
        let holds_more = rows
            .into_iter()
            .any(|row| second(&table, row).is_some_and(|s| s != last));
        if !holds_more {
            self.walk = Walk::Second(last);
            return Ok(());
        }
        self.show(Rc::new(table), reading, move |table, row| {
            second(table, row).is_some_and(|s| s != last)
        });
        self.walk = Walk::Ordered(Some(last));
        Ok(())
    }

    /// All rows of a connection, from the cache if it has them.
    async fn snapshot(&mut self, reading: &Reading<'_>) -> Result<Snapshot> {
        let key = format!(
            "{}\u{1f}{:?}\u{1f}{:?}",
            self.connection_id, self.plan.pushed, reading.expand
        );
        let cached = reading
            .cache
            .get(&key, reading.now, reading.time_to_live_ms);
        if let Some(cached) = cached {
            return Ok(match self.synced_at {
                // The walk began with another snapshot; its instant stays the walk's.
                Some(walk) if walk != cached.synced_at => cached.dated(walk),
                _ => cached,
            });
        }
        let synced_at = *self.synced_at.get_or_insert(reading.now);
        let before = self.fetched;
        let table = self.drain(reading, Slice::All).await?;
        let snapshot = Snapshot {
            table: Rc::new(table),
            synced_at,
            // Whoever takes the snapshot counts its rows.
            fetched: std::mem::replace(&mut self.fetched, before) - before,
            warnings: std::mem::take(&mut self.warnings),
        };
        reading.cache.put(key, snapshot.clone());
        Ok(snapshot)
    }

    /// Reads a slice to its end: its first calls and all that follow from them, several at once.
    async fn drain(&mut self, reading: &Reading<'_>, slice: Slice) -> Result<TaskTable> {
        let query = self.query(reading, MAX_PAGE);
        let account = Rc::clone(&self.account);
        let meter = Rc::clone(&self.meter);
        let mut table = TaskTable::new();
        let mut longest = 0;
        let mut under_way = FuturesUnordered::new();
        let mut waiting = account.begin(slice);
        loop {
            for call in waiting.drain(..) {
                under_way.push(send(
                    reading.gateway,
                    &meter,
                    account.as_ref(),
                    &query,
                    call,
                ));
            }
            let Some(answer) = under_way.next().await else {
                return Ok(table);
            };
            let (call, body) = match answer {
                // Only a part can be gone: see `send`.
                Err(error) if error.code == Code::NotFound => {
                    self.warnings.push(Warning::new(
                        "part_gone",
                        format!(
                            "a part of the list went away while it was read, and its tasks with it: {}",
                            error.message
                        ),
                    ));
                    continue;
                }
                answer => answer?,
            };
            if !account.holds_tasks(&call) {
                let follow = account.follow(&call, &PageFacts::default(), &body)?;
                waiting = follow.calls;
                continue;
            }
            let done = self.ingest(reading, &mut table, body)?;
            let follow = account.follow(&call, &facts(&done, longest), &[])?;
            longest = longest.max(done.seen);
            // A page that repeats what is known ends its chain: the platform does not turn pages.
            if done.replaced == 0 || !done.rows.is_empty() {
                waiting = follow.calls;
            }
        }
    }

    fn query(&self, reading: &Reading<'_>, page_size: usize) -> Query {
        let (key, direction) = match self.plan.mode {
            Mode::Keyset { key, direction } => (key, direction),
            Mode::Materialised => (Field::UpdatedAt, Direction::Descending),
        };
        Query {
            pushed: self.plan.pushed.clone(),
            key,
            direction,
            expand: reading.expand,
            page_size,
        }
    }

    fn ingest(
        &mut self,
        reading: &Reading<'_>,
        table: &mut TaskTable,
        body: Vec<u8>,
    ) -> Result<Ingested> {
        let mut done = table.ingest(
            self.platform,
            body,
            &IngestOptions {
                connection_id: &self.connection_id,
                status_map: &self.status_map,
                synced_at: self.synced_at.unwrap_or(reading.now),
                keep: reading.expand.details || reading.expand.platform_data,
                upsert: true,
            },
        )?;
        self.fetched += done.seen;
        for warning in done.warnings.drain(..) {
            // Rows are asked for again with the page after them; what is said of them is said once.
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
        Ok(done)
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

async fn send(
    gateway: &Gateway<'_>,
    meter: &Meter,
    account: &dyn Account,
    query: &Query,
    call: Call,
) -> Result<(Call, Vec<u8>)> {
    let purpose = match call.place {
        Place::Inside(_) => Purpose::Part,
        _ => Purpose::List,
    };
    let response = gateway
        .call(meter, account, purpose, || account.request(query, &call))
        .await?;
    Ok((call, response.body))
}

fn facts(done: &Ingested, longest: usize) -> PageFacts {
    PageFacts {
        rows: done.seen,
        longest,
        last_id: done.last_id.clone(),
        paging: done.paging,
    }
}

/// The second of a page's last dated row; `None` if no row has a date.
///
/// A platform that does not keep the order or the bound it was asked for would lose rows here, so
/// that is an error.
fn last_second(
    table: &TaskTable,
    key: Field,
    from: Option<i64>,
    direction: Direction,
) -> Result<Option<i64>> {
    let mut last = from;
    let mut found = None;
    for row in 0..u32::try_from(table.len()).unwrap_or(u32::MAX) {
        let Some(second) = table.millis(key, row).map(|millis| millis.div_euclid(1000)) else {
            continue;
        };
        let in_order = last.is_none_or(|last| match direction {
            Direction::Ascending => last <= second,
            Direction::Descending => last >= second,
        });
        if !in_order {
            return Err(disorder("rows came in another order than was asked for"));
        }
        last = Some(second);
        found = last;
    }
    Ok(found)
}

fn disorder(what: &str) -> TaskweaveError {
    TaskweaveError::new(Code::PageInvalid, what).help(
        "sort by another field, such as `name`: the connection is then read whole and ordered here",
    )
}

//! How a source reads: a page in order, or a slice to its end.

use std::collections::BTreeSet;
use std::rc::Rc;

use futures_util::stream::{FuturesUnordered, StreamExt};

use super::{Reading, Source, Walk};
use crate::error::{Code, Result, TaskweaveError, Warning};
use crate::http::{Caller, Gateway};
use crate::plan::Mode;
use crate::platforms::{Call, PageFacts, Place, Purpose, Query, Slice};
use crate::table::{IngestOptions, Ingested, TaskTable};
use crate::task::{Direction, Field};
use crate::weave::Snapshot;

/// Pages grow to this many rows while a filter rejects most of what comes; platforms clamp it.
pub(super) const MAX_PAGE: usize = 4000;
/// Numbered pages are read so often at most.
const MAX_READINGS: usize = 3;

impl Source {
    /// Reads one page in the platform's order. Rows of its last second are held back, since more of
    /// them may stand on the next page; they are asked for again with it.
    pub(super) async fn read_ordered(
        &mut self,
        reading: &Reading<'_>,
        from: Option<i64>,
        key: Field,
        direction: Direction,
    ) -> Result<()> {
        self.page_size = match self.page_size {
            0 => first_page(reading),
            size => (size * 2).min(MAX_PAGE),
        };
        let query = self.query(self.page_size);
        let (session, meter) = (Rc::clone(&self.session), Rc::clone(&self.meter));
        let account = session.account();
        let caller = Caller {
            session: &session,
            meter: &meter,
        };
        let mut table = TaskTable::new();
        let calls = account.begin(&query, Slice::Ordered { from });
        let mut end = calls.is_empty();
        for call in calls {
            let (call, body) = send(reading.gateway, caller, &query, call).await?;
            let done = self.ingest(reading, &mut table, body)?;
            let facts = facts(&done, self.longest);
            self.longest = self.longest.max(facts.rows);
            end |= facts.is_last() || account.follow(&call, &facts, &[])?.end;
        }
        let last = last_second(&table, key, from, direction)?;
        if last.is_none() && !end {
            return Err(disorder("a page in order of time holds no row with a time"));
        }
        let held_back = last.filter(|_| !end);
        let is_whole = move |table: &TaskTable, row| {
            let second = table.millis(key, row).map(|millis| millis.div_euclid(1000));
            second.is_some() && second != held_back
        };
        let mut rows = 0..u32::try_from(table.len()).unwrap_or(u32::MAX);
        self.walk = match held_back {
            None => Walk::Undated,
            Some(second) if rows.any(|row| is_whole(&table, row)) => Walk::Ordered(Some(second)),
            Some(second) => Walk::Second(second),
        };
        self.show(Rc::new(table), reading, is_whole);
        Ok(())
    }

    /// All rows of a connection, from the cache if it has them.
    pub(super) async fn snapshot(&mut self, reading: &Reading<'_>) -> Result<Snapshot> {
        let mut slot = self.slot(reading);
        if let Some(cached) = self.kept(reading, &mut slot).await {
            return Ok(match self.synced_at {
                // The walk began with another snapshot; its instant stays the walk's.
                Some(walk) if walk != cached.synced_at => cached.dated(walk),
                _ => cached,
            });
        }
        let synced_at = *self.synced_at.get_or_insert(reading.now);
        let before = self.fetched;
        let (table, is_consistent) = self.whole(reading).await?;
        let snapshot = Snapshot {
            table: Rc::new(table),
            is_consistent,
            synced_at,
            // Whoever takes the snapshot counts its rows.
            fetched: std::mem::replace(&mut self.fetched, before) - before,
            warnings: std::mem::take(&mut self.warnings),
        };
        self.keep(reading, slot, &snapshot).await;
        Ok(snapshot)
    }

    /// How many of its tasks the whole filter leaves, all of them read.
    ///
    /// # Errors
    /// What the platform, the transport or the page's reader says; `budget_exceeded`.
    pub async fn count(&mut self, reading: &Reading<'_>) -> Result<u64> {
        let snapshot = self.snapshot(reading).await?;
        let count = snapshot.table.matches(reading.filter).rows().count() as u64;
        // Rows that were left out are not counted.
        self.warnings.extend(snapshot.warnings);
        Ok(count)
    }

    /// The rows of the connection that are kept from an earlier reading.
    pub(super) fn cached(&self, reading: &Reading<'_>) -> Option<Snapshot> {
        let key = self.cache_key();
        let cache = reading.cache;
        cache.get(&key, reading.now, reading.time_to_live_ms)
    }

    pub(super) fn cache_key(&self) -> String {
        let asked = &self.plan.push_down.asked;
        let needs = &self.plan.needs;
        format!("{}\u{1f}{asked:?}\u{1f}{needs:?}", self.connection_id)
    }

    /// All rows, and whether it is sure that none was missed. Where pages are numbered they are read
    /// again until two readings hold the same rows: one that is inserted or deleted meanwhile moves the
    /// others from page to page. If the readings differ, the one that held most is given.
    async fn whole(&mut self, reading: &Reading<'_>) -> Result<(TaskTable, bool)> {
        let mut fullest = TaskTable::new();
        let mut before: Option<BTreeSet<String>> = None;
        for _ in 0..MAX_READINGS {
            let (table, is_turned) = match self.drain(reading, Slice::All).await {
                // What was read whole once is not given up for want of calls to read it twice.
                Err(error) if error.code == Code::BudgetExceeded && before.is_some() => break,
                drained => drained?,
            };
            let rows = 0..u32::try_from(table.len()).unwrap_or(u32::MAX);
            let ids: BTreeSet<String> = rows.filter_map(|row| table.id(row)).collect();
            if !is_turned || before.as_ref() == Some(&ids) {
                return Ok((table, true));
            }
            if before.is_none() || table.len() >= fullest.len() {
                fullest = table;
            }
            before = Some(ids);
        }
        Ok((fullest, false))
    }

    /// Reads a slice to its end: its first calls and all that follow from them, several at once. Says
    /// too whether pages were turned by their numbers.
    pub(super) async fn drain(
        &mut self,
        reading: &Reading<'_>,
        slice: Slice,
    ) -> Result<(TaskTable, bool)> {
        let query = self.query(MAX_PAGE);
        let (session, meter) = (Rc::clone(&self.session), Rc::clone(&self.meter));
        let account = session.account();
        let caller = Caller {
            session: &session,
            meter: &meter,
        };
        let mut table = TaskTable::new();
        let (mut longest, mut is_turned) = (0, false);
        let mut under_way = FuturesUnordered::new();
        let mut waiting = account.begin(&query, slice);
        loop {
            is_turned |= waiting
                .iter()
                .any(|call| matches!(call.place, Place::At(_)));
            for call in waiting.drain(..) {
                under_way.push(send(reading.gateway, caller, &query, call));
            }
            let Some(answer) = under_way.next().await else {
                return Ok((table, is_turned));
            };
            let (call, body) = match answer {
                // Only a part can be gone: see `send`.
                Err(error) if error.code == Code::NotFound => {
                    self.warnings.push(Warning::new(
                        "part_gone",
                        format!(
                            "a part of the list is not there, or no more, and so are none of its tasks: {}",
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

    pub(super) fn query(&self, page_size: usize) -> Query {
        let (key, direction) = match self.plan.mode {
            Mode::Keyset { key, direction } => (key, direction),
            Mode::Materialised | Mode::NotRead => (Field::UpdatedAt, Direction::Descending),
        };
        Query {
            asked: self.plan.push_down.asked.clone(),
            key,
            direction,
            needs: self.plan.needs.clone(),
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
                keep: self.plan.needs.keeps_rows(),
                upsert: true,
            },
        )?;
        self.fetched += done.seen;
        for path in &self.plan.needs.paths {
            if self.session.account().was_refused(path) {
                let message = format!(
                    "the platform has no field `{path}`, which the filter names: it reads as null"
                );
                done.warnings
                    .push(Warning::new("filter_field_refused", message));
            }
        }
        for warning in done.warnings.drain(..) {
            // Rows are asked for again with the page after them; what is said of them is said once.
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
        Ok(done)
    }
}

/// The rows that the first page in order is asked for: one more than the list shows, so that its last
/// second is likely whole.
pub(super) fn first_page(reading: &Reading<'_>) -> usize {
    reading.limit + 1
}

async fn send(
    gateway: &Gateway<'_>,
    caller: Caller<'_>,
    query: &Query,
    call: Call,
) -> Result<(Call, Vec<u8>)> {
    let purpose = match call.place {
        Place::Inside(_) => Purpose::Part,
        _ => Purpose::List,
    };
    let response = gateway
        .call(caller, purpose, || {
            caller.session.account().request(query, &call)
        })
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

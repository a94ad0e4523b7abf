//! How a source reads: a page in order, or a slice to its end.

use std::collections::BTreeSet;
use std::rc::Rc;

use futures_util::stream::{FuturesUnordered, StreamExt};

use super::repeat::Repeat;
use super::{Reading, Source, Walk, second_of};
use crate::error::{Code, Result, TaskweaveError, Warning};
use crate::gather::Gather as _;
use crate::http::{Caller, Gateway};
use crate::plan::Mode;
use crate::platforms::{Call, PageFacts, Place, Purpose, Query, Slice};
use crate::table::{IngestOptions, Ingested, TaskTable, compare_platform_ids};
use crate::task::{Direction, Field, Timestamp};
use crate::weave::{Snapshot, Tie};

/// Pages grow to this many rows while a filter rejects most of what comes; platforms clamp it.
pub(in crate::weave) const MAX_PAGE: usize = 4000;
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
        self.is_clamped = false;
        let mut table = TaskTable::new();
        let calls = self
            .session
            .account()
            .begin(&query, Slice::Ordered { from });
        let mut end = calls.is_empty();
        for call in calls {
            let (call, body) = self.call(reading, &query, call).await?;
            let done = self.ingest(reading, &mut table, body)?;
            let facts = facts(&done, self.longest);
            self.longest = self.longest.max(facts.rows);
            let follow = self.session.account().follow(&call, &facts, &[])?;
            end |= facts.is_last() || follow.end;
            self.is_clamped |= !end && facts.rows < first_page(reading);
        }
        let last = last_second(&table, key, from, direction)?;
        if last.is_none() && !end {
            return Err(disorder("a page in order of time holds no row with a time"));
        }
        let held_back = last.filter(|_| !end);
        let is_whole = move |table: &TaskTable, row| {
            let second = second_of(table, key, row);
            second.is_some() && second != held_back
        };
        let mut rows = 0..rows_of(&table);
        self.walk = match held_back {
            None => Walk::Undated,
            Some(second) if rows.any(|row| is_whole(&table, row)) => Walk::Ordered(Some(second)),
            Some(second) => self.ties(reading, second),
        };
        self.show(Rc::new(table), reading, is_whole);
        Ok(())
    }

    /// How the rows of one second are read that no page holds whole.
    fn ties(&self, reading: &Reading<'_>, at: i64) -> Walk {
        let is_by_time_alone = reading.sort.keys().len() == 1;
        let is_whole = !self.platform.room().traits.ties_by_id || self.given.has_sum(at);
        if !is_by_time_alone || is_whole {
            return Walk::Second(at);
        }
        let given = self.start.as_ref().filter(|start| {
            start.leading() == Some(Timestamp::from_seconds_saturating(at).millis())
        });
        let after = match given.and_then(|start| start.tie.as_ref()) {
            Some(Tie(connection, id, _)) if *connection == self.connection_id => Some(id.clone()),
            _ => None,
        };
        Walk::Ties {
            at,
            after,
            longest: 0,
        }
    }

    /// Reads one page of the rows of a second, which come in the list's own order. Gives what is still to
    /// be read of them; `None` if that was all.
    pub(super) async fn read_ties(
        &mut self,
        reading: &Reading<'_>,
        at: i64,
        place: Place,
        longest: usize,
        key: Field,
    ) -> Result<Option<Walk>> {
        let query = self.query(MAX_PAGE);
        let call = Call {
            slice: Slice::Second { at },
            place,
        };
        let mut table = TaskTable::new();
        let (call, body) = self.call(reading, &query, call).await?;
        let done = self.ingest(reading, &mut table, body)?;
        let ids: Vec<&str> = (0..rows_of(&table))
            .map(|row| table.identity(row).platform_id)
            .collect();
        if !ids.is_sorted_by(|a, b| compare_platform_ids(a, b).is_lt()) {
            return Err(disorder(
                "rows came in another order of ids than was asked for",
            ));
        }
        let facts = facts(&done, longest);
        let follow = self.session.account().follow(&call, &facts, &[])?;
        self.show(Rc::new(table), reading, move |table, row| {
            second_of(table, key, row) == Some(at)
        });
        let next = follow.calls.into_iter().next().map(|call| call.place);
        Ok(match next {
            Some(Place::After(id)) => Some(Walk::Ties {
                at,
                after: Some(id),
                longest: longest.max(facts.rows),
            }),
            _ => None,
        })
    }

    /// All rows of a slice, from the cache if it has them. What was read by one call is kept only where
    /// it is the whole connection: the ordered page before it would be asked for again all the same.
    pub(super) async fn snapshot(
        &mut self,
        reading: &Reading<'_>,
        slice: Slice,
    ) -> Result<Snapshot> {
        let mut slot = self.slot(reading, slice);
        if let Some(cached) = self.kept(reading, &mut slot).await {
            // What a walk begins with is as old as its reading; its instant stays the walk's.
            let synced_at = self.synced_at.unwrap_or(cached.read_at);
            return Ok(match cached.synced_at == synced_at {
                true => cached,
                false => cached.dated(synced_at),
            });
        }
        let synced_at = *self.synced_at.get_or_insert(reading.now);
        let (before, calls) = (self.fetched, self.meter.calls());
        let said = std::mem::take(&mut self.warnings);
        let read = self.whole(reading, slice).await;
        let warnings = std::mem::replace(&mut self.warnings, said);
        let (table, is_consistent) = read?;
        let snapshot = Snapshot {
            table: Rc::new(table),
            is_consistent,
            synced_at,
            read_at: reading.now,
            // Whoever takes the snapshot counts its rows.
            fetched: std::mem::replace(&mut self.fetched, before) - before,
            warnings,
        };
        if slice == Slice::All || self.meter.calls() - calls > 1 {
            self.keep(reading, slot, &snapshot).await;
        }
        Ok(snapshot)
    }

    /// How many of its tasks the whole filter leaves, all of them read.
    ///
    /// # Errors
    /// What the platform, the transport or the page's reader says; `budget_exceeded`.
    pub async fn count(&mut self, reading: &Reading<'_>) -> Result<u64> {
        let snapshot = self.snapshot(reading, Slice::All).await?;
        let count = snapshot.table.matches(reading.filter).rows().count() as u64;
        // Rows that were left out are not counted.
        self.warnings.extend(snapshot.warnings);
        Ok(count)
    }

    /// The rows of a slice that are kept from an earlier reading.
    pub(super) fn cached(&self, reading: &Reading<'_>, slice: Slice) -> Option<Snapshot> {
        let key = self.cache_key(slice);
        let cache = reading.cache;
        let kept = cache.get(&key, reading.now, reading.time_to_live_ms);
        kept.filter(|snapshot| self.is_recent(slice, snapshot))
    }

    /// Whether what was kept may stand in the walk. What is older than the walk's own reading of the
    /// connection would show tasks as they were before, which nobody asks about who asks what changed
    /// since. A walk may begin with what was kept of a whole connection, and is as old as that from then on.
    pub(super) fn is_recent(&self, slice: Slice, snapshot: &Snapshot) -> bool {
        match self.synced_at {
            Some(begun) => snapshot.read_at >= begun,
            None => slice == Slice::All,
        }
    }

    pub(super) fn cache_key(&self, slice: Slice) -> String {
        let asked = &self.plan.push_down.asked;
        let needs = &self.plan.needs;
        // A slice of a time is of the time that the list is ordered by.
        let key = match (slice, self.plan.mode) {
            (Slice::All, _) => None,
            (_, Mode::Keyset { key, .. }) => Some(key),
            (_, Mode::Materialised | Mode::Source | Mode::NotRead) => None,
        };
        format!(
            "{}\u{1f}{asked:?}\u{1f}{needs:?}\u{1f}{slice:?}{key:?}",
            self.connection_id
        )
    }

    /// All rows of a slice, and whether it is sure that none was missed. Where pages are numbered they
    /// are read again until two readings hold the same rows: one that is inserted or deleted meanwhile
    /// moves the others from page to page. Where pages go on after an id but do not add up, they are read
    /// again until they do. If that does not come about, the reading that held most is given.
    async fn whole(&mut self, reading: &Reading<'_>, slice: Slice) -> Result<(TaskTable, bool)> {
        let mut fullest = TaskTable::new();
        let mut before: Option<BTreeSet<String>> = None;
        let mut repeat = Repeat::new(!self.platform.room().traits.walks_by_id);
        for number in 0..MAX_READINGS {
            if number > 0 {
                repeat.next_reading();
            }
            let (table, certainty) = match self.drain(reading, slice, &mut repeat).await {
                // What was read whole once is not given up for want of calls to read it twice.
                Err(error) if error.code == Code::BudgetExceeded && number > 0 => break,
                drained => drained?,
            };
            if certainty == Certainty::Turned && repeat.is_same() {
                return Ok((fullest, true));
            }
            if certainty == Certainty::Sure {
                return Ok((table, true));
            }
            if number == 0 {
                fullest = table;
                continue;
            }
            let ids = ids_of(&table);
            let before_it = before.replace(ids.clone());
            let before_it = before_it.unwrap_or_else(|| ids_of(&fullest));
            if certainty == Certainty::Turned && before_it == ids {
                return Ok((table, true));
            }
            if table.len() >= fullest.len() {
                fullest = table;
            }
        }
        Ok((fullest, false))
    }

    /// Reads a slice to its end: its first calls and all that follow from them, several at once. Pages
    /// that repeat those of an earlier reading are not read again, unless another one is new: the table
    /// is empty where all of them do.
    async fn drain(
        &mut self,
        reading: &Reading<'_>,
        slice: Slice,
        repeat: &mut Repeat,
    ) -> Result<(TaskTable, Certainty)> {
        let query = self.query(MAX_PAGE);
        let (session, meter) = (Rc::clone(&self.session), Rc::clone(&self.meter));
        let account = session.account();
        let caller = Caller {
            session: &session,
            meter: &meter,
        };
        let mut table = TaskTable::new();
        let (mut longest, mut certainty) = (0, Certainty::Sure);
        // The rows that a walk by ids has still to find, as its last page told.
        let mut left: Option<u64> = None;
        let mut under_way = FuturesUnordered::new();
        let mut waiting = account.begin(&query, slice);
        loop {
            if waiting
                .iter()
                .any(|call| matches!(call.place, Place::At(_)))
            {
                certainty = Certainty::Turned;
            }
            for call in waiting.drain(..) {
                under_way.push(send(reading.gateway, caller, &query, call));
            }
            let Some(answer) = under_way.next().await else {
                if certainty != Certainty::Turned || !repeat.is_same() {
                    self.catch_up(reading, &mut table, repeat.give_up())?;
                }
                return Ok((table, certainty));
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
            let done = match repeat.known(&call, &body) {
                Some(done) => {
                    self.fetched += done.seen;
                    done
                }
                None => {
                    self.catch_up(reading, &mut table, repeat.give_up())?;
                    let copy = repeat.copy(&body, certainty == Certainty::Turned);
                    let done = self.ingest(reading, &mut table, body)?;
                    repeat.keep(&call, copy, &done);
                    done
                }
            };
            if matches!(call.place, Place::After(_)) && done.paging.total != left {
                certainty = Certainty::Unsure;
            }
            let seen = u64::try_from(done.seen).unwrap_or(u64::MAX);
            left = done.paging.total.map(|total| total.saturating_sub(seen));
            let follow = account.follow(&call, &facts(&done, longest), &[])?;
            longest = longest.max(done.seen);
            // A page that repeats what is known ends its chain: the platform does not turn pages.
            if done.replaced == 0 || !done.rows.is_empty() {
                waiting = follow.calls;
            }
        }
    }

    /// Reads pages that were taken for a repetition, and counted.
    fn catch_up(
        &mut self,
        reading: &Reading<'_>,
        table: &mut TaskTable,
        pages: Vec<Vec<u8>>,
    ) -> Result<()> {
        let counted = self.fetched;
        for page in pages {
            self.ingest(reading, table, page)?;
        }
        self.fetched = counted;
        Ok(())
    }

    /// Makes a call of its reading.
    pub(in crate::weave) async fn call(
        &self,
        reading: &Reading<'_>,
        query: &Query,
        call: Call,
    ) -> Result<(Call, Vec<u8>)> {
        let caller = Caller {
            session: &self.session,
            meter: &self.meter,
        };
        send(reading.gateway, caller, query, call).await
    }

    /// What is asked for, by pages of so many rows.
    pub(in crate::weave) fn query(&self, page_size: usize) -> Query {
        let (key, direction) = match self.plan.mode {
            Mode::Keyset { key, direction } => (key, direction),
            Mode::Materialised | Mode::Source | Mode::NotRead => {
                (Field::UpdatedAt, Direction::Descending)
            }
        };
        Query {
            asked: self.plan.push_down.asked.clone(),
            key,
            direction,
            needs: self.plan.needs.clone(),
            page_size,
        }
    }

    /// Reads a page into a table.
    pub(in crate::weave) fn ingest(
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
        let rows = done.rows.clone();
        let rows = rows.filter_map(|row| u32::try_from(row).ok());
        let latest = rows.filter_map(|row| table.millis(Field::UpdatedAt, row));
        self.latest.set(self.latest.get().max(latest.max()));
        for path in &self.plan.needs.paths {
            if self.session.account().was_refused(path) {
                let message = format!(
                    "the platform has no field `{path}`, which the filter names: it reads as null"
                );
                done.warnings
                    .push(Warning::new("filter_field_refused", message));
            }
        }
        self.warn(std::mem::take(&mut done.warnings));
        Ok(done)
    }
}

/// How sure a reading is to have missed no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Certainty {
    /// One page, or pages that each went on after the last id of the one before.
    Sure,
    /// Pages were turned by their numbers.
    Turned,
    /// Pages went on after an id, but the rows that they say there are do not add up.
    Unsure,
}

fn ids_of(table: &TaskTable) -> BTreeSet<String> {
    (0..rows_of(table))
        .filter_map(|row| table.id(row))
        .into_set()
}

fn rows_of(table: &TaskTable) -> u32 {
    u32::try_from(table.len()).unwrap_or(u32::MAX)
}

/// The rows that the first page in order is asked for: one more than the list shows, so that its last
/// second is likely whole.
pub(super) fn first_page(reading: &Reading<'_>) -> usize {
    reading.limit + 1
}

/// Makes a call of a reading. Only a part can be [`Code::NotFound`].
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

pub(in crate::weave) fn facts(done: &Ingested, longest: usize) -> PageFacts {
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
    for row in 0..rows_of(table) {
        let Some(second) = second_of(table, key, row) else {
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

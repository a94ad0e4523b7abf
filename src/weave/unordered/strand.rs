//! One connection in the platform's own order: page after page, or thing after thing that tasks stand in.

use std::collections::HashSet;

use super::rows::{Page, after};
use super::stand::{Mark, Part, RowAt, Stand};
use crate::error::{Code, Result, TaskweaveError, Warning};
use crate::plan::Mode;
use crate::platforms::{Call, PageFacts, Place, Slice};
use crate::table::{Task, TaskTable};
use crate::weave::source::{MAX_PAGE, facts};
use crate::weave::{Reading, Source, SourceReport};

/// A connection and what became of it in this request.
pub struct Strand {
    pub(super) source: Source,
    pub(super) stand: Stand,
    pub(super) is_done: bool,
    pub(super) failure: Option<TaskweaveError>,
    /// Whether it went on in this request.
    pub(super) has_moved: bool,
    kept: usize,
    /// The page of things that is read.
    listing: Option<Listing>,
    /// What was given in this request: numbered pages may show a row twice.
    given: HashSet<String>,
    page_size: usize,
    longest: usize,
}

/// A page of things that tasks stand in.
struct Listing {
    parts: Vec<String>,
    next: Option<Place>,
    mark: Mark,
}

impl Strand {
    /// A connection that goes on where it stands; `None` where it has given all it has.
    #[must_use]
    pub fn new(source: Source, stand: Option<Stand>) -> Self {
        let is_done = stand.is_none() || source.plan.mode == Mode::NotRead;
        let stand = stand.unwrap_or_default();
        Self {
            longest: stand.longest,
            source,
            stand,
            is_done,
            failure: None,
            has_moved: false,
            kept: 0,
            listing: None,
            given: HashSet::new(),
            page_size: 0,
        }
    }

    /// Reads until the page is full or nothing more is there.
    ///
    /// # Errors
    /// What the platform, the transport or the page's reader says; `budget_exceeded`. What was given
    /// before stays given.
    pub(super) async fn read(
        &mut self,
        reading: &Reading<'_>,
        tasks: &mut Vec<Task>,
    ) -> Result<()> {
        while !self.is_done && tasks.len() < reading.limit {
            let before = self.stand.clone();
            let outcome = self.step(reading, tasks).await;
            self.has_moved |= self.is_done || self.stand != before;
            outcome?;
        }
        Ok(())
    }

    async fn step(&mut self, reading: &Reading<'_>, tasks: &mut Vec<Task>) -> Result<()> {
        self.source.synced_at.get_or_insert(reading.now);
        if let Some(call) = self.stand.open_part() {
            return self.read_rows(reading, tasks, call).await;
        }
        let listing = match self.listing.take() {
            Some(listing) => listing,
            None => match self.first_calls().as_slice() {
                [] => {
                    self.is_done = true;
                    return Ok(());
                }
                [call] if self.source.session.account().holds_tasks(call) => {
                    return self.read_rows(reading, tasks, call.clone()).await;
                }
                [call] => self.read_listing(reading, call.clone()).await?,
                // The filter names the things.
                calls => Listing {
                    parts: parts(calls)?,
                    next: None,
                    mark: Mark::of([]),
                },
            },
        };
        self.next_part(listing)
    }

    /// The call of the page that is read; at the beginning, all calls that the reading begins with.
    pub(super) fn first_calls(&self) -> Vec<Call> {
        match self.stand.call() {
            Some(call) => vec![call],
            None => {
                let query = self.source.query(MAX_PAGE);
                self.source.session.account().begin(&query, Slice::All)
            }
        }
    }

    /// The rows that the next page is asked for. Numbered pages must have one size all the time.
    pub(super) fn rows_to_ask(&self, wanted: usize) -> usize {
        match self.source.platform.room().traits.walks_by_id {
            true => wanted.saturating_add(1).max(self.page_size).min(MAX_PAGE),
            false => MAX_PAGE,
        }
    }

    /// A page of what tasks stand in.
    async fn read_listing(&mut self, reading: &Reading<'_>, call: Call) -> Result<Listing> {
        let (call, body) = self
            .source
            .call(reading, &self.source.query(MAX_PAGE), call)
            .await?;
        let account = self.source.session.account();
        let follow = account.follow(&call, &PageFacts::default(), &body)?;
        let (inside, turns): (Vec<Call>, Vec<Call>) = follow
            .calls
            .into_iter()
            .partition(|call| matches!(call.place, Place::Inside(_)));
        let parts = parts(&inside)?;
        let listing = Listing {
            mark: Mark::of(parts.iter().map(String::as_str)),
            parts,
            next: turns.into_iter().next().map(|call| call.place),
        };
        if self.stand.turned > 0 || self.stand.part.is_some() {
            self.source.is_consistent = false;
        }
        if self.stand.part.is_none() && self.stand.repeats(&listing.mark) {
            return Err(circle());
        }
        Ok(listing)
    }

    /// Goes on to the thing after the one that was read last, or turns the page.
    fn next_part(&mut self, listing: Listing) -> Result<()> {
        let at = match &self.stand.part {
            None => 0,
            // One that is gone has left its number to the next.
            Some(Part { id, number, .. }) => listing
                .parts
                .iter()
                .position(|part| part == id)
                .map_or(*number, |at| at.saturating_add(1)),
        };
        if let Some(id) = listing.parts.get(at) {
            self.stand.part = Some(Part {
                id: id.clone(),
                number: at,
                is_done: false,
            });
            self.listing = Some(listing);
            return Ok(());
        }
        self.turn(listing.next.as_ref(), listing.mark)
    }

    fn turn(&mut self, next: Option<&Place>, from: Mark) -> Result<()> {
        match next {
            None => self.is_done = true,
            Some(place) if self.stand.turn(place, from) => {}
            Some(_) => return Err(unreadable()),
        }
        Ok(())
    }

    /// Reads the tasks of a call's page and gives those that match, as far as the limit goes.
    async fn read_rows(
        &mut self,
        reading: &Reading<'_>,
        tasks: &mut Vec<Task>,
        call: Call,
    ) -> Result<()> {
        let wanted = reading.limit.saturating_sub(tasks.len());
        let page_size = self.rows_to_ask(wanted);
        let is_gone = |error: &TaskweaveError| {
            error.code == Code::NotFound && matches!(call.place, Place::Inside(_))
        };
        let query = self.source.query(page_size);
        let (call, body) = match self.source.call(reading, &query, call.clone()).await {
            Err(error) if is_gone(&error) => {
                let message = format!(
                    "a part of the list is not there, or no more, and so are none of its tasks: {}",
                    error.message
                );
                self.source.warn(vec![Warning::new("part_gone", message)]);
                return self.end_page(None, Mark::of([]));
            }
            sent => sent?,
        };
        let mut table = TaskTable::new();
        let done = self.source.ingest(reading, &mut table, body)?;
        let page = Page {
            is_part: self.stand.part.is_some(),
            by_id: self.source.platform.room().traits.walks_by_id,
            mark: Mark::of_page(&table),
            facts: facts(&done, self.longest),
            table,
            asked: page_size,
        };
        self.longest = self.longest.max(page.facts.rows);
        let next = self.following(&call, &page)?;
        let is_turned_to = !page.is_part && self.stand.row.is_none();
        if is_turned_to && page.facts.rows > 0 && self.stand.repeats(&page.mark) {
            return self.end_circle(&page);
        }
        if !page.by_id && (self.stand.row.is_some() || (!page.is_part && self.stand.turned > 0)) {
            self.source.is_consistent = false;
        }
        let passed = self.give(reading, tasks, &page.table);
        // Pages grow while a filter rejects most of what comes; they never shrink, since one that has
        // fewer rows than another is taken for the last.
        self.page_size = match reading.limit.saturating_sub(tasks.len()) {
            left if left.saturating_mul(2) > wanted => page_size.saturating_mul(2),
            _ => page_size,
        };
        match passed {
            None => self.end_page(next.as_ref(), page.mark),
            Some(row) => {
                self.stop_after(&page, row);
                Ok(())
            }
        }
    }

    /// The page that follows a page of tasks, if one does.
    fn following(&self, call: &Call, page: &Page) -> Result<Option<Place>> {
        if page.by_id {
            page.check_order(call)?;
        }
        let follow = self
            .source
            .session
            .account()
            .follow(call, &page.facts, &[])?;
        let next = match follow.calls.as_slice() {
            [] if page.may_go_on() => page.facts.last_id.clone().map(Place::After),
            [] => None,
            [next] if !page.is_part => Some(next.place.clone()),
            _ => return Err(unreadable()),
        };
        Ok(next)
    }

    /// Gives the rows of a page that match. The row that was given or rejected last, if the limit left
    /// others behind it that match.
    fn give(
        &mut self,
        reading: &Reading<'_>,
        tasks: &mut Vec<Task>,
        table: &TaskTable,
    ) -> Option<u32> {
        let first = self.stand.row.as_ref().map_or(0, |at| after(table, at));
        for row in table.matches(reading.filter).rows() {
            if row < first {
                continue;
            }
            if tasks.len() >= reading.limit {
                return row.checked_sub(1);
            }
            if table.id(row).is_some_and(|id| self.given.insert(id)) {
                let before = tasks.len();
                tasks.extend(table.task(row, reading.expand));
                self.kept = self.kept.saturating_add(tasks.len().saturating_sub(before));
            }
        }
        None
    }

    fn end_page(&mut self, next: Option<&Place>, mark: Mark) -> Result<()> {
        self.stand.row = None;
        match &mut self.stand.part {
            Some(part) => {
                part.is_done = true;
                Ok(())
            }
            None => {
                if !self.source.platform.room().traits.walks_by_id {
                    self.stand.longest = self.longest;
                }
                self.turn(next, mark)
            }
        }
    }

    fn stop_after(&mut self, page: &Page, row: u32) {
        if page.by_id {
            self.stand.go_after(page.table.identity(row).platform_id);
            return;
        }
        let count = usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1);
        self.stand.row = Some(RowAt(Mark::of_row(&page.table, row), count));
    }

    /// A page came again. A platform that says nothing of paging may give all its tasks whatever page it
    /// is asked for.
    fn end_circle(&mut self, page: &Page) -> Result<()> {
        if page.by_id || page.facts.paging.more == Some(true) || page.table.is_empty() {
            return Err(circle());
        }
        let message =
            "the platform gave a page again instead of the next one, so the reading ends there";
        self.source
            .warn(vec![Warning::new("page_repeated", message.to_owned())]);
        self.is_done = true;
        Ok(())
    }

    /// What a page's `sources` says of it.
    pub(super) fn report(self) -> SourceReport {
        let source = self.source;
        let status = match &self.failure {
            Some(_) => "failed",
            None if self.is_done => "done",
            None if source.meter.calls() == 0 && self.stand == Stand::default() => "waiting",
            None => "more",
        };
        let error = self.failure.map(|error| error.detail().clone());
        source.report(self.kept, status, error)
    }
}

fn parts(calls: &[Call]) -> Result<Vec<String>> {
    calls
        .iter()
        .map(|call| match &call.place {
            Place::Inside(id) => Ok(id.clone()),
            _ => Err(unreadable()),
        })
        .collect()
}

fn circle() -> TaskweaveError {
    TaskweaveError::new(
        Code::PageInvalid,
        "the platform gave a page again instead of the next one, so the list cannot be read to its end",
    )
}

/// A room that reads in a way of which a place cannot be kept.
fn unreadable() -> TaskweaveError {
    TaskweaveError::new(
        Code::Unsupported,
        "the platform's tasks cannot be read in its own order",
    )
    .help("leave `order` out")
}

impl Strand {
    /// The call that it would make next, if it is asked for rows at all.
    pub(super) fn next_call(&self) -> Option<Call> {
        if self.is_done {
            return None;
        }
        let open = self.stand.open_part();
        open.or_else(|| {
            let mut calls = self.first_calls();
            let after_part = match &self.stand.part {
                // The things that the filter names are not listed.
                Some(Part { id, number, .. }) if calls.len() > 1 => {
                    let at = calls
                        .iter()
                        .position(|call| call.place == Place::Inside(id.clone()));
                    at.map_or(*number, |at| at.saturating_add(1))
                }
                _ => 0,
            };
            (after_part < calls.len()).then(|| calls.swap_remove(after_part))
        })
    }
}

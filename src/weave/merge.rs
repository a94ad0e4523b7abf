//! The ordered merge of sources.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;

use super::{Position, Reading, Source, SourceReport};
use crate::error::{Result, TaskweaveError, Warning};
use crate::gather::Gather as _;
use crate::table::{Key, Task, compare_rows};
use crate::task::Sort;

/// What is said where a source failed and did not say when to come again.
pub(super) const RETRY_AFTER_SECONDS: u64 = 5;

/// What the failure of one source does to the request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnError {
    /// It fails whole.
    #[default]
    Strict,
    /// The others are given, the missing one is reported and keeps its place.
    Partial,
}

/// Several sources as one list.
pub struct Weave {
    strands: Vec<Strand>,
    on_error: OnError,
}

/// A source and what became of it in this request.
struct Strand {
    source: Source,
    /// Not called before all others have given their dated rows.
    waits: bool,
    /// Whether an earlier page gave its last row.
    was_done: bool,
    kept: usize,
    failure: Option<Failure>,
}

struct Failure {
    error: TaskweaveError,
    /// Where it has to go on, once it can.
    place: Option<Position>,
}

/// A page's worth of tasks, and where the walk stands after it.
pub struct Woven {
    /// The tasks, in order.
    pub tasks: Vec<Task>,
    /// Where to go on; `None` at the end.
    pub next: Option<Next>,
    /// What each source did.
    pub reports: Vec<SourceReport>,
    /// What could not be read.
    pub warnings: Vec<Warning>,
    /// When the reading of each source began, by connection, in milliseconds.
    pub synced_at: BTreeMap<String, i64>,
}

/// Where a walk goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// The place of every source that has none of its own.
    pub position: Option<Position>,
    /// The places of sources that lag; `None` is the beginning.
    pub lagging: BTreeMap<String, Option<Position>>,
    /// Sources that have given all they have.
    pub done: BTreeSet<String>,
}

impl Weave {
    /// A list over sources.
    #[must_use]
    pub fn new(sources: Vec<Source>, on_error: OnError) -> Self {
        let strands = sources
            .into_iter()
            .map(|source| Strand {
                // One that has given all it has must not be asked where it stands again.
                waits: source.plan.is_last && !source.is_done(),
                was_done: source.is_done(),
                source,
                kept: 0,
                failure: None,
            })
            .collect();
        Self { strands, on_error }
    }

    /// Reads a page. `from` is the place that the request's cursor names for all sources.
    ///
    /// # Errors
    /// With [`OnError::Strict`] the first failure of a source; with [`OnError::Partial`] one only if
    /// nothing is left but sources that failed.
    pub async fn page(mut self, from: Option<Position>, reading: &Reading<'_>) -> Result<Woven> {
        let mut tasks: Vec<Task> = Vec::new();
        // Every source has given, or rejected, its rows up to here. Before the first row that is not
        // known: a source that failed on an earlier page stands behind `from`.
        let mut swept: Option<Position> = None;
        while tasks.len() < reading.limit {
            if self.is_full_enough(tasks.len(), reading.limit) {
                break;
            }
            self.feed(reading, swept.as_ref()).await?;
            let least = self.least(reading.sort);
            let stop = self.stop(reading.sort);
            // A source that had to stop may still have dated rows.
            if stop.is_none() && self.dated_rows_are_out(least, reading.sort) && self.wake() {
                continue;
            }
            let strand = least.and_then(|at| self.strands.get_mut(at));
            let next = strand.and_then(|strand| {
                let (table, row) = strand.source.head()?;
                let within = stop
                    .as_ref()
                    .is_none_or(|stop| stop.compare_row(table, row, reading.sort).is_lt());
                let place = within.then(|| Position::after(table, row, reading.sort))?;
                Some((place, strand))
            });
            let Some((place, strand)) = next else {
                // Rows up to a spent budget were given or rejected; the walk goes on from there.
                swept = stop.or(swept);
                break;
            };
            let is_late = from
                .as_ref()
                .is_some_and(|from| place.compare(from, reading.sort).is_lt());
            tasks.extend(
                strand
                    .source
                    .take(reading.expand)
                    .map(|task| Task { is_late, ..task }),
            );
            strand.kept += 1;
            swept = Some(place);
        }
        self.finish(tasks, from, swept, reading.sort)
    }

    /// Whether the last row of the page is not worth another call: it would go to a source that was read
    /// for the page already, and whose platform gives fewer rows at once than the list shows. So a first
    /// page costs no more than a call a source, if no rows are rejected and the last ones share no second.
    fn is_full_enough(&self, tasks: usize, limit: usize) -> bool {
        let would_be_read_again =
            |strand: &Strand| strand.is_hungry() && strand.source.is_clamped();
        tasks > 0 && tasks + 1 == limit && self.strands.iter().any(would_be_read_again)
    }

    /// Lets every hungry source read, side by side.
    async fn feed(&mut self, reading: &Reading<'_>, swept: Option<&Position>) -> Result<()> {
        let hungry = self.strands.iter_mut().filter(|strand| strand.is_hungry());
        let outcomes = join_all(hungry.map(async |strand| {
            let outcome = strand.source.refill(reading).await;
            (strand, outcome)
        }))
        .await;
        for (strand, outcome) in outcomes {
            let Err(error) = outcome else { continue };
            let error = error.from_source(strand.source.platform, &strand.source.connection_id);
            if self.on_error == OnError::Strict {
                return Err(error);
            }
            // A source that gave nothing stands where it stood: it may lag behind what was swept.
            let swept = swept.filter(|_| strand.kept > 0);
            strand.failure = Some(Failure {
                error,
                place: strand.source.place(swept, reading.sort),
            });
        }
        Ok(())
    }

    /// The source whose head is first in order.
    fn least(&self, sort: &Sort) -> Option<usize> {
        let heads = self
            .strands
            .iter()
            .enumerate()
            .filter_map(|(at, strand)| Some((at, strand.source.head()?)));
        heads
            .min_by(|(_, (a, i)), (_, (b, j))| compare_rows((a, *i), (b, *j), sort))
            .map(|(at, _)| at)
    }

    /// Whether the next row, if any, has no leading key: sources that never have one may come now.
    fn dated_rows_are_out(&self, least: Option<usize>, sort: &Sort) -> bool {
        let head = least
            .and_then(|at| self.strands.get(at))
            .and_then(|strand| strand.source.head());
        match (head, sort.keys().first()) {
            (Some((table, row)), Some(key)) => table.key(key.field, row) == Key::Null,
            _ => true,
        }
    }

    /// Wakes the sources that wait; whether there were any.
    fn wake(&mut self) -> bool {
        let mut woken = false;
        for strand in &mut self.strands {
            woken |= std::mem::take(&mut strand.waits);
        }
        woken
    }

    /// The first place where a source had to stop for its budget. No row beyond it may be given.
    fn stop(&self, sort: &Sort) -> Option<Position> {
        self.strands
            .iter()
            .filter_map(|strand| strand.source.stopped_at())
            .min_by(|a, b| a.compare(b, sort))
    }

    /// The first failure, with the others named, and when to come again.
    fn failure(&self) -> Option<TaskweaveError> {
        let failed = || {
            let strands = self.strands.iter();
            strands.filter_map(|strand| Some((strand, strand.failure.as_ref()?)))
        };
        let mut error = failed().next()?.1.error.clone();
        let others: Vec<&str> = failed()
            .skip(1)
            .map(|(strand, _)| strand.source.connection_id.as_str())
            .collect();
        if !others.is_empty() {
            error.message = format!("{} (failed too: {})", error.message, others.join(", "));
        }
        // The last to be ready decides when all are.
        let latest = failed()
            .filter_map(|(_, failure)| failure.error.retry_after)
            .max();
        error.retry_after = Some(latest.unwrap_or(RETRY_AFTER_SECONDS));
        Some(error)
    }

    /// The page. `from` is where the walk stood before, `swept` how far this page has gone.
    fn finish(
        self,
        tasks: Vec<Task>,
        from: Option<Position>,
        swept: Option<Position>,
        sort: &Sort,
    ) -> Result<Woven> {
        let is_done = Strand::is_done;
        let is_over = |strand: &Strand| strand.failure.is_some() || is_done(strand);
        let is_new = |strand: &Strand| is_done(strand) && !strand.was_done;
        // Another request would find what this one has found.
        let went_on = swept.is_some() || self.strands.iter().any(is_new);
        if tasks.is_empty()
            && (!went_on || self.strands.iter().all(is_over))
            && let Some(error) = self.failure()
        {
            return Err(error);
        }
        // Rows of a source that had lagged do not take the walk back.
        let position = match (&from, &swept) {
            (Some(from), Some(swept)) if from.compare(swept, sort).is_gt() => Some(from.clone()),
            (_, Some(swept)) => Some(swept.clone()),
            (from, None) => from.clone(),
        };
        let places: Vec<(String, Option<Position>)> = self
            .strands
            .iter()
            .filter(|strand| !is_done(strand))
            .map(|strand| {
                let place = match &strand.failure {
                    Some(failure) => failure.place.clone(),
                    None => strand.source.place(swept.as_ref(), sort),
                };
                (strand.source.connection_id.clone(), place)
            })
            .collect();
        let next = (!places.is_empty()).then(|| Next {
            lagging: places
                .into_iter()
                .filter(|(_, place)| *place != position)
                .into_map(),
            done: self
                .strands
                .iter()
                .filter(|strand| is_done(strand))
                .map(|strand| strand.source.connection_id.clone())
                .into_set(),
            position,
        });
        let synced_at = self
            .strands
            .iter()
            .filter_map(|Strand { source, .. }| {
                Some((source.connection_id.clone(), source.synced_at?.millis()))
            })
            .into_map();
        let mut warnings = Vec::new();
        let mut reports = Vec::new();
        for mut strand in self.strands {
            warnings.append(&mut strand.source.warnings);
            reports.push(strand.report());
        }
        Ok(Woven {
            tasks,
            next,
            reports,
            warnings,
            synced_at,
        })
    }
}

impl Strand {
    /// Whether it must read before the merge can go on.
    fn is_hungry(&self) -> bool {
        !self.waits && self.failure.is_none() && self.source.is_hungry()
    }

    /// Whether it has given all it has.
    fn is_done(&self) -> bool {
        !self.waits && self.failure.is_none() && self.source.is_done()
    }

    fn report(self) -> SourceReport {
        let source = self.source;
        let status = match (&self.failure, self.waits) {
            (Some(_), _) => "failed",
            (None, true) => "waiting",
            (None, false) if source.is_done() => "done",
            (None, false) => "more",
        };
        let error = self.failure.map(|failure| failure.error.detail().clone());
        source.report(self.kept, status, error)
    }
}

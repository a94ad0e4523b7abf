//! A list in the platforms' own order: connections one after the other, each page by page. Nothing is read
//! but what the page shows, so that any list can be walked within the budget of each request.

mod cursor;
mod rows;
mod stand;
mod strand;

use std::collections::BTreeSet;

use super::{Ahead, OnError, Reading, Source, SourceReport};
use crate::error::{Code, Result, Warning};
use crate::gather::Gather as _;
use crate::table::Task;
use crate::weave::merge::RETRY_AFTER_SECONDS;

pub use cursor::Stands;
pub use stand::Stand;
pub use strand::Strand;

/// What helps where the budget is too small for a single step.
const NO_STEP: &str = "raise `maxCallsPerSource` or `maxCalls`: in this order a list goes on with whatever calls there are, but it needs one that is answered";

/// Several connections, one after the other.
pub struct Unordered {
    strands: Vec<Strand>,
    on_error: OnError,
}

/// A page's worth of tasks, and where the connections stand after it.
pub struct Unwoven {
    /// The tasks.
    pub tasks: Vec<Task>,
    /// Where to go on; `None` at the end.
    pub next: Option<Stands>,
    /// What each connection did, in the order of the request.
    pub reports: Vec<SourceReport>,
    /// What could not be read.
    pub warnings: Vec<Warning>,
}

impl Unordered {
    /// A list over connections.
    #[must_use]
    pub fn new(strands: Vec<Strand>, on_error: OnError) -> Self {
        Self { strands, on_error }
    }

    /// Reads a page of a walk that began at an instant, in milliseconds.
    ///
    /// # Errors
    /// With [`OnError::Strict`] the first failure of a connection; with [`OnError::Partial`] one only if
    /// nothing is left but connections that failed. `budget_exceeded` only where not a step could be
    /// gone: a page that ends before its limit has a cursor that goes on.
    pub async fn page(mut self, walk_started_at: i64, reading: &Reading<'_>) -> Result<Unwoven> {
        let mut tasks = Vec::new();
        // No two have the same id.
        let order =
            (0..self.strands.len()).map(|at| (self.id(at).unwrap_or_default().to_owned(), at));
        let order = order.into_order().into_iter().map(|(_, at)| at);
        let mut has_moved = false;
        for at in order {
            let Some(strand) = self.strands.get_mut(at) else {
                continue;
            };
            if strand.is_done {
                continue;
            }
            if tasks.len() >= reading.limit {
                break;
            }
            let outcome = strand.read(reading, &mut tasks).await;
            has_moved |= strand.has_moved;
            match outcome {
                Ok(()) if strand.is_done => {}
                Ok(()) => break,
                Err(error) if error.code == Code::BudgetExceeded && has_moved => break,
                Err(mut error) => {
                    if error.code == Code::BudgetExceeded {
                        error.help = Some(NO_STEP.to_owned());
                    }
                    let source = &strand.source;
                    let error = error.from_source(source.platform, &source.connection_id);
                    if self.on_error == OnError::Strict {
                        return Err(error);
                    }
                    strand.failure = Some(error);
                }
            }
        }
        if !has_moved && let Some(failed) = self.strands.iter().find_map(|s| s.failure.as_ref()) {
            let mut error = failed.clone();
            error.retry_after.get_or_insert(RETRY_AFTER_SECONDS);
            return Err(error);
        }
        Ok(self.finish(tasks, walk_started_at))
    }

    fn id(&self, at: usize) -> Option<&str> {
        let strand = self.strands.get(at)?;
        Some(&strand.source.connection_id)
    }

    fn finish(self, tasks: Vec<Task>, walk_started_at: i64) -> Unwoven {
        let mut next = Stands {
            walk_started_at,
            ..Stands::default()
        };
        let mut done = BTreeSet::new();
        let (mut warnings, mut reports) = (Vec::new(), Vec::new());
        for mut strand in self.strands {
            let id = strand.source.connection_id.clone();
            match strand.source.synced_at {
                _ if strand.is_done => {
                    done.insert(id);
                }
                Some(synced_at) if strand.stand != Stand::default() => {
                    let stand = strand.stand.clone();
                    next.begun.insert(id, (stand, synced_at.millis()));
                }
                _ => {}
            }
            warnings.append(&mut strand.source.warnings);
            reports.push(strand.report());
        }
        let is_last = done.len() == reports.len();
        next.done = done;
        Unwoven {
            tasks,
            next: (!is_last).then_some(next),
            reports,
            warnings,
        }
    }
}

impl Strand {
    /// What it would do for a page of so many tasks, told without a call.
    ///
    /// # Errors
    /// Where the query cannot be put to the platform.
    pub fn ahead(&self, limit: usize) -> Result<Ahead> {
        let Some(call) = self.next_call() else {
            return Ok(Ahead::Nothing);
        };
        let query = self.source.query(self.rows_to_ask(limit));
        let request = self.source.session.account().request(&query, &call)?;
        Ok(Ahead::Calls(vec![request]))
    }

    /// Whether it has nothing more to give.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.is_done
    }

    /// The connection, as it is read.
    #[must_use]
    pub fn into_source(self) -> Source {
        self.source
    }
}

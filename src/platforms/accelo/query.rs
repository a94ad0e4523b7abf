//! Asks for pages: `_fields`, `_filters` and `_limit` of `GET /tasks` for every slice.
//!
//! Assumptions: the server sets `date_created` and `date_modified` of every task, or writes an unset
//! one as `"0"`; whether a filter ever finds one that is null is not documented. No date of a task lies
//! before 1970.

mod columns;

use super::connection::Connection;
use super::dialect::clause::{self, Bound, Set, Term};
use super::dialect::names::{self, Way};
use super::dialect::tree::conjuncts;
use super::dialect::write;
use super::{NAME, PLATFORM, errors, limit, support};
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{Expr, Predicate, Target};
use crate::http::{Authorization, RateLimit, Request, Response};
use crate::platforms::{
    Account, Answered, Call, Expansion, Follow, Needs, PageFacts, Place, Query, Slice, Support,
};
use crate::task::{Decimal, Direction, TaskId, Timestamp};

/// The most rows of a page that both editions of the documents allow.
const MAX_LIMIT: usize = 50;

/// The longest `_filters`, in bytes: percent-encoded, with the rest, it fits into any server's URL.
const MAX_FILTERS: usize = 3000;

/// The names that a walk itself asks by, and that therefore do not stand inside `_OR`.
const WALKED: &[&str] = &[
    "date_created_after",
    "date_created_before",
    "date_modified_after",
    "date_modified_before",
    "id_greater_than",
];

/// The terms of a slice by a date: in whole seconds, and without those where it is written as 0.
fn slice_of(date: &'static names::Column, slice: Slice, direction: Direction) -> Option<Term> {
    let set = match (slice, direction) {
        (Slice::All, _) => return None,
        (Slice::Undated, _) => (None, Some(1)),
        (Slice::Second { at }, _) => (Some(at.saturating_sub(1)), Some(at.saturating_add(1))),
        (Slice::Ordered { from: None }, _) => (Some(0), None),
        (Slice::Ordered { from: Some(at) }, Direction::Ascending) => {
            (Some(at.saturating_sub(1).max(0)), None)
        }
        (Slice::Ordered { from: Some(at) }, Direction::Descending) => {
            (Some(0), Some(at.saturating_add(1).max(1)))
        }
    };
    let (after, before) = set;
    Some(Term {
        column: date,
        set: Set::Dates { after, before },
    })
}

/// Tasks after one in the order of their ids.
fn after_id(id: &str) -> Option<Term> {
    let target = Target::Data(crate::filter::Path::dotted("id"));
    let low = Some(Bound {
        value: Decimal::parse(id)?,
        is_strict: true,
    });
    Some(Term {
        column: names::of_target(&target, |way| matches!(way, Way::Range { .. }))?,
        set: Set::Range { low, high: None },
    })
}

impl Connection {
    /// The value of `_filters`; commas are AND.
    fn filters(&self, query: &Query, call: &Call) -> Result<String> {
        let slice = call.slice;
        let date = names::of_target(&Target::Field(query.key), |way| way == Way::Dates);
        let date = date.filter(|_| PLATFORM.traits.keyset.contains(&query.key));
        let mut filters = clause::Query::default();
        let order = match (slice, date) {
            (Slice::All, _) => "order_by_asc(id)".to_owned(),
            (_, None) => {
                return Err(TaskweaveError::new(
                    Code::Unsupported,
                    format!("{NAME} cannot be read by `{}`", query.key.name()),
                ));
            }
            (_, Some(date)) => {
                if let Some(term) = slice_of(date, slice, query.direction) {
                    said(filters.and(term))?;
                }
                match (slice, query.direction) {
                    (Slice::Ordered { .. }, Direction::Ascending) => {
                        format!("order_by_asc({})", date.name)
                    }
                    (Slice::Ordered { .. }, Direction::Descending) => {
                        format!("order_by_desc({})", date.name)
                    }
                    _ => "order_by_asc(id)".to_owned(),
                }
            }
        };
        match &call.place {
            Place::Start => {}
            Place::After(id) if is_id(id) => {
                if let Some(term) = after_id(id) {
                    said(filters.and(term))?;
                }
            }
            _ => {
                return Err(TaskweaveError::new(
                    Code::RequestInvalid,
                    "a place in Accelo's tasks is the id of a task",
                ));
            }
        }
        let text = text_with(filters, query)?;
        Ok(match text.as_str() {
            "" => order,
            text => format!("{text},{order}"),
        })
    }
}

/// The value of `_filters` for what a query asks for, in no order and from no place on; empty for
/// everything.
///
/// # Errors
/// What planning should have kept from being asked.
pub(super) fn filters_alone(query: &Query) -> Result<String> {
    text_with(clause::Query::default(), query)
}

/// The filters, and with them what the query asks for, as text.
fn text_with(mut filters: clause::Query, query: &Query) -> Result<String> {
    let parts = query.asked.as_ref().map_or(&[][..], conjuncts);
    for part in parts {
        said(filters.ask(part, parts))?;
    }
    said(write::text(&filters).ok_or(support::NO_TEXT))
}

/// The number of a task.
///
/// # Errors
/// `id_invalid`.
pub(super) fn number_of(id: &TaskId) -> Result<&str> {
    if id.parent.is_some() || !is_id(&id.platform_id) {
        return Err(
            TaskweaveError::new(Code::IdInvalid, "this is not the id of an Accelo task")
                .help("pass the `id` of a task as it came, or its number with id_type=platform"),
        );
    }
    Ok(&id.platform_id)
}

/// What planning should have kept from being asked.
fn said<T>(done: std::result::Result<T, clause::Refusal>) -> Result<T> {
    done.map_err(|reason| {
        TaskweaveError::new(
            Code::Unsupported,
            format!("{NAME} cannot be asked this: {reason}"),
        )
    })
}

/// Accelo's ids are decimal numbers.
fn is_id(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether an id is greater than another, as numbers of any length.
fn is_greater(id: &str, than: &str) -> bool {
    let (id, than) = (id.trim_start_matches('0'), than.trim_start_matches('0'));
    (id.len(), id) > (than.len(), than)
}

impl Account for Connection {
    fn support(&self, predicate: &Predicate) -> Support {
        support::support(&self.words, predicate)
    }

    fn can_ask(&self, asked: &Expr) -> std::result::Result<(), &'static str> {
        let mut filters = clause::Query::default();
        let parts = conjuncts(asked);
        for part in parts {
            filters.ask(part, parts)?;
        }
        let inside = filters.arms.iter().flat_map(|arm| clause::names(arm));
        if inside
            .into_iter()
            .any(|name| WALKED.contains(&name.as_str()))
        {
            return Err(
                "the walk itself asks by this name, and of a repeated one the last alone counts",
            );
        }
        let text = write::text(&filters).ok_or(support::NO_TEXT)?;
        if text.len() > MAX_FILTERS {
            return Err(support::TOO_LONG);
        }
        Ok(())
    }

    fn begin(&self, _: &Query, slice: Slice) -> Vec<Call> {
        vec![Call {
            slice,
            place: Place::Start,
        }]
    }

    fn request(&self, query: &Query, call: &Call) -> Result<Request> {
        // The other slices are read to their end, so their pages are as long as they can be.
        let limit = match call.slice {
            Slice::Ordered { .. } | Slice::All => query.page_size.clamp(1, MAX_LIMIT),
            _ => MAX_LIMIT,
        };
        Ok(self
            .request_to(&["tasks"])
            .query("_fields", &columns::fields(&query.needs))
            .query("_filters", &self.filters(query, call)?)
            .query("_limit", &limit.to_string()))
    }

    fn follow(&self, call: &Call, facts: &PageFacts, _body: &[u8]) -> Result<Follow> {
        // An ordered slice is never said to end: a page may be short because the limit was lowered.
        let ordered = matches!(call.slice, Slice::Ordered { .. });
        if ordered || facts.is_last() {
            return Ok(Follow::default());
        }
        let last = facts
            .last_id
            .clone()
            .filter(|id| is_id(id))
            .ok_or_else(|| {
                TaskweaveError::new(
                    Code::PageInvalid,
                    "no row of the page has an id that is a number, so the walk by id cannot go on",
                )
            })?;
        if let Place::After(before) = &call.place
            && !is_greater(&last, before)
        {
            return Err(TaskweaveError::new(
                Code::PageInvalid,
                format!("the page after task {before} ends with task {last}: it does not go on"),
            )
            .help("expected tasks in ascending order of their ids"));
        }
        Ok(Follow {
            calls: vec![Call {
                slice: call.slice,
                place: Place::After(last),
            }],
            end: false,
        })
    }

    fn get(&self, id: &TaskId, expand: Expansion) -> Result<Request> {
        Ok(self
            .request_to(&["tasks", number_of(id)?])
            .query("_fields", &columns::fields(&Needs::from(expand))))
    }

    fn authorization(&self) -> &Authorization {
        &self.authorization
    }

    fn failure(&self, answered: &Answered<'_>) -> Option<TaskweaveError> {
        errors::failure(answered)
    }

    fn rate_limit(&self, response: &Response, now: Timestamp) -> Option<RateLimit> {
        limit::rate_limit(response, now)
    }
}

#[cfg(test)]
mod tests;

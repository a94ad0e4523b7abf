//! Asks for pages by their offset.

use super::connection::{Connection, on};
use super::{NAME, errors, support};
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::Predicate;
use crate::http::{Authorization, Method, Request};
use crate::platforms::{
    Account, Answered, Call, Expansion, Follow, PageFacts, Place, Query, Slice, Support,
};
use crate::task::TaskId;

/// The most rows of a page.
const LIMIT: &str = "100";

impl Connection {
    /// The call of a list, with what the query asks for.
    pub(super) fn list(&self, query: &Query) -> Request {
        let states = query
            .conjuncts()
            .into_iter()
            .find_map(|predicate| support::states(&self.words, predicate).ok());
        let request = on(Method::Get, None);
        match states {
            Some(states) => request.query("state", &states),
            None => request,
        }
    }
}

impl Account for Connection {
    fn authorization(&self) -> &Authorization {
        &self.authorization
    }

    fn support(&self, predicate: &Predicate) -> Support {
        support::support(&self.words, predicate)
    }

    fn begin(&self, _: &Query, slice: Slice) -> Vec<Call> {
        vec![Call {
            slice,
            place: Place::Start,
        }]
    }

    fn request(&self, query: &Query, call: &Call) -> Result<Request> {
        let offset = offset(call)?.to_string();
        Ok(self
            .list(query)
            .query("offset", &offset)
            .query("limit", LIMIT))
    }

    fn follow(&self, call: &Call, facts: &PageFacts, _: &[u8]) -> Result<Follow> {
        let rows = u64::try_from(facts.rows).unwrap_or(u64::MAX);
        let next = offset(call)?.saturating_add(rows);
        let end = facts.rows == 0 || facts.paging.total.is_some_and(|total| next >= total);
        let calls = if end {
            Vec::new()
        } else {
            vec![Call {
                slice: call.slice,
                place: Place::At(next),
            }]
        };
        Ok(Follow { calls, end })
    }

    fn get(&self, id: &TaskId, _: Expansion) -> Result<Request> {
        number_of(id).map(|id| on(Method::Get, Some(id)))
    }

    fn failure(&self, answered: &Answered<'_>) -> Option<TaskweaveError> {
        errors::failure(answered)
    }
}

/// The digits of an id.
pub(super) fn number_of(id: &TaskId) -> Result<&str> {
    let digits = &id.platform_id;
    if id.parent.is_none() && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(digits);
    }
    Err(TaskweaveError::new(
        Code::IdInvalid,
        format!("this is not the id of an item of {NAME}"),
    )
    .help("pass the `id` of a task as it came; the platform's own ids are digits"))
}

fn offset(call: &Call) -> Result<u64> {
    match (call.slice, &call.place) {
        (Slice::All, Place::Start) => Ok(0),
        (Slice::All, Place::At(offset)) => Ok(*offset),
        _ => Err(TaskweaveError::new(
            Code::Unsupported,
            format!("{NAME} gives its items in its own order only"),
        )
        .help("read the connection whole and order it here")),
    }
}

//! Asks Kickserv for tasks: page after page of the whole account, of a job or of a range of days, or one
//! task.

use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{Expr, Predicate};
use crate::http::{Authorization, Method, Request};
use crate::platforms::{
    Account, Answered, Call, Expansion, Follow, PageFacts, Place, Query, Slice, Support,
};
use crate::task::TaskId;

use super::connection::Connection;
use super::{errors, support};

/// Rows a page. All that is asked for is read, so every page is asked at full length; what the server
/// makes of it is its own affair (`Follow`).
const PER_PAGE: &str = "100";

impl Account for Connection {
    fn support(&self, predicate: &Predicate) -> Support {
        support::support(predicate)
    }

    fn can_ask(&self, asked: &Expr) -> std::result::Result<(), &'static str> {
        support::can_ask(asked)
    }

    fn begin(&self, query: &Query, slice: Slice) -> Vec<Call> {
        // A job that does not exist may be answered with 400 or 404, and has no tasks.
        let place = support::parameters(query)
            .job
            .map_or(Place::Start, Place::Inside);
        vec![Call { slice, place }]
    }

    fn request(&self, query: &Query, call: &Call) -> Result<Request> {
        let page = page_number(call)?.to_string();
        let request = Request::new(Method::Get, &self.base, &["tasks.json"]);
        let request = support::parameters(query)
            .pairs()
            .iter()
            .fold(request, |request, (name, value)| request.query(name, value))
            .query("page", &page)
            .query("per_page", PER_PAGE);
        Ok(request)
    }

    fn follow(&self, call: &Call, facts: &PageFacts, _: &[u8]) -> Result<Follow> {
        // No page says whether another follows, and `per_page` may be lowered or ignored: only an
        // empty page, or one that is shorter than another, is the last.
        let last = facts.is_last();
        let calls = match page_number(call)?.checked_add(1) {
            Some(next) if !last => vec![Call {
                slice: call.slice,
                place: Place::At(next),
            }],
            _ => Vec::new(),
        };
        Ok(Follow { calls, end: last })
    }

    fn get(&self, id: &TaskId, _: Expansion) -> Result<Request> {
        check_id(id)?;
        let name = format!("{}.json", id.platform_id);
        Ok(Request::new(Method::Get, &self.base, &["tasks", &name]))
    }

    fn authorization(&self) -> &Authorization {
        &self.authorization
    }

    fn failure(&self, answered: &Answered<'_>) -> Option<TaskweaveError> {
        errors::failure(answered)
    }
}

/// Checks that an id can stand in the path of a task.
///
/// # Errors
/// `id_invalid`.
pub(super) fn check_id(id: &TaskId) -> Result<()> {
    // `/tasks/job_list.json` stands beside the tasks; ids have digits.
    let is_sound = id.parent.is_none()
        && id
            .platform_id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        && id.platform_id.bytes().any(|b| b.is_ascii_digit());
    if is_sound {
        return Ok(());
    }
    Err(
        TaskweaveError::new(Code::IdInvalid, "this is not the id of a task of Kickserv")
            .help("pass the `id` of a task as it came; Kickserv's own ids are digits"),
    )
}

fn page_number(call: &Call) -> Result<u64> {
    match (call.slice, &call.place) {
        (Slice::All, Place::Start | Place::Inside(_)) => Ok(1),
        (Slice::All, Place::At(page)) => Ok(*page),
        _ => Err(TaskweaveError::new(
            Code::Unsupported,
            "Kickserv gives its tasks in its own order only, page by page",
        )
        .help("read the connection whole and order it here")),
    }
}

#[cfg(test)]
mod tests;

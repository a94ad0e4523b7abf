//! Asks Zoho Books for tasks: the list of projects, then each project with the tasks inside it. A
//! filter that names its projects spares the list and all other projects.

use std::collections::HashSet;

use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{Expr, Path, Predicate};
use crate::http::{Authorization, Method, RateLimit, Request, Response};
use crate::platforms::fields::Fields;
use crate::platforms::json::{self, items};
use crate::platforms::{
    Account, Answered, Call, Expansion, Follow, PageFacts, Place, Query, Slice, Support,
};
use crate::task::{TaskId, Timestamp};

use super::connection::Connection;
use super::{errors, support};

/// Projects a page: the document's default. All are read, so none is asked for less.
const PER_PAGE: &str = "200";

/// What the list of projects should be, for its errors.
const EXPECTED: &str = "`{\"code\": 0, \"projects\": [{\"project_id\": …}], \"page_context\": {\"has_more_page\": …}}`";

impl Account for Connection {
    fn support(&self, predicate: &Predicate) -> Support {
        support::support(predicate)
    }

    fn can_ask(&self, asked: &Expr) -> std::result::Result<(), &'static str> {
        support::can_ask(asked)
    }

    fn lacks(&self, path: &Path) -> Option<&'static str> {
        support::lacks(path)
    }

    fn begin(&self, query: &Query, slice: Slice) -> Vec<Call> {
        let places = match query.asked.as_ref().and_then(support::named) {
            Some(ids) => ids
                .into_iter()
                .map(str::to_owned)
                .map(Place::Inside)
                .collect(),
            None => vec![Place::Start],
        };
        let call = |place| Call { slice, place };
        places.into_iter().map(call).collect()
    }

    fn request(&self, _: &Query, call: &Call) -> Result<Request> {
        Ok(match at(call)? {
            At::Projects(page) => self
                .ask(Method::Get, &["projects"])
                .query("filter_by", "Status.All")
                .query("page", &page.to_string())
                .query("per_page", PER_PAGE),
            At::Project(id) => self.ask(Method::Get, &["projects", id]),
        })
    }

    fn holds_tasks(&self, call: &Call) -> bool {
        matches!(call.place, Place::Inside(_))
    }

    fn follow(&self, call: &Call, _: &PageFacts, body: &[u8]) -> Result<Follow> {
        let At::Projects(page) = at(call)? else {
            return Ok(Follow {
                calls: Vec::new(),
                end: true,
            });
        };
        let (projects, more) = listed(body)?;
        let next = page.checked_add(1).filter(|_| more).map(Place::At);
        let calls = next
            .into_iter()
            .chain(projects.into_iter().map(Place::Inside))
            .map(|place| Call {
                slice: call.slice,
                place,
            })
            .collect();
        Ok(Follow { calls, end: !more })
    }

    fn get(&self, id: &TaskId, _: Expansion) -> Result<Request> {
        self.task(Method::Get, id)
    }

    fn authorization(&self) -> &Authorization {
        &self.authorization
    }

    fn failure(&self, answered: &Answered<'_>) -> Option<TaskweaveError> {
        errors::failure(answered)
    }

    fn rate_limit(&self, response: &Response, now: Timestamp) -> Option<RateLimit> {
        errors::rate_limit(response, now)
    }
}

/// What a call reads.
enum At<'a> {
    /// A page of the list of projects.
    Projects(u64),
    /// One project with its tasks.
    Project(&'a str),
}

fn at(call: &Call) -> Result<At<'_>> {
    match (call.slice, &call.place) {
        (Slice::All, Place::Start) => Ok(At::Projects(1)),
        (Slice::All, Place::At(page)) => Ok(At::Projects(*page)),
        (Slice::All, Place::Inside(project)) => Ok(At::Project(project)),
        _ => Err(TaskweaveError::new(
            Code::Unsupported,
            "Zoho Books gives its tasks project by project only",
        )
        .help("read the connection whole and order it here")),
    }
}

/// The ids of a page of projects, each once, and whether more pages follow. A project that cannot be
/// read is an error: its tasks would be missing without a word.
fn listed(body: &[u8]) -> Result<(Vec<String>, bool)> {
    let invalid = |what: &str| json::invalid(what, EXPECTED);
    let page: Fields<'_> = json::page(body, EXPECTED)?;
    let list = page
        .given("projects")
        .and_then(items)
        .ok_or_else(|| invalid("the answer has no list of `projects`"))?;
    let more = page.boolean("page_context.has_more_page").ok_or_else(|| {
        invalid(
            "the list of projects does not say in `page_context.has_more_page` whether it goes on",
        )
    })?;
    let mut seen = HashSet::new();
    let mut ids = Vec::new();
    for project in list {
        let id = Fields::read(project)
            .and_then(|project| project.id("project_id"))
            .ok_or_else(|| invalid("a project in the list has no `project_id` that can be read"))?;
        if seen.insert(id.clone()) {
            ids.push(id);
        }
    }
    Ok((ids, more))
}

#[cfg(test)]
mod tests;

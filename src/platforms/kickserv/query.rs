//! Asks Kickserv for tasks: page after page of the whole account, or one task.

use crate::error::{Code, Result, TaskweaveError};
use crate::filter::Predicate;
use crate::http::{Method, Request, Response};
use crate::platforms::{
    Account, Call, Expansion, Follow, PageFacts, Place, Purpose, Query, Slice, Support,
};
use crate::task::{Field, TaskId};

use super::connection::Connection;
use super::errors;

/// Rows a page. The whole account is read, so every page is asked at full length; what the server
/// makes of it is its own affair (`Follow`).
const PER_PAGE: &str = "100";

impl Account for Connection {
    fn support(&self, predicate: &Predicate) -> Support {
        Support::unsupported(match predicate.field().unwrap_or(Field::PlatformData) {
            Field::CreatedAt | Field::UpdatedAt => {
                "Kickserv's `from` and `to` select on the scheduled time, not on when a task was created or changed"
            }
            Field::Status => {
                "Kickserv's tasks carry no status; it is told here by the schedule and the completion mark"
            }
            Field::PlatformStatus => "Kickserv's tasks carry no word for their status",
            Field::Name => "Kickserv's list of tasks has no parameter for a name",
            Field::PlatformId => "Kickserv's list of tasks has no parameter for their ids",
            Field::StartAt | Field::DueAt => {
                "Kickserv's `from` and `to` take whole days of an unknown time zone and leave the last one out"
            }
            Field::Project => {
                "Kickserv's `job_id` knows global ids only, and whether it holds for every task is not documented"
            }
            Field::Id
            | Field::Platform
            | Field::ConnectionId
            | Field::LastSyncedAt
            | Field::PlatformUrl => "this is known here, not on Kickserv",
            _ => "Kickserv's list of tasks has no parameter for it",
        })
    }

    fn begin(&self, _: &Query, slice: Slice) -> Vec<Call> {
        vec![Call {
            slice,
            place: Place::Start,
        }]
    }

    fn request(&self, _: &Query, call: &Call) -> Result<Request> {
        let page = page_number(call)?.to_string();
        let request = Request::new(Method::Get, &self.base, &["tasks.json"])
            .query("page", &page)
            .query("per_page", PER_PAGE)
            .authorization(self.authorization.clone());
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
        // `/tasks/job_list.json` stands beside the tasks; ids have digits.
        let sound = id.parent.is_none()
            && id
                .platform_id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
            && id.platform_id.bytes().any(|b| b.is_ascii_digit());
        if !sound {
            return Err(TaskweaveError::new(
                Code::IdInvalid,
                "this is not the id of a task of Kickserv",
            )
            .help("pass the `id` of a task as it came; Kickserv's own ids are digits"));
        }
        let name = format!("{}.json", id.platform_id);
        Ok(Request::new(Method::Get, &self.base, &["tasks", &name])
            .authorization(self.authorization.clone()))
    }

    fn failure(&self, purpose: Purpose, response: &Response) -> Option<TaskweaveError> {
        errors::failure(self, purpose, response)
    }
}

fn page_number(call: &Call) -> Result<u64> {
    match (call.slice, &call.place) {
        (Slice::All, Place::Start) => Ok(1),
        (Slice::All, Place::At(page)) => Ok(*page),
        _ => Err(TaskweaveError::new(
            Code::Unsupported,
            "Kickserv gives its tasks in its own order only, page by page",
        )
        .help("read the connection whole and order it here")),
    }
}

#[cfg(test)]
mod tests {
    use crate::platforms::Needs;
    use serde_json::json;

    use super::*;
    use crate::filter::{Op, Value};
    use crate::task::{CATALOGUE, Direction, StatusMap};

    fn connection() -> Connection {
        let settings = json!({"slug": "demo-account", "credentials": {"api_token": "s3cret"}});
        Connection::new(&settings, &StatusMap::default()).unwrap()
    }

    fn query() -> Query {
        Query {
            asked: None,
            key: Field::UpdatedAt,
            direction: Direction::Descending,
            needs: Needs::default(),
            page_size: 7,
        }
    }

    fn call(slice: Slice, place: Place) -> Call {
        Call { slice, place }
    }

    #[test]
    fn the_list_is_asked_page_by_page() {
        let connection = connection();
        let start = connection.begin(&query(), Slice::All);
        assert_eq!(start, [call(Slice::All, Place::Start)]);
        assert!(connection.holds_tasks(&start[0]));
        for (call, page) in [(start[0].clone(), 1), (call(Slice::All, Place::At(12)), 12)] {
            let request = connection.request(&query(), &call).unwrap();
            assert_eq!(request.method, Method::Get);
            assert_eq!(
                request.url,
                format!(
                    "https://app.kickserv.com/demo-account/tasks.json?page={page}&per_page=100"
                )
            );
            assert_eq!(request.headers, [("Accept", "application/json".to_owned())]);
            assert_eq!(
                request.authorization.unwrap().reveal(),
                "Basic czNjcmV0OnMzY3JldA=="
            );
            assert_eq!(request.body, None);
        }
    }

    #[test]
    fn what_kickserv_cannot_do_is_refused() {
        for call in [
            call(Slice::Ordered { from: None }, Place::Start),
            call(Slice::Second { at: 1 }, Place::Start),
            call(Slice::Undated, Place::Start),
            call(Slice::All, Place::After("7".to_owned())),
            call(Slice::All, Place::Inside("7".to_owned())),
        ] {
            let error = connection().request(&query(), &call).unwrap_err();
            assert_eq!(error.code, Code::Unsupported, "{call:?}");
        }
        for info in &CATALOGUE {
            let predicate = Predicate::new(info.field, Op::Eq, Value::Null);
            assert!(connection().support(&predicate).asked.is_none());
        }
    }

    #[test]
    fn only_an_empty_or_a_shorter_page_is_the_last() {
        let follow = |place, rows, longest| {
            let facts = PageFacts {
                rows,
                longest,
                ..PageFacts::default()
            };
            connection()
                .follow(&call(Slice::All, place), &facts, b"")
                .unwrap()
                .calls
        };
        let next = |page| vec![call(Slice::All, Place::At(page))];
        assert_eq!(follow(Place::Start, 100, 100), next(2));
        assert_eq!(
            follow(Place::Start, 25, 25),
            next(2),
            "per_page was lowered"
        );
        assert_eq!(follow(Place::At(2), 25, 25), next(3));
        assert_eq!(follow(Place::At(3), 24, 25), []);
        assert_eq!(follow(Place::Start, 0, 0), []);
        assert_eq!(follow(Place::At(u64::MAX), 5, 5), []);
    }

    #[test]
    fn one_task_is_asked_by_its_id() {
        let id = |parent: Option<&str>, platform_id: &str| TaskId {
            connection_id: "k".to_owned(),
            parent: parent.map(str::to_owned),
            platform_id: platform_id.to_owned(),
        };
        let request = connection()
            .get(&id(None, "2357911"), Expansion::default())
            .unwrap();
        assert_eq!(
            request.url,
            "https://app.kickserv.com/demo-account/tasks/2357911.json"
        );
        assert!(request.authorization.is_some());
        for id in [
            id(Some("1"), "2"),
            id(None, "job_list"),
            id(None, "../jobs/1"),
            id(None, "1.json?x=1"),
        ] {
            let error = connection().get(&id, Expansion::default()).unwrap_err();
            assert_eq!(error.code, Code::IdInvalid, "{id:?}");
            assert!(error.help.is_some());
        }
    }
}

//! Asks Zoho Books for tasks: the list of projects, then each project with the tasks inside it.

use std::collections::HashSet;

use crate::error::{Code, Result, TaskweaveError};
use crate::filter::Predicate;
use crate::http::{Request, Response};
use crate::platforms::fields::Fields;
use crate::platforms::json::{self, items};
use crate::platforms::{
    Account, Call, Expansion, Follow, PageFacts, Place, Purpose, Query, Slice, Support,
};
use crate::task::{Field, TaskId};

use super::connection::Connection;
use super::errors;

/// Projects a page: the document's default. All are read, so none is asked for less.
const PER_PAGE: &str = "200";

/// What the list of projects should be, for its errors.
const EXPECTED: &str = "`{\"code\": 0, \"projects\": [{\"project_id\": …}], \"page_context\": {\"has_more_page\": …}}`";

impl Account for Connection {
    fn support(&self, predicate: &Predicate) -> Support {
        Support::unsupported(match predicate.field().unwrap_or(Field::PlatformData) {
            Field::CreatedAt | Field::UpdatedAt => "Zoho Books' tasks carry no dates at all",
            Field::Status | Field::PlatformStatus => {
                "Zoho Books selects projects by status, not the tasks in them"
            }
            Field::Name | Field::PlatformId => {
                "Zoho Books gives a project's tasks whole and has no parameter to select among them"
            }
            Field::Id
            | Field::Platform
            | Field::ConnectionId
            | Field::LastSyncedAt
            | Field::PlatformUrl => "this is known here, not on Zoho Books",
            _ => "Zoho Books has no parameter for it",
        })
    }

    fn begin(&self, _: &Query, slice: Slice) -> Vec<Call> {
        vec![Call {
            slice,
            place: Place::Start,
        }]
    }

    fn request(&self, _: &Query, call: &Call) -> Result<Request> {
        Ok(match at(call)? {
            At::Projects(page) => self
                .read(&["projects"])
                .query("filter_by", "Status.All")
                .query("page", &page.to_string())
                .query("per_page", PER_PAGE),
            At::Project(id) => self.read(&["projects", id]),
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
        let (projects, more) = projects(body)?;
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
        let Some(project) = &id.parent else {
            return Err(TaskweaveError::new(
                Code::IdInvalid,
                "a task of Zoho Books is found by its project and its own id, and this id has no project",
            )
            .help("pass the `id` of a task as it came in a list: it holds both"));
        };
        Ok(self.read(&["projects", project, "tasks", &id.platform_id]))
    }

    fn failure(&self, purpose: Purpose, response: &Response) -> Option<TaskweaveError> {
        errors::failure(self, purpose, response)
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
fn projects(body: &[u8]) -> Result<(Vec<String>, bool)> {
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
mod tests {
    use crate::platforms::Needs;
    use serde_json::json;

    use super::*;
    use crate::filter::{Op, Value};
    use crate::http::Method;
    use crate::task::{CATALOGUE, Direction};

    const BASE: &str = "https://www.zohoapis.eu/books/v3";

    fn connection() -> Connection {
        Connection::new(&json!({
            "region": "eu", "organization_id": "10234695", "credentials": {"access_token": "s3cret"},
        }))
        .unwrap()
    }

    fn query() -> Query {
        Query {
            asked: None,
            key: Field::Name,
            direction: Direction::Ascending,
            needs: Needs::default(),
            page_size: 7,
        }
    }

    fn call(place: Place) -> Call {
        Call {
            slice: Slice::All,
            place,
        }
    }

    fn url(place: Place) -> String {
        let request = connection().request(&query(), &call(place)).unwrap();
        assert_eq!(request.method, Method::Get);
        assert_eq!(request.headers, [("Accept", "application/json".to_owned())]);
        assert_eq!(
            request.authorization.unwrap().reveal(),
            "Zoho-oauthtoken s3cret"
        );
        assert_eq!(request.body, None);
        request.url
    }

    #[test]
    fn each_call_has_its_url() {
        let list = format!("{BASE}/projects?organization_id=10234695&filter_by=Status.All");
        assert_eq!(url(Place::Start), format!("{list}&page=1&per_page=200"));
        assert_eq!(url(Place::At(3)), format!("{list}&page=3&per_page=200"));
        assert_eq!(
            url(Place::Inside("90300000072369".to_owned())),
            format!("{BASE}/projects/90300000072369?organization_id=10234695")
        );
        assert_eq!(
            url(Place::Inside("../users".to_owned())),
            format!("{BASE}/projects/..%2Fusers?organization_id=10234695")
        );
    }

    #[test]
    fn projects_lead_to_their_tasks() {
        let connection = connection();
        let start = connection.begin(&query(), Slice::All);
        assert_eq!(start, [call(Place::Start)]);
        assert!(!connection.holds_tasks(&start[0]));
        let follow = |place, body: &str| {
            let facts = PageFacts::default();
            connection.follow(&call(place), &facts, body.as_bytes())
        };
        let body = r#"{"code":0,"projects":[{"project_id":"7","x":1},{"project_id":90300000072369001234},{"project_id":7}],
            "page_context":{"page":1,"has_more_page":true}}"#;
        let calls = follow(Place::Start, body).unwrap().calls;
        let inside = |id: &str| call(Place::Inside(id.to_owned()));
        assert_eq!(
            calls,
            [
                call(Place::At(2)),
                inside("7"),
                inside("90300000072369001234")
            ]
        );
        assert!(connection.holds_tasks(&calls[1]));
        let last = r#"{"projects":[],"page_context":{"has_more_page":false}}"#;
        assert_eq!(follow(Place::At(2), last).unwrap().calls, []);
        assert_eq!(follow(Place::Inside("7".to_owned()), "").unwrap().calls, []);
    }

    #[test]
    fn a_broken_list_of_projects_is_refused() {
        for (body, message) in [
            ("", "the page is empty"),
            (
                "[]",
                "the page is JSON of another shape, at line 1, column 0",
            ),
            (r#"{"project":[]}"#, "the answer has no list of `projects`"),
            (
                r#"{"projects":null}"#,
                "the answer has no list of `projects`",
            ),
            (
                r#"{"projects":[]}"#,
                "the list of projects does not say in `page_context.has_more_page` whether it goes on",
            ),
            (
                r#"{"projects":[],"page_context":{"has_more_page":"yes"}}"#,
                "the list of projects does not say in `page_context.has_more_page` whether it goes on",
            ),
            (
                r#"{"projects":[{"id":1}],"page_context":{"has_more_page":false}}"#,
                "a project in the list has no `project_id` that can be read",
            ),
            (
                r#"{"projects":[{"project_id":{}}],"page_context":{"has_more_page":false}}"#,
                "a project in the list has no `project_id` that can be read",
            ),
            (
                r#"{"projects":[7],"page_context":{"has_more_page":false}}"#,
                "a project in the list has no `project_id` that can be read",
            ),
        ] {
            let error = connection()
                .follow(&call(Place::Start), &PageFacts::default(), body.as_bytes())
                .unwrap_err();
            assert_eq!(error.code, Code::PageInvalid);
            assert_eq!(error.message, message, "{body}");
        }
    }

    #[test]
    fn what_zoho_books_cannot_do_is_refused() {
        for (slice, place) in [
            (Slice::Undated, Place::Start),
            (Slice::Second { at: 1 }, Place::Start),
            (Slice::Ordered { from: None }, Place::Start),
            (Slice::All, Place::After("1".to_owned())),
        ] {
            let error = connection()
                .request(&query(), &Call { slice, place })
                .unwrap_err();
            assert_eq!(error.code, Code::Unsupported);
        }
        for info in &CATALOGUE {
            let predicate = Predicate::new(info.field, Op::Eq, Value::Null);
            assert!(connection().support(&predicate).asked.is_none());
        }
    }

    #[test]
    fn one_task_is_asked_by_project_and_id() {
        let mut id = TaskId {
            connection_id: "z".to_owned(),
            parent: Some("90300000072369001234".to_owned()),
            platform_id: "90300000072369005678".to_owned(),
        };
        let request = connection().get(&id, Expansion::default()).unwrap();
        assert_eq!(
            request.url,
            format!(
                "{BASE}/projects/90300000072369001234/tasks/90300000072369005678?organization_id=10234695"
            )
        );
        assert!(request.authorization.is_some());
        id.parent = None;
        let error = connection().get(&id, Expansion::default()).unwrap_err();
        assert_eq!(error.code, Code::IdInvalid);
        assert!(error.help.is_some());
    }
}

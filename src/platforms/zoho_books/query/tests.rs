use crate::platforms::Needs;
use serde_json::json;

use super::*;
use crate::filter::{Op, Value};
use crate::plan::push_down;
use crate::task::{Direction, Field};

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
}

#[test]
fn named_projects_spare_the_list_and_the_others() {
    let connection = connection();
    let text = |value: &str| Value::Text(value.to_owned());
    let is = |field, op, value| Expr::Is(Predicate::new(field, op, value));
    let some = |ids: &[&str]| {
        let ids = ids.iter().map(|id| text(id)).collect();
        is(Field::ProjectId, Op::In, Value::List(ids))
    };
    let one = |id| is(Field::ProjectId, Op::Eq, text(id));
    let named = is(Field::Name, Op::Contains, text("a"));
    let plan = |filter: Option<Expr>, needs| {
        let done = push_down(filter.as_ref(), &connection);
        let query = Query {
            asked: done.asked,
            needs,
            ..query()
        };
        let urls: Vec<String> = connection
            .begin(&query, Slice::All)
            .iter()
            .map(|call| connection.request(&query, call).unwrap().url)
            .collect();
        (urls, done.residual)
    };
    let project = |id: &str| format!("{BASE}/projects/{id}?organization_id=10234695");
    let list = format!(
        "{BASE}/projects?organization_id=10234695&filter_by=Status.All&page=1&per_page=200"
    );
    for (filter, urls, residual) in [
        (None, vec![list.clone()], None),
        (
            Some(one("90300000072369")),
            vec![project("90300000072369")],
            None,
        ),
        (
            Some(some(&["8", "7", "8"])),
            vec![project("7"), project("8")],
            None,
        ),
        (
            Expr::all(vec![some(&["7", "8"]), named.clone(), some(&["8", "9"])]),
            vec![project("8")],
            Some(named.clone()),
        ),
        (Expr::all(vec![one("7"), one("8")]), vec![], None),
        (
            Expr::any(vec![one("7"), one("8")]),
            vec![project("7"), project("8")],
            None,
        ),
        (
            Expr::any(vec![one("7"), named.clone()]),
            vec![list.clone()],
            Expr::any(vec![one("7"), named.clone()]),
        ),
        (Some(named.clone()), vec![list.clone()], Some(named)),
        (
            Some(one("../users")),
            vec![list.clone()],
            Some(one("../users")),
        ),
    ] {
        let needs = Needs::new(Expansion::default(), filter.as_ref());
        let shown = format!("{filter:?}");
        assert_eq!(plan(filter, needs), (urls, residual), "{shown}");
    }
    let whole = Needs::from(Expansion {
        details: true,
        platform_data: true,
    });
    assert_eq!(plan(None, whole).0, [list], "projects come whole anyway");
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
    assert!(request.authorization.is_none(), "signed on its way");
    id.parent = None;
    let error = connection().get(&id, Expansion::default()).unwrap_err();
    assert_eq!(error.code, Code::IdInvalid);
    assert!(error.help.is_some());
}

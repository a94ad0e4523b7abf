//! The client against replayed platforms: what the simulators cannot be made to do, and exact calls.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "a test says by a panic that it failed"
)]

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;

use futures_executor::block_on;
use serde_json::{Value, json};
use taskweave::client::{Client, ClientOptions, GetRequest, LimitInput, ListRequest, World};
use taskweave::error::{Code, TaskweaveError};
use taskweave::http::{ReplayTransport, Request, Response};
use taskweave::task::Timestamp;
use taskweave::weave::Page;

const TOKEN: &str = "s3cret-token";

fn client(options: ClientOptions) -> Client {
    let connection = json!({
        "id": "books", "platform": "SAGE_INTACCT", "credentials": { "access_token": TOKEN },
    });
    Client::new(vec![connection], options).unwrap()
}

fn list(
    client: &Client,
    transport: &ReplayTransport,
    request: &ListRequest,
) -> Result<Page, TaskweaveError> {
    let now = Timestamp::parse("2026-01-01").unwrap();
    block_on(client.list(World { transport, now }, request))
}

/// Every page of a walk; the law of a walk is checked on the way.
fn walk(client: &Client, transport: &ReplayTransport, request: &ListRequest) -> Vec<Page> {
    let mut request = request.clone();
    let mut pages: Vec<Page> = Vec::new();
    loop {
        let page = list(client, transport, &request).unwrap();
        request.cursor.clone_from(&page.next_cursor);
        pages.push(page);
        if request.cursor.is_none() {
            let ids: Vec<&str> = pages
                .iter()
                .flat_map(|page| &page.tasks)
                .map(|task| task.platform_id.as_str())
                .collect();
            let distinct: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(distinct.len(), ids.len(), "a task was given twice");
            return pages;
        }
        assert!(pages.len() < 1000, "the walk does not end");
    }
}

fn ids(pages: &[Page]) -> Vec<String> {
    pages
        .iter()
        .flat_map(|page| &page.tasks)
        .map(|task| task.platform_id.clone())
        .collect()
}

fn answer(body: &Value) -> Response {
    Response {
        status: 200,
        headers: Vec::new(),
        body: body.to_string().into_bytes(),
    }
}

/// A Sage Intacct whose tasks have these seconds (minutes and seconds of one hour), newest first.
/// It knows bounds, order, `start` and `size` of the query service, and nothing else.
fn intacct(seconds: &'static [u32]) -> impl Fn(&Request) -> Option<Response> {
    move |request| {
        let query: Value = serde_json::from_str(request.body.as_deref()?).ok()?;
        let time = |second: u32| format!("2025-06-01T10:{:02}:{:02}Z", second / 60, second % 60);
        let holds = |second: u32| {
            query["filters"]
                .as_array()
                .unwrap()
                .iter()
                .all(|condition| {
                    let (op, operand) = condition.as_object().unwrap().iter().next().unwrap();
                    let bound = &operand["audit.modifiedDateTime"];
                    match (op.as_str(), bound.as_str()) {
                        ("$gte", Some(bound)) => time(second).as_str() >= bound,
                        ("$lt", Some(bound)) => time(second).as_str() < bound,
                        // Every task has a time.
                        ("$eq", None) => !bound.is_null(),
                        other => panic!("{other:?} is not replayed"),
                    }
                })
        };
        let mut rows: Vec<(usize, u32)> = seconds
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, second)| holds(*second))
            .collect();
        let order = query["orderBy"][0].to_string();
        if order.contains("modified") {
            rows.sort_by_key(|(key, second)| (*second, *key));
        }
        if order.contains("desc") {
            rows.reverse();
        }
        let start = usize::try_from(query["start"].as_u64().unwrap_or(1)).unwrap();
        let size = usize::try_from(query["size"].as_u64().unwrap()).unwrap();
        let page: Vec<Value> = rows
            .iter()
            .skip(start - 1)
            .take(size)
            .map(|(key, second)| {
                json!({
                    "key": key.to_string(), "id": key.to_string(), "name": format!("task {key}"),
                    "taskStatus": if key % 10 == 3 { "completed" } else { "planned" },
                    "audit.createdDateTime": null, "audit.modifiedDateTime": time(*second),
                })
            })
            .collect();
        let next = (start - 1 + page.len() < rows.len()).then_some(start + page.len());
        Some(answer(&json!({ "ia::result": page, "ia::meta": {
            "totalCount": rows.len(), "start": start, "pageSize": size, "next": next, "previous": null,
        } })))
    }
}

/// Sixty tasks; forty of them share one second.
const CROWDED: [u32; 60] = {
    let mut seconds = [30; 60];
    let mut at = 0;
    while at < 10 {
        seconds[at] = 100 - at as u32;
        seconds[59 - at] = at as u32;
        at += 1;
    }
    seconds
};

#[test]
fn a_second_that_fills_pages_is_given_whole_and_in_order() {
    for limit in [1, 7, 25, 500] {
        let transport = ReplayTransport::new(intacct(&CROWDED));
        let request = ListRequest {
            limit: Some(LimitInput(limit.to_string())),
            ..ListRequest::default()
        };
        let pages = walk(&client(ClientOptions::default()), &transport, &request);
        let mut expected: Vec<usize> = (0..60).collect();
        expected.sort_by_key(|key| (std::cmp::Reverse(CROWDED[*key]), *key));
        let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!(ids(&pages), expected, "limit {limit}");
        assert!(pages.last().unwrap().walk_started_at.is_some());
    }
}

#[test]
fn a_spent_budget_ends_the_page_and_not_the_walk() {
    // Nothing of the filter can be pushed down, and it rejects nine rows of ten.
    let options = ClientOptions {
        max_calls_per_source: Some(2),
        ..ClientOptions::default()
    };
    static SPREAD: [u32; 1000] = {
        let mut seconds = [0; 1000];
        let mut at = 0;
        while at < 1000 {
            seconds[at] = at as u32;
            at += 1;
        }
        seconds
    };
    let transport = ReplayTransport::new(intacct(&SPREAD));
    let request = ListRequest {
        filter: Some("name ~* \"3\" AND name ~* \"33\"".to_owned()),
        limit: Some(LimitInput("20".to_owned())),
        ..ListRequest::default()
    };
    let pages = walk(&client(options), &transport, &request);
    let expected: Vec<String> = (0..1000)
        .rev()
        .map(|key: u32| key.to_string())
        .filter(|key| key.contains("33"))
        .collect();
    assert_eq!(ids(&pages), expected);
    assert!(pages.iter().all(|page| page.sources[0].calls <= 2));
    assert!(
        pages
            .iter()
            .any(|page| page.tasks.len() < 20 && page.next_cursor.is_some())
    );
}

#[test]
fn a_budget_that_is_too_small_to_go_on_says_so() {
    let options = ClientOptions {
        max_calls_per_source: Some(1),
        ..ClientOptions::default()
    };
    let transport = ReplayTransport::new(intacct(&CROWDED));
    let request = ListRequest {
        filter: Some("updated_at <= \"2025-06-01T10:00:30Z\"".to_owned()),
        limit: Some(LimitInput("5".to_owned())),
        ..ListRequest::default()
    };
    // One call finds the crowded second, and another would have to read it.
    let client = client(options);
    let first = list(&client, &transport, &request).unwrap();
    assert!(first.tasks.is_empty());
    let request = ListRequest {
        cursor: first.next_cursor,
        ..request
    };
    let error = list(&client, &transport, &request).unwrap_err();
    assert_eq!(error.code, Code::BudgetExceeded);
    assert_eq!(error.connection_id.as_deref(), Some("books"));
    assert!(error.help.as_deref().unwrap().contains("narrow the filter"));
}

#[test]
fn what_can_be_pushed_down_is_asked_for() {
    let transport = ReplayTransport::new(intacct(&CROWDED));
    let request = ListRequest {
        filter: Some("updated_at >= \"2025-06-01T10:00:31.5Z\" AND name !~* \"x\"".to_owned()),
        ..ListRequest::default()
    };
    let pages = walk(&client(ClientOptions::default()), &transport, &request);
    assert_eq!(ids(&pages).len(), 10);
    let requests = transport.requests();
    assert!(
        requests.iter().all(|request| {
            request
                .body
                .as_deref()
                .unwrap()
                .contains("2025-06-01T10:00:31Z")
        }),
        "{requests:?}"
    );
    // A task without a time cannot match, so none is asked for.
    assert_eq!(requests.len(), 1);
}

#[test]
fn a_platform_that_breaks_the_order_is_an_error() {
    let right = intacct(&CROWDED);
    let transport = ReplayTransport::new(move |request| {
        let mut response = right(request)?;
        let mut body: Value = serde_json::from_slice(&response.body).unwrap();
        body["ia::result"].as_array_mut().unwrap().swap(0, 5);
        response.body = body.to_string().into_bytes();
        Some(response)
    });
    let error = list(
        &client(ClientOptions::default()),
        &transport,
        &ListRequest::default(),
    )
    .unwrap_err();
    assert_eq!(error.code, Code::PageInvalid);
    assert_eq!(
        error.message,
        "rows came in another order than was asked for"
    );
}

#[test]
fn the_older_spelling_is_tried_once_and_remembered() {
    let right = intacct(&CROWDED);
    let refused = Rc::new(Cell::new(0));
    let count = Rc::clone(&refused);
    let transport = ReplayTransport::new(move |request| {
        if request.body.as_deref()?.contains("taskStatus") {
            count.set(count.get() + 1);
            return Some(Response {
                status: 400,
                headers: Vec::new(),
                body: json!({ "ia::result": { "ia::error": {
                    "code": "invalidRequest", "message": "Payload contains errors", "errorId": "REST-1064",
                    "details": [{
                        "code": "invalidRequest", "message": "/taskStatus is not a valid field",
                        "errorId": "REST-1043", "target": "/taskStatus",
                        "additionalInfo": { "messageId": "IA.NOT_A_VALID_FIELD" },
                    }],
                } }, "ia::meta": { "totalCount": 1, "totalSuccess": 0, "totalError": 1 } })
                .to_string()
                .into_bytes(),
            });
        }
        right(request)
    });
    let client = client(ClientOptions::default());
    let request = ListRequest {
        limit: Some(LimitInput("7".to_owned())),
        ..ListRequest::default()
    };
    assert_eq!(ids(&walk(&client, &transport, &request)).len(), 60);
    assert_eq!(refused.get(), 1);
}

#[test]
fn fields_that_a_filter_names_are_given_up_one_by_one() {
    let right = intacct(&CROWDED);
    let refused = Rc::new(Cell::new(0));
    let count = Rc::clone(&refused);
    let transport = ReplayTransport::new(move |request| {
        let body = request.body.as_deref()?;
        let wrong = ["taskStatus", "nsp::crew", "color"];
        let Some(field) = wrong.iter().find(|field| body.contains(*field)) else {
            return right(request);
        };
        count.set(count.get() + 1);
        let told = json!({ "ia::error": { "errorId": "REST-1106", "message": format!("/{field} is not a valid field") } });
        Some(Response {
            status: 400,
            ..answer(&told)
        })
    });
    let client = client(ClientOptions::default());
    let request = ListRequest {
        filter: Some("platform_data.`nsp::crew` = null AND platform_data.color = null".to_owned()),
        limit: Some(LimitInput("7".to_owned())),
        ..ListRequest::default()
    };
    assert_eq!(ids(&walk(&client, &transport, &request)).len(), 60);
    assert_eq!(refused.get(), 3);
}

#[test]
fn no_credential_shows() {
    let transport = ReplayTransport::new(|_| {
        Some(Response {
            status: 401,
            headers: Vec::new(),
            body: format!("<html>token {TOKEN} is not valid</html>").into_bytes(),
        })
    });
    let client = client(ClientOptions::default());
    let error = list(&client, &transport, &ListRequest::default()).unwrap_err();
    assert_eq!(error.code, Code::CredentialsInvalid);
    assert_eq!(error.status, Some(401));
    let shown = format!(
        "{error:?} {error} {}",
        serde_json::to_string(error.detail()).unwrap()
    );
    assert!(!shown.contains(TOKEN), "{shown}");
    assert!(!format!("{:?}", transport.requests()).contains(TOKEN));
    assert!(
        transport.requests()[0]
            .authorization
            .as_ref()
            .unwrap()
            .reveal()
            .contains(TOKEN)
    );
}

#[test]
fn ids_of_other_connections_are_not_found() {
    let transport = ReplayTransport::new(|_| None);
    let client = client(ClientOptions::default());
    let now = Timestamp::parse("2026-01-01").unwrap();
    let get = |id: &str| {
        let world = World {
            transport: &transport,
            now,
        };
        block_on(client.get(world, id, &GetRequest::default()))
            .unwrap_err()
            .code
    };
    let foreign = taskweave::task::TaskId::encode_parts("elsewhere", None, "7");
    assert_eq!(get(&foreign), Code::NotFound);
    assert_eq!(get("7"), Code::IdInvalid);
    let ours = taskweave::task::TaskId::encode_parts("books", None, "7");
    assert_eq!(get(&ours), Code::Network);
    // Asked once, and again after each of three waits.
    assert_eq!(transport.requests().len(), 4);
    assert_eq!(transport.slept(), [250, 500, 1000]);
}

#[test]
fn wrong_requests_are_refused_before_any_call() {
    let transport = ReplayTransport::new(|_| panic!("no call must be made"));
    let client = client(ClientOptions::default());
    let code = |request: ListRequest| list(&client, &transport, &request).unwrap_err().code;
    let limit = |limit: &str| ListRequest {
        limit: Some(LimitInput(limit.to_owned())),
        ..ListRequest::default()
    };
    for wrong in ["0", "-1", "abc", "1.5", "NaN", "", "1e3", " 7"] {
        assert_eq!(code(limit(wrong)), Code::LimitInvalid, "{wrong}");
    }
    let request = ListRequest {
        cursor: Some("bm90IGEgY3Vyc29y".to_owned()),
        ..ListRequest::default()
    };
    assert_eq!(code(request), Code::CursorInvalid);
    let request = ListRequest {
        connections: Some(vec!["boks".to_owned()]),
        ..ListRequest::default()
    };
    let error = list(&client, &transport, &request).unwrap_err();
    assert_eq!(error.code, Code::ConnectionUnknown);
    assert_eq!(error.help.as_deref(), Some("did you mean `books`?"));
    let request = ListRequest {
        connections: Some(Vec::new()),
        ..ListRequest::default()
    };
    assert_eq!(code(request), Code::RequestInvalid);
}

#[test]
fn a_project_that_is_deleted_while_the_list_is_read_is_a_warning() {
    let connection = json!({
        "id": "z", "platform": "ZOHOBOOKS", "region": "com", "organization_id": "1",
        "credentials": { "access_token": TOKEN },
    });
    let client = Client::new(vec![connection], ClientOptions::default()).unwrap();
    let transport = ReplayTransport::new(|request| {
        let (status, body) = if request.url.contains("/projects?") {
            let projects = json!([{ "project_id": "1" }, { "project_id": "2" }]);
            let body = json!({ "projects": projects, "page_context": { "has_more_page": false } });
            (200, body)
        } else if request.url.contains("/projects/1?") {
            (
                404,
                json!({ "code": 1002, "message": "Project does not exist." }),
            )
        } else {
            let task = json!({ "task_id": "7", "task_name": "Paint", "status": "active" });
            (
                200,
                json!({ "project": { "project_id": "2", "tasks": [task] } }),
            )
        };
        Some(Response {
            status,
            headers: Vec::new(),
            body: body.to_string().into_bytes(),
        })
    });
    let page = list(&client, &transport, &ListRequest::default()).unwrap();
    let tasks: Vec<_> = page.tasks.iter().map(|t| t.platform_id.as_str()).collect();
    assert_eq!(tasks, ["7"]);
    let [warning] = page.warnings.as_slice() else {
        panic!("{:?}", page.warnings);
    };
    assert_eq!(warning.code, "part_gone");
    assert!(
        warning.message.ends_with("Project does not exist."),
        "{}",
        warning.message
    );
}

/// The ids that a filter gives, what was asked for, and the warnings' codes.
fn narrowed(
    connection: Value,
    filter: &str,
    answer: impl Fn(&str) -> (u16, Value) + 'static,
) -> (Vec<String>, Vec<String>, Vec<String>) {
    let client = Client::new(vec![connection], ClientOptions::default()).unwrap();
    let transport = ReplayTransport::new(move |request| {
        let (status, body) = answer(&request.url);
        Some(Response {
            status,
            headers: Vec::new(),
            body: body.to_string().into_bytes(),
        })
    });
    let request = ListRequest {
        filter: Some(filter.to_owned()),
        sort: Some("name".to_owned()),
        ..ListRequest::default()
    };
    let page = list(&client, &transport, &request).unwrap();
    let urls = transport.requests().into_iter().map(|request| request.url);
    let codes = page.warnings.iter().map(|warning| warning.code.to_string());
    let codes = codes.collect();
    (ids(&[page]), urls.collect(), codes)
}

#[test]
fn kickserv_is_asked_for_a_job_and_its_days() {
    let connection = json!({
        "id": "field", "platform": "KICKSERV", "slug": "acme", "credentials": { "api_token": TOKEN },
    });
    let base = "https://app.kickserv.com/acme/tasks.json";
    let filter = r#"project.id = "7" AND start_at BETWEEN "2021-02-17" AND "2021-02-17T12:00:00Z""#;
    let task = |id: u32, job: u32, start: &str| {
        json!({ "id": id, "name": "a", "created_at": null, "updated_at": null,
            "scheduled_at": start, "job": { "id": job, "name": "Roof" } })
    };
    let rows = json!([
        task(1, 7, "2021-02-17T08:00:00-04:00"),
        task(2, 7, "2021-02-17T08:00:00.001-04:00"),
        task(3, 8, "2021-02-17T08:00:00-04:00"),
        task(4, 7, "2021-02-17T00:00:00+14:00"),
    ]);
    let (ids, urls, codes) = narrowed(connection.clone(), filter, move |url| {
        let is_first = url.contains("&page=1&");
        (200, if is_first { rows.clone() } else { json!([]) })
    });
    let asked = format!("{base}?job_id=7&from=2021-02-15&to=2021-02-19");
    let pages = [1, 2].map(|page| format!("{asked}&page={page}&per_page=100"));
    assert_eq!(
        (ids, urls),
        (vec!["1".to_owned()], [pages.clone(), pages].concat())
    );
    assert_eq!(codes, Vec::<String>::new());
    for status in [400, 404] {
        let (ids, urls, codes) = narrowed(connection.clone(), filter, move |_| {
            (status, json!({ "errors": ["Couldn't find the job 7"] }))
        });
        assert_eq!((ids.len(), urls.len()), (0, 1), "a job without tasks");
        assert_eq!(codes, ["part_gone"]);
    }
}

#[test]
fn zoho_books_is_asked_for_the_named_projects_alone() {
    let connection = json!({
        "id": "books", "platform": "ZOHOBOOKS", "region": "com", "organization_id": "1",
        "credentials": { "access_token": TOKEN },
    });
    let answer = |url: &str| {
        if url.contains("/projects/7?") {
            let tasks = json!([{ "task_id": "1", "task_name": "Paint", "status": "active" }]);
            let project = json!({ "project_id": 7, "project_name": "Chairs", "tasks": tasks });
            (200, json!({ "code": 0, "project": project }))
        } else {
            (
                404,
                json!({ "code": 1002, "message": "Project does not exist." }),
            )
        }
    };
    let url = |id| format!("https://www.zohoapis.com/books/v3/projects/{id}?organization_id=1");
    for (filter, found, asked, warned) in [
        (r#"project.id = "7""#, 1, vec!["7"], 0),
        (
            r#"project.id IN ("7", "8") AND name ~ "ai""#,
            1,
            vec!["7", "8"],
            1,
        ),
        (r#"project.id = "8""#, 0, vec!["8"], 1),
        (r#"project.id = "7" AND project.id = "8""#, 0, vec![], 0),
    ] {
        let (ids, urls, codes) = narrowed(connection.clone(), filter, answer);
        let asked: Vec<String> = asked.into_iter().map(url).collect();
        assert_eq!((ids.len(), urls), (found, asked), "{filter}");
        assert_eq!(codes, vec!["part_gone"; warned], "{filter}");
    }
}

//! Tasks in the platforms' own order, from platforms that do not keep to what their documents say.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

use futures_executor::block_on;
use serde_json::{Value, json};
use taskweave::client::{Client, ClientOptions, LimitInput, ListRequest, World};
use taskweave::error::{Code, TaskweaveError};
use taskweave::http::{ReplayTransport, Request, Response};
use taskweave::task::Timestamp;
use taskweave::weave::{Order, Page};

const TOKEN: &str = "s3cret-token";

fn connection(id: &str, platform: &str) -> Value {
    let token = json!({ "access_token": TOKEN });
    match platform {
        "ACCELO" => {
            json!({ "id": id, "platform": platform, "deployment": "acme", "credentials": token })
        }
        "SAGE_INTACCT" => json!({ "id": id, "platform": platform, "credentials": token }),
        "KICKSERV" => {
            json!({ "id": id, "platform": platform, "slug": "acme", "credentials": { "api_token": TOKEN } })
        }
        _ => {
            json!({ "id": id, "platform": platform, "region": "eu", "organization_id": "1", "credentials": token })
        }
    }
}

fn client(connections: Vec<Value>) -> Client {
    // A walk over a platform that goes on for ever must end for another reason than its calls.
    let options = ClientOptions {
        max_retries: Some(0),
        max_calls_per_source: Some(10),
        ..ClientOptions::default()
    };
    Client::new(connections, options).unwrap()
}

fn request(limit: usize, cursor: Option<String>) -> ListRequest {
    ListRequest {
        order: Some("source".to_owned()),
        limit: Some(LimitInput(limit.to_string())),
        cursor,
        ..ListRequest::default()
    }
}

fn list(
    client: &Client,
    transport: &ReplayTransport,
    request: &ListRequest,
) -> Result<Page, TaskweaveError> {
    let now = Timestamp::parse("2026-01-01T12:00:00Z").unwrap();
    block_on(client.list(World { transport, now }, request))
}

/// The pages of a walk, and the error that it ended with, if one ended it.
fn walk(
    client: &Client,
    transport: &ReplayTransport,
    limit: usize,
) -> (Vec<Page>, Option<TaskweaveError>) {
    let mut pages: Vec<Page> = Vec::new();
    for _ in 0..200 {
        let cursor = pages.last().and_then(|page| page.next_cursor.clone());
        if !pages.is_empty() && cursor.is_none() {
            return (pages, None);
        }
        match list(client, transport, &request(limit, cursor)) {
            Ok(page) => pages.push(page),
            Err(error) => return (pages, Some(error)),
        }
    }
    panic!("the walk does not end");
}

fn ids(pages: &[Page]) -> Vec<u64> {
    let tasks = pages.iter().flat_map(|page| &page.tasks);
    tasks
        .map(|task| task.platform_id.parse().unwrap())
        .collect()
}

fn answer(body: &Value) -> Option<Response> {
    Some(Response {
        status: 200,
        headers: Vec::new(),
        body: body.to_string().into_bytes(),
    })
}

fn number(request: &Request, name: &str) -> Option<u64> {
    let (_, query) = request.url.split_once('?')?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name)?.1.parse().ok()
}

fn kickserv_tasks(ids: std::ops::Range<u64>) -> Value {
    ids.map(|id| json!({ "id": id, "name": format!("task {id}") }))
        .collect()
}

#[test]
fn a_platform_that_gives_all_its_tasks_for_every_page_is_read_once() {
    for limit in [500, 30, 7] {
        let transport = ReplayTransport::new(|_| answer(&kickserv_tasks(1..61)));
        let (pages, error) = walk(
            &client(vec![connection("k", "KICKSERV")]),
            &transport,
            limit,
        );
        assert_eq!(error, None);
        assert_eq!(ids(&pages), (1..61).collect::<Vec<u64>>(), "limit {limit}");
        let warnings = &pages.last().unwrap().warnings;
        assert!(
            warnings
                .iter()
                .any(|warning| warning.code == "page_repeated")
        );
    }
}

#[test]
fn a_platform_that_turns_its_pages_in_a_circle_is_left() {
    // Pages 1 and 2, then 3 to 5 again and again.
    let page = |page: u64| match page {
        0..=5 => page,
        _ => 3 + (page - 3) % 3,
    };
    for limit in [500, 30] {
        let transport = ReplayTransport::new(move |request| {
            let first = page(number(request, "page").unwrap()) * 10;
            answer(&kickserv_tasks(first..first + 10))
        });
        let (pages, error) = walk(
            &client(vec![connection("k", "KICKSERV")]),
            &transport,
            limit,
        );
        assert_eq!(error, None);
        assert!(
            transport.requests().len() <= 20,
            "{}",
            transport.requests().len()
        );
        let given: std::collections::BTreeSet<u64> = ids(&pages).into_iter().collect();
        assert_eq!(given, (10..60).collect());
    }
}

#[test]
fn accelo_that_does_not_go_on_is_an_error() {
    // It does not know `id_greater_than`, or gives its tasks in another order.
    let same = |_: &Request| (1..=50).collect::<Vec<u64>>();
    let falling = |_: &Request| (1..=50).rev().collect::<Vec<u64>>();
    type Ids = Box<dyn Fn(&Request) -> Vec<u64>>;
    let answers: [Ids; 2] = [Box::new(same), Box::new(falling)];
    for ids_of in answers {
        let transport = ReplayTransport::new(move |request| {
            let tasks: Value = ids_of(request)
                .iter()
                .map(|id| json!({ "id": id.to_string(), "title": "x", "standing": "active", "date_created": "1700000000", "date_modified": "1700000000" }))
                .collect();
            answer(
                &json!({ "meta": { "status": "ok", "more_info": "", "message": "" }, "response": tasks }),
            )
        });
        let (_, error) = walk(&client(vec![connection("a", "ACCELO")]), &transport, 20);
        assert_eq!(error.unwrap().code, Code::PageInvalid);
    }
}

fn projects(ids: &[String], more: bool) -> Value {
    let projects: Vec<Value> = ids.iter().map(|id| json!({ "project_id": id })).collect();
    json!({ "code": 0, "message": "success", "projects": projects, "page_context": { "has_more_page": more } })
}

/// A Zoho Books whose page of projects holds what `listed` says, each with two tasks.
fn zoho(listed: impl Fn(u64) -> (Vec<String>, bool) + 'static) -> ReplayTransport {
    ReplayTransport::new(move |request| {
        let path = request.url.split('?').next().unwrap();
        let (_, id) = path.rsplit_once('/').unwrap();
        if id == "projects" {
            let (ids, more) = listed(number(request, "page").unwrap());
            return answer(&projects(&ids, more));
        }
        let id: u64 = id.parse().unwrap();
        let task = |n: u64| json!({ "task_id": (id * 10 + n).to_string(), "task_name": "x" });
        answer(
            &json!({ "code": 0, "message": "success", "project": { "project_id": id.to_string(), "tasks": [task(1), task(2)] } }),
        )
    })
}

#[test]
fn a_list_of_projects_that_is_never_at_its_end_is_an_error() {
    type Listed = fn(u64) -> (Vec<String>, bool);
    let never: [(Listed, usize); 3] = [
        // The page number is ignored.
        (|_| (vec!["1".to_owned(), "2".to_owned()], true), 4),
        // Empty pages of which each has another behind it.
        (
            |page| (Vec::from_iter((page == 1).then(|| "1".to_owned())), true),
            2,
        ),
        // A circle.
        (|page| (vec![(page % 3 + 1).to_string()], true), 6),
    ];
    for (listed, tasks) in never {
        for limit in [500, 1] {
            let transport = zoho(listed);
            let client = client(vec![connection("z", "ZOHOBOOKS")]);
            let (pages, error) = walk(&client, &transport, limit);
            assert_eq!(error.unwrap().code, Code::PageInvalid);
            let given: std::collections::BTreeSet<u64> = ids(&pages).into_iter().collect();
            // Within one request what was read before the error is not given: the cursor before it stands.
            assert!(limit == 500 || given.len() == tasks, "{given:?}");
        }
    }
}

#[test]
fn every_page_of_projects_is_read_once_where_they_come_one_by_one() {
    let transport = zoho(|page| (vec![page.to_string()], page < 30));
    let (pages, error) = walk(&client(vec![connection("z", "ZOHOBOOKS")]), &transport, 3);
    assert_eq!(error, None);
    let wanted: Vec<u64> = (1..=30)
        .flat_map(|page| [page * 10 + 1, page * 10 + 2])
        .collect();
    assert_eq!(ids(&pages), wanted);
    assert!(pages.iter().all(|page| page.order == Order::Source));
}

#[test]
fn eight_connections_that_all_stand_in_the_middle_have_a_short_cursor() {
    // Each fails once it has given something, so that the next one is read and all of them lag.
    let connections: Vec<Value> = (0..8)
        .map(|n| {
            connection(
                &format!("a-connection-with-a-long-name-of-many-letters-{n}"),
                "ZOHOBOOKS",
            )
        })
        .collect();
    let options = ClientOptions {
        max_retries: Some(0),
        cursor_key: Some(taskweave::client::OneOrMany::One(
            taskweave::http::Secret::new("a key that signs cursors"),
        )),
        ..ClientOptions::default()
    };
    let client = Client::new(connections, options).unwrap();
    let calls = std::cell::Cell::new(0);
    let transport = ReplayTransport::new(move |request| {
        let path = request.url.split('?').next().unwrap();
        if path.ends_with("/projects") {
            let page = number(request, "page").unwrap();
            let ids: Vec<String> = (0..3)
                .map(|n| format!("{}", 1_000_000_000_000_000_000 + page * 10 + n))
                .collect();
            return answer(&projects(&ids, true));
        }
        calls.set(calls.get() + 1);
        if calls.get() % 20 == 0 {
            return Some(Response {
                status: 500,
                headers: Vec::new(),
                body: Vec::new(),
            });
        }
        let (_, id) = path.rsplit_once('/').unwrap();
        answer(
            &json!({ "code": 0, "message": "success", "project": { "project_id": id, "tasks": [{ "task_id": format!("2{id}"), "task_name": "x" }] } }),
        )
    });
    let request = ListRequest {
        on_error: Some("partial".to_owned()),
        ..request(500, None)
    };
    let page = list(&client, &transport, &request).unwrap();
    assert!(
        page.sources
            .iter()
            .all(|source| source.status == "failed" && source.kept > 0)
    );
    let cursor = page.next_cursor.unwrap();
    println!(
        "a cursor of eight connections that all lag: {} bytes",
        cursor.len()
    );
    assert!(cursor.len() <= 1024, "{}", cursor.len());
}

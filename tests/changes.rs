//! What changed, against a replayed Sage Intacct: exactly what is asked for, by whose clock, and what a
//! failure or a spent budget leaves.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test says by a panic that it failed"
)]

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_executor::block_on;
use serde_json::{Value, json};
use taskweave::client::{
    ChangesPage, ChangesRequest, Client, ClientOptions, LimitInput, ListRequest, Since, World,
};
use taskweave::error::{Code, TaskweaveError};
use taskweave::http::{ReplayTransport, Request, Response};
use taskweave::task::Timestamp;

const NOW: &str = "2026-01-01T12:00:00Z";

/// A platform whose tasks bear these times, in milliseconds of 2025-06-01T10:00 (it shows whole seconds),
/// and what it was asked to read from.
#[derive(Default)]
struct Books {
    tasks: RefCell<Vec<(u32, i64, String)>>,
    asked: RefCell<Vec<String>>,
    is_down: Cell<bool>,
}

fn time(millis: i64) -> String {
    let at = Timestamp::parse("2025-06-01T10:00:00Z").unwrap().millis() + millis;
    let text = Timestamp::from_millis(at).unwrap().to_string();
    format!("{}Z", text.get(..19).unwrap())
}

impl Books {
    fn put(&self, key: u32, millis: i64, name: &str) {
        let mut tasks = self.tasks.borrow_mut();
        tasks.retain(|task| task.0 != key);
        tasks.push((key, millis, name.to_owned()));
    }

    fn answer(&self, request: &Request) -> Option<Response> {
        let response = |status, body: &Value| Response {
            status,
            headers: Vec::new(),
            body: body.to_string().into_bytes(),
        };
        let query: Value = serde_json::from_str(request.body.as_deref()?).ok()?;
        let conditions = query["filters"].as_array()?;
        let bound = |op: &str| {
            let bounds = conditions.iter().map(|c| &c[op]["audit.modifiedDateTime"]);
            bounds
                .filter_map(Value::as_str)
                .next_back()
                .map(str::to_owned)
        };
        let (from, until) = (bound("$gte")?, bound("$lt"));
        self.asked.borrow_mut().push(from.clone());
        if self.is_down.get() {
            return Some(response(503, &json!({})));
        }
        let mut rows: Vec<(String, u32, String)> = self
            .tasks
            .borrow()
            .iter()
            .map(|(key, millis, name)| (time(*millis), *key, name.clone()))
            .filter(|(at, ..)| *at >= from && until.as_ref().is_none_or(|until| at < until))
            .collect();
        rows.sort();
        let size = usize::try_from(query["size"].as_u64()?).ok()?;
        let total = rows.len();
        rows.truncate(size);
        let rows: Vec<Value> = rows
            .iter()
            .map(|(at, key, name)| {
                json!({
                    "key": key.to_string(), "id": key.to_string(), "name": name, "taskStatus": "planned",
                    "audit.createdDateTime": null, "audit.modifiedDateTime": at,
                })
            })
            .collect();
        let next = (rows.len() < total).then_some(rows.len() + 1);
        Some(response(
            200,
            &json!({ "ia::result": rows, "ia::meta": {
                "totalCount": total, "start": 1, "pageSize": size, "next": next, "previous": null,
            } }),
        ))
    }
}

struct Reader {
    world: Rc<Books>,
    client: Client,
    transport: ReplayTransport,
}

impl Reader {
    fn new(options: ClientOptions) -> Self {
        let world = Rc::<Books>::default();
        let connection = json!({
            "id": "books", "platform": "SAGE_INTACCT", "credentials": { "access_token": "s3cret-token" },
        });
        let platform = Rc::clone(&world);
        Self {
            world,
            client: Client::new(vec![connection], options).unwrap(),
            transport: ReplayTransport::new(move |request| platform.answer(request))
                .at(Timestamp::parse(NOW).unwrap()),
        }
    }

    fn ask(&self, since: &str, request: &ChangesRequest) -> Result<ChangesPage, TaskweaveError> {
        let world = World {
            transport: &self.transport,
            now: Timestamp::parse(NOW).unwrap(),
        };
        block_on(
            self.client
                .changes_since(world, &Since::parse(since), request),
        )
    }

    fn asked(&self) -> Vec<String> {
        self.world.asked.take()
    }
}

fn limited(limit: u32) -> ChangesRequest {
    ChangesRequest {
        limit: Some(LimitInput(limit.to_string())),
        ..ChangesRequest::default()
    }
}

fn names(page: &ChangesPage) -> Vec<&str> {
    page.tasks.iter().map(|task| task.name.as_str()).collect()
}

#[test]
fn the_next_reading_starts_a_minute_before_the_latest_time_of_the_platform() {
    let reader = Reader::new(ClientOptions::default());
    reader.world.put(1, 0, "a");
    reader.world.put(2, 300_500, "b");
    let page = reader
        .ask("2025-06-01T10:01:00.500Z", &limited(50))
        .unwrap();
    assert_eq!((names(&page), page.has_more), (vec!["a", "b"], false));
    assert_eq!(reader.asked(), ["2025-06-01T10:00:00Z"]);
    // Nothing is told twice, and a task that became visible late is told.
    reader.world.put(3, 241_000, "late");
    let page = reader.ask(&page.next_cursor, &limited(50)).unwrap();
    assert_eq!((names(&page), page.has_more), (vec!["late"], false));
    assert_eq!(reader.asked(), ["2025-06-01T10:04:00Z"]);
    let page = reader.ask(&page.next_cursor, &limited(50)).unwrap();
    assert_eq!((names(&page), page.has_more), (vec![], false));
    assert_eq!(reader.asked(), ["2025-06-01T10:04:00Z"]);
}

#[test]
fn without_an_overlap_the_last_second_is_still_read_again() {
    let reader = Reader::new(ClientOptions::default());
    let request = ChangesRequest {
        overlap_ms: Some(0),
        ..limited(50)
    };
    reader.world.put(1, 5_100, "a");
    let page = reader.ask("2025-06-01T10:00:05.900Z", &request).unwrap();
    assert_eq!(names(&page), ["a"], "a platform that shows whole seconds");
    reader.world.put(1, 5_800, "the same second");
    reader.world.put(2, 5_900, "another task");
    let page = reader.ask(&page.next_cursor, &request).unwrap();
    assert_eq!(names(&page), ["the same second", "another task"]);
    let page = reader.ask(&page.next_cursor, &request).unwrap();
    assert_eq!(names(&page), Vec::<&str>::new());
    assert_eq!(reader.asked(), ["2025-06-01T10:00:05Z"; 3]);
}

#[test]
fn a_filter_that_leaves_nothing_moves_the_frontier_all_the_same() {
    let reader = Reader::new(ClientOptions::default());
    reader.world.put(1, 600_000, "a");
    let request = ChangesRequest {
        filter: Some("name ~* \"nobody\"".to_owned()),
        ..limited(50)
    };
    let page = reader.ask("2025-06-01T10:00:00Z", &request).unwrap();
    reader.ask(&page.next_cursor, &request).unwrap();
    assert_eq!(
        reader.asked(),
        ["2025-06-01T09:59:00Z", "2025-06-01T10:09:00Z"]
    );
}

#[test]
fn a_time_far_in_the_future_does_not_move_the_frontier() {
    let reader = Reader::new(ClientOptions::default());
    let a_year = 365 * 86_400_000;
    reader.world.put(1, a_year, "of no clock");
    reader.world.put(2, 300_000, "a");
    let page = reader.ask("2025-06-01T10:00:00Z", &limited(50)).unwrap();
    assert_eq!(names(&page), ["a", "of no clock"]);
    reader.world.put(3, 301_000, "b");
    let page = reader.ask(&page.next_cursor, &limited(50)).unwrap();
    assert_eq!(names(&page), ["b"]);
}

#[test]
fn a_platform_that_is_down_keeps_its_place() {
    let reader = Reader::new(ClientOptions {
        max_retries: Some(0),
        ..ClientOptions::default()
    });
    for (key, name) in [(1, "a"), (2, "b"), (3, "c")] {
        reader.world.put(key, i64::from(key) * 1000, name);
    }
    let partial = ChangesRequest {
        on_error: Some("partial".to_owned()),
        ..limited(2)
    };
    let page = reader.ask("2025-06-01T10:00:00Z", &partial).unwrap();
    assert_eq!((names(&page), page.has_more), (vec!["a", "b"], true));
    reader.world.is_down.set(true);
    let error = reader
        .ask(&page.next_cursor, &partial)
        .map(drop)
        .unwrap_err();
    assert!(error.retry_after.is_some(), "{error:?}");
    reader.world.is_down.set(false);
    let page = reader.ask(&page.next_cursor, &partial).unwrap();
    assert_eq!((names(&page), page.has_more), (vec!["c"], false));
}

#[test]
fn a_spent_budget_ends_the_answer_and_not_the_reading() {
    let reader = Reader::new(ClientOptions {
        max_calls_per_source: Some(2),
        ..ClientOptions::default()
    });
    for key in 0..400 {
        reader
            .world
            .put(key, i64::from(key) * 1000, &format!("task {key}"));
    }
    let request = ChangesRequest {
        // Nothing of it can be pushed down, and it rejects nine rows of ten.
        filter: Some("name ~* \"3\" AND name ~* \"33\"".to_owned()),
        ..limited(10)
    };
    let mut found = Vec::new();
    let mut since = "2025-06-01T10:00:00Z".to_owned();
    for answers in 0.. {
        assert!(answers < 100, "it does not end");
        let page = reader.ask(&since, &request).unwrap();
        found.extend(names(&page).into_iter().map(str::to_owned));
        since = page.next_cursor;
        if !page.has_more {
            break;
        }
    }
    let wanted = (0..400).map(|key| format!("task {key}"));
    let wanted: Vec<String> = wanted.filter(|name| name.contains("33")).collect();
    assert_eq!(found, wanted);
}

#[test]
fn a_cursor_of_a_list_is_not_one_of_changes() {
    let reader = Reader::new(ClientOptions::default());
    for key in 0..5 {
        reader.world.put(key, i64::from(key) * 1000, "a");
    }
    let list = ListRequest {
        limit: Some(LimitInput("1".to_owned())),
        sort: Some("updated_at ASC".to_owned()),
        ..ListRequest::default()
    };
    let world = World {
        transport: &reader.transport,
        now: Timestamp::parse(NOW).unwrap(),
    };
    let of_list = block_on(reader.client.list(world, &list))
        .unwrap()
        .next_cursor;
    reader.asked();
    let error = reader
        .ask(&of_list.unwrap(), &limited(1))
        .map(drop)
        .unwrap_err();
    assert_eq!(error.code, Code::CursorMismatch);
    let page = reader.ask("2025-06-01T10:00:00Z", &limited(1)).unwrap();
    let list = ListRequest {
        cursor: Some(page.next_cursor),
        ..list
    };
    let error = block_on(reader.client.list(world, &list))
        .map(drop)
        .unwrap_err();
    assert_eq!(error.code, Code::CursorMismatch);
    assert_eq!(
        reader.asked().len(),
        1,
        "what is wrong is said before any call"
    );
}

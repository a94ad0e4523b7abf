//! Writes through the client: the calls in their order, and what is told of them.

use std::cell::RefCell;

use futures_executor::block_on;

use super::*;
use crate::client::{Client, ClientOptions, World, WriteAnswer, WriteRequest};
use crate::http::{ReplayTransport, Response};

/// A deployment that answers calls in this order, and the client of it.
fn client(answers: Vec<(u16, Value)>) -> (Client, ReplayTransport) {
    let connection = json!({
        "id": "c", "platform": "ACCELO", "deployment": "demo", "credentials": {"access_token": "t"},
    });
    let client = Client::new(vec![connection], ClientOptions::default()).unwrap();
    let answers = RefCell::new(answers.into_iter());
    let transport = ReplayTransport::new(move |_| {
        let (status, body) = answers.borrow_mut().next()?;
        Some(Response {
            status,
            headers: Vec::new(),
            body: body.to_string().into_bytes(),
        })
    });
    (client, transport)
}

fn task(standing: &str) -> (u16, Value) {
    let task = json!({
        "id": "501", "title": "T", "standing": standing, "date_created": "1", "date_modified": "1",
        "date_started": "1769817600", "against_type": "job", "against_id": "17",
    });
    (200, json!({"response": task, "meta": {"status": "ok"}}))
}

fn refusal(message: &str) -> (u16, Value) {
    let meta = json!({"status": "invalid_request", "message": message});
    (400, json!({"response": null, "meta": meta}))
}

fn lines(transport: &ReplayTransport) -> Vec<String> {
    let requests = transport.requests();
    let line = |request: &Request| line(request).split("?_fields").next().unwrap().to_owned();
    requests.iter().map(line).collect()
}

fn update(client: &Client, transport: &ReplayTransport, value: Value) -> Result<WriteAnswer> {
    let world = World {
        transport,
        now: Timestamp::default(),
    };
    let request = WriteRequest::default();
    block_on(client.update(world, &id("501").encode(), &patch(value), &request))
}

#[test]
fn a_status_that_was_taken_and_not_kept_is_told() {
    let answers = vec![task("complete"), task("complete"), task("complete")];
    let (client, transport) = client(answers);
    let answer = update(&client, &transport, json!({"status": "in_progress"})).unwrap();
    assert_eq!(
        lines(&transport),
        [
            "GET /tasks/501",
            "PUT /tasks/501/progressions/start",
            "GET /tasks/501"
        ]
    );
    let codes: Vec<_> = answer.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, ["not_kept"]);
    assert!(answer.warnings[0].message.contains("`status`"));
    assert_eq!(answer.task.unwrap().status, Status::Completed);
}

#[test]
fn a_status_where_the_task_stands_needs_no_call() {
    let (client, transport) = client(vec![task("started"), task("started")]);
    let answer = update(&client, &transport, json!({"status": "in_progress"})).unwrap();
    assert_eq!(lines(&transport), ["GET /tasks/501", "GET /tasks/501"]);
    assert!(answer.warnings.is_empty());
}

#[test]
fn what_was_written_before_a_refusal_is_told() {
    let answers = vec![task("complete"), task("complete"), refusal("No way there.")];
    let (client, transport) = client(answers);
    let value = json!({"name": "T", "status": "in_progress"});
    let error = update(&client, &transport, value).unwrap_err();
    assert_eq!(error.code, Code::PlatformError);
    assert_eq!(error.applied.as_deref(), Some(&["name".to_owned()][..]));
}

#[test]
fn a_wrong_value_is_told_from_a_task_that_is_gone() {
    let (here, transport) = client(vec![refusal("No such staff."), task("started")]);
    let error = update(&here, &transport, json!({"assignees": ["9"]})).unwrap_err();
    assert_eq!((error.code, error.status), (Code::PlatformError, Some(400)));
    let (gone, transport) = client(vec![refusal("No such task."), refusal("No such task.")]);
    let error = update(&gone, &transport, json!({"assignees": ["9"]})).unwrap_err();
    assert_eq!(error.code, Code::NotFound);
    assert_eq!(lines(&transport).len(), 2);
}

#[test]
fn a_task_is_created_progressed_and_read_back() {
    let (client, transport) = client(vec![task("pending"), task("complete"), task("complete")]);
    let world = World {
        transport: &transport,
        now: Timestamp::default(),
    };
    let whole = draft(json!({
        "name": "T", "project": "17", "start_at": "2026-01-31", "status": "completed",
    }));
    let request = WriteRequest::default();
    let answer = block_on(client.create(world, "c", &whole, &request)).unwrap();
    assert_eq!(
        lines(&transport),
        [
            "POST /tasks title=T&against_type=job&against_id=17&date_started=1769817600",
            "PUT /tasks/501/progressions/done",
            "GET /tasks/501",
        ]
    );
    assert_eq!(answer.task.unwrap().status, Status::Completed);
    assert!(answer.warnings.is_empty());
}

#[test]
fn an_answer_that_says_nothing_leaves_a_write_in_doubt() {
    let (client, transport) = client(vec![(200, json!([]))]);
    let error = update(&client, &transport, json!({"name": "T"})).unwrap_err();
    assert_eq!(error.code, Code::OutcomeUnknown);
    assert_eq!(lines(&transport).len(), 1);
}

//! Kickserv's writes through the client: which calls are made, what is read back, what is never repeated.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

use std::cell::RefCell;
use std::rc::Rc;

use futures_executor::block_on;
use serde_json::{Value, json};
use taskweave::client::{Client, ClientOptions, ListRequest, RawRequest, World, WriteRequest};
use taskweave::error::{Code, TaskweaveError};
use taskweave::http::{ReplayTransport, Request, Response};
use taskweave::task::{TaskDraft, TaskId, TaskPatch, Timestamp};

const TOKEN: &str = "s3cret-token";

fn client() -> Client {
    let connection = json!({
        "id": "field", "platform": "KICKSERV", "slug": "acme", "credentials": { "api_token": TOKEN },
    });
    Client::new(vec![connection], ClientOptions::default()).unwrap()
}

fn id(platform_id: &str) -> String {
    TaskId::encode_parts("field", None, platform_id)
}

fn respond(status: u16, body: &str) -> Option<Response> {
    Some(Response {
        status,
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
    })
}

/// An account with one task, whose `PUT` answers without its employees.
fn account(envelope: bool) -> ReplayTransport {
    let task = Rc::new(RefCell::new(None::<Value>));
    let shown = move |task: &Value| {
        let task = task.clone();
        let body = if envelope {
            json!({ "task": task })
        } else {
            task
        };
        respond(200, &body.to_string())
    };
    ReplayTransport::new(move |request| {
        let path = request.url.strip_prefix("https://app.kickserv.com/acme")?;
        let body: Option<Value> = request
            .body
            .as_deref()
            .and_then(|body| serde_json::from_str(body).ok());
        let mut brief = json!({ "id": 17, "job": { "id": 7, "name": "Roof" } });
        match (request.method.as_str(), path) {
            ("POST", "/tasks.json") | ("PUT", "/tasks/17.json") => {
                let mut task = task.borrow_mut();
                let written = body?["task"].clone();
                let kept = task.get_or_insert_with(|| {
                    json!({ "employees": [{ "id": 4 }], "created_at": null, "updated_at": null })
                });
                for (name, value) in written.as_object()? {
                    kept[name] = value.clone();
                    brief[name] = value.clone();
                }
                for (name, value) in brief.clone().as_object()? {
                    kept[name] = value.clone();
                }
                shown(&brief)
            }
            ("DELETE", "/tasks/17.json") => match task.borrow_mut().take() {
                Some(_) => shown(&brief),
                None => respond(400, ""),
            },
            ("GET", "/tasks/17.json") => match &*task.borrow() {
                Some(task) => shown(task),
                None => respond(400, "<error>Couldn't find it</error>"),
            },
            _ => panic!("{request:?} is not replayed"),
        }
    })
}

fn calls(transport: &ReplayTransport) -> Vec<String> {
    let requests = transport.requests();
    let line = |request: &Request| format!("{} {}", request.method.as_str(), request.url);
    let short = |line: String| line.replace("https://app.kickserv.com/acme", "");
    requests.iter().map(line).map(short).collect()
}

fn world(transport: &ReplayTransport) -> World<'_> {
    let now = Timestamp::parse("2026-01-01").unwrap();
    World { transport, now }
}

fn details() -> WriteRequest {
    serde_json::from_value(json!({ "expand": "details" })).unwrap()
}

fn update(transport: &ReplayTransport, patch: Value) -> Result<Value, TaskweaveError> {
    let (client, patch) = (client(), TaskPatch::read(patch)?);
    let (id, request) = (id("17"), details());
    let done = client.update(world(transport), &id, &patch, &request);
    block_on(done).map(|answer| serde_json::to_value(answer).unwrap())
}

fn create(transport: &ReplayTransport, draft: Value) -> Result<Value, TaskweaveError> {
    let (client, draft) = (client(), TaskDraft::read(draft)?);
    let request = details();
    let done = client.create(world(transport), "field", &draft, &request);
    block_on(done).map(|answer| serde_json::to_value(answer).unwrap())
}

fn draft() -> Value {
    json!({
        "name": "Roof", "project": "7", "start_at": "2026-01-31T08:30:00Z",
        "platform_fields": { "task_type_id": 4 },
    })
}

#[test]
fn what_a_write_answers_without_is_read_back() {
    for envelope in [false, true] {
        let transport = account(envelope);
        let created = create(&transport, draft()).unwrap();
        assert_eq!(created["id"], id("17"));
        assert_eq!(created["task"]["status"], "planned");
        let patch = json!({ "description": "A new description", "start_at": null });
        let updated = update(&transport, patch).unwrap();
        assert_eq!(updated["task"]["status"], "not_started");
        assert_eq!(updated["task"]["description"], "A new description");
        assert_eq!(updated["task"]["assignees"][0]["id"], "4");
        let answered = &updated["platform_answer"];
        let answered = if envelope {
            &answered["task"]
        } else {
            answered
        };
        assert_eq!(answered.get("employees"), None);
        assert_eq!(updated["warnings"], json!([]));
        assert_eq!(
            calls(&transport),
            [
                "POST /tasks.json",
                "GET /tasks/17.json",
                "PUT /tasks/17.json",
                "GET /tasks/17.json"
            ]
        );
    }
}

#[test]
fn a_task_that_is_gone_is_told_from_a_write_that_is_refused() {
    let transport = account(false);
    create(&transport, draft()).unwrap();
    let delete = || {
        let client = client();
        block_on(client.delete(world(&transport), &id("17"), &details()))
    };
    let deleted = delete().unwrap();
    assert!(deleted.task.is_none() && deleted.platform_answer.is_some());
    assert_eq!(delete().unwrap_err().code, Code::NotFound);

    // The same status, of a job that does not exist: the task is still there.
    let transport = ReplayTransport::new(|request| match request.method.as_str() {
        "GET" => respond(200, r#"{"id":17,"name":"Roof"}"#),
        _ => respond(404, r#"{"errors":["Couldn't find the job 8"]}"#),
    });
    let error = update(&transport, json!({ "project": "8" })).unwrap_err();
    assert_eq!(error.code, Code::PlatformError);
    assert_eq!(
        error.platform_message.as_deref(),
        Some("Couldn't find the job 8")
    );
    assert!(error.help.as_deref().unwrap().contains("`project`"));
}

#[test]
fn no_write_is_made_twice() {
    type Answer = fn() -> Option<Response>;
    let answers: [(Answer, Code); 5] = [
        (|| None, Code::OutcomeUnknown),
        (|| respond(503, ""), Code::OutcomeUnknown),
        (
            || respond(200, "<html>Sign in</html>"),
            Code::OutcomeUnknown,
        ),
        (|| respond(429, ""), Code::PlatformRateLimit),
        (|| respond(401, "<errors/>"), Code::CredentialsInvalid),
    ];
    for (answer, code) in answers {
        let transport = ReplayTransport::new(move |_| answer());
        let (client, world) = (client(), world(&transport));
        let request = WriteRequest::default();
        let patch = TaskPatch::read(json!({ "name": "x" })).unwrap();
        let draft = TaskDraft::read(draft()).unwrap();
        let id = id("17");
        for error in [
            block_on(client.create(world, "field", &draft, &request)).unwrap_err(),
            block_on(client.update(world, &id, &patch, &request)).unwrap_err(),
            block_on(client.delete(world, &id, &request)).unwrap_err(),
            block_on(client.notify(world, &id, "employee", &request)).unwrap_err(),
        ] {
            assert_eq!(error.code, code, "{error}");
            assert!(!error.to_string().contains(TOKEN));
        }
        let calls = calls(&transport);
        assert_eq!(
            calls,
            [
                "POST /tasks.json",
                "PUT /tasks/17.json",
                "DELETE /tasks/17.json",
                "POST /tasks/17/notify.json"
            ],
            "{code:?}"
        );
    }
}

#[test]
fn what_kickserv_does_not_have_is_refused_before_any_call() {
    let transport = ReplayTransport::new(|request| panic!("{request:?}"));
    for (patch, message, help) in [
        (
            json!({ "status": "completed" }),
            "`status` cannot be written on KICKSERV",
            "`start_at`",
        ),
        (
            json!({ "completed_at": "2026-01-01" }),
            "`completed_at` cannot be",
            "no document",
        ),
        (
            json!({ "priority": "High" }),
            "`priority` cannot be",
            "leave it out",
        ),
        (
            json!({ "name": null }),
            "`name` cannot be made empty",
            "stays",
        ),
        (
            json!({ "project": null }),
            "`project` cannot be made empty",
            "stays",
        ),
        (
            json!({ "platform_fields": { "scheduled_at": "2026-01-01" } }),
            "`platform_fields.scheduled_at` is not a field",
            "write it as `start_at`",
        ),
        (
            json!({ "platform_fields": { "job_number": 7 } }),
            "`platform_fields.job_number` is not a field",
            "task_type_id",
        ),
    ] {
        let error = update(&transport, patch.clone()).unwrap_err();
        assert_eq!(error.code, Code::FieldInvalid, "{patch}");
        assert!(error.message.starts_with(message), "{error}");
        assert!(error.help.as_deref().unwrap().contains(help), "{error}");
    }
    let client = client();
    let (id, request) = (id("17"), WriteRequest::default());
    let kind = client.notify(world(&transport), &id, "sms", &request);
    let error = block_on(kind).unwrap_err();
    assert!(
        error
            .help
            .as_deref()
            .unwrap()
            .contains("employee, details, on_the_way")
    );
    let all = ListRequest::default();
    let count = client.count(world(&transport), &all);
    let error = block_on(count).unwrap_err();
    assert_eq!(error.code, Code::OperationUnsupported);
    assert!(error.help.as_deref().unwrap().contains("count its tasks"));
}

#[test]
fn jobs_are_listed_and_calls_are_passed_through() {
    let transport = ReplayTransport::new(|request| {
        let path = request.url.strip_prefix("https://app.kickserv.com/acme")?;
        match path {
            "/tasks/job_list.json?customer_id=13579" => respond(
                200,
                r#"[{"id":1122334455,"name":"Tracking","status":"new"}]"#,
            ),
            "/tasks.json?employee_number=4&mapping=true" => respond(
                200,
                r#"[{"id":1,"employees":[{"id":4,"password_salt":"salt-and-pepper"}]}]"#,
            ),
            _ => None,
        }
    });
    let client = client();
    let jobs = block_on(client.jobs(world(&transport), "field", "13579")).unwrap();
    assert_eq!(jobs.jobs[0].id, "1122334455");
    let request: RawRequest = serde_json::from_value(json!({
        "path": "/tasks.json", "query": { "employee_number": 4, "mapping": true },
    }))
    .unwrap();
    let answer = block_on(client.raw(world(&transport), "field", &request)).unwrap();
    let body = answer.body.unwrap();
    assert!(body.get().contains(r#""employees""#));
    assert!(!body.get().contains("salt-and-pepper"), "{body}");
}

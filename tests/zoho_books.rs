//! Zoho Books behind the client: what stands between its room and everything around it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

use futures_executor::block_on;
use serde_json::json;
use taskweave::client::{Client, ClientOptions, RawRequest, World, WriteRequest};
use taskweave::error::Code;
use taskweave::http::{Method, ReplayTransport, Response};
use taskweave::task::{TaskId, TaskPatch, Timestamp};

fn client() -> Client {
    let connection = json!({
        "id": "z", "platform": "ZOHOBOOKS", "region": "ca", "organization_id": "1",
        "credentials": {
            "client_id": "app", "client_secret": "s3cret", "refresh_token": "s3cret-refresh",
        },
    });
    Client::new(vec![connection], ClientOptions::default()).unwrap()
}

fn world(transport: &ReplayTransport) -> World<'_> {
    World {
        transport,
        now: Timestamp::parse("2026-01-01").unwrap(),
    }
}

fn answer(status: u16, body: &str) -> Option<Response> {
    Some(Response {
        status,
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
    })
}

fn list_projects() -> RawRequest {
    serde_json::from_value(json!({ "path": "/projects" })).unwrap()
}

/// Asked again at once, Zoho would only count on.
#[test]
fn too_many_tokens_are_not_asked_for_again_before_their_time() {
    let transport = ReplayTransport::new(|_| answer(400, r#"{"error":"Access Denied"}"#));
    let client = client();
    for _ in 0..3 {
        let error = block_on(client.raw(world(&transport), "z", &list_projects())).unwrap_err();
        assert_eq!(error.code, Code::PlatformRateLimit);
        assert_eq!(error.retry_after, Some(600));
    }
    let [request] = &transport.requests()[..] else {
        panic!("{:?}", transport.requests());
    };
    assert_eq!(request.url, "https://accounts.zohocloud.ca/oauth/v2/token");
}

#[test]
fn a_token_that_is_refused_under_200_is_renewed_and_the_write_made_once_more() {
    let transport = ReplayTransport::new(|request| {
        let token = request.authorization.as_ref().map(|header| header.reveal());
        match (request.url.contains("/oauth/"), token, request.method) {
            (true, _, _) => {
                let body = request.reveal_body().unwrap();
                let (access, refresh) = match body.contains("refresh_token=second") {
                    true => ("new", "third"),
                    false => ("old", "second"),
                };
                answer(
                    200,
                    &json!({ "access_token": access, "refresh_token": refresh }).to_string(),
                )
            }
            (_, Some("Zoho-oauthtoken new"), Method::Delete) => answer(200, r#"{"code":0}"#),
            (_, Some("Zoho-oauthtoken old"), _) => answer(200, r#"{"code":57}"#),
            _ => None,
        }
    });
    let id = TaskId {
        connection_id: "z".to_owned(),
        parent: Some("7".to_owned()),
        platform_id: "8".to_owned(),
    };
    let client = client();
    let (id, request) = (id.encode(), WriteRequest::default());
    let deleted = block_on(client.delete(world(&transport), &id, &request)).unwrap();
    assert!(deleted.task.is_none());
    assert_eq!(transport.requests().len(), 4);
}

#[test]
fn a_task_that_left_its_project_is_not_written() {
    let transport = ReplayTransport::new(|request| {
        if request.url.contains("/oauth/") {
            return answer(200, r#"{"access_token":"a"}"#);
        }
        assert_eq!(request.method, Method::Get);
        answer(200, r#"{"code":0,"project":{"project_id":"7","tasks":[]}}"#)
    });
    let id = TaskId {
        connection_id: "z".to_owned(),
        parent: Some("7".to_owned()),
        platform_id: "8".to_owned(),
    };
    let patch = TaskPatch::read(json!({ "name": "New" })).unwrap();
    let client = client();
    let (id, request) = (id.encode(), WriteRequest::default());
    let updated = block_on(client.update(world(&transport), &id, &patch, &request));
    assert_eq!(updated.unwrap_err().code, Code::NotFound);
}

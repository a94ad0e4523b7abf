//! Sources that are not called, relative times over a walk, and what explaining a list shows.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

use futures_executor::block_on;
use serde_json::{Value, json};
use taskweave::client::{
    Client, ClientOptions, Explanation, LimitInput, ListRequest, OneOrMany, World,
};
use taskweave::error::{Code, TaskweaveError};
use taskweave::http::{ReplayTransport, Request, Response};
use taskweave::task::{TaskId, Timestamp};
use taskweave::weave::Page;

const TOKEN: &str = "s3cret-token";

fn client() -> Client {
    let token = json!({ "access_token": TOKEN });
    let connections = vec![
        json!({ "id": "a", "platform": "ACCELO", "deployment": "acme", "credentials": token }),
        json!({ "id": "i", "platform": "SAGE_INTACCT", "credentials": token }),
        json!({ "id": "k", "platform": "KICKSERV", "slug": "acme", "credentials": { "api_token": TOKEN } }),
        json!({ "id": "z", "platform": "ZOHOBOOKS", "region": "eu", "organization_id": "1", "credentials": token }),
    ];
    // What is sent once is sent once: repeats are the gateway's tests.
    let options = ClientOptions {
        max_retries: Some(0),
        ..ClientOptions::default()
    };
    Client::new(connections, options).unwrap()
}

fn filter(text: &str) -> ListRequest {
    ListRequest {
        filter: Some(text.to_owned()),
        ..ListRequest::default()
    }
}

fn at(time: &str) -> Timestamp {
    Timestamp::parse(time).unwrap()
}

fn list(
    transport: &ReplayTransport,
    now: Timestamp,
    request: &ListRequest,
) -> Result<Page, TaskweaveError> {
    block_on(client().list(World { transport, now }, request))
}

fn explain(request: &ListRequest) -> Explanation {
    let transport = ReplayTransport::new(|request| panic!("{request:?} was sent"));
    let now = at("2026-01-01T12:00:00Z");
    let world = World {
        transport: &transport,
        now,
    };
    client().explain(world, request).unwrap()
}

fn answer(body: &Value) -> Response {
    Response {
        status: 200,
        headers: Vec::new(),
        body: body.to_string().into_bytes(),
    }
}

/// A Kickserv whose tasks were changed at these minutes of 2026-01-01T10; the others answer nothing.
fn kickserv(minutes: &'static [u32]) -> impl Fn(&Request) -> Option<Response> {
    move |request| {
        if !request.url.contains("app.kickserv.com") {
            return None;
        }
        let task = |minute: &u32| {
            let time = format!("2026-01-01T10:{minute:02}:00Z");
            json!({ "id": minute, "name": format!("task {minute}"), "created_at": time, "updated_at": time })
        };
        let is_first = request.url.contains("page=1&");
        let tasks: Vec<Value> = minutes.iter().filter(|_| is_first).map(task).collect();
        Some(answer(&json!(tasks)))
    }
}

#[test]
fn a_source_of_which_nothing_can_match_is_not_called() {
    let ours = TaskId::encode_parts("k", None, "20");
    for text in [
        r#"platform = "KICKSERV""#.to_owned(),
        r#"connection_id = "k" AND name ~ "task""#.to_owned(),
        r#"NOT (platform != "KICKSERV" OR name = "x")"#.to_owned(),
        format!(r#"id IN ("{ours}", "nobody")"#),
    ] {
        let transport = ReplayTransport::new(kickserv(&[10, 20, 30]));
        let now = at("2026-01-01T12:00:00Z");
        let page = list(&transport, now, &filter(&text)).unwrap();
        assert!(!page.tasks.is_empty(), "{text}");
        assert_eq!(page.next_cursor, None, "{text}");
        let called = transport.requests();
        assert!(
            called.iter().all(|r| r.url.contains("kickserv")),
            "{called:?}"
        );
        for report in &page.sources {
            let is_read = report.connection_id == "k";
            assert_eq!(report.mode == "not_read", !is_read, "{text}: {report:?}");
            assert_eq!(report.calls == 0, !is_read, "{text}: {report:?}");
            assert_eq!(report.status, "done", "{text}: {report:?}");
        }
    }
}

#[test]
fn a_filter_that_can_match_nothing_calls_nobody() {
    for text in [
        r#"status = "completed" AND status = "planned""#,
        r#"updated_at > now AND updated_at < now-1d"#,
        r#"platform_url ^= "https""#,
        r#"id = "nobody" OR name = null"#,
        "percent_complete BETWEEN 1 AND 0.5",
    ] {
        let transport = ReplayTransport::new(|request| panic!("{request:?} was sent"));
        let now = at("2026-01-01T12:00:00Z");
        let page = list(&transport, now, &filter(text)).unwrap();
        assert!(
            page.tasks.is_empty() && page.next_cursor.is_none(),
            "{text}"
        );
        assert_eq!(page.walk_started_at, Some(now), "{text}");
        assert!(page.sources.iter().all(|source| source.mode == "not_read"));
        let explanation = explain(&filter(text));
        assert!(
            explanation
                .sources
                .iter()
                .all(|source| source.requests.is_empty())
        );
    }
}

#[test]
fn sources_that_are_not_read_are_no_hindrance_to_partial_answers() {
    // Accelo fails; Intacct and Zoho Books are not read.
    let request = ListRequest {
        on_error: Some("partial".to_owned()),
        limit: Some(LimitInput("2".to_owned())),
        ..filter(r#"platform IN ("KICKSERV", "ACCELO")"#)
    };
    let transport = ReplayTransport::new(kickserv(&[10, 20, 30]));
    let now = at("2026-01-01T12:00:00Z");
    let first = list(&transport, now, &request).unwrap();
    assert_eq!(first.tasks.len(), 2);
    let second = ListRequest {
        cursor: first.next_cursor,
        ..request.clone()
    };
    let second = list(&transport, now, &second).unwrap();
    assert_eq!(second.tasks.len(), 1);
    let states = second.sources.iter().map(|s| (s.mode, s.status));
    assert_eq!(
        states.collect::<Vec<_>>(),
        [
            ("keyset", "failed"),
            ("not_read", "done"),
            ("materialised", "done"),
            ("not_read", "done")
        ]
    );
    // Only the one that failed is left: that is an error, not an end.
    let third = ListRequest {
        cursor: second.next_cursor,
        ..request
    };
    let error = list(&transport, now, &third).unwrap_err();
    assert_eq!(error.connection_id.as_deref(), Some("a"));
    assert!(error.retry_after.is_some());
}

#[test]
fn relative_times_stand_still_while_a_walk_goes_on() {
    let transport = ReplayTransport::new(kickserv(&[0, 10, 20, 30, 40, 50]));
    let mut request = ListRequest {
        limit: Some(LimitInput("1".to_owned())),
        ..filter(r#"platform = "KICKSERV" AND updated_at >= now-35min AND updated_at < today+1d"#)
    };
    let mut names = Vec::new();
    let mut last = None;
    for hour in 11..20 {
        // Another hour passes before each page: from the second on, `now-35min` would match nothing.
        let now = at(&format!("2026-01-01T{hour}:00:00Z"));
        let page = list(&transport, now, &request).unwrap();
        names.extend(page.tasks.into_iter().map(|task| task.name));
        request.cursor = page.next_cursor;
        last = page.walk_started_at;
        if request.cursor.is_none() {
            break;
        }
    }
    assert_eq!(names, ["task 50", "task 40", "task 30"]);
    assert_eq!(last, Some(at("2026-01-01T11:00:00Z")));
}

#[test]
fn days_begin_at_the_users_midnight_in_every_page_of_a_walk() {
    let transport = ReplayTransport::new(kickserv(&[0, 10, 20, 30, 40, 50]));
    let now = at("2026-01-01T12:00:00Z");
    // At 10:25 UTC the day of this clock began.
    let request = ListRequest {
        limit: Some(LimitInput("2".to_owned())),
        utc_offset_minutes: Some(-625),
        ..filter(r#"platform = "KICKSERV" AND updated_at >= today"#)
    };
    let page = list(&transport, now, &request).unwrap();
    let cursor = page.next_cursor.unwrap();
    let go_on = |utc_offset_minutes, text: &str| {
        let request = ListRequest {
            cursor: Some(cursor.clone()),
            utc_offset_minutes,
            ..filter(text)
        };
        list(&transport, now, &request)
    };
    let same = r#"updated_at >= today AND platform IN ("KICKSERV")"#;
    let rest = go_on(Some(-625), same).unwrap();
    let names: Vec<_> = page
        .tasks
        .iter()
        .chain(&rest.tasks)
        .map(|t| t.name.as_str())
        .collect();
    assert_eq!(names, ["task 50", "task 40", "task 30"]);
    let error = go_on(None, same).unwrap_err();
    assert_eq!(error.code, Code::CursorMismatch);
    // Without a relative time the zone means nothing.
    let plain = ListRequest {
        limit: Some(LimitInput("1".to_owned())),
        ..filter(r#"platform = "KICKSERV""#)
    };
    let cursor = list(&transport, now, &plain).unwrap().next_cursor;
    let moved = ListRequest {
        cursor,
        utc_offset_minutes: Some(60),
        ..plain
    };
    assert_eq!(
        list(&transport, now, &moved).unwrap().tasks[0].name,
        "task 40"
    );
}

#[test]
fn a_clock_that_is_none_is_refused() {
    for minutes in [-1081, 1081, i64::MAX] {
        let transport = ReplayTransport::new(|_| None);
        let request = ListRequest {
            utc_offset_minutes: Some(minutes),
            ..ListRequest::default()
        };
        let error = list(&transport, at("2026-01-01"), &request).unwrap_err();
        assert_eq!(error.code, Code::RequestInvalid);
        assert_eq!(
            error.message,
            format!("a clock cannot be {minutes} minutes ahead of UTC")
        );
        assert!(error.help.as_deref().unwrap().contains("-1080 to 1080"));
        assert!(transport.requests().is_empty());
    }
}

#[test]
fn explaining_shows_what_the_next_page_sends() {
    let requests = [
        ListRequest::default(),
        filter(r#"updated_at >= now-7d AND status = "planned""#),
        ListRequest {
            sort: Some("name".to_owned()),
            expand: Some(OneOrMany::One("details".to_owned())),
            ..filter(r#"platform != "ZOHOBOOKS" AND due_at < today"#)
        },
    ];
    for request in requests {
        let explanation = explain(&request);
        let transport = ReplayTransport::new(|_| None);
        let partial = ListRequest {
            on_error: Some("partial".to_owned()),
            ..request
        };
        // Nobody answers, so that all send their first requests and nothing more.
        let now = at("2026-01-01T12:00:00Z");
        let _ = list(&transport, now, &partial);
        let sent: Vec<String> = transport
            .requests()
            .iter()
            .map(|request| serde_json::to_string(&request.masked()).unwrap())
            .collect();
        let told: Vec<String> = explanation
            .sources
            .iter()
            .flat_map(|source| &source.requests)
            .map(|request| serde_json::to_string(request).unwrap())
            .collect();
        assert!(!told.is_empty());
        assert_eq!(told, sent);
        let whole = serde_json::to_string(&explanation).unwrap();
        assert!(!whole.contains(TOKEN), "{whole}");
    }
}

#[test]
fn explaining_goes_on_from_a_cursor_and_knows_what_is_kept() {
    let minutes: &[u32] = &[0, 10, 20, 30, 40, 50];
    let transport = ReplayTransport::new(kickserv(minutes));
    let now = at("2026-01-01T12:00:00Z");
    let world = World {
        transport: &transport,
        now,
    };
    let client = client();
    let request = ListRequest {
        limit: Some(LimitInput("1".to_owned())),
        ..filter(r#"platform = "KICKSERV" AND updated_at < now"#)
    };
    let page = block_on(client.list(world, &request)).unwrap();
    let calls = transport.requests().len();
    let next = ListRequest {
        cursor: page.next_cursor,
        ..request
    };
    let later = World {
        now: at("2026-01-01T12:00:30Z"),
        ..world
    };
    let explanation = client.explain(later, &next).unwrap();
    assert_eq!(explanation.walk_started_at, now);
    assert_eq!(
        explanation.resolved_filter.as_deref(),
        Some(r#"platform = "KICKSERV" AND updated_at < "2026-01-01T12:00:00.000Z""#)
    );
    let kept = &explanation.sources[2];
    assert_eq!(
        (kept.mode, kept.expected_calls.at_most),
        ("materialised", 0)
    );
    assert!(kept.requests.is_empty());
    let late = World {
        now: at("2026-01-01T12:05:00Z"),
        ..world
    };
    let again = &client.explain(late, &next).unwrap().sources[2];
    assert_eq!(
        (again.requests.len(), again.expected_calls.at_least),
        (1, 1)
    );
    assert_eq!(transport.requests().len(), calls);
}

#[test]
fn a_filter_on_what_no_row_of_a_list_carries_is_refused_with_the_reason() {
    let transport = ReplayTransport::new(|_| panic!("no call must be made"));
    let now = at("2026-01-01T12:00:00Z");
    let request = filter("platform_data.customer_id = \"7\"");
    let error = list(&transport, now, &request).unwrap_err();
    assert_eq!(error.code, Code::FilterField);
    assert_eq!(error.connection_id.as_deref(), Some("z"));
    assert!(error.message.contains("inside their projects"), "{error}");
    // Where the platform is left out of the filter, nothing is in the way.
    let request = filter("platform_data.customer_id = \"7\" AND platform = \"KICKSERV\"");
    let error = list(&ReplayTransport::new(|_| None), now, &request).unwrap_err();
    assert_eq!(error.code, Code::Network);
}

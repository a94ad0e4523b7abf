//! Clients and handlers through real JavaScript values, over a `fetch` that is given. The same tests run
//! in Node and in a headless browser.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

#[path = "support/js.rs"]
mod values;

use js_sys::{Function, Promise, Reflect};
use serde_json::{Value, json};
use taskweave::js::JsClient;
use taskweave::worker::create_handler;
use values::{KICKSERV, data, js, thrown};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

/// An object of these options, with a function among them.
fn with_function(options: &Value, name: &str, function: &Function) -> JsValue {
    let options = js(options);
    Reflect::set(&options, &name.into(), function).unwrap();
    options
}

async fn resolved(promise: Promise) -> Result<JsValue, JsValue> {
    JsFuture::from(promise).await
}

fn connection() -> Value {
    json!({
        "id": "main", "platform": "KICKSERV", "slug": "demo",
        "credentials": {"api_token": "s3cret"},
    })
}

#[wasm_bindgen_test]
fn settings_of_a_client_are_checked() {
    let wrong = |options: Value| thrown(JsClient::new(js(&options)));
    let (message, rest) = wrong(json!({}));
    assert_eq!(message, "the client has no connections");
    assert!(rest["help"].as_str().unwrap().contains("accessTokens"));
    let (message, rest) = wrong(json!({"conections": []}));
    assert!(message.contains("`conections`"), "{message}");
    assert_eq!(rest["help"], "did you mean `connections`?");
    let (_, rest) = thrown(JsClient::new(JsValue::from(7)));
    assert_eq!(rest["code"], "request_invalid");

    let mut other = connection();
    other["slug"] = json!("../evil.example");
    let (message, rest) = wrong(json!({"connections": [other]}));
    assert_eq!(rest["code"], "connection_invalid");
    assert_eq!(rest["platform"], "KICKSERV");
    assert_eq!(rest["connection_id"], "main");
    assert!(!message.contains("evil"), "{message}");

    let (message, rest) = wrong(json!({"connections": [connection(), connection()]}));
    assert_eq!(message, "two connections have the id `main`");
    assert_eq!(rest["code"], "connection_invalid");

    let mut other = connection();
    other["credentials"]["api_token"] = json!("s3cret\n");
    let (message, rest) = wrong(json!({"connections": [other]}));
    assert_eq!(rest["code"], "connection_invalid");
    assert!(!format!("{message}{rest}").contains("s3cret"));

    let (message, _) = wrong(json!({"connections": [connection()], "fetch": "x"}));
    assert_eq!(message, "`fetch` is not a function");
    let (message, rest) = wrong(json!({"connections": [connection()], "pageCache": {}}));
    assert_eq!(message, "`pageCache` lacks `get` or `put`");
    assert!(
        rest["help"]
            .as_str()
            .unwrap()
            .contains("put(key, bytes, ttlMs)")
    );
    let (_, rest) = wrong(json!({"endpoint": "example.com", "accessTokens": ["x"]}));
    assert_eq!(rest["code"], "request_invalid");
}

/// Makes a `fetch` that answers `page` first and an empty one then, and keeps what it was asked.
const CANNED: &str = r"
    const asked = [];
    const headers = { 'content-type': 'application/json' };
    const fetch = async (request) => {
        asked.push([request.method, request.url, request.headers.get('authorization'), request.redirect]);
        const isFirst = new URL(request.url).searchParams.get('page') === '1';
        return new Response(isFirst ? page : '[]', { headers });
    };
    return { fetch, asked };
";

/// The canned `fetch` for a page, and the list of what it was asked.
fn canned(page: &str) -> (Function, JsValue) {
    let make = Function::new_with_args("page", CANNED);
    let made = make.call1(&JsValue::UNDEFINED, &page.into()).unwrap();
    let part = |name: &str| Reflect::get(&made, &name.into()).unwrap();
    (part("fetch").unchecked_into(), part("asked"))
}

#[wasm_bindgen_test]
async fn a_client_reads_through_the_fetch_that_it_was_given() {
    let (fetch, asked) = canned(KICKSERV);
    let options = with_function(&json!({"connections": [connection()]}), "fetch", &fetch);
    let clock = Function::new_no_args("return Date.UTC(2026, 0, 1)");
    Reflect::set(&options, &"now".into(), &clock).unwrap();
    let client = JsClient::new(options).unwrap();

    let request = js(&json!({"limit": 2}));
    let page = data(&resolved(client.list(request)).await.unwrap());
    let names = |page: &Value| {
        let tasks = page["tasks"].as_array().unwrap().clone();
        tasks
            .iter()
            .map(|task| task["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&page), ["paint", "roof"]);
    assert_eq!(page["tasks"][0]["updated_at"], "2024-02-29T23:00:00.000Z");
    assert_eq!(
        page["tasks"][0]["last_synced_at"],
        "2026-01-01T00:00:00.000Z"
    );
    // Two pages, read until two readings hold the same rows.
    assert_eq!(page["sources"][0]["calls"], 4);
    assert_eq!(page["warnings"], json!([]));
    let cursor = &page["next_cursor"];
    let last = js(&json!({"limit": 2, "cursor": cursor}));
    let last = data(&resolved(client.list(last)).await.unwrap());
    assert_eq!(names(&last), ["現場 🚧"]);
    assert_eq!(last["next_cursor"], Value::Null);
    assert_eq!(last["walk_started_at"], "2026-01-01T00:00:00.000Z");

    let calls = data(&asked);
    assert_eq!(
        calls[0],
        json!([
            "GET",
            "https://app.kickserv.com/demo/tasks.json?page=1&per_page=100",
            "Basic czNjcmV0OnMzY3JldA==",
            "manual"
        ])
    );
    // What was read whole is remembered.
    assert_eq!(calls.as_array().unwrap().len(), 4);
}

/// Makes a `fetch` whose lists come as bodies of a kind: of bytes or not, in chunks as small as an edge
/// runtime's, of the realm of a frame where there is one. It counts the buffers that the reader brought.
const BODIES: &str = r"
    const counts = { buffers: 0 };
    let realm = globalThis;
    if (kind.startsWith('frame') && globalThis.document) {
        const frame = document.body.appendChild(document.createElement('iframe'));
        realm = frame.contentWindow;
    }
    const body = (text) => {
        const bytes = realm.Uint8Array.from(new TextEncoder().encode(text));
        let at = 0;
        const step = (controller) => {
            if (at >= bytes.length) return false;
            controller.enqueue(bytes.slice(at, at + 4096));
            at += 4096;
            return true;
        };
        if (kind.endsWith('chunks')) {
            return new realm.ReadableStream({ pull: (controller) => void (step(controller) || controller.close()) });
        }
        return new realm.ReadableStream({
            type: 'bytes',
            pull(controller) {
                const view = controller.byobRequest?.view;
                if (!view) return void (step(controller) || controller.close());
                counts.buffers += 1;
                const piece = bytes.subarray(at, at + view.byteLength);
                new realm.Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(piece);
                at += piece.length;
                if (piece.length === 0) controller.close();
                controller.byobRequest.respond(piece.length);
            },
        });
    };
    const fetch = async (request) => {
        const isFirst = new URL(request.url).searchParams.get('page') === '1';
        const text = isFirst ? page.trimEnd().slice(0, -1) + ' '.repeat(600_000) + ']' : '[]';
        return { status: 200, headers: new Headers(), body: body(text) };
    };
    return { fetch, counts };
";

#[wasm_bindgen_test]
async fn a_body_is_read_to_its_end_however_it_comes() {
    for kind in ["bytes", "chunks", "frame bytes", "frame chunks"] {
        let make = Function::new_with_args("page, kind", BODIES);
        let made = make
            .call2(&JsValue::UNDEFINED, &KICKSERV.into(), &kind.into())
            .unwrap();
        let part = |name: &str| Reflect::get(&made, &name.into()).unwrap();
        let fetch = part("fetch").unchecked_into();
        let options = with_function(&json!({"connections": [connection()]}), "fetch", &fetch);
        let client = JsClient::new(options).unwrap();
        let page = resolved(client.list(JsValue::UNDEFINED)).await;
        let page = data(&page.unwrap_or_else(|error| panic!("{kind}: {error:?}")));
        assert_eq!(page["tasks"].as_array().unwrap().len(), 3, "{kind}");
        assert_eq!(page["warnings"], json!([]), "{kind}");
        let buffers = data(&part("counts"))["buffers"].as_u64().unwrap();
        // Streams of another realm are left as they are; without frames there is no other.
        let has_frames = Reflect::has(&js_sys::global(), &"document".into()).unwrap();
        let is_helped = kind == "bytes" || (kind == "frame bytes" && !has_frames);
        assert_eq!(buffers > 0, is_helped, "{kind}: {buffers}");
    }
}

#[wasm_bindgen_test]
async fn a_list_that_fails_rejects_with_all_that_is_known() {
    let busy = Function::new_no_args(
        "return new Response('', { status: 429, headers: { 'retry-after': '7' } })",
    );
    let once = json!({"connections": [connection()], "maxRetries": 0});
    let options = with_function(&once, "fetch", &busy);
    let client = JsClient::new(options).unwrap();
    let (message, rest) = thrown(resolved(client.list(JsValue::UNDEFINED)).await);
    assert!(
        message.starts_with("Kickserv asks to slow down (HTTP 429)"),
        "{message}"
    );
    assert_eq!(rest["code"], "platform_rate_limit");
    assert_eq!(rest["platform"], "KICKSERV");
    assert_eq!(rest["connection_id"], "main");
    assert_eq!(rest["status"], 429);
    assert_eq!(rest["retryable"], true);
    assert_eq!(rest["retry_after"], 7);

    let broken = Function::new_no_args("throw new TypeError('no way out')");
    let options = with_function(&once, "fetch", &broken);
    let client = JsClient::new(options).unwrap();
    let (message, rest) = thrown(resolved(client.list(JsValue::NULL)).await);
    assert!(message.contains("no way out"), "{message}");
    assert_eq!(rest["code"], "network");

    let (_, rest) =
        thrown(resolved(client.list(js(&json!({"filter": "name ~ \"🚧\" AND"})))).await);
    assert_eq!(rest["code"], "filter_syntax");
    assert_eq!(rest["span"], json!({"start": 15, "end": 15}));
    let (_, rest) = thrown(resolved(client.list(js(&json!({"limit": -1})))).await);
    assert_eq!(rest["code"], "limit_invalid");
    let (_, rest) = thrown(resolved(client.get("x".to_owned(), JsValue::UNDEFINED)).await);
    assert_eq!(rest["code"], "id_invalid");
}

#[wasm_bindgen_test]
async fn a_handler_answers_a_request() {
    let options = json!({
        "connections": [connection()],
        "accessTokens": {"0123456789abcdef": "main"},
    });
    let options = with_function(&options, "fetch", &canned(KICKSERV).0);
    let handler = create_handler(&options).unwrap();
    let ask = async |path: &str| {
        let request = web_sys::Request::new_with_str(&format!("https://edge.example{path}"));
        let answer = handler.fetch(request.unwrap(), JsValue::UNDEFINED, JsValue::UNDEFINED);
        let response: web_sys::Response = resolved(answer).await.unwrap().unchecked_into();
        let method: Function = Reflect::get(&response, &"json".into())
            .unwrap()
            .unchecked_into();
        let body: Promise = method.call0(&response).unwrap().unchecked_into();
        (response.status(), data(&resolved(body).await.unwrap()))
    };
    let (status, body) = ask("/tasks?access_token=0123456789abcdef&limit=1&sort=name").await;
    assert_eq!(status, 200);
    assert_eq!(body["tasks"][0]["name"], "paint");
    assert_eq!(
        body["connection"],
        json!({"id": "main", "orgId": null, "platform": "KICKSERV"})
    );
    let (status, body) = ask("/tasks?access_token=nobody").await;
    assert_eq!(
        (status, &body["error_code"]),
        (401, &json!("INVALID_CREDENTIALS"))
    );
    let (_, rest) = thrown(create_handler(&js(&json!({
        "connections": [connection()],
        "accessTokens": {"short": "main"},
    }))));
    assert_eq!(rest["code"], "request_invalid");
}

//! The merger of pages through real JavaScript values. The same tests run in Node and in a headless
//! browser.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

#[path = "support/js.rs"]
mod values;

use js_sys::{Date, Function, Reflect, Uint8Array};
use serde_json::{Value, json};
use taskweave::js::JsPageMerger;
use values::{KICKSERV, data, js, thrown};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

fn merger(options: &Value) -> JsPageMerger {
    JsPageMerger::new(&js(options)).unwrap()
}

fn two_sources() -> Value {
    json!([{"id": "k", "platform": "KICKSERV"}, {"id": "a", "platform": "ACCELO"}])
}

fn push(merger: &mut JsPageMerger, source: &str, page: &str, options: Value) -> Value {
    data(&merger.push(source, &page.into(), js(&options)).unwrap())
}

#[wasm_bindgen_test]
fn pages_become_one_list() {
    let mut merger = merger(&json!({"sources": two_sources(), "sort": "updated_at", "limit": 2}));
    let next = |merger: &mut JsPageMerger| data(&merger.step().unwrap());
    let nothing = json!({"tasks": [], "done": false, "needs": ["k", "a"]});
    assert_eq!(next(&mut merger), nothing);
    let bytes = Uint8Array::from(KICKSERV.as_bytes());
    let pushed = merger.push("k", &bytes, js(&json!({"last": true})));
    assert_eq!(data(&pushed.unwrap()), json!({"rows": 3, "warnings": []}));
    assert_eq!(next(&mut merger)["needs"], json!(["a"]));
    // 2024-02-01.
    let page = r#"{"response": [{"id": "1", "title": "x", "standing": "pending", "date_created": "1", "date_modified": "1706745600"}]}"#;
    let pushed = push(&mut merger, "a", page, json!({}));
    assert_eq!(pushed, json!({"rows": 1, "warnings": []}));
    let step = next(&mut merger);
    assert_eq!(step["tasks"].as_array().unwrap().len(), 1);
    assert_eq!(step["tasks"][0]["name"], "roof");
    assert!(step["tasks"][0].get("is_late").is_none());
    assert_eq!(
        (&step["done"], &step["needs"]),
        (&json!(false), &json!(["a"]))
    );
    push(
        &mut merger,
        "a",
        r#"{"response": []}"#,
        json!({"last": true}),
    );
    let step = next(&mut merger);
    assert_eq!(step["tasks"][0]["name"], "x");
    assert_eq!(step["tasks"][1]["name"], "paint");
    assert_eq!((&step["done"], &step["needs"]), (&json!(false), &json!([])));
    let step = next(&mut merger);
    assert_eq!(step["tasks"][0]["name"], "現場 🚧");
    assert_eq!((&step["done"], &step["needs"]), (&json!(true), &json!([])));
}

#[wasm_bindgen_test]
fn options_are_heard() {
    let options = js(&json!({
        "sources": [{"id": "k", "platform": "KICKSERV", "ordered": false}],
        "filter": "updated_at < today", "utcOffsetMinutes": 60, "sort": "name DESC",
        "expand": ["details", "platform_data"],
    }));
    // 23:00 UTC of the newest task's instant: midnight where clocks are an hour ahead.
    let now = Date::new(&"2024-02-29T23:00:00Z".into());
    Reflect::set(&options, &"now".into(), &now).unwrap();
    let mut merger = JsPageMerger::new(&options).unwrap();
    push(&mut merger, "k", KICKSERV, json!(null));
    assert_eq!(data(&merger.step().unwrap())["needs"], json!(["k"]));
    push(&mut merger, "k", "[]", json!({"last": true}));
    let step = data(&merger.step().unwrap());
    let tasks = step["tasks"].as_array().unwrap();
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0]["name"], "roof");
    assert_eq!(tasks[0]["last_synced_at"], "2024-02-29T23:00:00.000Z");
    assert_eq!(tasks[0]["platform_data"]["id"], 7);
    assert!(tasks[0].as_object().unwrap().contains_key("due_at"));
}

#[wasm_bindgen_test]
fn mistakes_are_told() {
    let wrong = |options: Value| thrown(JsPageMerger::new(&js(&options)));
    let (message, rest) = wrong(json!({}));
    assert_eq!(message, "a PageMerger is not told its sources");
    assert!(rest["help"].as_str().unwrap().contains("sources: ["));
    let (_, rest) = thrown(JsPageMerger::new(&JsValue::UNDEFINED));
    assert_eq!(rest["code"], "request_invalid");
    let (message, rest) = wrong(json!({"sources": [{"id": "k", "platform": "KICKSERF"}]}));
    assert_eq!(message, "`KICKSERF` is not a platform");
    assert_eq!(rest["help"], "did you mean `KICKSERV`?");
    let (_, rest) =
        wrong(json!({"sources": [{"id": "k", "platform": "KICKSERV", "statusmap": {}}]}));
    assert_eq!(rest["help"], "did you mean `statusMap`?");
    let (_, rest) = wrong(json!({"sources": [], "filter": "name ~"}));
    assert_eq!(rest["code"], "filter_syntax");
    assert_eq!(rest["span"], json!({"start": 6, "end": 6}));
    let (_, rest) = wrong(json!({"sources": [], "limit": 1.5}));
    assert_eq!(rest["code"], "limit_invalid");

    let mut merger = merger(&json!({"sources": two_sources(), "limit": 501}));
    let (_, rest) = thrown(merger.push("kk", &"[]".into(), JsValue::UNDEFINED));
    assert_eq!(rest["code"], "connection_unknown");
    let (_, rest) = thrown(merger.push("k", &JsValue::from(7), JsValue::UNDEFINED));
    assert_eq!(rest["code"], "request_invalid");
    let (_, rest) = thrown(merger.push("k", &"[{}".into(), js(&json!({"last": true}))));
    assert_eq!(rest["code"], "page_invalid");
    let (_, rest) = thrown(merger.push("k", &"[]".into(), js(&json!({"first": true}))));
    assert_eq!(rest["code"], "request_invalid");
    let pushed = push(&mut merger, "k", "[]", json!({"last": true}));
    assert_eq!(pushed["warnings"][0]["code"], "limit_lowered");
    let (message, _) = thrown(merger.push("k", &"[]".into(), JsValue::UNDEFINED));
    assert_eq!(message, "`k` has ended: a page of it came with `last`");
}

/// The instance of JavaScript's class, so that `free()` is JavaScript's own.
#[wasm_bindgen_test]
fn a_merger_is_freed_from_javascript() {
    let merger = JsValue::from(merger(&json!({"sources": two_sources()})));
    let call = |name: &str| {
        let method: Function = Reflect::get(&merger, &name.into())
            .unwrap()
            .dyn_into()
            .unwrap();
        method.call0(&merger)
    };
    assert!(call("next").unwrap().is_object());
    call("free").unwrap();
    assert!(call("next").is_err(), "a freed merger answers");
}

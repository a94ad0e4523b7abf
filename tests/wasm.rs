//! The exports that need no network, through real JavaScript values. The same tests run in Node and
//! in a headless browser.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

#[path = "support/js.rs"]
mod values;

use js_sys::{Function, JSON, Reflect, Uint8Array};
use serde_json::{Value, json};
use taskweave::js::{JsTaskTable, normalize, parse_filter, translate_filter, version};
use values::{KICKSERV, data, js, thrown};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

/// A platform, a page of it, and what the page must become.
type Golden = (&'static str, &'static str, &'static str);

const GOLDEN: [Golden; 4] = [
    (
        "SAGE_INTACCT",
        include_str!("golden/sage_intacct/query-today.json"),
        include_str!("golden/sage_intacct/query-today.unified.json"),
    ),
    (
        "ACCELO",
        include_str!("golden/accelo/list-today.json"),
        include_str!("golden/accelo/list-today.unified.json"),
    ),
    (
        "KICKSERV",
        include_str!("golden/kickserv/list_tasks.json"),
        include_str!("golden/kickserv/list_tasks.unified.json"),
    ),
    (
        "ZOHOBOOKS",
        include_str!("golden/zoho_books/project_embedded.json"),
        include_str!("golden/zoho_books/project_embedded.unified.json"),
    ),
];

fn bytes(text: &str) -> JsValue {
    Uint8Array::from(text.as_bytes()).into()
}

#[wasm_bindgen_test]
fn the_version_is_the_crates() {
    assert_eq!(version(), env!("CARGO_PKG_VERSION"));
}

#[wasm_bindgen_test]
fn a_filter_is_read_and_printed() {
    let parsed = parse_filter("  status=\"planned\" ", JsValue::UNDEFINED);
    assert_eq!(
        data(&parsed.unwrap()),
        json!({"ok": true, "canonical": "status = \"planned\"", "fields": ["status"]})
    );
    let text =
        r#"name ~ "現場" and (updated_at = null OR NOT name="a") AND created_at>="2024-01-01""#;
    let parsed = data(&parse_filter(text, JsValue::NULL).unwrap());
    assert_eq!(
        parsed["fields"],
        json!(["name", "updated_at", "created_at"])
    );
    let canonical = parsed["canonical"].as_str().unwrap();
    let again = data(&parse_filter(canonical, JsValue::UNDEFINED).unwrap());
    assert_eq!(again["canonical"], canonical);
}

#[wasm_bindgen_test]
fn tasks_made_of_cut_texts_are_those_of_json() {
    let names = [
        r"",
        r#"\""#,
        r"\\",
        r"\u0000\u001f\u007f",
        r"\ufeffa",
        r"現場 🚧 é",
        r"\ud83d",
        r"\ud83d\udea7",
        r"\udea7\ud83d",
        "\u{2028}\u{feff}",
        "__proto__",
        "a name of more than thirteen letters",
    ];
    let rows: Vec<String> = (0..200)
        .map(|at| {
            let name = names[at % names.len()];
            let standing = names[at / 7 % names.len()];
            let time = match at % 3 {
                0 => "null".to_owned(),
                some => format!("\"{}\"", some * 1_000_000_000 + at),
            };
            format!(
                r#"{{"id": "{}", "title": "{name}", "standing": "{standing}", "date_created": {time}, "date_modified": "{at}"}}"#,
                at + 1
            )
        })
        .collect();
    let page = format!(r#"{{"response": [{}]}}"#, rows.join(","));
    let mut table = JsTaskTable::new();
    table
        .ingest("ACCELO", &bytes(&page), js(&json!({"now": 1})))
        .unwrap();
    let later = js(&json!({"connectionId": "other", "now": 1_735_689_600_500_u64}));
    table.ingest("ACCELO", &bytes(&page), later).unwrap();
    let length = u32::try_from(table.length()).unwrap();
    let all: Vec<u32> = (0..length).rev().chain([3, 3]).collect();
    let by_json = js(&json!({"expand": "platform_data"}));
    let cut = table.tasks(all.clone(), JsValue::UNDEFINED).unwrap();
    let wanted = table.tasks(all, by_json).unwrap();
    for task in js_sys::Array::from(&wanted).iter() {
        Reflect::delete_property(
            task.unchecked_ref::<js_sys::Object>(),
            &"platform_data".into(),
        )
        .unwrap();
    }
    // As texts: the order of members is the same as well.
    let text = |value: &JsValue| String::from(JSON::stringify(value).unwrap());
    assert_eq!(text(&cut), text(&wanted));
    assert!(text(&cut).contains(r#""name":"\ufeffa""#) || text(&cut).contains("\u{feff}a"));
    assert_eq!(js_sys::Array::from(&cut).length(), length + 2);
    let now = js(&json!({"now": 1}));
    let read = normalize("ACCELO", &bytes(&page), now).unwrap();
    assert_eq!(
        js_sys::Object::keys(read.unchecked_ref::<js_sys::Object>()).join(","),
        "tasks,warnings"
    );
    let rows: Vec<u32> = (0..length / 2).collect();
    let tasks = table.tasks(rows, JsValue::UNDEFINED).unwrap();
    assert_eq!(
        text(&Reflect::get(&read, &"tasks".into()).unwrap()),
        text(&tasks)
    );
}

#[wasm_bindgen_test]
fn the_place_of_a_mistake_is_in_utf_16_units() {
    let text = r#"name ~ "🚧é現" AND stauts = "x""#;
    let parsed = data(&parse_filter(text, JsValue::UNDEFINED).unwrap());
    assert_eq!(parsed["ok"], false);
    let error = &parsed["error"];
    assert_eq!(error["code"], "filter_field");
    assert_eq!(error["message"], "`stauts` is not a field");
    assert_eq!(error["help"], "did you mean `status`?");
    let slice = |from: &Value| u32::try_from(from.as_u64().unwrap()).unwrap();
    let (start, end) = (slice(&error["span"]["start"]), slice(&error["span"]["end"]));
    assert_eq!((start, end), (18, 24));
    assert_eq!(js_sys::JsString::from(text).slice(start, end), "stauts");
}

#[wasm_bindgen_test]
fn options_of_parse_filter_are_checked() {
    let (message, rest) = thrown(parse_filter("x", js(&json!({"dialekt": "taskweave"}))));
    assert!(message.contains("`dialekt`"), "{message}");
    assert_eq!(rest["code"], "request_invalid");
    assert_eq!(rest["help"], "did you mean `dialect`?");
    assert_eq!(rest["retryable"], false);
}

#[wasm_bindgen_test]
fn a_page_of_every_platform_becomes_tasks() {
    for (platform, page, unified) in GOLDEN {
        let options = json!({"connectionId": "golden", "expand": ["details", "platform_data"]});
        let options = js(&options);
        let now = js_sys::Date::new(&"2026-01-01T00:00:00Z".into());
        Reflect::set(&options, &"now".into(), &now).unwrap();
        for page in [bytes(page), page.into()] {
            let outcome = data(&normalize(platform, &page, options.clone()).unwrap());
            // Through JavaScript, which knows no difference between 1 and 1.0.
            let wanted = data(&JSON::parse(unified).unwrap());
            let wanted = wanted.as_array().unwrap();
            let tasks = outcome["tasks"].as_array().unwrap();
            assert_eq!(tasks.len(), wanted.len(), "{platform}");
            for (task, wanted) in tasks.iter().zip(wanted) {
                for name in [
                    "platform_id",
                    "name",
                    "status",
                    "platform_status",
                    "created_at",
                    "updated_at",
                ] {
                    assert_eq!(task[name], wanted[name], "{platform} {name}");
                }
                for (name, value) in wanted["details"].as_object().unwrap() {
                    assert_eq!(&task[name], value, "{platform} {name}");
                }
                assert_eq!(task["platform"], platform);
                assert_eq!(task["connection_id"], "golden");
                assert_eq!(task["last_synced_at"], "2026-01-01T00:00:00.000Z");
                assert!(task["platform_data"].is_object());
            }
        }
    }
}

#[wasm_bindgen_test]
fn what_is_no_page_is_an_error_with_help() {
    let code = |outcome: Result<JsValue, JsValue>| {
        let (_, rest) = thrown(outcome);
        assert!(rest["help"].is_string(), "{rest}");
        rest["code"].as_str().unwrap().to_owned()
    };
    let none = || JsValue::UNDEFINED;
    for page in ["", "[{\"id\":1}", "<html></html>", "{}", "7"] {
        assert_eq!(
            code(normalize("KICKSERV", &bytes(page), none())),
            "page_invalid",
            "{page}"
        );
    }
    let array: JsValue = js_sys::Array::new().into();
    assert_eq!(
        code(normalize("KICKSERV", &array, none())),
        "request_invalid"
    );
    let (message, rest) = thrown(normalize("KICKSERF", &bytes("[]"), none()));
    assert_eq!(message, "`KICKSERF` is not a platform");
    assert_eq!(rest["help"], "did you mean `KICKSERV`?");
    let bad_id = js(&json!({"connectionId": "a b"}));
    assert_eq!(
        code(normalize("KICKSERV", &bytes("[]"), bad_id)),
        "connection_invalid"
    );
    let bad_expand = js(&json!({"expand": "detials"}));
    let (message, rest) = thrown(normalize("KICKSERV", &bytes("[]"), bad_expand));
    assert_eq!(message, "`detials` cannot be expanded");
    assert_eq!(rest["help"], "did you mean `details`?");
}

#[wasm_bindgen_test]
fn rows_that_are_no_tasks_are_warnings() {
    let page =
        r#"[{"id": 1, "name": "a", "created_at": null, "updated_at": null}, {"name": "b"}, 7]"#;
    let outcome = data(&normalize("KICKSERV", &bytes(page), JsValue::NULL).unwrap());
    assert_eq!(outcome["tasks"].as_array().unwrap().len(), 1);
    assert_eq!(
        outcome["warnings"],
        json!([
            {"code": "row_invalid", "message": "row 2 of a page was left out: the row has no `id`", "connection_id": "kickserv"},
            {"code": "row_invalid", "message": "row 3 of a page was left out: the row is not an object", "connection_id": "kickserv"},
        ])
    );
}

fn table() -> JsTaskTable {
    let mut table = JsTaskTable::new();
    let done = table.ingest("KICKSERV", &bytes(KICKSERV), JsValue::UNDEFINED);
    assert_eq!(data(&done.unwrap()), json!({"rows": 3, "warnings": []}));
    table
}

#[wasm_bindgen_test]
fn a_table_selects_counts_and_gives_tasks() {
    let table = table();
    assert_eq!(table.length(), 3);
    let select = |options: Value| table.select(js(&options)).unwrap();
    assert_eq!(select(json!({})), [0, 1, 2]);
    assert_eq!(select(json!({"sort": "updated_at DESC"})), [1, 0, 2]);
    assert_eq!(select(json!({"filter": "name ~ \"🚧\""})), [2]);
    assert_eq!(
        select(json!({"sort": "name", "offset": 1, "limit": 1})),
        [0]
    );
    assert_eq!(select(json!({"offset": 5})), [0_u32; 0]);
    assert_eq!(table.select(JsValue::UNDEFINED).unwrap(), [0, 1, 2]);
    assert_eq!(table.count(None, JsValue::UNDEFINED).unwrap(), 3);
    assert_eq!(
        table
            .count(Some("status = \"planned\"".to_owned()), JsValue::NULL)
            .unwrap(),
        1
    );
    let tasks = data(
        &table
            .tasks(vec![2, 0], js(&json!({"expand": "details"})))
            .unwrap(),
    );
    assert_eq!(tasks[0]["name"], "現場 🚧");
    assert_eq!(tasks[1]["platform_id"], "7");
    assert_eq!(tasks[1]["status"], "not_started");
    assert_eq!(tasks[1]["description"], Value::Null);
    assert!(tasks[1].as_object().unwrap().contains_key("due_at"));
}

#[wasm_bindgen_test]
fn relative_times_of_a_table_are_told_from_what_is_given() {
    let table = table();
    let newest = data(&table.tasks(vec![1], JsValue::NULL).unwrap())[0]["updated_at"].clone();
    let newest = js_sys::Date::new(&JsValue::from(newest.as_str().unwrap()));
    let options = |filter: &str, minutes: i32| {
        let options = js(&json!({ "filter": filter, "utcOffsetMinutes": minutes }));
        Reflect::set(&options, &"now".into(), &newest).unwrap();
        options
    };
    let select = |filter: &str, minutes| table.select(options(filter, minutes));
    assert_eq!(select("updated_at >= now", 0).unwrap(), [1]);
    assert_eq!(select("updated_at > now", 0).unwrap(), [0_u32; 0]);
    // It is 23:00 UTC: midnight where clocks are an hour ahead.
    assert_eq!(select("updated_at > today", 0).unwrap(), [1]);
    assert_eq!(select("updated_at > today", 60).unwrap(), [0_u32; 0]);
    assert_eq!(select("updated_at >= today", 60).unwrap(), [1]);
    let counted = table.count(
        Some("updated_at < today".to_owned()),
        js(&json!({ "utcOffsetMinutes": 0 })),
    );
    assert_eq!(counted.unwrap(), 2);
    let (message, rest) = thrown(select("updated_at < now", 2000));
    assert_eq!(message, "a clock cannot be 2000 minutes ahead of UTC");
    assert_eq!(rest["code"], "request_invalid");
    let wrong = js(&json!({ "now": "yesterday" }));
    let (message, _) = thrown(table.count(None, wrong));
    assert_eq!(message, "`now` is not a time");
    let wrong = js(&json!({ "utcOffset": 5 }));
    let (_, rest) = thrown(table.count(None, wrong));
    assert_eq!(rest["help"], "did you mean `utcOffsetMinutes`?");
}

#[wasm_bindgen_test]
fn a_filter_of_a_platform_is_read() {
    let read = |text: &str, options: Value| data(&parse_filter(text, js(&options)).unwrap());
    assert_eq!(
        read("job_id=7&page=2", json!({ "dialect": "KICKSERV" })),
        json!({
            "ok": true, "canonical": "project.id = \"7\"", "fields": ["project.id"],
            "notes": read("job_id=7&page=2", json!({ "dialect": "KICKSERV" }))["notes"],
        })
    );
    let sorted = read(
        "standing(accepted),order_by_desc(date_created)",
        json!({ "dialect": "ACCELO", "now": 0 }),
    );
    assert_eq!(sorted["canonical"], "platform_status = \"accepted\"");
    assert_eq!(sorted["sort"], "created_at DESC");
    let wrong = read("job_id", json!({ "dialect": "KICKSERV" }));
    assert_eq!(wrong["ok"], false);
    assert!(wrong["error"]["help"].is_string(), "{wrong}");
    let (message, rest) = thrown(parse_filter("x", js(&json!({ "dialect": "ACELO" }))));
    assert_eq!(message, "`ACELO` is not a filter dialect");
    assert_eq!(rest["help"], "did you mean `ACCELO`?");
}

#[wasm_bindgen_test]
fn a_filter_is_said_in_other_languages() {
    let translate =
        |text: &str, options: Value| data(&translate_filter(text, js(&options)).unwrap());
    let filter = "project.id = \"7\" AND name ~ \"x\" AND start_at >= today";
    let written = translate(
        filter,
        json!({ "to": "KICKSERV", "now": 1_782_898_200_000_i64, "utcOffsetMinutes": 0 }),
    );
    assert_eq!(written["text"], "job_id=7&from=2026-07-01");
    assert_eq!(written["class"], "inexact");
    assert_eq!(written["parts"][1]["class"], "unsupported");
    assert!(
        written["residual"]
            .as_str()
            .unwrap()
            .contains("name ~ \"x\""),
        "{written}"
    );
    let ours = translate("job_id=7", json!({ "from": "KICKSERV", "to": "taskweave" }));
    assert_eq!(ours["text"], "project.id = \"7\"");
    assert_eq!(
        (&ours["class"], &ours["residual"]),
        (&json!("exact"), &Value::Null)
    );
    let same = translate(filter, json!({ "to": "taskweave" }));
    assert_eq!(same["text"], filter);
    let (message, _) = thrown(translate_filter(
        "name = null",
        js(&json!({ "from": "ACCELO" })),
    ));
    assert_eq!(message, "translateFilter is not told what to write");
    let (_, rest) = thrown(translate_filter(
        "stauts = null",
        js(&json!({ "to": "ACCELO" })),
    ));
    assert_eq!(rest["code"], "filter_field");
    assert_eq!(rest["span"], json!({ "start": 0, "end": 6 }));
}

#[wasm_bindgen_test]
fn a_table_takes_pages_of_several_platforms_and_replaces_known_rows() {
    let mut table = table();
    let changed = KICKSERV.replace("roof", "Roof of the north wing");
    let upsert = js(&json!({"upsert": true}));
    let done = table.ingest("KICKSERV", &bytes(&changed), upsert).unwrap();
    assert_eq!(data(&done)["rows"], 3);
    assert_eq!(table.length(), 3);
    assert_eq!(
        table
            .count(Some("name ~ \"north\"".to_owned()), JsValue::NULL)
            .unwrap(),
        1
    );
    let mut rows = 3;
    for (platform, page, unified) in GOLDEN {
        let wanted: Vec<Value> = serde_json::from_str(unified).unwrap();
        let options = js(&json!({"connectionId": format!("c.{platform}")}));
        table.ingest(platform, &bytes(page), options).unwrap();
        rows += wanted.len();
        assert_eq!(table.length(), rows);
        let filter = format!("connection_id = \"c.{platform}\"");
        assert_eq!(
            table.count(Some(filter), JsValue::NULL).unwrap(),
            wanted.len()
        );
    }
}

#[wasm_bindgen_test]
fn a_table_tells_what_is_wrong_and_stays_as_it_was() {
    let mut table = table();
    let (message, rest) = thrown(table.select(js(&json!({"filter": "name ~"}))));
    assert_eq!(message, "a value is missing after `~`");
    assert_eq!(rest["code"], "filter_syntax");
    assert_eq!(rest["span"], json!({"start": 6, "end": 6}));
    assert!(rest["help"].as_str().unwrap().contains("name ~ \"Acme\""));
    let (message, rest) = thrown(table.select(js(&json!({"sort": "nmae"}))));
    assert_eq!(message, "`nmae` is not a field to sort by");
    assert_eq!(rest["code"], "sort_invalid");
    let (message, _) = thrown(table.select(js(&json!({"fliter": "x"}))));
    assert!(message.contains("`fliter`"), "{message}");
    let (_, rest) = thrown(table.count(Some("stauts = null".to_owned()), JsValue::NULL));
    assert_eq!(rest["help"], "did you mean `status`?");
    let (message, rest) = thrown(table.tasks(vec![0, 3], JsValue::UNDEFINED));
    assert_eq!(message, "there is no row 3");
    assert_eq!(rest["help"], "the table has 3 rows, numbered from 0");
    let (_, rest) = thrown(table.ingest("KICKSERV", &bytes("[{\"id\": 10}"), JsValue::UNDEFINED));
    assert_eq!(rest["code"], "page_invalid");
    assert_eq!(table.length(), 3);
    assert_eq!(table.select(JsValue::UNDEFINED).unwrap(), [0, 1, 2]);
}

#[wasm_bindgen_test]
fn a_table_counts_by_value_and_by_time() {
    let table = table();
    let facets = |field: &str, filter: Option<&str>| {
        let counted = table.facets(field, filter.map(str::to_owned), JsValue::UNDEFINED);
        data(&counted.unwrap())
    };
    let all = facets("status", None);
    let sum: u64 = all
        .as_array()
        .unwrap()
        .iter()
        .map(|facet| facet["count"].as_u64().unwrap())
        .sum();
    assert_eq!(sum, 3);
    assert_eq!(
        facets("platform", Some("status = \"planned\"")),
        json!([{ "value": "KICKSERV", "count": 1 }])
    );
    assert_eq!(
        facets("is_milestone", None),
        json!([{ "value": null, "count": 3 }])
    );
    let by = |by: &str| js(&json!({ "by": by, "utcOffsetMinutes": 60 }));
    let buckets = data(&table.histogram("updated_at", by("year")).unwrap());
    let newest = data(&table.tasks(vec![1], JsValue::NULL).unwrap())[0]["updated_at"].clone();
    let last = buckets.as_array().unwrap().last().unwrap();
    assert!(last["start"].as_str().unwrap() <= newest.as_str().unwrap());
    assert!(
        last["start"]
            .as_str()
            .unwrap()
            .ends_with("-12-31T23:00:00.000Z")
    );
    let (message, rest) = thrown(table.facets("updated_at", None, JsValue::UNDEFINED));
    assert_eq!(message, "`updated_at` has no values to count by");
    assert!(
        rest["help"].as_str().unwrap().contains("histogram"),
        "{rest}"
    );
    let (message, _) = thrown(table.histogram("name", by("day")));
    assert_eq!(message, "`name` is not a time");
    let (message, rest) = thrown(table.histogram("updated_at", by("fortnight")));
    assert_eq!(message, "`fortnight` is no length of a bucket");
    assert!(
        rest["help"].as_str().unwrap().contains("\"quarter\""),
        "{rest}"
    );
    let (message, _) = thrown(table.histogram("updated_at", JsValue::UNDEFINED));
    assert_eq!(message, "histogram is not told `by` what to count");
}

#[wasm_bindgen_test]
fn a_table_need_not_keep_pages() {
    let mut light = JsTaskTable::new();
    let options = js(&json!({ "keep": false }));
    light.ingest("KICKSERV", &bytes(KICKSERV), options).unwrap();
    let whole = table();
    assert!(light.bytes() < whole.bytes());
    let expand = || js(&json!({ "expand": "platform_data" }));
    let task = |table: &JsTaskTable| data(&table.tasks(vec![0], expand()).unwrap())[0].clone();
    assert!(task(&light).get("platform_data").is_none());
    assert!(task(&whole)["platform_data"].is_object());
    let (message, _) = thrown(light.facets("project.name", None, JsValue::UNDEFINED));
    assert!(message.contains("pages were not kept"), "{message}");
}

/// The instance of JavaScript's class, so that `free()` is JavaScript's own.
#[wasm_bindgen_test]
fn a_table_is_freed_from_javascript() {
    let table = JsValue::from(table());
    let call = |name: &str| {
        let method: Function = Reflect::get(&table, &name.into())
            .unwrap()
            .dyn_into()
            .unwrap();
        method.call0(&table)
    };
    assert_eq!(Reflect::get(&table, &"length".into()).unwrap(), 3);
    assert_eq!(call("count").unwrap(), 3);
    call("free").unwrap();
    assert!(call("count").is_err(), "a freed table answers");
}

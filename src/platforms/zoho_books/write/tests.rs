use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::platforms::{PageContext, RowStatus};
use crate::task::{Decimal, TaskDraft, TaskPatch};

const PROJECT_ID: &str = "90300000072369001234";
const TASK_ID: &str = "90300000072369005678";

fn connection() -> Connection {
    Connection::new(&json!({
        "region": "com", "organization_id": "10234695", "credentials": {"access_token": "s3cret"},
    }))
    .unwrap()
}

fn id() -> TaskId {
    TaskId {
        connection_id: "z".to_owned(),
        parent: Some(PROJECT_ID.to_owned()),
        platform_id: TASK_ID.to_owned(),
    }
}

fn draft(value: Value) -> Changes {
    TaskDraft::read(value).unwrap().changes().clone()
}

fn patch(value: Value) -> Changes {
    TaskPatch::read(value).unwrap().changes().clone()
}

/// A project that holds another task and this one, as JSON text.
fn project_with(task: &str) -> String {
    format!(
        r#"{{"code":0,"project":{{"project_id":"{PROJECT_ID}","tasks":[{{"task_id":"1","task_name":"Other","rate":9}},{task}]}}}}"#
    )
}

fn task_with(members: &str) -> String {
    project_with(&format!(r#"{{"task_id":{TASK_ID},{members}}}"#))
}

fn put(changes: &Changes, current: &str) -> Result<String> {
    let steps = connection().update(&id(), changes, Some(current.as_bytes()))?;
    let [step] = steps.as_slice() else {
        panic!("{steps:?}");
    };
    Ok(step.request.body.clone().unwrap())
}

#[test]
fn a_draft_becomes_a_request() {
    let request = connection()
        .create(&draft(json!({
            "name": "Paint \"it\"", "description": "two\ncoats", "project": {"id": PROJECT_ID},
            "platform_fields": {"rate": 40.0, "budget_hours": "12.50"},
        })))
        .unwrap();
    assert_eq!(request.method, Method::Post);
    assert_eq!(
        request.url,
        format!(
            "https://www.zohoapis.com/books/v3/projects/{PROJECT_ID}/tasks?organization_id=10234695"
        )
    );
    assert_eq!(
        request.headers,
        [
            ("Accept", "application/json".to_owned()),
            ("Content-Type", "application/json".to_owned())
        ]
    );
    assert_eq!(
        request.body.as_deref(),
        Some(
            r#"{"task_name":"Paint \"it\"","description":"two\ncoats","rate":40,"budget_hours":12.5}"#
        )
    );
    let bare = json!({
        "name": "Paint", "description": null, "project": PROJECT_ID,
        "platform_fields": {"rate": null, "budget_hours": ""},
    });
    let request = connection().create(&draft(bare)).unwrap();
    assert_eq!(request.body.as_deref(), Some(r#"{"task_name":"Paint"}"#));
}

#[test]
fn what_cannot_be_kept_is_refused_before_any_call() {
    let long = "é".repeat(101);
    for (member, message) in [
        (
            json!({"name": long}),
            "`name` has 101 characters, and Zoho Books keeps 100 at most",
        ),
        (json!({"name": " \n"}), "`name` is blank"),
        (
            json!({"platform_fields": {"rate": -1}}),
            "`platform_fields.rate` is not a number of at least 0",
        ),
        (
            json!({"platform_fields": {"rate": "1:30"}}),
            "`platform_fields.rate` is not a number of at least 0",
        ),
        (
            json!({"platform_fields": {"rate": [1]}}),
            "`platform_fields.rate` is not a number of at least 0",
        ),
        (
            json!({"platform_fields": {"budget_hours": true}}),
            "`platform_fields.budget_hours` is not a number of at least 0",
        ),
        (
            json!({"platform_fields": {"budget_hours": "12:20"}}),
            "`platform_fields.budget_hours` is not a number of at least 0",
        ),
        (
            json!({"platform_fields": {"budget_hours": "12:60"}}),
            "`platform_fields.budget_hours` is not a number of at least 0",
        ),
    ] {
        let error = connection().before_update(&id(), &patch(member.clone()));
        let error = error.unwrap_err();
        assert_eq!(error.code, Code::FieldInvalid);
        assert_eq!(error.message, message);
        assert!(error.help.is_some());
        let mut whole = json!({"name": "Paint", "project": PROJECT_ID});
        for (name, value) in member.as_object().unwrap() {
            whole[name] = value.clone();
        }
        let error = connection().create(&draft(whole)).unwrap_err();
        assert_eq!(error.message, message);
    }
    let at_most = json!({"name": "🚧".repeat(100), "project": PROJECT_ID});
    assert!(connection().create(&draft(at_most)).is_ok());
    let empty_rate = patch(json!({"platform_fields": {"rate": null}}));
    let error = connection().before_update(&id(), &empty_rate).unwrap_err();
    assert_eq!(error.code, Code::FieldInvalid);
    assert!(error.help.as_deref().unwrap().contains("write `0`"));
}

#[test]
fn a_draft_names_its_project_by_digits() {
    for (project, what) in [
        (json!("Furniture"), "`project` is no id of Zoho Books"),
        (json!("../users"), "`project` is no id of Zoho Books"),
        (Value::Null, "`project` is missing"),
    ] {
        let error = connection()
            .create(&draft(json!({"name": "Paint", "project": project})))
            .unwrap_err();
        assert_eq!(error.code, Code::FieldInvalid);
        assert!(error.message.starts_with(what), "{error}");
        assert!(error.help.as_deref().unwrap().contains("90300000072369"));
    }
}

#[test]
fn the_new_task_is_found_in_every_shape_of_the_answer() {
    let asked = draft(json!({"name": "Paint", "project": PROJECT_ID}));
    let made = |answer: &str| connection().created(&asked, answer.as_bytes());
    for answer in [
        format!(r#"{{"code":0,"task":{{"project_id":"{PROJECT_ID}","task_id":"{TASK_ID}"}}}}"#),
        format!(r#"{{"code":0,"task":{{"project_id":{PROJECT_ID},"task_id":{TASK_ID}}}}}"#),
        format!(r#"{{"code":0,"task":{{"task_id":{TASK_ID}}}}}"#),
        format!(r#"{{"code":0,"task":[{{"task_id":{TASK_ID}}}]}}"#),
    ] {
        assert_eq!(
            made(&answer).unwrap(),
            Made {
                parent: Some(PROJECT_ID.to_owned()),
                platform_id: TASK_ID.to_owned(),
            },
            "{answer}"
        );
    }
    for answer in [
        "",
        "<html>",
        r#"{"code":0}"#,
        r#"{"code":0,"task":{}}"#,
        r#"{"code":0,"task":{"task_id":""}}"#,
        r#"{"code":0,"tasks":[{"task_id":"1"},{"task_id":"2"}]}"#,
    ] {
        assert_eq!(
            made(answer).unwrap_err().code,
            Code::PageInvalid,
            "{answer}"
        );
    }
}

#[test]
fn an_update_reads_the_project_and_writes_the_whole_task() {
    let changes = patch(json!({"description": "new", "platform_fields": {"rate": 45}}));
    let before = connection()
        .before_update(&id(), &changes)
        .unwrap()
        .unwrap();
    assert_eq!(before.method, Method::Get);
    assert_eq!(
        before.url,
        format!("https://www.zohoapis.com/books/v3/projects/{PROJECT_ID}?organization_id=10234695")
    );
    let current = task_with(
        r#""task_name":"Gl\u00fchbirne","description":"old","rate":40,"budget_hours":12.50"#,
    );
    let steps = connection()
        .update(&id(), &changes, Some(current.as_bytes()))
        .unwrap();
    let [step] = steps.as_slice() else {
        panic!("{steps:?}");
    };
    assert_eq!(step.writes, ["description", "rate"]);
    assert_eq!(step.request.method, Method::Put);
    assert_eq!(
        step.request.url,
        format!(
            "https://www.zohoapis.com/books/v3/projects/{PROJECT_ID}/tasks/{TASK_ID}?organization_id=10234695"
        )
    );
    assert!(step.request.has_header("Content-Type"));
    assert_eq!(
        step.request.body.as_deref(),
        Some(
            r#"{"task_name":"Gl\u00fchbirne","description":"new","rate":45,"budget_hours":12.50}"#
        )
    );
}

#[test]
fn what_the_patch_leaves_is_written_back_as_it_came() {
    let changes = patch(json!({"name": "N"}));
    for (members, rest) in [
        (r#""description":"","rate":null,"budget_hours":"""#, ""),
        (r#""description":null,"rate":"","budget_hours":null"#, ""),
        (
            r#""rate":0,"budget_hours":"0""#,
            r#","rate":0,"budget_hours":0"#,
        ),
        (
            r#""rate":12345678901234567890.10,"budget_hours":1e3"#,
            r#","rate":12345678901234567890.10,"budget_hours":1e3"#,
        ),
        (
            r#""rate":" 07.50","budget_hours":"12:30""#,
            r#","rate":7.5,"budget_hours":12.5"#,
        ),
        (
            r#""description":"\ud800","budget_hours":"30:03""#,
            r#","description":"\ud800","budget_hours":30.05"#,
        ),
        (r#""description":5"#, r#","description":"5""#),
    ] {
        let current = task_with(&format!(r#""task_name":"Old",{members}"#));
        assert_eq!(
            put(&changes, &current).unwrap(),
            format!(r#"{{"task_name":"N"{rest}}}"#),
            "{members}"
        );
    }
}

#[test]
fn null_empties_what_can_be_emptied() {
    let changes = patch(json!({"description": null, "platform_fields": {"budget_hours": null}}));
    let current = task_with(r#""task_name":"Old","description":"d","rate":3,"budget_hours":4"#);
    assert_eq!(
        put(&changes, &current).unwrap(),
        r#"{"task_name":"Old","description":"","rate":3,"budget_hours":""}"#
    );
}

#[test]
fn what_cannot_be_written_back_is_named() {
    for (members, message, help) in [
        (
            r#""description":"x""#,
            "the task has no name, and Zoho Books changes no task without one",
            "add `name`",
        ),
        (
            r#""task_name":"""#,
            "the task has no name, and Zoho Books changes no task without one",
            "add `name`",
        ),
        (
            r#""task_name":{"a":1}"#,
            r#"the task's `task_name` is {"a":1}, which cannot be written back as it is"#,
            "give `name`",
        ),
        (
            r#""task_name":"A","rate":true"#,
            "the task's `rate` is true, which cannot be written back as it is",
            "give `platform_fields.rate`",
        ),
        (
            r#""task_name":"A","budget_hours":"12:20""#,
            "the task's `budget_hours` is \"12:20\", which cannot be written back as it is",
            "give `platform_fields.budget_hours`",
        ),
    ] {
        let error = put(&patch(json!({"description": "d"})), &task_with(members)).unwrap_err();
        assert_eq!(error.code, Code::FieldInvalid);
        assert_eq!(error.message, message);
        assert!(error.help.as_deref().unwrap().starts_with(help), "{error}");
    }
    // What the patch gives need not be read.
    let changes = patch(json!({"name": "A", "platform_fields": {"budget_hours": 12}}));
    let current = task_with(r#""task_name":{},"budget_hours":"12:20""#);
    assert_eq!(
        put(&changes, &current).unwrap(),
        r#"{"task_name":"A","budget_hours":12}"#
    );
}

#[test]
fn a_task_that_its_project_does_not_hold_is_gone() {
    let changes = patch(json!({"name": "N"}));
    let code = |current: &str| put(&changes, current).unwrap_err().code;
    assert_eq!(code(&project_with(r#"{"task_id":"2"}"#)), Code::NotFound);
    assert_eq!(
        code(r#"{"project":{"tasks":[]}}"#),
        Code::NotFound,
        "an empty list is one"
    );
    for unreadable in [
        project_with(r#"{"task_id":{}}"#),
        r#"{"code":0,"project":{}}"#.to_owned(),
        "<html>".to_owned(),
        String::new(),
    ] {
        assert_eq!(code(&unreadable), Code::PageInvalid, "{unreadable}");
    }
}

#[test]
fn a_delete_is_one_call() {
    let request = connection().delete(&id()).unwrap();
    assert_eq!(request.method, Method::Delete);
    assert_eq!(
        request.url,
        format!(
            "https://www.zohoapis.com/books/v3/projects/{PROJECT_ID}/tasks/{TASK_ID}?organization_id=10234695"
        )
    );
    assert_eq!(request.body, None);
}

#[test]
fn an_id_without_a_project_finds_no_task() {
    let id = TaskId {
        parent: None,
        ..id()
    };
    let changes = patch(json!({"name": "N"}));
    for error in [
        connection().delete(&id).unwrap_err(),
        connection().before_update(&id, &changes).unwrap_err(),
    ] {
        assert_eq!(error.code, Code::IdInvalid);
        assert!(error.help.is_some());
    }
}

#[test]
fn a_call_is_passed_through_with_the_organization() {
    let call = |path: &[&str], query: &[(&str, &str)], body: Option<Value>| RawCall {
        method: if body.is_some() {
            Method::Post
        } else {
            Method::Get
        },
        path: path.iter().map(|part| (*part).to_owned()).collect(),
        query: query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body,
    };
    let list = call(&["projects"], &[("customer_id", "9")], None);
    assert!(connection().reads(&list));
    let request = connection().raw(&list).unwrap();
    assert_eq!(
        request.url,
        "https://www.zohoapis.com/books/v3/projects?customer_id=9&organization_id=10234695"
    );
    let post = call(&["projects"], &[], Some(json!({"project_name": "P"})));
    assert!(!connection().reads(&post));
    let request = connection().raw(&post).unwrap();
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.body.as_deref(), Some(r#"{"project_name":"P"}"#));
    for (wrong, message) in [
        (
            call(&["projects"], &[("organization_id", "7")], None),
            "`query.organization_id` is the connection's to say",
        ),
        (
            call(&["books", "v3", "projects"], &[], None),
            "the path begins with `/books/v3`, which is there already",
        ),
    ] {
        let error = connection().raw(&wrong).unwrap_err();
        assert_eq!(error.code, Code::RequestInvalid);
        assert_eq!(error.message, message);
    }
}

/// A task as Zoho Books might hold it.
fn numbers() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!("")),
        Just(json!("0")),
        (0..10_000_u32).prop_map(Value::from),
        (0..10_000_u32).prop_map(|n| json!(f64::from(n) / 100.0)),
        (0..1000_u32).prop_map(|n| json!(format!("{n}.25"))),
    ]
}

fn names() -> impl Strategy<Value = String> {
    "\\PC{0,99}[a-z]"
}

/// What a value is to whoever reads it: nothing, or a number.
fn read_number(value: Option<&Value>) -> Option<Decimal> {
    match value? {
        Value::Number(number) => Decimal::parse(&number.to_string()),
        Value::String(text) => Decimal::parse(text),
        _ => None,
    }
}

/// What a value is to whoever reads it: nothing, or a text.
fn read_text(value: Option<&Value>) -> Option<&str> {
    value
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
}

proptest! {
    #[test]
    fn what_a_draft_writes_is_what_is_read_back(
        name in names(), description in "\\PC{0,40}", rate in numbers(), budget in numbers(),
    ) {
        let changes = draft(json!({
            "name": name, "description": description, "project": PROJECT_ID,
            "platform_fields": {"rate": rate, "budget_hours": budget},
        }));
        let body = connection().create(&changes).unwrap().body.unwrap();
        let members = body.trim_start_matches('{').trim_end_matches('}');
        let page = task_with(&format!(r#"{members},"status":"active""#));
        let page = ZohoReader.page(page.as_bytes()).unwrap();
        let raw = page.rows.texts().nth(1).unwrap();
        let row = crate::platforms::fixtures::row(&ZohoReader, raw, &page.context).unwrap();
        prop_assert_eq!(row.name.as_ref(), name.as_str());
        prop_assert_eq!(row.parent.as_deref(), Some(PROJECT_ID));
        prop_assert_eq!(row.status, RowStatus::Word("active".into()));
        let details = ZohoReader.details(raw, &PageContext::default());
        prop_assert_eq!(details.description, Some(description).filter(|text| !text.is_empty()));
        let fields = Fields::read(raw).unwrap();
        prop_assert_eq!(fields.number("rate"), read_number(Some(&rate)));
        prop_assert_eq!(fields.number("budget_hours"), read_number(Some(&budget)));
    }

    /// Whether fields that are not named are kept or cleared: the task is the patch over what it was.
    #[test]
    fn an_update_changes_what_it_says_and_nothing_else(
        was in (names(), prop::option::of("\\PC{0,40}"), numbers(), numbers()),
        name in prop::option::of(names()),
        description in prop::option::of(prop::option::of("\\PC{0,40}")),
        rate in prop::option::of(0..100_u32),
        budget in prop::option::of(numbers()),
        clears in any::<bool>(),
    ) {
        let current = json!({
            "task_id": TASK_ID, "task_name": was.0, "description": was.1, "rate": was.2,
            "budget_hours": was.3,
        });
        let mut asked = json!({});
        let mut expected = current.clone();
        if let Some(name) = name {
            asked["name"] = json!(name);
            expected["task_name"] = json!(name);
        }
        if let Some(description) = description {
            asked["description"] = json!(description);
            expected["description"] = json!(description);
        }
        if let Some(rate) = rate {
            asked["platform_fields"]["rate"] = json!(rate);
            expected["rate"] = json!(rate);
        }
        if let Some(budget) = budget {
            asked["platform_fields"]["budget_hours"] = budget.clone();
            expected["budget_hours"] = budget;
        }
        prop_assume!(asked != json!({}));
        let body = put(&patch(asked), &project_with(&current.to_string())).unwrap();
        let body: Value = serde_json::from_str(&body).unwrap();
        prop_assert!(body["task_name"].is_string());
        prop_assert!(body.as_object().unwrap().values().all(|value| !value.is_null()));
        let mut after = match clears {
            true => json!({}),
            false => current,
        };
        for (name, value) in body.as_object().unwrap() {
            let is_number = matches!(name.as_str(), "rate" | "budget_hours");
            prop_assert!(!is_number || value.is_number() || value == "");
            after[name] = value.clone();
        }
        for name in ["task_name", "description"] {
            prop_assert_eq!(read_text(after.get(name)), read_text(expected.get(name)), "{}", name);
        }
        for name in ["rate", "budget_hours"] {
            prop_assert_eq!(read_number(after.get(name)), read_number(expected.get(name)), "{}", name);
        }
    }
}

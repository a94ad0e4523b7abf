//! Each request pinned, each mistake named, and what a draft says read back.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::error::ErrorDetail;
use crate::filter::{Expr, Op, Path, Predicate, Target, Value as Operand};
use crate::platforms::sage_intacct::read::TaskReader;
use crate::platforms::{Needs, PageContext, Reader as _, RowStatus};
use crate::task::{Decimal, Direction, Status, StatusMap, TaskDraft, TaskPatch};

fn connection() -> Connection {
    let settings = json!({"entity": "E-1", "credentials": {"access_token": "t"}});
    Connection::new(&settings, &StatusMap::default()).unwrap()
}

fn create(draft: Value) -> Result<Request> {
    connection().create(TaskDraft::read(draft)?.changes())
}

fn update(patch: Value) -> Result<Request> {
    let patch = TaskPatch::read(patch)?;
    let mut steps = connection().update(&id("6"), patch.changes(), None)?;
    assert_eq!(steps.len(), 1);
    Ok(steps.remove(0).request)
}

fn id(key: &str) -> TaskId {
    TaskId {
        connection_id: "c".to_owned(),
        parent: None,
        platform_id: key.to_owned(),
    }
}

fn body(request: &Request) -> Value {
    serde_json::from_str(request.body.as_deref().unwrap()).unwrap()
}

fn detail(error: crate::error::TaskweaveError) -> ErrorDetail {
    error.detail().clone()
}

#[test]
fn a_draft_is_one_post() {
    let request = create(json!({
        "name": "General Overhead", "description": "First", "status": "planned",
        "start_at": "2026-01-31", "due_at": "2026-02-28T00:00:00.000Z",
        "project": {"id": "17", "name": "P"}, "parent_id": "11", "priority": "2",
        "is_billable": true, "is_milestone": false,
        "platform_fields": {
            "id": "Task-1", "duration": {"estimated": 27}, "class": {"key": "19"},
            "item": null, "nsp::crewSize": 4,
        },
    }))
    .unwrap();
    assert_eq!(request.method, Method::Post);
    assert_eq!(
        request.url,
        "https://api.intacct.com/ia/api/v1/objects/projects/task"
    );
    assert!(
        request
            .headers
            .contains(&("X-IA-API-Param-Entity", "E-1".to_owned()))
    );
    assert_eq!(
        body(&request),
        json!({
            "name": "General Overhead", "description": "First", "taskStatus": "planned",
            "planned": {"startDate": "2026-01-31", "endDate": "2026-02-28"},
            "project": {"key": "17"}, "parent": {"key": "11"}, "priority": 2,
            "isBillable": true, "isMilestone": false, "id": "Task-1",
            "duration": {"estimated": 27}, "class": {"key": "19"}, "nsp::crewSize": 4,
        })
    );
    assert_eq!(request.variant, None);
}

#[test]
fn a_patch_is_one_patch_of_what_it_names() {
    let request = update(json!({"status": "completed", "platform_fields": {"wbsCode": "1"}}));
    let request = request.unwrap();
    assert_eq!(request.method, Method::Patch);
    assert!(request.url.ends_with("/objects/projects/task/6"));
    assert_eq!(
        body(&request),
        json!({"taskStatus": "completed", "wbsCode": "1"})
    );
    let emptied = update(json!({
        "description": null, "start_at": null, "parent": null, "priority": null,
        "platform_fields": {"item": null, "duration": null},
    }));
    assert_eq!(
        body(&emptied.unwrap()),
        json!({
            "description": null, "planned": {"startDate": null}, "parent": null, "priority": null,
            "item": null, "duration": {"planned": null, "estimated": null},
        })
    );
    let blank = update(json!({"description": ""})).unwrap();
    assert_eq!(body(&blank), json!({"description": null}));
}

#[test]
fn a_step_names_what_it_writes() {
    let patch = TaskPatch::read(json!({"name": "n", "platform_fields": {"wbsCode": "1"}})).unwrap();
    let steps = connection().update(&id("6"), patch.changes(), None);
    assert_eq!(steps.unwrap()[0].writes, ["name", "wbsCode"]);
}

#[test]
fn a_deletion_has_no_body() {
    let request = connection().delete(&id("6")).unwrap();
    assert_eq!(request.method, Method::Delete);
    assert!(request.url.ends_with("/objects/projects/task/6"));
    assert_eq!(request.body, None);
    let strange = TaskId {
        parent: Some("1".to_owned()),
        ..id("6")
    };
    let error = connection().delete(&strange).unwrap_err();
    assert_eq!(error.code, Code::IdInvalid);
}

#[test]
fn the_other_spelling_is_another_call() {
    let connection = connection();
    connection.spelling.set(Spelling::Status);
    let draft = TaskDraft::read(json!({"name": "n", "status": "on_hold"})).unwrap();
    let request = connection.create(draft.changes()).unwrap();
    assert_eq!(body(&request), json!({"name": "n", "status": "onHold"}));
    assert_eq!(request.variant, Some("status"));
    // What is the same in both spellings is the same call.
    let patch = TaskPatch::read(json!({"name": "n"})).unwrap();
    let steps = connection.update(&id("6"), patch.changes(), None).unwrap();
    assert_eq!(steps[0].request.variant, None);
}

#[test]
fn a_status_is_written_in_the_word_that_reads_as_it() {
    let words = r#"{"onHold": "planned", "planned": "not_started", "notStarted": "planned"}"#;
    let words: StatusMap = serde_json::from_str(words).unwrap();
    let settings = json!({"credentials": {"access_token": "t"}});
    let connection = Connection::new(&settings, &words).unwrap();
    let word = |status: &str| {
        let draft = TaskDraft::read(json!({"status": status})).unwrap();
        connection
            .create(draft.changes())
            .map(|r| body(&r)["taskStatus"].clone())
    };
    assert_eq!(word("not_started").unwrap(), "planned");
    assert_eq!(word("planned").unwrap(), "notStarted");
    let error = word("on_hold").unwrap_err();
    assert_eq!(error.code, Code::FieldInvalid);
    assert_eq!(error.message, "`status` has no word on this connection");
}

#[test]
fn what_the_platform_cannot_keep_is_named() {
    for (draft, message, help) in [
        (
            json!({"name": "  "}),
            "`name` is blank",
            "at least one letter",
        ),
        (
            json!({"start_at": "2026-01-31T08:30:00Z"}),
            "`start_at` is a time of day (2026-01-31T08:30:00.000Z), and Sage Intacct keeps a date",
            "\"2026-01-31\"",
        ),
        (
            json!({"due_at": "2026-01-31T00:00:00.001Z"}),
            "`due_at` is a time of day (2026-01-31T00:00:00.001Z), and Sage Intacct keeps a date",
            "\"2026-01-31\"",
        ),
        (
            json!({"parent_id": "T-11"}),
            "`parent_id` is no key of a task",
            "platform_id",
        ),
        (
            json!({"project": "NET-XML30-1"}),
            "`project` is no key of a project",
            "project.id",
        ),
        (
            json!({"priority": "high"}),
            "`priority` is no number",
            "\"2\"",
        ),
        (
            json!({"priority": "1.00000000000000000001"}),
            "`priority` has more digits than Sage Intacct's numbers",
            "15 digits",
        ),
        (
            json!({"priority": "1e400"}),
            "`priority` has more digits than Sage Intacct's numbers",
            "15 digits",
        ),
        (
            json!({"platform_fields": {"wbsCode": "123456789"}}),
            "`platform_fields.wbsCode` has 9 characters, and Sage Intacct keeps 8",
            "shorter",
        ),
    ] {
        let error = detail(create(draft.clone()).unwrap_err());
        assert_eq!(error.code, Code::FieldInvalid, "{draft}");
        assert_eq!(error.message, message);
        assert!(error.help.unwrap().contains(help), "{message}");
    }
}

#[test]
fn the_answer_of_a_write_names_the_task() {
    let draft = TaskDraft::default();
    let made = |body: &str| connection().created(draft.changes(), body.as_bytes());
    for (body, key) in [
        (
            r#"{"ia::result": {"key": "6", "id": "T-6"}, "ia::meta": {"totalCount": 1}}"#,
            "6",
        ),
        (r#"{"ia::result": {"key": 6}}"#, "6"),
        (
            r#"{"ia::result": [{"key": "90071992547409931"}]}"#,
            "90071992547409931",
        ),
    ] {
        assert_eq!(made(body).unwrap().platform_id, key);
        assert_eq!(made(body).unwrap().parent, None);
    }
    for body in [
        "",
        "<html>",
        "{}",
        r#"{"ia::result": null}"#,
        r#"{"ia::result": {"id": "6"}}"#,
        r#"{"ia::result": {"key": ""}}"#,
        r#"{"ia::result": {"key": {}}}"#,
        r#"{"ia::result": []}"#,
    ] {
        assert_eq!(made(body).unwrap_err().code, Code::PageInvalid, "{body}");
    }
}

#[test]
fn a_count_asks_for_one_row_of_what_the_filter_leaves() {
    let query = |filter: Option<Predicate>| Query {
        asked: filter.map(Expr::Is),
        key: Field::UpdatedAt,
        direction: Direction::Descending,
        needs: Needs::default(),
        page_size: 1,
    };
    let request = connection().count(&query(None)).unwrap();
    assert!(request.url.ends_with("/services/core/query"));
    let all = json!({"object": "projects/task", "fields": ["key"], "start": 1, "size": 1});
    assert_eq!(body(&request), all);
    let crew = Target::Data(Path::dotted("nsp::crew"));
    let is_four = Predicate::new(crew, Op::Eq, Operand::Text("4".to_owned()));
    let connection = connection();
    let request = connection.count(&query(Some(is_four.clone()))).unwrap();
    let mut narrowed = all;
    narrowed["filters"] = json!([{"$eq": {"nsp::crew": "4"}}]);
    narrowed["filterExpression"] = json!("and");
    assert_eq!(body(&request), narrowed);
    // Without the condition, more would be counted.
    connection.refused.borrow_mut().push("nsp::crew".to_owned());
    let error = connection.count(&query(Some(is_four))).unwrap_err();
    assert_eq!(error.code, Code::Unsupported);
}

#[test]
fn the_number_is_the_total() {
    let count = |body: &str| connection().read_count(body.as_bytes());
    assert_eq!(
        count(r#"{"ia::result": [{"key": "1"}], "ia::meta": {"totalCount": 508}}"#),
        Ok(508)
    );
    assert_eq!(
        count(r#"{"ia::result": [], "ia::meta": {"totalCount": "0"}}"#),
        Ok(0)
    );
    for body in [
        "",
        "{}",
        r#"{"ia::meta": {}}"#,
        r#"{"ia::meta": {"totalCount": -1}}"#,
    ] {
        assert_eq!(count(body).unwrap_err().code, Code::PageInvalid, "{body}");
    }
}

fn call(method: Method, path: &str, body: Option<Value>) -> RawCall {
    RawCall {
        method,
        path: path.split('/').map(str::to_owned).collect(),
        query: vec![("a b".to_owned(), "1".to_owned())],
        body,
    }
}

#[test]
fn a_call_is_passed_through_as_it_is() {
    let query = json!({"object": "projects/task", "fields": ["sum:duration.planned"]});
    let query = call(Method::Post, "services/core/query", Some(query));
    let request = connection().raw(&query).unwrap();
    assert_eq!(
        request.url,
        "https://api.intacct.com/ia/api/v1/services/core/query?a%20b=1"
    );
    assert_eq!(Some(body(&request)), query.body);
    assert!(request.has_header("X-IA-API-Param-Entity"));
    assert!(connection().reads(&query));
    for (method, path, reads) in [
        (Method::Get, "objects/projects/project", true),
        (Method::Post, "objects/projects/task", false),
        (Method::Post, "services/core", false),
        (Method::Post, "services/core/query/more", false),
        (Method::Patch, "services/core/query", false),
        (Method::Delete, "objects/projects/task/1", false),
    ] {
        let call = call(method, path, None);
        assert_eq!(connection().reads(&call), reads, "{method:?} {path}");
        assert_eq!(connection().raw(&call).unwrap().method, method);
    }
}

#[test]
fn calls_that_the_client_makes_itself_are_not_passed_through() {
    for call in [
        call(Method::Post, "oauth2/token", None),
        call(Method::Post, "oauth2/revoke", None),
        call(Method::Get, "objects/projects/task", Some(json!({}))),
    ] {
        let error = connection().raw(&call).unwrap_err();
        assert_eq!(error.code, Code::RequestInvalid);
        assert!(error.help.is_some());
    }
}

/// A date between 1900 and 2099, as a task shows it.
fn day() -> impl Strategy<Value = String> {
    (1900..2100, 1..13, 1..29)
        .prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}T00:00:00.000Z"))
}

fn draft() -> impl Strategy<Value = Value> {
    let status = prop::sample::select(&Status::ALL[..5]);
    let maybe = |field: &'static str, value: BoxedStrategy<Value>| {
        prop::option::of(value).prop_map(move |value| (field, value))
    };
    let text = |pattern: &'static str| pattern.prop_map(Value::from).boxed();
    let fields = [
        maybe("description", text("\\PC{1,20}")),
        maybe("start_at", day().prop_map(Value::from).boxed()),
        maybe("due_at", day().prop_map(Value::from).boxed()),
        maybe("parent_id", text("[1-9][0-9]{0,8}")),
        maybe("priority", text("-?[1-9][0-9]{0,4}(\\.[0-9]{0,3}[1-9])?")),
        maybe("is_billable", any::<bool>().prop_map(Value::from).boxed()),
        maybe("is_milestone", any::<bool>().prop_map(Value::from).boxed()),
    ];
    ("[^\\s\\pC]\\PC{0,20}", status, "[1-9][0-9]{0,8}", fields).prop_map(
        |(name, status, project, fields)| {
            let mut draft = json!({"name": name, "status": status, "project": {"id": project}});
            for (field, value) in fields {
                if let Some(value) = value {
                    draft[field] = value;
                }
            }
            draft
        },
    )
}

proptest! {
    #[test]
    fn what_a_draft_writes_reads_back_as_it_was(draft in draft(), is_older in any::<bool>()) {
        let connection = connection();
        if is_older {
            connection.spelling.set(Spelling::Status);
        }
        let request = connection.create(TaskDraft::read(draft.clone()).unwrap().changes()).unwrap();
        let mut row = body(&request);
        row["key"] = json!("6");
        let page = json!({"ia::result": row, "ia::meta": {"totalCount": 1}}).to_string();
        let rows = TaskReader.page(page.as_bytes()).unwrap();
        let context = PageContext::default();
        let task = TaskReader.row(rows.rows.iter().next().unwrap(), &context).unwrap();
        let details = serde_json::to_value(TaskReader.details(rows.rows.texts().next().unwrap(), &context)).unwrap();
        prop_assert_eq!(&task.name, draft["name"].as_str().unwrap());
        let RowStatus::Word(word) = &task.status else { panic!("no status") };
        prop_assert_eq!(TaskReader.status(word).map(Status::as_str), draft["status"].as_str());
        prop_assert_eq!(&details["project"]["id"], &draft["project"]["id"]);
        for field in ["description", "start_at", "due_at", "parent_id", "is_billable", "is_milestone"] {
            prop_assert_eq!(&details[field], &draft[field], "{}", field);
        }
        let number = |value: &Value| value.as_str().and_then(Decimal::parse);
        prop_assert_eq!(number(&details["priority"]), number(&draft["priority"]));
    }

    #[test]
    fn no_answer_panics(body in prop::collection::vec(any::<u8>(), 0..100)) {
        let _made = connection().created(TaskDraft::default().changes(), &body);
        let _count = connection().read_count(&body);
    }
}

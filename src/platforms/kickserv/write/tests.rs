use proptest::prelude::*;

use super::*;
use crate::platforms::{PageContext, Reader as _};
use crate::task::{StatusMap, TaskDraft, TaskPatch, Timestamp};

const BASE: &str = "https://app.kickserv.com/demo-account";

fn connection() -> Connection {
    let settings = json!({"slug": "demo-account", "credentials": {"api_token": "s3cret"}});
    Connection::new(&settings, &StatusMap::default()).unwrap()
}

fn draft(value: Value) -> Changes {
    TaskDraft::read(value).unwrap().changes().clone()
}

fn patch(value: Value) -> Changes {
    TaskPatch::read(value).unwrap().changes().clone()
}

fn task(platform_id: &str) -> TaskId {
    TaskId {
        connection_id: "k".to_owned(),
        parent: None,
        platform_id: platform_id.to_owned(),
    }
}

fn body(request: &Request) -> Value {
    serde_json::from_str(request.body.as_deref().unwrap()).unwrap()
}

/// A draft that has all that is required, and `more`.
fn whole(more: Value) -> Value {
    let mut draft = json!({
        "name": "Roof", "project": "34769012", "platform_fields": {"task_type_id": 4},
    });
    for (name, value) in more.as_object().unwrap() {
        draft[name] = value.clone();
    }
    draft
}

#[test]
fn a_task_is_created_in_a_job_by_its_id() {
    let request = connection()
        .create(&draft(json!({
            "name": "Roof", "description": "A\nb", "start_at": "2026-01-31T10:30:00+02:00",
            "due_at": "2026-02-01", "assignees": [{"id": "7", "name": "Ana"}, 12],
            "project": {"id": "34769012", "name": "Job #1042"},
            "platform_fields": {"task_type_id": "4", "customer_id": 13579, "duration": "1.50"},
        })))
        .unwrap();
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.url, format!("{BASE}/tasks.json"));
    assert!(request.has_header("Content-Type"));
    assert_eq!(
        body(&request),
        json!({"task": {
            "name": "Roof", "description": "A\nb", "scheduled_at": "2026-01-31T08:30:00Z",
            "ends_at": "2026-02-01T00:00:00Z", "employee_ids": [7, 12], "job_id": 34_769_012,
            "task_type_id": 4, "customer_id": 13_579, "duration": "1.50",
        }})
    );
}

#[test]
fn a_task_is_created_in_a_job_by_its_number() {
    for number in [json!(1042), json!("1042")] {
        let own = json!({"task_type_id": 4, "job_number": number});
        let request = connection()
            .create(&draft(json!({"name": "Roof", "platform_fields": own})))
            .unwrap();
        assert_eq!(request.url, format!("{BASE}/jobs/1042/tasks.json"));
        let fields = json!({"task": {"name": "Roof", "task_type_id": 4}});
        assert_eq!(body(&request), fields);
    }
}

#[test]
fn what_kickserv_cannot_keep_is_refused_and_named() {
    let own = |more: Value| {
        let mut own = json!({"task_type_id": 4});
        for (name, value) in more.as_object().unwrap() {
            own[name] = value.clone();
        }
        whole(json!({"platform_fields": own}))
    };
    for (value, message, help) in [
        (
            json!({"name": "Roof", "project": 7}),
            "`platform_fields.task_type_id` is missing",
            "task types",
        ),
        (
            own(json!({"task_type_id": null})),
            "`platform_fields.task_type_id` is missing",
            "task types",
        ),
        (
            json!({"name": "Roof", "platform_fields": {"task_type_id": 4}}),
            "`project` is missing",
            "platform_fields.job_number",
        ),
        (
            json!({"name": "Roof", "platform_fields": {"task_type_id": 4, "job_number": null}}),
            "`project` is missing",
            "platform_fields.job_number",
        ),
        (
            own(json!({"job_number": 7})),
            "`platform_fields.job_number` and `project` both",
            "one of them",
        ),
        (
            json!({"name": "Roof", "platform_fields": {"task_type_id": 4, "job_number": "a/../b"}}),
            "`platform_fields.job_number` is no number",
            "whole number",
        ),
        (
            whole(json!({"name": " \t"})),
            "`name` is blank",
            "has a name",
        ),
        (
            whole(json!({"project": "J-7"})),
            "`project` names `J-7`",
            "digits",
        ),
        (
            whole(json!({"project": "0"})),
            "`project` names `0`",
            "digits",
        ),
        (
            whole(json!({"project": "07"})),
            "`project` names `07`",
            "digits",
        ),
        (
            whole(json!({"project": "1234567890123456"})),
            "`project` names",
            "at most 15",
        ),
        (
            whole(json!({"assignees": ["7", "ana"]})),
            "`assignees` names `ana`",
            "digits",
        ),
        (
            whole(json!({"start_at": "2026-01-31T08:30:00.250Z"})),
            "`start_at` has a part of a second",
            "whole second",
        ),
        (
            whole(json!({"due_at": "2026-01-31T08:30:00.001Z"})),
            "`due_at` has a part of a second",
            "whole second",
        ),
        (
            whole(json!({"status": "completed"})),
            "`status` cannot be written",
            "leave it out",
        ),
        (
            own(json!({"task_type_id": 1.5})),
            "`platform_fields.task_type_id` is no number",
            "whole",
        ),
        (
            own(json!({"task_type_id": -1})),
            "`platform_fields.task_type_id` is no number",
            "whole",
        ),
        (
            own(json!({"customer_id": "x"})),
            "`platform_fields.customer_id` is no number",
            "whole",
        ),
        (
            own(json!({"customer_id": [1]})),
            "`platform_fields.customer_id` is no number",
            "whole",
        ),
        (
            own(json!({"duration": -1})),
            "`platform_fields.duration` is not a duration",
            "1.5",
        ),
        (
            own(json!({"duration": "an hour"})),
            "`platform_fields.duration` is not",
            "1.5",
        ),
        (
            own(json!({"duration": "1."})),
            "`platform_fields.duration` is not",
            "1.5",
        ),
        (
            own(json!({"duration": true})),
            "`platform_fields.duration` is not",
            "1.5",
        ),
    ] {
        let error = connection().create(&draft(value.clone())).unwrap_err();
        assert_eq!(error.code, Code::FieldInvalid, "{value}");
        assert!(error.message.starts_with(message), "{value}: {error}");
        assert!(
            error.help.as_deref().unwrap().contains(help),
            "{value}: {error}"
        );
    }
}

#[test]
fn the_created_task_is_found_in_every_shape_of_the_answer() {
    let none = Changes::default();
    for answer in [
        r#"{"id":2357911,"name":"Roof","job":{"id":7},"customer":{"id":8}}"#,
        r#"{"task":{"id":2357911,"job":{"id":7}}}"#,
        r#"{"task":{"id":"2357911"},"id":5}"#,
    ] {
        let made = connection().created(&none, answer.as_bytes()).unwrap();
        let (parent, platform_id) = (None, "2357911".to_owned());
        assert_eq!(
            made,
            Made {
                parent,
                platform_id
            },
            "{answer}"
        );
    }
    for answer in [
        "",
        "<html>",
        "[]",
        "{}",
        r#"{"task":[]}"#,
        r#"{"task":{"id":null}}"#,
        r#"{"id":{}}"#,
        r#"{"id":1"#,
    ] {
        let error = connection().created(&none, answer.as_bytes()).unwrap_err();
        assert_eq!(error.code, Code::PageInvalid, "{answer}");
        assert!(
            error
                .help
                .as_deref()
                .unwrap()
                .contains("the task with its `id`")
        );
    }
}

#[test]
fn a_patch_sends_only_what_it_names() {
    for (value, fields, writes) in [
        (
            json!({"description": "A new description", "due_at": "2021-03-05T12:15:00-05:00"}),
            json!({"description": "A new description", "ends_at": "2021-03-05T17:15:00Z"}),
            vec!["description", "due_at"],
        ),
        (
            json!({"description": null, "start_at": null, "due_at": null, "assignees": null}),
            json!({"description": null, "scheduled_at": null, "ends_at": null, "employee_ids": []}),
            vec!["assignees", "description", "due_at", "start_at"],
        ),
        (
            json!({"assignees": [], "project": "7", "platform_fields": {"customer_id": null, "duration": 1.5}}),
            json!({"employee_ids": [], "job_id": 7, "customer_id": null, "duration": 1.5}),
            vec!["assignees", "customer_id", "duration", "project"],
        ),
    ] {
        let steps = connection()
            .update(&task("2357911"), &patch(value), None)
            .unwrap();
        let [step] = steps.as_slice() else {
            panic!("{steps:?}")
        };
        assert_eq!(step.request.method, Method::Put);
        assert_eq!(step.request.url, format!("{BASE}/tasks/2357911.json"));
        assert_eq!(body(&step.request), json!({ "task": fields }));
        let mut written = step.writes.clone();
        written.sort();
        assert_eq!(written, writes);
    }
    let id = task("2357911");
    let name = patch(json!({"name": "x"}));
    assert!(connection().before_update(&id, &name).unwrap().is_none());
    let blank = connection().update(&id, &patch(json!({"name": ""})), None);
    assert_eq!(blank.unwrap_err().code, Code::FieldInvalid);
    let untyped = patch(json!({"platform_fields": {"task_type_id": null}}));
    let untyped = connection().update(&id, &untyped, None);
    assert_eq!(untyped.unwrap_err().code, Code::FieldInvalid);
}

#[test]
fn a_task_is_deleted_and_told_of() {
    let request = connection().delete(&task("2357911")).unwrap();
    assert_eq!(request.method, Method::Delete);
    assert_eq!(request.url, format!("{BASE}/tasks/2357911.json"));
    assert_eq!(request.body, None);
    for (kind, sent) in [
        ("employee", None),
        ("details", Some(json!({"notification_type": "details"}))),
        (
            "on_the_way",
            Some(json!({"notification_type": "on_the_way"})),
        ),
    ] {
        let request = connection().notify(&task("123654789"), kind).unwrap();
        assert_eq!(request.method, Method::Post);
        assert_eq!(request.url, format!("{BASE}/tasks/123654789/notify.json"));
        assert_eq!(request.body.is_some(), sent.is_some(), "{kind}");
        assert_eq!(request.has_header("Content-Type"), sent.is_some(), "{kind}");
        assert_eq!(sent, request.body.as_ref().map(|_| body(&request)));
    }
    let error = connection().notify(&task("1"), "customer").unwrap_err();
    assert_eq!(error.code, Code::RequestInvalid);
}

#[test]
fn no_id_leaves_its_place_in_a_path() {
    let name = patch(json!({"name": "x"}));
    for id in ["job_list", "../jobs/7", "7/notify", "7.json", "7?a=1", "é7"] {
        let id = task(id);
        let connection = connection();
        for error in [
            connection.update(&id, &name, None).unwrap_err(),
            connection.delete(&id).unwrap_err(),
            connection.notify(&id, EMPLOYEE).unwrap_err(),
        ] {
            assert_eq!(error.code, Code::IdInvalid, "{id:?}");
        }
    }
}

#[test]
fn the_jobs_of_a_customer_are_listed() {
    let connection = connection();
    let request = connection.jobs("13579").unwrap();
    assert_eq!(request.method, Method::Get);
    let url = format!("{BASE}/tasks/job_list.json?customer_id=13579");
    assert_eq!(request.url, url);
    for odd in ["", "0", "a", "1 2", "-1", "1&x=y", "1234567890123456"] {
        let error = connection.jobs(odd).unwrap_err();
        assert_eq!(error.code, Code::RequestInvalid, "{odd}");
    }
    let jobs = connection
        .read_jobs(
            br#"[ { "id": 1122334455, "name": "Opportunity #24601: Tracking", "status": "new" }, { "id": 1122334466, "name": null } ]"#,
        )
        .unwrap();
    let job = |id: &str, name: Option<&str>, status: Option<&str>| Job {
        id: id.to_owned(),
        name: name.map(str::to_owned),
        status: status.map(str::to_owned),
    };
    assert_eq!(
        jobs,
        [
            job(
                "1122334455",
                Some("Opportunity #24601: Tracking"),
                Some("new")
            ),
            job("1122334466", None, None),
        ]
    );
    assert_eq!(connection.read_jobs(b"[]").unwrap(), []);
    for odd in [
        "",
        "{}",
        r#"{"jobs":[]}"#,
        "[1]",
        "[{}]",
        r#"[{"id":[]}]"#,
        "<html>",
        "[{",
    ] {
        let error = connection.read_jobs(odd.as_bytes()).unwrap_err();
        assert_eq!(error.code, Code::PageInvalid, "{odd}");
    }
}

#[test]
fn any_call_can_be_passed_through() {
    let call = |method, path: &[&str], body| RawCall {
        method,
        path: path.iter().map(|part| (*part).to_owned()).collect(),
        query: vec![
            ("mapping".to_owned(), "true".to_owned()),
            ("employee_number".to_owned(), "4".to_owned()),
        ],
        body,
    };
    let connection = connection();
    let list = call(Method::Get, &["tasks.json"], None);
    assert!(connection.reads(&list));
    let request = connection.raw(&list).unwrap();
    let url = format!("{BASE}/tasks.json?mapping=true&employee_number=4");
    assert_eq!((request.method, request.url), (Method::Get, url));
    let task = json!({"task": {"description": "x"}});
    let write = call(Method::Patch, &["tasks", "7.json"], Some(task.clone()));
    assert!(!connection.reads(&write));
    let request = connection.raw(&write).unwrap();
    assert_eq!(body(&request), task);
    let odd = call(Method::Get, &["tasks.json"], Some(task));
    let error = connection.raw(&odd).unwrap_err();
    assert_eq!(error.code, Code::RequestInvalid);
}

/// What a task would be that Kickserv made of a body, its times shown four hours behind UTC.
fn kept(fields: &Value) -> Value {
    let shown = |name: &str| {
        let time = Timestamp::parse(fields[name].as_str()?)?;
        let local = Timestamp::from_seconds_saturating(time.floor_second() - 4 * 3600).to_string();
        Some(local.replace(".000Z", "-04:00"))
    };
    let employees = fields["employee_ids"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let employees: Vec<_> = employees.iter().map(|id| json!({ "id": id })).collect();
    json!({
        "id": 1, "name": fields["name"], "description": fields["description"],
        "scheduled_at": shown("scheduled_at"), "ends_at": shown("ends_at"),
        "job": {"id": fields["job_id"], "name": "Job"}, "employees": employees,
    })
}

fn instant() -> impl Strategy<Value = Option<Timestamp>> {
    let seconds = -1_000_000_000_i64..4_000_000_000;
    prop::option::of(seconds.prop_map(Timestamp::from_seconds_saturating))
}

proptest! {
    #[test]
    fn what_a_draft_says_is_read_back(
        name in "[^\\p{C}\\s][^\\p{C}]{0,40}",
        description in prop::option::of("\\PC{1,60}"),
        start in instant(),
        due in instant(),
        employees in prop::collection::btree_set(1_u64..1_000_000_000_000_000, 0..4),
        job in 1_u64..1_000_000_000_000_000,
    ) {
        let ids: Vec<_> = employees.iter().map(u64::to_string).collect();
        let said = draft(json!({
            "name": name, "description": description, "start_at": start, "due_at": due,
            "assignees": ids, "project": job, "platform_fields": {"task_type_id": 1},
        }));
        let request = connection().create(&said).unwrap();
        let page = json!([kept(&body(&request)["task"])]).to_string();
        let reader = super::super::read::KickservReader;
        let page = reader.page(page.as_bytes()).unwrap();
        let raw = page.rows.iter().next().unwrap();
        let row = reader.row(raw, &PageContext::default()).unwrap();
        let details = reader.details(raw.raw(), &PageContext::default());
        prop_assert_eq!(row.name, name);
        prop_assert_eq!(details.description, description);
        prop_assert_eq!(details.start_at, start);
        prop_assert_eq!(details.due_at, due);
        let assigned: Vec<_> = details.assignees.unwrap().into_iter().map(|one| one.id).collect();
        prop_assert_eq!(assigned, ids);
        prop_assert_eq!(details.project.unwrap().id, job.to_string());
    }
}

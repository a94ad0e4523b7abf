//! What is refused before any call, and what passed-through calls become.

use super::*;

/// A draft of all that a task needs, and these.
fn with(more: &Value) -> Value {
    let mut whole = json!({"name": "T", "project": "17", "start_at": "2026-01-31"});
    for (name, value) in more.as_object().unwrap() {
        whole[name] = value.clone();
    }
    whole
}

fn refused(error: &crate::error::TaskweaveError, message: &str, help: &str) {
    assert_eq!(error.code, Code::FieldInvalid, "{error}");
    assert!(error.message.contains(message), "{error}");
    let told = error.help.as_deref().unwrap_or_default();
    assert!(told.contains(help), "{error}: {told}");
}

#[test]
fn a_draft_that_accelo_cannot_keep_is_refused() {
    for (more, message, help) in [
        (json!({"name": " \n"}), "`name` is empty", "write a name"),
        (
            json!({"start_at": "2026-01-31T08:30:00.250Z"}),
            "`start_at` has a part of a second",
            "\"2026-01-31T08:30:00.000Z\"",
        ),
        (
            json!({"due_at": "1970-01-01"}),
            "`due_at` is no date of Accelo",
            "a later time",
        ),
        (
            json!({"due_at": "1969-12-31T23:59:59Z"}),
            "`due_at` is no date of Accelo",
            "a later time",
        ),
        (
            json!({"assignees": ["7", "8"]}),
            "`assignees` names 2 people",
            "one of them",
        ),
        (
            json!({"assignees": ["anna@example.com"]}),
            "`assignees` is not an id of Accelo",
            "\"17\"",
        ),
        (json!({"assignees": ["0"]}), "is not an id", "\"17\""),
        (json!({"assignees": ["007"]}), "is not an id", "\"17\""),
        (
            json!({"status": "not_started"}),
            "`status` cannot be made not_started",
            "in_progress and completed; for another status, name one of the deployment's statuses by `platform_fields.status_id`",
        ),
        (
            json!({"status": "on_hold"}),
            "cannot be made on_hold",
            "status_id",
        ),
        (
            json!({"status": "completed", "platform_fields": {"status_id": 3}}),
            "`status` and `platform_fields.status_id` both",
            "leave one",
        ),
        (
            json!({"platform_fields": {"status_id": "Done"}}),
            "`platform_fields.status_id` is not an id",
            "\"17\"",
        ),
        (
            json!({"platform_fields": {"manager_id": [4]}}),
            "`platform_fields.manager_id` is not an id",
            "\"17\"",
        ),
        (
            json!({"platform_fields": {"remaining": 1.5}}),
            "`platform_fields.remaining` is not a whole number",
            "3600",
        ),
        (
            json!({"platform_fields": {"rate_charged": "80,50"}}),
            "`platform_fields.rate_charged` is not a decimal",
            "80.50",
        ),
        (
            json!({"platform_fields": {"rate_charged": -1}}),
            "`platform_fields.rate_charged` is not a decimal",
            "80.50",
        ),
        (
            json!({"platform_fields": {"is_billable": 1}}),
            "`platform_fields.is_billable` is neither",
            "\"yes\"",
        ),
        (
            json!({"project": "companies/2", "platform_fields": {"is_billable": "yes"}}),
            "`platform_fields.is_billable` is only there for",
            "milestones/17",
        ),
    ] {
        let whole = draft(with(&more));
        refused(
            &connection().create(whole.changes()).unwrap_err(),
            message,
            help,
        );
    }
}

#[test]
fn a_project_names_what_a_task_can_stand_against() {
    for project in [
        "company/2",
        "jobs/17",
        "companies",
        "companies/",
        "companies/x",
        "companies/0",
        "companies/02",
        "/2",
        "s/2",
        "ies/2",
        "Companies/2",
        "companies/2/3",
        "companies /2",
        "-1",
        "0",
        "x",
    ] {
        let whole = draft(with(&json!({"project": project})));
        let error = connection().create(whole.changes()).unwrap_err();
        refused(&error, "`project` names nothing", "companies/2");
    }
}

#[test]
fn a_patch_that_accelo_cannot_keep_is_refused_before_any_call() {
    let empty = "cannot be made empty";
    for (value, message, help) in [
        (json!({"name": ""}), "`name` is empty", "write a name"),
        (json!({"description": null}), empty, "stays as it is"),
        (json!({"description": ""}), empty, "stays as it is"),
        (json!({"due_at": null}), empty, "stays as it is"),
        (json!({"assignees": null}), empty, "stays as it is"),
        (json!({"assignees": []}), empty, "stays as it is"),
        (json!({"status": null}), empty, "stays as it is"),
        (
            json!({"platform_fields": {"manager_id": null}}),
            empty,
            "stays as it is",
        ),
        (
            json!({"platform_fields": {"progression_id": null}}),
            empty,
            "stays as it is",
        ),
        (
            json!({"project": "17"}),
            "`project` cannot be written",
            "leave it out",
        ),
        (
            json!({"priority": "High"}),
            "`priority` cannot be written",
            "leave it out",
        ),
        (
            json!({"status": "planned"}),
            "`status` cannot be made planned",
            "in_progress and completed; for another status, run one of the task's progressions",
        ),
        (
            json!({"status": "completed", "platform_fields": {"progression_id": 3}}),
            "`status` and `platform_fields.progression_id` both",
            "leave one",
        ),
        (
            json!({"platform_fields": {"progression_id": "start"}}),
            "`platform_fields.progression_id` is not an id",
            "\"17\"",
        ),
    ] {
        let patch = patch(value);
        let before = connection().before_update(&id("15"), patch.changes());
        refused(&before.unwrap_err(), message, help);
        let update = connection().update(&id("15"), patch.changes(), None);
        refused(&update.unwrap_err(), message, help);
    }
}

#[test]
fn only_numbers_are_written_to() {
    let patch = patch(json!({"name": "x"}));
    for bad in ["", "../jobs", "15/progressions/done", "-1", "x"] {
        let of = |error: crate::error::TaskweaveError| error.code;
        let bad = id(bad);
        let before = connection().before_update(&bad, patch.changes());
        assert_eq!(of(before.unwrap_err()), Code::IdInvalid);
        let update = connection().update(&bad, patch.changes(), None);
        assert_eq!(of(update.unwrap_err()), Code::IdInvalid);
        let finish = connection().finish(&bad, patch.changes());
        assert_eq!(of(finish.unwrap_err()), Code::IdInvalid);
    }
}

fn call(method: Method, query: &[(&str, &str)], body: Option<Value>) -> RawCall {
    RawCall {
        method,
        path: vec!["tasks".to_owned(), "15".to_owned()],
        query: query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body,
    }
}

#[test]
fn a_passed_through_call_keeps_its_words() {
    let of = |method, query: &[(&str, &str)], body| {
        let request = connection().raw(&call(method, query, body)).unwrap();
        let kind = request
            .headers
            .iter()
            .find(|(name, _)| *name == "Content-Type");
        let kind = kind.map(|(_, value)| value.rsplit('/').next().unwrap().to_owned());
        (line(&request), kind.unwrap_or_default())
    };
    let pair = |line: &str, kind: &str| (line.to_owned(), kind.to_owned());
    assert_eq!(
        of(
            Method::Get,
            &[("_fields", "assignee(email)"), ("_filters", "id(1,2)")],
            None
        ),
        pair(
            "GET /tasks/15?_fields=assignee%28email%29&_filters=id%281%2C2%29",
            ""
        )
    );
    assert_eq!(
        of(
            Method::Put,
            &[],
            Some(json!({"title": "a b", "remaining": 60, "x": true}))
        ),
        pair(
            "PUT /tasks/15 remaining=60&title=a+b&x=true",
            "x-www-form-urlencoded"
        )
    );
    let nested = json!({"_method": "GET", "_filters": {"id": [1, 2]}});
    assert_eq!(
        of(Method::Post, &[], Some(nested.clone())),
        pair(&format!("POST /tasks/15 {nested}"), "json")
    );
    assert_eq!(
        of(Method::Put, &[], Some(json!({"date_due": null}))),
        pair(r#"PUT /tasks/15 {"date_due":null}"#, "json")
    );
}

#[test]
fn a_passed_through_call_brings_no_token_of_its_own() {
    for refused in [
        call(Method::Get, &[("_bearer_token", "s3cret")], None),
        call(Method::Get, &[("_Bearer_Token", "s3cret")], None),
        call(Method::Post, &[], Some(json!({"_bearer_token": "s3cret"}))),
        call(Method::Get, &[], Some(json!({}))),
    ] {
        let error = connection().raw(&refused).unwrap_err();
        assert_eq!(error.code, Code::RequestInvalid);
        assert!(error.help.is_some());
        assert!(!format!("{error:?}").contains("s3cret"));
    }
}

#[test]
fn a_passed_through_call_is_repeated_only_if_it_reads() {
    let get = [("_method", "get")];
    for (reads, asked) in [
        (true, call(Method::Get, &[], None)),
        (true, call(Method::Get, &get, None)),
        (true, call(Method::Post, &get, None)),
        (
            true,
            call(Method::Post, &[], Some(json!({"_method": "GET"}))),
        ),
        (false, call(Method::Get, &[("_method", "delete")], None)),
        (
            false,
            call(Method::Get, &[("_method", "get"), ("_method", "put")], None),
        ),
        (false, call(Method::Post, &[], None)),
        (
            false,
            call(Method::Post, &get, Some(json!({"_method": "put"}))),
        ),
        (
            false,
            call(Method::Post, &get, Some(json!({"_method": ["get"]}))),
        ),
        (false, call(Method::Put, &get, None)),
        (false, call(Method::Patch, &[], None)),
        (false, call(Method::Delete, &get, None)),
    ] {
        assert_eq!(connection().reads(&asked), reads, "{asked:?}");
    }
}

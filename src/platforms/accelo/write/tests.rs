//! The requests of writes, what they refuse, and what they say read back.

mod refusals;
mod round_trip;
mod through;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::error::Code;
use crate::filter::{Expr, Op, Predicate, Value as FilterValue};
use crate::plan::push_down;
use crate::platforms::{Needs, Reader};
use crate::task::{Direction, Field, Status, StatusMap, TaskDraft, TaskPatch, Timestamp};

fn connection() -> Connection {
    mapped(&json!({}))
}

fn mapped(words: &Value) -> Connection {
    let settings = json!({"deployment": "demo", "credentials": {"access_token": "t"}});
    let words: StatusMap = serde_json::from_value(words.clone()).unwrap();
    Connection::new(&settings, &words).unwrap()
}

fn id(platform_id: &str) -> TaskId {
    TaskId {
        connection_id: "c".to_owned(),
        parent: None,
        platform_id: platform_id.to_owned(),
    }
}

fn draft(value: Value) -> TaskDraft {
    TaskDraft::read(value).unwrap()
}

fn patch(value: Value) -> TaskPatch {
    TaskPatch::read(value).unwrap()
}

/// A request as one line, without its host.
fn line(request: &Request) -> String {
    let path = request
        .url
        .strip_prefix("https://demo.api.accelo.com/api/v0");
    let body = request.body.as_deref().unwrap_or_default();
    let method = request.method.as_str();
    format!("{method} {} {body}", path.unwrap())
        .trim_end()
        .to_owned()
}

fn steps(connection: &Connection, value: Value, current: Option<&str>) -> Result<Vec<String>> {
    let patch = patch(value);
    let current = current.map(str::as_bytes);
    let steps = connection.update(&id("15"), patch.changes(), current)?;
    let said = |step: &Step| format!("{} [{}]", line(&step.request), step.writes.join(" "));
    Ok(steps.iter().map(said).collect())
}

fn standing(word: &str) -> String {
    json!({"response": {"id": "15", "title": "T", "standing": word}, "meta": {"status": "ok"}})
        .to_string()
}

#[test]
fn a_draft_becomes_a_form() {
    let least = json!({"name": "A & B", "project": "17", "start_at": "2026-01-31"});
    let made = connection().create(draft(least).changes()).unwrap();
    assert_eq!(
        line(&made),
        "POST /tasks title=A+%26+B&against_type=job&against_id=17&date_started=1769817600"
    );
    assert!(made.headers.contains(&(
        "Content-Type",
        "application/x-www-form-urlencoded".to_owned()
    )));
    let most = draft(json!({
        "name": "Roof", "description": "é, (x)", "start_at": "2026-01-31T08:30:00Z",
        "due_at": "2026-02-01T10:00:00+02:00", "assignees": [{"id": "7", "name": "A"}],
        "project": {"id": "milestones/8", "name": null}, "status": "completed", "priority": null,
        "platform_fields": {
            "manager_id": 4, "affiliation_id": "5", "priority_id": "3", "remaining": 3600,
            "rate_id": 2, "rate_charged": "80.50", "is_billable": true, "status_id": null,
        },
    }));
    let made = connection().create(most.changes()).unwrap();
    let expected = [
        ("title", "Roof"),
        ("description", "é, (x)"),
        ("against_type", "milestone"),
        ("against_id", "8"),
        ("date_started", "1769848200"),
        ("date_due", "1769932800"),
        ("assignee_id", "7"),
        ("manager_id", "4"),
        ("affiliation_id", "5"),
        ("priority_id", "3"),
        ("remaining", "3600"),
        ("rate_id", "2"),
        ("rate_charged", "80.50"),
        ("is_billable", "yes"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(form(&made), BTreeMap::from(expected));
}

#[test]
fn what_is_empty_is_left_out_of_a_new_task() {
    let empty = draft(json!({
        "name": "T", "project": "17", "start_at": "2026-01-31",
        "description": "", "assignees": [], "due_at": null,
    }));
    let made = connection().create(empty.changes()).unwrap();
    let names: Vec<_> = form(&made).into_keys().collect();
    assert_eq!(
        names,
        ["against_id", "against_type", "date_started", "title"]
    );
}

#[test]
fn a_task_stands_against_what_its_project_names() {
    for (project, kind, number) in [
        ("17", "job", "17"),
        ("companies/2", "company", "2"),
        ("issues/5", "issue", "5"),
        ("components/6", "component", "6"),
        ("milestones/8", "milestone", "8"),
        ("prospects/3", "prospect", "3"),
    ] {
        let draft = draft(json!({"name": "T", "project": project, "start_at": "2026-01-31"}));
        let form = form(&connection().create(draft.changes()).unwrap());
        assert_eq!(
            (form["against_type"].as_str(), form["against_id"].as_str()),
            (kind, number)
        );
    }
}

#[test]
fn the_created_task_is_the_one_of_the_answer() {
    let plain = json!({"title": "T"});
    let draft = TaskDraft::read(json!({"name": "T"})).unwrap();
    let made =
        |answer: &Value| connection().created(draft.changes(), answer.to_string().as_bytes());
    for answer in [
        json!({"response": {"id": "501", "title": "T"}, "meta": {"status": "ok"}}),
        json!({"response": {"id": 501}}),
        json!({"response": [{"id": "501", "title": "T"}]}),
    ] {
        let expected = Made {
            parent: None,
            platform_id: "501".to_owned(),
        };
        assert_eq!(made(&answer).unwrap(), expected);
    }
    for answer in [
        json!({"response": null, "meta": {"status": "ok"}}),
        json!({"response": plain}),
        json!({"response": []}),
        json!({"response": [{"id": "1"}, {"id": "2"}]}),
        json!({"response": {"id": "abc"}}),
        json!("501"),
    ] {
        assert_eq!(
            made(&answer).unwrap_err().code,
            Code::PageInvalid,
            "{answer}"
        );
    }
}

#[test]
fn a_patch_writes_its_fields_and_then_the_status() {
    let whole = json!({
        "name": "Roof", "due_at": "2026-02-01", "status": "in_progress",
        "platform_fields": {"priority_id": "3"},
    });
    assert_eq!(
        steps(&connection(), whole.clone(), Some(&standing("pending"))).unwrap(),
        [
            "PUT /tasks/15 date_due=1769904000&title=Roof&priority_id=3 [due_at name priority_id]",
            "PUT /tasks/15/progressions/start  [status]",
        ]
        .map(|line| line.replace("  [", " ["))
    );
    assert_eq!(
        steps(&connection(), json!({"status": "completed"}), None).unwrap(),
        ["PUT /tasks/15/progressions/done [status]"]
    );
    assert_eq!(
        steps(
            &connection(),
            json!({"description": "x", "platform_fields": {"progression_id": 12}}),
            None
        )
        .unwrap(),
        [
            "PUT /tasks/15 description=x [description]",
            "PUT /tasks/15/progressions/12/auto [progression_id]",
        ]
    );
    // It stands there already.
    let fields_alone = steps(&connection(), whole, Some(&standing("started"))).unwrap();
    assert_eq!(fields_alone.len(), 1, "{fields_alone:?}");
    let done = Some(standing("complete"));
    assert!(
        steps(
            &connection(),
            json!({"status": "completed"}),
            done.as_deref()
        )
        .unwrap()
        .is_empty()
    );
    // What an answer does not say cannot stop a write.
    for unread in [
        "",
        "{}",
        r#"{"response": {"id": "15"}}"#,
        r#"{"response": []}"#,
    ] {
        let steps = steps(&connection(), json!({"status": "completed"}), Some(unread)).unwrap();
        assert_eq!(steps.len(), 1, "{unread}");
    }
}

#[test]
fn the_standing_is_asked_for_only_where_the_status_is_written() {
    let asked = |value| {
        let request = connection()
            .before_update(&id("15"), patch(value).changes())
            .unwrap();
        request.map(|request| line(&request))
    };
    assert_eq!(
        asked(json!({"status": "completed", "name": "x"})).as_deref(),
        Some("GET /tasks/15?_fields=standing")
    );
    assert_eq!(asked(json!({"name": "x"})), None);
    assert_eq!(
        asked(json!({"platform_fields": {"progression_id": "12"}})),
        None
    );
}

#[test]
fn a_draft_is_finished_by_a_progression() {
    let finish = |value: Value| {
        let mut whole = json!({"name": "T", "project": "17", "start_at": "2026-01-31"});
        whole["status"] = value;
        let steps = connection()
            .finish(&id("501"), draft(whole).changes())
            .unwrap();
        steps
            .iter()
            .map(|step| line(&step.request))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        finish(json!("in_progress")),
        ["PUT /tasks/501/progressions/start"]
    );
    assert_eq!(
        finish(json!("completed")),
        ["PUT /tasks/501/progressions/done"]
    );
    assert!(finish(json!(null)).is_empty());
}

#[test]
fn a_status_is_written_as_the_connection_reads_it() {
    let way = |words: Value, status: &str| {
        steps(&mapped(&words), json!({"status": status}), None).map(|steps| steps.join(""))
    };
    let start = "PUT /tasks/15/progressions/start [status]";
    let done = "PUT /tasks/15/progressions/done [status]";
    let held = json!({"started": "on_hold"});
    assert_eq!(way(held.clone(), "on_hold").unwrap(), start);
    assert_eq!(way(held.clone(), "completed").unwrap(), done);
    let error = way(held, "in_progress").unwrap_err();
    assert_eq!(error.code, Code::FieldInvalid);
    assert!(
        error
            .help
            .as_ref()
            .unwrap()
            .contains("on_hold and completed"),
        "{error}"
    );
    let swapped = json!({"started": "completed", "complete": "in_progress"});
    assert_eq!(way(swapped.clone(), "completed").unwrap(), start);
    assert_eq!(way(swapped, "in_progress").unwrap(), done);
    // Both are read as one status: the one that means it is run, else nobody knows.
    let both = json!({"started": "completed"});
    assert_eq!(way(both, "completed").unwrap(), done);
    let neither = json!({"started": "on_hold", "complete": "on_hold"});
    let error = way(neither, "on_hold").unwrap_err();
    assert!(
        error.message.contains("may mean started or complete"),
        "{error}"
    );
    // A task whose standing is read as the wanted status stands there.
    let accepted = mapped(&json!({"accepted": "in_progress"}));
    let there = steps(
        &accepted,
        json!({"status": "in_progress"}),
        Some(&standing("accepted")),
    );
    assert!(there.unwrap().is_empty());
}

#[test]
fn a_count_asks_by_the_filters_alone() {
    let query = |filter: Vec<Predicate>| Query {
        asked: push_down(
            Expr::all(filter.into_iter().map(Expr::Is).collect()).as_ref(),
            &connection(),
        )
        .asked,
        key: Field::UpdatedAt,
        direction: Direction::Descending,
        needs: Needs::default(),
        page_size: 1,
    };
    let count = |filter| line(&connection().count(&query(filter)).unwrap());
    assert_eq!(count(vec![]), "GET /tasks/count");
    let done = FilterValue::Status(Status::Completed);
    let since = FilterValue::Time(Timestamp::from_seconds_saturating(1_700_000_000));
    assert_eq!(
        count(vec![
            Predicate::new(Field::Status, Op::Eq, done),
            Predicate::new(Field::UpdatedAt, Op::Gt, since),
        ]),
        "GET /tasks/count?_filters=standing%28complete%29%2Cdate_modified_after%281700000000%29"
    );
    let read = |body: &str| connection().read_count(body.as_bytes());
    assert_eq!(
        read(r#"{"response": {"count": "42"}, "meta": {}}"#).unwrap(),
        42
    );
    assert_eq!(read(r#"{"response": {"count": 42}}"#).unwrap(), 42);
    for odd in [
        "",
        "{}",
        r#"{"response": []}"#,
        r#"{"response": {"count": null}}"#,
        r#"{"response": {"count": -1}}"#,
    ] {
        assert_eq!(read(odd).unwrap_err().code, Code::PageInvalid, "{odd}");
    }
}

/// The fields of a form.
fn form(request: &Request) -> BTreeMap<String, String> {
    let body = request.body.as_deref().unwrap_or_default();
    let pairs: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect();
    let form: BTreeMap<_, _> = pairs.iter().cloned().collect();
    assert_eq!(form.len(), pairs.len(), "a name stands twice in {body}");
    form
}

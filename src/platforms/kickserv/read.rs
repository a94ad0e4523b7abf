//! Reads Kickserv's pages and records. What is absent is not null: records of lists, of single tasks
//! and of writes carry different members.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::{Code, Result, TaskweaveError};
use crate::platforms::members::{Members, items};
use crate::platforms::{
    Assignee, Details, PageContext, PageRows, Paging, Reader, Reference, Row, RowStatus, json,
};
use crate::task::Status;

use super::status::{Completion, completion, derive};

/// Reads Kickserv's pages.
pub(super) struct KickservReader;

/// What a page should be, for its errors.
const EXPECTED: &str = "a list of tasks, `{\"tasks\": [tasks]}`, `{\"task\": task}` or one task with an `id`";

/// Spellings of the start, in the order in which they are asked.
pub(super) const START: [&str; 2] = ["scheduled_at", "starts_at"];

/// What the documents know of tasks beyond `id`, `name` and `status`. `/tasks/job_list.json` has
/// nothing of it.
const OF_TASKS: [&str; 12] = [
    "description",
    "scheduled_at",
    "starts_at",
    "ends_at",
    "duration",
    "task_type_id",
    "job",
    "job_id",
    "customer",
    "employees",
    "created_at",
    "updated_at",
];

const NAMES: [&str; 21] = [
    "id",
    "name",
    "status",
    "completed_on",
    "completed_at",
    "completed",
    "is_completed",
    "complete",
    "employee_ids",
    "description",
    "scheduled_at",
    "starts_at",
    "ends_at",
    "duration",
    "task_type_id",
    "job",
    "job_id",
    "customer",
    "employees",
    "created_at",
    "updated_at",
];

/// A task as Kickserv writes it.
pub(super) type Record<'a> = Members<'a, 21>;

/// The record of a row; `None` if it is no object.
pub(super) fn record(raw: &str) -> Option<Record<'_>> {
    Members::read(raw, &NAMES)
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    tasks: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    task: Option<&'a RawValue>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
}

impl Reader for KickservReader {
    fn page<'a>(&self, bytes: &'a [u8]) -> Result<PageRows<'a>> {
        let first = bytes.iter().find(|b| !b.is_ascii_whitespace());
        let rows = match first {
            Some(b'[') => json::page::<Vec<&RawValue>>(bytes, EXPECTED)?,
            Some(b'{') => {
                let envelope: Envelope<'a> = json::page(bytes, EXPECTED)?;
                match (envelope.tasks, envelope.task, envelope.id) {
                    (Some(tasks), ..) => tasks,
                    (None, Some(task), _) if task.get().starts_with('{') => vec![task],
                    (None, None, Some(_)) => vec![json::page(bytes, EXPECTED)?],
                    _ => return Err(no_tasks()),
                }
            }
            _ => {
                // No JSON, or JSON of another shape: the first says what it is.
                json::page::<&RawValue>(bytes, EXPECTED)?;
                return Err(no_tasks());
            }
        };
        Ok(PageRows {
            rows: rows.into_iter().map(RawValue::get).collect(),
            context: PageContext::default(),
            paging: Paging::default(),
        })
    }

    fn row<'a>(&self, raw: &'a str, _: &PageContext) -> std::result::Result<Row<'a>, String> {
        let record = record(raw).ok_or("the row is not an object")?;
        let platform_id = record.id("id")?.ok_or("the row has no `id`")?;
        if record.has("status") && !record.has_any(&OF_TASKS) {
            return Err(
                "the row has a `status` and nothing that only tasks have: it is a job of the job list"
                    .to_owned(),
            );
        }
        let mut complaints = Vec::new();
        let name = record.text("name").unwrap_or_else(|complaint| {
            complaints.push(complaint);
            None
        });
        let mut time = |name| {
            record.time(name).unwrap_or_else(|complaint| {
                complaints.push(complaint);
                None
            })
        };
        let created_at = time("created_at");
        let updated_at = time("updated_at");
        for detail in START.into_iter().chain(["ends_at"]) {
            time(detail);
        }
        let completion = completion(&record);
        if let Completion::Unclear(name) = completion {
            complaints.push(format!("`{name}` is neither a time nor true or false"));
        }
        Ok(Row {
            platform_id,
            parent: None,
            name: name.unwrap_or(Cow::Borrowed("")),
            status: RowStatus::Derived(derive(&record, &completion)),
            created_at,
            updated_at,
            absent: ["name", "created_at", "updated_at"]
                .into_iter()
                .filter(|name| !record.has(name))
                .collect(),
            complaints,
        })
    }

    fn details(&self, raw: &str, _: &PageContext) -> Details {
        let Some(record) = record(raw) else {
            return Details::default();
        };
        let time = |name| record.time(name).ok().flatten();
        Details {
            description: record.owned("description"),
            start_at: START.into_iter().find_map(time),
            due_at: time("ends_at"),
            completed_at: match completion(&record) {
                Completion::Done(time) => time,
                _ => None,
            },
            assignees: assignees(&record),
            project: project(&record),
            ..Details::default()
        }
    }

    fn status(&self, _: &str) -> Option<Status> {
        None
    }
}

fn no_tasks() -> TaskweaveError {
    TaskweaveError::new(Code::PageInvalid, "the page holds no list of tasks and no task")
        .help(format!("expected {EXPECTED}"))
}

/// The glue records of the employees, or their ids alone. Who has no id is left out.
fn assignees(record: &Record<'_>) -> Option<Vec<Assignee>> {
    if let Some(employees) = record.raw("employees").and_then(items) {
        return Some(employees.into_iter().filter_map(assignee).collect());
    }
    let ids = record.raw("employee_ids").and_then(items)?;
    let assignees = ids.into_iter().filter_map(|raw| {
        let id = crate::platforms::members::id(raw).ok()??.into_owned();
        Some(Assignee {
            id,
            ..Assignee::default()
        })
    });
    Some(assignees.collect())
}

fn assignee(raw: &str) -> Option<Assignee> {
    const NAMES: [&str; 7] = [
        "id",
        "name",
        "full_name",
        "first_name",
        "last_name",
        "email",
        "email_address",
    ];
    let employee = Members::read(raw, &NAMES)?;
    let full = || {
        let parts = ["first_name", "last_name"];
        let parts: Vec<_> = parts
            .into_iter()
            .filter_map(|name| employee.owned(name))
            .collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    Some(Assignee {
        id: employee.id("id").ok()??.into_owned(),
        name: employee
            .owned("name")
            .or_else(|| employee.owned("full_name"))
            .or_else(full),
        email: employee
            .owned("email")
            .or_else(|| employee.owned("email_address")),
    })
}

/// The glue record of the job, or its global id alone. The number that people see is another one.
fn project(record: &Record<'_>) -> Option<Reference> {
    const NAMES: [&str; 2] = ["id", "name"];
    let job = record.raw("job").and_then(|raw| Members::read(raw, &NAMES));
    let id = match &job {
        Some(job) => job.id("id"),
        None => Ok(None),
    };
    let id = id.ok().flatten().or_else(|| record.id("job_id").ok()?)?;
    Some(Reference {
        id: id.into_owned(),
        name: job.and_then(|job| job.owned("name")),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::task::Timestamp;

    const CONTEXT: PageContext = PageContext { project: None };

    fn rows(page: &str) -> Vec<&str> {
        KickservReader.page(page.as_bytes()).unwrap().rows
    }

    fn row(raw: &str) -> std::result::Result<Row<'_>, String> {
        KickservReader.row(raw, &CONTEXT)
    }

    #[test]
    fn every_envelope_is_read() {
        assert_eq!(rows(r#" [ {"id":1} , {"id":2}] "#), [r#"{"id":1}"#, r#"{"id":2}"#]);
        assert_eq!(rows(r#"{"tasks":[{"id":1}],"id":9}"#), [r#"{"id":1}"#]);
        assert_eq!(rows(r#"{"task": {"id":1} }"#), [r#"{"id":1}"#]);
        assert_eq!(rows(" {\"id\":1}\n"), [r#"{"id":1}"#]);
        assert!(rows("[]").is_empty());
        assert!(rows(r#"{"tasks":[]}"#).is_empty());
    }

    #[test]
    fn a_page_without_tasks_is_refused() {
        for page in [
            "{}",
            "7",
            "null",
            r#""tasks""#,
            r#"{"tasks":null}"#,
            r#"{"tasks":{"id":1}}"#,
            r#"{"task":[1]}"#,
            r#"{"task":null}"#,
            r#"{"errors":{"name":["can't be blank"]}}"#,
            r#"{"tasks":[{"id":1}"#,
            r#"[{"id":1}]x"#,
            "<html></html>",
            "",
        ] {
            let error = KickservReader.page(page.as_bytes()).unwrap_err();
            assert_eq!(error.code, Code::PageInvalid, "{page}");
            assert!(error.help.as_deref().unwrap().contains("`{\"tasks\": [tasks]}`"));
        }
    }

    #[test]
    fn a_row_needs_an_id_and_nothing_else() {
        let bare = row(r#"{"id":90300000072369001234,"description":"d"}"#).unwrap();
        assert_eq!(bare.platform_id, "90300000072369001234");
        assert_eq!(bare.name, "");
        assert_eq!(bare.status, RowStatus::Derived(Status::NotStarted));
        assert_eq!(bare.absent, ["name", "created_at", "updated_at"]);
        for (raw, why) in [
            ("[1]", "the row is not an object"),
            ("null", "the row is not an object"),
            ("{}", "the row has no `id`"),
            (r#"{"id":null}"#, "the row has no `id`"),
            (r#"{"id":""}"#, "the row has no `id`"),
            (r#"{"id":1.5}"#, "`id` is neither a text nor a whole number"),
            (r#"{"id":{}}"#, "`id` is neither a text nor a whole number"),
        ] {
            assert_eq!(row(raw).unwrap_err(), why, "{raw}");
        }
        let job = r#"{"id":1122334455,"name":"Opportunity #24601: Tracking","status":"new"}"#;
        assert!(row(job).unwrap_err().ends_with("it is a job of the job list"));
    }

    #[test]
    fn what_is_malformed_is_told_and_the_row_stays() {
        let row = row(
            r#"{"id":"7","name":["x"],"created_at":"yesterday","updated_at":"2022-05-17T10:04:14-04:00","ends_at":{},"completed":"perhaps"}"#,
        )
        .unwrap();
        assert_eq!(
            row.complaints,
            [
                "`name` is not a text",
                "`created_at` is not a time with an offset",
                "`ends_at` is not a text",
                "`completed` is neither a time nor true or false",
            ]
        );
        assert_eq!(row.updated_at, Timestamp::parse("2022-05-17T14:04:14Z"));
        assert!(row.absent.is_empty());
    }

    #[test]
    fn details_come_from_every_spelling() {
        let details = |raw| KickservReader.details(raw, &CONTEXT);
        let full = details(
            r#"{"id":1,"description":"A\nb","starts_at":"2022-05-17","ends_at":"2022-05-18T00:00:00-04:00",
                "completed_on":"2022-05-19","job":{"id":34769012,"name":"Roof"},"job_id":5,
                "employees":[{"id":4,"first_name":"Ana","last_name":"Sá","email":"a@example.com"},
                             {"id":"5","full_name":"Bo","email_address":""},{"name":"no id"},7]}"#,
        );
        assert_eq!(full.description.as_deref(), Some("A\nb"));
        assert_eq!(full.start_at, Timestamp::parse("2022-05-17"));
        assert_eq!(full.due_at, Timestamp::parse("2022-05-18T04:00:00Z"));
        assert_eq!(full.completed_at, Timestamp::parse("2022-05-19"));
        let project = full.project.unwrap();
        assert_eq!((&*project.id, project.name.as_deref()), ("34769012", Some("Roof")));
        let assignees: Vec<_> = full.assignees.as_deref().unwrap().iter().collect();
        assert_eq!(assignees.len(), 2);
        assert_eq!(assignees[0].name.as_deref(), Some("Ana Sá"));
        assert_eq!(assignees[0].email.as_deref(), Some("a@example.com"));
        assert_eq!(assignees[1].name.as_deref(), Some("Bo"));
        assert_eq!(assignees[1].email, None);
        let ids = details(r#"{"id":1,"job_id":"5","employees":null,"employee_ids":[4,"5",{}]}"#);
        assert_eq!(ids.project.unwrap().id, "5");
        let ids: Vec<_> = ids.assignees.unwrap().into_iter().map(|a| a.id).collect();
        assert_eq!(ids, ["4", "5"]);
        assert_eq!(details(r#"{"id":1,"description":""}"#), Details::default());
        assert_eq!(details("[]"), Details::default());
    }

    const SAMPLES: [&str; 3] = [
        include_str!("../../../tests/golden/kickserv/list_bare.json"),
        include_str!("../../../tests/golden/kickserv/list_tasks.json"),
        include_str!("../../../tests/golden/kickserv/get_task.json"),
    ];

    fn read_all(bytes: &[u8]) {
        let rows = KickservReader.page(bytes).map(|page| page.rows);
        let text = String::from_utf8_lossy(bytes);
        for raw in rows.unwrap_or_default().into_iter().chain([&*text]) {
            let _row = KickservReader.row(raw, &CONTEXT);
            let _details = KickservReader.details(raw, &CONTEXT);
        }
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            read_all(&bytes);
        }

        #[test]
        fn mutated_samples_never_panic(
            sample in 0..SAMPLES.len(),
            changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
            cut in any::<prop::sample::Index>(),
            cuts in any::<bool>(),
        ) {
            let mut bytes = SAMPLES[sample].as_bytes().to_vec();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if cuts {
                bytes.truncate(cut.index(bytes.len()));
            }
            read_all(&bytes);
        }
    }
}

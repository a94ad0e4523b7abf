//! Reads Kickserv's pages and records. What is absent is not null: records of lists, of single tasks
//! and of writes carry different members.

use super::status::{Completion, completion, derive};
use crate::error::{Result, TaskweaveError};
use crate::platforms::fields::{Columns, Fields};
use crate::platforms::json::{self, items};
use crate::platforms::{
    Assignee, Details, PageContext, PageForm, PageRows, Reader, Reference, Row, RowStatus,
};
use crate::scan::{Layout, Page};
use crate::task::{Status, Timestamp};

/// Reads Kickserv's pages.
pub(super) struct KickservReader;

/// What a page should be, for its errors.
const EXPECTED: &str =
    "a list of tasks, `{\"tasks\": [tasks]}`, `{\"task\": task}` or one task with an `id`";

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

/// The marks and spellings that tell a status are among the members.
static FORM: PageForm = PageForm {
    expected: EXPECTED,
    layout: Layout {
        frames: &[&[]],
        lists: &[&[], &["tasks"]],
        members: &[
            "id",
            "name",
            "created_at",
            "updated_at",
            "scheduled_at",
            "starts_at",
            "ends_at",
            "status",
            "completed_on",
            "completed_at",
            "completed",
            "is_completed",
            "complete",
            "description",
            "duration",
            "task_type_id",
            "job",
            "job_id",
            "customer",
            "employees",
        ],
    },
    plain: None,
};

impl Reader for KickservReader {
    fn form(&self) -> &'static PageForm {
        &FORM
    }

    fn rows<'a>(&self, page: &mut Page<'a>) -> Result<PageRows<'a>> {
        if let Some(rows) = page.take_list(0) {
            return Ok(PageRows::new(rows));
        }
        let fields = json::frame(page, EXPECTED)?;
        let rows = match (fields.given("tasks"), fields.given("task")) {
            (Some(_), _) => page.take_list(1).ok_or_else(no_tasks)?,
            (None, Some(task)) if task.starts_with('{') => page.one(task),
            (None, None) if fields.given("id").is_some() => page.one(page.text().trim_ascii()),
            _ => return Err(no_tasks()),
        };
        Ok(PageRows::new(rows))
    }

    fn task<'a>(
        &self,
        fields: &Fields<'a>,
        _: &PageContext,
    ) -> std::result::Result<Row<'a>, String> {
        let platform_id = fields.try_id("id")?.ok_or("the row has no `id`")?;
        if fields.has("status") && !OF_TASKS.iter().any(|name| fields.has(name)) {
            return Err(
                "the row has a `status` and nothing that only tasks have: it is a job of the job list"
                    .to_owned(),
            );
        }
        let mut columns = Columns::new(fields);
        let name = columns.text("name", "name").unwrap_or_default();
        let created_at = columns.time("created_at", "created_at", Timestamp::parse);
        let updated_at = columns.time("updated_at", "updated_at", Timestamp::parse);
        for detail in START.into_iter().chain(["ends_at"]) {
            columns.note(fields.try_time(detail, Timestamp::parse));
        }
        let completion = completion(fields);
        if let Completion::Unclear(name) = completion {
            let complaint = format!("`{name}` is neither a time nor true or false");
            columns.complaints.push(complaint);
        }
        Ok(Row {
            platform_id,
            parent: None,
            name,
            status: RowStatus::Derived(derive(fields, &completion)),
            created_at,
            updated_at,
            absent: columns.absent,
            complaints: columns.complaints,
        })
    }

    fn details(&self, raw: &str, _: &PageContext) -> Details {
        let Some(fields) = Fields::read(raw) else {
            return Details::default();
        };
        let time = |name| fields.time(name, Timestamp::parse);
        Details {
            description: fields.string("description"),
            start_at: START.into_iter().find_map(time),
            due_at: time("ends_at"),
            completed_at: match completion(&fields) {
                Completion::Done(time) => time,
                _ => None,
            },
            assignees: assignees(&fields),
            project: project(&fields),
            ..Details::default()
        }
    }

    fn status(&self, _: &str) -> Option<Status> {
        None
    }
}

fn no_tasks() -> TaskweaveError {
    json::invalid("the page holds no list of tasks and no task", EXPECTED)
}

/// The glue records of the employees, or their ids alone. Who has no id is left out.
fn assignees(fields: &Fields<'_>) -> Option<Vec<Assignee>> {
    if let Some(employees) = fields.get("employees").and_then(items) {
        return Some(employees.into_iter().filter_map(assignee).collect());
    }
    let ids = fields.get("employee_ids").and_then(items)?;
    let assignees = ids.into_iter().filter_map(|raw| {
        Some(Assignee {
            id: json::id(raw).ok()??.into_owned(),
            ..Assignee::default()
        })
    });
    Some(assignees.collect())
}

fn assignee(raw: &str) -> Option<Assignee> {
    let employee = Fields::read(raw)?;
    let first = |names: [&str; 2]| names.into_iter().find_map(|name| employee.string(name));
    Some(Assignee {
        id: employee.id("id")?,
        name: first(["name", "full_name"]).or_else(|| employee.joined(["first_name", "last_name"])),
        email: first(["email", "email_address"]),
    })
}

/// The glue record of the job, or its global id alone. The number that people see is another one.
fn project(fields: &Fields<'_>) -> Option<Reference> {
    let job = fields.id("job.id");
    Some(Reference {
        id: job.or_else(|| fields.id("job_id"))?,
        name: fields.string("job.name"),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::error::Code;
    use crate::platforms::fixtures;

    const ROOM: &str = "kickserv";

    const CONTEXT: PageContext = PageContext { project: None };

    fn rows(page: &str) -> Vec<&str> {
        KickservReader
            .page(page.as_bytes())
            .unwrap()
            .rows
            .texts()
            .collect()
    }

    fn row(raw: &str) -> std::result::Result<Row<'_>, String> {
        fixtures::row(&KickservReader, raw, &CONTEXT)
    }

    #[test]
    fn golden_files() {
        fixtures::check_golden(&KickservReader, ROOM, 14);
    }

    #[test]
    fn every_envelope_is_read() {
        assert_eq!(
            rows(r#" [ {"id":1} , {"id":2}] "#),
            [r#"{"id":1}"#, r#"{"id":2}"#]
        );
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
            assert!(
                error
                    .help
                    .as_deref()
                    .unwrap()
                    .contains("`{\"tasks\": [tasks]}`")
            );
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
        assert!(
            row(job)
                .unwrap_err()
                .ends_with("it is a job of the job list")
        );
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
                "`created_at` is not a point in time: `yesterday`",
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
        assert_eq!(
            (&*project.id, project.name.as_deref()),
            ("34769012", Some("Roof"))
        );
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

    proptest! {
        #[test]
        fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            fixtures::exercise(&KickservReader, &bytes);
        }

        #[test]
        fn no_damaged_page_panics(bytes in fixtures::mutated(ROOM)) {
            fixtures::exercise(&KickservReader, &bytes);
        }
    }
}

//! Reads Zoho Books' pages: a project with its tasks, a project's plain list, or one task.

mod hours;

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::{Code, Result, TaskweaveError};
use crate::platforms::members::{Complaint, Members, items};
use crate::platforms::{
    Details, PageContext, PageRows, Paging, Reader, Reference, Row, RowStatus, json,
};
use crate::task::Status;

use super::errors::{ENVELOPE, failure_code};
use super::status;
use hours::hours;

/// Reads Zoho Books' pages.
pub(super) struct ZohoReader;

/// What a page should be, for its errors.
const EXPECTED: &str = "`{\"project\": {…, \"tasks\": [tasks]}}`, `{\"tasks\": [tasks]}`, `{\"task\": [tasks]}` or `{\"task\": task}`";

/// Names of logged hours; the mod's table says which counts.
const HOURS: [&str; 5] = [
    "log_time",
    "total_hours",
    "billed_hours",
    "un_billed_hours",
    "hours",
];

const NAMES: [&str; 12] = [
    "task_id",
    "project_id",
    "project_name",
    "task_name",
    "status",
    "description",
    "is_billable",
    "log_time",
    "total_hours",
    "billed_hours",
    "un_billed_hours",
    "hours",
];

/// A task as Zoho Books writes it.
type Record<'a> = Members<'a, 12>;

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    project: Option<&'a RawValue>,
    #[serde(borrow)]
    tasks: Option<&'a RawValue>,
    #[serde(borrow)]
    task: Option<&'a RawValue>,
    #[serde(borrow)]
    page_context: Option<&'a RawValue>,
}

impl Reader for ZohoReader {
    fn page<'a>(&self, bytes: &'a [u8]) -> Result<PageRows<'a>> {
        let raw: &'a RawValue = json::page(bytes, EXPECTED)?;
        if !raw.get().starts_with('{') {
            return Err(no_tasks("the page is JSON but not an object"));
        }
        let envelope: Envelope<'a> = json::page(bytes, EXPECTED)?;
        let (rows, project) = match envelope.project {
            Some(project) => embedded(project.get())?,
            None => (task_list(envelope.tasks, envelope.task), None),
        };
        match rows {
            Some(rows) => Ok(PageRows {
                rows,
                context: PageContext { project },
                paging: envelope
                    .page_context
                    .map(|context| paging(context.get()))
                    .unwrap_or_default(),
            }),
            None => Err(no_tasks(&why_not(raw.get(), envelope.project.is_some()))),
        }
    }

    fn row<'a>(&self, raw: &'a str, context: &PageContext) -> std::result::Result<Row<'a>, String> {
        let record = Record::read(raw, &NAMES).ok_or("the row is not an object")?;
        let platform_id = record.id("task_id")?.ok_or("the row has no `task_id`")?;
        let parent = match (record.id("project_id")?, &context.project) {
            (Some(id), _) => id,
            (None, Some(project)) => Cow::Owned(project.id.clone()),
            (None, None) => {
                return Err("the row has no `project_id`, and the page names no project".to_owned());
            }
        };
        let mut complaints = Vec::new();
        let mut text = |name| {
            record.text(name).unwrap_or_else(|complaint| {
                complaints.push(complaint);
                None
            })
        };
        let name = text("task_name").unwrap_or(Cow::Borrowed(""));
        let status = text("status").map_or(RowStatus::Missing, RowStatus::Word);
        for name in HOURS {
            complaints.extend(hours_of(&record, name).err());
        }
        Ok(Row {
            platform_id,
            parent: Some(parent),
            name,
            status,
            // Tasks of Zoho Books have no dates: null is the truth, not a lack.
            created_at: None,
            updated_at: None,
            absent: [("task_name", "name"), ("status", "status")]
                .into_iter()
                .filter(|(name, _)| !record.has(name))
                .map(|(_, unified)| unified)
                .collect(),
            complaints,
        })
    }

    fn details(&self, raw: &str, context: &PageContext) -> Details {
        let Some(record) = Record::read(raw, &NAMES) else {
            return Details::default();
        };
        Details {
            description: record.owned("description"),
            project: project(&record, context),
            is_billable: match record.owned("is_billable").as_deref() {
                Some("true") => Some(true),
                Some("false") => Some(false),
                _ => None,
            },
            logged_hours: logged_hours(&record),
            ..Details::default()
        }
    }

    fn status(&self, word: &str) -> Option<Status> {
        status::of_word(word)
    }
}

/// The tasks inside a project, `None` if it has no list of them, and what the project is.
fn embedded(raw: &str) -> Result<(Option<Vec<&str>>, Option<Reference>)> {
    const NAMES: [&str; 4] = ["project_id", "project_name", "tasks", "task"];
    let project = Members::read(raw, &NAMES).ok_or_else(|| no_tasks("`project` is not an object"))?;
    let id = project
        .id("project_id")
        .map_err(|complaint| no_tasks(&format!("in `project`, {complaint}")))?;
    let reference = id.map(|id| Reference {
        id: id.into_owned(),
        name: project.owned("project_name"),
    });
    let list = ["tasks", "task"].into_iter().find_map(|name| project.raw(name));
    Ok((list.and_then(items), reference))
}

/// The tasks of a list under either key, or one task.
fn task_list<'a>(tasks: Option<&'a RawValue>, task: Option<&'a RawValue>) -> Option<Vec<&'a str>> {
    match (tasks, task) {
        (Some(tasks), _) => items(tasks.get()),
        (None, Some(task)) if task.get().starts_with('{') => Some(vec![task.get()]),
        (None, Some(task)) => items(task.get()),
        (None, None) => None,
    }
}

fn paging(raw: &str) -> Paging {
    let Some(context) = Members::read(raw, &["page", "has_more_page"]) else {
        return Paging::default();
    };
    let more = context.raw("has_more_page").and_then(|raw| raw.parse().ok());
    let page: Option<u64> = context.owned("page").and_then(|text| text.parse().ok());
    Paging {
        next: page
            .filter(|_| more == Some(true))
            .and_then(|page| page.checked_add(1)),
        more,
        total: None,
    }
}

/// Why an object holds no tasks. The platform's own text is not repeated here: a page may come from
/// anywhere.
fn why_not(raw: &str, has_project: bool) -> String {
    if has_project {
        return "`project` has no list of `tasks`".to_owned();
    }
    let envelope = Members::read(raw, &ENVELOPE);
    let code = envelope.as_ref().and_then(failure_code);
    let plain = |code: &String| {
        code.len() <= 40 && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    match code.filter(plain) {
        Some(code) => format!("the page is an error of Zoho Books, code {code}, not a list of tasks"),
        None => "the page has neither `project`, `tasks` nor `task`, or they hold no tasks".to_owned(),
    }
}

fn no_tasks(what: &str) -> TaskweaveError {
    TaskweaveError::new(Code::PageInvalid, what).help(format!("expected {EXPECTED}"))
}

fn project(record: &Record<'_>, context: &PageContext) -> Option<Reference> {
    let known = context.project.as_ref();
    let id = match record.id("project_id").ok().flatten() {
        Some(id) => id.into_owned(),
        None => known?.id.clone(),
    };
    let name = record.owned("project_name").or_else(|| {
        known
            .filter(|known| known.id == id)
            .and_then(|known| known.name.clone())
    });
    Some(Reference { id, name })
}

/// The hours under a name; `None` if there are none.
fn hours_of(record: &Record<'_>, name: &str) -> std::result::Result<Option<f64>, Complaint> {
    record.raw(name).map_or(Ok(None), |raw| {
        hours(raw).map_err(|()| format!("`{name}` is neither hours nor HH:MM"))
    })
}

/// The hours logged on a task: one number where there is one, else the sum of its two parts, of which
/// the document's own example is made (12:06 billed and 01:00 not, 13:06 logged).
fn logged_hours(record: &Record<'_>) -> Option<f64> {
    let hours = |name| hours_of(record, name).ok().flatten();
    hours("log_time")
        .or_else(|| hours("total_hours"))
        .or_else(|| Some(hours("billed_hours")? + hours("un_billed_hours")?))
        .or_else(|| hours("hours"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NO_CONTEXT: PageContext = PageContext { project: None };

    fn context() -> PageContext {
        PageContext {
            project: Some(Reference {
                id: "90300000072369001234".to_owned(),
                name: Some("Furniture".to_owned()),
            }),
        }
    }

    #[test]
    fn every_envelope_is_read() {
        let row = r#"{"task_id":1}"#;
        for (page, context) in [
            (
                format!(r#"{{"code":0,"project":{{"project_id":90300000072369001234,"project_name":"Furniture","tasks":[ {row} ]}}}}"#),
                context(),
            ),
            (
                format!(r#"{{"project":{{"project_id":"90300000072369001234","project_name":"Furniture","task":[{row}]}}}}"#),
                context(),
            ),
            (format!(r#"{{"project":{{"tasks":[{row}]}}}}"#), NO_CONTEXT),
            (format!(r#"{{"tasks":[{row}]}}"#), NO_CONTEXT),
            (format!(r#"{{"task":[{row}]}}"#), NO_CONTEXT),
            (format!(r#"{{"task": {row} }}"#), NO_CONTEXT),
        ] {
            let read = ZohoReader.page(page.as_bytes()).unwrap();
            assert_eq!(read.rows, [row], "{page}");
            assert_eq!(read.context, context, "{page}");
            assert_eq!(read.paging, Paging::default());
        }
        let empty = br#"{"project":{"project_id":"1","tasks":[]}}"#;
        assert!(ZohoReader.page(empty).unwrap().rows.is_empty());
    }

    #[test]
    fn the_page_tells_of_its_place() {
        let paging = |context: &str| {
            let page = format!(r#"{{"tasks":[],"page_context":{context}}}"#);
            let paging = ZohoReader.page(page.as_bytes()).unwrap().paging;
            (paging.next, paging.more)
        };
        assert_eq!(
            paging(r#"{"page":1,"per_page":200,"has_more_page":true}"#),
            (Some(2), Some(true))
        );
        assert_eq!(paging(r#"{"page":3,"has_more_page":false}"#), (None, Some(false)));
        assert_eq!(paging(r#"{"page":18446744073709551615,"has_more_page":true}"#), (None, Some(true)));
        assert_eq!(paging("[]"), (None, None));
        assert_eq!(paging("null"), (None, None));
    }

    #[test]
    fn a_missing_list_is_never_an_empty_one() {
        for (page, message) in [
            (r#"{"project":{"project_id":"1"}}"#, "`project` has no list of `tasks`"),
            (r#"{"project":{"tasks":null}}"#, "`project` has no list of `tasks`"),
            (r#"{"project":{"tasks":{}}}"#, "`project` has no list of `tasks`"),
            (r#"{"project":[]}"#, "`project` is not an object"),
            (r#"{"project":{"project_id":{},"tasks":[]}}"#, "in `project`, `project_id` is neither a text nor a whole number"),
            (r#"{"code":1002,"message":"secret"}"#, "the page is an error of Zoho Books, code 1002, not a list of tasks"),
            (r#"{"error":"invalid_code"}"#, "the page is an error of Zoho Books, code invalid_code, not a list of tasks"),
            (r#"{"code":0,"message":"success"}"#, "the page has neither `project`, `tasks` nor `task`, or they hold no tasks"),
            (r#"{"tasks":null}"#, "the page has neither `project`, `tasks` nor `task`, or they hold no tasks"),
            (r#"{"tasks":7}"#, "the page has neither `project`, `tasks` nor `task`, or they hold no tasks"),
            (r#"{"projects":[]}"#, "the page has neither `project`, `tasks` nor `task`, or they hold no tasks"),
            ("[]", "the page is JSON but not an object"),
            ("7", "the page is JSON but not an object"),
            ("", "the page is empty"),
            ("<html>", "the page is HTML or XML, not JSON"),
            (r#"{"tasks":["#, "the page is cut off at line 1, column 10"),
        ] {
            let error = ZohoReader.page(page.as_bytes()).unwrap_err();
            assert_eq!(error.code, Code::PageInvalid);
            assert_eq!(error.message, message, "{page}");
            assert!(error.help.as_deref().unwrap().contains("{\"project\":"));
        }
    }

    #[test]
    fn a_row_needs_its_id_and_its_project() {
        let row = ZohoReader
            .row(r#"{"task_id":90300000072369005678,"task_name":"P","status":"active"}"#, &context())
            .unwrap();
        assert_eq!(row.platform_id, "90300000072369005678");
        assert_eq!(row.parent.as_deref(), Some("90300000072369001234"));
        assert_eq!(row.name, "P");
        assert_eq!(row.status, RowStatus::Word("active".into()));
        assert!(row.absent.is_empty() && row.complaints.is_empty());
        let own = ZohoReader
            .row(r#"{"task_id":"1","project_id":"2"}"#, &context())
            .unwrap();
        assert_eq!(own.parent.as_deref(), Some("2"));
        assert_eq!(own.absent, ["name", "status"]);
        assert_eq!(own.status, RowStatus::Missing);
        for (raw, why) in [
            (r#"{"task_id":"1"}"#, "the row has no `project_id`, and the page names no project"),
            (r#"{"project_id":"1"}"#, "the row has no `task_id`"),
            (r#"{"task_id":1e3,"project_id":"1"}"#, "`task_id` is neither a text nor a whole number"),
            (r#"["1","2"]"#, "the row is not an object"),
        ] {
            assert_eq!(ZohoReader.row(raw, &NO_CONTEXT).unwrap_err(), why);
        }
    }

    #[test]
    fn malformed_parts_are_told_and_the_row_stays() {
        let raw = r#"{"task_id":"1","project_id":"2","task_name":{},"status":[],"log_time":"12:60","billed_hours":"x","un_billed_hours":""}"#;
        let row = ZohoReader.row(raw, &NO_CONTEXT).unwrap();
        assert_eq!(
            row.complaints,
            [
                "`task_name` is not a text",
                "`status` is not a text",
                "`log_time` is neither hours nor HH:MM",
                "`billed_hours` is neither hours nor HH:MM",
            ]
        );
        assert_eq!(ZohoReader.details(raw, &NO_CONTEXT).logged_hours, None);
    }

    #[test]
    fn logged_hours_have_an_order() {
        let hours = |members: &str| {
            let raw = format!(r#"{{"task_id":"1",{members}}}"#);
            ZohoReader.details(&raw, &NO_CONTEXT).logged_hours
        };
        assert_eq!(hours(r#""log_time":"13:06","total_hours":9"#), Some(13.1));
        assert_eq!(hours(r#""log_time":"","total_hours":"30:30","billed_hours":1"#), Some(30.5));
        assert_eq!(hours(r#""billed_hours":"12:06","un_billed_hours":"01:00","hours":5"#), Some(13.1));
        assert_eq!(hours(r#""billed_hours":"12:06""#), None, "half a sum is no sum");
        assert_eq!(hours(r#""billed_hours":"12:06","hours":"5""#), Some(5.0));
        assert_eq!(hours(r#""budget_hours":"5""#), None);
    }

    #[test]
    fn details_are_complete() {
        let context = context();
        let details = ZohoReader.details(
            r#"{"task_id":"1","description":"d","is_billable":true}"#,
            &context,
        );
        assert_eq!(details.description.as_deref(), Some("d"));
        assert_eq!(details.is_billable, Some(true));
        assert_eq!(details.project, context.project);
        let own = ZohoReader.details(r#"{"project_id":5,"description":"","is_billable":""}"#, &context);
        let project = own.project.unwrap();
        assert_eq!((&*project.id, project.name), ("5", None), "another project's name is not its own");
        assert_eq!((own.description, own.is_billable), (None, None));
        assert_eq!(ZohoReader.details("7", &context), Details::default());
    }

    const SAMPLES: [&str; 3] = [
        include_str!("../../../tests/golden/zoho_books/project_embedded.json"),
        include_str!("../../../tests/golden/zoho_books/list_tasks.json"),
        include_str!("../../../tests/golden/zoho_books/get_task.json"),
    ];

    fn read_all(bytes: &[u8]) {
        let page = ZohoReader.page(bytes).unwrap_or_default();
        let text = String::from_utf8_lossy(bytes);
        for raw in page.rows.into_iter().chain([&*text]) {
            let _row = ZohoReader.row(raw, &page.context);
            let _details = ZohoReader.details(raw, &page.context);
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

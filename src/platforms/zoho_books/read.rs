//! Reads Zoho Books' pages: a project with its tasks, a project's plain list, or one task.

mod hours;

use std::borrow::Cow;

use hours::{Hours, hours};

use super::{NAME, errors, status};
use crate::error::{Result, TaskweaveError};
use crate::platforms::fields::{Columns, Complaint, Fields};
use crate::platforms::json;
use crate::platforms::refusal::{self, Told};
use crate::platforms::{
    Details, PageContext, PageForm, PageRows, Paging, Reader, Reference, Row, RowStatus,
};
use crate::scan::{Layout, Page, Rows};
use crate::task::{Decimal, Status};

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

static FORM: PageForm = PageForm {
    expected: EXPECTED,
    layout: Layout {
        frames: &[&[], &["project"]],
        lists: &[
            &["tasks"],
            &["task"],
            &["project", "tasks"],
            &["project", "task"],
        ],
        members: &[
            "task_id",
            "project_id",
            "task_name",
            "status",
            "log_time",
            "total_hours",
            "billed_hours",
            "un_billed_hours",
            "hours",
        ],
    },
    plain: None,
};

/// The number of the frame `project`, and how much further on its lists stand.
const PROJECT: usize = 1;
const OF_PROJECT: usize = 2;

impl Reader for ZohoReader {
    fn form(&self) -> &'static PageForm {
        &FORM
    }

    fn rows<'a>(&self, page: &mut Page<'a>) -> Result<PageRows<'a>> {
        let fields = json::frame(page, EXPECTED)?;
        let (rows, project) = match fields.given("project") {
            Some(_) => embedded(page)?,
            None => (task_list(&fields, page), None),
        };
        Ok(PageRows {
            context: PageContext { project },
            paging: paging(&fields),
            ..PageRows::new(rows.ok_or_else(|| why_not(&fields))?)
        })
    }

    fn task<'a>(
        &self,
        fields: &Fields<'a>,
        context: &PageContext,
    ) -> std::result::Result<Row<'a>, String> {
        let platform_id = fields
            .try_id("task_id")?
            .ok_or("the row has no `task_id`")?;
        let parent = match (fields.try_id("project_id")?, &context.project) {
            (Some(id), _) => id,
            (None, Some(project)) => Cow::Owned(project.id.clone()),
            (None, None) => {
                return Err("the row has no `project_id`, and the page names no project".to_owned());
            }
        };
        let mut columns = Columns::new(fields);
        let name = columns.text("task_name", "name").unwrap_or_default();
        let status = columns.text("status", "status");
        for name in HOURS {
            columns.note(hours_of(fields, name));
        }
        Ok(Row {
            platform_id,
            parent: Some(parent),
            name,
            status: status.map_or(RowStatus::Missing, RowStatus::Word),
            // Tasks of Zoho Books have no dates: null is the truth, not a lack.
            created_at: None,
            updated_at: None,
            absent: columns.absent,
            complaints: columns.complaints,
        })
    }

    fn details(&self, raw: &str, context: &PageContext) -> Details {
        let Some(fields) = Fields::read(raw) else {
            return Details::default();
        };
        Details {
            description: fields.string("description"),
            project: project(&fields, context),
            is_billable: fields.boolean("is_billable"),
            logged_hours: logged_hours(&fields),
            ..Details::default()
        }
    }

    fn status(&self, word: &str) -> Option<Status> {
        status::of_word(word)
    }
}

/// The tasks inside a project, `None` if it has no list of them, and what the project is.
fn embedded<'a>(page: &mut Page<'a>) -> Result<(Option<Rows<'a>>, Option<Reference>)> {
    let invalid = |what: &str| json::invalid(what, EXPECTED);
    let project = page.take_frame(PROJECT).map(Fields::of);
    let project = project.ok_or_else(|| invalid("`project` is not an object"))?;
    let id = project
        .try_id("project_id")
        .map_err(|complaint| invalid(&format!("in `project`, {complaint}")))?;
    let reference = id.map(|id| Reference {
        id: id.into_owned(),
        name: project.string("project_name"),
    });
    let names = ["tasks", "task"].into_iter().zip(OF_PROJECT..);
    let mut given = names.filter(|(name, _)| project.given(name).is_some());
    let rows = given.next().and_then(|(_, list)| page.take_list(list));
    Ok((rows, reference))
}

/// The tasks of a list under either key, or one task.
fn task_list<'a>(fields: &Fields<'a>, page: &mut Page<'a>) -> Option<Rows<'a>> {
    match (fields.given("tasks"), fields.given("task")) {
        (Some(_), _) => page.take_list(0),
        (None, Some(task)) if task.starts_with('{') => Some(page.one(task)),
        (None, _) => page.take_list(1),
    }
}

fn paging(page: &Fields<'_>) -> Paging {
    let more = page.boolean("page_context.has_more_page");
    let number = page.count("page_context.page");
    Paging {
        next: number
            .filter(|_| more == Some(true))
            .and_then(|number| number.checked_add(1)),
        more,
        total: None,
    }
}

/// Why an object holds no tasks. Zoho Books' own words are not repeated here: a page may come from
/// anywhere.
fn why_not(page: &Fields<'_>) -> TaskweaveError {
    if page.given("project").is_some() {
        return json::invalid("`project` has no list of `tasks`", EXPECTED);
    }
    match errors::failure_code(page) {
        Some(code) => {
            let told = Told {
                code: Some(code),
                text: None,
            };
            refusal::page_error(NAME, Some(told), EXPECTED)
        }
        None => json::invalid(
            "the page has neither `project`, `tasks` nor `task`, or they hold no tasks",
            EXPECTED,
        ),
    }
}

fn project(fields: &Fields<'_>, context: &PageContext) -> Option<Reference> {
    let known = context.project.as_ref();
    let id = match fields.id("project_id") {
        Some(id) => id,
        None => known?.id.clone(),
    };
    let name = fields.string("project_name").or_else(|| {
        known
            .filter(|known| known.id == id)
            .and_then(|known| known.name.clone())
    });
    Some(Reference { id, name })
}

/// The hours under a name; `None` if there are none.
fn hours_of(fields: &Fields<'_>, name: &str) -> std::result::Result<Option<Hours>, Complaint> {
    fields.get(name).map_or(Ok(None), |raw| {
        hours(raw).map_err(|()| format!("`{name}` is neither hours nor HH:MM"))
    })
}

/// The hours logged on a task: one number where there is one, else the sum of its two parts, of which
/// the document's own example is made (12:06 billed and 01:00 not, 13:06 logged).
fn logged_hours(fields: &Fields<'_>) -> Option<Decimal> {
    let hours = |name| hours_of(fields, name).ok().flatten();
    hours("log_time")
        .or_else(|| hours("total_hours"))
        .or_else(|| Some(hours("billed_hours")?.plus(&hours("un_billed_hours")?)))
        .or_else(|| hours("hours"))?
        .decimal()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::error::Code;
    use crate::platforms::fixtures;

    const ROOM: &str = "zoho_books";

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
    fn golden_files() {
        fixtures::check_golden(&ZohoReader, ROOM, 17);
    }

    #[test]
    fn every_envelope_is_read() {
        let row = r#"{"task_id":1}"#;
        for (page, context) in [
            (
                format!(
                    r#"{{"code":0,"project":{{"project_id":90300000072369001234,"project_name":"Furniture","tasks":[ {row} ]}}}}"#
                ),
                context(),
            ),
            (
                format!(
                    r#"{{"project":{{"project_id":"90300000072369001234","project_name":"Furniture","task":[{row}]}}}}"#
                ),
                context(),
            ),
            (format!(r#"{{"project":{{"tasks":[{row}]}}}}"#), NO_CONTEXT),
            (format!(r#"{{"tasks":[{row}]}}"#), NO_CONTEXT),
            (format!(r#"{{"task":[{row}]}}"#), NO_CONTEXT),
            (format!(r#"{{"task": {row} }}"#), NO_CONTEXT),
        ] {
            let read = ZohoReader.page(page.as_bytes()).unwrap();
            assert_eq!(read.rows.texts().collect::<Vec<_>>(), [row], "{page}");
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
        assert_eq!(
            paging(r#"{"page":3,"has_more_page":false}"#),
            (None, Some(false))
        );
        assert_eq!(
            paging(r#"{"page":18446744073709551615,"has_more_page":true}"#),
            (None, Some(true))
        );
        assert_eq!(paging("[]"), (None, None));
        assert_eq!(paging("null"), (None, None));
    }

    #[test]
    fn a_missing_list_is_never_an_empty_one() {
        for (page, message) in [
            (
                r#"{"project":{"project_id":"1"}}"#,
                "`project` has no list of `tasks`",
            ),
            (
                r#"{"project":{"tasks":null}}"#,
                "`project` has no list of `tasks`",
            ),
            (
                r#"{"project":{"tasks":{}}}"#,
                "`project` has no list of `tasks`",
            ),
            (r#"{"project":[]}"#, "`project` is not an object"),
            (
                r#"{"project":{"project_id":{},"tasks":[]}}"#,
                "in `project`, `project_id` is neither a text nor a whole number",
            ),
            (
                r#"{"code":1002,"message":"secret"}"#,
                "the page is an error of Zoho Books, code 1002",
            ),
            (
                r#"{"error":"invalid_code"}"#,
                "the page is an error of Zoho Books, code invalid_code",
            ),
            (
                r#"{"code":0,"message":"success"}"#,
                "the page has neither `project`, `tasks` nor `task`, or they hold no tasks",
            ),
            (
                r#"{"tasks":null}"#,
                "the page has neither `project`, `tasks` nor `task`, or they hold no tasks",
            ),
            (
                r#"{"tasks":7}"#,
                "the page has neither `project`, `tasks` nor `task`, or they hold no tasks",
            ),
            (
                r#"{"projects":[]}"#,
                "the page has neither `project`, `tasks` nor `task`, or they hold no tasks",
            ),
            (
                "[]",
                "the page is JSON of another shape, at line 1, column 0",
            ),
            (
                "7",
                "the page is JSON of another shape, at line 1, column 1",
            ),
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
        let row = fixtures::row(
            &ZohoReader,
            r#"{"task_id":90300000072369005678,"task_name":"P","status":"active"}"#,
            &context(),
        )
        .unwrap();
        assert_eq!(row.platform_id, "90300000072369005678");
        assert_eq!(row.parent.as_deref(), Some("90300000072369001234"));
        assert_eq!(row.name, "P");
        assert_eq!(row.status, RowStatus::Word("active".into()));
        assert!(row.absent.is_empty() && row.complaints.is_empty());
        let own = fixtures::row(
            &ZohoReader,
            r#"{"task_id":"1","project_id":"2"}"#,
            &context(),
        )
        .unwrap();
        assert_eq!(own.parent.as_deref(), Some("2"));
        assert_eq!(own.absent, ["name", "status"]);
        assert_eq!(own.status, RowStatus::Missing);
        for (raw, why) in [
            (
                r#"{"task_id":"1"}"#,
                "the row has no `project_id`, and the page names no project",
            ),
            (r#"{"project_id":"1"}"#, "the row has no `task_id`"),
            (
                r#"{"task_id":1e3,"project_id":"1"}"#,
                "`task_id` is neither a text nor a whole number",
            ),
            (r#"["1","2"]"#, "the row is not an object"),
        ] {
            assert_eq!(
                fixtures::row(&ZohoReader, raw, &NO_CONTEXT).unwrap_err(),
                why
            );
        }
    }

    #[test]
    fn malformed_parts_are_told_and_the_row_stays() {
        let raw = r#"{"task_id":"1","project_id":"2","task_name":{},"status":[],"log_time":"12:60","billed_hours":"x","un_billed_hours":""}"#;
        let row = fixtures::row(&ZohoReader, raw, &NO_CONTEXT).unwrap();
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
        assert_eq!(
            hours(r#""log_time":"13:06","total_hours":9"#),
            Decimal::parse("13.1")
        );
        assert_eq!(
            hours(r#""log_time":"","total_hours":"30:30","billed_hours":1"#),
            Decimal::parse("30.5")
        );
        assert_eq!(
            hours(r#""billed_hours":"12:06","un_billed_hours":"01:00","hours":5"#),
            Decimal::parse("13.1")
        );
        assert_eq!(
            hours(r#""billed_hours":"12:06""#),
            None,
            "half a sum is no sum"
        );
        assert_eq!(
            hours(r#""billed_hours":"12:06","hours":"5""#),
            Decimal::parse("5.0")
        );
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
        let own = ZohoReader.details(
            r#"{"project_id":5,"description":"","is_billable":""}"#,
            &context,
        );
        let project = own.project.unwrap();
        assert_eq!(
            (&*project.id, project.name),
            ("5", None),
            "another project's name is not its own"
        );
        assert_eq!((own.description, own.is_billable), (None, None));
        assert_eq!(ZohoReader.details("7", &context), Details::default());
    }

    proptest! {
        #[test]
        fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            fixtures::exercise(&ZohoReader, &bytes);
        }

        #[test]
        fn no_damaged_page_panics(bytes in fixtures::mutated(ROOM)) {
            fixtures::exercise(&ZohoReader, &bytes);
        }
    }
}

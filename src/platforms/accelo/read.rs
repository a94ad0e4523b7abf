//! Reads pages: a list or one task in `response`; every value a string or null, links as ids or objects.

use std::borrow::Cow;

use super::{NAME, errors, status};
use crate::error::Result;
use crate::platforms::fields::{Columns, Fields};
use crate::platforms::json::{self, items};
use crate::platforms::{
    Assignee, Details, PageContext, PageForm, PageRows, PlainColumns, Reader, Reference, Row,
    RowStatus, TimeForm, refusal,
};
use crate::scan::{Layout, Page};
use crate::task::{Status, Timestamp};

/// The reader.
pub(super) struct TaskReader;

const EXPECTED: &str = "an object with the list or the object `response`";

static FORM: PageForm = PageForm {
    expected: EXPECTED,
    layout: Layout {
        frames: &[&[]],
        lists: &[&["response"]],
        members: &["id", "title", "standing", "date_created", "date_modified"],
    },
    plain: Some(PlainColumns {
        id: 0,
        name: 1,
        status: &[2],
        created_at: 3,
        updated_at: 4,
        times: TimeForm::UnixSeconds,
        never: &[],
    }),
};

impl Reader for TaskReader {
    fn form(&self) -> &'static PageForm {
        &FORM
    }

    fn rows<'a>(&self, page: &mut Page<'a>) -> Result<PageRows<'a>> {
        let fields = json::frame(page, EXPECTED)?;
        let Some(response) = fields.given("response") else {
            return Err(match errors::told(page.text().as_bytes()) {
                Some(told) => refusal::page_error(NAME, Some(told), EXPECTED),
                None => json::invalid("the page has no `response`", EXPECTED),
            });
        };
        let rows = if response.starts_with('{') {
            page.one(response)
        } else {
            page.take_list(0).ok_or_else(|| {
                json::invalid("`response` is neither a list nor an object", EXPECTED)
            })?
        };
        Ok(PageRows::new(rows))
    }

    fn task<'a>(
        &self,
        fields: &Fields<'a>,
        _: &PageContext,
    ) -> std::result::Result<Row<'a>, String> {
        let platform_id = fields.try_id("id")?.ok_or("the row has no `id`")?;
        let mut columns = Columns::new(fields);
        let name = columns.text("title", "name").unwrap_or_default();
        let status = columns.text("standing", "status");
        let created_at = columns.time("date_created", "created_at", stamp);
        let updated_at = columns.time("date_modified", "updated_at", stamp);
        Ok(Row {
            platform_id,
            parent: None,
            name,
            status: status.map_or(RowStatus::Missing, RowStatus::Word),
            created_at: created_at.and_then(set),
            updated_at: updated_at.and_then(set),
            absent: columns.absent,
            complaints: columns.complaints,
        })
    }

    fn details(&self, raw: &str, _: &PageContext) -> Details {
        let Some(fields) = Fields::read(raw) else {
            return Details::default();
        };
        let time = |path| fields.time(path, stamp).and_then(set);
        Details {
            description: fields.string("description"),
            start_at: time("date_started"),
            due_at: time("date_due"),
            completed_at: time("date_completed"),
            assignees: fields.get("assignee").and_then(assignees),
            project: fields
                .get("task_job")
                .and_then(link)
                .or_else(|| against(&fields)),
            priority: fields
                .get("task_priority")
                .and_then(link)
                .map(|link| link.name.unwrap_or(link.id)),
            ..Details::default()
        }
    }

    fn status(&self, word: &str) -> Option<Status> {
        status::of_word(word)
    }
}

fn stamp(text: &str) -> Option<Timestamp> {
    Timestamp::parse_unix_seconds(text)
}

/// `"0"` is how Accelo writes a date that is not set.
fn set(time: Timestamp) -> Option<Timestamp> {
    (time.millis() != 0).then_some(time)
}

/// A text that names something: `"0"`, like an empty one, names nothing.
fn naming(text: Cow<'_, str>) -> Option<String> {
    (text != "0" && !text.is_empty()).then(|| text.into_owned())
}

/// A linked object: its id alone, or an object that has it.
fn link_id(raw: &str, fields: Option<&Fields<'_>>) -> Option<String> {
    let id = fields.map_or(Some(raw), |fields| fields.get("id"))?;
    naming(json::id(id).ok()??)
}

fn link(raw: &str) -> Option<Reference> {
    let fields = Fields::read(raw);
    Some(Reference {
        id: link_id(raw, fields.as_ref())?,
        name: fields.and_then(|fields| fields.string("title")),
    })
}

/// The one assignee, or a list of them.
fn assignees(raw: &str) -> Option<Vec<Assignee>> {
    let list = items(raw).unwrap_or_else(|| vec![raw]);
    let people: Vec<_> = list.into_iter().filter_map(person).collect();
    (!people.is_empty()).then_some(people)
}

fn person(raw: &str) -> Option<Assignee> {
    let fields = Fields::read(raw);
    let fields = fields.as_ref();
    Some(Assignee {
        id: link_id(raw, fields)?,
        name: fields.and_then(|fields| fields.joined(["firstname", "surname"])),
        email: fields.and_then(|fields| fields.string("email")),
    })
}

/// What the task stands against. A job is a project and keeps its id; anything else is named as
/// `against` writes it, `milestones/15`, because ids of different things may be the same.
fn against(fields: &Fields<'_>) -> Option<Reference> {
    let parts = || {
        let kind = naming(fields.text("against_type")?)?;
        let id = naming(fields.text("against_id")?)?;
        // `against_type` is singular, `against` plural.
        let plural = match kind.strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None => format!("{kind}s"),
        };
        Some(format!("{plural}/{id}"))
    };
    let path = fields.text("against").and_then(naming).or_else(parts)?;
    let id = match path.strip_prefix("jobs/") {
        Some(id) => naming(Cow::Borrowed(id))?,
        None => path,
    };
    Some(Reference { id, name: None })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::error::Code;
    use crate::platforms::fixtures;

    const ROOM: &str = "accelo";

    fn row(raw: &str) -> std::result::Result<Row<'_>, String> {
        fixtures::row(&TaskReader, raw, &PageContext::default())
    }

    fn details(raw: &str) -> Details {
        TaskReader.details(raw, &PageContext::default())
    }

    #[test]
    fn golden_files() {
        fixtures::check_golden(&TaskReader, ROOM, 8);
    }

    #[test]
    fn what_is_missing_or_malformed_is_told() {
        let bare = row(r#"{"id": "1", "title": "T"}"#).unwrap();
        assert_eq!(bare.absent, ["status", "created_at", "updated_at"]);
        assert!(bare.complaints.is_empty());
        let odd = row(r#"{"id": 1, "title": {"a": 1}, "standing": "", "date_created": "soon", "date_modified": ["1"]}"#)
            .unwrap();
        assert_eq!(odd.platform_id, "1");
        assert_eq!((odd.name.as_ref(), odd.status), ("", RowStatus::Missing));
        assert!(odd.absent.is_empty());
        assert_eq!(odd.complaints.len(), 3, "{:?}", odd.complaints);
        assert_eq!(row(r#"{"title": "T"}"#).unwrap_err(), "the row has no `id`");
        assert_eq!(row(r#"{"id": null}"#).unwrap_err(), "the row has no `id`");
        assert_eq!(row("\"1\"").unwrap_err(), "the row is not an object");
        assert!(row(r#"{"id": "1\n2"}"#).is_err());
    }

    #[test]
    fn links_are_ids_or_objects() {
        for nobody in ["null", "\"0\"", "0", "\"\"", "[]", "{}", r#"{"id": null}"#] {
            let raw = format!(
                r#"{{"id": "1", "assignee": {nobody}, "task_job": {nobody}, "task_priority": {nobody}, "type": {{"id": "1"}}}}"#
            );
            assert_eq!(details(&raw), Details::default(), "{nobody}");
        }
        let two = details(r#"{"id": "1", "assignee": ["4", {"id": 5, "surname": "Smalley"}]}"#);
        let people = two.assignees.unwrap();
        assert_eq!(people[0].id, "4");
        assert_eq!(
            (people[1].id.as_str(), people[1].name.as_deref()),
            ("5", Some("Smalley"))
        );
    }

    #[test]
    fn the_project_is_the_job_or_what_the_task_stands_against() {
        let project = |raw: &str| details(raw).project.map(|project| project.id);
        let is = |id: &str| Some(id.to_owned());
        assert_eq!(
            project(r#"{"task_job": "9", "against": "milestones/15"}"#),
            is("9")
        );
        assert_eq!(
            project(r#"{"task_job": null, "against": "milestones/15"}"#),
            is("milestones/15")
        );
        assert_eq!(project(r#"{"against": "jobs/9"}"#), is("9"));
        assert_eq!(
            project(r#"{"against_type": "company", "against_id": "7"}"#),
            is("companies/7")
        );
        assert_eq!(
            project(r#"{"against_type": "job", "against_id": 7}"#),
            is("7")
        );
        assert_eq!(
            project(r#"{"against_type": "job", "against_id": "0"}"#),
            None
        );
        assert_eq!(project(r#"{"against": null}"#), None);
    }

    #[test]
    fn pages_without_their_list_are_refused() {
        for (page, message) in [
            ("{}", "the page has no `response`"),
            (
                r#"{"meta": {"status": "ok"}}"#,
                "the page has no `response`",
            ),
            (
                r#"{"response": null, "meta": {"status": "ok"}}"#,
                "the page has no `response`",
            ),
            (
                r#"{"response": "1"}"#,
                "`response` is neither a list nor an object",
            ),
            (
                r#"{"response": null, "meta": {"status": "invalid_request", "message": "No."}}"#,
                "the page is an error of Accelo, code invalid_request: No.",
            ),
            (
                "[[{\"id\": \"1\"}]]",
                "the page is JSON of another shape, at line 1, column 0",
            ),
            ("<html></html>", "the page is HTML or XML, not JSON"),
        ] {
            let error = TaskReader.page(page.as_bytes()).unwrap_err();
            assert_eq!(error.code, Code::PageInvalid);
            assert_eq!(error.message, message);
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            fixtures::exercise(&TaskReader, &bytes);
        }

        #[test]
        fn no_damaged_page_panics(bytes in fixtures::mutated(ROOM)) {
            fixtures::exercise(&TaskReader, &bytes);
        }
    }
}

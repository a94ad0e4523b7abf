//! Reads pages: flat rows of the query service, nested objects of GET, references of lists and writes.

use std::borrow::Cow;

use super::{NAME, errors, status};
use crate::error::Result;
use crate::platforms::fields::{Columns, Fields};
use crate::platforms::json;
use crate::platforms::{
    Details, PageContext, PageForm, PageRows, Paging, PlainColumns, Reader, Reference, Row,
    RowStatus, TimeForm, refusal,
};
use crate::scan::{Layout, Page};
use crate::task::{Status, Timestamp};

/// The reader.
pub(super) struct TaskReader;

const EXPECTED: &str = "an object with the list or the object `ia::result`";

/// Names of dotted members stand for the nested spelling too.
static FORM: PageForm = PageForm {
    expected: EXPECTED,
    layout: Layout {
        frames: &[&[]],
        lists: &[&["ia::result"]],
        members: &[
            "key",
            "name",
            "taskStatus",
            "status",
            "audit.createdDateTime",
            "audit.modifiedDateTime",
            "audit",
            "ia::error",
        ],
    },
    // Rows of the query service. The older edition's word stands second; nested audit times are not
    // plain.
    plain: Some(PlainColumns {
        id: 0,
        name: 1,
        status: &[2, 3],
        created_at: 4,
        updated_at: 5,
        times: TimeForm::Iso,
        never: &[7],
    }),
};

impl Reader for TaskReader {
    fn form(&self) -> &'static PageForm {
        &FORM
    }

    fn rows<'a>(&self, page: &mut Page<'a>) -> Result<PageRows<'a>> {
        let fields = json::frame(page, EXPECTED)?;
        let told = || errors::told(page.text().as_bytes(), false);
        let error = || refusal::page_error(NAME, told(), EXPECTED);
        if fields.given("ia::error").is_some() {
            return Err(error());
        }
        let Some(result) = fields.given("ia::result") else {
            return Err(json::invalid("the page has no `ia::result`", EXPECTED));
        };
        let rows = if let Some(fields) = json::object(result) {
            if fields.given("ia::error").is_some() {
                return Err(error());
            }
            page.one(result)
        } else {
            page.take_list(0).ok_or_else(|| {
                json::invalid("`ia::result` is neither a list nor an object", EXPECTED)
            })?
        };
        Ok(PageRows {
            paging: fields.given("ia::meta").map(paging).unwrap_or_default(),
            ..PageRows::new(rows)
        })
    }

    fn task<'a>(
        &self,
        fields: &Fields<'a>,
        _: &PageContext,
    ) -> std::result::Result<Row<'a>, String> {
        if fields.given("ia::error").is_some() {
            return Err("the row is an error, not a task".to_owned());
        }
        let platform_id = fields.try_id("key")?.ok_or("the row has no `key`")?;
        let mut columns = Columns::new(fields);
        let name = columns.text("name", "name").unwrap_or_default();
        let status = match status_word(fields) {
            Some(word) => RowStatus::Word(word),
            None => {
                if !fields.has("taskStatus") && !fields.has("status") {
                    columns.absent.push("status");
                }
                RowStatus::Missing
            }
        };
        let created_at = columns.time("audit.createdDateTime", "created_at", Timestamp::parse);
        let updated_at = columns.time("audit.modifiedDateTime", "updated_at", Timestamp::parse);
        Ok(Row {
            platform_id,
            parent: None,
            name,
            status,
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
        let time = |path| fields.time(path, Timestamp::parse);
        // `actual.endDate` is the last day that was worked, so far, on a task that is not completed.
        let completed =
            status_word(&fields).and_then(|word| status::of_word(&word)) == Some(Status::Completed);
        Details {
            description: fields.string("description"),
            start_at: time("planned.startDate"),
            due_at: time("planned.endDate"),
            completed_at: time("actual.endDate").filter(|_| completed),
            project: fields
                .string("project.key")
                .or_else(|| fields.string("project.id"))
                .map(|id| Reference {
                    id,
                    name: fields.string("project.name"),
                }),
            parent_id: fields.string("parent.key"),
            priority: fields.string("priority"),
            percent_complete: fields.number("percentComplete"),
            is_billable: fields.boolean("isBillable"),
            is_milestone: fields.boolean("isMilestone"),
            ..Details::default()
        }
    }

    fn status(&self, word: &str) -> Option<Status> {
        status::of_word(word)
    }
}

/// The status word, of whichever edition.
fn status_word<'a>(fields: &Fields<'a>) -> Option<Cow<'a, str>> {
    fields.text("taskStatus").or_else(|| fields.text("status"))
}

/// `next` is null or 0 at the end; numbers may be text.
fn paging(meta: &str) -> Paging {
    let Some(meta) = Fields::read(meta) else {
        return Paging::default();
    };
    let next = meta.count("next").filter(|next| *next > 0);
    Paging {
        next,
        more: meta.has("next").then_some(next.is_some()),
        total: meta.count("totalCount"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::error::Code;
    use crate::platforms::fixtures;
    use crate::task::Decimal;

    const ROOM: &str = "sage_intacct";

    fn row(raw: &str) -> std::result::Result<Row<'_>, String> {
        fixtures::row(&TaskReader, raw, &PageContext::default())
    }

    #[test]
    fn golden_files() {
        fixtures::check_golden(&TaskReader, ROOM, 9);
    }

    #[test]
    fn paging_is_read_in_every_spelling() {
        let of = |meta: &str| {
            let page = format!(r#"{{"ia::result": [], "ia::meta": {meta}}}"#);
            TaskReader.page(page.as_bytes()).unwrap().paging
        };
        let end = Paging {
            next: None,
            more: Some(false),
            total: Some(3),
        };
        assert_eq!(of(r#"{"next": 0, "totalCount": 3}"#), end);
        assert_eq!(of(r#"{"next": null, "totalCount": "3"}"#), end);
        let on = of(r#"{"next": "101"}"#);
        assert_eq!((on.next, on.more, on.total), (Some(101), Some(true), None));
        assert_eq!(of("{}"), Paging::default());
        assert_eq!(of("7"), Paging::default());
    }

    #[test]
    fn rows_of_both_editions_are_read() {
        let today = row(
            r#"{"key": 7, "name": "é\u00e9", "taskStatus": "onHold", "status": "active",
            "audit.createdDateTime": null, "audit.modifiedDateTime": "2024-05-01T10:00:00.5Z"}"#,
        )
        .unwrap();
        assert_eq!(today.platform_id, "7");
        assert_eq!(today.name, "éé");
        assert_eq!(today.status, RowStatus::Word("onHold".into()));
        assert_eq!(today.created_at, None);
        assert_eq!(
            today.updated_at.unwrap().to_string(),
            "2024-05-01T10:00:00.500Z"
        );
        assert!(today.absent.is_empty() && today.complaints.is_empty());
        let older =
            row(r#"{"key": "7", "name": "n", "status": "planned", "audit": null}"#).unwrap();
        assert_eq!(older.status, RowStatus::Word("planned".into()));
        assert!(older.absent.is_empty());
    }

    #[test]
    fn what_is_missing_is_told() {
        let bare = row(r#"{"key": "1", "id": "T-1", "href": "/x"}"#).unwrap();
        assert_eq!(bare.name, "");
        assert_eq!(bare.status, RowStatus::Missing);
        assert_eq!(bare.absent, ["name", "status", "created_at", "updated_at"]);
        let null = row(r#"{"key": "1", "name": null, "taskStatus": null, "audit": null}"#).unwrap();
        assert!(null.absent.is_empty());
        let odd = row(r#"{"key": "1", "name": [], "status": "x", "audit": {"createdDateTime": "soon", "modifiedDateTime": 5}}"#).unwrap();
        assert_eq!(odd.complaints.len(), 3);
        assert_eq!(row("{}").unwrap_err(), "the row has no `key`");
        assert_eq!(row("[]").unwrap_err(), "the row is not an object");
        assert!(row(r#"{"key": {}}"#).is_err());
        assert!(row(r#"{"key": "a\u0000b"}"#).is_err());
        assert!(row(r#"{"key": "1", "ia::error": {"code": "x"}}"#).is_err());
    }

    #[test]
    fn details_of_both_editions_are_read() {
        let details = |raw: &str| TaskReader.details(raw, &PageContext::default());
        let today = details(
            r#"{"key": "1", "taskStatus": "completed", "percentComplete": "0.25", "priority": 2,
            "actual.endDate": "2024-02-03", "project.key": "9", "project.name": "P", "isBillable": "true"}"#,
        );
        assert_eq!(today.percent_complete, Decimal::parse("0.25"));
        assert_eq!(today.priority.as_deref(), Some("2"));
        assert_eq!(
            today.completed_at.unwrap().to_string(),
            "2024-02-03T00:00:00.000Z"
        );
        assert_eq!(today.project.unwrap().name.as_deref(), Some("P"));
        assert_eq!(today.is_billable, Some(true));
        let open =
            details(r#"{"key": "1", "status": "onHold", "actual": {"endDate": "2024-02-03"}}"#);
        assert_eq!(open.completed_at, None);
        for none in [
            r#"{"key": "1"}"#,
            r#"{"key": "1", "project": null, "parent": null}"#,
            r#"{"key": "1", "project": {"key": null, "id": null}, "parent": {"key": null}}"#,
            r#"{"key": "1", "project.key": null, "parent.key": "", "percentComplete": "much"}"#,
        ] {
            assert_eq!(details(none), Details::default(), "{none}");
        }
    }

    #[test]
    fn pages_without_their_list_are_refused() {
        for (page, message) in [
            (
                "[[{\"key\": \"1\"}]]",
                "the page is JSON of another shape, at line 1, column 0",
            ),
            ("{}", "the page has no `ia::result`"),
            (r#"{"ia::result": null}"#, "the page has no `ia::result`"),
            (
                r#"{"ia::result": "x"}"#,
                "`ia::result` is neither a list nor an object",
            ),
            (
                r#"{"ia::error": {"code": "c", "message": "No\nway"}}"#,
                "the page is an error of Sage Intacct, code c: No way",
            ),
            (
                r#"{"ia::result": {"ia::error": {}}}"#,
                "the page is an error of Sage Intacct",
            ),
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

//! What a reader makes of a page: rows as slices of its bytes, then one row at a time as borrowed parts.

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;
use serde::de::IgnoredAny;

use super::fields::Fields;
use super::json;
use super::plain::{self, PlainColumns, PlainRow};
use super::secrets::is_secret;
use crate::error::Result;
use crate::scan::{Layout, Page, RawRow, Rows};
use crate::task::{Decimal, Status, Timestamp};

/// What a reader makes of a platform's pages.
#[derive(Debug)]
pub struct PageForm {
    /// What a page should be, in words, for its errors.
    pub expected: &'static str,
    /// What is noted of a page.
    pub layout: Layout,
    /// Which members are the columns of a plain row, where that is all that there is to a task.
    pub plain: Option<PlainColumns>,
}

/// Reads a platform's pages. It has no state and needs no connection: pages may come from anywhere
/// and are hostile.
pub trait Reader: Sync {
    /// What it asks of a page.
    fn form(&self) -> &'static PageForm;

    /// The rows of a page that was checked, and what it says of them. A page that holds one object
    /// instead of a list has one row.
    ///
    /// # Errors
    /// `page_invalid` if it lacks its list; the message says what was expected. A missing list is never
    /// an empty one.
    fn rows<'a>(&self, page: &mut Page<'a>) -> Result<PageRows<'a>>;

    /// Reads one row by its members.
    ///
    /// # Errors
    /// A sentence that says why it is no task (no id, a wrong type); the row is then left out with a
    /// warning, the others stay.
    fn task<'a>(
        &self,
        fields: &Fields<'a>,
        context: &PageContext,
    ) -> std::result::Result<Row<'a>, String>;

    /// Reads the details of a row that is a task. What is absent or malformed is null.
    fn details(&self, raw: &str, context: &PageContext) -> Details;

    /// The unified status of the platform's word; `None` for a word that its documents do not know.
    fn status(&self, word: &str) -> Option<Status>;

    /// Checks a page and splits it into its rows.
    ///
    /// # Errors
    /// `page_invalid` if it is not UTF-8, not JSON, truncated, or lacks its list.
    fn page<'a>(&self, bytes: &'a [u8]) -> Result<PageRows<'a>> {
        let PageForm {
            expected, layout, ..
        } = self.form();
        let text = json::utf8(bytes, expected)?;
        let mut page = Page::read(text, layout, is_secret)
            .map_err(|_| json::unreadable::<IgnoredAny>(text, expected))?;
        let rows = self.rows(&mut page)?;
        Ok(PageRows {
            secrets: page.secrets,
            ..rows
        })
    }

    /// Reads one row of a page.
    ///
    /// # Errors
    /// As [`Reader::task`], and if it is no object.
    fn row<'a>(
        &self,
        row: RawRow<'a>,
        context: &PageContext,
    ) -> std::result::Result<Row<'a>, String> {
        match row.is_object() {
            true => self.task(&Fields::of_row(row), context),
            false => Err("the row is not an object".to_owned()),
        }
    }
}

impl dyn Reader + '_ {
    /// Reads a row that is as the documents show it; `None` leaves any other to [`Reader::row`]. The
    /// two are held against each other in every build with debug assertions.
    #[inline]
    pub fn plain<'a>(&self, row: &RawRow<'a>, columns: &PlainColumns) -> Option<PlainRow<'a>> {
        let plain = plain::row(row, columns);
        debug_assert!(plain.as_ref().is_none_or(|plain| {
            self.row(*row, &PageContext::default()) == Ok(plain.clone().into())
        }));
        plain
    }
}

/// The rows of a page, and what the page says of its place among others.
#[derive(Debug)]
pub struct PageRows<'a> {
    /// The rows.
    pub rows: Rows<'a>,
    /// What the page says of all its rows.
    pub context: PageContext,
    /// What it says of paging.
    pub paging: Paging,
    /// Where the values of its secrets stand.
    pub secrets: Vec<Range<usize>>,
}

impl<'a> PageRows<'a> {
    /// Rows of a page that says nothing else.
    #[must_use]
    pub fn new(rows: Rows<'a>) -> Self {
        Self {
            rows,
            context: PageContext::default(),
            paging: Paging::default(),
            secrets: Vec::new(),
        }
    }
}

/// What a page says once for all its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageContext {
    /// The project that the rows are embedded in (Zoho Books).
    pub project: Option<Reference>,
}

/// What a page says of paging.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paging {
    /// Where the next page starts; `None` at the end or where the platform does not say.
    pub next: Option<u64>,
    /// Whether pages follow, where the platform says so.
    pub more: Option<bool>,
    /// The number of rows on all pages, where the platform says so.
    pub total: Option<u64>,
}

/// A row as borrowed parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// The platform's id of the task; passes `TaskId::is_part`.
    pub platform_id: Cow<'a, str>,
    /// What the id alone does not find (Zoho Books: the project); passes `TaskId::is_part`.
    pub parent: Option<Cow<'a, str>>,
    /// Its name; empty if there is none.
    pub name: Cow<'a, str>,
    /// The status, as a word of the platform or derived from other fields.
    pub status: RowStatus<'a>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// Columns that the client always asks for and that are missing (not null) in this row, by
    /// unified name. A column that is missing in a whole page is a warning.
    pub absent: Vec<&'static str>,
    /// What could be read only in part, in sentences (a malformed date, say). Each becomes a warning.
    pub complaints: Vec<String>,
}

impl Row<'_> {
    /// What goes into columns.
    #[must_use]
    pub fn cells(&self) -> Cells<'_> {
        Cells {
            platform_id: &self.platform_id,
            parent: self.parent.as_deref(),
            name: &self.name,
            word: match &self.status {
                RowStatus::Word(word) => Some(word),
                RowStatus::Derived(_) | RowStatus::Missing => None,
            },
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// What of a row goes into columns, as in [`Row`].
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "a row says what each is")]
pub struct Cells<'a> {
    pub platform_id: &'a str,
    pub parent: Option<&'a str>,
    pub name: &'a str,
    /// The platform's own word of its status, if it has one.
    pub word: Option<&'a str>,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
}

/// Where a row's status comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowStatus<'a> {
    /// The platform's own word.
    Word(Cow<'a, str>),
    /// The platform has no word; other fields tell.
    Derived(Status),
    /// Null or absent.
    Missing,
}

impl RowStatus<'_> {
    /// The status that no word tells.
    #[must_use]
    pub fn derived(&self) -> Option<Status> {
        match self {
            Self::Derived(status) => Some(*status),
            Self::Word(_) | Self::Missing => None,
        }
    }
}

/// Something with an id and perhaps a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// The platform's id of it.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
}

/// Somebody who works on a task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Assignee {
    /// The platform's id of them.
    pub id: String,
    /// Their name.
    pub name: Option<String>,
    /// Their address.
    pub email: Option<String>,
}

/// What `expand=details` adds; null where the platform has none.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the catalogue of fields says what each is")]
pub struct Details {
    pub description: Option<String>,
    pub start_at: Option<Timestamp>,
    pub due_at: Option<Timestamp>,
    pub completed_at: Option<Timestamp>,
    pub assignees: Option<Vec<Assignee>>,
    pub project: Option<Reference>,
    pub parent_id: Option<String>,
    pub priority: Option<String>,
    pub percent_complete: Option<Decimal>,
    pub is_billable: Option<bool>,
    pub is_milestone: Option<bool>,
    pub logged_hours: Option<Decimal>,
}

//! Rows that are as the documents show them, which are nearly all: read by the reader's table of
//! columns alone, without a look at anything else. Whatever is odd about a row (a member that is
//! missing, an id with escapes, another type, a time in another form) leaves it to the room's own
//! reading, which says the same of a plain row.

use std::borrow::Cow;

use super::json;
use super::row::{Cells, Row, RowStatus};
use crate::scan::RawRow;
use crate::task::Timestamp;

/// Which members of a row are its columns, by their numbers in the layout.
#[derive(Debug)]
pub struct PlainColumns {
    /// The task's id.
    pub id: usize,
    /// Its name.
    pub name: usize,
    /// The status word: the first of these that is there.
    pub status: &'static [usize],
    /// When it was created.
    pub created_at: usize,
    /// When it was last changed.
    pub updated_at: usize,
    /// How times are written.
    pub times: TimeForm,
    /// Members that no plain row has.
    pub never: &'static [usize],
}

/// How a platform writes times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeForm {
    /// ISO 8601.
    Iso,
    /// Unix seconds in digits, of which `0` is no time.
    UnixSeconds,
}

/// A row that is plain.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "a row says what each is")]
pub struct PlainRow<'a> {
    pub platform_id: &'a str,
    pub name: Cow<'a, str>,
    /// The platform's own word of its status.
    pub word: &'a str,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
}

impl PlainRow<'_> {
    /// What goes into columns.
    #[inline]
    #[must_use]
    pub fn cells(&self) -> Cells<'_> {
        Cells {
            platform_id: self.platform_id,
            parent: None,
            name: &self.name,
            word: Some(self.word),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

impl<'a> From<PlainRow<'a>> for Row<'a> {
    fn from(plain: PlainRow<'a>) -> Self {
        Self {
            platform_id: Cow::Borrowed(plain.platform_id),
            parent: None,
            name: plain.name,
            status: RowStatus::Word(Cow::Borrowed(plain.word)),
            created_at: plain.created_at,
            updated_at: plain.updated_at,
            absent: Vec::new(),
            complaints: Vec::new(),
        }
    }
}

/// A row that is plain; `None` for any other.
#[inline]
pub(super) fn row<'a>(row: &RawRow<'a>, columns: &PlainColumns) -> Option<PlainRow<'a>> {
    if columns.never.iter().any(|slot| row.has(*slot)) {
        return None;
    }
    let word = columns.status.iter().copied().find(|slot| row.has(*slot))?;
    Some(PlainRow {
        platform_id: id(row, columns.id)?,
        name: name(row, columns.name)?,
        word: row.plain_text(word).filter(|word| !word.is_empty())?,
        created_at: time(row, columns.created_at, columns.times)?,
        updated_at: time(row, columns.updated_at, columns.times)?,
    })
}

/// A name that is not empty.
#[inline]
fn name<'a>(row: &RawRow<'a>, slot: usize) -> Option<Cow<'a, str>> {
    let name = match row.plain_text(slot) {
        Some(name) => Cow::Borrowed(name),
        None => json::string(row.slot(slot)?)?,
    };
    (!name.is_empty()).then_some(name)
}

/// An id of a few ASCII letters or digits, in quotes or not.
#[inline]
fn id<'a>(row: &RawRow<'a>, slot: usize) -> Option<&'a str> {
    let is_number = |raw: &&str| raw.bytes().all(|byte| byte.is_ascii_digit());
    let text = row.plain_text(slot);
    let id = text.or_else(|| row.slot(slot).filter(is_number))?;
    let is_plain = !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_graphic());
    is_plain.then_some(id)
}

/// A time, or null.
#[inline]
fn time(row: &RawRow<'_>, slot: usize, form: TimeForm) -> Option<Option<Timestamp>> {
    let Some(text) = row.plain_text(slot) else {
        return (row.slot(slot)? == "null").then_some(None);
    };
    match form {
        TimeForm::Iso => Timestamp::parse(text).map(Some),
        TimeForm::UnixSeconds => {
            let time = Timestamp::parse_unix_seconds(text)?;
            Some((time.millis() != 0).then_some(time))
        }
    }
}

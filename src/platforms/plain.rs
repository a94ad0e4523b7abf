//! Rows that are as the documents show them, which are nearly all: read by the reader's table of
//! columns alone, without a look at anything else. Whatever is odd about a row (a member that is
//! missing, an escape, another type, a time in another form) leaves it to the room's own reading, which
//! says the same of a plain row: every build with debug assertions holds the two against each other.

use std::borrow::Cow;

use super::json;
use super::row::{Row, RowStatus};
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

/// A row that is plain; `None` for any other.
pub(super) fn row<'a>(row: &RawRow<'a>, columns: &PlainColumns) -> Option<Row<'a>> {
    if columns.never.iter().any(|slot| row.slot(*slot).is_some()) {
        return None;
    }
    let word = columns.status.iter().find_map(|slot| row.slot(*slot))?;
    Some(Row {
        platform_id: Cow::Borrowed(id(row.slot(columns.id)?)?),
        parent: None,
        name: json::string(row.slot(columns.name)?).filter(|name| !name.is_empty())?,
        status: RowStatus::Word(Cow::Borrowed(text(word)?)),
        created_at: time(row.slot(columns.created_at)?, columns.times)?,
        updated_at: time(row.slot(columns.updated_at)?, columns.times)?,
        absent: Vec::new(),
        complaints: Vec::new(),
    })
}

/// A text that is not empty and has no escapes.
fn text(raw: &str) -> Option<&str> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    let is_plain = !inner.is_empty() && memchr::memchr(b'\\', inner.as_bytes()).is_none();
    is_plain.then_some(inner)
}

/// An id of a few ASCII letters or digits, in quotes or not.
fn id(raw: &str) -> Option<&str> {
    let is_number = raw.bytes().all(|byte| byte.is_ascii_digit());
    let id = if is_number { raw } else { text(raw)? };
    let is_plain = id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_graphic());
    is_plain.then_some(id)
}

/// A time, or null.
fn time(raw: &str, form: TimeForm) -> Option<Option<Timestamp>> {
    if raw == "null" {
        return Some(None);
    }
    let text = text(raw)?;
    match form {
        TimeForm::Iso => Timestamp::parse(text).map(Some),
        TimeForm::UnixSeconds => {
            let time = Timestamp::parse_unix_seconds(text)?;
            Some((time.millis() != 0).then_some(time))
        }
    }
}

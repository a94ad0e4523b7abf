//! One total order: sort keys, nulls last in both directions, then connection and platform id.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::TaskTable;
use crate::task::{Direction, Field, Sort};

/// A value that rows are ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key<'a> {
    /// None.
    Null,
    /// Milliseconds, or a status' place among the statuses.
    Int(i64),
    /// Text, ordered by code point.
    Text(Cow<'a, str>),
}

/// Orders two values of one field. Nulls are last in both directions.
#[must_use]
pub fn compare_keys(a: &Key<'_>, b: &Key<'_>, direction: Direction) -> Ordering {
    let ascending = match (a, b) {
        (Key::Null, Key::Null) => return Ordering::Equal,
        (Key::Null, _) => return Ordering::Greater,
        (_, Key::Null) => return Ordering::Less,
        (Key::Int(a), Key::Int(b)) => a.cmp(b),
        (Key::Text(a), Key::Text(b)) => a.cmp(b),
        // One field has one type; the order is total all the same.
        (Key::Int(_), Key::Text(_)) => Ordering::Less,
        (Key::Text(_), Key::Int(_)) => Ordering::Greater,
    };
    match direction {
        Direction::Ascending => ascending,
        Direction::Descending => ascending.reverse(),
    }
}

/// Orders ids of one platform: digit-only ids as integers, before all others, which go by code point.
#[must_use]
pub fn compare_platform_ids(a: &str, b: &str) -> Ordering {
    match (integer(a), integer(b)) {
        // `7` and `07` are one integer and two ids.
        (Some(x), Some(y)) => x.len().cmp(&y.len()).then(x.cmp(y)).then(a.cmp(b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}

/// The digits of a digit-only id, without leading zeros.
fn integer(id: &str) -> Option<&str> {
    let digits = !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| id.trim_start_matches('0'))
}

/// Orders a row of one table and a row of the same or another, totally: two rows are equal only if
/// they are the same task.
#[must_use]
pub fn compare_rows(a: (&TaskTable, u32), b: (&TaskTable, u32), sort: &Sort) -> Ordering {
    for key in sort.keys() {
        let order = compare_keys(
            &a.0.key(key.field, a.1),
            &b.0.key(key.field, b.1),
            key.direction,
        );
        if order.is_ne() {
            return order;
        }
    }
    let (a, b) = (a.0.identity(a.1), b.0.identity(b.1));
    a.connection_id
        .cmp(b.connection_id)
        .then_with(|| compare_platform_ids(a.platform_id, b.platform_id))
        .then_with(|| a.parent.cmp(&b.parent))
}

/// What makes a row itself, and breaks ties.
pub(crate) struct Identity<'a> {
    pub(crate) connection_id: &'a str,
    pub(crate) platform_id: &'a str,
    pub(crate) parent: Option<&'a str>,
}

impl TaskTable {
    /// The value of a field that filters and sorts may name; null for any other.
    #[must_use]
    pub fn key(&self, field: Field, row: u32) -> Key<'_> {
        let at = row as usize;
        let source = || self.source_of(at);
        match field {
            Field::CreatedAt => self.created_at.get(at).map(Key::Int),
            Field::UpdatedAt => self.updated_at.get(at).map(Key::Int),
            Field::LastSyncedAt => source().map(|s| Key::Int(s.synced_at.millis())),
            Field::Status => self.status.get(at).map(|at| Key::Int(i64::from(*at))),
            Field::Id => self.id(row).map(|id| Key::Text(Cow::Owned(id))),
            Field::PlatformId => self.platform_id.get(at).map(text),
            Field::Name => self.name.get(at).map(text),
            Field::PlatformStatus => self.platform_status.get(at).map(text),
            Field::Platform => source().map(|s| text(s.platform.as_str())),
            Field::ConnectionId => source().map(|s| text(&s.connection_id)),
            // No document gives a URL of a task.
            Field::PlatformUrl => None,
            Field::Description
            | Field::StartAt
            | Field::DueAt
            | Field::CompletedAt
            | Field::Assignees
            | Field::AssigneeId
            | Field::AssigneeName
            | Field::AssigneeEmail
            | Field::Project
            | Field::ProjectId
            | Field::ProjectName
            | Field::ParentId
            | Field::Priority
            | Field::PercentComplete
            | Field::IsBillable
            | Field::IsMilestone
            | Field::LoggedHours
            | Field::PlatformData => None,
        }
        .unwrap_or(Key::Null)
    }

    pub(crate) fn identity(&self, row: u32) -> Identity<'_> {
        let at = row as usize;
        Identity {
            connection_id: self
                .source_of(at)
                .map_or("", |source| source.connection_id.as_str()),
            platform_id: self.platform_id.get(at).unwrap_or_default(),
            parent: self.parent.get(at),
        }
    }
}

fn text(text: &str) -> Key<'_> {
    Key::Text(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digit_only_ids_are_integers() {
        let mut ids = [
            "b",
            "10",
            "a",
            "9",
            "007",
            "7",
            "10a",
            "90300000072369001234",
            "",
        ];
        ids.sort_unstable_by(|a, b| compare_platform_ids(a, b));
        assert_eq!(
            ids,
            [
                "007",
                "7",
                "9",
                "10",
                "90300000072369001234",
                "",
                "10a",
                "a",
                "b"
            ]
        );
    }

    #[test]
    fn nulls_are_last_both_ways() {
        for direction in [Direction::Ascending, Direction::Descending] {
            assert_eq!(
                compare_keys(&Key::Null, &Key::Int(i64::MAX), direction),
                Ordering::Greater
            );
            assert_eq!(
                compare_keys(&Key::Text("".into()), &Key::Null, direction),
                Ordering::Less
            );
        }
    }
}

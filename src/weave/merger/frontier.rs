//! How far a source that somebody else reads has come: what may be given before its next page.

use std::cmp::Ordering;

use crate::platforms::Platform;
use crate::table::{Key, TaskTable, compare_keys};
use crate::task::{Field, Sort, Timestamp};
use crate::weave::position::PositionKey;

/// A bound below which no row of a source is still to come, if it keeps the order that it has kept.
///
/// It is held in as many of the sort's keys, from the first on, as the source has come in order by.
/// A platform orders by one key: where a sort has two, rows that tie in the first come in any order of
/// the second, and the source is still in order by the first. A source that is in order by no key says
/// nothing of its next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frontier {
    connection_id: String,
    /// The leading keys of the last row; before there is one, what all rows of the source have.
    keys: Vec<PositionKey>,
    /// How many of the sort's keys its rows have come in order by.
    kept: usize,
}

impl Frontier {
    /// Where a source stands before its first row: at the keys that all of its rows have. One that is
    /// said to come in no order is not believed to be in order by any more keys than these.
    pub(super) fn new(
        platform: Platform,
        connection_id: &str,
        is_ordered: bool,
        synced_at: Timestamp,
        sort: &Sort,
    ) -> Self {
        let always_null = platform.room().traits.always_null;
        let known = |field: Field| match field {
            Field::Platform => Some(PositionKey::Text(platform.as_str().to_owned())),
            Field::ConnectionId => Some(PositionKey::Text(connection_id.to_owned())),
            Field::LastSyncedAt => Some(PositionKey::Int(synced_at.millis())),
            field => always_null.contains(&field).then_some(PositionKey::Null),
        };
        let keys = sort.keys().iter();
        let keys: Vec<PositionKey> = keys.map_while(|key| known(key.field)).collect();
        Self {
            connection_id: connection_id.to_owned(),
            kept: match is_ordered {
                true => sort.keys().len(),
                false => keys.len(),
            },
            keys,
        }
    }

    /// Takes the next row of the source: the frontier moves up to it, or is held in fewer keys if the
    /// row precedes it.
    pub(super) fn advance(&mut self, table: &TaskTable, row: u32, sort: &Sort) {
        for (at, (key, held)) in sort.keys().iter().zip(&self.keys).enumerate() {
            let value = table.key(key.field, row);
            match compare_keys(&value, &held.as_key(), key.direction) {
                Ordering::Equal => {}
                Ordering::Greater => break,
                Ordering::Less => {
                    self.kept = at;
                    break;
                }
            }
        }
        self.keys = sort
            .keys()
            .iter()
            .take(self.kept)
            .map(|key| PositionKey::of(&table.key(key.field, row)))
            .collect();
    }

    /// Whether a row comes before every row that the source may still have. One that ties with the
    /// frontier does not: rows that tie may still come, in any order. Of another connection it does if
    /// that connection comes first, since ties go by connection.
    pub(super) fn admits(&self, table: &TaskTable, row: u32, sort: &Sort) -> bool {
        for (key, held) in sort.keys().iter().zip(&self.keys) {
            let value: Key<'_> = table.key(key.field, row);
            match compare_keys(&value, &held.as_key(), key.direction) {
                Ordering::Equal => {}
                order => return order.is_lt(),
            }
        }
        self.keys.len() == sort.keys().len()
            && table.identity(row).connection_id < self.connection_id.as_str()
    }

    /// Which of two sources may have the earlier row; equal if either may.
    pub(super) fn compare(&self, other: &Self, sort: &Sort) -> Ordering {
        for ((key, a), b) in sort.keys().iter().zip(&self.keys).zip(&other.keys) {
            let order = compare_keys(&a.as_key(), &b.as_key(), key.direction);
            if order.is_ne() {
                return order;
            }
        }
        // The fewer the keys, the earlier the row that may still come.
        let by_length = self.keys.len().cmp(&other.keys.len());
        if by_length.is_eq() && self.keys.len() == sort.keys().len() {
            return self.connection_id.cmp(&other.connection_id);
        }
        by_length
    }
}

//! A place in the total order, as a cursor keeps it.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::table::{Key, TaskTable, compare_keys, compare_platform_ids};
use crate::task::{Sort, Timestamp};

/// A place in the order: right after one row, or right before all rows with certain leading keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The values of the sort keys; fewer than the sort has only where `tie` is missing.
    #[serde(rename = "k")]
    pub keys: Vec<PositionKey>,
    /// The row that was given last. Without it the place is before the first row with these keys.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub tie: Option<Tie>,
}

/// The value of a sort key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PositionKey {
    /// Null.
    Null,
    /// Milliseconds, or a status' place.
    Int(i64),
    /// Text.
    Text(String),
}

/// What breaks ties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie(
    /// The connection.
    pub String,
    /// The platform's id.
    pub String,
    /// What the task stands under, if the platform's path needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub Option<String>,
);

impl PositionKey {
    pub(super) fn of(key: &Key<'_>) -> Self {
        match key {
            Key::Null => Self::Null,
            Key::Int(value) => Self::Int(*value),
            Key::Text(text) => Self::Text(text.clone().into_owned()),
        }
    }

    pub(super) fn as_key(&self) -> Key<'_> {
        match self {
            Self::Null => Key::Null,
            Self::Int(value) => Key::Int(*value),
            Self::Text(text) => Key::Text(text.as_str().into()),
        }
    }
}

impl Position {
    /// The place right after a row.
    #[must_use]
    pub fn after(table: &TaskTable, row: u32, sort: &Sort) -> Self {
        let identity = table.identity(row);
        Self {
            keys: sort
                .keys()
                .iter()
                .map(|key| PositionKey::of(&table.key(key.field, row)))
                .collect(),
            tie: Some(Tie(
                identity.connection_id.to_owned(),
                identity.platform_id.to_owned(),
                identity.parent.map(str::to_owned),
            )),
        }
    }

    /// The place before all rows whose leading key is this one.
    #[must_use]
    pub fn before(leading: Option<Timestamp>) -> Self {
        Self {
            keys: vec![leading.map_or(PositionKey::Null, |time| PositionKey::Int(time.millis()))],
            tie: None,
        }
    }

    /// The place right after a task of a connection, in a list by one time alone whose times are whole
    /// seconds.
    #[must_use]
    pub fn within(second: i64, connection_id: &str, platform_id: &str) -> Self {
        let millis = Timestamp::from_seconds_saturating(second).millis();
        Self {
            keys: vec![PositionKey::Int(millis)],
            tie: Some(Tie(connection_id.to_owned(), platform_id.to_owned(), None)),
        }
    }

    /// Whether the position could stand in a walk in this order; a cursor may hold anything.
    #[must_use]
    pub fn fits(&self, sort: &Sort) -> bool {
        match self.tie {
            Some(_) => self.keys.len() == sort.keys().len(),
            None => (1..=sort.keys().len()).contains(&self.keys.len()),
        }
    }

    /// The leading key: `None` for null, and the milliseconds of a time.
    #[must_use]
    pub fn leading(&self) -> Option<i64> {
        match self.keys.first() {
            Some(PositionKey::Int(value)) => Some(*value),
            Some(PositionKey::Null | PositionKey::Text(_)) | None => None,
        }
    }

    /// Where a row stands against the position: `Greater` is after it, still to be given.
    #[must_use]
    pub fn compare_row(&self, table: &TaskTable, row: u32, sort: &Sort) -> Ordering {
        for (key, at) in sort.keys().iter().zip(&self.keys) {
            let order = compare_keys(&table.key(key.field, row), &at.as_key(), key.direction);
            if order.is_ne() {
                return order;
            }
        }
        let Some(Tie(connection_id, platform_id, parent)) = &self.tie else {
            return Ordering::Greater;
        };
        let identity = table.identity(row);
        identity
            .connection_id
            .cmp(connection_id)
            .then_with(|| compare_platform_ids(identity.platform_id, platform_id))
            .then_with(|| identity.parent.cmp(&parent.as_deref()))
    }

    /// Which of two places of one walk is further on.
    #[must_use]
    pub fn compare(&self, other: &Self, sort: &Sort) -> Ordering {
        for ((key, a), b) in sort.keys().iter().zip(&self.keys).zip(&other.keys) {
            let order = compare_keys(&a.as_key(), &b.as_key(), key.direction);
            if order.is_ne() {
                return order;
            }
        }
        match (&self.tie, &other.tie) {
            (None, None) => self.keys.len().cmp(&other.keys.len()),
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => {
                a.0.cmp(&b.0)
                    .then_with(|| compare_platform_ids(&a.1, &b.1))
                    .then_with(|| a.2.cmp(&b.2))
            }
        }
    }
}

//! Instants of rows.

use super::grow;
use crate::task::Timestamp;

/// Instants in milliseconds since the epoch.
#[derive(Clone, Debug, Default)]
pub(crate) struct TimeColumn {
    millis: Vec<i64>,
}

/// Null: no instant of a four-digit year is this.
pub(super) const NO_TIME: i64 = i64::MIN;

impl TimeColumn {
    /// How many rows it has.
    pub(crate) fn len(&self) -> usize {
        self.millis.len()
    }

    /// Appends a row.
    pub(crate) fn push(&mut self, time: Option<Timestamp>) {
        grow::push(&mut self.millis, raw(time));
    }

    /// Replaces a row.
    pub(crate) fn set(&mut self, row: usize, time: Option<Timestamp>) {
        if let Some(slot) = self.millis.get_mut(row) {
            *slot = raw(time);
        }
    }

    /// Replaces a row, or appends it if it is the first that is not there.
    pub(crate) fn put(&mut self, row: usize, time: Option<Timestamp>) {
        match row < self.len() {
            true => self.set(row, time),
            false => self.push(time),
        }
    }

    /// The milliseconds of a row.
    pub(crate) fn get(&self, row: usize) -> Option<i64> {
        let millis = self.millis.get(row).copied();
        millis.filter(|millis| *millis != NO_TIME)
    }

    /// The milliseconds of all rows, `NO_TIME` for null.
    pub(super) fn millis(&self) -> &[i64] {
        &self.millis
    }

    /// The bytes that it takes up.
    pub(crate) fn bytes(&self) -> usize {
        grow::bytes(&self.millis)
    }
}

fn raw(time: Option<Timestamp>) -> i64 {
    time.map_or(NO_TIME, Timestamp::millis)
}

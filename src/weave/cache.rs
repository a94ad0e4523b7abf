//! Connections that were read whole, kept for a while so that page two does not read all again.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::error::Warning;
use crate::table::TaskTable;
use crate::task::Timestamp;

/// More snapshots than this are not kept; the oldest goes first.
const MAX_SNAPSHOTS: usize = 32;

/// All tasks of a connection, as they were at one instant.
#[derive(Clone)]
pub struct Snapshot {
    /// The tasks.
    pub table: Rc<TaskTable>,
    /// What their `last_synced_at` shows: when the walk's reading of the connection began.
    pub synced_at: Timestamp,
    /// When they were read: a later page of the walk may have read them again.
    pub read_at: Timestamp,
    /// How many rows the platform sent.
    pub fetched: usize,
    /// What could not be read of them.
    pub warnings: Vec<Warning>,
    /// Whether it is sure that no row was missed while pages were turned.
    pub is_consistent: bool,
}

impl Snapshot {
    /// The same tasks under another instant.
    #[must_use]
    pub fn dated(&self, synced_at: Timestamp) -> Self {
        let mut table = TaskTable::clone(&self.table);
        table.set_synced_at(synced_at);
        Self {
            table: Rc::new(table),
            synced_at,
            read_at: self.read_at,
            fetched: self.fetched,
            warnings: self.warnings.clone(),
            is_consistent: self.is_consistent,
        }
    }
}

/// Snapshots in memory, by connection and query.
#[derive(Default)]
pub struct PageCache {
    snapshots: RefCell<HashMap<String, Snapshot>>,
}

impl PageCache {
    /// The snapshot of a key, unless it is older than `time_to_live_ms`.
    pub fn get(&self, key: &str, now: Timestamp, time_to_live_ms: i64) -> Option<Snapshot> {
        let snapshots = self.snapshots.borrow();
        let snapshot = snapshots.get(key)?;
        let age = now.millis().saturating_sub(snapshot.read_at.millis());
        (age <= time_to_live_ms).then(|| snapshot.clone())
    }

    /// Forgets what was read of a connection: it was written to.
    pub fn forget(&self, connection_id: &str) {
        let own = |key: &String| key.split('\u{1f}').next() == Some(connection_id);
        self.snapshots.borrow_mut().retain(|key, _| !own(key));
    }

    /// Keeps a snapshot.
    pub fn put(&self, key: String, snapshot: Snapshot) {
        let mut snapshots = self.snapshots.borrow_mut();
        if snapshots.len() >= MAX_SNAPSHOTS && !snapshots.contains_key(&key) {
            let oldest = snapshots
                .iter()
                .min_by_key(|(_, snapshot)| snapshot.read_at)
                .map(|(key, _)| key.clone());
            if let Some(oldest) = oldest {
                snapshots.remove(&oldest);
            }
        }
        snapshots.insert(key, snapshot);
    }
}

//! Connections that were read whole, kept for a while so that page two does not read all again: in
//! memory, and in the user's store where there is one.

mod memory;
mod shelf;
mod stored;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::Seal;
use crate::error::Warning;
use crate::http::Transport;
use crate::platforms::Platform;
use crate::table::TaskTable;
use crate::task::Timestamp;

use memory::Memory;
pub use memory::Room;
use shelf::Wanted;
pub use shelf::{Shelf, SnapshotStore, StoreFailed, StoreFuture};
pub(super) use stored::FORMAT;
pub use stored::MAX_BYTES as MAX_STORED_BYTES;

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

/// Snapshots by connection and query.
pub struct PageCache {
    memory: RefCell<Memory>,
    /// By connection: how often it was written to, and when last.
    writes: RefCell<HashMap<String, (u64, Timestamp)>>,
    shelf: Option<Shelf>,
}

impl PageCache {
    /// A cache with a user's store behind its memory.
    #[must_use]
    pub fn new(room: Room, shelf: Option<Shelf>) -> Self {
        Self {
            memory: RefCell::new(Memory::new(room)),
            writes: RefCell::default(),
            shelf,
        }
    }

    /// The user's store.
    pub(super) fn shelf(&self) -> Option<&Shelf> {
        self.shelf.as_ref()
    }

    /// How often this instance has written to a connection.
    pub(super) fn writes(&self, connection_id: &str) -> u64 {
        let writes = self.writes.borrow();
        writes.get(connection_id).map_or(0, |(count, _)| *count)
    }

    /// The snapshot that the user's store has under a key.
    pub(super) async fn stored(
        &self,
        transport: &dyn Transport,
        key: &str,
        (platform, connection_id): (Platform, &str),
        now: Timestamp,
    ) -> Result<Option<Snapshot>, StoreFailed> {
        let Some(shelf) = &self.shelf else {
            return Ok(None);
        };
        let written = self.writes.borrow().get(connection_id).copied();
        let wanted = Wanted {
            key,
            platform,
            connection_id,
            now,
            written_at: written.map(|(_, at)| at),
        };
        let found = shelf.get(transport, wanted).await?;
        // Somebody may have written while the store was asked.
        let is_current = self.writes(connection_id) == written.map_or(0, |(count, _)| count);
        Ok(found.filter(|_| is_current))
    }

    /// The snapshot of a key, unless it is older than `time_to_live_ms`.
    pub fn get(&self, key: &str, now: Timestamp, time_to_live_ms: i64) -> Option<Snapshot> {
        let memory = self.memory.borrow();
        let snapshot = memory.get(key)?;
        let age = now.millis().saturating_sub(snapshot.read_at.millis());
        (age <= time_to_live_ms).then(|| snapshot.clone())
    }

    /// Forgets what was read of a connection: it was written to. What the user's store has of it is
    /// deleted as far as this instance knows it, and not used here any more; another instance may
    /// still find what it knows for as long as it is good.
    ///
    /// # Errors
    /// If the user's store failed.
    pub async fn forget(
        &self,
        transport: &dyn Transport,
        connection_id: &str,
    ) -> Result<(), StoreFailed> {
        let own = |key: &str| key.split('\u{1f}').next() == Some(connection_id);
        self.memory.borrow_mut().retain(|key, _| !own(key));
        let now = transport.now();
        self.writes
            .borrow_mut()
            .entry(connection_id.to_owned())
            .and_modify(|(count, at)| (*count, *at) = (count.wrapping_add(1), now))
            .or_insert((1, now));
        match &self.shelf {
            Some(shelf) => shelf.forget(transport, connection_id).await,
            None => Ok(()),
        }
    }

    /// Keeps a snapshot in memory.
    pub fn put(&self, key: String, snapshot: Snapshot) {
        self.memory.borrow_mut().put(key, snapshot);
    }
}

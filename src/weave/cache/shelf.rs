//! The user's store of snapshots, which several instances share: an edge function's next request may
//! meet another instance than the one that read a connection.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use futures_util::future::{Either, LocalBoxFuture, join_all, select};

use super::{Seal, Snapshot, stored};
use crate::http::Transport;
use crate::platforms::Platform;
use crate::task::Timestamp;

/// So many glances a store may take to answer: about a second.
const PATIENCE: usize = 50;
/// The clocks of instances differ by no more than this, in milliseconds.
const SKEW_MS: i64 = 5_000;
/// So many keys of a connection are remembered, to be deleted when it is written to.
const MAX_KEYS: usize = 64;

/// That a store did not do what it was asked for, or not in time. What it said may hold secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreFailed;

/// What a store of snapshots gives.
pub type StoreFuture<T> = LocalBoxFuture<'static, Result<T, StoreFailed>>;

/// Keeps snapshots beyond the module's life. It may lose what it was given at any time, and what it
/// gives is checked: a store that is wrong or down costs calls, and no list.
pub trait SnapshotStore {
    /// The bytes of a key; `None` if there are none.
    fn get(&self, key: &str) -> StoreFuture<Option<Vec<u8>>>;

    /// Keeps bytes under a key, for so many milliseconds.
    fn put(&self, key: &str, bytes: Vec<u8>, ttl_ms: i64) -> StoreFuture<()>;

    /// Forgets a key; `None` where the store cannot.
    fn delete(&self, key: &str) -> Option<StoreFuture<()>>;
}

/// A user's store, and what is kept in it.
pub struct Shelf {
    store: Rc<dyn SnapshotStore>,
    seal: Seal,
    ttl_ms: i64,
    /// By connection: what this instance has put or found, the newest last.
    keys: RefCell<HashMap<String, VecDeque<String>>>,
}

/// Whose snapshot is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    /// The key of its connection and query.
    pub(super) key: &'a str,
    /// The platform.
    pub(super) platform: Platform,
    /// The connection.
    pub(super) connection_id: &'a str,
    /// Now.
    pub(super) now: Timestamp,
    /// When this instance last wrote to the connection: what was read before does not show it.
    pub(super) written_at: Option<Timestamp>,
}

impl Shelf {
    /// A store whose snapshots are good for `ttl_ms` milliseconds, and signed where the seal has a key.
    #[must_use]
    pub fn new(store: Rc<dyn SnapshotStore>, seal: Seal, ttl_ms: i64) -> Self {
        Self {
            store,
            seal,
            ttl_ms,
            keys: RefCell::default(),
        }
    }

    /// The snapshot that is wanted, if the store has a sound one that is not too old.
    pub(super) async fn get(
        &self,
        transport: &dyn Transport,
        wanted: Wanted<'_>,
    ) -> Result<Option<Snapshot>, StoreFailed> {
        if self.ttl_ms <= 0 {
            return Ok(None);
        }
        let asked = self.store.get(wanted.key);
        let Some(bytes) = in_time(transport, asked).await.map_err(|_| StoreFailed)?? else {
            return Ok(None);
        };
        self.remember(wanted.connection_id, wanted.key);
        let snapshot = stored::open(
            &bytes,
            wanted.key,
            &self.seal,
            wanted.platform,
            wanted.connection_id,
        );
        Ok(snapshot.filter(|snapshot| self.is_good(snapshot.read_at, wanted)))
    }

    fn is_good(&self, read_at: Timestamp, wanted: Wanted<'_>) -> bool {
        let age = wanted.now.millis().saturating_sub(read_at.millis());
        let shows_write = wanted
            .written_at
            .is_none_or(|written| read_at.millis() > written.millis().saturating_add(SKEW_MS));
        (-SKEW_MS..=self.ttl_ms).contains(&age) && shows_write
    }

    /// Puts a snapshot. What takes too long goes on by itself.
    pub(in crate::weave) async fn put(
        &self,
        transport: &dyn Transport,
        connection_id: &str,
        key: &str,
        snapshot: &Snapshot,
    ) -> Result<(), StoreFailed> {
        if self.ttl_ms <= 0 {
            return Ok(());
        }
        let Some(bytes) = stored::close(snapshot, key, &self.seal) else {
            return Ok(());
        };
        self.remember(connection_id, key);
        let put = self.store.put(key, bytes, self.ttl_ms);
        let put = in_time(transport, put).await;
        put.unwrap_or_else(|late| go_on(transport, late))
    }

    /// Deletes what this instance has put or found of a connection.
    pub(super) async fn forget(
        &self,
        transport: &dyn Transport,
        connection_id: &str,
    ) -> Result<(), StoreFailed> {
        let keys = self.keys.borrow_mut().remove(connection_id);
        let keys = keys.unwrap_or_default();
        let deletions = keys.iter().filter_map(|key| self.store.delete(key));
        let deleted = join_all(deletions.map(async |deletion| {
            let deleted = in_time(transport, deletion).await;
            deleted.unwrap_or_else(|late| go_on(transport, late))
        }));
        deleted.await.into_iter().collect()
    }

    fn remember(&self, connection_id: &str, key: &str) {
        let mut keys = self.keys.borrow_mut();
        let known = keys.entry(connection_id.to_owned()).or_default();
        known.retain(|other| other != key);
        known.push_back(key.to_owned());
        if known.len() > MAX_KEYS {
            known.pop_front();
        }
    }
}

/// What a store answers, or the work itself if that takes too long or the caller leaves.
async fn in_time<T>(
    transport: &dyn Transport,
    work: StoreFuture<T>,
) -> Result<Result<T, StoreFailed>, StoreFuture<T>> {
    let patience = Box::pin(async {
        for _ in 0..PATIENCE {
            if transport.glance().await.is_err() {
                break;
            }
        }
    });
    match select(work, patience).await {
        Either::Left((outcome, _)) => Ok(outcome),
        Either::Right(((), late)) => Err(late),
    }
}

/// Lets late work go on, which nobody waits for.
fn go_on(transport: &dyn Transport, late: StoreFuture<()>) -> Result<(), StoreFailed> {
    transport.spawn(Box::pin(async move {
        // Nobody is there to be told.
        let _ = late.await;
    }));
    Err(StoreFailed)
}

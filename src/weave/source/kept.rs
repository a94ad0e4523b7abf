//! What is kept of a source that was read whole: in memory, then in the user's store.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::pages::MAX_PAGE;
use super::{Reading, Source};
use crate::error::Warning;
use crate::platforms::Slice;
use crate::weave::Snapshot;

/// Where the snapshot of a slice of a source is kept.
pub(super) struct Slot {
    slice: Slice,
    memory: String,
    /// The key of the user's store, where there is one.
    shelf: Option<String>,
    /// How often the connection was written to when the reading began.
    writes: u64,
    /// What the user's store could not do.
    failure: Option<&'static str>,
}

impl Source {
    /// Where its snapshot is kept. To be asked before it is read: an account learns as it reads.
    pub(super) fn slot(&self, reading: &Reading<'_>, slice: Slice) -> Slot {
        // A part of a connection is sooner read again than looked for.
        let shelf = reading.cache.shelf().filter(|_| slice == Slice::All);
        Slot {
            slice,
            memory: self.cache_key(slice),
            shelf: shelf.and_then(|_| self.shelf_key()),
            writes: reading.cache.writes(&self.connection_id),
            failure: None,
        }
    }

    /// The rows that memory or the user's store has.
    pub(super) async fn kept(&self, reading: &Reading<'_>, slot: &mut Slot) -> Option<Snapshot> {
        if let Some(cached) = self.cached(reading, slot.slice) {
            return Some(cached);
        }
        if reading.time_to_live_ms <= 0 {
            return None;
        }
        let key = slot.shelf.as_deref()?;
        let cache = reading.cache;
        let found = cache
            .stored(
                reading.gateway.transport(),
                key,
                (self.platform, &self.connection_id),
                reading.now,
            )
            .await;
        let found = found.unwrap_or_else(|_| {
            slot.failure = Some("gave no answer, so that the platform was asked");
            None
        })?;
        if !self.is_recent(slot.slice, &found) {
            return None;
        }
        cache.put(slot.memory.clone(), found.clone());
        Some(found)
    }

    /// Keeps what was read, unless the connection was written to meanwhile.
    pub(super) async fn keep(&mut self, reading: &Reading<'_>, slot: Slot, snapshot: &Snapshot) {
        let mut failure = slot.failure;
        if reading.cache.writes(&self.connection_id) == slot.writes {
            reading.cache.put(slot.memory, snapshot.clone());
            if let (Some(shelf), Some(key)) = (reading.cache.shelf(), &slot.shelf) {
                let transport = reading.gateway.transport();
                let put = shelf.put(transport, &self.connection_id, key, snapshot);
                if put.await.is_err() {
                    failure.get_or_insert("did not keep what was read");
                }
            }
        }
        if let Some(failure) = failure {
            let warning = Warning::new(
                "page_cache_failed",
                format!("the function of `pageCache` failed or took too long: it {failure}"),
            );
            self.warnings
                .push(warning.from_connection(&self.connection_id));
        }
    }

    /// What tells its rows from all others: the connection, the requests that its reading begins with
    /// (they name the host and the query), a mark of the account, so that two which share a name of a
    /// connection and a store never see each other's rows, what of the filter was asked
    /// for, the columns that are kept, the meaning of status words, and this module's version. `None`
    /// where the query cannot be put to the platform.
    fn shelf_key(&self) -> Option<String> {
        let query = self.query(MAX_PAGE);
        let account = self.session.account();
        let calls = account.begin(&query, Slice::All);
        let requests = calls.iter().map(|call| account.request(&query, call));
        let requests: Vec<_> = requests
            .map(|request| request.ok().map(|request| request.masked()))
            .collect::<Option<_>>()?;
        let bound_to = serde_json::to_vec(&(
            env!("CARGO_PKG_VERSION"),
            crate::weave::FORMAT,
            (&self.connection_id, self.platform.as_str()),
            requests,
            account.authorization().account_mark(),
            format!("{:?}", self.plan.push_down.asked),
            format!("{:?}", self.plan.needs),
            format!("{:?}", self.status_map),
        ))
        .ok()?;
        let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(bound_to));
        Some(format!("{}.{hash}", self.connection_id))
    }
}

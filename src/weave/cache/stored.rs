//! A snapshot as bytes.
//!
//! | bytes | |
//! |---|---|
//! | 4 | `tws` and the version |
//! | | the snapshot and the key that it is kept under, in postcard's encoding |
//! | 32 | HMAC-SHA-256 of all before it where `cursorKey` is set, else their SHA-256 |
//!
//! About 25 bytes a task beside its texts; where the platform's own record is kept, the pages' bytes too.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{Seal, Snapshot};
use crate::error::Warning;
use crate::platforms::Platform;
use crate::table::Packed;
use crate::task::Timestamp;

/// Changes with what the bytes mean; see also [`super::shelf`] for what else a key is bound to.
pub(in crate::weave) const FORMAT: u8 = 2;
const MARK: [u8; 4] = [b't', b'w', b's', FORMAT];
/// A snapshot of more bytes is not stored.
pub const MAX_BYTES: usize = 25_000_000;
const TAG: usize = 32;

/// What reading a connection warns of. A snapshot with another warning is not stored.
const CODES: [&str; 6] = [
    "row_invalid",
    "value_unreadable",
    "status_unknown",
    "column_absent",
    "part_gone",
    "filter_field_refused",
];

#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    key: &'a str,
    synced_at: i64,
    read_at: i64,
    fetched: u64,
    is_consistent: bool,
    warnings: Vec<StoredWarning>,
    #[serde(borrow)]
    table: Packed<'a>,
}

#[derive(Serialize, Deserialize)]
struct StoredWarning {
    /// Its place in [`CODES`].
    code: u8,
    message: String,
    connection_id: Option<String>,
}

/// A snapshot as bytes that only its key opens; `None` where it is too large to be stored.
pub(super) fn close(snapshot: &Snapshot, key: &str, seal: &Seal) -> Option<Vec<u8>> {
    if snapshot.table.weight() > MAX_BYTES {
        return None;
    }
    let warnings = snapshot.warnings.iter().map(|warning| {
        let code = CODES.iter().position(|code| *code == warning.code)?;
        Some(StoredWarning {
            code: u8::try_from(code).ok()?,
            message: warning.message.clone(),
            connection_id: warning.connection_id.clone(),
        })
    });
    let stored = Stored {
        key,
        synced_at: snapshot.synced_at.millis(),
        read_at: snapshot.read_at.millis(),
        fetched: u64::try_from(snapshot.fetched).ok()?,
        is_consistent: snapshot.is_consistent,
        warnings: warnings.collect::<Option<_>>()?,
        table: snapshot.table.pack()?,
    };
    let mut bytes = postcard::to_extend(&stored, MARK.to_vec()).ok()?;
    bytes.extend(seal.sign(&bytes));
    (bytes.len() <= MAX_BYTES).then_some(bytes)
}

/// The snapshot of bytes; `None` for what is damaged, of another version or key, or not ours.
pub(super) fn open(
    bytes: &[u8],
    key: &str,
    seal: &Seal,
    platform: Platform,
    connection_id: &str,
) -> Option<Snapshot> {
    let (signed, tag) = bytes.split_at_checked(bytes.len().checked_sub(TAG)?)?;
    let body = signed.strip_prefix(&MARK)?;
    if bytes.len() > MAX_BYTES || !seal.has_signed(signed, tag) {
        return None;
    }
    let (stored, rest): (Stored<'_>, _) = postcard::take_from_bytes(body).ok()?;
    if stored.key != key || !rest.is_empty() {
        return None;
    }
    let synced_at = Timestamp::from_millis(stored.synced_at)?;
    let warnings = stored.warnings.into_iter().map(|warning| {
        Some(Warning {
            code: CODES.get(usize::from(warning.code))?,
            message: warning.message,
            connection_id: warning.connection_id,
        })
    });
    Some(Snapshot {
        warnings: warnings.collect::<Option<_>>()?,
        table: Rc::new(stored.table.unpack(platform, connection_id, synced_at)?),
        synced_at,
        read_at: Timestamp::from_millis(stored.read_at)?,
        fetched: usize::try_from(stored.fetched).ok()?,
        is_consistent: stored.is_consistent,
    })
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

//! The cursor: where a walk stands, bound to the request that it belongs to.
//!
//! It is opaque and URL-safe, carries no authority and no credentials. A checksum tells a truncated
//! or retyped cursor from a whole one.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Position, Start};
use crate::error::{Code, Result, TaskweaveError};
use crate::task::{Sort, Timestamp};

/// The version that this module writes.
const VERSION: u8 = 1;
const CHECKSUM_BYTES: usize = 6;
/// Longer cursors than this are not looked at.
const MAX_LENGTH: usize = 64 << 10;

/// What a walk must not change between its pages: filter, sort and connections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of a request; the order of the connections does not matter.
    #[must_use]
    pub fn new(filter: &str, sort: &str, connections: &[&str]) -> Self {
        let mut ids = connections.to_vec();
        ids.sort_unstable();
        let mut hash = Sha256::new();
        for part in [filter, sort].iter().chain(&ids) {
            // Lengths keep the parts apart: ("a", "bc") is not ("ab", "c").
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(URL_SAFE_NO_PAD.encode(hash.finalize().iter().take(9).copied().collect::<Vec<u8>>()))
    }
}

/// Where a walk stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The request that it belongs to.
    #[serde(rename = "f")]
    pub fingerprint: Fingerprint,
    /// The place of every source that has none of its own.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The places of sources that lag, by connection; `None` is the beginning.
    #[serde(rename = "l", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lagging: BTreeMap<String, Option<Position>>,
    /// Connections that have given all they have.
    #[serde(rename = "d", default, skip_serializing_if = "BTreeSet::is_empty")]
    pub done: BTreeSet<String>,
    /// When the reading of each connection began, in milliseconds.
    #[serde(rename = "s", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub synced_at: BTreeMap<String, i64>,
    /// When the walk began, in milliseconds.
    #[serde(rename = "w")]
    pub walk_started_at: i64,
}

impl Cursor {
    /// The cursor as a text.
    #[must_use]
    pub fn encode(&self) -> String {
        let body = serde_json::to_vec(self).unwrap_or_default();
        let mut bytes = vec![VERSION];
        bytes.extend(checksum(&body));
        bytes.extend(body);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor that belongs to a request with this fingerprint.
    ///
    /// # Errors
    /// `cursor_invalid` for what is truncated, changed or no cursor of ours, `cursor_version` for one
    /// of another version, `cursor_mismatch` for one of another request.
    pub fn decode(text: &str, fingerprint: &Fingerprint, sort: &Sort) -> Result<Self> {
        let invalid = || {
            TaskweaveError::new(
                Code::CursorInvalid,
                "this is not a cursor of ours, or it is not whole",
            )
            .help("pass `next_cursor` exactly as it came, or leave the cursor out to start again")
        };
        if text.len() > MAX_LENGTH {
            return Err(invalid());
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid())?;
        let (version, rest) = bytes.split_first().ok_or_else(invalid)?;
        let (sum, body) = rest.split_at_checked(CHECKSUM_BYTES).ok_or_else(invalid)?;
        if sum != checksum(body) {
            return Err(invalid());
        }
        if *version != VERSION {
            return Err(TaskweaveError::new(
                Code::CursorVersion,
                format!("the cursor is of version {version}; this module reads version {VERSION}"),
            )
            .help("leave the cursor out to start again"));
        }
        let cursor: Self = serde_json::from_slice(body).map_err(|_| invalid())?;
        let sound = cursor
            .synced_at
            .values()
            .chain([&cursor.walk_started_at])
            .all(|millis| Timestamp::from_millis(*millis).is_some());
        if !sound {
            return Err(invalid());
        }
        if cursor.fingerprint != *fingerprint {
            return Err(TaskweaveError::new(
                Code::CursorMismatch,
                "the cursor belongs to a list with another filter, sort or set of connections",
            )
            .help("repeat the first request's filter, sort and connections, or leave the cursor out to start again; `limit` and `expand` may change"));
        }
        let mut places = cursor
            .position
            .iter()
            .chain(cursor.lagging.values().flatten());
        if !places.all(|position| position.fits(sort)) {
            return Err(invalid());
        }
        Ok(cursor)
    }

    /// Where a connection goes on.
    #[must_use]
    pub fn start_of(&self, connection_id: &str) -> Start {
        if self.done.contains(connection_id) {
            return Start::Done;
        }
        let own = self.lagging.get(connection_id);
        own.unwrap_or(&self.position)
            .clone()
            .map_or(Start::Beginning, Start::After)
    }
}

fn checksum(body: &[u8]) -> Vec<u8> {
    Sha256::digest(body)
        .iter()
        .take(CHECKSUM_BYTES)
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Tie;
    use super::super::position::PositionKey;
    use super::*;

    fn sort() -> Sort {
        Sort::parse("updated_at DESC, created_at").unwrap()
    }

    fn cursor() -> Cursor {
        Cursor {
            fingerprint: Fingerprint::new("", "updated_at DESC", &["a", "b"]),
            position: Some(Position {
                keys: vec![PositionKey::Int(1_700_000_000_000), PositionKey::Null],
                tie: Some(Tie("a".to_owned(), "7".to_owned(), None)),
            }),
            lagging: BTreeMap::from([("b".to_owned(), None)]),
            done: BTreeSet::from(["c".to_owned()]),
            synced_at: BTreeMap::from([("a".to_owned(), 1_700_000_000_000)]),
            walk_started_at: 1_700_000_000_000,
        }
    }

    #[test]
    fn a_cursor_reads_back_and_is_url_safe() {
        let text = cursor().encode();
        assert!(
            text.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b))
        );
        assert_eq!(
            Cursor::decode(&text, &cursor().fingerprint, &sort()).unwrap(),
            cursor()
        );
    }

    #[test]
    fn every_broken_cursor_is_refused_by_name() {
        let code = |text: &str| {
            Cursor::decode(text, &cursor().fingerprint, &sort())
                .unwrap_err()
                .code
        };
        let text = cursor().encode();
        for end in 0..text.len() {
            assert_eq!(
                code(text.get(..end).unwrap()),
                Code::CursorInvalid,
                "cut at {end}"
            );
        }
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(matches!(
                code(&changed),
                Code::CursorInvalid | Code::CursorVersion
            ));
        }
        assert_eq!(
            code("MTY3NDgzMTk0Ml82MDY4ZDI0ZC02NGRm"),
            Code::CursorInvalid
        );
        assert_eq!(code(&"A".repeat(100_000)), Code::CursorInvalid);
        let other = Fingerprint::new("", "updated_at ASC", &["a", "b"]);
        assert_eq!(
            Cursor::decode(&text, &other, &sort()).unwrap_err().code,
            Code::CursorMismatch
        );
    }

    #[test]
    fn the_fingerprint_knows_its_parts_apart() {
        let of = Fingerprint::new;
        assert_eq!(of("f", "s", &["a", "b"]), of("f", "s", &["b", "a"]));
        assert_ne!(of("f", "s", &["a", "b"]), of("f", "s", &["ab"]));
        assert_ne!(of("f", "s", &["a"]), of("fs", "", &["a"]));
    }
}
